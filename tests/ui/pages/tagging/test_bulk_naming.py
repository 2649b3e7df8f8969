# SPDX-License-Identifier: GPL-3.0-or-later
"""Naming somebody in many photos at once."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt

from models.terms import NobodyReason
from tests.ui.pages.tagging.conftest import Viewer
from ui.pages.tagging.bulk import BulkNamingDialog


@pytest.fixture
def dialog(viewer: Viewer) -> BulkNamingDialog:
    viewer.context.workspace.tagging.name_person((viewer.items[0],), viewer.people["Bram"])
    made = BulkNamingDialog(viewer.context, viewer.items[:3], viewer.page)
    made.open()
    viewer.wait(lambda: made.people.count() == 1)
    return made


def rows(dialog: BulkNamingDialog) -> list[str]:
    return [dialog.people.item(at).text() for at in range(dialog.people.count())]


def test_naming_somebody_in_all_of_them_and_undo(viewer: Viewer, dialog: BulkNamingDialog) -> None:
    assert rows(dialog) == ["Bram Visser  ·  in 1 of 3"]
    viewer.qtbot.keyClicks(dialog.picker.line, "an")
    viewer.qtbot.keyClick(dialog.picker.line, Qt.Key.Key_Return)
    viewer.wait(lambda: len(rows(dialog)) == 2)
    assert rows(dialog)[0] == "Anna Berg  ·  in all of them"
    assert all("Anna" in viewer.named(place) for place in range(3))
    assert viewer.named(3) == set()
    assert dialog.isVisible()
    viewer.wait(dialog.banner.isVisible)
    viewer.context.undo.undo()
    viewer.wait(lambda: rows(dialog) == ["Bram Visser  ·  in 1 of 3"])


def test_taking_somebody_out_of_all_of_them(viewer: Viewer, dialog: BulkNamingDialog) -> None:
    assert not dialog.remove.isEnabled()
    dialog.people.setCurrentRow(0)
    viewer.qtbot.mouseClick(dialog.remove, Qt.MouseButton.LeftButton)
    viewer.wait(lambda: rows(dialog) == [])
    assert viewer.named(0) == set()


def test_nobody_recognisable_in_all_of_them(viewer: Viewer, dialog: BulkNamingDialog) -> None:
    action = next(one for one in dialog.nobody.menu().actions() if one.data() == NobodyReason.TOO_SMALL)
    action.trigger()
    viewer.wait(lambda: viewer.people_in(2).nobody_reason is NobodyReason.TOO_SMALL)
    assert viewer.people_in(3).nobody_reason is None
