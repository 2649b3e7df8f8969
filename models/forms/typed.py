# SPDX-License-Identifier: GPL-3.0-or-later
"""Answers typed by hand: what somebody was asked, line by line, and the record of what they said.

For who phones, writes, stands at the desk, or hands in a form that nobody scans. A line that is left open records
nothing. Everything of one call is one transaction with one undo.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from sqlmodel import Session, col, select

from models.changes import Change
from models.consent.cells import ConsentFacts, all_keys, load_facts
from models.consent.facts import CellKey, SubjectFacts
from models.consent.purposes import PurposeRow, load_purposes
from models.consent.register import AnswerInput, ConsentService
from models.errors import ErrorCode, KnownError
from models.forms.form_answers import standing_answers
from models.forms.form_rows import FormRow, Wordings, row_from
from models.forms.forms import is_blank, read_code_book, rows_of
from models.forms.rounds import RoundService
from models.roster.person_rows import read_groups, read_names
from models.settings import SettingsService
from models.store import Store, UnitOfWork
from models.store.same_person import follow, is_known, kept_ids
from models.tables import Form, FormRound, Guardianship
from models.terms import Answer, AnswerMethod, ChangeKind, ConsentStatus, FormState, MediaKind

METHODS = (AnswerMethod.TELEPHONE, AnswerMethod.IN_PERSON, AnswerMethod.EMAIL, AnswerMethod.FORM)
"""The ways in which answers come that somebody types."""


@dataclass(frozen=True, slots=True)
class TypedLine:
    """One question. ``purpose`` is the school's name of the channel (empty: making recordings).

    ``title`` and ``text`` are the words that were printed, in the language of the form; ``version_id`` names that
    wording. ``status``: what stands today (None where that is nobody's business).
    """

    key: CellKey
    purpose: str
    title: str
    text: str
    version_id: int | None
    status: ConsentStatus | None


@dataclass(frozen=True, slots=True)
class TypedForm:
    """The sheets that somebody was given together and that are open: their lines are what is typed.

    ``form_ids`` is empty for "everything there is to ask". ``state`` is that of the first sheet.
    """

    form_ids: tuple[int, ...]
    state: FormState | None
    round_name: str
    issued_on: date | None
    language: str
    lines: tuple[TypedLine, ...]


@dataclass(frozen=True, slots=True)
class TypedDecider:
    """Somebody who can answer, with the days of their say (inclusive, None for open).

    ``person_id`` None: a parent or guardian who is not on record yet.
    """

    person_id: int | None
    name: str
    relation: str
    is_self: bool
    since: date | None = None
    until: date | None = None

    def can_answer_on(self, day: date) -> bool:
        """Whether their word counts on the day."""
        return (self.since is None or self.since <= day) and (self.until is None or day <= self.until)


@dataclass(frozen=True, slots=True)
class TypedQuestions:
    """Everything that is needed to type somebody's answers. The first of ``forms`` is the one to begin with.

    ``person_id`` is None for a form that is nobody's yet: who it is about has to be said first.
    """

    person_id: int | None
    name: str
    groups: tuple[str, ...]
    forms: tuple[TypedForm, ...]
    deciders: tuple[TypedDecider, ...]
    decides_from: date

    def deciders_on(self, day: date) -> tuple[TypedDecider, ...]:
        """Who can answer on a day: the person alone once they decide, else their guardians with a say."""
        return tuple(one for one in self.deciders if one.can_answer_on(day))


@dataclass(frozen=True, slots=True)
class TypedInput:
    """What was said. ``answers``: yes (True) or no (False) by question; a question that is not in it was left open.

    ``decider_ids``: each of them said so (empty: whoever decides). ``form_ids``: see `TypedForm`.
    """

    person_id: int
    answers: Mapping[CellKey, bool]
    form_ids: tuple[int, ...] = ()
    decider_ids: tuple[int, ...] = ()
    decided_on: date | None = None
    method: AnswerMethod = AnswerMethod.TELEPHONE
    note: str = ""


@dataclass(frozen=True, slots=True)
class TypedOutcome:
    """What was recorded: the answers, and how many of them are a yes or a no (of one decider)."""

    person_id: int
    event_ids: tuple[int, ...]
    yes: int
    no: int
    new_guardians: int = 0


class TypedService:
    """Says what somebody was asked, and records what they answered."""

    def __init__(self, store: Store, settings: SettingsService, consent: ConsentService, rounds: RoundService) -> None:
        self._store = store
        self._settings = settings
        self._consent = consent
        self._rounds = rounds

    def questions(self, person_id: int) -> TypedQuestions:
        """What to ask somebody: each set of sheets that is out, latest first, then everything in use.

        Raises ``PERSON_UNKNOWN`` for who is not on record (also: erased); of two merged records the kept one is given.
        """
        with self._store.read() as session:
            return self._questions(session, person_id, None)

    def find(self, code: str) -> TypedQuestions | None:
        """The same, by the code of a form; its sheets come first. None where it is no code of this school's.

        Raises ``FORM_UNKNOWN`` where the form is not on record any more, ``PERSON_UNKNOWN`` where its person is not.
        """
        with self._store.read() as session:
            book = read_code_book(session)
            opened = None if book is None else book.open(code)
            if opened is None:
                return None
            form = session.exec(select(Form).where(Form.code == opened.number)).first()
            if form is None:
                raise KnownError(ErrorCode.FORM_UNKNOWN)
            if form.person_id is not None:
                return self._questions(session, form.person_id, form.id)
            if not is_blank(form):
                raise KnownError(ErrorCode.PERSON_UNKNOWN)
            purposes = {row.id: row for row in load_purposes(session, include_inactive=True)}
            asked = _typed_form((form,), purposes, Wordings(session), "", {})
            return TypedQuestions(None, "", (), (asked,), (), date.max)

    def questions_of(self, code: str, person_id: int) -> TypedQuestions:
        """The lines of a form that is nobody's yet, for the one who filled it in.

        Raises as `questions`, and ``FORM_UNKNOWN`` where there is no such form.
        """
        blank = self.find(code)
        if blank is None:
            raise KnownError(ErrorCode.FORM_UNKNOWN)
        own = self.questions(person_id)
        return TypedQuestions(own.person_id, own.name, own.groups, blank.forms, own.deciders, own.decides_from)

    def record(self, said: TypedInput) -> Change[TypedOutcome]:
        """Record what somebody said, in one transaction; their sheets count as received.

        A sheet that is nobody's yet becomes theirs. Raises ``NOTHING_ANSWERED``, ``PERSON_UNKNOWN``, ``FORM_UNKNOWN``,
        ``FORM_HAS_OWNER`` (a sheet of somebody else), ``FORM_FOR_OTHERS``, ``DECIDER_NOT_ENTITLED`` (somebody without
        a say on that day), ``VALUE_NOT_ALLOWED`` (a way in which nothing is typed), and as
        `ConsentService.record_answers`.
        """
        if not said.answers:
            raise KnownError(ErrorCode.NOTHING_ANSWERED)
        if said.method not in METHODS:
            raise KnownError(ErrorCode.VALUE_NOT_ALLOWED, field="method")
        day = said.decided_on if said.decided_on is not None else self._store.clock.today()
        with self._store.write("consent.typed") as unit:
            kept = kept_ids(unit.session)
            person_id = follow(said.person_id, kept)
            if not is_known(unit.session, person_id):
                raise KnownError(ErrorCode.PERSON_UNKNOWN)
            forms = self._forms(unit, said.form_ids, person_id, kept)
            bound = tuple(form.id or 0 for form in forms if form.person_id is None)
            for form_id in bound:
                self._rounds.bind_within(unit, form_id, person_id)
            deciders = self._deciders(unit.session, person_id, [follow(one, kept) for one in said.decider_ids], day)
            answers = _as_inputs(said, person_id, deciders, day, forms)
            recorded = self._consent.record_within(unit, answers)
            received = _receive(unit, forms)
            unit.note(answers=len(answers), forms=len(forms))
        yes = sum(said.answers.values())
        outcome = TypedOutcome(person_id, recorded.event_ids, yes, len(said.answers) - yes, recorded.new_guardians)
        return Change(outcome, unit.changes, lambda: self._undo(outcome, received, bound))

    # --- reading

    def _questions(self, session: Session, person_id: int, form_id: int | None) -> TypedQuestions:
        kept = kept_ids(session)
        person_id = follow(person_id, kept)
        if not is_known(session, person_id):
            raise KnownError(ErrorCode.PERSON_UNKNOWN)
        today = self._store.clock.today()
        facts = load_facts(session, (person_id,), self._settings.policy())
        statuses = _statuses(facts, person_id, today)
        purposes = {row.id: row for row in load_purposes(session, include_inactive=True)}
        words = Wordings(session)
        rounds: dict[int | None, str] = dict(session.exec(select(FormRound.id, FormRound.name)).all())
        found = [
            _typed_form(sheets, purposes, words, rounds.get(sheets[0].round_id, ""), statuses)
            for sheets in _open_sheets(session, person_id, kept, form_id)
        ]
        subject = facts.people[person_id].subject
        groups = read_groups(session, (person_id,), today).get(person_id, ())
        return TypedQuestions(
            person_id=person_id,
            name=read_names(session, (person_id,)).get(person_id, ""),
            groups=tuple(group.name for group in groups),
            forms=(*found, _everything(purposes, statuses)),
            deciders=_all_deciders(session, subject),
            decides_from=subject.decides_from,
        )

    def _deciders(self, session: Session, person_id: int, wanted: Sequence[int], day: date) -> tuple[int | None, ...]:
        """Those who said so; nobody whose word does not count. None stands for whoever decides."""
        subject = load_facts(session, (person_id,), self._settings.policy(), keys=()).people[person_id].subject
        entitled = {one.person_id for one in _all_deciders(session, subject) if one.can_answer_on(day)}
        if not set(wanted) <= entitled:
            raise KnownError(ErrorCode.DECIDER_NOT_ENTITLED)
        return tuple(dict.fromkeys(wanted)) or (None,)

    # --- writing

    def _forms(
        self, unit: UnitOfWork, form_ids: Sequence[int], person_id: int, kept: Mapping[int, int]
    ) -> tuple[Form, ...]:
        forms = [unit.session.get(Form, form_id) for form_id in form_ids]
        found = tuple(form for form in forms if form is not None)
        if len(found) < len(forms):
            raise KnownError(ErrorCode.FORM_UNKNOWN)
        if any(form.person_id is not None and follow(form.person_id, kept) != person_id for form in found):
            raise KnownError(ErrorCode.FORM_HAS_OWNER)
        return found

    def _undo(self, outcome: TypedOutcome, received: tuple[int, ...], bound: tuple[int, ...]) -> Change[TypedOutcome]:
        with self._store.write("consent.typed.undo") as unit:
            annulled = self._consent.annul_within(unit, outcome.event_ids)
            for form in _get_forms(unit, received):
                if form.state is FormState.RECEIVED and not standing_answers(unit.session, form.id or 0):
                    form.state, form.received_at = FormState.ISSUED, None
            for form_id in bound:
                self._rounds.unbind_within(unit, form_id, outcome.person_id)
            unit.note(answers=len(outcome.event_ids))
        return Change(outcome, unit.changes, lambda: self._redo(outcome, annulled.event_ids, received, bound))

    def _redo(
        self,
        outcome: TypedOutcome,
        annulments: tuple[int, ...],
        received: tuple[int, ...],
        bound: tuple[int, ...],
    ) -> Change[TypedOutcome]:
        with self._store.write("consent.typed") as unit:
            for form_id in bound:
                self._rounds.bind_within(unit, form_id, outcome.person_id)
            self._consent.annul_within(unit, annulments)
            _receive(unit, _get_forms(unit, received))
            unit.note(answers=len(outcome.event_ids))
        return Change(outcome, unit.changes, lambda: self._undo(outcome, received, bound))


def _statuses(facts: ConsentFacts, person_id: int, today: date) -> dict[CellKey, ConsentStatus]:
    """What stands today; nothing of a person about whom nothing is told."""
    if facts.people[person_id].subject.is_protected:
        return {}
    keys = all_keys(facts.purposes.values())
    return {key: facts.status_of(person_id, key, today).status for key in keys}


def _all_deciders(session: Session, subject: SubjectFacts) -> tuple[TypedDecider, ...]:
    """Everybody whose word counts on some day, each with the days of it."""
    ids = (subject.person_id, *(one.guardian_id for one in subject.guardians))
    names = read_names(session, ids)
    relations = dict(
        session.exec(
            select(Guardianship.guardian_id, Guardianship.relation).where(Guardianship.pupil_id == subject.person_id)
        ).all()
    )
    own, last = subject.decides_from, None
    if own == date.min:
        return (TypedDecider(subject.person_id, names.get(subject.person_id, ""), "", True),)
    if own != date.max:
        last = date.fromordinal(own.toordinal() - 1)
    guardians = [one for one in subject.guardians if one.has_authority]
    found = [
        TypedDecider(
            one.guardian_id,
            names.get(one.guardian_id, ""),
            relations.get(one.guardian_id) or "",
            False,
            one.since,
            min((day for day in (one.until, last) if day is not None), default=None),
        )
        for one in guardians
    ]
    if not guardians:
        found.append(TypedDecider(None, "", "", False, None, last))
    if own != date.max:
        found.insert(0, TypedDecider(subject.person_id, names.get(subject.person_id, ""), "", True, own))
    return tuple(found)


def _open_sheets(
    session: Session, person_id: int, kept: Mapping[int, int], form_id: int | None
) -> list[tuple[Form, ...]]:
    """Sheets that were given together and are out, the latest set first; the set of ``form_id`` before all."""
    ids = [person_id, *(merged for merged, target in kept.items() if target == person_id)]
    sets: list[list[Form]] = []
    for form in session.exec(select(Form).where(col(Form.person_id).in_(ids)).order_by(col(Form.id))):
        if json.loads(form.questions)["sheet"] == 1 or not sets:
            sets.append([])
        sets[-1].append(form)
    found: list[tuple[Form, ...]] = []
    for sheets in reversed(sets):
        is_wanted = any(form.id == form_id for form in sheets)
        open_ones = tuple(form for form in sheets if form.state is FormState.ISSUED or form.id == form_id)
        if open_ones:
            found.insert(0 if is_wanted else len(found), open_ones)
    return found


def _typed_form(
    sheets: Sequence[Form],
    purposes: dict[int, PurposeRow],
    words: Wordings,
    round_name: str,
    statuses: Mapping[CellKey, ConsentStatus],
) -> TypedForm:
    lines: list[TypedLine] = []
    for form in sheets:
        for data in json.loads(form.questions)["rows"]:
            lines += _lines_of(row_from(data, purposes, words, form.language), purposes, statuses)
    first = sheets[0]
    return TypedForm(
        form_ids=tuple(form.id or 0 for form in sheets),
        state=first.state,
        round_name=round_name,
        issued_on=first.issued_at.astimezone().date(),
        language=first.language,
        lines=tuple({line.key: line for line in lines}.values()),
    )


def _lines_of(
    row: FormRow, purposes: Mapping[int, PurposeRow], statuses: Mapping[CellKey, ConsentStatus]
) -> list[TypedLine]:
    purpose = None if row.purpose_id is None else purposes.get(row.purpose_id)
    if row.purpose_id is not None and purpose is None:  # the channel was removed since: nothing can be recorded
        return []
    name = "" if purpose is None else purpose.name
    return [TypedLine(key, name, row.title, row.text, row.version_id, statuses.get(key)) for key in row.cells()]


def _everything(purposes: Mapping[int, PurposeRow], statuses: Mapping[CellKey, ConsentStatus]) -> TypedForm:
    """All channels in use with their kinds, and making recordings of each kind that is in use."""
    active = [row for row in purposes.values() if row.is_active]
    kinds = [kind for kind in MediaKind if any(kind in row.kinds for row in active)] or list(MediaKind)
    lines = []
    for key in all_keys(active):
        if key.purpose_id is None and key.kind not in kinds:
            continue
        name = "" if key.purpose_id is None else purposes[key.purpose_id].name
        lines.append(TypedLine(key, name, name, "", None, statuses.get(key)))
    return TypedForm((), None, "", None, "", tuple(lines))


def _as_inputs(
    said: TypedInput, person_id: int, deciders: Sequence[int | None], day: date, forms: Sequence[Form]
) -> list[AnswerInput]:
    """One answer for each decider and question; a question on a sheet names that sheet and the wording on it."""
    asked: dict[CellKey, tuple[Form | None, int | None]] = {}
    for form in forms:
        for row in rows_of(form):
            asked.update((key, (form, row.version_id)) for key in row.cells())
    answers = []
    for decider_id in deciders:
        for key, is_yes in said.answers.items():
            sheet, version_id = asked.get(key, (None, None))
            answers.append(
                AnswerInput(
                    person_id,
                    key,
                    Answer.GIVEN if is_yes else Answer.REFUSED,
                    decider_id=decider_id,
                    decided_on=day,
                    method=said.method,
                    note=said.note,
                    language="" if sheet is None else sheet.language,
                    form_id=None if sheet is None else sheet.id,
                    purpose_version_id=version_id,
                )
            )
    return answers


def _receive(unit: UnitOfWork, forms: Sequence[Form]) -> tuple[int, ...]:
    """Note that these sheets came back; gives those that were out until now."""
    out = [form for form in forms if form.state is FormState.ISSUED]
    for form in out:
        form.state, form.received_at = FormState.RECEIVED, unit.store.clock.now()
    unit.touch(ChangeKind.FORM, [form.id or 0 for form in forms])
    return tuple(form.id or 0 for form in out)


def _get_forms(unit: UnitOfWork, form_ids: Sequence[int]) -> list[Form]:
    unit.touch(ChangeKind.FORM, form_ids)
    return list(unit.session.exec(select(Form).where(col(Form.id).in_(form_ids))).all())
