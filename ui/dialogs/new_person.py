# SPDX-License-Identifier: GPL-3.0-or-later
"""Somebody who is not in the register yet, added where they are needed: while naming, or for an event."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QComboBox, QDialog, QDialogButtonBox, QFormLayout, QLabel, QLineEdit, QVBoxLayout, QWidget

from models.changes import Change
from models.errors import KnownError
from models.progress import Progress
from models.roster.groups import GroupRow
from models.roster.names import split_full_name
from models.roster.person_input import PersonInput
from models.terms import PersonRole
from models.workspace import Workspace
from ui.context import AppContext
from ui.style import labels
from ui.style.error_sentences import error_sentence
from ui.style.theme import set_kind
from ui.texts import _
from ui.widgets.dialog_buttons import DialogButtons


class NewPersonDialog(QDialog):
    """Name, role, company and class; tells ``created`` with the new id and the name."""

    created = Signal(int, str)

    def __init__(self, context: AppContext, name: str, parent: QWidget | None = None, *, action: str = "") -> None:
        super().__init__(parent)
        self._context = context
        parts = split_full_name(name)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowTitle(_("Add a person"))
        self.given = QLineEdit(parts.given or name)
        self.prefix = QLineEdit(parts.prefix)
        self.family = QLineEdit(parts.family)
        self.role = QComboBox()
        for role in PersonRole:
            self.role.addItem(labels.role_label(role), role)
        self.role.setCurrentIndex(self.role.findData(PersonRole.GUEST))
        self.organisation = QLineEdit()
        self.organisation.setPlaceholderText(_("For a guest or an internship provider"))
        self.group = QComboBox()
        self.group.addItem(_("No class"), None)
        self.message = QLabel()
        self.message.setWordWrap(True)
        self.message.hide()
        form = QFormLayout()
        form.addRow(_("&Given name"), self.given)
        form.addRow(_("&Prefix"), self.prefix)
        form.addRow(_("&Family name"), self.family)
        form.addRow(_("&Role"), self.role)
        form.addRow(_("&Company or organisation"), self.organisation)
        form.addRow(_("&Class"), self.group)
        buttons = DialogButtons(QDialogButtonBox.StandardButton.Cancel)
        add = buttons.addButton(action or _("Add and name"), QDialogButtonBox.ButtonRole.AcceptRole)
        set_kind(add, "primary")
        buttons.accepted.connect(self._on_add)
        buttons.rejected.connect(self.reject)
        layout = QVBoxLayout(self)
        layout.addLayout(form)
        layout.addWidget(self.message)
        layout.addWidget(buttons)
        context.jobs.run_query(_load_groups, success=self._on_groups, owner=self)

    def _on_groups(self, groups: tuple[GroupRow, ...]) -> None:
        for group in groups:
            self.group.addItem(group.name, group.id)

    def _on_add(self) -> None:
        group_id = self.group.currentData()
        entered = PersonInput(
            given_name=self.given.text(),
            name_prefix=self.prefix.text(),
            family_name=self.family.text(),
            organisation=self.organisation.text(),
            roles=(PersonRole(self.role.currentData()),),
            group_ids=() if group_id is None else (group_id,),
        )

        def add(workspace: Workspace, _progress: Progress) -> Change[int]:
            return workspace.people.add_person(entered)

        self._context.jobs.run_change(
            add, success=self._on_added, failure=self._on_failed, owner=self, label=_("Add a person")
        )

    def _on_added(self, change: Change[int]) -> None:
        parts = (self.given.text(), self.prefix.text(), self.family.text())
        self.created.emit(change.value, " ".join(part.strip() for part in parts if part.strip()))
        self.accept()

    def _on_failed(self, error: KnownError) -> None:
        self.message.setText(error_sentence(error))
        self.message.show()


def _load_groups(workspace: Workspace, _progress: Progress) -> tuple[GroupRow, ...]:
    return workspace.groups.list_groups()
