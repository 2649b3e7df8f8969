# SPDX-License-Identifier: GPL-3.0-or-later
"""Who may be on record twice: found by what two records share, for a person to judge. Nothing is ever joined by itself.

Records are only compared with those that share something (a name, a birth date, a number, an address), so that
thousands of people take a fraction of a second. Twins and siblings share much; a different given name keeps them apart.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from difflib import SequenceMatcher
from itertools import combinations

from sqlmodel import Session, col, select

from models.roster.merge_terms import DoubleReason
from models.roster.names import NameParts, fold_text, name_key
from models.roster.person_rows import PUPIL_NUMBER_SCHEME
from models.store.same_person import is_on_record
from models.tables import GroupMembership, Guardianship, Person, PersonIdentifier, PersonRoleEntry
from models.terms import PersonRole

_ALIKE = 0.8
_MOST_OF_ONE_NAME = 12
"""So many records of one name or address are a family or a switchboard, not doubles."""


@dataclass(frozen=True, slots=True)
class DoublePair:
    """Two records that may be one person, with every reason why; ``first_id`` is the older record."""

    first_id: int
    second_id: int
    reasons: tuple[DoubleReason, ...]


@dataclass(frozen=True, slots=True)
class PersonTraits:
    """What is compared of one record."""

    id: int
    parts: NameParts
    birth_date: date | None = None
    email: str = ""
    telephone: str = ""
    numbers: tuple[str, ...] = ()
    roles: frozenset[PersonRole] = frozenset()
    groups: frozenset[int] = frozenset()
    wards: frozenset[int] = frozenset()
    guardians: frozenset[int] = frozenset()
    key: str = field(default="", compare=False)


def read_traits(session: Session) -> tuple[PersonTraits, ...]:
    """Everybody on record with a name, in five queries."""
    numbers: dict[int, list[str]] = defaultdict(list)
    for person_id, value in session.exec(
        select(PersonIdentifier.person_id, PersonIdentifier.value).where(PersonIdentifier.scheme == PUPIL_NUMBER_SCHEME)
    ):
        numbers[person_id].append(value.strip().lstrip("0").casefold())
    roles: dict[int, set[PersonRole]] = defaultdict(set)
    for person_id, role in session.exec(select(PersonRoleEntry.person_id, PersonRoleEntry.role)):
        roles[person_id].add(PersonRole(role))
    groups: dict[int, set[int]] = defaultdict(set)
    for person_id, group_id in session.exec(select(GroupMembership.person_id, GroupMembership.group_id)):
        groups[person_id].add(group_id)
    wards: dict[int, set[int]] = defaultdict(set)
    guardians: dict[int, set[int]] = defaultdict(set)
    for pupil_id, guardian_id in session.exec(select(Guardianship.pupil_id, Guardianship.guardian_id)):
        wards[guardian_id].add(pupil_id)
        guardians[pupil_id].add(guardian_id)
    columns = select(Person.id, Person.given_name, Person.name_prefix, Person.family_name).add_columns(
        col(Person.birth_date), col(Person.email), col(Person.telephone)
    )
    found = []
    for person_id, given, prefix, family, birth_date, email, telephone in session.execute(
        columns.where(is_on_record()).order_by(col(Person.id))
    ):
        parts = NameParts(given, prefix, family)
        if not fold_text(parts.display):
            continue
        found.append(
            PersonTraits(
                person_id,
                parts,
                birth_date,
                email.strip().casefold(),
                phone_digits(telephone),
                tuple(number for number in numbers.get(person_id, ()) if number),
                frozenset(roles.get(person_id, ())),
                frozenset(groups.get(person_id, ())),
                frozenset(wards.get(person_id, ())),
                frozenset(guardians.get(person_id, ())),
                name_key(parts),
            )
        )
    return tuple(found)


def find_doubles(people: Iterable[PersonTraits]) -> tuple[DoublePair, ...]:
    """Every pair that may be one person: the surest first, then by number. A guardian and their ward never are."""
    known = {person.id: person for person in people}
    reasons: dict[tuple[int, int], set[DoubleReason]] = defaultdict(set)
    for pair in _pairs_to_compare(known.values()):
        first, second = known[pair[0]], known[pair[1]]
        if second.id in first.wards or first.id in second.wards:
            continue
        found = set(_reasons(first, second, known))
        if found:
            reasons[pair] = found
    order = {reason: place for place, reason in enumerate(DoubleReason)}
    pairs = [
        DoublePair(first, second, tuple(sorted(found, key=order.__getitem__)))
        for (first, second), found in reasons.items()
    ]
    return tuple(sorted(pairs, key=lambda pair: (order[pair.reasons[0]], pair.first_id, pair.second_id)))


def _pairs_to_compare(people: Collection[PersonTraits]) -> set[tuple[int, int]]:
    shared: dict[object, list[int]] = defaultdict(list)
    for person in people:
        shared["name", person.key].append(person.id)
        for number in person.numbers:
            shared["number", number].append(person.id)
        if person.birth_date is not None:
            shared["born", person.birth_date, fold_text(person.parts.family)].append(person.id)
    pairs: set[tuple[int, int]] = set()
    for ids in shared.values():
        if len(ids) <= _MOST_OF_ONE_NAME:
            pairs.update(combinations(sorted(ids), 2))
    return pairs


def _reasons(first: PersonTraits, second: PersonTraits, known: Mapping[int, PersonTraits]) -> Iterable[DoubleReason]:
    both_born = first.birth_date is not None and second.birth_date is not None
    same_birth = both_born and first.birth_date == second.birth_date
    if first.key != second.key:
        if set(first.numbers) & set(second.numbers) and (same_birth or _is_alike(first, second)):
            yield DoubleReason.SAME_NUMBER
        if same_birth and not _are_in_one_list(first, second) and _is_alike(first, second):
            yield DoubleReason.ALIKE_NAME_AND_BIRTH_DATE
        return
    if same_birth:
        yield DoubleReason.SAME_NAME_AND_BIRTH_DATE
    if both_born and not same_birth:
        if _is_swapped(first.birth_date, second.birth_date):
            yield DoubleReason.SWAPPED_BIRTH_DATE
        return  # two people of one name
    if set(first.numbers) & set(second.numbers):
        yield DoubleReason.SAME_NUMBER
    if first.email and first.email == second.email:
        yield DoubleReason.SAME_NAME_AND_EMAIL
    if first.telephone and first.telephone == second.telephone:
        yield DoubleReason.SAME_NAME_AND_TELEPHONE
    if first.wards & second.wards or _share_a_family(first, second, known):
        yield DoubleReason.SAME_NAME_AND_CHILD
    if first.groups & second.groups and not (first.numbers and second.numbers):
        yield DoubleReason.SAME_NAME_AND_GROUP


def _share_a_family(first: PersonTraits, second: PersonTraits, known: Mapping[int, PersonTraits]) -> bool:
    """Whether two guardians of one name have children who share another guardian or a family name."""
    others = [
        {guardian for ward in one.wards if ward in known for guardian in known[ward].guardians}
        for one in (first, second)
    ]
    families = [{fold_text(known[ward].parts.family) for ward in one.wards if ward in known} for one in (first, second)]
    return bool((others[0] & others[1]) - {first.id, second.id}) or bool((families[0] & families[1]) - {""})


def _is_alike(first: PersonTraits, second: PersonTraits) -> bool:
    """Whether only the spelling differs: the same family name, and given names with a letter or two between them."""
    if fold_text(first.parts.family) != fold_text(second.parts.family):
        return False
    given = fold_text(first.parts.given), fold_text(second.parts.given)
    return SequenceMatcher(None, *given, autojunk=False).ratio() >= _ALIKE


def _are_in_one_list(first: PersonTraits, second: PersonTraits) -> bool:
    """Twins stand in one class with a number each."""
    return bool(first.numbers and second.numbers and first.groups & second.groups)


def _is_swapped(first: date | None, second: date | None) -> bool:
    return (
        first is not None
        and second is not None
        and (first.year, first.month, first.day) == (second.year, second.day, second.month)
    )


def phone_digits(text: str) -> str:
    """The last nine digits of a telephone number, the same with and without a country code; "" for fewer."""
    digits = "".join(letter for letter in text if letter.isdigit())
    return digits[-9:] if len(digits) >= 9 else ""
