# SPDX-License-Identifier: GPL-3.0-or-later
"""Who the school is: shown on forms, and asked for in proofs."""

from __future__ import annotations

from dataclasses import replace

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QCheckBox, QFormLayout, QLabel, QLineEdit, QPushButton, QVBoxLayout, QWidget

from models.changes import Change, ChangeSet
from models.errors import KnownError
from models.progress import Progress
from models.settings import School
from models.terms import ChangeKind
from models.workspace import Workspace
from ui.context import AppContext
from ui.style.error_sentences import error_sentence
from ui.style.icons import icon
from ui.style.spacing import L, M, S
from ui.style.theme import set_kind
from ui.texts import _

_WIDTH = 420


class SchoolPanel(QWidget):
    """Name, school year, contact and privacy officer."""

    def __init__(self, context: AppContext, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._context = context
        self._school: School | None = None
        self.name, self.year, self.contact, self.officer = QLineEdit(), QLineEdit(), QLineEdit(), QLineEdit()
        self.year.setMaxLength(9)
        for field in (self.name, self.contact, self.officer):
            field.setMinimumWidth(_WIDTH)
        self.names = QCheckBox(_("A first name may stand beside a photo or film"))
        self.names.setToolTip(_("Consent forms say so: with this, or that there are no names."))
        self.save = QPushButton(icon("check", "on_accent"), _("Save"))
        set_kind(self.save, "primary")
        self.message = QLabel()
        form = QFormLayout()
        form.setVerticalSpacing(S)
        form.setFieldGrowthPolicy(QFormLayout.FieldGrowthPolicy.FieldsStayAtSizeHint)
        form.addRow(_("&Name of the school"), self.name)
        form.addRow(_("School &year"), self.year)
        form.addRow(_("&Contact for parents"), self.contact)
        form.addRow(_("&Privacy officer"), self.officer)
        form.addRow("", self.names)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(L, L, L, L)
        layout.setSpacing(M)
        layout.addLayout(form)
        layout.addWidget(self.save, 0, Qt.AlignmentFlag.AlignLeft)
        layout.addWidget(self.message)
        layout.addStretch(1)
        self.save.clicked.connect(self._on_save)
        context.bus.changed.connect(self._on_changed)
        self._load()

    def _load(self) -> None:
        def read(workspace: Workspace, _progress: Progress) -> School | None:
            return workspace.settings.school()

        self._context.jobs.run_query(read, success=self._on_loaded, owner=self, key="school")

    def _on_loaded(self, school: School | None) -> None:
        self._school = school or School("")
        for field, text in (
            (self.name, self._school.name),
            (self.year, self._school.school_year),
            (self.contact, self._school.contact),
            (self.officer, self._school.privacy_officer),
        ):
            field.setText(text)
        self.names.setChecked(self._school.names_with_pictures)

    def _on_changed(self, changes: ChangeSet) -> None:
        if changes.concerns(ChangeKind.SETTING):
            self._load()

    def _on_save(self) -> None:
        if self._school is None:
            return
        school = replace(
            self._school,
            name=self.name.text().strip(),
            school_year=self.year.text().strip(),
            contact=self.contact.text().strip(),
            privacy_officer=self.officer.text().strip(),
            names_with_pictures=self.names.isChecked(),
        )

        def write(workspace: Workspace, _progress: Progress) -> Change[School]:
            return workspace.settings.change_school(school)

        self._context.jobs.run_change(
            write, success=self._on_saved, failure=self._on_failed, owner=self, label=_("Change the school")
        )

    def _on_saved(self, _change: Change[School]) -> None:
        self.message.setText(_("Saved."))

    def _on_failed(self, error: KnownError) -> None:
        self.message.setText(error_sentence(error))
