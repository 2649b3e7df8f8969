# SPDX-License-Identifier: GPL-3.0-or-later
"""Options of ``media tag``."""

from __future__ import annotations

from typing import Any

from models.terms import NobodyReason
from ui.texts import _


def add_tag(steps: Any, add_command: Any, add_files: Any) -> None:
    """Put ``tag`` among the steps of ``media``; ``add_command`` and ``add_files`` are those of `ui.cli.parser`."""
    command = add_command(steps, "tag", "media:run_tag", _("say who is in photos, films and sounds"))
    add_files(command)
    command.add_argument(
        "--person", metavar="PERSON", nargs="+", action="extend", default=[], help=_("who is in it: names or numbers")
    )
    command.add_argument(
        "--box",
        metavar="X,Y,W,H",
        action="append",
        default=[],
        help=_("where, as parts of the picture from 0 to 1; the first box is for the first person, and so on"),
    )
    command.add_argument(
        "--range",
        dest="ranges",
        metavar="FROM-UNTIL",
        action="append",
        default=[],
        help=_("in a film or sound: when, such as 0:12-0:40; may be given several times; without it all of it"),
    )
    command.add_argument("--seen", action="store_true", help=_("in a film: they are seen (usual)"))
    command.add_argument("--heard", action="store_true", help=_("in a film: they are heard; with --seen both"))
    reasons = [reason.value for reason in NobodyReason]
    command.add_argument("--nobody", choices=reasons, help=_("nobody can be recognised, and why"))
    command.add_argument("--note", metavar="TEXT", default="", help=_("a remark with --nobody"))
    command.add_argument(
        "--remove", metavar="PERSON", nargs="+", action="extend", default=[], help=_("who is not in it after all")
    )
