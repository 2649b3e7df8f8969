# SPDX-License-Identifier: GPL-3.0-or-later
"""``faces`` and ``media faces`` from the command line."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pytest

from models.errors import ErrorCode, KnownError
from models.terms import FaceJudgement
from models.workspace import Workspace
from tests.journeys.documented_answers import assert_documented
from tests.models.media import films
from tests.models.media.bright_spots import BrightSpots, dark_picture
from ui import cli


@pytest.fixture(autouse=True)
def net(monkeypatch: pytest.MonkeyPatch) -> BrightSpots:
    made = BrightSpots()
    monkeypatch.setattr("models.media.faces.load_net", lambda: made)
    return made


@pytest.fixture
def photos(tmp_path: Path) -> Path:
    """Two photos, one upside down in its file, a broken one and a text."""
    folder = tmp_path / "photos"
    folder.mkdir()
    picture = dark_picture((800, 600), (200, 150, 280, 270))
    picture.save(folder / "a.jpg")
    exif = picture.getexif()
    exif[0x0112] = 3
    picture.save(folder / "b.jpg", exif=exif)
    (folder / "broken.jpg").write_bytes((folder / "a.jpg").read_bytes()[:900])
    (folder / "notes.txt").write_text("no photo")
    return folder


def run(capsys: pytest.CaptureFixture[str], *words: str | Path) -> tuple[int, dict, str]:
    code = cli.main((*map(str, words), "--json", "--language", "en"))
    told = capsys.readouterr()
    return code, json.loads(told.out) if told.out else {}, told.err


def test_faces_are_told_as_parts_of_the_upright_picture(photos: Path, capsys: pytest.CaptureFixture[str]) -> None:
    code, answer, _said = run(capsys, "faces", photos)
    assert code == 1, "a broken file is not ready"
    assert_documented("faces", answer)
    assert [Path(one["file"]).name for one in answer["items"]] == ["a.jpg", "b.jpg"]
    first, second = (one["faces"][0] for one in answer["items"])
    assert (first["x"], first["y"]) == (pytest.approx(0.25, abs=0.01), pytest.approx(0.25, abs=0.01))
    assert (first["w"], first["h"]) == (pytest.approx(0.1, abs=0.01), pytest.approx(0.2, abs=0.01))
    assert (second["x"], second["y"]) == (pytest.approx(0.65, abs=0.01), pytest.approx(0.55, abs=0.01))
    assert {Path(one["file"]).name: one["reason"] for one in answer["skipped"]}["broken.jpg"] == "file_truncated"


def test_doubtful_finds_are_apart(photos: Path, capsys: pytest.CaptureFixture[str], net: BrightSpots) -> None:
    net.score = 0.45
    code, answer, _said = run(capsys, "faces", photos / "a.jpg")
    assert code == 0
    assert answer["items"][0]["faces"] == []
    assert answer["items"][0]["doubtful"][0]["score"] == pytest.approx(0.45, abs=0.001)


def test_only_broken_files_fail(photos: Path, capsys: pytest.CaptureFixture[str]) -> None:
    code, answer, said = run(capsys, "faces", photos / "broken.jpg")
    assert (code, answer) == (2, {})
    assert "broken.jpg" in said
    code, answer, said = run(capsys, "faces", photos / "gone.jpg")
    assert (code, answer) == (2, {})
    assert "gone.jpg" in said


def test_a_computer_without_the_detector_is_told(
    photos: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    def unavailable() -> None:
        raise KnownError(ErrorCode.FACES_UNAVAILABLE)

    monkeypatch.setattr("models.media.faces.load_net", unavailable)
    for words in (("faces",), ("media", "faces", "--register", tmp_path / "s.beeldakkoord")):
        code, answer, said = run(capsys, *words, photos / "a.jpg")
        assert (code, answer) == (2, {})
        assert "cannot look for faces" in said


def test_the_register_keeps_what_is_found_once(
    photos: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    register = tmp_path / "school.beeldakkoord"
    words = ("media", "faces", photos / "a.jpg", photos / "b.jpg", "--register", register)
    code, answer, _said = run(capsys, *words)
    assert code == 0
    assert_documented("media faces", answer)
    items = [one["item"] for one in answer["items"]]
    with Workspace.open(register) as workspace:
        face = workspace.tagging.people_in(items)[items[0]].faces[0]
        workspace.tagging.judge_face(face.id, FaceJudgement.PASSER_BY)
    code, again, _said = run(capsys, *words, "--harder")
    assert code == 0
    assert [len(one["faces"]) for one in again["items"]] == [1, 1]
    with Workspace.open(register) as workspace:
        people = workspace.tagging.people_in(items)
        assert [len(people[item].faces) for item in items] == [1, 1]
        assert people[items[0]].faces[0].judgement is FaceJudgement.PASSER_BY
        assert people[items[0]].faces_sought_harder


def test_all_of_the_register_that_waits(photos: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    register = tmp_path / "school.beeldakkoord"
    run(capsys, "media", "add", photos / "a.jpg", photos / "b.jpg", "--register", register)
    (photos / "b.jpg").unlink()
    code, answer, _said = run(capsys, "media", "faces", "--all", "--register", register)
    assert code == 1
    assert [Path(one["file"]).name for one in answer["items"]] == ["a.jpg"]
    assert [one["reason"] for one in answer["skipped"]] == ["file_missing"]
    (photos / "a.jpg").unlink()
    code, answer, said = run(capsys, "media", "faces", "--all", "--register", register)
    assert code == 2, "nothing could be looked at"
    assert "b.jpg" in said


def test_photos_or_all_but_not_both(photos: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    register = tmp_path / "school.beeldakkoord"
    run(capsys, "media", "add", photos / "a.jpg", "--register", register)
    for words in ((), (photos / "a.jpg", "--all")):
        code, _answer, said = run(capsys, "media", "faces", *words, "--register", register)
        assert code == 2
        assert "--all" in said


def test_a_face_in_a_film_has_its_time(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    bright = np.asarray(dark_picture((800, 600), (200, 150, 280, 270)))
    dark = np.zeros_like(bright)
    film = films.save_film(tmp_path / "film.mp4", seconds=4, picture=lambda number: bright if number < 20 else dark)
    code, answer, _said = run(capsys, "media", "faces", film, "--register", tmp_path / "school.beeldakkoord")
    assert code == 0
    (face,) = answer["items"][0]["faces"]
    assert (face["start_ms"], face["end_ms"]) == (0, 2_000)
    assert face["x"] == pytest.approx(0.25, abs=0.02)
