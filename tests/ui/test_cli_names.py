# SPDX-License-Identifier: GPL-3.0-or-later
"""``media names`` from the command line, on photos that other programs named people in."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from models.roster.person_input import PersonInput
from models.terms import PersonRole
from models.workspace import Workspace
from tests.journeys.documented_answers import assert_documented
from tests.models.builders import School
from tests.models.media.test_embedded_names import ANNA, BRAM
from tests.models.media.xmp_writing import mwg, packet, photo_with
from ui import cli


@pytest.fixture
def register(tmp_path: Path) -> Path:
    path = tmp_path / "school.beeldakkoord"
    with Workspace.open(path) as workspace:
        people = [
            workspace.people.add_person(PersonInput(*name, roles=(PersonRole.PUPIL,))).value
            for name in (("Anna", "van den", "Berg"), ("Bram", "", "Jansen"))
        ]
        School(workspace).class_of(people, "Groep 7b")
    return path


def run(register: Path, capsys: pytest.CaptureFixture[str], *words: str) -> tuple[int, dict[str, object]]:
    code = cli.main(("media", "names", *words, "--register", str(register), "--json", "--language", "en"))
    return code, json.loads(capsys.readouterr().out)


def test_names_are_shown_then_applied_then_written_beside_the_photo(
    register: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    photo = photo_with(tmp_path / "foto1.jpg", packet(mwg([("Anna van den Berg", ANNA), ("Opa", BRAM)])))
    before = photo.read_bytes()
    code, answer = run(register, capsys, str(photo))
    assert code == 1
    assert_documented("media names", answer)
    names = {one["name"]: one for one in answer["names"]}  # type: ignore[attr-defined]
    assert (names["Anna van den Berg"]["standing"], names["Anna van den Berg"]["person"]) == ("sure", 1)
    assert names["Anna van den Berg"]["candidates"][0]["detail"] == "Groep 7b"
    assert names["Opa"]["standing"] == "unknown"
    code, answer = run(register, capsys, "--all", "--apply", "--is", "Opa=none", "--write-sidecars")
    assert (code, answer["named"]) == (0, 1)
    assert answer["sidecars"] == [{"file": str(photo), "outcome": "written", "problem": None}]
    assert photo.read_bytes() == before
    assert b"Anna van den Berg" in (tmp_path / "foto1.jpg.xmp").read_bytes()
    code, answer = run(register, capsys, "--all")
    assert (code, answer["names"]) == (0, [])
    code, answer = run(register, capsys, str(photo), "--is", "Opa=Bram Jansen", "--apply")
    assert (code, answer["named"]) == (0, 1)


def test_in_words(register: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    photo = photo_with(tmp_path / "foto1.jpg", packet(mwg([("Anna", ANNA), ("Opa", BRAM)])))
    code = cli.main(("media", "names", str(photo), "--register", str(register), "--language", "en"))
    told = capsys.readouterr().out
    assert code == 1
    assert "Anna: Anna van den Berg (Groep 7b) - 1 photo" in told
    assert "Opa: not somebody we know - 1 photo" in told


@pytest.mark.parametrize("words", [[], ["--all", "{photo}"], ["{photo}", "--is", "Opa"], ["{photo}", "--is", "Piet=1"]])
def test_what_cannot_be_meant_is_said(
    register: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str], words: list[str]
) -> None:
    photo = photo_with(tmp_path / "foto1.jpg", packet(mwg([("Opa", BRAM)])))
    given = [word.format(photo=photo) for word in words]
    assert cli.main(("media", "names", *given, "--register", str(register), "--language", "en")) == 2
    assert capsys.readouterr().err
