# SPDX-License-Identifier: GPL-3.0-or-later
"""Three ways to a verdict (a page of items, one item with its reasons, the whole library) always agree."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime, timedelta

import numpy as np
import pytest

from models.consent.verdicts import ReasonKind
from models.errors import ErrorCode, KnownError
from models.media.box import Box
from models.terms import Answer, ConsentStatus, LegalBasis, MediaKind, NobodyReason, Verdict, WayOut
from models.workspace import Workspace
from tests.models.builders import RandomSchool, School

TODAY = date(2026, 9, 15)
DAY = timedelta(days=1)


@pytest.fixture
def school(workspace: Workspace) -> School:
    return School(workspace)


def verdict(school: School, item_id: int, purpose_id: int, day: date = TODAY) -> Verdict:
    return school.workspace.clearance.explain(item_id, purpose_id, day).verdict


@pytest.mark.parametrize("seed", range(5))
def test_the_three_ways_agree_on_any_register(workspace: Workspace, seed: int) -> None:
    policy = workspace.settings.policy()
    workspace.settings.change_policy(
        replace(policy, covering_allowed=seed % 3 != 1, publication_covers_recording=seed % 2 == 0)
    )
    made = RandomSchool(workspace, 100 + seed)
    made.fill(people=50, items=70, answers_each=7)
    library = workspace.overview.load()
    seen = set()
    for day in (TODAY, TODAY - 200 * DAY, TODAY + 300 * DAY):
        page = workspace.clearance.verdicts(made.item_ids, made.purpose_ids, day)
        judged = workspace.overview.judge(library, made.purpose_ids, day)
        assert judged.item_ids.tolist() == made.item_ids
        for row, item_id in enumerate(made.item_ids):
            for column, purpose_id in enumerate(made.purpose_ids):
                told = workspace.clearance.explain(item_id, purpose_id, day)
                quick = page[item_id].by_purpose[purpose_id]
                assert quick.verdict is told.verdict
                assert judged.verdicts[row, column] == told.verdict
                assert (quick.cover_count, quick.ask_count) == (len(told.to_cover), len(told.to_ask))
                assert told.reasons
                seen.add(told.verdict)
            assert page[item_id].worst == judged.verdicts[row].max()
    assert len(seen) >= 4


def test_the_library_follows_answers_that_came_after_it_was_loaded(workspace: Workspace) -> None:
    made = RandomSchool(workspace, 7)
    made.fill(people=30, items=60, answers_each=5)
    school = School(workspace)
    library = workspace.overview.load()
    purpose = made.purpose_ids[0]
    for person_id, item_id in zip(made.pupil_ids, made.item_ids, strict=False):
        school.answer(person_id, purpose, Answer.REFUSED, TODAY, item_id=item_id)
    added = school.item()  # not in the library that was loaded
    school.answer(made.pupil_ids[0], purpose, Answer.REFUSED, TODAY, item_id=added)
    judged = workspace.overview.judge(library, (purpose,))
    page = workspace.clearance.verdicts(made.item_ids, (purpose,))
    assert judged.verdicts[:, 0].tolist() == [page[item_id].by_purpose[purpose].verdict for item_id in made.item_ids]


def test_an_empty_library_is_judged(workspace: Workspace) -> None:
    library = workspace.overview.load()
    judged = workspace.overview.judge(library, (1, 2))
    assert judged.verdicts.shape == (0, 2)
    assert judged.items_with(1, Verdict.READY) == []


def test_items_of_a_verdict_are_listed(school: School) -> None:
    purpose, items = school.purpose(), [school.item() for _ in range(3)]
    school.workspace.tagging.judge_nobody((items[0], items[2]), NobodyReason.NO_PEOPLE)
    judged = school.workspace.overview.judge(school.workspace.overview.load(), (purpose,))
    assert judged.items_with(purpose, Verdict.READY) == [items[0], items[2]]
    assert judged.items_with(purpose, Verdict.IDENTIFY) == [items[1]]
    assert judged.verdicts.dtype == np.int8


def test_each_verdict_in_turn(school: School) -> None:
    purpose, anna, ben, item = school.purpose(), school.pupil(), school.pupil(), school.item()
    assert verdict(school, item, purpose) is Verdict.IDENTIFY
    school.tag(item, anna, ben)
    assert verdict(school, item, purpose) is Verdict.ASK
    school.answer(anna, purpose)
    school.answer(ben, purpose, Answer.REFUSED)
    told = school.workspace.clearance.explain(item, purpose)
    assert told.verdict is Verdict.COVER
    assert told.to_cover == (ben,)
    assert told.ways_out == (WayOut.COVER_AND_EXPORT,)
    covered = school.workspace.clearance.explain(item, purpose, covered={ben})
    assert (covered.verdict, covered.to_cover) == (Verdict.READY, ())
    face = school.workspace.tagging.mark_face(item, Box(0.7, 0.1, 0.1, 0.1)).value
    assert verdict(school, item, purpose) is Verdict.IDENTIFY
    school.workspace.tagging.remove_face(face)
    school.answer(ben, None, Answer.REFUSED, date(2026, 8, 1))
    told = school.workspace.clearance.explain(item, purpose)
    assert told.verdict is Verdict.NO
    assert told.reasons[0].what is ReasonKind.RECORDING_REFUSED


def test_recording_is_judged_on_the_day_of_capture(school: School) -> None:
    purpose, anna = school.purpose(), school.pupil()
    school.answer(anna, purpose, Answer.GIVEN, date(2026, 8, 1))
    school.answer(anna, None, Answer.REFUSED, date(2026, 9, 10))
    before = school.item(captured_at=datetime(2026, 9, 9, 23, 59))  # noqa: DTZ001 - a camera's time
    after = school.item(captured_at=datetime(2026, 9, 10, 0, 1))  # noqa: DTZ001
    for item in (before, after):
        school.tag(item, anna)
    assert (verdict(school, before, purpose), verdict(school, after, purpose)) == (Verdict.READY, Verdict.NO)


def test_an_answer_for_one_photo_holds_for_that_photo(school: School) -> None:
    purpose, anna, one, two = school.purpose(), school.pupil(), school.item(), school.item()
    school.tag(one, anna)
    school.tag(two, anna)
    school.answer(anna, purpose, Answer.REFUSED)
    school.answer(anna, purpose, Answer.GIVEN, TODAY, item_id=one)
    page = school.workspace.clearance.verdicts((one, two), (purpose,))
    assert [page[item].by_purpose[purpose].verdict for item in (one, two)] == [Verdict.READY, Verdict.COVER]


def test_an_answer_for_a_session_holds_for_its_items(school: School) -> None:
    purpose, anna, camp = school.purpose(), school.pupil(), school.session()
    inside, outside = school.item(session_id=camp), school.item()
    school.tag(inside, anna)
    school.tag(outside, anna)
    school.answer(anna, purpose, session_id=camp)
    assert (verdict(school, inside, purpose), verdict(school, outside, purpose)) == (Verdict.READY, Verdict.ASK)
    school.answer(anna, purpose, Answer.REFUSED, TODAY, item_id=inside)
    assert verdict(school, inside, purpose) is Verdict.COVER


def test_a_voice_needs_a_yes_of_its_own(school: School) -> None:
    purpose, anna = school.purpose(), school.pupil()
    film = school.item(MediaKind.FILM)
    school.tag(film, anna)
    school.answer(anna, purpose, kind=MediaKind.FILM)
    assert verdict(school, film, purpose) is Verdict.READY
    sound = school.item(MediaKind.SOUND)
    school.tag(sound, anna, box=None)
    assert verdict(school, sound, purpose) is Verdict.ASK
    school.answer(anna, purpose, Answer.REFUSED, kind=MediaKind.SOUND)
    assert verdict(school, sound, purpose) is Verdict.NO


def test_a_protected_person_is_covered_without_a_word_about_why(school: School) -> None:
    purpose, anna, item = school.purpose(), school.pupil(), school.item()
    school.answer(anna, purpose)
    school.tag(item, anna)
    school.workspace.people.set_protected(anna, True, "secret address")
    told = school.workspace.clearance.explain(item, purpose)
    assert told.verdict is Verdict.COVER
    (reason,) = [one for one in told.reasons if one.person_id == anna]
    assert (reason.status, reason.since, reason.decided_by, reason.event_ids) == (ConsentStatus.PROTECTED, None, (), ())


def test_a_lesson_needs_nothing_until_somebody_objects(school: School) -> None:
    purpose, anna, item = school.purpose("lesson", basis=LegalBasis.PUBLIC_TASK), school.pupil(), school.item()
    school.tag(item, anna)
    assert verdict(school, item, purpose) is Verdict.READY
    school.answer(anna, purpose, Answer.REFUSED)
    assert verdict(school, item, purpose) is Verdict.COVER


def test_somebody_named_without_a_place_must_be_marked_first(school: School) -> None:
    purpose, anna, item = school.purpose(), school.pupil(), school.item()
    school.answer(anna, purpose, Answer.REFUSED)
    school.tag(item, anna, box=None)
    assert school.workspace.clearance.explain(item, purpose).ways_out == (WayOut.MARK_PLACE,)


def test_what_is_not_there(school: School) -> None:
    purpose, item = school.purpose(), school.item()
    assert school.workspace.clearance.verdicts((99,), (purpose,)) == {}
    for asked, code in (((99, purpose), ErrorCode.ITEM_UNKNOWN), ((item, 99), ErrorCode.PURPOSE_UNKNOWN)):
        with pytest.raises(KnownError) as caught:
            school.workspace.clearance.explain(*asked)
        assert caught.value.code is code
