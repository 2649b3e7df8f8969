# SPDX-License-Identifier: GPL-3.0-or-later
"""Films: facts, upright pictures at a moment, posters and strips; and every kind of broken file."""

from __future__ import annotations

import hashlib
import os
import sys
import time
from contextlib import suppress
from datetime import datetime
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from models.errors import ErrorCode, KnownError
from models.media.film import (
    STRIP_FRAMES,
    STRIP_HEIGHT,
    frame_at,
    make_poster,
    make_strip,
    read_recording,
    sample_frames,
)
from models.media.photo import make_thumbnail, read_photo
from models.media.recording_tiles import WAVE_HEIGHT, make_time_strip
from models.media.recordings import TimeLimit, is_recording_file
from models.progress import CancelToken
from models.terms import MediaKind
from tests.models.media import films, pictures

FORMATS = [
    ("mp4", "libx264", None, "mp4"),
    ("mov", "libx264", None, "mov"),
    ("m4v", "libx264", "ipod", "m4v"),
    ("webm", "libvpx", None, "webm"),
    ("mkv", "libx264", None, "mkv"),
    ("avi", "mpeg4", None, "avi"),
    ("3gp", "libx264", None, "3gp"),
]


def code_of(path: Path) -> ErrorCode:
    with pytest.raises(KnownError) as caught:
        read_recording(path)
    return caught.value.code


@pytest.mark.parametrize(("suffix", "codec", "container", "told"), FORMATS)
def test_facts_of_each_format(tmp_path: Path, suffix: str, codec: str, container: str | None, told: str) -> None:
    path = films.save_film(tmp_path / f"film.{suffix}", codec=codec, container=container, sound=suffix != "3gp")
    facts = read_recording(path)
    assert facts.kind is MediaKind.FILM
    assert facts.file_format == told
    assert (facts.width, facts.height) == (96, 64)
    assert facts.sha256 == hashlib.sha256(path.read_bytes()).hexdigest()
    assert facts.duration_ms is not None
    assert facts.duration_ms == pytest.approx(2000, abs=110)
    assert facts.has_sound is (suffix != "3gp")


def test_a_misnamed_film_is_known_by_its_content(tmp_path: Path) -> None:
    path = films.save_film(tmp_path / "film.mp4").rename(tmp_path / "photo.jpg")
    assert is_recording_file(path)
    assert read_recording(path).kind is MediaKind.FILM
    Image.new("RGB", (64, 48)).save(tmp_path / "picture.mp4", "JPEG")
    assert not is_recording_file(tmp_path / "picture.mp4")
    assert read_photo(tmp_path / "picture.mp4").file_format == "jpeg"


@pytest.mark.parametrize("is_mirrored", [False, True])
@pytest.mark.parametrize("rotation", [0, 90, 180, 270])
def test_pictures_are_upright(tmp_path: Path, rotation: int, is_mirrored: bool) -> None:
    upright = np.asarray(pictures.quarters(96, 64))
    stored = np.rot90(upright[:, ::-1] if is_mirrored else upright, -(rotation // 90))
    path = films.save_film(
        tmp_path / "film.mp4",
        seconds=0.3,
        picture=lambda _number: np.ascontiguousarray(stored),
        rotation=rotation,
        is_mirrored=is_mirrored,
    )
    facts = read_recording(path)
    assert (facts.width, facts.height) == (96, 64)
    assert pictures.looks_upright(frame_at(path, 0).picture)
    assert pictures.looks_upright(pictures.picture_of(make_poster(path, 48)))


def test_a_moment_gives_the_picture_that_is_shown_then(tmp_path: Path) -> None:
    path = films.save_film(tmp_path / "film.mp4", seconds=3, every=10)
    for at_ms, shown in ((0, 0), (99, 0), (100, 1), (1_000, 10), (1_550, 15), (2_900, 29), (60_000, 29)):
        frame = frame_at(path, at_ms)
        assert frame.at_ms == shown * 100
        assert films.square_left(np.asarray(frame.picture)) == pytest.approx(shown * 2 / 96, abs=0.02)


def test_stepping_goes_one_picture_at_a_time(tmp_path: Path) -> None:
    path = films.save_film(tmp_path / "film.mp4", seconds=2, every=10)
    assert frame_at(path, 1_000, step=1).at_ms == 1_100
    assert frame_at(path, 1_000, step=-1).at_ms == 900  # over the border of a group of pictures
    assert frame_at(path, 0, step=-1).at_ms == 0
    assert frame_at(path, 1_900, step=1).at_ms == 1_900


def test_uneven_times_are_kept(tmp_path: Path) -> None:
    times = [0, 40, 90, 500, 530, 1_700, 1_750]
    path = films.save_film(tmp_path / "film.mp4", times_ms=times, every=3)
    assert [frame_at(path, at_ms).at_ms for at_ms in times] == times
    assert frame_at(path, 500, step=1).at_ms == 530
    assert frame_at(path, 500, step=-1).at_ms == 90


def test_samples_come_in_order_and_once(tmp_path: Path) -> None:
    path = films.save_film(tmp_path / "film.mp4", seconds=4, every=10)
    quick = [frame.at_ms for frame in sample_frames(path, [3_500, 100, 250, 1_400])]
    assert quick == [0, 1_000, 3_000]
    close = [frame.at_ms for frame in sample_frames(path, [250, 1_400, 3_500], tolerance_ms=150)]
    assert close == [200, 1_400, 3_500]


def test_a_strip_shows_the_whole_time(tmp_path: Path) -> None:
    path = films.save_film(tmp_path / "film.mp4", seconds=2, every=1, sound=True)
    strip = pictures.picture_of(make_strip(path, 2_000))
    assert strip.size == (STRIP_FRAMES * 160, STRIP_HEIGHT)
    cells = [np.asarray(strip.crop((place * 160, 0, place * 160 + 160, 90))) for place in range(STRIP_FRAMES)]
    lefts = [films.square_left(cell[:, 12:148]) for cell in cells]
    assert lefts == sorted(lefts)
    assert lefts[-1] - lefts[0] > 0.3
    assert pictures.picture_of(make_time_strip(path, 2_000)).size == (STRIP_FRAMES * 160, STRIP_HEIGHT + WAVE_HEIGHT)


def test_a_film_has_a_poster_where_a_photo_has_a_thumbnail(tmp_path: Path) -> None:
    path = films.save_film(tmp_path / "film.webm", codec="libvpx")
    assert max(pictures.picture_of(make_thumbnail(path, 48)).size) == 48


def test_a_film_with_one_whole_picture_is_still_looked_through(tmp_path: Path) -> None:
    path = films.save_film(tmp_path / "film.mp4", seconds=3, every=1_000)
    assert [frame.at_ms for frame in sample_frames(path, [500, 2_500])] == [0]
    assert [frame.at_ms for frame in sample_frames(path, [500, 2_500], tolerance_ms=200)] == [500, 2_500]


MORNING = datetime.fromisoformat("2026-06-12T09:30:05")


@pytest.mark.parametrize(
    ("tags", "expected"),
    [
        (
            {"com.apple.quicktime.creationdate": "2026-06-12T09:30:05+0200"},
            datetime.fromisoformat("2026-06-12T09:30:05"),
        ),
        ({"creation_time": "1904-01-01T00:00:00Z"}, None),
        ({"creation_time": "nonsense"}, None),
        ({}, None),
    ],
)
def test_when_it_was_made(tmp_path: Path, tags: dict[str, str], expected: datetime | None) -> None:
    path = films.save_film(tmp_path / "film.mov", seconds=0.3, tags=tags, options={"movflags": "use_metadata_tags"})
    assert read_recording(path).captured_at == expected


def test_a_time_in_utc_becomes_the_clock_of_this_place(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    if not hasattr(time, "tzset"):
        pytest.skip("the time zone cannot be changed here")
    monkeypatch.setenv("TZ", "Europe/Amsterdam")
    time.tzset()
    path = films.save_film(tmp_path / "film.mp4", seconds=0.3, tags={"creation_time": "2026-06-12T07:30:05Z"})
    assert read_recording(path).captured_at == MORNING
    monkeypatch.undo()
    time.tzset()


# --- what is broken, endless, or no film


def test_a_film_without_its_index_is_named_so(tmp_path: Path) -> None:
    whole = films.save_film(tmp_path / "film.mp4", seconds=2)
    data = whole.read_bytes()
    cut = tmp_path / "cut.mp4"
    cut.write_bytes(data[: len(data) // 2])
    assert code_of(cut) is ErrorCode.FILE_TRUNCATED


@pytest.mark.parametrize(("suffix", "codec"), [("mkv", "libx264"), ("avi", "mpeg4"), ("webm", "libvpx")])
def test_a_film_that_was_cut_off_still_shows_what_is_there(tmp_path: Path, suffix: str, codec: str) -> None:
    whole = films.save_film(tmp_path / f"film.{suffix}", codec=codec, seconds=4)
    data = whole.read_bytes()
    cut = tmp_path / f"cut.{suffix}"
    cut.write_bytes(data[: len(data) * 2 // 3])
    facts = read_recording(cut)
    assert facts.width == 96
    assert list(sample_frames(cut, [0, 1_000, 3_900]))
    assert make_poster(cut, 48)


def test_a_film_made_on_the_fly_has_its_end_looked_up(tmp_path: Path) -> None:
    live = tmp_path / "live.mkv"
    films.save_film(live, seconds=3, options={"live": "1"})
    facts = read_recording(live)
    assert facts.duration_ms == pytest.approx(3_000, abs=150)
    assert [frame.at_ms for frame in sample_frames(live, [0, 1_500], tolerance_ms=200)] == [0, 1_500]


@pytest.mark.parametrize("seed", range(12))
def test_damaged_films_end_in_facts_or_a_named_failure(tmp_path: Path, seed: int) -> None:
    whole = films.save_film(tmp_path / "film.mp4", seconds=1, sound=True).read_bytes()
    random = np.random.default_rng(seed)
    data = bytearray(whole)
    for place in random.integers(0, len(data), 60 * (1 + seed)):
        data[place] = int(random.integers(0, 256))
    broken = tmp_path / "broken.mp4"
    broken.write_bytes(bytes(data))
    for work in (read_recording, lambda path: make_poster(path, 64), lambda path: make_time_strip(path, 1_000)):
        with suppress(KnownError):  # anything else is a failure of the test
            work(broken)


def test_what_is_no_film_is_named(tmp_path: Path) -> None:
    cases = {
        "empty.mp4": (b"", ErrorCode.FILE_EMPTY),
        "text.mp4": (b"#EXTM3U\nhttp://example.org/film.ts\n" * 4, ErrorCode.FORMAT_NOT_SUPPORTED),
        "list.mp4": (b"ffconcat version 1.0\nfile /etc/passwd\n" * 4, ErrorCode.FORMAT_NOT_SUPPORTED),
        "wmv.mp4": (b"0&\xb2u\x8ef\xcf\x11\xa6\xd9\x00\xaa\x00b\xcel" + bytes(64), ErrorCode.FORMAT_IS_FILM),
        "head.mp4": (b"\x00\x00\x00\x18ftypmp42\x00\x00\x00\x00mp42isom", ErrorCode.FILE_TRUNCATED),
        "ebml.mkv": (b"\x1aE\xdf\xa3" + bytes(200), ErrorCode.FILE_DAMAGED),
    }
    for name, (content, expected) in cases.items():
        path = tmp_path / name
        path.write_bytes(content)
        assert code_of(path) is expected, name
    assert code_of(tmp_path / "nowhere.mp4") is ErrorCode.FILE_MISSING


def test_a_film_that_names_another_file_does_not_open_it(tmp_path: Path) -> None:
    """A QuickTime film may say that its pictures lie in another file: they stay where they are."""
    secret = films.save_film(tmp_path / "secret.mov", seconds=0.5)
    data = bytearray(films.save_film(tmp_path / "film.mov", seconds=0.5).read_bytes())
    at = data.find(b"url \x00\x00\x00\x01")
    assert at > 0
    data[at : at + 8] = b"url \x00\x00\x00\x00"  # "not in this file", without saying which
    path = tmp_path / "other.mov"
    path.write_bytes(bytes(data))
    opened: list[str] | None = []

    def watch(event: str, given: tuple[object, ...]) -> None:
        if event == "open" and opened is not None:
            opened.append(str(given[0]))

    sys.addaudithook(watch)  # it cannot be taken away again, only told to look away
    with suppress(KnownError):
        read_recording(path)
    found, opened = opened, None
    assert str(path) in found
    assert str(secret) not in found


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="there are no pipes here")
def test_a_pipe_is_not_waited_for(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe.mp4")
    assert code_of(tmp_path / "pipe.mp4") is ErrorCode.FILE_UNREADABLE


def test_reading_stops_when_nobody_wants_it_any_more(tmp_path: Path) -> None:
    path = films.save_film(tmp_path / "film.mp4", seconds=2)
    cancel = CancelToken()
    cancel.cancel()
    with pytest.raises(KnownError) as caught:
        read_recording(path, cancel)
    assert caught.value.code is ErrorCode.CANCELLED


def test_reading_stops_when_the_time_is_up(tmp_path: Path) -> None:
    path = films.save_film(tmp_path / "film.mp4", seconds=2)
    with pytest.raises(KnownError) as caught:
        list(sample_frames(path, [0, 1_000], limit=TimeLimit(0.0)))
    assert caught.value.code is ErrorCode.FILE_TOO_SLOW
