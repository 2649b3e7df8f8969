# SPDX-License-Identifier: GPL-3.0-or-later
"""Names in files and name cards: what looking for them costs beside reading the photo at all."""

from __future__ import annotations

from pathlib import Path

import pytest
from PIL import Image

from models.forms.card_reading import LOOK_EDGE, look_for_cards
from models.media.box import Box
from models.media.embedded_names import read_names
from models.media.photo import read_photo
from models.media.xmp_packet import read_packet
from models.publishing.name_matching import read_name_book
from tests.models.builders import RandomSchool
from tests.models.media.xmp_writing import mwg, packet
from tests.performance.bench_thumbnails import draw_photo
from tests.performance.conftest import Figures

PHOTOS = 6
IN_A_CLASS_PHOTO = 30


@pytest.fixture(scope="module")
def named(tmp_path_factory: pytest.TempPathFactory) -> list[Path]:
    """Photos of 12 megapixels with the names of a class in them."""
    folder = tmp_path_factory.mktemp("named")
    people = [(f"Kind {number} de Vries", Box(0.02 * number, 0.3, 0.02, 0.04)) for number in range(IN_A_CLASS_PHOTO)]
    made = []
    for number in range(PHOTOS):
        path = draw_photo(folder / f"{number}.jpg", number)
        with Image.open(path) as picture:
            picture.save(path, quality="keep", xmp=packet(mwg(people)), exif=picture.getexif())
        made.append(path)
    return made


def decode_grey(path: Path) -> None:
    with Image.open(path) as picture:
        picture.draft("L", (LOOK_EDGE, LOOK_EDGE * 3 // 4))
        picture.convert("L").load()


def test_names_are_read_in_a_fraction_of_taking_a_photo_in(named: list[Path], figures: Figures) -> None:
    names = figures.measure(f"{IN_A_CLASS_PHOTO} names read from a photo", lambda: read_names(named[0]))
    intake = figures.measure("... taking that photo in", lambda: read_photo(named[0]))
    assert names < intake


def test_looking_for_a_card_costs_little_more_than_the_bare_decode(named: list[Path], figures: Figures) -> None:
    look = figures.measure("a name card sought in 12 megapixels", lambda: [look_for_cards(path) for path in named])
    bare = figures.measure("... the grey decode alone", lambda: [decode_grey(path) for path in named])
    assert look < 3 * bare


def test_everybody_is_known_by_name_at_once(big: RandomSchool, figures: Figures) -> None:
    workspace = big.workspace
    today = workspace.clock.today()
    with workspace.store.read() as session:
        figures.measure("names of 2,000 people and their parents", lambda: read_name_book(session, today), limit_ms=500)
        book = read_name_book(session, today)
    figures.measure("1,000 names asked", lambda: [book.find(f"Kind{one} Janssen 5a") for one in range(1_000)])


def test_a_packet_of_two_thousand_regions_is_no_trouble(figures: Figures) -> None:
    data = packet(mwg([(f"Kind {number}", Box(0.1, 0.1, 0.2, 0.2)) for number in range(2_000)]))
    figures.measure("2,000 regions in one packet", lambda: read_packet(data), limit_ms=1_000)
