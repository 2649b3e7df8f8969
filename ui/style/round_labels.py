# SPDX-License-Identifier: GPL-3.0-or-later
"""Rounds of forms in words."""

from __future__ import annotations

from collections.abc import Mapping

from models.forms.round_terms import RoundPreview, RoundReason, RoundRow
from models.forms.wording import load_wording
from ui.texts import _, format_date, format_number, ngettext


def reason_label(reason: RoundReason) -> str:
    """Which of the chosen people get a form."""
    return {
        RoundReason.EVERYBODY: _("Everybody"),
        RoundReason.NEVER_ASKED: _("Only who was never asked"),
        RoundReason.ENDED: _("Only whose yes has ended"),
        RoundReason.NOW_DECIDES: _("Only who decides for themself now"),
    }[reason]


def preview_sentences(found: RoundPreview) -> tuple[str, ...]:
    """What a round would be, in numbers."""
    count = ngettext("{count} person gets a form", "{count} people get a form", found.people)
    lines = [count.format(count=format_number(found.people)) + _languages(found.languages)]
    lines.append(
        ngettext("{count} page in all.", "{count} pages in all.", found.pages).format(count=format_number(found.pages))
    )
    if found.without_guardian:
        text = ngettext(
            "{count} person has no parent or guardian on record; the form is made all the same.",
            "{count} people have no parent or guardian on record; their forms are made all the same.",
            found.without_guardian,
        )
        lines.append(text.format(count=found.without_guardian))
    if found.protected:
        text = ngettext(
            "{count} person is never shown and gets no form.",
            "{count} people are never shown and get no form.",
            found.protected,
        )
        lines.append(text.format(count=found.protected))
    return tuple(lines)


def _languages(counts: Mapping[str, int]) -> str:
    parts = [f"\u2068{load_wording(code).name}\u2069 {format_number(count)}" for code, count in counts.items()]
    return f" ({', '.join(parts)})." if parts else "."


def round_line(row: RoundRow) -> str:
    """How far a round is, in one line for the list."""
    text = _("{answered} of {people} answered").format(
        answered=format_number(row.answered), people=format_number(row.people)
    )
    return f"{text} · {until_text(row)}"


def until_text(row: RoundRow) -> str:
    """Until when a round runs."""
    if row.answer_before is None:
        return _("since {date}").format(date=format_date(row.started_on))
    if row.is_running:
        return _("until {date}").format(date=format_date(row.answer_before))
    return _("ended on {date}").format(date=format_date(row.answer_before))


def standing_sentence(row: RoundRow) -> str:
    """How many answered, how many are silent, how many forms need a look."""
    text = _("{answered} of {people} answered, {silent} silent.").format(
        answered=format_number(row.answered), people=format_number(row.people), silent=format_number(row.silent)
    )
    if row.to_check:
        check = ngettext("{count} form needs a look.", "{count} forms need a look.", row.to_check)
        text += " " + check.format(count=format_number(row.to_check))
    return text
