# SPDX-License-Identifier: GPL-3.0-or-later
"""Finding the files that somebody dropped: folders are walked lazily, in the order a person would list them."""

from __future__ import annotations

import os
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from models.errors import ErrorCode
from models.progress import Progress

_NUMBERS = re.compile(r"(\d+)")
_QUIET_NAMES = frozenset({"thumbs.db", "ehthumbs.db", "desktop.ini", "picasa.ini", ".picasa.ini", "icon\r"})
_QUIET_SUFFIXES = frozenset({".xmp", ".aae", ".json", ".thm", ".ini", ".db", ".lnk", ".part", ".tmp", ".csv"})
_MAX_DEPTH = 64


@dataclass(frozen=True, slots=True)
class FoundFile:
    """A file to look at."""

    path: Path


@dataclass(frozen=True, slots=True)
class SkippedFile:
    """A file or folder that was passed over, with the reason."""

    path: Path
    code: ErrorCode


def find_files(paths: Iterable[Path], progress: Progress | None = None) -> Iterator[FoundFile | SkippedFile]:
    """Every file in the given files and folders, each once, folders in natural order ("foto2" before "foto10").

    Hidden and system files and sidecars are left out quietly; links to folders are not followed. A folder that cannot
    be read is skipped with ``FOLDER_UNREADABLE``, a path that is gone with ``FILE_MISSING``. Stops with ``CANCELLED``.
    """
    progress = progress if progress is not None else Progress()
    seen: set[str] = set()
    for given in paths:
        path = Path(os.path.abspath(given))  # noqa: PTH100 - resolve() would follow links and rename what was dropped
        for found in _walk(path, progress, 0):
            key = os.path.normcase(str(found.path))
            if key not in seen:
                seen.add(key)
                yield found


def natural_key(name: str) -> tuple[tuple[bool, int, str], ...]:
    """Sort key in which the numbers inside names count as numbers."""
    return tuple(
        (not part.isdecimal(), int(part) if part.isdecimal() else 0, part.casefold())
        for part in _NUMBERS.split(name)
        if part
    )


def _walk(path: Path, progress: Progress, depth: int) -> Iterator[FoundFile | SkippedFile]:
    progress.cancel.raise_if_cancelled()
    try:
        if not path.is_dir():
            yield FoundFile(path) if path.exists() else SkippedFile(path, ErrorCode.FILE_MISSING)
            return
        with os.scandir(path) as entries:
            listed = sorted(entries, key=lambda entry: natural_key(entry.name))
    except OSError:
        yield SkippedFile(path, ErrorCode.FOLDER_UNREADABLE)
        return
    folders = []
    for entry in listed:
        if _is_quiet(entry.name):
            continue
        try:
            is_folder, is_link = entry.is_dir(), entry.is_symlink()
        except OSError:
            yield SkippedFile(Path(entry.path), ErrorCode.FILE_UNREADABLE)
            continue
        if not is_folder:
            yield FoundFile(Path(entry.path))
        elif not is_link:
            folders.append(Path(entry.path))
    for folder in folders:
        if depth < _MAX_DEPTH:
            yield from _walk(folder, progress, depth + 1)
        else:
            yield SkippedFile(folder, ErrorCode.FOLDER_UNREADABLE)


def _is_quiet(name: str) -> bool:
    lowered = name.casefold()
    return (
        lowered.startswith((".", "~$", "$recycle"))
        or lowered in _QUIET_NAMES
        or Path(lowered).suffix in _QUIET_SUFFIXES
    )
