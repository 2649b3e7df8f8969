# SPDX-License-Identifier: GPL-3.0-or-later
"""Somebody's own data, whether they are never shown, and whether they have left."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QFormLayout, QFrame, QHBoxLayout, QLabel, QLineEdit, QPushButton, QVBoxLayout, QWidget

from models.changes import Change
from models.progress import Progress
from models.workspace import Workspace
from ui.context import AppContext
from ui.pages.people.date_field import DateField
from ui.pages.people.entry_dialog import EntryDialog, Write
from ui.pages.people.record import PersonRecord
from ui.style import labels
from ui.style.icons import icon
from ui.style.spacing import L, M, S
from ui.style.theme import set_kind
from ui.texts import _, format_date


class DetailsPanel(QWidget):
    """Shows the data and asks for what is to be changed."""

    edit_asked = Signal()
    protection_asked = Signal(bool)
    left_asked = Signal()
    back_asked = Signal()
    removal_asked = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._record: PersonRecord | None = None
        names = ("name", "roles", "groups", "born", "number", "email", "phone", "org")
        self._values = {name: QLabel() for name in names}
        form = QFormLayout()
        form.setHorizontalSpacing(L)
        for text, name in (
            (_("Name"), "name"),
            (_("Roles"), "roles"),
            (_("Classes"), "groups"),
            (_("Date of birth"), "born"),
            (_("Pupil number"), "number"),
            (_("E-mail"), "email"),
            (_("Phone"), "phone"),
            (_("Organisation"), "org"),
        ):
            label = self._values[name]
            label.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
            label.setWordWrap(True)
            form.addRow(text, label)
        self.edit = QPushButton(icon("edit"), _("Change details…"))
        self.edit.clicked.connect(self.edit_asked)
        self.protection_text = QLabel()
        self.protection_text.setWordWrap(True)
        self.reason = QLabel()
        self.reason.setWordWrap(True)
        self.reveal = QPushButton(icon("eye"), _("Show the reason"))
        set_kind(self.reveal, "quiet")
        self.reveal.clicked.connect(self._on_reveal)
        self.protect = QPushButton(icon("shield"), _("Never show…"))
        self.protect.clicked.connect(self._on_protect)
        self.left = QPushButton(icon("history"), _("Left school…"))
        self.left.clicked.connect(self._on_left)
        self.remove = QPushButton(icon("delete"), _("Remove from the register"))
        self.remove.setToolTip(_("Only for somebody without any answers, pictures or forms."))
        set_kind(self.remove, "quiet")
        self.remove.clicked.connect(self.removal_asked)
        self._lay_out(form)

    def set_record(self, record: PersonRecord) -> None:
        """Show a person."""
        self._record = record
        person = record.person
        texts = {
            "name": person.display_name or "–",
            "roles": ", ".join(labels.role_label(role) for role in person.roles) or "–",
            "groups": ", ".join(person.groups) or "–",
            "born": format_date(person.birth_date) if person.birth_date is not None else "–",
            "number": person.pupil_number or "–",
            "email": person.email or "–",
            "phone": person.telephone or "–",
            "org": person.organisation or "–",
        }
        for name, text in texts.items():
            self._values[name].setText(text)
        self.protection_text.setText(
            _("This person is never shown: always covered, whatever was answered.")
            if person.is_protected
            else _("For somebody who may never be recognisable, for their safety. Their answers do not matter then.")
        )
        self.protect.setText(_("May be shown again…") if person.is_protected else _("Never show…"))
        self.reveal.setVisible(person.is_protected and bool(person.protected_reason))
        self.reason.hide()
        self.left.setText(_("Is back at school") if person.left_on is not None else _("Left school…"))

    def _lay_out(self, form: QFormLayout) -> None:
        card = QFrame()
        set_kind(card, "card")
        column = QVBoxLayout(card)
        column.setContentsMargins(L, L, L, L)
        column.addLayout(form)
        column.addWidget(self.edit, 0, Qt.AlignmentFlag.AlignLeft)
        safety = QFrame()
        set_kind(safety, "card")
        column = QVBoxLayout(safety)
        column.setContentsMargins(L, M, L, M)
        column.addWidget(self.protection_text)
        column.addWidget(self.reason)
        row = QHBoxLayout()
        row.addWidget(self.protect)
        row.addWidget(self.reveal)
        row.addStretch(1)
        column.addLayout(row)
        bottom = QHBoxLayout()
        bottom.addWidget(self.left)
        bottom.addStretch(1)
        bottom.addWidget(self.remove)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, M, 0, 0)
        layout.setSpacing(S)
        layout.addWidget(card)
        layout.addWidget(safety)
        layout.addLayout(bottom)
        layout.addStretch(1)

    def _on_reveal(self) -> None:
        if self._record is not None:
            self.reason.setText(self._record.person.protected_reason)
            self.reason.show()
            self.reveal.hide()

    def _on_protect(self) -> None:
        if self._record is not None:
            self.protection_asked.emit(not self._record.person.is_protected)

    def _on_left(self) -> None:
        if self._record is not None:
            (self.back_asked if self._record.person.left_on is not None else self.left_asked).emit()


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
        text = QLabel(
            _("From now on this person is covered in every copy. What is published already comes on the to-do list.")
            if is_protected
            else _("From now on the answers that were given count again. The reason is erased.")
        )
        text.setWordWrap(True)
        text.setMinimumWidth(420)
        self.reason = QLineEdit()
        self.reason.setMaxLength(500)
        label = QLabel(_("Reason (only shown when somebody asks for it; may stay empty)"))
        label.setWordWrap(True)
        label.setBuddy(self.reason)
        self.body.addWidget(text)
        if is_protected:
            self.body.addWidget(label)
            self.body.addWidget(self.reason)

    def make_write(self) -> tuple[str, Write]:
        """Set or lift the protection."""
        person_id, is_protected, reason = self._person_id, self._is_protected, self.reason.text()

        def write(workspace: Workspace, _progress: Progress) -> Change[int]:
            return workspace.people.set_protected(person_id, is_protected, reason)

        return (_("Never show") if is_protected else _("May be shown again")), write


class LeftDialog(EntryDialog):
    """From which day somebody is not at school any more."""

    def __init__(self, context: AppContext, record: PersonRecord, parent: QWidget | None = None) -> None:
        title = _("{name} left school").format(name=record.person.display_name)
        super().__init__(context, title, _("Save"), parent)
        self._person_id = record.person.id
        self.day = DateField(_("Left school on"))
        self.day.set_day(record.today)
        text = QLabel(_("Each yes that was given up to that day ends with it. Everything stays on record."))
        text.setWordWrap(True)
        text.setMinimumWidth(380)
        form = QFormLayout()
        form.addRow(_("Left school on"), self.day)
        self.body.addWidget(text)
        self.body.addLayout(form)

    def make_write(self) -> tuple[str, Write]:
        """Write the day."""
        person_id, day = self._person_id, self.day.day()

        def write(workspace: Workspace, _progress: Progress) -> Change[int]:
            return workspace.people.set_left(person_id, day)

        return _("Left school"), write
