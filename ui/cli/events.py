# SPDX-License-Identifier: GPL-3.0-or-later
"""``events``: a trip or a class photo, who may be in the picture, and which photos belong to it."""

from __future__ import annotations

import argparse
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, time

from models.consent.session_answers import SessionAnswer, read_session_answers
from models.errors import ErrorCode, KnownError
from models.media.session_rows import SessionDetail, SessionInput, SessionRow
from models.publishing.chances import PurposeChance
from models.roster.person_rows import PersonRow
from models.terms import MediaKind, SessionPhase
from models.workspace import Workspace
from ui.cli.events_arguments import NONE
from ui.cli.output import WrongUse, write_error, write_json, write_line, write_table
from ui.cli.register import find_people, find_person, find_purposes, open_register, shown_name, take_files
from ui.cli.words import EXIT_NOT_READY, EXIT_READY
from ui.style.labels import kind_label
from ui.style.session_labels import session_when_of
from ui.texts import _, format_number, join_words, ngettext


def run_list(arguments: argparse.Namespace) -> int:
    """List the events: today's and the coming ones first, then the past ones, latest first."""
    with open_register(arguments) as workspace:
        rows = workspace.sessions.list_sessions()
    if getattr(arguments, "coming", False):
        rows = tuple(row for row in rows if row.phase in (SessionPhase.TODAY, SessionPhase.COMING))
    if arguments.json:
        write_json({"events": [row_json(row) for row in rows]})
    else:
        write_table((str(row.id), row.name, session_when_of(row), join_words(row.group_names)) for row in rows)
        write_line(ngettext("{count} event", "{count} events", len(rows)).format(count=format_number(len(rows))))
    return EXIT_READY


def run_show(arguments: argparse.Namespace) -> int:
    """Show one event with who may be in the picture, for every purpose and kind of recording."""
    with open_register(arguments) as workspace:
        shown = _Shown.load(workspace, find_event(workspace, arguments.event))
    if arguments.json:
        write_json({"event": shown.as_json()})
    else:
        shown.say()
    return EXIT_READY


def run_add(arguments: argparse.Namespace) -> int:
    """Add an event."""
    with open_register(arguments) as workspace:
        entered = _entered(workspace, arguments, SessionInput(arguments.name))
        session_id = workspace.sessions.add_session(entered).value
        return _answer(workspace, session_id, arguments)


def run_edit(arguments: argparse.Namespace) -> int:
    """Change an event."""
    with open_register(arguments) as workspace:
        session_id = find_event(workspace, arguments.event)
        known = workspace.sessions.session(session_id).as_input()
        if arguments.name is not None:
            known = replace(known, name=arguments.name)
        workspace.sessions.edit_session(session_id, _entered(workspace, arguments, known))
        return _answer(workspace, session_id, arguments)


def run_delete(arguments: argparse.Namespace) -> int:
    """Delete an event; its photos stay on record."""
    with open_register(arguments) as workspace:
        session_id = find_event(workspace, arguments.event)
        count = workspace.sessions.delete_session(session_id).value
    if arguments.json:
        write_json({"deleted": session_id, "photos": count})
    else:
        text = ngettext(
            "Event deleted; its {count} photo stays in the register.",
            "Event deleted; its {count} photos stay in the register.",
            count,
        )
        write_line(text.format(count=format_number(count)) if count else _("Event deleted."))
    return EXIT_READY


def run_assign(arguments: argparse.Namespace) -> int:
    """Put photos into an event (or into none): the files that are given, or those of its time."""
    if bool(arguments.files) == bool(arguments.by_time):
        raise WrongUse(_("Which photos? Give files or folders, or --by-time."))
    with open_register(arguments) as workspace:
        session_id = None if arguments.event.casefold() == NONE else find_event(workspace, arguments.event)
        if arguments.by_time and session_id is None:
            raise WrongUse(_("--by-time needs an event."))
        skipped = False
        if arguments.by_time and session_id is not None:
            items: Sequence[int] = workspace.sessions.offer(session_id).item_ids
        else:
            files = take_files(workspace, arguments.files)
            items, skipped = files.item_ids, bool(files.skipped)
        moved = workspace.sessions.assign_items(items, session_id).value
    if arguments.json:
        write_json({"event": session_id, "photos": len(items), "moved": moved})
    else:
        text = ngettext("{count} photo moved.", "{count} photos moved.", moved)
        write_line(text.format(count=format_number(moved)))
    return EXIT_NOT_READY if skipped else EXIT_READY


def find_event(workspace: Workspace, text: str) -> int:
    """The event with this number or name. Raises ``SESSION_UNKNOWN`` after listing which it could be."""
    rows = workspace.sessions.list_sessions()
    if text.strip().isdecimal():
        found = [row for row in rows if row.id == int(text)]
    else:
        found = [row for row in rows if row.name.casefold() == " ".join(text.split()).casefold()]
    if len(found) == 1:
        return found[0].id
    for row in found or rows[:10]:
        write_error(f"{row.id}  {row.name}  {session_when_of(row)}")
    raise KnownError(ErrorCode.SESSION_UNKNOWN)


def row_json(row: SessionRow) -> dict[str, object]:
    """An event as every JSON answer shows one."""
    return {
        "id": row.id,
        "name": row.name,
        "place": row.place,
        "day": row.day,
        "last_day": row.last_day,
        "from": _hour_json(row.starts_at),
        "until": _hour_json(row.ends_at),
        "phase": row.phase,
        "groups": list(row.group_names),
        "photos": row.item_count,
    }


@dataclass(frozen=True, slots=True)
class _Shown:
    """One event with the words for its ids."""

    detail: SessionDetail
    people: dict[int, PersonRow]
    names: dict[int, str]
    purposes: dict[int, str]
    expected: tuple[int, ...]
    offered: int
    chances: tuple[PurposeChance, ...]
    answers: tuple[SessionAnswer, ...]

    @classmethod
    def load(cls, workspace: Workspace, session_id: int) -> _Shown:
        """Read an event and what is told with it."""
        sessions = workspace.sessions
        detail, expected = sessions.session(session_id), sessions.expected_people(session_id)
        purposes = workspace.purposes.purposes(include_inactive=True)
        wanted = [one.id for one in purposes if one.is_active]
        if detail.purpose_id is not None:
            wanted = [detail.purpose_id]
        day: date = max(detail.row.day or workspace.clock.today(), workspace.clock.today())
        answers = read_session_answers(workspace.store, session_id)
        known = {*expected, *detail.absent_ids, *(one.person_id for one in answers)}
        deciders = {one.decider_id for one in answers}
        photographer = () if detail.photographer_id is None else (detail.photographer_id,)
        return cls(
            detail=detail,
            people={row.id: row for row in workspace.people.rows(sorted(known))},
            names={
                person_id: shown_name(name)
                for person_id, name in workspace.people.names({*known, *deciders, *photographer}).items()
            },
            purposes={one.id: one.key for one in purposes},
            expected=expected,
            offered=len(sessions.offer(session_id).item_ids),
            chances=workspace.chances.for_people(expected, wanted, tuple(MediaKind), day, session_id),
            answers=answers,
        )

    def as_json(self) -> dict[str, object]:
        """The JSON answer."""
        detail = self.detail
        return {
            **row_json(detail.row),
            "photographer": None if detail.photographer_id is None else self.names.get(detail.photographer_id),
            "purpose": None if detail.purpose_id is None else self.purposes.get(detail.purpose_id),
            "note": detail.note,
            "expected": [self._person_json(one) for one in self.expected],
            "not_in_pictures": [self._person_json(one) for one in detail.absent_ids],
            "photos_of_that_time": self.offered,
            "chances": [
                {
                    "purpose": self.purposes.get(chance.purpose_id),
                    "kind": chance.kind,
                    "may": [self.names.get(one) for one in chance.yes],
                    "ask_first": [self.names.get(one) for one in chance.ask_ids],
                    "cover_or_leave_out": [self.names.get(one) for one in chance.out],
                }
                for chance in self.chances
            ],
            "answers_for_this_event": [
                {
                    "person": self.names.get(one.person_id),
                    "activity": one.key.activity,
                    "kind": one.key.kind,
                    "purpose": None if one.key.purpose_id is None else self.purposes.get(one.key.purpose_id),
                    "answer": one.answer,
                    "decided_by": self.names.get(one.decider_id),
                    "decided_on": one.decided_on,
                }
                for one in self.answers
            ],
        }

    def say(self) -> None:
        """The answer in sentences."""
        row = self.detail.row
        write_line(f"{row.id}  {row.name}")
        for text in (session_when_of(row), row.place, join_words(row.group_names), self.detail.note):
            if text:
                write_line(f"    {text}")
        photos = ngettext("{count} photo in this event.", "{count} photos in this event.", row.item_count)
        write_line(f"    {photos.format(count=format_number(row.item_count))}")
        for chance in self.chances:
            about = _("{purpose}, {kind}").format(
                purpose=self.purposes.get(chance.purpose_id, ""), kind=kind_label(chance.kind).lower()
            )
            write_line()
            write_line(
                _("{about}: {count} of {total} may be in it").format(
                    about=about, count=format_number(len(chance.yes)), total=format_number(chance.total)
                )
            )
            for title, people in ((_("Ask first"), chance.ask_ids), (_("Cover, or leave out"), chance.out)):
                if people:
                    names = ", ".join(self.names.get(one, "") for one in people)
                    write_line("    " + _("{title}: {names}").format(title=title, names=names))

    def _person_json(self, person_id: int) -> dict[str, object]:
        row = self.people.get(person_id)
        return {
            "id": person_id,
            "name": self.names.get(person_id),
            "roles": [] if row is None else [role.value for role in row.roles],
            "organisation": "" if row is None else row.organisation,
        }


def _entered(workspace: Workspace, arguments: argparse.Namespace, known: SessionInput) -> SessionInput:
    """What is known of an event, with what the arguments say in its place."""
    given: dict[str, object] = {
        field: getattr(arguments, field)
        for field in ("day", "last_day", "starts_at", "ends_at", "place", "note")
        if getattr(arguments, field) is not None
    }
    if arguments.photographer is not None:
        is_nobody = arguments.photographer.casefold() == NONE
        given["photographer_id"] = None if is_nobody else find_person(workspace, arguments.photographer)
    if arguments.purpose is not None:
        is_none = arguments.purpose.casefold() == NONE
        given["purpose_id"] = None if is_none else find_purposes(workspace, (arguments.purpose,))[0].id
    if arguments.group is not None:
        given["group_ids"] = tuple(find_group(workspace, name) for name in arguments.group)
    if arguments.person is not None:
        given["person_ids"] = find_people(workspace, arguments.person)
    if arguments.without is not None:
        given["absent_ids"] = find_people(workspace, arguments.without)
    return replace(known, **given)  # type: ignore[arg-type]


def find_group(workspace: Workspace, name: str) -> int:
    """The group with this name, of the latest school year; raises ``GROUP_UNKNOWN``."""
    found = workspace.groups.find_groups(name)
    if not found:
        raise KnownError(ErrorCode.GROUP_UNKNOWN)
    return found[0]


def _answer(workspace: Workspace, session_id: int, arguments: argparse.Namespace) -> int:
    shown = _Shown.load(workspace, session_id)
    if arguments.json:
        write_json({"event": shown.as_json()})
    else:
        write_line(_("{name} is on record, number {id}.").format(name=shown.detail.row.name, id=session_id))
        if shown.offered:
            text = ngettext(
                "{count} photo from that time is in no event yet: events assign {id} --by-time puts it in.",
                "{count} photos from that time are in no event yet: events assign {id} --by-time puts them in.",
                shown.offered,
            )
            write_line(text.format(count=format_number(shown.offered), id=session_id))
    return EXIT_READY


def _hour_json(moment: time | None) -> str | None:
    return None if moment is None else f"{moment:%H:%M}"
