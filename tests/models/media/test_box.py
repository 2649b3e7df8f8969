# SPDX-License-Identifier: GPL-3.0-or-later
"""A place in a picture."""

from __future__ import annotations

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from models.errors import ErrorCode, KnownError
from models.media.box import Box

fractions = st.floats(0, 1)


@pytest.mark.parametrize(
    "values",
    [
        (-0.1, 0, 0.5, 0.5),
        (0.6, 0, 0.5, 0.5),
        (0, 0.9, 0.1, 0.2),
        (0, 0, 0, 0.5),
        (0, 0, 0.5, -0.1),
        (0, math.nan, 1, 1),
    ],
)
def test_a_box_outside_the_picture_is_refused(values: tuple[float, float, float, float]) -> None:
    with pytest.raises(KnownError) as caught:
        Box(*values)
    assert caught.value.code is ErrorCode.BOX_OUTSIDE


@given(fractions, fractions, fractions, fractions)
def test_a_clamped_box_lies_in_the_picture(x: float, y: float, w: float, h: float) -> None:
    try:
        box = Box.clamped(x - 0.3, y - 0.3, w * 2, h * 2)
    except KnownError:
        assert min(w, h, x - 0.3 + w * 2, y - 0.3 + h * 2) < 1e-9, "refused though a part is in the picture"
        return
    assert box.x >= 0
    assert box.y >= 0
    assert box.x + box.w <= 1 + 1e-6
    assert box.y + box.h <= 1 + 1e-6


def test_a_grown_box_keeps_to_the_picture() -> None:
    grown = Box(0.4, 0.0, 0.2, 0.5).grown(left=0.5, top=0.5, right=0.5, bottom=0.1)
    assert (grown.x, grown.y) == pytest.approx((0.3, 0.0))
    assert (grown.w, grown.h) == pytest.approx((0.4, 0.55))


@given(fractions, fractions, fractions, fractions)
def test_overlap_is_the_same_both_ways_and_whole_with_itself(x: float, y: float, w: float, h: float) -> None:
    one, other = Box.clamped(x * 0.8, y * 0.8, 0.01 + w / 8, 0.01 + h / 8), Box(0.3, 0.3, 0.2, 0.2)
    assert one.overlap(other) == pytest.approx(other.overlap(one))
    assert one.overlap(one) == pytest.approx(1)
    assert 0 <= one.overlap(other) <= 1
    assert 0 <= one.share_inside(other) <= 1 + 1e-9


@pytest.mark.parametrize(
    ("head", "is_of_face"),
    [
        pytest.param(Box(0.40, 0.30, 0.10, 0.10), True, id="the face itself"),
        pytest.param(Box(0.36, 0.24, 0.18, 0.20), True, id="the whole head"),
        pytest.param(Box(0.43, 0.33, 0.10, 0.10), True, id="drawn a little beside it"),
        pytest.param(Box(0.55, 0.30, 0.10, 0.10), False, id="the neighbour"),
        pytest.param(Box(0.10, 0.10, 0.80, 0.80), False, id="the whole group"),
        pytest.param(Box(0.44, 0.34, 0.02, 0.02), False, id="a speck in the face"),
    ],
)
def test_a_drawn_head_and_a_found_face(head: Box, is_of_face: bool) -> None:
    assert head.is_of_face(Box(0.40, 0.30, 0.10, 0.10)) is is_of_face
