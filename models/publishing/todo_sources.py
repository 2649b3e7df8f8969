# SPDX-License-Identifier: GPL-3.0-or-later
"""Where the to-do list gets its notices from: one small class for each kind."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date

from sqlalchemy import String, cast, func, or_, select
from sqlmodel import col

from models.consent.cells import load_facts
from models.consent.differing import differences_of
from models.media.tagging import TaggingService
from models.publishing.takedowns import TakedownService
from models.publishing.todo import Found, TodoNotice, fingerprint_of
from models.settings import SettingsService
from models.store import Store
from models.tables import Cell, Person, Purpose
from models.terms import TodoKind


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
