# SPDX-License-Identifier: GPL-3.0-or-later
"""Looks at new photos while the window is used: what is on screen first, one at a time, at low priority.

Nothing is lost by stopping at any moment: what is not kept yet is looked at next time. A file that cannot be looked at
is passed and told; it is tried again when something about its item changes, or when the program starts.
"""

from __future__ import annotations

import time
from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import QObject, QTimer, Signal

from models.changes import Change, ChangeSet
from models.errors import ErrorCode, KnownError
from models.media.study import KeptStudy, StudiedItem
from models.progress import Progress
from models.terms import ChangeKind
from models.workspace import Workspace
from ui.background.changes import ChangeBus
from ui.background.jobs import Job, Jobs

_GATHER_MS = 400
"""New photos come in batches: looking begins when a batch is in."""
_BATCH_SECONDS = 6.0
_SHOWN_SECONDS = 1.0
_LEAST_SECONDS = 0.5


@dataclass(frozen=True, slots=True)
class StudyState:
    """How far it is. ``waiting``: photos still to be looked at; ``passed``: those that could not be, with the reason.

    ``obstacle``: why no faces can be sought on this computer.
    """

    waiting: int = 0
    is_on: bool = False
    is_paused: bool = False
    passed: tuple[tuple[int, ErrorCode], ...] = ()
    obstacle: ErrorCode | None = None


@dataclass(frozen=True, slots=True)
class _Looked:
    """What one turn saw."""

    studied: tuple[StudiedItem, ...]
    passed: tuple[tuple[int, ErrorCode], ...]
    waiting: int
    obstacle: ErrorCode | None


class StudyQueue(QObject):
    """Begins with `start`. Everything here is called on the GUI thread."""

    changed = Signal(object)
    """`StudyState`."""
    faces_came = Signal(int)
    """How many certain faces were found just now."""

    def __init__(self, jobs: Jobs, bus: ChangeBus) -> None:
        super().__init__(jobs)
        self._jobs = jobs
        self._job: Job[_Looked] | None = None
        self._state = StudyState()
        self._first: tuple[int, ...] = ()
        self._passed: dict[int, ErrorCode] = {}
        self._is_keeping = False
        self._is_outdated = False
        self._gathering = QTimer(self)
        self._gathering.setSingleShot(True)
        self._gathering.setInterval(_GATHER_MS)
        self._gathering.timeout.connect(self._look)
        bus.changed.connect(self._on_changed)

    @property
    def state(self) -> StudyState:
        """How far it is."""
        return self._state

    def start(self) -> None:
        """Begin, and go on whenever there is something new."""
        self._tell(is_on=True, is_paused=False)
        self._gathering.start()

    def stop(self) -> None:
        """Look at nothing any more; what is being looked at is given up."""
        self._tell(is_on=False, waiting=0)
        self._give_up()

    def pause(self) -> None:
        """Wait until `resume`; how much there is to do stays known."""
        self._tell(is_paused=True)
        self._give_up()

    def resume(self) -> None:
        """Go on after a pause."""
        self._tell(is_paused=False)
        self._gathering.start(0)

    def try_again(self) -> None:
        """Look once more at what could not be looked at."""
        self._passed.clear()
        self._tell()
        self._gathering.start(0)

    def show_first(self, item_ids: Sequence[int]) -> None:
        """These items are on screen: they are looked at before all others, in this order."""
        self._first = tuple(item_ids)

    def _give_up(self) -> None:
        self._gathering.stop()
        if self._job is not None:
            self._job.cancel()

    def _look(self) -> None:
        if not self._state.is_on or self._state.is_paused or self._job is not None or self._is_keeping:
            return
        passed = frozenset(self._passed)
        self._is_outdated = False

        def work(workspace: Workspace, progress: Progress) -> _Looked:
            return self._look_at_some(workspace, progress, passed)

        self._job = self._jobs.run_quietly(work, success=self._on_looked, failure=self._on_failed, owner=self)

    def _look_at_some(self, workspace: Workspace, progress: Progress, passed: frozenset[int]) -> _Looked:
        """In the worker: some photos, for a second where they are on screen, else for some; reads ``_first`` only."""
        study, first = workspace.study, self._first
        started = time.perf_counter()
        studied: list[StudiedItem] = []
        lost: list[tuple[int, ErrorCode]] = []
        is_shown = False
        for item_id in study.next_items(first, passed=passed):
            was_shown, is_shown = is_shown, item_id in first
            spent = time.perf_counter() - started
            is_other = first is not self._first and spent > _LEAST_SECONDS
            if progress.cancel.is_cancelled or is_other or (was_shown and not is_shown):
                break
            if spent > (_SHOWN_SECONDS if is_shown else _BATCH_SECONDS):
                break
            try:
                studied.append(study.look_at(item_id, cancel=progress.cancel))
            except KnownError as error:
                if error.code is ErrorCode.CANCELLED:
                    break
                lost.append((item_id, error.code))
        return _Looked(tuple(studied), tuple(lost), study.count_waiting(), study.obstacle)

    def _on_looked(self, looked: _Looked) -> None:
        self._job = None
        self._passed.update(looked.passed)
        if not looked.studied:
            self._count(looked.waiting, looked.obstacle)
            if looked.passed or self._is_outdated:
                self._gathering.start()
            return
        self._is_keeping = True
        self._jobs.run_change(
            lambda workspace, _progress: workspace.study.keep(looked.studied),
            success=lambda change: self._on_kept(looked, change),
            failure=self._on_failed,
            owner=self,
        )

    def _on_kept(self, looked: _Looked, change: Change[KeptStudy]) -> None:
        self._is_keeping = False
        self._count(looked.waiting - len(looked.studied), looked.obstacle)
        if change.value.faces:
            self.faces_came.emit(change.value.faces)
        self._gathering.start(0)

    def _on_failed(self, error: KnownError) -> None:
        """Cancelled, or the register could not be read or written just now: the next change begins anew."""
        self._job = None
        self._is_keeping = False
        if error.code is not ErrorCode.CANCELLED:
            self._jobs.failed.emit(error)
        elif self._state.is_on and not self._state.is_paused:
            self._gathering.start()

    def _count(self, waiting: int, obstacle: ErrorCode | None) -> None:
        self._tell(waiting=max(0, waiting - len(self._passed)), obstacle=obstacle)

    def _tell(
        self,
        *,
        waiting: int | None = None,
        is_on: bool | None = None,
        is_paused: bool | None = None,
        obstacle: ErrorCode | None = None,
    ) -> None:
        old = self._state
        self._state = StudyState(
            old.waiting if waiting is None else waiting,
            old.is_on if is_on is None else is_on,
            old.is_paused if is_paused is None else is_paused,
            tuple(self._passed.items()),
            obstacle if obstacle is not None else old.obstacle,
        )
        if self._state != old:
            self.changed.emit(self._state)

    def _on_changed(self, changes: ChangeSet) -> None:
        if not changes.concerns(ChangeKind.ITEM) or not self._state.is_on:
            return
        ids = changes.ids(ChangeKind.ITEM)
        for item_id in ids or tuple(self._passed):
            self._passed.pop(item_id, None)
        self._is_outdated = True
        if not self._is_keeping and self._job is None and not self._state.is_paused:
            self._gathering.start()
