# SPDX-License-Identifier: GPL-3.0-or-later
"""Groups: classes of one school year, teams and any other group."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import ColumnElement, and_, func, or_
from sqlmodel import Session, col, select

from models.changes import Change
from models.errors import ErrorCode, KnownError
from models.policy import ConsentPolicy, school_year_of
from models.roster.names import fold_text
from models.roster.person_input import clean_text
from models.roster.row_changes import run_undoable
from models.store import Store
from models.store.same_person import is_on_record
from models.tables import Group, GroupMembership, Person
from models.terms import GroupKind

NAME_LENGTH = 80


@dataclass(frozen=True, slots=True)
class GroupRow:
    """A group as lists show it; ``member_count`` counts who is in it today and has not left."""

    id: int
    name: str
    kind: GroupKind
    school_year: str
    member_count: int
    is_archived: bool


def school_year(day: date) -> str:
    """The school year of a day, "2026-2027", as the default policy counts it (from 1 August)."""
    return school_year_of(day, ConsentPolicy())


def is_current(since: object, until: object, today: date) -> ColumnElement[bool]:
    """SQL: whether a from-until pair of columns (inclusive, open where empty) holds today."""
    return and_(or_(col(since).is_(None), col(since) <= today), or_(col(until).is_(None), col(until) >= today))


def find_group(session: Session, name: str, year: str) -> Group | None:
    """The group of that name in that school year, or without a year; case and accents do not matter."""
    wanted = fold_text(name)
    groups = session.exec(select(Group).where(col(Group.school_year).in_((year, "")))).all()
    fitting = [group for group in groups if fold_text(group.name) == wanted]
    fitting.sort(key=lambda group: (group.is_archived, group.school_year != year, group.name != name))
    return fitting[0] if fitting else None


class GroupService:
    """Reads and writes groups."""

    def __init__(self, store: Store) -> None:
        self._store = store

    def list_groups(self, *, include_archived: bool = False) -> tuple[GroupRow, ...]:
        """All groups: the latest school year first, then by name."""
        today = self._store.clock.today()
        counted = (
            select(GroupMembership.group_id, func.count())
            .join(Person, col(Person.id) == GroupMembership.person_id)
            .where(is_current(GroupMembership.since, GroupMembership.until, today))
            .where(or_(col(Person.left_on).is_(None), col(Person.left_on) > today), is_on_record())
            .group_by(col(GroupMembership.group_id))
        )
        with self._store.read() as session:
            counts = dict(session.exec(counted).all())
            groups = session.exec(select(Group)).all()
            rows = [
                GroupRow(
                    group.id or 0, group.name, group.kind, group.school_year, counts.get(group.id or 0, 0),
                    group.is_archived,
                )
                for group in groups
                if include_archived or not group.is_archived
            ]  # fmt: skip
        rows.sort(key=lambda row: fold_text(row.name))
        rows.sort(key=lambda row: row.school_year, reverse=True)
        return tuple(rows)

    def find_groups(self, name: str) -> tuple[int, ...]:
        """Ids of the groups of that name (case and accents aside), the latest school year first."""
        wanted = fold_text(name)
        return tuple(row.id for row in self.list_groups(include_archived=True) if fold_text(row.name) == wanted)

    def members(self, group_ids: Collection[int]) -> tuple[int, ...]:
        """Ids of everybody who is in any of the groups today, in sort order."""
        query = (
            select(Person.id)
            .join(GroupMembership, col(GroupMembership.person_id) == Person.id)
            .where(col(GroupMembership.group_id).in_(tuple(group_ids)), is_on_record())
            .where(is_current(GroupMembership.since, GroupMembership.until, self._store.clock.today()))
            .order_by(col(Person.sort_name), col(Person.id))
        )
        with self._store.read() as session:
            return tuple(dict.fromkeys(row for row in session.exec(query).all() if row is not None))

    def add_group(self, name: str, kind: GroupKind = GroupKind.CLASS, *, year: str | None = None) -> Change[int]:
        """Add a group and give its id. ``year`` None is this school year for a class, none for another group.

        Raises ``NAME_MISSING``, ``VALUE_NOT_ALLOWED`` (too long), ``GROUP_EXISTS``.
        """
        cleaned = _check_name(name)
        chosen = year if year is not None else (
            school_year(self._store.clock.today()) if kind is GroupKind.CLASS else ""
        )  # fmt: skip

        def add(session: Session, _people: set[int]) -> int:
            _refuse_double(session, cleaned, chosen, None)
            group = Group(name=cleaned, kind=kind, school_year=chosen)
            session.add(group)
            session.flush()
            return group.id or 0

        return run_undoable(self._store, "group.add", (), add)

    def edit_group(self, group_id: int, *, name: str, kind: GroupKind, is_archived: bool = False) -> Change[int]:
        """Change a group's name, kind or whether it is put away.

        Raises ``GROUP_UNKNOWN``, ``GROUP_EXISTS``, ``NAME_MISSING``, ``VALUE_NOT_ALLOWED``.
        """
        cleaned = _check_name(name)

        def edit(session: Session, _people: set[int]) -> int:
            group = session.get(Group, group_id)
            if group is None:
                raise KnownError(ErrorCode.GROUP_UNKNOWN)
            _refuse_double(session, cleaned, group.school_year, group_id)
            group.name, group.kind, group.is_archived = cleaned, kind, is_archived
            return group_id

        return run_undoable(self._store, "group.edit", (), edit)


def check_groups(session: Session, group_ids: Sequence[int]) -> dict[int, GroupKind]:
    """The kinds of groups that must exist; raises ``GROUP_UNKNOWN``."""
    groups = session.exec(select(Group).where(col(Group.id).in_(tuple(group_ids)))).all()
    found = {group.id: group.kind for group in groups if group.id is not None}
    if set(found) != set(group_ids):
        raise KnownError(ErrorCode.GROUP_UNKNOWN)
    return found


def _check_name(name: str) -> str:
    cleaned = clean_text(name)
    if not cleaned:
        raise KnownError(ErrorCode.NAME_MISSING)
    if len(cleaned) > NAME_LENGTH:
        raise KnownError(ErrorCode.VALUE_NOT_ALLOWED, field="name", limit=NAME_LENGTH)
    return cleaned


def _refuse_double(session: Session, name: str, year: str, own_id: int | None) -> None:
    for group in session.exec(select(Group).where(col(Group.school_year) == year)).all():
        if group.id != own_id and fold_text(group.name) == fold_text(name):
            raise KnownError(ErrorCode.GROUP_EXISTS)
