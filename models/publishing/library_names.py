# SPDX-License-Identifier: GPL-3.0-or-later
"""The names of all files of the library: to find a word in, and to sort by. Read apart from the other arrays."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from sqlalchemy import select
from sqlmodel import Session, col

from models.publishing.library_index import BoolArray, LibraryIndex, read_plain
from models.publishing.whole_columns import IntArray
from models.roster.names import fold_text
from models.tables import ItemLocation

_CHUNK = 5_000
_DIGITS = re.compile(r"\d+")


@dataclass(frozen=True)
class LibraryNames:
    """By item id: the folded "folder file" to search in, the file name to sort by, and the items with several files.

    Where an item has several files, the one that was seen last gives the name.
    """

    texts: dict[int, str]
    keys: dict[int, str]
    several: frozenset[int]

    def mask_of_text(self, index: LibraryIndex, word: str) -> BoolArray:
        """True for the items whose file or folder has the folded word in its name."""
        texts = self.texts
        found = (word in texts.get(item_id, "") for item_id in index.ids.tolist())
        return np.fromiter(found, dtype=bool, count=len(index))

    def order(self, index: LibraryIndex) -> IntArray:
        """Positions in the index by file name, "photo2" before "photo10"; what has no name comes first."""
        return index.positions_of(self._ids_by_name)

    @cached_property
    def _ids_by_name(self) -> IntArray:
        return np.array(sorted(self.keys, key=self.keys.__getitem__), dtype=np.int64)


def read_names(session: Session) -> LibraryNames:
    """The names of all files within an open session."""
    return _add(session, LibraryNames({}, {}, frozenset()), None)


def patch_names(session: Session, names: LibraryNames, item_ids: Sequence[int]) -> LibraryNames:
    """The names with those of these items read again."""
    changed = set(item_ids)
    # Those that stay are in the order of before: sorting them again is nearly free.
    kept = {item_id: key for item_id, key in names.keys.items() if item_id not in changed}
    texts = {item_id: text for item_id, text in names.texts.items() if item_id not in changed}
    made = LibraryNames(texts, kept, names.several - changed)
    for start in range(0, len(item_ids), _CHUNK):
        made = _add(session, made, item_ids[start : start + _CHUNK])
    return made


def _add(session: Session, names: LibraryNames, item_ids: Sequence[int] | None) -> LibraryNames:
    statement = select(col(ItemLocation.item_id), col(ItemLocation.path)).order_by(
        col(ItemLocation.item_id), col(ItemLocation.seen_at), col(ItemLocation.id)
    )
    if item_ids is not None:
        statement = statement.where(col(ItemLocation.item_id).in_(item_ids))
    several: set[int] = set()
    texts, keys = names.texts, names.keys
    for item_id, path in read_plain(session, statement):
        if item_id in keys:
            several.add(item_id)
        parts = path.replace("\\", "/").rsplit("/", 2)
        texts[item_id] = fold_text(" ".join(parts[-2:]))
        keys[item_id] = _DIGITS.sub(_padded, parts[-1].casefold())
    return LibraryNames(texts, keys, names.several | several)


def _padded(digits: re.Match[str]) -> str:
    return digits.group().zfill(12)
