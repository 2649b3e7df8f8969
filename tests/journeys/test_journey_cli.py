# SPDX-License-Identifier: GPL-3.0-or-later
"""From class list to cleared copy through the command line, as a script of the IT department would do it."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from PIL import Image, ImageDraw

from models.workspace import Workspace
from tests.journeys.documented_answers import assert_documented, examples

ROOT = Path(__file__).parents[2]
READY, NOT_READY, FAILED = 0, 1, 2
CLASS_LIST = """\
Leerlingnummer;Roepnaam;Tussenvoegsel;Achternaam;Klas;Geboortedatum;Ouder 1
1001;Anna;van den;Berg;7B;03-04-2015;Els van den Berg
1002;Bram;;Visser;7B;17-11-2014;
1003;Zoë;;Yıldız;7B;29-02-2016;Deniz Yıldız
"""


class Desk:
    """A folder with a class list and photos, and the program to work on them with."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.photos = folder / "school trip"
        self.photos.mkdir()
        for number in (1, 2, 3):
            draw_photo(self.photos / f"foto{number}.jpg", number)
        (folder / "list.csv").write_text(CLASS_LIST, encoding="utf-8")
        self.register = folder / "data" / "school.beeldakkoord"

    def run(self, *words: str, code: int = READY) -> subprocess.CompletedProcess[str]:
        """Run a command in the folder; its exit code must be ``code`` and it may not have crashed."""
        kept = {name: os.environ[name] for name in ("PATH", "SYSTEMROOT", "HOME", "TEMP") if name in os.environ}
        done = subprocess.run(
            [sys.executable, str(ROOT / "main.py"), *words],
            cwd=self.folder,
            env={**kept, "BEELDAKKOORD_REGISTER": str(self.register), "LANGUAGE": "en"},
            capture_output=True,
            text=True,
            encoding="utf-8",
            timeout=100,
            check=False,
        )
        assert "Traceback" not in done.stderr, done.stderr
        assert done.returncode == code, (words, done.returncode, done.stdout, done.stderr)
        return done

    def ask(self, *words: str, code: int = READY) -> dict[str, Any]:
        """The JSON answer of a command, which must look as documented."""
        answer: dict[str, Any] = json.loads(self.run(*words, "--json", code=code).stdout)
        name = " ".join(words[:2])
        assert_documented(name if name in examples() else words[0], answer)
        return answer


def draw_photo(path: Path, number: int) -> None:
    picture = Image.new("RGB", (900, 600), (60 * number, 130, 170))
    ImageDraw.Draw(picture).ellipse((250, 150, 430, 380), fill=(232, 190, 160))
    exif = picture.getexif()
    exif[0x010F] = "Camera of the school"
    exif[0x0112] = 1
    exif.get_ifd(0x8769)[0x9003] = "2026:06:12 10:30:00"
    exif.get_ifd(0x8825)[1] = "N"
    picture.save(path, exif=exif)


@pytest.fixture
def desk(tmp_path: Path) -> Desk:
    return Desk(tmp_path)


def verdicts(answer: dict[str, Any]) -> dict[str, str]:
    return {Path(item["file"]).name: item["verdict"] for item in answer["items"]}


def test_the_whole_journey(desk: Desk) -> None:
    dry = desk.ask("roster", "import", "list.csv", "--dry-run")
    assert (dry["rows"]["new"], dry["added"], dry["dry_run"]) == (3, 0, True)
    assert desk.ask("people")["people"] == []
    assert desk.ask("roster", "import", "list.csv")["added"] == 3
    assert desk.ask("roster", "import", "list.csv")["added"] == 0

    pupils = desk.ask("people", "--group", "7b", "--role", "pupil")["people"]
    assert [(one["given_name"], one["family_name"]) for one in pupils] == [
        ("Anna", "Berg"),
        ("Bram", "Visser"),
        ("Zoë", "Yıldız"),
    ]
    assert pupils[0]["name_prefix"] == "van den"
    assert pupils[0]["roles"] == ["pupil"]
    assert pupils[0]["groups"] == ["7B"]

    assert set(verdicts(desk.ask("check", "school trip", "--purpose", "website", code=NOT_READY)).values()) == {
        "identify"
    }
    foto1, foto2, foto3 = (str(Path("school trip", f"foto{number}.jpg")) for number in (1, 2, 3))
    desk.ask("media", "tag", foto1, "--person", "Anna van den Berg", "--box", "0.25,0.2,0.25,0.45")
    desk.ask("media", "tag", foto2, "--person", "Bram Visser", "Yıldız, Zoë")
    desk.ask("media", "tag", foto3, "--nobody", "from_behind")
    answer = desk.ask("check", "school trip", "--purpose", "website", code=NOT_READY)
    assert verdicts(answer) == {"foto1.jpg": "ask", "foto2.jpg": "ask", "foto3.jpg": "ready"}
    assert {reason["person"] for reason in answer["items"][1]["reasons"]} == {"Bram Visser", "Zoë Yıldız"}

    yes = ("--purpose", "website", "--answer", "yes", "--method", "form")
    desk.ask("consent", "set", "Anna van den Berg", *yes, "--by", "Els van den Berg")
    assert desk.ask("consent", "set", "Bram Visser", "Zoë Yıldız", *yes)["new_guardians"] == 1
    answer = desk.ask("check", foto1, foto2, foto3, "--purpose", "website")
    assert set(verdicts(answer).values()) == {"ready"}
    assert answer["items"][0]["reasons"][0]["decided_by"] == ["Els van den Berg"]
    desk.run("check", "school trip", "--purpose", "instagram", code=NOT_READY)

    originals = {path: path.read_bytes() for path in desk.photos.iterdir()}
    place = "https://school.example/news"
    exported = desk.ask("export", "school trip", "--purpose", "website", "--to", "out", "--place", place)
    assert len(exported["copies"]) == 3
    assert {path: path.read_bytes() for path in desk.photos.iterdir()} == originals
    assert_clean([desk.folder / one["copy"] for one in exported["copies"]])

    assert desk.ask("takedowns")["takedowns"] == []
    changed = desk.ask(
        "consent", "set", "Anna van den Berg", "--purpose", "website", "--answer", "withdraw", "--method", "telephone"
    )
    assert changed["takedowns_raised"] == 1
    answer = desk.ask("check", "school trip", "--purpose", "website", code=NOT_READY)
    assert verdicts(answer) == {"foto1.jpg": "cover", "foto2.jpg": "ready", "foto3.jpg": "ready"}
    assert answer["items"][0]["reasons"][0]["status"] == "withdrawn"
    (task,) = desk.ask("takedowns", code=NOT_READY)["takedowns"]
    assert (task["person"], task["place"], task["cause"]) == ("Anna van den Berg", place, "withdrawn")
    desk.run("takedowns", "close", str(task["id"]), "--as", "stays", code=FAILED)
    desk.run("takedowns", "close", str(task["id"]), "--as", "removed", "--note", "gone at noon")
    assert desk.ask("takedowns")["takedowns"] == []
    covered = desk.ask("export", foto1, "--purpose", "website", "--to", "out", "--cover")
    assert len(covered["copies"]) == 1
    history = desk.ask("consent", "show", "Anna van den Berg")["answers"]
    assert {entry["answer"] for entry in history} == {"given", "withdrawn"}


def assert_clean(copies: list[Path]) -> None:
    for copy in copies:
        with Image.open(copy) as picture:
            assert not picture.getexif()
        assert b"Camera of the school" not in copy.read_bytes()
        assert "foto" not in copy.name
    exiftool = shutil.which("exiftool")
    if exiftool is not None:
        shown = subprocess.run(
            [exiftool, "-j", "-G1", "-EXIF:all", "-XMP:all", "-IPTC:all", "-GPS:all", "-MakerNotes:all", *copies],
            capture_output=True,
            text=True,
            encoding="utf-8",
            check=True,
        )
        assert all(set(one) == {"SourceFile"} for one in json.loads(shown.stdout))


def test_bad_files_are_named_and_the_rest_goes_on(desk: Desk) -> None:
    whole = (desk.photos / "foto1.jpg").read_bytes()
    (desk.photos / "cut.jpg").write_bytes(whole[: len(whole) // 2])
    (desk.photos / "empty.jpg").write_bytes(b"")
    (desk.photos / "letter.docx").write_bytes(b"PK\x03\x04 not a photo")
    (desk.photos / "again").mkdir()
    (desk.photos / "again" / "foto1.jpg").write_bytes(whole)
    (desk.photos / "wrong.png").write_bytes((desk.photos / "foto2.jpg").read_bytes())
    answer = desk.ask("check", "school trip", "gone.jpg", "--purpose", "website", code=NOT_READY)
    skipped = {Path(one["file"]).name: one["reason"] for one in answer["skipped"]}
    assert skipped == {
        "cut.jpg": "file_truncated",
        "empty.jpg": "file_empty",
        "letter.docx": "format_not_supported",
        "gone.jpg": "file_missing",
    }
    assert len(answer["items"]) == 5
    assert "left out" in desk.run("check", "school trip", "--purpose", "website", code=NOT_READY).stderr


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        ("Klas;Geboortedatum\n7B;03-04-2015\n7B;04-04-2015\n", "column"),
        ("", "no rows"),
        ("PK\x03\x04 excel", "CSV"),
    ],
)
def test_a_list_that_cannot_be_read_writes_nothing(desk: Desk, content: str, sentence: str) -> None:
    (desk.folder / "bad.csv").write_text(content, encoding="utf-8")
    failed = desk.run("roster", "import", "bad.csv", code=FAILED)
    assert sentence in failed.stderr
    assert failed.stdout == ""
    assert not desk.register.exists()


def test_rows_with_problems_are_told_by_line(desk: Desk) -> None:
    mixed = b"Roepnaam;Achternaam;Klas;Geboortedatum\n"
    mixed += "Zoë;Smit;7B;31-02-2015\n".encode("cp1252") + "Noël;Bos;7B;01-02-2015\n".encode()
    mixed += "Noël;Bos;7B;01-02-2015\n;;7B;\n".encode()
    (desk.folder / "mixed.csv").write_bytes(mixed)
    answer = desk.ask("roster", "import", "mixed.csv", code=NOT_READY)
    problems = {problem["line"]: problem["problem"] for problem in answer["problems"]}
    assert problems[2] == "date_impossible"
    assert problems[4] == "duplicate_row"
    assert answer["left_out"] == [5]
    assert {one["given_name"] for one in desk.ask("people")["people"]} == {"Zoë", "Noël"}


def test_a_second_program_is_refused_with_the_name_of_the_first(desk: Desk) -> None:
    with Workspace.open(desk.register, program="Beeldakkoord (window)"):
        refused = desk.run("people", code=FAILED)
    assert "Beeldakkoord (window)" in refused.stderr
    assert refused.stdout == ""
    desk.run("people")


def test_what_cannot_be_done_says_so_and_ends_with_two(desk: Desk) -> None:
    assert "init" in desk.run("people", code=FAILED).stderr
    desk.run("roster", "import", "list.csv")
    assert (
        "Bram Visser"
        in desk.run("consent", "set", "Bram", "--purpose", "website", "--answer", "yes", code=FAILED).stderr
    )
    assert "website" in desk.run("check", "school trip", "--purpose", "billboard", code=FAILED).stderr
    desk.run("check", "nowhere", "--purpose", "website", code=FAILED)
    desk.run("check", "school trip", code=FAILED)
    desk.run("chekc", "school trip", code=FAILED)
    desk.run("export", "school trip", "--purpose", "website", "--to", "school trip", code=NOT_READY)
    foto = str(Path("school trip", "foto1.jpg"))
    desk.run("media", "tag", foto, "--person", "Bram Visser", "--box", "0.9,0.9,0.5,0.5", code=FAILED)
    desk.run("media", "tag", foto, code=FAILED)
    desk.run(
        "consent", "set", "Bram Visser", "--purpose", "website", "--answer", "yes", "--date", "2026-02-30", code=FAILED
    )
    desk.run(
        "consent", "set", "Bram Visser", "--purpose", "website", "--answer", "yes", "--by", "Anna van den Berg",
        code=FAILED,
    )  # fmt: skip
