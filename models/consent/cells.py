# SPDX-License-Identifier: GPL-3.0-or-later
"""From the register to the rules and back: facts are loaded, cells are compiled and kept beside the answers.

The rules exist once, in `consent.rules`. Whatever needs statuses in bulk reads the `cell` table that is compiled here,
in the same transaction as the answer that changed it.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta

from sqlalchemy import ColumnElement, and_, delete, false, func, insert, or_, true
from sqlalchemy import select as select_columns
from sqlmodel import Session, col, select

from models.consent.facts import (
    GENERAL,
    AnswerFact,
    CellFacts,
    CellKey,
    CellStatus,
    GuardianFact,
    Scope,
    SubjectFacts,
    WordingChange,
    changes_of_substance,
    scopes_of,
)
from models.consent.purposes import PurposeRow, load_purposes
from models.consent.rules import compile_cell, status_on
from models.policy import ConsentPolicy, date_of_own_decision
from models.progress import Progress
from models.settings import SettingsService
from models.store import Store, UnitOfWork
from models.store.same_person import all_records, follow, kept_ids
from models.tables import (
    Cell,
    ConsentEvent,
    ConsentRequest,
    Guardianship,
    Item,
    Person,
    PersonRoleEntry,
    PurposeVersion,
    metadata,
)
from models.terms import Activity, ChangeKind, LegalBasis, MediaKind, PersonRole

_CHUNK = 2_000
_COMPILED_AT_ONCE = 500
_CELL = metadata.tables[str(Cell.__tablename__)]
"""Written to as a table: rows that hold a null are then put in together with the others."""
_OUTDATED = "cells_outdated"
_CHECKED_AT_ONCE = 200
_CELL_COLUMNS = ("person_id", "activity", "kind", "purpose_id", "item_id", "session_id", "status", "since", "until")
_ADULT_ROLES = frozenset({PersonRole.STAFF, PersonRole.VOLUNTEER, PersonRole.INTERNSHIP_PROVIDER, PersonRole.GUARDIAN})


@dataclass(frozen=True, slots=True)
class PersonFacts:
    """A person and every answer about them, ready for the rules."""

    subject: SubjectFacts
    answers: dict[CellKey, tuple[AnswerFact, ...]]
    asked: dict[CellKey, tuple[date, ...]]

    @property
    def has_anything(self) -> bool:
        """Whether any cell of this person can differ from its default."""
        return bool(self.answers or self.asked or self.subject.is_protected)


@dataclass(frozen=True, slots=True)
class ConsentFacts:
    """Facts of some people under one policy; answers ``status_of`` for any of them."""

    policy: ConsentPolicy
    purposes: dict[int, PurposeRow]
    changes: dict[int, tuple[WordingChange, ...]]
    people: dict[int, PersonFacts]
    item_sessions: dict[int, int] = field(default_factory=dict)
    """The session of each item in one that an answer of these people is about."""
    _statuses: dict[tuple[int, CellKey, date, Scope], CellStatus] = field(default_factory=dict)

    def cell(self, person_id: int, key: CellKey) -> CellFacts:
        """The facts of one cell of one person."""
        person = self.people[person_id]
        basis = LegalBasis.CONSENT
        changes: tuple[WordingChange, ...] = ()
        if key.purpose_id is not None:
            basis = self.purposes[key.purpose_id].legal_basis
            changes = self.changes.get(key.purpose_id, ())
        return CellFacts(key, basis, person.answers.get(key, ()), person.asked.get(key, ()), changes)

    def status_of(self, person_id: int, key: CellKey, day: date, scope: Scope = GENERAL) -> CellStatus:
        """The status of one cell on one day, straight from the rules."""
        wanted = (person_id, key, day, scope)
        found = self._statuses.get(wanted)
        if found is None:
            person = self.people[person_id]
            found = status_on(person.subject, self.cell(person_id, key), self.policy, day, scope)
            self._statuses[wanted] = found
        return found


def all_keys(purposes: Iterable[PurposeRow]) -> tuple[CellKey, ...]:
    """Every cell a person has: recording for each kind, then each purpose for each of its kinds."""
    recording = tuple(CellKey(Activity.RECORDING, kind) for kind in MediaKind)
    publication = tuple(
        CellKey(Activity.PUBLICATION, kind, purpose.id) for purpose in purposes for kind in purpose.kinds
    )
    return recording + publication


def decides_from(birth_date: date | None, roles: Iterable[PersonRole], policy: ConsentPolicy) -> date:
    """First day on which somebody decides alone.

    A pupil: the birthday of the policy's age, never where the birth date is unknown. Staff, volunteers, internship
    providers and guardians: always. A guest with a birth date like a pupil, without one like an adult.
    """
    known = set(roles)
    is_adult = bool(known & _ADULT_ROLES) or (PersonRole.GUEST in known and birth_date is None)
    if is_adult and PersonRole.PUPIL not in known:
        return date.min
    return date.max if birth_date is None else date_of_own_decision(birth_date, policy)


def load_facts(
    session: Session,
    person_ids: Sequence[int],
    policy: ConsentPolicy,
    known_on: date | None = None,
    *,
    keys: Collection[CellKey] | None = None,
) -> ConsentFacts:
    """Load everything the rules need about these people, in a fixed number of queries for each 2,000.

    A record that was merged into another one is left out: its answers are that one's. With ``keys`` only the answers
    to those cells are loaded: ask about no others then. With ``known_on`` answers, corrections, requests and wordings
    that were recorded after that day are left out: what the register knew then. Who is on record, their family, birth
    dates and protection, the purposes and the policy are those of now.
    """
    until = end_of_day(known_on)
    kept = kept_ids(session)
    purposes = {purpose.id: purpose for purpose in load_purposes(session, include_inactive=True)}
    versions: dict[int, list[tuple[int, bool, date]]] = defaultdict(list)
    numbers: dict[int, int] = {}
    for row in session.exec(select(PurposeVersion)):
        if row.number > 1 and until is not None and row.created_at >= until:
            continue
        versions[row.purpose_id].append((row.number, row.is_substantive, row.effective_from))
        numbers[row.id or 0] = row.number
    people: dict[int, PersonFacts] = {}
    wanted = [person_id for person_id in dict.fromkeys(person_ids) if person_id not in kept]
    for start in range(0, len(wanted), _CHUNK):
        people.update(_load_people(session, wanted[start : start + _CHUNK], policy, numbers, kept, keys, until))
    changes = {purpose_id: changes_of_substance(found) for purpose_id, found in versions.items()}
    items = {
        answer.item_id
        for person in people.values()
        for answers in person.answers.values()
        for answer in answers
        if answer.item_id is not None
    }
    sessions: dict[int, int] = {}
    if items:
        rows = session.execute(select_columns(col(Item.id), col(Item.session_id)).where(col(Item.id).in_(items)))
        sessions = {item_id or 0: session_id for item_id, session_id in rows if session_id is not None}
    return ConsentFacts(policy, purposes, changes, people, sessions)


def _load_people(
    session: Session,
    person_ids: Sequence[int],
    policy: ConsentPolicy,
    version_numbers: dict[int, int],
    kept: dict[int, int],
    keys: Collection[CellKey] | None,
    until: datetime | None,
) -> dict[int, PersonFacts]:
    roles: dict[int, list[PersonRole]] = defaultdict(list)
    for person_id, role in session.execute(
        select_columns(col(PersonRoleEntry.person_id), col(PersonRoleEntry.role)).where(
            col(PersonRoleEntry.person_id).in_(person_ids)
        )
    ):
        roles[person_id].append(role)
    guardians: dict[int, list[GuardianFact]] = defaultdict(list)
    for row in session.exec(
        select(Guardianship).where(col(Guardianship.pupil_id).in_(person_ids)).order_by(col(Guardianship.id))
    ):
        guardians[row.pupil_id].append(GuardianFact(row.guardian_id, row.has_authority, row.since, row.until))
    answers = _load_answers(session, person_ids, version_numbers, kept, keys, until)
    asked: dict[int, dict[CellKey, list[date]]] = defaultdict(lambda: defaultdict(list))
    requests = select(ConsentRequest).where(
        col(ConsentRequest.person_id).in_(person_ids),
        _is_about(ConsentRequest, keys),
        _was_known(ConsentRequest, until),
    )
    for request in session.exec(requests):
        asked[request.person_id][CellKey(request.activity, request.kind, request.purpose_id)].append(request.asked_on)
    people = session.execute(
        select_columns(col(Person.id), col(Person.birth_date), col(Person.is_protected), col(Person.left_on)).where(
            col(Person.id).in_(person_ids)
        )
    ).all()
    return {
        person_id or 0: PersonFacts(
            SubjectFacts(
                person_id=person_id or 0,
                decides_from=decides_from(birth_date, roles[person_id or 0], policy),
                is_protected=is_protected,
                guardians=tuple(guardians[person_id or 0]),
                left_on=left_on,
                has_birth_date=birth_date is not None,
            ),
            {key: tuple(facts) for key, facts in answers[person_id or 0].items()},
            {key: tuple(days) for key, days in asked[person_id or 0].items()},
        )
        for person_id, birth_date, is_protected, left_on in people
    }


def _load_answers(
    session: Session,
    person_ids: Sequence[int],
    version_numbers: dict[int, int],
    kept: dict[int, int],
    keys: Collection[CellKey] | None,
    until: datetime | None,
) -> dict[int, dict[CellKey, list[AnswerFact]]]:
    event = ConsentEvent
    rows = session.execute(  # plain columns: an ORM object for each of 120,000 events would take seconds
        select_columns(
            col(event.id),
            col(event.person_id),
            col(event.activity),
            col(event.kind),
            col(event.purpose_id),
            col(event.decider_id),
            col(event.answer),
            col(event.decided_on),
            col(event.valid_from),
            col(event.valid_until),
            col(event.item_id),
            col(event.session_id),
            col(event.purpose_version_id),
            col(event.annuls_id),
        )
        .where(col(event.person_id).in_(all_records(person_ids, kept)), _is_about(event, keys))
        .where(_was_known(event, until))
        .order_by(col(event.id))
    )
    answers: dict[int, dict[CellKey, list[AnswerFact]]] = defaultdict(lambda: defaultdict(list))
    for row in rows:
        wording = None if row.purpose_version_id is None else version_numbers.get(row.purpose_version_id)
        answers[follow(row.person_id, kept)][CellKey(row.activity, row.kind, row.purpose_id)].append(
            AnswerFact(
                event_id=row.id,
                decider_id=follow(row.decider_id, kept),
                answer=row.answer,
                decided_on=row.decided_on,
                valid_from=row.valid_from,
                valid_until=row.valid_until,
                item_id=row.item_id,
                session_id=row.session_id,
                wording=wording,
                annuls_id=row.annuls_id,
            )
        )
    return answers


def _is_about(
    table: type[Cell] | type[ConsentEvent] | type[ConsentRequest], keys: Collection[CellKey] | None
) -> ColumnElement[bool]:
    """The condition that a row is about one of these cells; every row with None."""
    if keys is None:
        return true()
    kinds: dict[int | None, set[MediaKind]] = defaultdict(set)
    for key in keys:
        kinds[key.purpose_id].add(key.kind)
    # a row without a purpose is one on recording: a constraint of the tables holds that
    return or_(false(), *(and_(col(table.purpose_id) == one, col(table.kind).in_(of)) for one, of in kinds.items()))


def _was_known(table: type[ConsentEvent] | type[ConsentRequest], until: datetime | None) -> ColumnElement[bool]:
    """The condition that a row was recorded before a moment; every row with None."""
    return true() if until is None else col(table.recorded_at) < until


def end_of_day(day: date | None) -> datetime | None:
    """The first moment after a local day, in UTC; None where there is no day, or none after it."""
    if day is None or day >= date.max - timedelta(days=1):
        return None
    return datetime.combine(day + timedelta(days=1), time.min).astimezone().astimezone(UTC)


def compile_cells(
    session: Session,
    person_ids: Sequence[int],
    policy: ConsentPolicy,
    *,
    keys: Collection[CellKey] | None = None,
    progress: Progress | None = None,
) -> int:
    """Compile the cells of these people (all, or those of ``keys``) anew, replace the rows, and give their number.

    Of a record that was merged into another one the rows go, and none are written. Raises ``CANCELLED``.
    """
    progress = progress if progress is not None else Progress()
    written = 0
    wanted = list(dict.fromkeys(person_ids))
    for start in range(0, len(wanted), _COMPILED_AT_ONCE):
        progress.report(start, len(wanted))
        chunk = wanted[start : start + _COMPILED_AT_ONCE]
        session.execute(delete(Cell).where(col(Cell.person_id).in_(chunk), _is_about(Cell, keys)))
        facts = load_facts(session, chunk, policy, keys=keys)
        rows = [row for person_id in chunk if person_id in facts.people for row in _cell_rows(facts, person_id, keys)]
        if rows:
            session.execute(insert(_CELL), rows)
        written += len(rows)
    return written


def count_people(session: Session) -> int:
    """How many people `outdated_cells` goes through."""
    return int(session.execute(select_columns(func.count(col(Person.id)))).scalar_one())


def outdated_cells(session: Session, policy: ConsentPolicy) -> Iterator[tuple[int, bool]]:
    """Each person's id, and whether their stored cells differ from what the answers amount to, compiled anew."""
    wanted = [person_id or 0 for person_id in session.exec(select(Person.id).order_by(col(Person.id)))]
    stored_columns = [getattr(Cell, name) for name in _CELL_COLUMNS]
    for start in range(0, len(wanted), _CHECKED_AT_ONCE):
        chunk = wanted[start : start + _CHECKED_AT_ONCE]
        stored: dict[int, set[tuple[object, ...]]] = defaultdict(set)
        for row in session.execute(select_columns(*stored_columns).where(col(Cell.person_id).in_(chunk))):
            stored[row.person_id].add(tuple(row))
        facts = load_facts(session, chunk, policy)
        for person_id in chunk:
            rows = _cell_rows(facts, person_id) if person_id in facts.people else []
            yield person_id, stored[person_id] != {tuple(row[name] for name in _CELL_COLUMNS) for row in rows}


def _cell_rows(facts: ConsentFacts, person_id: int, keys: Collection[CellKey] | None = None) -> list[dict[str, object]]:
    person = facts.people[person_id]
    if not person.has_anything:
        return []
    rows: list[dict[str, object]] = []
    for key in _keys_to_compile(facts, person):
        if keys is not None and key not in keys:
            continue
        cell = facts.cell(person_id, key)
        for scope in (GENERAL, *scopes_of(cell, facts.item_sessions)):
            rows += [
                {
                    "person_id": person_id,
                    "activity": key.activity,
                    "kind": key.kind,
                    "purpose_id": key.purpose_id,
                    "item_id": scope.item_id,
                    "session_id": scope.session_id if scope.item_id is None else None,
                    "status": span.status,
                    "since": span.since,
                    "until": span.until,
                    "guardians_differ": span.guardians_differ,
                }
                for span in compile_cell(person.subject, cell, facts.policy, scope)
            ]
    return rows


def _keys_to_compile(facts: ConsentFacts, person: PersonFacts) -> Iterator[CellKey]:
    """Cells that can differ from their default, also of kinds that a purpose is not used for (any more)."""
    for purpose_id in (None, *facts.purposes):
        activity = Activity.RECORDING if purpose_id is None else Activity.PUBLICATION
        for kind in MediaKind:
            key = CellKey(activity, kind, purpose_id)
            if person.subject.is_protected or key in person.answers or key in person.asked:
                yield key


def compile_outdated_cells(store: Store, settings: SettingsService) -> bool:
    """Compile all cells anew where a migration says that they lack something; whether it was so.

    For the opening of a register, with the services that run before a commit in place.
    """
    if not settings.value(_OUTDATED):
        return False
    with store.write("cells.compile") as unit:
        settings.put_value(unit, _OUTDATED, "")
        unit.touch_all(ChangeKind.ANSWER)
    return True


class CellCompiler:
    """Keeps the cells true: run before each commit, it compiles those whose facts the transaction touched."""

    def __init__(self, policy: Callable[[], ConsentPolicy]) -> None:
        self._policy = policy

    def __call__(self, unit: UnitOfWork) -> None:
        """Compile what was touched: answers, people (roles, birth dates, guardians, protection), purposes."""
        changes = unit.changes
        if not changes.concerns(ChangeKind.ANSWER, ChangeKind.PERSON, ChangeKind.PURPOSE):
            return
        everybody = changes.concerns(ChangeKind.PURPOSE) or any(
            changes.concerns(kind) and not changes.ids(kind) for kind in (ChangeKind.ANSWER, ChangeKind.PERSON)
        )
        if everybody:
            ids = [person_id or 0 for person_id in unit.session.exec(select(Person.id))]
            compile_cells(unit.session, ids, self._policy())
            return
        # Of people about whom nothing but some answers was written, the other cells are as they were.
        partly = unit.answered_cells
        touched = (changes.ids(ChangeKind.ANSWER) - partly.keys()) | changes.ids(ChangeKind.PERSON)
        kept = kept_ids(unit.session)
        touched |= {follow(person_id, kept) for person_id in touched}
        wards = unit.session.exec(select(Guardianship.pupil_id).where(col(Guardianship.guardian_id).in_(touched)))
        whole = touched | set(wards)
        compile_cells(unit.session, sorted(whole), self._policy(), progress=unit.progress)
        rest = {follow(one, kept): cells for one, cells in partly.items() if follow(one, kept) not in whole}
        keys = {key for cells in rest.values() for key in cells if isinstance(key, CellKey)}
        compile_cells(unit.session, sorted(rest), self._policy(), keys=keys)
