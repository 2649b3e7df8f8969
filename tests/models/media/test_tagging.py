# SPDX-License-Identifier: GPL-3.0-or-later
"""Who is in it: every action, and its undo and redo, down to the ids."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from sqlmodel import col, select

from models.changes import Change
from models.errors import ErrorCode, KnownError
from models.media.box import Box
from models.media.tagging import ItemPeople
from models.tables import Appearance, FoundFace, Item
from models.terms import AppearanceSource, ChangeKind, FaceJudgement, NobodyReason, Verdict
from models.workspace import Workspace
from tests.models.builders import HEAD, School

OTHER = Box(0.1, 0.1, 0.2, 0.2)
State = tuple[list[dict[str, object]], ...]


@pytest.fixture
def school(workspace: Workspace) -> School:
    return School(workspace)


def people_in(school: School, item_id: int) -> ItemPeople:
    return school.workspace.tagging.people_in((item_id,))[item_id]


def state(school: School) -> State:
    """Everything about who is in what, with ids and times."""
    tables = (Appearance, FoundFace, Item)
    with school.workspace.store.read() as session:
        return tuple(
            [row.model_dump() for row in session.exec(select(table).order_by(col(table.id)))] for table in tables
        )


def boxes(school: School, item_id: int) -> dict[int, Box | None]:
    return {one.person_id: one.box for one in people_in(school, item_id).appearances}


def test_naming_somebody_in_several_items(school: School) -> None:
    anna, items = school.pupil(), [school.item() for _ in range(3)]
    change = school.workspace.tagging.name_person(items, anna, source=AppearanceSource.SEEN_BEFORE)
    assert len(change.value) == 3
    assert change.changes.ids(ChangeKind.APPEARANCE) == set(items)
    assert all(boxes(school, item) == {anna: None} for item in items)


def test_nobody_is_named_twice_and_a_place_is_added(school: School) -> None:
    anna, item = school.pupil(), school.item()
    school.tag(item, anna, box=None)
    assert school.workspace.tagging.name_person((item,), anna, box=HEAD).value == ()
    assert boxes(school, item) == {anna: HEAD}
    school.workspace.tagging.name_person((item,), anna)
    assert boxes(school, item) == {anna: HEAD}


def test_a_mark_becomes_a_person(school: School) -> None:
    anna, item, other = school.pupil(), school.item(), school.item()
    face = school.workspace.tagging.mark_face(item, OTHER).value
    assert people_in(school, item).unnamed_count == 1
    school.workspace.tagging.name_person((item, other), anna, face_id=face)
    assert people_in(school, item).faces == ()
    assert boxes(school, item) == {anna: OTHER}
    assert boxes(school, other) == {anna: None}  # the place of the mark says nothing about another photo


def test_a_mark_of_another_item_is_refused(school: School) -> None:
    anna, item, other = school.pupil(), school.item(), school.item()
    face = school.workspace.tagging.mark_face(item, OTHER).value
    with pytest.raises(KnownError) as caught:
        school.workspace.tagging.name_person((other,), anna, face_id=face)
    assert caught.value.code is ErrorCode.ITEM_UNKNOWN
    assert people_in(school, item).unnamed_count == 1


def test_nobody_recognisable_takes_names_out_and_settles_marks(school: School) -> None:
    purpose, anna, item = school.purpose(), school.pupil(), school.item()
    school.tag(item, anna)
    school.workspace.tagging.mark_face(item, OTHER)
    school.workspace.tagging.judge_nobody((item,), NobodyReason.FROM_BEHIND, " only backs ")
    found = people_in(school, item)
    assert (found.appearances, found.unnamed_count) == ((), 0)
    assert (found.nobody_reason, found.nobody_note, found.nobody_judged_by) == (
        NobodyReason.FROM_BEHIND,
        "only backs",
        "Office",
    )
    assert school.workspace.clearance.explain(item, purpose).verdict is Verdict.READY


def test_naming_or_marking_somebody_takes_nobody_back(school: School) -> None:
    anna, first, second = school.pupil(), school.item(), school.item()
    school.workspace.tagging.judge_nobody((first, second), NobodyReason.NO_PEOPLE)
    school.tag(first, anna)
    school.workspace.tagging.mark_face(second, OTHER)
    assert [people_in(school, item).nobody_reason for item in (first, second)] == [None, None]


@pytest.mark.parametrize("judgement", [one for one in FaceJudgement if one is not FaceJudgement.UNJUDGED])
def test_a_judged_mark_asks_no_name(school: School, judgement: FaceJudgement) -> None:
    purpose, item = school.purpose(), school.item()
    face = school.workspace.tagging.mark_face(item, OTHER).value
    assert school.workspace.clearance.explain(item, purpose).verdict is Verdict.IDENTIFY
    school.workspace.tagging.judge_face(face, judgement, " far away ")
    (row,) = people_in(school, item).faces
    assert (row.judgement, row.note) == (judgement, "far away")
    assert school.workspace.clearance.explain(item, purpose).verdict is Verdict.READY
    school.workspace.tagging.judge_face(face, FaceJudgement.UNJUDGED)
    assert school.workspace.clearance.explain(item, purpose).verdict is Verdict.IDENTIFY


Action = Callable[[School, dict[str, int]], Change[object]]
ACTIONS: dict[str, Action] = {
    "name": lambda s, at: s.workspace.tagging.name_person((at["item"], at["other"]), at["ben"], box=OTHER),
    "name a mark": lambda s, at: s.workspace.tagging.name_person((at["item"],), at["ben"], face_id=at["face"]),
    "name who is there": lambda s, at: s.workspace.tagging.name_person((at["item"],), at["anna"], box=OTHER),
    "rename": lambda s, at: s.workspace.tagging.rename_appearance(at["appearance"], at["ben"]),
    "place": lambda s, at: s.workspace.tagging.place_appearance(at["appearance"], OTHER),
    "unplace": lambda s, at: s.workspace.tagging.place_appearance(at["appearance"], None),
    "remove": lambda s, at: s.workspace.tagging.remove_appearance(at["appearance"]),
    "remove everywhere": lambda s, at: s.workspace.tagging.remove_person((at["item"], at["other"]), at["anna"]),
    "mark": lambda s, at: s.workspace.tagging.mark_face(at["item"], HEAD),
    "mark nobody's": lambda s, at: s.workspace.tagging.mark_face(at["empty"], HEAD),
    "move a mark": lambda s, at: s.workspace.tagging.place_face(at["face"], HEAD),
    "judge a mark": lambda s, at: s.workspace.tagging.judge_face(at["face"], FaceJudgement.PASSER_BY, "x"),
    "remove a mark": lambda s, at: s.workspace.tagging.remove_face(at["face"]),
    "nobody": lambda s, at: s.workspace.tagging.judge_nobody((at["item"], at["other"]), NobodyReason.TOO_SMALL, "x"),
    "somebody after all": lambda s, at: s.workspace.tagging.take_back_nobody((at["empty"],)),
}


@pytest.mark.parametrize("name", ACTIONS)
def test_undo_and_redo_put_everything_back_exactly(school: School, name: str) -> None:
    at = {"anna": school.pupil(), "ben": school.pupil()}
    at |= {key: school.item() for key in ("item", "other", "empty")}
    at["appearance"] = school.workspace.tagging.name_person((at["item"],), at["anna"], box=HEAD).value[0]
    school.tag(at["other"], at["anna"], box=None)
    at["face"] = school.workspace.tagging.mark_face(at["item"], OTHER).value
    school.workspace.tagging.judge_nobody((at["empty"],), NobodyReason.NO_PEOPLE, "empty hall")
    before = state(school)
    change = ACTIONS[name](school, at)
    after = state(school)
    assert after != before
    assert change.undo is not None
    undone = change.undo()
    assert state(school) == before
    assert undone.undo is not None
    redone = undone.undo()
    assert state(school) == after
    assert redone.undo is not None
    redone.undo()
    assert state(school) == before
    assert undone.changes.touched == change.changes.touched


def test_undo_still_works_when_an_id_went_to_another_item(school: School) -> None:
    item, other = school.item(), school.item()
    face = school.workspace.tagging.mark_face(item, HEAD).value
    removed = school.workspace.tagging.remove_face(face)
    assert school.workspace.tagging.mark_face(other, OTHER).value == face
    assert removed.undo is not None
    removed.undo()
    assert [one.box for one in people_in(school, item).faces] == [HEAD]
    assert [one.box for one in people_in(school, other).faces] == [OTHER]


def test_what_is_not_there_is_told_and_nothing_changes(school: School) -> None:
    anna, item = school.pupil(), school.item()
    school.tag(item, anna)
    before = state(school)
    tagging = school.workspace.tagging
    attempts: list[tuple[ErrorCode, Callable[[], object]]] = [
        (ErrorCode.PERSON_UNKNOWN, lambda: tagging.name_person((item,), 99)),
        (ErrorCode.ITEM_UNKNOWN, lambda: tagging.name_person((item, 99), anna)),
        (ErrorCode.ITEM_UNKNOWN, lambda: tagging.name_person((item,), anna, face_id=99)),
        (ErrorCode.ITEM_UNKNOWN, lambda: tagging.mark_face(99, HEAD)),
        (ErrorCode.ITEM_UNKNOWN, lambda: tagging.judge_nobody((item, 99), NobodyReason.OTHER)),
        (ErrorCode.ITEM_UNKNOWN, lambda: tagging.rename_appearance(99, anna)),
        (ErrorCode.PERSON_UNKNOWN, lambda: tagging.rename_appearance(1, 99)),
        (ErrorCode.ITEM_UNKNOWN, lambda: tagging.place_appearance(99, HEAD)),
        (ErrorCode.ITEM_UNKNOWN, lambda: tagging.remove_appearance(99)),
        (ErrorCode.ITEM_UNKNOWN, lambda: tagging.remove_face(99)),
        (ErrorCode.ITEM_UNKNOWN, lambda: tagging.judge_face(99, FaceJudgement.PASSER_BY)),
        (ErrorCode.VALUE_NOT_ALLOWED, lambda: tagging.judge_nobody((item,), NobodyReason.OTHER, "x" * 501)),
    ]
    for code, attempt in attempts:
        with pytest.raises(KnownError) as caught:
            attempt()
        assert caught.value.code is code
    assert state(school) == before
    assert tagging.people_in((99,)) == {}


def test_naming_somebody_by_a_box_answers_the_face_that_was_found_there(school: School) -> None:
    anna, item = school.pupil(), school.item()
    tagging = school.workspace.tagging
    found = tagging.mark_face(item, Box(0.42, 0.31, 0.06, 0.08)).value
    beside = tagging.mark_face(item, Box(0.6, 0.31, 0.06, 0.08)).value
    change = tagging.name_person((item,), anna, box=Box(0.39, 0.27, 0.12, 0.16))
    assert [one.id for one in people_in(school, item).faces] == [beside]
    assert change.undo is not None
    change.undo()
    assert [one.id for one in people_in(school, item).faces] == [found, beside]


def test_a_box_around_many_answers_none_of_their_faces(school: School) -> None:
    anna, item = school.pupil(), school.item()
    tagging = school.workspace.tagging
    for left in (0.1, 0.4, 0.7):
        tagging.mark_face(item, Box(left, 0.3, 0.05, 0.07))
    tagging.name_person((item,), anna, box=Box(0.05, 0.1, 0.9, 0.8))
    assert len(people_in(school, item).faces) == 3


def test_a_face_that_somebody_judged_stays_as_it_is(school: School) -> None:
    anna, item = school.pupil(), school.item()
    tagging = school.workspace.tagging
    face = tagging.mark_face(item, HEAD).value
    tagging.judge_face(face, FaceJudgement.PASSER_BY)
    tagging.name_person((item,), anna, box=HEAD)
    assert [one.judgement for one in people_in(school, item).faces] == [FaceJudgement.PASSER_BY]
