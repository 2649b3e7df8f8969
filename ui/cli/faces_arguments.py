# SPDX-License-Identifier: GPL-3.0-or-later
"""Options of ``faces`` and ``media faces``."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from ui.texts import _


def add_faces(commands: Any, add_command: Any) -> None:
    """Put ``faces`` among the commands; ``add_command`` is that of `ui.cli.parser`."""
    command = add_command(
        commands, "faces", "faces:run_faces", _("say where the faces in photos are; no register is needed")
    )
    command.add_argument("files", metavar="FILE|FOLDER", nargs="+", type=Path, help=_("photos, or folders of photos"))
    _add_harder(command)


def add_media_faces(steps: Any, add_command: Any) -> None:
    """Put ``faces`` among the steps of ``media``."""
    command = add_command(steps, "faces", "faces:run_media_faces", _("look for faces in photos of the register"))
    command.add_argument("files", metavar="FILE|FOLDER", nargs="*", type=Path, help=_("photos, or folders of photos"))
    command.add_argument("--all", action="store_true", help=_("all photos of the register that were not looked at yet"))
    _add_harder(command)


def _add_harder(command: Any) -> None:
    command.add_argument(
        "--harder",
        action="store_true",
        help=_("look at full size and turned too: slow, and finds more that is no face"),
    )
