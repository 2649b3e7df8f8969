# SPDX-License-Identifier: GPL-3.0-or-later
"""Where a command writes: answers to standard output, sentences about trouble and progress to standard error."""

from __future__ import annotations

import io
import json
import sys
from collections.abc import Iterable, Sequence
from datetime import date, datetime
from pathlib import Path
from typing import TextIO

from models.errors import KnownError
from models.progress import Progress

_WIDTH = 40


class WrongUse(Exception):  # noqa: N818 - says what it is
    """A command that cannot be meant like this; the text tells its user, and names nobody."""


def prepare_streams() -> None:
    """Write UTF-8 on every computer; what cannot be written (a broken file name) shows as an escape."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(encoding="utf-8", errors="backslashreplace")


def write_line(text: str = "") -> None:
    """One line of the answer."""
    _write(sys.stdout, text)


def write_error(text: str) -> None:
    """One line about trouble."""
    _write(sys.stderr, text)


def write_json(document: object) -> None:
    """The whole answer as one JSON document; days and moments as ISO text, words of enumerations as they are."""
    _write(sys.stdout, json.dumps(document, ensure_ascii=False, indent=2, default=_plain))


def write_table(rows: Iterable[Sequence[str]]) -> None:
    """Rows of cells, each column as wide as its widest cell (up to 40 letters)."""
    table = [tuple(row) for row in rows]
    widths = [min(_WIDTH, max(len(cell) for cell in column)) for column in zip(*table, strict=True)]
    for row in table:
        write_line("  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)).rstrip())


def say_error(error: KnownError) -> None:
    """Say what happened and what to do about it."""
    from ui.style.labels import error_sentence

    write_error(error_sentence(error))


def show_progress() -> Progress:
    """Progress that counts on standard error while somebody is watching, and says nothing to a script."""
    if not sys.stderr.isatty():
        return Progress()

    def listen(done: int, total: int) -> None:
        ending = "\n" if done >= total else ""
        sys.stderr.write(f"\r{done} / {total}{ending}")
        sys.stderr.flush()

    return Progress(listen)


def iso_day(day: date | None) -> str | None:
    """A day as ISO text; None for no day and for "always" (the first day there is)."""
    return None if day is None or day == date.min else day.isoformat()


def _write(stream: TextIO, text: str) -> None:
    stream.write(f"{text}\n")


def _plain(value: object) -> object:
    if isinstance(value, date | datetime):
        return value.isoformat()
    if isinstance(value, Path):
        return str(value)
    raise TypeError(type(value).__name__)
