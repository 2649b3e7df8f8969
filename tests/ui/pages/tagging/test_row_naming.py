# SPDX-License-Identifier: GPL-3.0-or-later
"""Names of a whole row, typed or pasted: seen beside the faces before they count, in one step, with one undo."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt

from models.media.box import Box
from tests.ui.pages.tagging.conftest import Viewer
from tests.ui.pages.tagging.test_face_walk import find, refresh
from ui.pages.tagging.row_naming import RowNamingDialog

BACK = tuple(Box(x, 0.15, 0.1, 0.15) for x in (0.1, 0.6))
FRONT = (Box(0.35, 0.6, 0.1, 0.15),)


@pytest.fixture
def dialog(viewer: Viewer) -> RowNamingDialog:
    find(viewer.context.workspace, viewer.items[0], (*FRONT, *reversed(BACK)))
    refresh(viewer)
    viewer.wait(lambda: len(viewer.page.view.canvas.boxes()) == 3)
    viewer.qtbot.keyClick(viewer.page, Qt.Key.Key_L, Qt.KeyboardModifier.ControlModifier)
    (made,) = viewer.page.findChildren(RowNamingDialog)
    return made


def lines(dialog: RowNamingDialog) -> list[str]:
    return [dialog.people.item(at).text().split(maxsplit=1)[1] for at in range(dialog.people.count())]


def rows(dialog: RowNamingDialog) -> list[str]:
    return [dialog.row.itemText(at) for at in range(dialog.row.count())]


def test_all_rows_by_keyboard_in_one_step(viewer: Viewer, dialog: RowNamingDialog) -> None:
    assert rows(dialog) == ["All 3 faces, row by row", "Row 1 from the back: 2 faces", "Row 2 from the back: 1 face"]
    dialog.row.setCurrentIndex(0)
    assert lines(dialog) == ["…", "…", "…"]
    assert not dialog.save.isEnabled()
    viewer.qtbot.keyClicks(dialog.names, "zo, an, br")
    viewer.wait(lambda: lines(dialog) == ["Zoë Bakker", "Anna Berg", "Bram Visser"])
    assert dialog.save.text() == "Name 3 people"
    viewer.qtbot.keyClick(dialog.names, Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
    viewer.wait(lambda: viewer.named() == {"Anna", "Bram", "Zoë"})
    places = {one.person_id: one.box for one in viewer.people_in().appearances}
    assert [places[viewer.people[name]] for name in ("Zoë", "Anna", "Bram")] == [*BACK, *FRONT]
    assert viewer.people_in().faces == ()
    viewer.wait(lambda: viewer.context.undo.undo_label == "Names of a row")
    viewer.context.undo.undo()
    viewer.wait(lambda: viewer.named() == set() and viewer.people_in().unnamed_count == 3)


def test_the_row_of_the_selected_face_is_offered_first(dialog: RowNamingDialog) -> None:
    assert dialog.row.currentText() == "Row 1 from the back: 2 faces"
    assert len(lines(dialog)) == 2


def test_a_dash_passes_a_face_over(viewer: Viewer, dialog: RowNamingDialog) -> None:
    viewer.qtbot.keyClicks(dialog.names, "-, an")
    viewer.wait(lambda: lines(dialog) == ["passed over", "Anna Berg"])
    dialog.write()
    viewer.wait(lambda: viewer.named() == {"Anna"})
    assert viewer.people_in().appearances[0].box == BACK[1]
    assert viewer.people_in().unnamed_count == 2


@pytest.mark.parametrize(
    ("typed", "summary"),
    [
        ("an, br, zo", "1 name too many for this row."),
        ("an, xyz", "Nobody fits “xyz”. Type it differently, or a dash to pass the face over."),
        ("an, an", "Nobody fits “an”. Type it differently, or a dash to pass the face over."),
    ],
)
def test_what_does_not_fit_is_not_named(viewer: Viewer, dialog: RowNamingDialog, typed: str, summary: str) -> None:
    viewer.qtbot.keyClicks(dialog.names, typed)
    viewer.wait(lambda: dialog.count.text() == summary)
    assert not dialog.save.isEnabled()
    viewer.qtbot.keyClick(dialog.names, Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
    viewer.qtbot.wait(300)
    assert viewer.named() == set()


def test_without_a_found_face_it_says_what_to_do(viewer: Viewer) -> None:
    viewer.qtbot.mouseClick(viewer.page.view.row, Qt.MouseButton.LeftButton)
    viewer.wait(lambda: "Ctrl+B marks somebody" in viewer.page.view.banner.accessibleName())
    assert viewer.page.findChildren(RowNamingDialog) == []
