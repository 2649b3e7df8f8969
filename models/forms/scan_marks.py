# SPDX-License-Identifier: GPL-3.0-or-later
"""What is in the boxes of a sheet: measured, and then judged with a third outcome, "not sure".

A pair is a yes or a no only where one box has one plain mark, the other is empty and nothing else was written near
them. Everything else is for a person to look at: two marks, a circle, a line through, a filled box among crosses, a
faint or a tiny mark, ink beside the boxes, a hole. Measures are in millimetres and in darkness from 0 (this paper) to
1 (this print), so that a grey scan, a pale copy and a fax are judged alike.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, fields, replace
from functools import cache
from typing import TypeAlias

import numpy as np
import numpy.typing as npt

from models.forms.layout import BOX_SIDE, BOX_STROKE, YES_NO_DISTANCE, AnswerPair
from models.forms.scan_placing import Grey, Numbers, Placed
from models.forms.scan_terms import BoxState, MarkReason
from models.terms import MarkState

DOTS = 8
"""Pixels a millimetre of the pieces that are measured."""
PIECE_WIDTH, PIECE_HEIGHT = 30.0, 10.5
"""What is looked at around a pair: nearly its whole cell, clear of the printed rules."""

_INSET = BOX_STROKE + 0.27
_NEAR, _LEAVING, _EXITS = (0.4, 1.9), (0.45, 1.15), (1.15, 1.9)
_SECTORS = 24
_ACROSS = np.array([(sector + 2) % 6 < 4 for sector in range(_SECTORS)])
"""The directions of the four sides, within 30 degrees: where a line leaves a box and the arm of a cross does not."""
_WINDOW = 4.75  # half of what is looked at around one box
_BLOB = 1.6
_FLOOR = 0.05

# Judgement. Ink is the mean darkness over the inside of a box: a thin cross of a ballpoint comes to about 0.1, one in
# hard pencil to 0.015. What is empty is judged beside the emptiest boxes of the page, what is faint beside its marks.
_INK_NONE, _INK_SURE = 0.005, 0.012
_PEAK_NONE, _PEAK_NONE_MOST, _PEAK_SURE = 0.055, 0.16, 0.17
_PALE = 0.45
_FULL_COVERAGE = 0.60
_SMALL_EXTENT = 0.60
_HEAVY = 1.6
_TRACE, _TRACE_LEAST, _TRACE_MOST = 0.42, 0.11, 0.33
_CIRCLE_SECTORS = 0.55
_BESIDE_MM2 = 0.45
_FRAME_SHARE = 0.55
_FILLERS_SHARE, _FILLERS_LEAST = 0.8, 5

Flags: TypeAlias = npt.NDArray[np.bool_]


@dataclass(frozen=True, slots=True)
class BoxReading:
    """One box: what it was taken for, and what was measured."""

    state: BoxState
    ink: float
    """Mean darkness inside the frame, beyond that of the paper."""
    peak: float
    """Its darkest parts, smoothed: finds thin and faint strokes."""
    coverage: float
    """Share of the inside that is covered."""
    extent: float
    """How far the mark reaches across the box, as a share of its side."""
    around: float
    """Share of the directions around the box in which there is ink close to its frame."""
    through: bool
    """Whether a stroke leaves the box on two opposite sides."""
    frame: float
    """How much of its worst side the frame still has."""
    blob: bool
    """Whether something solid lies over the frame: a hole, a staple, a blot."""

    def features(self) -> dict[str, float | bool]:
        """The measures by name, rounded, to be kept with an answer."""
        named = ((field.name, getattr(self, field.name)) for field in fields(self) if field.name != "state")
        return {name: value if isinstance(value, bool) else round(value, 3) for name, value in named}


@dataclass(frozen=True, slots=True)
class PairMarks:
    """A pair of boxes: what it says, why that is not sure, and both boxes."""

    state: MarkState
    reasons: tuple[MarkReason, ...]
    yes: BoxReading
    no: BoxReading
    beside: float
    """Ink in the cell that belongs to neither box, in square millimetres."""


@dataclass(frozen=True, slots=True)
class _Measures:
    """Measured values of all pairs; arrays over pairs (``beside``) or over pairs and yes, no (all others)."""

    ink: Numbers
    peak: Numbers
    coverage: Numbers
    extent: Numbers
    around: Numbers
    through: Flags
    frame: Numbers
    blob: Flags
    beside: Numbers


@dataclass(frozen=True)
class _Grid:
    """Which points of a piece are what; made once."""

    beside: Flags
    inner: Flags
    near: npt.NDArray[np.intp]
    near_starts: npt.NDArray[np.intp]
    leaving: npt.NDArray[np.intp]
    leaving_starts: npt.NDArray[np.intp]
    exits: npt.NDArray[np.intp]
    exit_starts: npt.NDArray[np.intp]
    windows: tuple[slice, slice]
    over_frame: Flags


def read_marks(grey: Grey, placed: Placed, pairs: Sequence[AnswerPair], black: float) -> tuple[PairMarks, ...]:
    """Measure and judge all pairs of a placed sheet; ``black`` is the grey value of its print."""
    if not pairs:
        return ()
    middles = np.array(
        [
            ((pair.yes.center[0] + pair.no.center[0]) / 2 + slip[0], pair.yes.center[1] + slip[1])
            for pair in pairs
            for slip in (placed.row_slips[pair.row],)
        ]
    )
    pieces = placed.placement.patches(grey, middles, PIECE_WIDTH, PIECE_HEIGHT, DOTS)
    judged = judge(_measure(_darkness(pieces, black)))
    # measured from left to right; where people read from right to left, yes stands on the right
    return tuple(
        _turned_round(marks) if pair.yes.x > pair.no.x else marks for pair, marks in zip(pairs, judged, strict=True)
    )


def _turned_round(marks: PairMarks) -> PairMarks:
    other = {MarkState.YES: MarkState.NO, MarkState.NO: MarkState.YES}
    return replace(marks, state=other.get(marks.state, marks.state), yes=marks.no, no=marks.yes)


def _darkness(pieces: Numbers, black: float) -> Numbers:
    """From grey values to 0 (the paper of this piece) and 1 (the print of this sheet)."""
    white = np.percentile(pieces[:, ::2, ::2], 85, axis=(1, 2)).astype(np.float32)[:, None, None]
    span = np.maximum(white - black, 40.0)
    found: Numbers = np.clip((white - pieces) / span, 0, 1.2).astype(np.float32)
    return found


def _measure(dark: Numbers) -> _Measures:
    grid = _grid()
    smooth = _smoothed(dark)
    floor = _floor(dark[:, grid.beside])
    ink = np.clip(dark - floor, 0, None)
    insides = [smooth[:, :, window][:, grid.inner] for window in grid.windows]
    peaks = [np.percentile(inside, 97.5, axis=1) for inside in insides]
    trace = _trace(np.stack(peaks, axis=1))
    beside = np.where(smooth > trace, ink, 0)[:, grid.beside].sum(axis=1) / DOTS**2
    found = []
    for window, soft_inside, peak in zip(grid.windows, insides, peaks, strict=True):
        soft = smooth[:, :, window]
        level = np.maximum(0.42 * np.percentile(soft_inside, 95, axis=1), 0.16)
        leaving = _sectors(soft, grid.leaving, grid.leaving_starts, trace) & _ACROSS
        exits = _sectors(soft, grid.exits, grid.exit_starts, trace)
        found.append(
            (
                ink[:, :, window][:, grid.inner].mean(axis=1),
                peak,
                (soft_inside > level[:, None]).mean(axis=1),
                _extent(soft, np.maximum(0.5 * peak, 0.10)),
                _sectors(soft, grid.near, grid.near_starts, trace).mean(axis=1),
                _goes_through(leaving) | _goes_through(exits),
                _frame_share(dark[:, :, window]),
                _blobs(dark[:, :, window], grid.over_frame),
            )
        )
    ink_, peak_, coverage, extent, around, through, frame, blob = (
        np.stack(parts, axis=1) for parts in zip(*found, strict=True)
    )
    return _Measures(ink_, peak_, coverage, extent, around, through, frame, blob, beside)


@cache
def _grid() -> _Grid:
    rows, columns = round(PIECE_HEIGHT * DOTS), round(PIECE_WIDTH * DOTS)
    y = np.abs((np.arange(rows) + 0.5) / DOTS - PIECE_HEIGHT / 2)[:, None]
    x = ((np.arange(columns) + 0.5) / DOTS - PIECE_WIDTH / 2)[None, :]
    reach = BOX_SIDE / 2 + _NEAR[1]
    own = np.zeros((rows, columns), bool)
    windows = []
    for middle in (-YES_NO_DISTANCE / 2, YES_NO_DISTANCE / 2):
        own |= (np.maximum(np.abs(x - middle), y) <= reach).astype(bool)
        left = round((middle + PIECE_WIDTH / 2 - _WINDOW) * DOTS)
        windows.append(slice(left, left + round(2 * _WINDOW * DOTS)))
    size = round(2 * _WINDOW * DOTS)
    across = ((np.arange(size) + 0.5) / DOTS - _WINDOW)[None, :] + np.zeros((rows, 1))
    down = ((np.arange(rows) + 0.5) / DOTS - PIECE_HEIGHT / 2)[:, None] + np.zeros((1, size))
    far = np.maximum(np.abs(across), np.abs(down)) - BOX_SIDE / 2
    sector = np.floor((np.arctan2(down, across) / (2 * np.pi) % 1.0) * _SECTORS).astype(int) % _SECTORS
    near, near_starts = _by_sector((far > _NEAR[0]) & (far <= _NEAR[1]), sector)
    leaving, leaving_starts = _by_sector((far > _LEAVING[0]) & (far <= _LEAVING[1]), sector)
    exits, exit_starts = _by_sector((far > _EXITS[0]) & (far <= _EXITS[1]), sector)
    inner = far < -_INSET
    return _Grid(
        ~own,
        inner,
        *(near, near_starts, leaving, leaving_starts, exits, exit_starts),
        (windows[0], windows[1]),
        far > -0.30,
    )


def _by_sector(chosen: Flags, sector: npt.NDArray[np.int_]) -> tuple[npt.NDArray[np.intp], npt.NDArray[np.intp]]:
    """Points by direction, and where each direction begins: what `np.maximum.reduceat` wants."""
    points = np.flatnonzero(chosen)
    points = points[np.argsort(sector.ravel()[points], kind="stable")]
    return points, np.searchsorted(sector.ravel()[points], np.arange(_SECTORS)).astype(np.intp)


def _smoothed(dark: Numbers) -> Numbers:
    """The mean over three by three points."""
    found = dark.copy()
    found[:, 1:-1] = (dark[:, :-2] + dark[:, 1:-1] + dark[:, 2:]) / 3
    wide = found.copy()
    wide[:, :, 1:-1] = (found[:, :, :-2] + found[:, :, 1:-1] + found[:, :, 2:]) / 3
    return wide


def _floor(unprinted: Numbers) -> float:
    """What counts as paper on this page: more where the scan is noisy."""
    noise = np.median(np.percentile(unprinted[:, ::5], 90, axis=1))
    return float(np.clip(1.4 * noise, _FLOOR, 0.25))


def _trace(peaks: Numbers) -> float:
    """What counts as a stroke outside a box: less where whoever filled the page in writes palely."""
    written = peaks[peaks > _PEAK_SURE]
    usual = float(np.median(written)) if len(written) else 0.0
    return float(np.clip(_TRACE * usual, _TRACE_LEAST, _TRACE_MOST))


def _sectors(soft: Numbers, points: npt.NDArray[np.intp], starts: npt.NDArray[np.intp], trace: float) -> Flags:
    """In which directions there is ink."""
    flat = soft.reshape(len(soft), -1)[:, points]
    found: Flags = np.maximum.reduceat(flat, starts, axis=1) > trace
    return found


def _goes_through(exits: Flags) -> Flags:
    """Whether ink leaves a box on opposite sides as a line does: not as the four arms of a large cross."""
    half = _SECTORS // 2
    spread = exits | np.roll(exits, 1, axis=1)
    opposite = np.logical_or.reduce([exits & np.roll(spread, half + move, axis=1) for move in (-1, 0, 1)]).any(axis=1)
    runs = (exits & ~np.roll(exits, 1, axis=1)).sum(axis=1)
    found: Flags = opposite & (runs != 4)
    return found


def _extent(soft: Numbers, level: Numbers) -> Numbers:
    """How far the ink reaches inside the frame, across or down, whichever is more, as a share of the room."""
    margin_x = round((_WINDOW - BOX_SIDE / 2 + _INSET) * DOTS)
    margin_y = round((PIECE_HEIGHT / 2 - BOX_SIDE / 2 + _INSET) * DOTS)
    inside: Flags = np.greater(soft[:, margin_y:-margin_y, margin_x:-margin_x], level[:, None, None])
    found = []
    for axis in (1, 2):
        lines: Flags = np.logical_or.reduce(inside, axis=axis)
        first, last = lines.argmax(axis=1), lines.shape[1] - lines[:, ::-1].argmax(axis=1)
        found.append(np.where(np.logical_or.reduce(lines, axis=1), last - first, 0) / lines.shape[1])
    extent: Numbers = np.maximum(found[0], found[1]).astype(np.float32)
    return extent


def _frame_share(dark: Numbers) -> Numbers:
    """How much of its worst side a frame still has."""
    middle_x, middle_y = round(_WINDOW * DOTS), round(PIECE_HEIGHT / 2 * DOTS)
    side, reach = round(BOX_SIDE / 2 * DOTS), 3
    rows, columns = slice(middle_y - side, middle_y + side), slice(middle_x - side, middle_x + side)
    sides = [
        dark[:, middle_y + at - reach : middle_y + at + reach, columns].max(axis=1) for at in (1 - side, side - 1)
    ] + [dark[:, rows, middle_x + at - reach : middle_x + at + reach].max(axis=2) for at in (1 - side, side - 1)]
    found: Numbers = np.minimum.reduce([np.mean(one > 0.35, axis=1) for one in sides]).astype(np.float32)
    return found


def _blobs(dark: Numbers, over_frame: Flags) -> Flags:
    """Whether something solid, wider than a pen, lies over the frame or outside it."""
    size = round(_BLOB * DOTS)
    solid = (dark > 0.55).astype(np.float32)
    sums = np.zeros((len(dark), dark.shape[1] + 1, dark.shape[2] + 1), np.float32)
    np.cumsum(np.cumsum(solid, axis=1), axis=2, out=sums[:, 1:, 1:])
    count = sums[:, size:, size:] - sums[:, :-size, size:] - sums[:, size:, :-size] + sums[:, :-size, :-size]
    half = size // 2
    middles = over_frame[half : half + count.shape[1], half : half + count.shape[2]]
    found: Flags = np.any((count >= 0.97 * size**2) & middles[None], axis=(1, 2))
    return found


def judge(found: _Measures) -> tuple[PairMarks, ...]:
    """From measures to yes, no, blank or not sure, with the habits of whoever filled in this sheet in mind."""
    ink = np.maximum(found.ink - float(np.percentile(found.ink, 15)), 0)
    low, middle = np.percentile(found.peak, (10, 40)).tolist()
    none = (ink < _INK_NONE) & (found.peak < np.clip(middle + 3 * (middle - low), _PEAK_NONE, _PEAK_NONE_MOST))
    sure = ~none & (ink >= _INK_SURE) & (found.peak >= _PEAK_SURE)
    if sure.any():  # what is much paler than the other marks may be a trace that was rubbed out
        sure &= found.peak >= _PALE * np.median(found.peak[sure])
    full = sure & (found.coverage > _FULL_COVERAGE)
    marked = ~none
    fills = int(full.sum()) >= max(_FILLERS_LEAST, _FILLERS_SHARE * int(marked.sum()))
    plain = ink[sure & (full if fills else ~full)]
    usual = float(np.median(plain)) if len(plain) >= 3 else None
    judged = []
    for number in range(len(found.ink)):
        boxes = []
        reasons: list[MarkReason] = []
        for side in (0, 1):
            at = (number, side)
            state = BoxState.MARKED
            if none[at]:
                state = BoxState.EMPTY
            elif full[at]:
                state = BoxState.FILLED
            elif not sure[at]:
                state = BoxState.DOUBTFUL
            boxes.append(_box(found, at, state))
            is_heavy = usual is not None and state is BoxState.MARKED and float(ink[at]) > _HEAVY * usual
            reasons += _doubts(boxes[-1], fills=fills, is_heavy=is_heavy)
        if boxes[0].state is not BoxState.EMPTY and boxes[1].state is not BoxState.EMPTY:
            reasons.append(MarkReason.BOTH_MARKED)
        if found.beside[number] > _BESIDE_MM2:
            reasons.append(MarkReason.INK_BESIDE)
        state_of_pair = _state(boxes[0].state, boxes[1].state, is_sure=not reasons)
        judged.append(
            PairMarks(
                state_of_pair, tuple(dict.fromkeys(reasons)), boxes[0], boxes[1], round(float(found.beside[number]), 3)
            )
        )
    return tuple(judged)


def _box(found: _Measures, at: tuple[int, int], state: BoxState) -> BoxReading:
    return BoxReading(
        state,
        ink=float(found.ink[at]),
        peak=float(found.peak[at]),
        coverage=float(found.coverage[at]),
        extent=float(found.extent[at]),
        around=float(found.around[at]),
        through=bool(found.through[at]),
        frame=float(found.frame[at]),
        blob=bool(found.blob[at]),
    )


def _doubts(box: BoxReading, *, fills: bool, is_heavy: bool) -> list[MarkReason]:
    """Why one box needs a look."""
    reasons = []
    if box.blob:
        reasons.append(MarkReason.COVERED)
    if box.frame < _FRAME_SHARE:
        reasons.append(MarkReason.FRAME_LOST)
    if box.around >= _CIRCLE_SECTORS:
        reasons.append(MarkReason.CIRCLED)
    if box.through:
        reasons.append(MarkReason.STRUCK)
    if box.state is BoxState.DOUBTFUL:
        reasons.append(MarkReason.FAINT)
    if box.state is BoxState.FILLED and not fills:
        reasons.append(MarkReason.FILLED)
    if box.state is BoxState.MARKED and (box.extent < _SMALL_EXTENT):
        reasons.append(MarkReason.SMALL)
    if is_heavy:
        reasons.append(MarkReason.HEAVY)
    return reasons


def _state(yes: BoxState, no: BoxState, *, is_sure: bool) -> MarkState:
    if not is_sure:
        return MarkState.UNSURE
    if yes is BoxState.EMPTY and no is BoxState.EMPTY:
        return MarkState.BLANK
    return MarkState.NO if yes is BoxState.EMPTY else MarkState.YES
