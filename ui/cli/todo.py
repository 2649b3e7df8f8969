# SPDX-License-Identifier: GPL-3.0-or-later
"""``todo``: what there is to do, most urgent first."""

from __future__ import annotations

import argparse
from collections.abc import Sequence
from dataclasses import dataclass

from models.publishing.todo import TodoNotice, TodoSection
from models.terms import TodoKind
from models.workspace import Workspace
from ui.cli.output import WrongUse, iso_day, write_json, write_line
from ui.cli.register import open_register, shown_name
from ui.cli.words import EXIT_NOT_READY, EXIT_READY
from ui.style.todo_labels import said_sentence, todo_heading
from ui.texts import _, format_date


def run_todo(arguments: argparse.Namespace) -> int:
    """List what there is to do; 1 where there is anything."""
    if arguments.limit < 0:
        raise WrongUse(_("--limit is a number of rows, 0 or more."))
    kinds = None if arguments.kind is None else [TodoKind(word) for word in arguments.kind]
    with open_register(arguments) as workspace:
        sections = workspace.todo.sections(kinds, limit=arguments.limit)
        words = _Words.load(workspace, [notice for section in sections for notice in section.notices])
    if arguments.json:
        write_json({"todo": [_section_json(section, words) for section in sections]})
    else:
        _say_sections(sections, words)
    return EXIT_NOT_READY if sections else EXIT_READY


@dataclass(frozen=True, slots=True)
class _Words:
    """What the ids of notices stand for: names of people, keys of purposes, files of items."""

    names: dict[int, str]
    purposes: dict[int, str]
    files: dict[int, str]

    @classmethod
    def load(cls, workspace: Workspace, notices: Sequence[TodoNotice]) -> _Words:
        """Look the words of these notices up."""
        people = {one.person_id for one in notices if one.person_id is not None}
        people |= {one for notice in notices if notice.kind in _NAMES_PEOPLE for one in notice.ids}
        people |= {said.decider_id for notice in notices for one in notice.differences for said in one.sides}
        items = [one.subject for one in notices if one.kind is TodoKind.UNNAMED_FACES]
        return cls(
            {person: shown_name(name) for person, name in workspace.people.names(people).items()},
            {row.id: row.key for row in workspace.purposes.purposes(include_inactive=True)},
            {item_id: str(row.path) for item_id, row in workspace.media.item_rows(items).items()},
        )

    def person(self, person_id: int | None) -> str | None:
        """Somebody's name."""
        return None if person_id is None else self.names.get(person_id)

    def purpose_keys(self, notice: TodoNotice) -> list[str]:
        """The purposes that a notice is about; recording has none."""
        ids = [notice.purpose_id, *(key.purpose_id for key in notice.keys)]
        return list(dict.fromkeys(self.purposes[one] for one in ids if one is not None and one in self.purposes))


_NAMES_PEOPLE = (TodoKind.TAKEDOWN, TodoKind.MISSING_FOR_SESSION)


def _section_json(section: TodoSection, words: _Words) -> dict[str, object]:
    return {
        "kind": section.kind.value,
        "count": section.count,
        "notices": [_notice_json(notice, words) for notice in section.notices],
    }


def _notice_json(notice: TodoNotice, words: _Words) -> dict[str, object]:
    is_event = notice.kind is TodoKind.MISSING_FOR_SESSION
    return {
        "person": words.person(notice.person_id),
        "event": notice.title if is_event else None,
        "place": notice.title if notice.kind is TodoKind.TAKEDOWN else None,
        "file": words.files.get(notice.subject) if notice.kind is TodoKind.UNNAMED_FACES else None,
        "day": iso_day(notice.day),
        "purposes": words.purpose_keys(notice),
        "people": [words.person(one) for one in notice.ids] if notice.kind in _NAMES_PEOPLE else [],
        "answers": [
            {"who": words.person(said.decider_id), "answer": said.answer, "on": said.decided_on}
            for one in notice.differences
            for said in one.sides
        ],
    }


def _say_sections(sections: Sequence[TodoSection], words: _Words) -> None:
    if not sections:
        write_line(_("Nothing to do."))
    for number, section in enumerate(sections):
        if number:
            write_line()
        write_line(todo_heading(section.kind, section.count))
        for notice in section.notices:
            write_line(f"    {_notice_line(notice, words)}")
            for one in notice.differences:
                sides = [(words.person(said.decider_id) or "", said.answer, said.decided_on) for said in one.sides]
                write_line(f"        {said_sentence(sides)}")


def _notice_line(notice: TodoNotice, words: _Words) -> str:
    about = [words.person(notice.person_id) or notice.title or words.files.get(notice.subject, "")]
    if notice.day is not None:
        about.append(format_date(notice.day))
    about += words.purpose_keys(notice)
    if notice.kind in _NAMES_PEOPLE:
        about += [words.person(one) or "" for one in notice.ids]
    return ", ".join(part for part in about if part)
