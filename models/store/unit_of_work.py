# SPDX-License-Identifier: GPL-3.0-or-later
"""Reading and writing the register: short sessions, one serial writer, one transaction per user action."""

from __future__ import annotations

import threading
from collections.abc import Callable, Collection, Hashable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

from sqlalchemy.engine import Engine
from sqlmodel import Session

from models.changes import ChangeCollector, ChangeSet
from models.clock import Clock, SystemClock
from models.errors import BugError, ErrorCode, KnownError
from models.progress import Progress
from models.store import audit
from models.store.database import (
    WRITE_OPTION,
    create_register_engine,
    is_on_network,
    known_database_errors,
    purge_free_space,
)
from models.store.migrate import upgrade_register
from models.store.register_lock import RegisterLock
from models.tables import ConsentEvent
from models.terms import ChangeKind

PROGRAM_NAME = "Beeldakkoord"

BeforeCommit = Callable[["UnitOfWork"], None]
AfterCommit = Callable[[ChangeSet], None]


class UnitOfWork:
    """One transaction: the session to write with, and a note of everything it touched."""

    def __init__(self, session: Session, store: Store, action: str, actor: str) -> None:
        self.session = session
        self.store = store
        self.action = action
        self.actor = actor
        self.progress = Progress()
        """How far the work before the commit is, for whoever writes so much that somebody waits for it."""
        self._collector = ChangeCollector()
        self._answered: dict[int, set[Hashable]] = {}
        self._touched_whole: set[int] = set()
        self._notes: dict[str, object] = {}
        self._digests: list[str] = []

    def touch(self, kind: ChangeKind, ids: Iterable[int]) -> None:
        """Tell which rows of a kind were written."""
        touched = tuple(ids)
        self._collector.touch(kind, touched)
        if kind is ChangeKind.ANSWER:
            self._touched_whole.update(touched)

    def touch_answers(self, person_ids: Iterable[int], cells: Collection[Hashable]) -> None:
        """Tell that answers about these people were written, to these cells and to no others."""
        for person_id in person_ids:
            self._answered.setdefault(person_id, set()).update(cells)
        self._collector.touch(ChangeKind.ANSWER, self._answered)

    def touch_all(self, kind: ChangeKind) -> None:
        """Tell that any row of a kind may have changed."""
        self._collector.touch_all(kind)

    def note(self, **facts: object) -> None:
        """Add facts to the audit payload: ids, words, counts; never a name."""
        self._notes.update(facts)

    def commit_to_event(self, event: ConsentEvent) -> None:
        """Put the salted digest of a consent event into this transaction's audit row (call after flush)."""
        self._digests.append(audit.event_digest(event))

    @property
    def answered_cells(self) -> Mapping[int, Collection[Hashable]]:
        """The cells that answers were written to by person, where nothing else about their answers was touched."""
        return {one: cells for one, cells in self._answered.items() if one not in self._touched_whole}

    @property
    def changes(self) -> ChangeSet:
        """What was touched so far."""
        return self._collector.collected()

    def append_audit(self) -> None:
        """Write the audit row; the store calls this once, last."""
        payload: dict[str, object] = {
            "touched": {kind.value: sorted(ids) for kind, ids in self.changes.touched.items()},
            **self._notes,
        }
        if self._digests:
            payload["events"] = self._digests
        audit.append_entry(self.session, self.store.clock.now(), self.action, self.actor, payload)


class Store:
    """An opened register. Make one with `Store.open`; close it when done."""

    def __init__(self, engine: Engine, path: Path, lock: RegisterLock, clock: Clock, actor: str) -> None:
        self.path = path
        self.clock = clock
        self.actor = actor
        self._engine = engine
        self._write_engine = engine.execution_options(**{WRITE_OPTION: True})
        self._lock = lock
        self._writer = threading.RLock()
        self._is_writing = False
        self._is_closed = False
        self._is_purge_due = False
        self._before_commit: list[BeforeCommit] = []
        self._after_commit: list[AfterCommit] = []

    @classmethod
    def open(
        cls,
        path: Path,
        *,
        create: bool = True,
        clock: Clock | None = None,
        actor: str = "",
        program: str = PROGRAM_NAME,
        is_check: bool = False,
    ) -> Store:
        """Open (or create) the register at ``path``; for a check (``is_check``) also where its triggers are missing.

        Raises `KnownError`: ``REGISTER_MISSING``, ``REGISTER_IN_USE`` (names the first program), ``REGISTER_NEWER``,
        ``REGISTER_NOT_OURS``, ``REGISTER_DAMAGED``, ``REGISTER_ON_NETWORK``, ``REGISTER_UNWRITABLE``.
        """
        path = Path(path).absolute()
        clock = clock if clock is not None else SystemClock()
        existed = _check_place(path, create=create)
        lock = RegisterLock(path)
        lock.acquire(program)
        engine = create_register_engine(path)
        try:
            upgrade_register(engine, path, clock.now(), is_check=is_check)
        except BaseException:
            engine.dispose()
            if not existed:
                path.unlink(missing_ok=True)
            lock.release()
            raise
        return cls(engine, path, lock, clock, actor)

    def close(self) -> None:
        """Finish the writer, fold the journal into the file, and give the lock back; safe to call twice."""
        with self._writer:
            if self._is_purge_due and not self._is_closed:
                self.purge_free_space()
            self._is_closed = True
            self._engine.dispose()
            self._lock.release()

    def run_before_commit(self, hook: BeforeCommit) -> None:
        """Have ``hook(unit)`` run at the end of every transaction, inside it (cells, take-down tasks)."""
        self._before_commit.append(hook)

    def run_after_commit(self, hook: AfterCommit) -> None:
        """Have ``hook(changes)`` run after every commit, before anybody else can write (caches)."""
        self._after_commit.append(hook)

    def purge_free_space(self) -> bool:
        """Leave no byte of what was deleted: fold the journal into the file, write the file anew, empty the journal.

        After an erasure. False where a reader does not finish or the disk is full; it is tried again on closing.
        """
        with self._writer:
            try:
                purge_free_space(self._engine)
            except KnownError:
                self._is_purge_due = True
            else:
                self._is_purge_due = False
            return not self._is_purge_due

    @contextmanager
    def read(self) -> Iterator[Session]:
        """A short reading session with a consistent view; whatever was changed in it is thrown away."""
        with known_database_errors(), Session(self._engine, autoflush=False) as session:
            try:
                yield session
            finally:
                session.rollback()

    @contextmanager
    def write(self, action: str, *, actor: str | None = None) -> Iterator[UnitOfWork]:
        """One transaction of one user action: everything or nothing, with its audit row inside.

        ``action`` is a word such as ``"consent.answer"``. Hooks run before the audit row is written.
        """
        with self._writer:
            if self._is_closed:
                raise BugError("a transaction in a register that was closed")
            if self._is_writing:
                raise BugError("a transaction inside a transaction")
            self._is_writing = True
            try:
                with known_database_errors(), Session(self._write_engine, expire_on_commit=False) as session:
                    unit = UnitOfWork(session, self, action, self.actor if actor is None else actor)
                    session.connection()  # begins now, so that nothing is read before the write lock is held
                    yield unit
                    for hook in self._before_commit:
                        session.flush()
                        hook(unit)
                    session.flush()
                    unit.append_audit()
                    session.commit()
                for after in self._after_commit:
                    after(unit.changes)
            finally:
                self._is_writing = False


def _check_place(path: Path, *, create: bool) -> bool:
    """Whether there is a register already; raises as `Store.open` says where there cannot be one."""
    try:
        existed = path.exists()
        if not existed and not create:
            raise KnownError(ErrorCode.REGISTER_MISSING)
        if path.is_dir():
            raise KnownError(ErrorCode.REGISTER_NOT_OURS)
        if is_on_network(path):
            raise KnownError(ErrorCode.REGISTER_ON_NETWORK)
        path.parent.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise KnownError(ErrorCode.REGISTER_UNWRITABLE) from error
    return existed
