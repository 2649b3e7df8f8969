# SPDX-License-Identifier: GPL-3.0-or-later
"""New scans in the chosen folder are read while the window shows something else, and it says so once."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from PySide6.QtWidgets import QPushButton
from pytestqt.qtbot import QtBot

from models.errors import ErrorCode
from models.forms.scan_folder import ScanFolderService
from models.forms.scan_runs import RunSummary
from tests.forms_simulator.desk import Desk, make_desk
from ui.context import AppContext
from ui.main_window import MainWindow
from ui.pages.forms.page import FormsPage
from ui.scan_watch import ScanWatch


@pytest.fixture
def desk(context: AppContext, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Desk:
    folder = tmp_path / "scans"
    folder.mkdir()
    workspace = context.workspace
    patient = ScanFolderService(workspace.store, workspace.settings, workspace.scans, quiet_seconds=0)
    monkeypatch.setattr(workspace, "scan_folder", patient)
    return make_desk(workspace, folder)


@pytest.fixture
def settle(qtbot: QtBot, context: AppContext) -> Callable[[], None]:
    def wait() -> None:
        for _turn in range(12):
            assert context.jobs.wait_until_idle(60_000)
            qtbot.wait(15)

    return wait


@pytest.fixture
def watch(context: AppContext, desk: Desk) -> Iterator[ScanWatch]:
    made = ScanWatch(context)
    yield made
    made.deleteLater()


def test_nothing_happens_where_nobody_wants_it(watch: ScanWatch, desk: Desk, settle: Callable[[], None]) -> None:
    told: list[RunSummary] = []
    watch.pages_read.connect(told.append)
    desk.save("pile.tif", desk.page())
    watch.start()
    settle()
    assert told == []
    assert desk.answers() == {}


def test_each_scan_is_told_once(watch: ScanWatch, desk: Desk, context: AppContext, settle: Callable[[], None]) -> None:
    told: list[RunSummary] = []
    watch.pages_read.connect(told.append)
    desk.workspace.scan_folder.choose(desk.folder)
    path = desk.save("pile.tif", desk.page(0), desk.page(1, signs=False))
    for _time in range(3):
        watch.look()
        settle()
    assert [(one.recorded, one.waiting) for one in told] == [(1, 1)]
    assert path.exists()
    assert context.undo.undo_label
    desk.save("again.tif", desk.page(0))
    watch.look()
    settle()
    assert len(told) == 1  # the same page under another name is no news


def test_it_rests_where_it_was_stopped(
    watch: ScanWatch, desk: Desk, settle: Callable[[], None], monkeypatch: pytest.MonkeyPatch
) -> None:
    told: list[RunSummary] = []
    watch.pages_read.connect(told.append)
    desk.workspace.scan_folder.choose(desk.folder)
    desk.save("pile.tif", desk.page(0))
    watch.start()
    take = desk.workspace.scans.take

    def stopped(*given: object, **named: object) -> object:
        change = take(*given, **named)  # type: ignore[arg-type]
        summary = RunSummary(change.value.run, change.value.outcomes, stopped=ErrorCode.DISK_FULL)
        return type(change)(summary, change.changes, change.undo)

    with monkeypatch.context() as full:
        full.setattr(desk.workspace.scans, "take", stopped)
        watch.look()
        settle()
    assert told[-1].stopped is ErrorCode.DISK_FULL
    assert not watch.is_watching
    watch.start()
    settle()
    assert watch.is_watching


def test_the_window_says_it_and_shows_the_pages_that_wait(
    context: AppContext, desk: Desk, settle: Callable[[], None], qtbot: QtBot
) -> None:
    window = MainWindow(context)
    qtbot.addWidget(window)
    window.show()
    settle()
    assert window.current_page == "check"
    context.jobs.run_change(lambda workspace, _progress: workspace.scan_folder.choose(desk.folder), owner=window)
    settle()
    desk.save("pile.tif", desk.page(0), desk.page(1, signs=False))
    window.scan_watch.look()
    settle()
    assert window.banner.accessibleName() == "2 new pages read, 1 to look at"
    (button,) = [one for one in window.banner.findChildren(QPushButton) if one.text() == "Look at them"]
    button.click()
    settle()
    page = window.pages.page("forms")
    assert isinstance(page, FormsPage)
    assert window.current_page == "forms"
    assert page.pile.panel.page is not None
    assert page.pile.panel.page.scan.person_id == desk.pupils[1]
