# SPDX-License-Identifier: GPL-3.0-or-later
"""How fast films are taken in, pictured and looked through: a minute of 1080p as a phone makes it.

Limits are in seconds of processor time on one core; beside them the bare work of the decoder in the same run.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from pathlib import Path

import av
import numpy as np
import pytest

from models.media.faces import FaceFinder
from models.media.film import frame_at, make_poster, make_strip, read_recording, sample_frames
from models.media.film_faces import find_tracks
from models.media.recording_tiles import make_time_strip
from models.media.sound import read_peaks

SECONDS, RATE, WIDTH, HEIGHT = 60, 30, 1920, 1080
ROUNDS = 3


@pytest.fixture(scope="module")
def film(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A minute of 1080p H.264 with a whole picture each second and AAC sound, some 14 Mbit/s: soft shapes and grain."""
    path = tmp_path_factory.mktemp("film") / "minute.mp4"
    random = np.random.default_rng(1)
    grain = random.integers(0, 14, (HEIGHT + 64, WIDTH + 64, 3), dtype=np.uint8)
    soft = np.asarray(random.integers(40, 200, (9, 16, 3)), dtype=np.uint8).repeat(120, axis=0).repeat(120, axis=1)
    with av.open(str(path), "w") as made:
        video = made.add_stream("libx264", rate=RATE)
        video.width, video.height, video.pix_fmt, video.gop_size = WIDTH, HEIGHT, "yuv420p", RATE
        video.bit_rate = 14_000_000
        video.options = {"preset": "ultrafast", "sc_threshold": "0"}
        sound = made.add_stream("aac", rate=48_000)
        sound.layout = "mono"
        for number in range(SECONDS * RATE):
            top, left = random.integers(0, 64, 2)
            pixels = np.roll(soft, number * 4, axis=1) + grain[top : top + HEIGHT, left : left + WIDTH]
            made.mux(video.encode(av.VideoFrame.from_ndarray(pixels, format="rgb24")))
        made.mux(video.encode(None))
        wave = np.asarray(np.sin(np.arange(SECONDS * 48_000) / 20) * 9_000, dtype=np.float32) / 32_768
        for start in range(0, len(wave), 1024):
            block = np.ascontiguousarray(wave[start : start + 1024].reshape(1, -1))
            frame = av.AudioFrame.from_ndarray(block, format="fltp", layout="mono")
            frame.sample_rate, frame.pts = 48_000, start
            made.mux(sound.encode(frame))
        made.mux(sound.encode(None))
    return path


def cpu_seconds(work: Callable[[], object]) -> float:
    """The least processor time of a few rounds."""
    best = float("inf")
    for _round in range(ROUNDS):
        started = time.process_time()
        work()
        best = min(best, time.process_time() - started)
    return best


def bare_whole_pictures(path: Path, count: int) -> None:
    """What the decoder needs at least: so many times seek, one packet, one picture, nothing made of it."""
    with av.open(str(path)) as opened:
        video = opened.streams.video[0]
        for place in range(count):
            opened.seek(round(SECONDS * 1_000_000 * (place + 0.5) / count))
            for packet in opened.demux(video):
                if packet.is_keyframe:
                    video.codec_context.decode(packet)
                    video.codec_context.decode(None)
                    video.codec_context.flush_buffers()
                    break


def test_poster_and_strip(film: Path) -> None:
    bare_one = cpu_seconds(lambda: bare_whole_pictures(film, 1))
    bare_twenty = cpu_seconds(lambda: bare_whole_pictures(film, 20))
    poster = cpu_seconds(lambda: make_poster(film, 320))
    strip = cpu_seconds(lambda: make_strip(film, SECONDS * 1000))
    whole = cpu_seconds(lambda: make_time_strip(film, SECONDS * 1000))
    print(f"\nfilm of {film.stat().st_size / 1e6:.0f} MB")  # noqa: T201
    print(f"poster {poster:.3f} s (bare {bare_one:.3f}); 20 samples {strip:.2f} s (bare {bare_twenty:.2f})")  # noqa: T201
    print(f"time line with its wave form {whole:.2f} s")  # noqa: T201
    assert poster < 0.3
    assert strip < 2.5
    assert strip < bare_twenty * 2


def test_facts_and_steps(film: Path) -> None:
    facts = cpu_seconds(lambda: read_recording(film))
    steps = cpu_seconds(lambda: [frame_at(film, 31_500, step=by) for by in (1, -1)]) / 2
    peaks = cpu_seconds(lambda: read_peaks(film, 800))
    print(f"\nfacts and hash {facts:.2f} s; one picture on or back {steps:.2f} s; wave form {peaks:.2f} s")  # noqa: T201
    assert steps < 2.0


def test_faces(film: Path) -> None:
    finder = FaceFinder()
    started = time.process_time()
    tracks = find_tracks(film, SECONDS * 1000, lambda picture: finder.find(picture, fine_edge=1280))
    seeking = time.process_time() - started
    pictures = cpu_seconds(
        lambda: list(sample_frames(film, range(0, SECONDS * 1000, 1000), longest_edge=1280, tolerance_ms=500))
    )
    print(f"\nfaces in a minute {seeking:.1f} s, of which pictures {pictures:.1f} s; {len(tracks)} tracks in shapes")  # noqa: T201
    assert seeking < SECONDS
