# SPDX-License-Identifier: GPL-3.0-or-later
"""Documents that run over several pages: what is in them, where they break, and what they refuse."""

from __future__ import annotations

import random
import shutil
import subprocess
from pathlib import Path

import numpy as np
import pytest
from PySide6.QtGui import QColor, QImage
from PySide6.QtWidgets import QApplication

from models.errors import BugError, ErrorCode, KnownError
from models.progress import CancelToken, Progress
from ui.printing.flow import HEIGHT, TOP, FlowDocument, _set_document, draw_flow_preview, write_flow_pdf
from ui.printing.paper import units

pytestmark = pytest.mark.usefixtures("qapp")


def ink_rows(image: QImage) -> np.ndarray:
    """Which rows of a picture have anything dark in them."""
    grey = image.convertToFormat(QImage.Format.Format_Grayscale8)
    pixels = np.frombuffer(grey.constBits(), np.uint8).reshape(grey.height(), grey.bytesPerLine())[:, : grey.width()]
    return (pixels < 128).any(axis=1)


def pages_of(document: FlowDocument) -> int:
    return len(document.pages())


def text_of(document: FlowDocument) -> str:
    return _set_document(document._blocks).toPlainText()


def test_a_short_document_is_one_page_with_its_title_and_foot() -> None:
    document = FlowDocument("Proof", "The school")
    document.paragraph("One line.")
    assert pages_of(document) == 1
    rows = ink_rows(draw_flow_preview(document, 420))
    scale = 420 / 210
    assert not rows[: round(TOP * scale)].any()
    assert rows[round(TOP * scale) : round((TOP + 15) * scale)].any()
    assert not rows[round(60 * scale) : round(270 * scale)].any()


def test_texts_are_never_markup() -> None:
    document = FlowDocument("<h1>A & B</h1>")
    document.facts([("<b>Name</b>", "O'Neil & <i>Co</i>")])
    document.table(["<u>x</u>"], [["&amp;"]])
    text = text_of(document)
    for written in ("<h1>A & B</h1>", "<b>Name</b>", "O'Neil & <i>Co</i>", "<u>x</u>", "&amp;"):
        assert written in text


def test_a_long_table_runs_on_and_repeats_its_headers(tmp_path: Path) -> None:
    document = FlowDocument("List")
    document.table(["Number", "Name"], [(str(number), f"Name {number}") for number in range(120)])
    path = tmp_path / "list.pdf"
    count = write_flow_pdf(path, [document])
    assert count == pages_of(document) > 2
    if shutil.which("pdftotext") is None:
        pytest.skip("no pdftotext to ask")
    text = subprocess.run(["pdftotext", "-layout", str(path), "-"], capture_output=True, text=True, check=True).stdout
    pages = text.split("\f")[:count]
    assert all("Number" in page for page in pages)
    assert all(f"Name {number}\n" in text for number in range(120))


def test_a_heading_never_stands_alone_at_the_foot_of_a_page() -> None:
    for lines in range(40, 60):
        document = FlowDocument("")
        document.bullets(["a line"] * lines)
        document.heading("Alone?")
        document.paragraph("What follows " * 40)
        laid_out = _set_document(document._blocks)
        block = laid_out.begin()
        while block.text() != "Alone?":
            block = block.next()
        layout = laid_out.documentLayout()
        heading = layout.blockBoundingRect(block).center().y()
        following = block.next().layout().lineAt(0).y() + layout.blockBoundingRect(block.next()).top()
        assert int(heading / units(HEIGHT)) == int(following / units(HEIGHT)), lines


def test_a_page_break_begins_a_page_for_words_and_tables() -> None:
    document = FlowDocument("One")
    document.page_break()
    document.paragraph("Two")
    document.page_break()
    document.table(["Three"], [["3"]])
    assert pages_of(document) == 3


def test_pictures_are_drawn_and_never_higher_than_half_a_page() -> None:
    high = QImage(10, 100, QImage.Format.Format_RGB32)
    high.fill(QColor("black"))
    document = FlowDocument("")
    document.picture(high, 100.0, "Somebody")
    assert pages_of(document) == 1
    rows = ink_rows(draw_flow_preview(document, 420))
    assert 0.4 < rows[:540].sum() / (HEIGHT * 2) < 0.6
    with pytest.raises(BugError):
        document.picture(QImage(), 50.0)


def test_a_row_that_does_not_fit_its_headers_is_our_mistake() -> None:
    with pytest.raises(BugError):
        FlowDocument("").table(["a", "b"], [["only one"]])


def test_a_table_without_rows_still_shows_its_headers() -> None:
    document = FlowDocument("")
    document.table(["a", "b"], [])
    assert "a" in text_of(document)


def test_several_documents_in_one_file_with_progress_and_cancel(tmp_path: Path) -> None:
    told: list[tuple[int, int]] = []
    documents = [FlowDocument(f"Letter {number}") for number in range(3)]
    assert (
        write_flow_pdf(tmp_path / "all.pdf", documents, Progress(lambda done, total: told.append((done, total)))) == 3
    )
    assert told[-1] == (3, 3)
    token = CancelToken()
    token.cancel()
    with pytest.raises(KnownError) as caught:
        write_flow_pdf(tmp_path / "none.pdf", documents, Progress(None, token))
    assert caught.value.code is ErrorCode.CANCELLED
    assert not (tmp_path / "none.pdf").exists()


@pytest.mark.judge
def test_the_pdf_is_sound(tmp_path: Path, qapp: QApplication) -> None:
    if shutil.which("qpdf") is None:
        pytest.skip("no qpdf to ask")
    document = FlowDocument("Sound", "foot")
    document.table(["a"], [[str(number)] for number in range(100)])
    write_flow_pdf(tmp_path / "sound.pdf", [document])
    checked = subprocess.run(["qpdf", "--check", str(tmp_path / "sound.pdf")], capture_output=True, check=False)
    assert checked.returncode == 0, checked.stdout.decode()


@pytest.mark.parametrize("seed", range(30, 75))
def test_the_last_words_are_set_whatever_the_length(seed: int) -> None:
    """Moving a heading to the next page made Qt forget the last block now and then: it had no height, and no ink."""
    chance = random.Random(seed)  # noqa: S311 - a document by chance, no secret
    document = FlowDocument("Title", "foot")
    for _part in range(chance.randint(3, 8)):
        document.heading("Heading")
        match chance.randrange(4):
            case 0:
                document.table(("a", "b"), [("1 " * chance.randint(1, 40), "2")] * chance.randint(1, 18))
            case 1:
                document.bullets(["point " * chance.randint(1, 30)] * chance.randint(1, 8))
            case 2:
                document.facts([("a", "b\nc")] * chance.randint(1, 10))
            case _:
                for _line in range(chance.randint(1, 6)):
                    document.paragraph("words " * chance.randint(1, 60))
    document.heading("Log")
    document.table(("a", "b"), [("1", "2")] * chance.randint(1, 5))
    document.paragraph("the end " * chance.randint(1, 20), is_muted=True)
    made = _set_document(document._blocks)
    assert made.documentLayout().blockBoundingRect(made.lastBlock()).height() > 0
