# SPDX-License-Identifier: GPL-3.0-or-later
"""A class photo is named as people read it: the back row first, from left to right."""

from __future__ import annotations

import random

from hypothesis import given
from hypothesis import strategies as st

from models.media.box import Box
from models.media.face_rows import reading_order, rows_of


def class_photo(counts: tuple[int, ...], *, wobble: float, slope: float, seed: int) -> list[Box]:
    """Rows of faces, each a tenth lower, a little unequal, on a slope; in the order in which they should be named."""
    chance = random.Random(seed)  # noqa: S311 - for a drawing
    boxes = []
    for row, count in enumerate(counts):
        for place in range(count):
            x = 0.05 + 0.9 * place / count
            y = 0.2 + 0.12 * row + slope * x + chance.uniform(-wobble, wobble)
            size = chance.uniform(0.045, 0.055)
            boxes.append(Box(x, y, size, size * 1.3))
    return boxes


@given(
    st.lists(st.integers(2, 12), min_size=1, max_size=4).map(tuple),
    st.floats(0, 0.012),
    st.floats(-0.02, 0.02),
    st.integers(0, 1000),
)
def test_rows_of_a_class_photo(counts: tuple[int, ...], wobble: float, slope: float, seed: int) -> None:
    boxes = class_photo(counts, wobble=wobble, slope=slope, seed=seed)
    shuffled = list(range(len(boxes)))
    random.Random(seed).shuffle(shuffled)  # noqa: S311
    rows = rows_of([boxes[at] for at in shuffled])
    assert [len(row) for row in rows] == list(counts)
    assert [shuffled[at] for row in rows for at in row] == list(range(len(boxes)))


@given(st.lists(st.tuples(*[st.floats(0, 0.8)] * 2, *[st.floats(0.01, 0.2)] * 2), max_size=30))
def test_everybody_comes_once(values: list[tuple[float, float, float, float]]) -> None:
    assert sorted(reading_order([Box(*one) for one in values])) == list(range(len(values)))


def test_two_people_of_different_heights_are_one_row() -> None:
    assert rows_of([Box(0.6, 0.30, 0.1, 0.13), Box(0.2, 0.37, 0.1, 0.13)]) == ((1, 0),)
