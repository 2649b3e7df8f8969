# SPDX-License-Identifier: GPL-3.0-or-later
"""``consent import``: bring in answers that the school's administration holds."""

from __future__ import annotations

import argparse
from collections.abc import Sequence
from dataclasses import replace

from models.answer_lists.answer_table import PERSON_COLUMNS, AnswerMapping, count_values, heading_of, value_key
from models.answer_lists.answer_terms import AnswerRowKind, AnswerRowProblem, ImportedValue
from models.consent.facts import CellKey
from models.errors import ErrorCode, KnownError
from models.publishing.answer_import import AnswerPlan, ImportedAnswers, PlannedAnswers, keep_list
from models.roster.names import fold_text
from models.roster.sheet import Table, read_table
from models.terms import Activity, DateOrder, ListColumn, MediaKind
from models.workspace import Workspace
from ui.cli.output import WrongUse, write_error, write_json, write_line
from ui.cli.register import find_person, find_purposes, open_register, read_list_bytes
from ui.cli.words import EXIT_NOT_READY, EXIT_READY
from ui.style.answer_list_labels import answer_count_sentence, answer_problem_sentence, answer_rows_sentence
from ui.texts import _, ngettext

_RECORDING = "recording"
_HARMLESS = (AnswerRowKind.READY, AnswerRowKind.NOTHING)


def run_import(arguments: argparse.Namespace) -> int:
    """Bring a list in, or only show what that would do; 1 where a row or a yes waits for somebody to look."""
    data = read_list_bytes(arguments.file)
    table = read_table(data)
    with open_register(arguments) as workspace:
        mapping = _mapping(workspace, table, arguments)
        choices = {line: find_person(workspace, name) for line, name in map(_line_and_name, arguments.who)}
        plan = workspace.answer_imports.plan(table, mapping, choices)
        overturn = plan.overturning if arguments.overturn else ()
        outcome: ImportedAnswers | None = None
        if not arguments.dry_run:
            evidence = keep_list(data) if arguments.keep_list else None
            outcome = workspace.answer_imports.record(plan, overturn=overturn, evidence=evidence).value
        names = workspace.people.names({one for row in plan.rows for one in row.candidates})
        purposes = {one.id: one.key for one in workspace.purposes.purposes(include_inactive=True)}
    waiting = [row for row in plan.rows if row.kind not in _HARMLESS or _is_unclear(row)]
    if arguments.json:
        write_json(_plan_json(plan, outcome, waiting, purposes))
    else:
        _say_plan(plan, outcome, waiting, names)
    is_done = not waiting and (arguments.overturn or not plan.overturning)
    return EXIT_READY if is_done else EXIT_NOT_READY


def _is_unclear(row: PlannedAnswers) -> bool:
    return bool({AnswerRowProblem.VALUE_UNCLEAR, AnswerRowProblem.ANSWERS_DIFFER} & set(row.problems))


def _line_and_name(text: str) -> tuple[int, str]:
    line, _sign, name = text.partition("=")
    if not line.strip().isdecimal() or not name.strip():
        raise WrongUse(_("Write --who as line=person, such as 12=Noor van Dijk."))
    return int(line), name.strip()


def _mapping(workspace: Workspace, table: Table, arguments: argparse.Namespace) -> AnswerMapping:
    """How the table is read: as proposed, changed as the command says. Raises ``TABLE_COLUMN_MISSING``, `WrongUse`."""
    mapping = workspace.answer_imports.propose(table)
    people, answers = dict(mapping.people), dict(mapping.answers)
    for text in arguments.mapping:
        word, _sign, heading = text.partition("=")
        if word.strip() not in [column.value for column in PERSON_COLUMNS]:
            raise WrongUse(_("Write --mapping as column=heading; the help lists the columns."))
        place = place_of(table, heading)
        people = {column: at for column, at in people.items() if at != place}
        people[ListColumn(word.strip())] = place
        answers.pop(place, None)
    if arguments.answers:
        answers = {}
        for text in arguments.answers:
            heading, _sign, meaning = text.rpartition("=")
            place = place_of(table, heading)
            answers[place] = (*answers.get(place, ()), *cells_meant(workspace, meaning))
            people = {column: at for column, at in people.items() if at != place}
    words = ((ImportedValue.YES, arguments.yes), (ImportedValue.NO, arguments.no), (ImportedValue.SKIP, arguments.skip))
    values = dict(mapping.values)
    values.update({value_key(word): meaning for meaning, chosen in words for word in chosen})
    dated = mapping.date_column if arguments.date_column is None else place_of(table, arguments.date_column)
    order = None if arguments.date_order is None else DateOrder(arguments.date_order)
    return replace(
        mapping,
        people=people,
        answers=answers,
        values=values,
        date_column=None if dated in answers else dated,
        decided_on=arguments.date,
        date_order=order,
    )


def cells_meant(workspace: Workspace, meaning: str) -> Sequence[CellKey]:
    """The cells of ``purpose:kinds`` or ``recording:kinds``; photos where no kind is named. Raises `WrongUse`."""
    word, _sign, kinds = meaning.partition(":")
    try:
        chosen = [MediaKind(kind.strip()) for kind in kinds.split(",")] if kinds.strip() else [MediaKind.PHOTO]
    except ValueError as error:
        raise WrongUse(_("Write --map as heading=purpose:kinds, such as Website=website:photo,film.")) from error
    if word.strip() == _RECORDING:
        return [CellKey(Activity.RECORDING, kind) for kind in chosen]
    (purpose,) = find_purposes(workspace, (word.strip(),))
    return [CellKey(Activity.PUBLICATION, kind, purpose.id) for kind in chosen if kind in purpose.kinds]


def place_of(table: Table, heading: str) -> int:
    """The column with a heading, or of a number from 1. Raises ``TABLE_COLUMN_MISSING``."""
    headings = [fold_text(one) for one in table.headings or ()]
    if fold_text(heading) in headings:
        return headings.index(fold_text(heading))
    if heading.strip().isdecimal() and 1 <= int(heading) <= table.width:
        return int(heading) - 1
    raise KnownError(ErrorCode.TABLE_COLUMN_MISSING, column=heading.strip())


def _plan_json(
    plan: AnswerPlan,
    outcome: ImportedAnswers | None,
    waiting: Sequence[PlannedAnswers],
    purposes: dict[int, str],
) -> dict[str, object]:
    done = outcome if outcome is not None else ImportedAnswers()
    return {
        "dry_run": outcome is None,
        "rows": {kind.value: count for kind, count in plan.row_counts.items()},
        "answers": {kind.value: count for kind, count in plan.answer_counts.items()},
        "recorded": done.answers,
        "people": done.people,
        "new_guardians": done.new_guardians,
        "columns": [
            {
                "heading": heading_of(plan.table, place),
                "cells": [
                    {
                        "activity": key.activity.value,
                        "kind": key.kind.value,
                        "purpose": None if key.purpose_id is None else purposes[key.purpose_id],
                    }
                    for key in keys
                ],
            }
            for place, keys in sorted(plan.mapping.answers.items())
        ],
        "words": [
            {"word": one.text, "count": one.count, "meaning": one.meaning}
            for one in count_values(plan.table, plan.mapping)
        ],
        "waiting": [
            {
                "line": row.row.line,
                "row": row.kind.value,
                "candidates": list(row.candidates),
                "problems": [problem.value for problem in row.problems],
            }
            for row in waiting
        ],
        "overturning": sorted({line for line, _key in plan.overturning}),
    }


def _say_plan(
    plan: AnswerPlan,
    outcome: ImportedAnswers | None,
    waiting: Sequence[PlannedAnswers],
    names: dict[int, str],
) -> None:
    for kind, count in plan.answer_counts.items():
        if count:
            write_line(answer_count_sentence(kind, count))
    for kind in (AnswerRowKind.DOUBT, AnswerRowKind.UNKNOWN, AnswerRowKind.PROBLEM):
        if plan.row_counts[kind]:
            write_line(answer_rows_sentence(kind, plan.row_counts[kind]))
    for row in waiting:
        problems = " ".join(answer_problem_sentence(problem) for problem in row.problems)
        who = ", ".join(f"{names.get(one, '')} ({one})" for one in row.candidates)
        text = problems or (_("could be {who}").format(who=who) if who else _("is not on record"))
        name = row.row.parts.display or row.row.number
        write_error(_("Line {line}, {name}: {what}").format(line=row.row.line, name=name, what=text))
    if outcome is None:
        write_line(_("This is what bringing in the answers would do; nothing was written."))
    else:
        recorded = ngettext("{count} answer recorded.", "{count} answers recorded.", outcome.answers)
        write_line(recorded.format(count=outcome.answers))
