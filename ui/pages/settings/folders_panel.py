# SPDX-License-Identifier: GPL-3.0-or-later
"""The folders whose new photos come in by themselves."""

from __future__ import annotations

from PySide6.QtWidgets import QVBoxLayout, QWidget

from ui.context import AppContext
from ui.style.spacing import L
from ui.widgets.watched_folders import WatchedFolders


class FoldersPanel(QWidget):
    """The list of the Media page, where somebody looks for it among the settings."""

    def __init__(self, context: AppContext, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.folders = WatchedFolders(context, self)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(L, L, L, L)
        layout.addWidget(self.folders)
        layout.addStretch(1)
