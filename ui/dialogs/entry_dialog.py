# SPDX-License-Identifier: GPL-3.0-or-later
"""What dialogs of this page have in common: they stay open with a sentence when something is not right."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import shiboken6
from PySide6.QtCore import Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QDialog, QDialogButtonBox, QLabel, QProgressBar, QPushButton, QVBoxLayout, QWidget

from models.changes import Change
from models.errors import BugError, ErrorCode, KnownError
from models.progress import Progress
from models.workspace import Workspace
from ui.background.jobs import Job
from ui.context import AppContext
from ui.style.error_sentences import error_sentence
from ui.style.spacing import L, M
from ui.style.theme import set_kind
from ui.texts import _
from ui.widgets.dialog_buttons import DialogButtons

Write = Callable[[Workspace, Progress], Change[Any]]


_ENTER = (Qt.Key.Key_Return, Qt.Key.Key_Enter)


class EntryDialog(QDialog):
    """A dialog with a body, a line for what is the matter, and a button that writes.

    Enter in any field presses that button; on another button it presses that one.
    """

    def __init__(self, context: AppContext, title: str, action: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.context = context
        self.closes = True
        """Whether the dialog is done once it has written."""
        self.is_long = False
        """Whether writing takes long enough to show how far it is, and to be stopped by the button beside it."""
        self._writing: Job[Any] | None = None
        self.setWindowTitle(title)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.problem = QLabel()
        self.problem.setWordWrap(True)
        set_kind(self.problem, "heading")
        self.problem.hide()
        self.progress = QProgressBar()
        self.progress.setAccessibleName(_("How far it is"))
        self.progress.hide()
        self.buttons = DialogButtons(QDialogButtonBox.StandardButton.Cancel)
        self.save = self.buttons.addButton(action, QDialogButtonBox.ButtonRole.AcceptRole)
        set_kind(self.save, "primary")
        self.save.setDefault(True)
        # Enter never means Cancel, also not while there is nothing to save yet.
        self.buttons.button(QDialogButtonBox.StandardButton.Cancel).setAutoDefault(False)
        self.buttons.accepted.connect(self.write)
        self.buttons.rejected.connect(self.reject)
        self._focus_before: QWidget | None = None
        self._fields = QWidget()
        self.body = QVBoxLayout(self._fields)
        self.body.setContentsMargins(0, 0, 0, 0)
        self.body.setSpacing(M)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(L, L, L, L)
        layout.setSpacing(M)
        layout.addWidget(self._fields, 1)
        layout.addWidget(self.problem)
        layout.addWidget(self.progress)
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
        self._focus_before = self.focusWidget()
        self.save.setEnabled(False)  # the keyboard goes to the button beside it, which is Cancel
        if self.is_long:
            self._show_writing(is_busy=True)
        self._writing = self.context.jobs.run_change(
            work,
            success=self._on_written,
            failure=self.show_problem,
            progress=self._on_progress if self.is_long else None,
            owner=self,
            label=label,
        )

    def show_problem(self, error: KnownError) -> None:
        """Say what is the matter; nothing was written."""
        self._show_writing(is_busy=False)
        self.save.setEnabled(True)
        if self._focus_before is not None and shiboken6.isValid(self._focus_before):
            self._focus_before.setFocus(Qt.FocusReason.OtherFocusReason)
        stopped = error.code is ErrorCode.CANCELLED
        self.problem.setText(_("Stopped. Nothing was recorded.") if stopped else error_sentence(error))
        self.problem.setAccessibleName(_("Problem: {sentence}").format(sentence=self.problem.text()))
        self.problem.show()

    def reject(self) -> None:
        """Close; while something long is being written: stop it, so that nothing of it is on record."""
        if self.is_long and self._writing is not None:
            self._writing.cancel()
        else:
            super().reject()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Enter means the main button wherever the keyboard is, but for a button that has it."""
        if event.key() not in _ENTER or event.modifiers() & ~Qt.KeyboardModifier.KeypadModifier:
            super().keyPressEvent(event)
            return
        focused = self.focusWidget()
        button = focused if isinstance(focused, QPushButton) else self.save
        if self._writing is None and button.isVisible() and button.isEnabled():
            button.click()

    def _on_written(self, change: Change[Any]) -> None:
        self._show_writing(is_busy=False)
        self.written(change)
        if self.closes:
            self.accept()

    def _on_progress(self, done: int, total: int) -> None:
        self.progress.setRange(0, total)
        self.progress.setValue(done)

    def _show_writing(self, *, is_busy: bool) -> None:
        """While something long is written nothing can be filled in, and it can be stopped."""
        if not is_busy:
            self._writing = None
        self.progress.setRange(0, 0)
        self.progress.setVisible(is_busy)
        self._fields.setEnabled(not is_busy)
        if is_busy:
            self.setFocus()  # a second Enter must not reach the button that stops
