# SPDX-License-Identifier: GPL-3.0-or-later
"""Placing a row that waits: whose answers these are, who gave them, and on which day."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QComboBox, QFormLayout, QLabel, QWidget

from models.changes import Change
from models.errors import ErrorCode, KnownError
from models.forms.online_rows import GivenRow, WaitingRow
from models.progress import Progress
from models.roster.people import PersonMatch
from models.workspace import Workspace
from ui.context import AppContext
from ui.dialogs.entry_dialog import EntryDialog, Write
from ui.pages.forms.online_reading import answer_text, names_of
from ui.style.theme import set_kind
from ui.texts import _
from ui.widgets.date_field import DateField
from ui.widgets.person_picker import PersonPicker, PickRow

_MOST = 20


@dataclass(frozen=True, slots=True)
class _Family:
    """A person, and everybody who can have answered for them."""

    person_id: int
    name: str
    people: tuple[tuple[int, str], ...]


class OnlineGiveDialog(EntryDialog):
    """Type a name, Enter; say who answered; then record. The rules of an import hold here too."""

    def __init__(
        self, context: AppContext, row: WaitingRow, purposes: Mapping[int, str], parent: QWidget | None = None
    ) -> None:
        super().__init__(context, _("Whose answers are these?"), _("Record"), parent)
        self._row = row
        self._person_id: int | None = None
        self.says = QLabel("\n".join(answer_text(one, purposes) for one in row.answers))
        self.says.setWordWrap(True)
        self.says.setTextFormat(Qt.TextFormat.PlainText)
        self.chosen = QLabel(_("Nobody is chosen yet."))
        self.chosen.setTextFormat(Qt.TextFormat.PlainText)
        set_kind(self.chosen, "heading")
        self.picker = PersonPicker(self._search, self, can_create=False)
        self.who = QComboBox()
        self.who.addItem(_("I do not know"), None)
        self.day = DateField(_("When was it answered?"))
        if row.completed_at is not None:
            self.day.set_day(row.completed_at.astimezone().date())
        about = QFormLayout()
        about.addRow(_("Who answered?"), self.who)
        about.addRow(_("When was it answered?"), self.day)
        self.body.addWidget(self.says)
        self.body.addWidget(self.picker, 1)
        self.body.addWidget(self.chosen)
        self.body.addLayout(about)
        self.resize(520, 560)
        self.save.setEnabled(False)
        self.picker.picked.connect(self._choose)
        self.picker.cancelled.connect(self.reject)
        self.picker.setFocus()
        self.picker.refresh()
        if row.person_id is not None:
            self._choose(row.person_id)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Enter in the line chooses somebody and leaves the dialog open."""
        is_enter = event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter)
        if not (is_enter and self.picker.line.hasFocus()):
            super().keyPressEvent(event)

    def make_write(self) -> tuple[str, Write]:
        """Record what waits in the row about the chosen person."""
        if self._person_id is None:
            raise KnownError(ErrorCode.PERSON_UNKNOWN)
        row_id, person_id = self._row.row_id, self._person_id
        decider_id, day = self.who.currentData(), self.day.day()

        def write(workspace: Workspace, _progress: Progress) -> Change[GivenRow]:
            return workspace.online.rows.give(row_id, person_id, decider_id, day)

        return _("Giving an online answer to a person"), write

    def _search(self, text: str) -> None:
        def find(workspace: Workspace, _progress: Progress) -> tuple[PersonMatch, ...]:
            return workspace.people.search(text, _MOST) if text else ()

        self.context.jobs.run_query(find, success=self._on_found, owner=self, key="search", is_urgent=True)

    def _on_found(self, found: tuple[PersonMatch, ...]) -> None:
        self.picker.show_results([PickRow(one.person_id, one.display_name, ", ".join(one.groups)) for one in found])

    def _choose(self, person_id: int) -> None:
        def load(workspace: Workspace, _progress: Progress) -> _Family:
            name = names_of(workspace, {person_id}).get(person_id, "")
            found = workspace.consent.facts([person_id]).people[person_id].subject
            guardians = {one.guardian_id for one in found.guardians if one.has_authority}
            names = names_of(workspace, guardians)
            return _Family(person_id, name, tuple(sorted(names.items(), key=lambda pair: pair[1])))

        self.context.jobs.run_query(load, success=self._on_family, failure=self.show_problem, owner=self, key="family")

    def _on_family(self, family: _Family) -> None:
        self._person_id = family.person_id
        self.chosen.setText(family.name)
        self.who.clear()
        self.who.addItem(_("I do not know"), None)
        for guardian_id, name in family.people:
            self.who.addItem(name or _("a parent or guardian"), guardian_id)
        self.who.addItem(_("{name} themself").format(name=family.name), family.person_id)
        self.save.setEnabled(True)
        self.who.setFocus()
