# SPDX-License-Identifier: GPL-3.0-or-later
"""``forms link``: the link of the school's own online form; ``forms online``: the answers in its export."""

from __future__ import annotations

import argparse
from collections import Counter
from dataclasses import replace

from models.answer_lists.answer_table import heading_of, value_key
from models.answer_lists.answer_terms import ImportedValue
from models.consent.facts import CellKey
from models.forms.online import OnlineOutcome, keep_export
from models.forms.online_link import check_link
from models.forms.online_plan import OnlinePlan, OnlineState
from models.forms.online_table import OnlineColumns, count_online_values, unexplained_options
from models.roster.sheet import Table
from models.roster.workbook import read_export
from models.terms import DateOrder
from models.workspace import Workspace
from ui.cli.answers import cells_meant, place_of
from ui.cli.output import WrongUse, write_error, write_json, write_line
from ui.cli.register import open_register, read_list_bytes
from ui.cli.words import EXIT_NOT_READY, EXIT_READY
from ui.style.online_labels import link_host_label, online_reason_sentence, online_rows_sentence
from ui.texts import _, ngettext

_LOOK = (OnlineState.PARKED, OnlineState.CONFLICT)
_SHOWN = (OnlineState.RECORDED, OnlineState.SUPERSEDED, OnlineState.EMPTY, OnlineState.KNOWN, *_LOOK)


def run_link(arguments: argparse.Namespace) -> int:
    """Set the link where one is given; show it, or the one for a code. 1 where the form has no link."""
    with open_register(arguments) as workspace:
        if arguments.link is not None:
            workspace.online.set_link(arguments.form, arguments.link)
        link = workspace.online.link(arguments.form)
        shown = None if link is None else link.text
        if link is not None and arguments.code is not None:
            if workspace.forms.find_code(arguments.code) is None:
                raise WrongUse(_("This is not the code of a form of this school."))
            shown = link.for_code(arguments.code)
    if arguments.json:
        host = None if link is None else link.host.value
        write_json({"form": arguments.form, "host": host, "link": shown})
    elif link is None or shown is None:
        write_line(_("This form has no link yet."))
    else:
        write_line(_("The link opens {what}:").format(what=link_host_label(check_link(link.text).host)))
        write_line(shown)
    return EXIT_READY if shown is not None else EXIT_NOT_READY


def run_online(arguments: argparse.Namespace) -> int:
    """Bring an export in, or only show what that would do; 1 where something waits for somebody to look."""
    if arguments.undo is not None:
        return _undo(arguments)
    if arguments.file is None or not arguments.form:
        raise WrongUse(_("Give the export of the form, and say with --form which form it is."))
    data = read_list_bytes(arguments.file)
    table = read_export(data)
    with open_register(arguments) as workspace:
        columns = _columns(workspace, table, arguments)
        plan = workspace.online.plan(arguments.form, table, columns)
        outcome: OnlineOutcome | None = None
        if not arguments.dry_run:
            outcome = workspace.online.record(arguments.form, table, columns, keep_export(data)).value
        purposes = {one.id: one.key for one in workspace.purposes.purposes(include_inactive=True)}
    if arguments.json:
        write_json(_plan_json(plan, outcome, purposes))
    else:
        _say_plan(plan, outcome)
    unclear = any(one.meaning is None for one in count_online_values(table, columns))
    waits = unclear or unexplained_options(table, columns) or any(plan.counts[state] for state in _LOOK)
    return EXIT_NOT_READY if waits else EXIT_READY


def _undo(arguments: argparse.Namespace) -> int:
    with open_register(arguments) as workspace:
        undone = workspace.online.undo_import(arguments.undo).value
    if arguments.json:
        write_json({"import": undone.batch, "taken_back": undone.answers})
    else:
        text = ngettext("{count} answer taken back.", "{count} answers taken back.", undone.answers)
        write_line(text.format(count=undone.answers))
    return EXIT_READY


def _columns(workspace: Workspace, table: Table, arguments: argparse.Namespace) -> OnlineColumns:
    """How the export is read: as proposed, changed as the command says."""
    columns = workspace.online.propose(arguments.form, table)
    answers, options = dict(columns.answers), dict(columns.options)
    if arguments.answers:
        answers, options = {}, {}
        for text in arguments.answers:
            heading, _sign, meaning = text.rpartition("=")
            place = place_of(table, heading)
            answers[place] = (*answers.get(place, ()), *cells_meant(workspace, meaning))
    words = ((ImportedValue.YES, arguments.yes), (ImportedValue.NO, arguments.no), (ImportedValue.SKIP, arguments.skip))
    values = dict(columns.values)
    values.update({value_key(word): meaning for meaning, chosen in words for word in chosen})
    who = columns.who if arguments.who_column is None else place_of(table, arguments.who_column)
    completed = columns.completed if arguments.date_column is None else place_of(table, arguments.date_column)
    order = columns.date_order if arguments.date_order is None else DateOrder(arguments.date_order)
    return replace(
        columns, answers=answers, options=options, values=values, who=who, completed=completed, date_order=order
    )


def _plan_json(plan: OnlinePlan, outcome: OnlineOutcome | None, purposes: dict[int, str]) -> dict[str, object]:
    def cell_json(key: CellKey) -> dict[str, object]:
        purpose = None if key.purpose_id is None else purposes[key.purpose_id]
        return {"activity": key.activity.value, "kind": key.kind.value, "purpose": purpose}

    asked = {place: list(keys) for place, keys in plan.columns.answers.items()}
    for place, offered in plan.columns.options.items():
        asked[place] = list(dict.fromkeys(key for keys in offered.values() for key in keys))
    return {
        "dry_run": outcome is None,
        "import": None if outcome is None else outcome.batch or None,
        "rows": {state.value: count for state, count in plan.counts.items()},
        "answers": plan.answer_count,
        "recorded": 0 if outcome is None else outcome.answers,
        "people": 0 if outcome is None else outcome.people,
        "columns": [
            {"heading": heading_of(plan.table, place), "cells": [cell_json(key) for key in keys]}
            for place, keys in sorted(asked.items())
        ],
        "words": [
            {"word": one.text, "count": one.count, "meaning": one.meaning}
            for one in count_online_values(plan.table, plan.columns)
        ],
        "waiting": [
            {"line": row.entry.line, "row": row.state.value, "reason": None if row.reason is None else row.reason.value}
            for row in plan.rows
            if row.state in _LOOK
        ],
    }


def _say_plan(plan: OnlinePlan, outcome: OnlineOutcome | None) -> None:
    counts = Counter(plan.counts)
    for state in _SHOWN:
        if counts[state]:
            write_line(online_rows_sentence(state, counts[state]))
    for row in plan.rows:
        if row.state in _LOOK and row.reason is not None:
            text = _("Line {line}: {what}").format(line=row.entry.line, what=online_reason_sentence(row.reason))
            write_error(text)
    if outcome is None:
        write_line(_("This is what bringing in the answers would do; nothing was written."))
        return
    recorded = ngettext("{count} answer recorded.", "{count} answers recorded.", outcome.answers)
    write_line(recorded.format(count=outcome.answers))
    if outcome.batch:
        write_line(_("To take this back: forms online --undo {batch}").format(batch=outcome.batch))
