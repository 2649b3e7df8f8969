# SPDX-License-Identifier: GPL-3.0-or-later
"""Naming found faces without the mouse: key presses are counted, and nobody is overlooked."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QImage
from pytestqt.qtbot import QtBot

from models.consent.default_purposes import default_purposes
from models.media.box import Box
from models.media.found_faces import DETECTOR
from models.media.session_rows import SessionInput
from models.roster.person_input import PersonInput
from models.tables import FoundFace
from models.terms import ChangeKind, FaceJudgement, PersonRole
from models.workspace import Workspace
from tests.ui.pages.tagging.conftest import Viewer, add_photo
from ui.context import AppContext
from ui.pages.tagging.page import TaggingPage
from ui.widgets.pick_delegate import ID_ROLE

TODAY = date(2026, 9, 12)
THREE = tuple(Box(x, 0.3, 0.12, 0.2) for x in (0.1, 0.4, 0.7))
CLASS = (
    "Aaliyah Pinas", "Bram Visser", "Daan de Groot", "Emma Jansen", "Emre Yılmaz", "Eva van den Berg", "Femke Bos",
    "Finn Smit", "Isa Kaya", "Jayden Lo", "Julia Nowak", "Kateryna Melnyk", "Lars Mulder", "Lotte Peters",
    "Maryam Ouali", "Milan de Wit", "Mina Nguyen", "Noor Janssen", "Omar Al-Hassan", "Pieter-Jan Hoekstra",
    "Ruben Vos", "Sanne Dekker", "Thijs Kok", "Yara Haddad",
)  # fmt: skip


def find(workspace: Workspace, item_id: int, boxes: Sequence[Box], score: float = 0.9) -> None:
    """What the detector found."""
    with workspace.store.write("test.found") as unit:
        for box in boxes:
            unit.session.add(
                FoundFace(item_id=item_id, x=box.x, y=box.y, w=box.w, h=box.h, score=score, detector=DETECTOR)
            )
        unit.touch(ChangeKind.APPEARANCE, [item_id])


def refresh(viewer: Viewer) -> None:
    """Show the items anew, as when they are opened from the Check page."""
    viewer.page.open_items(viewer.items, viewer.items[0], viewer.page._purpose_ids)


def selected(viewer: Viewer) -> int | None:
    return viewer.page.view.canvas.selected_box()


def question(viewer: Viewer) -> str:
    return viewer.page.view.asking.text()


@pytest.fixture
def three(viewer: Viewer) -> Viewer:
    """The first photo with three faces found; the first of them is asked for."""
    find(viewer.context.workspace, viewer.items[0], THREE)
    refresh(viewer)
    viewer.wait(lambda: selected(viewer) is not None)
    return viewer


def press(viewer: Viewer, key: Qt.Key, modifier: Qt.KeyboardModifier = Qt.KeyboardModifier.NoModifier) -> None:
    viewer.qtbot.keyClick(viewer.page.view.picker.line, key, modifier)


def test_three_faces_take_three_keys_each(three: Viewer) -> None:
    viewer = three
    assert question(viewer) == "Who is this? 3 faces have no name yet."
    assert viewer.page.view.close_up.isVisible()
    for letters in ("an", "br", "zo"):
        viewer.type_name(letters)
    viewer.wait(lambda: viewer.named() == {"Anna", "Bram", "Zoë"})
    rows = {one.person_id: one.box for one in viewer.people_in().appearances}
    assert [rows[viewer.people[name]] for name in ("Anna", "Bram", "Zoë")] == list(THREE)
    assert viewer.people_in().faces == ()
    viewer.wait(lambda: "Every face that was found has a name now." in viewer.page.view.banner.accessibleName())


def test_a_picture_that_comes_after_its_faces_leaves_the_question(three: Viewer) -> None:
    viewer = three
    asked, first = selected(viewer), viewer.items[0]
    late = QImage(600, 400, QImage.Format.Format_RGB32)
    late.fill(Qt.GlobalColor.darkBlue)
    viewer.page._pictures.loaded.emit(first, late)
    assert selected(viewer) == asked
    assert len(viewer.page.view.canvas.boxes()) == 3
    assert viewer.page.view.close_up.image == late
    assert viewer.page.view.close_up.isVisible()
    viewer.type_name("an")
    viewer.wait(lambda: viewer.named() == {"Anna"})
    assert viewer.people_in().appearances[0].box == THREE[0]


def test_tab_and_shift_tab_go_round_the_faces_and_the_line_keeps_the_keyboard(three: Viewer) -> None:
    viewer = three
    keys = [box.key for box in viewer.page.view.canvas.boxes()]
    seen = [selected(viewer)]
    for _time in range(3):
        press(viewer, Qt.Key.Key_Tab)
        seen.append(selected(viewer))
    assert seen == [*keys, keys[0]]
    press(viewer, Qt.Key.Key_Backtab, Qt.KeyboardModifier.ShiftModifier)
    assert selected(viewer) == keys[-1]
    assert viewer.page.view.picker.line.hasFocus()


def test_delete_says_that_a_find_is_no_person_and_goes_on(three: Viewer) -> None:
    viewer = three
    press(viewer, Qt.Key.Key_Delete)
    viewer.wait(lambda: viewer.people_in().unnamed_count == 2)
    assert [one.judgement for one in viewer.people_in().faces].count(FaceJudgement.NOT_A_PERSON) == 1
    viewer.type_name("br")
    viewer.wait(lambda: viewer.named() == {"Bram"})
    assert viewer.people_in().appearances[0].box == THREE[1]
    viewer.wait(lambda: viewer.context.undo.undo_label == "Name Bram Visser")
    viewer.context.undo.undo()
    viewer.context.undo.undo()
    viewer.wait(lambda: viewer.people_in().unnamed_count == 3)
    viewer.wait_rows(3)
    press(viewer, Qt.Key.Key_Tab)
    press(viewer, Qt.Key.Key_Tab)
    press(viewer, Qt.Key.Key_Tab)
    assert selected(viewer) is not None, "what was taken back can be reached again"


def test_a_face_that_cannot_be_recognised_gets_its_reason(three: Viewer) -> None:
    viewer = three
    menu = viewer.page.view.judge.menu()
    (action,) = [one for one in menu.actions() if one.text().endswith("seen from behind")]
    action.trigger()
    viewer.wait(lambda: viewer.people_in().unnamed_count == 2)
    (judged,) = [one for one in viewer.people_in().faces if one.judgement is FaceJudgement.NOT_RECOGNISABLE]
    assert (judged.box, judged.note) == (THREE[0], "seen from behind")
    viewer.wait(lambda: "Cannot be recognised: seen from behind" in viewer.rows())
    assert selected(viewer) == viewer.page.view.canvas.boxes()[1].key


def test_doubtful_finds_come_last_and_only_when_asked_for(viewer: Viewer) -> None:
    workspace, item = viewer.context.workspace, viewer.items[0]
    find(workspace, item, THREE[:1])
    find(workspace, item, THREE[1:2], score=0.4)
    refresh(viewer)
    viewer.wait(lambda: selected(viewer) is not None)
    viewer.type_name("an")
    viewer.wait(lambda: viewer.named() == {"Anna"})
    viewer.wait(lambda: "1 place may be somebody too" in viewer.page.view.banner.accessibleName())
    assert selected(viewer) is None
    press(viewer, Qt.Key.Key_Tab)
    viewer.wait(lambda: question(viewer) == "Is this someone? Type a name, or press Delete.")
    viewer.type_name("br")
    viewer.wait(lambda: viewer.named() == {"Anna", "Bram"})


def test_a_photo_with_only_doubtful_finds_asks_about_the_whole_photo(viewer: Viewer) -> None:
    find(viewer.context.workspace, viewer.items[0], THREE, score=0.4)
    refresh(viewer)
    viewer.wait_rows(3)
    assert selected(viewer) is None
    assert question(viewer) == "Who is in this photo?"


def test_escape_names_somebody_without_a_face(three: Viewer) -> None:
    viewer = three
    press(viewer, Qt.Key.Key_Escape)
    assert selected(viewer) is None
    viewer.type_name("zo")
    viewer.wait(lambda: viewer.named() == {"Zoë"})
    assert viewer.people_in().appearances[0].box is None
    assert viewer.people_in().unnamed_count == 3


def test_once_more_the_last_name(three: Viewer) -> None:
    viewer = three
    press(viewer, Qt.Key.Key_Escape)
    viewer.type_name("an")
    viewer.wait(lambda: viewer.named() == {"Anna"})
    viewer.page.step(1)
    viewer.wait(lambda: viewer.page.view.name.text() == "1.jpg")
    viewer.qtbot.keyClick(viewer.page, Qt.Key.Key_D, Qt.KeyboardModifier.ControlModifier)
    viewer.wait(lambda: viewer.named(1) == {"Anna"})


def test_the_same_people_get_the_faces_in_their_places(three: Viewer) -> None:
    viewer = three
    for letters in ("an", "br", "zo"):
        viewer.type_name(letters)
    viewer.wait(lambda: len(viewer.people_in().appearances) == 3)
    moved = [Box(one.x + 0.02, one.y, one.w, one.h) for one in THREE]
    find(viewer.context.workspace, viewer.items[1], moved)
    viewer.page.step(1)
    viewer.wait(lambda: viewer.page.view.name.text() == "1.jpg" and len(viewer.rows()) == 3)
    viewer.qtbot.keyClick(viewer.page, Qt.Key.Key_R, Qt.KeyboardModifier.ControlModifier)
    viewer.wait(lambda: len(viewer.people_in(1).appearances) == 3)
    assert sorted(one.box.x for one in viewer.people_in(1).appearances if one.box) == [one.x for one in moved]
    assert viewer.people_in(1).unnamed_count == 0


def test_a_class_photo_of_24_takes_little_more_than_three_keys_each(
    qtbot: QtBot, context: AppContext, workspace: Workspace, tmp_path: Path
) -> None:
    workspace.purposes.add_purposes(default_purposes("en"))
    group = workspace.groups.add_group("7b").value
    other = workspace.groups.add_group("8a").value
    people: dict[str, int] = {}
    for name in CLASS:
        given, _space, family = name.partition(" ")
        entered = PersonInput(given, family_name=family, roles=(PersonRole.PUPIL,), group_ids=(group,))
        people[name] = workspace.people.add_person(entered).value
    for at in range(200):  # the rest of the school, among them many who are called alike
        given = CLASS[at % len(CLASS)].split()[0]
        workspace.people.add_person(PersonInput(given, family_name=f"Ander{at}", group_ids=(other,)))
    item = add_photo(workspace, tmp_path / "class.jpg", (40, 120, 90))
    boxes = [Box(0.05 + 0.11 * (at % 8), 0.2 + 0.22 * (at // 8), 0.06, 0.09) for at in range(len(CLASS))]
    find(workspace, item, boxes)
    day = workspace.sessions.add_session(SessionInput("Class photo", day=TODAY, group_ids=(group,))).value
    workspace.sessions.assign_items((item,), day)
    page = TaggingPage(context)
    qtbot.addWidget(page)
    page.resize(1100, 760)
    page.show()
    page.open_items([item], item, [workspace.purposes.purpose("website").id])
    view = page.view
    qtbot.waitUntil(lambda: view.canvas.selected_box() is not None and view.picker.list.count() > 0)
    presses = 0
    for place, name in enumerate(CLASS):
        presses += _type_until_first(qtbot, page, people[name], name)
        # Who names people knows the photo: the list is up to date again before they have found the next name.
        qtbot.waitUntil(lambda place=place: len(page._source._present) == place + 1)  # type: ignore[misc]
    assert [(_named(workspace, item)[people[name]]) for name in CLASS] == boxes
    assert presses / len(CLASS) <= 3.8


def _type_until_first(qtbot: QtBot, page: TaggingPage, person_id: int, name: str) -> int:
    """Type letters (at least two) until the person stands first, then Enter; gives the key presses."""
    picker = page.view.picker
    for count in range(1, len(name) + 1):
        qtbot.keyClicks(picker.line, name[count - 1])
        if count < 2:
            continue
        typed = name[:count].strip()
        qtbot.waitUntil(lambda typed=typed: picker._delegate.typed == typed and not picker._awaits_answer)
        if picker.list.item(0) is not None and picker.list.item(0).data(ID_ROLE) == person_id:
            qtbot.keyClick(picker.line, Qt.Key.Key_Return)
            return count + 1
    raise AssertionError("nobody fits")


def _named(workspace: Workspace, item: int) -> dict[int, Box | None]:
    return {one.person_id: one.box for one in workspace.tagging.people_in((item,))[item].appearances}
