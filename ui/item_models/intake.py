# SPDX-License-Identifier: GPL-3.0-or-later
"""Taking files in, step by step, while a page already shows them.

Scan (one query), then batches: read the files' facts (a query, the cores in use), write what was read (a change), judge
the items (a query). Reading the next batch does not wait for writing the last.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

from PySide6.QtCore import QObject, Signal

from models.changes import Change
from models.errors import ErrorCode, KnownError
from models.media.folder import FoundFile, SkippedFile, find_files
from models.media.library import BATCH_SIZE, ItemRow, ReadFile, TakenItem
from models.progress import Progress
from models.workspace import Workspace
from ui.context import AppContext
from ui.item_models.recording_look import PLAIN_PHOTO, RecordingLook


@dataclass(frozen=True, slots=True)
class ResolvedFile:
    """A file and the item that is shown for it; ``is_new`` where its content was not known.

    The film of a Live Photo is shown as its photo (``is_companion``); ``film_id`` is the film that a photo carries.
    ``sha256`` is that of the file itself.
    """

    path: Path
    item_id: int
    sha256: str
    is_new: bool = False
    look: RecordingLook = PLAIN_PHOTO
    is_companion: bool = False
    film_id: int | None = None


class Intake(QObject):
    """Runs files through; tells what it found on the way.

    What was taken out of the library earlier comes back, because somebody chose it; with ``brings_back`` False (a
    watched folder chooses nothing) it stays out.
    """

    files_found = Signal(list)
    """``list[Path]``: files that look promising, before they are read."""
    files_skipped = Signal(list)
    """``list[SkippedFile]``: files passed over, with the code."""
    files_resolved = Signal(list)
    """``list[ResolvedFile]``."""
    progressed = Signal(int, int)
    finished = Signal()

    def __init__(self, context: AppContext, parent: QObject | None = None, *, brings_back: bool = True) -> None:
        super().__init__(parent)
        self._context = context
        self._brings_back = brings_back
        self._waiting: deque[Path] = deque()
        self._total = 0
        self._done = 0
        self._scans = 0
        self._writing = 0
        self._is_reading = False
        self._generation = 0

    @property
    def is_busy(self) -> bool:
        """Whether files are on their way."""
        return bool(self._scans or self._writing or self._is_reading or self._waiting)

    def start(self, paths: Iterable[Path]) -> None:
        """Take files and folders in, after what is on its way already."""
        given = tuple(paths)
        generation = self._generation
        self._scans += 1

        def scan(_workspace: Workspace, progress: Progress) -> tuple[list[Path], list[SkippedFile]]:
            found: list[Path] = []
            skipped: list[SkippedFile] = []
            for one in find_files(given, progress):
                if isinstance(one, FoundFile):
                    found.append(one.path)
                else:
                    skipped.append(one)
            return found, skipped

        def scanned(outcome: tuple[list[Path], list[SkippedFile]]) -> None:
            self._scans -= 1
            if generation != self._generation:
                return
            found, skipped = outcome
            if skipped:
                self.files_skipped.emit(skipped)
            if found:
                self.files_found.emit(found)
            self._waiting.extend(found)
            self._total += len(found)
            self._read_next()

        def failed(error: KnownError) -> None:
            self._scans -= 1
            self._skip_all(given, error.code)
            self._read_next()

        self._context.jobs.run_query(scan, success=scanned, failure=failed, owner=self)

    def cancel(self) -> None:
        """Stop after the batch that is being read; what was taken in stays."""
        self._generation += 1
        self._waiting.clear()
        self._finish_if_idle()

    def _read_next(self) -> None:
        if self._is_reading:
            return
        if not self._waiting:
            self._finish_if_idle()
            return
        batch = [self._waiting.popleft() for _ in range(min(BATCH_SIZE, len(self._waiting)))]
        self._is_reading = True

        def read(workspace: Workspace, _progress: Progress) -> tuple[tuple[ReadFile, ...], tuple[SkippedFile, ...]]:
            return workspace.media.read_files(batch)

        def was_read(outcome: tuple[tuple[ReadFile, ...], tuple[SkippedFile, ...]]) -> None:
            self._is_reading = False
            files, skipped = outcome
            self._count(len(skipped))
            if skipped:
                self.files_skipped.emit(list(skipped))
            if files:
                self._take_in(files)
            self._read_next()

        def failed(error: KnownError) -> None:
            self._is_reading = False
            self._count(len(batch))
            self._skip_all(batch, error.code)
            self._read_next()

        self._context.jobs.run_query(read, success=was_read, failure=failed, owner=self)

    def _take_in(self, files: Sequence[ReadFile]) -> None:
        self._writing += 1

        def write(workspace: Workspace, _progress: Progress) -> Change[list[ResolvedFile]]:
            change = workspace.media.take_in(files)
            changes = change.changes
            known = [taken.item_id for taken in change.value if not taken.is_new]
            changes = changes.merged(workspace.places.drop_gone(known).changes)
            if self._brings_back:
                changes = changes.merged(workspace.taking_out.bring_back(known).changes)
            rows = workspace.media.item_rows([taken.item_id for taken in change.value])
            return Change([_resolved(taken, rows[taken.item_id]) for taken in change.value], changes)

        def written(change: Change[list[ResolvedFile]]) -> None:
            self._writing -= 1
            self._count(len(files))
            self.files_resolved.emit(change.value)
            self._finish_if_idle()

        def failed(error: KnownError) -> None:
            self._writing -= 1
            self._count(len(files))
            self._skip_all([file.path for file in files], error.code)
            self._finish_if_idle()

        self._context.jobs.run_change(write, success=written, failure=failed, owner=self)

    def _skip_all(self, paths: Sequence[Path], code: ErrorCode) -> None:
        self.files_skipped.emit([SkippedFile(path, code) for path in paths])

    def _count(self, done: int) -> None:
        self._done += done
        self.progressed.emit(self._done, self._total)

    def _finish_if_idle(self) -> None:
        if not self.is_busy and self._total:
            self._total = self._done = 0
            self.finished.emit()


def _resolved(taken: TakenItem, row: ItemRow) -> ResolvedFile:
    return ResolvedFile(
        taken.path,
        taken.shown_id,
        row.sha256,
        taken.is_new,
        RecordingLook.of(row),
        is_companion=taken.shown_id != taken.item_id,
        film_id=taken.film_id,
    )
