# SPDX-License-Identifier: GPL-3.0-or-later
"""The big picture of the viewer: loaded beside the window, the neighbours ahead of time."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Sequence

from PIL import Image
from PySide6.QtCore import QObject, Signal
from PySide6.QtGui import QImage

from models.errors import KnownError
from models.media.photo import load_upright
from models.media.recording_tiles import load_still
from models.media.recordings import is_recording_file
from models.progress import Progress
from models.workspace import Workspace
from ui.background.jobs import Job
from ui.context import AppContext

EDGE = 3000
_KEPT = 4


def as_image(picture: Image.Image) -> QImage:
    """A decoded picture as Qt paints it quickest; safe off the GUI thread."""
    whole = picture.convert("RGBA")
    data = whole.tobytes()
    image = QImage(data, whole.width, whole.height, whole.width * 4, QImage.Format.Format_RGBA8888)
    return image.convertToFormat(QImage.Format.Format_ARGB32_Premultiplied)


class PictureSource(QObject):
    """Gives pictures by item; keeps the last few, so that going back and forth is immediate."""

    loaded = Signal(int, QImage)
    failed = Signal(int, object)
    """Item id and `KnownError`."""

    def __init__(self, context: AppContext, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._context = context
        self._kept: OrderedDict[int, QImage] = OrderedDict()
        self._coming: dict[int, Job[QImage]] = {}
        self._ahead: list[int] = []

    def request(self, item_id: int, neighbours: Sequence[int] = ()) -> QImage | None:
        """The picture if it is here; otherwise it is loaded and told. ``neighbours`` are loaded after it.

        What was asked for earlier and is not wanted any more is given up: leafing fast leaves no queue behind.
        """
        for stale in self._coming.keys() - {item_id, *neighbours}:
            self._coming.pop(stale).cancel()
        found = self._kept.get(item_id)
        if found is not None:
            self._kept.move_to_end(item_id)
        else:
            self._load(item_id, is_urgent=True)
        self._ahead = [one for one in neighbours if one not in self._kept]
        self._load_ahead()
        return found

    def _load_ahead(self) -> None:
        # One at a time, and only when nothing else is coming: names and lists must not wait for pictures.
        while self._ahead and not self._coming:
            self._load(self._ahead.pop(0), is_urgent=False)

    def _load(self, item_id: int, *, is_urgent: bool) -> None:
        if item_id in self._coming:
            return

        def load(workspace: Workspace, progress: Progress) -> QImage:
            path = workspace.media.file_of(item_id)
            progress.cancel.raise_if_cancelled()
            is_recording = is_recording_file(path)
            return as_image(load_still(path, EDGE) if is_recording else load_upright(path, longest_edge=EDGE))

        def arrived(image: QImage) -> None:
            self._coming.pop(item_id, None)
            self._kept[item_id] = image
            while len(self._kept) > _KEPT:
                self._kept.popitem(last=False)
            self.loaded.emit(item_id, image)
            self._load_ahead()

        def lost(error: KnownError) -> None:
            self._coming.pop(item_id, None)
            self.failed.emit(item_id, error)
            self._load_ahead()

        self._coming[item_id] = self._context.jobs.run_query(
            load, success=arrived, failure=lost, owner=self, is_urgent=is_urgent
        )
