# SPDX-License-Identifier: GPL-3.0-or-later
"""Words about answers that are brought in from the school's administration. No Qt."""

from __future__ import annotations

from models.answer_lists.answer_terms import AnswerRowKind, AnswerRowProblem, ImportedAnswerKind, ImportedValue
from ui.texts import _, format_number, ngettext


def imported_value_label(value: ImportedValue) -> str:
    """What a word in the table means."""
    return {
        ImportedValue.YES: _("means yes"),
        ImportedValue.NO: _("means no"),
        ImportedValue.SKIP: _("is no answer"),
    }[value]


def answer_row_label(kind: AnswerRowKind) -> str:
    """What happens with a row, in a word or two."""
    return {
        AnswerRowKind.READY: _("New answers"),
        AnswerRowKind.NOTHING: _("Nothing new"),
        AnswerRowKind.DOUBT: _("Who is this?"),
        AnswerRowKind.UNKNOWN: _("Not on record"),
        AnswerRowKind.PROBLEM: _("Left out"),
    }[kind]


def answer_problem_sentence(problem: AnswerRowProblem) -> str:
    """What is the matter with a row, and what to do."""
    return {
        AnswerRowProblem.NOBODY_NAMED: _("No name and no number, so nobody can be found."),
        AnswerRowProblem.DATE_ORDER_UNCLEAR: _("Say whether the day or the month comes first in the dates."),
        AnswerRowProblem.DATE_UNREADABLE: _("The date of the answer cannot be read."),
        AnswerRowProblem.DATE_IN_FUTURE: _("The date of the answer is in the future."),
        AnswerRowProblem.DATE_BEFORE_BIRTH: _("The date of the answer is before the person was born."),
        AnswerRowProblem.ANSWERS_DIFFER: _("Two columns say yes and no about the same; that answer is left out."),
        AnswerRowProblem.PERSON_TWICE: _("This person is in the list more than once."),
        AnswerRowProblem.VALUE_UNCLEAR: _("A word in this row was not explained; that answer is left out."),
    }[problem]


def answer_count_sentence(kind: ImportedAnswerKind, count: int) -> str:
    """How many answers of a kind there are, in a sentence."""
    number = format_number(count)
    if kind is ImportedAnswerKind.NEW:
        return ngettext("{count} answer is new.", "{count} answers are new.", count).format(count=number)
    if kind is ImportedAnswerKind.SAME:
        text = ngettext("{count} answer is the same as on record.", "{count} answers are the same as on record.", count)
        return text.format(count=number)
    if kind is ImportedAnswerKind.OLDER:
        text = ngettext(
            "{count} answer is not newer than the one on record, which stays.",
            "{count} answers are not newer than the ones on record, which stay.",
            count,
        )
        return text.format(count=number)
    text = ngettext(
        "{count} answer says yes where a no is on record. It is only taken when you tick it.",
        "{count} answers say yes where a no is on record. They are only taken when you tick them.",
        count,
    )
    return text.format(count=number)


def answer_rows_sentence(kind: AnswerRowKind, count: int) -> str:
    """How many rows wait for something, in a sentence."""
    number = format_number(count)
    if kind is AnswerRowKind.DOUBT:
        text = ngettext(
            "In {count} row it is not sure who is meant: choose.",
            "In {count} rows it is not sure who is meant: choose.",
            count,
        )
    elif kind is AnswerRowKind.UNKNOWN:
        text = ngettext("{count} person is not on record.", "{count} people are not on record.", count)
    else:
        text = ngettext("{count} row is left out.", "{count} rows are left out.", count)
    return text.format(count=number)
