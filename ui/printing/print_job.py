# SPDX-License-Identifier: GPL-3.0-or-later
"""Consent forms to a PDF, to a printer, or to a picture for the preview. PDF and pictures can be made on any thread."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

from PySide6.QtGui import QImage, QPainter
from PySide6.QtPrintSupport import QPrinter

from models.forms.forms import FormSheet
from models.progress import Progress
from ui.printing.consent_form import ComposedSheet, compose_sheet, draw_sheet, measure_person
from ui.printing.pdf import DrawPage, draw_picture, print_pages, write_pdf_pages


def check_sheets(sheets: Sequence[FormSheet], progress: Progress | None = None) -> None:
    """Measure every text of all sheets without drawing; raises ``FORM_TEXT_TOO_LONG`` for the first that does not fit.

    What is the same on the sheets of many people is measured once, so that a thousand cost little more than one.
    """
    progress = progress if progress is not None else Progress()
    known: set[FormSheet] = set()
    for done, sheet in enumerate(sheets, start=1):
        common = replace(sheet, code="", name="", groups=())
        if common in known:
            measure_person(sheet)
        else:
            compose_sheet(sheet)
            known.add(common)
        progress.report(done, len(sheets))


def write_pdf(path: Path, sheets: Sequence[FormSheet], progress: Progress | None = None) -> int:
    """Write the sheets as one PDF, A4 at true size; gives the number of pages. The file is whole or not there.

    Raises ``FORM_TEXT_TOO_LONG``, ``FOLDER_UNWRITABLE``, ``DISK_FULL`` or ``CANCELLED``.
    """
    pages = (_page_of(compose_sheet(sheet)) for sheet in sheets)
    return write_pdf_pages(path, pages, count=len(sheets), progress=progress)


def print_sheets(printer: QPrinter, sheets: Sequence[FormSheet]) -> int:
    """Draw the sheets on a printer (GUI thread); gives the number of pages.

    Raises ``FORM_TEXT_TOO_LONG`` before anything is printed, ``PRINTER_UNAVAILABLE`` when the printer refuses.
    """
    return print_pages(printer, [_page_of(compose_sheet(sheet)) for sheet in sheets])


def draw_preview(sheet: FormSheet, width: int) -> QImage:
    """A picture of one sheet, ``width`` pixels wide, on white paper; any thread."""
    return draw_picture(_page_of(compose_sheet(sheet)), width)


def _page_of(composed: ComposedSheet) -> DrawPage:
    def draw(painter: QPainter) -> None:
        draw_sheet(painter, composed)

    return draw
