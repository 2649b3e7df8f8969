# SPDX-License-Identifier: GPL-3.0-or-later
"""What goes with the forms of a round: a page to answer online before each, a letter to the silent with theirs again.

A page to answer online is a page of its own: its code is large, is meant for a telephone, and never comes back with
the pile. Pages are made while they are drawn, so that a thousand forms take no more memory than one.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtGui import QPainter
from PySide6.QtPrintSupport import QPrinter
from qrcode import QRCode
from qrcode.constants import ERROR_CORRECT_M

from models.errors import ErrorCode, KnownError
from models.forms.codes import spaced_code
from models.forms.forms import FormSheet
from models.forms.layout import PAGE_WIDTH, Rect
from models.forms.round_terms import RoundReminder
from models.forms.wording import Wording, load_wording
from models.progress import Progress
from ui.printing.consent_form import compose_sheet, draw_sheet, draw_symbol
from ui.printing.flow import FlowDocument
from ui.printing.paper import GREY, Paragraph, SetText, Style, draw_text, load_print_fonts, set_text
from ui.printing.pdf import DrawPage, print_pages, write_pdf_pages

OnlineLink = Callable[[str], str]
"""From a form's code to the address where it can be answered."""

ONLINE_SIDE = 60.0
"""Side of the code for telephones, in millimetres: a long address has some 65 modules, of 0.9 mm then."""
_MASK = 4
_CENTRE = Qt.AlignmentFlag.AlignHCenter


def form_pages(sheets: Sequence[FormSheet], online_link: OnlineLink | None = None) -> Iterator[DrawPage]:
    """The pages of these forms; with a link a page to answer online before the first sheet of each form.

    Raises ``FORM_TEXT_TOO_LONG`` for what does not fit, when it is that page's turn.
    """
    for sheet in sheets:
        if online_link is not None and sheet.code:
            yield online_page(sheet, online_link(sheet.code))
        yield form_page(sheet)


def count_pages(sheets: Sequence[FormSheet], online_link: OnlineLink | None = None) -> int:
    """How many pages `form_pages` gives."""
    return len(sheets) * (1 if online_link is None else 2)


def form_page(sheet: FormSheet) -> DrawPage:
    """One sheet, ready to be drawn."""
    composed = compose_sheet(sheet)

    def draw(painter: QPainter) -> None:
        draw_sheet(painter, composed)

    return draw


def online_page(sheet: FormSheet, address: str) -> DrawPage:
    """The page that leads to the online form, in the family's language."""
    load_print_fonts()
    words = load_wording(sheet.language)
    texts: list[tuple[SetText, Rect]] = []

    def put(text: str | Paragraph, top: float, height: float, style: Style) -> None:
        place = Rect(22.0, top, PAGE_WIDTH - 44.0, height)
        paragraph = Paragraph(text) if isinstance(text, str) else text
        is_right_to_left = words.is_right_to_left
        look = Style(style.size, style.smallest, style.is_bold, style.color, style.align, is_right_to_left)
        found = set_text((paragraph,), place, look)
        if found is None:
            raise KnownError(ErrorCode.FORM_TEXT_TOO_LONG, text="online")
        texts.append((found, place))

    whom = "  ·  ".join(filter(None, (sheet.name, *sheet.groups)))
    put(sheet.school.name, 22.0, 7.0, Style(10.5, is_bold=True, color=GREY))
    put(words.text("online", "title"), 34.0, 18.0, Style(18.0, 13.0, is_bold=True))
    if whom:
        put(Paragraph(whom, words.text("sheet", "for_whom") + ":"), 54.0, 8.0, Style(12.0))
    put(words.text("online", "scan"), 66.0, 16.0, Style(12.0, 10.0))
    middle = Rect((PAGE_WIDTH - ONLINE_SIDE) / 2, 96.0, ONLINE_SIDE, ONLINE_SIDE)
    put(words.text("online", "code"), 172.0, 6.0, Style(10.0, color=GREY, align=_CENTRE))
    put(spaced_code(sheet.code), 178.0, 8.0, Style(13.0, is_bold=True, align=_CENTRE))
    put(words.text("online", "same"), 196.0, 20.0, Style(12.0, 10.0))
    put(words.text("online", "help"), 218.0, 16.0, Style(12.0, 10.0))
    modules = address_modules(address)

    def draw(painter: QPainter) -> None:
        draw_symbol(painter, middle, modules)
        for found, place in texts:
            draw_text(painter, found, place)

    return draw


def address_modules(address: str) -> tuple[tuple[bool, ...], ...]:
    """The code for telephones, as large as the address needs, without its quiet zone."""
    symbol = QRCode(error_correction=ERROR_CORRECT_M, mask_pattern=_MASK, border=0)
    symbol.add_data(address)
    symbol.make(fit=True)
    return tuple(tuple(bool(module) for module in row) for row in symbol.get_matrix())


def compose_reminder(letter: RoundReminder) -> FlowDocument:
    """The letter to somebody who did not answer, in the language of their form."""
    words = load_wording(letter.language)
    section = "remind_guardian" if letter.to_guardians else "remind_self"
    values = {"school": letter.school.name, "name": letter.name, "date": words.day(letter.asked_on)}
    document = FlowDocument(
        "", footer=letter.school.name, page_text="{page} / {count}", is_right_to_left=words.is_right_to_left
    )
    document.paragraph(letter.school.name, is_bold=True)
    document.paragraph("\n".join(filter(None, (", ".join(letter.groups), words.day(letter.day)))), is_muted=True)
    document.heading(words.text(section, "title"))
    document.paragraph(words.text(section, "greeting", **values))
    document.paragraph(words.text(section, "intro", **values))
    document.paragraph(_asking(letter, words), is_bold=True)
    document.paragraph(words.text("remind", "free"))
    document.paragraph(words.text("remind", "done"))
    document.paragraph(f"{words.text('remind', 'end')}\n{letter.school.name}")
    contact = letter.school.contact.strip()
    if contact:
        document.paragraph(contact, is_muted=True)
    return document


def reminder_pages(letters: Sequence[RoundReminder], online_link: OnlineLink | None = None) -> Iterator[DrawPage]:
    """Each letter, followed by the form again."""
    for letter in letters:
        yield from compose_reminder(letter).pages()
        yield from form_pages([form.sheet for form in letter.forms], online_link)


def write_forms_pdf(
    path: Path, sheets: Sequence[FormSheet], online_link: OnlineLink | None = None, progress: Progress | None = None
) -> int:
    """Write these forms as one PDF; gives the number of pages. Raises as `pdf.write_pdf_pages` and `form_pages`."""
    count = count_pages(sheets, online_link)
    return write_pdf_pages(path, form_pages(sheets, online_link), count=count, progress=progress)


def write_reminders_pdf(
    path: Path,
    letters: Sequence[RoundReminder],
    online_link: OnlineLink | None = None,
    progress: Progress | None = None,
) -> int:
    """Write these letters with their forms as one PDF; gives the number of pages. Raises as `write_forms_pdf`."""
    sheets = [form.sheet for letter in letters for form in letter.forms]
    count = len(letters) + count_pages(sheets, online_link)
    return write_pdf_pages(path, reminder_pages(letters, online_link), count=count, progress=progress)


def print_forms(printer: QPrinter, sheets: Sequence[FormSheet], online_link: OnlineLink | None = None) -> int:
    """Print these forms (GUI thread); gives the number of pages. Raises ``PRINTER_UNAVAILABLE``."""
    return print_pages(printer, form_pages(sheets, online_link))


def print_reminders(printer: QPrinter, letters: Sequence[RoundReminder], online_link: OnlineLink | None = None) -> int:
    """Print these letters with their forms (GUI thread); gives the number of pages. Raises ``PRINTER_UNAVAILABLE``."""
    return print_pages(printer, reminder_pages(letters, online_link))


def _asking(letter: RoundReminder, words: Wording) -> str:
    if letter.answer_before is None or letter.answer_before < letter.day:
        return words.text("remind", "ask")
    return words.text("remind", "ask_before", date=words.day(letter.answer_before))
