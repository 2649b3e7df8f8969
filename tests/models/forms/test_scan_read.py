# SPDX-License-Identifier: GPL-3.0-or-later
"""Reading pages back: what is certain, what is for a person, and what is no form. Sheets drawn with Pillow, no Qt."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from models.forms.codes import qr_modules, qr_text
from models.forms.layout import Rect
from models.forms.questions import ExpectedForm
from models.forms.scan_placing import Grey
from models.forms.scan_read import PageReading, read_page, settle_repeats
from models.forms.scan_terms import MarkReason, PageProblem
from models.terms import FormState, MarkState, MediaKind
from tests.forms_simulator.campaign import Pile, run_pile
from tests.forms_simulator.pens import Filled, Hand, Pen, Trouble, Writer, draw_strokes, fill_in, sign
from tests.forms_simulator.scanner import Scan, plain_scan, scan_page
from tests.forms_simulator.sheets import BOOK, DOTS, Sheet, draw_sheet, resolver

PLAIN = Writer(Pen.BALLPOINT, Hand.CROSS, 0.4, 0.85, 1.0, 0.8)


@pytest.fixture(scope="module")
def sheet() -> Sheet:
    return draw_sheet()


@pytest.fixture(scope="module")
def filled(sheet: Sheet) -> Filled:
    return fill_in(sheet.page, sheet.layout, PLAIN, np.random.default_rng(3))


def read(page: Grey, *sheets: Sheet, scan: Scan | None = None, seed: int = 1) -> PageReading:
    grey = scan_page(page, plain_scan() if scan is None else scan, np.random.default_rng(seed))
    (reading,) = read_page(grey, 1, resolver(*sheets))
    return reading


def states(reading: PageReading) -> list[MarkState]:
    return [pair.state for pair in reading.pairs]


@pytest.mark.parametrize(
    "scan",
    [
        plain_scan(150),
        plain_scan(300),
        plain_scan(turned=True, angle=2.9, scale=0.97, shift=(4.0, -4.0)),
        plain_scan(angle=-3.0, scale=1.03, wobble=0.25, gradient=0.12, noise=6.0),
        plain_scan(shadow=True, staple=True, holes=True, dog_ear=True, dust=30, streak=True),
    ],
    ids=["150 dpi", "300 dpi", "upside down and small", "crooked, large, noisy", "handled"],
)
def test_plain_crosses_are_read_with_certainty(sheet: Sheet, filled: Filled, scan: Scan) -> None:
    reading = read(filled.page, sheet, scan=scan)
    assert (reading.code, reading.form_id, reading.template) == (sheet.code, 1, "a4-1-roomy")
    assert states(reading) == filled.truth
    assert reading.is_certain, reading.problems
    assert reading.is_upside_down is scan.turned
    assert reading.corner_marks >= 3
    assert [signature.has_ink for signature in reading.signatures] == [True, False]


def test_a_signature_in_thick_felt_pen_is_a_signature(sheet: Sheet, filled: Filled) -> None:
    page, room = filled.page.copy(), sheet.layout.signing_spaces[1]
    lines = [
        (room.x + 1 + (room.w - 2) * step / 16, room.center[1] + (-1) ** step * room.h * 0.35) for step in range(17)
    ]
    draw_strokes(page, [lines], 2.4, 0.95, np.random.default_rng(3))
    assert [one.has_ink for one in read(page, sheet).signatures] == [True, True]


@pytest.mark.parametrize("quarters", [1, 3])
def test_a_page_that_lies_on_its_side(sheet: Sheet, filled: Filled, quarters: int) -> None:
    grey = np.ascontiguousarray(np.rot90(scan_page(filled.page, plain_scan(), np.random.default_rng(1)), quarters))
    (reading,) = read_page(grey, 1, resolver(sheet))
    assert states(reading) == filled.truth
    assert reading.is_certain


def test_black_and_white_is_read_but_its_blanks_are_not_believed(sheet: Sheet, filled: Filled) -> None:
    reading = read(filled.page, sheet, scan=plain_scan(bits=True, noise=2.0))
    assert states(reading) == filled.truth
    assert MarkState.BLANK in filled.truth
    assert reading.problems == (PageProblem.BLANK_IN_BLACK_AND_WHITE,)


def test_a_mirrored_table_is_read_from_right_to_left() -> None:
    mirrored = draw_sheet(is_right_to_left=True)
    marked = fill_in(mirrored.page, mirrored.layout, PLAIN, np.random.default_rng(8))
    reading = read(marked.page, mirrored)
    assert mirrored.layout.pairs()[0].yes.x > mirrored.layout.pairs()[0].no.x
    assert {MarkState.YES, MarkState.NO} <= set(marked.truth)
    assert states(reading) == marked.truth
    assert reading.is_certain


def test_a_short_and_uneven_table() -> None:
    few = draw_sheet(kinds_by_row=((MediaKind.PHOTO,), (MediaKind.FILM, MediaKind.SOUND)), signatures=1)
    marked = fill_in(few.page, few.layout, PLAIN, np.random.default_rng(4), blank_share=0.0)
    reading = read(marked.page, few, scan=plain_scan(turned=True, angle=1.5, wobble=0.2))
    assert [pair.question for pair in reading.pairs] == ["0/photo", "1/film", "1/sound"]
    assert states(reading) == marked.truth
    assert reading.is_certain


@pytest.mark.parametrize("trouble", Trouble)
def test_trouble_is_never_taken_for_an_answer(sheet: Sheet, trouble: Trouble) -> None:
    chance = np.random.default_rng(70)
    for writer, dpi in ((PLAIN, 200), (replace(PLAIN, pen=Pen.BLUE, dark=0.6, hand=Hand.TICK), 150)):
        marked = fill_in(
            sheet.page, sheet.layout, writer, chance, blank_share=0.0, trouble_share=0.5, troubles=(trouble,)
        )
        reading = read(marked.page, sheet, scan=plain_scan(dpi, angle=1.0, contrast=0.9))
        assert marked.trouble.count(trouble) >= 4
        for pair, truth, spoilt in zip(reading.pairs, marked.truth, marked.trouble, strict=True):
            assert pair.state in ((truth, MarkState.UNSURE) if spoilt is None else (MarkState.UNSURE,)), pair
            assert bool(pair.reasons) is (pair.state is MarkState.UNSURE)
        assert not reading.is_certain
        assert PageProblem.UNSURE_PAIRS in reading.problems


def test_reasons_name_what_was_seen(sheet: Sheet) -> None:
    chance = np.random.default_rng(5)
    expected = {
        Trouble.DOUBLE: MarkReason.BOTH_MARKED,
        Trouble.CIRCLED: MarkReason.CIRCLED,
        Trouble.LINE: MarkReason.STRUCK,
        Trouble.FAINT: MarkReason.FAINT,
        Trouble.BETWEEN: MarkReason.INK_BESIDE,
        Trouble.FILLED_ONE: MarkReason.FILLED,
    }
    for trouble, reason in expected.items():
        marked = fill_in(sheet.page, sheet.layout, PLAIN, chance, trouble_share=0.3, troubles=(trouble,))
        found = read(marked.page, sheet)
        spoilt = [pair for pair, what in zip(found.pairs, marked.trouble, strict=True) if what is trouble]
        assert spoilt
        assert sum(reason in pair.reasons for pair in spoilt) >= 0.6 * len(spoilt), trouble


def test_boxes_that_are_filled_count_where_somebody_fills_them_all(sheet: Sheet) -> None:
    marked = fill_in(
        sheet.page, sheet.layout, replace(PLAIN, hand=Hand.FILL, size=0.85), np.random.default_rng(2), blank_share=0.0
    )
    assert states(read(marked.page, sheet)) == marked.truth


def test_corner_marks_may_be_lost_but_not_nearly_all(sheet: Sheet, filled: Filled) -> None:
    page = filled.page.copy()
    for number, mark in enumerate(sheet.layout.corner_marks[:3], start=1):
        cover(page, mark)
        reading = read(page, sheet, scan=plain_scan(angle=1.0))
        assert reading.corner_marks == 4 - number if number < 3 else reading.corner_marks < 2
        assert [state for state in states(reading) if state is not MarkState.UNSURE] == [
            truth for state, truth in zip(states(reading), filled.truth, strict=True) if state is not MarkState.UNSURE
        ]
        assert reading.is_certain is (number < 3), reading.problems
    assert PageProblem.MARKS_MISSING in reading.problems
    assert set(states(reading)) == {MarkState.UNSURE}, "a sheet that was not placed gives no answer"


def test_a_sheet_that_is_half_covered_is_for_a_person(sheet: Sheet, filled: Filled) -> None:
    page = filled.page.copy()
    cover(page, Rect(85, 190, 110, 60))
    reading = read(page, sheet)
    assert {PageProblem.FRAMES_MISSING, PageProblem.UNSURE_PAIRS} <= set(reading.problems)
    assert any(MarkReason.FRAME_LOST in pair.reasons for pair in reading.pairs)
    assert set(states(reading)) == {MarkState.UNSURE}, "a sheet that was not placed gives no answer"


def test_nothing_filled_in_and_nothing_signed(sheet: Sheet) -> None:
    reading = read(sheet.page, sheet)
    assert set(states(reading)) == {MarkState.BLANK}
    assert reading.problems == (PageProblem.MOSTLY_BLANK, PageProblem.SIGNATURE_MISSING)
    page = sheet.page.copy()
    sign(page, sheet.layout.signing_spaces[1], PLAIN, np.random.default_rng(1))
    assert [one.has_ink for one in read(page, sheet).signatures] == [False, True]


def test_two_forms_on_one_picture_are_both_read_and_both_looked_at(sheet: Sheet, filled: Filled) -> None:
    other = draw_sheet("M1N2P3R4")
    second = fill_in(other.page, other.layout, PLAIN, np.random.default_rng(9))
    chance = np.random.default_rng(1)
    grey = np.hstack([scan_page(page, plain_scan(), chance) for page in (filled.page, second.page)])
    readings = read_page(grey, 7, resolver(sheet, other))
    assert {reading.code for reading in readings} == {sheet.code, other.code}
    by_code = {reading.code: reading for reading in readings}
    assert states(by_code[sheet.code]) == filled.truth
    assert states(by_code[other.code]) == second.truth
    for reading in readings:
        assert reading.page == 7
        assert reading.problems == (PageProblem.SEVERAL_FORMS,)


def test_pages_that_are_no_form(sheet: Sheet) -> None:
    chance = np.random.default_rng(1)
    assert read(np.full((3508, 2480), 255, np.uint8)).problems == (PageProblem.PAGE_EMPTY,)
    dark = np.full((3508, 2480), 255, np.uint8)
    dark[:, :40] = 0
    assert read(dark).problems == (PageProblem.PAGE_EMPTY,)
    picture = chance.integers(0, 255, (60, 40), dtype=np.uint8).repeat(40, axis=0).repeat(40, axis=1)
    assert read(picture).problems == (PageProblem.NO_FORM,)
    letter = sheet.page.copy()
    for place in (*sheet.layout.corner_marks, sheet.layout.symbol):
        cover(letter, place)
    assert read(letter).problems == (PageProblem.NO_FORM,)
    for size in ((1, 1), (30, 2000), (500, 3)):
        (tiny,) = read_page(np.full(size, 200, np.uint8), 1, resolver())
        assert tiny.problems == (PageProblem.PAGE_EMPTY,)


@pytest.mark.parametrize("turned", [False, True])
def test_a_form_whose_code_is_gone_is_known_for_a_form(sheet: Sheet, filled: Filled, turned: bool) -> None:
    page = filled.page.copy()
    cover(page, Rect(165, 22, 22, 12))
    reading = read(page, sheet, scan=plain_scan(turned=turned, angle=1.0))
    assert reading.problems == (PageProblem.CODE_UNREADABLE,)
    assert reading.code is None


def test_codes_that_lead_nowhere(sheet: Sheet, filled: Filled) -> None:
    assert BOOK.open(sheet.code) is not None
    unknown = read(filled.page)
    assert (unknown.code, unknown.problems, unknown.pairs) == (sheet.code, (PageProblem.FORM_UNKNOWN,), ())
    page = filled.page.copy()
    draw_symbol(page, sheet.layout.symbol, qr_text("0" * 16))
    assert read(page, sheet).problems == (PageProblem.CODE_FOREIGN,)
    draw_symbol(page, sheet.layout.symbol, "HTTPS://ELSEWHERE.EXAMPLE/HELLO")
    assert read(page, sheet).code is None


@pytest.mark.parametrize(
    ("changes", "problem"),
    [
        ({"state": FormState.REVOKED}, PageProblem.FORM_REVOKED),
        ({"state": FormState.REPLACED}, PageProblem.FORM_REPLACED),
        ({"person_id": None}, PageProblem.PERSON_GONE),
        ({"person_id": None, "state": FormState.REVOKED}, PageProblem.PERSON_GONE),
    ],
)
def test_forms_that_no_longer_count(
    sheet: Sheet, filled: Filled, changes: dict[str, object], problem: PageProblem
) -> None:
    def resolve(_code: str) -> ExpectedForm:
        return replace(sheet.expected(), **changes)

    grey = scan_page(filled.page, plain_scan(), np.random.default_rng(1))
    (reading,) = read_page(grey, 1, resolve)
    assert reading.problems == (problem,)
    assert states(reading) == filled.truth


def test_a_code_for_answering_online_does_not_disturb(sheet: Sheet, filled: Filled) -> None:
    page = filled.page.copy()
    for text in ("HTTPS://FORMS.EXAMPLE/R/PAGE-12", f"HTTPS://F.EXAMPLE/F/{sheet.code}"):
        draw_symbol(page, Rect(110, 249, 26, 26), text)
        reading = read(page, sheet)
        assert states(reading) == filled.truth
        assert reading.is_certain, reading.problems


def test_places_on_the_sheet_are_found_to_a_fraction_of_a_millimetre(sheet: Sheet, filled: Filled) -> None:
    scan = plain_scan(angle=2.0, turned=True, scale=1.02, shift=(3.0, -2.0))
    reading = read(filled.page, sheet, scan=scan)
    assert reading.placement is not None
    dots = scan.dpi / 25.4
    angle = np.radians(scan.angle + 180)
    turn = np.array([[np.cos(angle), -np.sin(angle)], [np.sin(angle), np.cos(angle)]]) * scan.scale * dots
    middle = np.array([105.0, 148.5])
    for x, y in ((165, 22), (100, 170), (180, 230), (30, 260), (105, 148)):
        truth = turn @ (np.array([x, y]) - middle) + middle * dots + np.array(scan.shift) * dots
        found = reading.placement.pixels(np.array([x, y], float))
        assert np.abs(found - truth).max() / dots < (0.25 if y > 160 and x > 90 else 0.8)
    grey = scan_page(filled.page, scan, np.random.default_rng(1))
    crop = reading.placement.cut(grey, reading.pairs[0].place, dots=10)
    assert crop.shape == (115, 340)
    mark = sheet.layout.corner_marks[0]
    assert reading.placement.cut(grey, mark.grown(-1)).mean() < 60
    assert reading.placement.cut(grey, Rect(60, 5, 60, 6)).mean() > 220


def test_a_page_that_comes_twice(sheet: Sheet, filled: Filled) -> None:
    first = read(filled.page, sheet)
    again = replace(read(filled.page, sheet, scan=plain_scan(angle=2.0, noise=5.0)), page=2)
    other_page = fill_in(sheet.page, sheet.layout, PLAIN, np.random.default_rng(44))
    other = replace(read(other_page.page, sheet), page=3)
    elsewhere = draw_sheet("M1N2P3R4")
    alone = read(fill_in(elsewhere.page, elsewhere.layout, PLAIN, np.random.default_rng(1)).page, elsewhere)
    assert [one.problems for one in settle_repeats((first, alone, again))] == [(), (), (PageProblem.REPEATED,)]
    settled = settle_repeats((first, again, other, alone))
    assert [one.problems for one in settled] == [(PageProblem.CONFLICTING,)] * 3 + [()]
    doubtful = replace(first, problems=(PageProblem.SIGNATURE_MISSING,))
    better = settle_repeats((doubtful, again))
    assert [one.is_certain for one in better] == [False, True]
    assert PageProblem.REPEATED in better[0].problems


def test_a_small_pile_of_everything(sheet: Sheet) -> None:
    """The large ones are among the measurements of speed."""
    sheets = [sheet, draw_sheet("M1N2P3R4", template="a4-1-dense"), draw_sheet("QQ00ZZ99", is_right_to_left=True)]
    ordinary = run_pile(Pile("ordinary", 5, 21, dpi=150), sheets)
    assert (ordinary.codes, ordinary.wrong, ordinary.missed) == (5, 0, 0)
    assert ordinary.share(ordinary.unsure) <= 0.12
    pencil = run_pile(Pile("pencil", 3, 22, pencil_share=1.0), sheets)
    assert (pencil.codes, pencil.wrong) == (3, 0)
    assert pencil.share(pencil.unsure) <= 0.35
    troubled = run_pile(Pile("troubled", 4, 23, trouble_share=0.5), sheets)
    assert (troubled.codes, troubled.wrong_on_certain) == (4, 0)


def cover(page: Grey, place: Rect) -> None:
    """Lay white paper over a part of the sheet."""
    grown = place.grown(1.0)
    rows = slice(round(grown.y * DOTS), round(grown.bottom * DOTS))
    page[rows, round(grown.x * DOTS) : round(grown.right * DOTS)] = 255


def draw_symbol(page: Grey, place: Rect, text: str) -> None:
    """Put another QR in a place."""
    cover(page, place.grown(2.0))
    modules = np.array(qr_modules(text))
    size = round(place.w * DOTS)
    index = np.arange(size) * len(modules) // size
    top, left = round(place.y * DOTS), round(place.x * DOTS)
    page[top : top + size, left : left + size] = np.where(modules[np.ix_(index, index)], 0, 255)
