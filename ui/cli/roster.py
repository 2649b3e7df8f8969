# SPDX-License-Identifier: GPL-3.0-or-later
"""``roster import``: bring in a class list."""

from __future__ import annotations

import argparse
from collections.abc import Sequence
from dataclasses import replace

from models.clock import SystemClock
from models.errors import ErrorCode, KnownError
from models.roster.class_list import ClassList, ColumnMapping, find_mapping, read_class_list
from models.roster.import_apply import Choice, ImportOutcome
from models.roster.import_plan import ImportPlan, PlannedRow
from models.roster.names import fold_text
from models.roster.sheet import Table, read_table
from models.terms import DateOrder, ListColumn, PersonRole, PlannedRowKind, RowProblemCode
from ui.cli.output import WrongUse, write_error, write_json, write_line, write_table
from ui.cli.register import open_register, read_list_bytes
from ui.cli.words import EXIT_NOT_READY, EXIT_READY
from ui.style.labels import planned_row_label, row_problem_sentence
from ui.texts import _, ngettext

_HARMLESS = frozenset({RowProblemCode.DUPLICATE_ROW, RowProblemCode.JOINED_ROW})


def run_import(arguments: argparse.Namespace) -> int:
    """Bring a list in, or only show what that would do; 1 where a row was left out that is not just a double."""
    class_list = _read_list(arguments)
    with open_register(arguments, create=True) as workspace:
        plan = workspace.people.plan_import(class_list)
        choices: dict[int, Choice] = {}
        if arguments.doubtful == "new":
            choices = {row.line: "new" for row in plan.rows if row.kind is PlannedRowKind.DOUBT}
        shared = plan.shared if arguments.share_guardians else ()
        outcome = None if arguments.dry_run else workspace.people.apply_import(plan, choices, shared).value
        known = {one for row in plan.rows for one in row.candidates} | {one.guardian_id for one in plan.shared}
        names = workspace.people.names(known)
    left_out = [row for row in plan.rows if is_left_out(row, choices)]
    if arguments.json:
        write_json(_plan_json(plan, outcome, left_out))
    else:
        _say_plan(plan, outcome, names)
    return EXIT_NOT_READY if left_out else EXIT_READY


def is_left_out(row: PlannedRow, choices: dict[int, Choice]) -> bool:
    """Whether a row needs somebody to look at it: nobody was made or changed for it, and it is no mere double."""
    if row.kind is PlannedRowKind.DOUBT:
        return row.line not in choices
    return row.kind is PlannedRowKind.PROBLEM and not any(one.code in _HARMLESS for one in row.problems)


def _read_list(arguments: argparse.Namespace) -> ClassList:
    """The list, read before a register is opened or made: one that cannot be read leaves no trace."""
    data = read_list_bytes(arguments.file)
    table = read_table(data)
    names_headings = any(not text.partition("=")[2].strip().isdecimal() for text in arguments.mapping)
    if table.headings is None and names_headings:  # headings that nobody would recognise are headings all the same
        table = read_table(data, has_headings=True)
    mapping = _chosen_mapping(table, arguments.mapping, arguments.date_order)
    role = PersonRole(arguments.role)
    return read_class_list(table, mapping=mapping, today=SystemClock().today(), default_role=role)


def _chosen_mapping(table: Table, chosen: Sequence[str], date_order: str | None) -> ColumnMapping | None:
    """The columns as recognised, changed as the command says. Raises ``TABLE_COLUMN_MISSING`` or `WrongUse`."""
    if not chosen and date_order is None:
        return None
    mapping = find_mapping(table)
    columns = dict(mapping.columns)
    for text in chosen:
        name, _sign, heading = text.partition("=")
        try:
            column = ListColumn(name.strip())
        except ValueError as error:
            raise WrongUse(_("Write --mapping as column=heading; the help lists the columns.")) from error
        position = _position_of(table, heading, column)
        columns = {known: place for known, place in columns.items() if place != position}
        columns[column] = position
    order = mapping.date_order if date_order is None else DateOrder(date_order)
    return replace(mapping, columns=columns, date_order=order)


def _position_of(table: Table, heading: str, column: ListColumn) -> int:
    headings = [fold_text(one) for one in table.headings or ()]
    if fold_text(heading) in headings:
        return headings.index(fold_text(heading))
    if heading.strip().isdecimal() and 1 <= int(heading) <= table.width:
        return int(heading) - 1
    raise KnownError(ErrorCode.TABLE_COLUMN_MISSING, column=column.value)


def _plan_json(plan: ImportPlan, outcome: ImportOutcome | None, left_out: Sequence[PlannedRow]) -> dict[str, object]:
    done = outcome if outcome is not None else ImportOutcome()
    return {
        "dry_run": outcome is None,
        "rows": {kind.value: count for kind, count in plan.counts.items()},
        "added": done.added,
        "changed": done.changed,
        "groups_added": done.groups_added,
        "guardians_added": done.guardians_added,
        "new_groups": list(plan.new_groups),
        "left_out": [row.line for row in left_out],
        "known_guardians": [
            {"line": one.line, "guardian": one.place + 1, "person": one.guardian_id} for one in plan.shared
        ],
        "problems": [
            {
                "line": problem.line,
                "problem": problem.code.value,
                "column": problem.column,
                "other_line": problem.other_line,
            }
            for problem in plan.class_list.problems
        ],
    }


def _say_plan(plan: ImportPlan, outcome: ImportOutcome | None, names: dict[int, str]) -> None:
    if outcome is None:
        write_line(_("This is what bringing in the list would do; nothing was written."))
        write_table((planned_row_label(kind), str(count)) for kind, count in plan.counts.items() if count)
    else:
        _say_outcome(outcome)
    for row in plan.rows:
        if row.kind is PlannedRowKind.DOUBT:
            who = ", ".join(names.get(one, "") for one in row.candidates)
            write_error(
                _("Line {line}: {name} may be somebody who is known already: {who}").format(
                    line=row.line, name=row.parts.display, who=who
                )
            )
    for one in plan.shared:
        write_error(
            _("Line {line}: {name} may be a parent who is on record already (number {id})").format(
                line=one.line, name=names.get(one.guardian_id, ""), id=one.guardian_id
            )
        )
    for problem in plan.class_list.problems:
        sentence = row_problem_sentence(problem.code, problem.column, problem.other_line)
        write_error(_("Line {line}: {problem}").format(line=problem.line, problem=sentence))


def _say_outcome(outcome: ImportOutcome) -> None:
    write_line(ngettext("{count} person added", "{count} people added", outcome.added).format(count=outcome.added))
    if outcome.changed:
        write_line(
            ngettext("{count} person changed", "{count} people changed", outcome.changed).format(count=outcome.changed)
        )
    if outcome.same:
        write_line(
            ngettext("{count} person was known already", "{count} people were known already", outcome.same).format(
                count=outcome.same
            )
        )
    if outcome.guardians_added:
        write_line(
            ngettext("{count} guardian added", "{count} guardians added", outcome.guardians_added).format(
                count=outcome.guardians_added
            )
        )
    if outcome.groups_added:
        write_line(
            ngettext("{count} group added", "{count} groups added", outcome.groups_added).format(
                count=outcome.groups_added
            )
        )
    if outcome.skipped:
        write_line(
            ngettext("{count} row left out", "{count} rows left out", outcome.skipped).format(count=outcome.skipped)
        )
