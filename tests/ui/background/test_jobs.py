# SPDX-License-Identifier: GPL-3.0-or-later
"""Jobs: order, cancelling, owners that go away, exceptions, and the drain budget."""

from __future__ import annotations

import threading
import time
import weakref
from collections.abc import Callable, Iterator
from typing import Any, cast

import pytest
import shiboken6
from PySide6.QtCore import QObject, QTimer
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from models.changes import Change, ChangeSet
from models.errors import ErrorCode, KnownError
from models.progress import Progress
from models.terms import ChangeKind
from models.workspace import Workspace
from ui.background.changes import ChangeBus
from ui.background.jobs import Jobs
from ui.background.undo import UndoHistory

WORKSPACE = cast("Workspace", object())
PERSON = ChangeSet({ChangeKind.PERSON: frozenset({1})})


@pytest.fixture
def bus(qtbot: QtBot) -> ChangeBus:
    return ChangeBus()


@pytest.fixture
def undo(qtbot: QtBot) -> UndoHistory:
    return UndoHistory()


@pytest.fixture
def jobs(bus: ChangeBus, undo: UndoHistory) -> Iterator[Jobs]:
    made = Jobs(WORKSPACE, bus, undo)
    yield made
    made.close()


@pytest.fixture
def owner(qtbot: QtBot) -> QObject:
    return QObject()


def returns(value: object) -> Callable[[Workspace, Progress], Any]:
    return lambda _workspace, _progress: value


def raises(error: BaseException) -> Callable[[Workspace, Progress], Any]:
    def work(_workspace: Workspace, _progress: Progress) -> Any:
        raise error

    return work


def settle(qtbot: QtBot, jobs: Jobs) -> None:
    """Let everything that was started finish and be handed over."""
    assert jobs.wait_until_idle()
    qtbot.wait(30)


def test_a_query_runs_off_the_gui_thread_and_answers_on_it(qtbot: QtBot, jobs: Jobs, owner: QObject) -> None:
    seen: list[tuple[int, int, object]] = []

    def work(workspace: Workspace, _progress: Progress) -> tuple[int, object]:
        return threading.get_ident(), workspace

    jobs.run_query(work, success=lambda got: seen.append((*got, threading.get_ident())), owner=owner)
    qtbot.waitUntil(lambda: bool(seen))
    ((worker, workspace, gui),) = seen
    assert workspace is WORKSPACE
    assert gui == threading.get_ident() != worker


def test_a_later_query_with_the_same_key_takes_the_place_of_the_earlier(
    qtbot: QtBot, jobs: Jobs, owner: QObject
) -> None:
    got: list[object] = []
    gate = threading.Event()

    def slow(_workspace: Workspace, _progress: Progress) -> str:
        assert gate.wait(5)
        return "old"

    first = jobs.run_query(slow, success=got.append, owner=owner, key="list")
    jobs.run_query(returns("new"), success=got.append, owner=owner, key="list")
    jobs.run_query(returns("other"), success=got.append, owner=owner, key="count")
    gate.set()
    settle(qtbot, jobs)
    assert first.token.is_cancelled
    assert sorted(map(str, got)) == ["new", "other"]


def test_keys_of_two_owners_do_not_meet(qtbot: QtBot, jobs: Jobs, owner: QObject) -> None:
    other, got = QObject(), list[object]()
    jobs.run_query(returns(1), success=got.append, owner=owner, key="list")
    jobs.run_query(returns(2), success=got.append, owner=other, key="list")
    settle(qtbot, jobs)
    assert sorted(map(str, got)) == ["1", "2"]


def test_a_cancelled_query_tells_nothing(qtbot: QtBot, jobs: Jobs, owner: QObject) -> None:
    told: list[object] = []
    gate = threading.Event()

    def work(_workspace: Workspace, progress: Progress) -> None:
        assert gate.wait(5)
        progress.report(1, 2)

    job = jobs.run_query(work, success=told.append, failure=told.append, owner=owner)
    jobs.failed.connect(told.append)
    job.cancel()
    gate.set()
    settle(qtbot, jobs)
    assert told == []


def test_nothing_is_told_to_an_owner_that_is_gone(qtbot: QtBot, jobs: Jobs, owner: QObject) -> None:
    told: list[object] = []
    gate = threading.Event()

    def work(_workspace: Workspace, _progress: Progress) -> str:
        assert gate.wait(5)
        return "late"

    widget = QWidget()
    jobs.run_query(work, success=told.append, owner=widget)
    jobs.run_task(work, label="Export", success=told.append, owner=widget)
    shiboken6.delete(widget)
    gate.set()
    settle(qtbot, jobs)
    assert told == []


def test_what_listeners_hold_is_let_go_on_the_gui_thread(qtbot: QtBot, jobs: Jobs, owner: QObject) -> None:
    died_in: list[int] = []

    class Held:
        def take(self, _value: object) -> None:
            return None

    for _ in range(200):
        held = Held()
        weakref.finalize(held, lambda: died_in.append(threading.get_ident()))
        jobs.run_query(returns(0), success=held.take, owner=owner, key="same")
        del held
    qtbot.waitUntil(lambda: len(died_in) == 200)
    assert set(died_in) == {threading.get_ident()}


def test_a_finished_query_keeps_nothing_of_its_owner_alive(qtbot: QtBot, jobs: Jobs) -> None:
    widget = QObject()
    is_alive = weakref.ref(widget)
    jobs.run_query(returns(0), success=lambda _value: None, owner=widget, key="list")
    settle(qtbot, jobs)
    del widget
    assert is_alive() is None


def test_changes_run_one_by_one_in_the_order_asked_for(qtbot: QtBot, jobs: Jobs, owner: QObject) -> None:
    log: list[str] = []

    def write(name: int) -> Callable[[Workspace, Progress], Change[None]]:
        def work(_workspace: Workspace, _progress: Progress) -> Change[None]:
            log.append(f"{name} begins")
            time.sleep(0.002)
            log.append(f"{name} ends")
            return Change(None, ChangeSet())

        return work

    for name in range(20):
        jobs.run_change(write(name), owner=owner)
    settle(qtbot, jobs)
    assert log == [f"{name} {what}" for name in range(20) for what in ("begins", "ends")]


def test_a_change_is_broadcast_once_before_its_own_success(
    qtbot: QtBot, jobs: Jobs, bus: ChangeBus, owner: QObject
) -> None:
    seen: list[object] = []
    bus.changed.connect(seen.append)
    jobs.run_change(returns(Change(5, PERSON)), success=lambda change: seen.append(change.value), owner=owner)
    qtbot.waitUntil(lambda: len(seen) == 2)
    assert seen == [PERSON, 5]


def test_a_change_is_broadcast_although_its_owner_is_gone(qtbot: QtBot, jobs: Jobs, bus: ChangeBus) -> None:
    seen: list[object] = []
    bus.changed.connect(seen.append)
    widget = QObject()
    jobs.run_change(returns(Change(5, PERSON)), success=seen.append, owner=widget)
    shiboken6.delete(widget)
    settle(qtbot, jobs)
    assert seen == [PERSON]


def test_a_known_error_goes_to_its_listener_or_to_everybody(qtbot: QtBot, jobs: Jobs, owner: QObject) -> None:
    here: list[KnownError] = []
    everywhere: list[KnownError] = []
    jobs.failed.connect(everywhere.append)
    first, second = KnownError(ErrorCode.DISK_FULL), KnownError(ErrorCode.BUSY)
    jobs.run_query(raises(first), success=lambda _value: None, failure=here.append, owner=owner)
    jobs.run_change(raises(second), owner=owner)
    settle(qtbot, jobs)
    assert here == [first]
    assert everywhere == [second]


def test_any_other_exception_is_reported_as_a_bug(qtbot: QtBot, jobs: Jobs, owner: QObject) -> None:
    bugs: list[BaseException] = []
    jobs.crashed.connect(bugs.append)
    bug = ZeroDivisionError()
    jobs.run_query(raises(bug), success=lambda _value: None, owner=owner)
    settle(qtbot, jobs)
    assert bugs == [bug]


def test_a_listener_that_raises_does_not_hold_up_the_rest(qtbot: QtBot, jobs: Jobs, owner: QObject) -> None:
    got: list[object] = []

    def stumble(_value: object) -> None:
        raise LookupError

    with qtbot.captureExceptions() as caught:
        for number in range(10):
            jobs.run_query(returns(number), success=stumble if number == 3 else got.append, owner=owner)
        qtbot.waitUntil(lambda: len(got) == 9)
        jobs.run_query(returns("after"), success=got.append, owner=owner)
        qtbot.waitUntil(lambda: "after" in got)
    assert [kind for kind, _error, _trace in caught] == [LookupError]


def test_a_task_tells_how_far_it_is_and_that_it_was_stopped(qtbot: QtBot, jobs: Jobs, owner: QObject) -> None:
    steps: list[tuple[int, int]] = []
    failures: list[KnownError] = []
    ended: list[str] = []
    begun = threading.Event()
    gate = threading.Event()

    def work(_workspace: Workspace, progress: Progress) -> None:
        progress.report(1, 3)
        begun.set()
        assert gate.wait(5)
        progress.report(2, 3)

    job = jobs.run_task(
        work,
        label="Export",
        success=lambda _value: ended.append("done"),
        failure=failures.append,
        progress=lambda done, total: steps.append((done, total)),
        ended=lambda: ended.append("ended"),
        owner=owner,
    )
    assert begun.wait(5)
    qtbot.waitUntil(lambda: bool(steps))
    job.cancel()
    gate.set()
    qtbot.waitUntil(lambda: bool(ended))
    assert steps == [(1, 3)]
    assert [error.code for error in failures] == [ErrorCode.CANCELLED]
    assert ended == ["ended"]


def test_results_are_handed_over_in_small_portions(qtbot: QtBot, jobs: Jobs, owner: QObject) -> None:
    """Between portions the event loop gets its turn: no turn lasts much longer than the budget."""
    turns: list[int] = []
    got: list[int] = []

    def take(number: int) -> None:
        time.sleep(0.002)
        got.append(number)

    for number in range(100):
        jobs.run_query(returns(number), success=take, owner=owner)
    assert jobs.wait_until_idle()
    timer = QTimer()
    timer.setInterval(0)
    timer.timeout.connect(lambda: turns.append(len(got)))
    timer.start()
    qtbot.waitUntil(lambda: len(got) == 100)
    timer.stop()
    portions = [later - earlier for earlier, later in zip([0, *turns], turns, strict=False)]
    assert max(portions) <= 5
    assert sorted(got) == list(range(100))


def test_closing_finishes_the_writer_and_drops_the_queries(qtbot: QtBot, jobs: Jobs, owner: QObject) -> None:
    written: list[int] = []
    told: list[object] = []

    def write(_workspace: Workspace, _progress: Progress) -> Change[None]:
        time.sleep(0.01)
        written.append(1)
        return Change(None, ChangeSet())

    for _ in range(5):
        jobs.run_change(write, owner=owner)
    for _ in range(50):
        jobs.run_query(returns(0), success=told.append, owner=owner)
    jobs.close()
    assert len(written) == 5
    qtbot.wait(30)
    assert told == []


def test_closing_waits_for_the_picture_that_is_being_loaded(jobs: Jobs) -> None:
    begun, loaded = threading.Event(), []

    def load() -> None:
        begun.set()
        time.sleep(0.2)
        loaded.append(jobs.loaders.is_closed)

    jobs.loaders.start(load)
    assert begun.wait(5)
    jobs.close()
    assert loaded == [True]
