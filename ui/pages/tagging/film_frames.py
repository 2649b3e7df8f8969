# SPDX-License-Identifier: GPL-3.0-or-later
"""Pictures of the film on show, one at a time and beside the window: of a moment, the next, the one before."""

from __future__ import annotations

import io
from pathlib import Path

from PIL import Image
from PySide6.QtCore import QObject, Signal
from PySide6.QtGui import QImage

from models.errors import KnownError
from models.media.film import FilmFrame, frame_at
from models.media.library import ItemRow
from models.media.recording_tiles import STRIP_EDGE, make_time_strip
from models.progress import Progress
from models.terms import MediaKind
from models.workspace import Workspace
from ui.context import AppContext
from ui.pages.tagging.pictures import EDGE, as_image
from ui.style.error_sentences import error_sentence


class FilmFrames(QObject):
    """Asks for one picture after the other: what was asked for meanwhile comes next, once."""

    arrived = Signal(int, QImage, bool)
    """A picture, its moment in milliseconds, and whether it is a step from the one before."""
    file_found = Signal()
    strip_made = Signal(QImage)
    failed = Signal(str)
    """Why there are no pictures for the time line, as a sentence."""

    def __init__(self, context: AppContext, parent: QObject) -> None:
        super().__init__(parent)
        self._context = context
        self._item_id: int | None = None
        self._has_pictures = False
        self._is_loading = False
        self._wanted: int | None = None
        self._steps = 0
        self._at_ms = 0
        self.path: Path | None = None

    def begin_item(self, item_id: int) -> None:
        """Another item is coming."""
        self._item_id = item_id
        self._has_pictures = False
        self._wanted = self.path = None
        self._steps = self._at_ms = 0

    def load(self, item: ItemRow) -> None:
        """A film or sound is on show: look up its file, and make the picture for its time line."""
        self._has_pictures = item.kind is MediaKind.FILM
        self._find_file(item.id)
        self._load_strip(item)

    def want(self, at_ms: int) -> None:
        """The picture of a moment."""
        self._steps = 0
        self._wanted = at_ms
        self._load_next()

    def step(self, at_ms: int, by: int) -> None:
        """The picture after (1) or before (-1) that of a moment; several steps add up."""
        if not self._steps:
            self._at_ms = at_ms
        self._steps += by
        self._load_next()

    def _load_next(self) -> None:
        item_id = self._item_id
        if self._is_loading or not self._has_pictures or item_id is None or (self._wanted is None and not self._steps):
            return
        step = 0 if self._wanted is not None else (self._steps > 0) - (self._steps < 0)
        at_ms = self._wanted if self._wanted is not None else self._at_ms
        self._wanted = None
        self._steps -= step
        self._is_loading = True

        def load(workspace: Workspace, progress: Progress) -> tuple[FilmFrame, QImage]:
            path = workspace.media.file_of(item_id)
            frame = frame_at(path, at_ms, longest_edge=EDGE, step=step, cancel=progress.cancel)
            return frame, as_image(frame.picture)

        def loaded(found: tuple[FilmFrame, QImage]) -> None:
            self._is_loading = False
            if item_id == self._item_id:
                self._at_ms = found[0].at_ms
                self.arrived.emit(found[0].at_ms, found[1], step != 0)
            self._load_next()

        def lost(_error: KnownError) -> None:
            self._is_loading = False  # that the file is gone or broken is told where the picture should be
            self._steps = 0
            self._load_next()

        self._context.jobs.run_query(load, success=loaded, failure=lost, owner=self, is_urgent=True)

    def _find_file(self, item_id: int) -> None:
        def find(workspace: Workspace, _progress: Progress) -> Path:
            return workspace.media.file_of(item_id)

        def found(path: Path) -> None:
            if item_id == self._item_id:
                self.path = path
                self.file_found.emit()

        def lost(_error: KnownError) -> None:
            self.path = None  # told where the picture should be

        self._context.jobs.run_query(find, success=found, failure=lost, owner=self, key="file", is_urgent=True)

    def _load_strip(self, item: ItemRow) -> None:
        def load(workspace: Workspace, _progress: Progress) -> QImage:
            kept = workspace.thumbnails.get(item.sha256, STRIP_EDGE)
            if kept is None:
                kept = make_time_strip(workspace.media.file_of(item.id), item.duration_ms)
                workspace.thumbnails.put(item.sha256, kept, STRIP_EDGE)
            with Image.open(io.BytesIO(kept), formats=("JPEG",)) as picture:
                return as_image(picture)

        def loaded(strip: QImage) -> None:
            if item.id == self._item_id:
                self.strip_made.emit(strip)

        def lost(error: KnownError) -> None:
            if item.id == self._item_id:
                self.failed.emit(error_sentence(error))

        self._context.jobs.run_query(load, success=loaded, failure=lost, owner=self, key="strip")
