# SPDX-License-Identifier: GPL-3.0-or-later
"""Options of ``verify`` and ``consent proof``, and the one that keeps a file with an answer."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from ui.texts import _


def add_verify(commands: Any, add_command: Any) -> None:
    """The command that checks the register."""
    command = add_command(
        commands, "verify", "records:run_verify", _("check that everything in the register is as it was recorded")
    )
    command.add_argument(
        "--head", metavar="SEAL", help=_("also say whether this seal of an earlier proof sheet is in the log")
    )


def add_proof(steps: Any, add_command: Any) -> None:
    """The step of ``consent`` that writes a proof sheet."""
    command = add_command(steps, "proof", "records:run_proof", _("write the proof of one answer as a PDF"))
    command.add_argument(
        "event", metavar="ANSWER", type=int, help=_("number of the answer, as consent show --json has it")
    )
    command.add_argument("--out", metavar="FILE", type=Path, required=True, help=_("the PDF to write"))


def add_evidence_option(command: Any) -> None:
    """The option of ``consent set`` that keeps a file as proof."""
    command.add_argument(
        "--proof", metavar="FILE", type=Path, help=_("keep this file with the answer: a scan, picture, e-mail or text")
    )
