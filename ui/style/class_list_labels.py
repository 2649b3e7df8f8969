# SPDX-License-Identifier: GPL-3.0-or-later
"""Words about class lists: what a column holds, what a row will do, and what is the matter with it. No Qt."""

from __future__ import annotations

from models.terms import DateOrder, ListColumn, PlannedRowKind, RowProblemCode
from ui.texts import _, format_number


def list_column_label(column: ListColumn) -> str:
    """What a column of a class list holds."""
    return {
        ListColumn.GIVEN_NAME: _("First name"),
        ListColumn.NAME_PREFIX: _("Name prefix"),
        ListColumn.FAMILY_NAME: _("Last name"),
        ListColumn.FULL_NAME: _("Whole name"),
        ListColumn.GROUP: _("Class"),
        ListColumn.BIRTH_DATE: _("Date of birth"),
        ListColumn.PUPIL_NUMBER: _("Pupil number"),
        ListColumn.EMAIL: _("E-mail"),
        ListColumn.TELEPHONE: _("Phone"),
        ListColumn.ROLE: _("Role"),
        ListColumn.ORGANISATION: _("Organisation"),
        ListColumn.GUARDIAN_1_NAME: _("Parent 1: name"),
        ListColumn.GUARDIAN_1_EMAIL: _("Parent 1: e-mail"),
        ListColumn.GUARDIAN_2_NAME: _("Parent 2: name"),
        ListColumn.GUARDIAN_2_EMAIL: _("Parent 2: e-mail"),
        ListColumn.LEFT_ON: _("Left school on"),
    }[column]


def date_order_label(order: DateOrder) -> str:
    """In which order a column writes its dates."""
    return {
        DateOrder.DAY_MONTH_YEAR: _("Day, month, year"),
        DateOrder.MONTH_DAY_YEAR: _("Month, day, year"),
        DateOrder.YEAR_MONTH_DAY: _("Year, month, day"),
    }[order]


def planned_row_label(kind: PlannedRowKind) -> str:
    """What an import will do with a row."""
    return {
        PlannedRowKind.NEW: _("New"),
        PlannedRowKind.CHANGED: _("Changed"),
        PlannedRowKind.SAME: _("No change"),
        PlannedRowKind.DOUBT: _("Please check"),
        PlannedRowKind.PROBLEM: _("Cannot be read"),
    }[kind]


def row_problem_sentence(code: RowProblemCode, column: ListColumn | None = None, other_line: int | None = None) -> str:
    """What is the matter with one row of a class list and what happens with it."""
    name = list_column_label(column) if column is not None else _("This column")
    other = format_number(other_line) if other_line else _("another row")
    return {
        RowProblemCode.NAME_MISSING: _("There is no name in this row. Fill it in, or leave the row out."),
        RowProblemCode.NAME_INCOMPLETE: _("Only part of the name is there. Check if this is right."),
        RowProblemCode.TEXT_TOO_LONG: _("{column}: the text is too long. Make it shorter.").format(column=name),
        RowProblemCode.LETTERS_UNREADABLE: _("{column}: some letters cannot be read. Type them again.").format(
            column=name
        ),
        RowProblemCode.EXTRA_CELLS: _("This row has more cells than there are headings. The extra cells are left out."),
        RowProblemCode.DATE_UNREADABLE: _("{column}: this is not a date we can read. Write it like 2015-04-30.").format(
            column=name
        ),
        RowProblemCode.DATE_IMPOSSIBLE: _("{column}: this date does not exist. Check the day and month.").format(
            column=name
        ),
        RowProblemCode.DATE_IN_FUTURE: _("{column}: this date is still to come. Check the year.").format(column=name),
        RowProblemCode.DATE_TOO_EARLY: _("{column}: this date is too long ago. Check the year.").format(column=name),
        RowProblemCode.DATE_ORDER_UNCLEAR: _(
            "{column}: is the day or the month first? Choose the order above the column."
        ).format(column=name),
        RowProblemCode.ROLE_UNKNOWN: _("{column}: we do not know this role. Choose one from the list.").format(
            column=name
        ),
        RowProblemCode.EMAIL_UNREADABLE: _("{column}: this is not an e-mail address. Check it.").format(column=name),
        RowProblemCode.DUPLICATE_ROW: _("The same person is in row {line} too. This row is used only once.").format(
            line=other
        ),
        RowProblemCode.JOINED_ROW: _("This person stands in a second class too. Both classes are kept."),
        RowProblemCode.NUMBER_TWICE: _("The same pupil number is in row {line} too. Check which one is right.").format(
            line=other
        ),
        RowProblemCode.GUARDIAN_NAME_MISSING: _("There is an e-mail address of a parent, but no name. Add the name."),
    }[code]
