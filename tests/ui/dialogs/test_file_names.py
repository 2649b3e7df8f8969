# SPDX-License-Identifier: GPL-3.0-or-later
"""Names found in files, in a real window, by keyboard: sure ones ticked, others asked once, one undo."""

from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QPushButton
from pytestqt.qtbot import QtBot

from models.media.sidecar_writing import sidecar_of
from models.workspace import Workspace
from tests.models.media.test_embedded_names import ANNA, BRAM
from tests.models.media.xmp_writing import microsoft, mwg
from tests.models.publishing.test_file_names import THIRD, Desk
from ui.context import AppContext
from ui.dialogs.file_names import FileNamesDialog
from ui.pages.check.page import CheckPage


@pytest.fixture
def desk(workspace: Workspace, tmp_path: Path) -> Desk:
    return Desk(workspace, tmp_path)


def open_dialog(qtbot: QtBot, context: AppContext, *item_ids: int) -> FileNamesDialog:
    dialog = FileNamesDialog(context, item_ids)
    dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose, False)  # the test looks at it to its own end
    qtbot.addWidget(dialog)
    dialog.show()
    qtbot.waitUntil(lambda: dialog.intro.text() != "Looking for names in the files…")
    return dialog


def test_by_keyboard_a_name_is_asked_and_all_are_named_with_one_undo(
    qtbot: QtBot, context: AppContext, desk: Desk
) -> None:
    first = desk.photo("een", mwg([("Anna de Vries", ANNA), ("Brammetje", BRAM), ("Oma", THIRD)]))
    second = desk.photo("twee", mwg([("Brammetje", BRAM)]))
    dialog = open_dialog(qtbot, context, first, second)
    names = dialog.names
    assert dialog.intro.text().startswith("Somebody wrote names in 2 files before.")
    assert names.decisions() == {"anna de vries": desk.anna}
    assert dialog.apply.text() == "Name 1 person"
    assert names.hasFocus()
    qtbot.waitUntil(lambda: not dialog.picture.pixmap().isNull())
    qtbot.keyClick(names, Qt.Key.Key_Down)
    qtbot.keyClick(names, Qt.Key.Key_Down)
    assert names.current_name() == "brammetje"
    qtbot.keyClick(names, Qt.Key.Key_Return)
    assert dialog.picker.line.hasFocus()
    qtbot.keyClicks(dialog.picker.line, "bra")
    qtbot.keyClick(dialog.picker.line, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: names.decisions().get("brammetje") == desk.bram)
    assert names.current_name() == "oma"
    qtbot.mouseClick(dialog.nobody, Qt.MouseButton.LeftButton)
    assert names.decisions()["oma"] is None
    assert dialog.apply.hasFocus()
    assert dialog.apply.text() == "Name 2 people"
    with qtbot.waitSignal(dialog.accepted):
        qtbot.keyClick(dialog.apply, Qt.Key.Key_Space)
    assert [one[0] for one in desk.people(first)] == [desk.anna, desk.bram]
    assert [one[0] for one in desk.people(second)] == [desk.bram]
    assert desk.marks(first) == 1
    context.undo.undo()
    qtbot.waitUntil(lambda: desk.people(first) == [] and desk.people(second) == [])
    assert desk.decisions() == {}


def test_who_fits_is_offered_first_and_a_tick_asks_who_it_is(qtbot: QtBot, context: AppContext, desk: Desk) -> None:
    item_id = desk.photo("een", mwg([("Bram", ANNA)]))
    dialog = open_dialog(qtbot, context, item_id)
    assert dialog.names.decisions() == {}
    assert not dialog.apply.isEnabled()
    qtbot.waitUntil(lambda: dialog.picker.list.count() == 1)
    qtbot.keyClick(dialog.names, Qt.Key.Key_Space)
    assert dialog.picker.line.hasFocus()
    qtbot.keyClick(dialog.picker.line, Qt.Key.Key_Return)
    assert dialog.names.decisions() == {"bram": desk.bram}
    qtbot.keyClick(dialog.names, Qt.Key.Key_Space)
    assert dialog.names.decisions() == {}
    assert not dialog.apply.isEnabled()


def test_doubtful_places_are_told_and_left_out_unless_wanted(qtbot: QtBot, context: AppContext, desk: Desk) -> None:
    item_id = desk.photo("een", mwg([("Anna de Vries", ANNA)]), microsoft([("Anna de Vries", BRAM)]))
    dialog = open_dialog(qtbot, context, item_id)
    assert dialog.with_doubtful.isVisible()
    assert dialog.doubt.text().startswith("In 1 photo the file contradicts itself")
    dialog.with_doubtful.setChecked(True)
    with qtbot.waitSignal(dialog.accepted):
        qtbot.mouseClick(dialog.apply, Qt.MouseButton.LeftButton)
    assert len(desk.people(item_id)) == 1


def test_names_are_written_beside_the_photos_when_somebody_chooses_so(
    qtbot: QtBot, context: AppContext, desk: Desk
) -> None:
    item_id = desk.photo("een", mwg([("Anna de Vries", ANNA)]))
    dialog = open_dialog(qtbot, context, item_id)
    assert not dialog.with_sidecars.isChecked()
    dialog.with_sidecars.setChecked(True)
    assert dialog.warning.isVisible()
    with qtbot.waitSignal(dialog.accepted):
        qtbot.mouseClick(dialog.apply, Qt.MouseButton.LeftButton)
    assert sidecar_of(desk.folder / "een.jpg").is_file()


def test_a_sidecar_that_cannot_be_kept_is_told(qtbot: QtBot, context: AppContext, desk: Desk) -> None:
    item_id = desk.photo("een", mwg([("Anna de Vries", ANNA)]))
    sidecar_of(desk.folder / "een.jpg").write_bytes(b"not xml")
    dialog = open_dialog(qtbot, context, item_id)
    dialog.with_sidecars.setChecked(True)
    qtbot.mouseClick(dialog.apply, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(dialog.banner.isVisible)
    assert "nothing could be written" in dialog.banner.accessibleName()
    assert sidecar_of(desk.folder / "een.jpg").read_bytes() == b"not xml"
    qtbot.waitUntil(lambda: dialog.intro.text().startswith("These files hold no names"))


def test_the_check_page_tells_and_stops_telling(qtbot: QtBot, context: AppContext, desk: Desk) -> None:
    named = desk.photo("een", mwg([("Anna de Vries", ANNA), ("", BRAM)]))
    plain = desk.photo("twee")
    page = CheckPage(context)
    qtbot.addWidget(page)
    page.resize(1100, 700)
    page.show()
    page.show_items([named, plain])
    notice = page.view.file_names
    qtbot.waitUntil(notice.isVisible)
    assert notice.accessibleName() == "In 1 photo somebody wrote who is in it."
    qtbot.waitUntil(lambda: desk.marks(named) == 2)
    assert desk.people(named) == []
    (button,) = [one for one in notice.findChildren(QPushButton) if one.text() == "Look at the names…"]
    qtbot.mouseClick(button, Qt.MouseButton.LeftButton)
    (dialog,) = page.findChildren(FileNamesDialog)
    qtbot.waitUntil(dialog.apply.isEnabled)
    qtbot.mouseClick(dialog.apply, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: [one[0] for one in desk.people(named)] == [desk.anna])
    qtbot.wait(300)
    assert not notice.isVisible()
    page.clear_photos()
    page.show_items([named, plain])
    qtbot.wait(900)
    assert not notice.isVisible()


def test_names_that_are_left_are_not_told_again(qtbot: QtBot, context: AppContext, desk: Desk) -> None:
    item_id = desk.photo("een", mwg([("Anna de Vries", ANNA)]))
    dialog = open_dialog(qtbot, context, item_id)
    with qtbot.waitSignal(dialog.rejected):
        qtbot.mouseClick(dialog.leave, Qt.MouseButton.LeftButton)
    assert desk.workspace.file_names.unread_items() == ()
    assert desk.people(item_id) == []


def test_files_without_names_say_so(qtbot: QtBot, context: AppContext, desk: Desk) -> None:
    dialog = open_dialog(qtbot, context, desk.photo("een"))
    assert dialog.intro.text() == "These files hold no names that the register does not know yet."
    assert not dialog.apply.isVisible()
    assert dialog.shut.hasFocus()
