# SPDX-License-Identifier: GPL-3.0-or-later
"""The large picture: zoom, boxes by mouse, boxes by keyboard."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PySide6.QtCore import QPoint, QPointF, QRectF, QSizeF, Qt
from PySide6.QtGui import QFont, QImage, QPainter, QWheelEvent
from PySide6.QtWidgets import QApplication, QLineEdit, QVBoxLayout, QWidget

from models.terms import Verdict
from ui.widgets.canvas_geometry import (
    LEAST_SIDE,
    CanvasView,
    Grip,
    drag_rect,
    find_grip,
    put_in_reading_order,
    span_rect,
)
from ui.widgets.canvas_painter import place_labels
from ui.widgets.image_canvas import BoxState, CanvasBox, ImageCanvas

LEFT = Qt.MouseButton.LeftButton
BOXES = (
    CanvasBox(1, 0.60, 0.20, 0.10, 0.20, "Anna", BoxState.NAMED, Verdict.READY),
    CanvasBox(2, 0.20, 0.22, 0.10, 0.20, "", BoxState.UNNAMED),
    CanvasBox(3, 0.40, 0.70, 0.10, 0.20, "Bram", BoxState.COVERED, Verdict.COVER),
)


@pytest.fixture
def canvas(qtbot, theme_app) -> ImageCanvas:
    made = ImageCanvas()
    qtbot.addWidget(made)
    made.resize(832, 632)
    made.show()
    qtbot.waitExposed(made)
    picture = QImage(1600, 1200, QImage.Format.Format_RGB32)
    picture.fill(Qt.GlobalColor.darkGreen)
    made.set_image(picture)
    made.set_boxes(BOXES)
    made.setFocus()
    return made


@pytest.mark.parametrize("arrive", [ImageCanvas.set_late_image, ImageCanvas.swap_image])
def test_boxes_that_were_there_before_the_picture_stay(qtbot, theme_app, arrive) -> None:
    canvas = ImageCanvas()
    qtbot.addWidget(canvas)
    canvas.resize(832, 632)
    canvas.set_image(None)
    canvas.set_boxes(BOXES)
    canvas.select_box(2)
    picture = QImage(1600, 1200, QImage.Format.Format_RGB32)
    picture.fill(Qt.GlobalColor.darkGreen)
    with qtbot.assertNotEmitted(canvas.box_selected):
        arrive(canvas, picture)
    assert canvas.selected_box() == 2
    assert {box.key for box in canvas.boxes()} == {1, 2, 3}
    canvas.set_image(picture)
    assert canvas.boxes() == ()


def at(canvas: ImageCanvas, x: float, y: float) -> QPoint:
    return canvas._view.to_window(QRectF(x, y, 0, 0)).topLeft().toPoint()


def drag(qtbot, canvas: ImageCanvas, start: QPoint, end: QPoint, button: Qt.MouseButton = LEFT) -> None:
    qtbot.mousePress(canvas, button, pos=start)
    for step in range(1, 6):
        qtbot.mouseMove(canvas, start + (end - start) * step / 5)
    qtbot.mouseRelease(canvas, button, pos=end)


def wheel(canvas: ImageCanvas, place: QPoint, turned: int) -> None:
    where = QPointF(place)
    none = Qt.KeyboardModifier.NoModifier
    event = QWheelEvent(
        where, where, QPoint(), QPoint(0, turned), Qt.MouseButton.NoButton, none, Qt.ScrollPhase.NoScrollPhase, False
    )
    QApplication.sendEvent(canvas, event)


def close_to(rect: QRectF, x: float, y: float, w: float, h: float) -> bool:
    pairs = zip((rect.x(), rect.y(), rect.width(), rect.height()), (x, y, w, h), strict=True)
    return all(abs(one - other) < 0.006 for one, other in pairs)


def test_drag_draws_a_box(qtbot, canvas: ImageCanvas) -> None:
    with qtbot.waitSignal(canvas.box_drawn) as told:
        drag(qtbot, canvas, at(canvas, 0.8, 0.6), at(canvas, 0.9, 0.85))
    assert close_to(told.args[0], 0.8, 0.6, 0.1, 0.25)


def test_a_slip_of_the_hand_draws_nothing(qtbot, canvas: ImageCanvas) -> None:
    with qtbot.assertNotEmitted(canvas.box_drawn):
        start = at(canvas, 0.8, 0.6)
        drag(qtbot, canvas, start, start + QPoint(60, 2))


def test_box_is_cut_off_at_the_edge(qtbot, canvas: ImageCanvas) -> None:
    with qtbot.waitSignal(canvas.box_drawn) as told:
        drag(qtbot, canvas, at(canvas, 0.9, 0.9), QPoint(canvas.width() - 1, canvas.height() - 1))
    assert close_to(told.args[0], 0.9, 0.9, 0.1, 0.1)


def test_click_selects_and_drag_moves(qtbot, canvas: ImageCanvas) -> None:
    middle = at(canvas, 0.65, 0.30)
    with qtbot.waitSignal(canvas.box_selected) as told:
        qtbot.mouseClick(canvas, LEFT, pos=middle)
    assert told.args == [1]
    with qtbot.waitSignal(canvas.box_moved) as told:
        drag(qtbot, canvas, middle, at(canvas, 0.75, 0.40))
    assert told.args[0] == 1
    assert close_to(told.args[1], 0.70, 0.30, 0.10, 0.20)
    # A click alone moves nothing.
    with qtbot.assertNotEmitted(canvas.box_moved):
        qtbot.mouseClick(canvas, LEFT, pos=middle)


def test_handle_resizes(qtbot, canvas: ImageCanvas) -> None:
    canvas.select_box(1)
    with qtbot.waitSignal(canvas.box_moved) as told:
        drag(qtbot, canvas, at(canvas, 0.70, 0.40), at(canvas, 0.80, 0.50))
    assert close_to(told.args[1], 0.60, 0.20, 0.20, 0.30)


def test_tab_goes_in_reading_order_and_out(qtbot, theme_app) -> None:
    window = QWidget()
    layout = QVBoxLayout(window)
    canvas, after = ImageCanvas(), QLineEdit()
    layout.addWidget(canvas)
    layout.addWidget(after)
    qtbot.addWidget(window)
    window.show()
    qtbot.waitExposed(window)
    window.activateWindow()
    canvas.set_image(QImage(100, 100, QImage.Format.Format_RGB32))
    canvas.set_boxes(BOXES)
    canvas.setFocus()
    qtbot.waitUntil(canvas.hasFocus)
    seen = []
    for _step in BOXES:
        qtbot.keyClick(canvas, Qt.Key.Key_Tab)
        seen.append(canvas.selected_box())
    assert seen == [2, 1, 3]
    qtbot.keyClick(canvas, Qt.Key.Key_Backtab, Qt.KeyboardModifier.ShiftModifier)
    assert canvas.selected_box() == 1
    qtbot.keyClick(canvas, Qt.Key.Key_Tab)
    qtbot.keyClick(canvas, Qt.Key.Key_Tab)
    qtbot.waitUntil(after.hasFocus)
    assert canvas.selected_box() is None


def test_box_by_keyboard(qtbot, canvas: ImageCanvas) -> None:
    qtbot.keyClick(canvas, Qt.Key.Key_B)
    for _step in range(5):
        qtbot.keyClick(canvas, Qt.Key.Key_Right)
    qtbot.keyClick(canvas, Qt.Key.Key_Down, Qt.KeyboardModifier.ShiftModifier)
    with qtbot.waitSignal(canvas.box_drawn) as told:
        qtbot.keyClick(canvas, Qt.Key.Key_Return)
    assert close_to(told.args[0], 0.475, 0.425, 0.15, 0.16)
    qtbot.keyClick(canvas, Qt.Key.Key_B)
    qtbot.keyClick(canvas, Qt.Key.Key_Escape)
    with qtbot.assertNotEmitted(canvas.box_drawn):
        qtbot.keyClick(canvas, Qt.Key.Key_Return)


def test_selected_box_by_keyboard(qtbot, canvas: ImageCanvas) -> None:
    canvas.select_box(1)
    with qtbot.waitSignal(canvas.box_moved) as told:
        qtbot.keyClick(canvas, Qt.Key.Key_Left, Qt.KeyboardModifier.ControlModifier)
    assert close_to(told.args[1], 0.59, 0.20, 0.10, 0.20)
    with qtbot.waitSignal(canvas.box_activated) as told:
        qtbot.keyClick(canvas, Qt.Key.Key_Return)
    assert told.args == [1]
    with qtbot.waitSignal(canvas.delete_requested) as told:
        qtbot.keyClick(canvas, Qt.Key.Key_Delete)
    assert told.args == [1]
    qtbot.keyClick(canvas, Qt.Key.Key_Escape)
    assert canvas.selected_box() is None


def test_nothing_can_be_changed_when_only_looking(qtbot, canvas: ImageCanvas) -> None:
    canvas.set_editable(False)
    canvas.select_box(1)
    for signal in (canvas.box_drawn, canvas.box_moved, canvas.delete_requested):
        with qtbot.assertNotEmitted(signal):
            drag(qtbot, canvas, at(canvas, 0.8, 0.6), at(canvas, 0.9, 0.85))
            drag(qtbot, canvas, at(canvas, 0.65, 0.3), at(canvas, 0.9, 0.85))
            for key in (Qt.Key.Key_B, Qt.Key.Key_Return, Qt.Key.Key_Delete):
                qtbot.keyClick(canvas, key)


def test_wheel_zooms_at_the_pointer(canvas: ImageCanvas) -> None:
    place = at(canvas, 0.25, 0.75)
    before = canvas._view.scale
    for _step in range(4):
        wheel(canvas, place, 120)
    assert canvas._view.scale > 2 * before
    held = canvas._view.to_picture(QPointF(place))
    assert abs(held.x() - 0.25) < 0.01
    assert abs(held.y() - 0.75) < 0.01
    for _step in range(9):
        wheel(canvas, place, -120)
    assert canvas._view.is_fitted


def test_zoom_keys_and_panning(qtbot, canvas: ImageCanvas) -> None:
    qtbot.keyClick(canvas, Qt.Key.Key_1)
    assert canvas._view.scale == pytest.approx(1.0 / canvas.devicePixelRatioF())
    before = canvas._view.target.left()
    qtbot.keyClick(canvas, Qt.Key.Key_Right)
    assert canvas._view.target.left() == before - 60
    drag(qtbot, canvas, QPoint(300, 300), QPoint(340, 300), Qt.MouseButton.MiddleButton)
    assert canvas._view.target.left() == pytest.approx(before - 20)
    qtbot.keyPress(canvas, Qt.Key.Key_Space)
    with qtbot.assertNotEmitted(canvas.box_drawn):
        drag(qtbot, canvas, QPoint(300, 300), QPoint(320, 300))
    qtbot.keyRelease(canvas, Qt.Key.Key_Space)
    assert canvas._view.target.left() == pytest.approx(before)
    qtbot.keyClick(canvas, Qt.Key.Key_0)
    assert canvas._view.is_fitted


def test_screen_reader_hears_how_many(canvas: ImageCanvas) -> None:
    assert canvas.accessibleDescription() == "3 people marked, 1 without a name"
    canvas.set_boxes(BOXES[:1])
    assert canvas.accessibleDescription() == "1 person marked"


def test_selection_goes_with_its_box(qtbot, canvas: ImageCanvas) -> None:
    canvas.select_box(3)
    canvas.set_boxes(BOXES)
    assert canvas.selected_box() == 3
    with qtbot.waitSignal(canvas.box_selected) as told:
        canvas.set_boxes(BOXES[:2])
    assert told.args == [None]


def test_no_picture_takes_every_action(qtbot, canvas: ImageCanvas) -> None:
    canvas.set_image(None)
    for key in (Qt.Key.Key_B, Qt.Key.Key_1, Qt.Key.Key_Plus, Qt.Key.Key_Delete, Qt.Key.Key_Right):
        qtbot.keyClick(canvas, key)
    with qtbot.assertNotEmitted(canvas.box_drawn):
        drag(qtbot, canvas, QPoint(100, 100), QPoint(300, 300))
    canvas.grab()


def test_picture_is_painted_upright_at_every_scale(qtbot, canvas: ImageCanvas) -> None:
    picture = QImage(3000, 2000, QImage.Format.Format_RGB32)
    picture.fill(Qt.GlobalColor.blue)
    painter = QPainter(picture)
    painter.fillRect(0, 0, 1400, 2000, Qt.GlobalColor.red)
    painter.end()
    canvas.set_image(picture)
    assert canvas._picture.is_sharp_at(canvas._device_size())
    for scale in (None, 0.5, 1.0, 3.0):
        if scale is None:
            canvas.zoom_to_fit()
        else:
            canvas.zoom(scale / canvas._view.scale)
        qtbot.waitUntil(lambda: canvas._picture.is_sharp_at(canvas._device_size()))
        shown = canvas.grab().toImage()
        ratio = canvas.devicePixelRatioF()
        middle = QPoint(round(canvas.width() / 2 * ratio), round(canvas.height() / 2 * ratio))
        assert shown.pixelColor(middle) == Qt.GlobalColor.blue
        left = canvas._view.to_window(QRectF(0.46, 0.5, 0, 0)).topLeft()
        if canvas.rect().contains(left.toPoint()):
            assert shown.pixelColor((left * ratio).toPoint()) == Qt.GlobalColor.red


fractions = st.floats(0, 1, allow_nan=False)
grips = st.sampled_from(
    [Grip.WHOLE, Grip.LEFT, Grip.RIGHT, Grip.TOP, Grip.BOTTOM, Grip.LEFT | Grip.TOP, Grip.RIGHT | Grip.BOTTOM]
)
shifts = st.floats(-2, 2, allow_nan=False)


@given(fractions, fractions, fractions, fractions, grips, shifts, shifts)
def test_a_dragged_box_stays_in_the_picture(
    x: float, y: float, right: float, bottom: float, grip: Grip, by_x: float, by_y: float
) -> None:
    rect = span_rect(QPointF(x, y), QPointF(right, bottom))
    if rect.width() < LEAST_SIDE or rect.height() < LEAST_SIDE:
        return
    dragged = drag_rect(rect, grip, QPointF(by_x, by_y))
    tiny = 1e-9
    assert dragged.left() >= -tiny
    assert dragged.top() >= -tiny
    assert dragged.right() <= 1 + tiny
    assert dragged.bottom() <= 1 + tiny
    assert dragged.width() >= LEAST_SIDE - tiny
    assert dragged.height() >= LEAST_SIDE - tiny
    if grip == Grip.WHOLE:
        assert dragged.width() == pytest.approx(rect.width())


@given(fractions, fractions, st.floats(0.05, 9), st.floats(-900, 900), st.floats(-900, 900))
def test_zoom_never_loses_the_picture(x: float, y: float, scale: float, by_x: float, by_y: float) -> None:
    view = CanvasView()
    view.picture, view.window = QSizeF(4000, 3000), QSizeF(900, 700)
    view.zoom_to(scale, QPointF(x * 900, y * 700))
    view.pan(QPointF(by_x, by_y))
    target = view.target
    assert view.fitting_scale <= view.scale <= view.LARGEST
    for low, high, window in ((target.left(), target.right(), 900), (target.top(), target.bottom(), 700)):
        if high - low >= window:
            assert low <= 0.01
            assert high >= window - 0.01
        else:
            assert abs((low + high) / 2 - window / 2) < 0.01


def test_small_boxes_can_be_moved_as_well_as_resized() -> None:
    rect = QRectF(100, 100, 12, 12)
    assert find_grip(rect, rect.center(), 7) == Grip.WHOLE
    assert find_grip(rect, QPointF(96, 96), 7) == Grip.LEFT | Grip.TOP
    assert find_grip(rect, QPointF(80, 80), 7) == Grip.NONE


def test_reading_order_of_a_group_photo() -> None:
    back = [CanvasBox(10 + at, 0.1 + 0.2 * at, 0.2 + 0.02 * (at % 2), 0.1, 0.15) for at in range(4)]
    front = [CanvasBox(20 + at, 0.15 + 0.2 * at, 0.5 - 0.02 * (at % 2), 0.1, 0.15) for at in range(3)]
    ordered = put_in_reading_order([*reversed(front), *reversed(back)])
    assert [box.key for box in ordered] == [10, 11, 12, 13, 20, 21, 22]


def test_a_picture_set_before_the_window_shows_is_sharp(qtbot, theme_app) -> None:
    made = ImageCanvas()
    qtbot.addWidget(made)
    made.resize(800, 600)
    picture = QImage(3000, 2000, QImage.Format.Format_RGB32)
    picture.fill(Qt.GlobalColor.blue)
    made.set_image(picture)
    assert made._picture.is_sharp_at(made._device_size())


def test_labels_never_hide_each_other(theme_app) -> None:
    """In a crowd a label is cut to its first word, then to its mark; the selected one is whole."""
    window = QRectF(0, 0, 800, 600)
    boxes = [
        (CanvasBox(key, 0, 0, 1, 1, f"Anna{key} van den Berg", BoxState.NAMED, Verdict.READY), place, key == 3)
        for key, place in enumerate(QRectF(60 + 60 * number, 100, 40, 40) for number in range(8))
    ]
    labels = place_labels(boxes, window, QFont())
    texts = {label.box.key: label.text for label in labels}
    assert texts[3] == "Anna3 van den Berg"
    assert len(labels) == len(boxes)
    written = [label.plate for label in labels if label.text]
    assert not any(one.intersects(other) for place, one in enumerate(written) for other in written[place + 1 :])
    assert any(not text for text in texts.values())


DOUBTFUL = (
    CanvasBox(9, 0.05, 0.05, 0.30, 0.30, "Is this someone?", BoxState.DOUBTFUL),
    *BOXES,
    CanvasBox(8, 0.80, 0.60, 0.02, 0.03, "Is this someone?", BoxState.DOUBTFUL),
)


def test_what_is_only_a_question_comes_last_and_is_no_person(canvas: ImageCanvas) -> None:
    canvas.set_boxes(DOUBTFUL)
    assert [box.key for box in canvas.boxes()] == [2, 1, 3, 9, 8]
    assert canvas.accessibleDescription() == ("3 people marked, 1 without a name, 2 places that may be somebody")


def test_a_dot_is_chosen_at_its_middle_only(qtbot, canvas: ImageCanvas) -> None:
    canvas.set_boxes(DOUBTFUL)
    qtbot.mouseClick(canvas, LEFT, pos=at(canvas, 0.08, 0.08))
    assert canvas.selected_box() is None, "inside the place that was found, but beside the dot"
    qtbot.mouseClick(canvas, LEFT, pos=at(canvas, 0.20, 0.20) + QPoint(6, 0))
    assert canvas.selected_box() == 9
    qtbot.mouseClick(canvas, LEFT, pos=at(canvas, 0.81, 0.615) + QPoint(0, 9))
    assert canvas.selected_box() == 8, "a tiny find is as easy to hit as a large one"


def test_a_dot_is_painted_small_and_becomes_a_box_when_chosen(qtbot, canvas: ImageCanvas) -> None:
    canvas.set_boxes(DOUBTFUL[:1])
    corner, middle = at(canvas, 0.05, 0.05) + QPoint(30, 0), at(canvas, 0.20, 0.20)
    green = canvas.grab().toImage().pixelColor(corner)
    assert canvas.grab().toImage().pixelColor(middle + QPoint(5, 0)) != green, "the dot"
    canvas.select_box(9)
    assert canvas.grab().toImage().pixelColor(corner) != green, "the frame of the box"
    assert canvas.grab().toImage().pixelColor(middle + QPoint(5, 0)) == green


def test_only_a_chosen_dot_has_its_label(canvas: ImageCanvas) -> None:
    canvas.set_boxes(DOUBTFUL)
    window = QRectF(canvas.rect())
    places = [(box, canvas._view.to_window(box.rect), box.key == 9) for box in canvas.boxes()]
    assert {label.box.key for label in place_labels(places, window, QFont())} == {1, 3, 9}
