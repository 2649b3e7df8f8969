# SPDX-License-Identifier: GPL-3.0-or-later
"""Paints a picture smoothly and quickly at any scale, and the boxes on it readable on any picture."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QBrush, QColor, QFont, QFontMetricsF, QImage, QPainter, QPen, QPixmap

from ui.style.icons import verdict_icon
from ui.style.theme import colour
from ui.widgets.canvas_geometry import BoxState, CanvasBox
from ui.widgets.looks import draw_icon

HANDLE = 9.0
DOT_RADIUS = 8.0
_HALO = QColor(0, 0, 0, 170)


class PicturePainter:
    """Keeps one picture scaled down to the size it is shown at; larger scales are drawn straight from it."""

    def __init__(self) -> None:
        self._image: QImage | None = None
        self._scaled: QPixmap | None = None

    def set_image(self, image: QImage | None) -> None:
        """Take another picture."""
        self._image = image
        self._scaled = None

    def is_sharp_at(self, size: QSize) -> bool:
        """Whether painting at this size (device pixels) needs no scaling first."""
        if self._image is None or size.width() >= self._image.width():
            return True
        return self._scaled is not None and self._scaled.size() == size

    def sharpen(self, size: QSize) -> None:
        """Scale down for a size (device pixels); some 20 ms for 12 megapixels."""
        if self._image is not None and not self.is_sharp_at(size):
            smooth = Qt.TransformationMode.SmoothTransformation
            small = self._image.scaled(size, Qt.AspectRatioMode.IgnoreAspectRatio, smooth)
            self._scaled = QPixmap.fromImage(small)

    def paint(self, painter: QPainter, target: QRectF, exposed: QRectF, size: QSize) -> None:
        """Paint what is exposed of the picture lying at ``target``; ``size`` is its size in device pixels."""
        image = self._image
        if image is None or target.isEmpty():
            return
        part = exposed.intersected(target)
        if part.isEmpty():
            return
        scaled = self._scaled
        # One that is much too small (zoomed in just now) would be a blur: rather the picture itself, a little jagged.
        if scaled is not None and size.width() < image.width() and scaled.width() > size.width() / 1.5:
            source = _part_of(part, target, scaled.width(), scaled.height())
            painter.drawPixmap(part, scaled, source)
            return
        # Enlarged beyond twice, single pixels are what one wants to see.
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform, target.width() < 2.5 * image.width())
        painter.drawImage(part, image, _part_of(part, target, image.width(), image.height()))


def _part_of(part: QRectF, target: QRectF, width: int, height: int) -> QRectF:
    across, down = width / target.width(), height / target.height()
    return QRectF(
        (part.left() - target.left()) * across,
        (part.top() - target.top()) * down,
        part.width() * across,
        part.height() * down,
    )


def paint_box(painter: QPainter, box: CanvasBox, place: QRectF, *, selected: bool) -> None:
    """Paint one box at ``place`` (window pixels): solid when named, dashed when not, hatched when covered.

    What is only a question is a dot until it is selected.
    """
    if is_dot(box, selected=selected):
        _paint_dot(painter, place.center())
        return
    painter.save()
    if box.state is BoxState.COVERED:
        painter.fillRect(place, QColor(0, 0, 0, 90))
        painter.fillRect(place, QBrush(QColor(255, 255, 255, 170), Qt.BrushStyle.BDiagPattern))
    painter.setBrush(Qt.BrushStyle.NoBrush)
    painter.setPen(QPen(_HALO, 5 if selected else 4))
    painter.drawRoundedRect(place, 4, 4)
    pen = QPen(QColor(255, 255, 255), 3 if selected else 2)
    if selected:
        pen.setColor(_bright_accent())
    if box.state in (BoxState.UNNAMED, BoxState.DOUBTFUL):
        pen.setStyle(Qt.PenStyle.DashLine)
    painter.setPen(pen)
    painter.drawRoundedRect(place, 4, 4)
    painter.restore()


def _paint_dot(painter: QPainter, middle: QPointF) -> None:
    """A ring with a question mark, the same size at every scale."""
    painter.save()
    painter.setPen(QPen(QColor(255, 255, 255, 210), 1.5))
    painter.setBrush(QColor(0, 0, 0, 120))
    painter.drawEllipse(middle, DOT_RADIUS, DOT_RADIUS)
    font = QFont(painter.font())
    font.setPixelSize(11)
    font.setBold(True)
    painter.setFont(font)
    painter.setPen(QColor(255, 255, 255, 230))
    around = QRectF(middle.x() - DOT_RADIUS, middle.y() - DOT_RADIUS, 2 * DOT_RADIUS, 2 * DOT_RADIUS)
    painter.drawText(around, Qt.AlignmentFlag.AlignCenter, "?")
    painter.restore()


def is_dot(box: CanvasBox, *, selected: bool) -> bool:
    """Whether a box is shown as a dot at the moment: it has no label, and is reached by its middle."""
    return box.state is BoxState.DOUBTFUL and not selected


def paint_handles(painter: QPainter, place: QRectF) -> None:
    """Paint the eight handles of the selected box."""
    painter.save()
    painter.setPen(QPen(_HALO, 1.5))
    painter.setBrush(QColor(255, 255, 255))
    for point in _handle_points(place):
        painter.drawEllipse(point, HANDLE / 2, HANDLE / 2)
    painter.restore()


@dataclass(frozen=True, slots=True)
class LabelPlace:
    """Where a label goes and what it says; without text it is the verdict's mark alone."""

    box: CanvasBox
    plate: QRectF
    text: str
    is_selected: bool


def place_labels(boxes: Sequence[tuple[CanvasBox, QRectF, bool]], window: QRectF, font: QFont) -> list[LabelPlace]:
    """Where the labels of (box, place in the window, selected) go, so that none hides another or a face.

    The selected box keeps its whole label. Where the others do not all fit, each is cut to its first word, and those
    still in the way to their mark; the list beside the picture has every name in full.
    """
    labelled = (one for one in boxes if one[0].label and one[1].intersects(window))
    shown = sorted((one for one in labelled if not is_dot(one[0], selected=one[2])), key=lambda one: not one[2])
    whole = _fit_labels(shown, window, font, is_short=False)
    if all(label.text == label.box.label for label in whole):
        return whole
    return _fit_labels(shown, window, font, is_short=True)


def _fit_labels(
    boxes: Sequence[tuple[CanvasBox, QRectF, bool]], window: QRectF, font: QFont, *, is_short: bool
) -> list[LabelPlace]:
    placed: list[LabelPlace] = []
    for box, place, selected in boxes:
        bold = QFont(font)
        bold.setBold(selected)
        metrics = QFontMetricsF(bold)
        text = box.label.split(" ")[0] if is_short and not selected else box.label
        plate = _plate_of(box, place, window, metrics, text)
        others = [one.plate for one in placed] + [other for _box, other, _selected in boxes if other is not place]
        if not selected and any(plate.intersects(one) for one in others):
            text = ""
            plate = _plate_of(box, place, window, metrics, text)
        placed.append(LabelPlace(box, plate, text, selected))
    return placed


def _plate_of(box: CanvasBox, place: QRectF, window: QRectF, metrics: QFontMetricsF, text: str) -> QRectF:
    """Under the box, above it when there is no room, and inside the window."""
    mark = metrics.height() if box.verdict is not None else 0.0
    gap = 4 if mark and text else 0
    wide = min(metrics.horizontalAdvance(text), 260.0) + 14 + mark + gap
    high = metrics.height() + 6
    plate = QRectF(place.center().x() - wide / 2, place.bottom() + 6, wide, high)
    if plate.bottom() > window.bottom() - 2:
        plate.moveBottom(place.top() - 6)
    plate.moveTop(max(window.top() + 2, plate.top()))
    plate.moveLeft(max(window.left() + 2, min(plate.left(), window.right() - wide - 2)))
    return plate


def paint_label(painter: QPainter, label: LabelPlace) -> None:
    """Paint a label on a plate of its own: readable on anything. An empty one without a mark is left out."""
    box, plate, selected = label.box, label.plate, label.is_selected
    if not label.text and box.verdict is None:
        return
    painter.save()
    font = painter.font()
    font.setBold(selected)
    painter.setFont(font)
    metrics = QFontMetricsF(font)
    painter.setPen(QPen(_HALO, 1.2))
    painter.setBrush(colour("accent") if selected else colour("surface"))
    painter.drawRoundedRect(plate, plate.height() / 2.6, plate.height() / 2.6)
    text = plate.adjusted(7, 0, -7, 0)
    if box.verdict is not None:
        mark = metrics.height()
        spot = QRectF(text.left(), plate.center().y() - mark / 2, mark, mark)
        name, role = verdict_icon(box.verdict)
        draw_icon(painter, spot.adjusted(1, 1, -1, -1), name, "on_accent" if selected else role)
        text.adjust(mark + 4, 0, 0, 0)
    painter.setPen(colour("on_accent") if selected else colour("text"))
    shown = metrics.elidedText(label.text, Qt.TextElideMode.ElideRight, text.width() + 1)
    painter.drawText(text, Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft, shown)
    painter.restore()


def paint_draft(painter: QPainter, place: QRectF) -> None:
    """Paint the box that is being drawn."""
    painter.save()
    painter.setPen(QPen(_HALO, 4))
    painter.drawRect(place)
    painter.setPen(QPen(_bright_accent(), 2, Qt.PenStyle.DashLine))
    painter.drawRect(place)
    painter.restore()


def _bright_accent() -> QColor:
    # Over a photo the accent of the light theme is too dark: take it to the lightness of the dark theme.
    accent = colour("accent")
    return QColor.fromHslF(max(0.0, accent.hslHueF()), min(1.0, accent.hslSaturationF()), 0.62)


def _handle_points(place: QRectF) -> tuple[QPointF, ...]:
    middle = place.center()
    return (
        place.topLeft(),
        QPointF(middle.x(), place.top()),
        place.topRight(),
        QPointF(place.right(), middle.y()),
        place.bottomRight(),
        QPointF(middle.x(), place.bottom()),
        place.bottomLeft(),
        QPointF(place.left(), middle.y()),
    )
