# SPDX-License-Identifier: GPL-3.0-or-later
"""Answers by number, and what an answer for one item alone would come to."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from models.consent.facts import CellKey, Scope
from models.consent.preview import status_after
from models.consent.register import AnswerInput
from models.terms import Activity, Answer, ConsentStatus, MediaKind
from models.workspace import Workspace
from tests.models.builders import School

TODAY = date(2026, 9, 15)
MARCH = date(2026, 3, 3)


@pytest.fixture
def school(workspace: Workspace) -> School:
    return School(workspace)


def key_for(purpose: int) -> CellKey:
    return CellKey(Activity.PUBLICATION, MediaKind.PHOTO, purpose)


def test_answers_are_found_by_number_with_what_they_are_about(school: School) -> None:
    purpose, pupil, item = school.purpose(), school.pupil(), school.item()
    event = school.session()
    (mother,) = school.guardians_of(pupil)
    general = school.answer(pupil, purpose, Answer.REFUSED, MARCH).value.event_ids[0]
    for_item = school.answer(pupil, purpose, Answer.GIVEN, TODAY, item_id=item).value.event_ids[0]
    for_event = school.answer(pupil, purpose, Answer.GIVEN, TODAY, session_id=event).value.event_ids[0]
    said = school.workspace.said.by_event((general, for_item, for_event, 999))
    assert set(said) == {general, for_item, for_event}
    assert (said[general].decider_id, said[general].answer, said[general].decided_on) == (mother, Answer.REFUSED, MARCH)
    assert (said[general].item_id, said[for_item].item_id, said[for_event].session_id) == (None, item, event)
    assert school.workspace.said.by_event(()) == {}


def after(school: School, pupil: int, purpose: int, item: int, answer: Answer, decider: int) -> ConsentStatus:
    """What the dialog says beforehand."""
    facts = school.workspace.consent.facts((pupil,))
    given = AnswerInput(pupil, key_for(purpose), answer, decider, item_id=item)
    return status_after(facts, given, TODAY)


def status_of_item(school: School, pupil: int, purpose: int, item: int) -> ConsentStatus:
    facts = school.workspace.consent.facts((pupil,))
    return facts.status_of(pupil, key_for(purpose), TODAY, Scope(item)).status


def test_a_yes_for_one_photo_replaces_the_mothers_own_no_and_not_the_fathers(school: School) -> None:
    """Rule 5, worked example 7."""
    purpose, other = school.purpose(), school.purpose("portal")
    pupil, item, second = school.pupil(guardians=2), school.item(), school.item()
    mother, father = school.guardians_of(pupil)
    school.answer(pupil, purpose, Answer.REFUSED, MARCH, decider_id=mother)
    school.answer(pupil, other, Answer.REFUSED, MARCH, decider_id=mother)
    assert after(school, pupil, purpose, item, Answer.GIVEN, mother) is ConsentStatus.GIVEN
    school.answer(pupil, purpose, Answer.GIVEN, TODAY, item_id=item, decider_id=mother)
    assert status_of_item(school, pupil, purpose, item) is ConsentStatus.GIVEN
    assert status_of_item(school, pupil, purpose, second) is ConsentStatus.REFUSED
    assert status_of_item(school, pupil, other, item) is ConsentStatus.REFUSED
    school.answer(pupil, purpose, Answer.REFUSED, MARCH + timedelta(days=1), decider_id=father)
    assert after(school, pupil, purpose, item, Answer.GIVEN, mother) is ConsentStatus.REFUSED
    assert status_of_item(school, pupil, purpose, item) is ConsentStatus.REFUSED
    assert after(school, pupil, purpose, item, Answer.GIVEN, father) is ConsentStatus.GIVEN


def test_a_no_for_one_photo_leaves_the_general_yes(school: School) -> None:
    purpose, pupil, item = school.purpose(), school.pupil(), school.item()
    (mother,) = school.guardians_of(pupil)
    school.answer(pupil, purpose, Answer.GIVEN, MARCH)
    assert after(school, pupil, purpose, item, Answer.REFUSED, mother) is ConsentStatus.REFUSED
    change = school.answer(pupil, purpose, Answer.REFUSED, TODAY, item_id=item)
    assert status_of_item(school, pupil, purpose, item) is ConsentStatus.REFUSED
    assert status_of_item(school, pupil, purpose, school.item()) is ConsentStatus.GIVEN
    assert change.undo is not None
    change.undo()
    assert status_of_item(school, pupil, purpose, item) is ConsentStatus.GIVEN


def test_an_answer_for_the_event_of_the_photo_is_seen_beforehand(school: School) -> None:
    purpose, pupil, event = school.purpose(), school.pupil(guardians=2), school.session()
    mother, father = school.guardians_of(pupil)
    item = school.item(session_id=event)
    school.answer(pupil, purpose, Answer.REFUSED, MARCH, decider_id=father, session_id=event)
    facts = school.workspace.consent.facts((pupil,))
    given = AnswerInput(pupil, key_for(purpose), Answer.GIVEN, mother, item_id=item)
    assert status_after(facts, given, TODAY, event) is ConsentStatus.REFUSED
    assert status_after(facts, given, TODAY) is ConsentStatus.GIVEN
