# SPDX-License-Identifier: GPL-3.0-or-later
"""Folders whose new photos are taken in by themselves, because somebody asked for it. Nothing in them is changed.

Looking is apart from taking in: `look` says which files are new and complete, whoever asked takes them in as any
others, and `settle` says that they were handled. After a start every file counts as new once; those that the register
knows unchanged at their place cost a glance and no reading.
"""

from __future__ import annotations

import threading
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Final

from sqlmodel import col, select

from models.changes import Change
from models.errors import ErrorCode, KnownError
from models.folder_watch import QUIET_SECONDS, FolderWatch
from models.progress import Progress
from models.store import Store
from models.tables import WatchedFolder
from models.terms import ChangeKind

WATCHED_ENDINGS: Final = (
    ".jpg", ".jpeg", ".png", ".webp", ".tif", ".tiff", ".heic", ".heif", ".hif", ".avif",
    ".mp4", ".m4v", ".mov", ".avi", ".mkv", ".webm", ".mpg", ".mpeg", ".mts", ".m2ts", ".3gp",
    ".mp3", ".m4a", ".wav", ".flac", ".ogg", ".oga", ".opus", ".aac",
)  # fmt: skip
_LONGEST: Final = 4096


@dataclass(frozen=True, slots=True)
class WatchedRow:
    """A folder that is watched. ``problem``: why it could not be looked at the last time; None where it could."""

    id: int
    path: Path
    is_active: bool
    added_on: date
    problem: ErrorCode | None = None


@dataclass(frozen=True, slots=True)
class WatchedLook:
    """What one look at one folder found; ``growing`` counts new files that may still be written."""

    folder_id: int
    ready: tuple[Path, ...]
    growing: int
    problem: ErrorCode | None


class WatchedFolderService:
    """Keeps the folders, and looks at them when asked to. A folder that went away is looked for again each time."""

    def __init__(self, store: Store, quiet_seconds: float = QUIET_SECONDS) -> None:
        self._store = store
        self._quiet_seconds = quiet_seconds
        self._lock = threading.Lock()
        self._watches: dict[int, FolderWatch] = {}
        self._problems: dict[int, ErrorCode] = {}

    def folders(self) -> tuple[WatchedRow, ...]:
        """All of them, by path."""
        statement = select(WatchedFolder).order_by(col(WatchedFolder.path))
        with self._store.read() as session, self._lock:
            return tuple(
                WatchedRow(row.id or 0, Path(row.path), row.is_active, row.added_on, self._problems.get(row.id or 0))
                for row in session.exec(statement)
            )

    def add(self, folder: Path) -> Change[int]:
        """Watch a folder, with the folders in it; gives its number.

        Raises ``FOLDER_MISSING`` where there is none, and ``VALUE_NOT_ALLOWED`` for one that is watched already.
        """
        place = str(folder.absolute())
        if not folder.is_dir():
            raise KnownError(ErrorCode.FOLDER_MISSING, path=place)
        if len(place) > _LONGEST:
            raise KnownError(ErrorCode.VALUE_NOT_ALLOWED, field="path", limit=_LONGEST)
        with self._store.write("media.watch") as unit:
            if unit.session.exec(select(WatchedFolder).where(col(WatchedFolder.path) == place)).first() is not None:
                raise KnownError(ErrorCode.VALUE_NOT_ALLOWED, field="path")
            row = WatchedFolder(path=place, added_on=unit.store.clock.today())
            unit.session.add(row)
            unit.session.flush()
            folder_id = row.id or 0
            unit.touch_all(ChangeKind.SETTING)
        return Change(folder_id, unit.changes, lambda: self.remove(folder_id))

    def remove(self, folder_id: int) -> Change[int]:
        """Watch a folder no longer; what was taken in stays. Raises ``RECORD_CHANGED`` where it is gone already."""
        with self._store.write("media.unwatch") as unit:
            row = unit.session.get(WatchedFolder, folder_id)
            if row is None:
                raise KnownError(ErrorCode.RECORD_CHANGED)
            values = row.model_dump()
            unit.session.delete(row)
            unit.touch_all(ChangeKind.SETTING)
        with self._lock:
            self._watches.pop(folder_id, None)
            self._problems.pop(folder_id, None)

        def undo() -> Change[object]:
            with self._store.write("media.unwatch.undo") as unit:
                unit.session.add(WatchedFolder(**{**values, "id": None}))
                unit.touch_all(ChangeKind.SETTING)
            return Change(None, unit.changes)

        return Change(folder_id, unit.changes, undo)

    def set_active(self, folder_id: int, is_active: bool) -> Change[int]:
        """Watch a folder for now, or not. Raises ``RECORD_CHANGED`` where it is gone."""
        with self._store.write("media.watch" if is_active else "media.unwatch") as unit:
            row = unit.session.get(WatchedFolder, folder_id)
            if row is None:
                raise KnownError(ErrorCode.RECORD_CHANGED)
            row.is_active = is_active
            unit.touch_all(ChangeKind.SETTING)
        with self._lock:
            self._watches.pop(folder_id, None)
            self._problems.pop(folder_id, None)
        return Change(folder_id, unit.changes, lambda: self.set_active(folder_id, not is_active))

    def look(self, progress: Progress | None = None) -> tuple[WatchedLook, ...]:
        """Look at every folder that is watched now: what is new and complete, the oldest first. One at a time."""
        looks = []
        for row in self.folders():
            if not row.is_active:
                continue
            with self._lock:
                watch = self._watches.get(row.id)
                if watch is None:
                    watch = FolderWatch(row.path, WATCHED_ENDINGS, is_deep=True, quiet_seconds=self._quiet_seconds)
                    self._watches[row.id] = watch
            found = watch.look(progress)
            with self._lock:
                if found.problem is None:
                    self._problems.pop(row.id, None)
                else:
                    self._problems[row.id] = found.problem
            looks.append(WatchedLook(row.id, found.ready, found.growing, found.problem))
        return tuple(looks)

    def settle(self, folder_id: int, paths: Iterable[Path]) -> None:
        """These files were handled (taken in, or passed over because they cannot be read) until they change."""
        with self._lock:
            watch = self._watches.get(folder_id)
        if watch is not None:
            watch.settle(paths)
