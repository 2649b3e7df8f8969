# SPDX-License-Identifier: GPL-3.0-or-later
"""Receipts on paper: whole in every language, and mirrored where lines begin at the right."""

from __future__ import annotations

from datetime import date

import pytest
from PySide6.QtGui import QImage
from pytestqt.qtbot import QtBot

from models.forms.receipts import Receipt, ReceiptLine, ReceiptPart
from models.forms.wording import LANGUAGES
from models.settings import School
from models.terms import AnswerMethod, Audience, MediaKind
from ui.printing.flow import draw_flow_preview
from ui.printing.receipts import compose_receipt

WIDTH = 600


def receipt(language: str, places: int = 3, *, signer: str = "Rima Al-Hassan") -> Receipt:
    lines = tuple(
        ReceiptLine(f"Place {number}", Audience.PUBLIC, (MediaKind.PHOTO,), (MediaKind.FILM,), (), None)
        for number in range(places)
    )
    part = ReceiptPart(date(2026, 11, 25), AnswerMethod.TELEPHONE, lines)
    school = School("De Klaproos", contact="020 1234567", privacy_officer="fg@klaproos.example")
    return Receipt(1, "Amira", ("7b",), 2, signer, False, language, school, date(2026, 11, 25), 16, (part,))


def first_ink(image: QImage, top: float, bottom: float) -> float:
    """How far from the left edge the ink of these rows begins, as a share of the width."""
    columns = range(image.width())
    rows = range(round(top * image.height()), round(bottom * image.height()))
    found = next(x for x in columns if any(image.pixelColor(x, y).lightness() < 120 for y in rows))
    return found / image.width()


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_usual_receipt_is_one_page(language: str, qtbot: QtBot) -> None:
    assert len(compose_receipt(receipt(language)).pages()) == 1
    assert len(compose_receipt(receipt(language, signer="")).pages()) == 1


def test_lines_begin_at_the_right_in_arabic(qtbot: QtBot) -> None:
    left = draw_flow_preview(compose_receipt(receipt("en")), WIDTH)
    right = draw_flow_preview(compose_receipt(receipt("ar")), WIDTH)
    heading = 0.06, 0.2
    assert first_ink(left, *heading) < 0.12
    assert first_ink(right, 0.06, 0.16) > 0.5


def test_a_receipt_of_many_places_runs_on(qtbot: QtBot) -> None:
    assert len(compose_receipt(receipt("ar", 60)).pages()) > 1
