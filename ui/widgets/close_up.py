# SPDX-License-Identifier: GPL-3.0-or-later
"""A closer look at one place of a picture: the face that a name is asked for, large enough to know it."""

from __future__ import annotations

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QImage, QPainter, QPainterPath, QPaintEvent
from PySide6.QtWidgets import QWidget

from ui.style.theme import colour

_SIDE = 84
_MARGIN = 0.35
_CORNER = 8.0


class CloseUp(QWidget):
    """Shows a square around a box of the picture; hidden while there is none."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._image: QImage | None = None
        self._box: QRectF | None = None
        self._shown: QImage | None = None
        self.setFixedSize(_SIDE, _SIDE)
        self.hide()

    def sizeHint(self) -> QSize:
        """Always the same, so that nothing jumps."""
        return QSize(_SIDE, _SIDE)

    @property
    def image(self) -> QImage | None:
        """The picture on show."""
        return self._image

    def set_image(self, image: QImage | None) -> None:
        """Another picture."""
        self._image = image
        self._show()

    def show_place(self, box: QRectF | None) -> None:
        """Show what lies around a box (fractions of the picture); None: nothing."""
        self._box = box
        self._show()

    def paintEvent(self, _event: QPaintEvent) -> None:
        """The piece of the picture, with round corners."""
        if self._shown is None:
            return
        painter = QPainter(self)
        painter.setRenderHints(QPainter.RenderHint.Antialiasing | QPainter.RenderHint.SmoothPixmapTransform)
        frame = QRectF(self.rect()).adjusted(0.5, 0.5, -0.5, -0.5)
        path = QPainterPath()
        path.addRoundedRect(frame, _CORNER, _CORNER)
        painter.setClipPath(path)
        painter.drawImage(frame, self._shown)
        painter.setClipping(False)
        painter.setPen(colour("border"))
        painter.drawPath(path)
        painter.end()

    def _show(self) -> None:
        self._shown = None
        if self._image is not None and self._box is not None and not self._image.isNull():
            self._shown = piece_of(self._image, self._box, round(_SIDE * self.devicePixelRatioF()))
        self.setVisible(self._shown is not None)
        self.update()


def piece_of(image: QImage, box: QRectF, side: int) -> QImage:
    """A square of the picture around a box (fractions), ``side`` pixels wide, never beyond the picture's edges."""
    width, height = image.width(), image.height()
    wanted = max(box.width() * width, box.height() * height) * (1 + 2 * _MARGIN)
    wanted = max(8.0, min(wanted, width, height))
    left = min(max(0.0, box.center().x() * width - wanted / 2), width - wanted)
    top = min(max(0.0, box.center().y() * height - wanted / 2), height - wanted)
    piece = image.copy(QRectF(left, top, wanted, wanted).toRect())
    return piece.scaled(side, side, Qt.AspectRatioMode.KeepAspectRatio, Qt.TransformationMode.SmoothTransformation)
