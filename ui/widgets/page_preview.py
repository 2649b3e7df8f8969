# SPDX-License-Identifier: GPL-3.0-or-later
"""A page as it will be on paper, with two buttons to turn to another one."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QImage, QPixmap
from PySide6.QtWidgets import QHBoxLayout, QLabel, QPushButton, QScrollArea, QVBoxLayout, QWidget

from ui.style.icons import icon
from ui.style.spacing import M, S
from ui.texts import _


class PagePreview(QWidget):
    """Keeps which page is on show; whoever draws the pages listens to ``turned``."""

    turned = Signal()
    """Another page is asked for: `page`, counted from 0."""

    def __init__(self, width: int, name: str, parent: QWidget | None = None) -> None:
        """``width`` of a page in the logical pixels of the screen; ``name`` says what is seen here."""
        super().__init__(parent)
        self.page = 0
        self._count = 0
        self._page_width = width
        self.image = QLabel()
        self.image.setAlignment(Qt.AlignmentFlag.AlignHCenter | Qt.AlignmentFlag.AlignTop)
        area = QScrollArea()
        area.setWidget(self.image)
        area.setWidgetResizable(True)
        area.setAccessibleName(name)
        self.setMinimumWidth(width + 2 * M)
        self.label = QLabel()
        self.previous, self.next = QPushButton(icon("previous"), ""), QPushButton(icon("next"), "")
        for button, text, step in ((self.previous, _("Previous page"), -1), (self.next, _("Next page"), 1)):
            button.setAccessibleName(text)
            button.setToolTip(text)
            button.clicked.connect(lambda _checked=False, by=step: self._turn(by))
        self.turning = QWidget()
        turning = QHBoxLayout(self.turning)
        turning.setContentsMargins(0, 0, 0, 0)
        turning.setSpacing(S)
        turning.addStretch(1)
        for widget in (self.previous, self.label, self.next):
            turning.addWidget(widget)
        turning.addStretch(1)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(S)
        layout.addWidget(area, 1)
        layout.addWidget(self.turning)
        self._set_count(0)

    def pixels(self) -> int:
        """How wide a page is to be drawn for this screen."""
        return round(self._page_width * self.devicePixelRatioF())

    def show_page(self, image: QImage, count: int = 1, *, is_all: bool = True) -> str:
        """Show the page that was drawn, one of ``count`` (or of the first so many); gives the line that says which."""
        pixmap = QPixmap.fromImage(image)
        pixmap.setDevicePixelRatio(self.devicePixelRatioF())
        self.image.setPixmap(pixmap)
        self._set_count(count)
        text = _("Page {page} of {count}") if is_all else _("Page {page} of the first {count}")
        line = text.format(page=self.page + 1, count=count)
        self.tell(line)
        return line

    def tell(self, text: str) -> None:
        """Say another line below the page."""
        self.label.setText(text)
        self.image.setAccessibleName(text)

    def show_nothing(self) -> None:
        """Show no page."""
        self.image.clear()
        self.label.clear()
        self._set_count(0)

    def _set_count(self, count: int) -> None:
        self._count = count
        if count:
            self.page = min(self.page, count - 1)
        self.previous.setEnabled(0 < self.page < count)
        self.next.setEnabled(self.page < count - 1)

    def _turn(self, step: int) -> None:
        self.page = max(0, min(self.page + step, self._count - 1))
        self.turned.emit()
