# SPDX-License-Identifier: GPL-3.0-or-later
"""Whom the person picker offers: who is expected at the event, people of the previous photos, those of the class."""

from __future__ import annotations

from collections.abc import Collection, Sequence

from PySide6.QtCore import QObject

from models.progress import Progress
from models.roster.person_rows import PersonMatch
from models.roster.picking import PickContext
from models.terms import PickRank
from models.workspace import Workspace
from ui.context import AppContext
from ui.texts import _
from ui.widgets.person_picker import PersonPicker, PickRow

_LIMIT = 40
_RECENT = 60


class PickSource(QObject):
    """Answers the picker's questions from the register, ranked by what is known of this run."""

    def __init__(self, context: AppContext, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._context = context
        self._recent: list[int] = []
        self._names: dict[int, str] = {}
        self._groups: tuple[int, ...] = ()
        self._present: frozenset[int] = frozenset()
        self._expected: tuple[int, ...] = ()
        self._same_time: tuple[int, ...] = ()
        self.picker: PersonPicker | None = None

    @property
    def recent(self) -> tuple[int, ...]:
        """People named in this run, latest first."""
        return tuple(self._recent)

    def remember(self, person_id: int) -> None:
        """Note that somebody was named."""
        if person_id in self._recent:
            self._recent.remove(person_id)
        self._recent.insert(0, person_id)
        del self._recent[_RECENT:]

    def remember_all(self, person_ids: Sequence[int]) -> None:
        """Note who is in a photo that was on show."""
        for person_id in reversed(person_ids):
            self.remember(person_id)

    def name_of(self, person_id: int) -> str:
        """How somebody who was offered is called."""
        return self._names.get(person_id, "")

    def suggest(self) -> None:
        """Show suggestions anew, where there is a picker."""
        if self.picker is not None:
            self.picker.refresh()

    def set_expected(self, person_ids: Sequence[int]) -> None:
        """Whom to expect at the event of the photo: they come first."""
        self._expected = tuple(person_ids)

    def set_same_time(self, person_ids: Sequence[int]) -> None:
        """Who is in the photos made shortly before and after the one on show, nearest first."""
        self._same_time = tuple(person_ids)

    def set_present(self, person_ids: Collection[int]) -> None:
        """Who is in the photo already: their classes come first."""
        self._present = frozenset(person_ids)
        wanted = tuple(self._present)

        def load(workspace: Workspace, _progress: Progress) -> tuple[int, ...]:
            names = {name for row in workspace.people.rows(wanted) for name in row.groups}
            return tuple(group.id for group in workspace.groups.list_groups() if group.name in names)

        self._context.jobs.run_query(load, success=self._on_groups, owner=self, key="groups")

    @property
    def near(self) -> PickContext:
        """What is known of who may be meant here."""
        return PickContext(self._groups, tuple(self._recent), self._expected, tuple(self._present), self._same_time)

    def search(self, text: str) -> None:
        """Find people and show them in the picker."""
        near = self.near

        def find(workspace: Workspace, _progress: Progress) -> Sequence[PersonMatch]:
            return [one for one in workspace.people.search(text, _LIMIT, near) if one.display_name]

        self._context.jobs.run_query(find, success=self._on_found, owner=self, key="search", is_urgent=True)

    def _on_groups(self, groups: tuple[int, ...]) -> None:
        self._groups = groups
        self.suggest()

    def _on_found(self, matches: Sequence[PersonMatch]) -> None:
        if self.picker is None:
            return
        self._names.update((one.person_id, one.display_name) for one in matches)
        hints = {
            PickRank.EXPECTED: _("expected"),
            PickRank.RECENT: _("named before"),
            PickRank.SAME_TIME: _("photo of that time"),
            PickRank.NEAR: _("same class"),
            PickRank.REST: "",
        }
        rows = [
            PickRow(
                one.person_id, one.display_name, ", ".join(one.groups), hints[one.rank], one.person_id in self._present
            )
            for one in matches
        ]
        rows.sort(key=lambda row: row.is_chosen)
        self.picker.show_results(rows)
