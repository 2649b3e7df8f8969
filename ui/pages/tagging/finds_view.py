# SPDX-License-Identifier: GPL-3.0-or-later
"""Under the list of people: what looking for faces came to, and what else can be done about it."""

from __future__ import annotations

from PySide6.QtWidgets import QLabel, QPushButton, QVBoxLayout, QWidget

from ui.style.icons import icon
from ui.style.spacing import XS
from ui.style.theme import set_kind
from ui.texts import _
from ui.widgets.flow_layout import FlowLayout


class FindsView(QWidget):
    """Widgets by name; it does nothing by itself."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.told = QLabel()
        self.told.setWordWrap(True)
        set_kind(self.told, "small")
        self.someone = QPushButton(icon("check"), _("It is someone"))
        self.someone.setToolTip(_("The photo then asks who it is (Ctrl+I). A name alone says it too."))
        self.someone.hide()
        self.look_harder = QPushButton(icon("search"), _("Look harder for faces"))
        self.look_harder.setToolTip(
            _("Look at full size and turned too, for tiny faces and people upside down. Takes some seconds (Ctrl+G)")
        )
        buttons = FlowLayout(spacing=XS)
        buttons.addWidget(self.someone)
        buttons.addWidget(self.look_harder)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(XS)
        column.addWidget(self.told)
        column.addLayout(buttons)
