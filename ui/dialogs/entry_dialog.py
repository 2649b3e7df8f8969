# SPDX-License-Identifier: GPL-3.0-or-later
"""What dialogs of this page have in common: they stay open with a sentence when something is not right."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QDialog, QDialogButtonBox, QLabel, QVBoxLayout, QWidget

from models.changes import Change
from models.errors import BugError, KnownError
from models.progress import Progress
from models.workspace import Workspace
from ui.context import AppContext
from ui.style.error_sentences import error_sentence
from ui.style.spacing import L, M
from ui.style.theme import set_kind
from ui.texts import _

Write = Callable[[Workspace, Progress], Change[Any]]


class EntryDialog(QDialog):
    """A dialog with a body, a line for what is the matter, and a button that writes."""

    def __init__(self, context: AppContext, title: str, action: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.context = context
        self.closes = True
        """Whether the dialog is done once it has written."""
        self.setWindowTitle(title)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.problem = QLabel()
        self.problem.setWordWrap(True)
        set_kind(self.problem, "heading")
        self.problem.hide()
        self.buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Cancel)
        self.save = self.buttons.addButton(action, QDialogButtonBox.ButtonRole.AcceptRole)
        set_kind(self.save, "primary")
        self.save.setDefault(True)
        # Enter never means Cancel, also not while there is nothing to save yet.
        self.buttons.button(QDialogButtonBox.StandardButton.Cancel).setAutoDefault(False)
        self.buttons.accepted.connect(self.write)
        self.buttons.rejected.connect(self.reject)
        self.body = QVBoxLayout()
        self.body.setSpacing(M)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(L, L, L, L)
        layout.setSpacing(M)
        layout.addLayout(self.body, 1)
        layout.addWidget(self.problem)
        layout.addWidget(self.buttons)

    def make_write(self) -> tuple[str, Write]:
        """The name of the step (for undo) and what to write; raises `KnownError` for what was filled in wrong."""
        raise BugError("a dialog that writes nothing")

    def written(self, change: Change[Any]) -> None:
        """Called after writing, before the dialog closes."""

    def write(self) -> None:
        """Write what was filled in; the dialog closes when that is done."""
        self.problem.hide()
        try:
            label, work = self.make_write()
        except KnownError as error:
            self.show_problem(error)
            return
        self.save.setEnabled(False)
        self.context.jobs.run_change(work, success=self._on_written, failure=self.show_problem, owner=self, label=label)

    def show_problem(self, error: KnownError) -> None:
        """Say what is the matter; nothing was written."""
        self.save.setEnabled(True)
        self.problem.setText(error_sentence(error))
        self.problem.setAccessibleName(_("Problem: {sentence}").format(sentence=self.problem.text()))
        self.problem.show()

    def _on_written(self, change: Change[Any]) -> None:
        self.written(change)
        if self.closes:
            self.accept()
