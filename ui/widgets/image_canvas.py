# SPDX-License-Identifier: GPL-3.0-or-later
"""The large picture with the people marked on it: look closer, draw a box, go from face to face, by mouse or keys."""

from __future__ import annotations

from collections.abc import Iterable

from PySide6.QtCore import QEvent, QPoint, QPointF, QRectF, QSize, QSizeF, Qt, QTimer, Signal
from PySide6.QtGui import (
    QAccessible,
    QAccessibleAnnouncementEvent,
    QContextMenuEvent,
    QImage,
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QResizeEvent,
    QWheelEvent,
)
from PySide6.QtWidgets import QApplication, QSizePolicy, QWidget

from ui.texts import _, ngettext
from ui.widgets.canvas_geometry import (
    BoxState,
    CanvasBox,
    CanvasView,
    Grip,
    drag_rect,
    find_grip,
    put_in_reading_order,
    span_rect,
)
from ui.widgets.canvas_painter import PicturePainter, paint_box, paint_draft, paint_handles, paint_label
from ui.widgets.looks import colour

__all__ = ["BoxState", "CanvasBox", "ImageCanvas"]

_STEP = 1.25
_NUDGE = 0.01
_REACH = 7.0
_ARROWS = {
    Qt.Key.Key_Left: QPointF(-1, 0),
    Qt.Key.Key_Right: QPointF(1, 0),
    Qt.Key.Key_Up: QPointF(0, -1),
    Qt.Key.Key_Down: QPointF(0, 1),
}
_CURSORS = {
    Grip.WHOLE: Qt.CursorShape.SizeAllCursor,
    Grip.LEFT: Qt.CursorShape.SizeHorCursor,
    Grip.RIGHT: Qt.CursorShape.SizeHorCursor,
    Grip.TOP: Qt.CursorShape.SizeVerCursor,
    Grip.BOTTOM: Qt.CursorShape.SizeVerCursor,
    Grip.LEFT | Grip.TOP: Qt.CursorShape.SizeFDiagCursor,
    Grip.RIGHT | Grip.BOTTOM: Qt.CursorShape.SizeFDiagCursor,
    Grip.RIGHT | Grip.TOP: Qt.CursorShape.SizeBDiagCursor,
    Grip.LEFT | Grip.BOTTOM: Qt.CursorShape.SizeBDiagCursor,
}


class ImageCanvas(QWidget):
    """Shows one picture and its boxes.

    Mouse: wheel zooms, drag on the picture draws a box, drag on a box moves it, middle button or Space with drag
    pans. Keys: ``+ - 0 1`` zoom; Tab goes to the next box; B starts a box (arrows move it, Shift and arrows size it,
    Enter keeps it, Escape drops it); Ctrl and arrows move the selected box; Delete, Enter act on it. Plain arrows
    pan when zoomed in and are left to the page when not.

    Rectangles in signals are fractions of the picture.
    """

    box_drawn = Signal(QRectF)
    box_selected = Signal(object)
    """The key of the selected box, or None."""
    box_activated = Signal(int)
    box_moved = Signal(int, QRectF)
    delete_requested = Signal(int)
    context_requested = Signal(object, QPoint)
    """The key of the box or None, and the place on the screen."""
    zoom_changed = Signal(float)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._view = CanvasView()
        self._picture = PicturePainter()
        self._boxes: tuple[CanvasBox, ...] = ()
        self._selected: int | None = None
        self._editable = True
        self._draft: QRectF | None = None
        self._moving: QRectF | None = None
        self._grip = Grip.NONE
        self._press: QPointF | None = None
        self._pan_from: QPointF | None = None
        self._space_held = False
        self._sharpen_timer = QTimer(self)
        self._sharpen_timer.setSingleShot(True)
        self._sharpen_timer.setInterval(90)
        self._sharpen_timer.timeout.connect(self._sharpen)
        self.setMouseTracking(True)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        self.setMinimumSize(200, 150)
        self.setAccessibleName(_("Picture"))
        self._describe()

    def sizeHint(self) -> QSize:
        """Roomy, and content with what it gets."""
        return QSize(800, 600)

    # --- what the page uses

    def set_image(self, image: QImage | None) -> None:
        """Show another picture (None: nothing), fitted; the boxes of the one before are gone."""
        shown = image if image is not None and not image.isNull() else None
        self._picture.set_image(shown)
        self._view.picture = QSizeF(shown.size()) if shown is not None else QSizeF(0, 0)
        self._view.fit()
        self._drop_drafts()
        self.set_boxes(())
        self._sharpen()
        self.zoom_changed.emit(self._view.scale)

    def set_boxes(self, boxes: Iterable[CanvasBox]) -> None:
        """Show these boxes; the selection stays if its box is still there."""
        self._boxes = put_in_reading_order(boxes)
        if self._selected is not None and self._box(self._selected) is None:
            self._selected = None
            self.box_selected.emit(None)
        self._describe()
        self.update()

    def boxes(self) -> tuple[CanvasBox, ...]:
        """The boxes in reading order."""
        return self._boxes

    def select_box(self, key: int | None) -> None:
        """Select a box (None: none), bring it into view and tell a screen reader."""
        if key == self._selected or (key is not None and self._box(key) is None):
            return
        self._selected = key
        self._moving = None
        box = self._box(key)
        if box is not None:
            self._view.show_rect(box.rect)
            self._announce(box)
        self.update()
        self.box_selected.emit(key)

    def selected_box(self) -> int | None:
        """The key of the selected box."""
        return self._selected

    def set_editable(self, editable: bool) -> None:
        """Whether boxes can be drawn, moved and deleted."""
        self._editable = editable
        self._drop_drafts()
        self.update()

    def start_box(self) -> None:
        """Start a box in the middle of what is visible, to be placed by the keyboard."""
        if not self._editable or self._view.picture.isEmpty():
            return
        middle = self._view.to_picture(QPointF(self.width() / 2, self.height() / 2))
        side = 0.15
        self._draft = drag_rect(QRectF(0, 0, side, side), Grip.WHOLE, middle - QPointF(side / 2, side / 2))
        self._say(_("New box. Arrows move it, Shift and arrows change its size, Enter keeps it."))
        self.setFocus()
        self.update()

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

    # --- mouse

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Hold a handle, a box, or the picture itself."""
        self.setFocus(Qt.FocusReason.MouseFocusReason)
        point = event.position()
        left = event.button() == Qt.MouseButton.LeftButton
        if event.button() == Qt.MouseButton.MiddleButton or (left and self._space_held):
            self._pan_from = point
            self.setCursor(Qt.CursorShape.ClosedHandCursor)
        elif left:
            self._draft = None
            key, grip = self._grip_at(point)
            self.select_box(key)
            self._grip = grip
            self._press = point
            if key is None and not self._editable:
                self._pan_from = point

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Pan, draw, move or resize; without a button show what could be done here."""
        point = event.position()
        if self._pan_from is not None:
            self._view.pan(point - self._pan_from)
            self._pan_from = point
            self.update()
        elif self._press is None or not self._editable:
            self._show_cursor(point)
        elif (point - self._press).manhattanLength() >= QApplication.startDragDistance() or self._is_dragging():
            start, here = self._view.to_picture(self._press), self._view.to_picture(point)
            box = self._box(self._selected)
            if box is not None:
                self._moving = drag_rect(box.rect, self._grip, here - start)
            else:
                self._draft = span_rect(start, here)
            self.update()

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """Keep what was drawn or moved; a box smaller than a handle was a slip of the hand."""
        self._pan_from = None
        self._press = None
        draft, moving = self._draft, self._moving
        self._draft = self._moving = None
        self._show_cursor(event.position())
        if moving is not None and self._selected is not None:
            self.box_moved.emit(self._selected, moving)
        elif draft is not None:
            size = self._view.to_window(draft).size()
            if min(size.width(), size.height()) >= 8:
                self.box_drawn.emit(draft)
        self.update()

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        """On a box: act on it (name it). Beside it: between the whole picture and its real size."""
        key, _grip = self._grip_at(event.position())
        if key is not None:
            self.box_activated.emit(key)
        elif self._view.is_fitted:
            self._set_zoom(1.0 / self.devicePixelRatioF(), event.position())
        else:
            self.zoom_to_fit()

    def wheelEvent(self, event: QWheelEvent) -> None:
        """Zoom at the pointer; a touchpad zooms as finely as it scrolls."""
        turned = event.angleDelta().y() or event.angleDelta().x()
        if turned:
            self._set_zoom(self._view.scale * _STEP ** (turned / 120), event.position())
        event.accept()

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        """Ask the page for a menu: for the box under the pointer, or for the selected one from the keyboard."""
        if event.reason() == QContextMenuEvent.Reason.Keyboard:
            key = self._selected
        else:
            key, _grip = self._grip_at(QPointF(event.pos()))
        self.context_requested.emit(key, event.globalPos())

    # --- keyboard

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """See the class; what means nothing here is left to the page."""
        if event.key() == Qt.Key.Key_Space and not event.isAutoRepeat():
            self._space_held = True
            self.setCursor(Qt.CursorShape.OpenHandCursor)
        elif not (self._arrow_pressed(event) or self._command_pressed(event)):
            event.ignore()

    def keyReleaseEvent(self, event: QKeyEvent) -> None:
        """Space up: the hand lets go."""
        if event.key() == Qt.Key.Key_Space and not event.isAutoRepeat():
            self._space_held = False
            self.unsetCursor()
        else:
            event.ignore()

    def focusNextPrevChild(self, forward: bool) -> bool:
        """Tab goes from box to box in reading order, and on to the next control after the last."""
        keys: list[int | None] = [box.key for box in self._boxes]
        at = keys.index(self._selected) if self._selected in keys else (-1 if forward else len(keys))
        following = at + (1 if forward else -1)
        if 0 <= following < len(keys):
            self.select_box(keys[following])
            return True
        self.select_box(None)
        return bool(super().focusNextPrevChild(forward))

    def _arrow_pressed(self, event: QKeyEvent) -> bool:
        direction = _ARROWS.get(Qt.Key(event.key()))
        if direction is None:
            return False
        keys = event.modifiers()
        grip = Grip.RIGHT | Grip.BOTTOM if keys & Qt.KeyboardModifier.ShiftModifier else Grip.WHOLE
        box = self._box(self._selected)
        if self._draft is not None:
            self._draft = drag_rect(self._draft, grip, direction * _NUDGE)
        elif box is not None and self._editable and keys & Qt.KeyboardModifier.ControlModifier:
            self.box_moved.emit(box.key, drag_rect(box.rect, grip, direction * _NUDGE))
        elif not self._view.is_fitted:
            self._view.pan(-direction * 60)
        else:
            return False
        self.update()
        return True

    def _command_pressed(self, event: QKeyEvent) -> bool:
        key = event.key()
        if key in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            return self._confirm()
        if key == Qt.Key.Key_Escape:
            return self._step_back()
        if key in (Qt.Key.Key_Delete, Qt.Key.Key_Backspace):
            if self._selected is None or not self._editable:
                return False
            self.delete_requested.emit(self._selected)
        elif key in (Qt.Key.Key_Plus, Qt.Key.Key_Equal):
            self.zoom(_STEP)
        elif key == Qt.Key.Key_Minus:
            self.zoom(1 / _STEP)
        elif key == Qt.Key.Key_0:
            self.zoom_to_fit()
        elif key == Qt.Key.Key_1:
            self.zoom_to_actual()
        elif key == Qt.Key.Key_B and not event.modifiers() and self._editable:
            self.start_box()
        else:
            return False
        return True

    def _confirm(self) -> bool:
        if self._draft is not None:
            draft, self._draft = self._draft, None
            self.update()
            self.box_drawn.emit(draft)
            return True
        if self._selected is not None:
            self.box_activated.emit(self._selected)
            return True
        return False

    def _step_back(self) -> bool:
        if self._draft is not None or self._moving is not None:
            self._drop_drafts()
            self.update()
            return True
        if self._selected is not None:
            self.select_box(None)
            return True
        return False

    # --- painting

    def paintEvent(self, event: QPaintEvent) -> None:
        """The picture, the boxes, then the labels on top of all of them."""
        painter = QPainter(self)
        painter.fillRect(event.rect(), colour("background"))
        target = self._view.target
        painter.setRenderHints(QPainter.RenderHint.Antialiasing | QPainter.RenderHint.SmoothPixmapTransform)
        self._picture.paint(painter, target, QRectF(event.rect()), self._device_size())
        window = QRectF(self.rect())
        places = [(box, self._view.to_window(self._rect_of(box))) for box in self._boxes]
        # The selected box last, so that nothing hides it.
        places.sort(key=lambda one: one[0].key == self._selected)
        for box, place in places:
            paint_box(painter, box, place, selected=box.key == self._selected)
        for box, place in places:
            if place.intersects(window):
                paint_label(painter, box, place, window, selected=box.key == self._selected)
            if box.key == self._selected and self._editable:
                paint_handles(painter, place)
        if self._draft is not None:
            paint_draft(painter, self._view.to_window(self._draft))
        if self.hasFocus() and self._selected is None:
            painter.setPen(colour("accent"))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawRect(self.rect().adjusted(1, 1, -2, -2))
        painter.end()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """A fitted picture stays fitted."""
        self._view.window = QSizeF(event.size())
        self._after_zoom()

    def changeEvent(self, event: QEvent) -> None:
        """New colours: paint again."""
        super().changeEvent(event)
        if event.type() in (QEvent.Type.PaletteChange, QEvent.Type.FontChange):
            self.update()

    # --- inside

    def _box(self, key: int | None) -> CanvasBox | None:
        return next((box for box in self._boxes if box.key == key), None)

    def _rect_of(self, box: CanvasBox) -> QRectF:
        return self._moving if self._moving is not None and box.key == self._selected else box.rect

    def _is_dragging(self) -> bool:
        return self._draft is not None or self._moving is not None

    def _drop_drafts(self) -> None:
        self._draft = self._moving = self._press = None

    def _grip_at(self, point: QPointF) -> tuple[int | None, Grip]:
        selected = self._box(self._selected)
        if selected is not None and self._editable:
            grip = find_grip(self._view.to_window(selected.rect), point, _REACH)
            if grip is not Grip.NONE:
                return selected.key, grip
        # The smallest box under the pointer: a face in front of a larger one stays reachable.
        under = [box for box in self._boxes if self._view.to_window(box.rect).contains(point)]
        box = min(under, key=lambda one: one.w * one.h, default=None)
        return (box.key, Grip.WHOLE) if box is not None else (None, Grip.NONE)

    def _show_cursor(self, point: QPointF) -> None:
        if self._space_held:
            return
        key, grip = self._grip_at(point)
        if key is not None:
            chosen = key == self._selected and self._editable
            self.setCursor(_CURSORS[grip] if chosen else Qt.CursorShape.PointingHandCursor)
        elif self._editable and self._view.target.contains(point):
            self.setCursor(Qt.CursorShape.CrossCursor)
        else:
            self.unsetCursor()

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

    def _describe(self) -> None:
        count = len(self._boxes)
        unnamed = sum(box.state is BoxState.UNNAMED for box in self._boxes)
        text = ngettext("{count} person marked", "{count} people marked", count).format(count=count)
        if unnamed:
            without = ngettext("{count} without a name", "{count} without a name", unnamed)
            text = _("{first}, {second}").format(first=text, second=without.format(count=unnamed))
        if text != self.accessibleDescription():
            self.setAccessibleDescription(text)

    def _announce(self, box: CanvasBox) -> None:
        place = _("Box {number} of {total}").format(number=self._boxes.index(box) + 1, total=len(self._boxes))
        name = box.label or _("no name yet")
        self._say(_("{place}: {name}").format(place=place, name=name))

    def _say(self, text: str) -> None:
        if QAccessible.isActive():
            QAccessible.updateAccessibility(QAccessibleAnnouncementEvent(self, text))
