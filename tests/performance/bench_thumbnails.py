# SPDX-License-Identifier: GPL-3.0-or-later
"""How fast thumbnails are made, beside Pillow's own draft mode and vipsthumbnail on the same files in the same run.

Ratios count, not milliseconds.
"""

from __future__ import annotations

import io
import os
import shutil
import statistics
import subprocess
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import numpy as np
import pytest
from PIL import Image, ImageFilter

from models.media.photo import embedded_thumbnail, make_thumbnail, read_photo

PHOTOS = 16
ROUNDS = 5
EDGE = 320


@pytest.fixture(scope="module")
def photos(tmp_path_factory: pytest.TempPathFactory) -> list[Path]:
    """Drawn 12 megapixel JPEGs of about 3 MB: soft shapes and a camera's grain."""
    folder = tmp_path_factory.mktemp("photos")
    return [draw_photo(folder / f"{number}.jpg", number) for number in range(PHOTOS)]


def draw_photo(path: Path, number: int) -> Path:
    """A drawn 12 megapixel JPEG of about 3 MB: soft shapes and a camera's grain."""
    random = np.random.default_rng(number)
    soft = Image.fromarray(random.integers(0, 256, (30, 40, 3), dtype=np.uint8)).resize((4000, 3000))
    values = np.asarray(soft.filter(ImageFilter.GaussianBlur(4)), dtype=np.int16)
    grain = random.normal(0, 7, values.shape).astype(np.int16)
    exif = Image.Exif()
    exif[0x0112] = 6 if number % 4 == 0 else 1
    Image.fromarray(np.clip(values + grain, 0, 255).astype(np.uint8)).save(path, quality=88, exif=exif)
    return path


def bare_draft(path: Path) -> bytes:
    """Pillow's own draft-mode thumbnail with its default settings."""
    with Image.open(path) as picture:
        picture.thumbnail((EDGE, EDGE))
        buffer = io.BytesIO()
        picture.save(buffer, "JPEG", quality=80)
        return buffer.getvalue()


def seconds_for_all(work: Callable[[Path], object], paths: list[Path], threads: int) -> float:
    started = time.perf_counter()
    with ThreadPoolExecutor(threads) as pool:
        list(pool.map(work, paths))
    return time.perf_counter() - started


def test_throughput_is_that_of_the_bare_draft(photos: list[Path]) -> None:
    threads = os.cpu_count() or 1
    contestants = {"ours": make_thumbnail, "bare draft": bare_draft, "facts and hash": read_photo}
    times: dict[str, list[float]] = {name: [] for name in contestants}
    for _ in range(ROUNDS):
        for name, work in contestants.items():
            times[name].append(seconds_for_all(work, photos, threads))
    vips = shutil.which("vipsthumbnail")
    if vips is not None:
        command = [vips, "--size", str(EDGE), "-o", "%s-vips.jpg[Q=80]", *map(str, photos)]
        started = time.perf_counter()
        subprocess.run(command, check=True)
        times["vipsthumbnail"] = [time.perf_counter() - started]
    medians = {name: statistics.median(values) for name, values in times.items()}
    for name, seconds in medians.items():
        print(f"{name:16} {1000 * seconds / PHOTOS:7.1f} ms a photo  x {seconds / medians['bare draft']:.2f}")  # noqa: T201
    ratio = statistics.median(ours / bare for ours, bare in zip(times["ours"], times["bare draft"], strict=True))
    assert ratio <= 1.0, f"{ratio:.2f} times the bare draft"


def test_the_first_glance_is_quick(photos: list[Path]) -> None:
    started = time.perf_counter()
    for path in photos:
        embedded_thumbnail(path)
    assert (time.perf_counter() - started) / PHOTOS < 0.01
