# SPDX-License-Identifier: GPL-3.0-or-later
"""A code for telephones on the screen: black on white in every theme, as large as it is given room for."""

from __future__ import annotations

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QWidget

_QUIET = 4
"""Modules of white around it that a reader needs (ISO/IEC 18004)."""
_SIDE = 220


class LinkSymbol(QWidget):
    """Shows the modules it is given; empty until then."""

    def __init__(self, name: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._modules: tuple[tuple[bool, ...], ...] = ()
        self.setAccessibleName(name)
        self.setFixedSize(_SIDE, _SIDE)

    def set_modules(self, modules: tuple[tuple[bool, ...], ...]) -> None:
        """Show this code; an empty one shows nothing."""
        self._modules = modules
        self.update()

    def sizeHint(self) -> QSize:
        """A square that a telephone reads from the screen."""
        return QSize(_SIDE, _SIDE)

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Whole pixels a module, in the middle of the white."""
        if not self._modules:
            return
        painter = QPainter(self)
        painter.fillRect(self.rect(), Qt.GlobalColor.white)
        count = len(self._modules)
        step = max(1, min(self.width(), self.height()) // (count + 2 * _QUIET))
        left, top = (self.width() - count * step) // 2, (self.height() - count * step) // 2
        for y, row in enumerate(self._modules):
            for x, is_dark in enumerate(row):
                if is_dark:
                    painter.fillRect(QRectF(left + x * step, top + y * step, step, step), Qt.GlobalColor.black)
        painter.end()
