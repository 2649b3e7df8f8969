# SPDX-License-Identifier: GPL-3.0-or-later
"""One family from the first answer to the last trace: published, withdrawn, taken down, shown, erased, checked."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtWidgets import QApplication

from tests.models.builders import save_photo
from ui import cli
from ui.cli.words import EXIT_NOT_READY, EXIT_READY, REGISTER_VARIABLE

Ask = Callable[..., dict[str, Any]]
GIVEN, FAMILY, MOTHER = "Zéphyrine", "Østergård", "Ôdile"


@pytest.fixture
def ask(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], qapp: QApplication) -> Ask:
    """Run a command as a school would, and give its JSON."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv(REGISTER_VARIABLE, str(tmp_path / "register" / "school.beeldakkoord"))
    monkeypatch.setenv("LANGUAGE", "en")

    def run(*words: str, code: int = EXIT_READY) -> dict[str, Any]:
        capsys.readouterr()
        found = cli.main((*words, "--json"))
        told = capsys.readouterr()
        assert found == code, told.err
        answer: dict[str, Any] = json.loads(told.out)
        return answer

    return run


def test_a_family_from_the_first_answer_to_the_last_trace(ask: Ask, tmp_path: Path) -> None:
    name = f"{GIVEN} van den {FAMILY}"
    ask("init", "--school", "De Linde")
    ask("people", "add", name, "--as", "pupil", "--in", "7B", "--birth-date", "2015-05-05")
    ask("people", "add", f"{MOTHER} {FAMILY}", "--as", "guardian", "--guardian-of", name)
    ask("people", "add", "Bram Aarts", "--as", "pupil", "--in", "7B", "--birth-date", "2015-06-06")
    (tmp_path / "mail.txt").write_text(f"Yes, {GIVEN} may be shown. {MOTHER}", encoding="utf-8")
    yes = ("--purpose", "website", "--answer", "yes")
    ask("consent", "set", name, *yes, "--by", "guardian", "--method", "email", "--proof", "mail.txt")
    ask("consent", "set", "Bram Aarts", *yes, "--note", f"sat beside {GIVEN}")

    photo = str(save_photo(tmp_path / "photos" / "sports-day.jpg", 7, (640, 480)))
    ask("media", "tag", photo, "--person", name, "Bram Aarts", "--box", "0.1,0.2,0.2,0.3", "--box", "0.6,0.2,0.2,0.3")
    assert _verdict(ask("check", photo, "--purpose", "website")) == "ready"
    (tmp_path / "out").mkdir()
    ask("export", photo, "--purpose", "website", "--to", "out", "--place", f"https://linde.example/{GIVEN}")

    ask("consent", "set", name, "--purpose", "website", "--answer", "withdraw", "--by", "guardian")
    (task,) = ask("takedowns", "list", code=EXIT_NOT_READY)["takedowns"]
    ask("takedowns", "close", str(task["id"]), "--as", "removed", "--note", f"rang {MOTHER} {FAMILY}")

    dossier = ask("people", "dossier", name, "--to", ".")
    written = json.loads((Path(dossier["folder"]) / "dossier.json").read_text(encoding="utf-8"))
    states = [event["event_state"] for record in written["consent_records"] for event in record["events"]]
    assert {"dpv:ConsentGiven", "dpv:ConsentWithdrawn"} <= set(states)
    assert [one["state"] for one in written["takedowns"]] == ["removed"]
    assert "Bram" not in json.dumps(written)
    assert dossier["pictures"] == 1

    assert ask("verify")["fine"]
    register = tmp_path / "register"
    assert _traces(register)
    shown = ask("people", "erase", name, f"{MOTHER} {FAMILY}", "--ground", "consent_withdrawn", "--dry-run")
    assert shown["goes"]["files"] == 1
    assert {one["where"] for one in shown["mentions"]} >= {"answer", "publication", "takedown"}
    erased = ask("people", "erase", name, f"{MOTHER} {FAMILY}", "--ground", "consent_withdrawn", "--yes")["erased"]
    assert (erased["people"], erased["files"], erased["takedowns_raised"]) == (2, 1, 0)

    report = ask("verify")
    assert report["fine"]
    assert report["erased_answers"] > 0
    assert _traces(register) == []
    left = {one["name"] for one in ask("people", "--all")["people"]}
    assert left == {"Bram Aarts", "a parent or guardian"}  # Bram's, whose name nobody knows
    assert _verdict(ask("check", photo, "--purpose", "website", code=EXIT_NOT_READY)) == "identify"


def _verdict(answer: dict[str, Any]) -> str:
    (item,) = answer["items"]
    return str(item["verdict"])


def _traces(folder: Path) -> list[tuple[str, str]]:
    """Which of the names stand in which file of the register, in any usual writing."""
    words = {form for word in (GIVEN, FAMILY, MOTHER) for form in (word, word.lower(), word.casefold())}
    words |= {"zephyrine", "ostergard", "odile"}
    return [
        (word, path.name)
        for path in folder.rglob("*")
        if path.is_file()
        for word in words
        for encoding in ("utf-8", "utf-16-le")
        if word.encode(encoding) in path.read_bytes()
    ]
