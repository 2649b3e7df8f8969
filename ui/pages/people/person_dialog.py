# SPDX-License-Identifier: GPL-3.0-or-later
"""Adding a person, and changing one's own data."""

from __future__ import annotations

from typing import Any

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import (
    QCheckBox,
    QFormLayout,
    QGridLayout,
    QGroupBox,
    QHBoxLayout,
    QLineEdit,
    QListWidget,
    QListWidgetItem,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from models.changes import Change
from models.progress import Progress
from models.roster.groups import GroupRow
from models.roster.person_input import PersonInput
from models.roster.person_rows import PersonDetail
from models.terms import PersonRole
from models.workspace import Workspace
from ui.context import AppContext
from ui.dialogs.entry_dialog import EntryDialog, Write
from ui.style import labels
from ui.style.icons import icon
from ui.style.spacing import L, S
from ui.texts import _
from ui.widgets.date_field import DateField
from ui.widgets.language_box import LanguageBox

_GROUP_ROLE = int(Qt.ItemDataRole.UserRole)


class PersonDialog(EntryDialog):
    """All fields of a person; ``person`` None adds one."""

    person_added = Signal(int)

    def __init__(self, context: AppContext, person: PersonDetail | None, parent: QWidget | None = None) -> None:
        title, action = (_("Add a person"), _("Add")) if person is None else (_("Change details"), _("Save"))
        super().__init__(context, title, action, parent)
        self._person = person
        self._wanted = set(person.group_ids) if person is not None else set()
        self.given_name = QLineEdit()
        self.name_prefix = QLineEdit()
        self.name_prefix.setPlaceholderText(_("such as “van den”"))
        self.family_name = QLineEdit()
        self.birth_date = DateField(_("Date of birth"))
        self.pupil_number = QLineEdit()
        self.email = QLineEdit()
        self.telephone = QLineEdit()
        self.organisation = QLineEdit()
        self.language = LanguageBox()
        self.roles = {role: QCheckBox(labels.role_label(role)) for role in PersonRole}
        self.groups = QListWidget()
        self.groups.setAccessibleName(_("Classes and groups"))
        self.groups.setMinimumHeight(120)
        self.new_group = QLineEdit()
        self.new_group.setPlaceholderText(_("New class"))
        self.new_group.setAccessibleName(_("Name of a new class"))
        self.add_group = QPushButton(icon("add"), _("Add class"))
        self.add_group.setAutoDefault(False)
        self.add_group.clicked.connect(self._on_add_group)
        self._lay_out()
        self._fill()
        self._load_groups()

    def make_write(self) -> tuple[str, Write]:
        """The person as entered."""
        entered = PersonInput(
            given_name=self.given_name.text(),
            name_prefix=self.name_prefix.text(),
            family_name=self.family_name.text(),
            birth_date=self.birth_date.day(),
            email=self.email.text(),
            telephone=self.telephone.text(),
            language=self.language.code(),
            organisation=self.organisation.text(),
            pupil_number=self.pupil_number.text(),
            roles=tuple(role for role, box in self.roles.items() if box.isChecked()),
            group_ids=tuple(self._wanted),
        )
        person = self._person

        def write(workspace: Workspace, _progress: Progress) -> Change[int]:
            if person is None:
                return workspace.people.add_person(entered)
            return workspace.people.edit_person(person.id, entered, person.version)

        return (_("Adding a person") if person is None else _("Changing details")), write

    def written(self, change: Change[Any]) -> None:
        """Tell who was added."""
        if self._person is None:
            self.person_added.emit(change.value)

    def _lay_out(self) -> None:
        form = QFormLayout()
        form.setHorizontalSpacing(L)
        for text, field in (
            (_("First name"), self.given_name),
            (_("Name prefix"), self.name_prefix),
            (_("Last name"), self.family_name),
            (_("Date of birth"), self.birth_date),
            (_("Pupil number"), self.pupil_number),
            (_("E-mail"), self.email),
            (_("Phone"), self.telephone),
            (_("Organisation"), self.organisation),
            (_("Language of letters"), self.language),
        ):
            field.setMinimumWidth(240)
            form.addRow(text, field)
        roles = QGroupBox(_("Roles"))
        grid = QGridLayout(roles)
        for at, box in enumerate(self.roles.values()):
            grid.addWidget(box, at // 2, at % 2)
        groups = QGroupBox(_("Classes and groups"))
        column = QVBoxLayout(groups)
        column.addWidget(self.groups, 1)
        line = QHBoxLayout()
        line.addWidget(self.new_group, 1)
        line.addWidget(self.add_group)
        column.addLayout(line)
        right = QVBoxLayout()
        right.addWidget(roles)
        right.addWidget(groups, 1)
        row = QHBoxLayout()
        row.setSpacing(L)
        row.addLayout(form)
        row.addLayout(right)
        self.body.addLayout(row)
        self.body.setSpacing(S)

    def _fill(self) -> None:
        person = self._person
        if person is None:
            self.roles[PersonRole.PUPIL].setChecked(True)
            return
        self.given_name.setText(person.given_name)
        self.name_prefix.setText(person.name_prefix)
        self.family_name.setText(person.family_name)
        self.birth_date.set_day(person.birth_date)
        self.pupil_number.setText(person.pupil_number)
        self.email.setText(person.email)
        self.telephone.setText(person.telephone)
        self.organisation.setText(person.organisation)
        self.language.set_code(person.language)
        for role, box in self.roles.items():
            box.setChecked(role in person.roles)

    def _load_groups(self) -> None:
        def load(workspace: Workspace, _progress: Progress) -> tuple[GroupRow, ...]:
            return workspace.groups.list_groups()

        self.context.jobs.run_query(load, success=self._on_groups_loaded, owner=self, key="groups")

    def _on_groups_loaded(self, groups: tuple[GroupRow, ...]) -> None:
        self.groups.clear()
        for group in groups:
            item = QListWidgetItem(group.name)
            item.setData(_GROUP_ROLE, group.id)
            item.setFlags(Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemIsSelectable | Qt.ItemFlag.ItemIsUserCheckable)
            item.setCheckState(Qt.CheckState.Checked if group.id in self._wanted else Qt.CheckState.Unchecked)
            self.groups.addItem(item)
        self.groups.itemChanged.connect(self._on_group_changed, Qt.ConnectionType.UniqueConnection)

    def _on_group_changed(self, item: QListWidgetItem) -> None:
        change = self._wanted.add if item.checkState() == Qt.CheckState.Checked else self._wanted.discard
        change(item.data(_GROUP_ROLE))

    def _on_add_group(self) -> None:
        name = self.new_group.text().strip()
        if not name:
            self.new_group.setFocus()
            return

        def add(workspace: Workspace, _progress: Progress) -> Change[int]:
            return workspace.groups.add_group(name)

        self.context.jobs.run_change(
            add, success=self._on_group_added, failure=self.show_problem, owner=self, label=_("Adding a class")
        )

    def _on_group_added(self, change: Change[int]) -> None:
        self._wanted.add(change.value)
        self.new_group.clear()
        self._load_groups()
