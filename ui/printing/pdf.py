# SPDX-License-Identifier: GPL-3.0-or-later
"""Pages to a PDF, to a printer, or to a picture for the preview. PDF and pictures can be made on any thread.

A page is a function that draws with a painter that takes units of 1/600 inch from the corner of an A4 sheet.
"""

from __future__ import annotations

import errno
import os
from collections.abc import Callable, Iterable
from contextlib import suppress
from pathlib import Path

from PySide6.QtCore import QBuffer, QByteArray, QIODevice, QMarginsF, Qt
from PySide6.QtGui import QImage, QPageLayout, QPageSize, QPainter, QPdfWriter
from PySide6.QtPrintSupport import QPrinter

from models.errors import BugError, ErrorCode, KnownError
from models.forms.layout import PAGE_HEIGHT, PAGE_WIDTH
from models.progress import Progress
from ui.printing.paper import UNITS_PER_INCH, open_page

DrawPage = Callable[[QPainter], None]

_MM_PER_INCH = 25.4
PROGRAM = "Beeldakkoord"


def write_pdf_pages(
    path: Path, pages: Iterable[DrawPage], *, count: int = 0, progress: Progress | None = None, title: str = PROGRAM
) -> int:
    """Write pages as one PDF, A4 at true size; gives their number. The file is whole or not there.

    ``pages`` may be made while they are drawn; ``count``, where known, is for the progress. Raises
    ``FILE_IS_FOLDER``, ``FOLDER_UNWRITABLE``, ``DISK_FULL``, ``CANCELLED``, and what making a page raises.
    """
    progress = progress if progress is not None else Progress()
    content = QByteArray()
    buffer = QBuffer(content)
    buffer.open(QIODevice.OpenModeFlag.WriteOnly)
    writer = QPdfWriter(buffer)
    writer.setCreator(PROGRAM)
    writer.setTitle(title)
    writer.setResolution(UNITS_PER_INCH)
    writer.setPageLayout(a4_layout())
    painter = QPainter()
    if not painter.begin(writer):
        raise BugError("a PDF in memory that cannot be drawn on")
    done = 0
    try:
        for done, page in enumerate(pages, start=1):
            if done > 1 and not writer.newPage():
                raise BugError("a PDF that takes no page")
            _draw_page(painter, page, UNITS_PER_INCH)
            progress.report(done, max(done, count))
    finally:
        painter.end()
    write_whole(path, bytes(content.data()))
    return done


def print_pages(printer: QPrinter, pages: Iterable[DrawPage]) -> int:
    """Draw pages on a printer (GUI thread); gives their number.

    Whatever the printer says of its margins and paper, a page is drawn at true size from the corner of the paper.
    Raises ``PRINTER_UNAVAILABLE`` when the printer refuses.
    """
    printer.setFullPage(True)
    painter = QPainter()
    if not painter.begin(printer):
        raise KnownError(ErrorCode.PRINTER_UNAVAILABLE)
    done = 0
    try:
        for done, page in enumerate(pages, start=1):
            if done > 1 and not printer.newPage():
                raise KnownError(ErrorCode.PRINTER_UNAVAILABLE)
            _draw_page(painter, page, printer.resolution())
    finally:
        painter.end()
    return done


def draw_picture(page: DrawPage, width: int) -> QImage:
    """A picture of one page, ``width`` pixels wide, on white paper; any thread."""
    height = round(width * PAGE_HEIGHT / PAGE_WIDTH)
    image = QImage(width, height, QImage.Format.Format_RGB32)
    image.fill(Qt.GlobalColor.white)
    painter = QPainter(image)
    try:
        open_page(painter, width / PAGE_WIDTH)
        page(painter)
    finally:
        painter.end()
    return image


def a4_layout() -> QPageLayout:
    """Upright A4 without margins: a page keeps its own distance from the edge."""
    return QPageLayout(
        QPageSize(QPageSize.PageSizeId.A4), QPageLayout.Orientation.Portrait, QMarginsF(), QPageLayout.Unit.Millimeter
    )


def write_whole(path: Path, content: bytes) -> None:
    """Write a file so that it is whole or not there.

    Raises ``FILE_IS_FOLDER`` where the path is a folder's, ``DISK_FULL`` or ``FOLDER_UNWRITABLE``.
    """
    if path.is_dir():
        raise KnownError(ErrorCode.FILE_IS_FOLDER, path=str(path))
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
        with suppress(OSError):  # a disk that takes nothing does not let go of anything either
            unfinished.unlink(missing_ok=True)


def _draw_page(painter: QPainter, page: DrawPage, resolution: int) -> None:
    painter.save()
    open_page(painter, resolution / _MM_PER_INCH)
    page(painter)
    painter.restore()
