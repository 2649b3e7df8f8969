# SPDX-License-Identifier: GPL-3.0-or-later
"""Where a sheet lies on a scan: from its QR, then its corner marks, then the printed frames of its boxes.

Each step starts from what the one before it found. The QR alone says which way up the sheet lies and how large it is;
the corner marks hold the far side of the sheet; the frames, taken together, give the last half millimetre. No single
frame is believed: a heavy mark can pull one off its place, but not all of them.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import combinations
from typing import TypeAlias

import numpy as np
import numpy.typing as npt

from models.forms.layout import BOX_SIDE, BOX_STROKE, MARK_SIDE, PAGE_HEIGHT, Rect, SheetLayout

Grey: TypeAlias = npt.NDArray[np.uint8]
Numbers: TypeAlias = npt.NDArray[np.float32]
Points: TypeAlias = npt.NDArray[np.float64]

PAPER = 255.0
_MARK_DOTS, _MARK_REACH = 4, 12.0
_MARK_CONTRAST = 0.42
_MARK_RESIDUAL = 0.8
_FRAME_DOTS = 8
_FRAME_REACH, _FRAME_REACH_WIDE = 1.5, 3.25
_FRAME_CONTRAST = 0.25
_FRAME_SLIP = 0.4
_MIDDLE = (105.0, 148.5)
_SPAN = 100.0
_RIGHT, _BELOW = np.array([1.0, 0.0]), np.array([0.0, 1.0])


@dataclass(frozen=True, slots=True)
class Placement:
    """How the sheet's millimetres become pixels of the scan.

    ``affine``: x and y in pixels as rows of three. ``bend``: what is added to x and y (in mm) before that, as rows of
    four over 1, u, v, uv, with u and v measured from the middle of the sheet in units of 100 mm.
    """

    affine: tuple[tuple[float, float, float], tuple[float, float, float]]
    bend: tuple[tuple[float, float, float, float], tuple[float, float, float, float]] = ((0.0,) * 4, (0.0,) * 4)

    @property
    def dots_per_mm(self) -> float:
        """Pixels a millimetre, from the area that the sheet covers."""
        (a, b, _c), (d, e, _f) = self.affine
        return float(abs(a * e - b * d) ** 0.5)

    @property
    def turn(self) -> float:
        """By how many degrees the sheet lies turned on the scan, clockwise, from -180 to 180."""
        return float(np.degrees(np.arctan2(self.affine[1][0], self.affine[0][0])))

    def pixels(self, points: Points) -> Points:
        """Pixels (x, y) of points on the sheet; any array whose last axis is x and y."""
        u, v = (points[..., 0] - _MIDDLE[0]) / _SPAN, (points[..., 1] - _MIDDLE[1]) / _SPAN
        terms = np.stack([np.ones_like(u), u, v, u * v], axis=-1)
        moved = points + terms @ np.array(self.bend).T
        matrix = np.array(self.affine)
        found: Points = moved @ matrix[:, :2].T + matrix[:, 2]
        return found

    def patches(self, grey: Grey, middles: Points, width: float, height: float, dots: float) -> Numbers:
        """Upright pieces of the sheet around some middles (mm), each ``width`` by ``height`` mm; paper is 255."""
        columns, rows = round(width * dots), round(height * dots)
        across = (np.arange(columns) + 0.5) / dots - width / 2
        down = (np.arange(rows) + 0.5) / dots - height / 2
        centre = self.pixels(middles)
        right = self.pixels(middles + _RIGHT) - centre
        below = self.pixels(middles + _BELOW) - centre
        parts = [
            (centre[:, axis, None, None] - 0.5 + right[:, axis, None, None] * across[None, None, :]).astype(np.float32)
            + (below[:, axis, None, None] * down[None, :, None]).astype(np.float32)
            for axis in (0, 1)
        ]
        return _sample(grey, parts[0], parts[1])

    def cut(self, grey: Grey, place: Rect, dots: float = 8.0) -> Grey:
        """An upright picture of a part of the sheet, for people to look at; ``dots`` pixels a millimetre."""
        piece = self.patches(grey, np.array([place.center]), place.w, place.h, dots)[0]
        found: Grey = np.clip(piece + 0.5, 0, 255).astype(np.uint8)
        return found


@dataclass(frozen=True, slots=True)
class Placed:
    """A sheet found on a scan, and how well: which corner marks, the share of frames, the slip of each row (mm)."""

    placement: Placement
    marks: tuple[bool, ...]
    frames: float
    row_slips: tuple[tuple[float, float], ...]


def place_sheet(grey: Grey, layout: SheetLayout, symbol_corners: Sequence[tuple[float, float]]) -> Placed:
    """Find the sheet from the corners of its QR: top left, top right, bottom right, bottom left, in pixels."""
    start = _from_symbol(layout.symbol, symbol_corners)
    placement, marks = _hold_marks(grey, layout, start)
    if sum(marks) < 2:
        placement, _frames, _slips = _hold_frames(grey, layout, placement, _FRAME_REACH_WIDE)
    placement, frames, slips = _hold_frames(grey, layout, placement, _FRAME_REACH)
    return Placed(placement, marks, frames, slips)


def place_sheet_alone(grey: Grey, layout: SheetLayout) -> Placed:
    """Find a sheet whose QR cannot be read, on a scan of the whole sheet: by its corner marks, then by its frames.

    The marks are the same from all sides; the frames tell which way up it lies.
    """
    upright = grey.shape[0] >= grey.shape[1]
    found = []
    for turn in (0, 180) if upright else (90, 270):
        start = _whole_picture(grey, turn)
        placement = _fit_marks(layout, start, _find_marks(grey, layout, start))
        symbol = layout.symbol
        corners = np.array(
            [(symbol.x, symbol.y), (symbol.right, symbol.y), (symbol.right, symbol.bottom), (symbol.x, symbol.bottom)]
        )
        found.append(place_sheet(grey, layout, [(x, y) for x, y in placement.pixels(corners).tolist()]))
    return max(found, key=lambda one: (one.frames, sum(one.marks)))


def _sample(grey: Grey, xs: Numbers, ys: Numbers) -> Numbers:
    """Grey values between pixels (bilinear); white paper outside the picture."""
    height, width = grey.shape
    left, top = np.floor(xs), np.floor(ys)
    part_x, part_y = xs - left, ys - top
    columns, rows = left.astype(np.int32), top.astype(np.int32)
    outside = (columns < 0) | (columns >= width - 1) | (rows < 0) | (rows >= height - 1)
    index = np.clip(rows, 0, height - 2) * width + np.clip(columns, 0, width - 2)
    flat = grey.ravel()
    upper: Numbers = np.take(flat, index).astype(np.float32)
    upper += (np.take(flat, index + 1) - upper) * part_x
    lower = np.take(flat, index + width).astype(np.float32)
    lower += (np.take(flat, index + width + 1) - lower) * part_x
    upper += (lower - upper) * part_y
    upper[outside] = PAPER
    return upper


def _from_symbol(symbol: Rect, corners: Sequence[tuple[float, float]]) -> Placement:
    """The similarity (size, turn, shift) that puts the QR's corners where they were seen."""
    sheet = np.array(
        [(symbol.x, symbol.y), (symbol.right, symbol.y), (symbol.right, symbol.bottom), (symbol.x, symbol.bottom)]
    )
    source = sheet @ (1, 1j)
    target = np.array(corners, float) @ (1, 1j)
    spread = source - source.mean()
    factor = np.vdot(spread, target - target.mean()) / np.vdot(spread, spread)
    shift = target.mean() - factor * source.mean()
    return Placement(((factor.real, -factor.imag, shift.real), (factor.imag, factor.real, shift.imag)))


def _sums(pieces: Numbers) -> Numbers:
    """Sums over everything above and to the left of each point (integral images)."""
    total = np.zeros((len(pieces), pieces.shape[1] + 1, pieces.shape[2] + 1), np.float32)
    np.cumsum(np.cumsum(pieces, axis=1), axis=2, out=total[:, 1:, 1:])
    return total


def _means(sums: Numbers, top: int, left: int, height: int, width: int, steps: int) -> Numbers:
    """The mean of a window in each of ``steps`` by ``steps`` positions, the first at top and left."""
    down, right = slice(top, top + steps), slice(left, left + steps)
    low, far = slice(top + height, top + height + steps), slice(left + width, left + width + steps)
    total: Numbers = sums[:, low, far] - sums[:, down, far] - sums[:, low, right] + sums[:, down, right]
    total /= height * width
    return total


def _hold_marks(grey: Grey, layout: SheetLayout, start: Placement) -> tuple[Placement, tuple[bool, ...]]:
    """Look for the corner marks around where they should be; the largest set that agrees with the QR counts."""
    return _agree(layout, start, _find_marks(grey, layout, start))


def _find_marks(grey: Grey, layout: SheetLayout, start: Placement) -> list[tuple[int, Points]]:
    """The corner marks (by number) that stand out around where they should be, and where each is, in pixels."""
    marks = np.array([mark.center for mark in layout.corner_marks])
    half = _MARK_REACH + MARK_SIDE / 2 + 2.0
    pieces = start.patches(grey, marks, 2 * half, 2 * half, _MARK_DOTS)
    white = np.maximum(np.percentile(pieces, 90, axis=(1, 2), keepdims=True), 1.0).astype(np.float32)
    dark: Numbers = np.clip((white - pieces) / white, 0, 1).astype(np.float32)
    sums = _sums(dark)
    steps = round(2 * _MARK_REACH * _MARK_DOTS) + 1
    side, edge, strip = round(MARK_SIDE * _MARK_DOTS), _MARK_DOTS, round(1.25 * _MARK_DOTS)
    inset = round(2.0 * _MARK_DOTS)
    whole = _means(sums, inset, inset, side, side, steps)
    core = _means(sums, inset + edge, inset + edge, side - 2 * edge, side - 2 * edge, steps)
    # a scanner that sees only black and white may hollow out a large square: its border is what counts
    border = (whole * side**2 - core * (side - 2 * edge) ** 2) / (side**2 - (side - 2 * edge) ** 2)
    gap = inset - strip - 1
    around = np.maximum.reduce(
        [
            _means(sums, gap, inset, strip, side, steps),
            _means(sums, inset + side + 1, inset, strip, side, steps),
            _means(sums, inset, gap, side, strip, steps),
            _means(sums, inset, inset + side + 1, side, strip, steps),
        ]
    )
    score = (border - around).reshape(len(marks), -1)
    best = score.argmax(axis=1)
    rows, columns = np.divmod(best, steps)
    seen = []
    for number, mark in enumerate(marks):
        if score[number, best[number]] < _MARK_CONTRAST:
            continue
        top, left = rows[number] + inset - 2, columns[number] + inset - 2
        window = dark[number, top : top + side + 4, left : left + side + 4]
        at = (np.arange(side + 4) + 0.5) / _MARK_DOTS
        weight = window.sum()
        offset = np.array(
            [
                left / _MARK_DOTS + float(window.sum(axis=0) @ at / weight) - half,
                top / _MARK_DOTS + float(window.sum(axis=1) @ at / weight) - half,
            ]
        )
        seen.append((number, start.pixels(mark + offset)))
    return seen


def _agree(
    layout: SheetLayout, start: Placement, seen: Sequence[tuple[int, Points]]
) -> tuple[Placement, tuple[bool, ...]]:
    marks = [mark.center for mark in layout.corner_marks]
    symbol = np.array(layout.symbol.center)
    for size in range(len(seen), 1, -1):
        tries = []
        for chosen in combinations(seen, size):
            source = np.array([*(marks[number] for number, _at in chosen), symbol])
            target = np.array([*(at for _number, at in chosen), start.pixels(symbol)])
            found = _fit_affine(source, target)
            if found is not None:
                residual = np.abs(found.pixels(source) - target).max() / start.dots_per_mm
                tries.append((float(residual), found, {number for number, _at in chosen}))
        good = [one for one in tries if one[0] < _MARK_RESIDUAL and _is_sheet(one[1], start)]
        if good:
            _residual, found, numbers = min(good, key=lambda one: one[0])
            return found, tuple(number in numbers for number in range(len(marks)))
    return start, (False,) * len(marks)


def _whole_picture(grey: Grey, turn: int) -> Placement:
    """Where a sheet lies that fills the picture, turned by so many degrees."""
    height, width = grey.shape
    dots = max(height, width) / PAGE_HEIGHT
    factor = dots * np.exp(1j * np.radians(turn))
    shift = complex(width / 2, height / 2) - factor * complex(*_MIDDLE)
    return Placement(((factor.real, -factor.imag, shift.real), (factor.imag, factor.real, shift.imag)))


def _fit_marks(layout: SheetLayout, start: Placement, seen: Sequence[tuple[int, Points]]) -> Placement:
    """The flattest sheet through most of the marks that were seen; as it was where there are fewer than two."""
    centres = np.array([mark.center for mark in layout.corner_marks]) @ (1, 1j)
    for size in range(len(seen), 1, -1):
        tries = []
        for chosen in combinations(seen, size):
            source = centres[[number for number, _at in chosen]]
            target = np.array([at for _number, at in chosen]) @ (1, 1j)
            spread = source - source.mean()
            factor = np.vdot(spread, target - target.mean()) / np.vdot(spread, spread)
            shift = target.mean() - factor * source.mean()
            residual = float(np.abs(factor * source + shift - target).max() / abs(factor))
            fit = Placement(((factor.real, -factor.imag, shift.real), (factor.imag, factor.real, shift.imag)))
            tries.append((residual, fit))
        residual, found = min(tries, key=lambda one: one[0])
        if residual < _MARK_RESIDUAL and 0.94 < found.dots_per_mm / start.dots_per_mm < 1.06:
            return found
    return start


def _fit_affine(source: Points, target: Points) -> Placement | None:
    terms = np.column_stack([source, np.ones(len(source))])
    solution, _residuals, rank, _singular = np.linalg.lstsq(terms, target, rcond=None)
    if rank < 3:
        return None
    (a, d), (b, e), (c, f) = solution.tolist()
    return Placement(((a, b, c), (d, e, f)))


def _is_sheet(found: Placement, start: Placement) -> bool:
    """Whether a fit is a flat sheet of about the size that the QR promised: hardly sheared, hardly stretched."""
    matrix = np.array(found.affine)[:, :2]
    large, small = np.linalg.svd(matrix, compute_uv=False)
    size = found.dots_per_mm / start.dots_per_mm
    turned = abs((found.turn - start.turn + 180) % 360 - 180)
    return bool(large / small < 1.03 and 0.96 < size < 1.04 and turned < 3 and np.linalg.det(matrix) > 0)


def _hold_frames(
    grey: Grey, layout: SheetLayout, start: Placement, reach: float
) -> tuple[Placement, float, tuple[tuple[float, float], ...]]:
    """Move and bend the sheet so that all frames together lie on their print."""
    middles = np.array([box.frame.center for box in layout.boxes])
    offsets, contrast = _frame_offsets(grey, start, middles, reach)
    good = contrast > _FRAME_CONTRAST
    terms = np.column_stack(
        [
            np.ones(len(middles)),
            (middles - _MIDDLE) / _SPAN,
            ((middles - _MIDDLE) / _SPAN).prod(axis=1),
        ]
    )
    rows = np.array([box.row for box in layout.boxes])
    kept = 1 if good.sum() < 8 else 3 if len(set(rows[good])) < 3 or good.sum() < 16 else 4
    bend = np.zeros((4, 2))
    weight = good.astype(float)
    if good.any():
        bend[0] = np.median(offsets[good], axis=0)
        for _turn in range(6):
            slip = np.abs(offsets - terms @ bend).max(axis=1)
            weight = good / (1.0 + (slip / 0.12) ** 2)
            root = np.sqrt(weight)[:, None]
            bend[:kept] = np.linalg.lstsq(terms[:, :kept] * root, offsets * root, rcond=None)[0]
    left_over = offsets - terms @ bend
    held = good & (np.abs(left_over).max(axis=1) < _FRAME_SLIP)
    slips = []
    for row in range(len(layout.rows)):
        own = held & (rows == row)
        slips.append(tuple(np.median(left_over[own], axis=0).tolist()) if own.sum() >= 3 else (0.0, 0.0))
    old = np.array(start.bend)
    new = (old + bend.T).tolist()
    moved = replace(start, bend=(tuple(new[0]), tuple(new[1])))
    return moved, float(held.mean()), tuple((x, y) for x, y in slips)


def _frame_offsets(grey: Grey, start: Placement, middles: Points, reach: float) -> tuple[Points, Points]:
    """Where each frame lies from where it should (mm), and how clearly it stands out (0 to 1)."""
    dots = _FRAME_DOTS
    margin = 0.75
    size = 2 * (BOX_SIDE / 2 + margin + reach)
    pieces = start.patches(grey, middles, size, size, dots)
    white = np.maximum(np.percentile(pieces[:, ::2, ::2], 80, axis=(1, 2)), 1.0).astype(np.float32)[:, None, None]
    sums = _sums(np.clip(1.0 - pieces / white, 0, 1).astype(np.float32))
    steps = 2 * round(reach * dots) + 1
    side, stroke = round(BOX_SIDE * dots), max(2, round(BOX_STROKE * dots))
    first = round(margin * dots)
    last = first + side - stroke
    frame = [
        _means(sums, first, first, stroke, side, steps),
        _means(sums, last, first, stroke, side, steps),
        _means(sums, first, first, side, stroke, steps),
        _means(sums, first, last, side, stroke, steps),
    ]
    off = 2 * stroke - 1
    outside = [
        _means(sums, first - off, first, stroke, side, steps),
        _means(sums, last + off, first, stroke, side, steps),
        _means(sums, first, first - off, side, stroke, steps),
        _means(sums, first, last + off, side, stroke, steps),
    ]
    score = np.mean(frame, axis=0) - np.mean(outside, axis=0)
    flat = score.reshape(len(middles), -1)
    best = flat.argmax(axis=1)
    rows, columns = np.divmod(best, steps)
    every = np.arange(len(middles))
    offsets = np.empty((len(middles), 2))
    for axis, at in ((0, columns), (1, rows)):
        inner = np.clip(at, 1, steps - 2)
        before, here, after = (
            score[every, rows, inner + move] if axis == 0 else score[every, inner + move, columns]
            for move in (-1, 0, 1)
        )
        curve = before - 2 * here + after
        fine = np.where(np.abs(curve) > 1e-6, 0.5 * (before - after) / np.where(curve == 0, 1, curve), 0.0)
        offsets[:, axis] = (inner + np.clip(fine, -1, 1)) / dots - reach
    return offsets, flat[every, best].astype(float)
