# SPDX-License-Identifier: GPL-3.0-or-later
"""The words for what is seen on a returned form; stored and exported as such."""

from __future__ import annotations

from enum import StrEnum


class BoxState(StrEnum):
    """What a reader saw in one box of a returned form."""

    EMPTY = "empty"
    MARKED = "marked"
    FILLED = "filled"
    DOUBTFUL = "doubtful"


class MarkReason(StrEnum):
    """Why a reader is not sure of a pair of boxes."""

    BOTH_MARKED = "both_marked"
    FAINT = "faint"
    SMALL = "small"
    FILLED = "filled"
    HEAVY = "heavy"
    CIRCLED = "circled"
    STRUCK = "struck"
    INK_BESIDE = "ink_beside"
    COVERED = "covered"
    FRAME_LOST = "frame_lost"


class PageProblem(StrEnum):
    """Why a scanned page is not accepted by itself."""

    PAGE_UNREADABLE = "page_unreadable"
    PAGE_TOO_LARGE = "page_too_large"
    PAGE_EMPTY = "page_empty"
    NO_FORM = "no_form"
    CODE_UNREADABLE = "code_unreadable"
    CODE_TYPED = "code_typed"
    CODE_FOREIGN = "code_foreign"
    FORM_UNKNOWN = "form_unknown"
    FORM_REVOKED = "form_revoked"
    FORM_REPLACED = "form_replaced"
    FORM_BLANK = "form_blank"
    PERSON_GONE = "person_gone"
    SEVERAL_FORMS = "several_forms"
    MARKS_MISSING = "marks_missing"
    FRAMES_MISSING = "frames_missing"
    MOSTLY_BLANK = "mostly_blank"
    BLANK_IN_BLACK_AND_WHITE = "blank_in_black_and_white"
    UNSURE_PAIRS = "unsure_pairs"
    SIGNATURE_MISSING = "signature_missing"
    REPEATED = "repeated"
    CONFLICTING = "conflicting"
    NEWER_ANSWER = "newer_answer"


class ScanOutcome(StrEnum):
    """What became of a scanned page in the register."""

    RECORDED = "recorded"
    WAITING = "waiting"
    CONFLICTING = "conflicting"
    REPEATED = "repeated"
    SET_ASIDE = "set_aside"
    OFF_LIST = "off_list"


class SetAside(StrEnum):
    """Why somebody put a page aside."""

    NOT_SIGNED = "not_signed"
    NOT_LEGIBLE = "not_legible"
    OTHER_SHEET = "other_sheet"
    ASK_AGAIN = "ask_again"
    NOT_OURS = "not_ours"
