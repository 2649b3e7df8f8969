# SPDX-License-Identifier: GPL-3.0-or-later
"""The options of ``forms receipt``."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from ui.texts import _


def add_receipt(steps: Any, add_command: Any) -> None:
    """Put ``receipt`` among the steps of ``forms``."""
    command = add_command(
        steps,
        "receipt",
        "receipts:run_receipt",
        _("tell who answered what was recorded, as one PDF or as texts to mail"),
    )
    whose = command.add_mutually_exclusive_group(required=True)
    whose.add_argument("--person", metavar="PERSON", nargs="+", help=_("of these people: what stands today"))
    whose.add_argument("--round", metavar="ROUND", help=_("of everybody who answered in this round: name or number"))
    whose.add_argument(
        "--run", dest="pile", metavar="RUN", help=_("of everybody in a pile that was read by forms scan")
    )
    command.add_argument("--out", metavar="FILE", type=Path, help=_("the PDF to write"))
    command.add_argument("--text", action="store_true", help=_("also the text of each, for an e-mail"))
