# SPDX-License-Identifier: GPL-3.0-or-later
"""The class sheet through its dialog: what is shown, chosen, saved and printed."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QDesktopServices
from PySide6.QtPrintSupport import QPrintDialog, QPrinter
from PySide6.QtWidgets import QFileDialog
from pytestqt.qtbot import QtBot

from models.consent.facts import CellKey
from models.consent.purposes import PurposeInput
from models.consent.register import AnswerInput
from models.roster.person_input import PersonInput
from models.terms import Activity, Answer, Audience, MediaKind, PersonRole
from ui.context import AppContext
from ui.dialogs.class_sheet import ClassSheetDialog, open_class_sheet

DAY = date(2026, 9, 18)
Opener = Callable[..., ClassSheetDialog]


@pytest.fixture
def people(context: AppContext) -> tuple[int, ...]:
    workspace = context.workspace
    website, _portal = workspace.purposes.add_purposes(
        (PurposeInput("website", "Website", Audience.PUBLIC), PurposeInput("portal", "Portal", Audience.CLOSED))
    ).value
    ids = tuple(
        workspace.people.add_person(PersonInput(f"Naam{number}", "", "Smit", roles=(PersonRole.STAFF,))).value
        for number in range(40)
    )
    key = CellKey(Activity.PUBLICATION, MediaKind.PHOTO, website)
    workspace.consent.record_answers(
        tuple(AnswerInput(one, key, Answer.GIVEN, decided_on=date(2026, 9, 1)) for one in ids[:30])
    )
    return ids


@pytest.fixture
def open_dialog(context: AppContext, people: tuple[int, ...], qtbot: QtBot) -> Opener:
    def open_one(**more: object) -> ClassSheetDialog:
        dialog = open_class_sheet(context, "Groep 7b", people, DAY, None, **more)  # type: ignore[arg-type]
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose, on=False)
        qtbot.addWidget(dialog)
        qtbot.waitUntil(dialog.save.isEnabled)
        return dialog

    return open_one


def rows(dialog: ClassSheetDialog) -> int:
    assert dialog._shown is not None
    return len(dialog._shown.sheet.rows)


def test_the_sheet_is_seen_before_it_is_printed(open_dialog: Opener, qtbot: QtBot) -> None:
    dialog = open_dialog()
    assert dialog.summary.text() == "Groep 7b, 18 Sept 2026"
    assert not dialog.preview.image.pixmap().isNull()
    assert (rows(dialog), dialog.preview.label.text()) == (40, "Page 1 of 2")
    assert dialog.preview.image.accessibleName() == "Page 1 of 2, 40 names"
    assert not dialog.preview.previous.isEnabled()
    qtbot.mouseClick(dialog.preview.next, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: dialog.preview.label.text() == "Page 2 of 2")
    assert not dialog.preview.next.isEnabled()
    dialog.only_yes.click()
    qtbot.waitUntil(lambda: rows(dialog) == 30)


def test_one_channel_in_two_columns(open_dialog: Opener, context: AppContext, qtbot: QtBot) -> None:
    website = context.workspace.purposes.purpose("website").id
    dialog = open_dialog(purpose_id=website)
    assert dialog.choice().purpose_ids == (website,)
    dialog.two_columns.setChecked(True)
    qtbot.waitUntil(lambda: dialog.preview.label.text() == "Page 1 of 1")
    dialog.recording.setCurrentIndex(2)
    qtbot.waitUntil(
        lambda: dialog._shown is not None and dialog._shown.sheet.kinds == (MediaKind.FILM, MediaKind.SOUND)
    )
    dialog.purposes.item(0).setCheckState(Qt.CheckState.Unchecked)
    assert dialog.message.text() == "Choose at least one channel."
    assert not dialog.save.isEnabled()
    assert not dialog.print.isEnabled()


def test_two_columns_that_do_not_fit_are_one(open_dialog: Opener, context: AppContext, qtbot: QtBot) -> None:
    context.workspace.purposes.add_purposes((PurposeInput("news", "Oudernieuwsbrief", Audience.CLOSED),))
    dialog = open_dialog()
    dialog.two_columns.setChecked(True)
    qtbot.waitUntil(dialog.message.isVisible)
    assert dialog.message.text() == "Two columns do not fit here, so the names stand below each other."
    assert dialog.save.isEnabled()


def test_saving(open_dialog: Opener, qtbot: QtBot, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[str] = []

    def choose(_parent: object, _title: str, place: str, _kinds: str) -> tuple[str, str]:
        asked.append(place)
        return str(tmp_path / "sheet"), ""

    monkeypatch.setattr(QFileDialog, "getSaveFileName", choose)
    dialog = open_dialog()
    qtbot.mouseClick(dialog.save, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(dialog.open_pdf.isVisible)
    assert Path(asked[0]).name == "class-sheet-2026-09-18.pdf"
    assert (tmp_path / "sheet.pdf").read_bytes().startswith(b"%PDF")
    assert dialog.message.text() == "2 pages are in “sheet.pdf”."
    assert dialog.save.isEnabled()


def test_a_folder_that_cannot_be_written(
    open_dialog: Opener, qtbot: QtBot, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *_args: (str(tmp_path / "gone" / "a.pdf"), ""))
    dialog = open_dialog()
    qtbot.mouseClick(dialog.save, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(dialog.message.isVisible)
    assert "folder" in dialog.message.text()
    assert dialog.open_pdf.isHidden()
    assert dialog.save.isEnabled()


def test_printing(open_dialog: Opener, qtbot: QtBot, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "printed.pdf"

    def accept(dialog: QPrintDialog) -> None:
        dialog.printer().setOutputFormat(QPrinter.OutputFormat.PdfFormat)
        dialog.printer().setOutputFileName(str(path))
        dialog.accepted.emit(dialog.printer())

    monkeypatch.setattr(QPrintDialog, "open", accept)
    dialog = open_dialog()
    qtbot.mouseClick(dialog.print, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(dialog.message.isVisible)
    assert dialog.message.text() == "2 pages went to the printer."
    assert path.read_bytes().startswith(b"%PDF")


def test_the_pdf_that_was_made_can_be_opened_whatever_comes_after_it(
    open_dialog: Opener, qtbot: QtBot, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    opened: list[str] = []
    monkeypatch.setattr(QDesktopServices, "openUrl", lambda url: opened.append(url.toLocalFile()))
    places = [tmp_path / "sheet.pdf", tmp_path / "gone" / "sheet.pdf"]
    monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *_args: (str(places.pop(0)), ""))
    dialog = open_dialog()
    for words in ("2 pages are in", "folder"):
        qtbot.mouseClick(dialog.save, Qt.MouseButton.LeftButton)
        qtbot.waitUntil(lambda words=words: words in dialog.message.text() and dialog.save.isEnabled())
    assert dialog.open_pdf.isVisible()
    qtbot.mouseClick(dialog.open_pdf, Qt.MouseButton.LeftButton)
    assert [Path(one) for one in opened] == [tmp_path / "sheet.pdf"]
