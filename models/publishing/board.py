# SPDX-License-Identifier: GPL-3.0-or-later
"""Statuses ready to look up: the compiled cells of people, kept in memory and forgotten when they change."""

from __future__ import annotations

import threading
from collections import defaultdict
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date
from itertools import product

from sqlalchemy import String, select, type_coerce
from sqlmodel import Session

from models.changes import ChangeSet
from models.consent.facts import CellKey, CellSpan, Scope
from models.consent.purposes import load_purposes
from models.consent.rules import default_status
from models.tables import Cell, metadata
from models.terms import Activity, ChangeKind, ConsentStatus, MediaKind

_CHUNK = 5_000
_STATUS = {status.value: status for status in ConsentStatus}
_ACTIVITY = {activity.value: activity for activity in Activity}
Place = tuple[int, MediaKind]
"""A person and a kind."""
_NO_SPANS: tuple[CellSpan, ...] = ()


@dataclass(slots=True)
class PersonCells:
    """Cells of one person and kind: general ones, and those that hold for one item or session in their place."""

    general: dict[CellKey, list[CellSpan]] = field(default_factory=lambda: defaultdict(list))
    scoped: dict[tuple[CellKey, Scope], list[CellSpan]] = field(default_factory=lambda: defaultdict(list))


class StatusBoard:
    """Looks up statuses by person, cell and day. Safe to use from several threads."""

    def __init__(self) -> None:
        self._people: dict[Place, PersonCells] = {}
        self._defaults: dict[int, ConsentStatus] | None = None
        self._lock = threading.Lock()
        self._generation = 0

    def load(
        self, session: Session, person_ids: Collection[int], kinds: Collection[MediaKind]
    ) -> dict[Place, PersonCells]:
        """The cells of these people for these kinds, by (person, kind).

        From memory where they are there; one query for each 5,000 that are not.
        """
        wanted = [(person_id, kind) for kind in kinds for person_id in person_ids]
        with self._lock:
            generation = self._generation
            found = {place: self._people[place] for place in wanted if place in self._people}
        missing = [place for place in wanted if place not in found]
        loaded: dict[Place, PersonCells] = {}
        for kind in kinds:
            people = [person_id for person_id, missed in missing if missed is kind]
            for start in range(0, len(people), _CHUNK):
                loaded.update(_load_cells(session, people[start : start + _CHUNK], kind))
        with self._lock:
            if generation == self._generation:  # else somebody wrote meanwhile: right for this reader, not to be kept
                self._people.update(loaded)
        return found | loaded

    def defaults(self, session: Session) -> dict[int, ConsentStatus]:
        """For each purpose the status of a cell about which nothing is known."""
        with self._lock:
            generation, found = self._generation, self._defaults
        if found is None:
            found = {
                purpose.id: default_status(purpose.legal_basis)
                for purpose in load_purposes(session, include_inactive=True)
            }
            with self._lock:
                if generation == self._generation:
                    self._defaults = found
        return found

    def forget(self, changes: ChangeSet) -> None:
        """Forget what a write touched; call after each commit."""
        if not changes.concerns(ChangeKind.ANSWER, ChangeKind.PERSON, ChangeKind.PURPOSE, ChangeKind.SETTING):
            return
        with self._lock:
            self._generation += 1
            touched = changes.ids(ChangeKind.ANSWER) | changes.ids(ChangeKind.PERSON)
            everybody = changes.concerns(ChangeKind.PURPOSE, ChangeKind.SETTING) or any(
                changes.concerns(kind) and not changes.ids(kind) for kind in (ChangeKind.ANSWER, ChangeKind.PERSON)
            )
            # a guardian's record may decide about any number of pupils: people are few, forgetting all is cheap
            if everybody or changes.concerns(ChangeKind.PERSON):
                self._people.clear()
                self._defaults = None
            else:
                for place in product(touched, MediaKind):
                    self._people.pop(place, None)


def status_in(
    cells: PersonCells, key: CellKey, day: date, scopes: Sequence[Scope], default: ConsentStatus
) -> ConsentStatus:
    """The status of a cell on a day: that of the narrowest scope with cells of its own, else the general one."""
    for scope in scopes:
        spans = cells.scoped.get((key, scope))
        if spans:
            return _on_day(spans, day, default)
    return _on_day(cells.general.get(key, _NO_SPANS), day, default)


def scopes_around(item_id: int, session_id: int | None) -> tuple[Scope, ...]:
    """The scopes an item is in, narrowest first, as answers name them."""
    if session_id is None:
        return (Scope(item_id=item_id),)
    return (Scope(item_id=item_id), Scope(session_id=session_id))


def _on_day(spans: Iterable[CellSpan], day: date, default: ConsentStatus) -> ConsentStatus:
    for span in spans:
        if span.since <= day <= span.until:
            return span.status
    return default


def _load_cells(session: Session, person_ids: Sequence[int], kind: MediaKind) -> dict[Place, PersonCells]:
    columns = metadata.tables[str(Cell.__tablename__)].c
    # Plain words and days as the database has them: decoding 10,000 rows the usual way costs twice the query itself.
    rows = (
        session.connection()
        .execute(
            select(
                columns.person_id,
                type_coerce(columns.activity, String),
                columns.purpose_id,
                columns.item_id,
                columns.session_id,
                type_coerce(columns.status, String),
                type_coerce(columns.since, String),
                type_coerce(columns.until, String),
            ).where(columns.person_id.in_(person_ids), columns.kind == kind)
        )
        .all()
    )
    people = {person_id: PersonCells() for person_id in person_ids}
    keys: dict[tuple[str, int | None], CellKey] = {}
    spans: dict[tuple[str, object, object], CellSpan] = {}
    for person_id, activity, purpose_id, item_id, session_id, status, since, until in rows:
        key = keys.get((activity, purpose_id))
        if key is None:
            key = keys[activity, purpose_id] = CellKey(_ACTIVITY[activity], kind, purpose_id)
        span = spans.get((status, since, until))
        if span is None:
            span = CellSpan(_STATUS[status], _read_day(since), _read_day(until))
            spans[status, since, until] = span
        if item_id is None and session_id is None:
            people[person_id].general[key].append(span)
        else:
            people[person_id].scoped[key, Scope(item_id, session_id)].append(span)
    return {(person_id, kind): cells for person_id, cells in people.items()}


def _read_day(value: object) -> date:
    return value if isinstance(value, date) else date.fromisoformat(str(value))
