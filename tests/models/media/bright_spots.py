# SPDX-License-Identifier: GPL-3.0-or-later
"""A detector that needs no face: each bright patch of a dark picture is one."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from PIL import Image

from models.media.face_boxes import STRIDES


class BrightSpots:
    """A net that takes each bright square of a black picture for a face. ``sizes`` are the inputs it saw."""

    def __init__(self, score: float = 0.9) -> None:
        self.score = score
        self.sizes: list[tuple[int, int]] = []

    def run(self, names: Sequence[str], feed: dict[str, np.ndarray]) -> list[np.ndarray]:
        given = feed["input"]
        assert given.dtype == np.float32
        assert given.shape[:2] == (1, 3)
        rows, columns = given.shape[2:]
        assert rows % 32 == columns % 32 == 0
        self.sizes.append((columns, rows))
        said: dict[str, np.ndarray] = {}
        for stride in STRIDES:
            count = (rows // stride) * (columns // stride)
            said |= {f"cls_{stride}": np.zeros((1, count, 1)), f"obj_{stride}": np.ones((1, count, 1))}
            said[f"bbox_{stride}"] = np.zeros((1, count, 4))
        down, across = np.nonzero(given[0].mean(axis=0) > 128)
        if len(down):
            left, top, right, bottom = across.min(), down.min(), across.max() + 1, down.max() + 1
            x, y = (left + right) / 2, (top + bottom) / 2
            cell = int(y // 8) * (columns // 8) + int(x // 8)
            said["cls_8"][0, cell] = self.score**2
            said["bbox_8"][0, cell] = (
                x / 8 - x // 8,
                y / 8 - y // 8,
                np.log((right - left) / 8),
                np.log((bottom - top) / 8),
            )
        return [said[name] for name in names]


def dark_picture(size: tuple[int, int], spot: tuple[int, int, int, int]) -> Image.Image:
    picture = Image.new("RGB", size)
    picture.paste((255, 255, 255), spot)
    return picture
