# SPDX-License-Identifier: GPL-3.0-or-later
"""The preview of answers agrees with what recording them comes to."""

from __future__ import annotations

from datetime import date

from hypothesis import given
from hypothesis import strategies as st

from models.consent.default_purposes import default_purposes
from models.consent.facts import CellKey
from models.consent.preview import AnswerPreview, preview_answers
from models.consent.register import AnswerInput
from models.roster.person_input import PersonInput
from models.terms import Activity, Answer, MediaKind, PersonRole
from models.workspace import Workspace

_PHOTO = CellKey(Activity.RECORDING, MediaKind.PHOTO)
_YES_OR_NO = st.sampled_from((Answer.GIVEN, Answer.REFUSED))


def _school(workspace: Workspace) -> tuple[int, int, int, int]:
    if not workspace.purposes.purposes():
        workspace.purposes.add_purposes(default_purposes("en"))
    people = workspace.people
    pupil = people.add_person(PersonInput("Noor", birth_date=date(2016, 2, 3), roles=(PersonRole.PUPIL,))).value
    first = people.add_guardian(pupil, PersonInput("Mila")).value
    second = people.add_guardian(pupil, PersonInput("Bram")).value
    alone = people.add_person(PersonInput("Kim", birth_date=date(2017, 1, 1), roles=(PersonRole.PUPIL,))).value
    return pupil, first, second, alone


@given(before=st.lists(st.tuples(st.booleans(), _YES_OR_NO), max_size=4), answer=_YES_OR_NO)
def test_preview_agrees_with_the_register(
    workspace: Workspace, before: list[tuple[bool, Answer]], answer: Answer
) -> None:
    pupil, first, second, alone = _school(workspace)
    today = workspace.clock.today()
    for is_first, given_answer in before:
        decider = first if is_first else second
        workspace.consent.record_answers([AnswerInput(pupil, _PHOTO, given_answer, decider_id=decider)])
    answers = [AnswerInput(person, _PHOTO, answer) for person in (pupil, alone)]
    found = preview_answers(workspace.consent.facts((pupil, alone)), answers, today)
    workspace.consent.record_answers(answers)
    facts = workspace.consent.facts((pupil, alone))
    after = [facts.status_of(person, _PHOTO, today).status for person in (pupil, alone)]
    is_yes = answer is Answer.GIVEN
    assert found.become_yes == sum(status.is_yes for status in after)
    assert (found.stay_no if is_yes else found.become_no) == sum(status.is_stop for status in after)
    assert found.still_open == sum(status.is_missing for status in after)


def test_people_not_in_the_facts_are_left_out(workspace: Workspace) -> None:
    pupil, *_rest = _school(workspace)
    answers = [AnswerInput(pupil, _PHOTO, Answer.GIVEN)]
    assert preview_answers(workspace.consent.facts(()), answers, workspace.clock.today()) == AnswerPreview()
