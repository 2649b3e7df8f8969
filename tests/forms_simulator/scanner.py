# SPDX-License-Identifier: GPL-3.0-or-later
"""A copier that scans: crooked, upside down, a little too large, shaded, dusty, and sheets that were handled."""

from __future__ import annotations

import io
from dataclasses import dataclass, replace

import numpy as np
import numpy.typing as npt
from PIL import Image, ImageDraw, ImageFilter

from models.forms.layout import PAGE_HEIGHT, PAGE_WIDTH
from tests.forms_simulator.sheets import DOTS, Grey


@dataclass(frozen=True)
class Scan:
    """How one page is scanned. Lengths in mm; ``turned`` is upside down; ``bits`` is a scan in black and white only."""

    dpi: int = 200
    angle: float = 0.0
    turned: bool = False
    scale: float = 1.0
    shift: tuple[float, float] = (0.0, 0.0)
    wobble: float = 0.0
    blur: float = 0.6
    noise: float = 3.0
    gradient: float = 0.0
    shadow: bool = False
    staple: bool = False
    holes: bool = False
    dog_ear: bool = False
    dust: int = 0
    streak: bool = False
    contrast: float = 1.0
    bits: bool = False
    local_bits: bool = False
    quality: int = 65


def some_scan(chance: np.random.Generator, dpi: int = 200, *, bits: bool = False) -> Scan:
    """A scan by chance, as they come from a school's copier."""
    return Scan(
        dpi=dpi,
        angle=float(np.clip(chance.normal(0, 1.1), -3, 3)),
        turned=bool(chance.random() < 0.3),
        scale=float(chance.uniform(0.97, 1.03)),
        shift=(float(chance.uniform(-4, 4)), float(chance.uniform(-4, 4))),
        wobble=float(chance.uniform(0, 0.25)),
        blur=float(chance.uniform(0.3, 0.9)),
        noise=float(chance.uniform(1.5, 6.0)),
        gradient=float(chance.uniform(0, 0.12)),
        shadow=bool(chance.random() < 0.25),
        staple=bool(chance.random() < 0.2),
        holes=bool(chance.random() < 0.3),
        dog_ear=bool(chance.random() < 0.08),
        dust=int(chance.integers(0, 25)),
        streak=bool(chance.random() < 0.1),
        contrast=float(chance.uniform(0.75, 1.0)),
        bits=bits,
        local_bits=bool(bits and chance.random() < 0.5),
        quality=int(chance.integers(50, 76)),
    )


def plain_scan(dpi: int = 200, **changes: object) -> Scan:
    """A straight, clean scan with the changes asked for."""
    return replace(Scan(dpi=dpi), **changes)  # type: ignore[arg-type]


def scan_page(page: Grey, scan: Scan, chance: np.random.Generator) -> Grey:
    """The pixels that the scanner gives."""
    paper = _age(page, scan, chance)
    pixels = _feed(paper, scan, chance)
    pixels = _look(pixels, scan, chance)
    if scan.bits:
        return _black_and_white(pixels, is_local=scan.local_bits)
    stream = io.BytesIO()
    Image.fromarray(pixels).save(stream, "JPEG", quality=scan.quality)
    return np.asarray(Image.open(stream))


def _age(page: Grey, scan: Scan, chance: np.random.Generator) -> Grey:
    """What happened to the sheet before: a staple, punched holes, a folded corner, dust."""
    picture = Image.fromarray(page.copy())
    pen = ImageDraw.Draw(picture)

    def at(*values: float) -> tuple[float, ...]:
        return tuple(value * DOTS for value in values)

    if scan.holes:
        for y in (PAGE_HEIGHT / 2 - 40, PAGE_HEIGHT / 2 + 40):
            pen.ellipse(at(9, y - 3, 15, y + 3), fill=int(chance.choice([0, 255])))
    if scan.staple:
        x, y = chance.uniform(8, 24), chance.uniform(5, 11)
        pen.line(at(x, y, x + 9, y + 5), fill=40, width=round(0.7 * DOTS))
    if scan.dog_ear:
        size = chance.uniform(14, 24)
        pen.polygon(at(0, 0, size, 0, 0, size), fill=60)
        pen.line(at(size, 0, 0, size), fill=110, width=round(0.8 * DOTS))
    for _ in range(scan.dust):
        x, y, size = chance.uniform(0, PAGE_WIDTH), chance.uniform(0, PAGE_HEIGHT), chance.uniform(0.1, 0.35)
        pen.ellipse(at(x, y, x + size, y + size), fill=90)
    return np.asarray(picture)


def _feed(page: Grey, scan: Scan, chance: np.random.Generator) -> Grey:
    """The sheet through the machine: size, turn, shift, and paper that does not run evenly."""
    dots = scan.dpi / 25.4
    width, height = round(PAGE_WIDTH * dots), round(PAGE_HEIGHT * dots)
    picture = Image.fromarray(page)
    if scan.dpi < 300:
        picture = picture.filter(ImageFilter.BoxBlur(0.5 * (300 / scan.dpi - 1)))
    angle = np.radians(scan.angle + (180 if scan.turned else 0))
    ratio = DOTS / dots / scan.scale
    cos, sin = np.cos(angle) * ratio, np.sin(angle) * ratio
    centre = np.array([width / 2 + scan.shift[0] * dots, height / 2 + scan.shift[1] * dots])
    middle = np.array([page.shape[1] / 2, page.shape[0] / 2])
    a, b, d, e = cos, sin, -sin, cos
    c, f = middle - np.array([[a, b], [d, e]]) @ centre
    picture = picture.transform(
        (width, height), Image.Transform.AFFINE, (a, b, c, d, e, f), Image.Resampling.BILINEAR, fillcolor=250
    )
    pixels = np.asarray(picture)
    if scan.wobble:
        rows = np.arange(height)
        phase, wave = chance.uniform(0, 6.3), chance.uniform(60, 160)
        moved = rows + scan.wobble * dots * np.sin(rows / dots / wave * 2 * np.pi + phase)
        pixels = pixels[np.clip(np.rint(moved), 0, height - 1).astype(int)]
    return pixels


def _look(pixels: Grey, scan: Scan, chance: np.random.Generator) -> Grey:
    """Lamp and sensor: shading, a dark edge, blur, a streak, grain."""
    picture = Image.fromarray(pixels)
    if scan.blur:
        picture = picture.filter(ImageFilter.GaussianBlur(scan.blur * scan.dpi / 200))
    values = np.asarray(picture, np.float32)
    height, width = values.shape
    values = 250 - (250 - values) * np.float32(scan.contrast)
    if scan.gradient:
        ways = chance.uniform(-1, 1, 2)
        across, down = np.linspace(0, ways[0], width), np.linspace(0, ways[1], height)
        values *= (1 - scan.gradient * np.abs(across[None, :] + down[:, None]) / 2).astype(np.float32)
    if scan.shadow:
        depth, reach = chance.uniform(0.15, 0.5), chance.uniform(4, 12) * scan.dpi / 25.4
        side = np.arange(width) if chance.random() < 0.5 else np.arange(width)[::-1]
        values *= (1 - depth * np.exp(-side / reach)).astype(np.float32)[None, :]
    if scan.streak:
        column = int(chance.integers(0, width))
        values[:, column : column + 1] *= np.float32(chance.uniform(0.75, 0.9))
    grain: npt.NDArray[np.float32] = chance.standard_normal((height, width), dtype=np.float32)
    values += grain * np.float32(scan.noise)
    return np.clip(values, 0, 255).astype(np.uint8)


def _black_and_white(pixels: Grey, *, is_local: bool) -> Grey:
    """One bit a pixel: black where darker than a fixed grey, or than the surroundings."""
    if not is_local:
        return np.where(pixels < 140, 0, 255).astype(np.uint8)
    around = np.asarray(Image.fromarray(pixels).filter(ImageFilter.BoxBlur(25)), np.float32)
    return np.where(pixels < around * 0.82, 0, 255).astype(np.uint8)
