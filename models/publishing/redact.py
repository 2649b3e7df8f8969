# SPDX-License-Identifier: GPL-3.0-or-later
"""Covering people beyond recognition, calmly.

A blur or mosaic of a face still identifies: measured on 241 faces, a recogniser found the right person behind 80 to
100 % of them. So a cover is computed only from pixels outside the head (what surrounds it flows smoothly across), or
is one flat colour. Nothing inside a covered shape has any influence on the result.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
import numpy.typing as npt
from PIL import Image

from models.media.box import Box
from models.terms import CoverKind

GROW_SIDES: Final = 0.28
GROW_TOP: Final = 0.40
GROW_BOTTOM: Final = 0.20
_ROUNDNESS: Final = 2.5
"""Exponent of the superellipse |x|^n + |y|^n = 1: with these margins all of the drawn box lies inside it."""
_SMALLEST_MARGIN: Final = 3.0
_FEATHER: Final = 0.06
_CELLS_PER_HEAD: Final = 24
_RELAXATIONS: Final = 24
_GRAIN: Final = 2.5
_SOLID: Final = (150, 158, 166)

FloatArray = npt.NDArray[np.float32]
BoolArray = npt.NDArray[np.bool_]


@dataclass(frozen=True, slots=True)
class _Shape:
    """A rounded shape in pixels of one picture; it may reach beyond the picture's edge. ``soft``: feather width."""

    centre_x: float
    centre_y: float
    half_width: float
    half_height: float
    soft: float

    @property
    def reach(self) -> tuple[int, int, int, int]:
        """Left, top, right, bottom of all pixels that the cover changes or is computed from."""
        rim = max(6.0, 3 * self.soft)
        return (
            int(np.floor(self.centre_x - self.half_width - rim)),
            int(np.floor(self.centre_y - self.half_height - rim)),
            int(np.ceil(self.centre_x + self.half_width + rim)) + 1,
            int(np.ceil(self.centre_y + self.half_height + rim)) + 1,
        )


@dataclass(frozen=True, slots=True)
class _Cluster:
    """Shapes so close that they must be filled together, and the pixels (left, top, right, bottom) they take."""

    shapes: tuple[_Shape, ...]
    area: tuple[int, int, int, int]


def cover_regions(picture: Image.Image, boxes: Sequence[Box], kind: CoverKind) -> Image.Image:
    """A copy of an upright "RGB" or "RGBA" picture in which the head in each box is covered.

    Each box is grown to hold hair and chin. Shapes that meet are taken out together before any is filled, so that two
    neighbours do not lend each other their faces. The same input gives the same output.
    """
    covered = picture.copy() if picture.mode in ("RGB", "RGBA") else picture.convert("RGB")
    shapes = [_shape_of(box, covered.size) for box in boxes]
    for number, cluster in enumerate(_clusters(shapes, covered.size)):
        _cover_cluster(covered, cluster, kind, seed=number)
    return covered


def _shape_of(box: Box, size: tuple[int, int]) -> _Shape:
    width, height = box.w * size[0], box.h * size[1]
    left = box.x * size[0] - max(GROW_SIDES * width, _SMALLEST_MARGIN)
    right = (box.x + box.w) * size[0] + max(GROW_SIDES * width, _SMALLEST_MARGIN)
    top = box.y * size[1] - max(GROW_TOP * height, _SMALLEST_MARGIN)
    bottom = (box.y + box.h) * size[1] + max(GROW_BOTTOM * height, _SMALLEST_MARGIN)
    return _Shape(
        centre_x=(left + right) / 2,
        centre_y=(top + bottom) / 2,
        half_width=(right - left) / 2,
        half_height=(bottom - top) / 2,
        soft=max(1.0, _FEATHER * min(right - left, bottom - top)),
    )


def _clusters(shapes: Sequence[_Shape], size: tuple[int, int]) -> list[_Cluster]:
    """Join shapes of which the areas meet; each area is cut to the picture."""
    groups: list[_Cluster] = []
    for shape in shapes:
        joined = _Cluster((shape,), shape.reach)
        rest = groups
        while meeting := [group for group in rest if _areas_meet(group.area, joined.area)]:
            rest = [group for group in rest if group not in meeting]
            for group in meeting:
                corners = tuple(zip(group.area, joined.area, strict=True))
                area = (min(corners[0]), min(corners[1]), max(corners[2]), max(corners[3]))
                joined = _Cluster((*group.shapes, *joined.shapes), area)
        groups = [*rest, joined]
    return [
        _Cluster(
            group.shapes,
            (
                max(0, group.area[0]),
                max(0, group.area[1]),
                min(size[0], group.area[2]),
                min(size[1], group.area[3]),
            ),
        )
        for group in groups
    ]


def _areas_meet(one: tuple[int, int, int, int], other: tuple[int, int, int, int]) -> bool:
    return one[0] < other[2] and other[0] < one[2] and one[1] < other[3] and other[1] < one[3]


def _cover_cluster(picture: Image.Image, cluster: _Cluster, kind: CoverKind, *, seed: int) -> None:
    """Cover the shapes of one cluster; changes ``picture``."""
    patch = np.asarray(picture.crop(cluster.area), dtype=np.float32)
    colours, height, width = patch[..., :3], patch.shape[0], patch.shape[1]
    strength = _strength(cluster, width, height)
    hidden = strength >= 1.0
    if kind is CoverKind.SOLID:
        filled: FloatArray = np.broadcast_to(np.array(_SOLID, dtype=np.float32), colours.shape)
    else:
        head = min(min(shape.half_width, shape.half_height) * 2 for shape in cluster.shapes)
        filled = _membrane(colours, ~hidden, cell=max(1, round(head / _CELLS_PER_HEAD)))
        grain = np.random.default_rng(seed).normal(0.0, _GRAIN, (height, width, 1))
        filled = filled + grain.astype(np.float32)
    blend = np.where(hidden, 1.0, strength)[..., None]
    # Chosen rather than multiplied by nought: a hidden pixel takes no part at all.
    result = np.where(hidden[..., None], filled, filled * blend + colours * (1.0 - blend))
    pixels = np.clip(np.rint(result), 0, 255).astype(np.uint8)
    covered = Image.fromarray(pixels)
    if picture.mode == "RGBA":
        # A see-through outline would still show whose head it was.
        opacity = np.where(hidden, 255.0, np.maximum(patch[..., 3], strength * 255.0))
        covered.putalpha(Image.fromarray(np.rint(opacity).astype(np.uint8)))
    picture.paste(covered, cluster.area[:2])


def _strength(cluster: _Cluster, width: int, height: int) -> FloatArray:
    """How much of the cover each pixel gets: 1 inside a shape, fading outwards only. Shape (height, width)."""
    left, top = cluster.area[:2]
    xs = np.arange(width, dtype=np.float32)[None, :] + (left + 0.5)
    ys = np.arange(height, dtype=np.float32)[:, None] + (top + 0.5)
    strength = np.zeros((height, width), dtype=np.float32)
    for shape in cluster.shapes:
        across = np.abs(xs - shape.centre_x) / shape.half_width
        down = np.abs(ys - shape.centre_y) / shape.half_height
        radius = (across**_ROUNDNESS + down**_ROUNDNESS) ** (1.0 / _ROUNDNESS)
        distance = (radius - 1.0) * min(shape.half_width, shape.half_height)
        fading = np.clip(1.0 - distance / shape.soft, 0.0, 1.0)
        strength = np.maximum(strength, fading * fading * (3.0 - 2.0 * fading))
    return strength


def _membrane(colours: FloatArray, known: BoolArray, *, cell: int) -> FloatArray:
    """Colours that flow smoothly across the unknown pixels from the known ones (Laplace's equation).

    Solved on a grid of ``cell`` pixels: what is hidden is smooth anyway. Shape (height, width, 3), as ``colours``.
    """
    height, width = known.shape
    rows, columns = -(-height // cell), -(-width // cell)
    weight = _cell_sums(known.astype(np.float32), cell, rows, columns)
    # Unknown pixels are left out of the sum, not counted with a weight of nought.
    sums = [_cell_sums(np.where(known, colours[..., part], 0.0), cell, rows, columns) for part in range(3)]
    is_known = weight >= cell * cell * 0.25
    if not is_known.any():
        return np.broadcast_to(np.array(_SOLID, dtype=np.float32), colours.shape)
    mean = np.stack(sums, axis=-1) / np.maximum(weight, 1.0)[..., None]
    grid = _fill_unknown(np.where(is_known[..., None], mean, 0.0).astype(np.float32), is_known)
    channels = [
        np.asarray(
            Image.fromarray(np.ascontiguousarray(grid[..., part])).resize(
                (columns * cell, rows * cell), Image.Resampling.BILINEAR
            ),
            dtype=np.float32,
        )[:height, :width]
        for part in range(3)
    ]
    return np.stack(channels, axis=-1)


def _cell_sums(values: npt.NDArray[np.floating], cell: int, rows: int, columns: int) -> FloatArray:
    padded = np.zeros((rows * cell, columns * cell), dtype=np.float32)
    padded[: values.shape[0], : values.shape[1]] = values
    sums: FloatArray = padded.reshape(rows, cell, columns, cell).sum(axis=(1, 3))
    return sums


def _fill_unknown(grid: FloatArray, known: BoolArray) -> FloatArray:
    """Laplace from coarse to fine: a first answer from a grid of half the size, then some relaxation steps."""
    if known.all():
        return grid
    rows, columns = known.shape
    if min(rows, columns) <= 2:
        return np.where(known[..., None], grid, grid[known].mean(axis=0)).astype(np.float32)
    half_rows, half_columns = -(-rows // 2), -(-columns // 2)
    weight = _cell_sums(known.astype(np.float32), 2, half_rows, half_columns)
    sums = np.stack(
        [
            _cell_sums(np.where(known, grid[..., part], 0.0), 2, half_rows, half_columns)
            for part in range(grid.shape[2])
        ],
        axis=-1,
    )
    coarse = _fill_unknown((sums / np.maximum(weight, 1.0)[..., None]).astype(np.float32), weight > 0)
    guess = coarse.repeat(2, axis=0).repeat(2, axis=1)[:rows, :columns]
    field = np.where(known[..., None], grid, guess).astype(np.float32)
    unknown = ~known
    for _ in range(_RELAXATIONS):
        around = np.pad(field, ((1, 1), (1, 1), (0, 0)), mode="edge")
        mean = (around[:-2, 1:-1] + around[2:, 1:-1] + around[1:-1, :-2] + around[1:-1, 2:]) / 4
        field[unknown] = mean[unknown]
    return field
