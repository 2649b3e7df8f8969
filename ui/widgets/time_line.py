# SPDX-License-Identifier: GPL-3.0-or-later
"""The time of a film or sound from left to right: its pictures, who is seen or heard when, and where it stands."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QBrush, QFontMetricsF, QImage, QKeyEvent, QMouseEvent, QPainter, QPaintEvent, QPen, QPolygonF
from PySide6.QtWidgets import QSizePolicy, QToolTip, QWidget

from models.terms import Verdict
from ui.style.film_labels import length_text, moment_text, span_text
from ui.style.theme import colour, verdict_colours
from ui.texts import _, ngettext

_STRIP_HEIGHT = 58
_LANE = 20
_SMALL = 0.85
_LEAST_LANE = 5
_MOST_HEIGHT = 8 * _LANE
_MARGIN = 6
_SHORTEST = 3.0


@dataclass(frozen=True, slots=True)
class TimeBar:
    """Somebody from one moment to another (milliseconds); without a name somebody who was found there.

    ``key`` is that of the row in the list of people. ``verdict`` gives the colour; the words say it too.
    """

    key: int
    start_ms: int
    end_ms: int
    label: str
    is_seen: bool = True
    is_heard: bool = False
    verdict: Verdict | None = None


class TimeLine(QWidget):
    """Shows and sets the moment. Mouse: click or drag goes there, a click on a bar chooses it."""

    sought = Signal(int)
    """Milliseconds from the start."""
    bar_chosen = Signal(int)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._length_ms = 0
        self._position_ms = 0
        self._marks: tuple[int | None, int | None] = (None, None)
        self._strip: QImage | None = None
        self._lanes: list[list[TimeBar]] = []
        self._chosen: int | None = None
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setMouseTracking(True)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setAccessibleName(_("Time line"))
        self._tell()

    # --- what the player uses

    def set_length(self, length_ms: int) -> None:
        """How long it is."""
        self._length_ms = max(0, length_ms)
        self._tell()
        self.update()

    def set_strip(self, strip: QImage | None) -> None:
        """The picture under the time: film pictures in a row, or a wave form."""
        self._strip = strip
        self.update()

    def set_bars(self, bars: Sequence[TimeBar]) -> None:
        """Who is there when; each person has a lane of their own."""
        lanes: dict[str, list[TimeBar]] = {}
        for bar in bars:
            lanes.setdefault(bar.label, []).append(bar)
        self._lanes = list(lanes.values())
        self._tell()
        self.updateGeometry()
        self.update()

    def bars(self) -> list[TimeBar]:
        """All bars, lane after lane."""
        return [bar for lane in self._lanes for bar in lane]

    def choose(self, key: int | None) -> None:
        """Show which bar is selected."""
        self._chosen = key
        self.update()

    def set_position(self, at_ms: int) -> None:
        """Where it stands."""
        self._position_ms = max(0, at_ms)
        self._tell()
        self.update()

    def set_marks(self, start_ms: int | None, end_ms: int | None) -> None:
        """The beginning and the end that are marked; None for what is not."""
        self._marks = (start_ms, end_ms)
        self._tell()
        self.update()

    def sizeHint(self) -> QSize:
        """Wide, and as high as the pictures and the lanes need."""
        return QSize(600, self._height())

    def minimumSizeHint(self) -> QSize:
        """As narrow as the window likes."""
        return QSize(160, self._height())

    # --- mouse and keys

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Go there; on a bar also choose it."""
        if event.button() != Qt.MouseButton.LeftButton:
            return
        self.setFocus(Qt.FocusReason.MouseFocusReason)
        bar = self._bar_at(event.position())
        if bar is not None:
            self.bar_chosen.emit(bar.key)
        self._seek_to(event.position())

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Drag along the time; over a bar say whose it is."""
        if event.buttons() & Qt.MouseButton.LeftButton:
            self._seek_to(event.position())
            return
        bar = self._bar_at(event.position())
        text = "" if bar is None else _("{name}, {when}").format(name=bar.label, when=_when(bar))
        QToolTip.showText(event.globalPosition().toPoint(), text, self)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Home and End; Page Up and Page Down stay with the page."""
        if event.key() == Qt.Key.Key_Home:
            self.sought.emit(0)
        elif event.key() == Qt.Key.Key_End:
            self.sought.emit(self._length_ms)
        else:
            event.ignore()

    # --- painting

    def paintEvent(self, event: QPaintEvent) -> None:
        """The pictures, the marked part, the bars, and the line where it stands."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.fillRect(event.rect(), colour("surface"))
        strip = self._strip_rect()
        painter.fillRect(strip, colour("background"))
        if self._strip is not None:
            painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
            painter.drawImage(strip, self._strip)
        self._paint_marks(painter, strip)
        small = painter.font()
        small.setPointSizeF(small.pointSizeF() * _SMALL)
        painter.setFont(small)
        lane_height = self._lane_height()
        for number, lane in enumerate(self._lanes):
            top = strip.bottom() + 4 + number * lane_height
            for bar in lane:
                self._paint_bar(painter, bar, top, lane_height)
        self._paint_position(painter)
        if self.hasFocus():
            painter.setPen(QPen(colour("focus"), 2))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawRect(self.rect().adjusted(1, 1, -1, -1))
        painter.end()

    def _paint_marks(self, painter: QPainter, strip: QRectF) -> None:
        start, end = self._marks
        if start is None:
            return
        left, right = self._x(start), self._x(end if end is not None else max(start, self._position_ms))
        shade = colour("accent")
        shade.setAlpha(90)
        painter.fillRect(QRectF(left, strip.top(), max(2.0, right - left), strip.height()), shade)
        painter.setPen(QPen(colour("accent"), 2))
        painter.drawLine(QPointF(left, strip.top()), QPointF(left, strip.bottom()))
        if end is not None:
            painter.drawLine(QPointF(right, strip.top()), QPointF(right, strip.bottom()))

    def _paint_bar(self, painter: QPainter, bar: TimeBar, top: float, height: float) -> None:
        left = self._x(bar.start_ms)
        rect = QRectF(left, top + 1, max(_SHORTEST, self._x(bar.end_ms) - left), height - 2)
        ink, ground = (
            verdict_colours(bar.verdict)
            if bar.verdict is not None
            else (
                colour("identify"),
                colour("identify_soft"),
            )
        )
        painter.setPen(QPen(ink, 2 if bar.key == self._chosen else 1))
        painter.setBrush(ground)
        painter.drawRoundedRect(rect, 3, 3)
        if not bar.is_seen:  # a voice without a face: hatched, and a word in the label
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(QBrush(ink, Qt.BrushStyle.BDiagPattern))
            painter.setOpacity(0.4)
            painter.drawRoundedRect(rect, 3, 3)
            painter.setOpacity(1.0)
        metrics = QFontMetricsF(painter.font())
        if height >= metrics.height() - 1 and rect.width() > 24:
            label = bar.label if bar.is_seen else _("{name} (voice)").format(name=bar.label)
            text = metrics.elidedText(label, Qt.TextElideMode.ElideRight, rect.width() - 8)
            painter.setPen(colour("text"))
            painter.drawText(rect.adjusted(4, 0, -4, 0), Qt.AlignmentFlag.AlignVCenter, text)

    def _paint_position(self, painter: QPainter) -> None:
        x = self._x(self._position_ms)
        painter.setPen(QPen(colour("background"), 4))
        painter.drawLine(QPointF(x, 0), QPointF(x, self.height()))
        painter.setPen(QPen(colour("text"), 2))
        painter.drawLine(QPointF(x, 0), QPointF(x, self.height()))
        painter.setBrush(colour("text"))
        painter.setPen(Qt.PenStyle.NoPen)
        painter.drawPolygon(QPolygonF([QPointF(x - 5, 0), QPointF(x + 5, 0), QPointF(x, 7)]))

    # --- inside

    def _strip_rect(self) -> QRectF:
        return QRectF(_MARGIN, 4, max(1, self.width() - 2 * _MARGIN), _STRIP_HEIGHT)

    def _lane_height(self) -> float:
        count = max(1, len(self._lanes))
        return max(float(_LEAST_LANE), min(float(_LANE), _MOST_HEIGHT / count))

    def _height(self) -> int:
        return round(_STRIP_HEIGHT + 12 + len(self._lanes) * self._lane_height())

    def _x(self, at_ms: int) -> float:
        strip = self._strip_rect()
        share = min(1.0, at_ms / self._length_ms) if self._length_ms else 0.0
        return strip.left() + share * strip.width()

    def _seek_to(self, point: QPointF) -> None:
        strip = self._strip_rect()
        share = min(1.0, max(0.0, (point.x() - strip.left()) / strip.width()))
        self.sought.emit(round(share * self._length_ms))

    def _bar_at(self, point: QPointF) -> TimeBar | None:
        lane = int((point.y() - self._strip_rect().bottom() - 4) // self._lane_height())
        if not 0 <= lane < len(self._lanes) or point.y() < self._strip_rect().bottom() + 4:
            return None
        near = [bar for bar in self._lanes[lane] if self._x(bar.start_ms) - 3 <= point.x() <= self._x(bar.end_ms) + 3]
        return min(near, key=lambda bar: bar.end_ms - bar.start_ms, default=None)

    def _tell(self) -> None:
        """Say to a screen reader what the picture shows."""
        count = len(self.bars())
        words = [
            _("{moment} of {length}").format(
                moment=moment_text(self._position_ms), length=length_text(self._length_ms)
            ),
            ngettext("{count} range of people", "{count} ranges of people", count).format(count=count),
        ]
        start, end = self._marks
        if start is not None:
            words.append(
                _("marked from {moment}").format(moment=moment_text(start))
                if end is None
                else _("marked {range}").format(range=span_text(start, end))
            )
        self.setAccessibleDescription(", ".join(words))


def _when(bar: TimeBar) -> str:
    return span_text(bar.start_ms, bar.end_ms)
