# SPDX-License-Identifier: GPL-3.0-or-later
"""Returned forms: how many pairs the reader gets right on 10,000 of them, and how fast. Takes some minutes."""

from __future__ import annotations

import time
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from models.forms.scan_pages import ScanFile
from models.forms.scan_read import read_page
from tests.forms_simulator.campaign import HEADING, Outcome, Pile, run_pile
from tests.forms_simulator.pens import Trouble
from tests.forms_simulator.printed import some_sheets
from tests.forms_simulator.scanner import plain_scan, scan_page
from tests.forms_simulator.sheets import Sheet, resolver
from tests.performance.conftest import Figures

pytestmark = pytest.mark.usefixtures("qapp")

ORDINARY = (
    Pile("ordinary, grey 150 dpi", 140, 1101, dpi=150),
    Pile("ordinary, grey 200 dpi", 230, 1102),
    Pile("ordinary, grey 300 dpi", 80, 1103, dpi=300),
    Pile("all in pencil, grey 200 dpi", 80, 1104, pencil_share=1.0),
    Pile("ordinary, black and white 200 dpi", 80, 1105, bits=True),
)
TROUBLED = (
    Pile("half troubled, grey 150 dpi", 60, 1201, dpi=150, trouble_share=0.5, blank_share=0.0),
    Pile("half troubled, grey 200 dpi", 90, 1202, trouble_share=0.5, blank_share=0.0),
    Pile("half troubled, black and white", 50, 1203, bits=True, trouble_share=0.5, blank_share=0.0),
    Pile("some trouble (4 %), grey 200 dpi", 90, 1204, trouble_share=0.04),
    Pile("struck alone, grey 200 dpi", 40, 1205, trouble_share=0.5, troubles=(Trouble.STRUCK_ONLY,)),
)


@pytest.fixture(scope="module")
def sheets(qapp: object) -> list[Sheet]:
    return some_sheets()


def test_ordinary_marks(sheets: list[Sheet], figures: Figures) -> None:
    """No wrong yes or no in 10,000 pairs, every code read, at most 10 % unsure in grey and 35 % in pencil."""
    outcomes = _run(ORDINARY, sheets, figures)
    assert sum(outcome.pairs for outcome in outcomes) >= 10_000
    for outcome in outcomes:
        assert outcome.wrong == outcome.wrong_on_certain == 0, outcome.row()
        assert outcome.codes == outcome.pile.pages, outcome.row()
        limit = 0.35 if outcome.pile.pencil_share == 1 else 0.10
        assert outcome.share(outcome.unsure) <= limit, outcome.row()


def test_troubled_marks(sheets: list[Sheet], figures: Figures) -> None:
    """Doubles, corrections, circles, strikes, holes: never silently wrong on a page that nobody looks at."""
    for outcome in _run(TROUBLED, sheets, figures):
        assert outcome.wrong_on_certain == 0, outcome.row()
        if not outcome.pile.bits:
            assert outcome.share(outcome.wrong) <= 0.002, (outcome.row(), outcome.accepted_troubles)


def _run(piles: tuple[Pile, ...], sheets: list[Sheet], figures: Figures) -> list[Outcome]:
    outcomes = []
    for pile in piles:
        outcomes.append(run_pile(pile, sheets))
        figures.lines.append(outcomes[-1].row())
        if outcomes[-1].accepted_troubles:
            figures.lines.append(f"    taken for something else: {dict(outcomes[-1].accepted_troubles)}")
    figures.headings.append(HEADING)
    return outcomes


def test_speed(sheets: list[Sheet], figures: Figures, tmp_path: Path) -> None:
    """At least six pages a second: 40 pages of 200 dpi from a PDF as a copier makes it."""
    chance = np.random.default_rng(5)
    pages = [
        Image.fromarray(scan_page(sheets[number % 5].page, plain_scan(200, angle=0.7), chance)) for number in range(40)
    ]
    path = tmp_path / "pile.pdf"
    pages[0].save(path, save_all=True, append_images=pages[1:], resolution=200)
    resolve = resolver(*sheets)
    start = time.process_time()
    with ScanFile(path) as scans:
        found = [read_page(page.grey, page.number, resolve) for page in scans.pages() if page.grey is not None]
    spent = time.process_time() - start
    assert all(reading[0].code for reading in found)
    figures.lines.append(f"a PDF of 40 pages, 200 dpi: {40 / spent:.1f} pages a second of one core")
    assert 40 / spent >= 6
