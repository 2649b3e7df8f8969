# SPDX-License-Identifier: GPL-3.0-or-later
"""Asks for the verdicts of the photos on the page, again whenever something changed that weighs on them."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial

from PySide6.QtCore import QObject, Signal

from models.changes import ChangeSet
from models.progress import Progress
from models.publishing.clearance import ItemClearance
from models.terms import ChangeKind
from models.workspace import Workspace
from ui.background.jobs import Job
from ui.context import AppContext
from ui.pages.check.lineup import Lineup
from ui.pages.check.purposes import PurposeChoice

_PAGE = 400
_ABOUT_ALL = (ChangeKind.PURPOSE, ChangeKind.SETTING)
_ABOUT_PEOPLE = (ChangeKind.ANSWER, ChangeKind.PERSON)


class Judging(QObject):
    """Stores verdicts in the line-up and tells which entries look different."""

    judged = Signal(set)
    """``set[int]``: numbers of entries whose verdict changed."""

    def __init__(
        self, context: AppContext, lineup: Lineup, choice: PurposeChoice, parent: QObject | None = None
    ) -> None:
        super().__init__(parent)
        self._context = context
        self._lineup = lineup
        self._choice = choice
        self._jobs: list[Job[dict[int, ItemClearance]]] = []
        self._asked = 0
        self._answered: dict[int, int] = {}
        context.bus.changed.connect(self._on_changed)

    def judge_all(self) -> None:
        """Judge everything on the page; what was asked before is not wanted any more."""
        for job in self._jobs:
            job.cancel()
        self._jobs.clear()
        self.judge(self._lineup.item_ids())

    def judge(self, item_ids: Sequence[int], people: frozenset[int] = frozenset()) -> None:
        """Judge these items; of these, only those in which one of ``people`` appears where any are given."""
        purpose_ids = self._choice.ids
        self._asked += 1
        judged = partial(self._on_judged, self._asked)
        for start in range(0, len(item_ids), _PAGE):
            chunk = tuple(item_ids[start : start + _PAGE])

            def load(
                workspace: Workspace, _progress: Progress, wanted: tuple[int, ...] = chunk
            ) -> dict[int, ItemClearance]:
                if people:
                    theirs = {item for person in people for item in workspace.tagging.items_of(person)}
                    wanted = tuple(one for one in wanted if one in theirs)
                return workspace.clearance.verdicts(wanted, purpose_ids)

            self._jobs.append(self._context.jobs.run_query(load, success=judged, owner=self))
        del self._jobs[:-200]

    def _on_judged(self, number: int, clearances: dict[int, ItemClearance]) -> None:
        # Queries overtake each other: an answer to an earlier question never replaces one to a later question.
        chosen = set(self._choice.ids)
        current = {
            one: clearance
            for one, clearance in clearances.items()
            if set(clearance.by_purpose) == chosen and number >= self._answered.get(one, 0)
        }
        self._answered.update(dict.fromkeys(current, number))
        changed = self._lineup.set_clearances(current)
        if changed:
            self.judged.emit(changed)

    def _on_changed(self, changes: ChangeSet) -> None:
        if changes.concerns(*_ABOUT_ALL):
            self.judge_all()
            return
        if changes.concerns(ChangeKind.APPEARANCE):
            touched = changes.ids(ChangeKind.APPEARANCE)
            self.judge([one for one in self._lineup.item_ids() if not touched or one in touched])
        for kind in _ABOUT_PEOPLE:
            if changes.concerns(kind):
                self.judge(self._lineup.item_ids(), changes.ids(kind) or frozenset())
