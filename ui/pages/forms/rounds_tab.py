# SPDX-License-Identifier: GPL-3.0-or-later
"""Rounds: whom was asked on paper, who answered, and who is silent."""

from __future__ import annotations

from PySide6.QtWidgets import QVBoxLayout, QWidget

from ui.context import AppContext
from ui.texts import _
from ui.widgets.empty_state import EmptyState


class RoundsTab(QWidget):
    """The list of rounds at the left, the chosen one beside it."""

    def __init__(self, context: AppContext, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._context = context
        self.empty = EmptyState(
            "forms",
            _("No forms handed out yet"),
            _("A round asks a class, or the whole school, with one personal form each. Here you see who answered."),
        )
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(self.empty, 1)
