# SPDX-License-Identifier: GPL-3.0-or-later
"""What goes with the forms of a round on paper: the page to answer online, and the letter to the silent."""

from __future__ import annotations

from datetime import date, timedelta
from pathlib import Path

import numpy as np
import pypdfium2
import pytest
import zxingcpp
from PySide6.QtGui import QGuiApplication

from models.consent.purposes import PurposeInput
from models.forms.codes import qr_text
from models.forms.form_rows import FormQuestions
from models.forms.round_terms import RoundInput, RoundWho
from models.forms.wording import LANGUAGES, load_wording
from models.roster.person_input import PersonInput
from models.settings import School
from models.terms import Audience, PersonRole
from models.workspace import Workspace
from ui.printing.round_print import ONLINE_SIDE, address_modules, write_forms_pdf, write_reminders_pdf


def long_address(code: str) -> str:
    """A prefilled address as long as that of an online form."""
    return f"https://forms.example.org/Pages/ResponsePage.aspx?id={'Abc0' * 22}&r5d0c2f8a9b={code}"


def codes_on(path: Path, page: int) -> list[str]:
    document = pypdfium2.PdfDocument(path)
    try:
        image = document[page].render(scale=150 / 72, grayscale=True).to_numpy()
        return [found.text for found in zxingcpp.read_barcodes(np.ascontiguousarray(image.squeeze()))]
    finally:
        document.close()


@pytest.fixture
def round_of(workspace: Workspace, qapp: QGuiApplication) -> int:
    workspace.settings.change_school(School("De Klaproos", contact="mail the office"))
    (website,) = workspace.purposes.add_purposes((PurposeInput("website", "Website", Audience.PUBLIC),)).value
    for language in LANGUAGES:
        pupil = workspace.people.add_person(
            PersonInput("Kind", "", language, date(2016, 3, 1), roles=(PersonRole.PUPIL,))
        ).value
        workspace.people.add_guardian(pupil, PersonInput("Ouder", "", language, language=language))
    entered = RoundInput(
        "Autumn",
        RoundWho(),
        FormQuestions((website,)),
        "nl",
        answer_before=workspace.clock.today() + timedelta(days=9),
    )
    return workspace.rounds.start(entered).value.round_id


def test_a_page_to_answer_online_stands_before_each_form(workspace: Workspace, round_of: int, tmp_path: Path) -> None:
    sheets = [form.sheet for form in workspace.rounds.forms_of(round_of)]
    path = tmp_path / "forms.pdf"
    assert write_forms_pdf(path, sheets, long_address) == 2 * len(sheets) == 12
    for number, sheet in enumerate(sheets):
        assert codes_on(path, 2 * number) == [long_address(sheet.code)]
        assert codes_on(path, 2 * number + 1) == [qr_text(sheet.code)]
    assert write_forms_pdf(path, sheets) == 6


def test_the_code_for_telephones_is_large(workspace: Workspace) -> None:
    side = len(address_modules(long_address("0" * 16)))
    assert ONLINE_SIDE >= 35.0
    assert ONLINE_SIDE / side >= 0.8


def test_a_letter_goes_with_the_same_form_in_every_language(
    workspace: Workspace, round_of: int, tmp_path: Path
) -> None:
    letters = workspace.rounds.reminders(round_of)
    assert {one.language for one in letters} == set(LANGUAGES)
    path = tmp_path / "letters.pdf"
    assert write_reminders_pdf(path, letters) == 12
    for number, letter in enumerate(letters):
        assert codes_on(path, 2 * number) == []
        assert codes_on(path, 2 * number + 1) == [qr_text(letter.forms[0].sheet.code)]
    document = pypdfium2.PdfDocument(path)
    dutch = next(number for number, letter in enumerate(letters) if letter.language == "nl")
    text = " ".join(document[2 * dutch].get_textpage().get_text_bounded().split())
    document.close()
    assert load_wording("nl").text("remind_guardian", "title") in text
    assert "uiterlijk op 24 september 2026" in text
