# SPDX-License-Identifier: GPL-3.0-or-later
"""People as plain values, read from a session: rows for lists, one person's page, and what matching needs."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import NamedTuple

from sqlalchemy.orm import defer
from sqlmodel import Session, col, select

from models.errors import ErrorCode, KnownError
from models.roster.groups import is_current, school_year
from models.roster.import_plan import KnownGuardian, KnownPerson
from models.roster.names import NameParts, display_name
from models.roster.row_changes import split_ids
from models.store.same_person import follow, is_on_record, kept_id_of, kept_ids
from models.tables import Group, GroupMembership, Guardianship, Person, PersonIdentifier, PersonRoleEntry
from models.terms import GroupKind, PersonRole, PickRank

PUPIL_NUMBER_SCHEME = "pupil_number"
WITHOUT_REASON = defer(Person.protected_reason, raiseload=True)  # type: ignore[arg-type]
"""Why somebody is protected is read in one place only, and not by accident: to touch it elsewhere is an error."""
_ROLE_ORDER = {role: position for position, role in enumerate(PersonRole)}


@dataclass(frozen=True, slots=True)
class PersonRow:
    """A person as lists show it; ``roles`` and ``groups`` (names) are today's."""

    id: int
    given_name: str
    name_prefix: str
    family_name: str
    display_name: str
    roles: tuple[PersonRole, ...]
    groups: tuple[str, ...]
    birth_date: date | None
    is_protected: bool
    has_left: bool
    organisation: str = ""


@dataclass(frozen=True, slots=True)
class GuardianRow:
    """One guardianship seen from one side: ``person_id`` and ``name`` are the other one's."""

    person_id: int
    name: str
    relation: str
    has_authority: bool
    since: date | None
    until: date | None


@dataclass(frozen=True, slots=True)
class PersonDetail:
    """One person's page. ``wards`` are the pupils this person is a guardian of; ``version`` guards an edit.

    Why somebody is protected is not here: see `PeopleService.reveal_protected_reason`.
    """

    id: int
    given_name: str
    name_prefix: str
    family_name: str
    display_name: str
    birth_date: date | None
    email: str
    telephone: str
    language: str
    organisation: str
    pupil_number: str
    is_protected: bool
    left_on: date | None
    has_left: bool
    roles: tuple[PersonRole, ...]
    group_ids: tuple[int, ...]
    groups: tuple[str, ...]
    guardians: tuple[GuardianRow, ...]
    wards: tuple[GuardianRow, ...]
    version: int


@dataclass(frozen=True, slots=True)
class PersonMatch:
    """A person in the person picker; ``groups`` tells people of one name apart."""

    person_id: int
    display_name: str
    groups: tuple[str, ...]
    rank: PickRank


class GroupName(NamedTuple):
    """A group somebody is in today."""

    id: int
    name: str
    kind: GroupKind
    school_year: str


def has_left(left_on: date | None, today: date) -> bool:
    """Whether somebody has left: from the day itself on."""
    return left_on is not None and left_on <= today


def read_roles(session: Session, ids: Collection[int] | None, today: date) -> Mapping[int, tuple[PersonRole, ...]]:
    """Today's roles by person (None: everybody), in the order of `PersonRole`."""
    found: dict[int, list[PersonRole]] = defaultdict(list)
    query = select(PersonRoleEntry.person_id, PersonRoleEntry.role).where(
        is_current(PersonRoleEntry.since, PersonRoleEntry.until, today)
    )
    for chunk in [None] if ids is None else split_ids(ids):
        chosen = query if chunk is None else query.where(col(PersonRoleEntry.person_id).in_(chunk))
        for person_id, role in session.exec(chosen):
            found[person_id].append(PersonRole(role))
    return {person_id: tuple(sorted(roles, key=_ROLE_ORDER.__getitem__)) for person_id, roles in found.items()}


def read_groups(session: Session, ids: Collection[int] | None, today: date) -> Mapping[int, tuple[GroupName, ...]]:
    """Today's groups by person (None: everybody): classes first, then by name; archived groups are left out."""
    found: dict[int, list[GroupName]] = defaultdict(list)
    query = (
        select(GroupMembership.person_id, Group)
        .join(Group, col(Group.id) == GroupMembership.group_id)
        .where(is_current(GroupMembership.since, GroupMembership.until, today))
        .where(col(Group.is_archived).is_(False))
    )
    for chunk in [None] if ids is None else split_ids(ids):
        chosen = query if chunk is None else query.where(col(GroupMembership.person_id).in_(chunk))
        for person_id, group in session.exec(chosen):
            found[person_id].append(GroupName(group.id or 0, group.name, group.kind, group.school_year))
    return {
        person_id: tuple(sorted(groups, key=lambda group: (group.kind is not GroupKind.CLASS, group.name)))
        for person_id, groups in found.items()
    }


def read_rows(session: Session, ids: Collection[int], today: date) -> tuple[PersonRow, ...]:
    """Rows in the order of ``ids``; ids of nobody (any more) are left out. Three queries, however many ids."""
    columns = select(
        Person.id, Person.given_name, Person.name_prefix, Person.family_name
    ).add_columns(
        col(Person.birth_date), col(Person.is_protected), col(Person.left_on), col(Person.organisation)
    )  # fmt: skip
    roles, groups = read_roles(session, ids, today), read_groups(session, ids, today)
    rows: dict[int, PersonRow] = {}
    for chunk in split_ids(ids):
        for row in session.execute(columns.where(col(Person.id).in_(chunk), is_on_record())):
            person_id, given, prefix, family, birth_date, is_protected, left_on, organisation = row
            rows[person_id] = PersonRow(
                person_id,
                given,
                prefix,
                family,
                display_name(given, prefix, family),
                roles.get(person_id, ()),
                tuple(group.name for group in groups.get(person_id, ())),
                birth_date,
                is_protected,
                has_left(left_on, today),
                organisation,
            )
    return tuple(rows[person_id] for person_id in ids if person_id in rows)


def read_names(session: Session, ids: Iterable[int]) -> dict[int, str]:
    """Names in reading order by id; ids of nobody are left out. A merged record has the name of the kept one."""
    names: dict[int, str] = {}
    kept = kept_ids(session)
    wanted = tuple(ids)
    query = select(Person.id, Person.given_name, Person.name_prefix, Person.family_name)
    for chunk in split_ids(follow(person_id, kept) for person_id in wanted):
        for person_id, given, prefix, family in session.exec(query.where(col(Person.id).in_(chunk))):
            names[person_id or 0] = display_name(given, prefix, family)
    return {person_id: names[follow(person_id, kept)] for person_id in wanted if follow(person_id, kept) in names}


def read_person(session: Session, person_id: int, today: date) -> PersonDetail:
    """One person's page, of a merged record the kept one's; raises ``PERSON_UNKNOWN``."""
    person_id = kept_id_of(session, person_id)
    person = session.exec(
        select(Person).options(WITHOUT_REASON).where(col(Person.id) == person_id, is_on_record())
    ).first()
    if person is None:
        raise KnownError(ErrorCode.PERSON_UNKNOWN)
    groups = read_groups(session, [person_id], today).get(person_id, ())
    return PersonDetail(
        id=person_id,
        given_name=person.given_name,
        name_prefix=person.name_prefix,
        family_name=person.family_name,
        display_name=display_name(person.given_name, person.name_prefix, person.family_name),
        birth_date=person.birth_date,
        email=person.email,
        telephone=person.telephone,
        language=person.language,
        organisation=person.organisation,
        pupil_number=_read_numbers(session, person_id).get(person_id, ""),
        is_protected=person.is_protected,
        left_on=person.left_on,
        has_left=has_left(person.left_on, today),
        roles=read_roles(session, [person_id], today).get(person_id, ()),
        group_ids=tuple(group.id for group in groups),
        groups=tuple(group.name for group in groups),
        guardians=_read_guardianships(session, person_id, of_pupil=True),
        wards=_read_guardianships(session, person_id, of_pupil=False),
        version=person.version,
    )


def _read_guardianships(session: Session, person_id: int, *, of_pupil: bool) -> tuple[GuardianRow, ...]:
    own, other = (
        (Guardianship.pupil_id, Guardianship.guardian_id)
        if of_pupil
        else (Guardianship.guardian_id, Guardianship.pupil_id)
    )
    query = (
        select(Guardianship, Person)
        .options(WITHOUT_REASON)
        .join(Person, col(Person.id) == other)
        .where(col(own) == person_id)
        .order_by(col(Person.sort_name), col(Person.id))
    )
    return tuple(
        GuardianRow(
            person.id or 0,
            display_name(person.given_name, person.name_prefix, person.family_name),
            bond.relation,
            bond.has_authority,
            bond.since,
            bond.until,
        )
        for bond, person in session.exec(query)
    )


def _read_numbers(session: Session, person_id: int | None) -> dict[int, str]:
    query = select(PersonIdentifier.person_id, PersonIdentifier.value).where(
        col(PersonIdentifier.scheme) == PUPIL_NUMBER_SCHEME
    )
    if person_id is not None:
        query = query.where(col(PersonIdentifier.person_id) == person_id)
    return dict(session.exec(query.order_by(col(PersonIdentifier.id))).all())


def read_known_people(session: Session, today: date) -> tuple[KnownPerson, ...]:
    """Everybody, as matching a class list needs them.

    A class of another school year carries its year in its name, so that "3HB" of last year is not taken for this
    year's.
    """
    year = school_year(today)
    roles, groups = read_roles(session, None, today), read_groups(session, None, today)
    numbers = _read_numbers(session, None)
    people = session.exec(select(Person).options(WITHOUT_REASON).where(is_on_record())).all()
    by_id = {person.id: person for person in people}
    guardians: dict[int, list[KnownGuardian]] = defaultdict(list)
    for bond in session.exec(select(Guardianship)):
        guardian = by_id.get(bond.guardian_id)
        if guardian is None:  # erased: a number without a name matches nobody
            continue
        guardians[bond.pupil_id].append(KnownGuardian(bond.guardian_id, name_parts(guardian), guardian.email))
    known = []
    for person in people:
        person_id = person.id or 0
        own = groups.get(person_id, ())
        known.append(
            KnownPerson(
                person_id,
                name_parts(person),
                person.birth_date,
                numbers.get(person_id, ""),
                person.email,
                person.telephone,
                person.organisation,
                roles.get(person_id, ()),
                tuple(_dated_name(group, year) for group in own),
                tuple(_dated_name(group, year) for group in own if group.kind is GroupKind.CLASS),
                tuple(guardians.get(person_id, ())),
                person.left_on,
            )
        )
    return tuple(known)


def _dated_name(group: GroupName, year: str) -> str:
    return group.name if group.school_year in (year, "") else f"{group.name} ({group.school_year})"


def name_parts(person: Person) -> NameParts:
    """The name of a stored person."""
    return NameParts(person.given_name, person.name_prefix, person.family_name)
