# SPDX-License-Identifier: GPL-3.0-or-later
"""Options of ``events``, and the one that makes an answer count for one event only."""

from __future__ import annotations

import argparse
from datetime import date, time
from pathlib import Path
from typing import Any

from ui.texts import _

NONE = "none"
"""The word that empties a field, or stands for no event."""


def add_events(commands: Any, add_command: Any) -> None:
    """Put ``events`` and its steps among the commands; ``add_command`` is that of `ui.cli.parser`."""
    command = add_command(commands, "events", "events:run_list", _("list the events, such as a trip"))
    _add_listing(command)
    steps = command.add_subparsers(title=_("commands"), metavar="COMMAND", parser_class=type(command))
    _add_listing(add_command(steps, "list", "events:run_list", _("list the events, such as a trip")))
    showing = add_command(steps, "show", "events:run_show", _("show an event and who may be in the picture"))
    _add_event(showing)
    adding = add_command(steps, "add", "events:run_add", _("add an event"))
    adding.add_argument("name", metavar="NAME", help=_("what the event is called"))
    _add_fields(adding)
    editing = add_command(steps, "edit", "events:run_edit", _("change an event; what is not given stays as it is"))
    _add_event(editing)
    editing.add_argument("--name", metavar="TEXT", help=_("another name"))
    _add_fields(editing)
    deleting = add_command(steps, "delete", "events:run_delete", _("delete an event; its photos stay on record"))
    _add_event(deleting)
    assigning = add_command(steps, "assign", "events:run_assign", _("put photos into an event, or into none"))
    assigning.add_argument(
        "event", metavar="EVENT", help=_("name or number of the event; “none” takes the photos out of theirs")
    )
    assigning.add_argument("files", metavar="FILE|FOLDER", nargs="*", type=Path, help=_("photos, or folders of photos"))
    assigning.add_argument("--by-time", action="store_true", help=_("the photos of that time that are in no event yet"))


def add_event_option(command: Any) -> None:
    """The option of ``consent set`` that makes an answer count for one event only."""
    command.add_argument("--event", metavar="EVENT", help=_("the answer is about the pictures of this event only"))


def read_hour(text: str) -> time:
    """A time of day as HH:MM; argparse turns the error into a sentence."""
    try:
        return time.fromisoformat(text)
    except ValueError as error:
        raise argparse.ArgumentTypeError(_("{text} is no time; write it as 09:30").format(text=repr(text))) from error


def _read_day(text: str) -> date:
    from ui.cli.parser import read_day

    return read_day(text)


def _add_listing(command: Any) -> None:
    command.add_argument(
        "--coming", action="store_true", default=argparse.SUPPRESS, help=_("only those of today and later")
    )


def _add_event(command: Any) -> None:
    command.add_argument("event", metavar="EVENT", help=_("name or number of the event"))


def _add_fields(command: Any) -> None:
    command.add_argument("--day", metavar="DAY", type=_read_day, help=_("its day, or its first day (YYYY-MM-DD)"))
    command.add_argument("--last-day", metavar="DAY", type=_read_day, help=_("its last day (YYYY-MM-DD)"))
    command.add_argument("--from", dest="starts_at", metavar="HH:MM", type=read_hour, help=_("when it begins"))
    command.add_argument("--until", dest="ends_at", metavar="HH:MM", type=read_hour, help=_("when it ends"))
    command.add_argument("--place", metavar="TEXT", help=_("where it is"))
    command.add_argument("--photographer", metavar="PERSON", help=_("who takes the pictures; “none” for nobody"))
    command.add_argument("--purpose", metavar="KEY", help=_("for which purpose; “none” for none"))
    command.add_argument(
        "--group", metavar="NAME", nargs="+", action="extend", help=_("classes and groups that take part")
    )
    command.add_argument(
        "--person", metavar="PERSON", nargs="+", action="extend", help=_("people who are expected beside the groups")
    )
    command.add_argument(
        "--without", metavar="PERSON", nargs="+", action="extend", help=_("people who will not be in the pictures")
    )
    command.add_argument("--note", metavar="TEXT", help=_("a remark"))
