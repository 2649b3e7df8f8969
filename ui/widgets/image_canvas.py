# SPDX-License-Identifier: GPL-3.0-or-later
"""The large picture with the people marked on it: look closer, draw a box, go from face to face, by mouse or keys."""

from __future__ import annotations

from collections.abc import Iterable

from PySide6.QtCore import QLineF, QPoint, QPointF, QRectF, Qt, Signal
from PySide6.QtGui import (
    QAccessible,
    QAccessibleAnnouncementEvent,
    QContextMenuEvent,
    QImage,
    QKeyEvent,
    QMouseEvent,
    QPainter,
)
from PySide6.QtWidgets import QApplication, QWidget

from ui.texts import _, ngettext
from ui.widgets.canvas_geometry import (
    BoxState,
    CanvasBox,
    Grip,
    drag_rect,
    find_grip,
    put_in_reading_order,
    span_rect,
)
from ui.widgets.canvas_painter import (
    DOT_RADIUS,
    is_dot,
    paint_box,
    paint_draft,
    paint_handles,
    paint_label,
    place_labels,
)
from ui.widgets.picture_view import PictureView

__all__ = ["BoxState", "CanvasBox", "ImageCanvas"]

_NUDGE = 0.01
_REACH = 7.0
_DOT_REACH = 4.0
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


class ImageCanvas(PictureView):
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

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._boxes: tuple[CanvasBox, ...] = ()
        self._selected: int | None = None
        self._editable = True
        self._draft: QRectF | None = None
        self._moving: QRectF | None = None
        self._grip = Grip.NONE
        self._press: QPointF | None = None
        self.setMouseTracking(True)
        self.setAccessibleName(_("Picture"))
        self.setAccessibleDescription(describe_boxes(()))

    # --- what the page uses

    def set_image(self, image: QImage | None) -> None:
        """Show another picture (None: nothing), fitted; the boxes of the one before are gone."""
        self._draft = self._moving = self._press = None
        self.set_boxes(())
        super().set_image(image)

    def set_late_image(self, image: QImage) -> None:
        """The picture that belongs under the boxes, come later than they did: boxes and selection stay."""
        super().set_image(image)
        box = None if self._selected is None else self._box(self._selected)
        if box is not None:
            self._view.show_rect(box.rect)

    def set_boxes(self, boxes: Iterable[CanvasBox]) -> None:
        """Show these boxes; the selection stays if its box is still there."""
        every = tuple(boxes)
        sure = [box for box in every if box.state is not BoxState.DOUBTFUL]
        doubtful = [box for box in every if box.state is BoxState.DOUBTFUL]
        self._boxes = (*put_in_reading_order(sure), *put_in_reading_order(doubtful))
        if self._selected is not None and self._box(self._selected) is None:
            self._selected = None
            self.box_selected.emit(None)
        self.setAccessibleDescription(describe_boxes(self._boxes))
        self.update()

    def boxes(self) -> tuple[CanvasBox, ...]:
        """The boxes in reading order, after them what is only a question."""
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
            _say(self, describe_box(box, self._boxes))
        self.update()
        self.box_selected.emit(key)

    def selected_box(self) -> int | None:
        """The key of the selected box."""
        return self._selected

    @property
    def is_drawing(self) -> bool:
        """Whether a box is being drawn or moved, so that the arrows are for it."""
        return self._draft is not None or self._moving is not None

    def set_editable(self, editable: bool) -> None:
        """Whether boxes can be drawn, moved and deleted."""
        self._editable = editable
        self._draft = self._moving = self._press = None
        self.update()

    def start_box(self) -> None:
        """Start a box in the middle of what is visible, to be placed by the keyboard."""
        if not self._editable or self._view.picture.isEmpty():
            return
        middle = self._view.to_picture(QPointF(self.width() / 2, self.height() / 2))
        side = 0.15
        self._draft = drag_rect(QRectF(0, 0, side, side), Grip.WHOLE, middle - QPointF(side / 2, side / 2))
        _say(self, _("New box. Arrows move it, Shift and arrows change its size, Enter keeps it."))
        self.setFocus()
        self.update()

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
        dragging = self._draft is not None or self._moving is not None
        if self._pan_to(point):
            return
        if self._press is None or not self._editable:
            self._show_cursor(point)
        elif (point - self._press).manhattanLength() >= QApplication.startDragDistance() or dragging:
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
        if not (self._arrow_pressed(event) or self._command_pressed(event)):
            super().keyPressEvent(event)

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
        if not self._editable:
            return False
        if key in (Qt.Key.Key_Delete, Qt.Key.Key_Backspace) and self._selected is not None:
            self.delete_requested.emit(self._selected)
            return True
        if key == Qt.Key.Key_B and event.modifiers() == Qt.KeyboardModifier.NoModifier:
            self.start_box()
            return True
        return False

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
            self._draft = self._moving = self._press = None
            self.update()
            return True
        if self._selected is not None:
            self.select_box(None)
            return True
        return False

    # --- painting

    def paint_overlay(self, painter: QPainter) -> None:
        """The boxes, then the labels on top of all of them."""
        window = QRectF(self.rect())
        places = []
        for box in self._boxes:
            chosen = box.key == self._selected
            rect = self._moving if chosen and self._moving is not None else box.rect
            places.append((box, self._view.to_window(rect), chosen))
        # The selected box last, so that nothing hides it.
        places.sort(key=lambda one: one[2])
        for box, place, chosen in places:
            paint_box(painter, box, place, selected=chosen)
        for label in place_labels(places, window, painter.font()):
            paint_label(painter, label)
        for _box, place, chosen in places:
            if chosen and self._editable:
                paint_handles(painter, place)
        if self._draft is not None:
            paint_draft(painter, self._view.to_window(self._draft))
        if self._selected is None:
            super().paint_overlay(painter)

    # --- inside

    def _box(self, key: int | None) -> CanvasBox | None:
        return next((box for box in self._boxes if box.key == key), None)

    def _grip_at(self, point: QPointF) -> tuple[int | None, Grip]:
        selected = self._box(self._selected)
        if selected is not None and self._editable:
            grip = find_grip(self._view.to_window(selected.rect), point, _REACH)
            if grip is not Grip.NONE:
                return selected.key, grip
        # The smallest box under the pointer: a face in front of a larger one stays reachable.
        places = [(box, self._view.to_window(box.rect)) for box in self._boxes]
        under = [box for box, place in places if _is_under(box, place, point, selected=box.key == self._selected)]
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


def _is_under(box: CanvasBox, place: QRectF, point: QPointF, *, selected: bool) -> bool:
    """Whether a point of the window is in a box at ``place``, or on its dot."""
    if is_dot(box, selected=selected):
        return QLineF(place.center(), point).length() <= DOT_RADIUS + _DOT_REACH
    return place.contains(point)


def describe_boxes(boxes: tuple[CanvasBox, ...]) -> str:
    """What a screen reader says of the whole picture."""
    doubtful = sum(box.state is BoxState.DOUBTFUL for box in boxes)
    count = len(boxes) - doubtful
    unnamed = sum(box.state is BoxState.UNNAMED for box in boxes)
    text = ngettext("{count} person marked", "{count} people marked", count).format(count=count)
    if unnamed:
        without = ngettext("{count} without a name", "{count} without a name", unnamed).format(count=unnamed)
        text = _("{first}, {second}").format(first=text, second=without)
    if doubtful:
        perhaps = ngettext(
            "{count} place that may be somebody", "{count} places that may be somebody", doubtful
        ).format(count=doubtful)
        text = _("{first}, {second}").format(first=text, second=perhaps)
    return text


def describe_box(box: CanvasBox, boxes: tuple[CanvasBox, ...]) -> str:
    """What a screen reader says when a box is selected."""
    place = _("Box {number} of {total}").format(number=boxes.index(box) + 1, total=len(boxes))
    nameless = _("is this someone?") if box.state is BoxState.DOUBTFUL else _("no name yet")
    return _("{place}: {name}").format(place=place, name=box.label or nameless)


def _say(canvas: QWidget, text: str) -> None:
    """Tell a screen reader what happened on the canvas."""
    if QAccessible.isActive():
        QAccessible.updateAccessibility(QAccessibleAnnouncementEvent(canvas, text))
