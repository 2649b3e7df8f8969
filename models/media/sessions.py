# SPDX-License-Identifier: GPL-3.0-or-later
"""Events such as a trip: what is planned, who is expected in the pictures, and which recordings belong to it.

An item falls into the event of its capture time when it is taken in; afterwards only the user moves it. Every action is
one transaction with undo. "Ids" of `ChangeKind.SESSION` are ids of events.

An event to which answers refer stays on record (answers are never changed); deleting another one leaves its recordings
in the register without an event.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Table, and_, delete, func, insert, or_, select, update
from sqlalchemy.orm import aliased
from sqlmodel import Session, col

from models.changes import Change
from models.errors import ErrorCode, KnownError
from models.media.session_rows import (
    SessionDetail,
    SessionInput,
    SessionRow,
    check_people,
    check_session,
    is_free_in,
    load_expected,
    read_session,
    read_session_rows,
    read_windows,
)
from models.media.session_times import SessionFit, SessionWindow, fit_moment, order_by_nearness
from models.media.shown import is_in_library
from models.store import Store, UnitOfWork
from models.tables import (
    ConsentEvent,
    Item,
    MediaSession,
    SessionGroup,
    SessionPerson,
    SettledNotice,
    metadata,
)
from models.terms import ChangeKind

_SESSION = metadata.tables[str(MediaSession.__tablename__)]
_PARTS: tuple[Table, ...] = tuple(
    metadata.tables[str(model.__tablename__)] for model in (SessionGroup, SessionPerson, SettledNotice)
)
_CHUNK = 5_000


@dataclass(frozen=True, slots=True)
class SessionOffer:
    """Recordings without an event that were made during one: to be put in, all at once.

    ``doubtful_count`` of them could as well belong to another event of the same hours.
    """

    session_id: int
    item_ids: tuple[int, ...]
    doubtful_count: int = 0


@dataclass(frozen=True, slots=True)
class _Rows:
    """The rows of one event: its own (None: there is none) and those that belong to it, by table."""

    own: dict[str, Any] | None
    parts: Mapping[str, tuple[dict[str, Any], ...]]


class SessionService:
    """Reads and writes events and what belongs to them."""

    def __init__(self, store: Store) -> None:
        self._store = store

    # --- reads

    def list_sessions(self) -> tuple[SessionRow, ...]:
        """All events: today's, the coming ones (soonest first), the past ones (latest first), those without a day."""
        with self._store.read() as session:
            return read_session_rows(session, self._store.clock.today())

    def session(self, session_id: int) -> SessionDetail:
        """One event; raises ``SESSION_UNKNOWN``."""
        with self._store.read() as session:
            return read_session(session, session_id, self._store.clock.today())

    def expected_people(self, session_id: int) -> tuple[int, ...]:
        """Ids of those to expect in its pictures, in sort order (see `load_expected`); raises ``SESSION_UNKNOWN``."""
        with self._store.read() as session:
            expected = load_expected(session, (session_id,), self._store.clock.today())
        if session_id not in expected:
            raise KnownError(ErrorCode.SESSION_UNKNOWN)
        return expected[session_id]

    def expected_in(self, session_ids: Sequence[int]) -> Mapping[int, tuple[int, ...]]:
        """The same for several events at once; unknown ids are left out."""
        with self._store.read() as session:
            return load_expected(session, session_ids, self._store.clock.today())

    def items_of(self, session_id: int) -> tuple[int, ...]:
        """Ids of the recordings in an event, by capture time."""
        statement = select(col(Item.id)).where(col(Item.session_id) == session_id, is_in_library())
        with self._store.read() as session:
            found = session.execute(statement.order_by(col(Item.captured_at), col(Item.id))).scalars()
            return tuple(item_id for item_id in found if item_id is not None)

    def sessions_of(self, item_ids: Sequence[int]) -> dict[int, SessionRow]:
        """The event of each of these items; items without one are left out."""
        with self._store.read() as session:
            places: dict[int, int] = {}
            for ids in _portions(item_ids):
                statement = select(col(Item.id), col(Item.session_id))
                wanted = col(Item.id).in_(ids), col(Item.session_id).is_not(None)
                places.update((item_id or 0, one or 0) for item_id, one in session.execute(statement.where(*wanted)))
            ids_in_use = sorted(set(places.values()))
            rows = {row.id: row for row in read_session_rows(session, self._store.clock.today(), ids_in_use)}
        return {item_id: rows[one] for item_id, one in places.items()}

    def nearest_sessions(self, item_id: int, limit: int = 12) -> tuple[SessionRow, ...]:
        """Events to choose from for an item: those of its capture time first, then the nearest days.

        An item without a capture time gets them in the order of the list. Raises ``ITEM_UNKNOWN``.
        """
        with self._store.read() as session:
            found = session.execute(select(col(Item.captured_at)).where(col(Item.id) == item_id)).first()
            if found is None:
                raise KnownError(ErrorCode.ITEM_UNKNOWN)
            rows = read_session_rows(session, self._store.clock.today())
            if found.captured_at is not None:
                nearest = order_by_nearness(read_windows(session), found.captured_at)
                place = {session_id: number for number, session_id in enumerate(nearest)}
                rows = tuple(sorted(rows, key=lambda row: place.get(row.id, len(place))))
        return rows[: max(limit, 0)]

    def offer(self, session_id: int) -> SessionOffer:
        """Which recordings without an event were made during this one; raises ``SESSION_UNKNOWN``."""
        with self._store.read() as session:
            if session.get(MediaSession, session_id) is None:
                raise KnownError(ErrorCode.SESSION_UNKNOWN)
            windows = read_windows(session)
            mine = next((window for window in windows if window.session_id == session_id), None)
            if mine is None:
                return SessionOffer(session_id, ())
            statement = select(col(Item.id), col(Item.captured_at)).where(is_free_in(mine), is_in_library())
            found = session.execute(statement.order_by(col(Item.captured_at), col(Item.id))).all()
        rivals = [window for window in windows if window.starts <= mine.ends and window.ends >= mine.starts]
        fitting: list[int] = []
        doubtful = 0
        for item_id, captured_at in found:
            fit = fit_moment(rivals, captured_at)
            if fit.session_id in (session_id, None):  # else it belongs to a narrower event, which offers it itself
                fitting.append(item_id or 0)
                doubtful += fit.is_doubtful
        return SessionOffer(session_id, tuple(fitting), doubtful)

    # --- writes

    def add_session(self, entered: SessionInput) -> Change[int]:
        """Add an event and give its id; raises as `check_session`."""
        with self._store.write("session.add") as unit:
            checked = check_session(unit.session, entered, self._store.clock.today())
            made = MediaSession(**_own_values(checked))
            unit.session.add(made)
            unit.session.flush()
            session_id = made.id or 0
            _write_parts(unit.session, session_id, checked)
            unit.touch(ChangeKind.SESSION, [session_id])
        return Change(session_id, unit.changes, lambda: self.delete_session(session_id))

    def edit_session(self, session_id: int, entered: SessionInput) -> Change[int]:
        """Change an event; raises ``SESSION_UNKNOWN`` and as `check_session`. Its recordings stay in it."""
        with self._store.write("session.edit") as unit:
            found = _require(unit.session, session_id)
            before = _read_rows(unit.session, session_id)
            checked = check_session(unit.session, entered, self._store.clock.today(), session_id)
            for field, value in _own_values(checked).items():
                setattr(found, field, value)
            _write_parts(unit.session, session_id, checked)
            unit.session.flush()
            after = _read_rows(unit.session, session_id)
            if before != after:
                unit.touch(ChangeKind.SESSION, [session_id])
        if before == after:
            return Change(session_id, unit.changes)
        return Change(session_id, unit.changes, lambda: self._put_back("session.edit", session_id, after, before))

    def set_people(
        self, session_id: int, person_ids: Collection[int], *, is_expected: bool | None = True
    ) -> Change[int]:
        """Expect single people at an event, or (False) expect them not to be in the pictures; None: say neither.

        Gives the number of people for whom that changed. Raises ``SESSION_UNKNOWN``, ``PERSON_UNKNOWN``.
        """
        wanted = tuple(dict.fromkeys(person_ids))
        with self._store.write("session.people") as unit:
            _require(unit.session, session_id)
            check_people(unit.session, wanted)
            before = _read_rows(unit.session, session_id)
            known = {row["person_id"]: bool(row["is_expected"]) for row in before.parts[SessionPerson.__tablename__]}
            changed = [person_id for person_id in wanted if known.get(person_id) is not is_expected]
            table = metadata.tables[str(SessionPerson.__tablename__)]
            is_one = (table.c.session_id == session_id) & table.c.person_id.in_(changed)
            unit.session.execute(delete(table).where(is_one))
            if changed and is_expected is not None:
                rows = [{"session_id": session_id, "person_id": one, "is_expected": is_expected} for one in changed]
                unit.session.execute(insert(table), rows)
            after = _read_rows(unit.session, session_id)
            if changed:
                unit.touch(ChangeKind.SESSION, [session_id])
        if not changed:
            return Change(0, unit.changes)
        return Change(len(changed), unit.changes, lambda: self._put_back("session.people", session_id, after, before))

    def delete_session(self, session_id: int) -> Change[int]:
        """Delete an event; its recordings stay, without an event. Gives the number of those.

        Raises ``SESSION_UNKNOWN``, and ``SESSION_IN_USE`` (``count`` people) where answers were given for this event:
        answers are never changed, so what they are about has to stay.
        """
        with self._store.write("session.delete") as unit:
            _require(unit.session, session_id)
            answered = select(func.count(func.distinct(col(ConsentEvent.person_id))))
            count = unit.session.execute(answered.where(col(ConsentEvent.session_id) == session_id)).scalar_one()
            if count:
                raise KnownError(ErrorCode.SESSION_IN_USE, count=count)
            rows = _read_rows(unit.session, session_id)
            inside = select(col(Item.id)).where(col(Item.session_id) == session_id)
            items = tuple(item_id or 0 for item_id in unit.session.execute(inside).scalars())
            _move_items(unit, dict.fromkeys(items, session_id), dict.fromkeys(items))
            unit.session.expunge_all()
            _write_rows(unit.session, session_id, _Rows(None, {}))
            unit.touch(ChangeKind.SESSION, [session_id])
        return Change(len(items), unit.changes, lambda: self._undelete(session_id, rows, items))

    def assign_items(self, item_ids: Sequence[int], session_id: int | None) -> Change[int]:
        """Put items into an event, or (None) take them out of theirs; gives the number of items that moved.

        Raises ``SESSION_UNKNOWN``, ``ITEM_UNKNOWN``.
        """
        wanted = tuple(dict.fromkeys(item_ids))
        with self._store.write("session.assign") as unit:
            if session_id is not None:
                _require(unit.session, session_id)
            before = _places_of(unit.session, wanted)
            if len(before) < len(wanted):
                raise KnownError(ErrorCode.ITEM_UNKNOWN)
            moved = {item_id: place for item_id, place in before.items() if place != session_id}
            after = dict.fromkeys(moved, session_id)
            _move_items(unit, moved, after)
        if not moved:
            return Change(0, unit.changes)
        return Change(len(moved), unit.changes, lambda: self._move_back(after, moved))

    # --- undo

    def _put_back(self, action: str, session_id: int, now: _Rows, then: _Rows) -> Change[object]:
        with self._store.write(f"{action}.undo") as unit:
            if _read_rows(unit.session, session_id) != now:
                raise KnownError(ErrorCode.RECORD_CHANGED)
            _write_rows(unit.session, session_id, then)
            unit.touch(ChangeKind.SESSION, [session_id])
        return Change(None, unit.changes, lambda: self._put_back(action, session_id, then, now))

    def _undelete(self, session_id: int, rows: _Rows, items: Sequence[int]) -> Change[object]:
        with self._store.write("session.delete.undo") as unit:
            if unit.session.get(MediaSession, session_id) is not None:
                raise KnownError(ErrorCode.RECORD_CHANGED)
            _write_rows(unit.session, session_id, rows)
            # What was put into another event (or left the register) since then stays there.
            free = {item_id: None for item_id, place in _places_of(unit.session, items).items() if place is None}
            _move_items(unit, free, dict.fromkeys(free, session_id))
            unit.touch(ChangeKind.SESSION, [session_id])
        return Change(None, unit.changes, lambda: self.delete_session(session_id))

    def _move_back(self, now: Mapping[int, int | None], then: Mapping[int, int | None]) -> Change[object]:
        with self._store.write("session.assign.undo") as unit:
            for session_id in set(then.values()) - {None}:
                if unit.session.get(MediaSession, session_id) is None:
                    raise KnownError(ErrorCode.RECORD_CHANGED)
            if _places_of(unit.session, tuple(now)) != dict(now):
                raise KnownError(ErrorCode.RECORD_CHANGED)
            _move_items(unit, now, then)
        return Change(None, unit.changes, lambda: self._move_back(then, now))


class SessionFinder:
    """Decides for items that are being taken in: reads the events around their capture times once."""

    def __init__(self, session: Session, moments: Iterable[datetime | None]) -> None:
        known = [moment.date() for moment in moments if moment is not None]
        self._windows: tuple[SessionWindow, ...] = read_windows(session, (min(known), max(known))) if known else ()

    def fit(self, moment: datetime | None) -> SessionFit:
        """The event of a recording made at that moment."""
        return fit_moment(self._windows, moment)


def _own_values(entered: SessionInput) -> dict[str, Any]:
    fields = ("name", "place", "day", "last_day", "starts_at", "ends_at", "photographer_id", "purpose_id", "note")
    return {field: getattr(entered, field) for field in fields}


def _write_parts(session: Session, session_id: int, entered: SessionInput) -> None:
    """Make the groups and single people those that were entered; what was entered as None stays."""
    groups = metadata.tables[str(SessionGroup.__tablename__)]
    people = metadata.tables[str(SessionPerson.__tablename__)]
    if entered.group_ids is not None:
        session.execute(delete(groups).where(groups.c.session_id == session_id))
        rows = [{"session_id": session_id, "group_id": one} for one in dict.fromkeys(entered.group_ids)]
        if rows:
            session.execute(insert(groups), rows)
    for ids, is_expected in ((entered.person_ids, True), (entered.absent_ids, False)):
        if ids is None:
            continue
        wanted = tuple(dict.fromkeys(ids))
        mine = people.c.session_id == session_id
        session.execute(delete(people).where(mine, people.c.is_expected.is_(is_expected)))
        session.execute(delete(people).where(mine, people.c.person_id.in_(wanted)))
        if wanted:
            session.execute(
                insert(people),
                [{"session_id": session_id, "person_id": one, "is_expected": is_expected} for one in wanted],
            )


def _require(session: Session, session_id: int) -> MediaSession:
    found = session.get(MediaSession, session_id)
    if found is None:
        raise KnownError(ErrorCode.SESSION_UNKNOWN)
    return found


def _read_rows(session: Session, session_id: int) -> _Rows:
    own = session.execute(select(_SESSION).where(_SESSION.c.id == session_id)).mappings().first()
    parts = {}
    for table in _PARTS:
        # By what they say, not by number: rows that were written anew are the same rows.
        rows = session.execute(select(table).where(table.c.session_id == session_id).order_by(table.c.id)).mappings()
        told = [{key: value for key, value in row.items() if key != "id"} for row in rows]
        parts[table.name] = tuple(sorted(told, key=repr))
    return _Rows(None if own is None else dict(own), parts)


def _write_rows(session: Session, session_id: int, rows: _Rows) -> None:
    for table in _PARTS:
        session.execute(delete(table).where(table.c.session_id == session_id))
    if rows.own is None:
        session.execute(delete(_SESSION).where(_SESSION.c.id == session_id))
        return
    changed = session.execute(update(_SESSION).where(_SESSION.c.id == session_id).values(rows.own))
    if not changed.rowcount:  # type: ignore[attr-defined]
        session.execute(insert(_SESSION), [rows.own])
    for table in _PARTS:
        if rows.parts[table.name]:
            session.execute(insert(table), list(rows.parts[table.name]))


def _places_of(session: Session, item_ids: Sequence[int]) -> dict[int, int | None]:
    places: dict[int, int | None] = {}
    for ids in _portions(item_ids):
        statement = select(col(Item.id), col(Item.session_id)).where(col(Item.id).in_(ids))
        places.update((item_id or 0, place) for item_id, place in session.execute(statement))
    return places


def _move_items(unit: UnitOfWork, now: Mapping[int, int | None], then: Mapping[int, int | None]) -> None:
    """Write the event of each item, and touch what follows from it.

    An answer for one item stands beside those for its event, so cells of who gave both are compiled anew; publications
    of the items are judged again, for they are seen with the answers of another event now.
    """
    by_place: dict[int | None, list[int]] = defaultdict(list)
    for item_id, place in then.items():
        by_place[place].append(item_id)
    people: set[int] = set()
    for place, items in by_place.items():
        for ids in _portions(items):
            people.update(_who_answered_for_both(unit.session, ids, place))
            unit.session.execute(update(Item).where(col(Item.id).in_(ids)).values(session_id=place))
    unit.touch(ChangeKind.ITEM, then)
    unit.touch(ChangeKind.APPEARANCE, then)
    unit.touch(ChangeKind.ANSWER, people)
    unit.touch(ChangeKind.SESSION, {place for place in (*now.values(), *then.values()) if place is not None})


def _who_answered_for_both(session: Session, item_ids: Sequence[int], place: int | None) -> Iterable[int]:
    """People with answers to one cell for one of these items and for the event it is in now, or comes into."""
    for_item, for_event = aliased(ConsentEvent), aliased(ConsentEvent)
    event_id = col(for_event.session_id)
    is_seen = event_id == col(Item.session_id)
    if place is not None:
        is_seen = or_(is_seen, event_id == place)
    statement = (
        select(col(for_item.person_id))
        .join(Item, col(Item.id) == col(for_item.item_id))
        .join(
            for_event,
            and_(
                col(for_event.person_id) == col(for_item.person_id),
                col(for_event.activity) == col(for_item.activity),
                col(for_event.kind) == col(for_item.kind),
                col(for_event.purpose_id).is_not_distinct_from(col(for_item.purpose_id)),
            ),
        )
        .where(col(for_item.item_id).in_(item_ids), is_seen)
    )
    return session.execute(statement.distinct()).scalars()


def _portions(ids: Sequence[int]) -> Iterable[Sequence[int]]:
    for start in range(0, len(ids), _CHUNK):
        yield ids[start : start + _CHUNK]
