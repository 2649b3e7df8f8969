# SPDX-License-Identifier: GPL-3.0-or-later
"""Two letters and Enter: finding a person, and never the wrong one."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt

from ui.widgets.person_picker import PersonPicker, PickRow
from ui.widgets.pick_delegate import find_matches

ANNA = PickRow(1, "Anna de Vries", "4a", "in the previous photo")
ANTON = PickRow(2, "Anton Bakker", "4b")
ZOE = PickRow(3, "Zoë van der Berg", "4a", is_chosen=True)


@pytest.fixture
def asked() -> list[str]:
    return []


@pytest.fixture
def picker(qtbot, theme_app, asked: list[str]) -> PersonPicker:
    made = PersonPicker(asked.append)
    qtbot.addWidget(made)
    made.resize(320, 300)
    made.show()
    qtbot.waitExposed(made)
    made.line.setFocus()
    return made


def shown(picker: PersonPicker) -> list[str]:
    return [picker.list.item(row).text() for row in range(picker.list.count())]


def test_two_letters_and_enter(qtbot, picker: PersonPicker, asked: list[str]) -> None:
    qtbot.keyClicks(picker.line, "an")
    qtbot.waitUntil(lambda: asked == ["an"], timeout=500)
    picker.show_results([ANNA, ANTON])
    assert shown(picker)[:2] == ["Anna de Vries · 4a · in the previous photo", "Anton Bakker · 4b"]
    with qtbot.waitSignal(picker.picked) as told:
        qtbot.keyClick(picker.line, Qt.Key.Key_Return)
    assert told.args == [1]
    assert picker.line.text() == ""


def test_enter_before_the_answer_waits_for_it(qtbot, picker: PersonPicker, asked: list[str]) -> None:
    picked: list[int] = []
    picker.picked.connect(picked.append)
    picker.show_results([ZOE])
    qtbot.keyClicks(picker.line, "ant")
    qtbot.keyClick(picker.line, Qt.Key.Key_Return)
    assert asked == ["ant"]
    qtbot.wait(100)
    assert picked == []
    picker.show_results([ANTON])
    assert picked == [2]


def test_what_is_typed_after_an_early_enter_is_the_next_name(qtbot, picker: PersonPicker, asked: list[str]) -> None:
    picked: list[int] = []
    picker.picked.connect(picked.append)
    for letters in ("an", "zo"):
        qtbot.keyClicks(picker.line, letters)
        qtbot.keyClick(picker.line, Qt.Key.Key_Return)
    assert asked == ["an"]
    picker.show_results([ANNA])
    assert picked == [1]
    qtbot.waitUntil(lambda: asked == ["an", "zo"])
    picker.show_results([ZOE])
    assert picked == [1, 3]
    assert picker.line.text() == ""


def test_escape_takes_an_early_enter_back(qtbot, picker: PersonPicker, asked: list[str]) -> None:
    picked: list[int] = []
    picker.picked.connect(picked.append)
    qtbot.keyClicks(picker.line, "an")
    qtbot.keyClick(picker.line, Qt.Key.Key_Return)
    qtbot.keyClicks(picker.line, "t")
    qtbot.keyClick(picker.line, Qt.Key.Key_Escape)
    picker.show_results([ANNA])
    assert picked == []
    assert picker.line.text() == ""


def test_arrows_choose_and_stop_at_the_ends(qtbot, picker: PersonPicker) -> None:
    picker.line.setText("an")
    picker.refresh()
    picker.show_results([ANNA, ANTON])
    qtbot.keyClick(picker.line, Qt.Key.Key_Up)
    assert picker.list.currentRow() == 0
    qtbot.keyClick(picker.line, Qt.Key.Key_Down)
    picker._timer.stop()
    with qtbot.waitSignal(picker.picked) as told:
        qtbot.keyClick(picker.line, Qt.Key.Key_Return)
    assert told.args == [2]


def test_somebody_new(qtbot, picker: PersonPicker) -> None:
    qtbot.keyClicks(picker.line, "Xyz")
    picker.refresh()
    picker.show_results([])
    picker._timer.stop()
    assert shown(picker) == ["Add “Xyz” as a new person…"]
    with qtbot.waitSignal(picker.create_requested) as told:
        qtbot.keyClick(picker.line, Qt.Key.Key_Return)
    assert told.args == ["Xyz"]


def test_escape_empties_then_cancels(qtbot, picker: PersonPicker) -> None:
    qtbot.keyClicks(picker.line, "an")
    qtbot.keyClick(picker.line, Qt.Key.Key_Escape)
    assert picker.line.text() == ""
    with qtbot.waitSignal(picker.cancelled):
        qtbot.keyClick(picker.line, Qt.Key.Key_Escape)


def test_click_picks(qtbot, picker: PersonPicker) -> None:
    picker.show_results([ANNA, ZOE])
    assert shown(picker)[1] == "Zoë van der Berg · 4a · already named"
    at = picker.list.visualItemRect(picker.list.item(1)).center()
    with qtbot.waitSignal(picker.picked) as told:
        qtbot.mouseClick(picker.list.viewport(), Qt.MouseButton.LeftButton, pos=at)
    assert told.args == [3]


def test_every_control_has_a_name(picker: PersonPicker) -> None:
    assert picker.line.accessibleName()
    assert picker.list.accessibleName()


@pytest.mark.parametrize(
    ("name", "typed", "expected"),
    [
        ("Anna de Vries", "an", ["An"]),
        ("Anna de Vries", "vr an", ["An", "Vr"]),
        ("Zoë van der Berg", "zoe ber", ["Zoë", "Ber"]),
        ("Joanna Anders", "an", ["An"]),
        ("Joanna", "an", ["an"]),
        ("Anna", "xy", []),
        ("Anna", "", []),
        ("Strauß", "ß", ["ß"]),
    ],
)
def test_typed_letters_are_found(name: str, typed: str, expected: list[str]) -> None:
    assert [name[start:end] for start, end in find_matches(name, typed)] == expected
