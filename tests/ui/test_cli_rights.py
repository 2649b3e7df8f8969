# SPDX-License-Identifier: GPL-3.0-or-later
"""The commands ``people dossier``, ``people erase`` and ``people leavers``."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtWidgets import QApplication

from models.workspace import Workspace
from tests.journeys.documented_answers import assert_documented
from ui import cli
from ui.cli.words import EXIT_FAILED, EXIT_NOT_READY, EXIT_READY, REGISTER_VARIABLE


@pytest.fixture(autouse=True)
def register(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, qapp: QApplication) -> Path:
    """A register with a pupil and a parent. ``qapp``: one application for the whole run, with or without a window."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv(REGISTER_VARIABLE, str(tmp_path / "school.beeldakkoord"))
    monkeypatch.setenv("LANGUAGE", "en")
    cli.main(["init", "--school", "De Klaproos"])
    cli.main(["people", "add", "Sara Bakker", "--as", "pupil", "--birth-date", "2015-01-01"])
    cli.main(["people", "add", "Els Bakker", "--as", "guardian", "--guardian-of", "Sara Bakker"])
    cli.main(["consent", "set", "Sara Bakker", "--purpose", "website", "--answer", "yes", "--by", "guardian"])
    return tmp_path / "school.beeldakkoord"


def ask(capsys: pytest.CaptureFixture[str], *words: str, code: int = EXIT_READY) -> dict[str, Any]:
    capsys.readouterr()
    assert cli.main((*words, "--json")) == code
    answer: dict[str, Any] = json.loads(capsys.readouterr().out)
    return answer


def test_a_dossier_is_written(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    answer = ask(capsys, "people", "dossier", "Sara Bakker", "--to", str(tmp_path))
    assert_documented("people dossier", answer)
    folder = Path(answer["folder"])
    assert {path.name for path in folder.iterdir()} == {"dossier.json", "dossier.pdf"}
    assert (answer["pictures"], answer["answers"]) == (0, 3)
    assert cli.main(["people", "dossier", "Sara Bakker", "--to", str(tmp_path / "nowhere")]) == EXIT_FAILED


def test_without_yes_nothing_is_erased(capsys: pytest.CaptureFixture[str]) -> None:
    words = ("people", "erase", "Sara Bakker", "--ground", "objected")
    answer = ask(capsys, *words, code=EXIT_NOT_READY)
    assert (answer["erased"], answer["goes"]["answers"]) == (None, 3)
    assert [one["name"] for one in answer["only_their_parents"]] == ["Els Bakker"]
    assert ask(capsys, *words, "--dry-run", "--yes")["erased"] is None
    capsys.readouterr()
    assert cli.main(words) == EXIT_NOT_READY
    shown = capsys.readouterr().out
    assert "3 answers" in shown
    assert "Nothing was erased" in shown
    assert len(ask(capsys, "people")["people"]) == 2


def test_people_are_erased(capsys: pytest.CaptureFixture[str], register: Path) -> None:
    words = ("people", "erase", "Sara Bakker", "Els Bakker", "--ground", "no_longer_needed", "--yes")
    answer = ask(capsys, *words)
    assert_documented("people erase", answer)
    assert answer["erased"]["people"] == 2
    assert ask(capsys, "people", "--all")["people"] == []
    assert cli.main(["verify"]) == EXIT_READY
    assert b"Bakker" not in b"".join(path.read_bytes() for path in register.parent.iterdir() if path.is_file())
    assert cli.main(list(words)) == EXIT_FAILED


def test_leavers_are_listed_while_they_wait(capsys: pytest.CaptureFixture[str], register: Path) -> None:
    assert ask(capsys, "people", "leavers")["leavers"] == []
    with Workspace.open(register) as workspace:
        (sara,) = workspace.people.find_by_name("Sara Bakker")
        workspace.people.set_left(sara, date(2020, 7, 1))
    answer = ask(capsys, "people", "leavers", code=EXIT_NOT_READY)
    assert_documented("people leavers", answer)
    assert [one["name"] for one in answer["leavers"]] == ["Sara Bakker", "Els Bakker"]
    capsys.readouterr()
    assert cli.main(["people", "leavers"]) == EXIT_NOT_READY
    assert "2 leavers" in capsys.readouterr().out
