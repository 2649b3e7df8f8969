# SPDX-License-Identifier: GPL-3.0-or-later
"""Who is shown and who is not, over a period: so that nobody is forgotten, and no few children stand for the school.

Only what can be seen counts: somebody heard in a film is not shown, somebody covered in a published copy is not either.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from sqlalchemy import ColumnElement, and_, func, or_, select
from sqlmodel import Session, col

from models.consent.purposes import PurposeRow, load_purposes
from models.errors import ErrorCode, KnownError
from models.media.shown import is_in_library
from models.policy import ConsentPolicy, end_of_school_year
from models.publishing.board import StatusBoard
from models.publishing.chances import YES, GroupMembers, Need, read_group_members, read_school
from models.roster.person_rows import read_names
from models.roster.row_changes import split_ids
from models.settings import SettingsService
from models.store import Store
from models.tables import Appearance, Item, Publication, PublicationCover
from models.terms import GroupKind, LegalBasis, MediaKind

FEWEST_PICTURES = 4
"""With fewer published pictures of a class nothing is said about who is in most of them."""
STEPS = (0, 2, 5)
"""Upper ends of `GroupShare.spread`: not shown, once or twice, three to five times, more often."""
_VISIBLE = (MediaKind.PHOTO, MediaKind.FILM)


@dataclass(frozen=True, slots=True)
class PersonShare:
    """One person over the period.

    ``may_be_shown``: a yes (photo or film) for a purpose, as it stands on the day of the report. ``taken`` counts the
    pictures they are in, ``shown`` those of them that were published without covering them, ``class_shown`` the
    published pictures that show somebody of their class.
    """

    person_id: int
    name: str
    groups: tuple[str, ...]
    may_be_shown: bool
    taken: int
    shown: int
    class_shown: int

    @property
    def is_waiting(self) -> bool:
        """Not shown, although they may be."""
        return self.may_be_shown and not self.shown

    @property
    def is_in_most(self) -> bool:
        """In at least half of the published pictures of their class, where there are enough to say so."""
        return self.class_shown >= FEWEST_PICTURES and 2 * self.shown >= self.class_shown


@dataclass(frozen=True, slots=True)
class GroupShare:
    """One group over the period. ``published`` counts pictures that show somebody of it.

    ``may_count`` people may be shown; of these ``spread`` counts how many were not shown, once or twice, three to five
    times, and more often (`STEPS`). ``in_most_count`` are in at least half of the pictures.
    """

    group_id: int
    name: str
    kind: GroupKind
    school_year: str
    people_count: int
    may_count: int
    published: int
    spread: tuple[int, int, int, int]
    in_most_count: int

    @property
    def waiting_count(self) -> int:
        """How many were not shown although they may be."""
        return self.spread[0]

    @property
    def shown_count(self) -> int:
        """How many of those who may be shown were."""
        return self.may_count - self.spread[0]


@dataclass(frozen=True, slots=True)
class FairnessReport:
    """Everybody asked about, in sort order (never by how often), and every group with somebody in it.

    ``first`` and ``last`` are inclusive; ``day`` is the one on which groups and answers were looked at.
    """

    first: date
    last: date
    day: date
    people: tuple[PersonShare, ...]
    groups: tuple[GroupShare, ...]

    @property
    def may_count(self) -> int:
        """How many may be shown."""
        return sum(one.may_be_shown for one in self.people)

    @property
    def waiting(self) -> tuple[int, ...]:
        """Ids of those who were not shown although they may be."""
        return tuple(one.person_id for one in self.people if one.is_waiting)

    @property
    def in_most(self) -> tuple[int, ...]:
        """Ids of those who are in at least half of the published pictures of their class."""
        return tuple(one.person_id for one in self.people if one.is_in_most)


class FairnessService:
    """Counts who is shown."""

    def __init__(self, store: Store, settings: SettingsService, board: StatusBoard) -> None:
        self._store = store
        self._settings = settings
        self._board = board

    def report(
        self,
        group_id: int | None = None,
        first: date | None = None,
        last: date | None = None,
        purpose_id: int | None = None,
    ) -> FairnessReport:
        """Count over a period (this school year up to today by default) for a group, or the whole school.

        Without a purpose every publication counts, and somebody may be shown who said yes to any purpose in use that
        rests on consent: that a lesson may be filmed without asking says nothing about being shown. Groups and answers
        are those of the last day, or of today where that is still to come. Raises ``PURPOSE_UNKNOWN``.
        """
        today = self._store.clock.today()
        policy = self._settings.policy()
        begin, end = school_year_days(today, policy)
        first, last = first or begin, last or min(today, end)
        day = min(last, today)
        with self._store.read() as session:
            purposes = _purposes_to_show(session, purpose_id)
            all_groups = read_group_members(session, day)
            groups = all_groups if group_id is None else read_group_members(session, day, (group_id,))
            people = read_school(session, day) if group_id is None else _members(groups)
            everybody = sorted({*people, *_members(groups)})
            may = self._who_may(session, everybody, purposes, policy, day)
            taken = _count_taken(session, None if group_id is None else people, first, last)
            shown = _read_shown(session, None if group_id is None else everybody, first, last, purpose_id)
            names = read_names(session, people)
        pictures = {group.group_id: _pictures_of(group.person_ids, shown) for group in groups}
        names_of: dict[int, list[str]] = defaultdict(list)
        for group in all_groups:
            for person_id in group.person_ids:
                names_of[person_id].append(group.name)
        class_shown = _class_pictures(groups, pictures)
        return FairnessReport(
            first=first,
            last=last,
            day=day,
            people=tuple(
                PersonShare(
                    person_id=person_id,
                    name=names.get(person_id, ""),
                    groups=tuple(names_of[person_id]),
                    may_be_shown=person_id in may,
                    taken=taken.get(person_id, 0),
                    shown=len(shown.get(person_id, ())),
                    class_shown=class_shown.get(person_id, 0),
                )
                for person_id in people
            ),
            groups=tuple(_share_of(group, may, shown, len(pictures[group.group_id])) for group in groups),
        )

    def _who_may(
        self,
        session: Session,
        people: Sequence[int],
        purposes: Sequence[PurposeRow],
        policy: ConsentPolicy,
        day: date,
    ) -> set[int]:
        cells = self._board.load(session, people, _VISIBLE)
        defaults = self._board.defaults(session)
        needs = [
            (kind, Need(purpose.id, kind, defaults[purpose.id], policy, day))
            for purpose in purposes
            for kind in _VISIBLE
            if kind in purpose.kinds
        ]
        return {
            person_id
            for person_id in people
            if any(need.judge(cells[person_id, kind])[0] == YES for kind, need in needs)
        }


def school_year_days(day: date, policy: ConsentPolicy) -> tuple[date, date]:
    """First and last day of the school year that ``day`` is in."""
    last = end_of_school_year(day, policy)
    return last.replace(year=last.year - 1) + timedelta(days=1), last


def _purposes_to_show(session: Session, purpose_id: int | None) -> list[PurposeRow]:
    purposes = load_purposes(session, include_inactive=True)
    if purpose_id is None:
        return [one for one in purposes if one.is_active and one.legal_basis is LegalBasis.CONSENT]
    chosen = [one for one in purposes if one.id == purpose_id]
    if not chosen:
        raise KnownError(ErrorCode.PURPOSE_UNKNOWN)
    return chosen


def _members(groups: Iterable[GroupMembers]) -> tuple[int, ...]:
    return tuple(dict.fromkeys(person_id for group in groups for person_id in group.person_ids))


def _is_taken_in(first: date, last: date) -> ColumnElement[bool]:
    """SQL: the item was recorded in the period; without a camera's time the day it was taken in tells."""
    taken = col(Item.captured_at)
    begin, end = datetime.combine(first, time()), datetime.combine(last, time.max)
    return or_(
        and_(taken.is_not(None), taken >= begin, taken <= end),
        and_(taken.is_(None), col(Item.added_on) >= first, col(Item.added_on) <= last),
    )


def _count_taken(session: Session, people: Collection[int] | None, first: date, last: date) -> dict[int, int]:
    """In how many pictures of the period each person can be seen; None is everybody."""
    statement = (
        select(col(Appearance.person_id), func.count(col(Appearance.item_id).distinct()))
        .join(Item, col(Item.id) == col(Appearance.item_id))
        .where(col(Appearance.is_visible).is_(True), is_in_library(), _is_taken_in(first, last))
        .group_by(col(Appearance.person_id))
    )
    counts: dict[int, int] = {}
    for chunk in [None] if people is None else split_ids(people):
        chosen = statement if chunk is None else statement.where(col(Appearance.person_id).in_(chunk))
        counts.update((person_id, count) for person_id, count in session.connection().execute(chosen))
    return counts


def _read_shown(
    session: Session, people: Collection[int] | None, first: date, last: date, purpose_id: int | None
) -> dict[int, set[int]]:
    """By person the ids of the items that were published in the period without covering them; None is everybody."""
    in_period = and_(col(Publication.published_on) >= first, col(Publication.published_on) <= last)
    if purpose_id is not None:
        in_period = and_(in_period, col(Publication.purpose_id) == purpose_id)
    connection = session.connection()
    covers = (
        select(col(PublicationCover.publication_id), col(PublicationCover.person_id))
        .join(Publication, col(Publication.id) == col(PublicationCover.publication_id))
        .where(in_period)
    )
    seen = (
        select(col(Publication.id), col(Publication.item_id), col(Appearance.person_id))
        .join(Appearance, col(Appearance.item_id) == col(Publication.item_id))
        .where(in_period, col(Appearance.is_visible).is_(True))
    )
    shown: dict[int, set[int]] = defaultdict(set)
    for chunk in [None] if people is None else split_ids(people):
        if chunk is not None:
            covers_here = covers.where(col(PublicationCover.person_id).in_(chunk))
            seen_here = seen.where(col(Appearance.person_id).in_(chunk))
        else:
            covers_here, seen_here = covers, seen
        covered = {(publication_id, person_id) for publication_id, person_id in connection.execute(covers_here)}
        for publication_id, item_id, person_id in connection.execute(seen_here):
            if (publication_id, person_id) not in covered:
                shown[person_id].add(item_id)
    return shown


def _pictures_of(people: Iterable[int], shown: Mapping[int, set[int]]) -> set[int]:
    """The published pictures that show at least one of these people."""
    empty: set[int] = set()
    return empty.union(*(shown.get(person_id, empty) for person_id in people))


def _class_pictures(groups: Iterable[GroupMembers], pictures: Mapping[int, set[int]]) -> dict[int, int]:
    """By person how many pictures their class has; who is in no class is looked at in their other groups.

    Of several, the one with the fewest pictures counts (there somebody stands out most) that has enough of them.
    """
    counts: dict[int, list[tuple[bool, bool, int]]] = defaultdict(list)
    for group in groups:
        count = len(pictures[group.group_id])
        for person_id in group.person_ids:
            is_enough = count >= FEWEST_PICTURES
            counts[person_id].append((group.kind is not GroupKind.CLASS, not is_enough, count if is_enough else -count))
    return {person_id: abs(min(found)[2]) for person_id, found in counts.items()}


def _share_of(group: GroupMembers, may: Collection[int], shown: Mapping[int, set[int]], published: int) -> GroupShare:
    times = [len(shown.get(person_id, ())) for person_id in group.person_ids if person_id in may]
    spread = [0, 0, 0, 0]
    for count in times:
        spread[sum(count > step for step in STEPS)] += 1
    in_most = sum(2 * len(shown.get(person_id, ())) >= published for person_id in group.person_ids)
    return GroupShare(
        group_id=group.group_id,
        name=group.name,
        kind=group.kind,
        school_year=group.school_year,
        people_count=len(group.person_ids),
        may_count=len(times),
        published=published,
        spread=(spread[0], spread[1], spread[2], spread[3]),
        in_most_count=in_most if published >= FEWEST_PICTURES else 0,
    )
