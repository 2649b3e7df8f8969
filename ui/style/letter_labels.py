# SPDX-License-Identifier: GPL-3.0-or-later
"""What a user reads about letters. No Qt."""

from __future__ import annotations

from models.terms import LetterKind
from ui.texts import _, ngettext


def letters_title(kind: LetterKind) -> str:
    """The heading above letters of a kind."""
    return {
        LetterKind.NOW_DECIDES: _("Letters to people who decide for themselves now"),
        LetterKind.REMINDER: _("Reminders of what was agreed"),
        LetterKind.ENDING: _("Letters about a yes that ends"),
    }[kind]


def letters_count(kind: LetterKind, count: int) -> str:
    """How many letters there are."""
    if kind is LetterKind.NOW_DECIDES:
        text = ngettext(
            "{count} letter to somebody who decides for themself now",
            "{count} letters to people who decide for themselves now",
            count,
        )
    elif kind is LetterKind.REMINDER:
        text = ngettext("{count} reminder of what was agreed", "{count} reminders of what was agreed", count)
    else:
        text = ngettext("{count} letter about a yes that ends", "{count} letters about a yes that ends", count)
    return text.format(count=count)


def sent_sentence(kind: LetterKind, count: int) -> str:
    """What is on record once letters were noted as sent."""
    if kind is LetterKind.REMINDER:
        text = ngettext("{count} person is on record as reminded.", "{count} people are on record as reminded.", count)
    else:
        text = ngettext("{count} person is on record as asked.", "{count} people are on record as asked.", count)
    return text.format(count=count)
