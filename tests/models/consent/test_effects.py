# SPDX-License-Identifier: GPL-3.0-or-later
"""What a change would do, counted beforehand, is what it does."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import date

import pytest

from models.consent.cells import all_keys
from models.consent.effects import PolicyEffect, PurposeUse
from models.errors import ErrorCode, KnownError
from models.policy import ConsentPolicy, countries, load_policy, weighs_differently
from models.progress import CancelToken, Progress
from models.terms import Answer, ConsentStatus, ConsentValidity, LeapDayRule, LegalBasis, OnReachingAge
from models.workspace import Workspace
from tests.models.builders import RandomSchool, School, all_cells

CHANGES: list[dict[str, object]] = [
    {"own_decision_age": 14},
    {"on_reaching_age": OnReachingAge.LAPSE},
    {"guardians_required": 0},
    {"leap_day": LeapDayRule.LAST_OF_FEBRUARY},
    {"reminder_months": 6, "validity": ConsentValidity.SCHOOL_YEAR},
]


def statuses(workspace: Workspace, random: RandomSchool) -> Mapping[tuple[int, object], ConsentStatus]:
    facts = workspace.consent.facts(random.person_ids)
    today = workspace.clock.today()
    return {
        (person_id, key): facts.status_of(person_id, key, today).status
        for person_id in random.person_ids
        for key in all_keys(facts.purposes.values())
    }


@pytest.mark.parametrize("values", CHANGES)
def test_the_count_beforehand_is_what_changes(workspace: Workspace, values: dict[str, object]) -> None:
    random = RandomSchool(workspace, 5)
    random.fill(people=60, items=10, answers_each=20)
    policy: ConsentPolicy = replace(workspace.settings.policy(), **values)  # type: ignore[arg-type]
    told = workspace.effects.of_policy(policy)
    before = statuses(workspace, random)
    workspace.settings.change_policy(policy)
    after = statuses(workspace, random)
    changed = [key for key in before if before[key] is not after[key]]
    assert told == PolicyEffect(
        len(changed),
        len({person_id for person_id, _key in changed}),
        sum(after[key].is_yes and not before[key].is_yes for key in changed),
        sum(before[key].is_yes and not after[key].is_yes for key in changed),
    )


def test_some_changes_of_the_rules_do_change_something(workspace: Workspace) -> None:
    random = RandomSchool(workspace, 5)
    random.fill(people=60, items=10, answers_each=20)
    policy = workspace.settings.policy()
    assert workspace.effects.of_policy(replace(policy, guardians_required=0)).no_longer_yes > 0
    assert workspace.effects.of_policy(replace(policy, own_decision_age=14)).statuses > 0
    assert workspace.effects.of_policy(replace(policy, reminder_months=3)) == PolicyEffect()


def test_counting_can_be_stopped(workspace: Workspace) -> None:
    RandomSchool(workspace, 1).fill(people=10, items=5, answers_each=5)
    token = CancelToken()
    token.cancel()
    with pytest.raises(KnownError) as caught:
        workspace.effects.of_policy(replace(workspace.settings.policy(), own_decision_age=14), Progress(None, token))
    assert caught.value.code is ErrorCode.CANCELLED


def test_what_only_says_something_about_later_compiles_nothing_anew(workspace: Workspace) -> None:
    RandomSchool(workspace, 1).fill(people=10, items=5, answers_each=5)
    settings, before = workspace.settings, all_cells(workspace)
    for values in ({"reminder_months": 6}, {"retention_months": 60}, {"validity": ConsentValidity.SCHOOL_YEAR}):
        policy = replace(settings.policy(), **values)  # type: ignore[arg-type]
        assert not weighs_differently(settings.policy(), policy)
        change = settings.change_policy(policy)
        assert {kind.value for kind in change.changes.touched} == {"setting"}
    assert all_cells(workspace) == before
    assert weighs_differently(settings.policy(), replace(settings.policy(), covering_allowed=False))


def test_what_a_purpose_is_used_for(workspace: Workspace) -> None:
    school = School(workspace)
    purpose, lessons = school.purpose(), school.purpose("lessons", basis=LegalBasis.PUBLIC_TASK)
    assert not workspace.effects.of_purpose(purpose).is_used
    pupils = [school.pupil() for _number in range(3)]
    for pupil in pupils:
        school.answer(pupil, purpose)
    school.answer(pupils[2], purpose, Answer.REFUSED, decided_on=date(2026, 9, 10))
    school.answer(pupils[0], lessons, Answer.REFUSED)
    assert workspace.effects.of_purpose(purpose) == PurposeUse(4, 2, 0)
    school.publish(school.item(), purpose)
    assert workspace.effects.of_purpose(purpose).publications == 1
    assert workspace.effects.of_purpose(lessons) == PurposeUse(1, 0, 0)


@pytest.mark.parametrize("country", countries())
def test_each_profile_says_when_people_are_reminded_and_leavers_proposed(country: str) -> None:
    policy = load_policy(country)
    assert (policy.reminder_months, policy.retention_months) == (12, 24)
