# SPDX-License-Identifier: GPL-3.0-or-later
"""Rounds of forms in words."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from models.forms.blank_forms import BlankForm
from models.forms.codes import spaced_code
from models.forms.round_reasons import RoundReason
from models.forms.round_terms import RoundPreview, RoundRow, SentReminder
from models.forms.wording import load_wording
from ui.texts import _, format_date, format_number, join_words, ngettext


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


def version_label(language: str, *, decides_self: bool) -> str:
    """A version of the form: its language and to whom it speaks."""
    words = _("{language}, for who decides alone") if decides_self else _("{language}, for parents or guardians")
    return words.format(language=f"\u2068{load_wording(language).name}\u2069")


def blank_forms_sentence(out: int, came_back: int) -> str:
    """How many forms without a name there are, and how many of them came back."""
    text = ngettext("{count} blank form is out already.", "{count} blank forms are out already.", out)
    sentence = text.format(count=format_number(out))
    if came_back:
        more = ngettext("{count} came back and waits for a name.", "{count} came back and wait for a name.", came_back)
        sentence += " " + more.format(count=format_number(came_back))
    return sentence


def blank_form_line(form: BlankForm) -> str:
    """A form without a name in a list: those that came back are to be told from those that are out."""
    made = _("{code} · {date} · {version}").format(
        code=spaced_code(form.code),
        version=version_label(form.language, decides_self=form.is_self),
        date=format_date(form.issued_on),
    )
    return f"{made} · " + _("came back") if form.scans else made


def reminded_sentence(reminders: Sequence[SentReminder]) -> str:
    """When letters to the silent were sent; empty where none were."""
    if not reminders:
        return ""
    texts = [
        ngettext("{date} ({count} letter)", "{date} ({count} letters)", one.letters).format(
            date=format_date(one.sent_on), count=format_number(one.letters)
        )
        for one in reminders
    ]
    return _("Reminded on {dates}.").format(dates=join_words(texts))


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
    """How many answered, how many are silent, how many forms need a look, and when there was a reminder."""
    text = _("{answered} of {people} answered, {silent} silent.").format(
        answered=format_number(row.answered), people=format_number(row.people), silent=format_number(row.silent)
    )
    if row.to_check:
        check = ngettext("{count} form needs a look.", "{count} forms need a look.", row.to_check)
        text += " " + check.format(count=format_number(row.to_check))
    return " ".join(filter(None, (text, reminded_sentence(row.reminders))))
