# SPDX-License-Identifier: GPL-3.0-or-later
"""The part of the vocabulary that is about reading class lists; `models.terms` offers it too."""

from __future__ import annotations

from enum import StrEnum


class ListColumn(StrEnum):
    """What a column of a class list holds."""

    GIVEN_NAME = "given_name"
    NAME_PREFIX = "name_prefix"
    FAMILY_NAME = "family_name"
    FULL_NAME = "full_name"
    GROUP = "group"
    BIRTH_DATE = "birth_date"
    PUPIL_NUMBER = "pupil_number"
    EMAIL = "email"
    TELEPHONE = "telephone"
    ROLE = "role"
    ORGANISATION = "organisation"
    GUARDIAN_1_NAME = "guardian_1_name"
    GUARDIAN_1_EMAIL = "guardian_1_email"
    GUARDIAN_2_NAME = "guardian_2_name"
    GUARDIAN_2_EMAIL = "guardian_2_email"
    LEFT_ON = "left_on"


class DateOrder(StrEnum):
    """In which order a column writes day, month and year."""

    DAY_MONTH_YEAR = "dmy"
    MONTH_DAY_YEAR = "mdy"
    YEAR_MONTH_DAY = "ymd"


class RowProblemCode(StrEnum):
    """What is the matter with one row of a class list."""

    NAME_MISSING = "name_missing"
    NAME_INCOMPLETE = "name_incomplete"
    TEXT_TOO_LONG = "text_too_long"
    LETTERS_UNREADABLE = "letters_unreadable"
    EXTRA_CELLS = "extra_cells"
    DATE_UNREADABLE = "date_unreadable"
    DATE_IMPOSSIBLE = "date_impossible"
    DATE_IN_FUTURE = "date_in_future"
    DATE_TOO_EARLY = "date_too_early"
    DATE_ORDER_UNCLEAR = "date_order_unclear"
    ROLE_UNKNOWN = "role_unknown"
    EMAIL_UNREADABLE = "email_unreadable"
    DUPLICATE_ROW = "duplicate_row"
    JOINED_ROW = "joined_row"
    NUMBER_TWICE = "number_twice"
    GUARDIAN_NAME_MISSING = "guardian_name_missing"


class PlannedRowKind(StrEnum):
    """What an import will do with one row of a class list."""

    NEW = "new"
    CHANGED = "changed"
    SAME = "same"
    DOUBT = "doubt"
    PROBLEM = "problem"
