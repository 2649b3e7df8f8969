# SPDX-License-Identifier: GPL-3.0-or-later
"""Bringing a planned class list in: many rows, one transaction.

The list is matched again inside the transaction, so that a plan that is carried out twice, or after somebody else
added a person, makes nobody double.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, Literal

from sqlmodel import Session, col, insert, select

from models.errors import ErrorCode, KnownError
from models.roster.class_list import ListGuardian, ListRow
from models.roster.groups import find_group, school_year
from models.roster.import_plan import (
    ImportPlan,
    KnownPerson,
    PlannedRow,
    SharedGuardian,
    find_guardian,
    list_changes,
    plan_import,
)
from models.roster.memberships import add_role, change_groups, holds
from models.roster.names import NameParts, fold_text, name_key, search_text, sort_name
from models.roster.person_input import PersonInput, check_person
from models.roster.person_rows import PUPIL_NUMBER_SCHEME, read_known_people
from models.store import Store
from models.tables import Group, GroupMembership, Guardianship, Person, PersonIdentifier, PersonRoleEntry
from models.terms import GroupKind, ListColumn, PersonRole, PlannedRowKind

Choice = int | Literal["new", "skip"]


@dataclass(frozen=True, slots=True)
class ImportOutcome:
    """How many rows did what; guardians are counted apart from the people of the list itself."""

    added: int = 0
    changed: int = 0
    same: int = 0
    skipped: int = 0
    groups_added: int = 0
    guardians_added: int = 0


def read_group_names(session: Session, today: date) -> tuple[str, ...]:
    """Names of the groups a list of today can mean: this school year's, and those without a year."""
    years = (school_year(today), "")
    return tuple(session.exec(select(Group.name).where(col(Group.school_year).in_(years))).all())


def apply_import(
    session: Session,
    store: Store,
    plan: ImportPlan,
    choices: Mapping[int, Choice],
    shared: Collection[SharedGuardian] = (),
) -> ImportOutcome:
    """Carry a plan out; see `PeopleService.apply_import`."""
    return _Import(session, store, shared).run(plan, choices)


class _Import:
    """One import while it runs."""

    def __init__(self, session: Session, store: Store, shared: Collection[SharedGuardian] = ()) -> None:
        self._session = session
        self._shared = {(one.line, one.place): one.guardian_id for one in shared}
        self._store = store
        self._today = store.clock.today()
        known = read_known_people(session, self._today)
        self._known = {person.id: person for person in known}
        self._group_ids: dict[str, int] = {}
        self._groups_added = 0
        self._numbers = {
            entry.value: entry
            for entry in session.exec(
                select(PersonIdentifier).where(col(PersonIdentifier.scheme) == PUPIL_NUMBER_SCHEME)
            )
        }
        self._kinds = {group.id: group.kind for group in session.exec(select(Group))}
        self._memberships: dict[int, list[GroupMembership]] = defaultdict(list)
        for membership in session.exec(select(GroupMembership)):
            self._memberships[membership.person_id].append(membership)

    def run(self, plan: ImportPlan, choices: Mapping[int, Choice]) -> ImportOutcome:
        """Sort the rows into new, changed and left alone, and write them."""
        fresh = plan_import(
            plan.class_list,
            tuple(self._known.values()),
            known_groups=read_group_names(self._session, self._today),
        )
        now = {row.line: row for row in fresh.rows}
        new: list[ListRow] = []
        matched: list[tuple[ListRow, KnownPerson]] = []
        skipped = 0
        for seen in plan.rows:
            target = self._choose(seen, now[seen.line], choices.get(seen.line))
            if target is None:
                skipped += 1
            elif isinstance(target, KnownPerson):
                matched.append((seen.row, target))
            else:
                new.append(seen.row)
        ids = [person.id for _, person in matched]
        if len(set(ids)) != len(ids):
            raise KnownError(ErrorCode.VALUE_NOT_ALLOWED, field="choices")
        self._make_groups([*new, *(row for row, _ in matched)])
        changed = sum(self._change_person(row, person) for row, person in matched)
        new_ids = self._add_people(new)
        pupils = [*zip(new, new_ids, strict=True), *((row, person.id) for row, person in matched)]
        guardians_added = self._add_guardians(pupils)
        self._session.flush()
        return ImportOutcome(len(new), changed, len(matched) - changed, skipped, self._groups_added, guardians_added)

    def _choose(self, seen: PlannedRow, now: PlannedRow, choice: Choice | None) -> KnownPerson | Literal["new"] | None:
        """Whom a row means: a person on record, a new one, or None to leave the row out."""
        if seen.kind is PlannedRowKind.PROBLEM or choice == "skip":
            return None
        if isinstance(choice, int):
            if choice not in self._known:
                raise KnownError(ErrorCode.PERSON_UNKNOWN)
            return self._known[choice]
        if now.person_id is not None:
            was_offered = now.person_id in (seen.person_id, *seen.candidates)
            return "new" if choice == "new" and was_offered else self._known[now.person_id]
        if choice == "new" or (seen.kind is not PlannedRowKind.DOUBT and now.kind is PlannedRowKind.NEW):
            return "new"
        return None

    # --- groups

    def _make_groups(self, rows: Iterable[ListRow]) -> None:
        """Find or make every group of the rows; a group with pupils is a class, one with staff only a team."""
        roles: dict[str, set[PersonRole]] = defaultdict(set)
        names: dict[str, str] = {}
        for row in rows:
            for name in row.groups:
                names.setdefault(fold_text(name), name)
                roles[fold_text(name)].add(row.role)
        year = school_year(self._today)
        for key, name in names.items():
            group = find_group(self._session, name, year)
            if group is None:
                kind = GroupKind.TEAM if roles[key] == {PersonRole.STAFF} else GroupKind.OTHER
                kind = GroupKind.CLASS if PersonRole.PUPIL in roles[key] else kind
                group = Group(name=name, kind=kind, school_year=year if kind is GroupKind.CLASS else "")
                self._session.add(group)
                self._session.flush()
                self._groups_added += 1
            group.is_archived = False
            self._group_ids[key] = group.id or 0
            self._kinds[group.id] = group.kind

    def _ids_of(self, row: ListRow) -> list[int]:
        return list(dict.fromkeys(self._group_ids[fold_text(name)] for name in row.groups))

    def _regroup(self, row: ListRow, person_id: int) -> None:
        """A pupil leaves other classes for the listed ones; everybody else only joins."""
        memberships = self._memberships.get(person_id, [])
        current = [entry.group_id for entry in memberships if holds(entry, self._today)]
        is_pupil = row.role is PersonRole.PUPIL
        kept = [group for group in current if not is_pupil or self._kinds[group] is not GroupKind.CLASS]
        change_groups(self._session, person_id, [*kept, *self._ids_of(row)], memberships, self._today)

    # --- people

    def _change_person(self, row: ListRow, known: KnownPerson) -> bool:
        """Write what the row changes on a person; whether it changed anything."""
        changes = list_changes(row, known)
        person = self._session.get_one(Person, known.id)
        parts = {ListColumn.GIVEN_NAME: "given_name", ListColumn.NAME_PREFIX: "name_prefix"}
        parts |= {ListColumn.FAMILY_NAME: "family_name", ListColumn.EMAIL: "email"}
        parts |= {ListColumn.TELEPHONE: "telephone", ListColumn.ORGANISATION: "organisation"}
        for change in changes:
            if change.field in parts:
                setattr(person, parts[change.field], change.new)
            elif change.field is ListColumn.BIRTH_DATE:
                person.birth_date = row.birth_date
            elif change.field is ListColumn.LEFT_ON:
                person.left_on = None
            elif change.field is ListColumn.PUPIL_NUMBER:
                self._set_number(known.id, row.pupil_number)
            elif change.field is ListColumn.ROLE:
                add_role(self._session, known.id, row.role, self._today)
            elif change.field is ListColumn.GROUP:
                self._regroup(row, known.id)
        person.sort_name = sort_name(person.given_name, person.name_prefix, person.family_name)
        person.search_text = search_text(person.given_name, person.name_prefix, person.family_name)
        return bool(changes)

    def _set_number(self, person_id: int, number: str) -> None:
        """The list is the school's latest word on numbers: one that was given out again moves."""
        for entry in list(self._numbers.values()):
            if entry.person_id == person_id and entry.value != number:
                self._session.delete(self._numbers.pop(entry.value))
        self._session.flush()
        entry = self._numbers.get(number) or PersonIdentifier(
            person_id=person_id, scheme=PUPIL_NUMBER_SCHEME, value=number
        )
        entry.person_id = person_id
        self._numbers[number] = entry
        self._session.add(entry)

    def _add_people(self, rows: Sequence[ListRow]) -> list[int]:
        entered = [
            PersonInput(
                row.parts.given,
                row.parts.prefix,
                row.parts.family,
                row.birth_date,
                row.email,
                row.telephone,
                organisation=row.organisation,
            )
            for row in rows
        ]
        ids = self._insert_people(entered, [row.role for row in rows])
        memberships: list[dict[str, Any]] = []
        for row, person_id in zip(rows, ids, strict=True):
            memberships += [
                {"group_id": group_id, "person_id": person_id, "since": None, "until": None}
                for group_id in self._ids_of(row)
            ]
            if row.pupil_number:
                self._set_new_number(person_id, row.pupil_number)
        if memberships:
            self._session.execute(insert(GroupMembership), memberships)
        return ids

    def _set_new_number(self, person_id: int, number: str) -> None:
        if number in self._numbers:
            self._numbers[number].person_id = person_id
            return
        entry = PersonIdentifier(person_id=person_id, scheme=PUPIL_NUMBER_SCHEME, value=number)
        self._numbers[number] = entry
        self._session.add(entry)

    def _insert_people(self, entered: Sequence[PersonInput], roles: Sequence[PersonRole]) -> list[int]:
        """Write many new people with one role each; their ids in the same order."""
        if not entered:
            return []
        created_at = self._store.clock.now()
        values = [_person_values(check_person(one, self._today)) | {"created_at": created_at} for one in entered]
        statement = insert(Person).returning(col(Person.id), sort_by_parameter_order=True)
        ids = [row[0] for row in self._session.execute(statement, values)]
        entries = [
            {"person_id": person_id, "role": role, "since": None, "until": None}
            for person_id, role in zip(ids, roles, strict=True)
        ]
        self._session.execute(insert(PersonRoleEntry), entries)
        return ids

    # --- guardians

    def _add_guardians(self, pupils: Sequence[tuple[ListRow, int]]) -> int:
        """Join every named guardian to their pupil; one with the same name and e-mail address is the same person."""
        ids = {
            (name_key(person.parts), person.email.lower()): person.id
            for person in self._known.values()
            if person.email and PersonRole.GUARDIAN in person.roles
        }
        named = [
            (pupil_id, guardian, self._shared.get((row.line, place)))
            for row, pupil_id in pupils
            if row.role is PersonRole.PUPIL
            for place, guardian in enumerate(row.guardians)
            if not self._keep_guardian(pupil_id, guardian)
        ]
        bonds: dict[tuple[int, int], dict[str, Any]] = {}
        wanted = []
        for pupil_id, guardian, known_id in named:
            if known_id is None or known_id not in self._known:
                wanted.append((pupil_id, guardian))
            elif known_id != pupil_id and not self._has_guardian(pupil_id, known_id):
                bonds[pupil_id, known_id] = _bond(pupil_id, known_id)
        fresh: list[PersonInput] = []
        places: dict[tuple[str, str, int], int] = {}
        for pupil_id, guardian in wanted:
            key = _guardian_key(guardian, pupil_id)
            if key[:2] not in ids and key not in places:
                places[key] = len(fresh)
                fresh.append(_guardian_input(guardian.parts, guardian.email))
        new_ids = self._insert_people(fresh, [PersonRole.GUARDIAN] * len(fresh))
        for pupil_id, guardian in wanted:
            key = _guardian_key(guardian, pupil_id)
            guardian_id = ids[key[:2]] if key[:2] in ids else new_ids[places[key]]
            if guardian_id != pupil_id:
                bonds[pupil_id, guardian_id] = _bond(pupil_id, guardian_id)
        if bonds:
            self._session.execute(insert(Guardianship), list(bonds.values()))
        return len(fresh)

    def _has_guardian(self, pupil_id: int, guardian_id: int) -> bool:
        pupil = self._known.get(pupil_id)
        return pupil is not None and any(one.person_id == guardian_id for one in pupil.guardians)

    def _keep_guardian(self, pupil_id: int, guardian: ListGuardian) -> bool:
        """Whether the pupil has this guardian already; a new e-mail address is taken over."""
        pupil = self._known.get(pupil_id)
        known = None if pupil is None else find_guardian(guardian, pupil.guardians)
        if known is None:
            return False
        if guardian.email and guardian.email.lower() != known.email.lower():
            self._session.get_one(Person, known.person_id).email = guardian.email
        return True


def _bond(pupil_id: int, guardian_id: int) -> dict[str, Any]:
    return {
        "pupil_id": pupil_id,
        "guardian_id": guardian_id,
        "relation": "",
        "has_authority": True,
        "since": None,
        "until": None,
    }


def _guardian_key(guardian: ListGuardian, pupil_id: int) -> tuple[str, str, int]:
    """What makes two named guardians one person; without an e-mail address only within one pupil's row."""
    return name_key(guardian.parts), guardian.email.lower(), 0 if guardian.email else pupil_id


def _guardian_input(parts: NameParts, email: str) -> PersonInput:
    return PersonInput(parts.given, parts.prefix, parts.family, email=email)


def _person_values(checked: PersonInput) -> dict[str, Any]:
    name = (checked.given_name, checked.name_prefix, checked.family_name)
    return {
        "given_name": checked.given_name,
        "name_prefix": checked.name_prefix,
        "family_name": checked.family_name,
        "sort_name": sort_name(*name),
        "search_text": search_text(*name),
        "birth_date": checked.birth_date,
        "email": checked.email,
        "telephone": checked.telephone,
        "language": checked.language,
        "organisation": checked.organisation,
        "is_protected": False,
        "protected_reason": "",
        "left_on": None,
        "version": 1,
    }
