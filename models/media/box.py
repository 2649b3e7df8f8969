# SPDX-License-Identifier: GPL-3.0-or-later
"""A place in a picture, independent of its size."""

from __future__ import annotations

import math
from dataclasses import dataclass

from models.errors import ErrorCode, KnownError

_SLACK = 1e-6
_SAME_FACE = 0.3
_WELL_INSIDE = 0.8
_HEAD_TO_FACE = 8.0


@dataclass(frozen=True, slots=True)
class Box:
    """Left, top, width and height as fractions (0 to 1) of the upright picture.

    Raises ``KnownError(BOX_OUTSIDE)`` for an empty box or one that leaves the picture.
    """

    x: float
    y: float
    w: float
    h: float

    def __post_init__(self) -> None:
        values = (self.x, self.y, self.w, self.h)
        fits = (
            all(math.isfinite(value) for value in values)
            and self.x >= -_SLACK
            and self.y >= -_SLACK
            and self.w > 0
            and self.h > 0
            and self.x + self.w <= 1 + _SLACK
            and self.y + self.h <= 1 + _SLACK
        )
        if not fits:
            raise KnownError(ErrorCode.BOX_OUTSIDE)

    @classmethod
    def clamped(cls, x: float, y: float, w: float, h: float) -> Box:
        """The part of a rectangle that lies in the picture; raises ``BOX_OUTSIDE`` where there is none."""
        left, top = max(0.0, x), max(0.0, y)
        return cls(left, top, min(1.0, x + w) - left, min(1.0, y + h) - top)

    def grown(self, *, left: float, top: float, right: float, bottom: float) -> Box:
        """The box with each side moved out by a fraction of its own width or height, kept inside the picture."""
        return Box.clamped(
            self.x - left * self.w,
            self.y - top * self.h,
            self.w * (1 + left + right),
            self.h * (1 + top + bottom),
        )

    def overlap(self, other: Box) -> float:
        """Shared area over the area of both together (intersection over union), 0 to 1."""
        across = min(self.x + self.w, other.x + other.w) - max(self.x, other.x)
        down = min(self.y + self.h, other.y + other.h) - max(self.y, other.y)
        if across <= 0 or down <= 0:
            return 0.0
        shared = across * down
        return shared / (self.w * self.h + other.w * other.h - shared)

    def share_inside(self, other: Box) -> float:
        """How much of this box lies in the other, 0 to 1."""
        across = min(self.x + self.w, other.x + other.w) - max(self.x, other.x)
        down = min(self.y + self.h, other.y + other.h) - max(self.y, other.y)
        return max(0.0, across) * max(0.0, down) / (self.w * self.h)

    def is_of_face(self, face: Box) -> bool:
        """Whether a box drawn around a head (this one) is of that face: it may be several times as large."""
        if self.overlap(face) >= _SAME_FACE:
            return True
        return face.share_inside(self) >= _WELL_INSIDE and self.w * self.h <= _HEAD_TO_FACE * face.w * face.h
