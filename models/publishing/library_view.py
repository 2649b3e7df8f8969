# SPDX-License-Identifier: GPL-3.0-or-later
"""The whole library, filtered and sorted: ids for a list, counts for the filters, rows for what is on screen."""

from __future__ import annotations

import threading
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

import numpy as np
from sqlmodel import Session

from models.changes import ChangeSet
from models.media.places import PlaceService
from models.publishing.clearance import ClearanceService
from models.publishing.library_filter import Facet, FileState, LibraryFilter, LibrarySort, LookState, PublishedState
from models.publishing.library_index import KINDS, BoolArray, LibraryIndex, patch_index, read_index
from models.publishing.library_masks import (
    all_of,
    any_of,
    date_mask,
    group_mask,
    look_mask,
    person_mask,
    published_mask,
    text_mask,
)
from models.publishing.library_names import LibraryNames, patch_names, read_names
from models.publishing.library_rows import LibraryRow, read_rows
from models.publishing.library_verdicts import LibraryVerdictTable
from models.publishing.overview import OverviewService
from models.publishing.whole_columns import IntArray
from models.store import Store
from models.terms import ChangeKind, Verdict

_MOST_PATCHED = 20_000
_EPOCH = date(1970, 1, 1)

Section = tuple[int, int] | date
"""``(year, month)`` of capture, or the day of taking in; see `LibraryView`."""

UNDATED: Section = (0, 0)
"""The section of what has no time of capture."""


@dataclass(frozen=True, slots=True)
class LibraryView:
    """What fits a filter, in order. ``sections`` are runs of ``ids`` (none when sorted by name).

    ``total`` counts the whole library. Where nothing fits, ``drops`` says how many would without each side.
    """

    ids: tuple[int, ...]
    sections: tuple[tuple[Section, int], ...]
    total: int
    drops: tuple[tuple[Facet, int], ...] = ()


class LibraryService:
    """Keeps the library's arrays, follows writes, and answers filters. Safe in several threads at once."""

    def __init__(
        self, store: Store, places: PlaceService, overview: OverviewService, clearance: ClearanceService
    ) -> None:
        self._store = store
        self._places = places
        self._clearance = clearance
        self._table = LibraryVerdictTable(store, overview, clearance)
        self._lock = threading.Lock()
        self._reading = threading.Lock()
        self._index: LibraryIndex | None = None
        self._pending: set[int] = set()
        self._is_outdated = True
        self._names: LibraryNames | None = None
        self._pending_names: set[int] = set()
        self._name_order: tuple[LibraryIndex, LibraryNames, IntArray, IntArray] | None = None

    def forget(self, changes: ChangeSet) -> None:
        """Look again at what a write touched; call after each commit."""
        with self._lock:
            for kind in (ChangeKind.ITEM, ChangeKind.APPEARANCE):
                if changes.concerns(kind):
                    self._pending |= changes.ids(kind)
                    self._is_outdated |= not changes.ids(kind)
            self._is_outdated |= len(self._pending) > _MOST_PATCHED
            self._pending_names |= changes.ids(ChangeKind.ITEM)
            if changes.concerns(ChangeKind.ITEM) and self._is_outdated:
                self._names = None
        self._table.forget(changes)

    def view(self, wanted: LibraryFilter) -> LibraryView:
        """What fits, in order; a person, class, event or purpose that is unknown fits nothing."""
        index = self._current()
        with self._store.read() as session:
            masks = self._masks(session, index, wanted)
        positions = self._ordered(index, wanted)
        positions = positions[all_of(index, masks.values())[positions]]
        drops = tuple(_drops(index, masks)) if not len(positions) else ()
        return LibraryView(tuple(index.ids[positions].tolist()), _sections(index, wanted, positions), len(index), drops)

    def warm_up(self, purpose_id: int | None = None) -> None:
        """Read ahead what a search, the order by name and verdicts for a purpose need: seconds for a large library."""
        index = self._current()
        self._by_name(index)
        if purpose_id is not None:
            with self._store.read() as session:
                self._table.column(session, index, purpose_id)

    def facet_counts(self, wanted: LibraryFilter, facet: Facet) -> dict[object, int]:
        """How many items each value of one side has, among those that fit all other sides.

        By event id (0: none), `MediaKind`, `Verdict`, `LookState`, `PublishedState` or `FileState`. Empty for sides
        whose values are not counted, and for verdicts without a purpose.
        """
        index = self._current()
        with self._store.read() as session:
            fits = all_of(index, self._masks(session, index, wanted.without(facet)).values())
            if facet is Facet.SESSION:
                values, numbers = np.unique(index.session[fits], return_counts=True)
                return dict(zip(values.tolist(), numbers.tolist(), strict=True))
            if facet is Facet.KIND:
                return {kind: int((index.kind[fits] == code).sum()) for code, kind in enumerate(KINDS)}
            if facet is Facet.VERDICT and wanted.purpose_id is not None:
                verdicts = self._table.column(session, index, wanted.purpose_id)[fits]
                return {verdict: int((verdicts == int(verdict)).sum()) for verdict in Verdict}
            if facet is Facet.PUBLISHED:
                purposes = wanted.published_purpose_ids
                return {
                    state: int((fits & published_mask(session, index, state, purposes)).sum())
                    for state in PublishedState
                }
            if facet is Facet.LOOK:
                return {state: int((fits & look_mask(index, state)).sum()) for state in LookState}
            if facet is Facet.FILE:
                return {state: int((fits & self._file_mask(index, state)).sum()) for state in FileState}
        return {}

    def rows(self, item_ids: Sequence[int], purpose_id: int | None = None) -> dict[int, LibraryRow]:
        """Rows for these items (some hundreds at a time), with the verdict for a purpose; unknown ids are left out."""
        with self._store.read() as session:
            rows = read_rows(session, item_ids)
            if purpose_id is None:
                return rows
            cleared = self._clearance.verdicts_within(session, tuple(rows), (purpose_id,))
        return {
            item_id: row.with_verdict(cleared[item_id].by_purpose[purpose_id].verdict) if item_id in cleared else row
            for item_id, row in rows.items()
        }

    # --- inside

    def _current(self) -> LibraryIndex:
        """The arrays as of now; read again only where something was written."""
        with self._reading:
            with self._lock:
                pending, is_outdated = set(self._pending), self._is_outdated
                self._pending.clear()
                self._is_outdated = False
            try:
                with self._store.read() as session:
                    if self._index is None or is_outdated:
                        self._index = read_index(session)
                    elif pending:
                        self._index = patch_index(session, self._index, sorted(pending))
            except BaseException:
                with self._lock:
                    self._pending |= pending
                    self._is_outdated |= is_outdated
                raise
            return self._index

    def _current_names(self) -> LibraryNames:
        with self._reading:
            with self._lock:
                names, pending = self._names, set(self._pending_names)
                self._pending_names.clear()
            try:
                with self._store.read() as session:
                    if names is None:
                        names = read_names(session)
                    elif pending:
                        names = patch_names(session, names, sorted(pending))
            except BaseException:
                with self._lock:
                    self._pending_names |= pending
                raise
            with self._lock:
                self._names = names
            return names

    def _by_name(self, index: LibraryIndex) -> tuple[IntArray, IntArray]:
        """Positions in the order of their names, and those of items without a file; kept until either changes."""
        names = self._current_names()
        with self._lock:
            kept = self._name_order
        if kept is not None and kept[0] is index and kept[1] is names:
            return kept[2], kept[3]
        named = names.order(index)
        is_named = np.zeros(len(index), dtype=bool)
        is_named[named] = True
        nameless = np.flatnonzero(~is_named)
        with self._lock:
            self._name_order = (index, names, named, nameless)
        return named, nameless

    def _masks(self, session: Session, index: LibraryIndex, wanted: LibraryFilter) -> dict[Facet, BoolArray]:
        makers: dict[Facet, Callable[[], BoolArray]] = {
            Facet.TEXT: lambda: text_mask(session, index, self._current_names(), wanted.text),
            Facet.SESSION: lambda: np.isin(index.session, wanted.session_ids),
            Facet.PERSON: lambda: all_of(index, [person_mask(session, index, one) for one in wanted.person_ids]),
            Facet.GROUP: lambda: group_mask(session, index, wanted.group_ids),
            Facet.KIND: lambda: np.isin(index.kind, [KINDS.index(kind) for kind in wanted.kinds]),
            Facet.VERDICT: lambda: self._verdict_mask(session, index, wanted),
            Facet.LOOK: lambda: any_of(index, [look_mask(index, one) for one in wanted.looks]),
            Facet.PUBLISHED: lambda: published_mask(session, index, wanted.published, wanted.published_purpose_ids),
            Facet.DATE: lambda: date_mask(index, wanted.since, wanted.until),
            Facet.FILE: lambda: any_of(index, [self._file_mask(index, one) for one in wanted.files]),
        }
        return {facet: makers[facet]() for facet in wanted.active()}

    def _verdict_mask(self, session: Session, index: LibraryIndex, wanted: LibraryFilter) -> BoolArray:
        if wanted.purpose_id is None:
            return np.zeros(len(index), dtype=bool)
        return np.isin(self._table.column(session, index, wanted.purpose_id), [int(one) for one in wanted.verdicts])

    def _file_mask(self, index: LibraryIndex, state: FileState) -> BoolArray:
        if state is FileState.SEVERAL:
            return index.mask_of(sorted(self._current_names().several))
        return index.mask_of(sorted(self._places.missing()))

    def _ordered(self, index: LibraryIndex, wanted: LibraryFilter) -> IntArray:
        """All positions in the order asked for; what has no capture time, or no name, comes last either way."""
        if wanted.sort is LibrarySort.NAME:
            named, nameless = self._by_name(index)
            return np.concatenate([named[::-1] if wanted.is_reversed else named, nameless])
        if wanted.sort is LibrarySort.TAKEN_IN:
            return index.by_addition if wanted.is_reversed else index.by_addition[::-1]
        is_dated = index.is_dated[index.by_capture]
        undated, dated = index.by_capture[~is_dated], index.by_capture[is_dated]
        return np.concatenate([dated if wanted.is_reversed else dated[::-1], undated])


def _drops(index: LibraryIndex, masks: dict[Facet, BoolArray]) -> list[tuple[Facet, int]]:
    counts = [
        (facet, int(all_of(index, [mask for other, mask in masks.items() if other is not facet]).sum()))
        for facet in masks
    ]
    return sorted((one for one in counts if one[1]), key=lambda one: -one[1])


def _sections(index: LibraryIndex, wanted: LibraryFilter, positions: IntArray) -> tuple[tuple[Section, int], ...]:
    if wanted.sort is LibrarySort.NAME or not len(positions):
        return ()
    if wanted.sort is LibrarySort.TAKEN_IN:
        days = index.added[positions].astype("datetime64[us]").astype("datetime64[D]").astype(np.int64)
        return tuple((_EPOCH + timedelta(days=key), count) for key, count in _runs(days))
    months = index.taken[positions].astype("datetime64[us]").astype("datetime64[M]").astype(np.int64)
    last = np.iinfo(np.int64).max
    return tuple(
        (UNDATED if key == last else (1970 + key // 12, key % 12 + 1), count)
        for key, count in _runs(np.where(index.is_dated[positions], months, last))
    )


def _runs(keys: IntArray) -> list[tuple[int, int]]:
    """Runs of equal neighbours as (value, length)."""
    starts = np.flatnonzero(np.diff(keys, prepend=keys[0] - 1))
    lengths = np.diff(starts, append=len(keys))
    return list(zip(keys[starts].tolist(), lengths.tolist(), strict=True))
