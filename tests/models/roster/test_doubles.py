# SPDX-License-Identifier: GPL-3.0-or-later
"""Who may be on record twice: what speaks for it, and what keeps two people apart."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from models.roster.doubles import DoublePair, PersonTraits, find_doubles
from models.roster.merge_terms import DoubleReason
from models.roster.names import NameParts, name_key
from models.roster.person_input import PersonInput
from models.terms import PersonRole
from models.workspace import Workspace

BORN = date(2014, 3, 5)
NOOR = NameParts("Noor", "van", "Dijk")


def traits(person_id: int, parts: NameParts = NOOR, **more: object) -> PersonTraits:
    return PersonTraits(person_id, parts, key=name_key(parts), **more)  # type: ignore[arg-type]


def reasons(first: PersonTraits, second: PersonTraits, *others: PersonTraits) -> tuple[DoubleReason, ...]:
    pairs = [pair for pair in find_doubles((first, second, *others)) if (pair.first_id, pair.second_id) == (1, 2)]
    return pairs[0].reasons if pairs else ()


def test_same_name_and_birth_date_however_the_name_is_written() -> None:
    other = NameParts("noor", "", "van Dijk")
    assert reasons(traits(1, birth_date=BORN), traits(2, other, birth_date=BORN)) == (
        DoubleReason.SAME_NAME_AND_BIRTH_DATE,
    )


def test_day_and_month_that_changed_places() -> None:
    assert reasons(traits(1, birth_date=BORN), traits(2, birth_date=date(2014, 5, 3))) == (
        DoubleReason.SWAPPED_BIRTH_DATE,
    )


def test_a_letter_of_the_given_name() -> None:
    other = NameParts("Noortje", "van", "Dijk")
    sanne, sanna = NameParts("Sanne", "", "Bos"), NameParts("Sanna", "", "Bos")
    assert reasons(traits(1, sanne, birth_date=BORN), traits(2, sanna, birth_date=BORN)) == (
        DoubleReason.ALIKE_NAME_AND_BIRTH_DATE,
    )
    assert reasons(traits(1, birth_date=BORN), traits(2, other, birth_date=BORN)) == ()


@pytest.mark.parametrize(
    ("first", "second"),
    [
        ({"birth_date": BORN}, {"birth_date": BORN + timedelta(days=400)}),  # two people of one name
        ({}, {}),
        ({"email": "a@example.org"}, {"email": "b@example.org"}),
        ({"wards": frozenset({2})}, {}),  # a guardian with their ward's name
    ],
)
def test_two_people(first: dict[str, object], second: dict[str, object]) -> None:
    assert reasons(traits(1, **first), traits(2, **second)) == ()


def test_twins_are_two_people() -> None:
    lotte, lotta = NameParts("Lotte", "", "Bos"), NameParts("Lotta", "", "Bos")
    school = {"birth_date": BORN, "groups": frozenset({7})}
    assert reasons(traits(1, lotte, numbers=("12",), **school), traits(2, lotta, numbers=("13",), **school)) == ()


def test_numbers_without_their_zeros(workspace: Workspace) -> None:
    people = workspace.people
    for number in ("001234", "1234"):
        people.add_person(PersonInput("Noor", "van", "Dijk", pupil_number=number, roles=(PersonRole.PUPIL,)))
    assert [pair.reasons for pair in workspace.merges.candidates()] == [(DoubleReason.SAME_NUMBER,)]


def test_guardians_of_one_family() -> None:
    pupils = (
        traits(8, NameParts("A"), guardians=frozenset({1, 3})),
        traits(9, NameParts("B"), guardians=frozenset({2, 3})),
    )
    both = {"wards": frozenset({8})}, {"wards": frozenset({9})}
    assert reasons(traits(1, **both[0]), traits(2, **both[1]), *pupils) == (DoubleReason.SAME_NAME_AND_CHILD,)
    assert reasons(traits(1, telephone="612345678"), traits(2, telephone="612345678")) == (
        DoubleReason.SAME_NAME_AND_TELEPHONE,
    )
    assert reasons(traits(1, email="m@example.org"), traits(2, email="m@example.org")) == (
        DoubleReason.SAME_NAME_AND_EMAIL,
    )


def test_said_to_be_two_people_is_remembered_and_taken_back(workspace: Workspace) -> None:
    people = workspace.people
    first, second = (people.add_person(PersonInput("Noor", "van", "Dijk", BORN)).value for _ in range(2))
    pair = DoublePair(first, second, (DoubleReason.SAME_NAME_AND_BIRTH_DATE,))
    assert workspace.merges.candidates() == (pair,)
    change = workspace.merges.keep_apart(second, first)
    assert workspace.merges.candidates() == ()
    assert change.undo is not None
    change.undo()
    assert workspace.merges.candidates() == (pair,)
    workspace.merges.merge(first, second)
    assert workspace.merges.candidates() == ()


def test_people_without_a_name_are_not_compared(workspace: Workspace) -> None:
    assert find_doubles(()) == ()
    crowd = [traits(number) for number in range(1, 40)]  # so many of one name are no doubles
    assert find_doubles([PersonTraits(one.id, one.parts, BORN, key=one.key) for one in crowd]) == ()
