# SPDX-License-Identifier: GPL-3.0-or-later
"""What somebody should look at next, of every kind, and what was settled for now.

Each kind has a source: given a day, it finds whom (or which event) there is something to say about, most urgent first,
and describes those that are asked for. A settled notice stays away while its fingerprint (the answers and dates that it
is about) is the same. Take-downs and unnamed faces are not settled here: they end where they are solved.
"""

from __future__ import annotations

import hashlib
import threading
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime

from sqlmodel import col, select

from models.changes import Change, ChangeSet
from models.consent.differing import Difference
from models.consent.facts import CellKey
from models.errors import ErrorCode, KnownError
from models.store import Store, UnitOfWork
from models.tables import MediaSession, Person, SettledNotice
from models.terms import ChangeKind, TodoKind

_MAX_NOTE = 500

ABOUT_SESSIONS = frozenset({TodoKind.MISSING_FOR_SESSION})
"""Kinds that are about an event; the others are about a person."""
NEVER_SETTLED = frozenset({TodoKind.TAKEDOWN, TodoKind.UNNAMED_FACES})
"""Kinds that end only where they are solved."""
ORDER = (
    TodoKind.TAKEDOWN,
    TodoKind.MISSING_FOR_SESSION,
    TodoKind.GUARDIANS_DIFFER,
    TodoKind.NOW_DECIDES,
    TodoKind.ENDS_SOON,
    TodoKind.UNNAMED_FACES,
    TodoKind.REMINDER_DUE,
    TodoKind.RETENTION_DUE,
)
"""Most urgent first."""
_USUALLY = (
    ChangeKind.ANSWER,
    ChangeKind.PERSON,
    ChangeKind.GROUP,
    ChangeKind.PURPOSE,
    ChangeKind.SESSION,
    ChangeKind.SETTING,
    ChangeKind.FORM,
)
_LOOKED_AT_AGAIN = {
    TodoKind.TAKEDOWN: tuple(ChangeKind),
    TodoKind.UNNAMED_FACES: (ChangeKind.ITEM, ChangeKind.APPEARANCE, ChangeKind.SESSION),
    TodoKind.REMINDER_DUE: (*_USUALLY, ChangeKind.NOTICE),
    TodoKind.RETENTION_DUE: (*_USUALLY, ChangeKind.NOTICE, ChangeKind.PUBLICATION, ChangeKind.TAKEDOWN),
}
"""After which changes a kind is looked for anew."""


@dataclass(frozen=True, slots=True)
class TodoNotice:
    """One thing to look at. ``subject`` is a person, an event, or what the kind is about (a task, an item).

    ``ids``: what the kind leads to: the people to ask for an event, the answers that differ or end. ``day``: since
    when, or until when, as the kind has it. ``fingerprint`` is made from the answers and dates that it is about.
    """

    kind: TodoKind
    subject: int
    fingerprint: str = ""
    ids: tuple[int, ...] = ()
    keys: tuple[CellKey, ...] = ()
    purpose_id: int | None = None
    day: date | None = None
    total: int = 0
    title: str = ""
    differences: tuple[Difference, ...] = ()

    @property
    def person_id(self) -> int | None:
        """The person whom it is about, where it is about one."""
        return None if self.kind in ABOUT_SESSIONS or self.kind in NEVER_SETTLED else self.subject

    @property
    def session_id(self) -> int | None:
        """The event that it is about, where it is about one."""
        return self.subject if self.kind in ABOUT_SESSIONS else None


Describe = Callable[[Sequence[int]], Iterable[TodoNotice]]


@dataclass(frozen=True, slots=True)
class Found:
    """What a source found: subjects, most urgent first, and a way to describe some of them (asked only for those)."""

    subjects: tuple[int, ...]
    describe: Describe


Source = Callable[[date], Found]
"""What it finds may be kept while nothing was written that it looks at: ``describe`` is asked later, by any thread."""


@dataclass(frozen=True, slots=True)
class TodoSection:
    """The notices of one kind: how many there are, and the first of them."""

    kind: TodoKind
    count: int
    notices: tuple[TodoNotice, ...]


@dataclass(frozen=True, slots=True)
class SettledRow:
    """A notice that somebody settled. ``is_standing``: without this it would be on the list."""

    id: int
    kind: TodoKind
    person_id: int | None
    session_id: int | None
    note: str
    settled_at: datetime
    settled_by: str
    is_standing: bool = False

    @property
    def subject(self) -> int:
        """The person or the event that it is about."""
        return (self.session_id if self.kind in ABOUT_SESSIONS else self.person_id) or 0


class TodoService:
    """Lists, counts and settles what is to be done; sources are added by kind."""

    def __init__(self, store: Store, sources: Mapping[TodoKind, Source]) -> None:
        self._store = store
        self._sources = dict(sources)
        self._kept: dict[TodoKind, tuple[date, Found]] = {}
        self._generation = 0
        self._lock = threading.Lock()

    def add_source(self, kind: TodoKind, source: Source) -> None:
        """Have a source tell about a kind."""
        self._sources[kind] = source
        self.forget_all()

    def forget(self, changes: ChangeSet) -> None:
        """Look again at the kinds that a write may have changed; call after each commit."""
        with self._lock:
            self._generation += 1
            for kind in list(self._kept):
                if changes.concerns(*_LOOKED_AT_AGAIN.get(kind, _USUALLY)):
                    del self._kept[kind]

    def forget_all(self) -> None:
        """Look again at every kind."""
        with self._lock:
            self._generation += 1
            self._kept.clear()

    def sections(self, kinds: Iterable[TodoKind] | None = None, *, limit: int | None = None) -> tuple[TodoSection, ...]:
        """Every kind (or these) that has something, most urgent first, with at most ``limit`` notices each."""
        wanted = set(TodoKind if kinds is None else kinds)
        made = []
        for kind in ORDER:
            if kind in wanted and kind in self._sources:
                found = self._find(kind)
                open_subjects = self._open(kind, found)
                if open_subjects:
                    shown = tuple(found.describe(open_subjects[:limit]))
                    made.append(TodoSection(kind, len(open_subjects), shown))
        return tuple(made)

    def notices(self, kinds: Iterable[TodoKind] | None = None, *, limit: int | None = None) -> tuple[TodoNotice, ...]:
        """The notices of these kinds in one row."""
        return tuple(notice for section in self.sections(kinds, limit=limit) for notice in section.notices)

    def subjects(self, kind: TodoKind) -> tuple[int, ...]:
        """Everybody (or every event) on the list of a kind, most urgent first."""
        return self._open(kind, self._find(kind)) if kind in self._sources else ()

    def counts(self) -> dict[TodoKind, int]:
        """How many notices of each kind there are; kinds without any are left out."""
        return {section.kind: section.count for section in self.sections(limit=0)}

    def settle(self, notice: TodoNotice, note: str = "") -> Change[int]:
        """Settle a notice for now: it comes back when the answers or dates that it is about change.

        Gives the id of what was settled. Raises ``VALUE_NOT_ALLOWED`` for a kind that ends elsewhere or a note that is
        too long, ``RECORD_CHANGED`` where it was settled already, ``PERSON_UNKNOWN`` or ``ITEM_UNKNOWN``.
        """
        note = note.strip()
        if notice.kind in NEVER_SETTLED or not notice.fingerprint or len(note) > _MAX_NOTE:
            raise KnownError(ErrorCode.VALUE_NOT_ALLOWED, field="note")
        with self._store.write("todo.settle") as unit:
            _check_subject(unit, notice)
            if self._settled_id(unit, notice) is not None:
                raise KnownError(ErrorCode.RECORD_CHANGED)
            row = SettledNotice(
                kind=notice.kind,
                person_id=notice.person_id,
                session_id=notice.session_id,
                fingerprint=notice.fingerprint,
                note=note,
                settled_at=unit.store.clock.now(),
                settled_by=unit.actor,
            )
            unit.session.add(row)
            unit.session.flush()
            assert row.id is not None
            settled_id = row.id
            unit.note(kind=notice.kind.value)
            unit.touch(ChangeKind.NOTICE, [settled_id])
        return Change(settled_id, unit.changes, lambda: self.reopen(settled_id))

    def reopen(self, settled_id: int) -> Change[int]:
        """Put a settled notice back on the list. Raises ``RECORD_CHANGED`` where it is back already."""
        with self._store.write("todo.reopen") as unit:
            row = unit.session.get(SettledNotice, settled_id)
            if row is None:
                raise KnownError(ErrorCode.RECORD_CHANGED)
            notice = TodoNotice(TodoKind(row.kind), _settled_row(row).subject, row.fingerprint)
            note = row.note
            unit.session.delete(row)
            unit.note(kind=notice.kind.value)
            unit.touch(ChangeKind.NOTICE, [settled_id])
        return Change(settled_id, unit.changes, lambda: self.settle(notice, note))

    def settled(self, limit: int = 100) -> tuple[SettledRow, ...]:
        """What was settled, latest first."""
        statement = select(SettledNotice).order_by(col(SettledNotice.id).desc()).limit(limit)
        with self._store.read() as session:
            rows = [_settled_row(row) for row in session.exec(statement)]
            prints = {row.id: row.fingerprint for row in session.exec(statement)}
        standing: set[tuple[TodoKind, int, str]] = set()
        for kind in {row.kind for row in rows} & set(self._sources):
            found = self._find(kind)
            asked = {row.subject for row in rows if row.kind is kind}
            described = found.describe([one for one in found.subjects if one in asked])
            standing.update((kind, notice.subject, notice.fingerprint) for notice in described)
        return tuple(replace(row, is_standing=(row.kind, row.subject, prints[row.id]) in standing) for row in rows)

    def _find(self, kind: TodoKind) -> Found:
        """What the source found today, from memory while nothing was written that it looks at."""
        today = self._store.clock.today()
        with self._lock:
            generation, kept = self._generation, self._kept.get(kind)
        if kept is not None and kept[0] == today:
            return kept[1]
        found = self._sources[kind](today)
        with self._lock:
            if generation == self._generation:  # else somebody wrote meanwhile: right for now, not to be kept
                self._kept[kind] = (today, found)
        return found

    def _open(self, kind: TodoKind, found: Found) -> tuple[int, ...]:
        """The subjects without those that were settled as they are now; only those ever settled are described."""
        if kind in NEVER_SETTLED or not found.subjects:
            return found.subjects
        prints = self._settled_prints(kind)
        ever = [subject for subject in found.subjects if subject in prints]
        done = {one.subject for one in found.describe(ever) if one.fingerprint in prints[one.subject]} if ever else ()
        return tuple(subject for subject in found.subjects if subject not in done)

    def _settled_prints(self, kind: TodoKind) -> dict[int, set[str]]:
        subject = col(SettledNotice.session_id if kind in ABOUT_SESSIONS else SettledNotice.person_id)
        with self._store.read() as session:
            rows = session.exec(
                select(subject, col(SettledNotice.fingerprint)).where(col(SettledNotice.kind) == kind)
            ).all()
        prints: dict[int, set[str]] = {}
        for one, fingerprint in rows:
            if one is not None:
                prints.setdefault(one, set()).add(fingerprint)
        return prints

    @staticmethod
    def _settled_id(unit: UnitOfWork, notice: TodoNotice) -> int | None:
        return unit.session.exec(
            select(SettledNotice.id).where(
                col(SettledNotice.kind) == notice.kind,
                col(SettledNotice.person_id).is_(notice.person_id)
                if notice.person_id is None
                else col(SettledNotice.person_id) == notice.person_id,
                col(SettledNotice.session_id).is_(notice.session_id)
                if notice.session_id is None
                else col(SettledNotice.session_id) == notice.session_id,
                col(SettledNotice.fingerprint) == notice.fingerprint,
            )
        ).first()


def fingerprint_of(kind: TodoKind, *facts: object) -> str:
    """A fingerprint of the answers and dates that a notice is about: the same facts, the same fingerprint."""
    text = "\n".join((kind.value, *(str(fact) for fact in facts)))
    return hashlib.sha256(text.encode()).hexdigest()


def _settled_row(row: SettledNotice) -> SettledRow:
    return SettledRow(
        row.id or 0, TodoKind(row.kind), row.person_id, row.session_id, row.note, row.settled_at, row.settled_by
    )


def _check_subject(unit: UnitOfWork, notice: TodoNotice) -> None:
    if notice.kind in ABOUT_SESSIONS:
        if unit.session.get(MediaSession, notice.subject) is None:
            raise KnownError(ErrorCode.ITEM_UNKNOWN)
    elif unit.session.get(Person, notice.subject) is None:
        raise KnownError(ErrorCode.PERSON_UNKNOWN)
