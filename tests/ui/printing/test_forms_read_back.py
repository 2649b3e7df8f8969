# SPDX-License-Identifier: GPL-3.0-or-later
"""What the program prints it reads back: every language and template, through a simulated desk and copier."""

from __future__ import annotations

import numpy as np
import pytest

from models.forms.scan_read import read_page
from models.forms.wording import LANGUAGES
from models.terms import MarkState
from tests.forms_simulator.campaign import Pile, run_pile
from tests.forms_simulator.pens import Hand, Pen, Writer, fill_in
from tests.forms_simulator.printed import print_sheet, some_sheets
from tests.forms_simulator.scanner import plain_scan, scan_page
from tests.forms_simulator.sheets import Sheet, resolver

pytestmark = pytest.mark.usefixtures("qapp")


@pytest.fixture(scope="module")
def sheets(qapp: object) -> list[Sheet]:
    return some_sheets()


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_form_in_every_language_is_read_back(language: str) -> None:
    sheet = print_sheet("7K3M9QZ0", language)
    chance = np.random.default_rng(len(language))
    filled = fill_in(sheet.page, sheet.layout, Writer(Pen.BLUE, Hand.CROSS, 0.4, 0.7, 1.0, 1.0), chance)
    scan = plain_scan(150, angle=2.0, turned=True, scale=0.98, noise=4.0)
    (reading,) = read_page(scan_page(filled.page, scan, chance), 1, resolver(sheet))
    assert [pair.state for pair in reading.pairs] == filled.truth
    assert reading.is_certain, reading.problems
    assert [one.has_ink for one in reading.signatures] == [True, False]


def test_an_empty_form_is_empty(sheets: list[Sheet]) -> None:
    """No word, rule or frame of ours is taken for a mark or a signature."""
    for number, sheet in enumerate(sheets):
        scan = (plain_scan(150, angle=-1.0), plain_scan(bits=True))[number % 2]
        grey = scan_page(sheet.page, scan, np.random.default_rng(number))
        (reading,) = read_page(grey, 1, resolver(*sheets))
        assert {pair.state for pair in reading.pairs} == {MarkState.BLANK}
        assert not any(one.has_ink for one in reading.signatures)
        assert (reading.corner_marks, reading.frames) == (4, 1.0)


def test_a_mixed_pile(sheets: list[Sheet]) -> None:
    """A small part of what is measured among the measurements of speed."""
    ordinary = run_pile(Pile("ordinary", 6, 31), sheets)
    assert (ordinary.codes, ordinary.wrong, ordinary.wrong_on_certain) == (6, 0, 0)
    assert ordinary.share(ordinary.unsure) <= 0.10
    troubled = run_pile(Pile("troubled", 5, 32, dpi=150, trouble_share=0.4), sheets)
    assert (troubled.codes, troubled.wrong_on_certain) == (5, 0)
    assert troubled.wrong <= 1
