# SPDX-License-Identifier: GPL-3.0-or-later
"""A drawing surface for flat illustrations: shapes through a transform, drawn large and made small for smooth edges."""

from __future__ import annotations

from collections.abc import Sequence
from math import cos, pi, radians, sin, sqrt
from typing import NamedTuple

from PIL import Image, ImageDraw, ImageFilter, ImageFont

from models.resources import resource_path

Point = tuple[float, float]
Colour = tuple[int, int, int]
Paint = tuple[int, int, int] | tuple[int, int, int, int]

FINE = 3.0
_ROUND_STEPS = 40
_SOFT_STEP = 16


def mix(one: Colour, other: Colour, share: float) -> Colour:
    """The colour ``share`` (0 to 1) of the way from one to the other."""
    return (
        round(one[0] + (other[0] - one[0]) * share),
        round(one[1] + (other[1] - one[1]) * share),
        round(one[2] + (other[2] - one[2]) * share),
    )


def darken(colour: Colour, share: float) -> Colour:
    """A deeper shade: towards a dark violet blue, which looks calmer than towards black."""
    return mix(colour, (38, 30, 66), share)


def lighten(colour: Colour, share: float) -> Colour:
    """A lighter tint: towards a warm white."""
    return mix(colour, (255, 251, 244), share)


def fade(colour: Colour, opacity: float) -> Paint:
    """The colour with an opacity from 0 to 1."""
    return (*colour, round(255 * opacity))


class Transform(NamedTuple):
    """Where a local point lands: ``(a * x + c * y + e, b * x + d * y + f)``."""

    a: float
    b: float
    c: float
    d: float
    e: float
    f: float

    def apply(self, point: Point) -> Point:
        """The point on the drawing surface."""
        x, y = point
        return self.a * x + self.c * y + self.e, self.b * x + self.d * y + self.f

    def then_local(self, x: float, y: float, scale: float, degrees: float, is_mirrored: bool) -> Transform:
        """The transform of a smaller, turned (clockwise) and perhaps mirrored place within this one."""
        turn = radians(degrees)
        across = -scale if is_mirrored else scale
        a, b = across * cos(turn), across * sin(turn)
        c, d = -scale * sin(turn), scale * cos(turn)
        origin = self.apply((x, y))
        return Transform(
            self.a * a + self.c * b,
            self.b * a + self.d * b,
            self.a * c + self.c * d,
            self.b * c + self.d * d,
            *origin,
        )

    @property
    def size(self) -> float:
        """How many pixels of the surface one local unit is."""
        return sqrt(self.a * self.a + self.b * self.b)


class Pen:
    """Draws shapes in local units. All lengths are in those units, all angles in degrees, clockwise."""

    def __init__(self, draw: ImageDraw.ImageDraw, transform: Transform, detail: float) -> None:
        self._draw = draw
        self._transform = transform
        self._detail = detail

    def at(self, x: float, y: float, scale: float = 1.0, degrees: float = 0.0, *, is_mirrored: bool = False) -> Pen:
        """A pen whose origin lies at a point of this one."""
        return Pen(self._draw, self._transform.then_local(x, y, scale, degrees, is_mirrored), self._detail)

    def place_of(self, x: float, y: float) -> Point:
        """A local point as pixels of the finished picture."""
        placed = self._transform.apply((x, y))
        return placed[0] / self._detail, placed[1] / self._detail

    def polygon(self, points: Sequence[Point], paint: Paint) -> None:
        """A filled shape with straight sides."""
        self._draw.polygon([self._transform.apply(point) for point in points], fill=paint)

    def blob(self, points: Sequence[Point], paint: Paint) -> None:
        """A filled shape with a smooth outline through the points (closed Catmull-Rom spline)."""
        self.polygon(_smooth(points), paint)

    def ellipse(self, x: float, y: float, rx: float, ry: float, paint: Paint) -> None:
        """A filled ellipse around a middle."""
        self.polygon(arc_points(x, y, rx, ry, 0, 360), paint)

    def box(self, x: float, y: float, w: float, h: float, paint: Paint, radius: float = 0.0) -> None:
        """A filled rectangle from its top left corner, with round corners if wanted."""
        if radius <= 0:
            self.polygon(((x, y), (x + w, y), (x + w, y + h), (x, y + h)), paint)
            return
        r = min(radius, w / 2, h / 2)
        corners = ((x + w - r, y + r, -90), (x + w - r, y + h - r, 0), (x + r, y + h - r, 90), (x + r, y + r, 180))
        outline = [point for cx, cy, start in corners for point in arc_points(cx, cy, r, r, start, start + 90, 8)]
        self.polygon(outline, paint)

    def line(self, points: Sequence[Point], width: float, paint: Paint) -> None:
        """A stroke through the points with round joints and ends."""
        placed = [self._transform.apply(point) for point in points]
        thick = max(1.0, width * self._transform.size)
        self._draw.line(placed, fill=paint, width=max(1, round(thick)))
        r = thick / 2
        if thick > 2:
            for x, y in placed:
                self._draw.ellipse((x - r, y - r, x + r, y + r), fill=paint)

    def arc(
        self, x: float, y: float, rx: float, ry: float, start: float, end: float, width: float, paint: Paint
    ) -> None:
        """A stroke along an ellipse, from angle to angle (0 right, 90 down)."""
        self.line(arc_points(x, y, rx, ry, start, end, max(14, round(abs(end - start) / 8))), width, paint)


class Canvas:
    """A picture being drawn, of ``width`` by ``height`` finished pixels.

    ``detail``: how many times larger it is drawn. Where things are does not depend on it, so that a coarse canvas is
    enough to learn who is where.
    """

    def __init__(self, width: int, height: int, detail: float = FINE) -> None:
        self.width = width
        self.height = height
        self._detail = detail
        self._image = Image.new("RGB", (self._length(width), self._length(height)), (255, 255, 255))
        base = Transform(detail, 0, 0, detail, 0, 0)
        self.pen = Pen(ImageDraw.Draw(self._image, "RGBA"), base, detail)

    def _length(self, length: float) -> int:
        return max(1, round(length * self._detail))

    def gradient(self, top: float, bottom: float, upper: Colour, lower: Colour) -> None:
        """Fill the full width from one height to another with an even change of colour."""
        rows = max(2, round(bottom - top))
        strip = Image.new("RGB", (1, rows))
        strip.putdata([mix(upper, lower, row / (rows - 1)) for row in range(rows)])
        size = (self._image.width, self._length(bottom - top))
        self._image.paste(strip.resize(size, Image.Resampling.NEAREST), (0, round(top * self._detail)))

    def glow(self, x: float, y: float, rx: float, ry: float, paint: Colour, opacity: float) -> None:
        """A soft spot of light or shade around a middle, fading to nothing at the rim."""
        wide, high = max(4, round(rx * 2 / _SOFT_STEP)), max(4, round(ry * 2 / _SOFT_STEP))
        mask = Image.new("L", (wide * 2, high * 2), 0)
        oval = (wide * 0.45, high * 0.45, wide * 1.55, high * 1.55)
        ImageDraw.Draw(mask).ellipse(oval, fill=round(255 * opacity))
        mask = mask.filter(ImageFilter.GaussianBlur(max(1.0, min(wide, high) * 0.22)))
        size = (self._length(rx * 2.4), self._length(ry * 2.4))
        corner = (round((x - rx * 1.2) * self._detail), round((y - ry * 1.2) * self._detail))
        self._image.paste(paint, corner, mask.resize(size, Image.Resampling.BICUBIC))

    def write(self, x: float, y: float, words: str, size: float, paint: Paint) -> None:
        """Words in the program's own bold typeface, ``size`` pixels high, their middle at a point."""
        font = ImageFont.truetype(str(resource_path("fonts", "NotoSans-Bold.ttf")), self._length(size))
        place = (x * self._detail, y * self._detail)
        ImageDraw.Draw(self._image, "RGBA").text(place, words, font=font, fill=paint, anchor="mm")

    def soften(self, radius: float) -> None:
        """Put everything drawn so far out of focus, like a background behind people."""
        small = self._image.reduce(4)
        small = small.filter(ImageFilter.GaussianBlur(radius * self._detail / 4))
        self._image.paste(small.resize(self._image.size, Image.Resampling.BICUBIC))

    def finish(self) -> Image.Image:
        """The finished picture."""
        return self._image.resize((self.width, self.height), Image.Resampling.HAMMING)


def arc_points(
    x: float, y: float, rx: float, ry: float, start: float, end: float, steps: int = _ROUND_STEPS
) -> list[Point]:
    """Points along an ellipse from angle to angle in degrees (0 right, 90 down), both included."""
    turns = [start + (end - start) * step / steps for step in range(steps + 1)]
    return [(x + rx * cos(turn * pi / 180), y + ry * sin(turn * pi / 180)) for turn in turns]


def _smooth(points: Sequence[Point], steps: int = 8) -> list[Point]:
    outline: list[Point] = []
    count = len(points)
    for index in range(count):
        p0, p1, p2, p3 = (points[(index + shift - 1) % count] for shift in range(4))
        for step in range(steps):
            t = step / steps
            outline.append((_spline(p0[0], p1[0], p2[0], p3[0], t), _spline(p0[1], p1[1], p2[1], p3[1], t)))
    return outline


def _spline(v0: float, v1: float, v2: float, v3: float, t: float) -> float:
    return 0.5 * (
        2 * v1 + (v2 - v0) * t + (2 * v0 - 5 * v1 + 4 * v2 - v3) * t * t + (3 * v1 - v0 - 3 * v2 + v3) * t * t * t
    )
