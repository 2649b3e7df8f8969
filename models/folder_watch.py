# SPDX-License-Identifier: GPL-3.0-or-later
"""Which files in a folder are new and complete: for folders in which a copier, a camera or a colleague puts files.

Somebody else writes in such a folder, often over a network and often slowly. A file is complete when it is the same
(size and time) at two looks with some seconds between them and can be opened. Nothing is moved, changed or deleted.
"""

from __future__ import annotations

import hashlib
import os
import time
from collections.abc import Callable, Collection, Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from models.errors import ErrorCode
from models.progress import Progress

QUIET_SECONDS: Final = 6.0
"""A file that did not change for so long is complete: a copier writes a page every few seconds."""
_SYSTEM_FOLDERS: Final = frozenset({"__macosx", "@eadir", "#recycle", "$recycle.bin", "system volume information"})


@dataclass(frozen=True, slots=True)
class FolderLook:
    """What one look at a folder found. ``ready``: new, complete files, the oldest first.

    ``growing``: new files that may still be written. ``others``: files of another kind, which nobody reads.
    ``problem``: ``FOLDER_MISSING`` or ``FILE_UNREADABLE`` where the folder cannot be looked at; nothing is forgotten.
    """

    ready: tuple[Path, ...] = ()
    growing: int = 0
    others: int = 0
    problem: ErrorCode | None = None


@dataclass(frozen=True, slots=True)
class _Sighting:
    size: int
    modified_ns: int
    first_seen: float


class FolderWatch:
    """Looks at one folder when asked to. Not a thread and not a timer: whoever owns it decides when to look.

    ``known`` are the marks of files that were handled before. A mark is a digest of a file's name in the folder, size
    and time: it holds no name, and a file that was changed since is a new one.
    """

    def __init__(
        self,
        folder: Path,
        endings: Collection[str],
        known: Iterable[str] = (),
        *,
        is_deep: bool = False,
        quiet_seconds: float = QUIET_SECONDS,
        seconds: Callable[[], float] = time.monotonic,
    ) -> None:
        self.folder = folder
        self._endings = frozenset(ending.lower() for ending in endings)
        self._known = set(known)
        self._is_deep = is_deep
        self._quiet_seconds = quiet_seconds
        self._seconds = seconds
        self._seen: dict[Path, _Sighting] = {}
        self._is_partial = False

    @property
    def known(self) -> frozenset[str]:
        """The marks of everything that was handled and is still there."""
        return frozenset(self._known)

    def look(self, progress: Progress | None = None) -> FolderLook:
        """See what is in the folder now. Raises nothing but ``CANCELLED``; a folder that went away comes back later.

        With a quiet time above 0 a file is never ready at the first look that sees it.
        """
        progress = progress if progress is not None else Progress()
        now = self._seconds()
        found: dict[Path, _Sighting] = {}
        marks: set[str] = set()
        ready: list[tuple[int, str, Path]] = []
        others = 0
        self._is_partial = False
        try:
            for entry in self._files(self.folder, progress):
                path = Path(entry.path)
                if path.suffix.lower() not in self._endings:
                    others += 1
                    continue
                mark = self._known_mark(entry)
                if mark is not None:
                    marks.add(mark)
                    continue
                sighting = self._sight(path, now)
                if sighting is None:
                    continue
                found[path] = sighting
                if self._is_complete(path, sighting, now):
                    ready.append((sighting.modified_ns, path.name, path))
        except (FileNotFoundError, NotADirectoryError):
            return FolderLook(problem=ErrorCode.FOLDER_MISSING)
        except OSError:  # no permission, a network drive that went away
            return FolderLook(problem=ErrorCode.FILE_UNREADABLE)
        self._known = self._known | marks if self._is_partial else marks
        self._seen = found
        ordered = tuple(path for _time, _name, path in sorted(ready))
        return FolderLook(ordered, len(found) - len(ordered), others)

    def settle(self, paths: Iterable[Path]) -> None:
        """These files were handled as they were at the last look; they are not new any more until they change."""
        for path in paths:
            sighting = self._seen.pop(path, None)
            if sighting is not None:
                self._known.add(self._mark(path, sighting.size, sighting.modified_ns))

    def settle_all(self) -> int:
        """Everything that the last look saw is known from now on: only what comes later is new. Gives how many."""
        count = len(self._seen)
        self.settle(tuple(self._seen))
        return count

    def _files(self, folder: Path | str, progress: Progress) -> Iterator[os.DirEntry[str]]:
        """Files in the folder; a folder below that cannot be read is passed by until it can."""
        below = []
        with os.scandir(folder) as entries:
            for entry in entries:
                progress.cancel.raise_if_cancelled()
                if entry.name.startswith((".", "~$")) or entry.name.lower() in _SYSTEM_FOLDERS:
                    continue
                if entry.is_file():
                    yield entry
                elif self._is_deep and entry.is_dir(follow_symlinks=False):
                    below.append(entry.path)
        for path in below:
            try:
                yield from self._files(path, progress)
            except OSError:
                self._is_partial = True

    def _known_mark(self, entry: os.DirEntry[str]) -> str | None:
        """The mark of a file that was handled before, by what the folder itself says: that costs nothing on Windows."""
        try:
            stat = entry.stat()
        except OSError:
            return None
        mark = self._mark(entry.path, stat.st_size, stat.st_mtime_ns)
        return mark if mark in self._known else None

    def _sight(self, path: Path, now: float) -> _Sighting | None:
        try:
            stat = path.stat()  # not what the folder says: on Windows that is old while another program writes
        except OSError:  # gone between two moments, or not to be looked at yet
            return None
        before = self._seen.get(path)
        if before is not None and (before.size, before.modified_ns) == (stat.st_size, stat.st_mtime_ns):
            return before
        return _Sighting(stat.st_size, stat.st_mtime_ns, now)

    def _is_complete(self, path: Path, sighting: _Sighting, now: float) -> bool:
        if sighting.size == 0 or now - sighting.first_seen < self._quiet_seconds:
            return False
        try:
            with path.open("rb") as file:
                return bool(file.read(1))
        except OSError:  # somebody still has it
            return False

    def _mark(self, path: str | Path, size: int, modified_ns: int) -> str:
        words = f"{os.path.relpath(path, self.folder)}\n{size}\n{modified_ns}"
        return hashlib.blake2b(words.encode("utf-8", "surrogatepass"), digest_size=9).hexdigest()
