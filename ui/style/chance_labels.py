# SPDX-License-Identifier: GPL-3.0-or-later
"""Words about chances and about who is shown: what is possible first, nobody branded. No Qt."""

from __future__ import annotations

from models.publishing.chances import ChanceCount
from models.publishing.fairness import GroupShare, PersonShare
from models.terms import ConsentStatus
from ui.texts import _, format_number, ngettext


def chance_text(count: ChanceCount) -> str:
    """How many may be in it: "18 of 24"."""
    return _("{count} of {total}").format(count=format_number(count.yes), total=format_number(count.total))


def chance_sentence(group: str, purpose: str, count: ChanceCount) -> str:
    """A cell of the overview in full, for a tooltip and for a screen reader."""
    parts = [
        _("{group}, {purpose}: {count} of {total} may be in it").format(
            group=group, purpose=purpose, count=format_number(count.yes), total=format_number(count.total)
        )
    ]
    if count.ask:
        parts.append(ngettext("{count} to ask first", "{count} to ask first", count.ask).format(count=count.ask))
    if count.out:
        parts.append(
            ngettext("{count} to leave out or cover", "{count} to leave out or cover", count.out).format(
                count=count.out
            )
        )
    return ", ".join(parts) + "."


def missing_label(status: ConsentStatus) -> str:
    """What there is so far of an answer that is missing, as the heading of a list of names."""
    return {
        ConsentStatus.NOT_REQUESTED: _("Not asked yet"),
        ConsentStatus.REQUESTED: _("Asked, no answer yet"),
        ConsentStatus.PARTLY_GIVEN: _("One parent or guardian said yes, another is still to answer"),
        ConsentStatus.EXPIRED: _("The yes has ended, ask again"),
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


def group_share_text(group: GroupShare) -> str:
    """How many of a class were shown: "17 of 24"."""
    return _("{count} of {total}").format(count=format_number(group.shown_count), total=format_number(group.may_count))
