# SPDX-License-Identifier: GPL-3.0-or-later
"""Name cards on paper, photographed: at an angle, blurred, in shadow, small in a 12 megapixel picture."""

from __future__ import annotations

import shutil
import subprocess
from pathlib import Path

import pytest
from PySide6.QtGui import QGuiApplication

from models.forms.card_reading import look_for_cards
from models.forms.codes import CodeBook, new_key, new_number, qr_text
from models.forms.name_cards import CARD_PREFIX, CardKind, PrintedCard
from tests.forms_simulator.card_photos import Shot, photograph, picture_of_card, save_shot
from ui.printing.name_cards import PER_PAGE, card_pages
from ui.printing.pdf import draw_picture, write_pdf_pages

SMALLER = (2000, 1500)
"""What is looked at of a photo of 12 megapixels; two of the shots are of that size themselves."""


def a_card(title: str = "Anna") -> PrintedCard:
    return PrintedCard(CardKind.PERSON, CodeBook({1: new_key()}).seal(new_number()), title, "Groep 7b")


@pytest.mark.parametrize(
    "shot",
    [
        Shot(),
        Shot(share=0.08, size=SMALLER),
        Shot(angle=35, size=SMALLER),
        Shot(angle=190, size=SMALLER),
        Shot(tilt=0.2, share=0.2, angle=-20, size=SMALLER),
        Shot(blur=6, share=0.25, size=SMALLER),
        Shot(noise=20, share=0.2, size=SMALLER),
        Shot(shadow=0.3, share=0.25, tilt=0.1, angle=-15, size=SMALLER),
        Shot(share=0.2, angle=25, tilt=0.12, blur=3, noise=10, shadow=0.4, quality=70),
        Shot(share=0.5, angle=8, size=(1600, 1200), quality=60),
    ],
    ids=lambda shot: f"{shot.share}-{shot.angle}-{shot.tilt}-{shot.blur}-{shot.noise}-{shot.shadow}",
)
def test_a_photographed_card_is_read(qapp: QGuiApplication, tmp_path: Path, shot: Shot) -> None:
    card = a_card()
    path = save_shot(tmp_path / "a.jpg", photograph(card, shot, 5), camera="Camera X", quality=shot.quality)
    seen = look_for_cards(path)
    assert seen.texts == (qr_text(card.code, CARD_PREFIX),)
    assert seen.camera == "Camera X"


def test_two_cards_held_up_together_are_both_read(qapp: QGuiApplication, tmp_path: Path) -> None:
    one, other = a_card(), a_card("Bram")
    left, right = (photograph(card, Shot(share=0.3, size=(1600, 1200)), 1) for card in (one, other))
    left.paste(right.crop((0, 0, 1600, 1200)).resize((800, 600)), (800, 600))
    seen = look_for_cards(save_shot(tmp_path / "a.jpg", left))
    assert set(seen.texts) <= {qr_text(card.code, CARD_PREFIX) for card in (one, other)}
    assert seen.texts


def test_long_names_stay_within_their_card(qapp: QGuiApplication) -> None:
    cards = [
        PrintedCard(
            CardKind.PERSON, "", "Wolfgang-Maximiliaan Alexander-Christoffel de tweede", "Groep 7b, De Vlinders"
        ),
        PrintedCard(CardKind.GROUP, "", "Groep 7b"),
        PrintedCard(CardKind.STOP, "", ""),
        PrintedCard(CardKind.PERSON, "", "x" * 200, "y" * 200),
    ]
    (page,) = card_pages(cards)
    image = draw_picture(page, 800)
    assert not image.isNull()
    assert len(card_pages([a_card()] * (PER_PAGE + 1))) == 2
    assert card_pages([]) == []


@pytest.mark.judge
def test_another_reader_reads_a_printed_card(qapp: QGuiApplication, tmp_path: Path) -> None:
    zbarimg = shutil.which("zbarimg")
    if zbarimg is None:
        pytest.skip("zbarimg is not here")
    card = a_card()
    picture_of_card(card).save(tmp_path / "card.png")
    told = subprocess.run([zbarimg, "-q", "--raw", str(tmp_path / "card.png")], capture_output=True, check=True)
    assert told.stdout.decode().strip() == qr_text(card.code, CARD_PREFIX)


def test_every_card_of_a_sheet_is_found_and_the_sheet_is_one_page(qapp: QGuiApplication, tmp_path: Path) -> None:
    cards = [a_card(f"Kind {number}") for number in range(PER_PAGE)]
    (page,) = card_pages(cards)
    draw_picture(page, 1600).save(str(tmp_path / "sheet.png"))
    assert set(look_for_cards(tmp_path / "sheet.png").texts) == {qr_text(card.code, CARD_PREFIX) for card in cards}
    assert write_pdf_pages(tmp_path / "cards.pdf", card_pages(cards)) == 1
