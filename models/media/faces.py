# SPDX-License-Identifier: GPL-3.0-or-later
"""Where the faces are in a picture. Never whose: no likeness of a face is computed, compared or kept.

The detector is YuNet (`resources/face`), run by onnxruntime, which is loaded when the first picture is looked at. Of
what the net offers only boxes and scores are asked for; its points in a face are not even read.
"""

from __future__ import annotations

import hashlib
import math
import threading
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final, Protocol

import numpy as np
import numpy.typing as npt
from PIL import Image

from models.errors import ErrorCode, KnownError
from models.media.box import Box
from models.media.face_boxes import (
    PADDING,
    STRIDES,
    Candidates,
    decode_candidates,
    drop_parts,
    keep_best,
    merge_passes,
    no_candidates,
    to_fractions,
    turn_back,
    weigh_turned,
)
from models.media.found_faces import CERTAIN_SCORE, LEAST_SCORE
from models.progress import CancelToken
from models.resources import resource_path

FINE_EDGE: Final = 2000
COARSE_EDGE: Final = 640
WEIGHTS_SHA256: Final = "8f2383e4dd3cfbb4553ea8718107fc0423210dc964f9f4280604804ed2552fa4"
_PIECE: Final = 1600
_PIECE_OVERLAP: Final = 200
_TURNED_EDGE: Final = 1280
_TURNS: Final = (90, -90, 60, -60, 120, -120, 180)
_MOST_ENLARGED: Final = 2.0
_OUTPUTS: Final = tuple(f"{what}_{stride}" for what in ("cls", "obj", "bbox") for stride in STRIDES)
# The net is written for 640 x 640 but works at any size: its input's last two dimensions get names instead of
# numbers, in as many bytes.
_FIXED_INPUT: Final = b"\x0a\x03\x08\x80\x05\x0a\x03\x08\x80\x05"
_FREE_INPUT: Final = b"\x0a\x03\x12\x01H\x0a\x03\x12\x01W"
_INPUT_MARK: Final = b"\x0a\x05input\x12\x18"


@dataclass(frozen=True, slots=True)
class FaceFind:
    """A face that was found: where (fractions of the upright picture), and how sure the detector is (0 to 1)."""

    box: Box
    score: float

    @property
    def is_certain(self) -> bool:
        """Whether it is shown as a face; else the question is whether it is somebody."""
        return self.score >= CERTAIN_SCORE


class Net(Protocol):
    """What runs the detector: gives the outputs named in ``names``, in order, for the inputs in ``feed``."""

    def run(self, names: Sequence[str], feed: dict[str, npt.NDArray[np.float32]]) -> Sequence[Any]:
        """As `onnxruntime.InferenceSession.run`."""


class FaceFinder:
    """Finds faces in pictures; safe in several threads at once. The net is loaded with the first picture.

    ``net`` takes the place of the real one in tests.
    """

    def __init__(self, net: Net | None = None) -> None:
        self._net = net
        self._lock = threading.Lock()

    def find(self, picture: Image.Image, *, fine_edge: int = FINE_EDGE) -> tuple[FaceFind, ...]:
        """The faces in an upright RGB picture, surest first; only those with a score of at least 0.3.

        It is looked at twice: with its longer edge at ``fine_edge`` pixels for small faces, and at 640 for large ones.
        Raises ``FACES_UNAVAILABLE`` where this computer cannot run the detector, ``FACES_DAMAGED`` where its file was
        changed.
        """
        longer = max(picture.size)
        fine = min(fine_edge, round(longer * _MOST_ENLARGED))
        return _as_finds(merge_passes(self._seen_at(picture, fine), self._seen_at(picture, COARSE_EDGE)), picture)

    def find_harder(self, picture: Image.Image, cancel: CancelToken | None = None) -> tuple[FaceFind, ...]:
        """As `find`, and also at full size piece by piece, and turned: for tiny faces and children upside down.

        Some ten times slower; finds more that is no face. Raises ``CANCELLED`` where it is asked to stop.
        """
        cancel = cancel if cancel is not None else CancelToken()
        fine = min(FINE_EDGE, round(max(picture.size) * _MOST_ENLARGED))
        found = [merge_passes(self._seen_at(picture, fine), self._seen_at(picture, COARSE_EDGE))]
        if max(picture.size) > FINE_EDGE:
            found.append(self._seen_in_pieces(picture, cancel))
        for degrees in _TURNS:
            cancel.raise_if_cancelled()
            found.append(weigh_turned(self._seen_turned(picture, degrees), CERTAIN_SCORE))
        return _as_finds(keep_best(np.concatenate(found)), picture)

    def _seen_at(self, picture: Image.Image, edge: int) -> Candidates:
        """Candidates in units of the longer edge, seen with that edge at so many pixels."""
        scale = edge / max(picture.size)
        size = max(1, round(picture.width * scale)), max(1, round(picture.height * scale))
        small = picture if size == picture.size else picture.resize(size, Image.Resampling.BILINEAR, reducing_gap=2.0)
        found = self._candidates(small)
        found[:, 0:4:2] *= np.float32(picture.width / size[0] / max(picture.size))
        found[:, 1:4:2] *= np.float32(picture.height / size[1] / max(picture.size))
        return found

    def _seen_in_pieces(self, picture: Image.Image, cancel: CancelToken) -> Candidates:
        longer = max(picture.size)
        found = [no_candidates()]
        for left in _piece_starts(picture.width):
            for top in _piece_starts(picture.height):
                cancel.raise_if_cancelled()
                piece = picture.crop((left, top, min(picture.width, left + _PIECE), min(picture.height, top + _PIECE)))
                seen = self._candidates(piece)
                seen[:, 0] += left
                seen[:, 1] += top
                # What is cut off by the edge of a piece lies whole in the next one.
                found.append(seen[~_is_cut_off(seen, (left, top), piece.size, picture.size)])
        every = np.concatenate(found)
        every[:, :4] /= np.float32(longer)
        return every

    def _seen_turned(self, picture: Image.Image, degrees: int) -> Candidates:
        scale = min(1.0, _TURNED_EDGE / max(picture.size))
        size = max(1, round(picture.width * scale)), max(1, round(picture.height * scale))
        small = picture.resize(size, Image.Resampling.BILINEAR, reducing_gap=2.0)
        turned = small.rotate(degrees, Image.Resampling.BILINEAR, expand=True)
        seen = turn_back(self._candidates(turned), degrees, turned.size, size)
        seen[:, :4] /= np.float32(max(size))
        return seen

    def _candidates(self, picture: Image.Image) -> Candidates:
        """Candidates in pixels of a picture, as large as it is given."""
        pixels = np.asarray(picture, dtype=np.uint8)
        height, width = pixels.shape[:2]
        rows, columns = _padded(height), _padded(width)
        given = np.zeros((1, 3, rows, columns), np.float32)
        for channel in range(3):  # the net was trained on blue, green, red
            given[0, channel, :height, :width] = pixels[:, :, 2 - channel]
        outputs = dict(zip(_OUTPUTS, self._loaded_net().run(_OUTPUTS, {"input": given}), strict=True))
        return keep_best(decode_candidates(outputs, rows, columns, LEAST_SCORE))

    def _loaded_net(self) -> Net:
        with self._lock:
            if self._net is None:
                self._net = load_net()
            return self._net


def load_net(path: Path | None = None) -> Net:
    """The detector, ready to run on one thread. Raises ``FACES_UNAVAILABLE`` or ``FACES_DAMAGED``."""
    model = free_input_size(read_weights(path))
    try:
        import onnxruntime
    except (ImportError, OSError) as error:
        # No wheel for this computer, or a library that its wheel leans on is missing.
        raise KnownError(ErrorCode.FACES_UNAVAILABLE) from error
    onnxruntime.disable_telemetry_events()
    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = options.inter_op_num_threads = 1
    options.enable_mem_pattern = False  # pictures differ in size: a pattern for each would only take memory
    options.log_severity_level = 4  # it warns that outputs are not those of 640 x 640, for each picture
    net: Net = onnxruntime.InferenceSession(model, options, providers=["CPUExecutionProvider"])
    return net


def read_weights(path: Path | None = None) -> bytes:
    """The detector's file, checked. Raises ``FACES_DAMAGED`` where it is not what the program came with."""
    path = path if path is not None else resource_path("face", "face_detection_yunet_2023mar.onnx")
    try:
        data = path.read_bytes()
    except OSError as error:
        raise KnownError(ErrorCode.FACES_DAMAGED) from error
    if hashlib.sha256(data).hexdigest() != WEIGHTS_SHA256:
        raise KnownError(ErrorCode.FACES_DAMAGED)
    return data


def free_input_size(model: bytes) -> bytes:
    """The same net for pictures of any size. Raises ``FACES_DAMAGED`` where the input is not written as expected."""
    start = model.find(_INPUT_MARK)
    place = model.find(_FIXED_INPUT, start, start + 40) if start >= 0 else -1
    if place < 0:
        raise KnownError(ErrorCode.FACES_DAMAGED)
    return model[:place] + _FREE_INPUT + model[place + len(_FIXED_INPUT) :]


def _as_finds(candidates: Candidates, picture: Image.Image) -> tuple[FaceFind, ...]:
    longer = max(picture.size)
    candidates = drop_parts(candidates, CERTAIN_SCORE)
    candidates[:, :4] *= np.float32(longer)
    return tuple(FaceFind(box, round(score, 3)) for box, score in to_fractions(candidates, picture.size))


def _padded(pixels: int) -> int:
    return math.ceil(pixels / PADDING) * PADDING


def _piece_starts(length: int) -> list[int]:
    """Where pieces of 1,600 pixels begin so that they cover a length and overlap by 200 or more."""
    if length <= _PIECE:
        return [0]
    count = math.ceil((length - _PIECE_OVERLAP) / (_PIECE - _PIECE_OVERLAP))
    return [round(number * (length - _PIECE) / (count - 1)) for number in range(count)]


def _is_cut_off(
    seen: Candidates, start: tuple[int, int], piece: tuple[int, int], whole: tuple[int, int]
) -> npt.NDArray[np.bool_]:
    """Whether each box ends at an edge of its piece that is no edge of the picture; all in pixels of the picture."""
    margin = 2
    cut = np.zeros(len(seen), np.bool_)
    for axis in (0, 1):
        low, high = start[axis], start[axis] + piece[axis]
        if low > 0:
            cut |= seen[:, axis] <= low + margin
        if high < whole[axis]:
            cut |= seen[:, axis] + seen[:, axis + 2] >= high - margin
    return cut
