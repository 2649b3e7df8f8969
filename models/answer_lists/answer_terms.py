# SPDX-License-Identifier: GPL-3.0-or-later
"""The words of bringing in answers; kept apart from `models.terms` because only the import speaks of them."""

from __future__ import annotations

from enum import StrEnum


class ImportedValue(StrEnum):
    """What a cell of an imported table of answers means. An empty cell is never an answer."""

    YES = "yes"
    NO = "no"
    SKIP = "skip"


class ImportedAnswerKind(StrEnum):
    """What an import does with one answer.

    ``OVERTURNS``: a yes against an earlier no on record, taken only when ticked. ``OLDER``: what is on record is of
    that day or later, and stays.
    """

    NEW = "new"
    SAME = "same"
    OVERTURNS = "overturns"
    OLDER = "older"


class AnswerRowKind(StrEnum):
    """What an import of answers can do with one row."""

    READY = "ready"
    NOTHING = "nothing"
    DOUBT = "doubt"
    UNKNOWN = "unknown"
    PROBLEM = "problem"


class AnswerRowProblem(StrEnum):
    """What is the matter with one row of a table of answers."""

    NOBODY_NAMED = "nobody_named"
    DATE_ORDER_UNCLEAR = "date_order_unclear"
    DATE_UNREADABLE = "date_unreadable"
    DATE_IN_FUTURE = "date_in_future"
    DATE_BEFORE_BIRTH = "date_before_birth"
    ANSWERS_DIFFER = "answers_differ"
    PERSON_TWICE = "person_twice"
    VALUE_UNCLEAR = "value_unclear"
