# SPDX-License-Identifier: GPL-3.0-or-later
"""The folders that are watched, in a dialog over the page of the library."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QDialog, QDialogButtonBox, QVBoxLayout, QWidget

from ui.context import AppContext
from ui.style.spacing import L, M
from ui.texts import _
from ui.widgets.dialog_buttons import DialogButtons
from ui.widgets.watched_folders import WatchedFolders


class WatchedFoldersDialog(QDialog):
    """What is done in it counts at once; it can be undone."""

    def __init__(self, context: AppContext, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWindowTitle(_("Folders that are watched"))
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.resize(620, 420)
        self.folders = WatchedFolders(context, self)
        buttons = DialogButtons(QDialogButtonBox.StandardButton.Close)
        buttons.rejected.connect(self.reject)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(L, L, L, L)
        layout.setSpacing(M)
        layout.addWidget(self.folders, 1)
        layout.addWidget(buttons)
