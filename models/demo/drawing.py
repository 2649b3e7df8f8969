# SPDX-License-Identifier: GPL-3.0-or-later
"""Draws one picture of the invented school, and knows where in it whose head is."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from PIL import Image

from models.demo.canvas import FINE, Canvas
from models.demo.chance import seeded_chance
from models.demo.compositions import COMPOSITIONS, LANDSCAPE, PORTRAIT, UPRIGHT_COMPOSITIONS
from models.demo.figures import HeadPlace
from models.demo.looks import Look
from models.demo.values import DemoScene
from models.errors import BugError
from models.media.box import Box

_COARSE = 0.04


@dataclass(frozen=True, slots=True)
class DrawnPerson:
    """Somebody in a drawn picture. ``box``: the head with its hair, in fractions of the upright picture."""

    person_key: str
    box: Box


def draw_scene(
    scene: DemoScene, looks: Mapping[str, Look], seed: int = 0
) -> tuple[Image.Image, tuple[DrawnPerson, ...]]:
    """The upright picture (RGB, 1600 x 1067 or 1067 x 1600 pixels) and the people in it, in the scene's order.

    The same scene, looks and seed give the same pixels. Raises `BugError` where a person or composition is unknown.
    """
    canvas, people = _compose(scene, looks, seed, FINE)
    return canvas.finish(), people


def locate_people(scene: DemoScene, looks: Mapping[str, Look], seed: int = 0) -> tuple[DrawnPerson, ...]:
    """The people that `draw_scene` gives, without the work of a fine drawing."""
    return _compose(scene, looks, seed, _COARSE)[1]


def _compose(
    scene: DemoScene, looks: Mapping[str, Look], seed: int, detail: float
) -> tuple[Canvas, tuple[DrawnPerson, ...]]:
    compose = COMPOSITIONS.get(scene.composition)
    if compose is None or not set(scene.people) <= set(looks):
        raise BugError("a picture with an unknown composition or person")
    width, height = PORTRAIT if scene.composition in UPRIGHT_COMPOSITIONS else LANDSCAPE
    canvas = Canvas(width, height, detail)
    heads = compose(canvas, [looks[key] for key in scene.people], seeded_chance(f"{seed} {scene.key}"))
    if len(heads) != len(scene.people):
        raise BugError("a composition that does not place everybody")
    people = tuple(
        DrawnPerson(key, _box_of(head, width, height)) for key, head in zip(scene.people, heads, strict=True)
    )
    return canvas, people


def _box_of(head: HeadPlace, width: int, height: int) -> Box:
    """Rounded to hundredths of a pixel first: what a transform leaves behind those differs with the detail."""
    x, y, w, h = (round(value, 2) for value in head)
    return Box.clamped(x / width, y / height, w / width, h / height)
