# SPDX-License-Identifier: GPL-3.0-or-later
"""Pieces of a scanned page as a person looks at them: upright, whichever way the sheet lay on the glass."""

from __future__ import annotations

from PySide6.QtCore import QRectF
from PySide6.QtGui import QColor, QImage, QPainter, QPen, QTransform

from models.forms.layout import PAGE_HEIGHT, PAGE_WIDTH, Rect
from models.forms.scan_placing import Placement
from models.forms.scan_rows import place_on_picture

_SHEET = Rect(0.0, 0.0, PAGE_WIDTH, PAGE_HEIGHT)


def cut_piece(page: QImage, placement: Placement, place: Rect, dots: float) -> QImage:
    """A part of the sheet (mm), ``dots`` pixels a millimetre; white where the picture ends."""
    a, b, c, d, e, f = place_on_picture(placement, place)
    to_sheet, is_possible = QTransform(a, d, b, e, c, f).inverted()
    piece = QImage(max(1, round(place.w * dots)), max(1, round(place.h * dots)), QImage.Format.Format_RGB32)
    piece.fill(QColor("white"))
    if not is_possible:
        return piece
    painter = QPainter(piece)
    painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
    painter.setTransform(to_sheet * QTransform.fromTranslate(-place.x, -place.y) * QTransform.fromScale(dots, dots))
    painter.drawImage(0, 0, page)
    painter.end()
    return piece


def whole_sheet(page: QImage, placement: Placement | None, marked: Rect | None, colour: QColor, dots: float) -> QImage:
    """The whole sheet, with a frame around the place that is asked about; as it lay where no sheet was found."""
    if placement is None:
        return page
    picture = cut_piece(page, placement, _SHEET, dots)
    if marked is not None:
        painter = QPainter(picture)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        pen = QPen(colour, 1.4 * dots)
        painter.setPen(pen)
        around = marked.grown(2.0)
        painter.drawRoundedRect(
            QRectF(around.x * dots, around.y * dots, around.w * dots, around.h * dots), 2 * dots, 2 * dots
        )
        painter.end()
    return picture
