# SPDX-License-Identifier: GPL-3.0-or-later
"""A verdict in icon, word and colour, for places that are not painted tiles."""

from __future__ import annotations

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from models.terms import Verdict
from ui.style.icons import verdict_icon
from ui.style.labels import verdict_label
from ui.style.spacing import ICON_SMALL, XS, M, S
from ui.style.theme import verdict_colours
from ui.widgets.looks import draw_icon


class VerdictChip(QWidget):
    """Shows one verdict; ``text`` takes the place of its usual word (a count, a sentence)."""

    def __init__(self, verdict: Verdict, text: str = "", parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setSizePolicy(QSizePolicy.Policy.Maximum, QSizePolicy.Policy.Fixed)
        self._verdict = verdict
        self._text = ""
        self.set_verdict(verdict, text)

    def set_verdict(self, verdict: Verdict, text: str = "") -> None:
        """Show another verdict."""
        self._verdict = verdict
        self._text = text or verdict_label(verdict)
        self.setAccessibleName(self._text)
        self.updateGeometry()
        self.update()

    def verdict(self) -> Verdict:
        """The verdict on show."""
        return self._verdict

    def sizeHint(self) -> QSize:
        """As wide as the word."""
        metrics = self.fontMetrics()
        width = M + ICON_SMALL + XS + 2 + metrics.horizontalAdvance(self._text) + M
        return QSize(width, max(metrics.height(), ICON_SMALL) + S)

    def minimumSizeHint(self) -> QSize:
        """The icon and the first letters."""
        return QSize(M + ICON_SMALL + XS + 40, self.sizeHint().height())

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: ARG002 - Qt's signature
        """A soft ground with icon and word."""
        text_colour, ground = verdict_colours(self._verdict)
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(ground)
        area = QRectF(self.rect())
        painter.drawRoundedRect(area, area.height() / 2, area.height() / 2)
        name, role = verdict_icon(self._verdict)
        spot = QRectF(area.left() + M - 2, area.center().y() - ICON_SMALL / 2, ICON_SMALL, ICON_SMALL)
        draw_icon(painter, spot, name, role)
        painter.setPen(text_colour)
        place = area.adjusted(M + ICON_SMALL + XS, 0, -S, 0)
        shown = self.fontMetrics().elidedText(self._text, Qt.TextElideMode.ElideRight, int(place.width()))
        painter.drawText(place, Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft, shown)
        painter.end()
