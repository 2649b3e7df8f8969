# SPDX-License-Identifier: GPL-3.0-or-later
"""Bars painted by hand: their length, their scale, keys and mouse, and that only what is seen is drawn."""

from __future__ import annotations

import time
from itertools import pairwise

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QAccessible, QImage
from pytestqt.qtbot import QtBot

from ui.style.theme import Theme, ThemeChoice, colour
from ui.widgets.bar_chart import _AXIS, _ROW, Bar, BarChart, scale_ticks


@pytest.fixture
def chart(qtbot: QtBot, theme_app: Theme) -> BarChart:
    made = BarChart()
    qtbot.addWidget(made)
    made.resize(500, 300)
    made.show()
    return made


def lengths(chart: BarChart, role: str) -> list[int]:
    """Pixels in a colour in the middle of each bar."""
    image: QImage = chart.viewport().grab().toImage()
    wanted = colour(role).rgb()
    middles = (_AXIS + row * _ROW + _ROW // 2 for row in range(len(chart.bars)))
    return [sum(image.pixel(x, y) == wanted for x in range(image.width())) for y in middles]


@pytest.mark.parametrize("look", [ThemeChoice.LIGHT, ThemeChoice.DARK])
def test_bars_are_as_long_as_their_numbers(chart: BarChart, theme_app: Theme, look: ThemeChoice) -> None:
    theme_app.set_choice(look)
    chart.show_bars([Bar("a", 10, "10"), Bar("b", 5, "5"), Bar("c", 0, "0"), Bar("d", 5, "5 of 10", 10)])
    ten, five, none, part = lengths(chart, "accent")
    assert ten > 100
    assert none == 0
    assert abs(ten - 2 * five) <= 4
    assert abs(part - five) <= 6
    assert lengths(chart, "border")[3] > five - 10


@pytest.mark.parametrize("most", [1, 2, 3, 5, 6, 7, 10, 19, 24, 51, 99, 100, 101, 999, 12_345])
def test_a_scale_has_round_marks(most: int) -> None:
    ticks = scale_ticks(most)
    assert ticks[0] == 0
    assert 2 <= len(ticks) <= 6
    (step,) = {after - before for before, after in pairwise(ticks)}
    assert ticks[-1] <= most < ticks[-1] + step
    assert str(step).rstrip("0") in ("1", "2", "5")


def test_keys(chart: BarChart, qtbot: QtBot) -> None:
    chart.show_bars([Bar(str(number), number, str(number)) for number in range(40)])
    for key, row in (
        (Qt.Key.Key_Down, 0), (Qt.Key.Key_Down, 1), (Qt.Key.Key_End, 39), (Qt.Key.Key_Down, 39), (Qt.Key.Key_Up, 38),
        (Qt.Key.Key_Home, 0), (Qt.Key.Key_Up, 0), (Qt.Key.Key_PageDown, 8),
    ):  # fmt: skip
        qtbot.keyClick(chart, key)
        assert chart.current == row
    with qtbot.waitSignal(chart.activated) as opened:
        qtbot.keyClick(chart, Qt.Key.Key_Return)
    assert opened.args == [8]


def test_the_mouse(chart: BarChart, qtbot: QtBot) -> None:
    chart.show_bars([Bar(str(number), number, str(number)) for number in range(5)])
    with qtbot.waitSignal(chart.current_changed) as chosen:
        qtbot.mouseClick(chart.viewport(), Qt.MouseButton.LeftButton, pos=QPoint(50, _AXIS + 2 * _ROW + 5))
    assert chosen.args == [2]
    assert chart.row_at(5) == -1
    assert chart.row_at(_AXIS + 6 * _ROW) == -1
    with qtbot.waitSignal(chart.activated):
        qtbot.mouseDClick(chart.viewport(), Qt.MouseButton.LeftButton, pos=QPoint(50, _AXIS + 5))


def test_what_is_chosen_comes_into_view(chart: BarChart) -> None:
    chart.show_bars([Bar(str(number), number, str(number)) for number in range(2_000)])
    chart.set_current(1_500)
    bar = chart.verticalScrollBar()
    assert bar.value() <= 1_500 * _ROW < bar.value() + chart.viewport().height()
    chart.set_current(3)
    assert bar.value() <= 3 * _ROW
    chart.set_current(5_000)
    assert chart.current == 3
    chart.show_bars([])
    assert (chart.current, bar.maximum()) == (-1, 0)
    chart.grab()


def test_2000_bars_are_drawn_as_fast_as_twenty(chart: BarChart) -> None:
    chart.show_bars([Bar(f"Anna-Sophia van den Berg {number}", number % 9, str(number % 9)) for number in range(2_000)])
    chart.grab()
    start = time.perf_counter()
    chart.grab()
    assert time.perf_counter() - start < 1


def test_a_screen_reader_is_sent_to_the_table(chart: BarChart) -> None:
    reader = QAccessible.queryAccessibleInterface(chart)
    assert reader.text(QAccessible.Text.Name) == "Chart"
    assert "table" in reader.text(QAccessible.Text.Description)
