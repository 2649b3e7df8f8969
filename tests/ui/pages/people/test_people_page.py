# SPDX-License-Identifier: GPL-3.0-or-later
"""The People page: finding people, answering, correcting, family and details, always as the register has it."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from pathlib import Path

from PySide6.QtCore import QModelIndex, Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QLabel, QMessageBox, QPlainTextEdit, QWidget
from pytestqt.qtbot import QtBot

from models.consent.facts import CellKey
from models.consent.register import AnswerInput
from models.roster.people import PeopleQuery
from models.roster.person_input import PersonInput
from models.tables import Item
from models.terms import Activity, Answer, AnswerMethod, ConsentStatus, LookingPurpose, MediaKind, PersonRole
from models.workspace import Workspace
from tests.models.builders import save_photo
from tests.ui.pages.people.conftest import School
from ui.context import AppContext
from ui.dialogs.bulk_answer import BulkAnswerDialog
from ui.pages.people.guardian_dialog import GuardianDialog
from ui.pages.people.history import ReasonDialog
from ui.pages.people.import_dialog import ImportDialog
from ui.pages.people.import_model import understand_list
from ui.pages.people.matrix_view import no_rect, yes_rect
from ui.pages.people.page import PeoplePage
from ui.pages.people.person_dialog import PersonDialog
from ui.pages.people.protection import ProtectedReasonDialog

Settle = Callable[[], None]


def _key(purpose: int | None, kind: MediaKind = MediaKind.PHOTO) -> CellKey:
    return CellKey(Activity.RECORDING if purpose is None else Activity.PUBLICATION, kind, purpose)


def _status(workspace: Workspace, person: int, key: CellKey) -> ConsentStatus:
    facts = workspace.consent.facts([person])
    return facts.status_of(person, key, workspace.clock.today()).status


def _index(page: PeoplePage, key: CellKey) -> QModelIndex:
    model = page.person.model
    for row in range(model.rowCount()):
        for column in range(model.columnCount()):
            cell = model.cell(model.index(row, column))
            if cell is not None and cell.key == key:
                return model.index(row, column)
    raise AssertionError(key)


def _open(page: PeoplePage, person: int, settle: Settle) -> None:
    page.show_person(person)
    settle()


def test_list_search_and_filters(page: PeoplePage, school: School, qtbot: QtBot, settle: Settle) -> None:
    assert len(page.people.list.model().ids()) == 4
    qtbot.keyClicks(page.people.search, "dij")
    qtbot.wait(100)
    settle()
    assert set(page.people.list.model().ids()) == {school.pupil, school.mother}
    page.people.role.setCurrentIndex(page.people.role.findData(PersonRole.PUPIL))
    settle()
    assert page.people.list.model().ids() == (school.pupil,)
    assert page.people.count.text() == "1 person"


def test_enter_right_after_typing_takes_who_was_typed(
    page: PeoplePage, school: School, qtbot: QtBot, settle: Settle
) -> None:
    qtbot.keyClicks(page.people.search, "noor")
    qtbot.keyClick(page.people.search, Qt.Key.Key_Return)
    settle()
    assert page.desk.person_id == school.pupil
    page.people.search.selectAll()
    qtbot.keyClicks(page.people.search, "zuid")
    qtbot.keyClick(page.people.search, Qt.Key.Key_Return)
    settle()
    assert page.desk.person_id == school.adult
    assert page.people.selected() == (school.adult,)


def test_show_person_whatever_the_filter(page: PeoplePage, school: School, settle: Settle) -> None:
    page.people.search.setText("zuid")
    _open(page, school.pupil, settle)
    assert page.person.title.text() == "Noor van Dijk"
    assert "3B" in page.person.line.text()
    assert "3 Feb 2032" in page.person.deciding.text()


def test_click_yes_and_no_in_a_cell(
    page: PeoplePage, school: School, workspace: Workspace, qtbot: QtBot, settle: Settle
) -> None:
    _open(page, school.pupil, settle)
    key = _key(school.website)
    box = page.person.matrix.visualRect(_index(page, key))
    qtbot.mouseClick(page.person.matrix.viewport(), Qt.MouseButton.LeftButton, pos=yes_rect(box).center())
    settle()
    assert _status(workspace, school.pupil, key) is ConsentStatus.GIVEN
    entry = workspace.consent.timeline(school.pupil)[0]
    assert (entry.decider_id, entry.method, entry.recorded_by) == (school.mother, AnswerMethod.FORM, "Office")
    qtbot.mouseClick(page.person.matrix.viewport(), Qt.MouseButton.LeftButton, pos=no_rect(box).center())
    settle()
    assert _status(workspace, school.pupil, key) is ConsentStatus.WITHDRAWN
    assert page.person.history.list.topLevelItemCount() == 2


def test_keyboard_answers_moves_annuls_and_undoes(
    page: PeoplePage, school: School, workspace: Workspace, qtbot: QtBot, settle: Settle
) -> None:
    _open(page, school.adult, settle)
    matrix = page.person.matrix
    matrix.setCurrentIndex(page.person.model.index(0, 0))
    qtbot.keyClick(matrix, Qt.Key.Key_Y)
    qtbot.keyClick(matrix, Qt.Key.Key_Right)
    qtbot.keyClick(matrix, Qt.Key.Key_N)
    settle()
    assert _status(workspace, school.adult, _key(None)) is ConsentStatus.GIVEN
    assert _status(workspace, school.adult, _key(None, MediaKind.FILM)) is ConsentStatus.REFUSED
    qtbot.keyClick(matrix, Qt.Key.Key_Delete)
    settle()
    assert _status(workspace, school.adult, _key(None, MediaKind.FILM)) is ConsentStatus.NOT_REQUESTED
    qtbot.keyClick(matrix, Qt.Key.Key_U)
    settle()
    assert _status(workspace, school.adult, _key(None, MediaKind.FILM)) is ConsentStatus.REFUSED


def test_answer_bar_stays_set(page: PeoplePage, school: School, workspace: Workspace, settle: Settle) -> None:
    _open(page, school.pupil, settle)
    bar = page.person.bar
    bar.decider.setCurrentIndex(bar.decider.findData(school.father))
    bar.method.setCurrentIndex(bar.method.findData(AnswerMethod.TELEPHONE))
    bar.heard_by.setText("Front desk")
    bar.note.setText("called back")
    page.person.answered.emit((_key(school.website),), Answer.GIVEN)
    settle()
    page.person.answered.emit((_key(None),), Answer.REFUSED)
    settle()
    for entry in workspace.consent.timeline(school.pupil):
        assert entry.decider_id == school.father
        assert (entry.method, entry.heard_by, entry.note) == (AnswerMethod.TELEPHONE, "Front desk", "called back")
    _open(page, school.adult, settle)
    assert bar.decider.currentData() is None
    assert bar.method.currentData() == AnswerMethod.TELEPHONE
    assert bar.note.text() == ""


def test_whole_row_column_and_everything(
    page: PeoplePage, school: School, workspace: Workspace, qtbot: QtBot, settle: Settle
) -> None:
    _open(page, school.pupil, settle)
    matrix = page.person.matrix
    matrix.answer_menu(page.person.model.keys(column=0), "Photo").actions()[0].trigger()
    settle()
    assert _status(workspace, school.pupil, _key(school.website)) is ConsentStatus.GIVEN
    assert _status(workspace, school.pupil, _key(school.website, MediaKind.FILM)) is ConsentStatus.NOT_REQUESTED
    qtbot.mouseClick(page.person.all_no, Qt.MouseButton.LeftButton)
    settle()
    matrix_now = workspace.consent.matrix(school.pupil)
    assert all(cell.status.is_stop for row in matrix_now.rows for _key_, cell in row.statuses)


def test_take_back_every_yes_asks_first(
    page: PeoplePage, school: School, workspace: Workspace, qtbot: QtBot, settle: Settle
) -> None:
    keys = (_key(None), _key(school.website))
    workspace.consent.record_answers([AnswerInput(school.pupil, key, Answer.GIVEN) for key in keys])
    _open(page, school.pupil, settle)
    qtbot.mouseClick(page.person.withdraw, Qt.MouseButton.LeftButton)
    box = page.person.findChild(QMessageBox)
    assert box is not None
    assert all(_status(workspace, school.pupil, key) is ConsentStatus.GIVEN for key in keys)
    box.buttons()[0].click()
    settle()
    assert all(_status(workspace, school.pupil, key) is ConsentStatus.WITHDRAWN for key in keys)


def test_mistake_is_struck_through_and_kept(
    page: PeoplePage, school: School, workspace: Workspace, qtbot: QtBot, settle: Settle
) -> None:
    workspace.consent.record_answers([AnswerInput(school.pupil, _key(None), Answer.GIVEN)])
    _open(page, school.pupil, settle)
    history = page.person.history
    history.list.topLevelItem(0).setSelected(True)
    history.correct.click()
    dialog = history.findChild(ReasonDialog)
    assert not dialog.ok.isEnabled()
    qtbot.keyClicks(dialog.reason, "wrong child")
    dialog.ok.click()
    settle()
    assert _status(workspace, school.pupil, _key(None)) is ConsentStatus.NOT_REQUESTED
    rows = [history.list.topLevelItem(at) for at in range(history.list.topLevelItemCount())]
    assert [row.font(0).strikeOut() for row in rows] == [False, True]
    assert rows[0].text(6) == "wrong child"


def test_guardians_who_differ_are_explained(
    page: PeoplePage, school: School, workspace: Workspace, settle: Settle
) -> None:
    key = _key(school.website)
    workspace.consent.record_answers(
        [
            AnswerInput(school.pupil, key, Answer.GIVEN, decider_id=school.mother),
            AnswerInput(school.pupil, key, Answer.REFUSED, decider_id=school.father),
        ]
    )
    _open(page, school.pupil, settle)
    page.person.matrix.setCurrentIndex(_index(page, key))
    assert "The parents answered differently. The no counts." in page.person.cell.text()
    assert "Bram Aarts" in page.person.cell.text()


def test_add_person_and_edit_conflict(
    page: PeoplePage, school: School, workspace: Workspace, qtbot: QtBot, settle: Settle
) -> None:
    page.people.add.click()
    dialog = page.findChild(PersonDialog)
    settle()
    dialog.save.click()
    settle()
    assert dialog.problem.text() == "Fill in a name first."
    qtbot.keyClicks(dialog.given_name, "Lotte")
    qtbot.keyClicks(dialog.birth_date, "4-5-2015")
    dialog.groups.item(0).setCheckState(Qt.CheckState.Checked)
    dialog.save.click()
    settle()
    added = workspace.people.person(page.desk.person_id)
    assert (added.given_name, added.birth_date, added.groups) == ("Lotte", date(2015, 5, 4), ("3B",))
    page.person.details.edit.click()
    editor = page.person.findChild(PersonDialog)
    workspace.people.edit_person(added.id, PersonInput("Lot"), added.version)
    editor.family_name.setText("Smit")
    editor.save.click()
    settle()
    assert "changed in the meantime" in editor.problem.text()
    assert workspace.people.person(added.id).given_name == "Lot"
    editor.reject()


def test_guardian_added_changed_and_ended(
    page: PeoplePage, school: School, workspace: Workspace, qtbot: QtBot, settle: Settle
) -> None:
    _open(page, school.pupil, settle)
    page.person.family.add.click()
    dialog = page.person.findChild(GuardianDialog)
    dialog.tabs.setCurrentIndex(1)
    qtbot.keyClicks(dialog.search, "tess")
    settle()
    dialog.relation.setCurrentText("guardian")
    dialog.save.click()
    settle()
    relations = {one.person_id: one.relation for one in workspace.people.person(school.pupil).guardians}
    assert relations[school.adult] == "guardian"
    page.person.family.removal_asked.emit(school.adult)
    settle()
    assert school.adult not in {one.person_id for one in workspace.people.person(school.pupil).guardians}


def test_unknown_guardian_is_told(page: PeoplePage, workspace: Workspace, settle: Settle) -> None:
    alone = workspace.people.add_person(
        PersonInput("Kim", "", "Oost", date(2017, 1, 1), roles=(PersonRole.PUPIL,))
    ).value
    _open(page, alone, settle)
    page.person.answered.emit((_key(None),), Answer.GIVEN)
    settle()
    assert page.banner.isVisible()
    assert "name is not known yet" in page.banner.accessibleName()


def test_protection_hides_its_reason(page: PeoplePage, school: School, workspace: Workspace, settle: Settle) -> None:
    workspace.people.set_protected(school.pupil, True, "court order")
    _open(page, school.pupil, settle)
    page.person.tabs.setCurrentIndex(3)
    assert not _shows(page, "court order")
    page.person.details.reveal.click()
    settle()
    dialog = page.findChild(ProtectedReasonDialog)
    assert dialog is not None
    assert not dialog.save.isEnabled()  # nobody looks without saying why
    assert not _shows(dialog, "court order")
    dialog.purpose.setCurrentIndex(dialog.purpose.findData(LookingPurpose.FAMILY_ASKED))
    dialog.save.click()
    settle()
    assert dialog.isVisible()
    assert dialog.reason.toPlainText() == "court order"
    assert not dialog.save.isEnabled()
    dialog.reason.setPlainText("court order, until 2030")
    dialog.save.click()
    settle()
    assert not _shows(page, "court order")
    changed = workspace.people.reveal_protected_reason(school.pupil, LookingPurpose.CORRECTION)
    assert changed.value == "court order, until 2030"


def _shows(widget: QWidget, text: str) -> bool:
    labels = [one.text() for one in widget.findChildren(QLabel)]
    fields = [one.toPlainText() for one in widget.findChildren(QPlainTextEdit)]
    return any(text in shown for shown in (*labels, *fields))


def test_same_answer_for_many(
    page: PeoplePage, school: School, workspace: Workspace, context: AppContext, settle: Settle
) -> None:
    key = _key(school.website)
    workspace.consent.record_answers([AnswerInput(school.pupil, key, Answer.REFUSED, decider_id=school.father)])
    settle()
    page.people.list.selectAll()
    assert page.people.bulk.isVisible()
    dialog = BulkAnswerDialog(context, (school.pupil, school.adult), page)
    dialog.open()
    settle()
    dialog.boxes[key].setChecked(True)
    dialog._load_preview()
    settle()
    assert "The answer becomes yes for 1 person." in dialog.preview.text()
    assert "1 person keeps a no" in dialog.preview.text()
    dialog.save.click()
    settle()
    assert _status(workspace, school.adult, key) is ConsentStatus.GIVEN
    assert _status(workspace, school.pupil, key) is ConsentStatus.REFUSED
    context.undo.undo()
    settle()
    assert _status(workspace, school.adult, key) is ConsentStatus.NOT_REQUESTED


def test_live_update_and_removed_person(
    page: PeoplePage, school: School, workspace: Workspace, context: AppContext, settle: Settle
) -> None:
    lone = workspace.people.add_person(PersonInput("Sam", "", "Noord")).value
    _open(page, lone, settle)
    page.person.details.remove.click()
    settle()
    assert page.right.currentWidget() is page.nobody
    assert lone not in workspace.people.list_people(PeopleQuery(include_left=True))
    context.undo.undo()
    settle()
    assert lone in workspace.people.list_people()


def test_photos_of_a_person_are_asked_for(
    page: PeoplePage, school: School, workspace: Workspace, qtbot: QtBot, settle: Settle
) -> None:
    with workspace.store.write("test.items") as unit:
        items = [
            Item(
                sha256=str(number) * 64,
                kind=MediaKind.PHOTO,
                file_format="jpeg",
                added_on=workspace.clock.today(),
                added_at=workspace.clock.now(),
            )
            for number in range(3)
        ]
        unit.session.add_all(items)
        unit.session.flush()
        ids = [item.id for item in items]
    workspace.tagging.name_person(ids[1:], school.pupil)
    assert workspace.tagging.items_of(school.pupil) == tuple(ids[1:])
    assert workspace.tagging.items_of(school.adult) == ()
    _open(page, school.pupil, settle)
    assert page.person.items.text() == "In 2 photos"
    with qtbot.waitSignal(page.items_requested) as asked:
        page.person.items.click()
    assert asked.args == [ids[1:]]


def test_pasted_list_fills_an_empty_register(
    context: AppContext, workspace: Workspace, qtbot: QtBot, settle: Settle
) -> None:
    made = PeoplePage(context)
    qtbot.addWidget(made)
    made.show()
    settle()
    assert made.pages.currentWidget() is made.empty
    QGuiApplication.clipboard().setText("Voornaam\tAchternaam\tKlas\nJip\tWit\t4A\nBas\tKok\t4A\n")
    made.empty_paste.click()
    settle()
    made.findChild(ImportDialog).bring_in.click()
    settle()
    assert made.pages.currentWidget() is made.splitter
    assert made.people.count.text() == "2 people"
    assert made.banner.accessibleName() == "2 people added."
    assert made.people.group.itemText(1) == "4A (2)"


def test_two_thousand_people_are_listed_in_windows(
    context: AppContext, workspace: Workspace, qtbot: QtBot, settle: Settle
) -> None:
    rows = "".join(f"Kind{number};Naam{number};{number % 60}A\n" for number in range(2000))
    reading = understand_list(workspace, f"Voornaam;Achternaam;Klas\n{rows}", None, None)
    workspace.people.apply_import(reading.plan)
    made = PeoplePage(context)
    qtbot.addWidget(made)
    made.show()
    settle()
    model = made.people.list.model()
    assert model.rowCount() == 2000
    assert model.is_loaded(0)
    assert not model.is_loaded(1999)
    made.people.search.setText("kind1999")
    qtbot.wait(100)
    settle()
    assert model.data(model.index(0)) == "Naam1999, Kind1999"


def test_parents_who_differ_are_told_with_both_dates(
    page: PeoplePage, school: School, workspace: Workspace, settle: Settle
) -> None:
    keys = [_key(school.website), _key(school.website, MediaKind.FILM)]
    answers = [AnswerInput(school.pupil, key, Answer.GIVEN, school.mother, date(2026, 3, 3)) for key in keys]
    answers += [AnswerInput(school.pupil, key, Answer.REFUSED, school.father, date(2026, 5, 5)) for key in keys]
    workspace.consent.record_answers(answers)
    _open(page, school.pupil, settle)
    both = "Mila van Dijk said yes on 3 Mar 2026 and Bram Aarts said no on 5 May 2026."
    assert f"School website (photo and film): {both}" in page.person.notices.text()
    page.person.matrix.setCurrentIndex(_index(page, keys[0]))
    assert both in page.person.cell.text()
    assert "Decided by" not in page.person.cell.text()
    page.person.matrix.setCurrentIndex(_index(page, _key(None)))
    assert both not in page.person.cell.text()


def test_the_history_names_the_photo_that_an_answer_is_about(
    page: PeoplePage, school: School, workspace: Workspace, qtbot: QtBot, settle: Settle, tmp_path: Path
) -> None:
    read, _skipped = workspace.media.read_files([save_photo(tmp_path / "feest.jpg")])
    item = workspace.media.take_in(read).value[0].item_id
    general = AnswerInput(school.pupil, _key(school.website), Answer.REFUSED, decided_on=date(2026, 3, 3))
    workspace.consent.record_answers(
        (general, AnswerInput(school.pupil, _key(school.website), Answer.GIVEN, item_id=item))
    )
    _open(page, school.pupil, settle)
    history = page.person.history
    page.person.tabs.setCurrentWidget(history)
    assert [history.list.topLevelItem(row).text(0) for row in range(2)] == [
        "School website: photo (only feest.jpg)",
        "School website: photo",
    ]
    history.list.topLevelItem(1).setSelected(True)
    assert not history.photo.isVisible()
    history.list.clearSelection()
    history.list.topLevelItem(0).setSelected(True)
    with qtbot.waitSignal(page.items_requested) as asked:
        qtbot.mouseClick(history.photo, Qt.MouseButton.LeftButton)
    assert asked.args == [[item]]
