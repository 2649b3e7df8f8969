# SPDX-License-Identifier: GPL-3.0-or-later
"""Answers typed by hand in a real window: at most two keys a line, nothing recorded before the last Enter."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from models.consent.purposes import PurposeInput
from models.forms.form_rows import FormQuestions
from models.forms.round_terms import RoundInput, RoundWho
from models.roster.person_input import PersonInput
from models.settings import School
from models.terms import Answer, AnswerMethod, Audience, MediaKind, PersonRole
from models.workspace import Workspace
from ui.context import AppContext
from ui.dialogs.typed_answers import TypedAnswersDialog


@dataclass
class Asked:
    workspace: Workspace
    aya: int
    mother: int
    father: int
    bo: int
    round_id: int

    def answered(self) -> int:
        return self.workspace.rounds.progress(self.round_id).row.answered


@pytest.fixture
def asked(workspace: Workspace) -> Asked:
    """Aya has two parents, Bo one; both have a form of seven lines."""
    workspace.settings.change_school(School("De Klaproos"))
    purposes = workspace.purposes.add_purposes(
        (
            PurposeInput("website", "Website", Audience.PUBLIC, wording=(("nl", "Op onze website."),)),
            PurposeInput("guide", "School guide", Audience.PRINT, kinds=(MediaKind.PHOTO,)),
        )
    ).value

    def pupil(name: str) -> int:
        entered = PersonInput(name, "", "Smit", date(2016, 3, 1), roles=(PersonRole.PUPIL,))
        return workspace.people.add_person(entered).value

    aya, bo = pupil("Aya"), pupil("Bo")
    mother = workspace.people.add_guardian(aya, PersonInput("Elif", "", "Smit"), relation="mother").value
    father = workspace.people.add_guardian(aya, PersonInput("Can", "", "Smit"), relation="father").value
    workspace.people.add_guardian(bo, PersonInput("Jo", "", "Smit"))
    made = RoundInput("Autumn", RoundWho(person_ids=(aya, bo)), FormQuestions(purposes), "nl")
    round_id = workspace.rounds.start(made).value.round_id
    return Asked(workspace, aya, mother, father, bo, round_id)


def open_dialog(qtbot: QtBot, context: AppContext, person_id: int | None = None) -> TypedAnswersDialog:
    dialog = TypedAnswersDialog(context, person_id)
    qtbot.addWidget(dialog)
    with qtbot.waitExposed(dialog):
        dialog.show()
    dialog.activateWindow()
    return dialog


class Typist:
    """Types into whatever has the keyboard, and counts the keys."""

    def __init__(self, qtbot: QtBot, dialog: TypedAnswersDialog) -> None:
        self.qtbot, self.dialog, self.keys = qtbot, dialog, 0

    def press(self, *keys: str | Qt.Key) -> None:
        for key in keys:
            self.keys += 1
            focus = QApplication.focusWidget()
            assert focus is not None
            assert self.dialog.isAncestorOf(focus)
            if isinstance(key, str):
                self.qtbot.keyClicks(focus, key)
            else:
                self.qtbot.keyClick(focus, key)

    def await_lines(self, name: str) -> None:
        self.qtbot.waitUntil(lambda: self.dialog.name.text() == name and self.dialog.lines.hasFocus())

    def await_recorded(self) -> None:
        self.qtbot.waitUntil(self.dialog.banner.isVisible)


def test_a_whole_form_takes_less_than_two_keys_a_line(asked: Asked, context: AppContext, qtbot: QtBot) -> None:
    """Two letters and Enter choose; one key a line; one Enter records: 11 keys for 7 lines, the choice included."""
    dialog = open_dialog(qtbot, context)
    typist = Typist(qtbot, dialog)
    typist.press("a", "y", Qt.Key.Key_Return)
    typist.await_lines("Aya Smit")
    lines = dialog.lines.rowCount()
    assert lines == 7
    before = typist.keys
    typist.press("y", "j", Qt.Key.Key_Space, "y", "n", "-", "y")
    assert dialog.save.hasFocus()
    assert dialog.summary.text() == "4 yes, 1 no, 2 not said."
    assert asked.workspace.consent.timeline(asked.aya) == ()
    assert asked.answered() == 0
    typist.press(Qt.Key.Key_Return)
    typist.await_recorded()
    assert typist.keys - before == lines + 1
    assert typist.keys <= 2 * lines
    entries = asked.workspace.consent.timeline(asked.aya)
    assert sorted(one.answer for one in entries) == [Answer.GIVEN] * 4 + [Answer.REFUSED]
    assert {(one.decider_id, one.method) for one in entries} == {(asked.mother, AnswerMethod.TELEPHONE)}
    assert asked.answered() == 1
    assert dialog.banner.accessibleName() == "Recorded for Aya Smit: 4 yes, 1 no."


def test_the_next_person_follows_at_once_and_undo_is_one_step_each(
    asked: Asked, context: AppContext, qtbot: QtBot
) -> None:
    dialog = open_dialog(qtbot, context)
    typist = Typist(qtbot, dialog)
    for letters, name in (("ay", "Aya Smit"), ("bo", "Bo Smit")):
        typist.press(*letters, Qt.Key.Key_Return)
        typist.await_lines(name)
        typist.press("y", "n", Qt.Key.Key_Return, Qt.Key.Key_Return)
        typist.await_recorded()
    assert asked.answered() == 2
    for step, left in ((context.undo.undo, 1), (context.undo.undo, 0), (context.undo.redo, 1)):
        step()
        for _turn in range(3):
            assert context.jobs.wait_until_idle()
            qtbot.wait(20)
        assert asked.answered() == left


def test_backspace_goes_back_also_from_the_button(asked: Asked, context: AppContext, qtbot: QtBot) -> None:
    dialog = open_dialog(qtbot, context, asked.bo)
    typist = Typist(qtbot, dialog)
    typist.await_lines("Bo Smit")
    typist.press("y", "y", Qt.Key.Key_Backspace, "n", "q", "y", "y", "y", "y", "y")
    assert dialog.save.hasFocus()
    assert dialog.lines.said() == (True, False, True, True, True, True, True)
    typist.press(Qt.Key.Key_Backspace)
    assert dialog.lines.hasFocus()
    assert dialog.lines.said()[-1] is None
    typist.press(Qt.Key.Key_Space)
    assert dialog.summary.text() == "5 yes, 1 no, 1 not said."


def test_without_any_answer_enter_records_nothing(asked: Asked, context: AppContext, qtbot: QtBot) -> None:
    dialog = open_dialog(qtbot, context, asked.bo)
    typist = Typist(qtbot, dialog)
    typist.await_lines("Bo Smit")
    typist.press(*[Qt.Key.Key_Space] * 7)
    assert dialog.lines.hasFocus()
    assert dialog.problem.isVisible()
    assert not dialog.save.isEnabled()
    typist.press(Qt.Key.Key_Return, Qt.Key.Key_Return)
    assert asked.workspace.consent.timeline(asked.bo) == ()
    typist.press(Qt.Key.Key_Escape)
    qtbot.waitUntil(dialog.picker.line.hasFocus)


def test_who_answers_how_and_a_note_are_recorded(asked: Asked, context: AppContext, qtbot: QtBot) -> None:
    dialog = open_dialog(qtbot, context, asked.aya)
    typist = Typist(qtbot, dialog)
    typist.await_lines("Aya Smit")
    names = [dialog.decider.itemText(place) for place in range(dialog.decider.count())]
    assert names == ["Elif Smit (mother)", "Can Smit (father)", "Elif Smit and Can Smit together"]
    dialog.decider.setCurrentIndex(2)
    dialog.method.setCurrentIndex(dialog.method.findData(AnswerMethod.IN_PERSON.value))
    dialog.note.setFocus()
    typist.press("a", "t", " ", "t", "h", "e", " ", "d", "o", "o", "r", Qt.Key.Key_Return)
    assert dialog.lines.hasFocus()
    assert asked.workspace.consent.timeline(asked.aya) == ()
    typist.press("n", Qt.Key.Key_Return, Qt.Key.Key_Return)
    typist.await_recorded()
    entries = asked.workspace.consent.timeline(asked.aya)
    assert {(one.decider_id, one.method, one.note) for one in entries} == {
        (asked.mother, AnswerMethod.IN_PERSON, "at the door"),
        (asked.father, AnswerMethod.IN_PERSON, "at the door"),
    }
    assert open_dialog(qtbot, context).method.currentData() == AnswerMethod.IN_PERSON


def test_the_code_of_a_form_finds_its_person_and_its_words(asked: Asked, context: AppContext, qtbot: QtBot) -> None:
    (issued,) = asked.workspace.rounds.forms_of(asked.round_id, [asked.bo])
    dialog = open_dialog(qtbot, context)
    typist = Typist(qtbot, dialog)
    typist.press(issued.sheet.code.lower(), Qt.Key.Key_Return)
    typist.await_lines("Bo Smit")
    assert dialog.form.currentText().startswith("Form of “Autumn”")
    typist.press(Qt.Key.Key_Down, Qt.Key.Key_Down, Qt.Key.Key_Down)
    assert "Op onze website." in dialog.printed.text()


def test_a_form_without_a_name_asks_whose_it_is(asked: Asked, context: AppContext, qtbot: QtBot) -> None:
    questions = FormQuestions(tuple(one.id for one in asked.workspace.purposes.purposes()))
    (blank,) = asked.workspace.rounds.make_blank(1, questions, "nl", is_self=False).value
    dialog = open_dialog(qtbot, context)
    typist = Typist(qtbot, dialog)
    typist.press(blank.sheet.code, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: "no name yet" in dialog.asks_whose.text())
    typist.press("b", "o", Qt.Key.Key_Return)
    typist.await_lines("Bo Smit")
    typist.press("y", Qt.Key.Key_Return, Qt.Key.Key_Return)
    typist.await_recorded()
    assert next(form.form_id for form in asked.workspace.forms.forms_of(asked.bo)) == blank.form_id


def test_who_decides_follows_the_day(asked: Asked, context: AppContext, qtbot: QtBot) -> None:
    people = asked.workspace.people
    sem = people.add_person(PersonInput("Sem", "", "Bos", date(2010, 9, 10), roles=(PersonRole.PUPIL,))).value
    people.add_guardian(sem, PersonInput("Jo", "", "Bos"))
    dialog = open_dialog(qtbot, context, sem)
    typist = Typist(qtbot, dialog)
    typist.await_lines("Sem Bos")
    assert "Sem Bos themself answers" in dialog.about.text()
    assert not dialog.decider.isVisible()
    dialog.day.setDate(date(2026, 9, 9))  # type: ignore[call-overload]
    assert "Jo Bos answers" in dialog.about.text()


def test_a_yes_beside_a_no_of_the_same_day_is_told(asked: Asked, context: AppContext, qtbot: QtBot) -> None:
    dialog = open_dialog(qtbot, context)
    typist = Typist(qtbot, dialog)
    for key in ("n", "y"):
        typist.press("b", "o", Qt.Key.Key_Return)
        typist.await_lines("Bo Smit")
        typist.press(key, Qt.Key.Key_Return, Qt.Key.Key_Return)
        typist.await_recorded()
    assert "the no counts" in dialog.banner.accessibleName()


def test_what_was_typed_is_not_lost_by_one_escape(asked: Asked, context: AppContext, qtbot: QtBot) -> None:
    dialog = open_dialog(qtbot, context, asked.bo)
    typist = Typist(qtbot, dialog)
    typist.await_lines("Bo Smit")
    item = dialog.lines.item(0, 3)
    assert item is not None
    assert item.data(Qt.ItemDataRole.AccessibleTextRole) == "Recording, Photo: no answer yet"
    typist.press("y", Qt.Key.Key_Escape)
    assert dialog.stack.currentIndex() == 1
    assert dialog.problem.isVisible()
    assert item.data(Qt.ItemDataRole.AccessibleTextRole) == "Recording, Photo: Yes"
    typist.press("n")
    assert not dialog.problem.isVisible()
    dialog.reject()
    assert dialog.isVisible()
    typist.press(Qt.Key.Key_Escape)
    assert dialog.stack.currentIndex() == 0
    assert dialog._may_let_go()
