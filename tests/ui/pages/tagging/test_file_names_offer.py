# SPDX-License-Identifier: GPL-3.0-or-later
"""An opened photo whose file says who is in it tells so, until somebody dealt with it."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from models.workspace import Workspace
from tests.models.media.test_embedded_names import ANNA
from tests.models.media.xmp_writing import mwg
from tests.models.publishing.test_file_names import Desk
from ui.context import AppContext
from ui.dialogs.file_names import FileNamesDialog
from ui.pages.tagging.page import TaggingPage


def test_a_photo_tells_that_its_file_names_people(
    qtbot: QtBot, context: AppContext, workspace: Workspace, tmp_path: Path
) -> None:
    desk = Desk(workspace, tmp_path)
    named, plain = desk.photo("een", mwg([("Anna de Vries", ANNA)])), desk.photo("twee")
    page = TaggingPage(context)
    qtbot.addWidget(page)
    page.resize(1100, 700)
    page.show()
    page.open_items([named, plain], named, ())
    notice = page.view.file_names
    qtbot.waitUntil(notice.isVisible)
    qtbot.mouseClick(notice, Qt.MouseButton.LeftButton)
    (dialog,) = page.findChildren(FileNamesDialog)
    qtbot.waitUntil(dialog.apply.isEnabled)
    with qtbot.waitSignal(dialog.accepted):
        qtbot.mouseClick(dialog.apply, Qt.MouseButton.LeftButton)
    assert [one[0] for one in desk.people(named)] == [desk.anna]
    qtbot.waitUntil(lambda: page.view.people.count() == 1)
    qtbot.waitUntil(lambda: not notice.isVisible())
    page.step(1)
    qtbot.wait(500)
    assert not notice.isVisible()
    page.step(-1)
    qtbot.wait(500)
    assert not notice.isVisible()
