# SPDX-License-Identifier: GPL-3.0-or-later
"""Never showing somebody: setting it, lifting it, and looking at the reason, which is put on record each time."""

from __future__ import annotations

from typing import Any

from PySide6.QtWidgets import QComboBox, QDialogButtonBox, QLabel, QPlainTextEdit, QWidget

from models.changes import Change
from models.progress import Progress
from models.roster.person_input import REASON_LENGTH
from models.terms import LookingPurpose
from models.workspace import Workspace
from ui.context import AppContext
from ui.dialogs.entry_dialog import EntryDialog, Write
from ui.pages.people.record import PersonRecord
from ui.style.protection_labels import looking_purpose_label
from ui.texts import _

_WIDTH = 420


class ProtectionDialog(EntryDialog):
    """Asks once before somebody is never, or again, shown."""

    def __init__(
        self, context: AppContext, record: PersonRecord, is_protected: bool, parent: QWidget | None = None
    ) -> None:
        name = record.person.display_name
        title = _("Never show {name}?") if is_protected else _("May {name} be shown again?")
        action = _("Never show") if is_protected else _("May be shown again")
        super().__init__(context, title.format(name=name), action, parent)
        self._person_id, self._is_protected = record.person.id, is_protected
        text = (
            _("From now on this person is covered in every copy. What is published already comes on the to-do list.")
            if is_protected
            else _("From now on the answers that were given count again. The reason is erased.")
        )
        self.body.addWidget(_wrapped(text))
        self.reason = _reason_field()
        if is_protected:
            label = _wrapped(_("Reason (only shown when somebody asks for it; may stay empty)"))
            label.setBuddy(self.reason)
            self.body.addWidget(label)
            self.body.addWidget(self.reason)

    def make_write(self) -> tuple[str, Write]:
        """Set or lift the protection."""
        person_id, is_protected, reason = self._person_id, self._is_protected, self.reason.toPlainText()

        def write(workspace: Workspace, _progress: Progress) -> Change[int]:
            return workspace.people.set_protected(person_id, is_protected, reason)

        return (_("Never show") if is_protected else _("May be shown again")), write


class ProtectedReasonDialog(EntryDialog):
    """Two steps: first why somebody looks, then the reason, once, with the possibility to change it."""

    def __init__(self, context: AppContext, record: PersonRecord, parent: QWidget | None = None) -> None:
        title = _("Why {name} is never shown").format(name=record.person.display_name)
        super().__init__(context, title, _("Show the reason"), parent)
        self._person_id = record.person.id
        self._shown: str | None = None
        self.closes = False
        self.text = _wrapped(_("Only look when you need to. That you looked, and why, is put on record."))
        self.purpose = QComboBox()
        self.purpose.setAccessibleName(_("Why do you look?"))
        self.purpose.addItem(_("Choose why you look…"), None)
        for purpose in LookingPurpose:
            self.purpose.addItem(looking_purpose_label(purpose), purpose)
        self.purpose.currentIndexChanged.connect(self._on_purpose)
        self.reason = _reason_field()
        self.reason.hide()
        self.reason.textChanged.connect(self._on_text)
        for widget in (self.text, self.purpose, self.reason):
            self.body.addWidget(widget)
        self.save.setEnabled(False)

    def make_write(self) -> tuple[str, Write]:
        """First the note that somebody looks; later the changed reason."""
        person_id = self._person_id
        if self._shown is None:
            purpose = LookingPurpose(self.purpose.currentData())

            def look(workspace: Workspace, _progress: Progress) -> Change[str]:
                return workspace.people.reveal_protected_reason(person_id, purpose)

            return "", look
        self.closes = True
        reason = self.reason.toPlainText()

        def change(workspace: Workspace, _progress: Progress) -> Change[int]:
            return workspace.people.set_protected(person_id, True, reason)

        return _("Changing the reason"), change

    def written(self, change: Change[Any]) -> None:
        """Show the reason that was asked for."""
        if self._shown is not None:
            return
        self._shown = str(change.value)
        self.purpose.hide()
        self.text.setText(_("The reason on record:") if self._shown else _("No reason is on record. You can add one:"))
        self.reason.setPlainText(self._shown)
        self.reason.show()
        self.reason.setFocus()
        self.save.setText(_("Save the change"))
        close = self.buttons.button(QDialogButtonBox.StandardButton.Cancel)
        close.setText(_("Close"))
        self._on_text()

    def _on_purpose(self) -> None:
        self.save.setEnabled(self.purpose.currentData() is not None)

    def _on_text(self) -> None:
        text = self.reason.toPlainText()
        self.save.setEnabled(self._shown is not None and text != self._shown and len(text) <= REASON_LENGTH)


def _reason_field() -> QPlainTextEdit:
    field = QPlainTextEdit()
    field.setAccessibleName(_("Reason"))
    field.setTabChangesFocus(True)
    field.setFixedHeight(field.fontMetrics().lineSpacing() * 5)
    return field


def _wrapped(text: str) -> QLabel:
    label = QLabel(text)
    label.setWordWrap(True)
    label.setMinimumWidth(_WIDTH)
    return label
