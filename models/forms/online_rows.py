# SPDX-License-Identifier: GPL-3.0-or-later
"""Rows of online forms that wait for somebody to look: why, what they say, and what a person makes of them."""

from __future__ import annotations

import json
from collections.abc import Collection, Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime

from sqlmodel import Session, col, select

from models.answer_lists.answer_table import ReadAnswer
from models.answer_lists.answer_terms import ImportedValue
from models.answer_lists.kept_row import Counting, KeptRow
from models.changes import Change
from models.consent.cells import load_facts
from models.consent.register import AnswerInput, ConsentService
from models.errors import ErrorCode, KnownError
from models.forms.online_plan import OnlineReason, OnlineState, PaperAnswers, yes_against_no
from models.forms.online_recording import MAX_NOTE, as_answer
from models.forms.paper_and_online import PaperAndOnline, load_paper_events, standing_events
from models.settings import SettingsService
from models.store import Store, UnitOfWork
from models.store.same_person import follow, kept_id_of, kept_ids
from models.tables import Form, OnlineMapping, OnlineRow, Person
from models.terms import AnswerMethod, ChangeKind

_WAITING = (OnlineState.PARKED.value, OnlineState.CONFLICT.value)


@dataclass(frozen=True, slots=True)
class WaitingRow:
    """A row that waits for somebody to look.

    ``cells`` is what it says, heading by heading; ``answers`` what of it waits. ``differing`` holds, where the paper
    form says otherwise, what the row says about that.
    """

    row_id: int
    form_name: str
    completed_at: datetime | None
    reason: OnlineReason
    person_id: int | None
    cells: tuple[tuple[str, str], ...]
    answers: tuple[ReadAnswer, ...] = ()
    differing: tuple[ReadAnswer, ...] = ()


@dataclass(frozen=True, slots=True)
class GivenRow:
    """A row that a person placed: whose answers were recorded, and how many."""

    row_id: int
    person_id: int
    answers: int


class OnlineRows:
    """What waits, and what a person decides about it. Each decision can be taken back."""

    def __init__(
        self, store: Store, settings: SettingsService, consent: ConsentService, sources: PaperAndOnline
    ) -> None:
        self._store = store
        self._settings = settings
        self._consent = consent
        self._sources = sources

    def waiting(self) -> tuple[WaitingRow, ...]:
        """The rows that wait for somebody to look, latest first."""
        with self._store.read() as session:
            names = {row.id: row.name for row in session.exec(select(OnlineMapping))}
            rows = session.exec(
                select(OnlineRow).where(col(OnlineRow.state).in_(_WAITING)).order_by(col(OnlineRow.id).desc())
            ).all()
            contents = {row.id: KeptRow.from_json(row.content) for row in rows}
            people = _people_of(session, {row.form_id for row in rows if row.form_id is not None})
            flagged = {row.form_id for row in rows if contents[row.id].differs and row.form_id is not None}
            paper = load_paper_events(session, flagged)
            return tuple(_as_waiting(row, contents[row.id], names, people, paper) for row in rows)

    def count_differing(self) -> int:
        """How many forms were answered differently on paper and online, and wait for a person."""
        with self._store.read() as session:
            statement = select(OnlineRow.form_id, OnlineRow.content).where(
                OnlineRow.state == OnlineState.CONFLICT.value
            )
            rows = session.exec(statement).all()
        return len({form_id for form_id, content in rows if KeptRow.from_json(content).differs})

    def give(
        self, row_id: int, person_id: int, decider_id: int | None = None, decided_on: date | None = None
    ) -> Change[GivenRow]:
        """Record what waits in a row as the answers about a person.

        ``decider_id``: who answered, None where nobody knows. ``decided_on``: the day, where the row does not tell it.
        Raises ``ONLINE_FORM_UNKNOWN`` where the row does not wait, ``ONLINE_NO_ANSWERS`` where nothing in it can be
        recorded, ``ONLINE_DAY_NEEDED``, ``ONLINE_WHO_NEEDED`` where a yes would lift somebody's no, and as
        `ConsentService.record_answers`.
        """
        with self._store.write("online.give") as unit:
            row, kept = _open_row(unit, row_id)
            person_id = kept_id_of(unit.session, person_id)
            before = (row.state, row.content)
            day = decided_on or (None if row.completed_at is None else row.completed_at.astimezone().date())
            if kept.differs:
                raise KnownError(ErrorCode.RECORD_CHANGED)
            if not kept.held:
                raise KnownError(ErrorCode.ONLINE_NO_ANSWERS)
            if day is None:
                raise KnownError(ErrorCode.ONLINE_DAY_NEEDED)
            self._refuse_unnamed_yes(unit, person_id, decider_id, day, kept.held)
            inputs = _inputs_of(unit, row, kept, person_id, decider_id, day)
            events = self._consent.record_within(unit, inputs).event_ids
            content = replace(
                kept, events=(*kept.events, *events), said=(*kept.said, *kept.held), held=(), sender=decider_id,
                reason=None,
            )  # fmt: skip
            row.state, row.content = OnlineState.RECORDED.value, content.to_json()
            self._sources.settle(unit, [row.form_id])
            _touch(unit, row)
            unit.note(row=row_id, answers=len(events))
        given = GivenRow(row_id, person_id, len(events))
        return Change(given, unit.changes, lambda: self._take_back(given, before, events, decider_id, decided_on))

    def count_for(self, row_id: int, counting: Counting) -> Change[int]:
        """Say of a row that differs from the paper which of both counts.

        Raises ``ONLINE_FORM_UNKNOWN`` where it does not wait, or ``RECORD_CHANGED`` where they differ no more.
        """
        with self._store.write("online.count") as unit:
            row, kept = _open_row(unit, row_id)
            if not kept.differs:
                raise KnownError(ErrorCode.RECORD_CHANGED)
            form_id, state = row.form_id, kept.before or OnlineState.RECORDED.value
            settled = state if kept.held else OnlineState.SETTLED.value
            row.content = replace(kept, counting=counting, before=settled).to_json()
            self._sources.settle(unit, [form_id])
            unit.note(row=row_id, counting=counting.value)
        return Change(row_id, unit.changes, lambda: self._ask_again(row_id, state))

    def put_aside(self, row_id: int) -> Change[int]:
        """Say that a waiting row was looked at and needs nothing more; it stays on record.

        Where it differs from the paper each no stays, and no yes counts. Raises ``ONLINE_FORM_UNKNOWN`` where it does
        not wait.
        """
        with self._store.read() as session:
            row = session.get(OnlineRow, row_id)
            differs = row is not None and row.state in _WAITING and KeptRow.from_json(row.content).differs
        if differs:
            return self.count_for(row_id, Counting.NO)
        return self._move(row_id, _WAITING, OnlineState.SETTLED.value)

    # --- taking back

    def _take_back(
        self,
        given: GivenRow,
        before: tuple[str, str],
        events: tuple[int, ...],
        decider_id: int | None,
        decided_on: date | None,
    ) -> Change[int]:
        with self._store.write("online.give_back") as unit:
            row = unit.session.get(OnlineRow, given.row_id)
            if row is None or row.state == OnlineState.UNDONE.value:
                raise KnownError(ErrorCode.ONLINE_FORM_UNKNOWN)
            standing = standing_events(unit.session, events)
            if standing:
                self._consent.annul_within(unit, sorted(standing))
            row.state, row.content = before
            self._sources.settle(unit, [row.form_id])
            _touch(unit, row)
        return Change(
            given.row_id,
            unit.changes,
            lambda: self.give(given.row_id, given.person_id, decider_id, decided_on),
        )

    def _ask_again(self, row_id: int, state: str) -> Change[int]:
        with self._store.write("online.ask_again") as unit:
            row = unit.session.get(OnlineRow, row_id)
            if row is None or row.state == OnlineState.UNDONE.value:
                raise KnownError(ErrorCode.ONLINE_FORM_UNKNOWN)
            kept = KeptRow.from_json(row.content)
            counting = kept.counting
            row.state, row.content = state, replace(kept, counting=None).to_json()
            self._sources.settle(unit, [row.form_id])
        return Change(row_id, unit.changes, None if counting is None else lambda: self.count_for(row_id, counting))

    def _move(self, row_id: int, allowed: Collection[str], state: str) -> Change[int]:
        with self._store.write("online.put_aside") as unit:
            row = unit.session.get(OnlineRow, row_id)
            if row is None or row.state not in allowed:
                raise KnownError(ErrorCode.ONLINE_FORM_UNKNOWN)
            before, row.state = row.state, state
            _touch(unit, row)
        return Change(row_id, unit.changes, lambda: self._move(row_id, (state,), before))

    # --- rules

    def _refuse_unnamed_yes(
        self,
        unit: UnitOfWork,
        person_id: int,
        decider_id: int | None,
        day: date,
        answers: tuple[ReadAnswer, ...],
    ) -> None:
        """The rule of an import holds here too: a yes of nobody in particular lifts no no."""
        keys = {answer.key for answer in answers}
        facts = load_facts(unit.session, (person_id,), self._settings.policy(), keys=keys)
        if person_id not in facts.people:
            raise KnownError(ErrorCode.PERSON_UNKNOWN)
        if decider_id is None and yes_against_no(facts, person_id, day, answers):
            raise KnownError(ErrorCode.ONLINE_WHO_NEEDED)


def _touch(unit: UnitOfWork, row: OnlineRow) -> None:
    """The lists of what waits change also with a row that is of no form."""
    if row.form_id is None:
        unit.touch_all(ChangeKind.FORM)
    else:
        unit.touch(ChangeKind.FORM, [row.form_id])


def _open_row(unit: UnitOfWork, row_id: int) -> tuple[OnlineRow, KeptRow]:
    row = unit.session.get(OnlineRow, row_id)
    if row is None or row.state not in _WAITING:
        raise KnownError(ErrorCode.ONLINE_FORM_UNKNOWN)
    return row, KeptRow.from_json(row.content)


def _as_waiting(
    row: OnlineRow,
    kept: KeptRow,
    names: Mapping[int | None, str],
    people: Mapping[int, int],
    paper: Mapping[int, PaperAnswers],
) -> WaitingRow:
    on_paper = dict(paper.get(row.form_id or 0, {}).values())
    differing = tuple(
        one for one in kept.said if one.key in on_paper and on_paper[one.key] is not (one.value is ImportedValue.YES)
    )
    return WaitingRow(
        row.id or 0,
        names[row.mapping_id],
        row.completed_at,
        _reason_of(kept),
        people.get(row.form_id or 0),
        kept.cells,
        kept.held,
        differing if kept.differs else (),
    )


def _reason_of(kept: KeptRow) -> OnlineReason:
    if kept.differs or kept.reason is None:
        return OnlineReason.PAPER_DIFFERS
    return OnlineReason(kept.reason)


def _people_of(session: Session, form_ids: Collection[int]) -> Mapping[int, int]:
    """By form: whose it is; somebody erased is nobody."""
    kept = kept_ids(session)
    pairs = session.exec(
        select(Form.id, Form.person_id).where(col(Form.id).in_(form_ids), col(Form.person_id).is_not(None))
    ).all()
    people = {form_id or 0: follow(person_id or 0, kept) for form_id, person_id in pairs}
    here = set(
        session.exec(
            select(Person.id).where(col(Person.id).in_(set(people.values())), col(Person.erased_on).is_(None))
        ).all()
    )
    return {form_id: person_id for form_id, person_id in people.items() if person_id in here}


def _inputs_of(
    unit: UnitOfWork, row: OnlineRow, kept: KeptRow, person_id: int, decider_id: int | None, day: date
) -> list[AnswerInput]:
    """What waits, as answers. The form and its wording go with them where it is that person's own form."""
    form = None if row.form_id is None else unit.session.get(Form, row.form_id)
    is_own = form is not None and form.person_id is not None and kept_id_of(unit.session, form.person_id) == person_id
    versions: dict[int, int | None] = {}
    if form is not None and is_own:
        rows = json.loads(form.questions)["rows"]
        versions = {one["purpose"]: one["version"] for one in rows if one["purpose"]}
    return [
        AnswerInput(
            person_id,
            one.key,
            as_answer(one),
            decider_id=decider_id,
            decided_on=day,
            method=AnswerMethod.ONLINE,
            note=one.source[:MAX_NOTE],
            language=kept.language or ("" if form is None or not is_own else form.language),
            evidence_id=kept.evidence_id,
            form_id=row.form_id if is_own else None,
            purpose_version_id=None if one.key.purpose_id is None else versions.get(one.key.purpose_id),
        )
        for one in kept.held
    ]
