# SPDX-License-Identifier: GPL-3.0-or-later
"""In which order the people of a group photo are named: row by row from the back, each from left to right."""

from __future__ import annotations

from collections.abc import Sequence
from statistics import median
from typing import Protocol

_APART = 0.7


class Placed(Protocol):
    """Whatever has a place in a picture: left, top, width and height as fractions."""

    @property
    def x(self) -> float:
        """Left."""

    @property
    def y(self) -> float:
        """Top."""

    @property
    def w(self) -> float:
        """Width."""

    @property
    def h(self) -> float:
        """Height."""


def rows_of(boxes: Sequence[Placed]) -> tuple[tuple[int, ...], ...]:
    """Positions of the boxes, in rows from the top of the picture down, each row from left to right.

    A box begins a new row where it lies lower than the row so far by more than most of a face. A row that climbs
    slowly (a slope, people of different heights) stays one row.
    """
    if not boxes:
        return ()
    tall = median(box.h for box in boxes)
    rows: list[list[int]] = []
    for at in sorted(range(len(boxes)), key=lambda one: (_middle(boxes[one]), boxes[one].x)):
        row = rows[-1] if rows else []
        if row and _middle(boxes[at]) - median(_middle(boxes[one]) for one in row) <= _APART * tall:
            row.append(at)
        else:
            rows.append([at])
    return tuple(tuple(sorted(row, key=lambda one: (boxes[one].x + boxes[one].w / 2, one))) for row in rows)


def reading_order(boxes: Sequence[Placed]) -> tuple[int, ...]:
    """Positions of the boxes in the order in which they are named."""
    return tuple(at for row in rows_of(boxes) for at in row)


def _middle(box: Placed) -> float:
    return box.y + box.h / 2
