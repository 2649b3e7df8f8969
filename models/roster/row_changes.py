# SPDX-License-Identifier: GPL-3.0-or-later
"""Undo for people and groups: the rows that an action changed, before and after, and nothing else.

Taking an action back puts the rows as they were before, in a transaction of its own with its own audit row. When
one of those rows has been changed again since, nothing is touched.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any, TypeVar

from sqlalchemy import ColumnElement, Table, bindparam, delete, exists, insert, or_, select, update
from sqlmodel import Session

from models.changes import Change
from models.errors import ErrorCode, KnownError
from models.store import Store, UnitOfWork
from models.tables import (
    Cell,
    Group,
    GroupMembership,
    Guardianship,
    Person,
    PersonIdentifier,
    PersonRoleEntry,
    metadata,
)
from models.terms import ChangeKind

T = TypeVar("T")
Row = dict[str, Any]

_GROUP, _PERSON, _IDENTIFIER, _ROLE, _MEMBERSHIP, _GUARDIANSHIP = (
    metadata.tables[str(model.__tablename__)]
    for model in (Group, Person, PersonIdentifier, PersonRoleEntry, GroupMembership, Guardianship)
)
_CELL = metadata.tables[str(Cell.__tablename__)]
_TABLES = (_GROUP, _PERSON, _IDENTIFIER, _ROLE, _MEMBERSHIP, _GUARDIANSHIP)
_CHUNK = 5_000


@dataclass(frozen=True, slots=True)
class RowChange:
    """One row before and after; None where it did not exist."""

    table: str
    id: int
    before: Row | None
    after: Row | None


def run_undoable(
    store: Store, action: str, people: Collection[int] | None, work: Callable[[Session, set[int]], T]
) -> Change[T]:
    """Run ``work(session, people)`` as one transaction and give its `Change` with undo.

    ``people`` are the people it may change (None for anybody); ``work`` adds the ids of people it makes to the set.
    Everything it changed in the tables of people and groups is touched.
    """
    with store.write(action) as unit:
        scope = set(people or ())
        is_open = people is None
        before = _capture(unit.session, None if is_open else scope)
        value = work(unit.session, scope)
        unit.session.flush()
        delta = _compare(before, _capture(unit.session, None if is_open else scope))
        _touch(unit, delta)
    undo = (lambda: _revert(store, action, delta)) if delta else None
    return Change(value, unit.changes, undo)


def _revert(store: Store, action: str, delta: Sequence[RowChange]) -> Change[object]:
    """Put back every row of the delta; raises ``RECORD_CHANGED`` or ``PERSON_IN_USE`` and then changes nothing."""
    with store.write(f"{action.removesuffix('.undo')}.undo") as unit:
        back = tuple(RowChange(change.table, change.id, change.after, change.before) for change in delta)
        _write_rows(unit.session, back)
        _touch(unit, back)
    return Change(None, unit.changes, lambda: _revert(store, action, back))


def _capture(session: Session, people: set[int] | None) -> dict[tuple[str, int], Row]:
    """Rows of the people (None: all) and all groups, by table and id."""
    rows: dict[tuple[str, int], Row] = {}
    for table in _TABLES:
        for condition in _conditions(table, people):
            query = select(table) if condition is None else select(table).where(condition)
            for row in session.execute(query).mappings():
                rows[table.name, row["id"]] = dict(row)
    return rows


def _conditions(table: Table, people: set[int] | None) -> Iterator[ColumnElement[bool] | None]:
    if people is None or table is _GROUP:
        yield None
        return
    for ids in split_ids(people):
        if table is _GUARDIANSHIP:
            yield or_(table.c.pupil_id.in_(ids), table.c.guardian_id.in_(ids))
        else:
            yield table.c["id" if table is _PERSON else "person_id"].in_(ids)


def split_ids(ids: Iterable[int]) -> Iterator[tuple[int, ...]]:
    """The ids in portions that every database takes as parameters."""
    ordered = sorted(set(ids))
    for start in range(0, len(ordered), _CHUNK):
        yield tuple(ordered[start : start + _CHUNK])


def _compare(before: dict[tuple[str, int], Row], after: dict[tuple[str, int], Row]) -> tuple[RowChange, ...]:
    keys = dict.fromkeys([*before, *after])
    return tuple(
        RowChange(table, row_id, before.get((table, row_id)), after.get((table, row_id)))
        for table, row_id in keys
        if before.get((table, row_id)) != after.get((table, row_id))
    )


def _touch(unit: UnitOfWork, delta: Iterable[RowChange]) -> None:
    people: set[int] = set()
    groups: set[int] = set()
    for change in delta:
        for row in (change.before, change.after):
            if row is None:
                continue
            if change.table == _PERSON.name:
                people.add(change.id)
            if change.table == _GROUP.name:
                groups.add(change.id)
            people.update(row[key] for key in ("person_id", "pupil_id", "guardian_id") if key in row)
            groups.update(row[key] for key in ("group_id",) if key in row)
    unit.touch(ChangeKind.PERSON, people)
    unit.touch(ChangeKind.GROUP, groups)


def _write_rows(session: Session, delta: Sequence[RowChange]) -> None:
    """Turn ``before`` into ``after`` for each row, children before parents on the way out."""
    versions: dict[int, int] = {}
    for table in _TABLES:
        versions |= _check_unchanged(session, table, [change for change in delta if change.table == table.name])
    for table in reversed(_TABLES):
        removed = [change.id for change in delta if change.table == table.name and change.after is None]
        if table is _PERSON:
            delete_people(session, removed)
            continue
        for ids in split_ids(removed):
            if table is _GROUP and is_referred_to(session, _GROUP, ids):
                raise KnownError(ErrorCode.RECORD_CHANGED)
            session.execute(delete(table).where(table.c.id.in_(ids)))
    for table in _TABLES:
        mine = [change for change in delta if change.table == table.name and change.after is not None]
        added = [dict(change.after or {}) for change in mine if change.before is None]
        changed = [_next_version(change, versions) for change in mine if change.before is not None]
        if added:
            session.execute(insert(table), added)
        if changed:
            values: dict[str, Any] = {column.name: bindparam(f"b_{column.name}") for column in table.columns}
            statement = update(table).where(table.c.id == bindparam("b_id")).values(values)
            session.connection().execute(statement, [{f"b_{key}": row[key] for key in row} for row in changed])


def _next_version(change: RowChange, versions: dict[int, int]) -> Row:
    """The row to write; a person's version only ever rises, so that an old copy never passes for the current one."""
    row = dict(change.after or {})
    if change.table == _PERSON.name:
        row["version"] = versions[change.id] + 1
    return row


def _check_unchanged(session: Session, table: Table, changes: Sequence[RowChange]) -> dict[int, int]:
    """Raise ``RECORD_CHANGED`` unless each row is as ``before`` says; the versions of people as they are now."""
    found: dict[int, Row] = {}
    for ids in split_ids(change.id for change in changes):
        for row in session.execute(select(table).where(table.c.id.in_(ids))).mappings():
            found[row["id"]] = dict(row)
    for change in changes:
        if _without_version(found.get(change.id)) != _without_version(change.before):
            raise KnownError(ErrorCode.RECORD_CHANGED)
    return {row_id: row["version"] for row_id, row in found.items()} if table is _PERSON else {}


def _without_version(row: Row | None) -> Row | None:
    return None if row is None else {key: value for key, value in row.items() if key != "version"}


def delete_people(session: Session, ids: Collection[int]) -> None:
    """Delete people whose own rows are gone already; raises ``PERSON_IN_USE`` when anything still refers to them."""
    session.flush()
    for chunk in split_ids(ids):
        if is_referred_to(session, _PERSON, chunk):
            raise KnownError(ErrorCode.PERSON_IN_USE)
        session.execute(delete(_CELL).where(_CELL.c.person_id.in_(chunk)))
        session.execute(delete(_PERSON).where(_PERSON.c.id.in_(chunk)))


def is_referred_to(session: Session, table: Table, ids: Collection[int]) -> bool:
    """Whether any row of any table refers to one of these rows; compiled cells do not count, they can be remade."""
    for other in metadata.sorted_tables:
        if other is _CELL:
            continue
        for key in other.foreign_keys:
            is_reference = key.column.table is table
            if is_reference and session.execute(select(exists().where(key.parent.in_(tuple(ids))))).scalar():
                return True
    return False
