# SPDX-License-Identifier: GPL-3.0-or-later
"""What a user reads about the school's online form: its link, and what becomes of the rows of its export. No Qt."""

from __future__ import annotations

from models.forms.online_link import LinkHost, LinkProblem
from models.forms.online_plan import OnlineGroup, OnlineReason, OnlineState
from ui.texts import _, format_number, ngettext


def link_host_label(host: LinkHost) -> str:
    """Whose form a link opens."""
    return {
        LinkHost.GOOGLE: _("a Google form"),
        LinkHost.MICROSOFT: _("a Microsoft form"),
        LinkHost.OTHER: _("another form"),
    }[host]


def link_problem_sentence(problem: LinkProblem) -> str:
    """Why a link cannot be used, and what to do."""
    return {
        LinkProblem.NOT_A_LINK: _("This is no link. Copy the pre-filled link of your form and paste it here."),
        LinkProblem.NOT_SAFE: _("The link must begin with https:// and hold no name or password."),
        LinkProblem.SHORT: _("This is a short link: it loses the code. Use the long pre-filled link."),
        LinkProblem.NO_SENTINEL: _(
            "ZZCODEZZ is not in this link. Fill it in as the answer to the question about the code, then make the link."
        ),
        LinkProblem.SENTINEL_TWICE: _("ZZCODEZZ is in this link more than once. Fill it in for one question only."),
        LinkProblem.SENTINEL_ELSEWHERE: _(
            "ZZCODEZZ is not an answer in this link. Fill it in as the answer to the question about the code."
        ),
        LinkProblem.TOO_LONG: _("This link is too long. Fill in nothing but the question about the code."),
    }[problem]


def online_rows_sentence(state: OnlineState, count: int) -> str:
    """How many rows of an export are in a state."""
    text = {
        OnlineState.RECORDED: ngettext(
            "{count} row has answers to record.", "{count} rows have answers to record.", count
        ),
        OnlineState.CONFLICT: ngettext(
            "{count} row holds an answer that you have to look at.",
            "{count} rows hold an answer that you have to look at.",
            count,
        ),
        OnlineState.PARKED: ngettext("{count} row cannot be placed.", "{count} rows cannot be placed.", count),
        OnlineState.SUPERSEDED: ngettext(
            "{count} row was followed by a later one.", "{count} rows were followed by a later one.", count
        ),
        OnlineState.EMPTY: ngettext("{count} row holds no answer.", "{count} rows hold no answer.", count),
        OnlineState.KNOWN: ngettext(
            "{count} row was brought in before.", "{count} rows were brought in before.", count
        ),
        OnlineState.UNDONE: ngettext("{count} row was taken back.", "{count} rows were taken back.", count),
        OnlineState.SETTLED: ngettext("{count} row was put aside.", "{count} rows were put aside.", count),
    }[state]
    return text.format(count=format_number(count))


def online_reason_label(reason: OnlineReason) -> str:
    """Why a row waits, in a few words."""
    return {
        OnlineReason.NO_CODE: _("No code"),
        OnlineReason.UNKNOWN_CODE: _("Unknown code"),
        OnlineReason.FORM_REVOKED: _("Form was taken back"),
        OnlineReason.FORM_REPLACED: _("Form was replaced"),
        OnlineReason.FORM_BLANK: _("Blank form"),
        OnlineReason.PERSON_GONE: _("Person no longer on record"),
        OnlineReason.DATE_UNREADABLE: _("Date not clear"),
        OnlineReason.DATE_BEFORE_BIRTH: _("Date before birth"),
        OnlineReason.ANSWERS_DIFFER: _("Both yes and no"),
        OnlineReason.AGAINST_NO: _("Yes after somebody’s no"),
        OnlineReason.GUARDIANS_DIFFER: _("Two answers that differ"),
        OnlineReason.PAPER_DIFFERS: _("Other than on paper"),
    }[reason]


def online_reason_sentence(reason: OnlineReason) -> str:
    """Why a row waits for somebody to look, and what to do."""
    return {
        OnlineReason.NO_CODE: _("There is no code. Ask who sent it, then say whose answers these are."),
        OnlineReason.UNKNOWN_CODE: _(
            "The code is not one of yours. Ask who sent it, then say whose answers these are."
        ),
        OnlineReason.FORM_REVOKED: _("This form was taken back. Ask the family whether the answer still counts."),
        OnlineReason.FORM_REPLACED: _("This form was replaced by a newer one. Ask the family to use the new link."),
        OnlineReason.FORM_BLANK: _("This is a blank form, and nobody’s yet. Say whose answers these are."),
        OnlineReason.PERSON_GONE: _("The person of this form is no longer on record."),
        OnlineReason.DATE_UNREADABLE: _(
            "It is not clear when this was sent. Say on which day, or take the import back and say the order of "
            "the dates."
        ),
        OnlineReason.DATE_BEFORE_BIRTH: _("The date lies before the birth of the person. Check the date of birth."),
        OnlineReason.ANSWERS_DIFFER: _("The row says both yes and no about the same thing. Ask the family."),
        OnlineReason.AGAINST_NO: _(
            "Somebody said no before, and it is not clear who now says yes. Ask, then say who it was."
        ),
        OnlineReason.GUARDIANS_DIFFER: _(
            "Two people answered differently, and it is not clear who is who. The no counts until you have asked."
        ),
        OnlineReason.PAPER_DIFFERS: _(
            "The form on paper says otherwise. The no counts until you have said which one is right."
        ),
    }[reason]


def online_group_label(group: OnlineGroup) -> str:
    """What becomes of a row, in a few words."""
    return {
        OnlineGroup.NEW: _("New"),
        OnlineGroup.CHANGED: _("Changes an answer"),
        OnlineGroup.LOOK: _("To look at"),
        OnlineGroup.UNKNOWN_CODE: _("Unknown code"),
        OnlineGroup.UNREADABLE: _("Date not clear"),
        OnlineGroup.NOT_PLACED: _("Form does not count"),
        OnlineGroup.SEVERAL: _("Followed by a later one"),
        OnlineGroup.EMPTY: _("Nothing answered"),
        OnlineGroup.KNOWN: _("Known already"),
    }[group]


def link_how_to(host: LinkHost) -> tuple[str, ...]:
    """What to do in the form itself to get its pre-filled link, step by step."""
    question = _("Put a question in your form that asks for a short text, such as: Code. People need not fill it in.")
    if host is LinkHost.MICROSOFT:
        return (
            question,
            _("In Microsoft Forms choose “…” at the top right, “Get Pre-filled URL”, and “Enable pre-filled answers”."),
            _("Type ZZCODEZZ as the answer to that question, and choose “Get prefilled link”."),
            _("Copy the link, and paste it here."),
        )
    return (
        question,
        _("In Google Forms choose “⋮” at the top right, then “Pre-fill form”."),
        _("Type ZZCODEZZ as the answer to that question, and choose “Get link” at the bottom."),
        _("Choose “Copy link”, and paste it here."),
    )
