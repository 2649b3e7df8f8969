# SPDX-License-Identifier: GPL-3.0-or-later
"""Photos with faces at known places, composed from freely licensed portraits that lie outside the project.

No photo of a person is part of the project. Name a folder in ``BEELDAKKOORD_FACES`` into which these were unpacked:

- the wheel of scikit-image (``astronaut.png``: NASA, public domain; and pictures without people);
- the source archive of face_recognition 1.3.0 (``obama.jpg``, ``obama3.jpg``, ``biden.jpg``: White House, public
  domain; only these pictures are used, nothing of the package is run);
- the source archive of Pillow (``hopper.png``: US Navy, public domain);
- the source archive of thumbor 7.8 (two portraits of Wikimedia contributors, CC BY-SA).
"""

from __future__ import annotations

import os
import random
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from PIL import Image, ImageDraw, ImageEnhance, ImageFilter

from models.demo.backdrops import (
    draw_classroom,
    draw_corridor,
    draw_forest,
    draw_greenhouse,
    draw_soft_room,
    draw_stage,
    draw_workshop,
    draw_yard,
)
from models.demo.canvas import Canvas
from models.media.box import Box

FOLDER = Path(os.environ.get("BEELDAKKOORD_FACES", "nowhere"))
PORTRAITS: dict[str, tuple[int, int, int, int]] = {
    "astronaut.png": (179, 63, 91, 111),
    "obama.jpg": (371, 90, 240, 329),
    "obama3.jpg": (644, 273, 266, 345),
    "biden.jpg": (427, 177, 286, 398),
    "hopper.png": (41, 24, 45, 54),
    "Christophe_Henner_-_June_2016.jpg": (810, 151, 2306, 2941),
    "Giunchedi%2C_Filippo_January_2015_01.jpg": (319, 78, 164, 215),
}
"""Left, top, width and height of the face, forehead to chin, in pixels; looked at one by one."""
PHOTOS = (
    "coffee.png", "rocket.jpg", "motorcycle_left.png", "brick.png", "grass.png", "gravel.png", "hubble_deep_field.jpg",
    "coins.png", "clock_motion.png",
)  # fmt: skip
DRAWN = (
    draw_forest,
    draw_stage,
    draw_classroom,
    draw_corridor,
    draw_yard,
    draw_workshop,
    draw_greenhouse,
    draw_soft_room,
)
_MOST_ENLARGED = 1.6
_TALLEST = 600
_REACH = 2.3
_HEAD_AND_SHOULDERS = ((-0.1, 0.72, 0.95), (1.35, 1.25, 0.8))
"""Ellipses that are cut out: how far below the middle of the face, half width and half height, in face heights."""


@dataclass(frozen=True, slots=True)
class Portrait:
    """A square of a photo around a face: ``middle`` and ``tall`` (the face's height) in pixels of ``picture``."""

    name: str
    picture: Image.Image
    middle: tuple[float, float]
    tall: float
    wide: float


@dataclass(frozen=True, slots=True)
class Composed:
    """A picture and the faces that were put into it."""

    picture: Image.Image
    faces: tuple[Box, ...]


def find_file(name: str) -> Path | None:
    """A file somewhere in the folder."""
    return next(iter(sorted(FOLDER.rglob(name))), None) if FOLDER.is_dir() else None


def load_portraits() -> list[Portrait]:
    """Every portrait that is there."""
    found = []
    for name, (x, y, w, h) in PORTRAITS.items():
        path = find_file(name)
        if path is not None:
            with Image.open(path) as opened:
                whole = opened.convert("RGB")
            shrink = min(1.0, _TALLEST / h)
            whole = whole.resize((round(whole.width * shrink), round(whole.height * shrink)), reducing_gap=3.0)
            tall, wide = h * shrink, w * shrink
            middle_x, middle_y, reach = (x + w / 2) * shrink, (y + h / 2) * shrink, _REACH * tall
            left, top = round(middle_x - reach), round(middle_y - reach)
            # What lies outside the photo is its edge, drawn out: the mask hides nearly all of it.
            edge, side = round(4 * tall), round(2 * reach)
            square = np.pad(np.asarray(whole), ((edge, edge), (edge, edge), (0, 0)), mode="edge")
            cut = square[top + edge : top + edge + side, left + edge : left + edge + side]
            found.append(Portrait(name, Image.fromarray(cut), (middle_x - left, middle_y - top), tall, wide))
    return found


def load_backdrop(number: int, size: tuple[int, int]) -> Image.Image:
    """A picture without people that fills ``size``: in turn a photo and a drawn place of the invented school."""
    path = find_file(PHOTOS[number // 2 % len(PHOTOS)])
    if number % 2 or path is None:
        canvas = Canvas(1600, 1200)
        DRAWN[number // 2 % len(DRAWN)](canvas, random.Random(number))  # noqa: S311 - the same place each time
        picture = canvas.finish()
    else:
        with Image.open(path) as opened:
            picture = opened.convert("RGB")
    scale = max(size[0] / picture.width, size[1] / picture.height)
    large = picture.resize((round(picture.width * scale) + 1, round(picture.height * scale) + 1))
    return large.crop((0, 0, *size))


def fits(portrait: Portrait, tall: float) -> bool:
    """Whether a portrait is sharp enough for a face of that height, and shows the shoulders that a small one needs."""
    return tall <= portrait.tall * _MOST_ENLARGED and (tall > 200 or "Henner" not in portrait.name)


def put_face(
    canvas: Image.Image,
    portrait: Portrait,
    middle: tuple[float, float],
    tall: float,
    degrees: float,
    chance: random.Random,
) -> Box:
    """Put a head into the picture and give its place: face height ``tall`` in pixels, mirrored and lit by chance."""
    scale = tall / portrait.tall
    side = max(8, round(portrait.picture.width * scale))
    head = portrait.picture.resize((side, side), Image.Resampling.LANCZOS, reducing_gap=3.0)
    middle_x, middle_y = portrait.middle[0] * scale, portrait.middle[1] * scale
    if chance.random() < 0.5:
        head = head.transpose(Image.Transpose.FLIP_LEFT_RIGHT)
        middle_x = side - middle_x
    head = ImageEnhance.Brightness(head).enhance(chance.uniform(0.65, 1.25))
    head = ImageEnhance.Contrast(head).enhance(chance.uniform(0.75, 1.2))
    mask = Image.new("L", head.size, 0)
    pen = ImageDraw.Draw(mask)
    for down, reach_x, reach_y in _HEAD_AND_SHOULDERS:
        x, y = middle_x, middle_y + down * tall
        pen.ellipse((x - reach_x * tall, y - reach_y * tall, x + reach_x * tall, y + reach_y * tall), fill=255)
    mask = mask.filter(ImageFilter.GaussianBlur(max(0.5, tall * 0.06)))
    centre = (middle_x, middle_y)
    head = head.rotate(degrees, Image.Resampling.BICUBIC, center=centre)
    mask = mask.rotate(degrees, Image.Resampling.BICUBIC, center=centre)
    canvas.paste(head, (round(middle[0] - middle_x), round(middle[1] - middle_y)), mask)
    half_w, half_h = portrait.wide * scale / 2, tall / 2
    turn = np.radians(degrees)
    reach_w = float(np.hypot(half_w * np.cos(turn), half_h * np.sin(turn)))
    reach_h = float(np.hypot(half_w * np.sin(turn), half_h * np.cos(turn)))
    width, height = canvas.size
    return Box.clamped(
        (middle[0] - reach_w) / width, (middle[1] - reach_h) / height, 2 * reach_w / width, 2 * reach_h / height
    )


def compose_group(portraits: list[Portrait], number: int) -> Composed:
    """A photo of 12 megapixels: in turn a class in rows, a yard with people far and near, a few people close by."""
    chance = random.Random(number)  # noqa: S311 - the same photos each time
    canvas = load_backdrop(number, (4000, 3000))
    places: list[tuple[float, float, float]] = []
    kind = number % 3
    if kind == 0:
        places = [
            (360 + 470 * column + 200 * (row % 2), 700 + 560 * row, chance.uniform(110, 190))
            for row in range(3)
            for column in range(8)
            if 360 + 470 * column + 200 * (row % 2) < 3850
        ]
    elif kind == 1:
        places = [
            (chance.uniform(250, 3750), 450 + 230 * row, 44 + 14 * row + chance.uniform(0, 12)) for row in range(10)
        ]
    else:
        count = chance.choice((1, 2, 3))
        places = [
            (4000 * (one + 0.5) / count, chance.uniform(1100, 1900), chance.uniform(380, 900)) for one in range(count)
        ]
    faces = []
    for x, y, tall in places:
        able = [one for one in portraits if fits(one, tall)]
        faces.append(put_face(canvas, chance.choice(able), (x, y), tall, chance.gauss(0, 7), chance))
    return Composed(canvas, tuple(faces))


def compose_grid(portraits: list[Portrait], tall: float, degrees: float, number: int) -> Composed:
    """A picture of 2000 x 1500 with 24 faces of one height (pixels) and turn, the size at which it is looked at."""
    chance = random.Random(1000 * number + round(tall))  # noqa: S311 - the same photos each time
    canvas = load_backdrop(number, (2000, 1500))
    faces = []
    for place in range(24):
        middle = 170 + 330 * (place % 6) + chance.uniform(-30, 30), 190 + 370 * (place // 6) + chance.uniform(-30, 30)
        portrait = portraits[place % len(portraits)]
        if fits(portrait, tall):
            faces.append(put_face(canvas, portrait, middle, tall, degrees + chance.uniform(-6, 6), chance))
    return Composed(canvas, tuple(faces))
