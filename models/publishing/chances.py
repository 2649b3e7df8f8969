# SPDX-License-Identifier: GPL-3.0-or-later
"""Chances beforehand: who of a class may be in a picture for a purpose, whom to ask first, whom to leave out.

Read from the compiled cells and judged by the same `bits_of` as a photo, so that what a class sheet says and what the
verdict of the photo says cannot differ.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import NamedTuple

from sqlalchemy import ColumnElement, or_, select
from sqlmodel import Session, col

from models.consent.facts import CellKey, Scope
from models.consent.purposes import PurposeRow, load_purposes
from models.consent.verdicts import NEED_MISSING, bits_of, is_coverable
from models.errors import ErrorCode, KnownError
from models.policy import ConsentPolicy
from models.publishing.board import PersonCells, Place, StatusBoard, status_in
from models.roster.groups import is_current
from models.roster.names import fold_text
from models.roster.row_changes import split_ids
from models.settings import SettingsService
from models.store import Store
from models.tables import Group, GroupMembership, Person, PersonRoleEntry
from models.terms import Activity, ConsentStatus, GroupKind, MediaKind, PersonRole

YES = 0
"""`Need.judge`: may be in the picture; other values are NEED_ bits of `consent.verdicts`."""


class MissingAnswer(NamedTuple):
    """Somebody to ask first, and what there is so far.

    ``status`` is one of `ConsentStatus.NOT_REQUESTED`, ``REQUESTED``, ``PARTLY_GIVEN`` and ``EXPIRED``.
    """

    person_id: int
    status: ConsentStatus


@dataclass(frozen=True, slots=True)
class PurposeChance:
    """The chances of some people for one purpose and kind; every person is in exactly one of the three.

    ``yes`` may be in it, ``ask`` has an answer missing, ``out`` is to be left out or covered: a no, whatever is behind
    it. Each in the order in which the people were asked about.
    """

    purpose_id: int
    kind: MediaKind
    yes: tuple[int, ...]
    ask: tuple[MissingAnswer, ...]
    out: tuple[int, ...]

    @property
    def total(self) -> int:
        """How many people were asked about."""
        return len(self.yes) + len(self.ask) + len(self.out)

    @property
    def ask_ids(self) -> tuple[int, ...]:
        """The people to ask first."""
        return tuple(one.person_id for one in self.ask)

    def missing(self, status: ConsentStatus) -> tuple[int, ...]:
        """The people to ask first of whom this much is known."""
        return tuple(one.person_id for one in self.ask if one.status is status)


class ChanceCount(NamedTuple):
    """How many may be in it, are to be asked first, and are to be left out or covered."""

    yes: int = 0
    ask: int = 0
    out: int = 0

    @property
    def total(self) -> int:
        """How many people that are."""
        return self.yes + self.ask + self.out


@dataclass(frozen=True, slots=True)
class GroupChance:
    """The counts of one group, or of the whole school (``group_id`` and ``kind`` None, no name).

    ``by_purpose`` has no entry for a purpose that is not used for the kind of recording asked about.
    """

    group_id: int | None
    name: str
    kind: GroupKind | None
    school_year: str
    people_count: int
    by_purpose: dict[int, ChanceCount]


@dataclass(frozen=True, slots=True)
class ChanceOverview:
    """All groups with somebody in them on a day: classes, then the others, each by year and name; and the school."""

    day: date
    kind: MediaKind
    purpose_ids: tuple[int, ...]
    classes: tuple[GroupChance, ...]
    school: GroupChance
    others: tuple[GroupChance, ...]


class ChancesService:
    """Says beforehand who may be in a picture."""

    def __init__(self, store: Store, settings: SettingsService, board: StatusBoard) -> None:
        self._store = store
        self._settings = settings
        self._board = board

    def for_people(
        self,
        person_ids: Sequence[int],
        purpose_ids: Sequence[int],
        kinds: Sequence[MediaKind] = (MediaKind.PHOTO,),
        day: date | None = None,
        session_id: int | None = None,
    ) -> tuple[PurposeChance, ...]:
        """The chances of these people for each purpose and kind, in that order.

        A purpose is left out for a kind that it is not used for. ``day`` (today by default) is the day of both taking
        and publishing; ``session_id`` counts answers that were given for one event. People who are merged, erased or
        unknown are left out. Raises ``PURPOSE_UNKNOWN``.
        """
        with self._store.read() as session:
            return self.for_people_within(session, person_ids, purpose_ids, kinds, day, session_id)

    def for_people_within(
        self,
        session: Session,
        person_ids: Sequence[int],
        purpose_ids: Sequence[int],
        kinds: Sequence[MediaKind] = (MediaKind.PHOTO,),
        day: date | None = None,
        session_id: int | None = None,
    ) -> tuple[PurposeChance, ...]:
        """The same inside an open session."""
        day = day if day is not None else self._store.clock.today()
        policy = self._settings.policy()
        purposes = _find_purposes(session, purpose_ids)
        people = _keep_known(session, person_ids)
        cells = self._board.load(session, people, kinds)
        defaults = self._board.defaults(session)
        scopes = () if session_id is None else (Scope(session_id=session_id),)
        return tuple(
            _chance_of(
                people, purpose.id, kind, cells, Need(purpose.id, kind, defaults[purpose.id], policy, day, scopes)
            )
            for purpose in purposes
            for kind in kinds
            if kind in purpose.kinds
        )

    def for_groups(
        self, purpose_ids: Sequence[int], kind: MediaKind = MediaKind.PHOTO, day: date | None = None
    ) -> ChanceOverview:
        """Counts of every group and the whole school, in a few queries. Raises ``PURPOSE_UNKNOWN``."""
        day = day if day is not None else self._store.clock.today()
        policy = self._settings.policy()
        with self._store.read() as session:
            purposes = [purpose for purpose in _find_purposes(session, purpose_ids) if kind in purpose.kinds]
            groups = read_group_members(session, day)
            school = read_school(session, day)
            people = sorted({*school, *(one for group in groups for one in group.person_ids)})
            cells = self._board.load(session, people, (kind,))
            defaults = self._board.defaults(session)
        judged = {}
        for purpose in purposes:
            need = Need(purpose.id, kind, defaults[purpose.id], policy, day)
            judged[purpose.id] = {person_id: need.judge(cells[person_id, kind])[0] for person_id in people}
        made = [
            GroupChance(
                group_id=group.group_id,
                name=group.name,
                kind=group.kind,
                school_year=group.school_year,
                people_count=len(group.person_ids),
                by_purpose=_count(group.person_ids, judged),
            )
            for group in groups
        ]
        return ChanceOverview(
            day=day,
            kind=kind,
            purpose_ids=tuple(purpose_ids),
            classes=tuple(one for one in made if one.kind is GroupKind.CLASS),
            school=GroupChance(None, "", None, "", len(school), _count(school, judged)),
            others=tuple(one for one in made if one.kind is not GroupKind.CLASS),
        )

    def members(self, group_id: int | None, day: date | None = None) -> tuple[int, ...]:
        """Who is in a group on a day, in sort order; None is the whole school.

        The whole school is everybody who has not left, except those who are on record as a parent or guardian only.
        """
        day = day if day is not None else self._store.clock.today()
        with self._store.read() as session:
            if group_id is None:
                return read_school(session, day)
            groups = read_group_members(session, day, (group_id,))
        return groups[0].person_ids if groups else ()


class GroupMembers(NamedTuple):
    """A group with the ids of who is in it, in sort order."""

    group_id: int
    name: str
    kind: GroupKind
    school_year: str
    person_ids: tuple[int, ...]


def read_group_members(
    session: Session, day: date, group_ids: Collection[int] | None = None
) -> tuple[GroupMembers, ...]:
    """Groups with somebody in them on a day (all, or these), archived ones apart: latest year first, then by name."""
    statement = (
        select(col(Group.id), col(Group.name), col(Group.kind), col(Group.school_year), col(GroupMembership.person_id))
        .join(GroupMembership, col(GroupMembership.group_id) == col(Group.id))
        .join(Person, col(Person.id) == col(GroupMembership.person_id))
        .where(is_current(GroupMembership.since, GroupMembership.until, day))
        .where(*_is_here(day))
        .order_by(col(Person.sort_name), col(Person.id))
    )
    if group_ids is None:
        statement = statement.where(col(Group.is_archived).is_(False))
    else:
        statement = statement.where(col(Group.id).in_(tuple(group_ids)))
    found: dict[tuple[int, str, GroupKind, str], list[int]] = defaultdict(list)
    for group_id, name, kind, year, person_id in session.execute(statement):
        found[group_id or 0, name, kind, year].append(person_id)
    groups = [GroupMembers(*key, tuple(people)) for key, people in found.items()]
    groups.sort(key=lambda group: _natural(group.name))
    groups.sort(key=lambda group: group.school_year, reverse=True)
    return tuple(groups)


def read_school(session: Session, day: date) -> tuple[int, ...]:
    """Ids of everybody who can be in the school's pictures on a day, in sort order: not who is a guardian only."""
    role = (
        select(col(PersonRoleEntry.id))
        .where(col(PersonRoleEntry.person_id) == col(Person.id), col(PersonRoleEntry.role) != PersonRole.GUARDIAN)
        .where(is_current(PersonRoleEntry.since, PersonRoleEntry.until, day))
    )
    statement = select(col(Person.id)).where(*_is_here(day), role.exists())
    rows = session.execute(statement.order_by(col(Person.sort_name), col(Person.id))).scalars()
    return tuple(person_id or 0 for person_id in rows)


class Need:
    """What one appearance needs for a purpose on a day: publication and recording, as `bits_of` judges them.

    ``default`` is the status of a publication about which nothing is known.
    """

    def __init__(
        self,
        purpose_id: int,
        kind: MediaKind,
        default: ConsentStatus,
        policy: ConsentPolicy,
        day: date,
        scopes: Sequence[Scope] = (),
    ) -> None:
        self._publication = CellKey(Activity.PUBLICATION, kind, purpose_id)
        self._recording = CellKey(Activity.RECORDING, kind)
        self._default = default
        self._policy = policy
        self._can_cover = is_coverable(kind)
        self._day = day
        self._scopes = scopes

    def judge(self, cells: PersonCells) -> tuple[int, ConsentStatus]:
        """NEED_ bits of one person (`YES` for none), and the status that a missing answer has."""
        publication = status_in(cells, self._publication, self._day, self._scopes, self._default)
        recording = status_in(cells, self._recording, self._day, self._scopes, ConsentStatus.NOT_REQUESTED)
        bits = bits_of(publication, recording, self._can_cover, self._policy)
        return bits, publication if publication.is_missing else recording


def _is_here(day: date) -> tuple[ColumnElement[bool], ...]:
    """SQL: the person is on record as themself on that day, and has not left."""
    return (
        or_(col(Person.left_on).is_(None), col(Person.left_on) > day),
        col(Person.merged_into_id).is_(None),
        col(Person.erased_on).is_(None),
    )


def _find_purposes(session: Session, purpose_ids: Sequence[int]) -> list[PurposeRow]:
    known = {purpose.id: purpose for purpose in load_purposes(session, include_inactive=True)}
    if any(purpose_id not in known for purpose_id in purpose_ids):
        raise KnownError(ErrorCode.PURPOSE_UNKNOWN)
    return [known[purpose_id] for purpose_id in dict.fromkeys(purpose_ids)]


def _keep_known(session: Session, person_ids: Iterable[int]) -> list[int]:
    wanted = list(dict.fromkeys(person_ids))
    known: set[int] = set()
    for chunk in split_ids(wanted):
        statement = select(col(Person.id)).where(
            col(Person.id).in_(chunk), col(Person.merged_into_id).is_(None), col(Person.erased_on).is_(None)
        )
        known.update(person_id or 0 for person_id in session.execute(statement).scalars())
    return [person_id for person_id in wanted if person_id in known]


def _chance_of(
    people: Sequence[int], purpose_id: int, kind: MediaKind, cells: Mapping[Place, PersonCells], need: Need
) -> PurposeChance:
    yes, ask, out = [], [], []
    for person_id in people:
        bits, status = need.judge(cells[person_id, kind])
        if bits == YES:
            yes.append(person_id)
        elif bits & NEED_MISSING:
            ask.append(MissingAnswer(person_id, status))
        else:
            out.append(person_id)
    return PurposeChance(purpose_id, kind, tuple(yes), tuple(ask), tuple(out))


def _count(people: Sequence[int], judged: Mapping[int, Mapping[int, int]]) -> dict[int, ChanceCount]:
    counts = {}
    for purpose_id, bits in judged.items():
        needs = [bits[person_id] for person_id in people]
        yes, ask = needs.count(YES), sum(bool(need & NEED_MISSING) for need in needs)
        counts[purpose_id] = ChanceCount(yes, ask, len(needs) - yes - ask)
    return counts


def _natural(name: str) -> tuple[tuple[int, str], ...]:
    """A key that sorts "Groep 2" before "Groep 10"."""
    parts = re.findall(r"\d+|\D+", fold_text(name))
    return tuple((int(part), "") if part.isdecimal() else (-1, part) for part in parts)
