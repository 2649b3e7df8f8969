# SPDX-License-Identifier: GPL-3.0-or-later
"""``people doubles``, ``merge`` and ``take-apart``, and ``consent import``: exit codes and documented answers."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from models.consent.default_purposes import default_purposes
from models.roster.person_input import PersonInput
from models.terms import PersonRole
from models.workspace import Workspace
from tests.journeys.documented_answers import PAGE, assert_documented
from ui import cli
from ui.cli.words import EXIT_FAILED, EXIT_NOT_READY, EXIT_READY, REGISTER_VARIABLE

Run = Callable[..., tuple[int, str, str]]
BORN = date(2015, 4, 3)
LIST = """Leerlingnummer;Naam;Geboortedatum;Foto website
1001;Anna van den Berg;03-04-2015;ja
1002;;;ja
;Sem Bos;;ja
;Bo Nieuw;01-01-2012;misschien
"""


@pytest.fixture
def run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Run:
    """Run a command on a register with two records of Anna, and Sem, who says no."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv(REGISTER_VARIABLE, str(tmp_path / "school.beeldakkoord"))
    monkeypatch.setenv("LANGUAGE", "en")
    with Workspace.open(tmp_path / "school.beeldakkoord") as workspace:
        workspace.purposes.add_purposes(default_purposes("en"))
        for entered in (
            PersonInput("Anna", "van den", "Berg", BORN, pupil_number="1001", roles=(PersonRole.PUPIL,)),
            PersonInput("Anna", "v.d.", "Berg", BORN, telephone="0612345678", roles=(PersonRole.PUPIL,)),
            PersonInput("Sem", "", "Bos", pupil_number="1002", roles=(PersonRole.PUPIL,)),
        ):
            workspace.people.add_person(entered)
    (tmp_path / "answers.csv").write_text(LIST, encoding="utf-8")

    def run_command(*words: str) -> tuple[int, str, str]:
        code = cli.main(words)
        said = capsys.readouterr()
        return code, said.out, said.err

    return run_command


def ask(run: Run, *words: str, code: int = EXIT_READY) -> dict[str, Any]:
    found, out, _err = run(*words, "--json")
    assert found == code
    answer: dict[str, Any] = json.loads(out)
    return answer


def test_find_join_and_take_apart(run: Run) -> None:
    run("consent", "set", "1", "--purpose", "website", "--kind", "photo", "--answer", "yes", "--date", "2026-01-05")
    run("consent", "set", "2", "--purpose", "website", "--kind", "photo", "--answer", "no", "--date", "2026-01-05")
    pairs = ask(run, "people", "doubles")
    assert_documented("people doubles", pairs)
    assert [(pair["first"]["id"], pair["second"]["id"]) for pair in pairs["pairs"]] == [(1, 2)]
    looked = ask(run, "people", "merge", "1", "2", "--dry-run")
    assert_documented("people merge", looked)
    assert looked["merge"] is None
    assert looked["taken"] == ["telephone"]
    assert looked["conflicts"] == ["answers_differ"]
    assert [(one["before"], one["after"]) for one in looked["changes"]] == [("given", "refused")]
    assert len(ask(run, "people", "doubles")["pairs"]) == 1
    joined = ask(run, "people", "merge", "1", "2", "--take", "name", "--take", "telephone")
    assert_documented("people merge", joined)
    assert ask(run, "people", "doubles")["pairs"] == []
    assert [one["name"] for one in ask(run, "people", "--search", "anna")["people"]] == ["Anna v.d. Berg"]
    apart = ask(run, "people", "take-apart", str(joined["merge"]))
    assert {one["name"] for one in apart["people"]} == {"Anna van den Berg", "Anna v.d. Berg"}
    code, _out, err = run("people", "take-apart", str(joined["merge"]))
    assert code == EXIT_FAILED
    assert "taken apart already" in err


def test_joining_says_what_speaks_against_it(run: Run) -> None:
    code, out, err = run("people", "merge", "1", "3")
    assert code == EXIT_READY
    assert "people take-apart 1" in out
    assert "The names differ" in err
    assert "number of their own" in err


def test_answers_are_brought_in(run: Run) -> None:
    run("consent", "set", "3", "--purpose", "website", "--kind", "photo", "--answer", "no", "--date", "2026-01-05")
    words = ("consent", "import", "answers.csv", "--map", "Foto website=website:photo")
    looked = ask(run, *words, "--dry-run", code=EXIT_NOT_READY)
    assert_documented("consent import", looked)
    assert looked["answers"] == {"new": 1, "same": 0, "overturns": 1, "older": 0}
    assert looked["rows"] == {"ready": 2, "nothing": 0, "doubt": 1, "unknown": 1, "problem": 0}
    assert looked["overturning"] == [3]
    done = ask(run, *words, code=EXIT_NOT_READY)
    assert (done["recorded"], done["people"]) == (1, 1)
    code, out, err = run(*words, "--overturn", "--keep-list", "--skip", "misschien")
    assert code == EXIT_NOT_READY
    assert "1 answer recorded." in out
    assert "Line 4, Sem Bos: could be Sem Bos (3)" in err
    shown = ask(run, "consent", "show", "3")
    assert [one["has_proof"] for one in shown["answers"]] == [True, False]


def test_mistakes_in_the_options_are_said(run: Run) -> None:
    for words in (
        ("--map", "Foto website=website:smell"),
        ("--map", "Foto website=nowhere"),
        ("--map", "Niets=website"),
        ("--who", "Noor"),
        ("--mapping", "color=Naam"),
    ):
        code, _out, err = run("consent", "import", "answers.csv", *words)
        assert code == EXIT_FAILED
        assert err
    assert run("consent", "import", "nothing.csv")[0] == EXIT_FAILED


def test_every_word_of_the_answers_is_documented() -> None:
    from models.answer_lists.answer_terms import AnswerRowProblem
    from models.roster.merge_terms import DoubleReason, MergeConflict, MergeField

    text = PAGE.read_text(encoding="utf-8")
    for words in (AnswerRowProblem, DoubleReason, MergeConflict, MergeField):
        assert all(f"`{word.value}`" in text for word in words)
