# SPDX-License-Identifier: GPL-3.0-or-later
"""Two answers on one day, and answers on days that cannot be."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from models.consent.same_day import outweighed_yeses
from models.errors import ErrorCode, KnownError
from models.terms import Answer, ConsentStatus, MediaKind
from models.workspace import Workspace
from tests.models.builders import BIRTH_DATE, School
from ui.style.error_sentences import error_sentence

TODAY = date(2026, 9, 15)
DAY = timedelta(days=1)


@pytest.fixture
def school(workspace: Workspace) -> School:
    return School(workspace)


@pytest.mark.parametrize("first", [Answer.GIVEN, Answer.REFUSED])
def test_a_stop_of_the_same_day_counts_whatever_the_order_and_only_the_yes_is_told(
    school: School, first: Answer
) -> None:
    purpose, pupil = school.purpose(), school.pupil()
    second = Answer.REFUSED if first is Answer.GIVEN else Answer.GIVEN
    made = [school.answer(pupil, purpose, said, decided_on=TODAY).value.event_ids for said in (first, second)]
    yes = made[0] if first is Answer.GIVEN else made[1]
    consent = school.workspace.consent
    cell = consent.matrix(pupil).rows[1].statuses[0][1]
    assert cell.status in (ConsentStatus.REFUSED, ConsentStatus.WITHDRAWN)
    timeline = consent.timeline(pupil)
    assert outweighed_yeses(timeline, made[0] + made[1]) == yes
    assert outweighed_yeses(timeline, set(made[0] + made[1]) - set(yes)) == ()


def test_a_no_of_somebody_else_of_another_day_for_another_thing_or_taken_back_outweighs_nothing(
    school: School,
) -> None:
    purpose, pupil = school.purpose(), school.pupil(guardians=2)
    mother, father = school.guardians_of(pupil)
    school.answer(pupil, purpose, Answer.REFUSED, decided_on=TODAY, decider_id=father)
    school.answer(pupil, purpose, Answer.REFUSED, decided_on=TODAY - DAY, decider_id=mother)
    school.answer(pupil, purpose, Answer.REFUSED, decided_on=TODAY, decider_id=mother, kind=MediaKind.FILM)
    undone = school.answer(pupil, purpose, Answer.REFUSED, decided_on=TODAY, decider_id=mother)
    assert undone.undo is not None
    undone.undo()
    yes = school.answer(pupil, purpose, decided_on=TODAY, decider_id=mother)
    assert outweighed_yeses(school.workspace.consent.timeline(pupil), yes.value.event_ids) == ()


@pytest.mark.parametrize(
    ("decided_on", "more", "words"),
    [
        (BIRTH_DATE - DAY, {}, "On 29 Feb 2016 this person was not born yet. Choose another day."),
        (TODAY + 367 * DAY, {}, "17 Sept 2027 is more than a year ahead. Choose a day within a year from now."),
        (TODAY, {"valid_from": TODAY + 367 * DAY}, "17 Sept 2027 is more than a year ahead."),
        (TODAY, {"valid_until": TODAY - DAY}, "An answer cannot end on 14 Sept 2026, before it begins."),
    ],
)
def test_a_day_that_cannot_be_is_refused_in_a_clear_sentence(
    school: School, decided_on: date, more: dict[str, date], words: str
) -> None:
    purpose, pupil = school.purpose(), school.pupil()
    with pytest.raises(KnownError) as caught:
        school.answer(pupil, purpose, decided_on=decided_on, **more)
    assert caught.value.code is ErrorCode.DATE_IMPOSSIBLE
    assert words in error_sentence(caught.value)
    assert school.workspace.consent.timeline(pupil) == ()


@pytest.mark.parametrize("decided_on", [BIRTH_DATE, TODAY + 366 * DAY])
def test_the_birthday_and_a_day_within_a_year_are_fine(school: School, decided_on: date) -> None:
    purpose, pupil = school.purpose(), school.pupil()
    school.answer(pupil, purpose, decided_on=decided_on)
    assert len(school.workspace.consent.timeline(pupil)) == 1
