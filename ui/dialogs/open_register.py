# SPDX-License-Identifier: GPL-3.0-or-later
"""What to do when a register cannot be opened."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtWidgets import QFileDialog, QMessageBox, QWidget

from models.errors import KnownError
from ui.places import REGISTER_SUFFIX
from ui.style.error_sentences import error_sentence
from ui.texts import _


def ask_about_register(error: KnownError, path: Path, parent: QWidget | None = None) -> Path | None:
    """Say why the register cannot be opened; gives the path to try next, or None to stop."""
    box = QMessageBox(
        QMessageBox.Icon.Warning, _("The register cannot be opened"), error_sentence(error), parent=parent
    )
    again = box.addButton(_("Try again"), QMessageBox.ButtonRole.AcceptRole)
    other = box.addButton(_("Choose another register…"), QMessageBox.ButtonRole.ActionRole)
    box.addButton(_("Stop"), QMessageBox.ButtonRole.RejectRole)
    box.exec()
    if box.clickedButton() is again:
        return path
    if box.clickedButton() is other:
        return choose_register(path, parent)
    return None


def choose_register(near: Path, parent: QWidget | None = None) -> Path | None:
    """Ask for a register's file."""
    pattern = _("Registers ({pattern})").format(pattern=f"*{REGISTER_SUFFIX}")
    name, _kind = QFileDialog.getOpenFileName(parent, _("Open a register"), str(near.parent), pattern)
    return Path(name) if name else None
