# SPDX-License-Identifier: GPL-3.0-or-later
"""Options of ``people dossier``, ``people erase`` and ``people leavers``."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from models.terms import ErasureGround
from ui.texts import _


def add_rights(steps: Any, add_command: Any) -> None:
    """Put the three steps under ``people``; ``add_command`` is that of `ui.cli.parser`."""
    dossier = add_command(
        steps, "dossier", "rights:run_dossier", _("write everything on record about one person into a folder")
    )
    dossier.add_argument("person", metavar="PERSON", help=_("name, or number from the list of people"))
    dossier.add_argument(
        "--to", metavar="FOLDER", type=Path, required=True, help=_("where to put the folder of the dossier")
    )
    dossier.add_argument("--no-pictures", action="store_true", help=_("without copies of the photos"))
    dossier.add_argument("--with-reason", action="store_true", help=_("also why the person is never shown"))
    erase = add_command(steps, "erase", "rights:run_erase", _("erase people for good; there is no way back"))
    erase.add_argument("people", metavar="PERSON", nargs="+", help=_("names, or numbers from the list of people"))
    erase.add_argument(
        "--ground",
        choices=[ground.value for ground in ErasureGround],
        required=True,
        help=_("why: GDPR art. 17(1)(a) to (f), in this order"),
    )
    erase.add_argument("--note", metavar="TEXT", default="", help=_("a remark, kept without the name"))
    erase.add_argument("--dry-run", action="store_true", help=_("show what would go and erase nothing"))
    erase.add_argument("--yes", action="store_true", help=_("erase; without it only what would go is shown"))
    erase.add_argument(
        "--with-copies", action="store_true", help=_("also delete safety copies beside the register that hold them")
    )
    add_command(steps, "leavers", "rights:run_leavers", _("list who left so long ago that they may be erased"))
