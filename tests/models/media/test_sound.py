# SPDX-License-Identifier: GPL-3.0-or-later
"""Sounds: facts of each format, how loud they are where, and the tile that is drawn of them."""

from __future__ import annotations

from contextlib import suppress
from datetime import datetime
from pathlib import Path

import numpy as np
import pytest

from models.errors import KnownError
from models.media.film import read_recording
from models.media.photo import make_thumbnail
from models.media.recording_tiles import make_time_strip
from models.media.sound import read_peaks
from models.terms import MediaKind
from tests.models.media import films, pictures

FORMATS = [
    ("m4a", "aac", "m4a"),
    ("mp3", "libmp3lame", "mp3"),
    ("wav", "pcm_s16le", "wav"),
    ("ogg", "flac", "ogg"),
    ("opus", "libopus", "opus"),
    ("flac", "flac", "flac"),
]


@pytest.mark.parametrize(("suffix", "codec", "told"), FORMATS)
def test_facts_of_each_format(tmp_path: Path, suffix: str, codec: str, told: str) -> None:
    path = films.save_sound(tmp_path / f"sound.{suffix}", codec, films.tone(2.0))
    facts = read_recording(path)
    assert facts.kind is MediaKind.SOUND
    assert facts.file_format == told
    assert (facts.width, facts.height) == (0, 0)
    assert facts.has_sound
    assert facts.duration_ms == pytest.approx(2_000, abs=80)


@pytest.mark.parametrize(("suffix", "codec", "told"), FORMATS)
def test_the_loud_part_is_where_it_is(tmp_path: Path, suffix: str, codec: str, told: str) -> None:
    path = films.save_sound(tmp_path / f"sound.{suffix}", codec, films.tone(2.0, loud_from=1.0, loud_to=1.5))
    peaks = read_peaks(path, 20)
    assert peaks[11:14].min() > 0.5, told
    assert peaks[:9].max() < 0.1
    assert peaks[17:].max() < 0.1


def test_silence_is_drawn_as_silence(tmp_path: Path) -> None:
    path = films.save_wave(tmp_path / "still.wav", np.zeros(48_000, dtype=np.int16))
    assert read_peaks(path, 10).max() == 0.0
    assert pictures.picture_of(make_thumbnail(path)).size == (320, 240)


def test_the_tile_shows_where_it_is_loud(tmp_path: Path) -> None:
    path = films.save_wave(tmp_path / "tone.wav", films.tone(2.0, loud_to=1.0))
    tile = np.asarray(pictures.picture_of(make_thumbnail(path, 320)).convert("L")).astype(int)
    assert tile[30:60, :150].mean() < tile[30:60, 170:].mean() - 30
    assert pictures.picture_of(make_time_strip(path, 2_000)).width == 1_600


def test_a_recorder_that_writes_its_clock_is_believed(tmp_path: Path) -> None:
    path = films.save_sound(tmp_path / "sound.wav", "pcm_s16le", films.tone(0.2))
    data = bytearray(path.read_bytes())
    bext = bytearray(602)
    bext[320:330], bext[330:338] = b"2026-06-12", b"09:30:05"
    chunk = b"bext" + len(bext).to_bytes(4, "little") + bytes(bext)
    data[12:12] = chunk
    data[4:8] = (len(data) - 8).to_bytes(4, "little")
    path.write_bytes(bytes(data))
    assert read_recording(path).captured_at == datetime.fromisoformat("2026-06-12T09:30:05")


def test_a_tag_in_front_does_not_hide_an_mp3(tmp_path: Path) -> None:
    path = films.save_sound(tmp_path / "sound.mp3", "libmp3lame", films.tone(1.0), tags={"title": "x" * 400})
    assert path.read_bytes()[:3] == b"ID3"
    bare = tmp_path / "bare.mp3"
    data = path.read_bytes()
    bare.write_bytes(data[data.index(b"\xff\xfb") :])
    for one in (path, bare):
        assert read_recording(one).file_format == "mp3"


@pytest.mark.parametrize("seed", range(6))
def test_damaged_sounds_end_in_facts_or_a_named_failure(tmp_path: Path, seed: int) -> None:
    suffix, codec, _told = FORMATS[seed]
    data = bytearray(films.save_sound(tmp_path / f"sound.{suffix}", codec, films.tone(1.0)).read_bytes())
    random = np.random.default_rng(seed)
    for place in random.integers(4, len(data), 200):
        data[place] = int(random.integers(0, 256))
    broken = tmp_path / f"broken.{suffix}"
    broken.write_bytes(bytes(data))
    for work in (read_recording, make_thumbnail):
        with suppress(KnownError):  # anything else is a failure of the test
            work(broken)
