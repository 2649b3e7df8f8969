# SPDX-License-Identifier: GPL-3.0-or-later
"""``takedowns``: what was published and is to be taken down again."""

from __future__ import annotations

import argparse
from collections.abc import Sequence
from dataclasses import dataclass

from models.publishing.takedowns import TakedownRow
from models.terms import TakedownState
from models.workspace import Workspace
from ui.cli.output import WrongUse, iso_day, write_json, write_line
from ui.cli.register import open_register, shown_name
from ui.cli.words import EXIT_NOT_READY, EXIT_READY
from ui.style.labels import status_label, takedown_label
from ui.texts import _, format_date, ngettext


def run_list(arguments: argparse.Namespace) -> int:
    """List the tasks; 1 where one is open."""
    with open_register(arguments) as workspace:
        tasks = workspace.takedowns.tasks(open_only=not arguments.all)
        words = _Words.load(workspace, tasks)
    if arguments.json:
        write_json({"takedowns": [_task_json(task, words) for task in tasks]})
    else:
        _say_tasks(tasks, words)
    is_open = any(task.state is TakedownState.OPEN for task in tasks)
    return EXIT_NOT_READY if is_open else EXIT_READY


def run_close(arguments: argparse.Namespace) -> int:
    """Settle a task."""
    state = TakedownState(arguments.state)
    if state is TakedownState.STAYS and not arguments.note.strip():
        raise WrongUse(_("Why does it stay? Give the reason with --note."))
    with open_register(arguments) as workspace:
        workspace.takedowns.close_task(arguments.id, state, arguments.note)
        task = next(one for one in workspace.takedowns.tasks(open_only=False) if one.id == arguments.id)
        words = _Words.load(workspace, (task,))
    if arguments.json:
        write_json({"takedown": _task_json(task, words)})
    else:
        write_line(_("Task {id} is settled: {state}.").format(id=task.id, state=takedown_label(task.state)))
    return EXIT_READY


@dataclass(frozen=True, slots=True)
class _Words:
    """What the ids of tasks stand for: names of people, keys of purposes, places of files."""

    names: dict[int, str]
    purposes: dict[int, str]
    files: dict[int, str]

    @classmethod
    def load(cls, workspace: Workspace, tasks: Sequence[TakedownRow]) -> _Words:
        """Look the words of these tasks up."""
        people = {task.person_id for task in tasks if task.person_id is not None}
        return cls(
            {person: shown_name(name) for person, name in workspace.people.names(people).items()},
            {row.id: row.key for row in workspace.purposes.purposes(include_inactive=True)},
            {
                item_id: str(row.path)
                for item_id, row in workspace.media.item_rows([task.item_id for task in tasks]).items()
            },
        )


def _task_json(task: TakedownRow, words: _Words) -> dict[str, object]:
    return {
        "id": task.id,
        "state": task.state.value,
        "file": words.files.get(task.item_id),
        "copy": task.copy_name,
        "purpose": words.purposes.get(task.purpose_id),
        "place": task.place,
        "published_on": task.published_on,
        "person": None if task.person_id is None else words.names.get(task.person_id),
        "cause": task.cause,
        "since": iso_day(task.since),
        "closed_by": task.closed_by,
        "note": task.note,
    }


def _say_tasks(tasks: Sequence[TakedownRow], words: _Words) -> None:
    still_open = [task for task in tasks if task.state is TakedownState.OPEN]
    if not still_open:
        write_line(_("Nothing to take down."))
    else:
        count = len(still_open)
        write_line(
            ngettext("{count} publication to take down", "{count} publications to take down", count).format(count=count)
        )
    for task in tasks:
        write_line()
        write_line(f"{task.id}  {takedown_label(task.state)}  {words.files.get(task.item_id, '')}")
        write_line(f"    {_where(task)}")
        if task.person_id is not None and task.cause is not None:
            write_line(
                "    "
                + _("{person}: {status}, since {day}").format(
                    person=words.names.get(task.person_id, ""),
                    status=status_label(task.cause),
                    day=format_date(task.since),
                )
            )
        if task.note:
            write_line(f"    {task.note}")


def _where(task: TakedownRow) -> str:
    day = format_date(task.published_on)
    if task.place:
        return _("{purpose}, {place}, published on {day}").format(purpose=task.purpose_name, place=task.place, day=day)
    return _("{purpose}, published on {day}").format(purpose=task.purpose_name, day=day)
