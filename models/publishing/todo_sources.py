# SPDX-License-Identifier: GPL-3.0-or-later
"""Where the to-do list gets its notices from: one small class for each kind."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import date, timedelta

from sqlalchemy import String, cast, func, or_, select
from sqlmodel import col

from models.consent.calendar import CalendarService, EndingYes
from models.consent.cells import load_facts
from models.consent.differing import differences_of
from models.media.tagging import TaggingService
from models.publishing.chances import ChancesService
from models.publishing.takedowns import TakedownService
from models.publishing.todo import Found, TodoNotice, fingerprint_of
from models.settings import SettingsService
from models.store import Store
from models.tables import Cell, MediaSession, Person, Purpose
from models.terms import TodoKind

EVENT_DAYS = 30
"""How many days before an event its missing answers come on the list."""

ExpectedIn = Callable[[Sequence[int]], Mapping[int, tuple[int, ...]]]
"""Whom to expect at each of these events."""


class TakedownSource:
    """Published copies that are no longer ready; subjects are tasks, oldest first."""

    def __init__(self, takedowns: TakedownService) -> None:
        self._takedowns = takedowns

    def __call__(self, _today: date) -> Found:
        """The open tasks."""
        rows = {row.id: row for row in self._takedowns.tasks()}

        def describe(ids: Sequence[int]) -> Iterator[TodoNotice]:
            for row in (rows[one] for one in ids):
                people = () if row.person_id is None else (row.person_id,)
                yield TodoNotice(
                    TodoKind.TAKEDOWN, row.id, ids=people, purpose_id=row.purpose_id, day=row.since, title=row.place
                )

        return Found(tuple(rows), describe)


class UnnamedSource:
    """Items in which it is not yet said who is in them; subjects are items."""

    def __init__(self, tagging: TaggingService) -> None:
        self._tagging = tagging

    def __call__(self, _today: date) -> Found:
        """The items that ask who it is."""

        def describe(ids: Sequence[int]) -> Iterator[TodoNotice]:
            for item_id in ids:
                yield TodoNotice(TodoKind.UNNAMED_FACES, item_id, ids=(item_id,))

        return Found(self._tagging.items_to_identify(), describe)


class DifferingSource:
    """Pupils whose guardians differ today, latest first; found in the compiled cells, told from the rules."""

    def __init__(self, store: Store, settings: SettingsService) -> None:
        self._store = store
        self._settings = settings

    def __call__(self, today: date) -> Found:
        """Each pupil once, however many answers differ."""
        statement = (
            select(col(Cell.person_id))
            .join(Person, col(Person.id) == col(Cell.person_id))
            .outerjoin(Purpose, col(Purpose.id) == col(Cell.purpose_id))
            .where(
                col(Cell.guardians_differ).is_(True),
                col(Cell.since) <= today,
                col(Cell.until) >= today,
                col(Cell.item_id).is_(None),
                col(Cell.session_id).is_(None),
                or_(
                    col(Cell.purpose_id).is_(None),
                    col(Purpose.is_active) & col(Purpose.kinds).contains(cast(col(Cell.kind), String)),
                ),
                col(Person.merged_into_id).is_(None),
                col(Person.erased_on).is_(None),
            )
            .group_by(col(Cell.person_id))
            .order_by(func.max(col(Cell.since)).desc(), col(Cell.person_id))
        )
        with self._store.read() as session:
            people = tuple(session.execute(statement).scalars())

        def describe(ids: Sequence[int]) -> Iterator[TodoNotice]:
            with self._store.read() as session:
                facts = load_facts(session, ids, self._settings.policy())
            for person_id in ids:
                found = differences_of(facts, person_id, today) if person_id in facts.people else ()
                if found:
                    events = sorted(event_id for one in found for event_id in one.event_ids)
                    yield TodoNotice(
                        TodoKind.GUARDIANS_DIFFER,
                        person_id,
                        fingerprint_of(TodoKind.GUARDIANS_DIFFER, *events),
                        ids=tuple(events),
                        keys=tuple(key for one in found for key in one.keys),
                        day=found[0].sides[-1].decided_on,
                        differences=found,
                    )

        return Found(people, describe)


class EndingSource:
    """People with a yes that ends soon and who were not asked again yet; soonest first."""

    def __init__(self, calendar: CalendarService) -> None:
        self._calendar = calendar

    def __call__(self, _today: date) -> Found:
        """Each person once, with what ends first."""
        first: dict[int, EndingYes] = {}
        for one in self._calendar.ending():
            if one.asked_on is None:
                first.setdefault(one.person_id, one)

        def describe(ids: Sequence[int]) -> Iterator[TodoNotice]:
            for one in (first[person_id] for person_id in ids):
                print_of = fingerprint_of(TodoKind.ENDS_SOON, one.ends_on)
                yield TodoNotice(TodoKind.ENDS_SOON, one.person_id, print_of, keys=one.cells, day=one.ends_on)

        return Found(tuple(first), describe)


class NowDecidesSource:
    """Pupils who reached the age of own decision, have not answered and were not asked yet; longest first."""

    def __init__(self, calendar: CalendarService) -> None:
        self._calendar = calendar

    def __call__(self, _today: date) -> Found:
        """Who decides today."""
        found = {one.person_id: one for one in self._calendar.now_decides(0) if one.asked_on is None}

        def describe(ids: Sequence[int]) -> Iterator[TodoNotice]:
            for one in (found[person_id] for person_id in ids):
                print_of = fingerprint_of(TodoKind.NOW_DECIDES, one.decides_from)
                yield TodoNotice(TodoKind.NOW_DECIDES, one.person_id, print_of, keys=one.cells, day=one.decides_from)

        return Found(tuple(found), describe)


class ReminderSource:
    """People to be reminded of what they agreed to; longest waiting first."""

    def __init__(self, calendar: CalendarService) -> None:
        self._calendar = calendar

    def __call__(self, _today: date) -> Found:
        """Who is due."""
        found = {one.person_id: one for one in self._calendar.reminders_due()}

        def describe(ids: Sequence[int]) -> Iterator[TodoNotice]:
            for one in (found[person_id] for person_id in ids):
                print_of = fingerprint_of(TodoKind.REMINDER_DUE, one.yes_since, one.reminded_on)
                yield TodoNotice(TodoKind.REMINDER_DUE, one.person_id, print_of, day=one.yes_since)

        return Found(tuple(found), describe)


class MissingSource:
    """Coming events for which answers about photos are missing; soonest first, subjects are events."""

    def __init__(self, store: Store, expected_in: ExpectedIn, chances: ChancesService) -> None:
        self._store = store
        self._expected_in = expected_in
        self._chances = chances

    def __call__(self, today: date) -> Found:
        """Events that begin within `EVENT_DAYS` days or are going on, and where their photos are to go."""
        last = func.coalesce(col(MediaSession.last_day), col(MediaSession.day))
        statement = (
            select(col(MediaSession.id), col(MediaSession.name), col(MediaSession.day), col(MediaSession.purpose_id))
            .join(Purpose, col(Purpose.id) == col(MediaSession.purpose_id))
            .where(col(MediaSession.day) <= today + timedelta(days=EVENT_DAYS), last >= today, col(Purpose.is_active))
            .order_by(col(MediaSession.day), col(MediaSession.id))
        )
        with self._store.read() as session:
            rows = session.execute(statement).all()
        expected = self._expected_in([row.id or 0 for row in rows])
        found: dict[int, TodoNotice] = {}
        for session_id, name, day, purpose_id in rows:
            people = expected.get(session_id or 0, ())
            asked = self._chances.for_people(people, (purpose_id,), day=max(day, today), session_id=session_id)
            missing = tuple(one for chance in asked for one in chance.ask_ids)
            if missing:
                # Not made from who is missing: an answer that comes in is no reason to tell it again.
                print_of = fingerprint_of(TodoKind.MISSING_FOR_SESSION, day, purpose_id, *sorted(people))
                found[session_id or 0] = TodoNotice(
                    TodoKind.MISSING_FOR_SESSION,
                    session_id or 0,
                    print_of,
                    ids=missing,
                    purpose_id=purpose_id,
                    day=day,
                    total=len(people),
                    title=name,
                )

        def describe(ids: Sequence[int]) -> Iterator[TodoNotice]:
            return (found[session_id] for session_id in ids)

        return Found(tuple(found), describe)
