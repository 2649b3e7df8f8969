# SPDX-License-Identifier: GPL-3.0-or-later
"""Forms to a PDF, to a printer, or to a picture for the preview. PDF and pictures can be made on any thread."""

from __future__ import annotations

import errno
import os
from collections.abc import Sequence
from pathlib import Path

from PySide6.QtCore import QBuffer, QByteArray, QIODevice, QMarginsF, Qt
from PySide6.QtGui import QImage, QPageLayout, QPageSize, QPainter, QPdfWriter
from PySide6.QtPrintSupport import QPrinter

from models.errors import BugError, ErrorCode, KnownError
from models.forms.forms import FormSheet
from models.forms.layout import PAGE_HEIGHT, PAGE_WIDTH
from models.progress import Progress
from ui.printing.consent_form import ComposedSheet, compose_sheet, draw_sheet
from ui.printing.paper import UNITS_PER_INCH, open_page

_MM_PER_INCH = 25.4

_PROGRAM = "Beeldakkoord"


def check_sheets(sheets: Sequence[FormSheet], progress: Progress | None = None) -> None:
    """Measure all sheets without drawing; raises ``FORM_TEXT_TOO_LONG`` for the first that does not fit."""
    progress = progress if progress is not None else Progress()
    for done, sheet in enumerate(sheets, start=1):
        compose_sheet(sheet)
        progress.report(done, len(sheets))


def write_pdf(path: Path, sheets: Sequence[FormSheet], progress: Progress | None = None) -> int:
    """Write the sheets as one PDF, A4 at true size; gives the number of pages. The file is whole or not there.

    Raises ``FORM_TEXT_TOO_LONG``, ``FOLDER_UNWRITABLE``, ``DISK_FULL`` or ``CANCELLED``.
    """
    progress = progress if progress is not None else Progress()
    content = QByteArray()
    buffer = QBuffer(content)
    buffer.open(QIODevice.OpenModeFlag.WriteOnly)
    writer = QPdfWriter(buffer)
    writer.setCreator(_PROGRAM)
    writer.setTitle(_PROGRAM)
    writer.setResolution(UNITS_PER_INCH)
    writer.setPageLayout(a4_layout())
    painter = QPainter()
    if not painter.begin(writer):
        raise BugError("a PDF in memory that cannot be drawn on")
    try:
        for done, sheet in enumerate(sheets, start=1):
            if done > 1 and not writer.newPage():
                raise BugError("a PDF that takes no page")
            _draw_page(painter, compose_sheet(sheet), UNITS_PER_INCH)
            progress.report(done, len(sheets))
    finally:
        painter.end()
    _write_whole(path, bytes(content.data()))
    return len(sheets)


def print_sheets(printer: QPrinter, sheets: Sequence[FormSheet]) -> int:
    """Draw the sheets on a printer (GUI thread); gives the number of pages.

    Whatever the printer says of its margins and paper, the sheet is drawn at true size from the corner of the paper.
    Raises ``FORM_TEXT_TOO_LONG`` before anything is printed, ``PRINTER_UNAVAILABLE`` when the printer refuses.
    """
    composed = [compose_sheet(sheet) for sheet in sheets]
    printer.setFullPage(True)
    painter = QPainter()
    if not painter.begin(printer):
        raise KnownError(ErrorCode.PRINTER_UNAVAILABLE)
    try:
        for number, one in enumerate(composed):
            if number and not printer.newPage():
                raise KnownError(ErrorCode.PRINTER_UNAVAILABLE)
            _draw_page(painter, one, printer.resolution())
    finally:
        painter.end()
    return len(composed)


def draw_preview(sheet: FormSheet, width: int) -> QImage:
    """A picture of one sheet, ``width`` pixels wide, on white paper; any thread."""
    height = round(width * PAGE_HEIGHT / PAGE_WIDTH)
    image = QImage(width, height, QImage.Format.Format_RGB32)
    image.fill(Qt.GlobalColor.white)
    composed = compose_sheet(sheet)
    painter = QPainter(image)
    try:
        open_page(painter, width / PAGE_WIDTH)
        draw_sheet(painter, composed)
    finally:
        painter.end()
    return image


def a4_layout() -> QPageLayout:
    """Upright A4 without margins: the form keeps its own distance from the edge."""
    return QPageLayout(
        QPageSize(QPageSize.PageSizeId.A4), QPageLayout.Orientation.Portrait, QMarginsF(), QPageLayout.Unit.Millimeter
    )


def _draw_page(painter: QPainter, composed: ComposedSheet, resolution: int) -> None:
    painter.save()
    open_page(painter, resolution / _MM_PER_INCH)
    draw_sheet(painter, composed)
    painter.restore()


def _write_whole(path: Path, content: bytes) -> None:
    unfinished = path.with_name(f".{path.name}.part")
    try:
        with unfinished.open("wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        unfinished.replace(path)
    except OSError as error:
        code = ErrorCode.DISK_FULL if error.errno == errno.ENOSPC else ErrorCode.FOLDER_UNWRITABLE
        raise KnownError(code, path=str(path.parent)) from error
    finally:
        unfinished.unlink(missing_ok=True)
