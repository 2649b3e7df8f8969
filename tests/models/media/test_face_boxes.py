# SPDX-License-Identifier: GPL-3.0-or-later
"""From a net's numbers to boxes: decoding, merging, turning back, and which finds are new."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from models.media.box import Box
from models.media.face_boxes import (
    STRIDES,
    Candidates,
    decode_candidates,
    drop_parts,
    keep_best,
    merge_passes,
    no_candidates,
    to_fractions,
    turn_back,
    unmarked,
    weigh_turned,
)

ROWS, COLUMNS = 96, 128


def outputs(*cells: tuple[int, int, int, float, tuple[float, float, float, float]]) -> dict[str, np.ndarray]:
    """What the net would say with these cells set: (stride, row, column, score, box relative to the cell)."""
    made: dict[str, np.ndarray] = {}
    for stride in STRIDES:
        count = (ROWS // stride) * (COLUMNS // stride)
        made |= {f"cls_{stride}": np.zeros((1, count, 1), np.float32), f"obj_{stride}": np.ones((1, count, 1))}
        made[f"bbox_{stride}"] = np.zeros((1, count, 4), np.float32)
    for stride, row, column, score, box in cells:
        cell = row * (COLUMNS // stride) + column
        made[f"cls_{stride}"][0, cell] = score**2
        made[f"bbox_{stride}"][0, cell] = box
    return made


def faces(*rows: tuple[float, float, float, float, float]) -> Candidates:
    return np.array(rows, np.float32).reshape(-1, 5)


def test_a_cell_becomes_a_box_around_its_offset() -> None:
    found = decode_candidates(outputs((16, 2, 3, 0.9, (0.5, 0.25, math.log(2), math.log(3)))), ROWS, COLUMNS, 0.3)
    assert found.tolist() == [pytest.approx([3.5 * 16 - 16, 2.25 * 16 - 24, 32, 48, 0.9], abs=1e-4)]


def test_what_scores_too_low_is_no_candidate() -> None:
    said = outputs((8, 0, 0, 0.29, (0, 0, 0, 0)), (32, 1, 1, 0.31, (0, 0, 0, 0)))
    assert decode_candidates(said, ROWS, COLUMNS, 0.3)[:, 4].tolist() == [pytest.approx(0.31, abs=1e-5)]


def test_nothing_found_is_an_empty_table() -> None:
    assert decode_candidates(outputs(), ROWS, COLUMNS, 0.3).shape == (0, 5)
    assert keep_best(no_candidates()).shape == (0, 5)
    assert merge_passes(no_candidates(), no_candidates()).shape == (0, 5)
    assert turn_back(no_candidates(), 90, (3, 4), (4, 3)).shape == (0, 5)


def test_numbers_that_are_none_are_left_out() -> None:
    said = outputs((8, 0, 0, 0.9, (0, 0, math.inf, 0)), (8, 1, 1, 0.8, (math.nan, 0, 0, 0)))
    assert len(decode_candidates(said, ROWS, COLUMNS, 0.3)) == 0


def test_of_one_face_the_best_box_is_kept() -> None:
    kept = keep_best(faces((10, 10, 20, 20, 0.7), (11, 10, 20, 21, 0.9), (60, 10, 20, 20, 0.5)))
    assert kept[:, 4].tolist() == [pytest.approx(0.9), pytest.approx(0.5)]


def test_an_ear_of_a_certain_face_is_no_question_but_a_head_behind_it_is() -> None:
    found = faces((100, 100, 200, 240, 0.95), (90, 250, 60, 80, 0.4), (260, 60, 160, 200, 0.5), (20, 20, 30, 30, 0.7))
    kept = drop_parts(found, 0.6)
    assert [round(float(one[4]), 2) for one in kept] == [0.95, 0.7, 0.5]
    assert drop_parts(no_candidates(), 0.6).shape == (0, 5)


def test_less_of_a_turned_picture_is_certain() -> None:
    weighed = weigh_turned(faces((0, 0, 9, 9, 0.9), (20, 0, 9, 9, 0.7), (40, 0, 9, 9, 0.5), (60, 0, 9, 9, 0.4)), 0.6)
    assert weighed[:, 4].tolist() == [pytest.approx(score, abs=1e-5) for score in (0.9, 0.59, 0.5)]


def test_two_heads_side_by_side_are_two_faces() -> None:
    assert len(keep_best(faces((0, 0, 20, 20, 0.9), (14, 2, 20, 20, 0.8)))) == 2


def test_a_large_face_is_that_of_the_coarse_pass() -> None:
    fine = faces((0.3, 0.3, 0.2, 0.25, 0.95), (0.9, 0.1, 0.02, 0.02, 0.8))
    coarse = faces((0.22, 0.2, 0.4, 0.5, 0.7), (0.9, 0.1, 0.021, 0.02, 0.6))
    merged = merge_passes(fine, coarse)
    assert sorted(round(float(one[2]), 3) for one in merged) == [0.02, 0.4]
    assert merged[:, 4].tolist() == sorted(merged[:, 4].tolist(), reverse=True)


def test_a_small_face_in_front_of_a_large_one_stays() -> None:
    merged = merge_passes(faces((0.3, 0.5, 0.06, 0.06, 0.9)), faces((0.2, 0.2, 0.5, 0.6, 0.9)))
    assert len(merged) == 2


@given(st.integers(-180, 180), st.floats(0.2, 0.8), st.floats(0.2, 0.8), st.floats(4, 30))
def test_turning_back_finds_the_place(degrees: int, across: float, down: float, side: float) -> None:
    """A square about a point of the picture, seen in the turned picture, comes back about that point."""
    width, height = 300, 200
    cosine, sine = math.cos(math.radians(degrees)), math.sin(math.radians(degrees))
    turned = math.ceil(abs(width * cosine) + abs(height * sine)), math.ceil(abs(width * sine) + abs(height * cosine))
    x, y = across * width - width / 2, down * height - height / 2
    # As `Image.rotate` does: anticlockwise on the screen, where down is positive.
    seen_x, seen_y = x * cosine + y * sine + turned[0] / 2, -x * sine + y * cosine + turned[1] / 2
    seen = faces((seen_x - side / 2, seen_y - side / 2, side, side, 0.9))
    (back,) = turn_back(seen, degrees, turned, (width, height)).tolist()
    assert back[0] + back[2] / 2 == pytest.approx(across * width, abs=1e-2)
    assert back[1] + back[3] / 2 == pytest.approx(down * height, abs=1e-2)
    assert back[2] == pytest.approx(side, abs=1e-2)


def test_a_quarter_turn_swaps_the_sides() -> None:
    (back,) = turn_back(faces((40, 50, 10, 20, 0.9)), 90, (200, 300), (300, 200)).tolist()
    assert back[2:4] == [pytest.approx(20, abs=1e-3), pytest.approx(10, abs=1e-3)]


def test_boxes_are_fractions_inside_the_picture() -> None:
    found = to_fractions(faces((-5, 20, 30, 40, 0.9), (90, 40, 40, 20, 0.8)), (100, 80))
    assert [box for box, _score in found] == [Box(0, 0.25, 0.25, 0.5)], "what is mostly outside is left out"


def test_a_mark_stands_for_one_face() -> None:
    face, neighbour = Box(0.4, 0.2, 0.1, 0.1), Box(0.52, 0.2, 0.1, 0.1)
    around_head = Box(0.38, 0.15, 0.14, 0.18)
    assert unmarked([face, neighbour], [around_head]) == (1,)
    assert unmarked([face], [face]) == ()
    assert unmarked([], [face]) == ()


def test_a_box_around_a_whole_person_stands_for_the_face_at_its_top() -> None:
    body = Box(0.3, 0.1, 0.3, 0.8)
    own, in_front = Box(0.4, 0.13, 0.08, 0.1), Box(0.45, 0.7, 0.08, 0.1)
    assert unmarked([own, in_front], [body]) == (1,)
    assert unmarked([in_front], [body]) == (0,)


@given(st.lists(st.tuples(*[st.floats(0, 0.8)] * 2, *[st.floats(0.02, 0.2)] * 2), max_size=6))
def test_what_is_marked_is_never_found_again(places: list[tuple[float, float, float, float]]) -> None:
    marks = [Box(*place) for place in places]
    assert unmarked(marks, marks) == ()
