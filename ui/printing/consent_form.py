# SPDX-License-Identifier: GPL-3.0-or-later
"""Draws one sheet of a personal consent form: the same strokes for PDF, printer and preview.

Places come from `models.forms.layout`, words from `models.forms.wording` in the language of whoever answers (not that
of the window). What does not fit is refused with the name of the text; nothing is ever cut off.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtGui import QPainter

from models.errors import ErrorCode, KnownError
from models.forms.codes import qr_modules, qr_text, spaced_code
from models.forms.form_rows import FormRow
from models.forms.forms import FormSheet
from models.forms.layout import BOX_STROKE, KINDS, RULE_STROKE, TEMPLATES, Rect, SheetLayout, yes_no_centres
from models.forms.wording import Wording, load_wording
from models.policy import COUNTRIES
from models.settings import School
from models.terms import Audience, MediaKind
from ui.printing.paper import (
    BLACK,
    GREY,
    RULE,
    Paragraph,
    SetText,
    Style,
    draw_frame,
    draw_rule,
    draw_text,
    fill_rect,
    load_print_fonts,
    set_text,
)

_NO_CODE = "0" * 16
"""Stands in a preview where the code will be; no school's seal fits it."""
_TO_FILL_IN = "." * 60
"""Where somebody writes the name on a form that is nobody's yet."""
_CENTRE = Qt.AlignmentFlag.AlignHCenter
_SCHOOL = Style(10.5, is_bold=True, color=GREY)
_TITLE = Style(15.0, 11.0, is_bold=True)
_PERSON = Style(11.0)
_BODY_SIZE = 10.0
_INSTRUCTION = Style(8.5)
_KIND = Style(10.0, is_bold=True, align=_CENTRE)
_CHOICE = Style(8.5, align=_CENTRE)
_ROW_TITLE = Style(9.5, is_bold=True)
_ROW_NOTE = Style(8.5, 8.0, color=GREY)
_SMALL_ROW_NOTE = Style(7.5, 7.0, color=GREY)
_LONG_ROW_TITLE = Style(7.5, 7.5, is_bold=True)
_LONG_ROW_NOTE = Style(7.0, 7.0, color=GREY)
_CAPTION = Style(9.0, is_bold=True)
_FIELD = Style(8.0, 7.0, color=GREY)
_FOOTER = Style(8.0, 7.0, color=GREY, align=_CENTRE)
_VERSION = Style(6.5, 6.0, color=GREY, align=_CENTRE)
_CODE = Style(7.5, 6.0, align=_CENTRE)


@dataclass(frozen=True, slots=True)
class ComposedSheet:
    """A sheet whose texts were measured and fit, ready to draw."""

    sheet: FormSheet
    layout: SheetLayout
    texts: tuple[tuple[SetText, Rect, bool], ...]


def compose_sheet(sheet: FormSheet) -> ComposedSheet:
    """Measure every text of a sheet into its place.

    Raises ``FORM_TEXT_TOO_LONG`` with the ``language`` and the ``name`` (of a purpose) or ``text`` ("title", "school",
    "person", "explanation", ...).
    """
    load_print_fonts()
    layout, words = sheet.layout(), load_wording(sheet.language)
    texts: list[tuple[SetText, Rect, bool]] = []

    def put(name: str, text: str | tuple[Paragraph, ...], place: Rect, style: Style, *, centred: bool = False) -> None:
        paragraphs = (Paragraph(text),) if isinstance(text, str) else text
        found = set_text(paragraphs, place, replace(style, is_right_to_left=words.is_right_to_left))
        if found is None:
            raise KnownError(ErrorCode.FORM_TEXT_TOO_LONG, text=name, language=words.language)
        texts.append((found, place, centred))

    put("school", sheet.school.name, layout.school, _SCHOOL)
    put("title", words.text(sheet.speaker, "title"), layout.title, _TITLE)
    texts.append((_set_person(sheet, words, layout.person), layout.person, True))
    put("code", spaced_code(sheet.code or _NO_CODE), layout.code, _CODE)
    texts.append((_set_body(sheet, words, layout.body), layout.body, False))
    put("instruction", words.text("table", "instruction"), layout.instruction, _INSTRUCTION)
    for kind, cell in zip(KINDS, layout.header_cells, strict=True):
        put("table", words.text("kind", kind.value), Rect(cell.x, cell.y + 0.8, cell.w, 5.2), _KIND, centred=True)
        centres = yes_no_centres(cell, is_right_to_left=words.is_right_to_left)
        for x, choice in zip(centres, ("yes", "no"), strict=True):
            put("table", words.text("table", choice), Rect(x - 6.0, cell.bottom - 5.0, 12.0, 4.4), _CHOICE)
    labels = layout.rows[0].label
    put("table", words.text("table", "row"), Rect(labels.x, layout.header.bottom - 5.6, labels.w, 5.0), _ROW_TITLE)
    for row, place in zip(sheet.rows, layout.rows, strict=True):
        texts += _set_row(row, words, place.label)
    put("signature", words.text(sheet.speaker, "caption_all" if sheet.signs_all else "caption"),
        layout.signature_caption, _CAPTION, centred=True)  # fmt: skip
    for block in layout.signatures:
        for name, place in _signature_fields(block, is_right_to_left=words.is_right_to_left):
            put("signature", words.text("sheet", name), place, _FIELD)
    footer = "footer" if sheet.sheets == 1 else "footer_many"
    put(
        "footer",
        words.text("sheet", footer, sheet=sheet.sheet, sheets=sheet.sheets),
        layout.footer,
        _FOOTER,
        centred=True,
    )
    version = words.text("sheet", "version", template=sheet.template, version=sheet.wording or words.version)
    put("footer", version, layout.version, _VERSION, centred=True)
    return ComposedSheet(sheet, layout, tuple(texts))


def measure_person(sheet: FormSheet) -> None:
    """Measure only what differs between people who get the same form. Raises as `compose_sheet` does."""
    load_print_fonts()
    _set_person(sheet, load_wording(sheet.language), sheet.layout().person)


def draw_sheet(painter: QPainter, composed: ComposedSheet) -> None:
    """Draw a sheet with a painter that was prepared by `paper.open_page`."""
    layout = composed.layout
    for mark in layout.corner_marks:
        fill_rect(painter, mark)
    draw_symbol(painter, layout.symbol, qr_modules(qr_text(composed.sheet.code or _NO_CODE)))
    _draw_table(painter, composed)
    for box in layout.boxes:
        draw_frame(painter, box.frame, BOX_STROKE)
    for block in layout.signatures:
        draw_frame(painter, block, RULE_STROKE, GREY)
        draw_rule(painter, block.x, block.y + 8.0, block.w, RULE_STROKE)
        line = Rect(block.x + 28.0, block.y + 8.0, RULE_STROKE, block.h - 8.0)
        fill_rect(painter, _across(line, block) if composed.sheet.is_right_to_left else line, RULE)
    for text, place, is_centred in composed.texts:
        draw_text(painter, text, place, is_centred=is_centred)


def draw_sample_form(path: Path) -> int:
    """Write a sample form of an invented person to a PDF, for the self-test; gives the number of pages."""
    from ui.printing.print_job import write_pdf

    kinds = tuple(MediaKind)
    rows = (
        FormRow(None, None, load_wording("nl").text("table", "recording"), None, "", kinds),
        FormRow(1, 1, "Website", Audience.PUBLIC, "", kinds),
        FormRow(2, 2, "Nieuwsbrief", Audience.CLOSED, "", (MediaKind.PHOTO,)),
    )
    sheet = FormSheet(
        code=_NO_CODE,
        school=School("De Klaproos"),
        name="Sanne Voorbeeld",
        groups=("7b",),
        decides_self=False,
        signs_all=False,
        own_age=16,
        language="nl",
        template=next(iter(TEMPLATES)),
        rows=rows,
        sheet=1,
        sheets=1,
    )
    return write_pdf(path, (sheet,))


def _set_person(sheet: FormSheet, words: Wording, place: Rect) -> SetText:
    """For whom the form is: name and classes, or dots to write them on."""
    whom = "  ·  ".join((sheet.name or _TO_FILL_IN, *sheet.groups))
    line = (Paragraph(whom, words.text("sheet", "for_whom") + ":"),)
    found = set_text(line, place, replace(_PERSON, is_right_to_left=words.is_right_to_left))
    if found is None:
        raise KnownError(ErrorCode.FORM_TEXT_TOO_LONG, text="person", language=words.language)
    return found


def _set_body(sheet: FormSheet, words: Wording, place: Rect) -> SetText:
    """The explanation. Where it is too long, the longest text that the school wrote itself is to blame."""

    def lead(name: str) -> str:
        return words.text("heading", name)

    own = tuple(Paragraph(row.text, f"{row.title}:") for row in sheet.rows if row.text)
    country = sheet.school.country if sheet.school.country in COUNTRIES else "own"
    authority = words.text("authority", country)
    contact = sheet.school.contact.strip().rstrip(".")
    officer = sheet.school.privacy_officer.strip().rstrip(".")
    if contact:
        rights = words.text("body", "rights_contact", contact=contact, authority=authority)
    else:
        rights = words.text("body", "rights", authority=authority)
    if officer:
        rights += " " + words.text("body", "officer", officer=officer)
    names = "names_shown" if sheet.school.names_with_pictures else "names_hidden"
    paragraphs = (
        Paragraph(words.text(sheet.speaker, "who_asks", school=sheet.school.name), lead("who_asks")),
        Paragraph(words.text("body", "where"), lead("where")),
        *own,
        Paragraph(words.text(sheet.speaker, "free"), lead("free")),
        Paragraph(words.text("how_long", sheet.how_long, months=sheet.months), lead("how_long")),
        Paragraph(words.text(sheet.speaker, "withdraw", age=sheet.own_age), lead("withdraw")),
        Paragraph(words.text("body", names), lead("names")),
        Paragraph(words.text("body", "faces"), lead("faces")),
        Paragraph(rights, lead("rights")),
    )
    for smallest, gap in ((9.0, 0.45), (9.0, 0.25), (8.5, 0.45), (8.5, 0.25), (8.0, 0.3), (8.0, 0.1)):
        style = Style(_BODY_SIZE, smallest, is_right_to_left=words.is_right_to_left)
        found = set_text(paragraphs, place, style, gap=gap)
        if found is not None:
            return found
    longest = max(sheet.rows, key=lambda row: len(row.text))
    if longest.text:
        raise KnownError(ErrorCode.FORM_TEXT_TOO_LONG, name=longest.title, language=words.language)
    raise KnownError(ErrorCode.FORM_TEXT_TOO_LONG, text="explanation", language=words.language)


def _set_row(row: FormRow, words: Wording, place: Rect) -> list[tuple[SetText, Rect, bool]]:
    """The label of a row: its title, and below it who can see it."""
    note = words.text("table", "recording_note") if row.audience is None else words.text("audience", row.audience.value)
    for top, title_height, style, note_style in (
        (1.1, 4.4, _ROW_TITLE, _ROW_NOTE),
        (1.1, 4.4, _ROW_TITLE, _SMALL_ROW_NOTE),
        (0.2, 7.0, _LONG_ROW_TITLE, _LONG_ROW_NOTE),
    ):
        above = Rect(place.x, place.y + top, place.w, title_height)
        below = Rect(place.x, above.bottom, place.w, place.bottom - above.bottom)
        direction = words.is_right_to_left
        title = set_text((Paragraph(row.title),), above, replace(style, is_right_to_left=direction))
        second = set_text((Paragraph(note),), below, replace(note_style, is_right_to_left=direction))
        if title is not None and second is not None:
            return [(title, above, False), (second, below, False)]
    raise KnownError(ErrorCode.FORM_TEXT_TOO_LONG, name=row.title, language=words.language)


def _signature_fields(block: Rect, *, is_right_to_left: bool) -> tuple[tuple[str, Rect], ...]:
    fields = (
        ("name", Rect(block.x + 1.5, block.y + 0.8, 26.0, 4.0)),
        ("date", Rect(block.x + 1.5, block.y + 8.8, 25.0, 4.0)),
        ("signature", Rect(block.x + 29.5, block.y + 8.8, block.w - 31.0, 4.0)),
    )
    return tuple((name, _across(place, block)) for name, place in fields) if is_right_to_left else fields


def _across(place: Rect, block: Rect) -> Rect:
    """The same place on the other side of a block."""
    return Rect(block.x + block.right - place.right, place.y, place.w, place.h)


def _draw_table(painter: QPainter, composed: ComposedSheet) -> None:
    layout = composed.layout
    draw_rule(painter, layout.header.x, layout.header.bottom, layout.header.w, RULE_STROKE)
    for row, place in zip(composed.sheet.rows, layout.rows, strict=True):
        draw_rule(painter, place.area.x, place.area.bottom, place.area.w, RULE_STROKE)
        for kind, cell in zip(KINDS, place.cells, strict=True):
            if kind not in row.kinds:  # not asked: a short dash where the boxes would be
                draw_rule(painter, cell.center[0] - 2.0, cell.center[1], 4.0, RULE_STROKE, GREY)


def draw_symbol(painter: QPainter, place: Rect, modules: tuple[tuple[bool, ...], ...]) -> None:
    """The QR as horizontal runs of filled rectangles, so that no hairline of white shows between its modules."""
    pitch = place.w / len(modules)
    for row_number, row in enumerate(modules):
        start: int | None = None
        for column, is_black in enumerate((*row, False)):
            if is_black and start is None:
                start = column
            elif not is_black and start is not None:
                run = Rect(place.x + start * pitch, place.y + row_number * pitch, (column - start) * pitch, pitch)
                fill_rect(painter, run, BLACK)
                start = None
