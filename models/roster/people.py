# SPDX-License-Identifier: GPL-3.0-or-later
"""The people of the register: lists, search, one person's page, and every change to them, each with undo."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date
from typing import NamedTuple

from sqlmodel import Session, col, delete, func, select

from models.changes import Change
from models.errors import ErrorCode, KnownError
from models.roster.class_list import ClassList
from models.roster.doubles import read_traits
from models.roster.groups import is_current
from models.roster.import_apply import Choice, ImportOutcome, apply_import, read_group_names
from models.roster.import_plan import ImportPlan, KnownPerson, SharedGuardian, plan_import
from models.roster.known_guardians import GuardianOffer, KnownGuardians, find_shared
from models.roster.memberships import (
    add_role,
    check_relation,
    create_person,
    fill_person,
    has_answered_for,
    load_guardianship,
    load_person,
    write_groups,
    write_number,
    write_roles,
)
from models.roster.names import (
    NameParts,
    display_name,
    fold_text,
    matches_words,
    name_key,
    search_text,
    split_full_name,
)
from models.roster.person_input import REASON_LENGTH, PersonInput, check_period, check_person, check_text
from models.roster.person_rows import (
    WITHOUT_REASON,
    PersonDetail,
    PersonMatch,
    PersonRow,
    has_left,
    name_parts,
    read_groups,
    read_known_people,
    read_names,
    read_person,
    read_rows,
)
from models.roster.picking import PickContext, Ranking
from models.roster.row_changes import delete_people, run_undoable
from models.store import Store
from models.store.same_person import is_on_record
from models.tables import GroupMembership, Guardianship, Person, PersonIdentifier, PersonRoleEntry
from models.terms import LookingPurpose, PersonRole


@dataclass(frozen=True, slots=True)
class PeopleQuery:
    """Which people a list shows; ``text`` as typed, ``group_id`` and ``role`` as of today."""

    text: str = ""
    role: PersonRole | None = None
    group_id: int | None = None
    include_left: bool = False


class _Entry(NamedTuple):
    id: int
    search_text: str
    display_name: str
    has_left: bool


class _NameIndex(NamedTuple):
    """All names in sort order, and the fingerprint of the table they were read from."""

    fingerprint: tuple[object, ...]
    entries: tuple[_Entry, ...]


class PeopleService:
    """Reads and writes people. Every write returns a `Change` with undo; reads give plain values."""

    def __init__(self, store: Store) -> None:
        self._store = store
        self._index: _NameIndex | None = None

    # --- reads

    def list_people(self, query: PeopleQuery | None = None) -> tuple[int, ...]:
        """Ids in sort order (family name without particle first)."""
        wanted = query if query is not None else PeopleQuery()
        today = self._store.clock.today()
        statement = select(col(Person.id), col(Person.search_text), col(Person.left_on))
        if wanted.role is not None:
            statement = statement.join(PersonRoleEntry, col(PersonRoleEntry.person_id) == Person.id).where(
                col(PersonRoleEntry.role) == wanted.role,
                is_current(PersonRoleEntry.since, PersonRoleEntry.until, today),
            )
        if wanted.group_id is not None:
            statement = statement.join(GroupMembership, col(GroupMembership.person_id) == Person.id).where(
                col(GroupMembership.group_id) == wanted.group_id,
                is_current(GroupMembership.since, GroupMembership.until, today),
            )
        with self._store.read() as session:
            found = session.exec(statement.where(is_on_record()).order_by(col(Person.sort_name), col(Person.id))).all()
        words = fold_text(wanted.text).split()
        return tuple(
            person_id
            for person_id, text, left_on in found
            if person_id is not None
            and (wanted.include_left or not has_left(left_on, today))
            and matches_words(words, text)
        )

    def rows(self, ids: Collection[int]) -> tuple[PersonRow, ...]:
        """Rows in the order of ``ids``; ids of nobody are left out."""
        with self._store.read() as session:
            return read_rows(session, ids, self._store.clock.today())

    def person(self, person_id: int) -> PersonDetail:
        """One person's page; raises ``PERSON_UNKNOWN``."""
        with self._store.read() as session:
            return read_person(session, person_id, self._store.clock.today())

    def names(self, ids: Iterable[int]) -> dict[int, str]:
        """Names in reading order by id; ids of nobody are left out."""
        with self._store.read() as session:
            return read_names(session, ids)

    def search(self, text: str, limit: int = 20, near: PickContext | None = None) -> tuple[PersonMatch, ...]:
        """At most ``limit`` people whose name fits what is typed, for the person picker.

        Who is expected at the event, was named before, is in a picture of that time or in the groups at hand gains by
        each (see `models.roster.picking`); who is there already comes last: they are hardly ever meant. Where the
        groups at hand are known, somebody of another group gains nothing by having been named before. Among equals who
        was named before comes first (latest first), then names that begin with what is typed, who has left last, else
        in sort order.
        """
        context = near if near is not None else PickContext()
        folded = fold_text(text)
        words = folded.split()
        today = self._store.clock.today()
        with self._store.read() as session:
            entries = self._read_index(session, today)
            ranking = Ranking(context, _read_members(session, context.group_ids, today))
            fitting = [entry for entry in entries if matches_words(words, entry.search_text)]
            fitting.sort(
                key=lambda entry: ranking.key(
                    entry.id, begins=entry.search_text.startswith(folded), has_left=entry.has_left
                )
            )
            chosen = fitting[: max(limit, 0)]
            groups = read_groups(session, [entry.id for entry in chosen], today)
        return tuple(
            PersonMatch(
                entry.id,
                entry.display_name,
                tuple(group.name for group in groups.get(entry.id, ())),
                ranking.rank(entry.id),
            )
            for entry in chosen
        )

    def find_by_name(self, text: str) -> tuple[int, ...]:
        """Ids of everybody who is called exactly this, in any usual order and with or without accents.

        "Anna van den Berg", "Berg, Anna van den" and, when nobody fits those letter by letter, "Anna v.d. Berg".
        """
        parts = split_full_name(text)
        wanted = {fold_text(text), search_text(parts.given, parts.prefix, parts.family)} - {""}
        statement = (
            select(Person).options(WITHOUT_REASON).where(is_on_record()).order_by(col(Person.sort_name), col(Person.id))
        )
        with self._store.read() as session:
            exact = session.exec(statement.where(col(Person.search_text).in_(wanted))).all()
            if exact or not wanted:
                return tuple(person.id for person in exact if person.id is not None)
            key = name_key(parts)
            return tuple(person.id or 0 for person in session.exec(statement) if name_key(name_parts(person)) == key)

    def known_people(self) -> tuple[KnownPerson, ...]:
        """Everybody, as matching a class list needs them."""
        with self._store.read() as session:
            return read_known_people(session, self._store.clock.today())

    def plan_import(self, class_list: ClassList) -> ImportPlan:
        """What bringing the list in would do; nothing is written."""
        with self._store.read() as session:
            today = self._store.clock.today()
            known = read_known_people(session, today)
            plan = plan_import(class_list, known, known_groups=read_group_names(session, today))
            return replace(plan, shared=find_shared(plan, known))

    def guardian_offers(self, entered: PersonInput, pupil_id: int) -> tuple[GuardianOffer, ...]:
        """Who on record may be the parent that is being entered for a pupil: a parent of a brother or sister."""
        with self._store.read() as session:
            traits = read_traits(session)
            pupil = next((one for one in traits if one.id == pupil_id), None)
            family = "" if pupil is None else pupil.parts.family
            parts = NameParts(entered.given_name, entered.name_prefix, entered.family_name)
            return KnownGuardians(traits).find(parts, entered.email, entered.telephone, family, pupil_id)

    # --- writes

    def add_person(self, entered: PersonInput) -> Change[int]:
        """Add a person and give their id.

        Raises as `check_person`; ``GROUP_UNKNOWN``; ``VALUE_NOT_ALLOWED`` (``field="pupil_number"``) when somebody
        else has that number.
        """

        def add(session: Session, people: set[int]) -> int:
            person_id = create_person(session, self._store, entered)
            people.add(person_id)
            return person_id

        return run_undoable(self._store, "person.add", (), add)

    def edit_person(self, person_id: int, entered: PersonInput, version: int) -> Change[int]:
        """Change a person's own data; ``version`` is what `person` gave. Roles and groups only where given.

        Raises ``PERSON_UNKNOWN``, ``RECORD_CHANGED`` when somebody changed the person in between, and as
        `add_person`.
        """
        checked = check_person(entered, self._store.clock.today())

        def edit(session: Session, _people: set[int]) -> int:
            person = load_person(session, person_id)
            if person.version != version:
                raise KnownError(ErrorCode.RECORD_CHANGED)
            today = self._store.clock.today()
            fill_person(person, checked)
            if checked.roles is not None:
                write_roles(session, person_id, checked.roles, today)
            if checked.group_ids is not None:
                write_groups(session, person_id, checked.group_ids, today)
            if checked.pupil_number is not None:
                write_number(session, person_id, checked.pupil_number)
            return person_id

        return run_undoable(self._store, "person.edit", (person_id,), edit)

    def set_roles(self, person_id: int, roles: Collection[PersonRole]) -> Change[int]:
        """Give a person exactly these roles from today on; what ends stays on record. Raises ``PERSON_UNKNOWN``."""

        def write(session: Session, _people: set[int]) -> int:
            load_person(session, person_id)
            write_roles(session, person_id, roles, self._store.clock.today())
            return person_id

        return run_undoable(self._store, "person.roles", (person_id,), write)

    def set_groups(self, person_id: int, group_ids: Collection[int]) -> Change[int]:
        """Put a person in exactly these groups from today on. Raises ``PERSON_UNKNOWN``, ``GROUP_UNKNOWN``."""

        def write(session: Session, _people: set[int]) -> int:
            load_person(session, person_id)
            write_groups(session, person_id, group_ids, self._store.clock.today())
            return person_id

        return run_undoable(self._store, "person.groups", (person_id,), write)

    def add_guardian(
        self,
        pupil_id: int,
        guardian: int | PersonInput,
        *,
        relation: str = "",
        has_authority: bool = True,
        since: date | None = None,
        until: date | None = None,
    ) -> Change[int]:
        """Record that somebody (on record, or entered now) is a guardian of a pupil; gives the guardian's id.

        A guardian whose guardianship ended is taken up again. Raises ``PERSON_UNKNOWN``; ``VALUE_NOT_ALLOWED``
        (``field="guardian"``) for oneself or somebody who is this pupil's guardian already; ``DATE_IMPOSSIBLE``.
        """
        kind = check_relation(relation)
        check_period(since, until)
        scope = (pupil_id, guardian) if isinstance(guardian, int) else (pupil_id,)

        def add(session: Session, people: set[int]) -> int:
            load_person(session, pupil_id)
            today = self._store.clock.today()
            if isinstance(guardian, int):
                load_person(session, guardian)
                guardian_id = guardian
                add_role(session, guardian_id, PersonRole.GUARDIAN, today)
            else:
                roles = tuple(dict.fromkeys((*(guardian.roles or ()), PersonRole.GUARDIAN)))
                guardian_id = create_person(session, self._store, replace(guardian, roles=roles))
                people.add(guardian_id)
            bond = load_guardianship(session, pupil_id, guardian_id)
            is_active = bond is not None and (bond.until is None or bond.until >= today)
            if guardian_id == pupil_id or is_active:
                raise KnownError(ErrorCode.VALUE_NOT_ALLOWED, field="guardian")
            if bond is None:
                bond = Guardianship(pupil_id=pupil_id, guardian_id=guardian_id)
            bond.relation, bond.has_authority, bond.since, bond.until = kind, has_authority, since, until
            session.add(bond)
            return guardian_id

        return run_undoable(self._store, "guardian.add", scope, add)

    def edit_guardian(
        self,
        pupil_id: int,
        guardian_id: int,
        *,
        relation: str,
        has_authority: bool,
        since: date | None = None,
        until: date | None = None,
    ) -> Change[int]:
        """Change a guardianship. Raises ``PERSON_UNKNOWN`` when there is none, ``DATE_IMPOSSIBLE``."""
        kind = check_relation(relation)
        check_period(since, until)

        def edit(session: Session, _people: set[int]) -> int:
            bond = load_guardianship(session, pupil_id, guardian_id)
            if bond is None:
                raise KnownError(ErrorCode.PERSON_UNKNOWN)
            bond.relation, bond.has_authority, bond.since, bond.until = kind, has_authority, since, until
            return guardian_id

        return run_undoable(self._store, "guardian.edit", (pupil_id, guardian_id), edit)

    def remove_guardian(self, pupil_id: int, guardian_id: int) -> Change[bool]:
        """End or delete a guardianship; True when it was deleted.

        One whose guardian ever answered for the pupil ends today instead, so that no answer loses its decider.
        Raises ``PERSON_UNKNOWN`` when there is none.
        """

        def remove(session: Session, _people: set[int]) -> bool:
            bond = load_guardianship(session, pupil_id, guardian_id)
            if bond is None:
                raise KnownError(ErrorCode.PERSON_UNKNOWN)
            today = self._store.clock.today()
            if not has_answered_for(session, guardian_id, pupil_id):
                session.delete(bond)
                return True
            if bond.until is None or bond.until > today:
                bond.until = today if bond.since is None or bond.since <= today else bond.since
            return False

        return run_undoable(self._store, "guardian.remove", (pupil_id, guardian_id), remove)

    def set_protected(self, person_id: int, is_protected: bool, reason: str = "") -> Change[int]:
        """Set or lift "never show"; the reason goes when it is lifted. Raises ``PERSON_UNKNOWN``."""
        cleaned = check_text(reason, "protected_reason", REASON_LENGTH)

        def write(session: Session, _people: set[int]) -> int:
            person = load_person(session, person_id)
            person.is_protected = is_protected
            person.protected_reason = cleaned if is_protected else ""
            return person_id

        return run_undoable(self._store, "person.protect", (person_id,), write)

    def reveal_protected_reason(self, person_id: int, purpose: LookingPurpose) -> Change[str]:
        """Why somebody is protected, for somebody who says why they look; that is put on record each time.

        The one place where the reason is read to be shown. The audit row holds the person's number and the word of
        the purpose. Raises ``PERSON_UNKNOWN`` also for somebody who is not protected.
        """
        with self._store.write("person.protected_reason_seen") as unit:
            person = load_person(unit.session, person_id)
            if not person.is_protected:
                raise KnownError(ErrorCode.PERSON_UNKNOWN)
            unit.note(person=person_id, purpose=purpose.value)
            reason = person.protected_reason
        return Change(reason, unit.changes)

    def set_left(self, person_id: int, day: date | None) -> Change[int]:
        """Record from which day somebody has left (None: is still here). Raises ``PERSON_UNKNOWN``."""

        def write(session: Session, _people: set[int]) -> int:
            load_person(session, person_id).left_on = day
            return person_id

        return run_undoable(self._store, "person.leave", (person_id,), write)

    def remove_person(self, person_id: int) -> Change[int]:
        """Remove somebody to whom nothing refers: no answers, pictures, forms, publications or wards.

        Raises ``PERSON_UNKNOWN``, ``PERSON_IN_USE``.
        """

        def remove(session: Session, _people: set[int]) -> int:
            load_person(session, person_id)
            for owned in (
                delete(PersonRoleEntry).where(col(PersonRoleEntry.person_id) == person_id),
                delete(GroupMembership).where(col(GroupMembership.person_id) == person_id),
                delete(PersonIdentifier).where(col(PersonIdentifier.person_id) == person_id),
                delete(Guardianship).where(col(Guardianship.pupil_id) == person_id),
            ):
                session.execute(owned)
            session.expunge_all()
            delete_people(session, (person_id,))
            return person_id

        return run_undoable(self._store, "person.remove", (person_id,), remove)

    def apply_import(
        self,
        plan: ImportPlan,
        choices: Mapping[int, Choice] | None = None,
        shared: Collection[SharedGuardian] = (),
    ) -> Change[ImportOutcome]:
        """Carry a plan out in one transaction.

        ``shared``: those of ``plan.shared`` that were said to be the same person.

        ``choices`` by line: a person's id, "new" or "skip". A row in doubt without a choice is skipped; problem rows
        always are. Matching is done again on the way in, so that nobody is made double. Raises ``PERSON_UNKNOWN``,
        and ``VALUE_NOT_ALLOWED`` (``field="choices"``) when two rows are said to be one person.
        """

        def apply(session: Session, _people: set[int]) -> ImportOutcome:
            return apply_import(session, self._store, plan, choices or {}, shared)

        return run_undoable(self._store, "roster.import", None, apply)

    # --- the names in memory

    def _read_index(self, session: Session, today: date) -> tuple[_Entry, ...]:
        """All names in sort order, read anew only when a person changed (a version never falls)."""
        numbers = session.exec(
            select(func.count(), func.sum(Person.version), func.max(Person.id), func.max(Person.created_at))
        ).one()
        fingerprint = (today, *numbers)
        index = self._index
        if index is None or index.fingerprint != fingerprint:
            people = session.execute(
                select(Person.id, Person.search_text, Person.given_name, Person.name_prefix)
                .add_columns(col(Person.family_name), col(Person.left_on))
                .where(is_on_record())
                .order_by(col(Person.sort_name), col(Person.id))
            ).all()
            index = _NameIndex(fingerprint, tuple(_make_entry(tuple(row), today) for row in people))
            self._index = index
        return index.entries


def _make_entry(row: tuple[int, str, str, str, str, date | None], today: date) -> _Entry:
    person_id, text, given, prefix, family, left_on = row
    return _Entry(person_id, text, display_name(given, prefix, family), has_left(left_on, today))


def _read_members(session: Session, group_ids: Collection[int], today: date) -> frozenset[int]:
    if not group_ids:
        return frozenset()
    query = select(GroupMembership.person_id).where(
        col(GroupMembership.group_id).in_(tuple(group_ids)),
        is_current(GroupMembership.since, GroupMembership.until, today),
    )
    return frozenset(session.exec(query).all())
