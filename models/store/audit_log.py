# SPDX-License-Identifier: GPL-3.0-or-later
"""Reading the audit trail: who did what, when, and how much it touched. Numbers and words only, no names of people."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta

from sqlalchemy import or_
from sqlalchemy import select as select_columns
from sqlmodel import col

from models.store.unit_of_work import Store
from models.tables import AuditDetail, AuditEntry
from models.terms import ChangeKind


@dataclass(frozen=True, slots=True)
class LogQuery:
    """Which entries: those of some areas (``"consent"`` for ``consent.answer``), between two local days, inclusive."""

    areas: tuple[str, ...] = ()
    since: date | None = None
    until: date | None = None


@dataclass(frozen=True, slots=True)
class LogRow:
    """One entry of the trail.

    ``touched``: how many rows of each kind, None for "any of them"; ``answers``: how many were recorded,
    ``erased_answers``: how many an erasure deleted or shortened.

    ``reason`` is the word that was given where something is shown only on purpose. After an erasure that took the
    details out, ``has_details`` is False.
    """

    seq: int
    at: datetime
    action: str
    actor: str
    touched: tuple[tuple[ChangeKind, int | None], ...] = ()
    answers: int = 0
    reason: str = ""
    erased_answers: int = 0
    has_details: bool = True


class AuditLog:
    """The audit trail, newest first, read in windows."""

    def __init__(self, store: Store) -> None:
        self._store = store

    def entry_ids(self, query: LogQuery | None = None) -> tuple[int, ...]:
        """Numbers of the entries, newest first."""
        wanted = query if query is not None else LogQuery()
        statement = select_columns(col(AuditEntry.seq)).order_by(col(AuditEntry.seq).desc())
        if wanted.areas:
            statement = statement.where(or_(*(col(AuditEntry.action).startswith(f"{area}.") for area in wanted.areas)))
        if wanted.since is not None:
            statement = statement.where(col(AuditEntry.at) >= _start_of(wanted.since))
        if wanted.until is not None:
            statement = statement.where(col(AuditEntry.at) < _start_of(wanted.until + timedelta(days=1)))
        with self._store.read() as session:
            return tuple(session.execute(statement).scalars())

    def rows(self, seqs: Sequence[int]) -> tuple[LogRow, ...]:
        """The entries with these numbers, newest first."""
        statement = (
            select_columns(
                col(AuditEntry.seq),
                col(AuditEntry.at),
                col(AuditEntry.action),
                col(AuditDetail.actor),
                col(AuditDetail.payload),
            )
            .outerjoin(AuditDetail, col(AuditDetail.seq) == col(AuditEntry.seq))
            .where(col(AuditEntry.seq).in_(seqs))
            .order_by(col(AuditEntry.seq).desc())
        )
        with self._store.read() as session:
            return tuple(_row(*row) for row in session.execute(statement))


def _start_of(day: date) -> datetime:
    """Midnight where the school is, in UTC."""
    return datetime.combine(day, time()).astimezone(UTC)


def _row(seq: int, at: datetime, action: str, actor: str | None, payload: str | None) -> LogRow:
    if payload is None:
        return LogRow(seq, at, action, actor or "", has_details=False)
    facts = json.loads(payload)
    known = set(ChangeKind)
    touched = tuple(
        (ChangeKind(kind), len(ids) or None) for kind, ids in facts.get("touched", {}).items() if kind in known
    )
    erased = facts.get("erased_events", 0) + facts.get("redacted_events", 0)
    reason = facts.get("reason", facts.get("purpose", ""))
    return LogRow(
        seq,
        at,
        action,
        actor or "",
        touched,
        0 if erased else len(facts.get("events", ())),
        reason if isinstance(reason, str) else "",
        erased,
    )
