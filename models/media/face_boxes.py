# SPDX-License-Identifier: GPL-3.0-or-later
"""From what the detector's net says to boxes of faces: arithmetic over arrays, without the net itself.

Rows of candidates are ``(left, top, width, height, score)``. Nothing else about a face is computed.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from typing import Final

import numpy as np
import numpy.typing as npt

from models.media.box import Box

Candidates = npt.NDArray[np.float32]

STRIDES: Final = (8, 16, 32)
PADDING: Final = 32
_SAME_IOU: Final = 0.4
_SAME_SHARE: Final = 0.7
_PART_SIDE: Final = 0.3
_PART_SHARE: Final = 0.5
_LEAST_TURNED: Final = 0.45
_CERTAIN_TURNED: Final = 0.8
_LARGE_SHARE: Final = 0.12
_HEAD_REGION: Final = 0.4


def decode_candidates(
    outputs: Mapping[str, npt.NDArray[np.float32]], rows: int, columns: int, least_score: float
) -> Candidates:
    """Candidates in pixels of the input, shape (n, 5), from the net's outputs ``cls_8``, ``obj_8``, ``bbox_8`` ...

    ``rows`` and ``columns`` are the input's size in pixels, multiples of 32. Each cell of each stride holds at most
    one face; its score is the root of class times objectness, its box is relative to the cell.
    """
    found = []
    for stride in STRIDES:
        across = columns // stride
        scores = np.sqrt(
            np.clip(outputs[f"cls_{stride}"].reshape(-1), 0, 1) * np.clip(outputs[f"obj_{stride}"].reshape(-1), 0, 1)
        )
        cells = np.flatnonzero(scores >= least_score)
        if len(cells) == 0:
            continue
        boxes = outputs[f"bbox_{stride}"].reshape(-1, 4)[cells]
        middle_x = (cells % across + boxes[:, 0]) * stride
        middle_y = (cells // across + boxes[:, 1]) * stride
        width, height = np.exp(boxes[:, 2]) * stride, np.exp(boxes[:, 3]) * stride
        found.append(
            np.stack((middle_x - width / 2, middle_y - height / 2, width, height, scores[cells]), axis=1).astype(
                np.float32
            )
        )
    if not found:
        return no_candidates()
    every = np.concatenate(found)
    is_whole = np.isfinite(every).all(axis=1) & (every[:, 0] < columns) & (every[:, 1] < rows)
    return every[is_whole]


def no_candidates() -> Candidates:
    """Nobody: shape (0, 5)."""
    return np.empty((0, 5), np.float32)


def keep_best(candidates: Candidates) -> Candidates:
    """Of candidates that are the same face only the one with the best score; best first."""
    left = candidates[np.argsort(-candidates[:, 4], kind="stable")]
    kept = []
    while len(left):
        best, left = left[0], left[1:]
        kept.append(best)
        left = left[~_is_same(best, left)]
    return np.array(kept, np.float32).reshape(-1, 5)


def _is_same(best: npt.NDArray[np.float32], others: Candidates) -> npt.NDArray[np.bool_]:
    """Whether each of the others is the face that ``best`` is: much overlap, or a part of it."""
    shared = _shared_area(best, others)
    mine, theirs = best[2] * best[3], others[:, 2] * others[:, 3]
    iou = shared / np.maximum(mine + theirs - shared, 1e-12)
    smaller = np.minimum(mine, theirs)
    is_part = (shared >= _SAME_SHARE * smaller) & (smaller >= _PART_SIDE**2 * np.maximum(mine, theirs))
    return np.asarray((iou >= _SAME_IOU) | is_part)


def _shared_area(one: npt.NDArray[np.float32], others: Candidates) -> npt.NDArray[np.float32]:
    across = np.minimum(one[0] + one[2], others[:, 0] + others[:, 2]) - np.maximum(one[0], others[:, 0])
    down = np.minimum(one[1] + one[3], others[:, 1] + others[:, 3]) - np.maximum(one[1], others[:, 1])
    return np.asarray(np.maximum(across, 0) * np.maximum(down, 0))


def merge_passes(fine: Candidates, coarse: Candidates) -> Candidates:
    """The faces of one picture seen at two sizes, in the same unit, with the width of the picture's longer edge as 1.

    A face that fills much of a large input gets too small a box there: large ones are taken from the coarse pass.
    """
    is_large = np.maximum(coarse[:, 2], coarse[:, 3]) >= _LARGE_SHARE
    large = keep_best(coarse[is_large])
    others = np.concatenate((fine, coarse[~is_large]))
    for face in large:
        others = others[~_is_same(face, others)]
    every = np.concatenate((large, keep_best(others)))
    return every[np.argsort(-every[:, 4], kind="stable")]


def drop_parts(candidates: Candidates, certain: float) -> Candidates:
    """Without the doubtful finds that lie on a certain face: an ear, a chin, a fringe."""
    sure, doubtful = candidates[candidates[:, 4] >= certain], candidates[candidates[:, 4] < certain]
    for face in sure:
        smaller = np.minimum(face[2] * face[3], doubtful[:, 2] * doubtful[:, 3])
        doubtful = doubtful[_shared_area(face, doubtful) < _PART_SHARE * smaller]
    return np.concatenate((sure, doubtful))


def weigh_turned(candidates: Candidates, certain: float) -> Candidates:
    """Finds of a turned picture, where clothes and plants look like faces more often: less of them is certain."""
    kept = candidates[candidates[:, 4] >= _LEAST_TURNED].copy()
    is_weak = kept[:, 4] < _CERTAIN_TURNED
    kept[is_weak, 4] = np.minimum(kept[is_weak, 4], np.float32(certain - 0.01))
    return kept


def turn_back(candidates: Candidates, degrees: float, turned: tuple[int, int], size: tuple[int, int]) -> Candidates:
    """Candidates found in a picture that was turned about its middle, as upright boxes in the unturned picture.

    ``degrees`` is counted as `Image.rotate` does (anticlockwise, the canvas grown); ``turned`` and ``size`` are
    (width, height) after and before, in the unit of the candidates. A box becomes that of the ellipse it holds.
    """
    if len(candidates) == 0:
        return no_candidates()
    cosine, sine = math.cos(math.radians(degrees)), math.sin(math.radians(degrees))
    across = candidates[:, 0] + candidates[:, 2] / 2 - turned[0] / 2
    down = candidates[:, 1] + candidates[:, 3] / 2 - turned[1] / 2
    middle_x = across * cosine - down * sine + size[0] / 2
    middle_y = across * sine + down * cosine + size[1] / 2
    half_w, half_h = candidates[:, 2] / 2, candidates[:, 3] / 2
    width = 2 * np.hypot(half_w * cosine, half_h * sine)
    height = 2 * np.hypot(half_w * sine, half_h * cosine)
    return np.stack((middle_x - width / 2, middle_y - height / 2, width, height, candidates[:, 4]), axis=1).astype(
        np.float32
    )


def to_fractions(candidates: Candidates, size: tuple[int, int]) -> tuple[tuple[Box, float], ...]:
    """Boxes as fractions of a picture of some size (width, height, in the candidates' unit), with their scores.

    What lies outside the picture with more than half of it is no face that anybody sees, and is left out.
    """
    found = []
    for x, y, w, h, score in candidates.tolist():
        shown_w = min(size[0], x + w) - max(0.0, x)
        shown_h = min(size[1], y + h) - max(0.0, y)
        if shown_w > 0 and shown_h > 0 and shown_w * shown_h > w * h / 2:
            box = Box.clamped(x / size[0], y / size[1], w / size[0], h / size[1])
            found.append((box, float(min(1.0, score))))
    return tuple(found)


def unmarked(found: Sequence[Box], marked: Sequence[Box]) -> tuple[int, ...]:
    """Which of the found faces (their places in the sequence) are not one of those marked already.

    A mark stands for one face at most: the one that covers it best, else the one at the top of a box drawn around a
    whole person. So a second face inside such a box is still new.
    """
    pairs = sorted(
        (
            (likeness, place, number)
            for place, face in enumerate(found)
            for number, mark in enumerate(marked)
            if (likeness := _likeness(face, mark)) > 0
        ),
        key=lambda one: (-one[0], one[1], one[2]),
    )
    known: set[int] = set()
    used: set[int] = set()
    for _likeness_of, place, number in pairs:
        if place not in known and number not in used:
            known.add(place)
            used.add(number)
    return tuple(place for place in range(len(found)) if place not in known)


def _likeness(face: Box, mark: Box) -> float:
    """How well a mark (a head, a face, a whole person) stands for this face; 0 where it does not."""
    if mark.is_of_face(face) or face.is_of_face(mark):
        return 1.0 + face.overlap(mark)
    is_at_top = face.y + face.h / 2 <= mark.y + _HEAD_REGION * mark.h
    return 0.5 + face.overlap(mark) if is_at_top and face.share_inside(mark) >= _SAME_SHARE else 0.0
