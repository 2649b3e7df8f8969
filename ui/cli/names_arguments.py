# SPDX-License-Identifier: GPL-3.0-or-later
"""Options of ``media names``."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from ui.texts import _


def add_names(steps: Any, add_command: Any) -> None:
    """Put ``names`` among the steps of ``media``; ``add_command`` is that of `ui.cli.parser`."""
    command = add_command(
        steps, "names", "names:run_names", _("find names that photo files hold, and name people by them")
    )
    command.add_argument("files", metavar="FILE|FOLDER", nargs="*", type=Path, help=_("photos, or folders of photos"))
    command.add_argument(
        "--all", action="store_true", help=_("all photos of the register that were not dealt with yet")
    )
    command.add_argument(
        "--is", dest="meanings", metavar="NAME=PERSON", action="append", default=[],
        help=_("whom a name means; “NAME=none” is nobody of the school. It is remembered."),
    )  # fmt: skip
    command.add_argument("--apply", action="store_true", help=_("name the people whom the names mean for sure"))
    command.add_argument(
        "--doubtful", action="store_true", help=_("with --apply: also where a file contradicts itself")
    )
    command.add_argument(
        "--write-sidecars", action="store_true",
        help=_("write the names of the register beside these photos (photo.jpg.xmp)"),
    )  # fmt: skip
