# SPDX-License-Identifier: GPL-3.0-or-later
"""Chips, banner, task bar, empty state and flow layout, as a user meets them."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QPushButton, QToolButton, QWidget

from models.terms import Verdict
from ui.style.labels import verdict_label
from ui.style.theme import Theme, ThemeChoice
from ui.widgets.banner import Banner
from ui.widgets.empty_state import EmptyState
from ui.widgets.flow_layout import FlowLayout
from ui.widgets.purpose_chips import Chip, PurposeChips
from ui.widgets.task_bar import TaskBar
from ui.widgets.verdict_chip import VerdictChip

CHIPS = (Chip(1, "Website", "globe"), Chip(2, "Instagram", "social"), Chip(3, "Newsletter", "newsletter"))


@pytest.fixture
def chips(qtbot, theme_app) -> PurposeChips:
    made = PurposeChips()
    qtbot.addWidget(made)
    made.set_chips(CHIPS, [2, 99])
    made.resize(500, 60)
    made.show()
    qtbot.waitExposed(made)
    return made


def test_chips_by_mouse(qtbot, chips: PurposeChips) -> None:
    assert chips.checked() == (2,)
    with qtbot.waitSignal(chips.changed) as told:
        qtbot.mouseClick(chips.button(1), Qt.MouseButton.LeftButton)
    assert told.args == [(1, 2)]


def test_chips_by_keyboard(qtbot, chips: PurposeChips) -> None:
    chips.activateWindow()
    chips.button(3).setFocus()
    qtbot.waitUntil(chips.button(3).hasFocus)
    qtbot.keyClick(chips.button(3), Qt.Key.Key_Space)
    assert chips.checked() == (2, 3)
    qtbot.keyClick(chips.button(3), Qt.Key.Key_Right)
    qtbot.waitUntil(chips.button(1).hasFocus)
    qtbot.keyClick(chips.button(1), Qt.Key.Key_Left)
    qtbot.waitUntil(chips.button(3).hasFocus)


def test_setting_chips_is_no_choice_of_the_user(qtbot, chips: PurposeChips) -> None:
    with qtbot.assertNotEmitted(chips.changed):
        chips.set_chips(CHIPS[:1], [1])
    assert chips.checked() == (1,)
    assert chips.button(2) is None


def test_banner_offers_one_action_and_goes(qtbot, theme_app) -> None:
    banner = Banner()
    qtbot.addWidget(banner)
    assert banner.isHidden()
    done: list[bool] = []
    banner.show_message("Marked as yes", action="Undo", act=lambda: done.append(True))
    assert banner.accessibleName() == "Marked as yes"
    button = next(one for one in banner.findChildren(QPushButton) if one.text() == "Undo")
    qtbot.mouseClick(button, Qt.MouseButton.LeftButton)
    assert done == [True]
    assert banner.isHidden()
    banner.show_message("Only to know", seconds=0)
    assert button.isHidden()
    qtbot.mouseClick(banner.findChild(QToolButton), Qt.MouseButton.LeftButton)
    assert banner.isHidden()
    banner.show_message("Soon gone", seconds=0.02)
    qtbot.waitUntil(banner.isHidden)


def test_task_bar_stops_once(qtbot, theme_app) -> None:
    bar = TaskBar()
    qtbot.addWidget(bar)
    stopped: list[bool] = []
    bar.start("Reading photos", lambda: stopped.append(True))
    bar.set_progress(120, 500)
    button = bar.findChild(QPushButton)
    qtbot.mouseClick(button, Qt.MouseButton.LeftButton)
    qtbot.mouseClick(button, Qt.MouseButton.LeftButton)
    assert stopped == [True]
    bar.finish()
    assert bar.isHidden()


def test_empty_state_says_what_to_do(qtbot, theme_app) -> None:
    empty = EmptyState("media", "No photos yet", "Drop photos here.")
    qtbot.addWidget(empty)
    button = empty.add_button("Choose photos", "file", is_primary=True)
    with qtbot.waitSignal(button.clicked):
        qtbot.mouseClick(button, Qt.MouseButton.LeftButton)
    assert empty.accessibleName() == "No photos yet"
    empty.set_text("Nothing found", "Try another word.")
    assert empty.accessibleDescription() == "Try another word."


def test_flow_layout_breaks_lines_and_loses_nothing(qtbot) -> None:
    parent = QWidget()
    qtbot.addWidget(parent)
    flow = FlowLayout(parent)
    buttons = [QPushButton(f"Button {number}") for number in range(8)]
    for button in buttons:
        flow.addWidget(button)
    wide, narrow = flow.heightForWidth(2000), flow.heightForWidth(200)
    assert wide < narrow
    parent.resize(200, narrow)
    parent.show()
    qtbot.waitExposed(parent)
    for at, button in enumerate(buttons):
        assert parent.rect().contains(button.geometry())
        assert not any(button.geometry().intersects(other.geometry()) for other in buttons[:at])


@pytest.mark.parametrize("choice", [ThemeChoice.LIGHT, ThemeChoice.DARK])
def test_every_verdict_has_its_own_look(qtbot, theme_app: Theme, choice: ThemeChoice) -> None:
    theme_app.set_choice(choice)
    pictures = set()
    for verdict in Verdict:
        chip = VerdictChip(verdict)
        qtbot.addWidget(chip)
        assert chip.accessibleName() == verdict_label(verdict)
        pictures.add(chip.grab().toImage().bits().tobytes())
    assert len(pictures) == len(Verdict)
    chip.set_verdict(Verdict.READY, "21 of 24 ready")
    assert chip.verdict() is Verdict.READY
    assert chip.accessibleName() == "21 of 24 ready"
