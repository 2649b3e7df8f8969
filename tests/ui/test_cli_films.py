# SPDX-License-Identifier: GPL-3.0-or-later
"""``media tag`` for films and sounds: who is seen and heard, and when."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from models.media.ranges import Span
from tests.models.media import films
from ui import cli
from ui.cli.media import read_span
from ui.cli.output import WrongUse


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("BEELDAKKOORD_REGISTER", str(tmp_path / "school.beeldakkoord"))
    films.save_film(tmp_path / "film.mp4", seconds=5, sound=True)
    films.save_sound(tmp_path / "voice.wav", "pcm_s16le", films.tone(3))
    for name in ("Anna Berg", "Bram Visser"):
        assert cli.main(("people", "add", name, "--as", "staff", "--language", "en")) == 0
    return tmp_path


def run(capsys: pytest.CaptureFixture[str], *words: str) -> tuple[int, list, str]:
    capsys.readouterr()
    code = cli.main((*words, "--json", "--language", "en"))
    told = capsys.readouterr()
    return code, json.loads(told.out)["items"][0]["people"] if told.out else [], told.err


def when(people: list) -> list[tuple]:
    return [(one["name"], one["seen"], one["heard"], one["start_ms"], one["end_ms"]) for one in people]


@pytest.mark.usefixtures("folder")
def test_ranges_and_voices_of_a_film(capsys: pytest.CaptureFixture[str]) -> None:
    tag = ("media", "tag", "film.mp4", "--person")
    code, people, _said = run(capsys, *tag, "Anna Berg", "--range", "0:01-0:02", "--range", "0:03.5-0:04.25")
    assert code == 0
    assert when(people) == [("Anna Berg", True, False, 1_000, 2_000), ("Anna Berg", True, False, 3_500, 4_250)]
    code, people, _said = run(capsys, *tag, "Bram Visser", "--heard")
    assert when(people)[2:] == [("Bram Visser", False, True, None, None)]
    assert cli.main((*tag, "Bram Visser", "--seen", "--heard", "--range", "1-2", "--language", "en")) == 0
    told = capsys.readouterr().out
    assert "Anna Berg (seen 0:01–0:02)" in told
    assert "Bram Visser (seen and heard 0:01–0:02)" in told
    code, people, _said = run(capsys, *tag, "Anna Berg", "--remove", "Anna Berg", "--range", "0:00-0:01")
    assert [row for row in when(people) if row[0] == "Anna Berg"] == [("Anna Berg", True, False, 0, 1_000)]


@pytest.mark.usefixtures("folder")
def test_everybody_in_a_sound_is_heard(capsys: pytest.CaptureFixture[str]) -> None:
    words = ("media", "tag", "voice.wav", "--person", "Anna Berg", "Bram Visser", "--range", "0:00-0:02")
    _code, people, _said = run(capsys, *words)
    assert when(people) == [("Anna Berg", False, True, 0, 2_000), ("Bram Visser", False, True, 0, 2_000)]


@pytest.mark.usefixtures("folder")
def test_a_range_beyond_the_end_names_nobody(capsys: pytest.CaptureFixture[str]) -> None:
    wrong = ("--range", "0:01-0:02", "--range", "0:03-9:00")
    code, _people, said = run(capsys, "media", "tag", "film.mp4", "--person", "Anna Berg", *wrong)
    assert code == 2
    assert "within the recording" in said
    code, people, _said = run(capsys, "media", "tag", "film.mp4", "--person", "Bram Visser")
    assert [one["name"] for one in people] == ["Bram Visser"]


def test_a_photo_has_no_ranges(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    from PIL import Image

    Image.new("RGB", (60, 40), (9, 90, 90)).save(folder / "a.jpg")
    for option in (("--range", "0:01-0:02"), ("--heard",)):
        code, _people, said = run(capsys, "media", "tag", "a.jpg", "--person", "Anna Berg", *option)
        assert code == 2
        assert "films and sounds" in said


@pytest.mark.usefixtures("folder")
def test_a_request_that_means_nothing_is_refused(capsys: pytest.CaptureFixture[str]) -> None:
    for words in (
        ("--range", "0:01-0:02"),
        ("--nobody", "no_people", "--heard"),
        ("--person", "Anna Berg", "--box", "0,0,1,1", "--heard"),
        ("--person", "Anna Berg", "--range", "soon"),
        ("--person", "Anna Berg", "--range", "0:02-0:01"),
    ):
        code, _people, said = run(capsys, "media", "tag", "film.mp4", *words)
        assert code == 2
        assert said


@pytest.mark.parametrize(
    ("text", "span"),
    [
        ("0:12-0:40", Span(12_000, 40_000)),
        ("1:02:03 - 1:02:09.5", Span(3_723_000, 3_729_500)),
        ("7–8,25", Span(7_000, 8_250)),
    ],
)
def test_a_range_is_read_as_people_write_it(text: str, span: Span) -> None:
    assert read_span(text) == span


@pytest.mark.parametrize("text", ["", "12", "a-b", "0:12-", "-3-4", "1:2:3:4-5", "１-２"])
def test_what_is_no_range_is_told(text: str) -> None:
    with pytest.raises(WrongUse):
        read_span(text)
