# SPDX-License-Identifier: GPL-3.0-or-later
"""Events as plain values, checked on the way in and read without objects of the database."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, time, timedelta

from sqlalchemy import ColumnElement, and_, func, select
from sqlmodel import Session, col

from models.errors import ErrorCode, KnownError
from models.media.session_times import SessionWindow, window_of
from models.media.shown import is_in_library
from models.tables import (
    ConsentEvent,
    Group,
    GroupMembership,
    Item,
    MediaSession,
    Person,
    Purpose,
    SessionGroup,
    SessionPerson,
)
from models.terms import SessionPhase

NAME_LENGTH = 120
PLACE_LENGTH = 120
NOTE_LENGTH = 500
FIRST_DAY = date(1900, 1, 1)
DAYS_AHEAD = 3 * 366
LONGEST_DAYS = 366


@dataclass(frozen=True, slots=True)
class SessionInput:
    """An event as entered. ``group_ids``, ``person_ids`` and ``absent_ids`` None leave what is there as it is.

    ``person_ids`` are single people who are expected beside the groups, ``absent_ids`` those who are expected not to
    be in the pictures although they are in a group.
    """

    name: str
    place: str = ""
    day: date | None = None
    last_day: date | None = None
    starts_at: time | None = None
    ends_at: time | None = None
    photographer_id: int | None = None
    purpose_id: int | None = None
    note: str = ""
    group_ids: tuple[int, ...] | None = None
    person_ids: tuple[int, ...] | None = None
    absent_ids: tuple[int, ...] | None = None


@dataclass(frozen=True, slots=True)
class SessionRow:
    """An event as lists show it; ``item_count`` counts the recordings in it."""

    id: int
    name: str
    place: str
    day: date | None
    last_day: date | None
    starts_at: time | None
    ends_at: time | None
    phase: SessionPhase
    group_names: tuple[str, ...]
    item_count: int


@dataclass(frozen=True, slots=True)
class SessionGroupRow:
    """A group that takes part."""

    id: int
    name: str
    school_year: str


@dataclass(frozen=True, slots=True)
class SessionDetail:
    """One event with everything about it; people by id.

    ``answer_count`` counts the people who gave an answer for this event (also one that was taken back since): such an
    event stays on record.
    """

    row: SessionRow
    photographer_id: int | None
    purpose_id: int | None
    note: str
    groups: tuple[SessionGroupRow, ...]
    person_ids: tuple[int, ...]
    absent_ids: tuple[int, ...]
    answer_count: int

    def as_input(self) -> SessionInput:
        """What was entered, to be changed."""
        row = self.row
        return SessionInput(
            name=row.name,
            place=row.place,
            day=row.day,
            last_day=row.last_day,
            starts_at=row.starts_at,
            ends_at=row.ends_at,
            photographer_id=self.photographer_id,
            purpose_id=self.purpose_id,
            note=self.note,
            group_ids=tuple(group.id for group in self.groups),
            person_ids=self.person_ids,
            absent_ids=self.absent_ids,
        )


def check_session(session: Session, entered: SessionInput, today: date, own_id: int | None = None) -> SessionInput:
    """The input cleaned.

    Raises ``NAME_MISSING``, ``VALUE_NOT_ALLOWED`` (``field``, ``limit``) for a text that is too long,
    ``SESSION_DAY_MISSING`` for a last day or hours without a day, ``SESSION_ENDS_EARLY`` for an end before the start,
    ``DATE_IMPOSSIBLE`` (``field``) for a day before 1900, more than three years ahead or an event of more than a year,
    ``SESSION_EXISTS`` for another event of that name on that day, ``PERSON_UNKNOWN``, ``PURPOSE_UNKNOWN`` and
    ``GROUP_UNKNOWN``.
    """
    name, place, note = (" ".join(text.split()) for text in (entered.name, entered.place, entered.note))
    if not name:
        raise KnownError(ErrorCode.NAME_MISSING)
    for field, text, limit in (
        ("name", name, NAME_LENGTH),
        ("place", place, PLACE_LENGTH),
        ("note", note, NOTE_LENGTH),
    ):
        if len(text) > limit:
            raise KnownError(ErrorCode.VALUE_NOT_ALLOWED, field=field, limit=limit)
    last_day = None if entered.last_day == entered.day else entered.last_day
    checked = replace(entered, name=name, place=place, note=note, last_day=last_day)
    _check_days(checked, today)
    _check_double(session, checked, own_id)
    _check_references(session, checked)
    return checked


def _check_days(entered: SessionInput, today: date) -> None:
    if entered.day is None:
        if entered.last_day or entered.starts_at or entered.ends_at:
            raise KnownError(ErrorCode.SESSION_DAY_MISSING)
        return
    if not FIRST_DAY <= entered.day <= today + timedelta(days=DAYS_AHEAD):
        raise KnownError(ErrorCode.DATE_IMPOSSIBLE, field="day", date=entered.day.isoformat())
    last = entered.last_day or entered.day
    if last < entered.day:
        raise KnownError(ErrorCode.SESSION_ENDS_EARLY)
    if last - entered.day > timedelta(days=LONGEST_DAYS):
        raise KnownError(ErrorCode.DATE_IMPOSSIBLE, field="last_day", date=last.isoformat())
    window = window_of(0, entered.day, last, entered.starts_at, entered.ends_at)
    if window is not None and window.ends < window.starts:
        raise KnownError(ErrorCode.SESSION_ENDS_EARLY)


def _check_double(session: Session, entered: SessionInput, own_id: int | None) -> None:
    day = col(MediaSession.day)
    same_day = day.is_(None) if entered.day is None else day == entered.day
    for found_id, name in session.execute(select(col(MediaSession.id), col(MediaSession.name)).where(same_day)):
        if found_id != own_id and name.casefold() == entered.name.casefold():
            raise KnownError(ErrorCode.SESSION_EXISTS)


def _check_references(session: Session, entered: SessionInput) -> None:
    if entered.purpose_id is not None and session.get(Purpose, entered.purpose_id) is None:
        raise KnownError(ErrorCode.PURPOSE_UNKNOWN)
    photographer = () if entered.photographer_id is None else (entered.photographer_id,)
    check_people(session, {*photographer, *(entered.person_ids or ()), *(entered.absent_ids or ())})
    wanted = set(entered.group_ids or ())
    found = session.execute(select(func.count()).select_from(Group).where(col(Group.id).in_(wanted))).scalar_one()
    if found < len(wanted):
        raise KnownError(ErrorCode.GROUP_UNKNOWN)


def check_people(session: Session, person_ids: Iterable[int]) -> None:
    """Raise ``PERSON_UNKNOWN`` unless all of them are on record (not merged into another record, not erased)."""
    wanted = set(person_ids)
    statement = select(func.count()).select_from(Person).where(col(Person.id).in_(wanted), is_on_record())
    if wanted and session.execute(statement).scalar_one() < len(wanted):
        raise KnownError(ErrorCode.PERSON_UNKNOWN)


def is_on_record() -> ColumnElement[bool]:
    """SQL: whether a person counts as somebody: not merged into another record and not erased."""
    return and_(col(Person.merged_into_id).is_(None), col(Person.erased_on).is_(None))


def phase_of(day: date | None, last_day: date | None, today: date) -> SessionPhase:
    """Where an event lies as seen from today."""
    if day is None:
        return SessionPhase.UNDATED
    if day > today:
        return SessionPhase.COMING
    return SessionPhase.TODAY if (last_day or day) >= today else SessionPhase.PAST


def read_session_rows(session: Session, today: date, ids: Sequence[int] | None = None) -> tuple[SessionRow, ...]:
    """Rows of these events (None: all): today's, then the coming ones, the past ones latest first, and undated ones."""
    table = MediaSession
    statement = select(
        col(table.id), col(table.name), col(table.place), col(table.day), col(table.last_day), col(table.starts_at),
        col(table.ends_at),
    )  # fmt: skip
    counted = select(col(Item.session_id), func.count()).where(is_in_library()).group_by(col(Item.session_id))
    named = select(col(SessionGroup.session_id), col(Group.name)).join(Group, col(Group.id) == SessionGroup.group_id)
    if ids is None:
        counted = counted.where(col(Item.session_id).is_not(None))
    else:
        statement = statement.where(col(table.id).in_(ids))
        counted = counted.where(col(Item.session_id).in_(ids))
        named = named.where(col(SessionGroup.session_id).in_(ids))
    counts = {found[0]: found[1] for found in session.execute(counted)}
    groups: dict[int, list[str]] = defaultdict(list)
    for session_id, group_name in session.execute(named.order_by(col(Group.name), col(Group.id))):
        groups[session_id].append(group_name)
    rows = [
        SessionRow(
            id=session_id,
            name=name,
            place=place,
            day=day,
            last_day=last_day,
            starts_at=starts_at,
            ends_at=ends_at,
            phase=phase_of(day, last_day, today),
            group_names=tuple(groups.get(session_id, ())),
            item_count=counts.get(session_id, 0),
        )
        for session_id, name, place, day, last_day, starts_at, ends_at in session.execute(statement)
    ]
    return tuple(sorted(rows, key=_place_in_list))


def _place_in_list(row: SessionRow) -> tuple[int, int, time, str, int]:
    order = (SessionPhase.TODAY, SessionPhase.COMING, SessionPhase.PAST, SessionPhase.UNDATED).index(row.phase)
    number = 0 if row.day is None else row.day.toordinal()
    starts = row.starts_at or time.min
    return order, -number if row.phase is SessionPhase.PAST else number, starts, row.name.casefold(), row.id


def read_session(session: Session, session_id: int, today: date) -> SessionDetail:
    """One event; raises ``SESSION_UNKNOWN``."""
    found = session.get(MediaSession, session_id)
    if found is None:
        raise KnownError(ErrorCode.SESSION_UNKNOWN)
    groups = session.execute(
        select(col(Group.id), col(Group.name), col(Group.school_year))
        .join(SessionGroup, col(SessionGroup.group_id) == Group.id)
        .where(col(SessionGroup.session_id) == session_id)
        .order_by(col(Group.name), col(Group.id))
    ).all()
    people = session.execute(
        select(col(SessionPerson.person_id), col(SessionPerson.is_expected))
        .join(Person, col(Person.id) == SessionPerson.person_id)
        .where(col(SessionPerson.session_id) == session_id, is_on_record())
        .order_by(col(Person.sort_name), col(Person.id))
    ).all()
    known = select(col(Person.id)).where(col(Person.id) == found.photographer_id, is_on_record())
    photographer = session.execute(known).scalar()
    answered = select(func.count(func.distinct(col(ConsentEvent.person_id)))).where(
        col(ConsentEvent.session_id) == session_id
    )
    return SessionDetail(
        row=read_session_rows(session, today, (session_id,))[0],
        photographer_id=photographer,
        purpose_id=found.purpose_id,
        note=found.note,
        groups=tuple(SessionGroupRow(group_id or 0, name, year) for group_id, name, year in groups),
        person_ids=tuple(person_id for person_id, is_expected in people if is_expected),
        absent_ids=tuple(person_id for person_id, is_expected in people if not is_expected),
        answer_count=session.execute(answered).scalar_one(),
    )


def read_windows(session: Session, days: tuple[date, date] | None = None) -> tuple[SessionWindow, ...]:
    """The windows of all events with a day; with ``days`` only of those that touch that stretch (inclusive)."""
    table = MediaSession
    statement = select(
        col(table.id), col(table.day), col(table.last_day), col(table.starts_at), col(table.ends_at)
    ).where(col(table.day).is_not(None))
    if days is not None:
        first, last = days
        ends = func.coalesce(col(table.last_day), col(table.day))
        statement = statement.where(col(table.day) <= last, ends >= first)
    found = (
        window_of(session_id or 0, day, last_day, starts_at, ends_at)
        for session_id, day, last_day, starts_at, ends_at in session.execute(statement.order_by(col(table.id)))
    )
    return tuple(window for window in found if window is not None)


def load_expected(session: Session, session_ids: Sequence[int], today: date) -> Mapping[int, tuple[int, ...]]:
    """Whom to expect in the pictures of each of these events, in sort order; unknown ids are left out.

    Who is in one of its groups on (one of) its days, an event without a day counts as today's; and the single people.
    Not who had left the school by then, and not who is expected not to be in the pictures.
    """
    days = {
        session_id or 0: (day or today, last_day or day or today)
        for session_id, day, last_day in session.execute(
            select(col(MediaSession.id), col(MediaSession.day), col(MediaSession.last_day)).where(
                col(MediaSession.id).in_(session_ids)
            )
        )
    }
    expected: dict[int, dict[int, str]] = {session_id: {} for session_id in days}
    members = (
        select(
            col(SessionGroup.session_id), col(GroupMembership.person_id), col(Person.sort_name), col(Person.left_on),
            col(GroupMembership.since), col(GroupMembership.until),
        )
        .join(GroupMembership, col(GroupMembership.group_id) == SessionGroup.group_id)
        .join(Person, col(Person.id) == GroupMembership.person_id)
        .where(col(SessionGroup.session_id).in_(session_ids), is_on_record())
    )  # fmt: skip
    for session_id, person_id, sort_name, left_on, since, until in session.execute(members):
        first, last = days[session_id]
        is_member = (since is None or since <= last) and (until is None or until >= first)
        if is_member and (left_on is None or left_on > first):
            expected[session_id][person_id] = sort_name
    singles = (
        select(
            col(SessionPerson.session_id), col(SessionPerson.person_id), col(SessionPerson.is_expected),
            col(Person.sort_name),
        )
        .join(Person, col(Person.id) == SessionPerson.person_id)
        .where(col(SessionPerson.session_id).in_(session_ids), is_on_record())
    )  # fmt: skip
    for session_id, person_id, is_expected, sort_name in session.execute(singles):
        if is_expected:
            expected[session_id][person_id] = sort_name
        else:
            expected[session_id].pop(person_id, None)
    return {
        session_id: tuple(sorted(people, key=lambda person_id: (people[person_id], person_id)))
        for session_id, people in expected.items()
    }


def is_free_in(window: SessionWindow) -> ColumnElement[bool]:
    """SQL: whether an item without an event was captured during the window."""
    captured = col(Item.captured_at)
    return and_(
        col(Item.session_id).is_(None), captured.is_not(None), captured >= window.starts, captured <= window.ends
    )
