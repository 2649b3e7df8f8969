# SPDX-License-Identifier: GPL-3.0-or-later
"""What follows from the calendar and from answers: a new day is noticed, what is to be done is counted, news is told.

Something new is told once. What was told is remembered for each register in the user's own settings, so that starting
the program again tells nothing twice.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass

from PySide6.QtCore import QObject, QTimer, Signal

from models.changes import Change, ChangeSet
from models.consent.calendar import ClockBehind
from models.progress import Progress
from models.publishing.todo import TodoNotice
from models.terms import ChangeKind, TodoKind
from models.workspace import Workspace
from ui.context import AppContext

_MINUTE_MS = 60_000
_GATHER_MS = 250
"""Answers come one after the other: counting waits for a pause this long."""
_COUNTED_AFTER = tuple(kind for kind in ChangeKind if kind is not ChangeKind.EVIDENCE)
NEEDS_ACTION = (TodoKind.TAKEDOWN, TodoKind.MISSING_FOR_SESSION)
"""Kinds with somebody waiting or a day that will not move: the ones that are told, and counted at the button."""


@dataclass(frozen=True, slots=True)
class TodoState:
    """How much there is of each kind, and everything of the kinds that are told."""

    counts: dict[TodoKind, int]
    pressing: tuple[TodoNotice, ...]

    @property
    def needs_action(self) -> int:
        """The count at the button."""
        return sum(self.counts.get(kind, 0) for kind in NEEDS_ACTION)


class DailyRound(QObject):
    """Looks at the date every minute, also after the computer has slept."""

    counted = Signal(object)
    """`TodoState`."""
    clock_checked = Signal(object)
    """`ClockBehind` where the clock cannot be right, else None."""
    news_came = Signal(list)
    """`TodoNotice`s that were not told before."""

    def __init__(self, context: AppContext, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._context = context
        self._today = context.workspace.clock.today()
        name = hashlib.sha256(str(context.workspace.path).encode()).hexdigest()[:16]
        self._told_key = f"todo/told/{name}"
        context.bus.changed.connect(self._on_changed)
        self._timer = QTimer(self)
        self._timer.setInterval(_MINUTE_MS)
        self._timer.timeout.connect(self.look_at_date)
        self._timer.start()
        self._gathering = QTimer(self)
        self._gathering.setSingleShot(True)
        self._gathering.setInterval(_GATHER_MS)
        self._gathering.timeout.connect(self.count)

    def start_day(self) -> None:
        """Raise the tasks that this day brings (an answer that expired, a pupil who decides from today), and count."""

        def roll(workspace: Workspace, _progress: Progress) -> Change[int]:
            return workspace.takedowns.roll_over()

        def rolled(_change: Change[int]) -> None:
            self._gathering.start()

        self.check_clock()
        self._context.jobs.run_change(roll, success=rolled, owner=self)

    def check_clock(self) -> None:
        """See whether the clock lies before what the register has on record."""

        def look(workspace: Workspace, _progress: Progress) -> ClockBehind | None:
            return workspace.calendar.clock_behind()

        self._context.jobs.run_query(look, success=self.clock_checked.emit, owner=self, key="clock")

    def accept_clock(self) -> None:
        """Note that the date is right, and look once more."""

        def accept(workspace: Workspace, _progress: Progress) -> Change[int]:
            return workspace.calendar.accept_clock()

        def accepted(_change: Change[int]) -> None:
            self.check_clock()

        self._context.jobs.run_change(accept, success=accepted, owner=self)

    def look_at_date(self) -> None:
        """On another day (a new one, or an earlier one after the clock was set): its tasks, and every status anew."""
        today = self._context.workspace.clock.today()
        if today != self._today:
            self._today = today
            self.start_day()
            self._context.bus.broadcast(ChangeSet({ChangeKind.ANSWER: frozenset()}))

    def count(self) -> None:
        """Count what is to be done, and tell what is new."""
        self._context.jobs.run_query(_read_state, success=self._on_counted, owner=self, key="todo")

    def _on_changed(self, changes: ChangeSet) -> None:
        if changes.concerns(*_COUNTED_AFTER) and not self._gathering.isActive():
            self._gathering.start()

    def _on_counted(self, state: TodoState) -> None:
        self.counted.emit(state)
        told = set(self._context.settings.text(self._told_key).split())
        standing = {_word_for(notice): notice for notice in state.pressing}
        news = [notice for word, notice in standing.items() if word not in told]
        if set(standing) != told:  # what is over is forgotten: it may come up once more later
            self._context.settings.put_text(self._told_key, " ".join(sorted(standing)))
        if news:
            self.news_came.emit(news)


def _read_state(workspace: Workspace, _progress: Progress) -> TodoState:
    counts = workspace.todo.counts()
    return TodoState(counts, workspace.todo.notices([kind for kind in NEEDS_ACTION if kind in counts]))


def _word_for(notice: TodoNotice) -> str:
    return f"{notice.kind.value}:{notice.subject}"
