# SPDX-License-Identifier: GPL-3.0-or-later
"""Copies that other programs open: in a folder of this run alone, removed when the program ends.

What a crash left behind is removed the next time that a copy is made.
"""

from __future__ import annotations

import atexit
import shutil
import tempfile
import threading
import time
from functools import cache
from pathlib import Path

_PREFIX = "beeldakkoord-open-"
_STALE_SECONDS = 24 * 3600


class OpenedCopies:
    """A temporary folder that only this user can read; made when first needed."""

    def __init__(self, parent: Path | None = None) -> None:
        self._parent = parent if parent is not None else Path(tempfile.gettempdir())
        self._folder: Path | None = None
        self._lock = threading.Lock()
        self._count = 0

    def add(self, content: bytes, name: str) -> Path:
        """Write a copy and give its place; every copy has a place of its own."""
        with self._lock:
            if self._folder is None:
                self._remove_stale()
                self._folder = Path(tempfile.mkdtemp(prefix=_PREFIX, dir=self._parent))
            self._count += 1
            place = self._folder / str(self._count)
            place.mkdir()
        path = place / name
        path.write_bytes(content)
        return path

    def clear(self) -> None:
        """Remove every copy. On Windows one that another program has open stays, until the next time."""
        with self._lock:
            folder, self._folder = self._folder, None
        if folder is not None:
            shutil.rmtree(folder, ignore_errors=True)

    def _remove_stale(self) -> None:
        oldest = time.time() - _STALE_SECONDS
        for folder in self._parent.glob(f"{_PREFIX}*"):
            if folder.is_dir() and folder.stat().st_mtime < oldest:
                shutil.rmtree(folder, ignore_errors=True)


@cache
def opened_copies() -> OpenedCopies:
    """The copies of this run of the program."""
    copies = OpenedCopies()
    atexit.register(copies.clear)
    return copies
