# SPDX-License-Identifier: GPL-3.0-or-later
"""Tables as schools export or paste them: any usual encoding, delimiter and line end becomes rows of text.

Every cell stays text, so that "001234" keeps its zeros.
"""

from __future__ import annotations

import codecs
import csv
import io
import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from models.errors import ErrorCode, KnownError
from models.roster.headings import looks_like_headings
from models.roster.person_input import clean_text

MAX_BYTES = 20 * 1024 * 1024
MAX_ROWS = 50_000

_DELIMITERS = ("\t", ";", ",")
_SAMPLE_ROWS = 200
_HEADING_ROWS = 10
_STRAY_QUOTE_LINES = 5
_SEP_LINE = re.compile(r'^"?sep=(.)"?\s*$', re.IGNORECASE)
_EXCEL_TEXT = re.compile(r'^="([^"]*)"$')


@dataclass(frozen=True, slots=True)
class Table:
    """Rows of text. ``rows`` excludes the headings; ``lines`` gives for each row its line in the file (from 1).

    Every row is at least as wide as the headings; a row can be wider. ``delimiter`` is "" for a single column.
    ``encoding`` is "utf-8", "utf-16", "cp1252", "mixed" (some lines UTF-8, some cp1252) or "text" (pasted).
    """

    headings: tuple[str, ...] | None
    rows: tuple[tuple[str, ...], ...]
    lines: tuple[int, ...]
    delimiter: str
    encoding: str

    @property
    def width(self) -> int:
        """Number of columns of the widest row."""
        return max([len(self.headings or ()), *(len(row) for row in self.rows)], default=0)


def read_table(data: bytes | str, *, has_headings: bool | None = None) -> Table:
    """Read a file's bytes or a pasted text.

    ``has_headings`` None looks for a row of known headings among the first ten; what stands above it (a title) is
    left out. True takes the first row whatever it says; False takes every row as data.

    Raises `KnownError`: ``TABLE_EMPTY``; ``TABLE_UNREADABLE`` (``kind``: "excel", "opendocument", "pdf",
    "web_page", "binary", or "text" when the rows make no sense); ``FILE_TOO_LARGE`` (``size``, ``limit`` in bytes,
    or ``rows``, ``limit``).
    """
    if len(data) > MAX_BYTES:
        raise KnownError(ErrorCode.FILE_TOO_LARGE, size=len(data), limit=MAX_BYTES)
    text, encoding = (data, "text") if isinstance(data, str) else _decode(data)
    text = text.removeprefix("\ufeff").replace("\r\n", "\n").replace("\r", "\n")
    if not text.strip():
        raise KnownError(ErrorCode.TABLE_EMPTY)
    _refuse_binary(text)
    first_line, delimiter = 1, None
    head, _, rest = text.partition("\n")
    stated = _SEP_LINE.match(head.strip("\n"))
    if stated is not None:
        text, first_line, delimiter = rest, 2, stated[1]
    numbered, delimiter = _parse_rows(text, first_line, delimiter)
    if not numbered:
        raise KnownError(ErrorCode.TABLE_EMPTY)
    headings, numbered = _take_headings(numbered, has_headings)
    if len(numbered) > MAX_ROWS:
        raise KnownError(ErrorCode.FILE_TOO_LARGE, rows=len(numbered), limit=MAX_ROWS)
    if not numbered:
        raise KnownError(ErrorCode.TABLE_EMPTY)
    return _make_table(headings, numbered, delimiter, encoding)


def _make_table(
    headings: tuple[str, ...] | None, numbered: Sequence[tuple[int, tuple[str, ...]]], delimiter: str, encoding: str
) -> Table:
    filled = max([len(headings or ()), *(len(row) for _, row in numbered)])
    if headings is None:
        width = filled
    else:
        width = len(headings)
        headings = headings + ("",) * (width - len(headings))
    rows = tuple(row + ("",) * (width - len(row)) for _, row in numbered)
    return Table(headings, rows, tuple(line for line, _ in numbered), delimiter, encoding)


def _decode(data: bytes) -> tuple[str, str]:
    """The text and how it was written; cp1252 only for lines that are not UTF-8."""
    kind = _foreign_kind(data)
    if kind is not None:
        raise KnownError(ErrorCode.TABLE_UNREADABLE, kind=kind)
    wide = _wide_encoding(data)
    try:
        if wide is not None:
            return data.decode(wide), "utf-16"
        return data.decode("utf-8-sig"), "utf-8"
    except UnicodeDecodeError as error:
        if wide is not None or b"\x00" in data:
            raise KnownError(ErrorCode.TABLE_UNREADABLE, kind="binary") from error
    texts, saw_utf8 = [], False
    for line in data.removeprefix(codecs.BOM_UTF8).split(b"\n"):
        try:
            texts.append(line.decode("utf-8"))
            saw_utf8 = saw_utf8 or not line.isascii()
        except UnicodeDecodeError:
            texts.append(line.decode("cp1252", errors="replace"))
    return "\n".join(texts), "mixed" if saw_utf8 else "cp1252"


def _wide_encoding(data: bytes) -> str | None:
    if data.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return "utf-16"
    sample = data[:2_000]
    if len(data) % 2 == 0 and sample[1::2].count(0) > len(sample) * 0.3 and sample[0::2].count(0) == 0:
        return "utf-16-le"
    return None


def _foreign_kind(data: bytes) -> str | None:
    """What a file that is no text is, by its first bytes."""
    if data.startswith(b"PK\x03\x04"):
        return "opendocument" if b"opendocument" in data[:200] else "excel"
    if data.startswith(b"\xd0\xcf\x11\xe0"):
        return "excel"
    if data.startswith(b"%PDF"):
        return "pdf"
    start = data[:500].lstrip(b"\xef\xbb\xbf \r\n\t").lower()
    if start.startswith((b"<!doctype", b"<html", b"<table", b"<?xml")):
        return "web_page"
    return None


def _refuse_binary(text: str) -> None:
    controls = sum(1 for letter in text[:10_000] if letter < " " and letter not in "\t\n\x0b\x0c")
    if "\x00" in text or controls * 20 > min(len(text), 10_000):
        raise KnownError(ErrorCode.TABLE_UNREADABLE, kind="binary")


def _parse_rows(text: str, first_line: int, delimiter: str | None) -> tuple[list[tuple[int, tuple[str, ...]]], str]:
    """Numbered rows with at least one filled cell, and the delimiter."""
    if delimiter is None:
        delimiter = _choose_delimiter(text)
    try:
        rows = _split_rows(text, delimiter, first_line, csv.QUOTE_MINIMAL)
        if any(cell.count("\n") >= _STRAY_QUOTE_LINES for _, row in rows for cell in row):
            rows = _split_rows(text, delimiter, first_line, csv.QUOTE_NONE)  # a stray quote swallowed rows
    except csv.Error:
        try:
            rows = _split_rows(text, delimiter, first_line, csv.QUOTE_NONE)
        except csv.Error as error:
            raise KnownError(ErrorCode.TABLE_UNREADABLE, kind="text") from error
    cleaned = [(line, tuple(_clean_cell(cell) for cell in row)) for line, row in rows]
    return [(line, _without_trailing_blanks(row)) for line, row in cleaned if any(row)], delimiter


def _split_rows(text: str, delimiter: str, first_line: int, quoting: int) -> list[tuple[int, list[str]]]:
    if not delimiter:
        return [(first_line + index, [line]) for index, line in enumerate(text.split("\n"))]
    plain = {"quoting": csv.QUOTE_NONE} if quoting == csv.QUOTE_NONE else {"quoting": csv.QUOTE_MINIMAL}
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, **plain)  # type: ignore[arg-type]
    rows, line = [], first_line
    for row in reader:
        rows.append((line, row))
        line = first_line + reader.line_num
        if len(rows) > MAX_ROWS * 2:
            raise KnownError(ErrorCode.FILE_TOO_LARGE, rows=len(rows), limit=MAX_ROWS)
    return rows


def _clean_cell(cell: str) -> str:
    excel = _EXCEL_TEXT.match(cell.strip())
    text = excel[1] if excel is not None else cell
    return clean_text(text)


def _without_trailing_blanks(row: tuple[str, ...]) -> tuple[str, ...]:
    length = len(row)
    while length and not row[length - 1]:
        length -= 1
    return row[:length]


def _choose_delimiter(text: str) -> str:
    """The delimiter that gives most rows the same number (more than one) of columns; "" when none does.

    Of equals the first of tab, semicolon, comma wins: a comma stands inside many cells ("Aartsen, Dae").
    """
    best, best_share = "", 0.0
    for delimiter in _DELIMITERS:
        share = _regular_share(text, delimiter)
        if share > best_share + 0.001:
            best, best_share = delimiter, share
    return best


def _regular_share(text: str, delimiter: str) -> float:
    """Share of the first rows that have the usual number of columns, 0 when that is one."""
    if delimiter not in text:
        return 0.0
    sample: list[list[str]] = []
    try:
        for row in csv.reader(io.StringIO(text, newline=""), delimiter=delimiter):
            if any(cell.strip() for cell in row):
                sample.append(row)
            if len(sample) >= _SAMPLE_ROWS:
                break
    except csv.Error:
        return 0.0
    counts = Counter(len(row) for row in sample)
    several = Counter({width: count for width, count in counts.items() if width > 1})
    if not several or _reads_as_names(sample, delimiter):
        return 0.0
    _, usual = several.most_common(1)[0]
    return (usual + sum(several.values())) / (2 * len(sample))


def _reads_as_names(sample: Sequence[Sequence[str]], delimiter: str) -> bool:
    """Whether the commas only part family from given name: one a row, with a space after it."""
    wide = [row for row in sample if len(row) > 1]
    return delimiter == "," and all(len(row) == 2 and row[1].startswith(" ") for row in wide)


def _take_headings(
    numbered: list[tuple[int, tuple[str, ...]]], has_headings: bool | None
) -> tuple[tuple[str, ...] | None, list[tuple[int, tuple[str, ...]]]]:
    if has_headings is False:
        return None, numbered
    if has_headings:
        return numbered[0][1], numbered[1:]
    for index, (_, row) in enumerate(numbered[:_HEADING_ROWS]):
        if looks_like_headings(row):
            return row, numbered[index + 1 :]
    return None, numbered
