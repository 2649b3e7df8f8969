# SPDX-License-Identifier: GPL-3.0-or-later
"""New photos in a watched folder come in quietly, in a real window; what was taken out stays out."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

from models.publishing.library_filter import LibraryFilter
from models.workspace import Workspace
from tests.models.builders import save_photo
from ui.context import AppContext
from ui.folder_round import FolderRound
from ui.widgets.watched_folders import WatchedFolders


@pytest.fixture
def folders(workspace: Workspace, context: AppContext) -> FolderRound:
    workspace.watched._quiet_seconds = 0
    return FolderRound(context)


def shown(workspace: Workspace) -> int:
    return workspace.library.view(LibraryFilter()).total


def wait(qtbot: QtBot, is_so: Callable[[], object]) -> None:
    qtbot.waitUntil(lambda: bool(is_so()), timeout=30_000)


def test_new_photos_are_taken_in_and_counted_once(
    workspace: Workspace, folders: FolderRound, qtbot: QtBot, tmp_path: Path
) -> None:
    workspace.watched.add(tmp_path)
    for number in range(3):
        save_photo(tmp_path / f"{number}.jpg", number)
    (tmp_path / "no.jpg").write_bytes(b"no photo")
    with qtbot.waitSignal(folders.photos_came) as came:
        folders.look()
    assert came.args == [3]
    wait(qtbot, lambda: not any(look.ready for look in workspace.watched.look()))
    save_photo(tmp_path / "more.jpg", 9)
    with qtbot.waitSignal(folders.photos_came) as more:
        folders.look()
    assert more.args == [1]
    assert shown(workspace) == 4


def test_what_was_taken_out_stays_out(workspace: Workspace, folders: FolderRound, qtbot: QtBot, tmp_path: Path) -> None:
    workspace.watched.add(tmp_path)
    path = save_photo(tmp_path / "a.jpg")
    with qtbot.waitSignal(folders.photos_came):
        folders.look()
    item = workspace.media.item_at(path)
    assert item is not None
    workspace.taking_out.take_out((item,))
    workspace.watched._watches.clear()  # as after a new start, when every file is new once
    folders.look()
    wait(qtbot, lambda: not any(look.ready for look in workspace.watched.look()))
    assert shown(workspace) == 0


def test_the_list_of_folders(workspace: Workspace, context: AppContext, qtbot: QtBot, tmp_path: Path) -> None:
    listed = WatchedFolders(context)
    qtbot.addWidget(listed)
    listed.show()
    wait(qtbot, listed.none_yet.isVisible)
    listed.watch(tmp_path)
    wait(qtbot, lambda: listed.list.count() == 1)
    assert listed.list.item(0).text() == str(tmp_path)
    listed.watch(tmp_path)
    wait(qtbot, listed.problem.isVisible)
    assert listed.problem.text() == "This folder is watched already."
    listed.pause.click()
    wait(qtbot, lambda: listed.list.item(0).text().endswith("(paused)"))
    listed.remove.click()
    wait(qtbot, lambda: listed.list.count() == 0)
    context.undo.undo()
    wait(qtbot, lambda: listed.list.count() == 1)
