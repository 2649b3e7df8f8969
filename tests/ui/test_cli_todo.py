# SPDX-License-Identifier: GPL-3.0-or-later
"""``todo`` on the command line: the same list as the page, as documented."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest

from models.terms import Answer, TodoKind
from models.workspace import Workspace
from tests.journeys.documented_answers import assert_documented
from tests.models.builders import School
from ui import cli
from ui.cli.words import EXIT_FAILED, EXIT_NOT_READY, EXIT_READY, REGISTER_VARIABLE

Run = Callable[..., int]


@pytest.fixture
def run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Run:
    """Run a command on the register of the test."""
    monkeypatch.setenv(REGISTER_VARIABLE, str(tmp_path / "school.beeldakkoord"))
    monkeypatch.setenv("LANGUAGE", "en")
    return lambda *words: cli.main(words)


def fill(workspace: Workspace) -> None:
    """A pupil whose parents differ, a publication to take down, and a photo nobody looked at."""
    school = School(workspace)
    purpose, pupil = school.purpose(), school.pupil(guardians=2)
    mother, father = school.guardians_of(pupil)
    item = school.item()
    school.tag(item, pupil)
    school.answer(pupil, purpose, Answer.GIVEN, date(2026, 3, 3), decider_id=mother)
    school.publish(item, purpose)
    school.answer(pupil, purpose, Answer.REFUSED, date(2026, 5, 5), decider_id=father)
    school.item()
    workspace.close()


def test_with_nothing_to_do_it_says_so(run: Run, workspace: Workspace, capsys: pytest.CaptureFixture[str]) -> None:
    workspace.close()
    assert run("todo") == EXIT_READY
    assert capsys.readouterr().out.strip() == "Nothing to do."
    assert run("todo", "--json") == EXIT_READY
    assert json.loads(capsys.readouterr().out) == {"todo": []}


def test_the_answer_is_as_documented(run: Run, workspace: Workspace, capsys: pytest.CaptureFixture[str]) -> None:
    fill(workspace)
    assert run("todo", "--json") == EXIT_NOT_READY
    answer = json.loads(capsys.readouterr().out)
    assert_documented("todo", answer)
    assert [section["kind"] for section in answer["todo"]] == ["takedown", "guardians_differ", "unnamed_faces"]
    (differ,) = answer["todo"][1]["notices"]
    assert [(one["answer"], one["on"]) for one in differ["answers"]] == [
        ("given", "2026-03-03"),
        ("refused", "2026-05-05"),
    ]
    assert differ["purposes"] == ["website"]
    assert answer["todo"][0]["notices"][0]["place"] == "example.org/1"
    assert answer["todo"][0]["notices"][0]["people"] == [differ["person"]]


def test_kinds_and_number_can_be_chosen(run: Run, workspace: Workspace, capsys: pytest.CaptureFixture[str]) -> None:
    fill(workspace)
    assert run("todo", "--kind", TodoKind.GUARDIANS_DIFFER.value, "--limit", "0", "--json") == EXIT_NOT_READY
    assert json.loads(capsys.readouterr().out) == {"todo": [{"kind": "guardians_differ", "count": 1, "notices": []}]}
    assert run("todo", "--limit", "-1") == EXIT_FAILED
    assert "--limit" in capsys.readouterr().err


def test_in_words_both_sides_are_told(run: Run, workspace: Workspace, capsys: pytest.CaptureFixture[str]) -> None:
    fill(workspace)
    assert run("todo") == EXIT_NOT_READY
    text = capsys.readouterr().out
    assert "1 publication to take down" in text
    assert "said yes on 3 Mar 2026 and Ouder" in text
    assert "said no on 5 May 2026" in text
