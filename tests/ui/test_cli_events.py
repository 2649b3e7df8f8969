# SPDX-License-Identifier: GPL-3.0-or-later
"""``events`` from the command line: planned, shown, changed, filled with photos, deleted."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.journeys.documented_answers import assert_documented
from tests.models.builders import save_photo
from ui import cli
from ui.cli.words import EXIT_FAILED, EXIT_READY, REGISTER_VARIABLE

Ask = Callable[..., dict]


@pytest.fixture
def run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[..., int]:
    """Run a command in a folder with a register of its own, with three people in it."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv(REGISTER_VARIABLE, str(tmp_path / "school.beeldakkoord"))
    monkeypatch.setenv("LANGUAGE", "en")
    pupil, provider = ("--as", "pupil", "--in", "7B"), ("--as", "internship_provider", "--organisation", "De Ketting")
    for name, words in (("Anna Berg", pupil), ("Bram Visser", pupil), ("Petra Koster", provider)):
        assert cli.main(("people", "add", name, *words)) == EXIT_READY
    return lambda *given: cli.main(given)


@pytest.fixture
def ask(run: Callable[..., int], capsys: pytest.CaptureFixture[str]) -> Ask:
    """Run a command and give its JSON answer."""

    def asked(*words: str) -> dict:
        capsys.readouterr()
        assert run(*words, "--json") == EXIT_READY
        answer = json.loads(capsys.readouterr().out)
        assert isinstance(answer, dict)
        return answer

    return asked


def test_an_event_from_beginning_to_end(
    run: Callable[..., int], ask: Ask, capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    when = ("--day", "2099-01-01")
    assert run("events", "add", "School trip", *when) == EXIT_FAILED  # far in the future
    when = ("--day", "2026-06-01", "--from", "09:00", "--until", "15:00")
    made = ask(
        "events", "add", "School trip", *when, "--place", "Forest", "--purpose", "website", "--group", "7b",
        "--person", "Petra Koster", "--without", "Bram Visser", "--photographer", "Petra Koster",
    )["event"]  # fmt: skip
    assert [one["name"] for one in made["expected"]] == ["Anna Berg", "Petra Koster"]
    assert [one["name"] for one in made["not_in_pictures"]] == ["Bram Visser"]
    assert (made["from"], made["until"], made["photographer"]) == ("09:00", "15:00", "Petra Koster")
    assert {one["kind"] for one in made["chances"]} == {"photo", "film", "sound"}

    yes = ("--purpose", "website", "--answer", "yes", "--kind", "photo", "--event", "School trip")
    ask("consent", "set", "Petra Koster", *yes)
    shown = ask("events", "show", "school  TRIP")
    assert_documented("events show", shown)
    photo = next(one for one in shown["event"]["chances"] if one["kind"] == "photo")
    assert (photo["may"], photo["ask_first"]) == (["Petra Koster"], ["Anna Berg"])
    (said,) = shown["event"]["answers_for_this_event"]
    assert (said["person"], said["answer"]) == ("Petra Koster", "given")
    assert ask("consent", "show", "Petra Koster")["answers"][0]["event"] == made["id"]

    photos = [str(save_photo(tmp_path / "trip" / f"{seed}.jpg", seed)) for seed in range(3)]
    assert ask("events", "assign", "School trip", "trip") == {"event": made["id"], "photos": 3, "moved": 3}
    assert ask("events", "assign", "none", photos[0])["moved"] == 1
    listed = ask("events")
    assert_documented("events", listed)
    assert [(one["name"], one["photos"]) for one in listed["events"]] == [("School trip", 2)]
    assert ask("events", "list", "--coming")["events"] == []

    other = ("--name", "Trip", "--photographer", "none", "--place", "Beach")
    changed = ask("events", "edit", "School trip", *other)["event"]
    assert (changed["name"], changed["photographer"], changed["place"]) == ("Trip", None, "Beach")
    assert changed["groups"] == ["7B"]
    assert run("events", "delete", "Trip") == EXIT_FAILED
    assert "1 person gave an answer for this event" in capsys.readouterr().err
    ask("events", "add", "Mistake")
    assert ask("events", "delete", "Mistake")["photos"] == 0


def test_what_is_not_understood_says_so(run: Callable[..., int], capsys: pytest.CaptureFixture[str]) -> None:
    run("events", "add", "School trip", "--day", "2026-06-01")
    for words, told in (
        (("events", "show", "Sports day"), "School trip"),  # lists what there is
        (("events", "assign", "School trip"), "Which photos?"),
        (("events", "assign", "none", "--by-time"), "--by-time needs an event"),
        (("events", "add", "X", "--from", "half nine"), "is no time"),
        (("events", "add", "X", "--from", "09:00"), "Fill in the day"),
        (("events", "add", "X", "--group", "9Z"), "group is not in the register"),
        (("events", "add", "school TRIP", "--day", "2026-06-01"), "already"),
    ):
        capsys.readouterr()
        assert run(*words) == EXIT_FAILED
        assert told in capsys.readouterr().err


def test_sentences_for_people(run: Callable[..., int], capsys: pytest.CaptureFixture[str]) -> None:
    run("events", "add", "School trip", "--day", "2026-06-01", "--group", "7B", "--purpose", "website")
    capsys.readouterr()
    assert run("events") == EXIT_READY
    assert "1 June 2026" in capsys.readouterr().out
    assert run("events", "show", "1") == EXIT_READY
    shown = capsys.readouterr().out
    assert "website, photo: 0 of 2 may be in it" in shown
    assert "Ask first: Anna Berg, Bram Visser" in shown
