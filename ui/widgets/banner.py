# SPDX-License-Identifier: GPL-3.0-or-later
"""A line of news inside the page: what just happened, and one thing to do about it."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QEvent, QTimer
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QPushButton, QToolButton, QWidget

from ui.style.icons import icon, pixmap
from ui.style.spacing import ICON, M, S
from ui.style.theme import set_kind
from ui.texts import _


class Banner(QFrame):
    """Hidden until `show_message`; goes by itself after a while, unless it is to stay."""

    def __init__(self, parent: QWidget | None = None) -> None:
        self._icon_name = ""
        super().__init__(parent)
        set_kind(self, "banner")
        self._mark = QLabel()
        self._text = QLabel()
        self._text.setWordWrap(True)
        self._action = QPushButton()
        set_kind(self._action, "quiet")
        self._act: Callable[[], None] | None = None
        self._action.clicked.connect(self._on_action)
        close = QToolButton()
        close.setIcon(icon("close"))
        close.setAutoRaise(True)
        close.setToolTip(_("Close"))
        close.setAccessibleName(_("Close this message"))
        close.clicked.connect(self.hide)
        layout = QHBoxLayout(self)
        layout.setContentsMargins(M, S, S, S)
        layout.addWidget(self._mark)
        layout.addWidget(self._text, 1)
        layout.addWidget(self._action)
        layout.addWidget(close)
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.timeout.connect(self.hide)
        self.hide()

    def show_message(
        self,
        text: str,
        *,
        action: str = "",
        act: Callable[[], None] | None = None,
        icon_name: str = "info",
        seconds: float = 12,
    ) -> None:
        """Show a message, with a button where ``action`` is given; ``seconds`` 0 keeps it until it is closed."""
        self._icon_name = icon_name
        self._show_icon()
        self._text.setText(text)
        self._act = act
        self._action.setText(action)
        self._action.setVisible(bool(action) and act is not None)
        self.setAccessibleName(text)
        self.show()
        self._timer.stop()
        if seconds:
            self._timer.start(int(seconds * 1000))

    def changeEvent(self, event: QEvent) -> None:
        """Draw the icon anew in the colours of another theme."""
        if event.type() == QEvent.Type.PaletteChange and self._icon_name:
            self._show_icon()
        super().changeEvent(event)

    def _show_icon(self) -> None:
        self._mark.setPixmap(pixmap(self._icon_name, ICON, "accent", self.devicePixelRatioF()))

    def _on_action(self) -> None:
        self.hide()
        if self._act is not None:
            self._act()
