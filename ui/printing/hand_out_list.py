# SPDX-License-Identifier: GPL-3.0-or-later
"""A list on top of a stack of forms: whose they are, to tick off at the door when they are handed out and come back.

It tells a name and a language and no answer, so that it may lie where others see it.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path

from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QColor, QImage, QPainter, QPen
from PySide6.QtPrintSupport import QPrinter

from models.forms.forms import FormSheet
from models.forms.wording import load_wording
from models.progress import Progress
from ui.printing.flow import Cell, FlowDocument
from ui.printing.paper import INK
from ui.printing.pdf import DrawPage, print_pages, write_pdf_pages
from ui.printing.round_print import OnlineLink, count_pages, form_pages
from ui.texts import _, format_date, ngettext

_BOX_PIXELS = 64
_LEFT_TO_RIGHT = "\u200e"
"""Keeps the name of a language from right to left in line with the others."""


@dataclass(frozen=True, slots=True)
class FormStack:
    """Forms that are handed out together: those of a class, or of who is in none (an empty ``group``)."""

    group: str
    sheets: tuple[FormSheet, ...]

    def people(self) -> tuple[FormSheet, ...]:
        """The first sheet of each person's form."""
        return tuple(sheet for sheet in self.sheets if sheet.sheet == 1)


@dataclass(frozen=True, slots=True)
class PlacedForms:
    """Stacks, each with the pages of its list; with a link each form has a page to answer online before it."""

    lists: tuple[tuple[DrawPage, ...], ...]
    stacks: tuple[FormStack, ...]
    online_link: OnlineLink | None

    @property
    def count(self) -> int:
        """How many pages there are."""
        forms = sum(count_pages(stack.sheets, self.online_link) for stack in self.stacks)
        return forms + sum(len(pages) for pages in self.lists)

    def pages(self) -> Iterator[DrawPage]:
        """Each list, followed by the forms that are on it."""
        for pages, stack in zip(self.lists, self.stacks, strict=True):
            yield from pages
            yield from form_pages(stack.sheets, self.online_link)

    def sheet_pages(self) -> tuple[int, ...]:
        """On which page each sheet stands, counted from one, in the order of the stacks."""
        found: list[int] = []
        before = 0
        each = 1 if self.online_link is None else 2
        for pages, stack in zip(self.lists, self.stacks, strict=True):
            before += len(pages)
            found += [before + each * place for place in range(1, len(stack.sheets) + 1)]
            before += each * len(stack.sheets)
        return tuple(found)


def place_forms(stacks: Sequence[FormStack], day: date, online_link: OnlineLink | None = None) -> PlacedForms:
    """Set the list of each stack; ``day`` is that of the list. A stack without forms is left out."""
    filled = tuple(stack for stack in stacks if stack.sheets)
    return PlacedForms(tuple(compose_list(stack, day).pages() for stack in filled), filled, online_link)


def compose_list(stack: FormStack, day: date) -> FlowDocument:
    """The list of one stack, in the words of the window."""
    people = stack.people()
    made = _("Made on {day}").format(day=format_date(day))
    school = people[0].school.name if people else ""
    document = FlowDocument(stack.group or _("In no class"), " · ".join(part for part in (school, made) if part))
    count = len(people)
    document.paragraph(ngettext("Consent form: {count}", "Consent forms: {count}", count).format(count=count))
    centre, left = Qt.AlignmentFlag.AlignHCenter, Qt.AlignmentFlag.AlignLeft
    headers = [_("No."), _("Name"), _("Language of the form"), _("Handed out"), _("Back")]
    rows: list[list[Cell]] = [
        [str(number), sheet.name, f"{_LEFT_TO_RIGHT}{load_wording(sheet.language).name}", draw_box(), draw_box()]
        for number, sheet in enumerate(people, start=1)
    ]
    document.table(headers, rows, [12.0, 72.0, 38.0, 26.0, 22.0], [left, left, left, centre, centre])
    return document


@cache
def draw_box() -> QImage:
    """An empty box to tick."""
    image = QImage(_BOX_PIXELS, _BOX_PIXELS, QImage.Format.Format_ARGB32)
    image.fill(Qt.GlobalColor.transparent)
    painter = QPainter(image)
    line = _BOX_PIXELS / 16
    painter.setPen(QPen(QColor(INK), line))
    painter.drawRect(QRectF(line / 2, line / 2, _BOX_PIXELS - line, _BOX_PIXELS - line))
    painter.end()
    return image


def write_stacks_pdf(path: Path, placed: PlacedForms, progress: Progress | None = None) -> int:
    """Write stacks with their lists as one PDF; gives the number of pages. Raises as `round_print.write_forms_pdf`."""
    return write_pdf_pages(path, placed.pages(), count=placed.count, progress=progress)


def print_stacks(printer: QPrinter, placed: PlacedForms) -> int:
    """Print stacks with their lists (GUI thread); gives the number of pages. Raises ``PRINTER_UNAVAILABLE``."""
    return print_pages(printer, placed.pages())
