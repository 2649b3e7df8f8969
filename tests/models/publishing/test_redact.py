# SPDX-License-Identifier: GPL-3.0-or-later
"""Covering: nothing of the hidden pixels takes part in the result."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image

from models.media.box import Box
from models.publishing import redact
from models.publishing.redact import cover_regions
from models.terms import CoverKind

WIDTH, HEIGHT = 120, 90


@st.composite
def boxes(draw: st.DrawFn) -> Box:
    x, y = draw(st.floats(0, 0.9)), draw(st.floats(0, 0.9))
    return Box(x, y, draw(st.floats(0.01, 1 - x)), draw(st.floats(0.01, 1 - y)))


def noise(seed: int, mode: str = "RGB") -> Image.Image:
    shape = (HEIGHT, WIDTH, len(mode))
    return Image.fromarray(np.random.default_rng(seed).integers(0, 256, shape, dtype=np.uint8))


def pixels_of(box: Box) -> tuple[slice, slice]:
    """All pixels that the box touches."""
    return (
        slice(int(box.y * HEIGHT), int(np.ceil((box.y + box.h) * HEIGHT))),
        slice(int(box.x * WIDTH), int(np.ceil((box.x + box.w) * WIDTH))),
    )


@given(st.lists(boxes(), min_size=1, max_size=4), st.sampled_from(CoverKind), st.sampled_from(["RGB", "RGBA"]))
@settings(deadline=None, max_examples=120)
def test_what_was_in_a_box_has_no_influence_at_all(places: list[Box], kind: CoverKind, mode: str) -> None:
    one = noise(1, mode)
    values = np.asarray(one).copy()
    for box in places:
        part = values[pixels_of(box)]
        part[...] = 255 - part
    other = Image.fromarray(values)
    assert np.array_equal(np.asarray(cover_regions(one, places, kind)), np.asarray(cover_regions(other, places, kind)))


@given(st.lists(boxes(), min_size=1, max_size=4), st.sampled_from(CoverKind))
@settings(deadline=None, max_examples=60)
def test_the_whole_of_each_shape_is_replaced(places: list[Box], kind: CoverKind) -> None:
    """The shape is larger than the box: changing everything within the shape changes nothing either."""
    picture = noise(2)
    hidden = np.zeros((HEIGHT, WIDTH), dtype=bool)
    for box in places:
        shape = redact._shape_of(box, (WIDTH, HEIGHT))
        cluster = redact._Cluster((shape,), (0, 0, WIDTH, HEIGHT))
        inside = redact._strength(cluster, WIDTH, HEIGHT) >= 1.0
        assert inside[pixels_of(box)].all(), "a corner of the drawn box stays open"
        hidden |= inside
    values = np.asarray(picture).copy()
    values[hidden] = 255 - values[hidden]
    one, other = cover_regions(picture, places, kind), cover_regions(Image.fromarray(values), places, kind)
    assert np.array_equal(np.asarray(one), np.asarray(other))


@pytest.mark.parametrize("kind", CoverKind)
def test_far_away_nothing_changes(kind: CoverKind) -> None:
    picture = noise(3)
    covered = np.asarray(cover_regions(picture, [Box(0.1, 0.1, 0.1, 0.1)], kind))
    assert np.array_equal(covered[:, WIDTH // 2 :], np.asarray(picture)[:, WIDTH // 2 :])
    assert not np.array_equal(covered, np.asarray(picture))


def test_more_room_above_than_below_and_never_less_than_an_eighth() -> None:
    assert min(redact.GROW_SIDES, redact.GROW_TOP, redact.GROW_BOTTOM) >= 0.12
    assert redact.GROW_TOP > redact.GROW_BOTTOM


def test_calm_takes_the_colours_of_the_surroundings() -> None:
    values = np.zeros((300, 300, 3), dtype=np.uint8)
    values[:, :150], values[:, 150:] = (200, 60, 60), (60, 60, 200)
    values[110:190, 120:180] = (0, 255, 0)
    covered = np.asarray(cover_regions(Image.fromarray(values), [Box(0.4, 0.37, 0.2, 0.27)], CoverKind.CALM), dtype=int)
    head = covered[120:180, 130:170]
    assert head[..., 1].max() < 90, "no green of the head"
    assert abs(covered[150, 130:135].mean(axis=0) - (200, 60, 60)).max() < 60
    assert abs(covered[150, 165:170].mean(axis=0) - (60, 60, 200)).max() < 60


def test_solid_is_one_flat_colour() -> None:
    covered = np.asarray(cover_regions(noise(4), [Box(0.3, 0.3, 0.3, 0.3)], CoverKind.SOLID))
    inside = covered[pixels_of(Box(0.3, 0.3, 0.3, 0.3))].reshape(-1, 3)
    assert len(np.unique(inside, axis=0)) == 1


@pytest.mark.parametrize("kind", CoverKind)
def test_a_box_around_everything_leaves_nothing(kind: CoverKind) -> None:
    whole = [Box(0, 0, 1, 1)]
    one, other = (np.asarray(cover_regions(noise(seed), whole, kind)) for seed in (5, 6))
    assert np.array_equal(one, other)


def test_a_see_through_outline_is_filled() -> None:
    picture = Image.new("RGBA", (WIDTH, HEIGHT), (10, 20, 30, 0))
    covered = cover_regions(picture, [Box(0.4, 0.4, 0.2, 0.2)], CoverKind.CALM)
    assert covered.getpixel((60, 45))[3] == 255
    assert covered.getpixel((0, 0))[3] == 0


def test_without_boxes_it_is_a_copy() -> None:
    picture = noise(7)
    copy = cover_regions(picture, [], CoverKind.CALM)
    assert copy is not picture
    assert np.array_equal(np.asarray(copy), np.asarray(picture))
