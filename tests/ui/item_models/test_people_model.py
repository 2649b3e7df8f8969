# SPDX-License-Identifier: GPL-3.0-or-later
"""What the list of people says about each of them."""

from __future__ import annotations

from models.roster.person_rows import PersonRow
from models.terms import PersonRole
from ui.item_models.people import ListedPerson, person_subtitle, person_title


def _row(given: str = "Noor", *, has_left: bool = False) -> PersonRow:
    family = "Dijk" if given else ""
    return PersonRow(
        1, given, "van" if given else "", family, given, (PersonRole.PUPIL,), ("3B",), None, False, has_left
    )


def test_names_are_written_as_lists_do() -> None:
    assert person_title(_row()) == "Dijk, Noor van"
    assert person_title(_row("")) == "Parent or guardian (name not known)"


def test_the_line_under_a_name_tells_what_is_missing() -> None:
    assert person_subtitle(ListedPerson(_row(), 0, 18)) == "3B · Pupil · no answers yet"
    assert person_subtitle(ListedPerson(_row(), 4, 18)) == "3B · Pupil · 4 of 18 answers"
    assert person_subtitle(ListedPerson(_row(), 18, 18)) == "3B · Pupil"
    assert person_subtitle(ListedPerson(_row(has_left=True), 0, 18)) == "3B · Pupil · Left school"
