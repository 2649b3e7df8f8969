# SPDX-License-Identifier: GPL-3.0-or-later
"""What stands in a letter on paper."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest
from PySide6.QtGui import QGuiApplication

from models.forms.letters import Letter, LetterLine
from models.settings import School
from models.terms import Audience, LetterKind, MediaKind, OnReachingAge
from ui.printing.flow import FlowDocument, _set_document
from ui.printing.letters import compose_letter

PHOTO, FILM, SOUND = MediaKind
LETTER = Letter(
    kind=LetterKind.NOW_DECIDES,
    person_id=1,
    name="Sara Bakker",
    groups=("4B",),
    to_guardians=False,
    language="nl",
    school=School("De Klaproos", contact="mail@klaproos.example", privacy_officer="W. de Wit"),
    day=date(2026, 9, 15),
    own_age=16,
    decides_from=date(2026, 9, 20),
    on_reaching=OnReachingAge.KEEP,
    ends_on=None,
    lines=(
        LetterLine("", None, (PHOTO, FILM, SOUND), (), ()),
        LetterLine("Website <b>", Audience.PUBLIC, (PHOTO,), (FILM,), (SOUND,)),
    ),
)


def text_of(letter: Letter) -> str:
    """Everything the letter says, in order."""
    document: FlowDocument = compose_letter(letter)
    return " ".join(_set_document(document._blocks).toPlainText().split())


def test_the_letter_on_deciding_says_what_happens_next(qapp: QGuiApplication) -> None:
    text = text_of(LETTER)
    for words in (
        "De Klaproos Aan Sara Bakker 4B 15 september 2026",
        "Vanaf 20 september 2026 kies je zelf",
        "Opnamen maken Foto, film, geluid – –",
        "Website <b>",
        "blijven gelden tot jij zelf kiest",
        "Zo bereik je ons: mail@klaproos.example.",
        "functionaris gegevensbescherming: W. de Wit.",
        "Autoriteit Persoonsgegevens",
    ):
        assert words in text, words
    lapsed = text_of(replace(LETTER, on_reaching=OnReachingAge.LAPSE))
    assert "gelden vanaf 20 september 2026 niet meer" in lapsed
    assert "blijven gelden" not in lapsed


@pytest.mark.parametrize("to_guardians", [True, False])
def test_the_reminder_says_how_to_change_it(qapp: QGuiApplication, to_guardians: bool) -> None:
    text = text_of(replace(LETTER, kind=LetterKind.REMINDER, to_guardians=to_guardians, language="en"))
    assert ("Dear parents or guardians of Sara Bakker," in text) is to_guardians
    assert ("Dear Sara Bakker," in text) is not to_guardians
    assert "at any time, as easily as saying yes" in text
    assert "How to reach us: mail@klaproos.example." in text


def test_the_letter_on_an_end_names_the_last_day(qapp: QGuiApplication) -> None:
    letter = replace(LETTER, kind=LetterKind.ENDING, to_guardians=True, ends_on=date(2027, 7, 31))
    text = text_of(letter)
    assert "Dit loopt af op 31 juli 2027" in text
    assert "tot u opnieuw kiest" in text


def test_a_school_without_contact_or_officer_leaves_no_gap(qapp: QGuiApplication) -> None:
    text = text_of(replace(LETTER, school=School("De Klaproos")))
    assert "zeg het op school. Je kiest" in text
    assert "functionaris" not in text


def test_the_foot_of_the_page_is_in_the_language_of_the_letter(qapp: QGuiApplication) -> None:
    assert compose_letter(LETTER).page_text.format(page=1, count=2) == "Bladzijde 1 van 2"
