# SPDX-License-Identifier: GPL-3.0-or-later
"""A photographer who takes a picture of a name card: somewhere in the picture, at an angle, in poor light."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import numpy as np
from PIL import ExifTags, Image, ImageFilter
from PySide6.QtGui import QImage

from models.forms.name_cards import PrintedCard
from ui.printing.name_cards import card_pages
from ui.printing.pdf import draw_picture

_CARD_PIXELS = 900


@dataclass(frozen=True)
class Shot:
    """How a card is photographed. ``share``: its width in that of the picture; ``tilt``: how much one side is nearer.

    ``angle`` in degrees; ``blur`` in pixels of a 12 megapixel picture; ``shadow``: darkest share of the light.
    """

    share: float = 0.3
    angle: float = 0.0
    tilt: float = 0.0
    blur: float = 1.0
    noise: float = 4.0
    shadow: float = 1.0
    quality: int = 88
    size: tuple[int, int] = (4000, 3000)


def picture_of_card(card: PrintedCard) -> Image.Image:
    """The card as it is printed, cut out of its sheet."""
    (page,) = card_pages([card])
    drawn = draw_picture(page, 2 * _CARD_PIXELS).convertToFormat(QImage.Format.Format_Grayscale8)
    rows = np.frombuffer(drawn.constBits(), np.uint8).reshape(drawn.height(), drawn.bytesPerLine())
    sheet = Image.fromarray(rows[:, : drawn.width()].copy())
    return sheet.crop((0, 0, _CARD_PIXELS, drawn.height() // 3))


def photograph(card: PrintedCard, shot: Shot, seed: int = 0) -> Image.Image:
    """An "RGB" photo of the card, held up in front of something busy."""
    chance = np.random.default_rng(seed)
    width, height = shot.size
    coarse = chance.integers(30, 220, (height // 60, width // 60, 3), dtype=np.uint8)
    scene = Image.fromarray(coarse).resize(shot.size, Image.Resampling.BICUBIC)
    flat = picture_of_card(card)
    wide = shot.share * width
    high = wide * flat.height / flat.width
    middle = np.array([width * chance.uniform(0.4, 0.6), height * chance.uniform(0.4, 0.6)])
    turn = np.radians(shot.angle)
    spin = np.array([[np.cos(turn), -np.sin(turn)], [np.sin(turn), np.cos(turn)]])
    near, far = 1 + shot.tilt, 1 - shot.tilt
    corners = np.array([(-wide, -high * near), (wide, -high * far), (wide, high * far), (-wide, high * near)]) / 2
    placed = corners @ spin.T + middle
    back = _perspective(placed, [(0, 0), (flat.width, 0), (flat.width, flat.height), (0, flat.height)])
    options = (Image.Transform.PERSPECTIVE, back, Image.Resampling.BICUBIC)
    card_seen = flat.convert("RGB").transform(shot.size, *options)
    mask = Image.new("L", flat.size, 255).transform(shot.size, *options)
    scene.paste(card_seen, mask=mask)
    if shot.blur:
        scene = scene.filter(ImageFilter.GaussianBlur(shot.blur * max(shot.size) / 4000))
    pixels = np.asarray(scene, np.float32) * 0.85 + 12
    if shot.shadow < 1:
        ramp = np.linspace(1.0, shot.shadow, width, dtype=np.float32)[None, :, None]
        pixels = pixels * ramp
        pixels[:, : int(middle[0])] *= 0.8  # a hard edge right over the card
    pixels += chance.normal(0, shot.noise, pixels.shape)
    return Image.fromarray(np.clip(pixels, 0, 255).astype(np.uint8))


def save_shot(path: Path, picture: Image.Image, when: str = "", camera: str = "", quality: int = 88) -> Path:
    """Write a photo with a capture time ("2026:09:10 12:00:00") and a camera."""
    exif = Image.Exif()
    if when:
        exif.get_ifd(ExifTags.IFD.Exif)[ExifTags.Base.DateTimeOriginal] = when
    if camera:
        exif[ExifTags.Base.Model] = camera
    picture.save(path, "JPEG", quality=quality, exif=exif)
    return path


def _perspective(seen: np.ndarray, flat: list[tuple[float, float]]) -> tuple[float, ...]:
    """The eight numbers with which `Image.transform` finds for each place in the photo that on the flat card."""
    rows, wanted = [], []
    for (x, y), (u, v) in zip(seen, flat, strict=True):
        rows.append((x, y, 1, 0, 0, 0, -u * x, -u * y))
        rows.append((0, 0, 0, x, y, 1, -v * x, -v * y))
        wanted += [u, v]
    return tuple(np.linalg.solve(np.array(rows), np.array(wanted)))
