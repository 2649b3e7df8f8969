# SPDX-License-Identifier: GPL-3.0-or-later
"""A class list: the rows of a table read as people, with everything that is the matter named and nothing guessed.

A row with a problem is still offered where that is safe (a bad date leaves the date empty); a row without a name and
a second copy of a row are left out.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date

from models.errors import ErrorCode, KnownError
from models.roster.dates import choose_order, read_dates
from models.roster.headings import guess_columns, recognise_columns, recognise_role
from models.roster.names import NameParts, fold_text, name_key, split_family_name, split_full_name
from models.roster.sheet import Table
from models.terms import DateOrder, ListColumn, PersonRole, RowProblemCode

FIELD_LIMITS: Mapping[ListColumn, int] = {
    ListColumn.GROUP: 80,
    ListColumn.PUPIL_NUMBER: 256,
    ListColumn.EMAIL: 254,
    ListColumn.TELEPHONE: 40,
    ListColumn.ORGANISATION: 160,
    ListColumn.GUARDIAN_1_EMAIL: 254,
    ListColumn.GUARDIAN_2_EMAIL: 254,
}
_NAME_LIMITS = ((ListColumn.GIVEN_NAME, 120), (ListColumn.NAME_PREFIX, 40), (ListColumn.FAMILY_NAME, 120))
_GUARDIANS = (
    (ListColumn.GUARDIAN_1_NAME, ListColumn.GUARDIAN_1_EMAIL),
    (ListColumn.GUARDIAN_2_NAME, ListColumn.GUARDIAN_2_EMAIL),
)
_EMAIL = re.compile(r"^[^@\s,;<>()]+@[^@\s,;<>()]+\.[^@\s,;<>().]+$")


@dataclass(frozen=True, slots=True)
class ColumnMapping:
    """Which column (from 0) holds what, and the order of day and month where the rows do not tell."""

    columns: Mapping[ListColumn, int] = field(default_factory=dict)
    date_order: DateOrder | None = None


@dataclass(frozen=True, slots=True)
class ListGuardian:
    """A parent or guardian named beside a pupil."""

    parts: NameParts
    email: str = ""


@dataclass(frozen=True, slots=True)
class ListRow:
    """One person of the list. ``line`` counts from 1 as in the file; empty texts mean "not in the list"."""

    line: int
    parts: NameParts
    groups: tuple[str, ...] = ()
    birth_date: date | None = None
    pupil_number: str = ""
    email: str = ""
    telephone: str = ""
    role: PersonRole = PersonRole.PUPIL
    organisation: str = ""
    guardians: tuple[ListGuardian, ...] = ()


@dataclass(frozen=True, slots=True)
class RowProblem:
    """Something the matter with a row; ``other_line`` names the row it is the same as, if any."""

    line: int
    code: RowProblemCode
    column: ListColumn | None = None
    other_line: int | None = None


@dataclass(frozen=True, slots=True)
class ClassList:
    """What a table says. ``left_out`` are the rows that cannot be brought in, with as much of a name as there is."""

    rows: tuple[ListRow, ...]
    mapping: ColumnMapping
    problems: tuple[RowProblem, ...]
    left_out: tuple[ListRow, ...] = ()

    @property
    def groups(self) -> tuple[str, ...]:
        """Every group of the list, in the order of first mention."""
        return tuple(dict.fromkeys(group for row in self.rows for group in row.groups))

    @property
    def asks_date_order(self) -> bool:
        """Whether somebody must say in which order day and month stand."""
        return any(problem.code is RowProblemCode.DATE_ORDER_UNCLEAR for problem in self.problems)


def find_mapping(table: Table) -> ColumnMapping:
    """The columns by their headings, or by content where there are none; may lack a name (see `check_mapping`)."""
    columns = guess_columns(table.rows) if table.headings is None else recognise_columns(table.headings)
    return ColumnMapping(columns, _find_date_order(table, columns))


def check_mapping(mapping: ColumnMapping, table: Table) -> None:
    """Raise ``TABLE_COLUMN_MISSING`` (``column``) when no name can be made, or a column lies outside the table."""
    columns = mapping.columns
    for column, position in columns.items():
        if not 0 <= position < table.width:
            raise KnownError(ErrorCode.TABLE_COLUMN_MISSING, column=column.value)
    if ListColumn.FULL_NAME in columns:
        return
    for needed in (ListColumn.GIVEN_NAME, ListColumn.FAMILY_NAME):
        if needed not in columns:
            raise KnownError(ErrorCode.TABLE_COLUMN_MISSING, column=needed.value)


def read_class_list(
    table: Table, *, mapping: ColumnMapping | None, today: date, default_role: PersonRole = PersonRole.PUPIL
) -> ClassList:
    """Read every row as a person.

    ``default_role`` is for rows that name no (known) role. ``mapping`` None finds the columns itself. Raises
    ``TABLE_COLUMN_MISSING`` (``column``: a `ListColumn` value) when a name column cannot be found.
    """
    chosen = mapping if mapping is not None else find_mapping(table)
    check_mapping(chosen, table)
    if chosen.date_order is None:
        chosen = replace(chosen, date_order=_find_date_order(table, chosen.columns))
    reader = _RowReader(table, chosen, today, default_role)
    rows: list[ListRow] = []
    left_out: list[ListRow] = []
    for index in range(len(table.rows)):
        row, is_usable = reader.read_row(index)
        (rows if is_usable else left_out).append(row)
    rows = _join_duplicates(rows, left_out, reader.problems)
    problems = sorted(reader.problems, key=lambda problem: problem.line)
    return ClassList(tuple(rows), chosen, tuple(problems), tuple(sorted(left_out, key=lambda row: row.line)))


def _find_date_order(table: Table, columns: Mapping[ListColumn, int]) -> DateOrder | None:
    position = columns.get(ListColumn.BIRTH_DATE)
    return None if position is None else choose_order([row[position] for row in table.rows if position < len(row)])


class _RowReader:
    """Reads rows one by one and keeps what is the matter with them."""

    def __init__(self, table: Table, mapping: ColumnMapping, today: date, default_role: PersonRole) -> None:
        self.problems: list[RowProblem] = []
        self._table = table
        self._columns = mapping.columns
        self._default_role = default_role
        self._asked_order = False
        self._missed_guardian_columns: set[ListColumn] = set()
        position = mapping.columns.get(ListColumn.BIRTH_DATE)
        cells = ["" if position is None or position >= len(row) else row[position] for row in table.rows]
        self._dates = read_dates(cells, mapping.date_order, today)

    def read_row(self, index: int) -> tuple[ListRow, bool]:
        """The row as a person, and whether it can be brought in."""
        line = self._table.lines[index]
        cells = {column: self._cell(index, column) for column in self._columns}
        parts = self._read_name(cells)
        is_usable = self._check_name(line, index, parts)
        for column, limit in FIELD_LIMITS.items():
            if len(cells.get(column, "")) > limit:
                self._report(line, RowProblemCode.TEXT_TOO_LONG, column)
                cells[column] = ""
        if is_usable and self._table.headings is not None and any(self._table.rows[index][len(self._table.headings) :]):
            self._report(line, RowProblemCode.EXTRA_CELLS)
        if any("\ufffd" in cell for cell in cells.values()):
            self._report(line, RowProblemCode.LETTERS_UNREADABLE)
        if not is_usable:
            return ListRow(line, parts), False
        group = cells.get(ListColumn.GROUP, "")
        return (
            ListRow(
                line,
                parts,
                groups=(group,) if group else (),
                birth_date=self._read_date(line, index),
                pupil_number=cells.get(ListColumn.PUPIL_NUMBER, ""),
                email=self._read_email(line, cells, ListColumn.EMAIL),
                telephone=cells.get(ListColumn.TELEPHONE, ""),
                role=self._read_role(line, cells.get(ListColumn.ROLE, "")),
                organisation=cells.get(ListColumn.ORGANISATION, ""),
                guardians=self._read_guardians(line, cells),
            ),
            True,
        )

    def _report(self, line: int, code: RowProblemCode, column: ListColumn | None = None) -> None:
        self.problems.append(RowProblem(line, code, column))

    def _cell(self, index: int, column: ListColumn) -> str:
        row, position = self._table.rows[index], self._columns[column]
        return row[position] if position < len(row) else ""

    def _read_name(self, cells: Mapping[ListColumn, str]) -> NameParts:
        given = cells.get(ListColumn.GIVEN_NAME, "")
        prefix = cells.get(ListColumn.NAME_PREFIX, "")
        family = cells.get(ListColumn.FAMILY_NAME, "")
        if not given and not family:
            parts = split_full_name(cells.get(ListColumn.FULL_NAME, ""))
            return parts if not prefix else replace(parts, prefix=prefix)
        if not prefix and family:
            prefix, family = split_family_name(family)
        return NameParts(given, prefix, family)

    def _check_name(self, line: int, index: int, parts: NameParts) -> bool:
        """A row needs a name; in a wider table a lone cell is a total or a remark, not a person."""
        filled = sum(1 for cell in self._table.rows[index] if cell)
        is_lone = filled == 1 and len(self._columns) >= 3
        if not fold_text(f"{parts.given} {parts.family}") or is_lone:
            self._report(line, RowProblemCode.NAME_MISSING)
            return False
        too_long = _find_too_long(parts)
        if too_long is not None:
            self._report(line, RowProblemCode.TEXT_TOO_LONG, too_long)
            return False
        if not fold_text(parts.given) or not fold_text(parts.family):
            self._report(line, RowProblemCode.NAME_INCOMPLETE)
        return True

    def _read_date(self, line: int, index: int) -> date | None:
        found = self._dates[index]
        is_repeated = found.problem is RowProblemCode.DATE_ORDER_UNCLEAR and self._asked_order
        if found.problem is not None and not is_repeated:
            self._report(line, found.problem, ListColumn.BIRTH_DATE)
            self._asked_order = self._asked_order or found.problem is RowProblemCode.DATE_ORDER_UNCLEAR
        return found.day

    def _read_email(self, line: int, cells: Mapping[ListColumn, str], column: ListColumn) -> str:
        text = cells.get(column, "")
        if text and _EMAIL.match(text) is None:
            self._report(line, RowProblemCode.EMAIL_UNREADABLE, column)
            return ""
        return text

    def _read_role(self, line: int, text: str) -> PersonRole:
        if not text:
            return self._default_role
        role = recognise_role(text)
        if role is None:
            self._report(line, RowProblemCode.ROLE_UNKNOWN, ListColumn.ROLE)
        return self._default_role if role is None else role

    def _read_guardians(self, line: int, cells: Mapping[ListColumn, str]) -> tuple[ListGuardian, ...]:
        guardians = []
        for name_column, email_column in _GUARDIANS:
            email = self._read_email(line, cells, email_column)
            name = cells.get(name_column, "")
            parts = split_full_name(name)
            if _find_too_long(parts) is not None:
                self._report(line, RowProblemCode.TEXT_TOO_LONG, name_column)
            elif fold_text(name):
                guardians.append(ListGuardian(parts, email))
            elif email and (name_column in self._columns or name_column not in self._missed_guardian_columns):
                self._missed_guardian_columns.add(name_column)  # a column that is not there is told once
                self._report(line, RowProblemCode.GUARDIAN_NAME_MISSING, name_column)
        return tuple(guardians)


def _find_too_long(parts: NameParts) -> ListColumn | None:
    texts = (parts.given, parts.prefix, parts.family)
    return next((column for (column, limit), text in zip(_NAME_LIMITS, texts, strict=True) if len(text) > limit), None)


def _join_duplicates(rows: Sequence[ListRow], left_out: list[ListRow], problems: list[RowProblem]) -> list[ListRow]:
    """Bring a person that stands in several rows in once; a second class is added to the first row.

    The same person: same name (see `name_key`), no different birth date or number, and one of these in common (or
    the same group where the rows have neither). Twins have different given names and stay apart.
    """
    kept: dict[int, ListRow] = {}
    by_name: dict[str, list[int]] = {}
    numbers: dict[str, int] = {}
    for row in rows:
        key = name_key(row.parts)
        first = next((kept[line] for line in by_name.get(key, []) if _is_same_person(kept[line], row)), None)
        if first is not None:
            code = RowProblemCode.DUPLICATE_ROW if set(row.groups) <= set(first.groups) else RowProblemCode.JOINED_ROW
            kept[first.line] = _join_rows(first, row)
            problems.append(RowProblem(row.line, code, other_line=first.line))
            left_out.append(row)
            continue
        joined = row
        if row.pupil_number and numbers.setdefault(row.pupil_number, row.line) != row.line:
            other_line = numbers[row.pupil_number]
            problems.append(RowProblem(row.line, RowProblemCode.NUMBER_TWICE, ListColumn.PUPIL_NUMBER, other_line))
            joined = replace(row, pupil_number="")
        kept[row.line] = joined
        by_name.setdefault(key, []).append(row.line)
    return list(kept.values())


def _is_same_person(first: ListRow, second: ListRow) -> bool:
    if _differ(first.birth_date, second.birth_date) or _differ(first.pupil_number, second.pupil_number):
        return False
    if first.role is not second.role:
        return False
    shares_date = first.birth_date is not None and first.birth_date == second.birth_date
    shares_number = bool(first.pupil_number) and first.pupil_number == second.pupil_number
    return shares_date or shares_number or first.groups == second.groups


def _differ(first: object, second: object) -> bool:
    return bool(first) and bool(second) and first != second


def _join_rows(first: ListRow, second: ListRow) -> ListRow:
    return replace(
        first,
        groups=tuple(dict.fromkeys(first.groups + second.groups)),
        birth_date=first.birth_date or second.birth_date,
        pupil_number=first.pupil_number or second.pupil_number,
        email=first.email or second.email,
        telephone=first.telephone or second.telephone,
        guardians=tuple(dict.fromkeys(first.guardians + second.guardians)),
    )
