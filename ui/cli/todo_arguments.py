# SPDX-License-Identifier: GPL-3.0-or-later
"""The options of ``todo``."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from models.terms import TodoKind
from ui.texts import _


def add_todo(commands: Any, add_command: Callable[..., Any]) -> None:
    """The command that lists what there is to do."""
    command = add_command(commands, "todo", "todo:run_todo", _("list what there is to do, most urgent first"))
    command.add_argument(
        "--kind", action="append", choices=[kind.value for kind in TodoKind], help=_("only this; may be given again")
    )
    command.add_argument(
        "--limit", metavar="COUNT", type=int, default=20, help=_("how many of each kind to name (usually 20)")
    )
