# SPDX-License-Identifier: GPL-3.0-or-later
"""``verify``, ``consent proof`` and ``consent set --proof``."""

from __future__ import annotations

import json
import re
import shutil
import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest
import sqlcipher3.dbapi2
from PySide6.QtWidgets import QApplication

from models.store.verify import FindingCode
from tests.journeys.documented_answers import PAGE, assert_documented
from ui import cli
from ui.cli.words import EXIT_FAILED, EXIT_NOT_READY, EXIT_READY, REGISTER_VARIABLE

Run = Callable[..., int]
Capture = pytest.CaptureFixture[str]


@pytest.fixture
def run(qapp: QApplication, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Run:
    """A folder with a register in which somebody said yes to the website by e-mail, which is kept."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv(REGISTER_VARIABLE, str(tmp_path / "school.beeldakkoord"))
    monkeypatch.setenv("LANGUAGE", "en")

    def command(*words: str) -> int:
        return cli.main(words)

    Path("reply.eml").write_bytes(b"From: tom@example.org\r\nSubject: Photos\r\n\r\nFine with me.")
    command("people", "add", "Meester Tom", "--as", "staff")
    code = command(
        "consent", "set", "Meester Tom", "--purpose", "website", "--answer", "yes", "--method", "email",
        "--proof", "reply.eml",
    )  # fmt: skip
    assert code == EXIT_READY
    return command


def read_json(capsys: Capture) -> dict[str, object]:
    found: dict[str, object] = json.loads(capsys.readouterr().out)
    return found


def tamper(*statements: str) -> None:
    connection = sqlcipher3.dbapi2.connect("school.beeldakkoord")
    for statement in statements:
        connection.execute(statement)
    connection.commit()
    connection.close()


def test_a_file_is_kept_with_every_answer_of_the_command_and_once(run: Run, capsys: Capture) -> None:
    capsys.readouterr()
    run("consent", "show", "Meester Tom", "--json")
    answers = read_json(capsys)["answers"]
    assert len(answers) > 1  # type: ignore[arg-type]
    assert all(answer["has_proof"] for answer in answers)  # type: ignore[attr-defined]
    assert len(list(Path("school.beeldakkoord.evidence").rglob("*.bin"))) == 1


def test_a_file_that_cannot_be_kept_records_nothing(run: Run, capsys: Capture) -> None:
    Path("setup.exe").write_bytes(b"MZ\x90\x00\x03")
    words = ("consent", "set", "Meester Tom", "--purpose", "instagram", "--answer", "yes", "--proof")
    capsys.readouterr()
    assert run(*words, "setup.exe") == EXIT_FAILED
    assert "“setup.exe” cannot be kept as proof" in capsys.readouterr().err
    assert run(*words, "nothing.pdf") == EXIT_FAILED
    capsys.readouterr()
    run("consent", "show", "Meester Tom", "--json")
    assert "instagram" not in {answer["purpose"] for answer in read_json(capsys)["answers"]}  # type: ignore[attr-defined]


def test_a_fine_register(run: Run, capsys: Capture) -> None:
    capsys.readouterr()
    assert run("verify") == EXIT_READY
    text = capsys.readouterr().out
    assert text.startswith("Everything is as it was recorded.\n")
    assert re.search(r"Seal of entry \d+, .*: ([0-9a-f]{8} ?){8}\n", text)
    assert run("verify", "--json") == EXIT_READY
    answer = read_json(capsys)
    assert_documented("verify", answer)
    assert (answer["fine"], answer["proof_files"], answer["findings"]) == (True, 1, [])


def test_checking_changes_nothing(run: Run, capsys: Capture) -> None:
    heads = []
    for _turn in range(2):
        capsys.readouterr()
        run("verify", "--json")
        heads.append(read_json(capsys)["head"])
    assert heads[0] == heads[1]


def test_what_is_wrong_is_said_plainly(run: Run, capsys: Capture) -> None:
    tamper("DROP TRIGGER consent_event_no_update", "UPDATE consent_event SET decided_on = '2020-01-01' WHERE id = 1")
    capsys.readouterr()
    assert run("verify") == EXIT_NOT_READY
    text = capsys.readouterr().out
    assert text.startswith("2 things are not right.\n")
    assert "1 answer is not as it was recorded, or was put in from outside. Numbers: 1\n" in text
    assert "Open your latest safety copy" in text
    assert run("verify", "--json") == EXIT_NOT_READY
    answer = read_json(capsys)
    assert_documented("verify", answer)
    codes = [finding["code"] for finding in answer["findings"]]  # type: ignore[attr-defined]
    assert codes == ["answers_changed", "triggers_missing"]


def test_a_seal_from_an_earlier_sheet(run: Run, capsys: Capture) -> None:
    capsys.readouterr()
    run("verify", "--json")
    before = read_json(capsys)
    run("people", "add", "Juf Noor", "--as", "staff")
    capsys.readouterr()
    assert run("verify", "--head", str(before["head_in_groups"]).upper()) == EXIT_READY
    assert f"that of entry {before['links']}" in capsys.readouterr().out
    assert run("verify", "--head", "ab" * 32) == EXIT_NOT_READY
    assert "The seal that you gave is not in the log." in capsys.readouterr().out
    assert run("verify", "--head", "abc") == EXIT_FAILED
    assert "64 signs" in capsys.readouterr().err


def test_every_code_is_documented() -> None:
    page = PAGE.read_text(encoding="utf-8")
    assert all(f"`{code.value}`" in page for code in FindingCode)


def test_the_proof_of_an_answer(run: Run, capsys: Capture) -> None:
    capsys.readouterr()
    assert run("consent", "proof", "1", "--out", "proof.pdf", "--json") == EXIT_READY
    answer = read_json(capsys)
    assert_documented("consent proof", answer)
    proof = answer["proof"]
    assert proof["decided_by"] == "Meester Tom"  # type: ignore[index]
    assert proof["evidence"]["media_type"] == "message/rfc822"  # type: ignore[index]
    assert Path("proof.pdf").read_bytes().startswith(b"%PDF-")
    assert run("verify", "--head", proof["head"]) == EXIT_READY  # type: ignore[index]
    assert run("consent", "proof", "99", "--out", "proof.pdf") == EXIT_FAILED
    assert "This answer is not in the register" in capsys.readouterr().err


@pytest.mark.skipif(shutil.which("pdftotext") is None, reason="pdftotext reads the letters of a PDF")
def test_the_sheet_says_it_in_the_language_of_the_command(run: Run) -> None:
    run("consent", "proof", "1", "--out", "proof.pdf")
    done = subprocess.run(["pdftotext", "-layout", "proof.pdf", "-"], capture_output=True, text=True, check=True)
    for words in ("Proof of an answer", "Meester Tom, for themself", "By e-mail", "Seal of the log", "Kept with it"):
        assert words in done.stdout


def test_a_changed_answer_proves_nothing_and_the_sheet_says_so(run: Run, capsys: Capture) -> None:
    connection = sqlcipher3.dbapi2.connect("school.beeldakkoord")
    (trigger,) = connection.execute("SELECT sql FROM sqlite_master WHERE name = 'consent_event_no_update'").fetchone()
    connection.close()
    tamper("DROP TRIGGER consent_event_no_update", "UPDATE consent_event SET note = 'x' WHERE id = 1", trigger)
    capsys.readouterr()
    assert run("consent", "proof", "1", "--out", "proof.pdf") == EXIT_NOT_READY
    assert "not as the log recorded it" in capsys.readouterr().out
