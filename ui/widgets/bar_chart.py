# SPDX-License-Identifier: GPL-3.0-or-later
"""Horizontal bars, painted by hand: as many as there are, only those on screen are drawn.

A chart is for the eye. Whoever uses it puts a table with the same numbers beside it, for a screen reader and for
everybody who wants to read exactly.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import QEvent, QRect, QRectF, QSize, Qt, Signal
from PySide6.QtGui import (
    QFont,
    QFontMetrics,
    QHelpEvent,
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QPen,
    QResizeEvent,
)
from PySide6.QtWidgets import QAbstractScrollArea, QFrame, QToolTip, QWidget

from ui.style.spacing import RADIUS, L, M, S
from ui.style.theme import colour
from ui.texts import _, format_number

_ROW, _AXIS, _BAR = 28, 30, 14
_STEPS = (1, 2, 5)
_MOST_TICKS = 5


@dataclass(frozen=True, slots=True)
class Bar:
    """One bar. ``text`` stands at its end; ``total`` above 0 draws an empty bar of that length behind it."""

    label: str
    value: int
    text: str
    total: int = 0


class BarChart(QAbstractScrollArea):
    """Bars below each other with a scale above. Arrow keys and the mouse choose one."""

    current_changed = Signal(int)
    """The row of the chosen bar."""
    activated = Signal(int)
    """A bar was clicked twice, or Enter was pressed on it."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._bars: tuple[Bar, ...] = ()
        self._current = -1
        self._most = 1
        self._label_width = 0
        self._text_width = 0
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setAccessibleName(_("Chart"))
        self.setAccessibleDescription(_("The table beside it holds the same numbers."))
        self.viewport().setMouseTracking(True)

    def show_bars(self, bars: Sequence[Bar]) -> None:
        """Show other bars, from the first on."""
        self._bars = tuple(bars)
        self._most = max([1, *(max(bar.value, bar.total) for bar in bars)])
        self._current = -1
        self._measure()
        self._set_range()
        self.verticalScrollBar().setValue(0)
        self.viewport().update()

    @property
    def bars(self) -> tuple[Bar, ...]:
        """What is shown."""
        return self._bars

    @property
    def current(self) -> int:
        """The row of the chosen bar; -1 for none."""
        return self._current

    def set_current(self, row: int) -> None:
        """Choose a bar and bring it into view."""
        if row == self._current or not -1 <= row < len(self._bars):
            return
        self._current = row
        if row >= 0:
            bar, top, room = self.verticalScrollBar(), row * _ROW, self.viewport().height() - _AXIS
            if top < bar.value():
                bar.setValue(top)
            elif top + _ROW > bar.value() + room:
                bar.setValue(top + _ROW - room)
        self.viewport().update()
        self.current_changed.emit(row)

    def row_at(self, y: int) -> int:
        """The row at a height of the viewport; -1 beside the bars."""
        row = (y - _AXIS + self.verticalScrollBar().value()) // _ROW
        return row if y >= _AXIS and 0 <= row < len(self._bars) else -1

    def sizeHint(self) -> QSize:
        """Room for a dozen bars."""
        return QSize(420, _AXIS + 12 * _ROW)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Arrows go to another bar; Enter opens it."""
        page = max(1, (self.viewport().height() - _AXIS) // _ROW - 1)
        last = len(self._bars) - 1
        steps = {
            Qt.Key.Key_Down: self._current + 1,
            Qt.Key.Key_Up: max(0, self._current - 1),
            Qt.Key.Key_PageDown: min(last, self._current + page),
            Qt.Key.Key_PageUp: max(0, self._current - page),
            Qt.Key.Key_Home: 0,
            Qt.Key.Key_End: last,
        }
        key = Qt.Key(event.key())
        if key in steps:
            self.set_current(min(last, steps[key]))
        elif key in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and self._current >= 0:
            self.activated.emit(self._current)
        else:
            super().keyPressEvent(event)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """A click chooses a bar."""
        if event.button() == Qt.MouseButton.LeftButton:
            row = self.row_at(int(event.position().y()))
            if row >= 0:
                self.set_current(row)

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        """A double click opens a bar."""
        row = self.row_at(int(event.position().y()))
        if row >= 0:
            self.activated.emit(row)

    def viewportEvent(self, event: QEvent) -> bool:
        """The whole label and its number as a tooltip."""
        if isinstance(event, QHelpEvent) and event.type() == QEvent.Type.ToolTip:
            row = self.row_at(event.pos().y())
            text = f"{self._bars[row].label}: {self._bars[row].text}" if row >= 0 else ""
            QToolTip.showText(event.globalPos(), text, self)
            return True
        return super().viewportEvent(event)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Another height scrolls differently."""
        super().resizeEvent(event)
        self._set_range()

    def changeEvent(self, event: QEvent) -> None:
        """Another font needs other widths; another theme other colours."""
        if event.type() in (QEvent.Type.FontChange, QEvent.Type.StyleChange):
            self._measure()
        self.viewport().update()
        super().changeEvent(event)

    def paintEvent(self, event: QPaintEvent) -> None:
        """The bars on screen, and the scale above them."""
        painter = QPainter(self.viewport())
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.fillRect(event.rect(), colour("surface"))
        place = self._place_of_bars()
        first = self.verticalScrollBar().value() // _ROW
        count = self.viewport().height() // _ROW + 2
        ticks = scale_ticks(self._most)
        self._draw_lines(painter, place, ticks)
        painter.save()
        painter.setClipRect(self.viewport().rect().adjusted(0, _AXIS, 0, 0))
        for row in range(first, min(len(self._bars), first + count)):
            self._draw_bar(painter, place, row)
        painter.restore()
        self._draw_scale(painter, place, ticks)
        painter.end()

    def _draw_bar(self, painter: QPainter, place: QRect, row: int) -> None:
        bar = self._bars[row]
        top = _AXIS + row * _ROW - self.verticalScrollBar().value()
        line = QRect(0, top, self.viewport().width(), _ROW)
        if row == self._current:
            painter.setPen(QPen(colour("focus"), 1.5) if self.hasFocus() else Qt.PenStyle.NoPen)
            painter.setBrush(colour("accent_soft"))
            painter.drawRoundedRect(line.adjusted(1, 1, -2, -1), RADIUS, RADIUS)
        painter.setFont(self.font())
        painter.setPen(colour("text"))
        label = QRect(M, top, self._label_width, _ROW)
        shown = painter.fontMetrics().elidedText(bar.label, Qt.TextElideMode.ElideRight, label.width())
        painter.drawText(label, Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft, shown)
        painter.setPen(Qt.PenStyle.NoPen)
        middle = top + (_ROW - _BAR) / 2
        for amount, role in ((bar.total, "border"), (bar.value, "accent")):
            if amount:
                painter.setBrush(colour(role))
                width = max(3.0, place.width() * amount / self._most)
                painter.drawRoundedRect(QRectF(place.left(), middle, width, _BAR), 3, 3)
        end = place.left() + place.width() * max(bar.value, bar.total) / self._most
        text = QRect(round(end) + S, top, self._text_width, _ROW)
        painter.setPen(colour("muted" if not bar.value else "text"))
        painter.setFont(self._small())
        painter.drawText(text, Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft, bar.text)

    def _draw_lines(self, painter: QPainter, place: QRect, ticks: Sequence[int]) -> None:
        painter.setPen(QPen(colour("border"), 1))
        bottom = min(self.viewport().height(), _AXIS + len(self._bars) * _ROW - self.verticalScrollBar().value())
        for tick in ticks:
            x = round(place.left() + place.width() * tick / self._most)
            painter.drawLine(x, _AXIS - 4, x, bottom)

    def _draw_scale(self, painter: QPainter, place: QRect, ticks: Sequence[int]) -> None:
        painter.setFont(self._small())
        painter.setPen(colour("muted"))
        for tick in ticks:
            x = round(place.left() + place.width() * tick / self._most)
            box = QRect(x - 30, 0, 60, _AXIS - 5)
            painter.drawText(box, Qt.AlignmentFlag.AlignHCenter | Qt.AlignmentFlag.AlignBottom, format_number(tick))

    def _place_of_bars(self) -> QRect:
        left = M + self._label_width + M
        return QRect(left, _AXIS, max(40, self.viewport().width() - left - S - self._text_width - L), 0)

    def _measure(self) -> None:
        letters, small = QFontMetrics(self.font()), QFontMetrics(self._small())
        longest = max((letters.horizontalAdvance(bar.label) for bar in self._bars), default=0)
        self._label_width = min(longest + 2, 200)
        self._text_width = max((small.horizontalAdvance(bar.text) for bar in self._bars), default=0) + 2

    def _small(self) -> QFont:
        small = QFont(self.font())
        small.setPointSizeF(max(7.5, small.pointSizeF() - 1.5))
        return small

    def _set_range(self) -> None:
        room = self.viewport().height() - _AXIS
        bar = self.verticalScrollBar()
        bar.setRange(0, max(0, len(self._bars) * _ROW - room))
        bar.setSingleStep(_ROW)
        bar.setPageStep(max(_ROW, room))


def scale_ticks(most: int) -> tuple[int, ...]:
    """Where a scale from 0 to ``most`` (at least 1) has its marks: whole round numbers, at most five after the 0."""
    size = 1
    while True:
        for step in _STEPS:
            if step * size * _MOST_TICKS >= most:
                return tuple(range(0, most + 1, step * size))
        size *= 10
