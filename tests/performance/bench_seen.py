# SPDX-License-Identifier: GPL-3.0-or-later
"""Pictures seen before: 100,000 fingerprints looked through, and how well copies are told from other pictures."""

from __future__ import annotations

import io
from collections.abc import Callable

import numpy as np
from PIL import Image, ImageEnhance, ImageOps

from models.media.fingerprint import ALIKE_DISTANCE, FINGERPRINT_BYTES, SAME_DISTANCE, FingerprintIndex, fingerprint_of
from tests.models.media.test_fingerprint import cut, pressed, printed, scenery, with_a_cover
from tests.performance.conftest import Figures

PICTURES = 100_000
SCENES = 150
CHANGES: dict[str, Callable[[Image.Image], Image.Image]] = {
    "messenger, 1600 pixels, quality 60": lambda one: pressed(one.resize((1600, 1200)), 60),
    "messenger, 320 pixels, quality 40": lambda one: pressed(one.resize((320, 240)), 40),
    "pale": lambda one: ImageEnhance.Color(one).enhance(0.2),
    "brighter": lambda one: ImageEnhance.Brightness(one).enhance(1.2),
    "somebody covered": with_a_cover,
    "5 % cut off": lambda one: cut(one, 0.025, 0.025, 0.975, 0.975),
    "10 % cut off": lambda one: cut(one, 0.05, 0.05, 0.95, 0.95),
    "20 % cut off": lambda one: cut(one, 0.1, 0.1, 0.9, 0.9),
    "25 % cut off": lambda one: cut(one, 0.125, 0.125, 0.875, 0.875),
    "square": lambda one: cut(one, 0.125, 0, 0.875, 1),
    "square, off the middle": lambda one: cut(one, 0.05, 0, 0.8, 1),
    "4 to 5": lambda one: cut(one, 0.2, 0, 0.8, 1),
    "mirrored": ImageOps.mirror,
}


def test_looking_through_a_library(figures: Figures) -> None:
    """One picture among 100,000, each with nine parts, in both directions: under 20 ms."""
    rng = np.random.default_rng(3)
    prints = [rng.bytes(FINGERPRINT_BYTES) for _ in range(PICTURES)]
    index = FingerprintIndex()
    figures.measure("100,000 fingerprints into the index", lambda: index.add(list(range(PICTURES)), prints), runs=1)
    asked = iter(rng.integers(0, PICTURES, 200).tolist())
    name = "one picture looked for among 100,000 by nine parts"
    figures.measure(name, lambda: index.find(prints[next(asked)]), runs=21, limit_ms=20)


def test_making_a_fingerprint(figures: Figures) -> None:
    """From the 320-pixel thumbnail: against decoding that thumbnail once more."""
    small = scenery(1, (320, 240))
    buffer = io.BytesIO()
    small.save(buffer, "JPEG", quality=80)
    figures.measure("a thumbnail decoded", lambda: Image.open(io.BytesIO(buffer.getvalue())).load(), runs=51)
    figures.measure("a fingerprint of it (nine parts)", lambda: fingerprint_of(small), runs=51, limit_ms=12)


def test_copies_and_strangers(figures: Figures) -> None:
    """Every ordinary change of 150 pictures is found, and no picture is taken for another."""
    scenes = [scenery(seed) for seed in range(SCENES)]
    index = FingerprintIndex()
    index.add(list(range(SCENES)), [printed(one) for one in scenes])
    strangers = 0
    for name, change in CHANGES.items():
        hits, far = 0, 0
        for seed, scene in enumerate(scenes):
            found = index.find(printed(change(scene)), within=ALIKE_DISTANCE)
            hits += any(one.item_id == seed for one in found)
            strangers += sum(one.item_id != seed for one in found)
            far = max(far, next((one.distance for one in found if one.item_id == seed), far))
        figures.lines.append(f"found again: {name:38} {hits / SCENES:6.0%}   farthest {far} bits of 256")
        if name not in ("25 % cut off", "square, off the middle"):
            assert hits == SCENES, name
    nearest = [index.find(printed(one), within=256, most=2)[1].distance for one in scenes]
    figures.lines.append(f"nearest other picture: {min(nearest)} bits (the same: up to {SAME_DISTANCE})")
    assert strangers == 0
