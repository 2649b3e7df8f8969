# SPDX-License-Identifier: GPL-3.0-or-later
"""The consent register: recording what people answered, and showing what it amounts to.

An answer is never changed or deleted. Undo and correction are answers too: they annul the earlier one, and the timeline
shows both. "Ids" of `ChangeKind.ANSWER` are ids of the people whom the answers are about.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta

from sqlmodel import Session, col, select

from models.changes import Change
from models.consent.answered import Answered, count_answered
from models.consent.cells import ConsentFacts, all_keys, end_of_day, load_facts
from models.consent.evidence import EvidenceService
from models.consent.evidence_types import EvidenceInput
from models.consent.facts import CellKey, CellStatus
from models.consent.purposes import PurposeRow, load_versions, version_on
from models.consent.rules import answers_in_account
from models.consent.unnamed_guardian import add_unnamed_guardian
from models.errors import ErrorCode, KnownError
from models.policy import default_valid_until
from models.settings import SettingsService
from models.store import Store, UnitOfWork
from models.store.audit import new_salt
from models.store.same_person import all_records, follow, kept_id_of, kept_ids
from models.tables import (
    ConsentEvent,
    ConsentRequest,
    Evidence,
    Guardianship,
    Item,
    MediaSession,
    Person,
    Purpose,
)
from models.terms import Answer, AnswerMethod, ChangeKind, LegalBasis

_DAYS_AHEAD = 366
_MAX_NOTE = 500
_MAX_NAME = 120


@dataclass(frozen=True, slots=True)
class AnswerInput:
    """One answer to record.

    ``decider_id`` None means "whoever decides": the person themself, else the first guardian with authority, else a
    guardian whose name is not on record yet. A ``refused`` becomes a withdrawal where the same decider had said yes,
    and an objection where the purpose rests on another legal basis than consent. ``evidence`` is kept as proof with the
    answer; ``evidence_id`` names a file that is kept already. ``purpose_version_id`` is the wording that was shown,
    where that is known; else it is the one of the day.
    """

    person_id: int
    key: CellKey
    answer: Answer
    decider_id: int | None = None
    decided_on: date | None = None
    valid_from: date | None = None
    valid_until: date | None = None
    method: AnswerMethod = AnswerMethod.IN_PERSON
    heard_by: str = ""
    note: str = ""
    language: str = ""
    item_id: int | None = None
    session_id: int | None = None
    evidence_id: int | None = None
    evidence: EvidenceInput | None = None
    form_id: int | None = None
    purpose_version_id: int | None = None


@dataclass(frozen=True, slots=True)
class Recorded:
    """What became of a set of answers: the events, and the guardians that had to be put on record unnamed."""

    event_ids: tuple[int, ...]
    person_ids: tuple[int, ...]
    new_guardians: int = 0


@dataclass(frozen=True, slots=True)
class MatrixRow:
    """One line of the consent matrix: a purpose (None for recording) and the status for each of its kinds."""

    purpose: PurposeRow | None
    statuses: tuple[tuple[CellKey, CellStatus], ...]


@dataclass(frozen=True, slots=True)
class Decider:
    """Somebody who can answer for a person. ``decides`` marks whose answer counts today."""

    person_id: int
    is_self: bool
    relation: str
    has_authority: bool
    decides: bool


@dataclass(frozen=True, slots=True)
class ConsentMatrix:
    """All cells of one person on one day, and who can answer."""

    person_id: int
    day: date
    rows: tuple[MatrixRow, ...]
    deciders: tuple[Decider, ...]
    decides_from: date


@dataclass(frozen=True, slots=True)
class TimelineEntry:
    """One answer in a person's history, latest first. ``is_annulled`` where a later correction took it out."""

    event_id: int
    key: CellKey
    answer: Answer
    decider_id: int
    decided_on: date
    valid_from: date
    valid_until: date | None
    method: AnswerMethod
    heard_by: str
    note: str
    recorded_at: datetime
    recorded_by: str
    item_id: int | None
    session_id: int | None
    annuls_id: int | None
    is_annulled: bool
    evidence_id: int | None = None


class ConsentService:
    """Records answers and shows statuses."""

    def __init__(self, store: Store, settings: SettingsService, evidence: EvidenceService) -> None:
        self._store = store
        self._settings = settings
        self._evidence = evidence

    def facts(self, person_ids: Sequence[int], keys: Collection[CellKey] | None = None) -> ConsentFacts:
        """Everything the rules need about these people; of all cells, or of these alone."""
        with self._store.read() as session:
            return load_facts(session, person_ids, self._settings.policy(), keys=keys)

    def count_answered(self, person_ids: Collection[int]) -> Answered:
        """How many of the questions to each of these people need no more asking today."""
        with self._store.read() as session:
            return count_answered(session, person_ids, self._store.clock.today())

    def matrix(self, person_id: int, day: date | None = None, known_on: date | None = None) -> ConsentMatrix:
        """The consent matrix of one person, as was known on a day (see `load_facts`). Raises ``PERSON_UNKNOWN``."""
        day = day if day is not None else self._store.clock.today()
        with self._store.read() as session:
            person_id = kept_id_of(session, person_id)
            facts = load_facts(session, (person_id,), self._settings.policy(), known_on)
            if person_id not in facts.people:
                raise KnownError(ErrorCode.PERSON_UNKNOWN)
            relations = dict(
                session.exec(
                    select(Guardianship.guardian_id, Guardianship.relation).where(Guardianship.pupil_id == person_id)
                ).all()
            )
        active = [purpose for purpose in facts.purposes.values() if purpose.is_active]
        rows: list[MatrixRow] = []
        for purpose in (None, *active):
            keys = [key for key in all_keys(active) if key.purpose_id == (None if purpose is None else purpose.id)]
            rows.append(MatrixRow(purpose, tuple((key, facts.status_of(person_id, key, day)) for key in keys)))
        subject = facts.people[person_id].subject
        decides = subject.decides_on(day)
        deciders = [Decider(person_id, True, "", decides, decides)]
        deciders += [
            Decider(
                guardian.guardian_id,
                False,
                relations.get(guardian.guardian_id, ""),
                guardian.is_entitled_on(day),
                guardian.is_entitled_on(day) and not decides,
            )
            for guardian in subject.guardians
        ]
        return ConsentMatrix(person_id, day, tuple(rows), tuple(deciders), subject.decides_from)

    def timeline(self, person_id: int, known_on: date | None = None) -> tuple[TimelineEntry, ...]:
        """Every answer about a person, latest first; also those given to a record that was merged into theirs.

        With ``known_on`` only what was recorded by the end of that day.
        """
        until = end_of_day(known_on)
        with self._store.read() as session:
            kept = kept_ids(session)
            events = session.exec(
                select(ConsentEvent)
                .where(col(ConsentEvent.person_id).in_(all_records((person_id,), kept)))
                .order_by(col(ConsentEvent.decided_on).desc(), col(ConsentEvent.id).desc())
            ).all()
            if until is not None:
                events = [event for event in events if event.recorded_at < until]
            annulled: set[int] = set()
            for event in sorted(events, key=lambda one: one.id or 0, reverse=True):
                if event.annuls_id is not None and event.id not in annulled:
                    annulled.add(event.annuls_id)
            return tuple(
                _timeline_entry(event, follow(event.decider_id, kept), is_annulled=event.id in annulled)
                for event in events
            )

    def record_answers(self, answers: Sequence[AnswerInput], *, action: str = "consent.answer") -> Change[Recorded]:
        """Record answers in one transaction, for one person or many.

        Raises ``PERSON_UNKNOWN``, ``DECIDER_UNKNOWN``, ``DECIDER_NOT_ENTITLED``, ``PURPOSE_UNKNOWN``,
        ``ITEM_UNKNOWN``, ``SESSION_UNKNOWN``, ``DATE_IMPOSSIBLE``, ``VALUE_NOT_ALLOWED`` or ``EVIDENCE_MISSING``; then
        nothing is recorded.
        """
        with self._store.write(action) as unit:
            recorded = self.record_within(unit, answers)
        return Change(recorded, unit.changes, lambda: self.annul_answers(recorded.event_ids))

    def record_within(self, unit: UnitOfWork, answers: Sequence[AnswerInput]) -> Recorded:
        """Record answers inside a transaction of a larger action; raises as `record_answers`."""
        answers = _of_kept_people(answers, kept_ids(unit.session))
        person_ids = tuple(dict.fromkeys(answer.person_id for answer in answers))
        keys = {answer.key for answer in answers}
        facts = load_facts(unit.session, person_ids, self._settings.policy(), keys=keys)
        people = unit.session.exec(select(Person).where(col(Person.id).in_(person_ids))).all()  # at hand for each check
        versions = load_versions(unit.session)
        guardians_before = len(unit.changes.ids(ChangeKind.PERSON))
        unnamed: dict[int, int] = {}
        events = []
        for answer in self._keep_evidence(unit, answers):
            if answer.person_id not in facts.people:
                raise KnownError(ErrorCode.PERSON_UNKNOWN)
            decider_id = answer.decider_id
            if decider_id is None:
                decider_id = self._default_decider(unit, facts, answer, unnamed)
            events.append(self._make_event(unit, facts, replace(answer, decider_id=decider_id), decider_id, versions))
        unit.session.add_all(events)
        unit.session.flush()
        for event in events:
            unit.commit_to_event(event)
        unit.touch_answers([person.id or 0 for person in people], keys)
        new_guardians = len(unit.changes.ids(ChangeKind.PERSON)) - guardians_before
        return Recorded(tuple(event.id or 0 for event in events), person_ids, new_guardians)

    def _keep_evidence(self, unit: UnitOfWork, answers: Sequence[AnswerInput]) -> Iterator[AnswerInput]:
        """The answers, each naming the file that is kept with it; the same file for many answers is put in once."""
        kept: dict[EvidenceInput, int] = {}
        for answer in answers:
            given, evidence_id = answer.evidence, answer.evidence_id
            if given is not None:
                if given not in kept:
                    kept[given] = self._evidence.put_within(unit, given)
                evidence_id = kept[given]
            elif evidence_id is not None and unit.session.get(Evidence, evidence_id) is None:
                raise KnownError(ErrorCode.EVIDENCE_MISSING)
            yield answer if given is None else replace(answer, evidence_id=evidence_id, evidence=None)

    def annul_answers(self, event_ids: Sequence[int], note: str = "") -> Change[Recorded]:
        """Take answers out of account (undo, or a correction with its reason); the earlier answers stand again.

        The undo of this annuls the annulments.
        """
        with self._store.write("consent.annul") as unit:
            annulled = self.annul_within(unit, event_ids, note)
        return Change(annulled, unit.changes, lambda: self.annul_answers(annulled.event_ids))

    def annul_within(self, unit: UnitOfWork, event_ids: Sequence[int], note: str = "") -> Recorded:
        """Take answers out of account inside a transaction of a larger action."""
        annulments = []
        for event in unit.session.exec(select(ConsentEvent).where(col(ConsentEvent.id).in_(event_ids))):
            values = event.model_dump(exclude={"id", "salt", "recorded_at", "recorded_by", "note", "heard_by"})
            values.update(answer=Answer.ANNULLED, annuls_id=event.id, valid_until=None, note=note[:_MAX_NOTE])
            annulments.append(
                ConsentEvent(**values, salt=new_salt(), recorded_at=unit.store.clock.now(), recorded_by=unit.actor)
            )
        unit.session.add_all(annulments)
        unit.session.flush()
        for annulment in annulments:
            unit.commit_to_event(annulment)
        kept = kept_ids(unit.session)
        people = tuple(dict.fromkeys(follow(annulment.person_id, kept) for annulment in annulments))
        unit.touch_answers(people, {CellKey(one.activity, one.kind, one.purpose_id) for one in annulments})
        return Recorded(tuple(annulment.id or 0 for annulment in annulments), people)

    def record_requests(self, person_ids: Sequence[int], keys: Sequence[CellKey]) -> Change[int]:
        """Note that these people were asked for these cells today; gives the number of notes made.

        Raises ``PERSON_UNKNOWN`` or ``PURPOSE_UNKNOWN``.
        """
        asked = [(person_id, key) for person_id in person_ids for key in keys]
        return self.record_asked(asked, self._store.clock.today())

    def record_asked(self, asked: Sequence[tuple[int, CellKey]], asked_on: date) -> Change[int]:
        """Note that people were asked for cells on a day; gives the number of notes made.

        Raises ``PERSON_UNKNOWN`` or ``PURPOSE_UNKNOWN``.
        """
        now = self._store.clock.now()
        purpose_ids = list(dict.fromkeys(key.purpose_id for _person_id, key in asked if key.purpose_id is not None))
        with self._store.write("consent.request") as unit:
            kept = kept_ids(unit.session)
            asked = [(follow(person_id, kept), key) for person_id, key in asked]
            person_ids = list(dict.fromkeys(person_id for person_id, _key in asked))
            _check_exist(unit.session, Person, person_ids, ErrorCode.PERSON_UNKNOWN)
            _check_exist(unit.session, Purpose, purpose_ids, ErrorCode.PURPOSE_UNKNOWN)
            for person_id, key in asked:
                unit.session.add(
                    ConsentRequest(
                        person_id=person_id,
                        activity=key.activity,
                        kind=key.kind,
                        purpose_id=key.purpose_id,
                        asked_on=asked_on,
                        recorded_at=now,
                    )
                )
            unit.touch(ChangeKind.ANSWER, person_ids)
        return Change(len(asked), unit.changes)

    def _default_decider(
        self, unit: UnitOfWork, facts: ConsentFacts, answer: AnswerInput, unnamed: dict[int, int]
    ) -> int:
        day = answer.decided_on or self._store.clock.today()
        subject = facts.people[answer.person_id].subject
        if subject.decides_on(day):
            return subject.person_id
        for guardian in subject.guardians:
            if guardian.is_entitled_on(day):
                return guardian.guardian_id
        if subject.person_id not in unnamed:
            unnamed[subject.person_id] = add_unnamed_guardian(unit, subject.person_id)
        return unnamed[subject.person_id]

    def _make_event(
        self,
        unit: UnitOfWork,
        facts: ConsentFacts,
        answer: AnswerInput,
        decider_id: int,
        versions: dict[int, list[tuple[date, int]]],
    ) -> ConsentEvent:
        today = self._store.clock.today()
        decided_on = answer.decided_on or today
        _check_answer(unit.session, facts, answer, decider_id, decided_on, today)
        given = answer.answer
        if given is Answer.REFUSED:
            given = _kind_of_no(facts, answer, decider_id, decided_on)
        valid_until = answer.valid_until
        if given is Answer.GIVEN and valid_until is None:
            valid_until = default_valid_until(decided_on, facts.policy)
        key = answer.key
        return ConsentEvent(
            person_id=answer.person_id,
            decider_id=decider_id,
            activity=key.activity,
            kind=key.kind,
            purpose_id=key.purpose_id,
            item_id=answer.item_id,
            session_id=answer.session_id,
            answer=given,
            decided_on=decided_on,
            valid_from=answer.valid_from or decided_on,
            valid_until=valid_until if given is Answer.GIVEN else None,
            method=answer.method,
            heard_by=answer.heard_by.strip(),
            note=answer.note.strip(),
            language=answer.language,
            purpose_version_id=_version_shown(answer, decided_on, versions),
            evidence_id=answer.evidence_id,
            form_id=answer.form_id,
            recorded_at=unit.store.clock.now(),
            recorded_by=unit.actor,
            salt=new_salt(),
        )


def _version_shown(answer: AnswerInput, decided_on: date, versions: dict[int, list[tuple[date, int]]]) -> int | None:
    """Which wording of the purpose the person saw."""
    if answer.key.purpose_id is None or answer.purpose_version_id is not None:
        return answer.purpose_version_id
    return version_on(versions[answer.key.purpose_id], decided_on)


def _check_exist(session: Session, table: type[Person] | type[Purpose], ids: Sequence[int], code: ErrorCode) -> None:
    wanted = set(ids)
    if len(session.exec(select(col(table.id)).where(col(table.id).in_(wanted))).all()) < len(wanted):
        raise KnownError(code)


def _of_kept_people(answers: Sequence[AnswerInput], kept: Mapping[int, int]) -> Sequence[AnswerInput]:
    """The answers with the numbers of kept records in place of those that were merged into them meanwhile."""
    if not kept:
        return answers
    return [
        replace(
            answer,
            person_id=follow(answer.person_id, kept),
            decider_id=None if answer.decider_id is None else follow(answer.decider_id, kept),
        )
        for answer in answers
    ]


def answers_for_many(
    person_ids: Iterable[int],
    keys: Iterable[CellKey],
    answer: Answer,
    method: AnswerMethod,
    session_id: int | None = None,
) -> tuple[AnswerInput, ...]:
    """The same answer for many people and cells, each decided by whoever decides; for one event only where given."""
    wanted = tuple(keys)
    return tuple(
        AnswerInput(person_id, key, answer, method=method, session_id=session_id)
        for person_id in person_ids
        for key in wanted
    )


def _check_answer(
    session: Session, facts: ConsentFacts, answer: AnswerInput, decider_id: int, decided_on: date, today: date
) -> None:
    if answer.key.purpose_id is not None and answer.key.purpose_id not in facts.purposes:
        raise KnownError(ErrorCode.PURPOSE_UNKNOWN)
    if answer.item_id is not None and session.get(Item, answer.item_id) is None:
        raise KnownError(ErrorCode.ITEM_UNKNOWN)
    if answer.session_id is not None and session.get(MediaSession, answer.session_id) is None:
        raise KnownError(ErrorCode.SESSION_UNKNOWN)
    if answer.answer is Answer.ANNULLED or len(answer.note) > _MAX_NOTE or len(answer.heard_by) > _MAX_NAME:
        raise KnownError(ErrorCode.VALUE_NOT_ALLOWED)
    subject = facts.people[answer.person_id].subject
    if decider_id != answer.person_id and all(one.guardian_id != decider_id for one in subject.guardians):
        known = session.exec(
            select(Guardianship.id).where(
                Guardianship.pupil_id == answer.person_id, Guardianship.guardian_id == decider_id
            )
        ).first()
        if known is None:
            if session.get(Person, decider_id) is None:
                raise KnownError(ErrorCode.DECIDER_UNKNOWN)
            raise KnownError(ErrorCode.DECIDER_NOT_ENTITLED)
    latest = today + timedelta(days=_DAYS_AHEAD)
    person = session.get(Person, answer.person_id)
    born = person.birth_date if person is not None else None
    starts = answer.valid_from or decided_on
    if born is not None and decided_on < born:
        raise KnownError(ErrorCode.DATE_IMPOSSIBLE, date=decided_on.isoformat(), reason="before_birth")
    if max(decided_on, starts) > latest:
        raise KnownError(ErrorCode.DATE_IMPOSSIBLE, date=max(decided_on, starts).isoformat(), reason="far_future")
    if decided_on < date(1900, 1, 1) or starts < decided_on:
        raise KnownError(ErrorCode.DATE_IMPOSSIBLE, date=min(decided_on, starts).isoformat())
    if answer.valid_until is not None and answer.valid_until < starts:
        raise KnownError(ErrorCode.DATE_IMPOSSIBLE, date=answer.valid_until.isoformat(), reason="ends_before_start")


def _kind_of_no(facts: ConsentFacts, answer: AnswerInput, decider_id: int, decided_on: date) -> Answer:
    """A no after one's own yes is a withdrawal; against another legal basis it is an objection (GDPR art. 21)."""
    purpose = None if answer.key.purpose_id is None else facts.purposes[answer.key.purpose_id]
    if purpose is not None and purpose.legal_basis is not LegalBasis.CONSENT:
        return Answer.OBJECTED
    standing = [
        fact
        for fact in answers_in_account(facts.people[answer.person_id].answers.get(answer.key, ()))
        if fact.decider_id == decider_id
        and fact.decided_on <= decided_on
        and (fact.item_id, fact.session_id) == (answer.item_id, answer.session_id)
    ]
    latest = max(standing, key=lambda fact: (fact.decided_on, fact.answer.is_stop, fact.event_id), default=None)
    return (
        Answer.WITHDRAWN if latest is not None and latest.answer in (Answer.GIVEN, Answer.WITHDRAWN) else Answer.REFUSED
    )


def _timeline_entry(event: ConsentEvent, decider_id: int, *, is_annulled: bool) -> TimelineEntry:
    return TimelineEntry(
        event_id=event.id or 0,
        key=CellKey(event.activity, event.kind, event.purpose_id),
        answer=event.answer,
        decider_id=decider_id,
        decided_on=event.decided_on,
        valid_from=event.valid_from,
        valid_until=event.valid_until,
        method=event.method,
        heard_by=event.heard_by,
        note=event.note,
        recorded_at=event.recorded_at,
        recorded_by=event.recorded_by,
        item_id=event.item_id,
        session_id=event.session_id,
        annuls_id=event.annuls_id,
        is_annulled=is_annulled,
        evidence_id=event.evidence_id,
    )
