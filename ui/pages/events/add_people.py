# SPDX-License-Identifier: GPL-3.0-or-later
"""Who is expected at an event beside its classes: a guest, an internship provider, a volunteer."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QLabel, QListWidget, QListWidgetItem, QPushButton, QWidget

from models.changes import Change
from models.progress import Progress
from models.roster.person_rows import PersonRow
from models.roster.picking import PickContext
from models.workspace import Workspace
from ui.context import AppContext
from ui.dialogs.entry_dialog import EntryDialog, Write
from ui.dialogs.new_person import NewPersonDialog
from ui.pages.events.contents import person_words
from ui.style.icons import icon
from ui.style.theme import set_kind
from ui.texts import _
from ui.widgets.person_picker import PersonPicker, PickRow

_LIMIT = 40
_ID_ROLE = int(Qt.ItemDataRole.UserRole)


class AddPeopleDialog(EntryDialog):
    """Type, Enter, type, Enter; then add them all in one step."""

    people_added = Signal(tuple)
    """``tuple[int, ...]``: who was added."""

    def __init__(
        self, context: AppContext, session_id: int, present: Sequence[int], parent: QWidget | None = None
    ) -> None:
        super().__init__(context, _("Add people to the event"), _("Add"), parent)
        self._session_id = session_id
        self._present = tuple(present)
        self._names: dict[int, str] = {}
        self.chosen: dict[int, str] = {}
        hint = QLabel(
            _("Whoever is in one of the classes is expected already. Here you add guests and others, one by one.")
        )
        hint.setWordWrap(True)
        set_kind(hint, "muted")
        self.picker = PersonPicker(self._search)
        self.list = QListWidget()
        self.list.setAccessibleName(_("People to add"))
        self.list.setMaximumHeight(140)
        self.remove = QPushButton(icon("remove"), _("Not this one"))
        self.remove.setAutoDefault(False)
        heading = QLabel(_("To be added"))
        set_kind(heading, "heading")
        for widget in (hint, self.picker, heading, self.list):
            self.body.addWidget(widget, 1 if widget is self.picker else 0)
        self.body.addWidget(self.remove, 0, Qt.AlignmentFlag.AlignLeft)
        self.resize(520, 600)
        self.picker.picked.connect(self._on_picked)
        self.picker.create_requested.connect(self._on_create)
        self.picker.cancelled.connect(self.reject)
        self.remove.clicked.connect(self._on_remove)
        self._show_chosen()
        self.picker.refresh()
        self.picker.setFocus(Qt.FocusReason.OtherFocusReason)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Enter in the line chooses somebody and leaves the dialog open; Ctrl+Enter adds everybody chosen."""
        is_enter = event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter)
        if is_enter and event.modifiers() & Qt.KeyboardModifier.ControlModifier:
            if self.chosen:
                self.write()
        elif not (is_enter and self.picker.line.hasFocus()):
            super().keyPressEvent(event)

    def make_write(self) -> tuple[str, Write]:
        """Expect everybody who was chosen."""
        session_id, people = self._session_id, tuple(self.chosen)

        def write(workspace: Workspace, _progress: Progress) -> Change[int]:
            return workspace.sessions.set_people(session_id, people)

        return _("Adding people to an event"), write

    def written(self, change: Change[Any]) -> None:  # noqa: ARG002 - the base class gives it
        """Tell who was added."""
        self.people_added.emit(tuple(self.chosen))

    def _search(self, text: str) -> None:
        near = PickContext(present_person_ids=(*self._present, *self.chosen))

        def find(workspace: Workspace, _progress: Progress) -> tuple[PersonRow, ...]:
            found = workspace.people.search(text, _LIMIT, near)
            return workspace.people.rows([one.person_id for one in found if one.display_name])

        self.context.jobs.run_query(find, success=self._on_found, owner=self, key="search", is_urgent=True)

    def _on_found(self, found: tuple[PersonRow, ...]) -> None:
        self._names.update((one.id, one.display_name) for one in found)
        known = {*self._present, *self.chosen}
        self.picker.show_results(
            [
                PickRow(one.id, one.display_name, person_words(one), _("expected already") if one.id in known else "")
                for one in found
            ]
        )

    def _on_picked(self, person_id: int) -> None:
        self._choose(person_id, self._names.get(person_id, ""))

    def _choose(self, person_id: int, name: str) -> None:
        if person_id not in self._present:
            self.chosen[person_id] = name
        self._show_chosen()
        self.picker.clear()

    def _on_create(self, name: str) -> None:
        dialog = NewPersonDialog(self.context, name, self, action=_("Add"))
        dialog.created.connect(self._choose)
        dialog.open()

    def _on_remove(self) -> None:
        for item in self.list.selectedItems():
            self.chosen.pop(item.data(_ID_ROLE), None)
        self._show_chosen()

    def _show_chosen(self) -> None:
        self.list.clear()
        for person_id, name in self.chosen.items():
            item = QListWidgetItem(icon("person", "muted"), name)
            item.setData(_ID_ROLE, person_id)
            self.list.addItem(item)
        self.save.setEnabled(bool(self.chosen))
        self.remove.setEnabled(bool(self.chosen))
