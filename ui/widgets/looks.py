# SPDX-License-Identifier: GPL-3.0-or-later
"""Small strokes that the painted widgets share: an icon in a rectangle, a colour between two."""

from __future__ import annotations

from PySide6.QtCore import QRect, QRectF, Qt
from PySide6.QtGui import QColor, QPainter

from ui.style.icons import icon


def draw_icon(painter: QPainter, rect: QRect | QRectF, name: str, role: str = "text") -> None:
    """Draw an icon of the theme into a rectangle, sharp on any screen."""
    place = rect.toRect() if isinstance(rect, QRectF) else rect
    icon(name, role).paint(painter, place, Qt.AlignmentFlag.AlignCenter)


def mixed(front: QColor, back: QColor, share: float) -> QColor:
    """A colour between two: ``share`` (0 to 1) of the front one."""
    rest = 1.0 - share
    return QColor.fromRgbF(
        front.redF() * share + back.redF() * rest,
        front.greenF() * share + back.greenF() * rest,
        front.blueF() * share + back.blueF() * rest,
    )
