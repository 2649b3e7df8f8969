# SPDX-License-Identifier: GPL-3.0-or-later
"""The one way from the window to the register: work runs off the GUI thread, results come back in small portions.

Queries run several at a time; changes run one after the other, in the order in which they were asked for; what nobody
waits for runs beside both, at low priority. What comes back is handed over on the GUI thread for at most 8 ms a turn,
so that a flood of results never freezes the window.
"""

from __future__ import annotations

import threading
import time
from collections import deque
from collections.abc import Callable
from functools import partial
from typing import Any, Generic, TypeVar

import shiboken6
from PySide6.QtCore import QObject, QRunnable, Qt, QThread, QThreadPool, QTimer, Signal

from models.changes import Change
from models.errors import ErrorCode, KnownError
from models.progress import CancelToken, Progress
from models.workspace import Workspace
from ui.background.changes import ChangeBus
from ui.background.loaders import Loaders
from ui.background.thread_priority import give_way, give_way_here
from ui.background.undo import Done, Undo, UndoHistory

T = TypeVar("T")

Work = Callable[[Workspace, Progress], T]
Deliver = Callable[[Any], None]
Failure = Callable[[KnownError], None]
ProgressListener = Callable[[int, int], None]

_DRAIN_SECONDS = 0.008
_PROGRESS_SECONDS = 0.05
_PASSING = frozenset({ErrorCode.BUSY, ErrorCode.DISK_FULL})
"""Failures after which the same step can be tried again."""


class Job(QObject, Generic[T]):
    """A piece of work on its way; `cancel` makes it stop early and keeps its result from being delivered."""

    def __init__(self, owner: QObject, key: str | None, label: str) -> None:
        super().__init__()
        self.token = CancelToken()
        self.label = label
        self.key = key
        self.owner = owner

    def cancel(self) -> None:
        """Ask it to stop; nothing of it is delivered any more."""
        self.token.cancel()

    @property
    def is_wanted(self) -> bool:
        """Whether there is still somebody to deliver to."""
        return not self.token.is_cancelled and shiboken6.isValid(self.owner)


class _Piece:
    """One piece of work with its listeners and, later, its outcome.

    Workers hold nothing but this object, and `release` empties it on the GUI thread: a listener may hold the last
    reference to a widget, which would otherwise be destroyed in the worker.
    """

    __slots__ = (
        "bug",
        "crashed",
        "error",
        "failure",
        "is_change",
        "job",
        "over",
        "progress",
        "success",
        "tells_cancel",
        "value",
        "work",
    )

    def __init__(self, job: Job[Any], work: Work[Any], success: Deliver, failure: Failure | None) -> None:
        self.job = job
        self.work = work
        self.success = success
        self.failure = failure
        self.over: Callable[[], None] | None = None
        self.crashed: Callable[[], None] | None = None
        self.progress = Progress(None, job.token)
        self.is_change = False
        self.tells_cancel = False
        self.value: object = None
        self.error: KnownError | None = None
        self.bug: Exception | None = None

    def release(self) -> None:
        """Let go of everything that may belong to the GUI."""
        for name in self.__slots__:
            setattr(self, name, None)


class _Task(QRunnable):
    """Runs one piece in a pool's thread."""

    def __init__(self, execute: Callable[[_Piece], None], piece: _Piece) -> None:
        super().__init__()
        self._execute = execute
        self._piece = piece

    def run(self) -> None:
        """Called by the pool."""
        self._execute(self._piece)


class Jobs(QObject):
    """Runs queries, changes and long tasks on the opened register."""

    failed = Signal(object)
    """`KnownError` that nobody else took care of."""
    crashed = Signal(object)
    """Any other exception: a bug of ours."""
    task_started = Signal(object)
    """`Job` with a label, worth showing with a cancel button."""
    task_progressed = Signal(object, int, int)
    task_ended = Signal(object)
    _arrived = Signal()

    def __init__(self, workspace: Workspace, bus: ChangeBus, undo: UndoHistory, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._workspace = workspace
        self._bus = bus
        self._undo = undo
        self._queries = QThreadPool(self)
        self._queries.setMaxThreadCount(max(2, QThread.idealThreadCount()))
        self._writer = QThreadPool(self)
        self._writer.setMaxThreadCount(1)
        self._quiet = QThreadPool(self)
        self._quiet.setMaxThreadCount(1)
        give_way(self._quiet)
        self.loaders = Loaders()
        self._lock = threading.Lock()
        self._arrivals: deque[Callable[[], None]] = deque()
        self._latest: dict[tuple[int, str], Job[Any]] = {}
        self._pieces: set[_Piece] = set()
        self._is_told = False
        self._is_closed = False
        self._arrived.connect(self._drain, Qt.ConnectionType.QueuedConnection)
        undo.use_runner(self._run_undo)

    def run_query(
        self,
        work: Work[T],
        *,
        success: Callable[[T], None],
        failure: Failure | None = None,
        owner: QObject,
        key: str | None = None,
        is_urgent: bool = False,
    ) -> Job[T]:
        """Read from the register. A later query with the same owner and key takes the place of this one.

        ``success`` gets what ``work`` returned, on the GUI thread, unless the owner is gone by then.
        """
        job: Job[T] = Job(owner, key, "")
        if key is not None:
            earlier = self._latest.get((id(owner), key))
            if earlier is not None:
                earlier.cancel()
            self._latest[id(owner), key] = job
        self._start(self._queries, _Piece(job, work, success, failure), priority=1 if is_urgent else 0)
        return job

    def run_quietly(
        self, work: Work[T], *, success: Callable[[T], None], failure: Failure | None = None, owner: QObject
    ) -> Job[T]:
        """Reading work that nobody waits for: one at a time, at low priority, in no task bar.

        Cancelled work ends with ``failure(CANCELLED)``.
        """
        job: Job[T] = Job(owner, None, "")

        def at_low_priority(workspace: Workspace, progress: Progress) -> T:
            give_way_here()
            return work(workspace, progress)

        piece = _Piece(job, at_low_priority, success, failure)
        piece.tells_cancel = True
        self._start(self._quiet, piece)
        return job

    def run_change(
        self,
        work: Work[Change[T]],
        *,
        success: Callable[[Change[T]], None] | None = None,
        failure: Failure | None = None,
        progress: ProgressListener | None = None,
        owner: QObject,
        label: str = "",
    ) -> Job[Change[T]]:
        """Write to the register, in turn. The change is broadcast once; with a label its undo is remembered.

        A change is carried out and broadcast even when its owner is gone; only ``success`` is left out then. Cancelled
        work that was still able to stop ends with ``failure(CANCELLED)``, and has written nothing.
        """
        job: Job[Change[T]] = Job(owner, None, label)

        def written(change: Change[T]) -> None:
            self._bus.broadcast(change.changes)
            if label and change.undo is not None:
                self._undo.push(label, change.undo)
            if success is not None and shiboken6.isValid(job.owner):
                success(change)

        piece = _Piece(job, work, written, failure)
        if progress is not None:
            piece.progress = Progress(self._tell_at_times(job, progress), job.token)
        piece.is_change = True
        self._start(self._writer, piece)
        return job

    def run_task(
        self,
        work: Work[T],
        *,
        label: str,
        success: Callable[[T], None],
        failure: Failure | None = None,
        progress: ProgressListener | None = None,
        ended: Callable[[], None] | None = None,
        owner: QObject,
    ) -> Job[T]:
        """Long reading work, shown in the task bar with its progress and a cancel button.

        Cancelled work ends with ``failure(CANCELLED)`` where a failure listener is given; ``ended`` is always told.
        """
        job: Job[T] = Job(owner, None, label)

        def tell(done: int, total: int) -> None:
            self.task_progressed.emit(job, done, total)
            if progress is not None:
                progress(done, total)

        def over() -> None:
            self.task_ended.emit(job)
            if ended is not None and shiboken6.isValid(job.owner):
                ended()

        self.task_started.emit(job)
        piece = _Piece(job, work, success, failure)
        piece.progress = Progress(self._tell_at_times(job, tell), job.token)
        piece.over = over
        piece.tells_cancel = True
        self._start(self._queries, piece)
        return job

    def close(self) -> None:
        """Cancel queries, let the writer finish what it was asked, and stop; the register can be closed after this."""
        self._is_closed = True
        for piece in self._pieces:
            if not piece.is_change:
                piece.job.cancel()
        self._queries.clear()
        self._quiet.clear()
        self._writer.waitForDone()
        self._queries.waitForDone()
        self._quiet.waitForDone()
        self.loaders.close()
        with self._lock:
            self._arrivals.clear()
        for piece in self._pieces:
            piece.release()
        self._pieces.clear()
        self._latest.clear()

    def wait_until_idle(self, milliseconds: int = 10_000) -> bool:
        """Whether all work was done in that time; results may still be on their way. For tests and shutting down."""
        return all(pool.waitForDone(milliseconds) for pool in (self._quiet, self._queries, self._writer))

    def _run_undo(self, undo: Undo, done: Done) -> None:
        def run(_workspace: Workspace, _progress: Progress) -> Change[object]:
            return undo()

        def written(change: Change[object]) -> None:
            self._bus.broadcast(change.changes)
            done(change, False)

        def failed(error: KnownError) -> None:
            done(None, error.code in _PASSING)
            self.failed.emit(error)

        piece = _Piece(Job(self, None, ""), run, written, failed)
        piece.is_change = True
        piece.crashed = partial(done, None, False)
        self._start(self._writer, piece)

    def _start(self, pool: QThreadPool, piece: _Piece, priority: int = 0) -> None:
        self._pieces.add(piece)
        pool.start(_Task(self._execute, piece), priority)

    def _execute(self, piece: _Piece) -> None:
        """In a worker: do the work and note its outcome; nothing of it is kept in this thread."""
        if self._is_closed and not piece.is_change:
            return
        try:
            piece.progress.cancel.raise_if_cancelled()
            piece.value = piece.work(self._workspace, piece.progress)
        except KnownError as error:
            piece.error = error
        except Exception as error:  # noqa: BLE001 - handed to the crash report on the GUI thread
            piece.bug = error
        self._hand_over(partial(self._finish, piece))

    def _finish(self, piece: _Piece) -> None:
        """On the GUI thread: tell whoever is to know, then let go of the piece."""
        job = piece.job
        if job.key is not None and self._latest.get((id(job.owner), job.key)) is job:
            del self._latest[id(job.owner), job.key]
        self._pieces.discard(piece)
        try:
            self._tell_outcome(piece)
        finally:
            if piece.over is not None:
                piece.over()
            piece.release()

    def _tell_outcome(self, piece: _Piece) -> None:
        job = piece.job
        if piece.bug is not None:
            if piece.crashed is not None:
                piece.crashed()
            self.crashed.emit(piece.bug)
        elif piece.error is not None:
            if job.is_wanted or piece.is_change or piece.tells_cancel:
                self._tell_failure(job, piece.failure, piece.error)
        elif piece.is_change or job.is_wanted or (piece.tells_cancel and shiboken6.isValid(job.owner)):
            piece.success(piece.value)

    def _tell_failure(self, job: Job[Any], failure: Failure | None, error: KnownError) -> None:
        if failure is not None and shiboken6.isValid(job.owner):
            failure(error)
        elif error.code is not ErrorCode.CANCELLED:
            self.failed.emit(error)

    def _tell_at_times(self, job: Job[Any], listener: ProgressListener) -> ProgressListener:
        """What a worker can tell as often as it likes: the listener hears it now and then, on the GUI thread."""
        told = 0.0

        def tell(done: int, total: int) -> None:
            if job.is_wanted:
                listener(done, total)

        def listen(done: int, total: int) -> None:
            nonlocal told
            now = time.perf_counter()
            if now - told >= _PROGRESS_SECONDS or done == total:
                told = now
                self._hand_over(partial(tell, done, total))

        return listen

    def _hand_over(self, deliver: Callable[[], None]) -> None:
        with self._lock:
            self._arrivals.append(deliver)
            was_told, self._is_told = self._is_told, True
        if not was_told and not self._is_closed:
            self._arrived.emit()

    def _drain(self) -> None:
        ends = time.perf_counter() + _DRAIN_SECONDS
        try:
            while (deliver := self._next_arrival()) is not None:
                deliver()
                if time.perf_counter() >= ends:
                    break
        finally:  # also when a listener raised: the rest must not be left lying
            with self._lock:
                has_more = bool(self._arrivals)
                self._is_told = has_more
            if has_more:
                QTimer.singleShot(0, self._drain)

    def _next_arrival(self) -> Callable[[], None] | None:
        with self._lock:
            return self._arrivals.popleft() if self._arrivals else None
