# SPDX-License-Identifier: GPL-3.0-or-later
"""Two families of failure: what the user can act on (`KnownError`), and a mistake of ours (`BugError`).

Neither carries display text. A `KnownError` has a code and parameters; ``ui.style.labels`` turns them into a
sentence with what to do. Parameters never hold personal data: counts, sizes, file *types*, line numbers; a
``path`` only where the user chose it themself, and it is dropped from logs.
"""

from __future__ import annotations

from enum import StrEnum


class ErrorCode(StrEnum):
    """Every failure that a user can do something about."""

    # the register
    REGISTER_MISSING = "register_missing"
    REGISTER_IN_USE = "register_in_use"
    REGISTER_NEWER = "register_newer"
    REGISTER_DAMAGED = "register_damaged"
    REGISTER_NOT_OURS = "register_not_ours"
    REGISTER_ON_NETWORK = "register_on_network"
    REGISTER_EXISTS = "register_exists"
    REGISTER_UNWRITABLE = "register_unwritable"
    DISK_FULL = "disk_full"
    BUSY = "busy"
    # files and folders
    FILE_MISSING = "file_missing"
    FILE_UNREADABLE = "file_unreadable"
    FILE_EMPTY = "file_empty"
    FILE_DAMAGED = "file_damaged"
    FILE_TRUNCATED = "file_truncated"
    FILE_LOCKED = "file_locked"
    FILE_TOO_LARGE = "file_too_large"
    FILE_CHANGED = "file_changed"
    FILE_TOO_SLOW = "file_too_slow"
    FILE_EXISTS = "file_exists"
    IS_NAME_CARD = "is_name_card"
    IS_PUBLISHED_COPY = "is_published_copy"
    SIDECAR_NOT_KEPT = "sidecar_not_kept"
    FORMAT_NOT_SUPPORTED = "format_not_supported"
    FORMAT_IS_FILM = "format_is_film"
    FOLDER_MISSING = "folder_missing"
    FOLDER_UNREADABLE = "folder_unreadable"
    FOLDER_UNWRITABLE = "folder_unwritable"
    FILE_IS_FOLDER = "file_is_folder"
    FOLDER_HOLDS_ORIGINALS = "folder_holds_originals"
    COPY_NOT_CLEAN = "copy_not_clean"
    FACES_UNAVAILABLE = "faces_unavailable"
    FACES_DAMAGED = "faces_damaged"
    # proof
    EVIDENCE_EMPTY = "evidence_empty"
    EVIDENCE_FORMAT = "evidence_format"
    EVIDENCE_MISSING = "evidence_missing"
    EVIDENCE_DAMAGED = "evidence_damaged"
    ANSWER_UNKNOWN = "answer_unknown"
    # a class list
    TABLE_EMPTY = "table_empty"
    TABLE_UNREADABLE = "table_unreadable"
    TABLE_COLUMN_MISSING = "table_column_missing"
    ANSWER_COLUMN_MISSING = "answer_column_missing"
    TABLE_HAS_PROBLEMS = "table_has_problems"
    # what was asked
    NAME_MISSING = "name_missing"
    PERSON_UNKNOWN = "person_unknown"
    PERSON_AMBIGUOUS = "person_ambiguous"
    PERSON_IN_USE = "person_in_use"
    MERGE_SAME_PERSON = "merge_same_person"
    MERGE_GUARDIAN_AND_WARD = "merge_guardian_and_ward"
    MERGE_UNKNOWN = "merge_unknown"
    MERGE_NOT_LAST = "merge_not_last"
    RECORD_CHANGED = "record_changed"
    GROUP_UNKNOWN = "group_unknown"
    GROUP_EXISTS = "group_exists"
    PURPOSE_UNKNOWN = "purpose_unknown"
    PURPOSE_EXISTS = "purpose_exists"
    ITEM_UNKNOWN = "item_unknown"
    SESSION_UNKNOWN = "session_unknown"
    SESSION_EXISTS = "session_exists"
    SESSION_IN_USE = "session_in_use"
    SESSION_DAY_MISSING = "session_day_missing"
    SESSION_ENDS_EARLY = "session_ends_early"
    DECIDER_NOT_ENTITLED = "decider_not_entitled"
    DECIDER_UNKNOWN = "decider_unknown"
    DATE_IMPOSSIBLE = "date_impossible"
    VALUE_NOT_ALLOWED = "value_not_allowed"
    BOX_OUTSIDE = "box_outside"
    RANGE_OUTSIDE = "range_outside"
    NOTHING_TO_EXPORT = "nothing_to_export"
    NOT_READY = "not_ready"
    EXPORTS_PHOTOS_ONLY = "exports_photos_only"
    SCAN_UNKNOWN = "scan_unknown"
    SCAN_NOT_READY = "scan_not_ready"
    FORM_NEEDS_SCHOOL = "form_needs_school"
    FORM_WITHOUT_QUESTIONS = "form_without_questions"
    FORM_TEXT_TOO_LONG = "form_text_too_long"
    FORM_UNKNOWN = "form_unknown"
    FORM_HAS_OWNER = "form_has_owner"
    FORM_FOR_OTHERS = "form_for_others"
    FORM_CODE_INCOMPLETE = "form_code_incomplete"
    FORM_CODE_WRONG = "form_code_wrong"
    FORM_DOES_NOT_FIT = "form_does_not_fit"
    NOTHING_ANSWERED = "nothing_answered"
    ROUND_UNKNOWN = "round_unknown"
    ROUND_WITHOUT_PEOPLE = "round_without_people"
    ONLINE_LINK = "online_link"
    ONLINE_NO_CODES = "online_no_codes"
    ONLINE_FORM_UNKNOWN = "online_form_unknown"
    ONLINE_NOT_OPENED = "online_not_opened"
    ONLINE_NO_ANSWERS = "online_no_answers"
    ONLINE_DAY_NEEDED = "online_day_needed"
    ONLINE_WHO_NEEDED = "online_who_needed"
    ANSWER_WORDS_UNCLEAR = "answer_words_unclear"
    PRINTER_UNAVAILABLE = "printer_unavailable"
    CANCELLED = "cancelled"


class KnownError(Exception):
    """A failure that the user can act on.

    ``code`` says which; ``params`` are values for the sentence (``path``, ``line``, ``column``, ``size`` ...).
    ``str()`` gives the code alone, so that nothing personal reaches a log by accident.
    """

    def __init__(self, code: ErrorCode, **params: str | int | float | tuple[str, ...]) -> None:
        super().__init__(code.value)
        self.code = code
        self.params = params


class BugError(Exception):
    """A mistake of ours: an invariant that does not hold. Reported with a crash report, never swallowed."""
