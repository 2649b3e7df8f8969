# SPDX-License-Identifier: GPL-3.0-or-later
"""What follows from the calendar and from answers: a new day is noticed, and take-down tasks are counted."""

from __future__ import annotations

from PySide6.QtCore import QObject, QTimer, Signal

from models.changes import Change, ChangeSet
from models.progress import Progress
from models.terms import ChangeKind
from models.workspace import Workspace
from ui.context import AppContext

_MINUTE_MS = 60_000


class DailyRound(QObject):
    """Looks at the date every minute, also after the computer has slept."""

    tasks_counted = Signal(int)
    """How many take-down tasks are open."""

    def __init__(self, context: AppContext, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._context = context
        self._today = context.workspace.clock.today()
        context.bus.changed.connect(self._on_changed)
        self._timer = QTimer(self)
        self._timer.setInterval(_MINUTE_MS)
        self._timer.timeout.connect(self.look_at_date)
        self._timer.start()

    def start_day(self) -> None:
        """Raise the tasks that this day brings (an answer that expired, a pupil who decides from today)."""

        def roll(workspace: Workspace, _progress: Progress) -> Change[int]:
            return workspace.takedowns.roll_over()

        self._context.jobs.run_change(roll, owner=self)

    def look_at_date(self) -> None:
        """On a new day: its tasks, and every status anew."""
        today = self._context.workspace.clock.today()
        if today != self._today:
            self._today = today
            self.start_day()
            self._context.bus.broadcast(ChangeSet({ChangeKind.ANSWER: frozenset()}))

    def _on_changed(self, changes: ChangeSet) -> None:
        if changes.concerns(ChangeKind.TAKEDOWN):
            self._context.jobs.run_query(_count_open, success=self.tasks_counted.emit, owner=self, key="tasks")


def _count_open(workspace: Workspace, _progress: Progress) -> int:
    return workspace.takedowns.count_open()
