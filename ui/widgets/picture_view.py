# SPDX-License-Identifier: GPL-3.0-or-later
"""One picture in a widget: the whole of it or a closer look, by wheel, keys or hand."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QPointF, QRectF, QSize, QSizeF, Qt, QTimer, Signal
from PySide6.QtGui import QImage, QKeyEvent, QPainter, QPaintEvent, QResizeEvent, QWheelEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from ui.style.theme import colour
from ui.widgets.canvas_geometry import CanvasView
from ui.widgets.canvas_painter import PicturePainter

_STEP = 1.25


class PictureView(QWidget):
    """Shows a picture fitted or zoomed in; a subclass paints over it in `paint_overlay`.

    Wheel zooms at the pointer, ``+ - 0 1`` zoom by keys, and Space makes a hand of the pointer.
    """

    zoom_changed = Signal(float)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._view = CanvasView()
        self._picture = PicturePainter()
        self._pan_from: QPointF | None = None
        self._space_held = False
        self._sharpen_timer = QTimer(self)
        self._sharpen_timer.setSingleShot(True)
        self._sharpen_timer.setInterval(90)
        self._sharpen_timer.timeout.connect(self._sharpen)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        self.setMinimumSize(200, 150)

    def sizeHint(self) -> QSize:
        """Roomy, and content with what it gets."""
        return QSize(800, 600)

    def set_image(self, image: QImage | None) -> None:
        """Show another picture (None: nothing), fitted."""
        shown = image if image is not None and not image.isNull() else None
        self._picture.set_image(shown)
        self._view.picture = QSizeF(shown.size()) if shown is not None else QSizeF(0, 0)
        # Before the first showing there was no resize event yet.
        self._view.window = QSizeF(self.size())
        self._view.fit()
        self._sharpen()
        self.zoom_changed.emit(self._view.scale)

    def swap_image(self, image: QImage) -> None:
        """Another picture in the place of this one, as the next of a film: how close one looks stays as it is.

        One of another size is scaled to that of the picture before it, so that nothing jumps.
        """
        size = self._view.picture.toSize()
        if size.isEmpty():
            PictureView.set_image(self, image)  # not as another picture: what lies over it stays
            return
        self._picture.set_image(image if image.size() == size else image.scaled(size))
        self._sharpen_timer.start()
        self.update()

    def zoom_in(self) -> None:
        """One step closer."""
        self.zoom(_STEP)

    def zoom_out(self) -> None:
        """One step back."""
        self.zoom(1 / _STEP)

    def zoom(self, factor: float, around: QPointF | None = None) -> None:
        """Zoom in (above 1) or out around a point of the window, by default its middle."""
        self._set_zoom(self._view.scale * factor, around)

    def zoom_to_fit(self) -> None:
        """Show the whole picture."""
        self._view.fit()
        self._after_zoom()

    def zoom_to_actual(self) -> None:
        """One picture pixel on one screen pixel."""
        self._set_zoom(1.0 / self.devicePixelRatioF(), None)

    def wheelEvent(self, event: QWheelEvent) -> None:
        """Zoom at the pointer; a touchpad zooms as finely as it scrolls."""
        turned = event.angleDelta().y() or event.angleDelta().x()
        if turned:
            self._set_zoom(self._view.scale * _STEP ** (turned / 120), event.position())
        event.accept()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """The zoom keys and Space; what means nothing here is left to the page."""
        key = event.key()
        if key == Qt.Key.Key_Space:
            self._space_held = True
            self.setCursor(Qt.CursorShape.OpenHandCursor)
        elif key in (Qt.Key.Key_Plus, Qt.Key.Key_Equal):
            self.zoom_in()
        elif key == Qt.Key.Key_Minus:
            self.zoom_out()
        elif key == Qt.Key.Key_0:
            self.zoom_to_fit()
        elif key == Qt.Key.Key_1:
            self.zoom_to_actual()
        else:
            event.ignore()

    def keyReleaseEvent(self, event: QKeyEvent) -> None:
        """Space up: the hand lets go."""
        if event.key() == Qt.Key.Key_Space and not event.isAutoRepeat():
            self._space_held = False
            self.unsetCursor()
        else:
            event.ignore()

    def paintEvent(self, event: QPaintEvent) -> None:
        """The picture, then whatever lies over it."""
        painter = QPainter(self)
        painter.fillRect(event.rect(), colour("background"))
        painter.setRenderHints(QPainter.RenderHint.Antialiasing | QPainter.RenderHint.SmoothPixmapTransform)
        self._picture.paint(painter, self._view.target, QRectF(event.rect()), self._device_size())
        self.paint_overlay(painter)
        painter.end()

    def paint_overlay(self, painter: QPainter) -> None:
        """What lies over the picture, in window pixels: the ring of the focus."""
        if self.hasFocus():
            painter.setPen(colour("focus"))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawRect(self.rect().adjusted(1, 1, -2, -2))

    def resizeEvent(self, event: QResizeEvent) -> None:
        """A fitted picture stays fitted."""
        self._view.window = QSizeF(event.size())
        self._after_zoom()

    def changeEvent(self, event: QEvent) -> None:
        """New colours: paint again."""
        super().changeEvent(event)
        if event.type() in (QEvent.Type.PaletteChange, QEvent.Type.FontChange):
            self.update()

    def _pan_to(self, point: QPointF) -> bool:
        if self._pan_from is None:
            return False
        self._view.pan(point - self._pan_from)
        self._pan_from = point
        self.update()
        return True

    def _device_size(self) -> QSize:
        return (self._view.target.size() * self.devicePixelRatioF()).toSize()

    def _set_zoom(self, scale: float, around: QPointF | None) -> None:
        if not self._view.picture.isEmpty():
            self._view.zoom_to(scale, around)
            self._after_zoom()

    def _after_zoom(self) -> None:
        if not self._picture.is_sharp_at(self._device_size()):
            self._sharpen_timer.start()
        self.update()
        self.zoom_changed.emit(self._view.scale)

    def _sharpen(self) -> None:
        self._picture.sharpen(self._device_size())
        self.update()
