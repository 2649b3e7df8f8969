# SPDX-License-Identifier: GPL-3.0-or-later
"""Heads: face, hair, headscarf, glasses. Local units: the head is 1 high, its middle is the origin."""

from __future__ import annotations

from models.demo.canvas import Colour, Pen, Point, arc_points, darken, fade, lighten, mix
from models.demo.looks import HairStyle, Look

FACE_RX, FACE_RY = 0.42, 0.5
_INK: Colour = (58, 44, 52)
_LIPS: Colour = (170, 78, 78)

_SIDE_SWEPT: tuple[Point, ...] = (
    (0.43, 0.03),
    (0.4, -0.1),
    (0.3, -0.24),
    (0.08, -0.22),
    (-0.18, -0.27),
    (-0.36, -0.12),
)
_FRINGE: tuple[Point, ...] = ((0.44, 0.08), (0.39, -0.12), (0.2, -0.15), (0.0, -0.13), (-0.2, -0.15), (-0.39, -0.12))
_PARTED: tuple[Point, ...] = ((0.44, 0.08), (0.4, -0.08), (0.28, -0.22), (0.06, -0.38), (-0.2, -0.26), (-0.38, -0.08))
_HIGH: tuple[Point, ...] = ((0.43, 0.0), (0.39, -0.14), (0.26, -0.28), (0.0, -0.31), (-0.26, -0.28), (-0.39, -0.14))
_HAIRLINES = {
    HairStyle.CROP: _HIGH,
    HairStyle.SHORT: _SIDE_SWEPT,
    HairStyle.QUIFF: _HIGH,
    HairStyle.BOB: _FRINGE,
    HairStyle.LONG: _PARTED,
    HairStyle.WAVY: _SIDE_SWEPT,
    HairStyle.PONYTAIL: _HIGH,
    HairStyle.BRAIDS: _PARTED,
    HairStyle.BUN: _SIDE_SWEPT,
    HairStyle.CURLS: _HIGH,
    HairStyle.AFRO: _HIGH,
    HairStyle.PUFFS: _PARTED,
    HairStyle.LOCS: _HIGH,
}


def draw_hair_behind(pen: Pen, look: Look) -> None:
    """The part of the hair that hangs behind the shoulders; drawn before the body."""
    colour = darken(look.hair_colour, 0.16)
    match look.hair:
        case HairStyle.LONG:
            pen.blob(((-0.3, -0.5), (0.3, -0.5), (0.52, 0.0), (0.53, 0.8), (0.2, 0.95), (-0.2, 0.95), (-0.53, 0.8),
                      (-0.52, 0.0)), colour)  # fmt: skip
        case HairStyle.WAVY:
            pen.blob(((-0.3, -0.5), (0.3, -0.5), (0.52, -0.1), (0.49, 0.2), (0.6, 0.45), (0.5, 0.72), (0.1, 0.7),
                      (-0.1, 0.7), (-0.5, 0.72), (-0.6, 0.45), (-0.49, 0.2), (-0.52, -0.1)), colour)  # fmt: skip
        case HairStyle.BOB:
            pen.blob(((-0.3, -0.52), (0.3, -0.52), (0.52, -0.1), (0.52, 0.38), (0.3, 0.46), (-0.3, 0.46), (-0.52, 0.38),
                      (-0.52, -0.1)), colour)  # fmt: skip
        case HairStyle.PONYTAIL:
            pen.blob(((0.2, -0.46), (0.56, -0.4), (0.68, -0.05), (0.64, 0.42), (0.54, 0.56), (0.5, 0.2), (0.42, -0.1)),
                     colour)  # fmt: skip
        case HairStyle.AFRO:
            for x, y in arc_points(0, -0.12, 0.46, 0.42, 140, 400, 11):
                pen.ellipse(x, y, 0.2, 0.2, look.hair_colour)
        case HairStyle.PUFFS:
            for x in (-0.46, 0.46):
                pen.ellipse(x, -0.4, 0.24, 0.24, look.hair_colour)
        case HairStyle.LOCS:
            for index in range(9):
                x = -0.44 + index * 0.11
                pen.line(((x * 0.9, -0.2), (x * 1.12, 0.5 + 0.05 * (index % 3))), 0.1, colour)
        case HairStyle.CURLS:
            for x, y in arc_points(0, -0.08, 0.44, 0.42, 165, 375, 9):
                pen.ellipse(x, y, 0.15, 0.15, look.hair_colour)
        case HairStyle.BUN:
            pen.ellipse(0.0, -0.6, 0.2, 0.18, colour)
        case _:
            return


def draw_face(pen: Pen, look: Look, *, gaze: float = 0.0, is_mouth_open: bool = False) -> None:
    """A head seen from the front; ``gaze`` from -1 to 1 turns the face to the viewer's left or right."""
    if look.hair is HairStyle.SCARF:
        _draw_scarf(pen, look)
        pen = pen.at(0, 0.03, 0.9)
    else:
        for side in (-1, 1):
            pen.ellipse(side * FACE_RX, 0.06, 0.075, 0.1, darken(look.skin, 0.06))
        if look.hair is HairStyle.BALD:
            for side in (-1, 1):
                pen.ellipse(side * 0.4, -0.06, 0.07, 0.17, look.hair_colour)
    pen.blob(_face_outline(), look.skin)
    if look.has_beard:
        _draw_beard(pen, look)
    _draw_features(pen.at(gaze * 0.09, 0), look, is_mouth_open=is_mouth_open)
    if look.hair is not HairStyle.SCARF:
        _draw_hair_front(pen, look)
        if look.has_hearing_aid:
            pen.arc(FACE_RX + 0.04, 0.04, 0.05, 0.09, -120, 60, 0.035, (96, 140, 190))


def draw_back_of_head(pen: Pen, look: Look) -> None:
    """A head seen from behind."""
    if look.hair is HairStyle.SCARF:
        _draw_scarf(pen, look)
        pen.arc(0, 0.1, 0.3, 0.42, 200, 340, 0.03, darken(look.second_colour, 0.16))
        return
    for side in (-1, 1):
        pen.ellipse(side * FACE_RX, 0.06, 0.07, 0.1, darken(look.skin, 0.06))
    pen.blob(_face_outline(), look.skin)
    if look.hair is HairStyle.BALD:
        pen.blob(
            ((-0.42, -0.04), (0.0, 0.1), (0.42, -0.04), (0.38, 0.24), (0.0, 0.34), (-0.38, 0.24)), look.hair_colour
        )
        return
    low = 0.3 if look.hair in (HairStyle.CROP, HairStyle.QUIFF, HairStyle.SHORT) else 0.42
    shape = ((-0.3, -0.48), (0.0, -0.58), (0.3, -0.48), (0.46, -0.12), (0.42, low - 0.1), (0.2, low), (-0.2, low),
             (-0.42, low - 0.1), (-0.46, -0.12))  # fmt: skip
    pen.blob(shape, look.hair_colour)
    pen.arc(0.06, -0.16, 0.24, 0.24, 200, 285, 0.03, fade(lighten(look.hair_colour, 0.3), 0.5))
    if look.hair in (HairStyle.CURLS, HairStyle.AFRO):
        for x, y in arc_points(0, -0.08, 0.4, 0.4, 0, 330, 11):
            pen.ellipse(x, y, 0.16, 0.16, look.hair_colour)
    elif look.hair in (HairStyle.LONG, HairStyle.WAVY):
        pen.blob(((-0.4, -0.2), (0.4, -0.2), (0.52, 0.3), (0.46, 0.85), (0, 0.93), (-0.46, 0.85), (-0.52, 0.3)),
                 look.hair_colour)  # fmt: skip
    elif look.hair is HairStyle.PONYTAIL:
        pen.blob(((-0.1, -0.24), (0.1, -0.24), (0.16, 0.2), (0.06, 0.72), (-0.06, 0.72), (-0.16, 0.2)),
                 darken(look.hair_colour, 0.14))  # fmt: skip
        pen.ellipse(0, -0.22, 0.11, 0.06, look.second_colour)


def draw_braids(pen: Pen, look: Look) -> None:
    """Two braids over the shoulders; drawn after the body."""
    if look.hair is not HairStyle.BRAIDS:
        return
    for side in (-1, 1):
        for step in range(4):
            shade = darken(look.hair_colour, 0.05 + 0.09 * (step % 2))
            pen.ellipse(side * (0.42 + 0.02 * step), 0.26 + 0.13 * step, 0.1 - 0.008 * step, 0.1, shade)
        pen.ellipse(side * 0.49, 0.74, 0.075, 0.04, look.second_colour)
        pen.ellipse(side * 0.49, 0.82, 0.05, 0.07, look.hair_colour)


def _face_outline() -> tuple[Point, ...]:
    rx = FACE_RX
    return ((0, -0.5), (rx * 0.72, -0.38), (rx, -0.05), (rx * 0.9, 0.22), (rx * 0.5, 0.45), (0, 0.51),
            (-rx * 0.5, 0.45), (-rx * 0.9, 0.22), (-rx, -0.05), (-rx * 0.72, -0.38))  # fmt: skip


def _draw_features(pen: Pen, look: Look, *, is_mouth_open: bool) -> None:
    depth = sum(look.skin) / 765
    blush = mix(look.skin, (226, 96, 88), 0.34 if depth > 0.6 else 0.22)
    for side in (-1, 1):
        pen.ellipse(side * 0.26, 0.19, 0.09, 0.062, blush)
        if look.has_glasses:
            pen.ellipse(side * 0.18, 0.05, 0.125, 0.115, (255, 255, 255, 60))
        pen.ellipse(side * 0.17, 0.05, 0.043, 0.056, _INK)
        pen.ellipse(side * 0.17 + 0.014, 0.03, 0.014, 0.016, (255, 255, 255))
        brow = darken(look.hair_colour, 0.3) if look.hair is not HairStyle.SCARF else (70, 52, 50)
        pen.arc(side * 0.17, -0.03, 0.075, 0.055, 205, 335, 0.024, brow)
        if look.has_freckles:
            for x, y in ((0.2, 0.14), (0.27, 0.12), (0.24, 0.2), (0.13, 0.16)):
                pen.ellipse(side * x, y, 0.013, 0.013, darken(look.skin, 0.3))
    pen.arc(0, 0.1, 0.045, 0.055, 30, 150, 0.022, darken(look.skin, 0.22))
    if is_mouth_open:
        pen.polygon(arc_points(0, 0.25, 0.14, 0.15, 0, 180, 16), darken(_LIPS, 0.28))
        pen.box(-0.1, 0.25, 0.2, 0.035, (255, 252, 246))
        pen.ellipse(0, 0.362, 0.07, 0.03, (214, 110, 106))
    else:
        pen.arc(0, 0.2, 0.125, 0.115, 25, 155, 0.028, mix(_LIPS, darken(look.skin, 0.5), 0.3))
    if look.has_glasses:
        frame = (66, 62, 84)
        for side in (-1, 1):
            pen.arc(side * 0.18, 0.05, 0.13, 0.12, 0, 360, 0.022, frame)
            pen.line(((side * 0.31, 0.03), (side * 0.4, 0.0)), 0.022, frame)
        pen.arc(0, 0.04, 0.055, 0.035, 195, 345, 0.022, frame)


def _draw_hair_front(pen: Pen, look: Look) -> None:
    if look.hair is HairStyle.BALD:
        pen.arc(0.1, -0.2, 0.22, 0.2, 215, 290, 0.03, fade(lighten(look.skin, 0.5), 0.6))
        return
    tall = 0.55 if look.hair is HairStyle.CROP else 0.59
    crown = arc_points(0, -0.02, 0.465, tall, 172, 368, 26)
    pen.polygon([*crown, *_HAIRLINES[look.hair], (-0.44, 0.05)], look.hair_colour)
    shine = fade(lighten(look.hair_colour, 0.35), 0.45)
    match look.hair:
        case HairStyle.QUIFF:
            pen.blob(((-0.36, -0.3), (-0.3, -0.6), (0.05, -0.74), (0.34, -0.62), (0.36, -0.3), (0.1, -0.36)),
                     look.hair_colour)  # fmt: skip
        case HairStyle.CURLS:
            for x, y in arc_points(0, -0.1, 0.4, 0.4, 190, 350, 8):
                pen.ellipse(x, y, 0.13, 0.12, look.hair_colour)
        case HairStyle.LONG | HairStyle.WAVY | HairStyle.BOB:
            for side in (-1, 1):
                pen.blob(((side * 0.36, -0.2), (side * 0.49, -0.02), (side * 0.5, 0.36), (side * 0.43, 0.42),
                          (side * 0.4, 0.1)), look.hair_colour)  # fmt: skip
        case HairStyle.PUFFS:
            for side in (-1, 1):
                pen.ellipse(side * 0.37, -0.33, 0.06, 0.06, look.second_colour)
        case HairStyle.PONYTAIL:
            pen.ellipse(0.33, -0.43, 0.08, 0.08, look.second_colour)
        case _:
            pass
    pen.arc(-0.06, -0.12, 0.3, 0.34, 225, 292, 0.035, shine)


def _draw_beard(pen: Pen, look: Look) -> None:
    colour = mix(look.hair_colour, look.skin, 0.12)
    outer = arc_points(0, 0.02, FACE_RX * 0.97, 0.5, 8, 172, 22)
    pen.polygon([*outer, (-0.3, 0.16), (-0.17, 0.2), (0, 0.16), (0.17, 0.2), (0.3, 0.16)], colour)


def _draw_scarf(pen: Pen, look: Look) -> None:
    colour = look.second_colour
    pen.blob(((-0.3, 0.3), (0.3, 0.3), (0.52, 0.66), (0.36, 0.86), (0, 0.94), (-0.36, 0.86), (-0.52, 0.66)),
             darken(colour, 0.1))  # fmt: skip
    pen.blob(((0, -0.6), (0.36, -0.47), (0.52, -0.06), (0.46, 0.36), (0.24, 0.62), (0, 0.68), (-0.24, 0.62),
              (-0.46, 0.36), (-0.52, -0.06), (-0.36, -0.47)), colour)  # fmt: skip
    pen.arc(0.08, 0.34, 0.42, 0.3, 20, 100, 0.025, darken(colour, 0.2))
