# SPDX-License-Identifier: GPL-3.0-or-later
"""From scanned files to pages of grey pixels, one at a time and never large: PDF, TIFF, JPEG, PNG, BMP, WebP.

A file that cannot be opened is a `KnownError`; a page that cannot be read is a page with a problem, and the pages after
it go on. A scan of 600 dpi in colour comes out at a third of its size and in grey: more than the reader needs.
"""

from __future__ import annotations

import io
import threading
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType
from typing import Any, Final, Self

import numpy as np
import pypdfium2
import pypdfium2.raw as pdfium
from PIL import Image, ImageSequence

from models.errors import ErrorCode, KnownError
from models.forms.scan_placing import Grey
from models.forms.scan_terms import PageProblem
from models.media.picture_files import DECODER_ERRORS, reading_errors

SCAN_ENDINGS: Final = (".pdf", ".tif", ".tiff", ".jpg", ".jpeg", ".png", ".bmp", ".webp")
"""Endings of files that may hold scans; what a file is, is told by its content."""

_PICTURES: Final = (
    (b"\xff\xd8\xff", "JPEG"),
    (b"\x89PNG\r\n\x1a\n", "PNG"),
    (b"II*\x00", "TIFF"),
    (b"MM\x00*", "TIFF"),
    (b"II+\x00", "TIFF"),
    (b"MM\x00+", "TIFF"),
    (b"BM", "BMP"),
)
_HEAD_BYTES = 1024
_RENDER_DPI = 200
_MOST_BYTES = 150_000_000
"""Of one page, decoded: A4 of 600 dpi in colour, as Pillow keeps it (four bytes a pixel)."""
_BYTES = {"1": 1, "L": 1, "P": 1, "I;16": 2, "I;16L": 2, "I;16B": 2, "I;16N": 2}
_DEEP_MODES = ("I", "F", "I;16", "I;16L", "I;16B", "I;16N")
_MOST_PDF_PIXELS = 160_000_000
_DIRECT_PIXELS = 13_000_000
_LONGEST, _WANTED = 3_700, 2_300
_PAGES_AT_ONCE = 40
_LOCKED = (4, 5)  # FPDF_ERR_PASSWORD, FPDF_ERR_SECURITY
_PDFIUM = threading.Lock()  # PDFium is used by one thread at a time
_PAGE_ERRORS: Final = (*DECODER_ERRORS, pypdfium2.PdfiumError, MemoryError)


@dataclass(frozen=True, slots=True)
class ScannedPage:
    """One page, numbered from 1: its grey pixels, or why there are none."""

    number: int
    grey: Grey | None
    problem: PageProblem | None = None


class ScanFile:
    """An opened file of scans; use it in a ``with``. ``pages`` gives one page at a time and keeps none.

    Raises ``FILE_MISSING``, ``FILE_UNREADABLE``, ``FILE_EMPTY``, ``FILE_LOCKED`` (a PDF that asks for a password),
    ``FILE_DAMAGED``, ``FILE_TOO_LARGE`` or ``FORMAT_NOT_SUPPORTED``.
    """

    def __init__(self, path: Path) -> None:
        with reading_errors():
            if not path.is_file():
                raise KnownError(ErrorCode.FILE_UNREADABLE if path.exists() else ErrorCode.FILE_MISSING)
            with path.open("rb") as file:
                head = file.read(_HEAD_BYTES)
        if not head:
            raise KnownError(ErrorCode.FILE_EMPTY)
        self._path = path
        self._document: pypdfium2.PdfDocument | None = None
        self._picture: Image.Image | None = None
        if b"%PDF-" in head:
            self._document = _open_pdf(path)
            self.page_count = len(self._document)
        else:
            self._picture = _open_picture(path, _format_of(head))
            self.page_count = _count_frames(self._picture)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def close(self) -> None:
        """Let the file go."""
        if self._picture is not None:
            self._picture.close()
        if self._document is not None:
            with _PDFIUM:
                self._document.close()

    def pages(self) -> Iterator[ScannedPage]:
        """Every page in order."""
        for index in range(self.page_count):
            try:
                grey = self._read(index)
            except (_TooLarge, Image.DecompressionBombError):  # Pillow's: a picture in a PDF that says another size
                yield ScannedPage(index + 1, None, PageProblem.PAGE_TOO_LARGE)
            except _PAGE_ERRORS:
                yield ScannedPage(index + 1, None, PageProblem.PAGE_UNREADABLE)
            else:
                yield ScannedPage(index + 1, grey)

    def _read(self, index: int) -> Grey:
        if self._document is not None:
            if index % _PAGES_AT_ONCE == _PAGES_AT_ONCE - 1:
                self._open_anew()
            with _PDFIUM:
                return _read_pdf_page(self._document, index)
        assert self._picture is not None
        self._picture.seek(index)
        return _to_grey(self._picture)

    def _open_anew(self) -> None:
        """Let go of what PDFium keeps of the pages that were read: without it a pile of 1,000 pages stays in memory.

        Where the file went away meanwhile, the document that is open is read on.
        """
        with suppress(KnownError, OSError):
            fresh = _open_pdf(self._path)
            if len(fresh) != self.page_count:
                with _PDFIUM:
                    fresh.close()
                return
            with _PDFIUM:
                if self._document is not None:
                    self._document.close()
            self._document = fresh


class _TooLarge(Exception):  # noqa: N818 - a reason, caught right here
    """A page with more pixels than any scan of a form has."""


def _format_of(head: bytes) -> str:
    for start, name in _PICTURES:
        if head.startswith(start):
            return name
    if head[:4] == b"RIFF" and head[8:12] == b"WEBP":
        return "WEBP"
    raise KnownError(ErrorCode.FORMAT_NOT_SUPPORTED)


def _open_picture(path: Path, name: str) -> Image.Image:
    with reading_errors():
        path.stat()
    try:
        return Image.open(path, formats=(name, "MPO") if name == "JPEG" else (name,))
    except (Image.DecompressionBombError, MemoryError) as error:
        raise KnownError(ErrorCode.FILE_TOO_LARGE) from error
    except DECODER_ERRORS as error:
        raise KnownError(ErrorCode.FILE_DAMAGED) from error


def _count_frames(picture: Image.Image) -> int:
    """Pages of a picture file: all of a TIFF, one of anything else. A broken chain ends where it breaks."""
    if picture.format != "TIFF":
        return 1
    count = 0
    with suppress(*DECODER_ERRORS):
        for _frame in ImageSequence.Iterator(picture):
            count += 1
    return max(1, count)


def _open_pdf(path: Path) -> pypdfium2.PdfDocument:
    with _PDFIUM:
        try:
            return pypdfium2.PdfDocument(path)
        except pypdfium2.PdfiumError as error:
            is_locked = error.err_code in _LOCKED
            raise KnownError(ErrorCode.FILE_LOCKED if is_locked else ErrorCode.FILE_DAMAGED) from error


def _read_pdf_page(document: pypdfium2.PdfDocument, index: int) -> Grey:
    """The page's picture as the scanner made it, where it is just that; else the page drawn at 200 dpi."""
    page = document[index]
    try:
        pictures = list(page.get_objects(filter=(pdfium.FPDF_PAGEOBJ_IMAGE,), max_depth=3))
        sizes = [picture.get_px_size() for picture in pictures]
        if any(width * height > _MOST_PDF_PIXELS for width, height in sizes):
            raise _TooLarge
        if len(pictures) == 1 and _fills_page(page, pictures[0], sizes[0]) and not _has_drawing(page):
            found = _picture_of(pictures[0], sizes[0])
            if found is not None:
                return found
        return _draw_page(page)
    finally:
        page.close()


def _fills_page(page: pypdfium2.PdfPage, picture: Any, size: tuple[int, int]) -> bool:
    """Whether a picture is the page: covers it, upright or turned but not mirrored, with square pixels."""
    a, b, c, d, _e, _f = picture.get_matrix().get()
    across, down = float(np.hypot(a, b)), float(np.hypot(c, d))
    width, height = page.get_size()
    if a * d - b * c <= 0.8 * width * height or min(size) < 400:
        return False
    return 0.97 < (size[0] / across) / (size[1] / down) < 1.03


def _has_drawing(page: pypdfium2.PdfPage) -> bool:
    """Whether lines lie over the picture: somebody wrote on the scan, or the page is no scan.

    Words do not count: a copier hides what it recognised below its picture.
    """
    return any(True for _one in page.get_objects(filter=(pdfium.FPDF_PAGEOBJ_PATH,), max_depth=3))


def _picture_of(picture: Any, size: tuple[int, int]) -> Grey | None:
    if size[0] * size[1] > _DIRECT_PIXELS:
        if tuple(picture.get_filters()) != ("DCTDecode",):
            return None
        with Image.open(io.BytesIO(picture.get_data()), formats=("JPEG",)) as jpeg:
            return _to_grey(jpeg) if jpeg.mode in ("L", "RGB") else None
    found = _shrunk(picture.get_bitmap().to_pil())
    return found if found.mean() > 100 else None  # a stencil comes as its own negative


def _draw_page(page: pypdfium2.PdfPage) -> Grey:
    width, height = page.get_size()
    scale = min(_RENDER_DPI / 72, _LONGEST / max(width, height, 1.0))
    bitmap = page.render(scale=scale, grayscale=True)
    try:
        return _shrunk(bitmap.to_pil())
    finally:
        bitmap.close()


def _to_grey(picture: Image.Image) -> Grey:
    """Decode the current page of a picture, smaller where it is larger than needed."""
    if picture.format in ("JPEG", "MPO") and max(picture.size) > _LONGEST:
        factor = max(picture.size) // _WANTED
        picture.draft("L", (picture.width // factor, picture.height // factor))
    if picture.width * picture.height * _BYTES.get(picture.mode, 4) > _MOST_BYTES:
        raise _TooLarge
    picture.load()
    if picture.mode in _DEEP_MODES:
        deep = np.asarray(picture, np.float32)
        top = 65535.0 if deep.max() > 255 else 255.0
        return _shrunk(Image.fromarray(np.clip(deep * (255.0 / top), 0, 255).astype(np.uint8)))
    if picture.mode in ("LA", "RGBA", "PA") or "transparency" in picture.info:
        clear = picture.convert("RGBA")
        paper = Image.new("RGB", clear.size, "white")
        paper.paste(clear, mask=clear.getchannel("A"))
        return _shrunk(paper)
    return _shrunk(picture)


def _shrunk(picture: Image.Image) -> Grey:
    """In grey, and at half, a third ... of the size by averaging where there are more pixels than the reader needs."""
    longest = max(picture.size)
    if picture.mode not in ("L", "RGB"):
        picture = picture.convert("L")
    if longest > _LONGEST:
        picture = picture.reduce(max(2, longest // _WANTED))
    return np.array(picture.convert("L"))
