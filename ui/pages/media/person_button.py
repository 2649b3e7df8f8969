# SPDX-License-Identifier: GPL-3.0-or-later
"""The button to filter by who is in it: the person picker, unfolded under it."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QWidget

from models.progress import Progress
from models.publishing.library_filter import Facet
from models.roster.person_rows import PersonMatch
from models.workspace import Workspace
from ui.context import AppContext
from ui.style.library_labels import facet_label
from ui.widgets.choice_popup import PopupButton
from ui.widgets.person_picker import PersonPicker, PickRow

_LIMIT = 40


class PersonButton(PopupButton):
    """Each person who is picked is added to the filter, or taken away where they are in it."""

    person_toggled = Signal(int, str)
    """The person's number and name."""

    def __init__(self, context: AppContext, parent: QWidget | None = None) -> None:
        super().__init__(facet_label(Facet.PERSON), parent)
        self._context = context
        self._chosen: tuple[int, ...] = ()
        self._names: dict[int, str] = {}
        self.picker = PersonPicker(self._search, can_create=False)
        self.picker.setFixedSize(340, 380)
        self.body.addWidget(self.picker)
        self.picker.picked.connect(self._on_picked)
        self.picker.cancelled.connect(self.fold)

    def set_chosen(self, person_ids: tuple[int, ...]) -> None:
        """Who is in the filter already."""
        self._chosen = person_ids

    def focus_inside(self) -> None:
        """Type at once."""
        self.picker.clear()
        self.picker.line.setFocus(Qt.FocusReason.PopupFocusReason)

    def _search(self, text: str) -> None:
        def find(workspace: Workspace, _progress: Progress) -> Sequence[PersonMatch]:
            return [one for one in workspace.people.search(text, _LIMIT) if one.display_name]

        self._context.jobs.run_query(find, success=self._on_found, owner=self, key="people", is_urgent=True)

    def _on_found(self, matches: Sequence[PersonMatch]) -> None:
        self._names.update((one.person_id, one.display_name) for one in matches)
        self.picker.show_results(
            [
                PickRow(one.person_id, one.display_name, ", ".join(one.groups), "", one.person_id in self._chosen)
                for one in matches
            ]
        )

    def _on_picked(self, person_id: int) -> None:
        self.fold()
        self.person_toggled.emit(person_id, self._names.get(person_id, ""))
