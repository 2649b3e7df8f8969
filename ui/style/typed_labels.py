# SPDX-License-Identifier: GPL-3.0-or-later
"""Answers typed by hand, in words."""

from __future__ import annotations

from collections.abc import Sequence

from models.forms.typed import TypedDecider, TypedForm, TypedLine, TypedOutcome
from models.terms import FormState
from ui.style.labels import activity_label, kind_label, status_label
from ui.texts import _, format_date, join_words, ngettext


def typed_form_label(form: TypedForm) -> str:
    """What the lines are those of."""
    if form.issued_on is None:
        return _("All channels in use")
    day = format_date(form.issued_on)
    if form.round_name:
        return _("Form of “{round}”, {date}").format(round=form.round_name, date=day)
    return _("Form of {date}").format(date=day)


def typed_form_note(form: TypedForm) -> str:
    """What there is to know about a form that is not simply out; empty otherwise."""
    if form.state is FormState.RECEIVED:
        return _("This form came back before. What you type now is one more answer.")
    if form.state is FormState.CONFLICT:
        return _("Of this form there are sheets that differ. Look at them on the Pile tab as well.")
    if form.state is FormState.REPLACED:
        return _("There is a newer form. The answers are recorded with the words of this one.")
    if form.state is FormState.REVOKED:
        return _("This form was taken back. The answers are recorded with its words all the same.")
    return ""


def decider_label(one: TypedDecider) -> str:
    """Who answers."""
    name = one.name or _("a parent or guardian")
    if one.is_self:
        return _("{name} themself").format(name=name)
    return f"{name} ({one.relation})" if one.relation else name


def together_label(deciders: Sequence[TypedDecider]) -> str:
    """Several who say the same."""
    return _("{names} together").format(names=join_words([one.name or _("a parent or guardian") for one in deciders]))


def line_topic(line: TypedLine) -> str:
    """The channel of a line."""
    return activity_label(line.key.activity) if line.key.purpose_id is None else line.purpose


def line_standing(line: TypedLine) -> str:
    """What stands today."""
    return "" if line.status is None else status_label(line.status)


def line_printed(line: TypedLine) -> str:
    """The words that were printed, where there are any beside the channel's own name."""
    words = " – ".join(part for part in (line.title, line.text) if part)
    return "" if not words or words == line.purpose else f"\u2068{words}\u2069"


def said_sentence(said: Sequence[bool | None]) -> str:
    """How many lines are a yes, a no, or left open."""
    yes, no = sum(one is True for one in said), sum(one is False for one in said)
    return _("{yes} yes, {no} no, {open} not said.").format(yes=yes, no=no, open=len(said) - yes - no)


def typed_sentence(name: str, outcome: TypedOutcome) -> str:
    """What was recorded."""
    text = _("Recorded for {name}: {yes} yes, {no} no.").format(name=name, yes=outcome.yes, no=outcome.no)
    if outcome.new_guardians:
        text += " " + ngettext(
            "The name of the parent or guardian is not known yet: add it under Family.",
            "The names of the parents or guardians are not known yet: add them under Family.",
            outcome.new_guardians,
        )
    return text


def kind_part(line: TypedLine) -> str:
    """The kind of recording of a line."""
    return kind_label(line.key.kind)


def typing_keys() -> str:
    """Which key says what."""
    return _("Y or J: yes · N: no · Space: not said · Backspace: one line back · Enter: done, once more records")
