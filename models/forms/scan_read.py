# SPDX-License-Identifier: GPL-3.0-or-later
"""Reading returned forms: from one scanned page to what is on it, and whether anybody has to look.

Pure of the register: whoever calls says which form a code belongs to. A page is certain only where nothing at all is in
doubt; everything else is for a person, with the reason. Nothing here is an answer yet.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from typing import TypeAlias

import numpy as np
import zxingcpp

from models.forms.codes import plain_code
from models.forms.layout import MARK_INSET, MARK_SIDE, PAGE_HEIGHT, PAGE_WIDTH, Rect, SheetLayout
from models.forms.questions import ExpectedForm
from models.forms.scan_marks import PairMarks, read_marks
from models.forms.scan_placing import Grey, Placed, Placement, place_sheet, place_sheet_alone
from models.forms.scan_terms import MarkReason, PageProblem
from models.terms import FormState, MarkState

READER_VERSION = "2"
"""Kept with what was read; a new one whenever the same page could be read otherwise."""

_FEWEST_MARKS = 2
_FEWEST_FRAMES = 0.75
_MOST_BLANK = 0.5
_SIGNED_MM2 = 1.5
_PALEST_INK, _NOISIEST = 0.22, 0.5
_EMPTY_SHARE = 0.0008
_TWO_TONED = 0.003
_CODE_DOTS = 6


Resolve: TypeAlias = Callable[[str], ExpectedForm | PageProblem]
"""From a code (16 symbols) to its form; a problem where there is none: ``CODE_FOREIGN`` or ``FORM_UNKNOWN``."""


@dataclass(frozen=True, slots=True)
class PairReading:
    """One question: what was crossed, why that is not sure, where it is on the sheet (mm), what was measured."""

    question: str
    state: MarkState
    reasons: tuple[MarkReason, ...]
    place: Rect
    marks: PairMarks


@dataclass(frozen=True, slots=True)
class SignatureReading:
    """A signature block (mm on the sheet) and how much ink is where one signs (mm²); nobody judges whose it is."""

    place: Rect
    ink: float
    has_ink: bool


@dataclass(frozen=True, slots=True)
class PageReading:
    """Everything seen on one page (or of one form, where several lie on it). ``page`` counts from 1 in its file."""

    page: int
    code: str | None = None
    form_id: int | None = None
    person_id: int | None = None
    template: str | None = None
    pairs: tuple[PairReading, ...] = ()
    signatures: tuple[SignatureReading, ...] = ()
    problems: tuple[PageProblem, ...] = ()
    placement: Placement | None = None
    corner_marks: int = 0
    frames: float = 0.0

    @property
    def is_certain(self) -> bool:
        """Whether nothing on the page asks for a person."""
        return not self.problems and bool(self.pairs)

    @property
    def is_upside_down(self) -> bool:
        """Whether the sheet lies with its head down."""
        return self.placement is not None and abs(self.placement.turn) > 135

    def with_problem(self, problem: PageProblem) -> PageReading:
        """The same reading with one more thing to look at."""
        return self if problem in self.problems else replace(self, problems=(*self.problems, problem))


@dataclass(frozen=True, slots=True)
class _SeenCode:
    text: str
    code: str
    corners: tuple[tuple[float, float], ...]

    @property
    def size(self) -> float:
        """Length of its diagonals, in pixels."""
        (a, b), (c, d) = self.corners[0], self.corners[2]
        return float(np.hypot(c - a, d - b))


def read_page(grey: Grey, page: int, resolve: Resolve) -> tuple[PageReading, ...]:
    """What is on a page: one reading, or one for each form where several lie on one picture."""
    seen = list(_find_codes(grey))
    if not seen:
        return (PageReading(page, problems=(_why_no_code(grey),)),)
    by_code: dict[str, list[_SeenCode]] = {}
    for one in seen:
        by_code.setdefault(one.code, []).append(one)
    readings = [_read_form(grey, page, code, places, resolve) for code, places in by_code.items()]
    if len(readings) > 1:
        readings = [reading.with_problem(PageProblem.SEVERAL_FORMS) for reading in readings]
    return tuple(readings)


def read_typed(grey: Grey, page: int, code: str, expected: ExpectedForm) -> PageReading:
    """Read a page as this form because a person said so: its code could not be read. Never certain.

    ``frames`` of the reading tells how well the page fits the form.
    """
    placed = place_sheet_alone(grey, expected.layout)
    reading = _measure(grey, page, code, expected, placed, _mark_levels(grey, placed, expected.layout))
    return replace(reading, problems=(PageProblem.CODE_TYPED, *reading.problems))


def settle_repeats(readings: Sequence[PageReading]) -> tuple[PageReading, ...]:
    """Mark what came twice in a run: a page read again with the same outcome (the later one), or with another (both).

    A page that was read with certainty stands over an earlier look at it that was not certain.
    """
    settled = list(readings)
    by_code: dict[str, list[int]] = {}
    for number, reading in enumerate(readings):
        if reading.code is not None and reading.pairs:
            by_code.setdefault(reading.code, []).append(number)
    for numbers in by_code.values():
        if len(numbers) < 2:
            continue
        sure = [number for number in numbers if readings[number].is_certain]
        outcomes = {tuple(pair.state for pair in readings[number].pairs) for number in sure}
        doubtful = any(_contradicts(readings[one], readings[other]) for one in sure for other in numbers)
        if len(outcomes) > 1 or doubtful:
            for number in numbers:
                settled[number] = readings[number].with_problem(PageProblem.CONFLICTING)
            continue
        first = sure[0] if sure else numbers[0]
        for number in numbers:
            if number != first:
                settled[number] = readings[number].with_problem(PageProblem.REPEATED)
    return tuple(settled)


def _contradicts(one: PageReading, other: PageReading) -> bool:
    """Whether two readings of a form differ where both are sure."""
    return any(
        mine.state is not theirs.state and MarkState.UNSURE not in (mine.state, theirs.state)
        for mine, theirs in zip(one.pairs, other.pairs, strict=True)
    )


def _read_form(grey: Grey, page: int, code: str, places: list[_SeenCode], resolve: Resolve) -> PageReading:
    expected = resolve(code)
    if isinstance(expected, PageProblem):
        return PageReading(page, code, problems=(expected,))
    tries = [place_sheet(grey, expected.layout, seen.corners) for seen in places]
    placed = max(tries, key=lambda one: (sum(one.marks), one.frames))
    return _measure(grey, page, code, expected, placed, _print_levels(grey, placed, expected.layout))


def _measure(
    grey: Grey, page: int, code: str, expected: ExpectedForm, placed: Placed, levels: tuple[float, float]
) -> PageReading:
    """What is on a sheet that was found. ``levels``: grey values of its print and of its paper."""
    layout, (black, white) = expected.layout, levels
    pairs = layout.pairs()
    marks = read_marks(grey, placed, pairs, black)
    signatures = tuple(
        _read_signature(grey, placed, block, room, black, white)
        for block, room in zip(layout.signatures, layout.signing_spaces, strict=True)
    )
    reading = PageReading(
        page,
        code,
        expected.form_id,
        expected.person_id,
        layout.template,
        tuple(
            PairReading(question, found.state, found.reasons, pair.cell, found)
            for question, pair, found in zip(expected.questions, pairs, marks, strict=True)
        ),
        signatures,
        placement=placed.placement,
        corner_marks=sum(placed.marks),
        frames=round(placed.frames, 3),
    )
    if reading.corner_marks < _FEWEST_MARKS or reading.frames < _FEWEST_FRAMES:
        reading = replace(reading, pairs=tuple(_not_placed(pair) for pair in reading.pairs))
    is_two_toned = _is_black_and_white(grey)
    return replace(reading, problems=tuple(_problems_of(reading, expected, is_black_and_white=is_two_toned)))


def _not_placed(pair: PairReading) -> PairReading:
    """A pair of a sheet that nobody knows the place of: what lies there may be another row, so it is no answer."""
    if pair.state is MarkState.UNSURE:
        return pair
    return replace(pair, state=MarkState.UNSURE, reasons=(MarkReason.FRAME_LOST,))


def _problems_of(reading: PageReading, expected: ExpectedForm, *, is_black_and_white: bool) -> Iterator[PageProblem]:
    is_gone = expected.person_id is None and not expected.is_blank
    if is_gone:  # nobody is left to give a newer form to
        yield PageProblem.PERSON_GONE
    elif expected.person_id is None:
        yield PageProblem.FORM_BLANK
    if expected.state is FormState.REVOKED and not is_gone:
        yield PageProblem.FORM_REVOKED
    if expected.state is FormState.REPLACED and not is_gone:
        yield PageProblem.FORM_REPLACED
    if reading.corner_marks < _FEWEST_MARKS:
        yield PageProblem.MARKS_MISSING
    if reading.frames < _FEWEST_FRAMES:
        yield PageProblem.FRAMES_MISSING
    blank = sum(pair.state is MarkState.BLANK for pair in reading.pairs)
    if blank > _MOST_BLANK * len(reading.pairs):
        yield PageProblem.MOSTLY_BLANK
    elif blank and is_black_and_white:  # such a scan loses pencil without a trace
        yield PageProblem.BLANK_IN_BLACK_AND_WHITE
    if any(pair.state is MarkState.UNSURE for pair in reading.pairs):
        yield PageProblem.UNSURE_PAIRS
    if not any(signature.has_ink for signature in reading.signatures):
        yield PageProblem.SIGNATURE_MISSING


def _qr_alone() -> zxingcpp.BarcodeFormats:
    """QR codes and no other; made anew each time, for one that outlives the program is told as a leak at its end."""
    return zxingcpp.BarcodeFormats(zxingcpp.BarcodeFormat.QRCode)


def _find_codes(grey: Grey) -> Iterator[_SeenCode]:
    """Every QR that ends in sixteen symbols of ours; an answering link without such an end is passed over."""
    for step in _looks(grey):
        picture, factor = step
        found = False
        for barcode in zxingcpp.read_barcodes(picture, formats=_qr_alone(), try_invert=False):
            code = plain_code(barcode.text)
            if code is None:
                continue
            at = barcode.position
            points = (at.top_left, at.top_right, at.bottom_right, at.bottom_left)
            corners = tuple(((point.x + 0.5) * factor, (point.y + 0.5) * factor) for point in points)
            yield _SeenCode(barcode.text, code, corners)
            found = True
        if found:
            return


def _looks(grey: Grey) -> Iterator[tuple[Grey, float]]:
    """The page as it is, then smoothed to half its size, then enlarged: what a noisy or a coarse scan needs."""
    yield grey, 1.0
    rows, columns = grey.shape[0] // 2 * 2, grey.shape[1] // 2 * 2
    if min(rows, columns) < 200:
        return
    quarters = grey[:rows, :columns].reshape(rows // 2, 2, columns // 2, 2)
    yield np.ascontiguousarray(quarters.mean(axis=(1, 3), dtype=np.float32).astype(np.uint8)), 2.0
    if max(grey.shape) < 2000:
        yield np.repeat(np.repeat(grey, 2, axis=0), 2, axis=1), 0.5


def _why_no_code(grey: Grey) -> PageProblem:
    """An empty page (a back side), a form whose code cannot be read, or something else."""
    small = grey[::4, ::4]
    rim = max(2, min(small.shape) // 25)
    middle = small[rim:-rim, rim:-rim]
    if middle.size == 0 or float((middle < int(np.median(middle)) - 60).mean()) < _EMPTY_SHARE:
        return PageProblem.PAGE_EMPTY
    return PageProblem.CODE_UNREADABLE if _has_corner_marks(small) else PageProblem.NO_FORM


def _has_corner_marks(small: Grey) -> bool:
    """Whether at least three black squares lie where a form has its corner marks."""
    height, width = small.shape
    side = MARK_SIDE / PAGE_WIDTH * width
    reach = (MARK_INSET + MARK_SIDE) / PAGE_WIDTH * width
    window = max(2, round(side * 0.8))
    found = 0
    for top in (0, height - round(2 * reach)):
        for left in (0, width - round(2 * reach)):
            corner = small[max(0, top) : max(0, top) + round(2 * reach), max(0, left) : max(0, left) + round(2 * reach)]
            if min(corner.shape) <= 2 * window:
                continue
            dark = (corner < int(np.percentile(small, 80)) - 70).astype(np.float32)
            sums = np.zeros((dark.shape[0] + 1, dark.shape[1] + 1), np.float32)
            np.cumsum(np.cumsum(dark, axis=0), axis=1, out=sums[1:, 1:])
            counts = (
                sums[window:, window:] - sums[:-window, window:] - sums[window:, :-window] + sums[:-window, :-window]
            )
            inside = counts.max() >= 0.9 * window**2
            found += bool(inside and dark.mean() < 0.35)
    return found >= 3 and 0.55 < width / height < 0.9 * (PAGE_HEIGHT / PAGE_WIDTH)


def _is_black_and_white(grey: Grey) -> bool:
    """Whether a scanner has made everything either black or white."""
    some = grey[::7, ::7]
    return float(((some > 30) & (some < 225)).mean()) < _TWO_TONED


def _print_levels(grey: Grey, placed: Placed, layout: SheetLayout) -> tuple[float, float]:
    """Grey values of this sheet's print and of its paper, from the QR: half black, half white, wherever it lies."""
    symbol = layout.symbol
    piece = placed.placement.patches(grey, np.array([symbol.center]), symbol.w, symbol.h, _CODE_DOTS)[0]
    black, white = np.percentile(piece, (8, 90)).tolist()
    return black, white


def _mark_levels(grey: Grey, placed: Placed, layout: SheetLayout) -> tuple[float, float]:
    """The same from the corner marks that were found, where the QR is stained or gone."""
    marks = [mark for mark, is_found in zip(layout.corner_marks, placed.marks, strict=True) if is_found]
    if not marks:
        return _print_levels(grey, placed, layout)
    side = 2 * MARK_SIDE
    middles = np.array([mark.center for mark in marks])
    pieces = placed.placement.patches(grey, middles, side, side, _CODE_DOTS)
    black, white = np.median(np.percentile(pieces, (8, 90), axis=(1, 2)), axis=1).tolist()
    return black, white


def _read_signature(
    grey: Grey, placed: Placed, block: Rect, room: Rect, black: float, white: float
) -> SignatureReading:
    piece = placed.placement.patches(grey, np.array([room.center]), room.w, room.h, _CODE_DOTS)[0]
    paper = float(np.percentile(piece, 75))
    dark = np.clip((paper - piece) / max(white - black, 40.0), 0, 1)
    noise = float(np.percentile(dark, 60))
    least = min(max(_PALEST_INK, 2.5 * noise), _NOISIEST)  # a thick pen that covers half the room is no noise
    ink = float(np.where(dark > least, dark, 0).sum()) / _CODE_DOTS**2
    return SignatureReading(block, round(ink, 2), ink > _SIGNED_MM2)
