# SPDX-License-Identifier: GPL-3.0-or-later
"""A sentence with an icon before it; the icon follows the theme."""

from __future__ import annotations

from PySide6.QtCore import QEvent, Qt
from PySide6.QtWidgets import QHBoxLayout, QLabel, QWidget

from ui.style.icons import pixmap
from ui.style.spacing import ICON, S
from ui.style.theme import set_kind


class IconLine(QWidget):
    """One line of an outcome: icon, words; both say the same, so that colour alone never tells."""

    def __init__(self, icon_name: str, role: str, text: str, parent: QWidget | None = None) -> None:
        self._look: tuple[str, str] | None = None
        super().__init__(parent)
        self._look = (icon_name, role)
        self._mark = QLabel()
        self._mark.setFixedWidth(ICON)
        self._text = QLabel(text)
        self._text.setWordWrap(True)
        self._text.setTextFormat(Qt.TextFormat.PlainText)
        layout = QHBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(S)
        layout.addWidget(self._mark, 0, Qt.AlignmentFlag.AlignTop)
        layout.addWidget(self._text, 1)
        self.setAccessibleName(text)
        self._show_icon()

    @property
    def text(self) -> str:
        """The words."""
        return self._text.text()

    def set_heading(self) -> None:
        """Make it the first line of an outcome."""
        set_kind(self._text, "heading")

    def changeEvent(self, event: QEvent) -> None:
        """Draw the icon anew in the colours of another theme."""
        if event.type() == QEvent.Type.PaletteChange and self._look is not None:
            self._show_icon()
        super().changeEvent(event)

    def _show_icon(self) -> None:
        if self._look is not None:
            name, role = self._look
            self._mark.setPixmap(pixmap(name, ICON, role, self.devicePixelRatioF()))
