# SPDX-License-Identifier: GPL-3.0-or-later
"""Two records of one person: who may be on record twice, what joining them would do, doing it, and taking it back."""

from __future__ import annotations

import json
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import NamedTuple

from sqlalchemy import or_
from sqlmodel import Session, col, func, select

from models.changes import Change
from models.consent.cells import ConsentFacts, PersonFacts, all_keys, decides_from, load_facts
from models.consent.facts import AnswerFact, CellKey, GuardianFact, SubjectFacts
from models.errors import ErrorCode, KnownError
from models.policy import ConsentPolicy
from models.roster.doubles import DoublePair, find_doubles, read_traits
from models.roster.merge import Moved, boxes_overlap, join_records, part_records
from models.roster.merge_terms import MergeConflict, MergeField
from models.roster.names import NameParts, name_key
from models.roster.person_rows import PersonDetail, read_person
from models.settings import SettingsService
from models.store import Store, UnitOfWork
from models.store.same_person import known_among, records_of
from models.tables import (
    Appearance,
    ConsentEvent,
    Form,
    GroupMembership,
    Guardianship,
    PersonMerge,
    PersonRoleEntry,
    PublicationCover,
    SessionPerson,
    TakedownTask,
)
from models.terms import ChangeKind, ConsentStatus, PersonRole

_APART = "people.not_doubles"


@dataclass(frozen=True, slots=True)
class FieldChoice:
    """One kind of own data that differs. ``takes_merged``: whether the other record's value is proposed."""

    field: MergeField
    kept: str | date | None
    merged: str | date | None
    takes_merged: bool


class StatusChange(NamedTuple):
    """A cell whose status becomes another one. ``merged`` is what it was for the other record, None for a ward's."""

    person_id: int
    key: CellKey
    kept: ConsentStatus
    merged: ConsentStatus | None
    after: ConsentStatus


@dataclass(frozen=True, slots=True)
class RecordSide:
    """One of the two records, with how much hangs on it."""

    person: PersonDetail
    answers: int
    pictures: int
    forms: int


@dataclass(frozen=True, slots=True)
class MergePreview:
    """What joining would do. ``changes`` tells every cell of the person and of their wards that becomes another."""

    kept: RecordSide
    merged: RecordSide
    fields: tuple[FieldChoice, ...]
    conflicts: tuple[MergeConflict, ...]
    changes: tuple[StatusChange, ...]

    @property
    def proposed(self) -> tuple[MergeField, ...]:
        """Fields that are taken from the other record unless somebody chooses otherwise."""
        return tuple(choice.field for choice in self.fields if choice.takes_merged)


@dataclass(frozen=True, slots=True)
class MergeRow:
    """A merge that was made. ``can_undo``: it stands, and no later merge of the kept record has to be undone first."""

    id: int
    kept_id: int
    merged_id: int
    merged_at: datetime
    undone_at: datetime | None
    can_undo: bool


class MergeService:
    """Finds, previews, makes and undoes merges."""

    def __init__(self, store: Store, settings: SettingsService) -> None:
        self._store = store
        self._settings = settings

    def candidates(self) -> tuple[DoublePair, ...]:
        """Who may be on record twice, surest first, without those who were said to be two people."""
        apart = self._apart()
        with self._store.read() as session:
            people = read_traits(session)
        return tuple(pair for pair in find_doubles(people) if (pair.first_id, pair.second_id) not in apart)

    def preview(self, kept_id: int, merged_id: int, take_over: Collection[MergeField] | None = None) -> MergePreview:
        """What joining would do; nothing is written. ``take_over`` None: as proposed.

        Raises ``PERSON_UNKNOWN``, ``MERGE_SAME_PERSON`` or ``MERGE_GUARDIAN_AND_WARD``.
        """
        today = self._store.clock.today()
        policy = self._settings.policy()
        with self._store.read() as session:
            _check_pair(session, kept_id, merged_id)
            kept, merged = (read_person(session, person_id, today) for person_id in (kept_id, merged_id))
            fields = tuple(_choices(kept, merged))
            taken = set(take_over) if take_over is not None else {one.field for one in fields if one.takes_merged}
            wards = session.exec(
                select(Guardianship.pupil_id).where(col(Guardianship.guardian_id).in_((kept_id, merged_id)))
            ).all()
            facts = load_facts(session, (kept_id, merged_id, *wards), policy)
            roles = session.exec(
                select(PersonRoleEntry.role).where(col(PersonRoleEntry.person_id).in_((kept_id, merged_id)))
            ).all()
            subject = _subject_after(facts, kept, merged, taken, roles, policy)
            after = _facts_after(facts, kept_id, merged_id, subject)
            changes = tuple(_status_changes(facts, after, kept_id, merged_id, today))
            conflicts = tuple(_conflicts(session, kept, merged, changes))
            sides = [_side(session, person) for person in (kept, merged)]
        return MergePreview(sides[0], sides[1], fields, conflicts, changes)

    def merge(self, kept_id: int, merged_id: int, take_over: Collection[MergeField] | None = None) -> Change[int]:
        """Make the second record count as the first; gives the number of the merge, with which it can be undone.

        ``take_over``: of which kinds of own data the second record's value is kept; None: as `preview` proposes.
        Raises as `preview`; then nothing is written.
        """
        today = self._store.clock.today()
        with self._store.write("person.merge") as unit:
            session = unit.session
            _check_pair(session, kept_id, merged_id)
            if take_over is None:
                kept, merged = (read_person(session, person_id, today) for person_id in (kept_id, merged_id))
                take_over = [choice.field for choice in _choices(kept, merged) if choice.takes_merged]
            fields = tuple(MergeField(one) for one in take_over)
            _touch(unit, kept_id, merged_id)
            moved = join_records(session, kept_id, merged_id, fields)
            row = PersonMerge(
                kept_id=kept_id, merged_id=merged_id, moved=moved.to_json(), merged_at=self._store.clock.now()
            )
            session.add(row)
            session.flush()
            merge_id = row.id or 0
            unit.note(kept=kept_id, merged=merged_id, fields=sorted(field.value for field in fields))
        return Change(merge_id, unit.changes, lambda: self.undo(merge_id))

    def undo(self, merge_id: int) -> Change[int]:
        """Take two records apart again, also long after; gives the number of the merge.

        Answers recorded since stay with the kept record. Raises ``MERGE_UNKNOWN`` for one that does not stand (any
        more), ``MERGE_NOT_LAST`` when a later merge of the kept record has to be undone first.
        """
        with self._store.write("person.merge_undo") as unit:
            session = unit.session
            row = session.get(PersonMerge, merge_id)
            if row is None or row.undone_at is not None:
                raise KnownError(ErrorCode.MERGE_UNKNOWN)
            standing = session.exec(select(PersonMerge).where(col(PersonMerge.undone_at).is_(None))).all()
            if _is_blocked(row, standing):
                raise KnownError(ErrorCode.MERGE_NOT_LAST)
            kept_id, merged_id = row.kept_id, row.merged_id
            moved = Moved.from_json(row.moved)
            row.undone_at = self._store.clock.now()
            session.flush()
            part_records(session, kept_id, merged_id, moved, since=row.merged_at)
            _touch(unit, kept_id, merged_id)
            unit.note(merge=merge_id, kept=kept_id, merged=merged_id)
        fields = tuple(MergeField(name) for name in moved.swapped if name in set(MergeField))
        return Change(merge_id, unit.changes, lambda: self.merge(kept_id, merged_id, fields))

    def merges(self, person_id: int | None = None) -> tuple[MergeRow, ...]:
        """Merges that were made (into this person, or all), the latest first; also those that were undone."""
        with self._store.read() as session:
            rows = session.exec(select(PersonMerge).order_by(col(PersonMerge.id).desc())).all()
            standing = [row for row in rows if row.undone_at is None]
            return tuple(
                MergeRow(
                    row.id or 0,
                    row.kept_id,
                    row.merged_id,
                    row.merged_at,
                    row.undone_at,
                    row.undone_at is None and not _is_blocked(row, standing),
                )
                for row in rows
                if person_id is None or row.kept_id == person_id
            )

    def keep_apart(self, first_id: int, second_id: int) -> Change[bool]:
        """Remember that these are two people, so that they are not shown as doubles again."""
        return self._write_apart((min(first_id, second_id), max(first_id, second_id)), is_apart=True)

    def _write_apart(self, pair: tuple[int, int], *, is_apart: bool) -> Change[bool]:
        pairs = self._apart()
        changed = pairs | {pair} if is_apart else pairs - {pair}
        with self._store.write("person.not_doubles") as unit:
            self._settings.put_value(unit, _APART, json.dumps(sorted(changed)))
            unit.note(pair=list(pair), apart=is_apart)
            unit.touch(ChangeKind.NOTICE, pair)
        return Change(is_apart, unit.changes, lambda: self._write_apart(pair, is_apart=not is_apart))

    def _apart(self) -> frozenset[tuple[int, int]]:
        value = self._settings.value(_APART)
        return frozenset() if value is None else frozenset((first, second) for first, second in json.loads(value))


def _check_pair(session: Session, kept_id: int, merged_id: int) -> None:
    if kept_id == merged_id:
        raise KnownError(ErrorCode.MERGE_SAME_PERSON)
    if len(known_among(session, (kept_id, merged_id))) < 2:
        raise KnownError(ErrorCode.PERSON_UNKNOWN)
    both = (kept_id, merged_id)
    bond = select(Guardianship.id).where(col(Guardianship.pupil_id).in_(both), col(Guardianship.guardian_id).in_(both))
    if session.exec(bond).first() is not None:
        raise KnownError(ErrorCode.MERGE_GUARDIAN_AND_WARD)


def _is_blocked(row: PersonMerge, standing: Iterable[PersonMerge]) -> bool:
    """Whether a later merge builds on this one: into the same record, or of that record into another."""
    return any(
        (later.id or 0) > (row.id or 0) and row.kept_id in (later.kept_id, later.merged_id) for later in standing
    )


def _touch(unit: UnitOfWork, kept_id: int, merged_id: int) -> None:
    """Everything that shows either record: people around them, their groups, items, forms, events and tasks."""
    session, both = unit.session, (kept_id, merged_id)
    session.flush()
    unit.touch(ChangeKind.ANSWER, both)
    family = session.exec(
        select(Guardianship.pupil_id, Guardianship.guardian_id).where(
            or_(col(Guardianship.pupil_id).in_(both), col(Guardianship.guardian_id).in_(both))
        )
    ).all()
    unit.touch(ChangeKind.PERSON, {*both, *(person_id for bond in family for person_id in bond)})
    for kind, column, owner in (
        (ChangeKind.GROUP, GroupMembership.group_id, GroupMembership.person_id),
        (ChangeKind.APPEARANCE, Appearance.item_id, Appearance.person_id),
        (ChangeKind.SESSION, SessionPerson.session_id, SessionPerson.person_id),
        (ChangeKind.PUBLICATION, PublicationCover.publication_id, PublicationCover.person_id),
        (ChangeKind.FORM, Form.id, Form.person_id),
        (ChangeKind.TAKEDOWN, TakedownTask.id, TakedownTask.person_id),
    ):
        found = session.exec(select(col(column)).where(col(owner).in_(both)).distinct()).all()
        unit.touch(kind, {row for row in found if row is not None})


# --- preview


def _choices(kept: PersonDetail, merged: PersonDetail) -> Iterable[FieldChoice]:
    """Fields that differ. An empty one is filled; somebody who is still here on one record is still here."""
    pairs: tuple[tuple[MergeField, str | date | None, str | date | None], ...] = (
        (MergeField.NAME, kept.display_name, merged.display_name),
        (MergeField.BIRTH_DATE, kept.birth_date, merged.birth_date),
        (MergeField.EMAIL, kept.email, merged.email),
        (MergeField.TELEPHONE, kept.telephone, merged.telephone),
        (MergeField.LANGUAGE, kept.language, merged.language),
        (MergeField.ORGANISATION, kept.organisation, merged.organisation),
        (MergeField.LEFT_ON, kept.left_on, merged.left_on),
    )
    for name, mine, other in pairs:
        if mine == other:
            continue
        takes = bool(mine) and other is None if name is MergeField.LEFT_ON else not mine and bool(other)
        yield FieldChoice(name, mine, other, takes)


def _conflicts(
    session: Session, kept: PersonDetail, merged: PersonDetail, changes: Iterable[StatusChange]
) -> Iterable[MergeConflict]:
    if kept.display_name and merged.display_name and _name_key(kept) != _name_key(merged):
        yield MergeConflict.DIFFERENT_NAME
    if kept.birth_date and merged.birth_date and kept.birth_date != merged.birth_date:
        yield MergeConflict.DIFFERENT_BIRTH_DATE
    if kept.pupil_number and merged.pupil_number and kept.pupil_number != merged.pupil_number:
        yield MergeConflict.DIFFERENT_NUMBER
    if _are_at_two_places(session, kept.id, merged.id):
        yield MergeConflict.TWO_PLACES_IN_ONE_PICTURE
    if any(change.merged is not None and _contradict(change.kept, change.merged) for change in changes):
        yield MergeConflict.ANSWERS_DIFFER


def _name_key(person: PersonDetail) -> str:
    return name_key(NameParts(person.given_name, person.name_prefix, person.family_name))


def _contradict(first: ConsentStatus, second: ConsentStatus) -> bool:
    return (first.is_stop and second is ConsentStatus.GIVEN) or (second.is_stop and first is ConsentStatus.GIVEN)


def _are_at_two_places(session: Session, kept_id: int, merged_id: int) -> bool:
    """Whether both are named in one picture, at places that do not lie over each other."""
    rows = session.execute(
        select(Appearance.item_id, Appearance.person_id, Appearance.x, Appearance.y)
        .add_columns(col(Appearance.w), col(Appearance.h))
        .where(col(Appearance.person_id).in_((kept_id, merged_id)))
    ).all()
    places: dict[int, list[Mapping[str, object]]] = {}
    for item_id, person_id, x, y, w, h in rows:
        if person_id == kept_id:
            places.setdefault(item_id, []).append({"x": x, "y": y, "w": w, "h": h})
    return any(
        person_id == merged_id
        and item_id in places
        and not any(boxes_overlap(place, {"x": x, "y": y, "w": w, "h": h}) for place in places[item_id])
        for item_id, person_id, x, y, w, h in rows
    )


def _side(session: Session, person: PersonDetail) -> RecordSide:
    records = records_of(session, (person.id,))
    answers = session.exec(select(func.count()).where(col(ConsentEvent.person_id).in_(records))).one()
    pictures = session.exec(
        select(func.count(func.distinct(Appearance.item_id))).where(Appearance.person_id == person.id)
    ).one()
    forms = session.exec(select(func.count()).where(Form.person_id == person.id)).one()
    return RecordSide(person, answers, pictures, forms)


def _subject_after(
    facts: ConsentFacts,
    kept: PersonDetail,
    merged: PersonDetail,
    taken: Collection[MergeField],
    roles: Iterable[str],
    policy: ConsentPolicy,
) -> SubjectFacts:
    first, second = facts.people[kept.id].subject, facts.people[merged.id].subject
    birth_date = merged.birth_date if MergeField.BIRTH_DATE in taken else kept.birth_date
    return SubjectFacts(
        person_id=kept.id,
        decides_from=decides_from(birth_date, (PersonRole(role) for role in roles), policy),
        is_protected=first.is_protected or second.is_protected,
        guardians=_join_guardians((*first.guardians, *second.guardians)),
        left_on=merged.left_on if MergeField.LEFT_ON in taken else kept.left_on,
        has_birth_date=birth_date is not None,
    )


def _join_guardians(guardians: Iterable[GuardianFact]) -> tuple[GuardianFact, ...]:
    """Each guardian once, with the widest period and a say where either had one: as `join_records` makes it."""
    joined: dict[int, GuardianFact] = {}
    for one in guardians:
        known = joined.get(one.guardian_id)
        if known is None:
            joined[one.guardian_id] = one
        else:
            since = None if known.since is None or one.since is None else min(known.since, one.since)
            until = None if known.until is None or one.until is None else max(known.until, one.until)
            say = known.has_authority or one.has_authority
            joined[one.guardian_id] = GuardianFact(one.guardian_id, say, since, until)
    return tuple(joined.values())


def _facts_after(facts: ConsentFacts, kept_id: int, merged_id: int, subject: SubjectFacts) -> ConsentFacts:
    """The same facts with the two as one person, among the wards of either too."""

    def followed(answers: Iterable[AnswerFact]) -> tuple[AnswerFact, ...]:
        changed = (replace(one, decider_id=kept_id) if one.decider_id == merged_id else one for one in answers)
        return tuple(sorted(changed, key=lambda one: one.event_id))

    people: dict[int, PersonFacts] = {}
    for person_id, person in facts.people.items():
        if person_id in (kept_id, merged_id):
            continue
        guardians = _join_guardians(
            replace(one, guardian_id=kept_id) if one.guardian_id == merged_id else one
            for one in person.subject.guardians
        )
        answers = {key: followed(found) for key, found in person.answers.items()}
        people[person_id] = PersonFacts(replace(person.subject, guardians=guardians), answers, person.asked)
    first, second = facts.people[kept_id], facts.people[merged_id]
    people[kept_id] = PersonFacts(
        subject,
        {
            key: followed((*first.answers.get(key, ()), *second.answers.get(key, ())))
            for key in dict.fromkeys((*first.answers, *second.answers))
        },
        {
            key: (*first.asked.get(key, ()), *second.asked.get(key, ()))
            for key in dict.fromkeys((*first.asked, *second.asked))
        },
    )
    return ConsentFacts(facts.policy, facts.purposes, facts.changes, people, facts.item_sessions)


def _status_changes(
    before: ConsentFacts, after: ConsentFacts, kept_id: int, merged_id: int, day: date
) -> Iterable[StatusChange]:
    keys = all_keys(purpose for purpose in before.purposes.values() if purpose.is_active)
    for person_id in sorted(after.people, key=lambda one: (one != kept_id, one)):
        for key in keys:
            now = after.status_of(person_id, key, day).status
            was = before.status_of(person_id, key, day).status
            other = before.status_of(merged_id, key, day).status if person_id == kept_id else None
            if now is not was or (other is not None and now is not other and key in before.people[merged_id].answers):
                yield StatusChange(person_id, key, was, other, now)
