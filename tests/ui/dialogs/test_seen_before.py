# SPDX-License-Identifier: GPL-3.0-or-later
"""Photos seen before, in a real window: whom to take over, one by one, all at once, or not at all."""

from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from models.workspace import Workspace
from tests.models.builders import School
from tests.models.media.test_fingerprint import cut, scenery
from tests.models.media.test_seen import EDGE, MIDDLE, Album, small
from ui.context import AppContext
from ui.dialogs.seen_before import SeenBeforeDialog


@pytest.fixture
def album(workspace: Workspace, tmp_path: Path) -> Album:
    return Album(School(workspace), tmp_path)


def open_dialog(qtbot: QtBot, context: AppContext, *item_ids: int) -> SeenBeforeDialog:
    dialog = SeenBeforeDialog(context, item_ids)
    qtbot.addWidget(dialog)
    dialog.show()
    qtbot.waitUntil(lambda: dialog.photos.count() > 0 and not dialog.mine.pixmap().isNull())
    return dialog


def named(album: Album, item_id: int) -> list[int]:
    return [one.person_id for one in album.workspace.tagging.people_in((item_id,))[item_id].appearances]


def names_on(dialog: SeenBeforeDialog) -> list[tuple[str, bool]]:
    lines = [dialog.people.item(row) for row in range(dialog.people.count())]
    return [(line.text(), line.checkState() is Qt.CheckState.Checked) for line in lines]


def test_all_photos_at_once_and_back(qtbot: QtBot, context: AppContext, album: Album) -> None:
    anna, bram = album.school.pupil(), album.school.pupil()
    for seed, person in ((1, anna), (2, bram)):
        album.school.tag(album.add(scenery(seed), f"original {seed}"), person, box=MIDDLE)
    copies = [album.add(small(seed), f"copy {seed}") for seed in (1, 2)]
    dialog = open_dialog(qtbot, context, *copies)
    assert dialog.intro.text().startswith("2 photos look like photos that were named before.")
    assert dialog.relation.text() == "The same photo, in another file."
    assert dialog.take_all.text() == "Take over for all 2 photos"
    qtbot.mouseClick(dialog.take_all, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: dialog.intro.text().startswith("That was all."))
    assert [named(album, one) for one in copies] == [[anna], [bram]]
    assert not dialog.splitter.isVisible()
    context.undo.undo()
    qtbot.waitUntil(lambda: dialog.photos.count() == 2)
    assert [named(album, one) for one in copies] == [[], []]


def test_by_keyboard_somebody_is_left_out(qtbot: QtBot, context: AppContext, album: Album) -> None:
    anna, bram = album.school.pupil(), album.school.pupil()
    original = album.add(scenery(1), "original")
    album.school.tag(original, anna, box=MIDDLE)
    album.school.tag(original, bram, box=EDGE)
    copy = album.add(small(1), "copy")
    dialog = open_dialog(qtbot, context, copy)
    assert not dialog.take_all.isVisible(), "one photo needs one button"
    dialog.people.setFocus()
    qtbot.keyClick(dialog.people, Qt.Key.Key_Right)
    qtbot.keyClick(dialog.people, Qt.Key.Key_Space)
    assert [ticked for _name, ticked in names_on(dialog)] == [True, False]
    qtbot.keyClick(dialog.people, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: named(album, copy) == [anna])


def test_of_a_part_those_outside_it_are_not_ticked(qtbot: QtBot, context: AppContext, album: Album) -> None:
    anna, bram = album.school.pupil(), album.school.pupil()
    original = album.add(scenery(1), "original")
    album.school.tag(original, anna, box=MIDDLE)
    album.school.tag(original, bram, box=EDGE)
    part = album.add(cut(scenery(1), 0.125, 0, 0.875, 1), "square")
    dialog = open_dialog(qtbot, context, part)
    assert [ticked for _name, ticked in names_on(dialog)] == [True, False]
    assert names_on(dialog)[1][0].endswith("(probably not in this part)")
    assert "part of the one seen before" in dialog.relation.text()


def test_two_photos_that_are_not_the_same(qtbot: QtBot, context: AppContext, album: Album) -> None:
    original = album.add(scenery(1), "original")
    album.school.tag(original, album.school.pupil())
    copy = album.add(small(1), "copy")
    dialog = open_dialog(qtbot, context, copy)
    qtbot.mouseClick(dialog.apart, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: dialog.intro.text().startswith("That was all."))
    assert named(album, copy) == []
    context.undo.undo()
    qtbot.waitUntil(lambda: dialog.photos.count() == 1)


def test_a_file_that_is_gone_is_told_and_names_can_still_be_taken_over(
    qtbot: QtBot, context: AppContext, album: Album
) -> None:
    anna = album.school.pupil()
    original = album.add(scenery(1), "original")
    album.school.tag(original, anna)
    copy = album.add(small(1), "copy")
    (album.folder / "original.jpg").unlink()
    dialog = open_dialog(qtbot, context, copy)
    assert dialog.other.text() == "The file is not there any more."
    qtbot.mouseClick(dialog.take_one, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: named(album, copy) == [anna])
