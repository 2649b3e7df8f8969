# SPDX-License-Identifier: GPL-3.0-or-later
"""Recognising a picture again: 256 bits of what a picture looks like as a whole, for nine parts of it.

A fingerprint is of the picture, never of a person in it: a 64 by 64 pixel grey version, of which the 16 by 16 coarsest
waves (discrete cosine transform) are compared with their median, as in the "pHash" of the literature. A copy that was
made smaller, pressed harder or tinted keeps nearly all bits. One that was cut off keeps those of one of the parts.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import IntEnum
from functools import lru_cache
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray
from PIL import Image

METHOD: Final = "dct256-9"
FINGERPRINT_BYTES: Final = 288
SAME_DISTANCE: Final = 24
"""Up to so many bits differ where a picture was pressed, shrunk or tinted."""
ALIKE_DISTANCE: Final = 70
"""Up to so many bits differ where something was cut off or covered; unlike pictures differ in about 128."""
_GRID: Final = 64
_WAVES: Final = 16
_WORDS: Final = 4
_FLAT: Final = 2.0

Words = NDArray[np.uint64]


class Crop(IntEnum):
    """Which part of a picture one of its nine hashes is of, in the order in which they are kept."""

    WHOLE = 0
    SQUARE = 1
    PORTRAIT = 2
    WIDE = 3
    INNER_90 = 4
    INNER_80 = 5
    LEFT = 6
    RIGHT = 7
    MIRRORED = 8


@dataclass(frozen=True, slots=True)
class Likeness:
    """A picture that looks like the one asked about: ``distance`` bits differ between the whole of one and ``crop``.

    ``is_part``: the picture asked about is that crop of the other one; else the other is that crop of it.
    """

    item_id: int
    distance: int
    crop: Crop
    is_part: bool


def fingerprint_of(picture: Image.Image) -> bytes | None:
    """Nine hashes of 32 bytes, in the order of `Crop`, of an upright picture; None where it is all but one colour.

    A picture of 320 pixels is enough: from a larger one at most 8 bits differ.
    """
    grey = picture.convert("L")
    hashes = [_bits(_cut(grey, crop)) for crop in Crop]
    if hashes[0] is None:
        return None
    return b"".join(one if one is not None else bytes(32) for one in hashes)


def distance_between(one: bytes, other: bytes) -> int:
    """How many bits differ between the wholes of two fingerprints."""
    return int((int.from_bytes(one[:32], "big") ^ int.from_bytes(other[:32], "big")).bit_count())


class FingerprintIndex:
    """The fingerprints of a whole library, in columns so that one look through them is a few milliseconds.

    It grows by `add`; 100,000 fingerprints are 29 MB. Not thread-safe.
    """

    def __init__(self) -> None:
        self._ids: NDArray[np.int64] = np.zeros(0, np.int64)
        self._words: Words = np.zeros((len(Crop), _WORDS, 0), np.uint64)
        self._count = 0
        self._places: dict[int, int] = {}

    def __len__(self) -> int:
        return self._count

    def __contains__(self, item_id: object) -> bool:
        return item_id in self._places

    def add(self, item_ids: list[int], fingerprints: list[bytes]) -> None:
        """Add fingerprints; one that is there already is replaced."""
        known = [(self._places[one], print_) for one, print_ in zip(item_ids, fingerprints, strict=True) if one in self]
        for place, fingerprint in known:
            self._words[:, :, place] = _words_of([fingerprint])[:, :, 0]
        fresh = [(one, print_) for one, print_ in zip(item_ids, fingerprints, strict=True) if one not in self]
        if not fresh:
            return
        self._make_room(len(fresh))
        at = slice(self._count, self._count + len(fresh))
        self._ids[at] = [one for one, _print in fresh]
        self._words[:, :, at] = _words_of([print_ for _one, print_ in fresh])
        self._places |= {one: self._count + place for place, (one, _print) in enumerate(fresh)}
        self._count += len(fresh)

    def remove(self, item_ids: list[int]) -> None:
        """Forget these; the last ones take their places."""
        for item_id in item_ids:
            place = self._places.pop(item_id, None)
            if place is None:
                continue
            last = self._count - 1
            if place != last:
                self._ids[place] = self._ids[last]
                self._words[:, :, place] = self._words[:, :, last]
                self._places[int(self._ids[place])] = place
            self._count = last

    def find(self, fingerprint: bytes, *, within: int = ALIKE_DISTANCE, most: int = 8) -> tuple[Likeness, ...]:
        """The pictures that look most like this one, nearest first: each once, by its best matching part.

        The whole of the one is compared with every part of the other, and the other way round.
        """
        if not self._count:
            return ()
        asked = _words_of([fingerprint])[:, :, 0]
        best = np.full(self._count, 257, np.uint16)
        crops = np.zeros(self._count, np.uint8)
        parts = np.zeros(self._count, np.bool_)
        whole = asked[Crop.WHOLE]
        for crop in Crop:
            _take_better(best, crops, parts, _distances(self._words[crop], whole, self._count), crop, is_part=True)
        stored = self._words[Crop.WHOLE]
        for crop in Crop:
            if crop is not Crop.WHOLE and asked[crop].any():
                _take_better(best, crops, parts, _distances(stored, asked[crop], self._count), crop, is_part=False)
        hits = np.flatnonzero(best <= within)
        order = hits[np.lexsort((self._ids[hits], best[hits]))][:most]
        return tuple(Likeness(int(self._ids[at]), int(best[at]), Crop(int(crops[at])), bool(parts[at])) for at in order)

    def _make_room(self, more: int) -> None:
        size = self._ids.size
        if self._count + more <= size:
            return
        grown = max(1024, size * 3 // 2, self._count + more)
        ids = np.zeros(grown, np.int64)
        ids[: self._count] = self._ids[: self._count]
        words = np.zeros((len(Crop), _WORDS, grown), np.uint64)
        words[:, :, : self._count] = self._words[:, :, : self._count]
        self._ids, self._words = ids, words


def _words_of(fingerprints: list[bytes]) -> Words:
    """Shape (9 parts, 4 words, pictures)."""
    for one in fingerprints:
        if len(one) != FINGERPRINT_BYTES:
            raise ValueError(f"a fingerprint has {FINGERPRINT_BYTES} bytes, not {len(one)}")
    raw = np.frombuffer(b"".join(fingerprints), np.uint64)
    return raw.reshape(len(fingerprints), len(Crop), _WORDS).transpose(1, 2, 0)


def _distances(columns: Words, asked: Words, count: int) -> NDArray[np.uint16]:
    total = np.zeros(count, np.uint16)
    for word in range(_WORDS):
        total += np.bitwise_count(columns[word, :count] ^ asked[word])
    return total


def _take_better(
    best: NDArray[np.uint16],
    crops: NDArray[np.uint8],
    parts: NDArray[np.bool_],
    found: NDArray[np.uint16],
    crop: Crop,
    *,
    is_part: bool,
) -> None:
    better = np.flatnonzero(found < best)
    best[better] = found[better]
    crops[better] = crop
    parts[better] = is_part


def _cut(picture: Image.Image, crop: Crop) -> Image.Image:
    width, height = picture.size
    if crop is Crop.MIRRORED:
        return picture.transpose(Image.Transpose.FLIP_LEFT_RIGHT)
    left, top, right, bottom = crop_box(crop, width, height)
    return picture.crop((round(left * width), round(top * height), round(right * width), round(bottom * height)))


def crop_box(crop: Crop, width: int, height: int) -> tuple[float, float, float, float]:
    """Left, top, right and bottom of a part as fractions of a picture of this size; mirrored is the whole."""
    ratios = {Crop.SQUARE: 1.0, Crop.PORTRAIT: 4 / 5, Crop.WIDE: 16 / 9}
    if crop in ratios:
        wanted, own = ratios[crop], width / height
        across = min(1.0, wanted / own)
        down = min(1.0, own / wanted)
        return (1 - across) / 2, (1 - down) / 2, (1 + across) / 2, (1 + down) / 2
    edges = {Crop.INNER_90: 0.05, Crop.INNER_80: 0.1}
    if crop in edges:
        edge = edges[crop]
        return edge, edge, 1 - edge, 1 - edge
    if crop is Crop.LEFT:
        return 0.0, 0.0, 0.88, 1.0
    if crop is Crop.RIGHT:
        return 0.12, 0.0, 1.0, 1.0
    return 0.0, 0.0, 1.0, 1.0


def _bits(grey: Image.Image) -> bytes | None:
    small = grey.resize((_GRID, _GRID), Image.Resampling.LANCZOS, reducing_gap=2.0)
    values = np.asarray(small, np.float32)
    if float(values.std()) < _FLAT:
        return None
    waves = _cosines() @ values @ _cosines().T
    return np.packbits(waves > np.median(waves)).tobytes()


@lru_cache(maxsize=1)
def _cosines() -> NDArray[Any]:
    """The 16 coarsest rows of the 64-point DCT-II."""
    steps = np.arange(_GRID)
    waves: NDArray[Any] = np.cos(np.pi / _GRID * (steps[None, :] + 0.5) * np.arange(_WAVES)[:, None])
    return waves.astype(np.float32)
