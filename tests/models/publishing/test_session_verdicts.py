# SPDX-License-Identifier: GPL-3.0-or-later
"""Answers for one event count for its photos only, and follow a photo that is put into another event."""

from __future__ import annotations

from datetime import date

import pytest

from models.clock import FixedClock
from models.consent.facts import CellKey
from models.consent.preview import AnswerPreview, preview_answers
from models.consent.register import answers_for_many
from models.consent.session_answers import read_session_answers
from models.media.session_rows import SessionInput
from models.terms import Activity, Answer, AnswerMethod, MediaKind, TakedownState, Verdict
from models.workspace import Workspace
from tests.models.builders import RandomSchool, School

TODAY = date(2026, 9, 15)


@pytest.fixture
def school(workspace: Workspace) -> School:
    return School(workspace)


def verdicts(school: School, item_id: int, purpose_id: int) -> Verdict:
    """The verdict, told alike by the page of one photo, the page of many and the whole library."""
    workspace = school.workspace
    reasons = workspace.clearance.explain(item_id, purpose_id).verdict
    assert workspace.clearance.verdicts((item_id,), (purpose_id,))[item_id].by_purpose[purpose_id].verdict is reasons
    judged = workspace.overview.judge(workspace.overview.load(), (purpose_id,))
    assert item_id in judged.items_with(purpose_id, reasons)
    return reasons


def test_a_photo_is_judged_by_the_answers_of_the_event_it_is_put_into(school: School) -> None:
    sessions = school.workspace.sessions
    purpose, anna, item = school.purpose(), school.pupil(), school.item()
    trip, camp = (sessions.add_session(SessionInput(name)).value for name in ("Reis", "Kamp"))
    school.tag(item, anna)
    school.answer(anna, purpose)
    school.answer(anna, purpose, Answer.REFUSED, TODAY, session_id=camp)
    assert verdicts(school, item, purpose) is Verdict.READY
    sessions.assign_items((item,), trip)
    assert verdicts(school, item, purpose) is Verdict.READY
    change = sessions.assign_items((item,), camp)
    assert verdicts(school, item, purpose) is Verdict.COVER
    assert change.undo is not None
    change.undo()
    assert verdicts(school, item, purpose) is Verdict.READY


def test_an_answer_for_the_photo_itself_is_weighed_anew_beside_those_of_its_event(school: School) -> None:
    """Its cells were compiled for the event it was in: they have to be compiled again."""
    sessions = school.workspace.sessions
    purpose, anna, item = school.purpose(), school.pupil(guardians=2), school.item()
    mother, father = school.guardians_of(anna)
    camp = sessions.add_session(SessionInput("Kamp")).value
    school.tag(item, anna)
    school.answer(anna, purpose, Answer.GIVEN, TODAY, decider_id=mother, item_id=item)
    school.answer(anna, purpose, Answer.REFUSED, TODAY, decider_id=father, session_id=camp)
    assert verdicts(school, item, purpose) is Verdict.READY
    sessions.assign_items((item,), camp)
    assert verdicts(school, item, purpose) is Verdict.COVER
    sessions.assign_items((item,), None)
    assert verdicts(school, item, purpose) is Verdict.READY


def test_what_is_published_has_to_come_down_when_its_event_brings_a_no_with_it(school: School) -> None:
    workspace, sessions = school.workspace, school.workspace.sessions
    purpose, anna, item = school.purpose(), school.pupil(), school.item()
    camp = sessions.add_session(SessionInput("Kamp")).value
    school.answer(anna, purpose)
    school.tag(item, anna)
    school.publish(item, purpose)
    school.answer(anna, purpose, Answer.REFUSED, TODAY, session_id=camp)
    assert workspace.takedowns.tasks() == ()
    change = sessions.assign_items((item,), camp)
    (task,) = workspace.takedowns.tasks()
    assert (task.item_id, task.person_id, task.state) == (item, anna, TakedownState.OPEN)
    assert change.undo is not None
    change.undo()
    assert workspace.takedowns.tasks() == ()
    sessions.assign_items((item,), camp)
    assert len(workspace.takedowns.tasks()) == 1


def test_a_no_for_the_event_brings_its_published_photos_down_and_no_others(school: School) -> None:
    workspace = school.workspace
    purpose, anna = school.purpose(), school.pupil()
    camp = workspace.sessions.add_session(SessionInput("Kamp")).value
    inside, outside = school.item(session_id=camp), school.item()
    school.answer(anna, purpose)
    for item in (inside, outside):
        school.tag(item, anna)
        school.publish(item, purpose)
    school.answer(anna, purpose, Answer.REFUSED, TODAY, session_id=camp)
    assert [task.item_id for task in workspace.takedowns.tasks()] == [inside]


def test_many_answers_for_one_event_are_previewed_recorded_told_and_taken_back(school: School) -> None:
    workspace = school.workspace
    purpose, camp = school.purpose(), workspace.sessions.add_session(SessionInput("Kamp")).value
    people = tuple(school.pupil() for _ in range(4))
    key = CellKey(Activity.PUBLICATION, MediaKind.PHOTO, purpose)
    for person_id in people[:2]:
        school.answer(person_id, purpose, Answer.REFUSED)
    answers = answers_for_many(people, (key,), Answer.GIVEN, AnswerMethod.TELEPHONE, session_id=camp)
    foreseen = preview_answers(workspace.consent.facts(people), answers, TODAY)
    # The general no of two of them stays as it is; for this event they are a yes.
    assert foreseen == AnswerPreview(become_yes=4, were_no_now_yes=2)
    change = workspace.consent.record_answers(answers)
    told = read_session_answers(workspace.store, camp)
    assert {one.person_id for one in told} == set(people)
    assert {(one.key, one.answer) for one in told} == {(key, Answer.GIVEN)}
    assert {entry.session_id for entry in workspace.consent.timeline(people[0])} == {None, camp}
    assert change.undo is not None
    redo = change.undo()
    assert read_session_answers(workspace.store, camp) == ()
    assert redo.undo is not None
    redo.undo()
    assert len(read_session_answers(workspace.store, camp)) == 4


def test_after_moving_photos_of_a_random_school_all_three_ways_still_agree(
    workspace: Workspace, clock: FixedClock
) -> None:
    random_school = RandomSchool(workspace, 5)
    random_school.fill(people=25, items=60, answers_each=8)
    school = School(workspace)
    workspace.sessions.assign_items(random_school.item_ids[:30], 1)
    workspace.sessions.assign_items(random_school.item_ids[20:40], 2)
    for item_id in random_school.item_ids[:45]:
        verdicts(school, item_id, random_school.purpose_ids[0])
