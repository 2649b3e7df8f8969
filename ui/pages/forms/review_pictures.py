# SPDX-License-Identifier: GPL-3.0-or-later
"""Pieces of a scanned page as a person looks at them: upright, whichever way the sheet lay on the glass."""

from __future__ import annotations

from PySide6.QtCore import QRectF
from PySide6.QtGui import QColor, QImage, QPainter, QPen, QTransform

from models.forms.layout import PAGE_HEIGHT, PAGE_WIDTH, TEMPLATES, Rect, lay_out_sheet
from models.forms.scan_placing import Placement
from models.forms.scan_rows import place_on_picture

_SHEET = Rect(0.0, 0.0, PAGE_WIDTH, PAGE_HEIGHT)
_ANY_FORM = lay_out_sheet(next(iter(TEMPLATES)), (), 1)
_NAME_PLACE, _CODE_PLACE = _ANY_FORM.person.grown(4.5), _ANY_FORM.code.grown(6.0)
"""The same on every form, with room for a sheet that lies crooked."""


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


def name_and_code(page: QImage, width: int, *, is_turned: bool) -> QImage:
    """Where the name and the code are printed, of a sheet that fills its picture but was not found on it."""
    dots = max(page.width(), page.height()) / PAGE_HEIGHT * (-1 if is_turned else 1)
    across, down = page.width() / 2 - dots * PAGE_WIDTH / 2, page.height() / 2 - dots * PAGE_HEIGHT / 2
    placement = Placement(((dots, 0.0, across), (0.0, dots, down)))
    pieces = [cut_piece(page, placement, place, width / place.w) for place in (_NAME_PLACE, _CODE_PLACE)]
    both = QImage(width, sum(piece.height() for piece in pieces), QImage.Format.Format_RGB32)
    both.fill(QColor("white"))
    painter = QPainter(both)
    top = 0
    for piece in pieces:
        painter.drawImage(0, top, piece)
        top += piece.height()
    painter.end()
    return both


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
