# SPDX-License-Identifier: GPL-3.0-or-later
"""Receipts in a real window: seen, saved, copied; asked for on a person's page, in a round and after typing."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pypdfium2
import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from models.consent.purposes import PurposeInput
from models.forms.form_rows import FormQuestions
from models.forms.round_terms import RoundInput, RoundWho
from models.forms.typed import TypedInput
from models.roster.person_input import PersonInput
from models.settings import School
from models.terms import Audience, PersonRole
from models.workspace import Workspace
from ui.context import AppContext
from ui.dialogs.receipts import ReceiptsDialog
from ui.dialogs.typed_answers import TypedAnswersDialog
from ui.pages.forms.page import FormsPage
from ui.pages.people.page import PeoplePage


@pytest.fixture
def people(workspace: Workspace) -> tuple[int, ...]:
    """Aya, whose mother reads Arabic, and Bo; both were asked, and both were answered for."""
    workspace.settings.change_school(School("De Klaproos"))
    purposes = workspace.purposes.add_purposes((PurposeInput("website", "Website", Audience.PUBLIC),)).value
    found = []
    for name, language in (("Aya", "ar"), ("Bo", "nl")):
        made = PersonInput(name, "", "Smit", date(2016, 3, 1), roles=(PersonRole.PUPIL,))
        pupil = workspace.people.add_person(made).value
        workspace.people.add_guardian(pupil, PersonInput("Ouder", "van", name, language=language))
        found.append(pupil)
    workspace.rounds.start(RoundInput("Autumn", RoundWho(person_ids=tuple(found)), FormQuestions(purposes), "nl"))
    for pupil in found:
        form = workspace.typed.questions(pupil).forms[0]
        answers = {line.key: True for line in form.lines}
        workspace.typed.record(TypedInput(pupil, answers, form.form_ids))
    return tuple(found)


def opened(qtbot: QtBot, parent: QWidget) -> ReceiptsDialog:
    found: list[ReceiptsDialog] = []

    def look() -> bool:
        found[:] = [one for one in parent.findChildren(ReceiptsDialog) if one.isVisible()]
        return bool(found) and bool(found[0].count.text()) and not found[0].preview.image.pixmap().isNull()

    qtbot.waitUntil(look)
    return found[0]


def test_a_round_gives_one_pdf_and_the_text_of_each(
    people: tuple[int, ...], context: AppContext, qtbot: QtBot, tmp_path: Path
) -> None:
    page = FormsPage(context)
    qtbot.addWidget(page)
    page.show()
    qtbot.waitUntil(lambda: page.rounds._progress is not None)
    qtbot.mouseClick(page.rounds.answers.receipts, Qt.MouseButton.LeftButton)
    dialog = opened(qtbot, page)
    assert dialog.count.text() == "2 receipts"
    assert "العربية" in dialog.list.item(0).text()
    qtbot.mouseClick(dialog.copy, Qt.MouseButton.LeftButton)
    assert QGuiApplication.clipboard().text().startswith("ما سجّلناه")
    dialog.list.setCurrentRow(1)
    qtbot.waitUntil(lambda: dialog.preview.image.accessibleName().startswith("Dit hebben wij vastgelegd"))
    dialog.copy_text()
    assert "Bo Smit" in QGuiApplication.clipboard().text()
    dialog.save_to(tmp_path / "receipts.pdf")
    qtbot.waitUntil(lambda: "receipts.pdf" in dialog.message.text())
    assert len(pypdfium2.PdfDocument(tmp_path / "receipts.pdf")) == 2


def test_the_page_of_a_person_leads_to_typing_and_to_the_receipt(
    people: tuple[int, ...], context: AppContext, qtbot: QtBot
) -> None:
    page = PeoplePage(context)
    qtbot.addWidget(page)
    page.show()
    page.show_person(people[1])
    qtbot.waitUntil(lambda: page.person.record is not None)
    qtbot.mouseClick(page.person.receipt, Qt.MouseButton.LeftButton)
    dialog = opened(qtbot, page)
    assert dialog.list.item(0).text().startswith("Bo Smit\nfor Ouder van Bo")
    dialog.close()
    qtbot.mouseClick(page.person.typed, Qt.MouseButton.LeftButton)
    (typing,) = page.findChildren(TypedAnswersDialog)
    qtbot.waitUntil(lambda: typing.name.text() == "Bo Smit")


def test_after_typing_the_receipt_tells_just_that(people: tuple[int, ...], context: AppContext, qtbot: QtBot) -> None:
    dialog = TypedAnswersDialog(context, people[1])
    qtbot.addWidget(dialog)
    with qtbot.waitExposed(dialog):
        dialog.show()
    qtbot.waitUntil(dialog.lines.hasFocus)
    qtbot.keyClick(dialog.lines, Qt.Key.Key_N)
    dialog.write()
    qtbot.waitUntil(dialog.banner.isVisible)
    qtbot.mouseClick(dialog.banner._action, Qt.MouseButton.LeftButton)
    shown = opened(qtbot, dialog)
    (receipt,) = shown.receipts
    (line,) = receipt.parts[0].lines
    assert (line.yes, len(line.no)) == ((), 1)


def test_without_answers_there_is_nothing_to_tell(people: tuple[int, ...], context: AppContext, qtbot: QtBot) -> None:
    dialog = ReceiptsDialog(context, lambda workspace, usual: workspace.receipts.of_answers((), usual))
    qtbot.addWidget(dialog)
    dialog.show()
    qtbot.waitUntil(lambda: "Nothing is recorded yet" in dialog.count.text())
    assert not dialog.print.isEnabled()
    assert not dialog.copy.isEnabled()
