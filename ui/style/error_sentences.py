# SPDX-License-Identifier: GPL-3.0-or-later
"""What happened and what to do, for every `KnownError`. No Qt.

A parameter that an error does not carry leaves a shorter sentence, never a gap.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from pathlib import PurePath

from models.errors import ErrorCode, KnownError
from models.forms.online_link import LinkProblem
from models.forms.wording import LANGUAGES, load_wording
from models.terms import ListColumn
from ui.style.class_list_labels import list_column_label
from ui.style.online_labels import link_problem_sentence
from ui.texts import _, format_date, format_number, format_size, join_words, ngettext

Params = Mapping[str, "str | int | float | tuple[str, ...]"]


def error_sentence(error: KnownError) -> str:
    """The sentence for a failure the user can act on; paths are shortened to the last part."""
    params = error.params
    for sentences in (
        _register_sentences,
        _file_sentences,
        _folder_sentences,
        _evidence_sentences,
        _table_sentences,
        _record_sentences,
    ):
        found = sentences(params).get(error.code)
        if found is not None:
            return found
    return _request_sentences(params)[error.code]


def _register_sentences(params: Params) -> dict[ErrorCode, str]:
    return {
        ErrorCode.REGISTER_MISSING: _("The register is not there any more. Choose it again, or open a safety copy."),
        ErrorCode.REGISTER_IN_USE: _in_use_sentence(params),
        ErrorCode.REGISTER_NEWER: _(
            "This register was made by a newer version of Beeldakkoord. Update the program, then open it again."
        ),
        ErrorCode.REGISTER_DAMAGED: _(
            "The register is damaged and cannot be opened. Nothing was changed. Open your latest safety copy."
        ),
        ErrorCode.REGISTER_NOT_OURS: _("This file is not a Beeldakkoord register. Choose another file."),
        ErrorCode.REGISTER_ON_NETWORK: _(
            "A register cannot be kept on a network drive: it could get damaged. Choose a folder on this computer."
        ),
        ErrorCode.REGISTER_EXISTS: _(
            "There is a register with this name already. Open that one, or choose a new name."
        ),
        ErrorCode.REGISTER_UNWRITABLE: _(
            "The register cannot be written in this folder. Choose another folder, or ask who looks after the computer."
        ),
        ErrorCode.DISK_FULL: _("The disk is full. Nothing was changed. Make some room, then try again."),
        ErrorCode.BUSY: _("The register is busy. Nothing was changed. Wait a moment, then try again."),
    }


def _in_use_sentence(params: Params) -> str:
    program = _word(params, "program") or "Beeldakkoord"
    user, host = _word(params, "user"), _word(params, "host")
    if user and host:
        return _("{program} has this register open already ({user} on {host}). Close it there first.").format(
            program=program, user=user, host=host
        )
    return _("{program} has this register open already. Close it there first.").format(program=program)


def _file_sentences(params: Params) -> dict[ErrorCode, str]:
    name = _name(params) or _("This file")
    kind = _word(params, "format", "extension")
    return {
        ErrorCode.FILE_MISSING: _("{file} is not there any more. Put it back, or choose it again.").format(file=name),
        ErrorCode.FILE_UNREADABLE: _(
            "{file} cannot be read. Check that you may open it and that the disk or card is connected."
        ).format(file=name),
        ErrorCode.FILE_EMPTY: _("{file} is empty. Copy it again from the camera or phone.").format(file=name),
        ErrorCode.FILE_DAMAGED: _("{file} is damaged. Copy it again from the camera or phone.").format(file=name),
        ErrorCode.FILE_TRUNCATED: _("{file} is not complete. Copy it again from the camera or phone.").format(
            file=name
        ),
        ErrorCode.FILE_LOCKED: _("{file} asks for a password. Save it without one, or scan the pages again.").format(
            file=name
        ),
        ErrorCode.FILE_TOO_LARGE: _too_large_sentence(name, params),
        ErrorCode.FILE_CHANGED: _("{file} was changed while we were reading it. Try again.").format(file=name),
        ErrorCode.FILE_TOO_SLOW: _("{file} takes too long to read, so we left it out.").format(file=name),
        ErrorCode.FILE_EXISTS: _("There is a file with this name already. Choose another name or folder."),
        ErrorCode.IS_NAME_CARD: _("{file} is a photographed name card. It is set aside.").format(file=name),
        ErrorCode.IS_PUBLISHED_COPY: _("{file} is a copy that went out. No names are written beside it.").format(
            file=name
        ),
        ErrorCode.SIDECAR_NOT_KEPT: _(
            "{file} has a sidecar of another program beside it that we cannot add to without losing something. Nothing "
            "was written."
        ).format(file=name),
        ErrorCode.FORMAT_NOT_SUPPORTED: (
            _("{file} is a {format} file, which we cannot read. Save it as JPEG or PNG first.").format(
                file=name, format=kind
            )
            if kind
            else _("{file} is no photo, film or sound that we can read. Save a photo as JPEG, a film as MP4.").format(
                file=name
            )
        ),
        ErrorCode.FORMAT_IS_FILM: _(
            "{file} is a film that we cannot use here. Films can be added as MP4, MOV, WebM, MKV or AVI."
        ).format(file=name),
        ErrorCode.FACES_UNAVAILABLE: _(
            "This computer cannot look for faces: a part of the program does not run on it. Everything else works; "
            "mark people in photos yourself."
        ),
        ErrorCode.FACES_DAMAGED: _(
            "The file with which faces are found is missing or was changed. Install Beeldakkoord again; until then "
            "mark people in photos yourself."
        ),
        ErrorCode.COPY_NOT_CLEAN: _(
            "{file} was not copied: hidden information would have gone along. Try another file format."
        ).format(file=name),
    }


def _too_large_sentence(name: str, params: Params) -> str:
    rows, limit = _count(params, "rows"), _count(params, "limit")
    if rows:
        if limit:
            return _("This list has {rows} rows; at most {limit} fit. Split it into smaller lists.").format(
                rows=format_number(rows), limit=format_number(limit)
            )
        return _("This list has {rows} rows, which is too many. Split it into smaller lists.").format(
            rows=format_number(rows)
        )
    megapixels, megabytes, size = (_count(params, key) for key in ("megapixels", "megabytes", "size"))
    extent = ""
    if megapixels:
        extent = _("{count} megapixels").format(count=format_number(megapixels))
    elif megabytes or size:
        extent = format_size(megabytes * 1_000_000 or size)
    if extent:
        return _("{file} is too large ({size}). Make it smaller, then add it again.").format(file=name, size=extent)
    return _("{file} is too large. Make it smaller, then add it again.").format(file=name)


def _folder_sentences(params: Params) -> dict[ErrorCode, str]:
    name = _name(params) or _("This folder")
    return {
        ErrorCode.FOLDER_MISSING: _("{folder} is not there any more. Choose another folder.").format(folder=name),
        ErrorCode.FOLDER_UNREADABLE: _("{folder} cannot be opened. Check that you may read it.").format(folder=name),
        ErrorCode.FOLDER_UNWRITABLE: _("Nothing can be saved in {folder}. Choose another folder.").format(
            folder=_name(params) or _("this folder")
        ),
        ErrorCode.FILE_IS_FOLDER: _("{folder} is a folder. Give the name of a file in it.").format(folder=name),
        ErrorCode.FOLDER_HOLDS_ORIGINALS: _(
            "{folder} holds the original photos. Choose another one, so that the originals stay as they are."
        ).format(folder=name),
    }


def _evidence_sentences(params: Params) -> dict[ErrorCode, str]:
    name = _name(params) or _("This file")
    return {
        ErrorCode.EVIDENCE_EMPTY: _("{file} is empty. Choose another file.").format(file=name),
        ErrorCode.EVIDENCE_FORMAT: _(
            "{file} cannot be kept as proof. Choose a PDF, a picture, an e-mail (.eml or .msg), a Word file or a text."
        ).format(file=name),
        ErrorCode.EVIDENCE_MISSING: _(
            "The proof is not in its place any more. Put the evidence folder back from a safety copy."
        ),
        ErrorCode.EVIDENCE_DAMAGED: _(
            "The proof was damaged or changed, so it is not shown. Put the evidence folder back from a safety copy."
        ),
        ErrorCode.ANSWER_UNKNOWN: _("This answer is not in the register. Choose another."),
    }


def _table_sentences(params: Params) -> dict[ErrorCode, str]:
    count = _count(params, "count", "rows", "problems")
    return {
        ErrorCode.TABLE_EMPTY: _("There are no rows in this list. Choose another file, or copy the rows again."),
        ErrorCode.TABLE_UNREADABLE: _(
            "This list cannot be read. Save it as CSV in your school system or in Excel, then try again."
        ),
        ErrorCode.TABLE_COLUMN_MISSING: _column_sentence(params),
        ErrorCode.ANSWER_COLUMN_MISSING: _("Say for at least one column what its answers are about."),
        ErrorCode.TABLE_HAS_PROBLEMS: (
            ngettext(
                "{count} row needs your attention. Correct it or leave it out, then go on.",
                "{count} rows need your attention. Correct them or leave them out, then go on.",
                count,
            ).format(count=count)
            if count
            else _("Some rows need your attention. Correct them or leave them out, then go on.")
        ),
    }


def _column_sentence(params: Params) -> str:
    known = {column.value: column for column in ListColumn}
    value = params.get("columns", params.get("column", ()))
    words = [str(word) for word in (value if isinstance(value, tuple) else (value,))]
    names = join_words([list_column_label(known[word]) if word in known else word for word in words if word])
    if names:
        return _("We did not find a column for: {columns}. Point it out above the list, or add it.").format(
            columns=names
        )
    return _("A column is missing. Point out above the list which column holds what.")


def _record_sentences(params: Params) -> dict[ErrorCode, str]:
    key = _word(params, "key", "name")
    return {
        ErrorCode.NAME_MISSING: _("Fill in a name first."),
        ErrorCode.PERSON_UNKNOWN: _("This person is not in the register. Search again, or add the person."),
        ErrorCode.PERSON_AMBIGUOUS: _("More than one person has this name. Add the class, or choose from the list."),
        ErrorCode.PERSON_IN_USE: _("This person is in photos or has answers, so the person stays in the register."),
        ErrorCode.MERGE_SAME_PERSON: _("These are the same record. Choose two different ones."),
        ErrorCode.MERGE_GUARDIAN_AND_WARD: _(
            "One of these two is a parent or guardian of the other, so they are two people. If that is a mistake, "
            "take it away under Family first."
        ),
        ErrorCode.MERGE_UNKNOWN: _("These two records were taken apart already."),
        ErrorCode.MERGE_NOT_LAST: _(
            "This person was joined with another record later on. Take the later one apart first, then this one."
        ),
        ErrorCode.RECORD_CHANGED: _("This was changed in the meantime. Look at it again, then decide."),
        ErrorCode.GROUP_UNKNOWN: _("This group is not in the register. Choose another, or add it."),
        ErrorCode.GROUP_EXISTS: _("There is a group with this name already. Choose another name."),
        ErrorCode.PURPOSE_UNKNOWN: (
            _("There is no channel “{key}”. Choose one from the list, or add it in the settings.").format(key=key)
            if key
            else _("This channel is not in the register. Choose another, or add it in the settings.")
        ),
        ErrorCode.PURPOSE_EXISTS: _("There is a channel with this name already. Choose another name."),
        ErrorCode.ITEM_UNKNOWN: _("This photo is not in the register any more. Choose another."),
        **_session_sentences(params),
    }


def _session_sentences(params: Params) -> dict[ErrorCode, str]:
    count = _count(params, "count")
    return {
        ErrorCode.SESSION_UNKNOWN: _("This event is not in the register any more. Choose another."),
        ErrorCode.SESSION_EXISTS: _("There is an event with this name on this day already. Choose another name."),
        ErrorCode.SESSION_IN_USE: (
            ngettext(
                "{count} person gave an answer for this event, so it stays in the register as proof.",
                "{count} people gave an answer for this event, so it stays in the register as proof.",
                count,
            ).format(count=count)
            if count
            else _("Answers were given for this event, so it stays in the register as proof.")
        ),
        ErrorCode.SESSION_DAY_MISSING: _("Fill in the day of the event first; hours and a last day go with it."),
        ErrorCode.SESSION_ENDS_EARLY: _("The event ends before it begins. Check the days and hours."),
    }


def _request_sentences(params: Params) -> dict[ErrorCode, str]:
    count = _count(params, "count")
    return {
        ErrorCode.DECIDER_NOT_ENTITLED: _("This person may not decide here. Choose who gave the answer."),
        ErrorCode.DECIDER_UNKNOWN: _("It is not known who may answer. Add a parent or guardian first."),
        ErrorCode.DATE_IMPOSSIBLE: _date_sentence(params),
        ErrorCode.VALUE_NOT_ALLOWED: _value_sentence(params),
        ErrorCode.BOX_OUTSIDE: _("The box lies outside the picture. Draw it again on the person."),
        ErrorCode.NOTHING_TO_EXPORT: _("There is nothing to export yet. Select photos that are ready."),
        ErrorCode.RANGE_OUTSIDE: _("The end has to come after the beginning, and both within the recording."),
        ErrorCode.EXPORTS_PHOTOS_ONLY: _(
            "We make copies of photos only, for now. Once a film or a sound is ready you can use your own file of it. "
            "Hidden information, such as the place, stays in that file."
        ),
        ErrorCode.NOT_READY: (
            ngettext(
                "{count} photo is not ready for this channel. See the reasons beside it.",
                "{count} photos are not ready for this channel. See the reasons beside them.",
                count,
            ).format(count=count)
            if count
            else _("Not everything is ready for this channel. See the reasons beside each photo.")
        ),
        ErrorCode.SCAN_UNKNOWN: _("This page is not on record any more."),
        ErrorCode.SCAN_NOT_READY: _("Some answers on this page are still open. Answer them first."),
        ErrorCode.FORM_NEEDS_SCHOOL: _("A form says who asks. Fill in the name of your school in the settings first."),
        ErrorCode.FORM_WITHOUT_QUESTIONS: _("There is nothing to ask here. Choose a channel that needs consent."),
        ErrorCode.FORM_TEXT_TOO_LONG: _form_text_sentence(params),
        ErrorCode.FORM_UNKNOWN: _("There is no such form in this register."),
        ErrorCode.FORM_HAS_OWNER: _("This form is already somebody’s."),
        ErrorCode.FORM_FOR_OTHERS: _("This form speaks to others: one is for parents, one for who decides alone."),
        ErrorCode.FORM_CODE_INCOMPLETE: _code_length_sentence(params),
        ErrorCode.FORM_CODE_WRONG: _("This code is not one of this school’s. Compare it with the sheet, sign by sign."),
        ErrorCode.FORM_DOES_NOT_FIT: _("The boxes on this page do not fit that form. Choose another form or code."),
        ErrorCode.NOTHING_ANSWERED: _("Nothing is answered yet: give a yes or a no to at least one line."),
        ErrorCode.ROUND_UNKNOWN: _("There is no such round in this register."),
        ErrorCode.ROUND_WITHOUT_PEOPLE: _("There is nobody to ask. Choose other people."),
        ErrorCode.ONLINE_LINK: _link_sentence(params),
        ErrorCode.ONLINE_NO_CODES: _(
            "There is no code of your school in this file. Check that it is the export of the right form."
        ),
        ErrorCode.ONLINE_FORM_UNKNOWN: _("This online form or import is not on record. Check the name."),
        ErrorCode.ONLINE_NOT_OPENED: _("No browser could be opened. Copy the link and open it yourself."),
        ErrorCode.ONLINE_NO_ANSWERS: _("Nothing in this row can be recorded. Ask, and record the answer by hand."),
        ErrorCode.ONLINE_DAY_NEEDED: _("Say on which day this was answered."),
        ErrorCode.ONLINE_WHO_NEEDED: _("Somebody said no before. Say who says yes now."),
        ErrorCode.ANSWER_WORDS_UNCLEAR: _("Say first what each word in the answers means: yes, no, or no answer."),
        ErrorCode.PRINTER_UNAVAILABLE: _(
            "The printer does not answer. Check that it is on, choose another, or save a PDF instead."
        ),
        ErrorCode.CANCELLED: _("Stopped. What was finished stays; the rest was not changed."),
    }


def _link_sentence(params: Params) -> str:
    known = {problem.value: problem for problem in LinkProblem}
    found = known.get(str(params.get("problem")))
    return link_problem_sentence(found) if found is not None else _("This link cannot be used. Copy it once more.")


def _code_length_sentence(params: Params) -> str:
    count, length = _count(params, "count"), _count(params, "length")
    text = ngettext(
        "A code has {length} letters and digits; here is {count}.",
        "A code has {length} letters and digits; here are {count}.",
        count,
    )
    return text.format(count=count, length=length)


def _form_text_sentence(params: Params) -> str:
    name, language = _word(params, "name"), _word(params, "language")
    if name:
        text = _("The text of “{name}” does not fit on the form. Make it shorter, or choose fewer channels.")
        sentence = text.format(name=name)
    else:
        field = {
            "person": _("The name of a person, with the classes,"),
            "school": _("The name of the school"),
            "explanation": _("The explanation"),
        }.get(_word(params, "text"), _("A text"))
        text = _("{text} does not fit on the form. Make it shorter, or choose fewer channels.")
        sentence = text.format(text=field)
    if language not in LANGUAGES:
        return sentence
    return f"{sentence} " + _("It is the form in this language: {language}.").format(
        language=load_wording(language).name
    )


def _date_sentence(params: Params) -> str:
    value = params.get("date")
    try:
        day = date.fromisoformat(value) if isinstance(value, str) else None
    except ValueError:
        day = None
    if day is not None:
        reasons = {
            "before_birth": _("On {date} this person was not born yet. Choose another day."),
            "far_future": _("{date} is more than a year ahead. Choose a day within a year from now."),
            "ends_before_start": _("An answer cannot end on {date}, before it begins. Choose a later last day."),
        }
        reason = reasons.get(str(params.get("reason")))
        if reason is not None:
            return reason.format(date=format_date(day))
        return _("The date {date} cannot be right. Choose another day.").format(date=format_date(day))
    return _("This date cannot be right. Choose another day.")


def _value_sentence(params: Params) -> str:
    limit = _count(params, "limit")
    field = {
        "name": _("Name"),
        "given_name": _("First name"),
        "name_prefix": _("Name prefix"),
        "family_name": _("Last name"),
        "email": _("E-mail"),
        "telephone": _("Phone"),
        "language": _("Language"),
        "organisation": _("Organisation"),
        "pupil_number": _("Pupil number"),
        "note": _("Note"),
        "place": _("Place"),
        "country": _("Country"),
        "guardian": _("Parent or guardian"),
    }.get(_word(params, "field"), "")
    if field and limit:
        return _("{field}: use at most {limit} characters.").format(field=field, limit=format_number(limit))
    if field:
        return _("{field}: this cannot be used here. Check it and try again.").format(field=field)
    return _("This cannot be used here. Check what you filled in and try again.")


def _word(params: Params, *keys: str) -> str:
    """The first of the parameters that is there, as text; empty otherwise."""
    for key in keys:
        value = params.get(key)
        if isinstance(value, (str, int, float)) and str(value):
            return str(value)
    return ""


def _count(params: Params, *keys: str) -> int:
    """The first of the parameters that is a number, whole; 0 otherwise."""
    for key in keys:
        value = params.get(key)
        if isinstance(value, (int, float)):
            return int(value)
    return 0


def _name(params: Params) -> str:
    """The last part of the path or file that the error names, between quotation marks; empty without one."""
    path = _word(params, "path", "file", "folder")
    last = PurePath(path.replace("\\", "/")).name if path else ""
    return f"“{last}”" if last else ""
