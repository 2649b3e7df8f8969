# SPDX-License-Identifier: GPL-3.0-or-later
"""Asking on paper through the real dialog: what is shown, what is made, and what ends up on record."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFileDialog
from pytestqt.qtbot import QtBot

from models.consent.purposes import PurposeInput
from models.roster.person_input import PersonInput
from models.settings import School
from models.terms import Audience, FormState, LegalBasis, PersonRole
from ui.context import AppContext
from ui.dialogs.ask_form import AskFormDialog

Opener = Callable[..., AskFormDialog]


@pytest.fixture
def people(context: AppContext) -> tuple[int, ...]:
    workspace = context.workspace
    workspace.settings.change_school(School("De Klaproos"))
    group = workspace.groups.add_group("7b").value
    workspace.purposes.add_purposes(
        (
            PurposeInput("website", "Website", Audience.PUBLIC),
            PurposeInput("portal", "Portal", Audience.CLOSED),
            PurposeInput("lesson", "Lessons", Audience.CLOSED, legal_basis=LegalBasis.PUBLIC_TASK),
        )
    )
    return tuple(
        workspace.people.add_person(
            PersonInput(name, "", "Smit", date(2015, 1, 2), roles=(PersonRole.PUPIL,), group_ids=(group,))
        ).value
        for name in ("Aya", "Bo", "Cas")
    )


@pytest.fixture
def open_dialog(context: AppContext, qtbot: QtBot) -> Opener:
    def open_one(purpose_id: int, people: tuple[int, ...]) -> AskFormDialog:
        dialog = AskFormDialog(context, purpose_id, people)
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose, on=False)
        qtbot.addWidget(dialog)
        dialog.show()
        return dialog

    return open_one


def save_to(dialog: AskFormDialog, path: Path, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *_args: (str(path), ""))
    qtbot.waitUntil(dialog.save.isEnabled)
    qtbot.mouseClick(dialog.save, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: dialog._job is None and dialog.message.isVisible())


def test_the_dialog_shows_whom_for_what_and_how(
    open_dialog: Opener, people: tuple[int, ...], context: AppContext, qtbot: QtBot
) -> None:
    website = context.workspace.purposes.purpose("website").id
    dialog = open_dialog(website, people)
    qtbot.waitUntil(lambda: not dialog.preview.image.pixmap().isNull())
    assert dialog.people.item(0).text() == "Aya Smit · 7b"
    assert [dialog.purposes.item(row).text() for row in range(dialog.purposes.count())] == ["Website", "Portal"]
    assert [row.title for row in dialog._sheets[0].rows] == ["Making recordings", "Website"]
    assert dialog.preview.label.text() == "Page 1 of 3"
    qtbot.mouseClick(dialog.preview.next, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: dialog.preview.label.text() == "Page 2 of 3")
    assert context.workspace.forms.forms_of(people[0]) == ()


def test_saving_makes_the_pdf_and_puts_people_on_record(
    open_dialog: Opener,
    people: tuple[int, ...],
    context: AppContext,
    qtbot: QtBot,
    monkeypatch: pytest.MonkeyPatch,
    tmp_path: Path,
) -> None:
    dialog = open_dialog(0, people)
    qtbot.waitUntil(lambda: dialog.people.count() == 3)
    dialog.people.setFocus()
    qtbot.keyClick(dialog.people, Qt.Key.Key_Down)
    qtbot.keyClick(dialog.people, Qt.Key.Key_Space)  # leave Bo out
    dialog.language.setCurrentIndex(dialog.language.findData("nl"))
    qtbot.waitUntil(lambda: len(dialog._sheets) == 2 and dialog._sheets[0].language == "nl")
    save_to(dialog, tmp_path / "forms", qtbot, monkeypatch)
    assert (tmp_path / "forms.pdf").read_bytes().startswith(b"%PDF")
    assert "2 pages are in “forms.pdf”" in dialog.message.text()
    assert dialog.open_pdf.isVisible()
    asked = [context.workspace.forms.forms_of(person_id) for person_id in people]
    assert [len(forms) for forms in asked] == [1, 0, 1]
    assert len(asked[0][0].sheet.rows) == 3
    context.undo.undo()
    qtbot.waitUntil(lambda: context.workspace.forms.forms_of(people[0])[0].state is FormState.REVOKED)


def test_a_pdf_that_cannot_be_written_leaves_nobody_asked(
    open_dialog: Opener,
    people: tuple[int, ...],
    context: AppContext,
    qtbot: QtBot,
    monkeypatch: pytest.MonkeyPatch,
    tmp_path: Path,
) -> None:
    dialog = open_dialog(0, people[:1])
    save_to(dialog, tmp_path / "missing" / "forms.pdf", qtbot, monkeypatch)
    assert "missing" in dialog.message.text()
    qtbot.waitUntil(lambda: context.workspace.forms.forms_of(people[0])[0].state is FormState.REVOKED)
    assert dialog.save.isEnabled()
    assert not (tmp_path / "missing").exists()


def test_without_anybody_or_anything_there_is_nothing_to_make(
    open_dialog: Opener, people: tuple[int, ...], context: AppContext, qtbot: QtBot
) -> None:
    dialog = open_dialog(context.workspace.purposes.purpose("portal").id, people)
    qtbot.waitUntil(dialog.save.isEnabled)
    dialog.purposes.item(1).setCheckState(Qt.CheckState.Unchecked)
    assert not dialog.save.isEnabled()
    assert "at least one channel" in dialog.message.text()
    dialog.purposes.item(0).setCheckState(Qt.CheckState.Checked)
    qtbot.waitUntil(dialog.save.isEnabled)
    assert not dialog.message.isVisible()


def test_a_register_without_a_school_says_what_to_do(open_dialog: Opener, context: AppContext, qtbot: QtBot) -> None:
    workspace = context.workspace
    workspace.purposes.add_purposes((PurposeInput("website", "Website", Audience.PUBLIC),))
    person = workspace.people.add_person(PersonInput("Aya", "", "Smit")).value
    dialog = open_dialog(0, (person,))
    qtbot.waitUntil(lambda: "name of your school" in dialog.message.text())
    assert not dialog.save.isEnabled()


def test_escape_closes_it(open_dialog: Opener, people: tuple[int, ...], qtbot: QtBot) -> None:
    dialog = open_dialog(0, people)
    qtbot.waitUntil(dialog.save.isEnabled)
    qtbot.keyClick(dialog, Qt.Key.Key_Escape)
    assert not dialog.isVisible()
