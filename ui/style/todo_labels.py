# SPDX-License-Identifier: GPL-3.0-or-later
"""The words of the to-do list: what each kind is called, counted, and why it is there. No Qt."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from models.terms import Answer, TodoKind
from ui.texts import _, format_date, format_number, join_words, ngettext


def todo_kind_label(kind: TodoKind) -> str:
    """What a kind is called, without a count."""
    return {
        TodoKind.TAKEDOWN: _("To take down"),
        TodoKind.MISSING_FOR_SESSION: _("Answers missing for an event"),
        TodoKind.GUARDIANS_DIFFER: _("Answers of parents that differ"),
        TodoKind.NOW_DECIDES: _("Now decides for themself"),
        TodoKind.ENDS_SOON: _("A yes that ends soon"),
        TodoKind.UNNAMED_FACES: _("Who is this?"),
        TodoKind.REMINDER_DUE: _("To be reminded"),
        TodoKind.RETENTION_DUE: _("Kept longer than needed"),
    }[kind]


def todo_heading(kind: TodoKind, count: int) -> str:
    """The heading of a kind on the to-do list, with how many there are."""
    text = {
        TodoKind.TAKEDOWN: ngettext("{count} publication to take down", "{count} publications to take down", count),
        TodoKind.MISSING_FOR_SESSION: ngettext(
            "{count} event that answers are missing for", "{count} events that answers are missing for", count
        ),
        TodoKind.GUARDIANS_DIFFER: ngettext(
            "{count} pupil whose parents answered differently",
            "{count} pupils whose parents answered differently",
            count,
        ),
        TodoKind.NOW_DECIDES: ngettext(
            "{count} pupil who now decides for themself", "{count} pupils who now decide for themselves", count
        ),
        TodoKind.ENDS_SOON: ngettext(
            "{count} person with a yes that ends soon", "{count} people with a yes that ends soon", count
        ),
        TodoKind.UNNAMED_FACES: _("Who is this?"),
        TodoKind.REMINDER_DUE: ngettext("{count} person to remind", "{count} people to remind", count),
        TodoKind.RETENTION_DUE: ngettext(
            "{count} person is kept longer than needed", "{count} people are kept longer than needed", count
        ),
    }[kind]
    return text.format(count=format_number(count))


def todo_explanation(kind: TodoKind) -> str:
    """What a kind is about, in a sentence or two."""
    return {
        TodoKind.TAKEDOWN: _(
            "These photos are out and no longer ready. That they were used until now is fine; now they come down."
        ),
        TodoKind.MISSING_FOR_SESSION: _("Ask now, and the answers are there when the photos are."),
        TodoKind.GUARDIANS_DIFFER: _(
            "One parent said yes and another said no. The no counts until they agree; both answers are kept."
        ),
        TodoKind.NOW_DECIDES: _(
            "These pupils are old enough to decide. Tell them, and ask what they want; a letter does both."
        ),
        TodoKind.ENDS_SOON: _("Ask again before the last day, and nothing has to come down."),
        TodoKind.UNNAMED_FACES: _("As soon as it is known who is in a photo, it is known where it may go."),
        TodoKind.REMINDER_DUE: _("Once a year, families read what they agreed to and how to change it."),
        TodoKind.RETENTION_DUE: _("They left school. Look at the proposal to remove what is kept about them."),
    }[kind]


def todo_count_label(kind: TodoKind, count: int) -> str:
    """A kind with its count in a few words, for the line on the first page."""
    text = {
        TodoKind.TAKEDOWN: ngettext("{count} to take down", "{count} to take down", count),
        TodoKind.MISSING_FOR_SESSION: ngettext("{count} event lacks answers", "{count} events lack answers", count),
        TodoKind.GUARDIANS_DIFFER: ngettext(
            "Parents differ for {count} pupil", "Parents differ for {count} pupils", count
        ),
        TodoKind.NOW_DECIDES: ngettext("{count} pupil decides now", "{count} pupils decide now", count),
        TodoKind.ENDS_SOON: ngettext("{count} yes ends soon", "{count} times a yes ends soon", count),
        TodoKind.UNNAMED_FACES: ngettext("{count} photo without names", "{count} photos without names", count),
        TodoKind.REMINDER_DUE: ngettext("{count} to remind", "{count} to remind", count),
        TodoKind.RETENTION_DUE: ngettext("{count} kept long", "{count} kept long", count),
    }[kind]
    return text.format(count=format_number(count))


def said_sentence(sides: Sequence[tuple[str, Answer, date]]) -> str:
    """Who said what on which day, in the order in which they said it: both sides in the same words."""
    parts = [_said_text(answer).format(name=name, date=format_date(day)) for name, answer, day in sides]
    sentence = join_words(parts)
    return sentence[:1].upper() + sentence[1:]


def _said_text(answer: Answer) -> str:
    if answer is Answer.GIVEN:
        return _("{name} said yes on {date}")
    return _("{name} objected on {date}") if answer is Answer.OBJECTED else _("{name} said no on {date}")
