# SPDX-License-Identifier: GPL-3.0-or-later
"""Dates as lists write them: the order of day and month is decided per column, over all its rows."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from models.roster.names import fold_text
from models.terms import DateOrder, RowProblemCode

FIRST_YEAR = 1900

_TIME = re.compile(r"[T ]\d{1,2}:\d{2}(:\d{2})?(\.\d+)?( ?[AP]M)?(Z|[+-]\d{2}:?\d{2})?$", re.IGNORECASE)
_YEAR_FIRST = re.compile(r"^(\d{4})[-/. ](\d{1,2})[-/. ](\d{1,2})$")
_YEAR_LAST = re.compile(r"^(\d{1,2})([-/. ])(\d{1,2})[-/. ](\d{4}|\d{2})$")
_EIGHT = re.compile(r"^\d{8}$")
_WORDS = re.compile(r"^(\d{1,2})[-/. ]+([^\W\d]{3,10})\.?[-/. ,]+(\d{4}|\d{2})$")
_MONTHS = {
    word: number
    for number, words in enumerate(
        (
            "jan januari january januar",
            "feb februari february februar",
            "mrt maa maart mar march marz mrz",
            "apr april",
            "mei may mai",
            "jun juni june",
            "jul juli july",
            "aug augustus august",
            "sep sept september",
            "okt oktober oct october",
            "nov november",
            "dec december dez dezember",
        ),
        start=1,
    )
    for word in words.split()
}


@dataclass(frozen=True, slots=True)
class ReadDate:
    """One cell read as a date: the day, or why there is none (both None for an empty cell)."""

    day: date | None = None
    problem: RowProblemCode | None = None


def choose_order(cells: Sequence[str]) -> DateOrder | None:
    """The order of day and month in a column; None when no row tells.

    A part above 12 is a day. Dots are day-month-year (no country writes the month first with dots). When rows
    contradict each other the order of the most rows wins. A column without such dates is ``YEAR_MONTH_DAY``.
    """
    day_first = month_first = unclear = 0
    for cell in cells:
        found = _YEAR_LAST.match(_TIME.sub("", cell.strip()))
        if found is None:
            continue
        first, second = int(found[1]), int(found[3])
        if found[2] == "." or (first > 12 >= second):
            day_first += 1
        elif second > 12 >= first:
            month_first += 1
        elif first != second and first <= 12 and second <= 12:
            unclear += 1
    if day_first or month_first:
        return DateOrder.DAY_MONTH_YEAR if day_first >= month_first else DateOrder.MONTH_DAY_YEAR
    return None if unclear else DateOrder.YEAR_MONTH_DAY


def read_dates(cells: Sequence[str], order: DateOrder | None, today: date) -> tuple[ReadDate, ...]:
    """Read a whole column of birth dates. ``order`` None decides by `choose_order`.

    A cell whose order stays undecided gets ``DATE_ORDER_UNCLEAR``; impossible, future and too early (before 1900)
    days get their own problem and no date.
    """
    chosen = order if order is not None else choose_order(cells)
    year_first = _eight_digits_year_first(cells, today)
    return tuple(_read_cell(cell, chosen, year_first, today) for cell in cells)


def _read_cell(cell: str, order: DateOrder | None, year_first: bool, today: date) -> ReadDate:
    text = _TIME.sub("", cell.strip())
    if not text:
        return ReadDate()
    parts = _take_parts(text, order, year_first, today)
    if isinstance(parts, RowProblemCode):
        return ReadDate(problem=parts)
    year, month, day = parts
    try:
        found = date(year, month, day)
    except ValueError:
        return ReadDate(problem=RowProblemCode.DATE_IMPOSSIBLE)
    return check_birth_date(found, today)


def check_birth_date(day: date, today: date) -> ReadDate:
    """The day itself, or what is the matter with it as a birth date."""
    if day > today:
        return ReadDate(problem=RowProblemCode.DATE_IN_FUTURE)
    if day.year < FIRST_YEAR:
        return ReadDate(problem=RowProblemCode.DATE_TOO_EARLY)
    return ReadDate(day)


def _take_parts(
    text: str, order: DateOrder | None, year_first: bool, today: date
) -> tuple[int, int, int] | RowProblemCode:
    """Year, month and day as numbers, not yet checked."""
    if found := _YEAR_FIRST.match(text):
        return int(found[1]), int(found[2]), int(found[3])
    if _EIGHT.match(text):
        return _split_eight(text, year_first)
    if found := _WORDS.match(text):
        month = _MONTHS.get(fold_text(found[2]))
        return RowProblemCode.DATE_UNREADABLE if month is None else (_full_year(found[3], today), month, int(found[1]))
    found = _YEAR_LAST.match(text)
    if found is None:
        return RowProblemCode.DATE_UNREADABLE
    first, second, year = int(found[1]), int(found[3]), _full_year(found[4], today)
    if order is None and first != second and max(first, second) <= 12:
        return RowProblemCode.DATE_ORDER_UNCLEAR
    return (year, first, second) if order is DateOrder.MONTH_DAY_YEAR else (year, second, first)


def _split_eight(text: str, year_first: bool) -> tuple[int, int, int]:
    if year_first:
        return int(text[:4]), int(text[4:6]), int(text[6:])
    return int(text[4:]), int(text[2:4]), int(text[:2])


def _eight_digits_year_first(cells: Sequence[str], today: date) -> bool:
    """Whether eight digits read better as yyyymmdd than as ddmmyyyy over the whole column."""
    tally = {True: 0, False: 0}
    for cell in cells:
        text = cell.strip()
        if _EIGHT.match(text) is None:
            continue
        for year_first in tally:
            year, month, day = _split_eight(text, year_first)
            tally[year_first] += FIRST_YEAR <= year <= today.year and 1 <= month <= 12 and 1 <= day <= 31
    return tally[True] >= tally[False]


def _full_year(digits: str, today: date) -> int:
    """Two digits mean the latest such year that is not in the future."""
    year = int(digits)
    if len(digits) == 4:
        return year
    century = today.year - today.year % 100
    return century + year if century + year <= today.year else century - 100 + year
