# SPDX-License-Identifier: GPL-3.0-or-later
"""The command ``letters``."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.journeys.documented_answers import assert_documented
from ui import cli
from ui.cli.words import EXIT_FAILED, EXIT_READY, REGISTER_VARIABLE


@pytest.fixture(autouse=True)
def place(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv(REGISTER_VARIABLE, str(tmp_path / "school.beeldakkoord"))
    monkeypatch.setenv("LANGUAGE", "en")


def ask(capsys: pytest.CaptureFixture[str], *words: str) -> dict[str, object]:
    capsys.readouterr()
    assert cli.main(words) == EXIT_READY
    answer: dict[str, object] = json.loads(capsys.readouterr().out)
    return answer


def test_letters_are_written_and_noted(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    cli.main(["init", "--school", "De Klaproos"])
    cli.main(["people", "add", "Sara Bakker", "--as", "pupil", "--birth-date", "2010-01-01"])
    cli.main(["people", "add", "Els Bakker", "--as", "guardian", "--guardian-of", "Sara Bakker"])
    said = ["--purpose", "website", "--answer", "yes", "--by", "guardian", "--date", "2025-12-01"]
    cli.main(["consent", "set", "Sara Bakker", *said])
    words = ("letters", "now-decides", "--out", "letters.pdf", "--json")
    answer = ask(capsys, *words, "--note-as-sent")
    assert_documented("letters", answer)
    assert (answer["pages"], answer["noted_as_sent"]) == (1, 1)
    assert (tmp_path / "letters.pdf").read_bytes().startswith(b"%PDF")
    reminder = ask(capsys, "letters", "reminder", "--out", "r.pdf", "--to", "Sara Bakker", "--json")
    assert [one["name"] for one in reminder["letters"]] == ["Sara Bakker"]  # type: ignore[attr-defined]


def test_with_nobody_due_no_file_is_written(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    cli.main(["init", "--school", "De Klaproos"])
    answer = ask(capsys, "letters", "ending", "--out", "letters.pdf", "--json")
    assert (answer["file"], answer["letters"]) == (None, [])
    assert not (tmp_path / "letters.pdf").exists()
    assert cli.main(["letters", "ending", "--out", "letters.pdf"]) == EXIT_READY
    assert "0 letters about a yes that ends." in capsys.readouterr().out


def test_an_impossible_number_of_days_is_refused(capsys: pytest.CaptureFixture[str]) -> None:
    assert cli.main(["letters", "ending", "--out", "letters.pdf", "--within", "-1"]) == EXIT_FAILED
    assert "from 0 to 3660" in capsys.readouterr().err
