# SPDX-License-Identifier: GPL-3.0-or-later
"""Forms on paper: what is drawn where, what is refused, and what other programs read in the PDF."""

from __future__ import annotations

import errno
import shutil
import subprocess
from dataclasses import replace
from datetime import date
from itertools import combinations, product
from pathlib import Path

import pytest
from PySide6.QtGui import QColor, QImage, QPageLayout
from PySide6.QtPrintSupport import QPrinter

from models.consent.default_purposes import default_purposes, offered_purposes
from models.errors import ErrorCode, KnownError
from models.forms.codes import CodeBook, new_key, new_number, plain_code, qr_modules, qr_text
from models.forms.form_rows import FormQuestions, FormRow
from models.forms.forms import FormSheet
from models.forms.layout import PAGE_WIDTH, Rect, choose_template
from models.forms.round_terms import RoundInput, RoundWho
from models.forms.wording import LANGUAGES, load_wording
from models.progress import CancelToken, Progress
from models.roster.person_input import PersonInput
from models.settings import School
from models.terms import Audience, LegalBasis, MediaKind, PersonRole
from models.workspace import Workspace
from ui.printing.consent_form import compose_sheet, draw_sample_form
from ui.printing.pdf import write_whole
from ui.printing.print_job import check_sheets, draw_preview, print_sheets, write_pdf
from ui.printing.round_print import write_forms_pdf

KINDS = tuple(MediaKind)
SCALE = 10  # pixels a millimetre
pytestmark = pytest.mark.usefixtures("qapp")


def make_sheet(row_count: int = 3, language: str = "nl", **changes: object) -> FormSheet:
    rows = [FormRow(None, None, load_wording(language).text("table", "recording"), None, "", KINDS)]
    rows += [
        FormRow(number, number, f"Place {number}", list(Audience)[number % 3], "", KINDS)
        for number in range(1, row_count)
    ]
    template = choose_template(row_count)
    assert template is not None
    sheet = FormSheet(
        code=CodeBook({1: new_key()}).seal(new_number()),
        school=School("De Klaproos", contact="mail office@deklaproos.example"),
        name="Noor van den Berg",
        groups=("7b",),
        decides_self=False,
        signs_all=False,
        own_age=16,
        language=language,
        template=template.name,
        rows=tuple(rows),
        sheet=1,
        sheets=1,
    )
    return replace(sheet, **changes)


def darkness(image: QImage, place: Rect) -> float:
    """Share of dark pixels in a place of the sheet."""
    dark = total = 0
    for x in range(round(place.x * SCALE), round(place.right * SCALE)):
        for y in range(round(place.y * SCALE), round(place.bottom * SCALE)):
            total += 1
            dark += image.pixelColor(x, y).lightness() < 128
    return dark / total


@pytest.mark.parametrize("row_count", [2, 6, 9])
def test_marks_boxes_and_code_are_where_the_layout_says(row_count: int) -> None:
    sheet = make_sheet(row_count)
    image = draw_preview(sheet, round(PAGE_WIDTH * SCALE))
    layout = sheet.layout()
    for mark in layout.corner_marks:
        assert darkness(image, mark.grown(-0.2)) == 1.0
        assert darkness(image, mark.grown(2.0)) == pytest.approx(0.36, abs=0.02)
    for box in layout.boxes:
        assert darkness(image, box.frame.grown(-0.45)) == 0.0
        assert darkness(image, Rect(box.frame.x, box.frame.y + 0.1, box.frame.w, 0.15)) == 1.0
        assert darkness(image, box.frame.grown(1.8)) * 8.6**2 < 25 - 4.2**2  # the frame, and white around it
    modules = qr_modules(qr_text(sheet.code))
    pitch = layout.symbol.w / len(modules)
    for y, row in enumerate(modules):
        for x, is_black in enumerate(row):
            middle = ((layout.symbol.x + (x + 0.5) * pitch) * SCALE, (layout.symbol.y + (y + 0.5) * pitch) * SCALE)
            assert (QColor(image.pixel(round(middle[0]), round(middle[1]))).lightness() < 128) == is_black


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("decides_self", [True, False])
@pytest.mark.parametrize("row_count", [2, 6, 7, 9])
def test_the_words_fit_in_every_language(language: str, decides_self: bool, row_count: int) -> None:
    for country in ("nl", "be", "de", "uk", "own", "xx"):
        school = School("Scholengemeenschap De Klaproos", country, contact="mail privacy@deklaproos.example or call")
        for signs_all in (True, False):
            sheet = make_sheet(
                row_count, language, school=school, decides_self=decides_self, signs_all=signs_all, sheet=1, sheets=2
            )
            composed = compose_sheet(sheet)
            for text, place, _is_centred in composed.texts:
                assert text.size >= 6.0
                assert text.height * 25.4 / 600 <= place.h + 0.05
            drawn = [place for _text, place, _is_centred in composed.texts]
            assert not any(one.overlaps(other) for one, other in combinations(drawn, 2))


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_usual_channels_fit_with_their_explanation(language: str) -> None:
    offered = [one.made for one in offered_purposes(language) if one.made.legal_basis is LegalBasis.CONSENT]
    for start in range(0, len(offered), 5):
        rows = tuple(
            FormRow(number, 1, made.name, made.audience, dict(made.wording)[language], made.kinds)
            for number, made in enumerate(offered[start : start + 5], start=1)
        )
        sheet = make_sheet(6, language)
        compose_sheet(replace(sheet, rows=(sheet.rows[0], *rows)))


def test_a_text_that_does_not_fit_is_refused_by_name() -> None:
    sheet = make_sheet(3)
    long_row = replace(sheet.rows[1], title="Reports", text="A very long explanation. " * 100)
    wide_row = replace(sheet.rows[1], title="X" * 60)
    for changed, params in (
        (replace(sheet, rows=(sheet.rows[0], long_row)), {"name": "Reports"}),
        (replace(sheet, rows=(sheet.rows[0], wide_row)), {"name": wide_row.title}),
        (replace(sheet, school=replace(sheet.school, name="De lange naam " * 14)), {"text": "school"}),
        (replace(sheet, name="Pieternella " * 24), {"text": "person"}),
        (replace(sheet, name="X" * 119), {"text": "person"}),
    ):
        with pytest.raises(KnownError) as caught:
            check_sheets([sheet, changed])
        assert caught.value.code is ErrorCode.FORM_TEXT_TOO_LONG
        assert caught.value.params == {**params, "language": "nl"}


def test_a_name_of_two_lines_of_purpose_still_fits() -> None:
    sheet = make_sheet(2)
    row = replace(sheet.rows[1], title="Kranten, radio, televisie en andere pers van buiten")
    compose_sheet(replace(sheet, rows=(sheet.rows[0], row)))


def test_a_disk_that_can_only_be_read_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(_path: Path, *_given: object, **_named: object) -> None:
        raise OSError(errno.EROFS, "read-only")

    with monkeypatch.context() as patched:
        patched.setattr(Path, "open", refuse)
        patched.setattr(Path, "unlink", refuse)
        with pytest.raises(KnownError) as caught:
            write_whole(tmp_path / "forms.pdf", b"%PDF")
    assert caught.value.code is ErrorCode.FOLDER_UNWRITABLE


def test_the_pdf_is_whole_or_not_there(tmp_path: Path) -> None:
    path = tmp_path / "forms.pdf"
    assert write_pdf(path, [make_sheet(), make_sheet(9)]) == 2
    assert path.read_bytes().startswith(b"%PDF")
    before = path.read_bytes()
    token = CancelToken()
    token.cancel()
    with pytest.raises(KnownError) as caught:
        write_pdf(path, [make_sheet()], Progress(None, token))
    assert caught.value.code is ErrorCode.CANCELLED
    with pytest.raises(KnownError) as caught:
        write_pdf(tmp_path / "missing" / "forms.pdf", [make_sheet()])
    assert caught.value.code is ErrorCode.FOLDER_UNWRITABLE
    with pytest.raises(KnownError) as caught:
        write_pdf(tmp_path, [make_sheet()])
    assert (caught.value.code, caught.value.params) == (ErrorCode.FILE_IS_FOLDER, {"path": str(tmp_path)})
    assert path.read_bytes() == before
    assert [one.name for one in tmp_path.iterdir()] == ["forms.pdf"]


def test_the_sample_form_of_the_self_test(tmp_path: Path) -> None:
    assert draw_sample_form(tmp_path / "sample.pdf") == 1


def test_a_printer_gets_the_same_page_at_true_size(tmp_path: Path) -> None:
    sheet = make_sheet()
    printer = QPrinter(QPrinter.PrinterMode.HighResolution)
    printer.setOutputFormat(QPrinter.OutputFormat.PdfFormat)
    printer.setOutputFileName(str(tmp_path / "printed.pdf"))
    printer.setPageOrientation(QPageLayout.Orientation.Portrait)
    assert print_sheets(printer, [sheet, sheet]) == 2
    assert (tmp_path / "printed.pdf").read_bytes().startswith(b"%PDF")


def judge(*command: str) -> str:
    if shutil.which(command[0]) is None:
        pytest.skip(f"{command[0]} is not installed")
    return subprocess.run(command, capture_output=True, text=True, check=True).stdout


def whole_round(workspace: Workspace) -> tuple[FormSheet, ...]:
    """A round for a school in which each language is spoken at home, with staff, a volunteer and a provider."""
    workspace.settings.change_school(School("De Klaproos", contact="mail office@deklaproos.example"))
    workspace.purposes.add_purposes(default_purposes("nl"))
    asked = [one.id for one in workspace.purposes.purposes() if one.legal_basis is LegalBasis.CONSENT]
    for number, language in enumerate(LANGUAGES):
        made = PersonInput(f"Kind {number}", "", "Bos", date(2016, 3, 4), roles=(PersonRole.PUPIL,))
        pupil = workspace.people.add_person(made).value
        workspace.people.add_guardian(pupil, PersonInput("Ouder", "", "Bos", language=language))
        role = list(PersonRole)[1 + number % 3]
        workspace.people.add_person(PersonInput(f"Groot {number}", "", "Bos", roles=(role,), language=language))
    entered = RoundInput("Whole", RoundWho(), FormQuestions(tuple(asked)), "nl")
    ids = workspace.rounds.start(entered, check_sheets).value.form_ids
    return tuple(form.sheet for form in workspace.forms.issued_forms(ids))


@pytest.mark.judge
def test_the_pdf_of_a_whole_round_is_sound_and_each_of_its_codes_is_read(workspace: Workspace, tmp_path: Path) -> None:
    sheets = whole_round(workspace)
    assert {(one.language, one.decides_self) for one in sheets} == set(product(LANGUAGES, (True, False)))
    path = tmp_path / "round.pdf"
    assert write_forms_pdf(path, sheets) == len(sheets)
    assert "No syntax or stream encoding errors" in judge("qpdf", "--check", str(path))
    judge("pdftoppm", "-r", "200", "-gray", "-png", str(path), str(tmp_path / "page"))
    pages = sorted(tmp_path.glob("page-*.png"))
    codes = [judge("zbarimg", "--quiet", "--raw", "--nodbus", str(page)).strip() for page in pages]
    assert [plain_code(code) for code in codes] == [sheet.code for sheet in sheets]


@pytest.mark.judge
def test_qpdf_finds_nothing_wrong(tmp_path: Path) -> None:
    path = tmp_path / "forms.pdf"
    write_pdf(path, [make_sheet(number) for number in (2, 6, 9)])
    assert "No syntax or stream encoding errors" in judge("qpdf", "--check", str(path))


@pytest.mark.judge
@pytest.mark.parametrize("width", [1240, 1654])  # 150 and 200 dpi
def test_zbar_reads_the_code(tmp_path: Path, width: int) -> None:
    sheet = make_sheet(9)
    picture = tmp_path / "page.png"
    assert draw_preview(sheet, width).save(str(picture))
    text = judge("zbarimg", "--quiet", "--raw", "--nodbus", str(picture)).strip()
    assert plain_code(text) == sheet.code
