# SPDX-License-Identifier: GPL-3.0-or-later
"""What was published and is no longer ready: a task for each place, raised in the transaction that caused it.

A withdrawal works from its date; earlier use stays lawful (GDPR art. 7(3)). A task ends as removed, replaced by another
copy, or stays (print that is out already), each with a note; it lapses when what raised it is taken back.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlmodel import Session, col, func, or_, select

from models.changes import Change, ChangeSet
from models.consent.cells import load_facts
from models.consent.facts import Scope
from models.consent.verdicts import ItemVerdict, Reason, ReasonKind, judge_item
from models.errors import ErrorCode, KnownError
from models.publishing.clearance import ItemContent, load_contents, status_lookup
from models.settings import SettingsService
from models.store import Store, UnitOfWork
from models.tables import Appearance, Cell, Guardianship, Publication, PublicationCover, Purpose, TakedownTask
from models.terms import ChangeKind, ConsentStatus, TakedownState, Verdict

_LAST_DAY = "takedown_day"
_MAX_NOTE = 500
_ENDING = (TakedownState.REMOVED, TakedownState.REPLACED)
_Cause = tuple[int | None, ConsentStatus | None, int | None]
_CLOSED = (*_ENDING, TakedownState.STAYS)
_STANDS_IN_THE_WAY = frozenset(
    {
        ReasonKind.RECORDING_REFUSED,
        ReasonKind.STOP,
        ReasonKind.UNNAMED_FACES,
        ReasonKind.NOBODY_LOOKED,
        ReasonKind.MISSING,
    }
)


@dataclass(frozen=True, slots=True)
class TakedownRow:
    """One take-down task as the to-do list shows it."""

    id: int
    publication_id: int
    item_id: int
    purpose_id: int
    purpose_name: str
    place: str
    copy_name: str
    published_on: date
    person_id: int | None
    cause: ConsentStatus | None
    since: date
    raised_at: datetime
    state: TakedownState
    closed_at: datetime | None
    closed_by: str
    note: str


class TakedownService:
    """Raises, lists and closes take-down tasks."""

    def __init__(self, store: Store, settings: SettingsService) -> None:
        self._store = store
        self._settings = settings

    def tasks(self, *, open_only: bool = True) -> tuple[TakedownRow, ...]:
        """Tasks, the oldest open ones first, then closed ones, latest first."""
        statement = (
            select(TakedownTask, Publication, Purpose.name)
            .join(Publication, col(Publication.id) == col(TakedownTask.publication_id))
            .join(Purpose, col(Purpose.id) == col(Publication.purpose_id))
            .order_by(col(TakedownTask.id))
        )
        if open_only:
            statement = statement.where(col(TakedownTask.state) == TakedownState.OPEN)
        with self._store.read() as session:
            rows = [_task_row(task, publication, name) for task, publication, name in session.exec(statement)]
        still_open = [row for row in rows if row.state is TakedownState.OPEN]
        return (*still_open, *reversed([row for row in rows if row.state is not TakedownState.OPEN]))

    def count_open(self) -> int:
        """How many tasks are open."""
        with self._store.read() as session:
            is_open = col(TakedownTask.state) == TakedownState.OPEN
            return session.exec(select(func.count()).select_from(TakedownTask).where(is_open)).one()

    def close_task(self, task_id: int, state: TakedownState, note: str = "") -> Change[int]:
        """Close a task as removed, replaced or stays. ``stays`` needs a note with the reason.

        Raises ``VALUE_NOT_ALLOWED`` for another state or a missing or too long note, ``ITEM_UNKNOWN`` for no such
        task, ``RECORD_CHANGED`` for one that is not open any more.
        """
        note = note.strip()
        if state in (TakedownState.OPEN, TakedownState.LAPSED) or len(note) > _MAX_NOTE:
            raise KnownError(ErrorCode.VALUE_NOT_ALLOWED, field="state")
        if state is TakedownState.STAYS and not note:
            raise KnownError(ErrorCode.VALUE_NOT_ALLOWED, field="note")
        with self._store.write("takedown.close") as unit:
            task = _require_task(unit.session, task_id, is_open=True)
            task.state, task.note = state, note
            task.closed_at, task.closed_by = unit.store.clock.now(), unit.actor
            publication = unit.session.get(Publication, task.publication_id)
            if publication is not None and state in _ENDING:
                publication.ended_on = unit.store.clock.today()
            unit.touch(ChangeKind.TAKEDOWN, [task_id])
        return Change(task_id, unit.changes, lambda: self.reopen_task(task_id))

    def reopen_task(self, task_id: int) -> Change[int]:
        """Open a closed task again: the publication is out after all. It lapses at once where that is fine by now.

        Raises ``ITEM_UNKNOWN``, and ``RECORD_CHANGED`` for a task that nobody closed.
        """
        with self._store.write("takedown.reopen") as unit:
            task = _require_task(unit.session, task_id, is_open=False)
            state, note = task.state, task.note
            publication = unit.session.get(Publication, task.publication_id)
            if publication is not None and state in _ENDING:
                publication.ended_on = None
            task.state, task.closed_at, task.closed_by, task.note = TakedownState.OPEN, None, "", ""
            unit.touch(ChangeKind.TAKEDOWN, [task_id])
            unit.session.flush()
            self._look_again(unit, (), () if publication is None else (publication.item_id,))
        return Change(task_id, unit.changes, lambda: self.close_task(task_id, state, note))

    def __call__(self, unit: UnitOfWork) -> None:
        """Before each commit: look again at publications that the transaction may have made not ready."""
        changes = unit.changes
        people = changes.ids(ChangeKind.ANSWER) | changes.ids(ChangeKind.PERSON)
        everybody = changes.concerns(ChangeKind.PURPOSE) or any(
            changes.concerns(kind) and not changes.ids(kind) for kind in (ChangeKind.ANSWER, ChangeKind.PERSON)
        )
        if everybody:
            people = frozenset(unit.session.exec(select(Appearance.person_id).distinct()))
        elif people:  # a guardian who is on record anew, or no longer, decides about their pupils
            wards = select(Guardianship.pupil_id).where(col(Guardianship.guardian_id).in_(people))
            people |= frozenset(unit.session.exec(wards))
        self._look_again(unit, people, changes.ids(ChangeKind.APPEARANCE))

    def roll_over(self) -> Change[int]:
        """Look at every status that changed with the calendar since the last time; gives the number of new tasks.

        For start-up and midnight: answers that expired, pupils who reached the age, answers that began today. When the
        clock was set back since, nothing is looked at and no task lapses: whatever was found on a later day stays, and
        the days from today on are looked at as they come.
        """
        today = self._store.clock.today()
        known = self._settings.value(_LAST_DAY)
        last = date.fromisoformat(known) if known is not None else date.min
        if last == today:
            return Change(0, ChangeSet())
        if last > today:
            with self._store.write("takedown.roll_back") as unit:
                self._settings.put_value(unit, _LAST_DAY, today.isoformat())
            return Change(0, unit.changes)
        with self._store.write("takedown.roll_over") as unit:
            people = set(
                unit.session.exec(
                    select(Cell.person_id)
                    .where(
                        or_(
                            (col(Cell.since) > last) & (col(Cell.since) <= today),
                            (col(Cell.until) >= last) & (col(Cell.until) < today),
                        )
                    )
                    .distinct()
                )
            )
            raised = self._look_again(unit, people, ())
            self._settings.put_value(unit, _LAST_DAY, today.isoformat())
        return Change(raised, unit.changes)

    def _look_again(self, unit: UnitOfWork, people: Collection[int], items: Collection[int]) -> int:
        """Judge the publications that these people or items are in; gives the number of tasks raised."""
        publications = _active_publications(unit.session, people, items) if people or items else []
        if not publications:
            return 0
        publication_ids = [one.id or 0 for one in publications]
        covers = _covered_people(unit.session, publication_ids)
        open_tasks = {
            task.publication_id: task
            for task in unit.session.exec(
                select(TakedownTask).where(
                    col(TakedownTask.publication_id).in_(publication_ids),
                    col(TakedownTask.state) == TakedownState.OPEN,
                )
            )
        }
        # Before this transaction each publication without an open task was ready, so only what was touched can have
        # changed that: the touched people's own needs, or the whole of an item whose people changed.
        settled = _settled_reasons(unit.session, publication_ids)
        raised: list[TakedownTask] = []
        whole = [one for one in publications if one.item_id in items or (one.id or 0) in open_tasks]
        partly = [one for one in publications if one.item_id not in items and (one.id or 0) not in open_tasks]
        for publication, verdict in (
            *self._judge(unit, whole, covers, None),
            *self._judge(unit, partly, covers, frozenset(people)),
        ):
            task = open_tasks.get(publication.id or 0)
            if verdict.verdict is Verdict.READY:
                if task is not None:
                    task.state, task.closed_at, task.closed_by = TakedownState.LAPSED, unit.store.clock.now(), ""
                    unit.touch(ChangeKind.TAKEDOWN, [task.id or 0])
            elif task is None:
                reason = _first_unsettled(verdict, settled[publication.id or 0])
                if reason is not None:
                    raised.append(_make_task(unit, publication, reason))
        unit.session.add_all(raised)
        unit.session.flush()
        unit.touch(ChangeKind.TAKEDOWN, [task.id or 0 for task in raised])
        return len(raised)

    def _judge(
        self,
        unit: UnitOfWork,
        publications: Sequence[Publication],
        covers: dict[int, set[int]],
        only: frozenset[int] | None,
    ) -> Iterable[tuple[Publication, ItemVerdict]]:
        contents = {one.item_id: one for one in load_contents(unit.session, [one.item_id for one in publications])}
        if only is not None:
            contents = {item_id: _reduced_to(content, only) for item_id, content in contents.items()}
        people = {one.person_id for content in contents.values() for one in content.appearances}
        policy = self._settings.policy()
        facts = load_facts(unit.session, sorted(people), policy)
        today = unit.store.clock.today()
        for publication in publications:
            content = contents[publication.item_id]
            if only is not None and not content.appearances:
                continue
            status_of = status_lookup(facts, Scope(content.item_id, content.session_id))
            item = content.as_facts(covers.get(publication.id or 0, set()))
            yield publication, judge_item(item, policy, status_of, publication.purpose_id, today)


def _make_task(unit: UnitOfWork, publication: Publication, reason: Reason) -> TakedownTask:
    return TakedownTask(
        publication_id=publication.id or 0,
        person_id=reason.person_id,
        cause=reason.status,
        cause_event_id=_event_of(reason),
        since=_since(reason, unit.store.clock.today()),
        raised_at=unit.store.clock.now(),
    )


def _first_unsettled(verdict: ItemVerdict, settled: Collection[_Cause]) -> Reason | None:
    """The worst reason that nobody has settled as "stays"; None where all are settled."""
    for reason in verdict.reasons:
        cause = (reason.person_id, reason.status, _event_of(reason))
        if reason.what in _STANDS_IN_THE_WAY and cause not in settled:
            return reason
    return None


def _settled_reasons(session: Session, publication_ids: Sequence[int]) -> dict[int, set[_Cause]]:
    settled: dict[int, set[_Cause]] = defaultdict(set)
    rows = session.exec(
        select(
            TakedownTask.publication_id, TakedownTask.person_id, TakedownTask.cause, TakedownTask.cause_event_id
        ).where(col(TakedownTask.publication_id).in_(publication_ids), col(TakedownTask.state) == TakedownState.STAYS)
    )
    for publication_id, person_id, cause, event_id in rows:
        settled[publication_id].add((person_id, None if cause is None else ConsentStatus(cause), event_id))
    return settled


def _event_of(reason: Reason) -> int | None:
    return reason.event_ids[0] if reason.event_ids else None


def _since(reason: Reason, today: date) -> date:
    known = reason.since is not None and reason.what is not ReasonKind.YES
    return reason.since if known and reason.since is not None else today


def _reduced_to(content: ItemContent, people: frozenset[int]) -> ItemContent:
    """The item as if only these people were in it, and nobody unnamed."""
    kept = tuple(one for one in content.appearances if one.person_id in people)
    return content._replace(appearances=kept, unnamed=0)


def _active_publications(session: Session, people: Collection[int], items: Collection[int]) -> list[Publication]:
    found: dict[int, Publication] = {}
    in_items = select(Publication).where(col(Publication.ended_on).is_(None))
    if items:
        for row in session.exec(in_items.where(col(Publication.item_id).in_(items))):
            found[row.id or 0] = row
    if people:
        shown = select(Appearance.item_id).where(col(Appearance.person_id).in_(people))
        for row in session.exec(in_items.where(col(Publication.item_id).in_(shown))):
            found[row.id or 0] = row
    return [found[publication_id] for publication_id in sorted(found)]


def _covered_people(session: Session, publication_ids: Sequence[int]) -> dict[int, set[int]]:
    covers: dict[int, set[int]] = defaultdict(set)
    for publication_id, person_id in session.exec(
        select(PublicationCover.publication_id, PublicationCover.person_id).where(
            col(PublicationCover.publication_id).in_(publication_ids)
        )
    ):
        covers[publication_id].add(person_id)
    return covers


def _require_task(session: Session, task_id: int, *, is_open: bool) -> TakedownTask:
    """The task; raises ``RECORD_CHANGED`` unless it is open, or else closed by somebody."""
    task = session.get(TakedownTask, task_id)
    if task is None:
        raise KnownError(ErrorCode.ITEM_UNKNOWN)
    if task.state not in ((TakedownState.OPEN,) if is_open else _CLOSED):
        raise KnownError(ErrorCode.RECORD_CHANGED)
    return task


def _task_row(task: TakedownTask, publication: Publication, purpose_name: str) -> TakedownRow:
    return TakedownRow(
        id=task.id or 0,
        publication_id=task.publication_id,
        item_id=publication.item_id,
        purpose_id=publication.purpose_id,
        purpose_name=purpose_name,
        place=publication.place,
        copy_name=publication.copy_name,
        published_on=publication.published_on,
        person_id=task.person_id,
        cause=task.cause,
        since=task.since,
        raised_at=task.raised_at,
        state=task.state,
        closed_at=task.closed_at,
        closed_by=task.closed_by,
        note=task.note,
    )
