# SPDX-License-Identifier: GPL-3.0-or-later
"""The options of ``letters``."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from models.terms import LetterKind
from ui.texts import _

DAYS_AHEAD = 60


def add_letters(commands: Any, add_command: Any) -> None:
    """Put ``letters`` among the commands; ``add_command`` is that of `ui.cli.parser`."""
    command = add_command(
        commands, "letters", "letters:run_letters", _("make the letters that are due, one a person, as a PDF")
    )
    command.add_argument(
        "kind",
        choices=[kind.value.replace("_", "-") for kind in LetterKind],
        help=_("now-decides: who may decide for themself; reminder: what was agreed; ending: a yes that ends"),
    )
    command.add_argument("--out", metavar="FILE", type=Path, required=True, help=_("the PDF to write"))
    command.add_argument(
        "--to", metavar="PERSON", nargs="+", action="extend", help=_("only to these people: names or numbers")
    )
    command.add_argument(
        "--within", metavar="DAYS", type=int, default=DAYS_AHEAD, help=_("how many days to look ahead (60)")
    )
    command.add_argument(
        "--note-as-sent", action="store_true", help=_("note that the letters went out, so that they are not due again")
    )
