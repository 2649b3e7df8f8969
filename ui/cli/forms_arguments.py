# SPDX-License-Identifier: GPL-3.0-or-later
"""The options of ``forms print``, ``forms scan`` and ``forms read``."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from ui.cli.online_arguments import add_online
from ui.cli.receipts_arguments import add_receipt
from ui.cli.rounds_arguments import ReadDay, add_rounds
from ui.texts import _


def add_forms(commands: Any, add_command: Any, add_general: Any, read_day: ReadDay) -> None:
    """Put ``forms`` among the commands; the others are those of `ui.cli.parser`."""
    about = _("print consent forms, and read scans of them")
    group = commands.add_parser("forms", help=about, description=about)
    add_general(group)
    steps = group.add_subparsers(title=_("commands"), metavar="COMMAND", required=True, parser_class=type(group))
    command = add_command(
        steps,
        "print",
        "forms:run_print",
        _("make a personal form for each person, as one PDF, and note that they were asked"),
    )
    command.add_argument("people", metavar="PERSON", nargs="*", help=_("name, or number from the list of people"))
    command.add_argument("--group", metavar="NAME", help=_("everybody in this class or group"))
    command.add_argument(
        "--purposes",
        "--purpose",
        metavar="KEY",
        nargs="+",
        action="extend",
        help=_("what to ask about; without it: every purpose that needs consent"),
    )
    command.add_argument(
        "--form-language", metavar="CODE", help=_("language of the forms; without it: that of --language")
    )
    command.add_argument("--out", metavar="FILE", type=Path, required=True, help=_("the PDF to write"))
    command.add_argument(
        "--layout-json", metavar="FILE", type=Path, help=_("also write where every box, corner mark and QR is (in mm)")
    )
    command.add_argument(
        "--list", action="store_true", help=_("begin with a list of the names, to tick off when forms are handed out")
    )
    command = add_command(
        steps,
        "scan",
        "forms_scan:run_scan",
        _("read scans of forms, record what is certain, and tell what waits for a look"),
    )
    command.add_argument(
        "scans", metavar="FILE|FOLDER", nargs="+", type=Path, help=_("scans: PDF, TIFF, JPEG, PNG, BMP or WebP")
    )
    command.add_argument("--dry-run", action="store_true", help=_("only read, as the command forms read does"))
    command = add_command(
        steps,
        "read",
        "forms:run_read",
        _("read scans of forms and say what is on them; nothing is recorded"),
    )
    command.add_argument(
        "scans", metavar="FILE|FOLDER", nargs="+", type=Path, help=_("scans: PDF, TIFF, JPEG, PNG, BMP or WebP")
    )
    add_rounds(steps, add_command, read_day)
    add_receipt(steps, add_command)
    add_online(steps, add_command)
