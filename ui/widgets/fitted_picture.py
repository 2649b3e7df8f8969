# SPDX-License-Identifier: GPL-3.0-or-later
"""A picture in the room there is for it."""

from __future__ import annotations

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QImage, QPixmap


def fitted_pixmap(picture: QImage | QPixmap, room: QSize, scale: float) -> QPixmap:
    """The picture as large as fits in ``room`` (logical pixels), sharp on a screen with ``scale`` dots a pixel."""
    fitted = picture.scaled(
        room * scale, Qt.AspectRatioMode.KeepAspectRatio, Qt.TransformationMode.SmoothTransformation
    )
    shown = fitted if isinstance(fitted, QPixmap) else QPixmap.fromImage(fitted)
    shown.setDevicePixelRatio(scale)
    return shown
