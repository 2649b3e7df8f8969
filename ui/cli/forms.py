# SPDX-License-Identifier: GPL-3.0-or-later
"""``forms print``: personal forms as a PDF; ``forms read``: what is on scans of them."""

from __future__ import annotations

import argparse
import json
from collections import Counter
from collections.abc import Sequence
from pathlib import Path

from models.errors import ErrorCode, KnownError
from models.forms.codes import qr_text, spaced_code
from models.forms.forms import IssuedForm
from models.forms.layout import PAGE_HEIGHT, PAGE_WIDTH, Rect
from models.forms.questions import cell_of, question_name
from models.forms.scan_read import READER_VERSION, PageReading, settle_repeats
from models.forms.scan_run import ReadPage, read_pile
from models.forms.wording import LANGUAGES
from models.roster.people import PeopleQuery
from models.terms import LegalBasis, MarkState
from models.workspace import Workspace
from ui.cli.output import WrongUse, show_progress, write_error, write_json, write_line
from ui.cli.register import find_people, find_purposes, missing_sentence, open_register, shown_name
from ui.cli.words import EXIT_NOT_READY, EXIT_READY
from ui.style.labels import activity_label, kind_label
from ui.style.scan_labels import mark_reason_label, mark_states_count, page_problem_label, scan_file_sentence
from ui.texts import _, current_language, ngettext


def run_print(arguments: argparse.Namespace) -> int:
    """Measure, record and print the forms; nothing is on record where the file cannot be written."""
    from ui.printing.hand_out_list import FormStack, place_forms, write_stacks_pdf
    from ui.printing.print_job import check_sheets, write_pdf
    from ui.printing.without_window import start_without_window

    language = form_language(arguments)
    with open_register(arguments) as workspace:
        people = _people_for(workspace, arguments)
        purposes = purposes_for(workspace, arguments)
        start_without_window()
        check_sheets(workspace.forms.preview(people, purposes, language))
        change = workspace.forms.issue(people, purposes, language)
        keys = {purpose.id: purpose.key for purpose in workspace.purposes.purposes(include_inactive=True)}
        stack = FormStack(_group_name(workspace, arguments), tuple(form.sheet for form in change.value))
        placed = place_forms([stack], workspace.clock.today()) if arguments.list else None
        pages = range(1, len(change.value) + 1) if placed is None else placed.sheet_pages()
        try:
            if arguments.layout_json is not None:
                _write_layout(arguments.layout_json, change.value, pages, keys)
            if placed is None:
                write_pdf(arguments.out, stack.sheets, show_progress())
            else:
                write_stacks_pdf(arguments.out, placed, show_progress())
        except BaseException:  # also Ctrl+C: forms that nobody holds must not wait for an answer
            if change.undo is not None:
                change.undo()
            raise
    _say_printed(arguments, change.value, pages)
    return EXIT_READY


def form_language(arguments: argparse.Namespace) -> str:
    """The language that forms are wanted in. Raises `WrongUse` for one there are no words in."""
    asked = arguments.form_language or getattr(arguments, "language", None) or current_language()
    code = str(asked).lower()
    found = code if code in LANGUAGES else code.split("-")[0].split("_")[0]
    if found not in LANGUAGES:
        raise WrongUse(_("There are forms in these languages: {codes}").format(codes=", ".join(LANGUAGES)))
    return found


def _people_for(workspace: Workspace, arguments: argparse.Namespace) -> tuple[int, ...]:
    people = list(find_people(workspace, arguments.people))
    if arguments.group is not None:
        groups = workspace.groups.find_groups(arguments.group)
        if not groups:
            raise KnownError(ErrorCode.GROUP_UNKNOWN)
        people += workspace.people.list_people(PeopleQuery("", None, groups[0]))  # the latest school year's
    if not people:
        raise WrongUse(_("For whom? Give names or numbers, or a class with --group."))
    return tuple(dict.fromkeys(people))


def purposes_for(workspace: Workspace, arguments: argparse.Namespace) -> tuple[int, ...]:
    """The purposes of a command; without any: each that needs consent."""
    if arguments.purposes is not None:
        return tuple(purpose.id for purpose in find_purposes(workspace, arguments.purposes))
    return tuple(one.id for one in workspace.purposes.purposes() if one.legal_basis is LegalBasis.CONSENT)


def _group_name(workspace: Workspace, arguments: argparse.Namespace) -> str:
    """What stands above a list of names: the class as it is on record; without one a word for forms."""
    groups = {group.id: group.name for group in workspace.groups.list_groups()}
    found = workspace.groups.find_groups(arguments.group) if arguments.group is not None else ()
    return groups[found[0]] if found else _("Consent forms")


def _write_layout(path: Path, forms: Sequence[IssuedForm], pages: Sequence[int], keys: dict[int, str]) -> None:
    from ui.printing.pdf import write_whole

    document = {
        "unit": "mm",
        "width": PAGE_WIDTH,
        "height": PAGE_HEIGHT,
        "pages": [_layout_json(page, form, keys) for page, form in zip(pages, forms, strict=True)],
    }
    write_whole(path, json.dumps(document, ensure_ascii=False, indent=2).encode("utf-8"))


def _layout_json(page: int, form: IssuedForm, keys: dict[int, str]) -> dict[str, object]:
    """Where everything that is read stands on one page."""
    layout = form.sheet.layout()
    asked = {(number, cell.kind): cell for number, row in enumerate(form.sheet.rows) for cell in row.cells()}
    boxes = []
    for box in layout.boxes:
        cell = asked[box.row, box.kind]
        boxes.append(
            {
                "question": question_name(cell),
                "activity": cell.activity.value,
                "kind": cell.kind.value,
                "purpose": None if cell.purpose_id is None else keys.get(cell.purpose_id),
                "answer": "yes" if box.is_yes else "no",
                "place": _place_json(box.frame),
            }
        )
    return {
        "page": page,
        "form": form.form_id,
        "code": form.sheet.code,
        "template": form.sheet.template,
        "language": form.sheet.language,
        "qr": {"text": qr_text(form.sheet.code), "place": _place_json(layout.symbol)},
        "corner_marks": [_place_json(mark) for mark in layout.corner_marks],
        "boxes": boxes,
        "signatures": [_place_json(block) for block in layout.signatures],
        "signing_spaces": [_place_json(space) for space in layout.signing_spaces],
    }


def _place_json(place: Rect) -> list[float]:
    return [round(value, 3) for value in (place.x, place.y, place.w, place.h)]


def _say_printed(arguments: argparse.Namespace, forms: Sequence[IssuedForm], pages: Sequence[int]) -> None:
    if arguments.json:
        write_json(
            {
                "file": arguments.out,
                "layout": arguments.layout_json,
                "forms": [
                    {
                        "page": page,
                        "form": form.form_id,
                        "person": form.person_id,
                        "name": shown_name(form.sheet.name),
                        "code": form.sheet.code,
                        "template": form.sheet.template,
                        "language": form.sheet.language,
                        "sheet": form.sheet.sheet,
                        "sheets": form.sheet.sheets,
                    }
                    for page, form in zip(pages, forms, strict=True)
                ],
            }
        )
        return
    count = len(forms)
    write_line(
        ngettext("{count} page with a form in {file}", "{count} pages with forms in {file}", count).format(
            count=count, file=arguments.out
        )
    )
    for form in forms:
        write_line(f"  {spaced_code(form.sheet.code)}  {shown_name(form.sheet.name)}")


def run_read(arguments: argparse.Namespace) -> int:
    """Read scans and say what is on them; 1 where a page needs a person or a file could not be read."""
    if all(not path.exists() for path in arguments.scans):
        raise WrongUse(missing_sentence(arguments.scans[0]))
    shown: list[str] = []
    readings = []
    skipped: list[tuple[str, ErrorCode]] = []
    with open_register(arguments) as workspace:
        for found in read_pile(arguments.scans, workspace.forms.expect, show_progress()):
            name = shown_path(found.path, arguments.scans)
            if isinstance(found, ReadPage):
                shown.append(name)
                readings.append(found.reading)
            else:
                skipped.append((name, found.code))
        settled = settle_repeats(readings)
        ids = tuple({reading.person_id for reading in settled if reading.person_id is not None})
        names = {row.id: shown_name(row.display_name) for row in workspace.people.rows(ids)}
        keys = {purpose.id: purpose.key for purpose in workspace.purposes.purposes(include_inactive=True)}
    if arguments.json:
        pages = [_page_json(file, one, names, keys) for file, one in zip(shown, settled, strict=True)]
        left_out = [{"file": file, "reason": code.value} for file, code in skipped]
        write_json({"reader": READER_VERSION, "pages": pages, "skipped": left_out})
    else:
        for file, reading in zip(shown, settled, strict=True):
            _say_page(file, reading, names, keys)
        for file, code in skipped:
            write_error(scan_file_sentence(code, file))
        say_if_no_scans(arguments.scans, len(settled) + len(skipped))
        write_line(_("Nothing was recorded: this command only reads."))
    return EXIT_READY if settled and not skipped and all(one.is_certain for one in settled) else EXIT_NOT_READY


def say_if_no_scans(given: Sequence[Path], found: int) -> None:
    """Tell on standard error that there was nothing to read. ``found``: pages and files of any kind."""
    if not found:
        names = ", ".join(str(path) for path in given)
        write_error(_("There are no scans in {folder}. Give PDF, TIFF, JPEG or PNG.").format(folder=names))


def shown_path(found: Path, given: Sequence[Path]) -> str:
    """The path as its user would write it: that of the command, or below a folder of the command."""
    for path in given:
        absolute = path.absolute()
        if found == absolute:
            return str(path)
        if absolute in found.parents:
            return str(path / found.relative_to(absolute))
    return str(found)


def _page_json(file: str, reading: PageReading, names: dict[int, str], keys: dict[int, str]) -> dict[str, object]:
    return {
        "file": file,
        "page": reading.page,
        "code": reading.code,
        "form": reading.form_id,
        "person": reading.person_id,
        "name": None if reading.person_id is None else names.get(reading.person_id),
        "template": reading.template,
        "certain": reading.is_certain,
        "problems": [problem.value for problem in reading.problems],
        "upside_down": reading.is_upside_down,
        "corner_marks": reading.corner_marks,
        "answers": [
            {
                "question": pair.question,
                "activity": cell.activity.value,
                "kind": cell.kind.value,
                "purpose": None if cell.purpose_id is None else keys.get(cell.purpose_id),
                "state": pair.state.value,
                "reasons": [reason.value for reason in pair.reasons],
                "place": _place_json(pair.place),
            }
            for pair in reading.pairs
            for cell in (cell_of(pair.question),)
        ],
        "signatures": [
            {"signed": signature.has_ink, "place": _place_json(signature.place)} for signature in reading.signatures
        ],
    }


def _say_page(file: str, reading: PageReading, names: dict[int, str], keys: dict[int, str]) -> None:
    """One line for the page, and one for each thing that needs a look."""
    parts = [_("{file}, page {page}").format(file=file, page=reading.page)]
    if reading.person_id is not None:
        parts.append(names.get(reading.person_id, ""))
    counts = Counter(pair.state for pair in reading.pairs)
    parts += [mark_states_count(state, counts[state]) for state in MarkState if counts[state]]
    write_line("  ".join(part for part in parts if part))
    for problem in reading.problems:
        write_line(f"  {page_problem_label(problem)}")
    for pair in reading.pairs:
        if pair.reasons:
            cell = cell_of(pair.question)
            place = activity_label(cell.activity) if cell.purpose_id is None else keys.get(cell.purpose_id, "")
            why = ", ".join(mark_reason_label(reason) for reason in pair.reasons)
            write_line(f"    {place}, {kind_label(cell.kind)}: {why}")
