# SPDX-License-Identifier: GPL-3.0-or-later
"""Which files are meant by what somebody dropped: files, folders, and folders in folders."""

from __future__ import annotations

import os
import re
import stat
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from models.errors import ErrorCode
from models.progress import Progress

_SIDECARS: Final = frozenset({".xmp", ".aae", ".json", ".thm", ".pp3", ".dop", ".ini", ".db", ".lnk", ".part"})
_SYSTEM_FOLDERS: Final = frozenset({"__macosx", "@eadir", "$recycle.bin", "system volume information"})
_REPORT_EVERY: Final = 256
_DIGITS = re.compile(r"(\d+)")


@dataclass(frozen=True, slots=True)
class FoundFile:
    """A file to be read; what it holds is not known yet."""

    path: Path


@dataclass(frozen=True, slots=True)
class SkippedFile:
    """A file or folder that was left out, and why."""

    path: Path
    code: ErrorCode


def find_files(paths: Sequence[Path], progress: Progress | None = None) -> Iterator[FoundFile | SkippedFile]:
    """Every file in what was chosen, folders walked, each once, in natural order ("photo2" before "photo10").

    Inside folders hidden files, sidecars and the computer's own files are left out without a word; what somebody
    chose by name is always named. A folder that cannot be read is skipped with its code and the rest goes on.
    Lazy; reports ``(files so far, 0)`` since the total is unknown. Raises ``CANCELLED``.
    """
    progress = progress if progress is not None else Progress()
    walk = _Walk()
    for count, entry in enumerate(walk.visit_all(paths), start=1):
        if count % _REPORT_EVERY == 1:
            progress.report(count, 0)
        progress.cancel.raise_if_cancelled()
        yield entry


def natural_key(name: str) -> tuple[tuple[int, int, str], ...]:
    """Sorts as people count: digits by value, letters without regard to case; equal only for equal names."""
    parts = _DIGITS.split(name.casefold())
    ordered = tuple((0, int(part), "") if part.isdecimal() else (1, 0, part) for part in parts if part)
    return (*ordered, (2, 0, name))


class _Walk:
    """Remembers where it has been: a folder that is reached twice, by a link or by name, is walked once."""

    def __init__(self) -> None:
        self._folders: set[tuple[int, int]] = set()
        self._files: set[str] = set()

    def visit_all(self, paths: Sequence[Path]) -> Iterator[FoundFile | SkippedFile]:
        for path in paths:
            whole = path.absolute()
            try:
                mode = whole.stat().st_mode
            except (FileNotFoundError, NotADirectoryError):
                yield SkippedFile(whole, ErrorCode.FILE_MISSING if whole.suffix else ErrorCode.FOLDER_MISSING)
                continue
            except OSError:  # no permission, a broken link that points at itself, a drive that went away
                yield SkippedFile(whole, ErrorCode.FILE_UNREADABLE)
                continue
            if stat.S_ISDIR(mode):
                yield from self._visit_folder(whole)
            elif stat.S_ISREG(mode):
                yield from self._visit_file(str(whole))
            else:
                yield SkippedFile(whole, ErrorCode.FILE_UNREADABLE)

    def _visit_folder(self, top: Path) -> Iterator[FoundFile | SkippedFile]:
        pending = [str(top)]
        while pending:
            folder = pending.pop()
            try:
                facts = os.stat(folder)  # noqa: PTH116 - a Path per folder entry would double the cost of a walk
                key = (facts.st_dev, facts.st_ino)
                if key in self._folders:
                    continue
                self._folders.add(key)
                with os.scandir(folder) as entries:
                    listed = sorted(entries, key=lambda entry: natural_key(entry.name))
            except FileNotFoundError:
                yield SkippedFile(Path(folder), ErrorCode.FOLDER_MISSING)
                continue
            except OSError:
                yield SkippedFile(Path(folder), ErrorCode.FOLDER_UNREADABLE)
                continue
            inner: list[str] = []
            for entry in listed:
                if _is_hidden(entry):
                    continue
                if _is_folder(entry):
                    if entry.name.casefold() not in _SYSTEM_FOLDERS:
                        inner.append(entry.path)
                elif _is_file(entry):
                    if os.path.splitext(entry.name)[1].casefold() not in _SIDECARS:  # noqa: PTH122 - as above
                        yield from self._visit_file(entry.path)
                elif entry.is_symlink():
                    yield SkippedFile(Path(entry.path), ErrorCode.FILE_MISSING)
            pending.extend(reversed(inner))

    def _visit_file(self, path: str) -> Iterator[FoundFile]:
        if path not in self._files:
            self._files.add(path)
            yield FoundFile(Path(path))


def _is_folder(entry: os.DirEntry[str]) -> bool:
    try:
        return entry.is_dir()
    except OSError:
        return False  # a link that points at itself: named by the caller as missing


def _is_file(entry: os.DirEntry[str]) -> bool:
    try:
        return entry.is_file()
    except OSError:
        return False


def _is_hidden(entry: os.DirEntry[str]) -> bool:
    if entry.name.startswith("."):
        return True
    if os.name != "nt":
        return False
    attributes = getattr(entry.stat(follow_symlinks=False), "st_file_attributes", 0)
    return bool(attributes & (stat.FILE_ATTRIBUTE_HIDDEN | stat.FILE_ATTRIBUTE_SYSTEM))
