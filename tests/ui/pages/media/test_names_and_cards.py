# SPDX-License-Identifier: GPL-3.0-or-later
"""Photos that are added to the library tell of names in their files and of photographed name cards, as on Check."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QPushButton
from pytestqt.qtbot import QtBot

from models.terms import AppearanceSource
from models.workspace import Workspace
from tests.models.forms.test_name_cards import Studio
from tests.models.media.test_embedded_names import ANNA
from tests.models.media.xmp_writing import mwg, packet, photo_with
from tests.models.publishing.test_file_names import Desk
from ui.context import AppContext
from ui.dialogs.card_photos import CardPhotosDialog
from ui.dialogs.file_names import FileNamesDialog
from ui.pages.media.page import MediaPage


def open_page(qtbot: QtBot, context: AppContext) -> MediaPage:
    page = MediaPage(context)
    qtbot.addWidget(page)
    page.resize(1200, 800)
    page.show()
    return page


def test_added_photos_tell_of_names_in_their_files(
    qtbot: QtBot, context: AppContext, workspace: Workspace, tmp_path: Path
) -> None:
    desk = Desk(workspace, tmp_path)
    folder = tmp_path / "nieuw"
    folder.mkdir()
    photo_with(folder / "een.jpg", packet(mwg([("Anna de Vries", ANNA)])))
    page = open_page(qtbot, context)
    page.add_paths([folder])
    notice = page.view.file_names
    qtbot.waitUntil(notice.isVisible, timeout=20_000)
    (button,) = [one for one in notice.findChildren(QPushButton) if one.text() == "Look at the names…"]
    qtbot.mouseClick(button, Qt.MouseButton.LeftButton)
    (dialog,) = page.findChildren(FileNamesDialog)
    qtbot.waitUntil(dialog.apply.isEnabled)
    with qtbot.waitSignal(dialog.accepted):
        qtbot.mouseClick(dialog.apply, Qt.MouseButton.LeftButton)
    assert len(workspace.tagging.items_of(desk.anna)) == 1


def test_added_photos_are_named_by_the_cards_among_them(
    qtbot: QtBot, context: AppContext, workspace: Workspace, tmp_path: Path
) -> None:
    folder = tmp_path / "camera"
    folder.mkdir()
    studio = Studio(workspace, folder)
    (anna,) = studio.make(studio.anna)
    shots = [studio.shoot(anna), studio.shoot()]
    page = open_page(qtbot, context)
    page.add_paths([folder])
    notice = page.view.name_cards
    qtbot.waitUntil(notice.isVisible, timeout=20_000)
    (button,) = [one for one in notice.findChildren(QPushButton) if one.text() == "Who is named by them?"]
    qtbot.mouseClick(button, Qt.MouseButton.LeftButton)
    (dialog,) = page.findChildren(CardPhotosDialog)
    with qtbot.waitSignal(dialog.accepted):
        qtbot.mouseClick(dialog.apply, Qt.MouseButton.LeftButton)
    assert studio.people(shots[1]) == [(studio.anna, AppearanceSource.CARD)]
    qtbot.waitUntil(lambda: page.model.ids() == (shots[1],))
