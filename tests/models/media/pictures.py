# SPDX-License-Identifier: GPL-3.0-or-later
"""Pictures made on the spot: a red, a green, a blue and a white quarter, so that every turn can be told."""

from __future__ import annotations

import io
from pathlib import Path

import numpy as np
from PIL import Image

CORNERS = ((220, 30, 30), (30, 200, 30), (30, 30, 220), (240, 240, 240))
"""Top left, top right, bottom left, bottom right of the upright picture."""

STORED_TURNS = {
    1: None,
    2: Image.Transpose.FLIP_LEFT_RIGHT,
    3: Image.Transpose.ROTATE_180,
    4: Image.Transpose.FLIP_TOP_BOTTOM,
    5: Image.Transpose.TRANSPOSE,
    6: Image.Transpose.ROTATE_90,
    7: Image.Transpose.TRANSVERSE,
    8: Image.Transpose.ROTATE_270,
}
"""How an upright picture is stored so that this EXIF orientation makes it upright again."""


def quarters(width: int = 96, height: int = 64) -> Image.Image:
    """An upright "RGB" picture of four coloured quarters."""
    pixels = np.zeros((height, width, 3), dtype=np.uint8)
    pixels[: height // 2, : width // 2] = CORNERS[0]
    pixels[: height // 2, width // 2 :] = CORNERS[1]
    pixels[height // 2 :, : width // 2] = CORNERS[2]
    pixels[height // 2 :, width // 2 :] = CORNERS[3]
    return Image.fromarray(pixels)


def noise(width: int, height: int, seed: int = 0) -> Image.Image:
    """An "RGB" picture that does not compress: a big file from few pixels."""
    return Image.fromarray(np.random.default_rng(seed).integers(0, 256, (height, width, 3), dtype=np.uint8))


def save_turned(path: Path, file_format: str, orientation: int, size: tuple[int, int] = (96, 64)) -> Path:
    """Write the quarters so that they are upright only after the turn in the EXIF."""
    turn = STORED_TURNS[orientation]
    upright = quarters(*size)
    exif = Image.Exif()
    exif[0x0112] = orientation
    options = {"quality": 95} if file_format in ("JPEG", "WEBP", "AVIF") else {}
    (upright if turn is None else upright.transpose(turn)).save(path, file_format, exif=exif, **options)
    return path


def corner_colours(picture: Image.Image) -> list[tuple[int, ...]]:
    """The colour in the middle of each quarter, in the order of `CORNERS`."""
    width, height = picture.size
    spots = ((1, 1), (3, 1), (1, 3), (3, 3))
    return [tuple(picture.convert("RGB").getpixel((width * x // 4, height * y // 4))) for x, y in spots]


def looks_upright(picture: Image.Image, tolerance: int = 40) -> bool:
    """Whether the four quarters are where they belong."""
    return all(
        abs(seen - wanted) <= tolerance
        for colour, corner in zip(corner_colours(picture), CORNERS, strict=True)
        for seen, wanted in zip(colour, corner, strict=True)
    )


def picture_of(data: bytes) -> Image.Image:
    """A decoded picture from bytes."""
    picture = Image.open(io.BytesIO(data))
    picture.load()
    return picture


def as_jpeg(picture: Image.Image, **options: object) -> bytes:
    """The bytes of a JPEG file."""
    buffer = io.BytesIO()
    picture.save(buffer, "JPEG", **options)
    return buffer.getvalue()
