# SPDX-License-Identifier: GPL-3.0-or-later
"""Under the list of people: what looking for faces came to, and what else can be done about it."""

from __future__ import annotations

from PySide6.QtCore import QSize
from PySide6.QtWidgets import QLabel, QPushButton, QToolButton, QVBoxLayout, QWidget

from ui.style.icons import icon
from ui.style.spacing import ICON
from ui.style.theme import set_kind
from ui.texts import _


class FindsView(QWidget):
    """Widgets by name; it does nothing by itself. The buttons stand where there is room for them: see `TaggingView`."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.told = QLabel()
        self.told.setWordWrap(True)
        set_kind(self.told, "small")
        self.someone = QPushButton(icon("check"), _("It is someone"))
        self.someone.setToolTip(_("The photo then asks who it is (Ctrl+I). A name alone says it too."))
        self.someone.hide()
        self.look_harder = QToolButton()
        self.look_harder.setIcon(icon("search"))
        self.look_harder.setIconSize(QSize(ICON, ICON))
        self.look_harder.setAutoRaise(True)
        self.look_harder.setAccessibleName(_("Look harder for faces"))
        self.look_harder.setToolTip(
            _("Look harder for faces: at full size and turned too. Takes some seconds (Ctrl+G)")
        )
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(self.told)
