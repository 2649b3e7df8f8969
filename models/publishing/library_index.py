# SPDX-License-Identifier: GPL-3.0-or-later
"""All items of the library as arrays in memory, so that a filter over 100,000 of them is a few array operations.

Read once, and after a write only the rows that it touched are read again. Some 40 bytes an item; the names of the files
are read apart, because the first look at the library does without them (`library_names`).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any

import numpy as np
import numpy.typing as npt
from sqlalchemy import Executable, Select, String, case, cast, func, select
from sqlmodel import Session, col

from models.media.found_faces import asks_who, is_judged
from models.media.shown import is_in_library
from models.publishing.whole_columns import IntArray, columns_as_text, read_numbers, split_columns
from models.tables import Appearance, FoundFace, Item
from models.terms import MediaKind

ByteArray = npt.NDArray[np.uint8]
BoolArray = npt.NDArray[np.bool_]

KINDS = tuple(MediaKind)
_KIND_CODE = {kind.value: code for code, kind in enumerate(KINDS)}
_FETCH = 20_000
_CHUNK = 5_000
_DAY_US = 86_400_000_000


@dataclass(frozen=True)
class LibraryIndex:
    """Arrays of equal length, sorted by ``ids``.

    ``taken`` is the camera's time in microseconds since 1970 (the day it was taken in where the camera told none:
    then ``is_dated`` is False); ``added`` the time of taking in (UTC, microseconds); ``session`` 0 for none.
    ``unnamed``: somebody found or marked asks who it is (`asks_who`); ``named``: somebody is named; ``judged``: a mark
    was judged.
    """

    ids: IntArray
    kind: ByteArray
    taken: IntArray
    is_dated: BoolArray
    added: IntArray
    session: IntArray
    nobody: BoolArray
    unnamed: BoolArray
    named: BoolArray
    judged: BoolArray

    def __len__(self) -> int:
        return len(self.ids)

    @property
    def is_looked_at(self) -> BoolArray:
        """Whether a person has said anything about who is in it."""
        return self.nobody | self.named | self.judged

    @cached_property
    def day(self) -> IntArray:
        """The ordinal of the day the recording is judged on."""
        return np.floor_divide(self.taken, _DAY_US) + _EPOCH_ORDINAL

    @cached_property
    def by_capture(self) -> IntArray:
        """Positions by capture time, oldest first; what has no time of its own comes before all others."""
        return np.lexsort((self.ids, self.taken, self.is_dated))

    @cached_property
    def by_addition(self) -> IntArray:
        """Positions by the moment of taking in, oldest first; within it by capture time."""
        return np.lexsort((self.ids, self.taken, self.added))

    def positions_of(self, item_ids: Sequence[int] | IntArray) -> IntArray:
        """Positions of these items; those that are not in the library are left out."""
        wanted = np.asarray(item_ids, dtype=np.int64)
        if not len(self.ids) or not len(wanted):
            return np.empty(0, np.int64)
        found = np.minimum(np.searchsorted(self.ids, wanted), len(self.ids) - 1)
        there: IntArray = found[self.ids[found] == wanted]
        return there

    def mask_of(self, item_ids: Sequence[int] | IntArray) -> BoolArray:
        """True for these items."""
        mask = np.zeros(len(self.ids), dtype=bool)
        mask[self.positions_of(item_ids)] = True
        return mask


_EPOCH_ORDINAL = 719_163
_ARRAYS = (
    "ids", "kind", "taken", "is_dated", "added", "session", "nobody", "unnamed", "named", "judged",
)  # fmt: skip


def read_index(session: Session) -> LibraryIndex:
    """The whole library within an open session."""
    return _read(session, None)


def patch_index(session: Session, index: LibraryIndex, item_ids: Sequence[int]) -> LibraryIndex:
    """The library with these items read again: new ones added, those that are gone left out."""
    fresh = [_read(session, item_ids[start : start + _CHUNK]) for start in range(0, len(item_ids), _CHUNK)]
    kept = ~index.mask_of(item_ids)
    parts = [_take(index, np.flatnonzero(kept)), *fresh]
    joined = replace(
        index,
        **{name: np.concatenate([getattr(part, name) for part in parts]) for name in _ARRAYS},
    )
    order = np.argsort(joined.ids, kind="stable")
    return joined if bool((order[1:] > order[:-1]).all()) else _take(joined, order)


def _take(index: LibraryIndex, positions: IntArray) -> LibraryIndex:
    if len(positions) == len(index) and bool((positions[1:] > positions[:-1]).all()):
        return index
    return replace(index, **{name: getattr(index, name)[positions] for name in _ARRAYS})


def _read(session: Session, item_ids: Sequence[int] | None) -> LibraryIndex:
    items = columns_as_text(
        Item.id,
        Item.kind,
        func.coalesce(cast(col(Item.captured_at), String), ""),
        Item.added_on,
        Item.added_at,
        func.coalesce(col(Item.session_id), 0),
        case((col(Item.nobody_reason).is_(None), 0), else_=1),
    ).where(is_in_library())
    if item_ids is not None:
        items = items.where(col(Item.id).in_(item_ids))
    ids, kinds, moments, days, added, sessions, nobody = split_columns(session, items)
    is_dated = np.array([bool(one) for one in moments], dtype=bool)
    starts = np.array(days, dtype="datetime64[us]").astype(np.int64)
    taken = np.array([one or "1970-01-01" for one in moments], dtype="datetime64[us]").astype(np.int64)
    count = len(ids)
    read = LibraryIndex(
        ids=np.array(ids, dtype=np.int64),
        kind=np.array([_KIND_CODE[one] for one in kinds], dtype=np.uint8),
        taken=np.where(is_dated, taken, starts),
        is_dated=is_dated,
        added=np.array(added, dtype="datetime64[us]").astype(np.int64),
        session=np.array(sessions, dtype=np.int64),
        nobody=np.array([one == "1" for one in nobody], dtype=bool),
        unnamed=np.zeros(count, bool),
        named=np.zeros(count, bool),
        judged=np.zeros(count, bool),
    )
    order = np.argsort(read.ids, kind="stable")
    read = _take(read, order)
    marked = select(col(FoundFace.item_id))
    for name, statement, owner in (
        ("unnamed", marked.where(asks_who()), col(FoundFace.item_id)),
        ("judged", marked.where(is_judged()), col(FoundFace.item_id)),
        ("named", select(col(Appearance.item_id)), col(Appearance.item_id)),
    ):
        chosen = statement if item_ids is None else statement.where(owner.in_(item_ids))
        getattr(read, name)[read.positions_of(_read_ids(session, chosen))] = True
    return read


def _read_ids(session: Session, statement: Select[int]) -> IntArray:
    """The ids that a query gives, each once."""
    each = statement.distinct().subquery()
    found: IntArray = read_numbers(session, columns_as_text(each.c.item_id))[0]
    return found


def read_plain(session: Session, statement: Executable) -> list[tuple[Any, ...]]:
    """Rows as plain tuples, a block at a time, without objects of the database."""
    result = session.connection().execute(statement)  # no ORM in between: it takes longer than the query
    return [tuple(row) for block in result.partitions(_FETCH) for row in block]
