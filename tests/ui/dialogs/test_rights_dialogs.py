# SPDX-License-Identifier: GPL-3.0-or-later
"""Making a dossier and erasing somebody, from the person's own page, with real windows."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QDialog, QLabel
from pytestqt.qtbot import QtBot

from models.errors import ErrorCode
from models.media.box import Box
from models.publishing.erasure_plan import ErasureCounts
from models.roster.person_input import PersonInput
from models.settings import School as SchoolSettings
from models.terms import Answer, ErasureGround, PersonRole
from models.workspace import Workspace
from tests.models.builders import BIRTH_DATE, School, save_photo
from ui.context import AppContext
from ui.dialogs.dossier import DossierDialog
from ui.dialogs.erasure import ErasureDialog
from ui.pages.people.page import PeoplePage
from ui.style.rights_labels import going_lines
from ui.widgets.icon_line import IconLine

Settle = Callable[[], None]


@pytest.fixture
def school(workspace: Workspace) -> School:
    workspace.settings.change_school(SchoolSettings("De Linde"))
    return School(workspace)


@pytest.fixture
def noor(workspace: Workspace, school: School) -> int:
    entered = PersonInput("Noor", "van", "Dijk", BIRTH_DATE, roles=(PersonRole.PUPIL,))
    return workspace.people.add_person(entered).value


@pytest.fixture
def settle(qtbot: QtBot, context: AppContext) -> Settle:
    def wait() -> None:
        for _turn in range(5):
            assert context.jobs.wait_until_idle()
            qtbot.wait(15)

    return wait


@pytest.fixture
def page(qtbot: QtBot, context: AppContext, noor: int, settle: Settle) -> PeoplePage:
    made = PeoplePage(context)
    qtbot.addWidget(made)
    made.resize(1200, 800)
    made.show()
    made.show_person(noor)
    settle()
    return made


def lines_of(dialog: ErasureDialog) -> list[str]:
    return [line.text for line in dialog.findChildren(IconLine) if line.isVisibleTo(dialog)]


def dialog_of(page: PeoplePage, kind: type[QDialog]) -> QDialog:
    (found,) = page.findChildren(kind)
    return found


def test_a_dossier_is_made_from_the_details(
    page: PeoplePage, workspace: Workspace, school: School, noor: int, settle: Settle, tmp_path: Path
) -> None:
    ready, unnamed = school.take_in(save_photo(tmp_path / "in" / "1.jpg"), save_photo(tmp_path / "in" / "2.jpg", 2))
    school.tag(ready, noor)
    school.tag(unnamed, noor)
    workspace.tagging.mark_face(unnamed, Box(0.7, 0.1, 0.1, 0.2))
    page.rights.dossier.click()
    settle()
    dialog = dialog_of(page, DossierDialog)
    assert isinstance(dialog, DossierDialog)
    assert "2 photos and recordings" in dialog.contents.text()
    assert "1 of them cannot be copied" in dialog.left_out.text()
    assert not dialog.reason.isVisible()
    dialog.folder.setText(str(tmp_path))
    dialog.start.click()
    settle()
    folder = tmp_path / "dossier-2026-09-15"
    assert dialog.open_folder.isVisible()
    assert str(folder) in dialog.message.text()
    names = sorted(path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_file())
    assert names == ["dossier.json", "dossier.pdf", "pictures/001.jpg"]
    assert (folder / "dossier.pdf").read_bytes().startswith(b"%PDF")
    assert json.loads((folder / "dossier.json").read_text(encoding="utf-8"))["person"]["given_name"] == "Noor"
    dialog.reject()


def test_a_folder_that_is_gone_is_told_and_can_be_chosen_again(
    page: PeoplePage, settle: Settle, tmp_path: Path
) -> None:
    page.rights.dossier.click()
    settle()
    dialog = dialog_of(page, DossierDialog)
    assert isinstance(dialog, DossierDialog)
    dialog.folder.setText(str(tmp_path / "nowhere"))
    dialog.start.click()
    settle()
    assert dialog.message.isVisible()
    assert dialog.start.isEnabled()
    dialog.folder.setText(str(tmp_path))
    dialog.start.click()
    settle()
    assert dialog.open_folder.isVisible()
    dialog.reject()


def test_why_somebody_is_never_shown_is_offered_for_them_alone(
    page: PeoplePage, workspace: Workspace, noor: int, settle: Settle, tmp_path: Path
) -> None:
    workspace.people.set_protected(noor, True, "a hiding place")
    page.rights.dossier.click()
    settle()
    dialog = dialog_of(page, DossierDialog)
    assert isinstance(dialog, DossierDialog)
    assert dialog.reason.isVisible()
    assert not dialog.reason.isChecked()
    dialog.folder.setText(str(tmp_path))
    dialog.start.click()
    settle()
    assert "hiding" not in (tmp_path / "dossier-2026-09-15" / "dossier.json").read_text(encoding="utf-8")
    dialog.reject()


def test_erasing_shows_first_what_goes_and_asks_for_a_tick(
    qtbot: QtBot, page: PeoplePage, context: AppContext, workspace: Workspace, school: School, noor: int, settle: Settle
) -> None:
    purpose = school.purpose()
    mother = school.guardian(noor)
    item = school.item()
    school.answer(noor, purpose)
    school.tag(item, noor)
    school.publish(item, purpose)
    other = school.pupil()
    school.answer(other, purpose, note="sister of Noor van Dijk")
    page.people.add.setFocus()
    page.desk.record_answers((next(iter(workspace.consent.matrix(noor).rows)).statuses[0][0],), Answer.GIVEN)
    settle()
    assert context.undo.undo_label
    page.rights.erase.click()
    settle()
    dialog = dialog_of(page, ErasureDialog)
    assert isinstance(dialog, ErasureDialog)
    assert dialog.heading.text() == "Erase Noor van Dijk"
    shown = lines_of(dialog)
    assert "2 answers" in shown
    assert any("example.org/1" in line for line in shown)
    assert any("sister of …" in line for line in shown)
    assert not any("Noor" in line for line in shown)
    assert dialog.parents.isVisible()
    assert not dialog.erase.isVisible()
    dialog.parents.setChecked(True)
    settle()
    assert dialog.heading.text() == "Erase 2 people"
    dialog.next.click()
    assert not dialog.erase.isEnabled()
    dialog.ground.setCurrentIndex(dialog.ground.findData(ErasureGround.CONSENT_WITHDRAWN))
    dialog.agree.setChecked(True)
    assert dialog.erase.isEnabled()
    qtbot.keyClick(dialog.note, Qt.Key.Key_Return)
    settle()
    assert workspace.people.names([noor])
    assert dialog.isVisible()
    told: list[str] = []
    dialog.erased.connect(told.append)
    dialog.erase.click()
    settle()
    assert told == ["2 people are erased. 1 publication has to come down: see To do."]
    assert page.banner.isVisible()
    assert context.undo.undo_label == ""
    assert workspace.people.names([noor, mother]) == {}
    assert page.right.currentWidget() is page.nobody
    assert noor not in page.people.selected()


def test_closing_the_dialog_erases_nothing(page: PeoplePage, workspace: Workspace, noor: int, settle: Settle) -> None:
    page.rights.erase.click()
    settle()
    dialog = dialog_of(page, ErasureDialog)
    assert isinstance(dialog, ErasureDialog)
    dialog.next.click()
    dialog.back.click()
    assert dialog.next.isVisible()
    dialog.reject()
    settle()
    assert workspace.people.person(noor).display_name == "Noor van Dijk"


def test_a_parent_whose_answers_count_is_told_about(
    qtbot: QtBot, context: AppContext, workspace: Workspace, school: School, noor: int, settle: Settle
) -> None:
    mother = school.guardian(noor)
    school.answer(noor, school.purpose())
    dialog = ErasureDialog(context, [mother])
    qtbot.addWidget(dialog)
    dialog.show()
    settle()
    assert any("keeps counting" in line and "Noor van Dijk" in line for line in lines_of(dialog))


def test_a_safety_copy_is_offered_with_a_tick_of_its_own(
    qtbot: QtBot, context: AppContext, workspace: Workspace, noor: int, settle: Settle
) -> None:
    copy = workspace.path.with_name("school.0001.20260801T100000.bak")
    workspace.store.purge_free_space()
    copy.write_bytes(workspace.path.read_bytes())
    dialog = ErasureDialog(context, [noor])
    qtbot.addWidget(dialog)
    dialog.show()
    settle()
    dialog.next.click()
    assert dialog.copies.isVisible()
    assert not dialog.copies.isChecked()
    dialog.copies.setChecked(True)
    dialog.agree.setChecked(True)
    dialog.erase.click()
    settle()
    assert not copy.exists()


def test_somebody_who_is_gone_meanwhile_is_a_sentence(
    qtbot: QtBot, context: AppContext, workspace: Workspace, noor: int, settle: Settle
) -> None:
    workspace.erasure.erase(noor, ErasureGround.OBJECTED)
    dialog = ErasureDialog(context, [noor])
    qtbot.addWidget(dialog)
    dialog.show()
    settle()
    assert dialog.problem.isVisible()
    assert ErrorCode.PERSON_UNKNOWN.value not in dialog.problem.text()
    assert not dialog.next.isEnabled()


def test_every_text_fits_its_dialog(
    qtbot: QtBot, context: AppContext, workspace: Workspace, school: School, noor: int, settle: Settle
) -> None:
    """A label that wraps needs its height: nothing is cut off at the foot of the dossier's dialog."""
    workspace.people.set_left(noor, date(2026, 9, 1))
    dialog = DossierDialog(context, noor, "Noor van Dijk")
    qtbot.addWidget(dialog)
    dialog.show()
    settle()
    for label in dialog.findChildren(QLabel):
        if label.isVisible() and label.wordWrap():
            assert label.height() >= label.heightForWidth(label.width())


def test_rows_of_online_forms_are_told_beforehand() -> None:
    assert "2 rows of online forms" in going_lines(ErasureCounts(online_rows=2))
    assert not any("online" in line for line in going_lines(ErasureCounts()))
