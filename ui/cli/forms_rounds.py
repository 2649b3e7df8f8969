# SPDX-License-Identifier: GPL-3.0-or-later
"""Rounds without a window: start one, see who answered, remind the silent; forms without a name, and whose they are."""

from __future__ import annotations

import argparse
from collections.abc import Callable, Sequence
from typing import Any

from models.changes import Change
from models.errors import ErrorCode, KnownError
from models.forms.codes import spaced_code
from models.forms.form_rows import FormQuestions
from models.forms.forms import FormSheet, IssuedForm
from models.forms.layout import KINDS
from models.forms.round_reasons import RoundReason
from models.forms.round_terms import RoundInput, RoundPreview, RoundProgress, RoundRow, RoundWho
from models.forms.rounds import MOST_BLANK
from models.terms import MediaKind, PersonRole
from models.workspace import Workspace
from ui.cli.forms import form_language, purposes_for
from ui.cli.output import WrongUse, show_progress, write_json, write_line
from ui.cli.register import find_people, find_person, open_register, shown_name
from ui.cli.words import EXIT_NOT_READY, EXIT_READY
from ui.style.round_labels import preview_sentences, round_line, standing_sentence
from ui.texts import _, ngettext


def run_rounds(arguments: argparse.Namespace) -> int:
    """List the rounds, or show one by class with the names of the silent; 1 where somebody is silent."""
    with open_register(arguments) as workspace:
        rows = workspace.rounds.rounds()
        if arguments.round is not None:
            return _show_round(workspace.rounds.progress(find_round(rows, arguments.round)), arguments)
    if arguments.json:
        write_json({"rounds": [_row_json(row) for row in rows]})
    else:
        for row in rows:
            write_line(f"{row.id:>4}  {row.name}  {round_line(row)}")
        if not rows:
            write_line(_("No forms handed out yet"))
    return EXIT_NOT_READY if any(row.silent for row in rows) else EXIT_READY


def run_issue(arguments: argparse.Namespace) -> int:
    """Count, measure, record and print a round; nothing is on record where the file cannot be written."""
    from ui.printing.hand_out_list import FormStack, place_forms, write_stacks_pdf
    from ui.printing.print_job import check_sheets
    from ui.printing.without_window import start_without_window

    if arguments.out is None and not arguments.dry_run:
        raise WrongUse(_("Give the PDF to write with --out, or only count with --dry-run."))
    start_without_window()
    with open_register(arguments) as workspace:
        entered = _round_input(workspace, arguments)
        preview = workspace.rounds.preview(entered)
        check_sheets(preview.sheets)
        if arguments.dry_run:
            _say_issued(arguments, preview, None, ())
            return EXIT_READY if preview.people else EXIT_NOT_READY
        change = workspace.rounds.start(entered, check_sheets, show_progress())
        classes = workspace.rounds.forms_by_class(change.value.round_id)
        forms = [form for _name, found in classes for form in found]
        pages: Sequence[int] = range(1, len(forms) + 1)
        if arguments.list:
            stacks = [FormStack(name, tuple(form.sheet for form in found)) for name, found in classes]
            placed = place_forms(stacks, workspace.clock.today())
            pages = placed.sheet_pages()
            _print_or_undo(change, lambda: write_stacks_pdf(arguments.out, placed, show_progress()))
        else:
            _print_forms_or_undo(arguments, change, [form.sheet for form in forms])
    _say_issued(arguments, preview, change.value.round_id, list(zip(pages, forms, strict=True)))
    return EXIT_READY


def run_remind(arguments: argparse.Namespace) -> int:
    """Letters to the silent; 1 where nobody is silent and nothing was written."""
    from ui.printing.round_print import write_reminders_pdf
    from ui.printing.without_window import start_without_window

    start_without_window()
    with open_register(arguments) as workspace:
        round_id = find_round(workspace.rounds.rounds(), arguments.round)
        people = None
        if arguments.groups:
            known = workspace.rounds.progress(round_id).people
            people = [one.person_id for one in known if set(one.groups) & set(arguments.groups)]
        letters = workspace.rounds.reminders(round_id, people)
        pages = 0
        is_noted = bool(letters) and not arguments.no_note
        if letters:
            pages = write_reminders_pdf(arguments.out, letters, progress=show_progress())
        if is_noted:
            workspace.rounds.note_reminded(round_id, len(letters))
    if arguments.json:
        write_json(
            {
                "round": round_id,
                "file": arguments.out if letters else None,
                "pages": pages,
                "noted": is_noted,
                "letters": [
                    {
                        "person": one.person_id,
                        "name": shown_name(one.name),
                        "groups": list(one.groups),
                        "language": one.language,
                        "forms": [form.form_id for form in one.forms],
                    }
                    for one in letters
                ],
            }
        )
    elif letters:
        text = ngettext("{count} letter in {file}", "{count} letters in {file}", len(letters))
        write_line(text.format(count=len(letters), file=arguments.out))
    else:
        write_line(_("Nobody is silent. Nothing was written."))
    return EXIT_READY if letters else EXIT_NOT_READY


def run_blank(arguments: argparse.Namespace) -> int:
    """Forms with a code and without a name; nothing is on record where the file cannot be written."""
    from ui.printing.print_job import check_sheets
    from ui.printing.without_window import start_without_window

    if not 1 <= arguments.count <= MOST_BLANK:
        raise WrongUse(_("Give a number of forms from 1 to {most}.").format(most=MOST_BLANK))
    start_without_window()
    with open_register(arguments) as workspace:
        language, questions = form_language(arguments), _questions(workspace, arguments)
        change = workspace.rounds.make_blank(
            arguments.count, questions, language, is_self=arguments.is_self, measure=check_sheets
        )
        _print_forms_or_undo(arguments, change, [form.sheet for form in change.value])
    if arguments.json:
        forms = [
            {"page": page, "form": form.form_id, "code": form.sheet.code, "language": form.sheet.language}
            for page, form in enumerate(change.value, start=1)
        ]
        write_json({"file": arguments.out, "self": arguments.is_self, "forms": forms})
    else:
        _say_pages(len(change.value), arguments)
        for form in change.value:
            write_line(f"  {spaced_code(form.sheet.code)}")
    return EXIT_READY


def run_bind(arguments: argparse.Namespace) -> int:
    """Put a blank form to a person; what was scanned of it and is certain is recorded."""
    with open_register(arguments) as workspace:
        form_id = workspace.forms.find_code(arguments.code)
        if form_id is None:
            raise KnownError(ErrorCode.FORM_UNKNOWN)
        person_id = find_person(workspace, arguments.person)
        workspace.rounds.bind(form_id, person_id)
        (form,) = workspace.forms.issued_forms((form_id,))
    if arguments.json:
        name = shown_name(form.sheet.name)
        write_json({"form": form_id, "person": form.person_id, "name": name, "state": form.state.value})
    else:
        write_line(_("The form is of {name} now.").format(name=shown_name(form.sheet.name)))
    return EXIT_READY


def _print_forms_or_undo(arguments: argparse.Namespace, change: Change[Any], sheets: Sequence[FormSheet]) -> None:
    from ui.printing.round_print import write_forms_pdf

    _print_or_undo(change, lambda: write_forms_pdf(arguments.out, sheets, progress=show_progress()))


def _print_or_undo(change: Change[Any], write_paper: Callable[[], int]) -> None:
    """Write the PDF; where that fails nobody holds these forms, so they are taken back."""
    try:
        write_paper()
    except BaseException:  # also Ctrl+C: forms that nobody holds must not wait for an answer
        if change.undo is not None:
            change.undo()
        raise


def _round_input(workspace: Workspace, arguments: argparse.Namespace) -> RoundInput:
    if arguments.until is not None and arguments.until < workspace.clock.today():
        raise WrongUse(_("The day in --until is past. Give today or a later day."))
    groups: list[int] = []
    for name in arguments.groups or ():
        found = workspace.groups.find_groups(name)
        if not found:
            raise KnownError(ErrorCode.GROUP_UNKNOWN)
        groups.append(found[0])  # the latest school year's
    who = RoundWho(
        group_ids=tuple(groups),
        roles=tuple(PersonRole(role) for role in arguments.roles or ()),
        person_ids=tuple(find_people(workspace, arguments.people)) if arguments.people else (),
        reason=RoundReason(arguments.reason),
    )
    return RoundInput(
        name=arguments.name,
        who=who,
        questions=_questions(workspace, arguments),
        language=form_language(arguments),
        each_own=not arguments.one_language,
        answer_before=arguments.until,
    )


def _questions(workspace: Workspace, arguments: argparse.Namespace) -> FormQuestions:
    kinds = tuple(MediaKind(kind) for kind in arguments.kinds) if arguments.kinds else KINDS
    return FormQuestions(purposes_for(workspace, arguments), kinds, not arguments.no_recording)


def find_round(rows: Sequence[RoundRow], text: str) -> int:
    """The round with this number or name; of several with one name the latest. Raises ``ROUND_UNKNOWN``."""
    wanted = text.strip()
    tests: tuple[Callable[[RoundRow], bool], ...] = (
        lambda row: str(row.id) == wanted,
        lambda row: row.name.casefold() == wanted.casefold(),
    )
    for fits in tests:
        found = [row.id for row in rows if fits(row)]
        if found:
            return max(found)
    raise KnownError(ErrorCode.ROUND_UNKNOWN)


def _row_json(row: RoundRow) -> dict[str, object]:
    return {
        "round": row.id,
        "name": row.name,
        "started_on": row.started_on,
        "answer_before": row.answer_before,
        "running": row.is_running,
        "people": row.people,
        "answered": row.answered,
        "to_check": row.to_check,
        "silent": row.silent,
        "reminders": [{"sent_on": one.sent_on, "letters": one.letters} for one in row.reminders],
    }


def _show_round(found: RoundProgress, arguments: argparse.Namespace) -> int:
    if arguments.json:
        document = _row_json(found.row)
        document["classes"] = [
            {"name": one.name, "people": one.people, "answered": one.answered, "to_check": one.to_check}
            for one in found.classes
        ]
        document["waiting"] = [
            {
                "person": one.person_id,
                "name": shown_name(one.name),
                "groups": list(one.groups),
                "language": one.language,
                "answer": one.answer.value,
                "forms": list(one.form_ids),
            }
            for one in found.people
            if one.answer.value != "answered"
        ]
        write_json(document)
    else:
        write_line(f"{found.row.name}: {standing_sentence(found.row)}")
        for group in found.classes:
            text = _("{answered} of {people}").format(answered=group.answered, people=group.people)
            write_line(f"  {group.name or _('In no class')}  {text}")
        for one in found.silent():
            write_line(f"    {', '.join(one.groups)}  {shown_name(one.name)}")
    return EXIT_NOT_READY if found.row.silent else EXIT_READY


def _say_issued(
    arguments: argparse.Namespace,
    preview: RoundPreview,
    round_id: int | None,
    forms: Sequence[tuple[int, IssuedForm]],
) -> None:
    """Say what a round is; ``forms``: each with its page in the file."""
    if not arguments.json:
        for sentence in preview_sentences(preview):
            write_line(sentence)
        if forms:
            _say_pages(len(forms), arguments)
        return
    write_json(
        {
            "round": round_id,
            "file": None if round_id is None else arguments.out,
            "people": preview.people,
            "pages": preview.pages,
            "languages": [{"language": code, "people": count} for code, count in preview.languages.items()],
            "without_guardian": preview.without_guardian,
            "protected": preview.protected,
            "forms": [
                {
                    "page": page,
                    "form": form.form_id,
                    "person": form.person_id,
                    "name": shown_name(form.sheet.name),
                    "groups": list(form.sheet.groups),
                    "code": form.sheet.code,
                    "language": form.sheet.language,
                    "self": form.sheet.decides_self,
                }
                for page, form in forms
            ],
        }
    )


def _say_pages(count: int, arguments: argparse.Namespace) -> None:
    text = ngettext("{count} page with a form in {file}", "{count} pages with forms in {file}", count)
    write_line(text.format(count=count, file=arguments.out))
