# SPDX-License-Identifier: GPL-3.0-or-later
"""Verdicts of the whole library for the purposes that were asked about, kept and followed through writes.

The first question about a purpose judges everything at once (`overview`); after a write only the items that it touched
are judged again, by the same rules (`clearance`).
"""

from __future__ import annotations

import threading
from dataclasses import dataclass
from datetime import date

import numpy as np
import numpy.typing as npt
from sqlalchemy import select
from sqlmodel import Session, col

from models.changes import ChangeSet
from models.publishing.clearance import ClearanceService
from models.publishing.library_index import LibraryIndex
from models.publishing.overview import Library, OverviewService
from models.publishing.whole_columns import IntArray
from models.store import Store
from models.tables import Appearance
from models.terms import ChangeKind

VerdictArray = npt.NDArray[np.int8]
_MOST_SINGLE = 4_000
_MOST_PEOPLE = 40
_CHUNK = 5_000


@dataclass(slots=True)
class _Column:
    """Verdicts for one purpose on one day, and the items whose verdict may be another by now."""

    day: date
    item_ids: IntArray
    verdicts: VerdictArray
    stale: set[int]
    stale_people: set[int]


class LibraryVerdictTable:
    """A column of verdicts for each purpose that was asked about."""

    def __init__(self, store: Store, overview: OverviewService, clearance: ClearanceService) -> None:
        self._store = store
        self._overview = overview
        self._clearance = clearance
        self._lock = threading.Lock()
        self._judging = threading.Lock()
        self._columns: dict[int, _Column] = {}
        self._library: Library | None = None
        self._outdated: set[int] = set()

    def forget(self, changes: ChangeSet) -> None:
        """Judge again what a write touched; call after each commit."""
        with self._lock:
            if changes.concerns(ChangeKind.PURPOSE, ChangeKind.SETTING):
                self._columns.clear()
            items = changes.ids(ChangeKind.ITEM) | changes.ids(ChangeKind.APPEARANCE)
            if _is_about_any(changes, ChangeKind.ITEM, ChangeKind.APPEARANCE):
                self._library = None
                self._columns.clear()
            self._outdated |= items
            if len(self._outdated) > _MOST_SINGLE:
                self._library = None
                self._outdated.clear()
            people = changes.ids(ChangeKind.ANSWER) | changes.ids(ChangeKind.PERSON)
            anybody = _is_about_any(changes, ChangeKind.ANSWER, ChangeKind.PERSON)
            for purpose_id, column in tuple(self._columns.items()):
                column.stale |= items
                column.stale_people |= people
                if anybody or len(column.stale) > _MOST_SINGLE or len(column.stale_people) > _MOST_PEOPLE:
                    del self._columns[purpose_id]

    def column(self, session: Session, index: LibraryIndex, purpose_id: int) -> VerdictArray:
        """The verdict (as its number) of every item of the index, for a purpose, today."""
        day = self._store.clock.today()
        with self._judging:
            with self._lock:
                column = self._columns.get(purpose_id)
                is_new = column is None or column.day != day
                if column is None or is_new:
                    # There before it is judged: a write that comes in meanwhile leaves its items as stale.
                    column = _Column(day, np.empty(0, np.int64), np.empty(0, np.int8), set(), set())
                    self._columns[purpose_id] = column
            try:
                if is_new:
                    self._judge_all(column, purpose_id)
                else:
                    self._judge_stale(session, column, purpose_id)
            except BaseException:
                with self._lock:
                    self._columns.pop(purpose_id, None)
                raise
            return _aligned(column, index)

    def _judge_all(self, column: _Column, purpose_id: int) -> None:
        with self._lock:
            library, outdated = self._library, sorted(self._outdated)
            if library is None:
                self._outdated.clear()
        if library is None:
            library, outdated = self._overview.load(), []
            with self._lock:
                self._library = library
        judged = self._overview.judge(library, (purpose_id,), column.day)
        column.item_ids, column.verdicts = judged.item_ids, judged.verdicts[:, 0].copy()
        self._judge_again(column, outdated, purpose_id)

    def _judge_stale(self, session: Session, column: _Column, purpose_id: int) -> None:
        with self._lock:
            items, people = set(column.stale), tuple(column.stale_people)
            column.stale.clear()
            column.stale_people.clear()
        if people:
            theirs = select(col(Appearance.item_id)).where(col(Appearance.person_id).in_(people)).distinct()
            items.update(session.execute(theirs).scalars())
        self._judge_again(column, sorted(items), purpose_id)

    def _judge_again(self, column: _Column, item_ids: list[int], purpose_id: int) -> None:
        for start in range(0, len(item_ids), _CHUNK):
            chunk = item_ids[start : start + _CHUNK]
            cleared = self._clearance.verdicts(chunk, (purpose_id,), column.day)
            fresh = {item_id: int(one.by_purpose[purpose_id].verdict) for item_id, one in cleared.items()}
            new = sorted(set(fresh) - set(column.item_ids[np.isin(column.item_ids, chunk)].tolist()))
            if new:
                ids = np.concatenate([column.item_ids, np.array(new, np.int64)])
                order = np.argsort(ids, kind="stable")
                verdicts = np.concatenate([column.verdicts, np.zeros(len(new), np.int8)])
                column.item_ids, column.verdicts = ids[order], verdicts[order]
            else:
                column.verdicts = column.verdicts.copy()  # somebody may be looking at the old one
            positions = np.searchsorted(column.item_ids, np.array(sorted(fresh), np.int64))
            column.verdicts[positions] = [fresh[item_id] for item_id in sorted(fresh)]


def _is_about_any(changes: ChangeSet, *kinds: ChangeKind) -> bool:
    return any(changes.concerns(kind) and not changes.ids(kind) for kind in kinds)


def _aligned(column: _Column, index: LibraryIndex) -> VerdictArray:
    if len(column.item_ids) == len(index) and bool((column.item_ids == index.ids).all()):
        return column.verdicts
    if not len(column.item_ids):
        return np.full(len(index), -1, np.int8)
    found = np.minimum(np.searchsorted(column.item_ids, index.ids), len(column.item_ids) - 1)
    # An item that came in a moment ago is not judged yet: it fits no verdict until the next look.
    return np.where(column.item_ids[found] == index.ids, column.verdicts[found], np.int8(-1)).astype(np.int8)
