# SPDX-License-Identifier: GPL-3.0-or-later
"""Single answers by number: who said what on which day, and whether for everything, one event or one item."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from sqlalchemy import select
from sqlmodel import col

from models.store import Store
from models.store.same_person import follow, kept_ids
from models.tables import ConsentEvent
from models.terms import Answer

_CHUNK = 5_000


@dataclass(frozen=True, slots=True)
class Said:
    """One answer; ``item_id`` or ``session_id`` where it is about one item or event alone."""

    event_id: int
    decider_id: int
    answer: Answer
    decided_on: date
    item_id: int | None = None
    session_id: int | None = None


class SaidService:
    """Looks answers up by their numbers, as reasons name them."""

    def __init__(self, store: Store) -> None:
        self._store = store

    def by_event(self, event_ids: Iterable[int]) -> dict[int, Said]:
        """The answers with these numbers; unknown numbers are left out."""
        wanted = sorted(set(event_ids))
        event = ConsentEvent
        columns = col(event.id), col(event.decider_id), col(event.answer), col(event.decided_on)
        found: dict[int, Said] = {}
        with self._store.read() as session:
            kept = kept_ids(session) if wanted else {}
            for start in range(0, len(wanted), _CHUNK):
                statement = select(*columns, col(event.item_id), col(event.session_id)).where(
                    col(event.id).in_(wanted[start : start + _CHUNK])
                )
                for event_id, decider_id, answer, decided_on, item_id, session_id in session.execute(statement):
                    found[event_id or 0] = Said(
                        event_id or 0, follow(decider_id, kept), answer, decided_on, item_id, session_id
                    )
        return found
