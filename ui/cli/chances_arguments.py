# SPDX-License-Identifier: GPL-3.0-or-later
"""Options of ``chances``, ``sheet`` and ``fairness``."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

from models.terms import MediaKind
from ui.texts import _

RECORDINGS = ("photo", "film", "film-with-sound", "sound")
"""What can be recorded, in the order of `ui.printing.class_sheet.RECORDINGS`."""

ReadDay = Callable[[str], date]


def add_chances(commands: Any, add_command: Any, read_day: ReadDay) -> None:
    """Put the three among the commands; ``add_command`` and ``read_day`` are those of `ui.cli.parser`."""
    chances = add_command(
        commands, "chances", "chances:run_chances", _("say how many of each class may be in a picture, and whom to ask")
    )
    _add_group(chances, _("only this class or group, with the names"))
    _add_purposes(chances)
    chances.add_argument(
        "--kind",
        choices=[kind.value for kind in MediaKind],
        default=MediaKind.PHOTO.value,
        help=_("what will be made (photo)"),
    )
    _add_day(chances, read_day)
    sheet = add_command(
        commands, "sheet", "chances:run_sheet", _("write the class sheet for the photographer as a PDF")
    )
    _add_group(sheet, _("class or group; without it the whole school"))
    _add_purposes(sheet)
    sheet.add_argument("--kind", choices=RECORDINGS, default=RECORDINGS[0], help=_("what will be made (photo)"))
    _add_day(sheet, read_day)
    sheet.add_argument("--out", metavar="FILE", type=Path, required=True, help=_("the PDF to write"))
    sheet.add_argument("--only-who-may", action="store_true", help=_("leave out everybody who is to be asked first"))
    sheet.add_argument("--two-columns", action="store_true", help=_("names in two columns, where they fit"))
    fairness = add_command(commands, "fairness", "chances:run_fairness", _("count who is shown and who is not"))
    _add_group(fairness, _("only this class or group"))
    fairness.add_argument("--purpose", metavar="KEY", help=_("only what was published there, such as website"))
    fairness.add_argument(
        "--from", dest="first", metavar="DAY", type=read_day, help=_("first day; without it: of this school year")
    )
    fairness.add_argument("--to", dest="last", metavar="DAY", type=read_day, help=_("last day; without it: today"))


def _add_group(command: Any, text: str) -> None:
    command.add_argument("--group", metavar="NAME", help=text)


def _add_purposes(command: Any) -> None:
    command.add_argument(
        "--purpose",
        metavar="KEY",
        action="append",
        default=[],
        help=_("where it will go, such as website; without it: every purpose in use"),
    )


def _add_day(command: Any, read_day: ReadDay) -> None:
    command.add_argument("--day", metavar="DAY", type=read_day, help=_("look at another day than today (YYYY-MM-DD)"))
