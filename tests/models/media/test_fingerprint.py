# SPDX-License-Identifier: GPL-3.0-or-later
"""A picture is recognised after what messengers, filters and scissors do to it, and no other picture is."""

from __future__ import annotations

import io
from collections.abc import Callable

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image, ImageDraw, ImageEnhance, ImageOps

from models.media.fingerprint import (
    ALIKE_DISTANCE,
    FINGERPRINT_BYTES,
    SAME_DISTANCE,
    Crop,
    FingerprintIndex,
    crop_box,
    distance_between,
    fingerprint_of,
)

PICTURES = 40


def scenery(seed: int, size: tuple[int, int] = (640, 480)) -> Image.Image:
    """A picture with the spectrum of a photo: coarse things are stronger than fine ones."""
    rng = np.random.default_rng(seed)
    width, height = size
    down, across = np.fft.fftfreq(height)[:, None], np.fft.fftfreq(width)[None, :]
    strength = 1 / np.maximum(np.hypot(down, across), 1 / max(size)) ** 1.2
    planes = []
    for _colour in range(3):
        waves = np.fft.ifft2(np.fft.fft2(rng.standard_normal((height, width))) * strength).real
        planes.append((128 + 50 * (waves - waves.mean()) / waves.std()).clip(0, 255).astype(np.uint8))
    return Image.fromarray(np.dstack(planes))


def printed(picture: Image.Image) -> bytes:
    found = fingerprint_of(picture)
    assert found is not None
    return found


def pressed(picture: Image.Image, quality: int) -> Image.Image:
    buffer = io.BytesIO()
    picture.save(buffer, "JPEG", quality=quality)
    return Image.open(buffer).convert("RGB")


def cut(picture: Image.Image, left: float, top: float, right: float, bottom: float) -> Image.Image:
    width, height = picture.size
    return picture.crop((int(left * width), int(top * height), int(right * width), int(bottom * height)))


def with_a_cover(picture: Image.Image) -> Image.Image:
    covered = picture.copy()
    ImageDraw.Draw(covered).ellipse((280, 150, 360, 250), fill=(120, 130, 140))
    return covered


@pytest.fixture(scope="module")
def library() -> FingerprintIndex:
    index = FingerprintIndex()
    index.add(list(range(PICTURES)), [printed(scenery(seed)) for seed in range(PICTURES)])
    return index


@pytest.mark.parametrize(
    ("change", "within"),
    [
        pytest.param(lambda one: pressed(one.resize((1600, 1200)), 60), SAME_DISTANCE, id="messenger, large"),
        pytest.param(lambda one: pressed(one.resize((320, 240)), 40), SAME_DISTANCE, id="messenger, small"),
        pytest.param(lambda one: ImageEnhance.Color(one).enhance(0.2), SAME_DISTANCE, id="pale"),
        pytest.param(lambda one: ImageEnhance.Brightness(one).enhance(1.2), SAME_DISTANCE, id="brighter"),
        pytest.param(ImageOps.grayscale, SAME_DISTANCE, id="black and white"),
        pytest.param(with_a_cover, ALIKE_DISTANCE, id="somebody covered"),
        pytest.param(lambda one: cut(one, 0.025, 0.025, 0.975, 0.975), ALIKE_DISTANCE, id="5 % off"),
        pytest.param(lambda one: cut(one, 0.05, 0.05, 0.95, 0.95), ALIKE_DISTANCE, id="10 % off"),
        pytest.param(lambda one: cut(one, 0.1, 0.1, 0.9, 0.9), ALIKE_DISTANCE, id="20 % off"),
        pytest.param(lambda one: cut(one, 0.125, 0, 0.875, 1), ALIKE_DISTANCE, id="square"),
        pytest.param(lambda one: cut(one, 0.2, 0, 0.8, 1), ALIKE_DISTANCE, id="4 to 5"),
        pytest.param(lambda one: cut(one, 0.12, 0, 1, 1), ALIKE_DISTANCE, id="left side off"),
        pytest.param(lambda one: cut(one, 0, 0, 0.9, 1), ALIKE_DISTANCE, id="right side off"),
        pytest.param(ImageOps.mirror, SAME_DISTANCE, id="mirrored"),
    ],
)
def test_a_changed_picture_is_recognised_and_no_other(
    library: FingerprintIndex, change: Callable[[Image.Image], Image.Image], within: int
) -> None:
    for seed in range(0, PICTURES, 4):
        found = library.find(printed(change(scenery(seed))))
        assert [one.item_id for one in found] == [seed]
        assert found[0].distance <= within


def test_the_part_that_matched_is_told_in_both_directions() -> None:
    whole, square = printed(scenery(1)), printed(cut(scenery(1), 0.125, 0, 0.875, 1))
    of_whole, of_square = FingerprintIndex(), FingerprintIndex()
    of_whole.add([7], [whole])
    of_square.add([8], [square])
    (part,), (larger,) = of_whole.find(square), of_square.find(whole)
    assert (part.item_id, part.crop, part.is_part) == (7, Crop.SQUARE, True)
    assert (larger.item_id, larger.crop, larger.is_part) == (8, Crop.SQUARE, False)


@pytest.mark.parametrize("colour", ["white", "black", "#336699"])
def test_a_picture_of_one_colour_has_no_fingerprint(colour: str) -> None:
    assert fingerprint_of(Image.new("RGB", (400, 300), colour)) is None


def test_parts_of_one_colour_match_nothing() -> None:
    picture = Image.new("RGB", (400, 300), "white")
    picture.paste(scenery(3, (30, 300)), (0, 0))
    index = FingerprintIndex()
    index.add([1], [printed(picture)])
    assert index.find(printed(scenery(5))) == ()


def test_the_size_of_the_source_matters_little() -> None:
    for seed in range(5):
        large = scenery(seed, (1600, 1200))
        assert distance_between(printed(large), printed(large.resize((320, 240), Image.Resampling.LANCZOS))) <= 8


@given(st.lists(st.tuples(st.integers(0, 30), st.booleans()), max_size=40))
@settings(max_examples=60, deadline=None)
def test_the_index_holds_what_was_added_and_not_removed(steps: list[tuple[int, bool]]) -> None:
    rng = np.random.default_rng(5)
    prints = [rng.bytes(FINGERPRINT_BYTES) for _ in range(31)]
    index, expected = FingerprintIndex(), set[int]()
    for item_id, is_added in steps:
        if is_added:
            index.add([item_id], [prints[item_id]])
            expected.add(item_id)
        else:
            index.remove([item_id])
            expected.discard(item_id)
    assert len(index) == len(expected)
    found = {one for one in range(31) for hit in index.find(prints[one], within=0) if hit.item_id == one}
    assert found == expected


def test_adding_again_replaces() -> None:
    index = FingerprintIndex()
    index.add([1, 2], [printed(scenery(1)), printed(scenery(2))])
    index.add([1], [printed(scenery(9))])
    assert len(index) == 2
    assert index.find(printed(scenery(1))) == ()
    assert [one.item_id for one in index.find(printed(scenery(9)))] == [1]


def test_a_fingerprint_of_another_size_is_refused() -> None:
    with pytest.raises(ValueError, match="288 bytes"):
        FingerprintIndex().add([1], [b"short"])


@given(st.integers(1, 6000), st.integers(1, 6000), st.sampled_from(list(Crop)))
def test_every_part_lies_in_the_picture(width: int, height: int, crop: Crop) -> None:
    left, top, right, bottom = crop_box(crop, width, height)
    assert 0 <= left < right <= 1
    assert 0 <= top < bottom <= 1
