# SPDX-License-Identifier: GPL-3.0-or-later
"""The commands ``chances``, ``sheet`` and ``fairness``."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from tests.journeys.documented_answers import assert_documented
from tests.models.builders import save_photo
from ui import cli
from ui.cli.words import EXIT_FAILED, EXIT_READY, REGISTER_VARIABLE


@pytest.fixture(autouse=True)
def school(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Three members of staff in one group: a yes, a no, and nothing yet."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv(REGISTER_VARIABLE, str(tmp_path / "school.beeldakkoord"))
    monkeypatch.setenv("LANGUAGE", "en")
    cli.main(["init", "--school", "De Klaproos"])
    for name in ("Anna van den Berg", "Sara Bakker", "Tom Smit"):
        cli.main(["people", "add", name, "--as", "pupil", "--as", "staff", "--in", "7B", "--birth-date", "2000-01-01"])
    cli.main(["consent", "set", "Anna van den Berg", "--purpose", "website", "--answer", "yes"])
    cli.main(["consent", "set", "Tom Smit", "--purpose", "website", "--answer", "no"])


def ask(capsys: pytest.CaptureFixture[str], *words: str) -> Any:
    capsys.readouterr()
    assert cli.main([*words, "--json"]) == EXIT_READY
    return json.loads(capsys.readouterr().out)


def say(capsys: pytest.CaptureFixture[str], *words: str) -> list[str]:
    capsys.readouterr()
    assert cli.main(words) == EXIT_READY
    return capsys.readouterr().out.splitlines()


def test_chances_of_one_class_with_names(capsys: pytest.CaptureFixture[str]) -> None:
    answer = ask(capsys, "chances", "--group", "7B", "--purpose", "website")
    assert_documented("chances", answer)
    (group,) = answer["groups"]
    assert group["chances"] == [{"purpose": "website", "yes": 1, "ask": 1, "leave_out": 1}]
    (people,) = answer["people"]
    assert [one["person"] for one in people["yes"]] == ["Anna van den Berg"]
    assert [(one["person"], one["status"]) for one in people["ask"]] == [("Sara Bakker", "not_requested")]
    assert [one["person"] for one in people["leave_out"]] == ["Tom Smit"]
    assert set(people["leave_out"][0]) == {"person", "person_id"}
    lines = say(capsys, "chances", "--group", "7B", "--purpose", "website")
    assert lines[-3:] == [
        "School website: 1 of 3. 1 to ask first, 1 to leave out or cover.",
        "  Sara Bakker: Not asked yet",
        "  Tom Smit: leave out or cover",
    ]


def test_chances_of_all_classes(capsys: pytest.CaptureFixture[str]) -> None:
    answer = ask(capsys, "chances")
    assert [one["group"] for one in answer["groups"]] == ["7B", None]
    assert answer["people"] == []
    purposes = [one["key"] for one in ask(capsys, "purposes")["purposes"]]
    assert [one["purpose"] for one in answer["groups"][0]["chances"]] == purposes
    lines = say(capsys, "chances", "--purpose", "website", "--kind", "film")
    assert [line.split() for line in lines] == [
        ["School", "website"], ["7B", "1", "of", "3"], ["Whole", "school", "1", "of", "3"],
    ]  # fmt: skip
    later = say(capsys, "chances", "--purpose", "website", "--day", "2090-01-01")
    assert later[1].startswith("7B (20")  # a class of another school year says of which


def test_the_sheet(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    answer = ask(capsys, "sheet", "--group", "7B", "--purpose", "website", "--out", "7b.pdf")
    assert_documented("sheet", answer)
    assert (answer["names"], answer["pages"], answer["purposes"]) == (3, 1, ["website"])
    assert (tmp_path / "7b.pdf").read_bytes().startswith(b"%PDF")
    lines = say(capsys, "sheet", "--only-who-may", "--purpose", "website", "--kind", "film-with-sound", "--two-columns",
                "--out", "all.pdf")  # fmt: skip
    assert lines == ["1 name is on the sheet.", "It is in all.pdf."]


def test_fairness(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    for number in range(2):
        save_photo(tmp_path / f"{number}.jpg", number)
        cli.main(["media", "tag", f"{number}.jpg", "--person", "Anna van den Berg"])
    cli.main(["export", "0.jpg", "--purpose", "website", "--to", "out"])
    answer = ask(capsys, "fairness", "--group", "7B")
    assert_documented("fairness", answer)
    assert answer["people"][-1] | {"person_id": 0} == {
        "person": "Tom Smit", "person_id": 0, "may_be_shown": False, "taken": 0, "shown": 0,
    }  # fmt: skip
    anna = next(one for one in answer["people"] if one["person"] == "Anna van den Berg")
    assert (anna["may_be_shown"], anna["shown"]) == (True, 1)
    assert ask(capsys, "fairness")["people"] == []
    lines = say(capsys, "fairness", "--purpose", "website", "--group", "7B")
    assert lines[0].startswith("Everyone who may be shown was shown in this period")
    assert say(capsys, "fairness", "--from", "2020-01-01", "--to", "2020-02-01")[0].startswith("Nobody may be shown")
    assert [line.split() for line in say(capsys, "fairness")[1:]] == [["Class", "Shown"], ["7B", "1", "of", "1"]]


@pytest.mark.parametrize("command", [["chances"], ["sheet", "--out", "a.pdf"], ["fairness"]])
def test_what_is_not_there(capsys: pytest.CaptureFixture[str], command: list[str]) -> None:
    for wrong in (["--group", "9Z"], ["--purpose", "moon"]):
        assert cli.main([*command, *wrong]) == EXIT_FAILED
        assert capsys.readouterr().err.strip()
