# SPDX-License-Identifier: GPL-3.0-or-later
"""What a user reads about the school's rules. No Qt."""

from __future__ import annotations

from models.consent.effects import PolicyEffect, PurposeUse
from ui.texts import _, format_number, join_words, ngettext


def profile_label(country: str) -> str:
    """The name of a profile to start from."""
    return {
        "nl": _("The Netherlands"),
        "be": _("Belgium"),
        "de": _("Germany"),
        "uk": _("United Kingdom"),
        "own": _("Another country, or rules of our own"),
    }[country]


def profile_note(country: str) -> str:
    """What a school is to check before it relies on a profile."""
    first = {
        "nl": _("From 16 a pupil decides. One yes of a parent or guardian is enough, and any no stops it."),
        "be": _("No law names an age for pictures; this profile takes 16. One yes is enough, and any no stops it."),
        "de": _(
            "Parents decide together, so each of them is asked. Some states ask parents until 18: set the age to 18."
        ),
        "uk": _("No law names an age for pictures; this profile takes 16. One yes is enough, and any no stops it."),
        "own": _("Careful rules to start from: everybody is asked, a yes is good for one school year."),
    }[country]
    check = _(
        "This is a starting point and no legal advice: check the rules with your privacy officer before you use them."
    )
    return f"{first} {check}"


def reminder_sentence(months: int) -> str:
    """What the number of months until a reminder means."""
    if not months:
        return _("Nobody is reminded of what they agreed to.")
    text = ngettext(
        "{count} month after a yes, and each time that long after a reminder, people get on the list for "
        "a letter: what was agreed, and how to change it.",
        "{count} months after a yes, and each time that long after a reminder, people get on the list for "
        "a letter: what was agreed, and how to change it.",
        months,
    )
    return text.format(count=months)


def retention_sentence(months: int) -> str:
    """What the number of months until a proposal to erase means."""
    if not months:
        return _("Nobody who left is ever proposed for erasure.")
    text = ngettext(
        "{count} month after somebody left, the program proposes to erase them. You decide; nothing goes by itself.",
        "{count} months after somebody left, the program proposes to erase them. You decide; nothing goes by itself.",
        months,
    )
    return text.format(count=months)


def effect_sentence(effect: PolicyEffect) -> str:
    """What a change of the rules does to the answers of today."""
    if not effect.statuses:
        return _("No answer of today means anything else under these rules. You can undo this.")
    text = ngettext("{count} status changes", "{count} statuses change", effect.statuses)
    people = ngettext("of {count} person", "of {count} people", effect.people)
    lines = [
        _("{changes} {of_people}.").format(
            changes=text.format(count=format_number(effect.statuses)),
            of_people=people.format(count=format_number(effect.people)),
        )
    ]
    if effect.become_yes:
        text = ngettext("{count} becomes a yes.", "{count} become a yes.", effect.become_yes)
        lines.append(text.format(count=format_number(effect.become_yes)))
    if effect.no_longer_yes:
        text = ngettext("{count} is a yes no longer.", "{count} are a yes no longer.", effect.no_longer_yes)
        lines.append(text.format(count=format_number(effect.no_longer_yes)))
    lines.append(_("What has to come down for it goes on the to-do list. You can undo this."))
    return " ".join(lines)


def asks_again_sentence(use: PurposeUse) -> str:
    """How many people have to be asked once more."""
    if not use.people_with_yes:
        return _("Nobody has said yes to it yet, so nobody has to be asked again.")
    text = ngettext(
        "This asks {count} person again: their yes was to the earlier text. A no stays a no.",
        "This asks {count} people again: their yes was to the earlier text. A no stays a no.",
        use.people_with_yes,
    )
    return text.format(count=format_number(use.people_with_yes))


def retired_sentence(name: str, use: PurposeUse) -> str:
    """That a purpose in use cannot be removed, and what happened instead."""
    parts = []
    if use.answers:
        text = ngettext("{count} answer or request", "{count} answers and requests", use.answers)
        parts.append(text.format(count=format_number(use.answers)))
    if use.publications:
        text = ngettext("{count} publication", "{count} publications", use.publications)
        parts.append(text.format(count=format_number(use.publications)))
    if not parts:
        return _("“{name}” is needed elsewhere, so it is out of use and kept. You can bring it back.").format(name=name)
    return _(
        "“{name}” has {what}, so it is out of use instead of removed. Its answers are kept, and you can bring it back."
    ).format(name=name, what=join_words(parts))
