# SPDX-License-Identifier: GPL-3.0-or-later
"""What a user reads about returned forms: what was crossed, and why a page or a pair needs a look. No Qt."""

from __future__ import annotations

from models.forms.scan_terms import MarkReason, PageProblem, SetAside
from models.terms import MarkState
from ui.texts import _, ngettext, pgettext


def mark_state_label(state: MarkState) -> str:
    """What a pair of boxes says."""
    return {
        MarkState.YES: pgettext("answer on a form", "yes"),
        MarkState.NO: pgettext("answer on a form", "no"),
        MarkState.BLANK: _("not filled in"),
        MarkState.UNSURE: _("not sure"),
    }[state]


def mark_states_count(state: MarkState, count: int) -> str:
    """How many pairs say that."""
    if state is MarkState.YES:
        text = ngettext("{count} yes", "{count} yes", count)
    elif state is MarkState.NO:
        text = ngettext("{count} no", "{count} no", count)
    elif state is MarkState.BLANK:
        text = ngettext("{count} not filled in", "{count} not filled in", count)
    else:
        text = ngettext("{count} not sure", "{count} not sure", count)
    return text.format(count=count)


def mark_reason_label(reason: MarkReason) -> str:
    """Why a pair of boxes needs a look."""
    return {
        MarkReason.BOTH_MARKED: _("both boxes have a mark"),
        MarkReason.FAINT: _("the mark is faint"),
        MarkReason.SMALL: _("the mark is small"),
        MarkReason.FILLED: _("the box is filled in"),
        MarkReason.HEAVY: _("the mark is heavier than the others"),
        MarkReason.CIRCLED: _("there is a circle around the box"),
        MarkReason.STRUCK: _("a line runs through the box"),
        MarkReason.INK_BESIDE: _("something is written beside the boxes"),
        MarkReason.COVERED: _("something covers the box"),
        MarkReason.FRAME_LOST: _("a part of the box cannot be seen"),
    }[reason]


def page_problem_label(problem: PageProblem) -> str:
    """Why a scanned page needs a look, as a sentence."""
    return _page_sentences()[problem]


def _page_sentences() -> dict[PageProblem, str]:
    return {
        PageProblem.PAGE_UNREADABLE: _("This page is damaged. Scan it again."),
        PageProblem.PAGE_TOO_LARGE: _("This page is too large for a scan of a form. Scan it again at 200 dpi."),
        PageProblem.PAGE_EMPTY: _("This page is empty."),
        PageProblem.NO_FORM: _("This page is not one of our forms."),
        PageProblem.CODE_UNREADABLE: _("This is a form, but its code cannot be read. Scan it again, or type the code."),
        PageProblem.CODE_FOREIGN: _("The code is not one of this school's."),
        PageProblem.FORM_UNKNOWN: _("This form is not on record any more."),
        PageProblem.FORM_REVOKED: _("This form was taken back. Give the family a new one."),
        PageProblem.FORM_REPLACED: _("A newer form has taken the place of this one."),
        PageProblem.FORM_BLANK: _("This form was handed out without a name. Say whose it is."),
        PageProblem.PERSON_GONE: _("The person of this form is not on record any more."),
        PageProblem.SEVERAL_FORMS: _("There are several forms on this picture."),
        PageProblem.MARKS_MISSING: _("The corners of the sheet cannot be found."),
        PageProblem.FRAMES_MISSING: _("A part of the table cannot be seen."),
        PageProblem.MOSTLY_BLANK: _("Most of the form is not filled in."),
        PageProblem.BLANK_IN_BLACK_AND_WHITE: _(
            "This scan is in black and white: what seems empty may be pencil. Scan in grey."
        ),
        PageProblem.UNSURE_PAIRS: _("Some answers are not sure."),
        PageProblem.SIGNATURE_MISSING: _("There is no signature."),
        PageProblem.REPEATED: _("This form is in the pile more than once."),
        PageProblem.NEWER_ANSWER: _("After this form was handed out, somebody said no. Is this answer the later one?"),
        PageProblem.CONFLICTING: _("This form is in the pile more than once, with different answers."),
    }


def set_aside_label(reason: SetAside) -> str:
    """Why somebody put a page aside, and what to do."""
    return {
        SetAside.NOT_SIGNED: _("It is not signed. Ask for a signature, then scan it again."),
        SetAside.NOT_LEGIBLE: _("It could not be read. Scan it again, or ask the family."),
        SetAside.OTHER_SHEET: _("Another sheet of the same form counts."),
        SetAside.ASK_AGAIN: _("Ask the family again."),
    }[reason]


def recorded_sentence(recorded: int, waiting: int) -> str:
    """What became of a pile, the good news first."""
    done = ngettext("{count} page recorded", "{count} pages recorded", recorded).format(count=recorded)
    left = ngettext("{count} to look at", "{count} to look at", waiting).format(count=waiting)
    return _("{done}, {left}").format(done=done, left=left)
