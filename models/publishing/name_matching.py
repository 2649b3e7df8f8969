# SPDX-License-Identifier: GPL-3.0-or-later
"""Whom of the school a name in a photo file can mean. Nothing is guessed: a name fits one person, several, or nobody.

One person fits where the whole name is theirs, in any of the ways in which names are written, or where a class or a
year of birth stands beside a part of it and leaves one. A given name alone never does; who fits is offered.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from sqlalchemy import select
from sqlmodel import Session, col

from models.roster.groups import is_current
from models.roster.names import (
    NameParts,
    display_name,
    fold_text,
    list_name,
    name_key,
    sort_name,
    split_family_name,
    split_full_name,
)
from models.store.same_person import is_on_record
from models.tables import Group, GroupMembership, NameInFiles, Person

_MOST_OFFERED = 12
_BESIDE = re.compile(r"[(\[/,;|-]+")


class NameStanding(StrEnum):
    """What is known of a name in a file."""

    SURE = "sure"
    SEVERAL = "several"
    UNKNOWN = "unknown"
    NOBODY = "nobody"


@dataclass(frozen=True, slots=True)
class NameCandidate:
    """Somebody whom a name can mean. ``detail``: their class or classes today, else the year they were born in."""

    person_id: int
    name: str
    detail: str


@dataclass(frozen=True, slots=True)
class NameMatch:
    """Whom a name means. ``candidates`` has one entry where it is sure; ``is_remembered``: somebody said so before."""

    standing: NameStanding
    candidates: tuple[NameCandidate, ...] = ()
    is_remembered: bool = False


@dataclass(frozen=True, slots=True)
class _Person:
    id: int
    given: str
    prefix: str
    family: str
    birth_date: date | None
    groups: tuple[str, ...]

    @property
    def candidate(self) -> NameCandidate:
        year = "" if self.birth_date is None else str(self.birth_date.year)
        return NameCandidate(
            self.id, display_name(self.given, self.prefix, self.family), ", ".join(self.groups) or year
        )


class NameBook:
    """Everybody on record, by every way in which their name is written. Read once, asked often."""

    def __init__(self, people: Collection[_Person], decided: Mapping[str, int | None]) -> None:
        self._people = {one.id: one for one in people}
        self._decided = decided
        self._whole: dict[str, set[int]] = defaultdict(set)
        self._given: dict[str, set[int]] = defaultdict(set)
        self._groups: dict[str, set[int]] = defaultdict(set)
        for one in people:
            for key in _whole_keys(one):
                self._whole[key].add(one.id)
            given = fold_text(one.given)
            for key in {given, given.split(" ")[0]}:
                self._given[key].add(one.id)
            for name in one.groups:
                self._groups[fold_text(name)].add(one.id)
        self._given.pop("", None)

    def find(self, text: str) -> NameMatch:
        """Whom a name means; what somebody decided about it counts before anything else."""
        folded = fold_text(text)
        if not folded:
            return NameMatch(NameStanding.UNKNOWN)
        if folded in self._decided:
            person_id = self._decided[folded]
            if person_id is None:
                return NameMatch(NameStanding.NOBODY, is_remembered=True)
            if person_id in self._people:
                return NameMatch(NameStanding.SURE, self._offered({person_id}), is_remembered=True)
        whole = self._whole_name(text)
        if len(whole) == 1:
            return NameMatch(NameStanding.SURE, self._offered(whole))
        narrowed = self._narrowed(text)
        if len(narrowed) == 1:
            return NameMatch(NameStanding.SURE, self._offered(narrowed))
        maybe = narrowed or whole or self._partly(text)
        return NameMatch(NameStanding.SEVERAL if maybe else NameStanding.UNKNOWN, self._offered(maybe))

    def is_exactly_somebody(self, text: str) -> bool:
        """Whether a word that may mean anything is the whole name of one person, or was decided to be somebody."""
        folded = fold_text(text)
        return self._decided.get(folded) in self._people or (" " in folded and len(self._whole_name(text)) == 1)

    def _whole_name(self, text: str) -> set[int]:
        keys = {fold_text(text), "|" + name_key(split_full_name(text))}
        found: set[int] = set()
        for key in keys:
            found |= self._whole.get(key, set())
        return found

    def _narrowed(self, text: str) -> set[int]:
        """People for whom the last words are a class of theirs or their year of birth, and the rest is their name."""
        words = _BESIDE.sub(" ", text).replace(")", " ").replace("]", " ").split()
        for count in range(1, min(4, len(words))):
            beside, rest = fold_text(" ".join(words[-count:])), " ".join(words[:-count])
            members = self._groups.get(beside, set()) | self._born_in(beside)
            found = members & (self._whole_name(rest) or self._partly(rest))
            if found:
                return found
        return set()

    def _born_in(self, year: str) -> set[int]:
        if not (year.isdecimal() and len(year) == 4):
            return set()
        born = (one for one in self._people.values() if one.birth_date is not None)
        return {one.id for one in born if one.birth_date is not None and str(one.birth_date.year) == year}

    def _partly(self, text: str) -> set[int]:
        """People whose given name this is, alone or with the beginning of their family name ("Anna B.", "A. Bos")."""
        words = fold_text(text).split()
        if not words:
            return set()
        found = set(self._given.get(" ".join(words), set()))
        for cut in range(1, len(words)):
            given, family = " ".join(words[:cut]), words[-1]
            initials = self._given.get(given, set()) if len(given) > 1 else self._by_initial(given)
            found |= {one for one in initials if fold_text(self._people[one].family).startswith(family)}
        return found

    def _by_initial(self, letter: str) -> set[int]:
        return {one for given, people in self._given.items() if given.startswith(letter) for one in people}

    def _offered(self, ids: Collection[int]) -> tuple[NameCandidate, ...]:
        people = sorted(
            (self._people[one] for one in ids), key=lambda one: (sort_name(one.given, one.prefix, one.family), one.id)
        )
        return tuple(one.candidate for one in people[:_MOST_OFFERED])


def read_name_book(session: Session, today: date) -> NameBook:
    """Everybody on record with today's classes, and what was decided about names before."""
    groups: dict[int, list[str]] = defaultdict(list)
    memberships = (
        select(col(GroupMembership.person_id), col(Group.name))
        .join(Group, col(Group.id) == col(GroupMembership.group_id))
        .where(is_current(col(GroupMembership.since), col(GroupMembership.until), today))
        .where(col(Group.is_archived).is_(False))
        .order_by(col(Group.name))
    )
    for person_id, name in session.execute(memberships):
        groups[person_id].append(name)
    columns = (Person.id, Person.given_name, Person.name_prefix, Person.family_name, Person.birth_date)
    rows = session.execute(select(*(col(one) for one in columns)).where(is_on_record()))
    people = [
        _Person(person_id or 0, given, prefix, family, born, tuple(groups.get(person_id or 0, ())))
        for person_id, given, prefix, family, born in rows
    ]
    decided = session.execute(select(col(NameInFiles.folded), col(NameInFiles.person_id)))
    return NameBook(people, {row[0]: row[1] for row in decided})


def _whole_keys(one: _Person) -> Iterator[str]:
    """The ways in which somebody's whole name is written; nothing where there is no given or no family name."""
    if not (one.given and one.family):
        return
    prefix, family = (one.prefix, one.family) if one.prefix else split_family_name(one.family, any_case=True)
    first = one.given.split()[0]
    for given in {one.given, first}:
        yield fold_text(display_name(given, prefix, family))
        yield fold_text(display_name(given, "", family))
        yield fold_text(list_name(given, prefix, family))
        yield fold_text(display_name("", prefix, family) + " " + given)
        yield "|" + name_key(NameParts(given, prefix, family))
