# SPDX-License-Identifier: GPL-3.0-or-later
"""People from head to foot. Local units: a figure is 1 high, its feet stand on the origin, up is negative."""

from __future__ import annotations

from dataclasses import dataclass
from math import cos, radians, sin
from typing import NamedTuple

from models.demo.canvas import Canvas, Colour, Pen, Point, darken, fade, lighten
from models.demo.heads import draw_back_of_head, draw_braids, draw_face, draw_hair_behind
from models.demo.looks import HairStyle, Look

TALL_PIXELS = 640.0

Bend = tuple[float, float]


class HeadPlace(NamedTuple):
    """The head in pixels of the finished picture: top left corner, width and height, hair included."""

    x: float
    y: float
    w: float
    h: float


@dataclass(frozen=True, slots=True)
class Pose:
    """What a body does. A bend is (upper, lower): degrees from hanging straight down, positive outwards.

    ``stance``: ``stand`` uses the leg bends, ``floor`` sits on the ground, ``none`` draws no legs (behind a table).
    """

    left_arm: Bend = (9, 6)
    right_arm: Bend = (9, 6)
    left_leg: Bend = (2, 0)
    right_leg: Bend = (2, 0)
    stance: str = "stand"
    lean: float = 0.0
    tilt: float = 0.0
    gaze: float = 0.0
    is_laughing: bool = False
    is_from_behind: bool = False


STANDING = Pose()
WAVING = Pose(right_arm=(100, 165), is_laughing=True, tilt=-4)
CHEERING = Pose(left_arm=(150, 170), right_arm=(150, 170), is_laughing=True)
RUNNING = Pose(left_arm=(38, -34), right_arm=(34, 118), left_leg=(12, 78), right_leg=(44, -6), lean=7, is_laughing=True)
SITTING = Pose(stance="floor", left_arm=(18, -28), right_arm=(18, -28))
AT_TABLE = Pose(stance="none", left_arm=(16, -40), right_arm=(16, -40))
READING = Pose(stance="none", left_arm=(20, -58), right_arm=(20, -58), tilt=4)
POINTING = Pose(right_arm=(62, 74), gaze=0.7)
BACK = Pose(is_from_behind=True)


class _Build(NamedTuple):
    head: float
    shoulder_y: float
    hip_y: float
    shoulder: float
    hip: float
    upper_arm: float
    fore_arm: float
    limb: float


_CHILD = _Build(0.235, -0.745, -0.42, 0.108, 0.1, 0.145, 0.14, 0.066)
_TEEN = _Build(0.2, -0.78, -0.45, 0.112, 0.098, 0.155, 0.15, 0.062)
_ADULT = _Build(0.178, -0.8, -0.47, 0.118, 0.1, 0.165, 0.155, 0.062)


def draw_figure(
    canvas: Canvas, x: float, y: float, look: Look, pose: Pose = STANDING, *, scale: float = 1.0, shadow: float = 0.3
) -> HeadPlace:
    """Draw somebody with their feet at ``(x, y)``; at scale 1 a tall adult is `TALL_PIXELS` high.

    ``shadow`` is the opacity of the shadow on the ground, 0 for none. Gives where the head is.
    """
    size = TALL_PIXELS * scale * look.height
    build = _build_of(look)
    if shadow and pose.stance != "none":
        canvas.glow(x + size * 0.03, y, size * 0.2, size * 0.032, (40, 40, 70), shadow)
    drop = 0.0
    if pose.stance == "floor":
        drop = -build.hip_y - 0.085
    pen = canvas.pen.at(x, y + drop * size, size)
    trunk = pen.at(0, build.hip_y, 1, pose.lean)
    body = trunk.at(0, -build.hip_y)
    head = body.at(0, -1 + build.head / 2 + 0.004, build.head, pose.tilt, is_mirrored=pose.gaze < 0)
    if not pose.is_from_behind:
        draw_hair_behind(head, look)
    if pose.stance == "stand":
        _draw_legs(pen, look, pose, build)
    elif pose.stance == "floor":
        _draw_crossed_legs(pen, look, build)
    else:
        pen.box(-build.hip, build.hip_y - 0.05, build.hip * 2, 0.4, look.bottom_colour)
    _draw_trunk(body, look, build, is_from_behind=pose.is_from_behind)
    for side, bend in ((-1, pose.left_arm), (1, pose.right_arm)):
        _draw_arm(body, look, build, side, bend)
    if pose.is_from_behind:
        draw_back_of_head(head, look)
    else:
        draw_face(head, look, gaze=abs(pose.gaze), is_mouth_open=pose.is_laughing)
        draw_braids(head, look)
    return _head_place(head, look)


def _build_of(look: Look) -> _Build:
    if look.is_adult:
        return _ADULT
    return _CHILD if look.height < 0.87 else _TEEN


def _head_place(head: Pen, look: Look) -> HeadPlace:
    top = {HairStyle.BUN: -0.8, HairStyle.AFRO: -0.76, HairStyle.PUFFS: -0.66, HairStyle.QUIFF: -0.72}.get(
        look.hair, -0.63
    )
    wide = {HairStyle.AFRO: 0.68, HairStyle.PUFFS: 0.7}.get(look.hair, 0.56)
    corners = [head.place_of(x, y) for x in (-wide, wide) for y in (top, 0.56)]
    left, right = min(x for x, _ in corners), max(x for x, _ in corners)
    upper, lower = min(y for _, y in corners), max(y for _, y in corners)
    return HeadPlace(left, upper, right - left, lower - upper)


def _reach(start: Point, length: float, degrees: float, side: int) -> Point:
    turn = radians(degrees)
    return start[0] + side * length * sin(turn), start[1] + length * cos(turn)


def _draw_legs(pen: Pen, look: Look, pose: Pose, build: _Build) -> None:
    thigh = -build.hip_y * 0.5
    shin = -build.hip_y * 0.47
    width = build.limb * 1.22
    for side, bend in ((-1, pose.left_leg), (1, pose.right_leg)):
        hip = (side * build.hip * 0.5, build.hip_y + 0.01)
        knee = _reach(hip, thigh, bend[0], side)
        foot = _reach(knee, shin, bend[1], side)
        cloth = look.skin if look.has_skirt else look.bottom_colour
        pen.line((hip, knee, foot), width if not look.has_skirt else width * 0.8, cloth)
        if look.has_skirt:
            pen.line((foot, _reach(foot, -0.05, bend[1], side)), width * 0.84, (240, 236, 228))
        toe = side * 0.02 if bend[1] >= 0 else side * 0.03
        pen.ellipse(foot[0] + toe, foot[1] + 0.004, 0.052, 0.03, look.shoe_colour)
        pen.box(foot[0] + toe - 0.05, foot[1] + 0.018, 0.1, 0.016, darken(look.shoe_colour, 0.35), 0.008)
    if not look.has_skirt:
        pen.box(-build.hip, build.hip_y - 0.05, build.hip * 2, 0.085, look.bottom_colour, 0.03)


def _draw_crossed_legs(pen: Pen, look: Look, build: _Build) -> None:
    cloth = look.bottom_colour
    y = build.hip_y
    pen.blob(((-0.09, y - 0.04), (0.09, y - 0.04), (0.25, y + 0.02), (0.24, y + 0.075), (0, y + 0.09),
              (-0.24, y + 0.075), (-0.25, y + 0.02)), cloth)  # fmt: skip
    pen.line(((-0.19, y + 0.035), (0.08, y + 0.068)), 0.075, darken(cloth, 0.1))
    pen.line(((0.19, y + 0.035), (-0.08, y + 0.068)), 0.075, cloth)
    for side in (-1, 1):
        pen.ellipse(side * 0.12, y + 0.08, 0.06, 0.028, look.shoe_colour)


def _draw_trunk(pen: Pen, look: Look, build: _Build, *, is_from_behind: bool) -> None:
    top, low, wide, hip = build.shoulder_y, build.hip_y, build.shoulder, build.hip
    colour = look.top_colour
    neck = build.head * 0.15
    pen.box(-neck, top - 0.05, neck * 2, 0.085, darken(look.skin, 0.1), 0.012)
    hem = low + 0.035
    if look.has_skirt:
        skirt = darken(look.bottom_colour, 0.0)
        pen.blob(((-hip * 0.9, low - 0.06), (hip * 0.9, low - 0.06), (hip * 1.6, low + 0.15), (0, low + 0.165),
                  (-hip * 1.6, low + 0.15)), skirt)  # fmt: skip
        hem = low
    outline: list[Point] = [
        (-neck * 1.15, top - 0.012),
        (-wide * 0.78, top + 0.008),
        (-wide, top + 0.05),
        (-wide * 0.94, top + 0.16),
        (-hip, hem),
        (hip, hem),
        (wide * 0.94, top + 0.16),
        (wide, top + 0.05),
        (wide * 0.78, top + 0.008),
        (neck * 1.15, top - 0.012),
    ]
    pen.polygon(outline, colour)
    _draw_pattern(pen, look, build, hem, is_from_behind=is_from_behind)
    if not is_from_behind:
        pen.polygon(
            (
                (-neck, top - 0.014),
                (neck, top - 0.014),
                (neck * 0.7, top + 0.016),
                (0, top + 0.028),
                (-neck * 0.7, top + 0.016),
            ),
            darken(look.skin, 0.1),
        )


def _draw_pattern(pen: Pen, look: Look, build: _Build, hem: float, *, is_from_behind: bool) -> None:
    top, wide, hip = build.shoulder_y, build.shoulder, build.hip
    second: Colour = look.second_colour
    match look.top:
        case "stripes":
            for step in range(4):
                y = top + 0.07 + step * 0.066
                half = wide * 0.95 - (wide - hip) * step * 0.2
                if y < hem - 0.02:
                    pen.box(-half, y, half * 2, 0.026, lighten(second, 0.25))
        case "spots":
            for row in range(4):
                for x in (-0.06, 0.0, 0.06):
                    pen.ellipse(x + 0.015 * (row % 2), top + 0.08 + row * 0.062, 0.013, 0.013, lighten(second, 0.3))
        case "hoodie" if is_from_behind:
            hood = ((-0.08, top), (0.08, top), (0.07, top + 0.09), (0, top + 0.12), (-0.07, top + 0.09))
            pen.blob(hood, darken(look.top_colour, 0.1))
        case "hoodie" | "collar" | "cardigan" if not is_from_behind:
            _draw_front_details(pen, look, build, hem)
        case "sweater":
            pen.box(-hip, hem - 0.03, hip * 2, 0.03, darken(look.top_colour, 0.12), 0.008)
        case _:
            return


def _draw_front_details(pen: Pen, look: Look, build: _Build, hem: float) -> None:
    top = build.shoulder_y
    if look.top == "hoodie":
        pen.arc(0, top - 0.012, build.head * 0.27, 0.05, 5, 175, 0.028, darken(look.top_colour, 0.14))
        pen.box(-0.062, hem - 0.12, 0.124, 0.075, darken(look.top_colour, 0.09), 0.02)
        for side in (-1, 1):
            pen.line(((side * 0.02, top + 0.04), (side * 0.024, top + 0.11)), 0.008, (250, 246, 238))
    elif look.top == "collar":
        for side in (-1, 1):
            wing = pen.at(0, top, is_mirrored=side < 0)
            paint = lighten(look.top_colour, 0.55)
            wing.polygon(((0, 0.045), (0.012, -0.02), (0.058, -0.004), (0.046, 0.05)), paint)
        for step in range(4):
            pen.ellipse(0, top + 0.09 + step * 0.065, 0.006, 0.006, darken(look.top_colour, 0.35))
    else:
        shirt = ((-0.035, top - 0.01), (0.035, top - 0.01), (0.03, hem), (-0.03, hem))
        pen.polygon(shirt, lighten(look.second_colour, 0.6))
        for side in (-1, 1):
            edge = ((side * 0.033, top + 0.02), (side * 0.03, hem - 0.01))
            pen.line(edge, 0.01, darken(look.top_colour, 0.2))


def _draw_arm(pen: Pen, look: Look, build: _Build, side: int, bend: Bend) -> None:
    shoulder = (side * (build.shoulder - build.limb * 0.42), build.shoulder_y + 0.042)
    elbow = _reach(shoulder, build.upper_arm, bend[0], side)
    hand = _reach(elbow, build.fore_arm, bend[1], side)
    sleeve = darken(look.top_colour, 0.07)
    is_short = look.top in ("tee", "stripes", "spots")
    pen.ellipse(*hand, build.limb * 0.56, build.limb * 0.56, look.skin)
    if is_short:
        pen.line((elbow, hand), build.limb * 0.76, look.skin)
        pen.line((shoulder, elbow), build.limb * 0.78, look.skin)
        cuff = (shoulder[0] + (elbow[0] - shoulder[0]) * 0.62, shoulder[1] + (elbow[1] - shoulder[1]) * 0.62)
        pen.line((shoulder, cuff), build.limb * 1.02, sleeve)
    else:
        wrist = (elbow[0] + (hand[0] - elbow[0]) * 0.82, elbow[1] + (hand[1] - elbow[1]) * 0.82)
        pen.line((shoulder, elbow, wrist), build.limb, sleeve)
    shade = fade(darken(look.top_colour, 0.5), 0.16)
    pen.line(((side * (build.shoulder - build.limb * 0.95), build.shoulder_y + 0.12),
              (side * (build.hip - 0.012), build.hip_y - 0.02)), 0.012, shade)  # fmt: skip
