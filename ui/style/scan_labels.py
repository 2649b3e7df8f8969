# SPDX-License-Identifier: GPL-3.0-or-later
"""What a user reads about returned forms: what was crossed, and why a page or a pair needs a look. No Qt."""

from __future__ import annotations

from models.errors import ErrorCode, KnownError
from models.forms.put_aside import AsidePages
from models.forms.scan_runs import RunSummary
from models.forms.scan_terms import MarkReason, PageProblem, ScanOutcome, SetAside
from models.terms import MarkState
from ui.style.error_sentences import error_sentence
from ui.texts import _, ngettext, pgettext

_SHOWN_FILES = 5


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
        PageProblem.NO_FORM: _(
            "This page is not one of our forms. If it is one after all, scan it again, whole and flat."
        ),
        PageProblem.CODE_UNREADABLE: _("This is a form, but its code cannot be read."),
        PageProblem.CODE_TYPED: _("The code was typed. Is the name on the sheet the right one?"),
        PageProblem.CODE_FOREIGN: _(
            "The code is not one of this school’s. Give the form back, or have ours filled in."
        ),
        PageProblem.FORM_UNKNOWN: _(
            "This form is not on record any more. Print a new one if the person is still here."
        ),
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
        SetAside.NOT_OURS: _("It is not one of our forms."),
    }[reason]


def recorded_sentence(recorded: int, waiting: int) -> str:
    """What became of a pile, the good news first."""
    done = ngettext("{count} page recorded", "{count} pages recorded", recorded).format(count=recorded)
    left = ngettext("{count} to look at", "{count} to look at", waiting).format(count=waiting)
    return _("{done}, {left}").format(done=done, left=left)


def scan_file_sentence(code: ErrorCode, file: str) -> str:
    """Why a file of scans could not be read, and what to do."""
    words = {
        ErrorCode.FILE_DAMAGED: _("{file} is damaged. Scan these pages again."),
        ErrorCode.FILE_EMPTY: _("{file} is empty. Scan these pages again."),
        ErrorCode.FILE_TOO_LARGE: _("{file} is too large for a scan. Scan these pages again at 200 dpi."),
        ErrorCode.FORMAT_NOT_SUPPORTED: _("{file} is not a scan. Scan to PDF, TIFF, JPEG or PNG."),
    }
    return words[code].format(file=f"“{file}”") if code in words else error_sentence(KnownError(code, file=file))


def scan_stop_sentence(summary: RunSummary) -> str:
    """Why reading stopped halfway, and that nothing is lost by it; empty where it went to its end."""
    code = summary.stopped
    if code is None:
        return ""
    words = {
        ErrorCode.CANCELLED: _("Stopped. What was read stays read."),
        ErrorCode.DISK_FULL: _("The disk is full. What was read stays read. Make some room, then go on."),
        ErrorCode.REGISTER_UNWRITABLE: _(
            "The register cannot be written now. What was read stays read. Check the disk, then go on."
        ),
        ErrorCode.BUSY: _("The register is busy. What was read stays read. Wait a moment, then go on."),
    }
    return words[code] if code in words else error_sentence(KnownError(code))


def run_sentences(summary: RunSummary) -> list[str]:
    """What became of a pile: what was read, what came twice, which files could not be read, why it stopped."""
    lines = [recorded_sentence(summary.recorded, summary.waiting)]
    twice = summary.known + summary.outcomes[ScanOutcome.REPEATED]
    if twice:
        text = ngettext("{count} page came before and counts once.", "{count} pages came before and count once.", twice)
        lines.append(text.format(count=twice))
    lines += file_sentences(summary)
    return [*lines, scan_stop_sentence(summary)] if summary.stopped is not None else lines


def file_sentences(summary: RunSummary) -> list[str]:
    """Which files could not be read, and why: the first few, then how many more."""
    shown = [scan_file_sentence(one.code, one.path.name) for one in summary.skipped[:_SHOWN_FILES]]
    more = len(summary.skipped) - len(shown)
    if more > 0:
        text = ngettext("{count} more file could not be read.", "{count} more files could not be read.", more)
        shown.append(text.format(count=more))
    return shown


def new_pages_sentence(summary: RunSummary) -> str:
    """What came of scans that were read by themselves."""
    read = summary.recorded + summary.waiting
    done = ngettext("{count} new page read", "{count} new pages read", read).format(count=read)
    left = ngettext("{count} to look at", "{count} to look at", summary.waiting).format(count=summary.waiting)
    return _("{done}, {left}").format(done=done, left=left)


def pages_place(file: str, first: int, last: int) -> str:
    """Where pages are: their file and numbers."""
    if first == last:
        return _("{file}, page {page}").format(file=file, page=first)
    return _("{file}, pages {first} to {last}").format(file=file, first=first, last=last)


def aside_sentence(pages: AsidePages) -> str:
    """Why pages are aside, and what to do with them."""
    if pages.reason is not None:
        return set_aside_label(pages.reason)
    if pages.problems == (PageProblem.NO_FORM,) and len(pages.scan_ids) > 1:
        return _("These pages are not our forms. If there is one among them after all, scan it again, whole and flat.")
    return " ".join(page_problem_label(one) for one in pages.problems)
