# SPDX-License-Identifier: GPL-3.0-or-later
"""The same people as in the photo before: at the faces found in the same places, and nowhere else."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from models.media.box import Box
from models.media.item_people import AppearanceRow, FaceRow, ItemPeople
from models.media.same_people import tags_like
from models.terms import FaceJudgement

LEFT, MIDDLE, RIGHT = (Box(x, 0.3, 0.1, 0.14) for x in (0.1, 0.4, 0.7))


def there(*boxes: Box | None, first: int = 1) -> ItemPeople:
    rows = tuple(AppearanceRow(at, 2, at, box, True, False, None, None) for at, box in enumerate(boxes, start=first))
    return ItemPeople(2, rows, (), None, "", "", None)


def here(*boxes: Box, named: tuple[int, ...] = (), score: float | None = 0.9) -> ItemPeople:
    faces = tuple(FaceRow(at, 1, box, FaceJudgement.UNJUDGED, "", score) for at, box in enumerate(boxes, start=1))
    rows = tuple(AppearanceRow(90 + one, 1, one, None, True, False, None, None) for one in named)
    return ItemPeople(1, rows, faces, None, "", "", None)


def shifted(box: Box, by: float) -> Box:
    return Box(box.x + by, box.y, box.w, box.h)


def test_a_burst_keeps_everybody_at_their_face() -> None:
    mine = here(*(shifted(one, 0.02) for one in (RIGHT, LEFT, MIDDLE)))
    tags = {one.person_id: one.box for one in tags_like(mine, there(LEFT, MIDDLE, RIGHT))}
    assert tags == {1: shifted(LEFT, 0.02), 2: shifted(MIDDLE, 0.02), 3: shifted(RIGHT, 0.02)}


def test_who_moved_away_is_named_without_a_place() -> None:
    tags = {one.person_id: one.box for one in tags_like(here(LEFT), there(LEFT, RIGHT))}
    assert tags == {1: LEFT, 2: None}


def test_who_is_named_already_is_left_out() -> None:
    assert [one.person_id for one in tags_like(here(LEFT, named=(1,)), there(LEFT, RIGHT))] == [2]


def test_a_doubtful_find_is_given_to_nobody() -> None:
    assert [one.box for one in tags_like(here(LEFT, score=0.4), there(LEFT))] == [None]


@given(st.lists(st.floats(0, 0.85), max_size=8), st.lists(st.floats(0, 0.85), max_size=8))
def test_everybody_comes_once_and_no_face_twice(theirs: list[float], mine: list[float]) -> None:
    earlier = there(*(Box(x, 0.3, 0.1, 0.14) for x in theirs))
    tags = tags_like(here(*(Box(x, 0.3, 0.1, 0.14) for x in mine)), earlier)
    assert [one.person_id for one in tags] == list(range(1, len(theirs) + 1))
    given = [id(one.box) for one in tags if one.box is not None]
    assert len(given) == len(set(given))
