# SPDX-License-Identifier: GPL-3.0-or-later
"""Who decides: adults of every role, pupils by age and profile, guests with and without a birth date, leap days."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from models.clock import FixedClock
from models.consent.cells import decides_from
from models.policy import LeapDayRule, countries, load_policy
from models.roster.person_input import PersonInput
from models.terms import Answer, ConsentStatus, PersonRole
from models.workspace import Workspace
from tests.models.builders import School

ADULTS = (PersonRole.STAFF, PersonRole.VOLUNTEER, PersonRole.INTERNSHIP_PROVIDER, PersonRole.GUARDIAN)


@pytest.fixture
def school(workspace: Workspace) -> School:
    return School(workspace)


@pytest.mark.parametrize("country", countries())
@pytest.mark.parametrize("role", ADULTS)
def test_an_adult_role_decides_always_whatever_the_birth_date(country: str, role: PersonRole) -> None:
    policy = load_policy(country)
    assert decides_from(None, (role,), policy) == date.min
    assert decides_from(date(2012, 5, 5), (role,), policy) == date.min


@pytest.mark.parametrize("country", countries())
def test_a_pupil_decides_from_the_age_of_the_profile_also_beside_another_role(country: str) -> None:
    policy = load_policy(country)
    born = date(2010, 5, 5)
    expected = date(2010 + policy.own_decision_age, 5, 5)
    assert decides_from(born, (PersonRole.PUPIL,), policy) == expected
    assert decides_from(born, (PersonRole.PUPIL, PersonRole.VOLUNTEER), policy) == expected
    assert decides_from(None, (PersonRole.PUPIL,), policy) == date.max


def test_a_guest_is_an_adult_unless_a_birth_date_says_otherwise() -> None:
    policy = load_policy("nl")
    assert decides_from(None, (PersonRole.GUEST,), policy) == date.min
    assert decides_from(date(2015, 1, 1), (PersonRole.GUEST,), policy) == date(2031, 1, 1)


@pytest.mark.parametrize("role", [*ADULTS, PersonRole.GUEST])
def test_an_adult_answers_alone_and_is_never_asked_through_somebody_else(school: School, role: PersonRole) -> None:
    purpose = school.purpose()
    organisation = "De Ketting" if role is PersonRole.INTERNSHIP_PROVIDER else ""
    entered = PersonInput("Petra", "", "Koster", organisation=organisation, roles=(role,))
    person = school.workspace.people.add_person(entered).value
    recorded = school.answer(person, purpose).value
    assert recorded.new_guardians == 0
    (entry,) = school.workspace.consent.timeline(person)
    assert entry.decider_id == person
    cell = school.workspace.consent.matrix(person).rows[1].statuses[0][1]
    assert (cell.status, cell.decided_by, cell.notices) == (ConsentStatus.GIVEN, (person,), ())
    assert school.workspace.people.person(person).organisation == organisation


def test_a_childs_own_no_counts_from_any_age_and_a_childs_own_yes_alone_does_not(school: School) -> None:
    purpose, child, silent = school.purpose(), school.pupil(), school.pupil()
    school.answer(child, purpose)
    school.answer(child, purpose, Answer.REFUSED, decider_id=child)
    school.answer(silent, purpose, decider_id=silent)
    consent = school.workspace.consent
    assert consent.matrix(child).rows[1].statuses[0][1].status is ConsentStatus.REFUSED
    assert consent.matrix(silent).rows[1].statuses[0][1].status is ConsentStatus.NOT_REQUESTED


@pytest.mark.parametrize(
    ("rule", "eve", "day"),
    [
        (LeapDayRule.FIRST_OF_MARCH, date(2030, 2, 28), date(2030, 3, 1)),
        (LeapDayRule.LAST_OF_FEBRUARY, date(2030, 2, 27), date(2030, 2, 28)),
    ],
)
def test_who_is_born_on_29_february_is_asked_from_the_day_that_the_policy_says(
    school: School, clock: FixedClock, rule: LeapDayRule, eve: date, day: date
) -> None:
    settings = school.workspace.settings
    settings.change_policy(replace(settings.policy(), own_decision_age=14, leap_day=rule))
    purpose, pupil = school.purpose(), school.pupil(birth_date=date(2016, 2, 29))
    for today, decider in ((eve, school.guardians_of(pupil)[0]), (day, pupil)):
        clock.advance(days=(today - clock.today()).days)
        (event_id,) = school.answer(pupil, purpose, decided_on=None).value.event_ids
        entry = next(one for one in school.workspace.consent.timeline(pupil) if one.event_id == event_id)
        assert entry.decider_id == decider
