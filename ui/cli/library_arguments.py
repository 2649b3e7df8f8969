# SPDX-License-Identifier: GPL-3.0-or-later
"""Options of ``media list`` and ``media find``."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

from models.publishing.library_filter import FileState, LibrarySort, LookState, PublishedState
from models.terms import MediaKind, Verdict
from ui.texts import _


def add_library(steps: Any, add_command: Any, read_day: Callable[[str], date]) -> None:
    """Put ``list`` and ``find`` among the steps of ``media``; ``add_command`` is that of `ui.cli.parser`."""
    command = add_command(steps, "list", "library:run_list", _("list the photos of the library"))
    command.add_argument(
        "--text",
        metavar="TEXT",
        default="",
        help=_("words in the name of the file, its folder, the event or its place"),
    )
    _add_many(command, "--event", "EVENT", _("in this event: name or number; “none” for in no event"))
    _add_many(command, "--person", "PERSON", _("these people are in it: names or numbers"))
    _add_many(command, "--group", "NAME", _("somebody of this class is in it"))
    kinds = [kind.value for kind in MediaKind]
    command.add_argument("--kind", choices=kinds, nargs="+", action="extend", default=[], help=_("photo, film, sound"))
    command.add_argument("--purpose", metavar="KEY", help=_("where it will go: key or name of a channel"))
    command.add_argument(
        "--verdict",
        choices=[verdict.key for verdict in Verdict],
        nargs="+",
        action="extend",
        default=[],
        help=_("what may be done with it for --purpose, today"),
    )
    command.add_argument(
        "--who",
        choices=[state.value for state in LookState],
        nargs="+",
        action="extend",
        default=[],
        help=_("how far naming is"),
    )
    command.add_argument(
        "--published", choices=[state.value for state in PublishedState], help=_("whether it is placed somewhere")
    )
    _add_many(command, "--published-for", "KEY", _("for these channels, with --published"))
    command.add_argument("--since", metavar="DAY", type=read_day, help=_("first day of capture (YYYY-MM-DD)"))
    command.add_argument("--until", metavar="DAY", type=read_day, help=_("last day of capture (YYYY-MM-DD)"))
    command.add_argument(
        "--files", choices=[state.value for state in FileState], help=_("the file is not found, or there are several")
    )
    command.add_argument(
        "--sort",
        choices=[sort.value for sort in LibrarySort],
        default=LibrarySort.CAPTURED.value,
        help=_("in which order; newest first"),
    )
    command.add_argument("--reverse", action="store_true", help=_("the other way round"))
    command.add_argument("--limit", metavar="COUNT", type=int, help=_("at most so many"))
    command = add_command(steps, "find", "library:run_find", _("find files again that were moved or renamed"))
    command.add_argument("folders", metavar="FOLDER", nargs="+", type=Path, help=_("folders to look in"))


def _add_many(command: Any, option: str, metavar: str, told: str) -> None:
    command.add_argument(option, metavar=metavar, nargs="+", action="extend", default=[], help=told)
