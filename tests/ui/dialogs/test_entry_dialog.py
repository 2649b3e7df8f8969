# SPDX-License-Identifier: GPL-3.0-or-later
"""What every dialog that writes has in common: Enter, how far it is, and stopping."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator

import pytest
import shiboken6
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QCheckBox, QComboBox, QLineEdit, QPlainTextEdit, QPushButton, QWidget
from pytestqt.qtbot import QtBot

from models.changes import Change
from models.progress import Progress
from models.workspace import Workspace
from ui.context import AppContext
from ui.dialogs.entry_dialog import EntryDialog, Write


class Dialog(EntryDialog):
    """Adds a class with the name that is filled in; waits in the middle where a test asks for that."""

    def __init__(self, context: AppContext) -> None:
        super().__init__(context, "Add a class", "Add")
        self.closes = False
        self.line, self.choice, self.tick = QLineEdit("7b"), QComboBox(), QCheckBox("tick")
        self.choice.addItems(["one", "two"])
        self.text, self.other = QPlainTextEdit(), QPushButton("other")
        self.presses = 0
        self.other.clicked.connect(self._on_other)
        for widget in (self.line, self.choice, self.tick, self.text, self.other):
            self.body.addWidget(widget)
        self.goes_on = threading.Event()
        self.goes_on.set()

    def _on_other(self) -> None:
        self.presses += 1

    def make_write(self) -> tuple[str, Write]:
        name, goes_on = self.line.text(), self.goes_on

        def write(workspace: Workspace, progress: Progress) -> Change[int]:
            progress.report(1, 4)
            assert goes_on.wait(20)
            progress.report(2, 4)
            return workspace.groups.add_group(name)

        return "Add", write

    def written(self, change: Change[int]) -> None:
        self.save.setEnabled(True)  # for the next one


@pytest.fixture
def dialog(context: AppContext, qtbot: QtBot) -> Iterator[Dialog]:
    made = Dialog(context)
    made.show()
    qtbot.waitExposed(made)
    made.activateWindow()
    yield made
    if shiboken6.isValid(made):
        made.goes_on.set()
        made.is_long = False
        assert context.jobs.wait_until_idle()
        made.close()


@pytest.fixture
def classes(context: AppContext, qtbot: QtBot) -> Callable[[], list[str]]:
    def read() -> list[str]:
        for _turn in range(3):
            assert context.jobs.wait_until_idle()
            qtbot.wait(20)
        return [group.name for group in context.workspace.groups.list_groups()]

    return read


def test_enter_presses_the_main_button_also_after_going_all_round(
    dialog: Dialog, qtbot: QtBot, classes: Callable[[], list[str]]
) -> None:
    fields: tuple[QWidget, ...] = (dialog.line, dialog.choice, dialog.tick)
    for number, field in enumerate(fields):
        field.setFocus()
        for _step in range(8):  # past every button, and back again
            qtbot.keyClick(dialog.focusWidget(), Qt.Key.Key_Tab)
        field.setFocus()
        dialog.line.setText(f"7{number}")
        qtbot.keyClick(field, Qt.Key.Key_Return)
        assert len(classes()) == number + 1
    dialog.line.setFocus()
    dialog.line.setText("8a")
    qtbot.keyClick(dialog.line, Qt.Key.Key_Enter, Qt.KeyboardModifier.KeypadModifier)
    assert sorted(classes()) == ["70", "71", "72", "8a"]


def test_tab_reaches_the_main_button_and_cancel(dialog: Dialog, qtbot: QtBot) -> None:
    dialog.other.setFocus()
    reached = set()
    for _button in dialog.buttons.buttons():
        qtbot.keyClick(dialog.focusWidget(), Qt.Key.Key_Tab)
        reached.add(dialog.focusWidget())
    assert reached == set(dialog.buttons.buttons())


def test_after_a_problem_the_keyboard_is_where_it_was(
    dialog: Dialog, qtbot: QtBot, classes: Callable[[], list[str]]
) -> None:
    dialog.line.setFocus()
    dialog.line.setText("")
    qtbot.mouseClick(dialog.save, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(dialog.problem.isVisible)
    assert dialog.focusWidget() in (dialog.line, dialog.save), "Enter must not mean Cancel now"
    dialog.line.setText("7c")
    qtbot.keyClick(dialog.line, Qt.Key.Key_Return)
    assert classes() == ["7c"]


def test_enter_on_another_button_or_among_lines_is_theirs(
    dialog: Dialog, qtbot: QtBot, classes: Callable[[], list[str]]
) -> None:
    dialog.other.setFocus()
    qtbot.keyClick(dialog.other, Qt.Key.Key_Return)
    assert (dialog.presses, classes()) == (1, [])
    dialog.text.setFocus()
    qtbot.keyClick(dialog.text, Qt.Key.Key_Return)
    assert (dialog.text.toPlainText(), classes()) == ("\n", [])
    dialog.save.setEnabled(False)
    dialog.line.setFocus()
    qtbot.keyClick(dialog.line, Qt.Key.Key_Return)
    assert classes() == []


def test_what_takes_long_tells_how_far_it_is_and_can_be_stopped(
    dialog: Dialog, qtbot: QtBot, classes: Callable[[], list[str]]
) -> None:
    dialog.is_long = True
    dialog.goes_on.clear()
    dialog.write()
    qtbot.waitUntil(lambda: dialog.progress.isVisible() and dialog.progress.value() == 1)
    assert dialog.progress.maximum() == 4
    assert not dialog.line.isEnabled()
    qtbot.keyClick(dialog, Qt.Key.Key_Return)  # a second Enter neither writes twice nor stops
    qtbot.keyClick(dialog, Qt.Key.Key_Escape)
    dialog.goes_on.set()
    assert classes() == []
    assert dialog.isVisible()
    assert dialog.problem.text() == "Stopped. Nothing was recorded."
    assert not dialog.progress.isVisible()
    assert dialog.line.isEnabled()
    dialog.write()
    assert classes() == ["7b"]
    qtbot.keyClick(dialog, Qt.Key.Key_Escape)
    assert not shiboken6.isValid(dialog) or not dialog.isVisible()


def test_who_stops_too_late_is_told_what_was_written(
    dialog: Dialog, context: AppContext, classes: Callable[[], list[str]]
) -> None:
    told: list[int] = []
    is_written, goes_on = threading.Event(), threading.Event()

    def write(workspace: Workspace, _progress: Progress) -> Change[int]:
        change = workspace.groups.add_group("7b")
        is_written.set()
        assert goes_on.wait(20)
        return change

    job = context.jobs.run_change(write, success=lambda change: told.append(change.value), owner=dialog, label="Add")
    assert is_written.wait(20)
    job.cancel()
    goes_on.set()
    assert classes() == ["7b"]
    assert len(told) == 1
    assert context.undo.undo_label == "Add"
