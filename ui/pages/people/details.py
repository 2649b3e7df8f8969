# SPDX-License-Identifier: GPL-3.0-or-later
"""Somebody's own data, whether they are never shown, and whether they have left."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QFormLayout, QFrame, QHBoxLayout, QLabel, QPushButton, QVBoxLayout, QWidget

from models.changes import Change
from models.progress import Progress
from models.workspace import Workspace
from ui.context import AppContext
from ui.dialogs.entry_dialog import EntryDialog, Write
from ui.pages.people.record import PersonRecord
from ui.style import labels
from ui.style.icons import icon
from ui.style.spacing import L, M, S
from ui.style.theme import set_kind
from ui.texts import _, format_date
from ui.widgets.date_field import DateField


class DetailsPanel(QWidget):
    """Shows the data and asks for what is to be changed."""

    edit_asked = Signal()
    protection_asked = Signal(bool)
    reason_asked = Signal()
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
        self.reveal = QPushButton(icon("eye"), _("Show the reason…"))
        set_kind(self.reveal, "quiet")
        self.reveal.clicked.connect(self.reason_asked)
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
        self.reveal.setVisible(person.is_protected)
        self.left.setText(_("Is back at school") if person.left_on is not None else _("Left school…"))

    def _lay_out(self, form: QFormLayout) -> None:
        card = QFrame()
        set_kind(card, "card")
        column = QVBoxLayout(card)
        column.setContentsMargins(L, L, L, L)
        column.addLayout(form)
        column.addWidget(self.edit, 0, Qt.AlignmentFlag.AlignLeft)
        self.safety = QFrame()
        set_kind(self.safety, "card")
        column = QVBoxLayout(self.safety)
        column.setContentsMargins(L, M, L, M)
        column.addWidget(self.protection_text)
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
        layout.addWidget(self.safety)
        layout.addLayout(bottom)
        layout.addStretch(1)

    def _on_protect(self) -> None:
        if self._record is not None:
            self.protection_asked.emit(not self._record.person.is_protected)

    def _on_left(self) -> None:
        if self._record is not None:
            (self.back_asked if self._record.person.left_on is not None else self.left_asked).emit()


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
