# SPDX-License-Identifier: GPL-3.0-or-later
"""The Check page tells that photos were seen before, and stops telling once they are named."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QPushButton
from pytestqt.qtbot import QtBot

from models.workspace import Workspace
from tests.models.builders import School
from tests.models.media.test_fingerprint import scenery
from tests.models.media.test_seen import MIDDLE, Album, small
from ui.context import AppContext
from ui.dialogs.seen_before import SeenBeforeDialog
from ui.pages.check.page import CheckPage


def test_a_copy_that_is_dropped_is_told_and_named(
    qtbot: QtBot, context: AppContext, workspace: Workspace, tmp_path: Path
) -> None:
    album = Album(School(workspace), tmp_path)
    anna = album.school.pupil()
    album.school.tag(album.add(scenery(1), "original"), anna, box=MIDDLE)
    copy = album.add(small(1), "copy")
    page = CheckPage(context)
    qtbot.addWidget(page)
    page.resize(1000, 700)
    page.show()
    page.show_items([copy])
    notice = page.view.seen_before
    qtbot.waitUntil(notice.isVisible)
    assert notice.accessibleName() == "1 photo was seen before, with names."
    (button,) = [one for one in notice.findChildren(QPushButton) if one.text() == "Who is in it?"]
    qtbot.mouseClick(button, Qt.MouseButton.LeftButton)
    (dialog,) = page.findChildren(SeenBeforeDialog)
    qtbot.waitUntil(dialog.take_one.isEnabled)
    qtbot.mouseClick(dialog.take_one, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: len(workspace.tagging.people_in((copy,))[copy].appearances) == 1)
    dialog.reject()
    qtbot.waitUntil(lambda: not notice.isVisible())


def test_photos_that_nobody_saw_before_are_not_mentioned(
    qtbot: QtBot, context: AppContext, workspace: Workspace, tmp_path: Path
) -> None:
    album = Album(School(workspace), tmp_path)
    album.school.tag(album.add(scenery(1), "original"), album.school.pupil())
    other = album.add(small(2), "other")
    page = CheckPage(context)
    qtbot.addWidget(page)
    page.show()
    page.show_items([other])
    qtbot.waitUntil(lambda: page.view.grid.model().rowCount() == 1)
    qtbot.wait(700)
    assert not page.view.seen_before.isVisible()
