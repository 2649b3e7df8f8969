# SPDX-License-Identifier: GPL-3.0-or-later
"""A note typed as proof: what was said, by whom, and when."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QDialog, QDialogButtonBox, QLabel, QPlainTextEdit, QVBoxLayout, QWidget

from models.consent.evidence_types import MOST_NOTE, EvidenceInput, note_evidence
from ui.style.spacing import L, M
from ui.style.theme import set_kind
from ui.texts import _
from ui.widgets.dialog_buttons import DialogButtons

_WIDTH = 460


class NoteDialog(QDialog):
    """Gives the note as something to keep."""

    note_written = Signal(object)
    """`EvidenceInput`."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWindowTitle(_("Note as proof"))
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.text = QPlainTextEdit()
        self.text.setAccessibleName(_("What was said"))
        self.text.setPlaceholderText(_("For example: Mr Jansen called at 9:15. Photos yes, film only in the portal."))
        self.text.setTabChangesFocus(True)
        self.text.setMinimumSize(_WIDTH, self.text.fontMetrics().lineSpacing() * 8)
        label = QLabel(_("Write down who said what, and when. The note is kept with the answer and cannot be changed."))
        label.setWordWrap(True)
        label.setBuddy(self.text)
        self.buttons = DialogButtons(QDialogButtonBox.StandardButton.Cancel)
        self.keep = self.buttons.addButton(_("Keep this note"), QDialogButtonBox.ButtonRole.AcceptRole)
        set_kind(self.keep, "primary")
        self.keep.setEnabled(False)
        self.text.textChanged.connect(self._on_text)
        self.buttons.accepted.connect(self.accept)
        self.buttons.rejected.connect(self.reject)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(L, L, L, L)
        layout.setSpacing(M)
        for widget in (label, self.text, self.buttons):
            layout.addWidget(widget)

    def accept(self) -> None:
        """Give the note."""
        self.note_written.emit(self.note())
        super().accept()

    def note(self) -> EvidenceInput:
        """What is written now; raises ``VALUE_NOT_ALLOWED`` where that is nothing."""
        return note_evidence(self.text.toPlainText())

    def _on_text(self) -> None:
        self.keep.setEnabled(0 < len(self.text.toPlainText().strip()) <= MOST_NOTE)
