# SPDX-License-Identifier: GPL-3.0-or-later
"""A printed sheet as pixels, drawn with Pillow from the geometry alone: for tests that do without Qt."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
from PIL import Image, ImageDraw

from models.forms.codes import CodeBook, qr_modules, qr_text
from models.forms.layout import BOX_STROKE, KINDS, PAGE_HEIGHT, PAGE_WIDTH, Rect, SheetLayout, lay_out_sheet
from models.forms.questions import ExpectedForm
from models.forms.scan_read import Resolve
from models.forms.scan_terms import PageProblem
from models.terms import FormState, MediaKind

DOTS = 300 / 25.4
"""Pixels a millimetre of the paper: 300 dpi."""
Grey = npt.NDArray[np.uint8]
BOOK = CodeBook({1: bytes(range(32))})


@dataclass(frozen=True)
class Sheet:
    """One form: its code, its places, and its page as printed."""

    code: str
    layout: SheetLayout
    page: Grey

    def expected(
        self, form_id: int = 1, person_id: int | None = 1, state: FormState = FormState.ISSUED
    ) -> ExpectedForm:
        """What a register would say of it."""
        questions = tuple(f"{pair.row}/{pair.kind.value}" for pair in self.layout.pairs())
        return ExpectedForm(form_id, person_id, state, self.layout, questions)


def draw_sheet(
    number: str = "7K3M9QZ0",
    kinds_by_row: tuple[tuple[MediaKind, ...], ...] = (KINDS,) * 6,
    template: str = "a4-1-roomy",
    signatures: int = 2,
    *,
    is_right_to_left: bool = False,
) -> Sheet:
    """A sheet with this form number: marks, QR, frames, rules, and grey lines where the words are."""
    layout = lay_out_sheet(template, kinds_by_row, signatures, is_right_to_left=is_right_to_left)
    code = BOOK.seal(number)
    return Sheet(code, layout, draw_layout(code, layout))


def draw_layout(code: str, layout: SheetLayout) -> Grey:
    """The page of a form with this code."""
    fine = 2
    picture = Image.new("L", (round(PAGE_WIDTH * DOTS * fine), round(PAGE_HEIGHT * DOTS * fine)), 255)
    pen = ImageDraw.Draw(picture)

    def fill(place: Rect, shade: int = 0) -> None:
        scale = DOTS * fine
        edges = [round(value * scale) for value in (place.x, place.y, place.right, place.bottom)]
        pen.rectangle((edges[0], edges[1], edges[2] - 1, edges[3] - 1), fill=shade)

    for mark in layout.corner_marks:
        fill(mark)
    pitch = layout.symbol.w / 29
    for y, row in enumerate(qr_modules(qr_text(code))):
        for x, is_black in enumerate(row):
            if is_black:
                fill(Rect(layout.symbol.x + x * pitch, layout.symbol.y + y * pitch, pitch, pitch))
    for box in layout.boxes:
        fill(box.frame)
        fill(box.frame.grown(-BOX_STROKE), 255)
    for place in layout.rows:
        fill(Rect(place.area.x, place.area.bottom - 0.1, place.area.w, 0.2), 186)
    for block in layout.signatures:
        fill(block, 91)
        fill(block.grown(-0.2), 255)
        fill(Rect(block.x + 36.0, block.y + 10.0, 8.0, 1.2), 120)
    for place in (layout.title, layout.body, layout.instruction, *(row.label for row in layout.rows)):
        _write_lines(fill, place)
    return np.asarray(picture.reduce(fine))


def resolver(*sheets: Sheet) -> Resolve:
    """A register that knows these sheets, numbered from 1."""
    known = {sheet.code: sheet.expected(number, number) for number, sheet in enumerate(sheets, start=1)}

    def resolve(code: str) -> ExpectedForm | PageProblem:
        if code in known:
            return known[code]
        return PageProblem.CODE_FOREIGN if BOOK.open(code) is None else PageProblem.FORM_UNKNOWN

    return resolve


def _write_lines(fill: object, place: Rect) -> None:
    """Words as dashes of print: short dark pieces with gaps, as a reader sees them from afar."""
    assert callable(fill)
    y = place.y + 1.0
    while y + 1.6 < place.bottom:
        x = place.x
        step = 0
        while x + 4.0 < place.right:
            width = 1.2 + (step * 7 % 5) * 0.7
            fill(Rect(x, y, width, 1.4), 60)
            x += width + 1.1
            step += 1
        y += 4.2
