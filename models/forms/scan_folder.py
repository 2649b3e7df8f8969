# SPDX-License-Identifier: GPL-3.0-or-later
"""The folder in which the school's copier puts its scans: what is new there is read by itself, if somebody wants that.

Files are only ever read. What was read is remembered by marks without names (`FolderWatch`), so that starting the
program again reads nothing twice; the same page under another name is known by its pixels.
"""

from __future__ import annotations

import json
import threading
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from models.changes import Change, ChangeSet
from models.errors import ErrorCode, KnownError
from models.folder_watch import QUIET_SECONDS, FolderLook, FolderWatch
from models.forms.scan_pages import SCAN_ENDINGS
from models.forms.scan_runs import RunSummary, ScanService
from models.progress import Progress
from models.settings import SettingsService
from models.store import Store
from models.terms import ChangeKind

_FOLDER = "forms.scan_folder"
_MARKS = "forms.scan_folder_read"
_TRY_AGAIN = frozenset({ErrorCode.FILE_UNREADABLE, ErrorCode.FILE_MISSING})


@dataclass(frozen=True, slots=True)
class ChosenFolder:
    """A folder to watch, and how many scans were in it already; those are left alone until somebody asks."""

    folder: Path | None
    present: int = 0


class ScanFolderService:
    """Watches one folder when asked to look; whoever has a window decides when."""

    def __init__(
        self, store: Store, settings: SettingsService, scans: ScanService, *, quiet_seconds: float = QUIET_SECONDS
    ) -> None:
        self._store = store
        self._settings = settings
        self._scans = scans
        self._quiet_seconds = quiet_seconds
        self._lock = threading.Lock()
        self._watch: FolderWatch | None = None

    def folder(self) -> Path | None:
        """The folder that is watched; None where nobody wanted that."""
        value = self._settings.value(_FOLDER)
        return Path(value) if value else None

    def choose(self, folder: Path | None) -> Change[ChosenFolder]:
        """Watch a folder from now on, or none. What is in it already is left alone; `read_present` reads it too.

        Raises ``FOLDER_MISSING`` or ``FILE_UNREADABLE``.
        """
        before = self.folder()
        present, marks = 0, frozenset[str]()
        if folder is not None:
            folder = folder.absolute()
            watch = self._make(folder, ())
            look = watch.look()
            if look.problem is not None:
                raise KnownError(look.problem, file=folder.name)
            present = watch.settle_all()
            marks = watch.known
        with self._lock:
            change = self._put(folder, marks)
        return Change(ChosenFolder(folder, present), change, lambda: self.choose(before))

    def read_present(self) -> Change[int]:
        """Let what is in the folder count as new, also what was read before; `take` reads it. Gives nothing to undo."""
        with self._lock:
            change = self._put(self.folder(), frozenset())
        return Change(0, change)

    def look(self, progress: Progress | None = None) -> FolderLook | None:
        """What is in the folder now; None where none is watched. Raises ``CANCELLED``."""
        with self._lock:
            watch = self._current()
            return None if watch is None else watch.look(progress)

    def take(self, paths: Sequence[Path], progress: Progress | None = None) -> Change[RunSummary]:
        """Read files that a look found ready, as `ScanService.take` does, and remember which ones are done.

        A file that cannot be opened just now is tried again later; one that is damaged, once it changes. Where reading
        stopped (full disk, cancelled) nothing is remembered, and the same files go on another time.
        """
        change = self._scans.take(paths, progress)
        if change.value.stopped is not None:
            return change
        again = {one.path for one in change.value.skipped if one.code in _TRY_AGAIN}
        with self._lock:
            watch = self._current()
            if watch is None:
                return change
            watch.settle(path for path in paths if path not in again)
            changes = change.changes.merged(self._put_marks(watch.known))
        return Change(change.value, changes, change.undo)

    def _current(self) -> FolderWatch | None:
        folder = self.folder()
        if folder is None:
            self._watch = None
        elif self._watch is None or self._watch.folder != folder:
            known = self._settings.value(_MARKS)
            self._watch = self._make(folder, json.loads(known) if known else ())
        return self._watch

    def _make(self, folder: Path, known: Sequence[str]) -> FolderWatch:
        return FolderWatch(folder, SCAN_ENDINGS, known, quiet_seconds=self._quiet_seconds)

    def _put(self, folder: Path | None, marks: frozenset[str]) -> ChangeSet:
        self._watch = None
        with self._store.write("settings.scan_folder") as unit:
            self._settings.put_value(unit, _FOLDER, "" if folder is None else str(folder))
            self._settings.put_value(unit, _MARKS, json.dumps(sorted(marks)))
            unit.touch_all(ChangeKind.SETTING)
        return unit.changes

    def _put_marks(self, marks: frozenset[str]) -> ChangeSet:
        with self._store.write("form.scan_folder") as unit:
            self._settings.put_value(unit, _MARKS, json.dumps(sorted(marks)))
            unit.note(files=len(marks))
        return unit.changes
