# SPDX-License-Identifier: GPL-3.0-or-later
"""Where everything is on a printed form: pure numbers, shared by printing and by reading scans back.

All measures are millimetres from the top left of an upright A4 sheet. A template's numbers never change once forms
have been printed with it: a new arrangement gets a new name, and the name is kept with each form.

Why these numbers: corner marks 8 mm from the edge are cut off by one scanner in ten, 12 mm by hardly any; everything
that is read lies at least 20 mm from the left and right edges, clear of punched holes (ISO 838, centred at 12 mm);
a QR module of 0.76 mm is read at 150 dpi even after two photocopies; boxes of 5 mm with 9 mm between yes and no keep
a generous cross inside its own box.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from models.errors import BugError
from models.forms.codes import SYMBOL_MODULES
from models.terms import MediaKind

PAGE_WIDTH, PAGE_HEIGHT = 210.0, 297.0
EDGE = 5.0
"""Nothing is printed nearer to the edge: many printers cannot."""
MARK_SIDE, MARK_INSET, MARK_WHITE = 6.0, 12.0, 2.0
SYMBOL_SIDE = 22.0
QUIET_MODULES = 4
BOX_SIDE, BOX_STROKE = 5.0, 0.35
YES_NO_DISTANCE = 14.0
KIND_WIDTH, ROW_HEIGHT = 34.0, 11.5
FRAME_WHITE = 2.0
"""Nothing else is printed nearer to the frame of a box."""
RULE_STROKE = 0.2
SIGNATURE_HEIGHT, SIGNATURE_GAP = 22.0, 10.0
SIGNATURE_NAME_HEIGHT, SIGNATURE_DATE_WIDTH = 8.0, 28.0
"""In a signature block: the line for the name, and below it the room for the date before the signature."""
MAX_ROWS = 9
KINDS = (MediaKind.PHOTO, MediaKind.FILM, MediaKind.SOUND)

_LEFT, _RIGHT = 22.0, 188.0
_TABLE_HEADER = 11.0
_BODY_TOP = 54.0
_INSTRUCTION_HEIGHT = 11.0


@dataclass(frozen=True, slots=True)
class Rect:
    """A rectangle on the sheet, in millimetres."""

    x: float
    y: float
    w: float
    h: float

    @property
    def right(self) -> float:
        """Its right edge."""
        return self.x + self.w

    @property
    def bottom(self) -> float:
        """Its lower edge."""
        return self.y + self.h

    @property
    def center(self) -> tuple[float, float]:
        """Its middle."""
        return self.x + self.w / 2, self.y + self.h / 2

    def grown(self, margin: float) -> Rect:
        """The rectangle with a margin around it (smaller with a negative one)."""
        return Rect(self.x - margin, self.y - margin, self.w + 2 * margin, self.h + 2 * margin)

    def overlaps(self, other: Rect) -> bool:
        """Whether the two share more than an edge."""
        return (
            self.x < other.right - 1e-9
            and other.x < self.right - 1e-9
            and self.y < other.bottom - 1e-9
            and other.y < self.bottom - 1e-9
        )

    def contains(self, other: Rect) -> bool:
        """Whether the other lies wholly inside."""
        return (
            self.x <= other.x + 1e-9
            and self.y <= other.y + 1e-9
            and other.right <= self.right + 1e-9
            and other.bottom <= self.bottom + 1e-9
        )


@dataclass(frozen=True, slots=True)
class Template:
    """One arrangement of the sheet: how many rows it takes and where its table begins.

    ``text_length``: how many characters of explanation by the school itself fit beside ours in an ordinary text.
    """

    name: str
    max_rows: int
    table_top: float
    text_length: int


TEMPLATES = {
    template.name: template
    for template in (Template("a4-1-roomy", 6, 152.0, 750), Template("a4-1-dense", MAX_ROWS, 126.0, 0))
}


@dataclass(frozen=True, slots=True)
class AnswerBox:
    """One box to cross: which row and kind, yes or no, and the outer edge of its frame."""

    row: int
    kind: MediaKind
    is_yes: bool
    frame: Rect


@dataclass(frozen=True, slots=True)
class AnswerPair:
    """The two boxes of one question, and the cell of the table in which they stand."""

    row: int
    kind: MediaKind
    yes: Rect
    no: Rect
    cell: Rect


@dataclass(frozen=True, slots=True)
class RowPlace:
    """One row of the table: where its label goes, and its cells by the order of `KINDS` (some without boxes)."""

    area: Rect
    label: Rect
    cells: tuple[Rect, ...]


@dataclass(frozen=True, slots=True)
class SheetLayout:
    """Every place on one sheet."""

    template: str
    corner_marks: tuple[Rect, ...]
    """Top left, top right, bottom left, bottom right."""
    symbol: Rect
    code: Rect
    school: Rect
    title: Rect
    person: Rect
    body: Rect
    instruction: Rect
    header: Rect
    header_cells: tuple[Rect, ...]
    rows: tuple[RowPlace, ...]
    boxes: tuple[AnswerBox, ...]
    signature_caption: Rect
    signatures: tuple[Rect, ...]
    signing_spaces: tuple[Rect, ...]
    """In each signature block: where nothing is printed and somebody signs."""
    footer: Rect
    version: Rect

    def box(self, row: int, kind: MediaKind, *, is_yes: bool) -> AnswerBox:
        """One box; raises `BugError` where the row does not ask for the kind."""
        for box in self.boxes:
            if (box.row, box.kind, box.is_yes) == (row, kind, is_yes):
                return box
        raise BugError("no such box on the form")

    def pairs(self) -> tuple[AnswerPair, ...]:
        """The questions in the order of the form's cells: row by row, and in a row by the order of `KINDS`."""
        return tuple(
            AnswerPair(yes.row, yes.kind, yes.frame, no.frame, self.rows[yes.row].cells[KINDS.index(yes.kind)])
            for yes, no in zip(self.boxes[::2], self.boxes[1::2], strict=True)
        )


def choose_template(row_count: int, text_length: int = 0) -> Template | None:
    """The template with the most room for words that takes so many rows and characters; None where there is none."""
    for template in sorted(TEMPLATES.values(), key=lambda one: one.max_rows):
        if row_count <= template.max_rows and text_length <= template.text_length:
            return template
    return None


def quiet_zone(symbol: Rect) -> Rect:
    """The QR with the white around it that readers need: four modules (ISO/IEC 18004)."""
    return symbol.grown(QUIET_MODULES * symbol.w / SYMBOL_MODULES)


def lay_out_sheet(
    template_name: str,
    kinds_by_row: Sequence[Sequence[MediaKind]],
    signature_count: int,
    *,
    is_right_to_left: bool = False,
) -> SheetLayout:
    """The places for a table whose rows ask for these kinds, and one or two signatures.

    For a language that is written from right to left the table is mirrored; symbol and corner marks stay. Raises
    `BugError` for an unknown template or more rows than it takes.
    """
    template = TEMPLATES.get(template_name)
    if template is None or len(kinds_by_row) > template.max_rows or signature_count not in (1, 2):
        raise BugError("a form that no template describes")
    first_row = template.table_top + _TABLE_HEADER
    flip = _mirrored if is_right_to_left else _as_it_is
    rows = tuple(_place_row(first_row + index * ROW_HEIGHT, flip) for index in range(len(kinds_by_row)))
    table_bottom = first_row + len(rows) * ROW_HEIGHT
    signature_top = table_bottom + SIGNATURE_GAP
    width = _RIGHT - _LEFT
    blocks = tuple(
        Rect(_LEFT + index * (width + 6.0) / 2, signature_top, (width - 6.0) / 2, SIGNATURE_HEIGHT)
        for index in range(signature_count)
    )
    return SheetLayout(
        template=template.name,
        corner_marks=_place_marks(),
        symbol=Rect(165.0, 22.0, SYMBOL_SIDE, SYMBOL_SIDE),
        code=Rect(158.0, 47.3, 36.0, 4.0),
        school=Rect(_LEFT, 21.0, 136.0, 6.0),
        title=Rect(_LEFT, 27.5, 136.0, 14.5),
        person=Rect(_LEFT, 43.5, 136.0, 8.0),
        body=Rect(_LEFT, _BODY_TOP, width, template.table_top - _INSTRUCTION_HEIGHT - 3.0 - _BODY_TOP),
        instruction=Rect(_LEFT, template.table_top - _INSTRUCTION_HEIGHT - 1.0, width, _INSTRUCTION_HEIGHT),
        header=Rect(_LEFT, template.table_top, width, _TABLE_HEADER),
        header_cells=tuple(flip(_kind_cell(index, template.table_top, _TABLE_HEADER)) for index in range(len(KINDS))),
        rows=rows,
        boxes=tuple(
            box
            for index, kinds in enumerate(kinds_by_row)
            for kind in KINDS
            if kind in kinds
            for box in _place_boxes(index, kind, rows[index].cells[KINDS.index(kind)], is_right_to_left)
        ),
        signature_caption=Rect(_LEFT, table_bottom + 4.0, width, 5.0),
        signatures=blocks,
        signing_spaces=tuple(signing_space(block, is_right_to_left=is_right_to_left) for block in blocks),
        footer=Rect(_LEFT, 279.0, width, 6.0),
        version=Rect(_LEFT, 286.0, width, 3.5),
    )


def signing_space(block: Rect, *, is_right_to_left: bool = False) -> Rect:
    """The part of a signature block that stays white until somebody signs: below its caption, beside the date."""
    left, right = block.x + SIGNATURE_DATE_WIDTH + 1.0, block.right - 1.0
    if is_right_to_left:
        left, right = block.x + 1.0, block.right - SIGNATURE_DATE_WIDTH - 1.0
    top = block.y + SIGNATURE_NAME_HEIGHT + 5.0
    return Rect(left, top, right - left, block.bottom - 0.8 - top)


def yes_no_centres(cell: Rect, *, is_right_to_left: bool = False) -> tuple[float, float]:
    """The x of the middle of the yes box and of the no box in a cell: yes comes first in reading order."""
    middle = cell.center[0]
    aside = -YES_NO_DISTANCE / 2 if is_right_to_left else YES_NO_DISTANCE / 2
    return middle - aside, middle + aside


def _as_it_is(place: Rect) -> Rect:
    return place


def _mirrored(place: Rect) -> Rect:
    return Rect(_LEFT + _RIGHT - place.right, place.y, place.w, place.h)


def _place_marks() -> tuple[Rect, ...]:
    far_x = PAGE_WIDTH - MARK_INSET - MARK_SIDE
    far_y = PAGE_HEIGHT - MARK_INSET - MARK_SIDE
    return tuple(Rect(x, y, MARK_SIDE, MARK_SIDE) for y in (MARK_INSET, far_y) for x in (MARK_INSET, far_x))


def _kind_cell(index: int, top: float, height: float) -> Rect:
    return Rect(_RIGHT - (len(KINDS) - index) * KIND_WIDTH, top, KIND_WIDTH, height)


def _place_row(top: float, flip: Callable[[Rect], Rect]) -> RowPlace:
    cells = tuple(_kind_cell(index, top, ROW_HEIGHT) for index in range(len(KINDS)))
    area = Rect(_LEFT, top, _RIGHT - _LEFT, ROW_HEIGHT)
    label = Rect(_LEFT, top + 0.4, cells[0].x - _LEFT - 2.0, ROW_HEIGHT - 0.8)
    return RowPlace(area, flip(label), tuple(flip(cell) for cell in cells))


def _place_boxes(row: int, kind: MediaKind, cell: Rect, is_right_to_left: bool) -> tuple[AnswerBox, AnswerBox]:
    middle = cell.center[1]
    yes, no = (
        AnswerBox(row, kind, is_yes, Rect(x - BOX_SIDE / 2, middle - BOX_SIDE / 2, BOX_SIDE, BOX_SIDE))
        for x, is_yes in zip(yes_no_centres(cell, is_right_to_left=is_right_to_left), (True, False), strict=True)
    )
    return yes, no
