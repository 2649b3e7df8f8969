# SPDX-License-Identifier: GPL-3.0-or-later
"""Answers that count for one event only."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from sqlalchemy import select
from sqlmodel import col

from models.consent.facts import CellKey
from models.store import Store
from models.tables import ConsentEvent
from models.terms import Answer


@dataclass(frozen=True, slots=True)
class SessionAnswer:
    """One answer for one event that stands: whose, about what, by whom and since when."""

    event_id: int
    person_id: int
    key: CellKey
    answer: Answer
    decider_id: int
    decided_on: date


def read_session_answers(store: Store, session_id: int) -> tuple[SessionAnswer, ...]:
    """The answers for an event that stand (those taken back are left out), the latest first."""
    event = ConsentEvent
    statement = select(
        col(event.id), col(event.person_id), col(event.activity), col(event.kind), col(event.purpose_id),
        col(event.answer), col(event.decider_id), col(event.decided_on), col(event.annuls_id),
    ).where(col(event.session_id) == session_id).order_by(col(event.id).desc())  # fmt: skip
    annulled: set[int] = set()
    found: list[SessionAnswer] = []
    with store.read() as session:
        for row in session.execute(statement):
            if row.id in annulled:
                continue
            if row.annuls_id is not None:
                annulled.add(row.annuls_id)
                continue
            key = CellKey(row.activity, row.kind, row.purpose_id)
            found.append(SessionAnswer(row.id, row.person_id, key, row.answer, row.decider_id, row.decided_on))
    return tuple(sorted(found, key=lambda one: (one.decided_on, one.event_id), reverse=True))
