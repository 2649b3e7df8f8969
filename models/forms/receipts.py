# SPDX-License-Identifier: GPL-3.0-or-later
"""Receipts: what was recorded of somebody's answers, for the one who gave them.

One receipt a person and signer. A parent sees their own answers alone, never those of another parent, and nobody sees
whether somebody is protected. A receipt tells of answers that stand; what was corrected or followed by a later answer
is not on it, and a yes that has ended is no yes.
"""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import select as select_columns
from sqlmodel import Session, col

from models.consent.calendar_queries import in_chunks
from models.consent.cells import load_facts
from models.consent.facts import CellKey, SubjectFacts
from models.consent.purposes import PurposeRow, load_purposes
from models.errors import ErrorCode, KnownError
from models.forms.form_rows import Wordings
from models.forms.readers import read_readers, wording_language
from models.forms.receipt_rows import StandingAnswer, read_ended, read_languages, read_said
from models.forms.round_people import class_order
from models.forms.scan_terms import ScanOutcome
from models.forms.wording import LANGUAGES
from models.roster.person_rows import read_groups, read_names
from models.settings import School, SettingsService
from models.store import Store
from models.store.same_person import follow, kept_ids, known_among
from models.tables import ConsentEvent, Form, FormRound, FormScan
from models.terms import Activity, Answer, AnswerMethod, Audience, MediaKind

Wanted = Callable[[StandingAnswer], bool]
Answers = Mapping[CellKey, StandingAnswer]


@dataclass(frozen=True, slots=True)
class ReceiptLine:
    """What was recorded for one place; an empty title is making recordings. ``ends_on``: until when a yes holds."""

    title: str
    audience: Audience | None
    yes: tuple[MediaKind, ...]
    no: tuple[MediaKind, ...]
    open: tuple[MediaKind, ...]
    ends_on: date | None


@dataclass(frozen=True, slots=True)
class ReceiptPart:
    """What was said on one day in one way."""

    decided_on: date
    method: AnswerMethod
    lines: tuple[ReceiptLine, ...]


@dataclass(frozen=True, slots=True)
class Receipt:
    """Everything that is said to one signer about one person, in the signer's language.

    ``signer`` is empty for a parent or guardian whose name is not on record; ``is_self``: they answered for themself.
    """

    person_id: int
    name: str
    groups: tuple[str, ...]
    signer_id: int
    signer: str
    is_self: bool
    language: str
    school: School
    day: date
    own_age: int
    parts: tuple[ReceiptPart, ...]


class ReceiptService:
    """Puts receipts together; writing and printing them is the window's and the command line's work."""

    def __init__(self, store: Store, settings: SettingsService) -> None:
        self._store = store
        self._settings = settings

    def of_people(self, person_ids: Sequence[int], usual_language: str = "nl") -> tuple[Receipt, ...]:
        """What stands of these people's answers, for each signer who has a say today; sorted by class.

        Of merged records the kept one is told about. Raises ``FORM_NEEDS_SCHOOL``, and ``PERSON_UNKNOWN`` for who is
        not on record (also: erased).
        """
        with self._store.read() as session:
            kept = kept_ids(session)
            ids = list(dict.fromkeys(follow(person_id, kept) for person_id in person_ids))
            if len(_known(session, ids)) < len(ids):
                raise KnownError(ErrorCode.PERSON_UNKNOWN)
            return self._receipts(session, ids, usual_language)

    def of_round(self, round_id: int, usual_language: str = "nl") -> tuple[Receipt, ...]:
        """What was answered to the questions of a round since it began; sorted by class.

        Raises ``FORM_NEEDS_SCHOOL`` and ``ROUND_UNKNOWN``.
        """
        with self._store.read() as session:
            made = session.get(FormRound, round_id)
            if made is None:
                raise KnownError(ErrorCode.ROUND_UNKNOWN)
            data = json.loads(made.questions)
            cells = {CellKey(Activity(one), MediaKind(kind), purpose) for one, kind, purpose in data["cells"]}
            after: int = data["after"]
            kept = kept_ids(session)
            owners = select_columns(col(Form.person_id)).where(
                col(Form.round_id) == round_id, col(Form.person_id).is_not(None)
            )
            people = {follow(person_id or 0, kept) for person_id in session.scalars(owners)}
            return self._receipts(
                session, people, usual_language, lambda one: one.event_id > after and one.key in cells
            )

    def of_answers(self, event_ids: Collection[int], usual_language: str = "nl") -> tuple[Receipt, ...]:
        """These answers, as far as they stand, whoever gave them. Raises ``FORM_NEEDS_SCHOOL``."""
        wanted = set(event_ids)
        people: set[int] = set()
        with self._store.read() as session:
            kept = kept_ids(session)
            for chunk in in_chunks(wanted):
                found = select_columns(col(ConsentEvent.person_id)).where(col(ConsentEvent.id).in_(chunk)).distinct()
                people.update(follow(person_id, kept) for person_id in session.scalars(found))
            return self._receipts(
                session, people, usual_language, lambda one: one.event_id in wanted, with_all_signers=True
            )

    def of_scans(
        self, scan_ids: Collection[int] | None, run: str = "", usual_language: str = "nl"
    ) -> tuple[Receipt, ...]:
        """What was recorded from these scanned pages, or (None) from all of a pile; sorted by class.

        Raises ``FORM_NEEDS_SCHOOL``.
        """
        statement = (
            select_columns(col(FormScan.form_id), col(FormScan.evidence_id), col(Form.person_id))
            .join(Form, col(Form.id) == col(FormScan.form_id))
            .where(col(FormScan.outcome) == ScanOutcome.RECORDED.value, col(FormScan.undone_at).is_(None))
        )
        chosen = (
            [statement.where(col(FormScan.run) == run)]
            if scan_ids is None
            else [statement.where(col(FormScan.id).in_(chunk)) for chunk in in_chunks(scan_ids)]
        )
        with self._store.read() as session:
            rows = [row for one in chosen for row in session.execute(one) if row.evidence_id is not None]
            kept = kept_ids(session)
            pages = {(row.form_id, row.evidence_id) for row in rows}
            people = {follow(row.person_id, kept) for row in rows if row.person_id is not None}
            return self._receipts(session, people, usual_language, lambda one: (one.form_id, one.evidence_id) in pages)

    def _receipts(
        self,
        session: Session,
        person_ids: Collection[int],
        usual_language: str,
        wanted: Wanted | None = None,
        *,
        with_all_signers: bool = False,
    ) -> tuple[Receipt, ...]:
        """Receipts of these people (who is not on record is left out), of the answers that are wanted."""
        school = self._settings.school()
        if school is None:
            raise KnownError(ErrorCode.FORM_NEEDS_SCHOOL)
        today, policy = self._store.clock.today(), self._settings.policy()
        known = _known(session, person_ids)
        said = read_said(session, known, kept_ids(session))
        signers = {signer for mine in said.values() for signer in mine}
        people = load_facts(session, known, policy, keys=()).people
        readers = read_readers(session, known, policy, today)
        own_languages = read_languages(session, signers)
        groups = read_groups(session, known, today)
        names = read_names(session, {*known, *signers})
        tables = _Tables(session, load_purposes(session, include_inactive=True), read_ended(session, known, today))
        made = []
        for person_id in class_order(session, known, groups):
            for signer, answers in sorted(said.get(person_id, {}).items(), key=lambda one: (one[0] != person_id, one)):
                if not (with_all_signers or _has_a_say(people[person_id].subject, signer, today)):
                    continue
                spoken = own_languages.get(signer) or readers[person_id].language
                language = wording_language(spoken, usual_language, LANGUAGES)
                parts = tables.parts(person_id, answers, language, wanted, today)
                if parts:
                    made.append(
                        Receipt(
                            person_id=person_id,
                            name=names.get(person_id, ""),
                            groups=tuple(group.name for group in groups.get(person_id, ())),
                            signer_id=signer,
                            signer=names.get(signer, ""),
                            is_self=signer == person_id,
                            language=language,
                            school=school,
                            day=today,
                            own_age=policy.own_decision_age,
                            parts=parts,
                        )
                    )
        return tuple(made)


class _Tables:
    """Answers as lines of places, in the school's order and the signer's language."""

    def __init__(self, session: Session, purposes: Sequence[PurposeRow], ended: set[tuple[int, CellKey]]) -> None:
        self._purposes = purposes
        self._ended = ended
        self._words = Wordings(session)
        active = [one for one in purposes if one.is_active]
        self._recorded = tuple(kind for kind in MediaKind if any(kind in one.kinds for one in active))

    def parts(
        self, person_id: int, answers: Answers, language: str, wanted: Wanted | None, today: date
    ) -> tuple[ReceiptPart, ...]:
        """By day and way, the latest first; empty where none of the answers is wanted."""
        by_part: dict[tuple[date, AnswerMethod], dict[CellKey, StandingAnswer]] = defaultdict(dict)
        for key, one in answers.items():
            if wanted is None or wanted(one):
                by_part[one.decided_on, one.method][key] = one
        shown = {key for mine in by_part.values() for key in mine}
        gone = {key for key in shown if self._is_over(person_id, answers[key], today)}
        parts = []
        for day, method in sorted(by_part, reverse=True):
            mine = by_part[day, method]
            lines = [self._line(purpose, mine, answers, gone, language) for purpose in (None, *self._purposes)]
            found = tuple(line for line in lines if line is not None)
            if found:
                parts.append(ReceiptPart(day, method, found))
        return tuple(parts)

    def _is_over(self, person_id: int, one: StandingAnswer, today: date) -> bool:
        if one.answer is not Answer.GIVEN:
            return False
        return (person_id, one.key) in self._ended or (one.valid_until is not None and one.valid_until < today)

    def _line(
        self, purpose: PurposeRow | None, mine: Answers, all_answers: Answers, gone: Collection[CellKey], language: str
    ) -> ReceiptLine | None:
        """The line of a place; None where nothing that counts was said about it."""
        activity = Activity.RECORDING if purpose is None else Activity.PUBLICATION
        keys = {kind: CellKey(activity, kind, None if purpose is None else purpose.id) for kind in MediaKind}
        said = {kind: mine[key] for kind, key in keys.items() if key in mine and key not in gone}
        if not said:
            return None
        usual = self._recorded if purpose is None else purpose.kinds if purpose.is_active else ()
        yes = tuple(kind for kind, one in said.items() if one.answer is Answer.GIVEN)
        ends = [said[kind].valid_until for kind in yes]
        title = ""
        if purpose is not None:
            versions = [one.version_id for one in said.values() if one.version_id is not None]
            title = (self._words.title(max(versions), language) if versions else "") or purpose.name
        return ReceiptLine(
            title=title,
            audience=None if purpose is None else purpose.audience,
            yes=yes,
            no=tuple(kind for kind in said if kind not in yes),
            open=tuple(kind for kind in usual if keys[kind] not in all_answers or keys[kind] in gone),
            ends_on=min((day for day in ends if day is not None), default=None),
        )


def _known(session: Session, person_ids: Collection[int]) -> list[int]:
    return [one for chunk in in_chunks(person_ids) for one in known_among(session, chunk)]


def _has_a_say(subject: SubjectFacts, signer_id: int, today: date) -> bool:
    if subject.decides_on(today):
        return signer_id == subject.person_id
    return any(one.guardian_id == signer_id and one.is_entitled_on(today) for one in subject.guardians)
