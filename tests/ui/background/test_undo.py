# SPDX-License-Identifier: GPL-3.0-or-later
"""Undo and redo run in the writer, one at a time, and know their names."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import cast

import pytest
from PySide6.QtCore import QObject
from pytestqt.qtbot import QtBot

from models.changes import Change, ChangeSet
from models.errors import ErrorCode, KnownError
from models.terms import ChangeKind
from models.workspace import Workspace
from ui.background.changes import ChangeBus
from ui.background.jobs import Jobs
from ui.background.undo import UndoHistory

TOUCHED = ChangeSet({ChangeKind.ANSWER: frozenset({7})})


class Counter:
    """A number that can be changed with undo and redo."""

    def __init__(self) -> None:
        self.value = 0

    def put(self, value: int) -> Change[object]:
        before, self.value = self.value, value
        return Change(value, TOUCHED, lambda: self.put(before))


class Desk(QObject):
    """Jobs, undo and a counter to work on."""

    def __init__(self) -> None:
        super().__init__()
        self.counter = Counter()
        self.bus = ChangeBus()
        self.undo = UndoHistory()
        self.jobs = Jobs(cast("Workspace", object()), self.bus, self.undo)
        self.broadcast: list[object] = []
        self.bus.changed.connect(self.broadcast.append)

    def put(self, value: int, label: str = "") -> None:
        self.jobs.run_change(lambda _workspace, _progress: self.counter.put(value), owner=self, label=label)


@pytest.fixture
def desk(qtbot: QtBot) -> Iterator[Desk]:
    made = Desk()
    yield made
    made.jobs.close()


def wait_for(qtbot: QtBot, condition: Callable[[], bool]) -> None:
    qtbot.waitUntil(condition, timeout=3000)


def test_a_step_is_taken_back_and_done_again(qtbot: QtBot, desk: Desk) -> None:
    desk.put(1, "Set to 1")
    desk.put(2, "Set to 2")
    wait_for(qtbot, lambda: desk.undo.undo_label == "Set to 2")
    desk.undo.undo()
    wait_for(qtbot, lambda: desk.undo.redo_label == "Set to 2")
    assert (desk.counter.value, desk.undo.undo_label) == (1, "Set to 1")
    desk.undo.undo()
    wait_for(qtbot, lambda: desk.undo.redo_label == "Set to 1")
    assert (desk.counter.value, desk.undo.undo_label) == (0, "")
    desk.undo.redo()
    wait_for(qtbot, lambda: desk.undo.undo_label == "Set to 1")
    assert desk.counter.value == 1
    assert desk.broadcast == [TOUCHED] * 5


def test_a_new_step_ends_what_could_be_done_again(qtbot: QtBot, desk: Desk) -> None:
    desk.put(1, "Set to 1")
    wait_for(qtbot, lambda: bool(desk.undo.undo_label))
    desk.undo.undo()
    wait_for(qtbot, lambda: bool(desk.undo.redo_label))
    desk.put(3, "Set to 3")
    wait_for(qtbot, lambda: desk.undo.undo_label == "Set to 3")
    assert desk.undo.redo_label == ""


def test_pressing_twice_quickly_takes_back_two_steps_in_turn(qtbot: QtBot, desk: Desk) -> None:
    desk.put(1, "Set to 1")
    desk.put(2, "Set to 2")
    wait_for(qtbot, lambda: desk.undo.undo_label == "Set to 2")
    for _press in range(3):  # the third has nothing left to take back
        desk.undo.undo()
    wait_for(qtbot, lambda: desk.undo.redo_label == "Set to 1")
    assert (desk.counter.value, desk.undo.undo_label) == (0, "")
    desk.undo.redo()
    desk.undo.redo()
    wait_for(qtbot, lambda: desk.undo.undo_label == "Set to 2")
    assert desk.counter.value == 2


def test_what_was_asked_after_a_step_that_fails_is_forgotten(qtbot: QtBot, desk: Desk) -> None:
    told: list[KnownError] = []
    desk.jobs.failed.connect(told.append)

    def refuse() -> Change[object]:
        raise KnownError(ErrorCode.RECORD_CHANGED)

    desk.put(1, "Set to 1")
    wait_for(qtbot, lambda: bool(desk.undo.undo_label))
    desk.undo.push("Refused", refuse)
    desk.undo.undo()
    desk.undo.undo()
    wait_for(qtbot, lambda: bool(told))
    qtbot.wait(30)
    assert (desk.counter.value, desk.undo.undo_label) == (1, "Set to 1")


def test_a_change_without_a_label_is_not_remembered(qtbot: QtBot, desk: Desk) -> None:
    desk.put(4)
    wait_for(qtbot, lambda: bool(desk.broadcast))
    assert desk.undo.undo_label == ""


def test_a_step_that_cannot_be_taken_back_is_told_and_does_not_block(qtbot: QtBot, desk: Desk) -> None:
    told: list[KnownError] = []
    desk.jobs.failed.connect(told.append)

    def refuse() -> Change[object]:
        raise KnownError(ErrorCode.RECORD_CHANGED)

    desk.put(1, "Set to 1")
    wait_for(qtbot, lambda: bool(desk.undo.undo_label))
    desk.undo.push("Refused", refuse)
    desk.undo.undo()
    wait_for(qtbot, lambda: bool(told))
    assert [error.code for error in told] == [ErrorCode.RECORD_CHANGED]
    desk.undo.undo()
    wait_for(qtbot, lambda: desk.undo.redo_label == "Set to 1")
    assert desk.counter.value == 0


def test_a_step_that_fails_for_now_can_be_tried_again(qtbot: QtBot, desk: Desk) -> None:
    calls: list[int] = []

    def busy_once() -> Change[object]:
        calls.append(1)
        if len(calls) == 1:
            raise KnownError(ErrorCode.BUSY)
        return desk.counter.put(9)

    desk.undo.push("Set to 9", busy_once)
    desk.undo.undo()
    wait_for(qtbot, lambda: bool(calls) and desk.undo.undo_label == "Set to 9")
    desk.undo.undo()
    wait_for(qtbot, lambda: desk.undo.redo_label == "Set to 9")
    assert desk.counter.value == 9


def test_a_bug_in_a_step_does_not_block_the_next(qtbot: QtBot, desk: Desk) -> None:
    bugs: list[BaseException] = []
    desk.jobs.crashed.connect(bugs.append)

    def stumble() -> Change[object]:
        raise ZeroDivisionError

    desk.put(1, "Set to 1")
    wait_for(qtbot, lambda: bool(desk.undo.undo_label))
    desk.undo.push("Broken", stumble)
    desk.undo.undo()
    wait_for(qtbot, lambda: bool(bugs))
    desk.undo.undo()
    wait_for(qtbot, lambda: desk.undo.redo_label == "Set to 1")
    assert desk.counter.value == 0


def test_a_hundred_steps_are_kept(desk: Desk) -> None:
    for number in range(150):
        desk.undo.push(str(number), lambda: desk.counter.put(0))
    assert desk.undo.undo_label == "149"
    assert len(desk.undo._undos) == 100


def test_another_register_starts_without_steps(desk: Desk) -> None:
    desk.undo.push("Old", lambda: desk.counter.put(0))
    desk.undo.clear()
    assert desk.undo.undo_label == ""
