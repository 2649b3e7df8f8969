# SPDX-License-Identifier: GPL-3.0-or-later
"""The crash report: shown before anything is done with it, kept on this computer, never sent."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QDialog, QDialogButtonBox, QFileDialog, QLabel, QPlainTextEdit, QVBoxLayout, QWidget

from ui.texts import _
from ui.widgets.dialog_buttons import DialogButtons

_FILE_NAME = "beeldakkoord-report.txt"


class CrashDialog(QDialog):
    """Says that a mistake of the program was met, shows what would be reported, and offers to copy or save it."""

    def __init__(self, report: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._report = report
        self.setWindowTitle(_("Something went wrong in Beeldakkoord"))
        self.resize(640, 420)
        head = QLabel(
            _(
                "This is a mistake of the program, not of yours. What was saved before is safe. The report below says "
                "where it happened; it holds no names and no pictures, and it is not sent anywhere."
            )
        )
        head.setWordWrap(True)
        self.text = QPlainTextEdit(report)
        self.text.setReadOnly(True)
        self.text.setAccessibleName(_("Crash report"))
        buttons = DialogButtons(QDialogButtonBox.StandardButton.Close)
        copy = buttons.addButton(_("Copy"), QDialogButtonBox.ButtonRole.ActionRole)
        save = buttons.addButton(_("Save…"), QDialogButtonBox.ButtonRole.ActionRole)
        copy.clicked.connect(self._on_copy)
        save.clicked.connect(self._on_save)
        buttons.rejected.connect(self.reject)
        layout = QVBoxLayout(self)
        layout.addWidget(head)
        layout.addWidget(self.text, 1)
        layout.addWidget(buttons)

    def _on_copy(self) -> None:
        QGuiApplication.clipboard().setText(self._report)

    def _on_save(self) -> None:
        name, _kind = QFileDialog.getSaveFileName(self, _("Save the report"), _FILE_NAME)
        if name:
            Path(name).write_text(self._report, encoding="utf-8")
