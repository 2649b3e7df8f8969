# SPDX-License-Identifier: GPL-3.0-or-later
"""The detector: its file, its input, its passes. With a net of our own, and with the real one where it runs."""

from __future__ import annotations

import hashlib
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from models.errors import ErrorCode, KnownError
from models.media import faces
from models.media.faces import FaceFinder, free_input_size, load_net, read_weights
from models.resources import resource_path
from tests.models.media.bright_spots import BrightSpots, dark_picture

ROOT = Path(__file__).parents[3]
WEIGHTS = resource_path("face", "face_detection_yunet_2023mar.onnx")


def test_the_file_is_the_one_the_program_came_with() -> None:
    assert hashlib.sha256(WEIGHTS.read_bytes()).hexdigest() == faces.WEIGHTS_SHA256
    assert "MIT License" in resource_path("face", "LICENSE-YuNet.txt").read_text(encoding="utf-8")


def test_a_changed_file_is_refused(tmp_path: Path) -> None:
    changed = tmp_path / "net.onnx"
    for content in (b"", WEIGHTS.read_bytes()[:-1], WEIGHTS.read_bytes() + b"x"):
        changed.write_bytes(content)
        with pytest.raises(KnownError) as caught:
            read_weights(changed)
        assert caught.value.code is ErrorCode.FACES_DAMAGED
    with pytest.raises(KnownError) as caught:
        read_weights(tmp_path / "gone.onnx")
    assert caught.value.code is ErrorCode.FACES_DAMAGED


def test_the_input_is_freed_in_as_many_bytes() -> None:
    before = read_weights()
    after = free_input_size(before)
    assert len(after) == len(before)
    assert sum(one != other for one, other in zip(before, after, strict=True)) == 6
    for other in (b"", before[:1000], after):
        with pytest.raises(KnownError):
            free_input_size(other)


def test_a_computer_without_the_runtime_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "onnxruntime", None)
    with pytest.raises(KnownError) as caught:
        load_net()
    assert caught.value.code is ErrorCode.FACES_UNAVAILABLE
    with pytest.raises(KnownError):
        FaceFinder().find(Image.new("RGB", (64, 64)))


def test_nothing_loads_the_runtime_before_a_picture_is_looked_at() -> None:
    code = "import sys, models.workspace, models.media.faces as f; f.FaceFinder(); print('onnxruntime' in sys.modules)"
    told = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True)
    assert told.stdout.strip() == "False"


def test_a_picture_is_seen_at_two_sizes_and_the_place_is_a_fraction() -> None:
    net = BrightSpots()
    (found,) = FaceFinder(net).find(dark_picture((4000, 3000), (1000, 600, 1400, 1200)))
    assert net.sizes == [(2016, 1504), (640, 480)]
    assert (found.box.x, found.box.y) == (pytest.approx(0.25, abs=0.01), pytest.approx(0.2, abs=0.01))
    assert (found.box.w, found.box.h) == (pytest.approx(0.1, abs=0.01), pytest.approx(0.2, abs=0.01))
    assert found.is_certain


def test_a_small_picture_is_not_enlarged_without_end() -> None:
    net = BrightSpots()
    FaceFinder(net).find(dark_picture((100, 80), (40, 30, 60, 50)))
    assert max(net.sizes) <= (640, 544)


def test_a_doubtful_find_is_told_as_such() -> None:
    (found,) = FaceFinder(BrightSpots(0.4)).find(dark_picture((640, 480), (100, 100, 160, 160)))
    assert not found.is_certain


def test_looking_harder_goes_piece_by_piece_and_turned() -> None:
    net = BrightSpots()
    found = FaceFinder(net).find_harder(dark_picture((4000, 3000), (1550, 1250, 1750, 1450)))
    assert len(found) == 1, "one face, whichever way it was seen"
    box = found[0].box
    assert (box.x + box.w / 2, box.y + box.h / 2) == (pytest.approx(0.4125, abs=0.01), pytest.approx(0.45, abs=0.01))
    assert net.sizes.count((1600, 1600)) == 6, "three pieces across, two down"
    assert len(net.sizes) == 2 + 6 + 7


def test_a_sliver_of_a_picture_is_looked_at_too() -> None:
    assert FaceFinder(BrightSpots()).find(Image.new("RGB", (3000, 1))) == ()
    assert FaceFinder(BrightSpots()).find_harder(Image.new("RGB", (1, 3000))) == ()


def test_the_real_net_takes_any_size_and_finds_nobody_in_noise() -> None:
    pytest.importorskip("onnxruntime")
    finder = FaceFinder()
    noise = np.random.default_rng(4).integers(0, 256, (90, 160, 3), dtype=np.uint8)
    for size in ((160, 90), (333, 500), (64, 64)):
        picture = Image.fromarray(noise).resize(size)
        assert not [find for find in finder.find(picture) if find.is_certain]
