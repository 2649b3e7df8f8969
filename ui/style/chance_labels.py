# SPDX-License-Identifier: GPL-3.0-or-later
"""Words about chances and about who is shown: what is possible first, nobody branded. No Qt."""

from __future__ import annotations

from models.publishing.chances import ChanceCount, GroupChance
from models.publishing.fairness import GroupShare, PersonShare
from models.terms import ConsentStatus, GroupKind
from ui.texts import _, format_number, ngettext


def group_title(group: GroupChance | GroupShare, year: str) -> str:
    """The name of a group; a class of another school year than ``year`` says of which, no group is the whole school."""
    if group.kind is None:
        return _("Whole school")
    if group.kind is GroupKind.CLASS and group.school_year not in ("", year):
        return _("{group} ({year})").format(group=group.name, year=group.school_year)
    return group.name


def people_text(count: int) -> str:
    """How many people a group has."""
    return ngettext("{count} person", "{count} people", count).format(count=format_number(count))


def chance_text(count: ChanceCount) -> str:
    """How many may be in it: "18 of 24"."""
    return _("{count} of {total}").format(count=format_number(count.yes), total=format_number(count.total))


def chance_sentence(group: str, purpose: str, count: ChanceCount) -> str:
    """A cell of the overview in full, for a tooltip and for a screen reader."""
    text = _("{group}, {purpose}: {count} of {total} may be in it.").format(
        group=group, purpose=purpose, count=format_number(count.yes), total=format_number(count.total)
    )
    return f"{text} {rest_sentence(count)}".strip()


def rest_sentence(count: ChanceCount) -> str:
    """How many are to be asked first, and how many to be left out or covered; empty for neither."""
    parts = []
    if count.ask:
        text = ngettext("{count} to ask first", "{count} to ask first", count.ask)
        parts.append(text.format(count=format_number(count.ask)))
    if count.out:
        text = ngettext("{count} to leave out or cover", "{count} to leave out or cover", count.out)
        parts.append(text.format(count=format_number(count.out)))
    return ", ".join(parts) + "." if parts else ""


def ask_text(count: int) -> str:
    """How many are to be asked first, short, beside "18 of 24"."""
    return ngettext("ask {count}", "ask {count}", count).format(count=format_number(count))


def missing_label(status: ConsentStatus) -> str:
    """What there is so far of an answer that is missing, as the heading of a list of names."""
    return {
        ConsentStatus.NOT_REQUESTED: _("Not asked yet"),
        ConsentStatus.REQUESTED: _("Asked, no answer yet"),
        ConsentStatus.PARTLY_GIVEN: _("One more yes needed"),
        ConsentStatus.EXPIRED: _("The yes has ended"),
    }[status]


def share_label(person: PersonShare) -> str:
    """What there is to say about how often somebody is shown; empty where nothing stands out."""
    if person.is_waiting:
        return _("Not shown yet")
    if person.is_in_most:
        return _("In most of the published photos")
    return ""


def waiting_sentence(waiting: int, may: int, period: str) -> str:
    """How many were not shown although they may be, or that everybody was."""
    if not may:
        return _("Nobody may be shown yet: ask for their answers first.")
    if not waiting:
        return _("Everyone who may be shown was shown in this period ({period}).").format(period=period)
    text = ngettext(
        "{count} of {total} has not been shown in this period ({period}), although they may be.",
        "{count} of {total} have not been shown in this period ({period}), although they may be.",
        waiting,
    )
    return text.format(count=format_number(waiting), total=format_number(may), period=period)


def in_most_sentence(count: int) -> str:
    """How many are in at least half of the published photos of their class; empty for none."""
    if not count:
        return ""
    text = ngettext(
        "{count} is in at least half of the published photos of the class.",
        "{count} are in at least half of the published photos of their class.",
        count,
    )
    return text.format(count=format_number(count))


def group_share_text(group: GroupShare) -> str:
    """How many of a class were shown: "17 of 24"."""
    return _("{count} of {total}").format(count=format_number(group.shown_count), total=format_number(group.may_count))
