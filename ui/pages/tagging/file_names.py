# SPDX-License-Identifier: GPL-3.0-or-later
"""Tells on an opened photo that its file says who is in it, while nobody dealt with that."""

from __future__ import annotations

from PySide6.QtCore import QObject, QTimer
from PySide6.QtWidgets import QPushButton, QWidget

from models.progress import Progress
from models.workspace import Workspace
from ui.context import AppContext
from ui.dialogs.file_names import FileNamesDialog

_WAIT_MS = 250


class FileNamesOffer(QObject):
    """Looks at the photo on show a moment after it came; leafing quickly reads nothing."""

    def __init__(self, context: AppContext, button: QPushButton, owner: QWidget) -> None:
        super().__init__(owner)
        self._context = context
        self._button = button
        self._owner = owner
        self._item_id: int | None = None
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setInterval(_WAIT_MS)
        self._timer.timeout.connect(self._look)
        button.clicked.connect(self._open)

    def look_at(self, item_id: int) -> None:
        """Another photo is on show."""
        self._item_id = item_id
        self._button.hide()
        self._timer.start()

    def _look(self) -> None:
        item_id = self._item_id
        if item_id is None:
            return

        def look(workspace: Workspace, _progress: Progress) -> bool:
            unread = workspace.file_names.unread_items((item_id,))
            return bool(unread) and bool(workspace.file_names.preview(unread).open_item_ids)

        self._context.jobs.run_query(look, success=self._button.setVisible, owner=self, key="names")

    def _open(self) -> None:
        if self._item_id is not None:
            dialog = FileNamesDialog(self._context, (self._item_id,), self._owner)
            dialog.finished.connect(self._look)
            dialog.open()
