# SPDX-License-Identifier: GPL-3.0-or-later
"""Whom of the school a name in a file can mean: sure only where one person fits, and never by a given name alone."""

from __future__ import annotations

from datetime import date

import pytest

from models.publishing.name_matching import NameBook, NameStanding, read_name_book
from models.roster.person_input import PersonInput
from models.terms import PersonRole
from models.workspace import Workspace
from tests.models.builders import School


class Roll:
    """A small school with names that are alike."""

    def __init__(self, workspace: Workspace) -> None:
        self.workspace = workspace
        self.ids: dict[str, int] = {}
        for key, given, prefix, family, born in (
            ("berg", "Anna", "van den", "Berg", date(2016, 3, 1)),
            ("vries5", "Anna", "de", "Vries", date(2016, 5, 1)),
            ("vries7", "Anna", "de", "Vries", date(2014, 5, 1)),
            ("zoe", "Zoë Maria", "", "Müller-Bos", date(2015, 1, 1)),
            ("bram", "Bram", "", "Jansen", date(2015, 1, 1)),
            ("single", "Coördinator", "", "", None),
        ):
            entered = PersonInput(given, prefix, family, born, roles=(PersonRole.PUPIL,))
            self.ids[key] = workspace.people.add_person(entered).value
        School(workspace).class_of([self.ids["berg"], self.ids["vries5"]], "Groep 5")
        School(workspace).class_of([self.ids["vries7"], self.ids["bram"]], "7b")

    @property
    def book(self) -> NameBook:
        with self.workspace.store.read() as session:
            return read_name_book(session, self.workspace.clock.today())

    def find(self, text: str) -> tuple[NameStanding, set[str]]:
        match = self.book.find(text)
        keys = {person_id: key for key, person_id in self.ids.items()}
        return match.standing, {keys[one.person_id] for one in match.candidates}


@pytest.fixture
def roll(workspace: Workspace) -> Roll:
    return Roll(workspace)


@pytest.mark.parametrize(
    ("text", "key"),
    [
        ("Anna van den Berg", "berg"),
        ("ANNA VAN DEN BERG", "berg"),
        ("Anna v.d. Berg", "berg"),
        ("Anna Berg", "berg"),
        ("Berg, Anna van den", "berg"),
        ("van den Berg, Anna", "berg"),
        ("van den Berg Anna", "berg"),
        ("Zoe Muller-Bos", "zoe"),
        ("Zoë Maria Müller Bos", "zoe"),
        ("  bram   jansen ", "bram"),
        ("Anna de Vries (7b)", "vries7"),
        ("Anna de Vries - Groep 5", "vries5"),
        ("Anna de Vries 2014", "vries7"),
        ("Bram 7b", "bram"),
        ("Anna 7B", "vries7"),
    ],
)
def test_one_person_fits(roll: Roll, text: str, key: str) -> None:
    assert roll.find(text) == (NameStanding.SURE, {key})


@pytest.mark.parametrize(
    ("text", "keys"),
    [
        ("Anna de Vries", {"vries5", "vries7"}),
        ("Anna", {"berg", "vries5", "vries7"}),
        ("Bram", {"bram"}),
        ("Anna V.", {"vries5", "vries7"}),
        ("B. Jansen", {"bram"}),
        ("Anna (groep 5)", {"berg", "vries5"}),
        ("Zoë", {"zoe"}),
    ],
)
def test_a_part_of_a_name_is_a_question(roll: Roll, text: str, keys: set[str]) -> None:
    assert roll.find(text) == (NameStanding.SEVERAL, keys)


@pytest.mark.parametrize(
    "text", ["Marie Curie", "Coördinator Jansen", "raspberry", "…", "", "7b", "de", "2014", "Bos Zo"]
)
def test_a_stranger_is_nobody_that_is_guessed(roll: Roll, text: str) -> None:
    assert roll.find(text) == (NameStanding.UNKNOWN, set())


def test_a_plain_word_counts_only_as_a_whole_name_of_one_person(roll: Roll) -> None:
    book = roll.book
    assert book.is_exactly_somebody("Bram Jansen")
    assert not book.is_exactly_somebody("Bram")
    assert not book.is_exactly_somebody("Anna de Vries")
    assert not book.is_exactly_somebody("Coördinator")
    assert not book.is_exactly_somebody("sportdag")


def test_who_was_merged_or_erased_is_not_offered(roll: Roll) -> None:
    roll.workspace.merges.merge(roll.ids["vries5"], roll.ids["vries7"])
    assert roll.find("Anna de Vries")[0] is NameStanding.SURE
