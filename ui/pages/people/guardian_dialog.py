# SPDX-License-Identifier: GPL-3.0-or-later
"""Adding somebody who answers for a pupil, or changing what is on record about that."""

from __future__ import annotations

from PySide6.QtCore import QSignalBlocker, Qt
from PySide6.QtWidgets import (
    QCheckBox,
    QComboBox,
    QFormLayout,
    QLabel,
    QLineEdit,
    QListWidget,
    QListWidgetItem,
    QTabWidget,
    QVBoxLayout,
    QWidget,
)

from models.changes import Change
from models.errors import ErrorCode, KnownError
from models.progress import Progress
from models.roster.person_input import PersonInput
from models.roster.person_rows import GuardianRow, PersonMatch
from models.workspace import Workspace
from ui.context import AppContext
from ui.dialogs.entry_dialog import EntryDialog, Write
from ui.pages.people.guardian_offer import GuardianOfferCard
from ui.style.spacing import S
from ui.texts import _
from ui.widgets.date_field import DateField

_ID_ROLE = int(Qt.ItemDataRole.UserRole)
_MOST = 12


class GuardianDialog(EntryDialog):
    """``guardian`` None adds one: somebody new, or somebody who is on record already."""

    def __init__(
        self, context: AppContext, pupil_id: int, guardian: GuardianRow | None = None, parent: QWidget | None = None
    ) -> None:
        title = _("Add a parent or guardian") if guardian is None else _("Change the details")
        super().__init__(context, title, _("Add") if guardian is None else _("Save"), parent)
        self._pupil_id, self._guardian = pupil_id, guardian
        self.given_name, self.name_prefix, self.family_name = QLineEdit(), QLineEdit(), QLineEdit()
        self.email, self.telephone = QLineEdit(), QLineEdit()
        self.search = QLineEdit()
        self.search.setPlaceholderText(_("Type a name"))
        self.search.setAccessibleName(_("Search by name"))
        self.matches = QListWidget()
        self.matches.setAccessibleName(_("People found"))
        self.tabs = QTabWidget()
        self.relation = QComboBox()
        self.relation.setEditable(True)
        self.relation.addItems(["", _("mother"), _("father"), _("guardian"), _("foster parent")])
        self.has_authority = QCheckBox(_("Has a say (parental responsibility)"))
        self.has_authority.setChecked(True)
        self.since, self.until = DateField(_("From")), DateField(_("Until and including"))
        self._lay_out()
        self.search.textChanged.connect(self._on_search)
        if guardian is not None:
            self.relation.setCurrentText(guardian.relation)
            self.has_authority.setChecked(guardian.has_authority)
            self.since.set_day(guardian.since)
            self.until.set_day(guardian.until)

    def make_write(self) -> tuple[str, Write]:
        """Add or change the guardianship."""
        relation, has_authority = self.relation.currentText(), self.has_authority.isChecked()
        since, until = self.since.day(), self.until.day()
        pupil_id, known = self._pupil_id, self._guardian
        if known is not None:
            guardian_id = known.person_id

            def change(workspace: Workspace, _progress: Progress) -> Change[int]:
                return workspace.people.edit_guardian(
                    pupil_id, guardian_id, relation=relation, has_authority=has_authority, since=since, until=until
                )

            return _("Changing a parent or guardian"), change
        who = self._chosen()

        def add(workspace: Workspace, _progress: Progress) -> Change[int]:
            return workspace.people.add_guardian(
                pupil_id, who, relation=relation, has_authority=has_authority, since=since, until=until
            )

        return _("Adding a parent or guardian"), add

    def _chosen(self) -> int | PersonInput:
        if self.tabs.currentIndex() == 1:
            item = self.matches.currentItem()
            if item is None:
                raise KnownError(ErrorCode.NAME_MISSING)
            return int(item.data(_ID_ROLE))
        return PersonInput(
            given_name=self.given_name.text(),
            name_prefix=self.name_prefix.text(),
            family_name=self.family_name.text(),
            email=self.email.text(),
            telephone=self.telephone.text(),
        )

    def _lay_out(self) -> None:
        if self._guardian is None:
            new = QWidget()
            form = QFormLayout(new)
            for text, field in (
                (_("First name"), self.given_name),
                (_("Name prefix"), self.name_prefix),
                (_("Last name"), self.family_name),
                (_("E-mail"), self.email),
                (_("Phone"), self.telephone),
            ):
                field.setMinimumWidth(260)
                form.addRow(text, field)
            fields = {
                "given_name": self.given_name,
                "name_prefix": self.name_prefix,
                "family_name": self.family_name,
                "email": self.email,
                "telephone": self.telephone,
            }
            self.offer = GuardianOfferCard(self.context, self._pupil_id, fields)
            self.offer.chosen.connect(self._on_offer_chosen)
            form.addRow(self.offer)
            known = QWidget()
            column = QVBoxLayout(known)
            column.addWidget(self.search)
            column.addWidget(self.matches, 1)
            self.tabs.addTab(new, _("Somebody new"))
            self.tabs.addTab(known, _("Somebody on record"))
            self.body.addWidget(self.tabs)
        else:
            self.body.addWidget(QLabel(self._guardian.name or _("Parent or guardian (name not known)")))
        form = QFormLayout()
        form.setVerticalSpacing(S)
        form.addRow(_("Relation"), self.relation)
        form.addRow("", self.has_authority)
        form.addRow(_("From"), self.since)
        form.addRow(_("Until and including"), self.until)
        self.body.addLayout(form)

    def _on_offer_chosen(self, person_id: int, name: str) -> None:
        """Go on with somebody on record in place of a new person."""
        with QSignalBlocker(self.search):
            self.search.setText(name)
        self.matches.clear()
        item = QListWidgetItem(name)
        item.setData(_ID_ROLE, person_id)
        self.matches.addItem(item)
        self.matches.setCurrentRow(0)
        self.tabs.setCurrentIndex(1)

    def _on_search(self, text: str) -> None:
        if not text.strip():
            self.matches.clear()
            return

        def find(workspace: Workspace, _progress: Progress) -> tuple[PersonMatch, ...]:
            return workspace.people.search(text, _MOST)

        self.context.jobs.run_query(find, success=self._on_found, owner=self, key="search", is_urgent=True)

    def _on_found(self, found: tuple[PersonMatch, ...]) -> None:
        self.matches.clear()
        for one in found:
            if one.person_id == self._pupil_id:
                continue
            groups = f" ({', '.join(one.groups)})" if one.groups else ""
            item = QListWidgetItem((one.display_name or _("Parent or guardian (name not known)")) + groups)
            item.setData(_ID_ROLE, one.person_id)
            self.matches.addItem(item)
        self.matches.setCurrentRow(0)
