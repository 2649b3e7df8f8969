# SPDX-License-Identifier: GPL-3.0-or-later
"""Who left so long ago that the school has no reason left to keep them on record (GDPR art. 5(1)(e)).

Once a year, from the end of the school year on, the program proposes to erase them; it never erases by itself. Whoever
has to stay longer is kept until a day, with a reason.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy import distinct, func, select
from sqlmodel import Session, col

from models.changes import Change
from models.errors import ErrorCode, KnownError
from models.policy import day_after_months, end_of_school_year
from models.publishing.todo import Found, TodoNotice, fingerprint_of
from models.settings import SettingsService
from models.store import Store
from models.store.same_person import is_on_record, known_among
from models.tables import (
    Appearance,
    ConsentEvent,
    Guardianship,
    Person,
    PersonRoleEntry,
    Publication,
    PublicationCover,
    PublicationReliance,
    SettledNotice,
    TakedownTask,
)
from models.terms import ChangeKind, PersonRole, TakedownState, TodoKind

_LAST_PROPOSAL = "retention_proposed"
_KEEP = "keep_until:"
_MAX_REASON = 500
_CHUNK = 5_000


@dataclass(frozen=True, slots=True)
class Leaver:
    """Somebody who left on ``gone_on`` and may go from ``due_on`` on.

    What still stands in the way: ``published`` copies that are out and show them, open take-down ``tasks`` about them,
    and copies that are out and rest on their yes (``carried``). ``kept_until`` with ``reason``: somebody decided so.
    """

    person_id: int
    gone_on: date
    due_on: date
    published: int = 0
    tasks: int = 0
    carried: int = 0
    kept_until: date | None = None
    reason: str = ""

    @property
    def is_free(self) -> bool:
        """Whether nothing of theirs is in use any more."""
        return not (self.published or self.tasks or self.carried)


@dataclass(frozen=True, slots=True)
class RetentionProposal:
    """The yearly proposal. ``is_open``: it waits for somebody; ``since``: the school year's end that opened it.

    ``leavers`` may go, longest gone first; ``kept`` are to stay a while longer. ``months``: the school's term (0:
    nobody is ever proposed).
    """

    months: int
    since: date
    is_open: bool
    leavers: tuple[Leaver, ...]
    kept: tuple[Leaver, ...]


class RetentionService:
    """Proposes whom to erase, and remembers who is kept and that this year's proposal was dealt with."""

    def __init__(self, store: Store, settings: SettingsService) -> None:
        self._store = store
        self._settings = settings

    def proposal(self) -> RetentionProposal:
        """Who may go today, and whether this year's proposal still waits for somebody."""
        policy = self._settings.policy()
        today = self._store.clock.today()
        since = _last_school_year_end(end_of_school_year(today, policy), today)
        months = policy.retention_months
        known = self._settings.value(_LAST_PROPOSAL)
        was_dealt_with = known is not None and date.fromisoformat(known) > since
        found: list[Leaver] = []
        if months:
            with self._store.read() as session:
                due = [
                    Leaver(person_id, gone_on, day_after_months(gone_on, months))
                    for person_id, gone_on in read_gone(session, today).items()
                    if day_after_months(gone_on, months) <= today
                ]
                found = _with_obstacles(session, due)
        found.sort(key=lambda one: (one.gone_on, one.person_id))
        kept = tuple(one for one in found if one.kept_until is not None and one.kept_until >= today)
        leavers = tuple(one for one in found if one.kept_until is None or one.kept_until < today)
        return RetentionProposal(months, since, bool(leavers) and not was_dealt_with, leavers, kept)

    def keep(self, person_ids: Collection[int], until: date, reason: str) -> Change[int]:
        """Keep people on record up to and including a day; gives how many.

        Raises ``DATE_IMPOSSIBLE`` for a day that is over, ``VALUE_NOT_ALLOWED`` without a reason or with one that is
        too long, ``PERSON_UNKNOWN``.
        """
        reason = reason.strip()
        if until < self._store.clock.today():
            raise KnownError(ErrorCode.DATE_IMPOSSIBLE, date=until.isoformat())
        if not reason or len(reason) > _MAX_REASON:
            raise KnownError(ErrorCode.VALUE_NOT_ALLOWED, field="reason")
        wanted = tuple(dict.fromkeys(person_ids))
        with self._store.write("retention.keep") as unit:
            if known_among(unit.session, wanted) != set(wanted):
                raise KnownError(ErrorCode.PERSON_UNKNOWN)
            before = _take_keeps(unit.session, wanted)
            rows = [
                SettledNotice(
                    kind=TodoKind.RETENTION_DUE,
                    person_id=person_id,
                    fingerprint=f"{_KEEP}{until.isoformat()}",
                    note=reason,
                    settled_at=unit.store.clock.now(),
                    settled_by=unit.actor,
                )
                for person_id in wanted
            ]
            unit.session.add_all(rows)
            unit.session.flush()
            unit.note(kept=len(rows))
            unit.touch(ChangeKind.NOTICE, [row.id or 0 for row in rows])
        return Change(len(rows), unit.changes, lambda: self._put_back(wanted, before))

    def let_go(self, person_ids: Collection[int]) -> Change[int]:
        """Keep people no longer than usual: they are among the leavers again. Gives how many were kept."""
        wanted = tuple(dict.fromkeys(person_ids))
        with self._store.write("retention.let_go") as unit:
            before = _take_keeps(unit.session, wanted)
            unit.touch_all(ChangeKind.NOTICE)
        return Change(len(before), unit.changes, lambda: self._put_back(wanted, before))

    def finish_proposal(self) -> Change[date]:
        """Note that this year's proposal was dealt with; the next one comes after the next end of a school year."""
        today = self._store.clock.today()
        before = self._settings.value(_LAST_PROPOSAL)
        return self._note_proposal(today.isoformat(), before)

    def _note_proposal(self, day: str, before: str | None) -> Change[date]:
        with self._store.write("retention.proposal") as unit:
            self._settings.put_value(unit, _LAST_PROPOSAL, day)
            unit.touch_all(ChangeKind.NOTICE)
        earlier = date.min.isoformat() if before is None else before
        return Change(date.fromisoformat(day), unit.changes, lambda: self._note_proposal(earlier, day))

    def _put_back(self, person_ids: Sequence[int], rows: Sequence[dict[str, Any]]) -> Change[object]:
        """The keeps of these people as they were before."""
        with self._store.write("retention.keep.undo") as unit:
            now = _take_keeps(unit.session, person_ids)
            alive = known_among(unit.session, person_ids)
            unit.session.add_all(SettledNotice(**row) for row in rows if row["person_id"] in alive)
            unit.touch_all(ChangeKind.NOTICE)
        return Change(None, unit.changes, lambda: self._put_back(person_ids, now))


class RetentionSource:
    """Tells the to-do list who may go, while this year's proposal waits for somebody."""

    def __init__(self, retention: RetentionService) -> None:
        self._retention = retention

    def __call__(self, _today: date) -> Found:
        """The leavers of an open proposal."""
        proposal = self._retention.proposal()
        rows = {one.person_id: one for one in proposal.leavers} if proposal.is_open else {}

        def describe(ids: Sequence[int]) -> Iterator[TodoNotice]:
            for one in (rows[person_id] for person_id in ids):
                mark = fingerprint_of(TodoKind.RETENTION_DUE, one.gone_on, proposal.since)
                yield TodoNotice(
                    TodoKind.RETENTION_DUE, one.person_id, mark, day=one.gone_on, total=one.published + one.tasks
                )

        return Found(tuple(rows), describe)


def read_gone(session: Session, today: date) -> dict[int, date]:
    """Since when people are gone, for everybody who is: the first day on which they were nothing here any more.

    A parent is gone when no child of theirs is left. Who left keeps being a parent of a child that is still here.
    """
    people = {
        person_id or 0: (left_on, created_at)
        for person_id, left_on, created_at in session.execute(
            select(col(Person.id), col(Person.left_on), col(Person.created_at)).where(is_on_record())
        )
    }
    ends: dict[int, list[date | None]] = defaultdict(list)  # last day of each capacity; None: still so
    parents: set[int] = set()
    for person_id, role, until in session.execute(
        select(col(PersonRoleEntry.person_id), col(PersonRoleEntry.role), col(PersonRoleEntry.until))
    ):
        if role is PersonRole.GUARDIAN:
            parents.add(person_id)
        else:
            ends[person_id].append(until)
    gone: dict[int, date] = {}
    busy: set[int] = set()
    for person_id, (left_on, _created_at) in people.items():
        days = [day for day in ends.get(person_id, ()) if day is not None]
        if left_on is not None:
            gone[person_id] = left_on
        elif ends.get(person_id):
            if len(days) == len(ends[person_id]) and max(days) < today:
                gone[person_id] = max(days) + timedelta(days=1)
            else:
                busy.add(person_id)
    return _with_parents(session, people, parents, gone, busy, today)


def _with_parents(
    session: Session,
    people: dict[int, tuple[date | None, datetime]],
    parents: set[int],
    gone: dict[int, date],
    busy: set[int],
    today: date,
) -> dict[int, date]:
    """Add parents without a child here; take out whoever has one."""
    bonds: dict[int, list[date | None]] = defaultdict(list)
    for pupil_id, guardian_id, until in session.execute(
        select(col(Guardianship.pupil_id), col(Guardianship.guardian_id), col(Guardianship.until))
    ):
        ended = None if until is None or until >= today else until + timedelta(days=1)
        left = gone.get(pupil_id)
        known = [day for day in (ended, left if left is not None and left <= today else None) if day is not None]
        bonds[guardian_id].append(min(known) if known else None)
    found: dict[int, date] = {}
    for person_id, (_left_on, created_at) in people.items():
        if person_id in busy:
            continue
        own = gone.get(person_id)
        days = [day for day in bonds.get(person_id, ()) if day is not None]
        if len(days) < len(bonds.get(person_id, ())):
            continue
        if person_id in bonds:
            found[person_id] = max([*days, *([own] if own is not None else [])])
        elif own is not None:
            found[person_id] = own
        elif person_id in parents:
            found[person_id] = created_at.date()
    return found


def _with_obstacles(session: Session, leavers: Sequence[Leaver]) -> list[Leaver]:
    """The leavers with what of theirs is still in use, and until when they are kept."""
    found: list[Leaver] = []
    for start in range(0, len(leavers), _CHUNK):
        some = leavers[start : start + _CHUNK]
        ids = [one.person_id for one in some]
        is_out = col(Publication.ended_on).is_(None)
        covered = (
            select(col(PublicationCover.id))
            .where(
                col(PublicationCover.publication_id) == col(Publication.id),
                col(PublicationCover.person_id) == col(Appearance.person_id),
            )
            .exists()
        )
        published = _pairs(
            session.execute(
                select(col(Appearance.person_id), func.count(distinct(col(Publication.id))))
                .join(Publication, col(Publication.item_id) == col(Appearance.item_id))
                .where(col(Appearance.person_id).in_(ids), is_out, ~covered)
                .group_by(col(Appearance.person_id))
            )
        )
        tasks = _pairs(
            session.execute(
                select(col(TakedownTask.person_id), func.count())
                .where(col(TakedownTask.person_id).in_(ids), col(TakedownTask.state) == TakedownState.OPEN)
                .group_by(col(TakedownTask.person_id))
            )
        )
        carried: dict[int, set[int]] = defaultdict(set)
        for person_id, decider_id, publication_id in session.execute(
            select(col(ConsentEvent.person_id), col(ConsentEvent.decider_id), col(PublicationReliance.publication_id))
            .join(PublicationReliance, col(PublicationReliance.event_id) == col(ConsentEvent.id))
            .join(Publication, col(Publication.id) == col(PublicationReliance.publication_id))
            .where(is_out, col(ConsentEvent.person_id).in_(ids) | col(ConsentEvent.decider_id).in_(ids))
            .distinct()
        ):
            for one in {person_id, decider_id}:
                carried[one].add(publication_id)
        keeps = _read_keeps(session, ids)
        found += [
            Leaver(
                one.person_id,
                one.gone_on,
                one.due_on,
                published.get(one.person_id, 0),
                tasks.get(one.person_id, 0),
                len(carried.get(one.person_id, ())),
                *keeps.get(one.person_id, (None, "")),
            )
            for one in some
        ]
    return found


def _pairs(rows: Iterable[Any]) -> dict[int, int]:
    return {row[0]: row[1] for row in rows}


def _read_keeps(session: Session, person_ids: Collection[int]) -> dict[int, tuple[date, str]]:
    """Until when people are kept, and why; the latest day where there are several."""
    keeps: dict[int, tuple[date, str]] = {}
    for person_id, mark, note in session.execute(
        select(col(SettledNotice.person_id), col(SettledNotice.fingerprint), col(SettledNotice.note)).where(
            col(SettledNotice.kind) == TodoKind.RETENTION_DUE,
            col(SettledNotice.person_id).in_(person_ids),
            col(SettledNotice.fingerprint).startswith(_KEEP),
        )
    ):
        day = date.fromisoformat(mark.removeprefix(_KEEP))
        if person_id is not None and (person_id not in keeps or keeps[person_id][0] < day):
            keeps[person_id] = (day, note)
    return keeps


def _take_keeps(session: Session, person_ids: Collection[int]) -> list[dict[str, Any]]:
    """Delete the keeps of these people; gives them as they were."""
    rows = session.scalars(
        select(SettledNotice).where(
            col(SettledNotice.kind) == TodoKind.RETENTION_DUE,
            col(SettledNotice.person_id).in_(person_ids),
            col(SettledNotice.fingerprint).startswith(_KEEP),
        )
    ).all()
    taken = [row.model_dump(exclude={"id"}) for row in rows]
    for row in rows:
        session.delete(row)
    session.flush()
    return taken


def _last_school_year_end(next_end: date, today: date) -> date:
    """The last day of the school year before the one that ``today`` is in."""
    earlier = next_end.replace(year=next_end.year - 1)
    return earlier if earlier < today else earlier.replace(year=earlier.year - 1)
