# SPDX-License-Identifier: GPL-3.0-or-later
"""Naming who is in a run of photos, by keys and mouse, seen in the register."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QAction, QKeySequence
from PySide6.QtWidgets import QInputDialog

from models.consent.facts import CellKey
from models.consent.register import AnswerInput
from models.terms import Activity, Answer, FaceJudgement, MediaKind, NobodyReason, WayOut
from tests.ui.pages.tagging.conftest import Viewer
from ui.dialogs.new_person import NewPersonDialog
from ui.style import labels


def test_two_letters_and_enter_name_somebody(viewer: Viewer) -> None:
    viewer.type_name("an")
    viewer.wait(lambda: viewer.named() == {"Anna"})
    viewer.wait_rows(1)
    assert viewer.rows()[0].startswith("Anna Berg")
    assert viewer.page.view.picker.line.text() == ""
    assert viewer.page.view.banner.isVisible()
    viewer.type_name("zo")
    viewer.wait(lambda: viewer.named() == {"Anna", "Zoë"})


def test_who_is_named_is_not_offered_first_again(viewer: Viewer) -> None:
    viewer.type_name("an")
    viewer.wait_rows(1)
    viewer.wait(lambda: not viewer.page.view.picker.list.item(0).text().startswith("Anna"))
    texts = [viewer.page.view.picker.list.item(at).text() for at in range(3)]
    assert texts[-1].startswith("Anna Berg")


def test_letters_on_the_picture_go_to_the_name_line(viewer: Viewer) -> None:
    view = viewer.page.view
    view.canvas.setFocus()
    viewer.qtbot.keyClick(view.canvas, "z")
    assert view.picker.line.hasFocus()
    assert view.picker.line.text() == "z"
    view.picker.line.clear()
    view.people.setFocus()
    viewer.qtbot.keyClick(view.people, "b")
    assert view.picker.line.text() == "b"


def test_a_drawn_box_is_named_next(viewer: Viewer) -> None:
    viewer.draw_box()
    assert viewer.page.view.picker.line.hasFocus()
    viewer.wait_rows(1)
    assert viewer.page.view.asking.text() == "Who is this?"
    assert viewer.people_in().unnamed_count == 1
    viewer.type_name("br")
    viewer.wait(lambda: viewer.named() == {"Bram"})
    people = viewer.people_in()
    assert people.faces == ()
    assert people.appearances[0].box is not None


def test_a_name_typed_before_the_mark_is_written_still_lands_on_it(viewer: Viewer) -> None:
    viewer.draw_box()
    viewer.type_name("br")
    viewer.wait(lambda: viewer.named() == {"Bram"})
    assert viewer.people_in().faces == ()
    assert viewer.people_in().appearances[0].box is not None


def test_a_box_by_keys_alone(viewer: Viewer) -> None:
    view = viewer.page.view
    viewer.qtbot.keyClick(view.picker.line, Qt.Key.Key_B, Qt.KeyboardModifier.ControlModifier)
    assert view.canvas.hasFocus()
    viewer.qtbot.keyClick(view.canvas, Qt.Key.Key_Right)
    viewer.qtbot.keyClick(view.canvas, Qt.Key.Key_Return)
    viewer.wait(lambda: viewer.people_in().unnamed_count == 1)


def test_somebody_named_without_a_box_gets_one_later(viewer: Viewer) -> None:
    viewer.type_name("an")
    viewer.wait_rows(1)
    viewer.page.view.people.setCurrentRow(0)
    assert viewer.page.view.place.isVisible()
    viewer.qtbot.mouseClick(viewer.page.view.place, Qt.MouseButton.LeftButton)
    viewer.draw_box()
    viewer.wait(lambda: viewer.people_in().appearances[0].box is not None)
    assert viewer.people_in().faces == ()
    viewer.wait(lambda: not viewer.page.view.place.isVisible())


def test_the_way_out_asks_for_the_place_of_who_has_none(viewer: Viewer) -> None:
    viewer.type_name("an")
    viewer.wait_rows(1)
    viewer.page.view.why.way_out_chosen.emit(WayOut.MARK_PLACE, 1)
    viewer.qtbot.keyClick(viewer.page.view.canvas, Qt.Key.Key_Return)
    viewer.wait(lambda: viewer.people_in().appearances[0].box is not None)


def test_a_box_is_moved_with_the_mouse(viewer: Viewer) -> None:
    viewer.draw_box()
    viewer.wait_rows(1)
    before = viewer.people_in().faces[0].box
    middle = viewer.page.view.canvas.rect().center()
    viewer.drag(middle, middle + QPoint(80, 0))
    viewer.wait(lambda: viewer.people_in().faces[0].box.x > before.x + 0.02)
    assert viewer.people_in().faces[0].box.w == pytest.approx(before.w, abs=0.01)


def test_delete_takes_away_and_undo_brings_back(viewer: Viewer) -> None:
    viewer.type_name("an")
    viewer.wait_rows(1)
    viewer.page.view.people.setCurrentRow(0)
    viewer.qtbot.keyClick(viewer.page.view.people, Qt.Key.Key_Delete)
    viewer.wait(lambda: viewer.named() == set())
    viewer.wait_rows(0)
    viewer.context.undo.undo()
    viewer.wait(lambda: viewer.named() == {"Anna"})
    viewer.wait_rows(1)
    viewer.context.undo.redo()
    viewer.wait(lambda: viewer.named() == set())


def test_delete_in_the_empty_name_line_takes_the_new_mark_away(viewer: Viewer) -> None:
    viewer.draw_box()
    viewer.wait_rows(1)
    viewer.qtbot.keyClick(viewer.page.view.picker.line, Qt.Key.Key_Delete)
    viewer.wait(lambda: viewer.people_in().faces == ())


def test_undo_key_reaches_the_window_from_the_empty_name_line(viewer: Viewer) -> None:
    action = QAction("Undo", viewer.page)
    action.setShortcut(QKeySequence.StandardKey.Undo)
    action.triggered.connect(viewer.context.undo.undo)
    viewer.page.addAction(action)
    viewer.page.activateWindow()
    line = viewer.page.view.picker.line
    line.setFocus()
    viewer.type_name("an")
    viewer.wait(lambda: viewer.named() == {"Anna"} and viewer.context.undo.undo_label != "")
    viewer.qtbot.keyClick(line, Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier)
    viewer.wait(lambda: viewer.named() == set())
    assert line.text() == ""


def test_tab_goes_from_box_to_box(viewer: Viewer) -> None:
    viewer.draw_box()
    viewer.wait_rows(1)
    view = viewer.page.view
    viewer.type_name("an")
    viewer.wait(lambda: viewer.named() == {"Anna"})
    viewer.page.open_items(viewer.items, viewer.items[0], ())
    viewer.wait(lambda: len(view.canvas.boxes()) == 1 and view.canvas.selected_box() is None)
    viewer.qtbot.keyClick(view.picker.line, Qt.Key.Key_Tab)
    assert view.canvas.hasFocus()
    assert view.canvas.selected_box() == view.canvas.boxes()[0].key
    assert view.close_up.isVisible()


def test_another_name_for_a_box(viewer: Viewer) -> None:
    viewer.type_name("an")
    viewer.wait_rows(1)
    viewer.page.view.people.setCurrentRow(0)
    viewer.qtbot.mouseClick(viewer.page.view.rename, Qt.MouseButton.LeftButton)
    assert viewer.page.view.asking.text() == "Who is it instead of Anna Berg?"
    viewer.type_name("br")
    viewer.wait(lambda: viewer.named() == {"Bram"})


def test_renaming_is_given_up_with_escape(viewer: Viewer) -> None:
    viewer.type_name("an")
    viewer.wait_rows(1)
    viewer.page.view.people.setCurrentRow(0)
    viewer.qtbot.keyClick(viewer.page.view.people, Qt.Key.Key_Return)
    viewer.qtbot.keyClick(viewer.page.view.picker.line, Qt.Key.Key_Escape)
    viewer.type_name("br")
    viewer.wait(lambda: viewer.named() == {"Anna", "Bram"})


def test_escape_steps_back_and_then_closes(viewer: Viewer) -> None:
    viewer.type_name("an")
    viewer.wait_rows(1)
    viewer.page.view.people.setCurrentRow(0)
    line = viewer.page.view.picker.line
    with viewer.qtbot.assertNotEmitted(viewer.page.closed):
        viewer.qtbot.keyClick(line, Qt.Key.Key_Escape)
    assert viewer.page.view.people.currentRow() == -1
    with viewer.qtbot.waitSignal(viewer.page.closed):
        viewer.qtbot.keyClick(line, Qt.Key.Key_Escape)


def test_next_and_previous_by_keys(viewer: Viewer) -> None:
    view, line = viewer.page.view, viewer.page.view.picker.line
    assert view.position.text() == "1 of 4"
    assert not view.previous.isEnabled()
    viewer.qtbot.keyClick(line, Qt.Key.Key_PageDown)
    viewer.wait(lambda: view.name.text() == "1.jpg")
    viewer.qtbot.keyClick(line, Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
    viewer.wait(lambda: view.name.text() == "2.jpg")
    view.canvas.setFocus()
    viewer.qtbot.keyClick(view.canvas, Qt.Key.Key_Right)
    viewer.wait(lambda: view.name.text() == "3.jpg")
    assert not view.next.isEnabled()
    viewer.qtbot.keyClick(view.canvas, Qt.Key.Key_PageUp)
    viewer.wait(lambda: view.name.text() == "2.jpg")


def test_same_people_as_before_even_right_after_naming(viewer: Viewer) -> None:
    viewer.type_name("an")
    viewer.wait(lambda: viewer.named() == {"Anna"})
    viewer.type_name("br")
    line = viewer.page.view.picker.line
    viewer.wait(lambda: line.text() == "")
    viewer.qtbot.keyClick(line, Qt.Key.Key_PageDown)
    viewer.qtbot.keyClick(line, Qt.Key.Key_R, Qt.KeyboardModifier.ControlModifier)
    viewer.wait(lambda: viewer.named(1) == {"Anna", "Bram"})
    viewer.wait(lambda: viewer.context.undo.undo_label == "Same people as before")
    viewer.context.undo.undo()
    viewer.wait(lambda: viewer.named(1) == set())
    assert viewer.named(0) == {"Anna", "Bram"}


def test_same_people_where_nobody_was_named_says_so(viewer: Viewer) -> None:
    viewer.page.step(1)
    viewer.qtbot.mouseClick(viewer.page.view.same, Qt.MouseButton.LeftButton)
    viewer.wait(viewer.page.view.banner.isVisible)
    assert viewer.context.undo.undo_label == ""


def test_people_of_the_photo_before_are_offered_first(viewer: Viewer) -> None:
    viewer.type_name("zo")
    viewer.wait_rows(1)
    viewer.page.step(1)
    viewer.wait(lambda: viewer.page.view.picker.list.item(0).text().startswith("Zoë"))


def test_nobody_recognisable_with_a_reason_and_back(viewer: Viewer) -> None:
    menu = viewer.page.view.nobody.menu()
    actions = {one.data(): one for one in menu.actions()}
    assert actions[NobodyReason.FROM_BEHIND].text().startswith("&2")
    actions[NobodyReason.FROM_BEHIND].trigger()
    viewer.wait(lambda: viewer.people_in().nobody_reason is NobodyReason.FROM_BEHIND)
    viewer.wait_rows(1)
    assert labels.nobody_reason_label(NobodyReason.FROM_BEHIND) in viewer.rows()[0]
    menu.actions()[-1].trigger()
    viewer.wait(lambda: viewer.people_in().nobody_reason is None)


def test_another_reason_asks_for_a_few_words(viewer: Viewer) -> None:
    nobody = viewer.page.view.nobody
    next(one for one in nobody.menu().actions() if one.data() == NobodyReason.OTHER).trigger()
    dialog = nobody.findChild(QInputDialog)
    assert dialog is not None
    dialog.setTextValue("In costume")
    dialog.accept()
    viewer.wait(lambda: viewer.people_in().nobody_note == "In costume")
    assert viewer.people_in().nobody_reason is NobodyReason.OTHER


def test_a_mark_needs_no_name(viewer: Viewer) -> None:
    viewer.draw_box()
    viewer.wait_rows(1)
    viewer.wait(viewer.page.view.judge.isVisible)
    actions = {one.data(): one for one in viewer.page.view.judge.menu().actions()}
    actions[FaceJudgement.PASSER_BY].trigger()
    viewer.wait(lambda: viewer.people_in().faces[0].judgement is FaceJudgement.PASSER_BY)
    viewer.wait(lambda: viewer.rows() == [labels.face_judgement_label(FaceJudgement.PASSER_BY)])


def test_a_new_person_is_added_and_named(viewer: Viewer) -> None:
    line = viewer.page.view.picker.line
    viewer.type_name("Piet van Vliet")
    viewer.wait(lambda: viewer.page.view.findChild(NewPersonDialog) is not None)
    dialog = viewer.page.view.findChild(NewPersonDialog)
    assert (dialog.given.text(), dialog.prefix.text(), dialog.family.text()) == ("Piet", "van", "Vliet")
    viewer.qtbot.keyClick(dialog.given, Qt.Key.Key_Return)
    viewer.wait(lambda: len(viewer.people_in().appearances) == 1)
    viewer.wait_rows(1)
    assert viewer.rows()[0].startswith("Piet van Vliet")
    assert line.text() == ""


def test_a_missing_file_is_told_and_people_can_still_be_named(viewer: Viewer, tmp_path) -> None:
    (tmp_path / "3.jpg").unlink()
    viewer.page.open_items(viewer.items, viewer.items[3], ())
    viewer.wait(viewer.page.view.missing.isVisible)
    assert "You can still say who is in it." in viewer.page.view.missing.accessibleDescription()
    viewer.type_name("an")
    viewer.wait(lambda: viewer.named(3) == {"Anna"})
    viewer.page.step(-1)
    assert viewer.page.view.canvas.isVisible()


def test_the_list_says_what_each_person_asks(viewer: Viewer) -> None:
    viewer.type_name("an")
    viewer.wait_rows(1)
    assert viewer.rows() == ["Anna Berg\nAsk first"]
    website = viewer.context.workspace.purposes.purpose("website").id
    key = CellKey(Activity.PUBLICATION, MediaKind.PHOTO, website)

    def answer(workspace, _progress):
        return workspace.consent.record_answers((AnswerInput(viewer.people["Anna"], key, Answer.GIVEN),))

    viewer.context.jobs.run_change(answer, owner=viewer.page)
    viewer.wait(lambda: viewer.rows() == ["Anna Berg"])
