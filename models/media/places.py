# SPDX-License-Identifier: GPL-3.0-or-later
"""Where the files of items lie: which cannot be found, and where they turn up again.

An item is its content. A file that was moved or renamed is recognised by its SHA-256, whatever it is called now.
"""

from __future__ import annotations

import os
import threading
from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from sqlalchemy import delete, insert, select
from sqlmodel import Session, col

from models.changes import Change, ChangeSet
from models.errors import KnownError
from models.media.folder import FoundFile, find_files
from models.media.library import sha256_of
from models.media.picture_files import reading_errors
from models.media.shown import is_in_library
from models.progress import Progress
from models.store import Store
from models.tables import Item, ItemLocation, metadata
from models.terms import ChangeKind

_TABLE = metadata.tables[str(ItemLocation.__tablename__)]
_CHUNK = 5_000
_REPORT_EVERY = 64


@dataclass(frozen=True, slots=True)
class FoundAgain:
    """A file with the content of an item whose own files are gone."""

    item_id: int
    path: Path
    modified_ns: int
    size_bytes: int


@dataclass(frozen=True, slots=True)
class Search:
    """Outcome of looking in a folder: what was found, of how many that were missing; files that could not be read."""

    found: tuple[FoundAgain, ...]
    missing_count: int
    unreadable_count: int = 0


class PlaceService:
    """Looks for the files of items. Which are missing is kept in memory: it is only as true as the last look."""

    def __init__(self, store: Store) -> None:
        self._store = store
        self._lock = threading.Lock()
        self._missing: frozenset[int] = frozenset()

    def missing(self) -> frozenset[int]:
        """Ids of the items whose file was nowhere at the last look."""
        with self._lock:
            return self._missing

    def check_items(self, item_ids: Sequence[int]) -> frozenset[int]:
        """Look for the files of these items; gives the ids of those that have none."""
        with self._store.read() as session:
            places = _read_places(session, item_ids)
        gone = frozenset(item_id for item_id, paths in places.items() if not any(map(os.path.isfile, paths)))
        self._learn(places, gone)
        return gone

    def check_all(self, progress: Progress | None = None) -> int:
        """Look for every file of the library, folder by folder; gives the number of items without one.

        Reports (folders done, folders). Raises ``CANCELLED``.
        """
        progress = progress if progress is not None else Progress()
        with self._store.read() as session:
            places = _read_places(session, None)
        folders = sorted({os.path.dirname(path) for paths in places.values() for path in paths})  # noqa: PTH120
        names: dict[str, frozenset[str]] = {}
        for done, folder in enumerate(folders, start=1):
            progress.cancel.raise_if_cancelled()
            names[folder] = _names_in(folder)
            progress.report(done, len(folders))
        gone = frozenset(
            item_id for item_id, paths in places.items() if not any(_is_there(path, names) for path in paths)
        )
        self._learn(places, gone)
        return len(gone)

    def search(self, folders: Sequence[Path], progress: Progress | None = None) -> Search:
        """Look in folders for the files of missing items; nothing is written.

        Only files of a fitting size are read. Reports (files so far, 0). Raises ``CANCELLED``.
        """
        progress = progress if progress is not None else Progress()
        self.check_all(Progress(None, progress.cancel))
        missing = self.missing()
        with self._store.read() as session:
            wanted = _read_contents(session, sorted(missing))
        found: dict[int, FoundAgain] = {}
        unreadable = 0
        for count, entry in enumerate(find_files(folders, Progress(None, progress.cancel)), start=1):
            if count % _REPORT_EVERY == 1:
                progress.report(count, 0)
            if len(found) == len(wanted.by_hash):
                break
            if not isinstance(entry, FoundFile):
                unreadable += 1
                continue
            try:
                with reading_errors():
                    stat = entry.path.stat()
                    if stat.st_size not in wanted.sizes:
                        continue
                    item_id = wanted.by_hash.get(sha256_of(entry.path))
            except KnownError:
                unreadable += 1
                continue
            if item_id is not None and item_id not in found:
                found[item_id] = FoundAgain(item_id, entry.path, stat.st_mtime_ns, stat.st_size)
        return Search(tuple(found.values()), len(missing), unreadable)

    def move_places(self, found: Sequence[FoundAgain]) -> Change[int]:
        """Note where files were found again, in place of where they were; gives the number of items."""
        wanted = {one.item_id: one for one in found}
        with self._store.read() as session:
            before = _read_rows(session, tuple(wanted))
        gone = [row["id"] for row in before if not os.path.isfile(row["path"])]  # noqa: PTH113
        now = self._store.clock.now()
        rows = [
            {
                "item_id": one.item_id,
                "path": str(one.path.absolute()),
                "modified_ns": one.modified_ns,
                "size_bytes": one.size_bytes,
                "seen_at": now,
            }
            for one in wanted.values()
        ]
        return self._replace("media.files_found", tuple(wanted), gone, rows)

    def drop_gone(self, item_ids: Collection[int]) -> Change[int]:
        """Forget places without a file of these items where another of their places has it; gives their number.

        Called after taking files in: what was moved is known at its new place alone.
        """
        with self._store.read() as session:
            rows = _read_rows(session, tuple(item_ids))
        by_item: dict[int, list[dict[str, Any]]] = defaultdict(list)
        for row in rows:
            by_item[row["item_id"]].append(row)
        gone: list[int] = []
        for places in by_item.values():
            if len(places) > 1:
                lost = [row["id"] for row in places if not os.path.isfile(row["path"])]  # noqa: PTH113
                gone += lost if len(lost) < len(places) else []
        with self._lock:
            self._missing -= frozenset(item_ids)
        if not gone:
            return Change(0, ChangeSet())
        touched = {row["item_id"] for row in rows if row["id"] in set(gone)}
        return self._replace("media.places_gone", tuple(touched), gone, [])

    def _replace(
        self, action: str, item_ids: Sequence[int], gone: Sequence[int], rows: Sequence[Mapping[str, Any]]
    ) -> Change[int]:
        with self._store.write(action) as unit:
            session = unit.session
            paths = [row["path"] for row in rows]
            lost = [*_rows_where(session, _TABLE.c.id, gone), *_rows_where(session, _TABLE.c.path, paths)]
            lost = list({row["id"]: row for row in lost}.values())
            touched = {*item_ids, *(row["item_id"] for row in lost)}
            for ids in _portions([row["id"] for row in lost]):
                session.execute(delete(_TABLE).where(_TABLE.c.id.in_(ids)))
            if rows:
                session.execute(insert(_TABLE), [dict(row) for row in rows])
            unit.touch(ChangeKind.ITEM, touched)
            unit.note(places=len(lost), found=len(rows))
        with self._lock:
            self._missing -= frozenset(row["item_id"] for row in rows)
        return Change(len(item_ids), unit.changes, lambda: self._take_back(action, touched, paths, lost))

    def _take_back(
        self, action: str, item_ids: Collection[int], paths: Sequence[str], rows: Sequence[Mapping[str, Any]]
    ) -> Change[object]:
        again = [{key: value for key, value in row.items() if key != "id"} for row in rows]
        with self._store.write(f"{action}.undo") as unit:
            known = {
                row["id"] for row in _rows_where(unit.session, _TABLE.c.path, [*paths, *(r["path"] for r in rows)])
            }
            redone = _rows_where(unit.session, _TABLE.c.path, paths)
            for ids in _portions(sorted(known)):
                unit.session.execute(delete(_TABLE).where(_TABLE.c.id.in_(ids)))
            there = set(unit.session.execute(select(col(Item.id)).where(col(Item.id).in_(item_ids))).scalars())
            again = [row for row in again if row["item_id"] in there]
            if again:
                unit.session.execute(insert(_TABLE), again)
            unit.touch(ChangeKind.ITEM, item_ids)
        back = [{key: value for key, value in row.items() if key != "id"} for row in redone]

        def redo() -> Change[object]:
            with self._store.read() as session:
                gone = [row["id"] for row in _rows_where(session, _TABLE.c.path, [row["path"] for row in again])]
            return self._replace(action, tuple(item_ids), gone, back)

        return Change(None, unit.changes, redo)

    def _learn(self, looked_at: Iterable[int], gone: frozenset[int]) -> None:
        with self._lock:
            self._missing = (self._missing - frozenset(looked_at)) | gone


@dataclass(frozen=True, slots=True)
class _Contents:
    sizes: frozenset[int]
    by_hash: Mapping[str, int]


def _read_places(session: Session, item_ids: Sequence[int] | None) -> dict[int, list[str]]:
    """The paths of each item of the library; those without any place have none."""
    places: dict[int, list[str]] = {}
    statement = (
        select(col(Item.id), col(ItemLocation.path))
        .outerjoin(ItemLocation, col(ItemLocation.item_id) == col(Item.id))
        .where(is_in_library())
    )
    for ids in [None] if item_ids is None else _portions(item_ids):
        chosen = statement if ids is None else statement.where(col(Item.id).in_(ids))
        for item_id, path in session.connection().execute(chosen):
            paths = places.setdefault(item_id or 0, [])
            if path is not None:
                paths.append(path)
    return places


def _read_contents(session: Session, item_ids: Sequence[int]) -> _Contents:
    sizes: set[int] = set()
    by_hash: dict[str, int] = {}
    for ids in _portions(item_ids):
        statement = select(col(Item.id), col(Item.size_bytes), col(Item.sha256)).where(col(Item.id).in_(ids))
        for item_id, size, sha256 in session.connection().execute(statement):
            sizes.add(size)
            by_hash[sha256] = item_id or 0
    return _Contents(frozenset(sizes), by_hash)


def _read_rows(session: Session, item_ids: Sequence[int]) -> list[dict[str, Any]]:
    return _rows_where(session, _TABLE.c.item_id, item_ids)


def _rows_where(session: Session, column: Any, values: Sequence[object]) -> list[dict[str, Any]]:
    rows: list[dict[str, Any]] = []
    for start in range(0, len(values), _CHUNK):
        statement = select(_TABLE).where(column.in_(values[start : start + _CHUNK]))
        rows += [dict(row) for row in session.execute(statement).mappings()]
    return rows


def _names_in(folder: str) -> frozenset[str]:
    try:
        with os.scandir(folder) as entries:
            return frozenset(entry.name for entry in entries)
    except OSError:  # a drive that went away, a folder that was moved: nothing in it can be found now
        return frozenset()


def _is_there(path: str, names: Mapping[str, frozenset[str]]) -> bool:
    folder, name = os.path.split(path)
    listed = names.get(folder, frozenset())
    # Some systems write accents, or capitals, in a name in another way than they were asked for.
    return name in listed or (bool(listed) and os.path.isfile(path))  # noqa: PTH113


def _portions(ids: Sequence[int]) -> Iterable[Sequence[int]]:
    for start in range(0, len(ids), _CHUNK):
        yield ids[start : start + _CHUNK]
