# SPDX-License-Identifier: GPL-3.0-or-later
"""The options of ``people doubles``, ``people merge`` and ``people take-apart``."""

from __future__ import annotations

from typing import Any

from models.roster.merge_terms import MergeField
from ui.texts import _


def add_merging(steps: Any, add_command: Any) -> None:
    """Put the commands among those of ``people``; ``add_command`` is that of `ui.cli.parser`."""
    add_command(steps, "doubles", "merging:run_doubles", _("list who may be on record twice"))
    command = add_command(steps, "merge", "merging:run_merge", _("join two records of one person"))
    command.add_argument("keep", metavar="KEEP", help=_("the record that stays: name, or number"))
    command.add_argument("other", metavar="OTHER", help=_("the record that counts as that one from then on"))
    command.add_argument(
        "--take",
        metavar="FIELD",
        action="append",
        choices=[field.value for field in MergeField],
        help=_("take this from the other record; without it: only what the first one lacks"),
    )
    command.add_argument("--dry-run", action="store_true", help=_("only show what would happen"))
    command = add_command(steps, "take-apart", "merging:run_take_apart", _("take two joined records apart again"))
    command.add_argument("merge", metavar="NUMBER", type=int, help=_("number that people merge gave"))
