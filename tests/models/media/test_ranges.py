# SPDX-License-Identifier: GPL-3.0-or-later
"""From when to when somebody is seen or heard: naming, changing, taking back, and finds named in a film."""

from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from models.errors import ErrorCode, KnownError
from models.media.ranges import JOIN_MS, Senses, Span, join_spans
from models.tables import FoundFace, Item
from models.terms import FaceJudgement, MediaKind, NobodyReason
from models.workspace import Workspace
from tests.models.builders import School

SEEN, HEARD = Senses.SEEN, Senses.HEARD


@pytest.fixture
def school(workspace: Workspace) -> School:
    return School(workspace)


def recording(school: School, kind: MediaKind = MediaKind.FILM, duration_ms: int | None = 60_000) -> int:
    item_id = school.item(kind=kind)
    with school.workspace.store.write("test.length") as unit:
        item = unit.session.get(Item, item_id)
        assert item is not None
        item.duration_ms = duration_ms
    return item_id


def said(school: School, item_id: int) -> list[tuple[int, bool, bool, int | None, int | None]]:
    people = school.workspace.tagging.people_in((item_id,))[item_id]
    rows = [(one.person_id, one.is_visible, one.is_audible, one.start_ms, one.end_ms) for one in people.appearances]
    return sorted(rows, key=lambda row: -1 if row[3] is None else row[3])


def test_several_ranges_of_one_person(school: School) -> None:
    item, emma, ranges = recording(school), school.pupil(), school.workspace.ranges
    ranges.name_range(item, emma, SEEN, Span(12_000, 40_000))
    ranges.name_range(item, emma, SEEN, Span(50_000, 55_000))
    ranges.name_range(item, emma, HEARD, Span(0, 5_000))
    assert said(school, item) == [
        (emma, False, True, 0, 5_000),
        (emma, True, False, 12_000, 40_000),
        (emma, True, False, 50_000, 55_000),
    ]


def test_the_same_range_seen_and_heard_is_one_row(school: School) -> None:
    item, emma, ranges = recording(school), school.pupil(), school.workspace.ranges
    first = ranges.name_range(item, emma, SEEN, Span(1_000, 2_000)).value
    assert ranges.name_range(item, emma, HEARD, Span(1_000, 2_000)).value == first
    assert said(school, item) == [(emma, True, True, 1_000, 2_000)]


def test_a_part_takes_the_place_of_the_whole_for_what_it_is_about(school: School) -> None:
    item, emma, ranges = recording(school), school.pupil(), school.workspace.ranges
    ranges.name_range(item, emma, SEEN | HEARD, None)
    ranges.name_range(item, emma, SEEN, Span(1_000, 2_000))
    assert said(school, item) == [(emma, False, True, None, None), (emma, True, False, 1_000, 2_000)]


def test_the_whole_takes_the_place_of_parts(school: School) -> None:
    item, emma, ranges = recording(school), school.pupil(), school.workspace.ranges
    ranges.name_range(item, emma, SEEN, Span(1_000, 2_000))
    ranges.name_range(item, emma, SEEN, Span(5_000, 6_000))
    ranges.name_range(item, emma, SEEN, None)
    assert said(school, item) == [(emma, True, False, None, None)]


def test_in_a_sound_everybody_is_heard(school: School) -> None:
    item, emma = recording(school, MediaKind.SOUND), school.pupil()
    school.workspace.ranges.name_range(item, emma, SEEN, Span(0, 2_000))
    other = recording(school, MediaKind.SOUND)
    school.workspace.tagging.name_person((other,), emma)
    assert said(school, item) == [(emma, False, True, 0, 2_000)]
    assert said(school, other) == [(emma, False, True, None, None)]


def test_each_change_can_be_taken_back(school: School) -> None:
    item, emma, ranges = recording(school), school.pupil(), school.workspace.ranges
    school.workspace.tagging.judge_nobody((item,), NobodyReason.TOO_SMALL)
    named = ranges.name_range(item, emma, SEEN, Span(1_000, 2_000))
    people = school.workspace.tagging.people_in((item,))[item]
    assert people.nobody_reason is None
    moved = ranges.move_range(named.value, Span(1_500, 3_000))
    heard = ranges.say_senses(named.value, HEARD)
    assert said(school, item) == [(emma, False, True, 1_500, 3_000)]
    for change in (heard, moved, named):
        assert change.undo is not None
        change.undo()
    assert said(school, item) == []
    assert school.workspace.tagging.people_in((item,))[item].nobody_reason is NobodyReason.TOO_SMALL


@pytest.mark.parametrize(("start", "end"), [(-1, 5), (5, 5), (6, 5), (0, 62_000)])
def test_a_range_lies_within_the_recording(school: School, start: int, end: int) -> None:
    item, emma = recording(school), school.pupil()
    with pytest.raises(KnownError) as caught:
        school.workspace.ranges.name_range(item, emma, SEEN, Span(start, end))
    assert caught.value.code is ErrorCode.RANGE_OUTSIDE
    assert said(school, item) == []


def test_a_little_beyond_the_end_is_the_end(school: School) -> None:
    item, emma = recording(school), school.pupil()
    school.workspace.ranges.name_range(item, emma, SEEN, Span(59_000, 60_040))
    assert said(school, item) == [(emma, True, False, 59_000, 60_000)]


def test_a_recording_of_unknown_length_takes_any_range(school: School) -> None:
    item, emma = recording(school, duration_ms=None), school.pupil()
    school.workspace.ranges.name_range(item, emma, SEEN, Span(0, 9_000_000))
    assert said(school, item) == [(emma, True, False, 0, 9_000_000)]


def test_what_cannot_be_said(school: School) -> None:
    film, photo, emma, ranges = recording(school), school.item(), school.pupil(), school.workspace.ranges
    cases = [
        (lambda: ranges.name_range(photo, emma, SEEN, Span(0, 1)), ErrorCode.VALUE_NOT_ALLOWED),
        (lambda: ranges.name_range(film, 9_999, SEEN, None), ErrorCode.PERSON_UNKNOWN),
        (lambda: ranges.name_range(9_999, emma, SEEN, None), ErrorCode.ITEM_UNKNOWN),
        (lambda: ranges.name_range(film, emma, Senses(0), None), ErrorCode.VALUE_NOT_ALLOWED),
        (lambda: ranges.move_range(9_999, None), ErrorCode.ITEM_UNKNOWN),
    ]
    for act, code in cases:
        with pytest.raises(KnownError) as caught:
            act()
        assert caught.value.code is code


def find(school: School, item: int, at_ms: int, end_ms: int) -> int:
    with school.workspace.store.write("test.find") as unit:
        face = FoundFace(item_id=item, x=0.1, y=0.1, w=0.2, h=0.2, at_ms=at_ms, end_ms=end_ms, score=0.9)
        unit.session.add(face)
        unit.session.flush()
        assert face.id is not None
        return face.id


def test_a_find_that_is_named_becomes_a_range_with_its_place(school: School) -> None:
    item, emma, tagging = recording(school), school.pupil(), school.workspace.tagging
    first, second = find(school, item, 1_000, 4_000), find(school, item, 10_000, 12_000)
    assert tagging.people_in((item,))[item].unnamed_count == 2
    tagging.name_person((item,), emma, face_id=first)
    change = tagging.name_person((item,), emma, face_id=second)
    people = tagging.people_in((item,))[item]
    assert said(school, item) == [(emma, True, False, 1_000, 4_000), (emma, True, False, 10_000, 12_000)]
    assert all(one.box is not None for one in people.appearances)
    assert people.faces == ()
    assert change.undo is not None
    change.undo()
    assert [face.at_ms for face in tagging.people_in((item,))[item].faces] == [10_000]


def test_naming_a_find_leaves_the_whole_film_as_it_was(school: School) -> None:
    item, emma, tagging = recording(school), school.pupil(), school.workspace.tagging
    school.workspace.ranges.name_range(item, emma, SEEN, None)
    tagging.name_person((item,), emma, face_id=find(school, item, 1_000, 4_000))
    assert (emma, True, False, None, None) in said(school, item)


def test_a_find_can_be_judged_like_any_other(school: School) -> None:
    item, tagging = recording(school), school.workspace.tagging
    face = find(school, item, 0, 2_000)
    tagging.judge_face(face, FaceJudgement.NOT_RECOGNISABLE)
    assert tagging.people_in((item,))[item].unnamed_count == 0


@given(st.lists(st.tuples(st.integers(0, 50_000), st.integers(1, 9_000)), max_size=12))
def test_joined_spans_cover_the_same_time_in_order(pairs: list[tuple[int, int]]) -> None:
    spans = [Span(start, start + length) for start, length in pairs]
    joined = join_spans(spans)
    assert all(later.start_ms > earlier.end_ms + JOIN_MS for earlier, later in pairwise(joined))
    assert all(any(one.start_ms <= span.start_ms and span.end_ms <= one.end_ms for one in joined) for span in spans)
    assert join_spans(joined) == joined
