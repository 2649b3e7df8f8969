# SPDX-License-Identifier: GPL-3.0-or-later
"""``media list`` and ``media find`` without a window: filters, order, files that were moved."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.journeys.documented_answers import assert_documented
from tests.models.builders import save_photo
from ui.cli import main
from ui.cli.words import EXIT_FAILED, EXIT_READY

Run = Callable[..., int]


@pytest.fixture
def run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Run:
    """Run a command in a register of its own, in a folder of its own."""
    monkeypatch.chdir(tmp_path)

    def run_command(*words: str) -> int:
        return main([*words, "--register", str(tmp_path / "school.beeldakkoord")])

    return run_command


def answer(run: Run, capsys: pytest.CaptureFixture[str], *words: str) -> dict[str, object]:
    capsys.readouterr()
    assert run(*words, "--json") == EXIT_READY
    told: dict[str, object] = json.loads(capsys.readouterr().out)
    return told


def names(told: dict[str, object]) -> list[str]:
    items = told["items"]
    assert isinstance(items, list)
    return [Path(one["file"]).name for one in items]


@pytest.fixture
def photos(run: Run, tmp_path: Path) -> Path:
    """Three photos in two folders, of which one shows somebody."""
    for folder, name, seed in (("camp", "IMG_10.jpg", 1), ("camp", "IMG_2.jpg", 2), ("trip", "zoo.jpg", 3)):
        save_photo(tmp_path / folder / name, seed)
    assert run("media", "add", "camp", "trip") == EXIT_READY
    assert run("people", "add", "Anna Berg", "--as", "pupil") == EXIT_READY
    assert run("media", "tag", "camp/IMG_2.jpg", "--person", "Anna Berg") == EXIT_READY
    return tmp_path


def test_it_lists_what_fits(run: Run, photos: Path, capsys: pytest.CaptureFixture[str]) -> None:
    everything = answer(run, capsys, "media", "list", "--sort", "name", "--purpose", "website")
    assert_documented("media list", everything)
    assert (everything["total"], everything["count"]) == (3, 3)
    assert names(everything) == ["IMG_2.jpg", "IMG_10.jpg", "zoo.jpg"]
    backwards = answer(run, capsys, "media", "list", "--sort", "name", "--reverse", "--limit", "1")
    assert (backwards["count"], names(backwards)) == (3, ["zoo.jpg"])
    assert names(answer(run, capsys, "media", "list", "--text", "camp 10")) == ["IMG_10.jpg"]
    assert names(answer(run, capsys, "media", "list", "--person", "Anna Berg")) == ["IMG_2.jpg"]
    assert names(answer(run, capsys, "media", "list", "--who", "named")) == ["IMG_2.jpg"]
    asked = answer(run, capsys, "media", "list", "--purpose", "website", "--verdict", "ask", "ready")
    assert names(asked) == ["IMG_2.jpg"]
    none = answer(run, capsys, "media", "list", "--kind", "film", "--person", "Anna Berg")
    assert (none["count"], none["without"]) == (0, {"kind": 1})


def test_a_person_reads_a_table(run: Run, photos: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run("media", "list", "--text", "zoo") == EXIT_READY
    told = capsys.readouterr().out
    assert "zoo.jpg" in told
    assert "1 of 3 photos" in told


@pytest.mark.parametrize(
    "words", [["--verdict", "ready"], ["--limit", "-1"], ["--who", "king"], ["--event", "Nowhere"], ["--since", "x"]]
)
def test_what_cannot_be_meant_is_refused(run: Run, photos: Path, words: list[str]) -> None:
    assert run("media", "list", *words) == EXIT_FAILED


def test_moved_files_are_found_again(run: Run, photos: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (photos / "camp").rename(photos / "2026")
    (photos / "trip" / "zoo.jpg").unlink()
    assert answer(run, capsys, "media", "list", "--files", "missing")["count"] == 3
    told = answer(run, capsys, "media", "find", "2026")
    assert_documented("media find", told)
    assert told["missing"] == 3
    assert len(told["found"]) == 2  # type: ignore[arg-type]
    assert names(answer(run, capsys, "media", "list", "--files", "missing")) == ["zoo.jpg"]
    assert run("media", "find", "nowhere") == EXIT_FAILED


def test_taking_a_moved_file_in_again_makes_no_new_photo(
    run: Run, photos: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (photos / "trip" / "zoo.jpg").rename(photos / "zebra.jpg")
    told = answer(run, capsys, "media", "add", "zebra.jpg")
    assert_documented("media add", told)
    assert told["items"] == [{"file": "zebra.jpg", "item": 3, "new": False}]
    assert "zebra.jpg" in names(answer(run, capsys, "media", "list"))
    assert "zoo.jpg" not in names(answer(run, capsys, "media", "list"))
