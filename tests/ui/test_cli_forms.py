# SPDX-License-Identifier: GPL-3.0-or-later
"""``forms print`` and ``forms read``: from names to paper, from paper back to answers, with nothing recorded."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import numpy as np
import pypdfium2
import pytest
from PIL import Image

from models.forms.scan_read import READER_VERSION
from models.terms import FormState, MarkState
from models.workspace import Workspace
from tests.forms_simulator.pens import Hand, Pen, Trouble, Writer, fill_in
from tests.forms_simulator.scanner import plain_scan, scan_page
from tests.journeys.documented_answers import assert_documented
from ui import cli
from ui.cli.words import EXIT_FAILED, EXIT_NOT_READY, EXIT_READY, REGISTER_VARIABLE

WRITER = Writer(Pen.BALLPOINT, Hand.CROSS, 0.4, 0.85, 1.0, 0.8)
pytestmark = pytest.mark.usefixtures("qapp")


@pytest.fixture(autouse=True)
def school(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv(REGISTER_VARIABLE, str(tmp_path / "school.beeldakkoord"))
    monkeypatch.setenv("LANGUAGE", "en")
    cli.main(["init", "--school", "De Klaproos", "--purpose", "website", "--purpose", "newsletter"])
    for name in ("Anna van den Berg", "Bram Visser", "Zoë Yıldız"):
        cli.main(["people", "add", name, "--as", "pupil", "--birth-date", "2016-01-01", "--in", "7B"])
    capsys.readouterr()


def ask(capsys: pytest.CaptureFixture[str], *words: str, code: int = EXIT_READY) -> dict[str, Any]:
    capsys.readouterr()
    assert cli.main([*words, "--json"]) == code
    answer: dict[str, Any] = json.loads(capsys.readouterr().out)
    assert_documented(" ".join(words[:2]), answer)
    return answer


def opened() -> Workspace:
    return Workspace.open(Path("school.beeldakkoord"))


def test_a_list_of_names_comes_first(capsys: pytest.CaptureFixture[str]) -> None:
    words = ("--group", "7B", "--out", "forms.pdf", "--layout-json", "boxes.json", "--list", "--language", "nl")
    printed = ask(capsys, "forms", "print", *words)
    assert [form["page"] for form in printed["forms"]] == [2, 3, 4]
    boxes = json.loads(Path("boxes.json").read_text(encoding="utf-8"))
    assert [page["page"] for page in boxes["pages"]] == [2, 3, 4]
    assert_ink_at(draw_pdf_page(Path("forms.pdf"), 1), boxes["pages"][0])
    document = pypdfium2.PdfDocument(Path("forms.pdf"))
    text = document[0].get_textpage().get_text_range()
    document.close()
    assert all(form["name"] in text for form in printed["forms"])
    assert not any(form["code"][:4] in text for form in printed["forms"])


def test_a_class_is_printed_marked_scanned_and_read(capsys: pytest.CaptureFixture[str]) -> None:
    words = ("--group", "7B", "--out", "forms.pdf", "--layout-json", "boxes.json", "--language", "nl")
    printed = ask(capsys, "forms", "print", *words)
    assert [form["name"] for form in printed["forms"]] == ["Anna van den Berg", "Bram Visser", "Zoë Yıldız"]
    assert {form["language"] for form in printed["forms"]} == {"nl"}
    boxes = json.loads(Path("boxes.json").read_text(encoding="utf-8"))
    with opened() as workspace:
        layouts = [form.sheet.layout() for form in workspace.forms.issued_forms([1, 2, 3])]
    chance = np.random.default_rng(6)
    scans, truths = [], []
    for number, layout in enumerate(layouts):
        page = draw_pdf_page(Path("forms.pdf"), number)
        assert_ink_at(page, boxes["pages"][number])
        trouble = 0.3 if number == 2 else 0.0
        filled = fill_in(page, layout, WRITER, chance, trouble_share=trouble, troubles=(Trouble.DOUBLE,))
        scan = plain_scan(turned=number == 1, angle=1.2 - number, wobble=0.1)
        scans.append(Image.fromarray(scan_page(filled.page, scan, chance)))
        truths.append([state.value for state in filled.truth])
    assert MarkState.UNSURE.value in truths[2]
    scans[0].save("pile.pdf", save_all=True, append_images=scans[1:], resolution=200)
    Path("letter.pdf").write_bytes(b"Dear school")
    answer = ask(capsys, "forms", "read", "pile.pdf", "letter.pdf", code=EXIT_NOT_READY)
    assert [[one["state"] for one in page["answers"]] for page in answer["pages"]] == truths
    assert [page["code"] for page in answer["pages"]] == [form["code"] for form in printed["forms"]]
    assert [page["person"] for page in answer["pages"]] == [form["person"] for form in printed["forms"]]
    assert [page["certain"] for page in answer["pages"]] == [True, True, False]
    assert [page["upside_down"] for page in answer["pages"]] == [False, True, False]
    assert answer["pages"][2]["problems"] == ["unsure_pairs"]
    assert all(page["signatures"][0]["signed"] for page in answer["pages"])
    assert answer["skipped"] == [{"file": "letter.pdf", "reason": "format_not_supported"}]
    assert answer["reader"] == READER_VERSION
    assert statuses_of(1) == {"requested"}
    scans[1].save("once.png")
    assert cli.main(["forms", "read", "once.png"]) == EXIT_READY
    told = capsys.readouterr().out
    assert "once.png, page 1  Bram Visser" in told
    assert "Nothing was recorded" in told


def test_the_pile_may_be_a_folder_and_a_page_may_come_twice(capsys: pytest.CaptureFixture[str]) -> None:
    ask(capsys, "forms", "print", "Bram Visser", "--purposes", "website", "--out", "forms.pdf", "--language", "en")
    with opened() as workspace:
        (form,) = workspace.forms.issued_forms([1])
    filled = fill_in(draw_pdf_page(Path("forms.pdf"), 0), form.sheet.layout(), WRITER, np.random.default_rng(2))
    Path("scans").mkdir()
    for number in (2, 10):
        picture = scan_page(filled.page, plain_scan(angle=number / 10), np.random.default_rng(number))
        Image.fromarray(picture).save(f"scans/scan{number}.jpg")
    Path("scans/notes.txt").write_text("not a scan", encoding="utf-8")
    answer = ask(capsys, "forms", "read", "scans", code=EXIT_NOT_READY)
    assert [page["file"] for page in answer["pages"]] == [str(Path("scans", f"scan{number}.jpg")) for number in (2, 10)]
    assert [page["problems"] for page in answer["pages"]] == [[], ["repeated"]]
    assert answer["skipped"] == []
    assert {one["purpose"] for one in answer["pages"][0]["answers"]} == {None, "website"}


def test_a_form_that_was_taken_back_and_one_of_another_school(
    capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    ask(capsys, "forms", "print", "Bram Visser", "--out", "forms.pdf")
    assert cli.main(["forms", "read", "forms.pdf"]) == EXIT_NOT_READY
    told = capsys.readouterr().out
    assert "There is no signature." in told
    assert "taken back" not in told
    with opened() as workspace:
        workspace.forms._set_state((1,), FormState.REVOKED)
    assert cli.main(["forms", "read", "forms.pdf"]) == EXIT_NOT_READY
    assert "This form was taken back." in capsys.readouterr().out
    other = ["--register", str(tmp_path / "other.beeldakkoord")]
    cli.main([*other, "init", "--school", "Elsewhere"])
    capsys.readouterr()
    assert cli.main([*other, "forms", "read", "forms.pdf"]) == EXIT_NOT_READY
    assert "not one of this school’s" in capsys.readouterr().out


def test_nothing_is_on_record_where_nothing_could_be_printed(capsys: pytest.CaptureFixture[str]) -> None:
    for words in (
        ["--out", "missing/forms.pdf"],
        ["--out", "forms.pdf", "--layout-json", "missing/boxes.json"],
        ["--out", "forms.pdf", "--form-language", "xx"],
    ):
        assert cli.main(["forms", "print", "Bram Visser", *words]) == EXIT_FAILED
        assert capsys.readouterr().err.strip()
        assert not Path("forms.pdf").exists()
    with opened() as workspace:
        assert all(form.state.value == "revoked" for form in workspace.forms.forms_of(2))
    assert statuses_of(2) == {"not_requested"}


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (["print", "--out", "f.pdf"], "--group"),
        (["print", "--group", "9Z", "--out", "f.pdf"], "group"),
        (["print", "Nobody", "--out", "f.pdf"], "person"),
        (["print", "Bram Visser", "--purposes", "moon", "--out", "f.pdf"], "website"),
        (["read", "gone.pdf"], "gone.pdf"),
    ],
)
def test_what_cannot_be_meant_is_said(capsys: pytest.CaptureFixture[str], words: list[str], told: str) -> None:
    assert cli.main(["forms", *words]) == EXIT_FAILED
    assert told in capsys.readouterr().err


@pytest.mark.parametrize("command", ["read", "scan"])
def test_a_folder_without_scans_is_named(capsys: pytest.CaptureFixture[str], command: str) -> None:
    Path("letters").mkdir()
    Path("letters/note.docx").write_bytes(b"no scan")
    capsys.readouterr()
    assert cli.main(["forms", command, "letters"]) == EXIT_NOT_READY
    assert "There are no scans in letters" in capsys.readouterr().err


def test_a_folder_is_no_file_to_write(capsys: pytest.CaptureFixture[str]) -> None:
    Path("letters").mkdir()
    capsys.readouterr()
    assert cli.main(["forms", "print", "Bram Visser", "--out", "letters"]) == EXIT_FAILED
    assert "“letters” is a folder" in capsys.readouterr().err


def test_a_pile_of_something_else_is_one_line_and_why(capsys: pytest.CaptureFixture[str]) -> None:
    chance = np.random.default_rng(7)
    pages = []
    for _number in range(6):
        grey = np.full((1100, 800), 250, np.uint8)
        grey[200:900:40, 100:700] = chance.integers(0, 90, (18, 600), np.uint8)
        pages.append(Image.fromarray(grey))
    pages[0].save("other.pdf", save_all=True, append_images=pages[1:], resolution=100)
    capsys.readouterr()
    assert cli.main(["forms", "scan", "other.pdf"]) == EXIT_NOT_READY
    said = capsys.readouterr().out
    assert "other.pdf, pages 1 to 6\n  These pages are not our forms." in said
    assert len(said.splitlines()) == 3


def statuses_of(person_id: int) -> set[str]:
    """What all answers of a person amount to."""
    with opened() as workspace:
        matrix = workspace.consent.matrix(person_id)
    return {status.status.value for row in matrix.rows for _cell, status in row.statuses}


def draw_pdf_page(path: Path, number: int) -> Any:
    """A page of the PDF at 300 dpi, as pdfium shows it."""
    document = pypdfium2.PdfDocument(path)
    try:
        picture = document[number].render(scale=300 / 72, grayscale=True).to_pil().convert("L")
    finally:
        document.close()
    return np.array(picture)


def assert_ink_at(page: Any, places: dict[str, Any]) -> None:
    """The layout that was written beside the PDF says where marks and boxes are."""
    dots = 300 / 25.4

    def piece(place: list[float], margin: float) -> Any:
        x, y, w, h = place
        rows = slice(round((y + margin) * dots), round((y + h - margin) * dots))
        return page[rows, round((x + margin) * dots) : round((x + w - margin) * dots)]

    assert len(places["corner_marks"]) == 4
    assert all(piece(mark, 0.3).max() < 60 for mark in places["corner_marks"])
    assert {box["answer"] for box in places["boxes"]} == {"yes", "no"}
    for box in places["boxes"]:
        assert piece(box["place"], 0.6).min() > 200
        assert 0.20 < (piece(box["place"], 0.0) < 128).mean() < 0.35
    assert 0.3 < (piece(places["qr"]["place"], 0.0) < 128).mean() < 0.7
    assert all(piece(space, 0.5).min() > 200 for space in places["signing_spaces"])


def test_a_pile_goes_into_the_register(capsys: pytest.CaptureFixture[str]) -> None:
    ask(capsys, "forms", "print", "--group", "7B", "--out", "forms.pdf", "--language", "nl")
    with opened() as workspace:
        layouts = [form.sheet.layout() for form in workspace.forms.issued_forms([1, 2, 3])]
    chance = np.random.default_rng(6)
    scans = []
    for number, layout in enumerate(layouts):
        page = draw_pdf_page(Path("forms.pdf"), number)
        trouble = 0.3 if number == 2 else 0.0
        filled = fill_in(page, layout, WRITER, chance, trouble_share=trouble, troubles=(Trouble.DOUBLE,))
        scans.append(Image.fromarray(scan_page(filled.page, plain_scan(), chance)))
    scans[0].save("pile.pdf", save_all=True, append_images=scans[1:], resolution=200)
    assert cli.main(["forms", "scan", "pile.pdf", "--dry-run"]) == EXIT_NOT_READY
    assert statuses_of(1) == {"requested"}
    answer = ask(capsys, "forms", "scan", "pile.pdf", code=EXIT_NOT_READY)
    assert (answer["recorded"], answer["stopped"]) == (2, None)
    assert [(page["name"], page["problems"]) for page in answer["waiting"]] == [("Zoë Yıldız", ["unsure_pairs"])]
    assert answer["waiting"][0]["unsure"]
    assert "given" in statuses_of(1)
    assert statuses_of(3) == {"requested"}
    assert cli.main(["forms", "scan", "pile.pdf"]) == EXIT_READY
    scans[0].save("once.png")
    assert cli.main(["forms", "scan", "once.png"]) in (EXIT_READY, EXIT_NOT_READY)
    with opened() as workspace:
        assert len(workspace.scans.waiting()) == 1
