# SPDX-License-Identifier: GPL-3.0-or-later
"""The letters dialog: who gets one, the PDF, and noting that they went out."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from models.settings import School as SchoolSettings
from models.terms import LetterKind
from models.workspace import Workspace
from tests.models.builders import School
from ui.context import AppContext
from ui.dialogs.letters import LettersDialog


@pytest.fixture
def school(workspace: Workspace) -> School:
    workspace.settings.change_school(SchoolSettings("De Klaproos"))
    return School(workspace)


def opened(qtbot: QtBot, context: AppContext, kind: LetterKind, people: list[int]) -> LettersDialog:
    dialog = LettersDialog(context, kind, people)
    dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose, False)
    qtbot.addWidget(dialog)
    dialog.show()
    qtbot.waitUntil(lambda: bool(dialog.summary.text()))
    return dialog


def due(school: School, count: int) -> list[int]:
    purpose = school.purpose()
    people = [school.pupil() for _number in range(count)]
    for person in people:
        school.answer(person, purpose, decided_on=date(2024, 9, 1))
    return people


def test_letters_are_saved_and_noted_as_sent_and_that_is_undone(
    qtbot: QtBot, context: AppContext, school: School, tmp_path: Path
) -> None:
    people = due(school, 2)
    silent = school.adult()
    dialog = opened(qtbot, context, LetterKind.REMINDER, [*people, silent])
    assert dialog.summary.text() == "2 reminders of what was agreed"
    assert dialog.left_out.text().startswith("1 person is left out")
    qtbot.waitUntil(lambda: not dialog.preview.image.pixmap().isNull())
    path = tmp_path / "letters.pdf"
    dialog.save_to(path)
    qtbot.waitUntil(lambda: "is in" in dialog.message.text() or "are in" in dialog.message.text())
    assert path.read_bytes().startswith(b"%PDF")
    assert len(school.workspace.calendar.reminders_due()) == 2
    dialog.note_sent.click()
    qtbot.waitUntil(lambda: dialog.message.text() == "2 people are on record as reminded.")
    assert school.workspace.calendar.reminders_due() == ()
    assert not dialog.note_sent.isEnabled()
    context.undo.undo()
    qtbot.waitUntil(lambda: len(school.workspace.calendar.reminders_due()) == 2)


def test_who_is_not_ticked_gets_no_letter_and_no_note(qtbot: QtBot, context: AppContext, school: School) -> None:
    people = due(school, 2)
    dialog = opened(qtbot, context, LetterKind.REMINDER, people)
    dialog.people.item(0).setCheckState(Qt.CheckState.Unchecked)
    assert dialog.summary.text() == "1 reminder of what was agreed"
    dialog.note_sent.click()
    qtbot.waitUntil(lambda: "on record as reminded" in dialog.message.text())
    assert [one.person_id for one in school.workspace.calendar.reminders_due()] == [people[0]]


def test_a_folder_that_is_not_there_is_told_and_nothing_is_noted(
    qtbot: QtBot, context: AppContext, school: School, tmp_path: Path
) -> None:
    dialog = opened(qtbot, context, LetterKind.REMINDER, due(school, 1))
    dialog.save_to(tmp_path / "nowhere" / "letters.pdf")
    qtbot.waitUntil(dialog.message.isVisible)
    assert dialog.save.isEnabled()
    assert len(school.workspace.calendar.reminders_due()) == 1


def test_with_nobody_to_write_to_it_says_so(qtbot: QtBot, context: AppContext, school: School) -> None:
    dialog = opened(qtbot, context, LetterKind.ENDING, [school.adult()])
    assert dialog.message.text() == "There is nobody to write to."
    assert not dialog.save.isEnabled()
    assert not dialog.note_sent.isEnabled()


def test_without_a_school_it_says_what_to_do(qtbot: QtBot, context: AppContext) -> None:
    dialog = LettersDialog(context, LetterKind.REMINDER, [])
    dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose, False)
    qtbot.addWidget(dialog)
    dialog.show()
    qtbot.waitUntil(dialog.message.isVisible)
    assert not dialog.save.isEnabled()
