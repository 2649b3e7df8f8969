# SPDX-License-Identifier: GPL-3.0-or-later
"""The command line from inside: who gets the arguments, exit codes, languages, and what start-up loads."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from ui import cli
from ui.cli import people, wants_command_line
from ui.cli.words import COMMANDS, EXIT_FAILED, EXIT_NOT_READY, EXIT_READY, REGISTER_VARIABLE

ROOT = Path(__file__).parents[2]
Run = Callable[..., int]


@pytest.fixture
def run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Run:
    """Run a command in a folder with a register of its own."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv(REGISTER_VARIABLE, str(tmp_path / "school.beeldakkoord"))
    monkeypatch.setenv("LANGUAGE", "en")
    return lambda *words: cli.main(words)


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        ([], False),
        (["--register", "my.beeldakkoord"], False),
        (["--register=my.beeldakkoord", "--language", "nl"], False),
        (["check", "photos"], True),
        (["--register", "my.beeldakkoord", "people"], True),
        (["--help"], True),
        (["--version"], True),
        (["--selftest=report.json"], True),
        (["peopel"], True),
        (["there.jpg"], False),
        (["-style", "fusion"], True),
    ],
)
def test_who_gets_the_arguments(
    words: list[str], expected: bool, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "there.jpg").touch()
    assert wants_command_line(words) is expected


def test_help_is_complete_and_loads_no_database() -> None:
    program = (
        "import sys; from ui import cli; code = cli.main(['--help']); "
        "bad = {'sqlmodel', 'sqlalchemy', 'PIL', 'PySide6', 'numpy'} & set(sys.modules); "
        "sys.exit(f'loaded {bad}' if bad else code)"
    )
    done = subprocess.run([sys.executable, "-c", program], cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == EXIT_READY, done.stderr
    assert all(command in done.stdout for command in (*COMMANDS, "--selftest", "--version", "--register"))


@pytest.mark.parametrize("words", [[], ["nonsense"], ["check"], ["roster"], ["people", "--role", "king"], ["media"]])
def test_a_command_that_is_not_understood_ends_with_two(
    run: Run, capsys: pytest.CaptureFixture[str], words: list[str]
) -> None:
    assert run(*words) == EXIT_FAILED
    shown = capsys.readouterr()
    assert shown.out == ""
    assert "--help" in shown.err


def test_a_folder_beside_this_one(
    run: Run, capsys: pytest.CaptureFixture[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "here").mkdir()
    (tmp_path / "photos").mkdir()
    (tmp_path / "photos" / "notes.txt").write_text("no photo", encoding="utf-8")
    assert run("init", "--school", "De Klaproos") == EXIT_READY
    monkeypatch.chdir(tmp_path / "here")
    monkeypatch.setenv(REGISTER_VARIABLE, str(tmp_path / "school.beeldakkoord"))
    for given in (Path("..", "photos"), Path("..", "photos", "notes.txt")):
        run("media", "add", str(given))
        assert f"{Path('..', 'photos', 'notes.txt')}: " in capsys.readouterr().err


def test_a_bug_ends_with_two_and_not_with_one(
    run: Run, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    def fall(_arguments: object) -> int:
        raise ZeroDivisionError

    monkeypatch.setattr(people, "run_people", fall)
    monkeypatch.setattr(sys, "excepthook", sys.__excepthook__)
    assert run("people") == EXIT_FAILED
    assert "ZeroDivisionError" in capsys.readouterr().err


def test_the_language_can_be_chosen_and_json_stays_the_same(run: Run, capsys: pytest.CaptureFixture[str]) -> None:
    assert run("init", "--school", "De Klaproos", "--language", "nl", "--json") == EXIT_READY
    purposes = json.loads(capsys.readouterr().out)["purposes"]
    assert "Nieuwsbrief" in {purpose["name"] for purpose in purposes}
    assert "newsletter" in {purpose["key"] for purpose in purposes}


def test_init_sets_the_school_up_once(run: Run, capsys: pytest.CaptureFixture[str]) -> None:
    assert run("init", "--school", "De Klaproos", "--country", "uk", "--purpose", "press") == EXIT_READY
    assert "De Klaproos" in capsys.readouterr().out
    assert run("purposes", "--json") == EXIT_READY
    assert [row["key"] for row in json.loads(capsys.readouterr().out)["purposes"]] == ["press"]
    assert run("init", "--school", "Another") == EXIT_FAILED
    assert run("--register", "other.beeldakkoord", "init", "--school", "X", "--purpose", "billboard") == EXIT_FAILED
    assert not Path("other.beeldakkoord").exists()


def test_two_people_of_one_name_are_told_apart_by_number(run: Run, capsys: pytest.CaptureFixture[str]) -> None:
    for group in ("7B", "8A"):
        assert run("people", "add", "Sem de Vries", "--as", "pupil", "--in", group) == EXIT_READY
    capsys.readouterr()
    answer = ("--purpose", "website", "--kind", "photo", "--answer", "yes")
    assert run("consent", "set", "Sem de Vries", *answer) == EXIT_FAILED
    shown = capsys.readouterr().err
    assert "7B" in shown
    assert "8A" in shown
    assert run("consent", "set", "2", *answer, "--json") == EXIT_READY
    recorded = json.loads(capsys.readouterr().out)
    assert recorded["people"][0]["groups"] == ["8A"]
    assert recorded["answers"] == 1
    assert run("consent", "set", "77", *answer) == EXIT_FAILED


def test_guardians_answer_for_pupils_and_adults_for_themselves(run: Run, capsys: pytest.CaptureFixture[str]) -> None:
    run("people", "add", "Noor Bakker", "--as", "pupil", "--birth-date", "2016-01-01")
    run("people", "add", "Jan Bakker", "--as", "guardian", "--guardian-of", "Noor Bakker")
    run("people", "add", "Meester Tom", "--as", "staff")
    answer = ("--recording", "--kind", "photo", "--answer", "no")
    assert run("consent", "set", "Noor Bakker", *answer, "--by", "guardian") == EXIT_READY
    assert run("consent", "set", "Meester Tom", *answer) == EXIT_READY
    assert run("consent", "set", "Meester Tom", *answer, "--by", "guardian") == EXIT_FAILED
    for person, decider in (("Noor Bakker", "Jan Bakker"), ("Meester Tom", "Meester Tom")):
        capsys.readouterr()
        assert run("consent", "show", person, "--json") == EXIT_READY
        shown = json.loads(capsys.readouterr().out)
        refused = [cell for cell in shown["cells"] if cell["status"] == "refused"]
        assert [(cell["activity"], cell["kind"], cell["decided_by"]) for cell in refused] == [
            ("recording", "photo", [decider])
        ]


def test_a_list_with_other_headings_is_mapped(run: Run, capsys: pytest.CaptureFixture[str]) -> None:
    Path("list.csv").write_text("Kids;Cohort\nAnna Berg;7B\nBram Visser;7B\n", encoding="utf-8")
    assert run("roster", "import", "list.csv", "--mapping", "nonsense=Kids") == EXIT_FAILED
    assert run("roster", "import", "list.csv", "--mapping", "full_name=Nowhere") == EXIT_FAILED
    mapping = ("--mapping", "full_name=Kids", "--mapping", "group=2")
    assert run("roster", "import", "list.csv", *mapping) == EXIT_READY
    capsys.readouterr()
    run("people", "--json")
    found = json.loads(capsys.readouterr().out)["people"]
    assert [(one["name"], one["groups"]) for one in found] == [("Anna Berg", ["7B"]), ("Bram Visser", ["7B"])]


def test_a_doubtful_row_waits_for_somebody(run: Run, capsys: pytest.CaptureFixture[str]) -> None:
    Path("one.csv").write_text("Roepnaam;Achternaam;Klas\nSophie;Jansen;7B\n", encoding="utf-8")
    Path("two.csv").write_text("Roepnaam;Achternaam;Klas\nSofie;Jansen;7B\n", encoding="utf-8")
    assert run("roster", "import", "one.csv") == EXIT_READY
    assert run("roster", "import", "two.csv") == EXIT_NOT_READY
    assert "Sophie Jansen" in capsys.readouterr().err
    assert run("roster", "import", "two.csv", "--doubtful", "new") == EXIT_READY
    run("people")
    assert "2 people" in capsys.readouterr().out


def test_an_answer_can_be_about_one_photo(run: Run, capsys: pytest.CaptureFixture[str]) -> None:
    from PIL import Image

    for name, colour in (("a.jpg", 10), ("b.jpg", 200)):
        Image.new("RGB", (60, 40), (colour, 90, 90)).save(name)
    run("people", "add", "Meester Tom", "--as", "staff")
    assert run("media", "tag", "a.jpg", "b.jpg", "--person", "Meester Tom") == EXIT_READY
    assert run("consent", "set", "Meester Tom", "--purpose", "website", "--answer", "yes", "--item", "a.jpg") == 0
    assert run("check", "a.jpg", "--purpose", "website") == EXIT_READY
    assert run("check", "b.jpg", "--purpose", "website") == EXIT_NOT_READY
    assert run("check", "a.jpg", "--purpose", "website", "--purpose", "instagram") == EXIT_NOT_READY
    assert run("media", "tag", "b.jpg", "--remove", "Meester Tom") == EXIT_READY
    capsys.readouterr()
    assert run("check", "b.jpg", "--purpose", "website", "--json") == EXIT_NOT_READY
    assert json.loads(capsys.readouterr().out)["items"][0]["verdict"] == "identify"
    assert run("media", "tag", "a.jpg", "b.jpg", "--person", "Meester Tom", "--box", "0,0,1,1") == EXIT_FAILED


def test_a_yes_that_ends_is_judged_on_another_day(run: Run, capsys: pytest.CaptureFixture[str]) -> None:
    from PIL import Image

    Image.new("RGB", (60, 40), (9, 90, 90)).save("a.jpg")
    run("people", "add", "Meester Tom", "--as", "staff")
    run("media", "tag", "a.jpg", "--person", "Meester Tom")
    answer = ("--purpose", "website", "--answer", "yes", "--date", "2026-01-10", "--until", "2026-06-30")
    assert run("consent", "set", "Meester Tom", *answer) == EXIT_READY
    assert run("check", "a.jpg", "--purpose", "website", "--day", "2026-03-01") == EXIT_READY
    assert run("check", "a.jpg", "--purpose", "website", "--day", "2026-07-01") == EXIT_NOT_READY
    assert "2026" in capsys.readouterr().out


def test_a_reader_that_stops_early_is_no_crash(tmp_path: Path) -> None:
    program = f"{sys.executable} main.py --help | head -c 1 >/dev/null"
    if sys.platform == "win32":
        program = f"{sys.executable} main.py --help > NUL"
    done = subprocess.run(program, cwd=ROOT, shell=True, capture_output=True, text=True, check=False)  # noqa: S602
    assert "Traceback" not in done.stderr
