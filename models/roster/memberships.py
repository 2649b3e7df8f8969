# SPDX-License-Identifier: GPL-3.0-or-later
"""Roles, groups, numbers and guardians of a person, written inside a running transaction.

What ends keeps its row with an end date, so that it stays known who was in which class; what began today and ends
today was a mistake and goes.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable
from datetime import date, timedelta

from sqlmodel import Session, col, select

from models.errors import ErrorCode, KnownError
from models.roster.groups import check_groups
from models.roster.names import search_text, sort_name
from models.roster.person_input import RELATION_LENGTH, PersonInput, check_person, check_text
from models.roster.person_rows import PUPIL_NUMBER_SCHEME
from models.store import Store
from models.store.same_person import all_records, kept_ids
from models.tables import (
    ConsentEvent,
    GroupMembership,
    Guardianship,
    Person,
    PersonIdentifier,
    PersonRoleEntry,
)
from models.terms import PersonRole


def load_person(session: Session, person_id: int) -> Person:
    """The stored person; raises ``PERSON_UNKNOWN``, also for a record that was merged into another one or erased."""
    person = session.get(Person, person_id)
    if person is None or person.merged_into_id is not None or person.erased_on is not None:
        raise KnownError(ErrorCode.PERSON_UNKNOWN)
    return person


def create_person(session: Session, store: Store, entered: PersonInput) -> int:
    """Write a new person with roles, groups and number; raises as `check_person` and `write_number` do."""
    checked = check_person(entered, store.clock.today())
    person = Person(given_name="", created_at=store.clock.now())
    fill_person(person, checked)
    session.add(person)
    session.flush()
    person_id = person.id or 0
    write_roles(session, person_id, checked.roles or (), store.clock.today())
    write_groups(session, person_id, checked.group_ids or (), store.clock.today(), is_new=True)
    write_number(session, person_id, checked.pupil_number or "")
    return person_id


def fill_person(person: Person, checked: PersonInput) -> None:
    """Put checked input on a row, with the texts for sorting and searching made from it."""
    person.given_name, person.name_prefix = checked.given_name, checked.name_prefix
    person.family_name, person.birth_date = checked.family_name, checked.birth_date
    person.email, person.telephone = checked.email, checked.telephone
    person.language, person.organisation = checked.language, checked.organisation
    person.sort_name = sort_name(checked.given_name, checked.name_prefix, checked.family_name)
    person.search_text = search_text(checked.given_name, checked.name_prefix, checked.family_name)


def write_roles(session: Session, person_id: int, roles: Collection[PersonRole], today: date) -> None:
    """Give a person exactly these roles from today on."""
    entries = {
        entry.role: entry
        for entry in session.exec(select(PersonRoleEntry).where(col(PersonRoleEntry.person_id) == person_id))
    }
    for role in PersonRole:
        entry = entries.get(role)
        if role in roles and entry is None:
            session.add(PersonRoleEntry(person_id=person_id, role=role))
        elif role in roles and entry is not None and not holds(entry, today):
            entry.until = None
            entry.since = entry.since if entry.since is not None and entry.since <= today else None
        elif role not in roles and entry is not None and holds(entry, today):
            _end(session, entry, today)


def write_groups(
    session: Session, person_id: int, group_ids: Collection[int], today: date, *, is_new: bool = False
) -> None:
    """Put a person in exactly these groups from today on (a new person: with no known beginning).

    Raises ``GROUP_UNKNOWN``.
    """
    check_groups(session, tuple(dict.fromkeys(group_ids)))
    known = session.exec(select(GroupMembership).where(col(GroupMembership.person_id) == person_id)).all()
    change_groups(session, person_id, group_ids, known, today, is_new=is_new)


def change_groups(
    session: Session,
    person_id: int,
    group_ids: Collection[int],
    known: Iterable[GroupMembership],
    today: date,
    *,
    is_new: bool = False,
) -> None:
    """As `write_groups`, for groups that exist and memberships that are loaded already."""
    entries = {entry.group_id: entry for entry in known}
    for group_id in dict.fromkeys([*entries, *group_ids]):
        entry = entries.get(group_id)
        if group_id not in group_ids:
            if entry is not None and holds(entry, today):
                _end(session, entry, today)
        elif entry is None:
            session.add(GroupMembership(person_id=person_id, group_id=group_id, since=None if is_new else today))
        elif not holds(entry, today):
            entry.until = None
            entry.since = entry.since if entry.since is not None and entry.since <= today else today


def write_number(session: Session, person_id: int, number: str) -> None:
    """Give a person this pupil number ("" takes it away).

    Raises ``VALUE_NOT_ALLOWED`` (``field``) when somebody else has it.
    """
    entries = session.exec(
        select(PersonIdentifier).where(
            col(PersonIdentifier.person_id) == person_id, col(PersonIdentifier.scheme) == PUPIL_NUMBER_SCHEME
        )
    ).all()
    owner = session.exec(
        select(PersonIdentifier).where(
            col(PersonIdentifier.scheme) == PUPIL_NUMBER_SCHEME, col(PersonIdentifier.value) == number
        )
    ).first()
    if number and owner is not None and owner.person_id != person_id:
        raise KnownError(ErrorCode.VALUE_NOT_ALLOWED, field="pupil_number")
    for entry in entries:
        if entry.value != number:
            session.delete(entry)
    if number and owner is None:
        session.flush()
        session.add(PersonIdentifier(person_id=person_id, scheme=PUPIL_NUMBER_SCHEME, value=number))


def add_role(session: Session, person_id: int, role: PersonRole, today: date) -> None:
    """Give a person one more role, unless it is there."""
    entry = session.exec(
        select(PersonRoleEntry).where(col(PersonRoleEntry.person_id) == person_id, col(PersonRoleEntry.role) == role)
    ).first()
    if entry is None:
        session.add(PersonRoleEntry(person_id=person_id, role=role))
    elif not holds(entry, today):
        entry.until = None


def load_guardianship(session: Session, pupil_id: int, guardian_id: int) -> Guardianship | None:
    """The bond between two people, if there is one."""
    return session.exec(
        select(Guardianship).where(col(Guardianship.pupil_id) == pupil_id, col(Guardianship.guardian_id) == guardian_id)
    ).first()


def has_answered_for(session: Session, guardian_id: int, pupil_id: int) -> bool:
    """Whether any answer about the pupil was given by this guardian."""
    kept = kept_ids(session)
    query = (
        select(ConsentEvent.id)
        .where(col(ConsentEvent.person_id).in_(all_records((pupil_id,), kept)))
        .where(col(ConsentEvent.decider_id).in_(all_records((guardian_id,), kept)))
        .limit(1)
    )
    return session.exec(query).first() is not None


def check_relation(relation: str) -> str:
    """The cleaned relation ("mother"); raises ``VALUE_NOT_ALLOWED`` when too long."""
    return check_text(relation, "relation", RELATION_LENGTH)


def holds(entry: PersonRoleEntry | GroupMembership, today: date) -> bool:
    """Whether a role or membership counts today."""
    return (entry.since is None or entry.since <= today) and (entry.until is None or entry.until >= today)


def _end(session: Session, entry: PersonRoleEntry | GroupMembership, today: date) -> None:
    if entry.since is not None and entry.since >= today:
        session.delete(entry)
    else:
        entry.until = today - timedelta(days=1)
