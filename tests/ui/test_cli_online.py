# SPDX-License-Identifier: GPL-3.0-or-later
"""``forms link`` and ``forms online``: the school's own form, without a window."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from models.forms.online_link import SENTINEL
from models.workspace import Workspace
from tests.journeys.documented_answers import assert_documented
from ui import cli
from ui.cli.words import EXIT_FAILED, EXIT_NOT_READY, EXIT_READY, REGISTER_VARIABLE

LINK = f"https://docs.google.com/forms/d/e/1FAIpQL/viewform?usp=pp_url&entry.12={SENTINEL}"


@pytest.fixture(autouse=True)
def code(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> str:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv(REGISTER_VARIABLE, str(tmp_path / "school.beeldakkoord"))
    monkeypatch.setenv("LANGUAGE", "en")
    cli.main(["init", "--school", "De Klaproos", "--purpose", "website"])
    cli.main(["people", "add", "Anna van den Berg", "--as", "pupil", "--birth-date", "2016-01-01"])
    capsys.readouterr()
    with Workspace.open(Path("school.beeldakkoord")) as workspace:
        purpose = workspace.purposes.purpose("website").id
        return workspace.forms.issue((1,), (purpose,), "nl").value[0].sheet.code


def run(capsys: pytest.CaptureFixture[str], *words: str) -> tuple[int, str, str]:
    capsys.readouterr()
    result = cli.main(list(words))
    said = capsys.readouterr()
    return result, said.out, said.err


def ask(capsys: pytest.CaptureFixture[str], *words: str) -> tuple[int, dict[str, Any]]:
    result, out, _err = run(capsys, *words, "--json")
    return result, json.loads(out)


def write_export(code: str, answer: str = "Yes") -> None:
    rows = ("Timestamp,Code,Photo on website", f"2026/01/13 10:00:00,{code},{answer}")
    Path("answers.csv").write_text("\n".join((*rows, f"2026/01/14 9:00:00,0000,{answer}")), encoding="utf-8")


def test_the_link_is_set_shown_and_made_for_a_code(code: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(capsys, "forms", "link", "Consent")[0] == EXIT_FAILED
    result, _out, err = run(capsys, "forms", "link", "Consent", "https://forms.gle/x")
    assert (result, "short link" in err) == (EXIT_FAILED, True)
    result, answer = ask(capsys, "forms", "link", "Consent", LINK)
    assert (result, answer["link"], answer["host"]) == (EXIT_READY, LINK, "google")
    assert_documented("forms link", answer)
    shown = ask(capsys, "forms", "link", "Consent", "--code", code)[1]["link"]
    assert shown == LINK.replace(SENTINEL, code)
    assert run(capsys, "forms", "link", "Consent", "--code", "nonsense")[0] == EXIT_FAILED
    assert run(capsys, "forms", "link", "Consent", "")[0] == EXIT_NOT_READY


def test_an_export_is_looked_at_brought_in_and_taken_back(code: str, capsys: pytest.CaptureFixture[str]) -> None:
    write_export(code)
    words = ("forms", "online", "answers.csv", "--form", "Consent")
    result, looked = ask(capsys, *words, "--dry-run")
    assert (result, looked["dry_run"], looked["recorded"]) == (EXIT_NOT_READY, True, 0)
    result, done = ask(capsys, *words)
    assert_documented("forms online", done)
    assert (result, done["recorded"], done["people"]) == (EXIT_NOT_READY, 1, 1)
    assert done["waiting"] == [{"line": 3, "row": "parked", "reason": "unknown_code"}]
    result, again = ask(capsys, *words)
    assert (result, again["recorded"], again["rows"]["known"], again["import"]) == (EXIT_READY, 0, 2, None)
    result, out, err = run(capsys, *words)
    assert "--undo" not in out
    assert ask(capsys, "forms", "online", "--undo", done["import"]) == (
        EXIT_READY,
        {"import": done["import"], "taken_back": 1},
    )
    result, out, err = run(capsys, *words)
    assert "1 answer recorded." in out
    assert "Line 3: The code is not one of yours." in err
    assert run(capsys, "forms", "online", "answers.csv")[0] == EXIT_FAILED


def test_a_word_is_explained_once(code: str, capsys: pytest.CaptureFixture[str]) -> None:
    write_export(code, "Certainly")
    words = ("forms", "online", "answers.csv", "--form", "Consent", "--map", "Photo on website=website:photo,film")
    result, _out, err = run(capsys, *words)
    assert (result, "Say first what each word" in err) == (EXIT_FAILED, True)
    assert ask(capsys, *words, "--yes", "certainly")[1]["recorded"] == 2
    assert ask(capsys, *words[:5], "--dry-run")[1]["words"][0]["meaning"] == "yes"
