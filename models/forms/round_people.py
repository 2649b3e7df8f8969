# SPDX-License-Identifier: GPL-3.0-or-later
"""Whom a round asks, in the order in which their forms are printed: by class, then by name."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import func
from sqlalchemy import select as select_columns
from sqlmodel import Session, col

from models.consent.calendar_queries import in_chunks
from models.consent.facts import CellKey
from models.errors import ErrorCode, KnownError
from models.forms.round_reasons import RoundReason
from models.forms.round_terms import RoundInput
from models.roster.groups import is_current
from models.roster.person_rows import GroupName, read_groups, read_roles
from models.store.same_person import all_records, follow, is_on_record, kept_ids
from models.tables import Cell, ConsentEvent, ConsentRequest, GroupMembership, Person
from models.terms import Activity, ConsentStatus, PersonRole


@dataclass(frozen=True, slots=True)
class ChosenPeople:
    """Who gets a form, sorted by class; and how many of the others are left out for they are never shown."""

    people: tuple[int, ...]
    protected: int


def choose_people(session: Session, today: date, entered: RoundInput, deciding: Collection[int]) -> ChosenPeople:
    """Whom a round asks today; ``deciding`` are those on the list of who decides from now on.

    Raises ``PERSON_UNKNOWN`` for a person in ``who.person_ids`` who is not on record.
    """
    who = entered.who
    at_school = select_columns(col(Person.id), col(Person.is_protected)).where(
        is_on_record(), func.coalesce(col(Person.left_on), date.max) > today
    )
    present = {row[0]: row[1] for row in session.execute(at_school)}
    if who.person_ids:
        kept = kept_ids(session)
        chosen = {follow(one, kept) for one in who.person_ids}
        if not chosen <= present.keys():
            raise KnownError(ErrorCode.PERSON_UNKNOWN)
    else:
        chosen = _by_role(read_roles(session, None, today), who.roles, present)
        if who.group_ids:
            chosen &= _members(session, who.group_ids, today)
    if who.reason is RoundReason.NEVER_ASKED:
        chosen -= _heard_of(session, chosen, entered)
    elif who.reason is RoundReason.ENDED:
        chosen &= _ended(session, entered, today)
    elif who.reason is RoundReason.NOW_DECIDES:
        chosen &= set(deciding)
    asked = [one for one in chosen if not present[one]]
    groups = read_groups(session, asked, today)
    return ChosenPeople(class_order(session, asked, groups), len(chosen) - len(asked))


def class_order(session: Session, ids: Iterable[int], groups: Mapping[int, Sequence[GroupName]]) -> tuple[int, ...]:
    """People by their first class, "Groep 2" before "Groep 10" and who is in none last; within it by name."""
    names: dict[int, str] = {}
    for chunk in in_chunks(ids):
        names.update(
            (row[0], row[1])
            for row in session.execute(
                select_columns(col(Person.id), col(Person.sort_name)).where(col(Person.id).in_(chunk))
            )
        )

    def key(person_id: int) -> tuple[bool, tuple[tuple[int, str], ...], str, int]:
        found = groups.get(person_id, ())
        return not found, _natural(found[0].name) if found else (), names[person_id], person_id

    return tuple(sorted(names, key=key))


def _natural(name: str) -> tuple[tuple[int, str], ...]:
    parts = re.findall(r"\d+|\D+", name.casefold())
    return tuple((int(part), "") if part.isdecimal() else (-1, part) for part in parts)


def _by_role(
    roles: Mapping[int, Sequence[PersonRole]], wanted: Sequence[PersonRole], present: Collection[int]
) -> set[int]:
    if wanted:
        return {one for one in present if set(wanted) & set(roles.get(one, ()))}
    return {one for one in present if set(roles.get(one, ())) != {PersonRole.GUARDIAN}}


def _members(session: Session, group_ids: Collection[int], today: date) -> set[int]:
    statement = select_columns(col(GroupMembership.person_id)).where(
        col(GroupMembership.group_id).in_(tuple(group_ids)),
        is_current(GroupMembership.since, GroupMembership.until, today),
    )
    return set(session.scalars(statement))


def _asks(entered: RoundInput, key: CellKey) -> bool:
    questions = entered.questions
    if key.kind not in questions.kinds:
        return False
    return questions.with_recording if key.activity is Activity.RECORDING else key.purpose_id in questions.purpose_ids


def _heard_of(session: Session, people: Collection[int], entered: RoundInput) -> set[int]:
    """Who was asked for, or answered, one of the questions at any time."""
    kept = kept_ids(session)
    found: set[int] = set()
    for chunk in in_chunks(all_records(tuple(people), kept)):
        for table in (ConsentRequest, ConsentEvent):
            columns = (col(table.person_id), col(table.activity), col(table.kind), col(table.purpose_id))
            for row in session.execute(select_columns(*columns).where(col(table.person_id).in_(chunk)).distinct()):
                if _asks(entered, CellKey(row[1], row[2], row[3])):
                    found.add(follow(row[0], kept))
    return found


def _ended(session: Session, entered: RoundInput, today: date) -> set[int]:
    statement = select_columns(col(Cell.person_id), col(Cell.activity), col(Cell.kind), col(Cell.purpose_id)).where(
        col(Cell.status) == ConsentStatus.EXPIRED,
        col(Cell.since) <= today,
        col(Cell.until) >= today,
        func.coalesce(col(Cell.item_id), col(Cell.session_id)).is_(None),
    )
    return {row[0] for row in session.execute(statement) if _asks(entered, CellKey(row[1], row[2], row[3]))}
