# SPDX-License-Identifier: GPL-3.0-or-later
"""The options of ``forms link`` and ``forms online``."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from models.terms import DateOrder
from ui.texts import _


def add_online(steps: Any, add_command: Any) -> None:
    """Put the commands among those of ``forms``; ``add_command`` is that of `ui.cli.parser`."""
    command = add_command(steps, "link", "online:run_link", _("set or show the link of your own online form"))
    command.add_argument("form", metavar="NAME", help=_("what you call the form"))
    command.add_argument(
        "link", metavar="LINK", nargs="?", help=_("its pre-filled link, with ZZCODEZZ as the answer about the code")
    )
    command.add_argument("--code", metavar="CODE", help=_("show the link for this code"))
    command = add_command(
        steps, "online", "online:run_online", _("bring in the answers that your online form exported")
    )
    command.add_argument("file", metavar="FILE", nargs="?", type=Path, help=_("its export, as CSV or Excel workbook"))
    command.add_argument("--form", metavar="NAME", help=_("what you call the form"))
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
    command.add_argument("--yes", metavar="WORD", action="append", default=[], help=_("a word that means yes"))
    command.add_argument("--no", metavar="WORD", action="append", default=[], help=_("a word that means no"))
    command.add_argument("--skip", metavar="WORD", action="append", default=[], help=_("a word that is no answer"))
    command.add_argument("--who-column", metavar="HEADING", help=_("column that says who answered"))
    command.add_argument("--date-column", metavar="HEADING", help=_("column with the day of each answer"))
    command.add_argument(
        "--date-order", choices=[order.value for order in DateOrder], help=_("order of day and month in that column")
    )
    command.add_argument("--dry-run", action="store_true", help=_("only show what would happen"))
    command.add_argument("--undo", metavar="IMPORT", help=_("take back this import"))
