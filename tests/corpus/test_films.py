# SPDX-License-Identifier: GPL-3.0-or-later
"""Other people's films, from phones and cameras, and the smallest files there are: facts or a failure with a name."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
from contextlib import suppress
from pathlib import Path

import pytest

from models.errors import KnownError
from models.media.film import frame_at, make_poster, read_recording, sample_frames
from models.media.photo import make_thumbnail
from models.media.recording_tiles import make_time_strip
from models.terms import MediaKind
from models.workspace import Workspace

ROOT = Path(__file__).parents[2]
SAMPLES = Path(os.environ.get("BEELDAKKOORD_SAMPLES", ROOT.parent / "shared" / "samples"))

pytestmark = [
    pytest.mark.corpus,
    pytest.mark.skipif(not (SAMPLES / "video").is_dir(), reason="the sample files are not here"),
]


def films() -> list[Path]:
    found = []
    for path in sorted((SAMPLES / "video").rglob("*")):
        with suppress(KnownError):
            if path.is_file() and read_recording(path).kind is MediaKind.FILM:
                found.append(path)
    return found


def one(name: str) -> Path:
    return next((SAMPLES / "video").rglob(name))


def test_each_film_has_facts_pictures_and_a_strip() -> None:
    found = films()
    assert len(found) >= 10
    for path in found:
        facts = read_recording(path)
        assert facts.duration_ms
        first = frame_at(path, 0)
        assert first.picture.size == (facts.width, facts.height)
        assert max(frame_at(path, facts.duration_ms).picture.size) > 0
        assert list(sample_frames(path, range(0, facts.duration_ms, 1000), longest_edge=320))
        assert make_poster(path, 320)
        assert make_time_strip(path, facts.duration_ms)


def test_films_without_anything_in_them_are_named() -> None:
    for name in ("Mpeg4.mp4", "AudioVideoInterleave.avi"):
        with pytest.raises(KnownError):
            read_recording(one(name))
    assert read_recording(one("mp4-with-audio.mp4")).kind is MediaKind.SOUND


def test_a_live_photo_of_an_iphone_counts_as_one(tmp_path: Path, workspace: Workspace) -> None:
    read, skipped = workspace.media.read_files([one("IMG_7943.HEIC"), one("IMG_7943_HEVC.MOV")])
    assert not skipped
    photo, film = workspace.media.take_in(read).value
    assert film.shown_id == photo.item_id != film.item_id
    row = workspace.media.item_rows([photo.item_id])[photo.item_id]
    assert row.carries_film
    assert make_thumbnail(row.path)


@pytest.mark.judge
@pytest.mark.skipif(shutil.which("ffprobe") is None, reason="ffprobe is not installed")
def test_ffprobe_agrees_about_length_and_sound() -> None:
    for path in films():
        answer = subprocess.run(
            ["ffprobe", "-v", "error", "-of", "json", "-show_format", "-show_streams", str(path)],
            capture_output=True,
            check=True,
            text=True,
        )
        told = json.loads(answer.stdout)
        facts = read_recording(path)
        assert facts.has_sound is any(stream["codec_type"] == "audio" for stream in told["streams"])
        assert facts.duration_ms == pytest.approx(float(told["format"]["duration"]) * 1000, abs=100)
