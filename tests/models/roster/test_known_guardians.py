# SPDX-License-Identifier: GPL-3.0-or-later
"""A parent who is named again for a brother or sister is offered, never guessed; what ending a say means."""

from __future__ import annotations

from datetime import date

import pytest

from models.clock import FixedClock
from models.consent.facts import CellKey
from models.roster.class_list import read_class_list
from models.roster.import_plan import ImportPlan
from models.roster.person_input import PersonInput
from models.roster.sheet import read_table
from models.terms import Activity, Answer, ConsentStatus, MediaKind, PersonRole
from models.workspace import Workspace
from tests.models.builders import School


@pytest.fixture
def noor(workspace: Workspace) -> int:
    pupil = workspace.people.add_person(
        PersonInput("Noor", "van", "Dijk", date(2014, 3, 5), roles=(PersonRole.PUPIL,))
    ).value
    workspace.people.add_guardian(
        pupil, PersonInput("Mila", "", "Aarts", email="mila@example.org", telephone="06-12345678")
    )
    return pupil


def sibling(workspace: Workspace, family: str = "Dijk") -> int:
    return workspace.people.add_person(PersonInput("Bo", "van", family, roles=(PersonRole.PUPIL,))).value


@pytest.mark.parametrize(
    ("entered", "is_offered"),
    [
        (PersonInput("Mila", "", "Aarts"), True),  # same name, and a child of the same family
        (PersonInput("M.", "", "Aarts-Smit", email="MILA@example.org"), True),
        (PersonInput("Millie", "", "Aarts", telephone="+31 6 12345678"), True),
        (PersonInput("Millie", "", "Smit", telephone="+31 6 12345678"), False),
        (PersonInput("Mina", "", "Aarts"), False),
        (PersonInput(""), False),
    ],
)
def test_who_may_be_meant(workspace: Workspace, noor: int, entered: PersonInput, is_offered: bool) -> None:
    mila = workspace.people.person(noor).guardians[0].person_id
    offers = workspace.people.guardian_offers(entered, sibling(workspace))
    assert [(one.person_id, one.ward_ids) for one in offers] == ([(mila, (noor,))] if is_offered else [])
    assert workspace.people.guardian_offers(entered, noor) == ()  # a guardian of this pupil already


def test_the_same_name_in_another_family_is_nobody(workspace: Workspace, noor: int) -> None:
    assert workspace.people.guardian_offers(PersonInput("Mila", "", "Aarts"), sibling(workspace, "Vos")) == ()


def plan(workspace: Workspace, rows: str) -> ImportPlan:
    table = read_table("Voornaam;Tussenvoegsel;Achternaam;Klas;Ouder 1;E-mail ouder 1\n" + rows)
    return workspace.people.plan_import(read_class_list(table, mapping=None, today=workspace.clock.today()))


def test_a_class_list_asks_about_a_parent_of_a_sibling(workspace: Workspace, noor: int) -> None:
    mila = workspace.people.person(noor).guardians[0].person_id
    asked = plan(workspace, "Bo;van;Dijk;3B;Mila Aarts;\nKai;;Vos;3B;Mila Aarts;\n")
    assert [(one.line, one.place, one.guardian_id) for one in asked.shared] == [(2, 0, mila)]
    kept_apart = workspace.people.apply_import(asked)
    assert kept_apart.value.guardians_added == 2
    assert kept_apart.undo is not None
    kept_apart.undo()
    joined = workspace.people.apply_import(asked, shared=asked.shared)
    assert joined.value.guardians_added == 1
    bo = workspace.people.find_by_name("Bo van Dijk")[0]
    assert [one.person_id for one in workspace.people.person(bo).guardians] == [mila]
    again = plan(workspace, "Bo;van;Dijk;3B;Mila Aarts;\n")
    assert again.shared == ()
    assert workspace.people.apply_import(again).value.guardians_added == 0


def test_name_and_address_together_are_no_question(workspace: Workspace, noor: int) -> None:
    mila = workspace.people.person(noor).guardians[0].person_id
    sure = plan(workspace, "Bo;van;Dijk;3B;Mila Aarts;mila@example.org\n")
    assert sure.shared == ()
    workspace.people.apply_import(sure)
    bo = workspace.people.find_by_name("Bo van Dijk")[0]
    assert [one.person_id for one in workspace.people.person(bo).guardians] == [mila]


def test_siblings_parents_of_one_list_are_found_as_doubles(workspace: Workspace) -> None:
    workspace.people.apply_import(plan(workspace, "Bo;;Vos;3B;Mila Aarts;\nKai;;Vos;4A;Mila Aarts;\n"))
    assert len(workspace.people.find_by_name("Mila Aarts")) == 2
    (pair,) = workspace.merges.candidates()
    workspace.merges.merge(pair.first_id, pair.second_id)
    assert len(workspace.people.person(pair.first_id).wards) == 2


def test_a_guardian_who_is_removed_while_their_answer_counts(workspace: Workspace, clock: FixedClock) -> None:
    school = School(workspace)
    website = school.purpose()
    pupil = school.pupil()
    guardian = school.guardians_of(pupil)[0]
    school.answer(pupil, website, Answer.REFUSED)
    key = CellKey(Activity.PUBLICATION, MediaKind.PHOTO, website)
    change = workspace.people.remove_guardian(pupil, guardian)
    assert change.value is False  # ended, not deleted: no answer loses its decider
    bond = workspace.people.person(pupil).guardians[0]
    assert (bond.person_id, bond.until) == (guardian, clock.today())
    assert workspace.consent.timeline(pupil)[0].decider_id == guardian
    assert workspace.consent.facts([pupil]).status_of(pupil, key, clock.today()).status is ConsentStatus.REFUSED
    assert change.undo is not None
    change.undo()
    assert workspace.people.person(pupil).guardians[0].until is None
    other = school.guardian(pupil)
    assert workspace.people.remove_guardian(pupil, other).value is True  # never answered: taken away


def test_a_purpose_that_is_removed_while_in_use_goes_out_of_use(workspace: Workspace) -> None:
    school = School(workspace)
    used, unused = school.purpose(), school.purpose("yearbook")
    pupil = school.pupil()
    school.answer(pupil, used)
    item = school.item()
    school.tag(item, pupil)
    school.publish(item, used)
    key = CellKey(Activity.PUBLICATION, MediaKind.PHOTO, used)
    change = workspace.purposes.remove_purpose(used)
    assert change.value is False
    assert [one.id for one in workspace.purposes.purposes()] == [unused]
    assert used in [one.id for one in workspace.purposes.purposes(include_inactive=True)]
    assert len(workspace.consent.timeline(pupil)) == 1
    today = workspace.clock.today()
    assert workspace.consent.facts([pupil]).status_of(pupil, key, today).status is ConsentStatus.GIVEN
    assert used not in [row.purpose.id for row in workspace.consent.matrix(pupil).rows if row.purpose is not None]
    assert workspace.takedowns.tasks() == ()  # what is published keeps standing on its answer
    school.answer(pupil, used, Answer.REFUSED, today)
    assert len(workspace.takedowns.tasks()) == 1  # ... and comes down when that is taken back
    assert change.undo is not None
    change.undo()
    assert {one.id for one in workspace.purposes.purposes()} == {used, unused}
    assert workspace.purposes.remove_purpose(unused).value is True
    assert unused not in [one.id for one in workspace.purposes.purposes(include_inactive=True)]
