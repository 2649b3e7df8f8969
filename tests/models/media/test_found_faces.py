# SPDX-License-Identifier: GPL-3.0-or-later
"""What a found face counts for: the photo's own verdict, the library's, the to-do list and the single item agree."""

from __future__ import annotations

import pytest

from models.media.box import Box
from models.media.found_faces import DETECTOR
from models.tables import FoundFace
from models.terms import FaceJudgement, NobodyReason, Verdict
from models.workspace import Workspace
from tests.models.builders import School

PLACE = Box(0.5, 0.5, 0.1, 0.1)


@pytest.fixture
def school(workspace: Workspace) -> School:
    return School(workspace)


def find_face(school: School, item_id: int, score: float, box: Box = PLACE) -> int:
    """A face as the detector leaves it."""
    with school.workspace.store.write("media.study") as unit:
        face = FoundFace(item_id=item_id, x=box.x, y=box.y, w=box.w, h=box.h, score=score, detector=DETECTOR)
        unit.session.add(face)
        unit.session.flush()
        assert face.id is not None
        return face.id


def verdict(school: School, item_id: int, purpose_id: int) -> Verdict:
    """By every way there is, which all say the same."""
    page = school.workspace.clearance.verdicts((item_id,), (purpose_id,))[item_id].by_purpose[purpose_id].verdict
    assert school.workspace.clearance.explain(item_id, purpose_id).verdict is page
    overview = school.workspace.overview
    assert item_id in overview.judge(overview.load(), (purpose_id,)).items_with(purpose_id, page)
    assert (item_id in school.workspace.tagging.items_to_identify()) == (page is Verdict.IDENTIFY)
    return page


def test_a_certain_face_asks_who_it_is(school: School) -> None:
    purpose, anna, item = school.purpose(), school.adult(), school.item()
    school.answer(anna, purpose)
    school.tag(item, anna)
    assert verdict(school, item, purpose) is Verdict.READY
    face = find_face(school, item, 0.6)
    assert verdict(school, item, purpose) is Verdict.IDENTIFY
    school.workspace.tagging.judge_face(face, FaceJudgement.PASSER_BY)
    assert verdict(school, item, purpose) is Verdict.READY


def test_a_doubtful_one_does_not_until_somebody_says_it_is_someone(school: School) -> None:
    purpose, anna, item = school.purpose(), school.adult(), school.item()
    school.answer(anna, purpose)
    school.tag(item, anna)
    face = find_face(school, item, 0.59)
    assert verdict(school, item, purpose) is Verdict.READY
    people = school.workspace.tagging.people_in((item,))[item]
    assert (people.unnamed_count, people.doubtful_count) == (0, 1)
    confirmed = school.workspace.tagging.confirm_face(face)
    assert verdict(school, item, purpose) is Verdict.IDENTIFY
    assert confirmed.undo is not None
    confirmed.undo()
    assert verdict(school, item, purpose) is Verdict.READY


def test_what_the_detector_found_does_not_say_that_somebody_looked(school: School) -> None:
    purpose, item = school.purpose(), school.item()
    dot = find_face(school, item, 0.4)
    assert verdict(school, item, purpose) is Verdict.IDENTIFY
    assert not school.workspace.tagging.people_in((item,))[item].somebody_looked
    school.workspace.tagging.judge_face(dot, FaceJudgement.NOT_A_PERSON)
    assert verdict(school, item, purpose) is Verdict.IDENTIFY, "a dot that is nobody tells nothing about the rest"
    certain = find_face(school, item, 0.9, Box(0.1, 0.1, 0.1, 0.1))
    school.workspace.tagging.judge_face(certain, FaceJudgement.NOT_RECOGNISABLE)
    assert verdict(school, item, purpose) is Verdict.READY


def test_all_dots_of_a_photo_are_dismissed_at_once(school: School) -> None:
    anna, item = school.adult(), school.item()
    school.tag(item, anna)
    for place in range(3):
        find_face(school, item, 0.4, Box(0.3 * place, 0.1, 0.1, 0.1))
    find_face(school, item, 0.8)
    change = school.workspace.tagging.dismiss_doubtful((item,))
    people = school.workspace.tagging.people_in((item,))[item]
    assert (change.value, people.doubtful_count, people.unnamed_count) == (3, 0, 1)
    assert change.undo is not None
    change.undo()
    assert school.workspace.tagging.people_in((item,))[item].doubtful_count == 3


def test_moving_a_dot_says_that_it_is_someone(school: School) -> None:
    item = school.item()
    face = find_face(school, item, 0.4)
    school.workspace.tagging.place_face(face, Box(0.2, 0.2, 0.1, 0.1))
    assert school.workspace.tagging.people_in((item,))[item].unnamed_count == 1


def test_a_face_found_in_a_photo_without_people_is_asked_about(school: School) -> None:
    purpose, item = school.purpose(), school.item()
    school.workspace.tagging.judge_nobody((item,), NobodyReason.NO_PEOPLE)
    assert verdict(school, item, purpose) is Verdict.READY
    find_face(school, item, 0.9)
    assert verdict(school, item, purpose) is Verdict.IDENTIFY


def test_undo_leaves_what_was_found_meanwhile(school: School) -> None:
    anna, item = school.adult(), school.item()
    named = school.workspace.tagging.name_person((item,), anna, box=Box(0.1, 0.1, 0.1, 0.1))
    found = find_face(school, item, 0.9)
    assert named.undo is not None
    undone = named.undo()
    people = school.workspace.tagging.people_in((item,))[item]
    assert [face.id for face in people.faces] == [found]
    assert people.appearances == ()
    assert undone.undo is not None
    undone.undo()
    people = school.workspace.tagging.people_in((item,))[item]
    assert len(people.appearances) == 1
    assert [face.id for face in people.faces] == [found]


def test_a_named_face_comes_back_and_goes_again(school: School) -> None:
    anna, item = school.adult(), school.item()
    face = find_face(school, item, 0.9)
    change = school.workspace.tagging.name_person((item,), anna, face_id=face)
    for _round in range(2):
        people = school.workspace.tagging.people_in((item,))[item]
        assert (len(people.appearances), len(people.faces)) == (1, 0)
        assert change.undo is not None
        change = change.undo()
        people = school.workspace.tagging.people_in((item,))[item]
        assert (people.appearances, [one.id for one in people.faces]) == ((), [face])
        assert people.faces[0].score == pytest.approx(0.9)
        assert change.undo is not None
        change = change.undo()
