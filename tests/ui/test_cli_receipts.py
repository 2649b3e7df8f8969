# SPDX-License-Identifier: GPL-3.0-or-later
"""The command ``forms receipt``."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from models.forms.form_rows import FormQuestions
from models.forms.round_terms import RoundInput, RoundWho
from models.forms.typed import TypedInput
from models.workspace import Workspace
from tests.journeys.documented_answers import assert_documented
from ui import cli
from ui.cli.words import EXIT_FAILED, EXIT_READY, REGISTER_VARIABLE

pytestmark = pytest.mark.usefixtures("qapp")


@pytest.fixture(autouse=True)
def place(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv(REGISTER_VARIABLE, str(tmp_path / "school.beeldakkoord"))
    monkeypatch.setenv("LANGUAGE", "en")
    cli.main(["init", "--school", "De Klaproos"])
    cli.main(["people", "add", "Sara Bakker", "--as", "pupil", "--birth-date", "2019-01-01"])
    cli.main(["people", "add", "Els Bakker", "--as", "guardian", "--guardian-of", "Sara Bakker"])


def ask(capsys: pytest.CaptureFixture[str], *words: str) -> dict[str, object]:
    capsys.readouterr()
    assert cli.main(words) == EXIT_READY
    answer: dict[str, object] = json.loads(capsys.readouterr().out)
    return answer


def answer_on_paper(tmp_path: Path) -> int:
    """Sara is in a round, and her mother phones; gives the number of the round."""
    with Workspace.open(tmp_path / "school.beeldakkoord") as workspace:
        (sara,) = [row.person_id for row in workspace.people.search("Sara")]
        purpose = workspace.purposes.purposes()[0].id
        made = RoundInput("Autumn", RoundWho(person_ids=(sara,)), FormQuestions((purpose,)), "nl")
        round_id = workspace.rounds.start(made).value.round_id
        form = workspace.typed.questions(sara).forms[0]
        said = dict.fromkeys((line.key for line in form.lines[:2]), True)
        workspace.typed.record(TypedInput(sara, {**said, form.lines[2].key: False}, form.form_ids))
        return round_id


def test_receipts_of_a_person_and_of_a_round_are_the_same_here(
    capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    number = answer_on_paper(tmp_path)
    answer = ask(capsys, "forms", "receipt", "--person", "Sara Bakker", "--out", "receipts.pdf", "--text", "--json")
    assert_documented("forms receipt", answer)
    assert (answer["file"], answer["pages"]) == ("receipts.pdf", 1)
    assert (tmp_path / "receipts.pdf").read_bytes().startswith(b"%PDF")
    (receipt,) = answer["receipts"]  # type: ignore[misc]
    assert (receipt["signer_name"], receipt["self"], receipt["language"]) == ("Els Bakker", False, "en")
    assert receipt["parts"][0]["places"][0]["yes"] == ["photo", "film"]
    assert receipt["text"].startswith("What we have recorded")
    for name in ("autumn", str(number)):
        other = ask(capsys, "forms", "receipt", "--round", name, "--out", "round.pdf", "--json")
        assert [one["parts"] for one in other["receipts"]] == [receipt["parts"]]  # type: ignore[attr-defined]
        assert [one["text"] for one in other["receipts"]] == [None]  # type: ignore[attr-defined]


def test_texts_to_mail_need_no_file(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    answer_on_paper(tmp_path)
    capsys.readouterr()
    assert cli.main(["forms", "receipt", "--person", "Sara Bakker", "--text"]) == EXIT_READY
    out = capsys.readouterr().out
    assert "Dear Els Bakker," in out
    assert "Yes: Photo, film" in out
    assert not list(tmp_path.glob("*.pdf"))


def test_without_answers_no_file_is_written(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    answer = ask(capsys, "forms", "receipt", "--person", "Sara Bakker", "--out", "receipts.pdf", "--json")
    assert answer == {"file": None, "pages": 0, "receipts": []}
    assert not (tmp_path / "receipts.pdf").exists()
    assert cli.main(["forms", "receipt", "--run", "no such pile", "--out", "x.pdf"]) == EXIT_READY
    assert "Nothing is recorded yet" in capsys.readouterr().out


def test_wrong_use_is_told(capsys: pytest.CaptureFixture[str]) -> None:
    assert cli.main(["forms", "receipt", "--person", "Sara Bakker"]) == EXIT_FAILED
    assert "--out" in capsys.readouterr().err
    assert cli.main(["forms", "receipt", "--round", "Spring", "--text"]) == EXIT_FAILED
    assert "no such round" in capsys.readouterr().err
