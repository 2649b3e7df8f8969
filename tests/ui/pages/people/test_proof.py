# SPDX-License-Identifier: GPL-3.0-or-later
"""Proof on a person's page: attached, kept, looked at on purpose only, and put on paper."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from PIL import Image
from PySide6.QtCore import QMimeData, QPointF, Qt, QUrl
from PySide6.QtGui import QDesktopServices, QDropEvent
from pytestqt.qtbot import QtBot

from models.consent.evidence_types import PDF, TEXT, EvidenceInput
from models.consent.facts import CellKey
from models.consent.register import AnswerInput
from models.terms import Activity, Answer, AnswerMethod, MediaKind, ViewReason
from models.workspace import Workspace
from tests.ui.pages.people.conftest import School
from ui.dialogs.document import DocumentDialog
from ui.dialogs.note import NoteDialog
from ui.dialogs.view_proof import ViewProofDialog
from ui.pages.people.page import PeoplePage

Settle = Callable[[], None]
PROOF_COLUMN = 5


@pytest.fixture
def opened(page: PeoplePage, school: School, settle: Settle) -> PeoplePage:
    """The page with the pupil on show."""
    page.show_person(school.pupil)
    settle()
    return page


def write_email(folder: Path) -> Path:
    path = folder / "reply & more.eml"
    path.write_bytes(b"From: mila@example.org\r\nSubject: Photos\r\n\r\nYes, the website is fine.")
    return path


def website(school: School, kind: MediaKind = MediaKind.PHOTO) -> CellKey:
    return CellKey(Activity.PUBLICATION, kind, school.website)


def record(workspace: Workspace, school: School, evidence: EvidenceInput | None, *more: EvidenceInput) -> None:
    for kind, one in zip(MediaKind, (evidence, *more), strict=False):
        answer = AnswerInput(school.pupil, website(school, kind), Answer.GIVEN, evidence=one)
        workspace.consent.record_answers((answer,))


def look(page: PeoplePage, settle: Settle, row: int = 0) -> ViewProofDialog:
    """The dialog with the proof of a row on show."""
    history = page.person.history
    history.list.clearSelection()
    history.list.topLevelItem(row).setSelected(True)
    history.proof.click()
    dialog = page.person.findChildren(ViewProofDialog)[-1]
    dialog.reason.setCurrentIndex(dialog.reason.findData(ViewReason.ANSWER_CHECKED))
    dialog.write()
    settle()
    return dialog


# --- attaching


def test_an_attached_file_is_kept_with_every_answer_until_the_next_person(
    opened: PeoplePage, school: School, workspace: Workspace, settle: Settle, tmp_path: Path
) -> None:
    field = opened.person.bar.proof
    opened.proof.attach_file(write_email(tmp_path))
    settle()
    assert field.chip.isVisible()
    assert not field.attach.isVisible()
    assert "reply & more.eml" in field.chip.accessibleName()
    assert opened.person.bar.method.currentData() == AnswerMethod.EMAIL
    opened.desk.record_answers((website(school), website(school, MediaKind.FILM)), Answer.GIVEN)
    settle()
    timeline = workspace.consent.timeline(school.pupil)
    assert len({entry.evidence_id for entry in timeline}) == 1
    assert {entry.method for entry in timeline} == {AnswerMethod.EMAIL}
    assert field.evidence is not None
    opened.show_person(school.adult)
    settle()
    assert field.evidence is None
    assert field.attach.isVisible()


def test_a_chip_is_taken_off_by_keyboard(opened: PeoplePage, qtbot: QtBot, settle: Settle, tmp_path: Path) -> None:
    field = opened.person.bar.proof
    opened.proof.attach_file(write_email(tmp_path))
    settle()
    field.chip.setFocus()
    qtbot.keyClick(field.chip, Qt.Key.Key_Space)
    assert field.evidence is None
    assert field.attach.hasFocus()


def test_a_file_can_be_dropped_on_it(opened: PeoplePage, settle: Settle, tmp_path: Path) -> None:
    field = opened.person.bar.proof
    data = QMimeData()
    data.setUrls([QUrl.fromLocalFile(str(write_email(tmp_path)))])
    drop = QDropEvent(
        QPointF(2, 2), Qt.DropAction.CopyAction, data, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier
    )
    field.dropEvent(drop)
    settle()
    assert drop.isAccepted()
    assert field.evidence is not None


def test_a_file_that_cannot_be_kept_says_why(opened: PeoplePage, settle: Settle, tmp_path: Path) -> None:
    path = tmp_path / "setup.exe"
    path.write_bytes(b"MZ\x90\x00\x03")
    opened.proof.attach_file(path)
    settle()
    assert "cannot be kept as proof" in opened.banner.accessibleName()
    assert opened.person.bar.proof.evidence is None
    opened.proof.attach_file(tmp_path / "gone.pdf")
    settle()
    assert opened.person.bar.proof.evidence is None


def test_a_note_is_typed(
    opened: PeoplePage, school: School, workspace: Workspace, qtbot: QtBot, settle: Settle
) -> None:
    opened.person.bar.proof.note_asked.emit()
    dialog = opened.person.findChild(NoteDialog)
    assert dialog is not None
    assert not dialog.keep.isEnabled()
    dialog.text.setPlainText("   ")
    assert not dialog.keep.isEnabled()
    dialog.text.setPlainText("Mother called: yes.")
    dialog.keep.click()
    opened.desk.record_answers((website(school),), Answer.GIVEN)
    settle()
    (row,) = workspace.evidence.evidence_of(school.pupil)
    assert row.media_type == TEXT
    assert workspace.evidence.read(row.id).content == b"Mother called: yes."


# --- looking


def test_the_history_tells_what_is_kept(
    opened: PeoplePage, school: School, workspace: Workspace, settle: Settle
) -> None:
    record(workspace, school, EvidenceInput(b"%PDF-1.7", PDF))
    workspace.consent.record_answers((AnswerInput(school.pupil, website(school), Answer.REFUSED),))
    opened.desk.reload()
    settle()
    history = opened.person.history
    assert [history.list.topLevelItem(row).text(PROOF_COLUMN) for row in range(2)] == ["", "PDF"]
    history.list.topLevelItem(0).setSelected(True)
    assert not history.proof.isEnabled()
    assert history.sheet.isEnabled()
    history.list.topLevelItem(1).setSelected(True)
    assert not history.proof.isEnabled()
    assert not history.sheet.isEnabled()
    history.list.topLevelItem(0).setSelected(False)
    assert history.proof.isEnabled()


def test_nothing_is_shown_before_a_reason_is_given_and_the_look_is_on_record(
    opened: PeoplePage, school: School, workspace: Workspace, settle: Settle
) -> None:
    record(workspace, school, EvidenceInput("Moeder belde: ja, é".encode(), TEXT))
    opened.desk.reload()
    settle()
    history = opened.person.history
    history.list.topLevelItem(0).setSelected(True)
    entries = len(workspace.log.entry_ids())
    history.proof.click()
    dialog = opened.person.findChild(ViewProofDialog)
    assert dialog is not None
    settle()
    assert not dialog.save.isEnabled()
    assert (dialog.text.toPlainText(), dialog.copy()) == ("", None)
    assert len(workspace.log.entry_ids()) == entries
    dialog.reject()
    shown = look(opened, settle)
    assert shown.text.toPlainText() == "Moeder belde: ja, é"
    assert shown.text.isVisible()
    (row,) = workspace.log.rows(workspace.log.entry_ids()[:1])
    assert (row.action, row.reason) == ("evidence.view", "answer_checked")
    shown.reject()


def test_an_email_is_shown_as_text(opened: PeoplePage, school: School, workspace: Workspace, settle: Settle) -> None:
    content = b"From: mila@example.org\r\nSubject: Photos\r\nDate: Mon, 5 Oct 2026 09:12:00 +0200\r\n\r\nYes."
    record(workspace, school, EvidenceInput(content, "message/rfc822"))
    opened.desk.reload()
    settle()
    dialog = look(opened, settle)
    assert dialog.text.toPlainText().startswith("From: mila@example.org\n")
    assert dialog.text.toPlainText().endswith("\n\nYes.")
    dialog.reject()


def test_a_picture_is_shown_and_leaves_no_copy(
    opened: PeoplePage, school: School, workspace: Workspace, settle: Settle, tmp_path: Path
) -> None:
    Image.new("RGB", (301, 200), (200, 60, 60)).save(tmp_path / "scan.png")
    content = (tmp_path / "scan.png").read_bytes()
    record(workspace, school, EvidenceInput(content, "image/png"))
    opened.desk.reload()
    settle()
    dialog = look(opened, settle)
    picture = dialog.picture.pixmap()
    assert picture.width() == 301 * picture.devicePixelRatio()
    assert picture.toImage().pixelColor(5, 5).red() == 200
    dialog.reject()


def test_what_only_another_program_can_show_is_opened_from_a_copy(
    opened: PeoplePage, school: School, workspace: Workspace, settle: Settle, monkeypatch: pytest.MonkeyPatch
) -> None:
    opened_urls: list[QUrl] = []
    monkeypatch.setattr(QDesktopServices, "openUrl", opened_urls.append)
    record(
        workspace, school, EvidenceInput(b"%PDF-1.7 x", PDF), EvidenceInput(b"\xff\xd8\xff no picture", "image/jpeg")
    )
    opened.desk.reload()
    settle()
    dialog = look(opened, settle, row=1)
    assert not dialog.text.isVisible()
    dialog.open_copy.click()
    path = Path(opened_urls[0].toLocalFile())
    assert path.read_bytes() == b"%PDF-1.7 x"
    assert (path.suffix, "Noor" in path.name) == (".pdf", False)
    dialog.reject()
    broken = look(opened, settle, row=0)
    assert "Open a copy" in broken.line.text()
    broken.reject()


def test_a_damaged_file_is_not_shown(opened: PeoplePage, school: School, workspace: Workspace, settle: Settle) -> None:
    record(workspace, school, EvidenceInput(b"ja", TEXT))
    (path,) = workspace.evidence.folder.rglob("*.bin")
    path.write_bytes(b"BKE1 something else altogether")
    opened.desk.reload()
    settle()
    dialog = look(opened, settle)
    assert "damaged or changed" in dialog.problem.text()
    assert not dialog.text.isVisible()
    dialog.reject()


# --- the sheet


def test_the_proof_sheet_of_an_answer(
    opened: PeoplePage, school: School, workspace: Workspace, settle: Settle, tmp_path: Path
) -> None:
    record(workspace, school, EvidenceInput(b"ja", TEXT))
    opened.desk.reload()
    settle()
    history = opened.person.history
    history.list.topLevelItem(0).setSelected(True)
    history.sheet.click()
    settle()
    dialog = opened.person.findChild(DocumentDialog)
    assert dialog is not None
    assert "Proof of an answer" in dialog.preview.image.accessibleName()
    dialog.save_pdf(tmp_path / "proof.pdf")
    settle()
    assert (tmp_path / "proof.pdf").read_bytes().startswith(b"%PDF-")
    dialog.reject()
