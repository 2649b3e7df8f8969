# SPDX-License-Identifier: GPL-3.0-or-later
"""The invented school by one command: a register, its pictures beside it, and something of every verdict."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.journeys.documented_answers import assert_documented
from ui import cli
from ui.cli.words import EXIT_FAILED, EXIT_NOT_READY, EXIT_READY

VERDICTS = {"ready", "cover", "ask", "identify", "no"}


def test_the_invented_school_has_every_verdict(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    register = tmp_path / "look around.beeldakkoord"
    assert cli.main(("demo", "--register", str(register), "--json")) == EXIT_READY
    made = json.loads(capsys.readouterr().out)
    assert_documented("demo", made)
    folder = Path(made["folder"])
    assert register.is_file()
    assert folder.parent == register.parent
    assert made["pictures"] >= 20

    for purpose in ("website", "instagram"):
        words = ("check", str(folder), "--purpose", purpose, "--register", str(register), "--json")
        assert cli.main(words) == EXIT_NOT_READY
        assert {item["verdict"] for item in json.loads(capsys.readouterr().out)["items"]} == VERDICTS

    assert cli.main(("demo", "--register", str(register), "--json")) == EXIT_READY
    assert json.loads(capsys.readouterr().out)["people"] == made["people"]


def test_it_never_goes_into_the_register_of_a_school(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    register = str(tmp_path / "school.beeldakkoord")
    assert cli.main(("init", "--school", "De Klaproos", "--register", register)) == EXIT_READY
    assert cli.main(("demo", "--register", register)) == EXIT_FAILED
    assert "already" in capsys.readouterr().err
    assert cli.main(("people", "--register", register, "--json")) == EXIT_READY
