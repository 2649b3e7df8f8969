# SPDX-License-Identifier: GPL-3.0-or-later
"""The options of ``consent import``."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from models.terms import DateOrder
from ui.texts import _


def add_answer_import(steps: Any, add_command: Any, read_day: Any) -> None:
    """Put the command among those of ``consent``; ``add_command`` and ``read_day`` are those of `ui.cli.parser`."""
    command = add_command(
        steps, "import", "answers:run_import", _("bring in answers that the school's administration holds")
    )
    command.add_argument("file", metavar="FILE", type=Path, help=_("list with a row for each pupil, as CSV or text"))
    command.add_argument(
        "--map",
        dest="answers",
        metavar="HEADING=PURPOSE:KINDS",
        action="append",
        default=[],
        help=_(
            "what a column asks, such as Website=website:photo,film or Opname=recording:photo; "
            "without it: as the headings and the last time say"
        ),
    )
    command.add_argument(
        "--mapping",
        metavar="COLUMN=HEADING",
        action="append",
        default=[],
        help=_("where a name, birth date or pupil number stands, as for roster import"),
    )
    command.add_argument("--yes", metavar="WORD", action="append", default=[], help=_("a word that means yes"))
    command.add_argument("--no", metavar="WORD", action="append", default=[], help=_("a word that means no"))
    command.add_argument("--skip", metavar="WORD", action="append", default=[], help=_("a word that is no answer"))
    command.add_argument("--date", metavar="DAY", type=read_day, help=_("day of the answers (YYYY-MM-DD)"))
    command.add_argument("--date-column", metavar="HEADING", help=_("column with the day of each answer"))
    command.add_argument(
        "--date-order", choices=[order.value for order in DateOrder], help=_("order of day and month in that column")
    )
    command.add_argument(
        "--who", metavar="LINE=PERSON", action="append", default=[], help=_("whom a row in doubt is about")
    )
    command.add_argument(
        "--overturn", action="store_true", help=_("also take each yes that stands against a no on record")
    )
    command.add_argument("--keep-list", action="store_true", help=_("keep the list as proof with the answers"))
    command.add_argument("--dry-run", action="store_true", help=_("only show what would happen"))
