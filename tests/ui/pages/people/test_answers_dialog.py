# SPDX-License-Identifier: GPL-3.0-or-later
"""Bringing in answers of the school's administration through the window."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

import pytest
from PySide6.QtCore import QMimeData, QPointF, Qt, QUrl
from PySide6.QtGui import QDropEvent

from models.answer_lists.answer_terms import AnswerRowKind, ImportedValue
from models.consent.facts import CellKey
from models.consent.register import AnswerInput
from models.roster.person_input import PersonInput
from models.terms import Activity, Answer, ConsentStatus, ListColumn, MediaKind, PersonRole
from models.workspace import Workspace
from tests.ui.pages.people.conftest import School
from ui.context import AppContext
from ui.pages.people.answers_dialog import AnswersDialog
from ui.pages.people.page import PeoplePage

Settle = Callable[[], None]
LIST = """Naam;Geboortedatum;Foto website;Vraag 7
Noor van Dijk;03-02-2016;ja;zeker
Sem Bos;;ja;
Bo Nieuw;01-01-2012;nee;
"""


@pytest.fixture
def dialog(page: PeoplePage, settle: Settle, workspace: Workspace) -> AnswersDialog:
    workspace.people.add_person(PersonInput("Sem", "", "Bos", roles=(PersonRole.PUPIL,)))
    settle()
    return page.answer_lists.open_dialog()


def key(school: School, kind: MediaKind = MediaKind.PHOTO) -> CellKey:
    return CellKey(Activity.PUBLICATION, kind, school.website)


def status(workspace: Workspace, person: int, of: CellKey) -> ConsentStatus:
    return workspace.consent.facts([person]).status_of(person, of, workspace.clock.today()).status


def kinds(dialog: AnswersDialog) -> list[AnswerRowKind]:
    rows = [dialog.model.planned(row) for row in range(dialog.model.rowCount())]
    return [row.kind for row in rows if row is not None]


def test_from_paste_to_record_and_undo(
    dialog: AnswersDialog, school: School, workspace: Workspace, settle: Settle, context: AppContext, page: PeoplePage
) -> None:
    dialog.paste_text(LIST)
    settle()
    assert dialog.steps.currentIndex() == 1
    meanings = [dialog.columns.meaning(position) for position in range(4)]
    assert meanings == [
        ListColumn.FULL_NAME, ListColumn.BIRTH_DATE, (Activity.PUBLICATION, school.website), None,
    ]  # fmt: skip
    assert {word: box.currentData() for word, box in dialog.columns.words.items()} == {
        "ja": ImportedValue.YES, "nee": ImportedValue.NO,
    }  # fmt: skip
    dialog.columns.choose(3, (Activity.RECORDING, None))
    settle()
    assert dialog.columns.words["zeker"].currentData() is None  # a word that nobody explained is no answer
    dialog.columns.words["zeker"].setCurrentIndex(dialog.columns.words["zeker"].findData(ImportedValue.NO))
    settle()
    dialog.forward.click()
    settle()
    assert dialog.steps.currentIndex() == 2
    assert kinds(dialog) == [AnswerRowKind.DOUBT, AnswerRowKind.UNKNOWN, AnswerRowKind.READY]
    assert "2 answers are new." in dialog.totals.text()
    assert "In 1 row it is not sure who is meant" in dialog.totals.text()
    assert "1 person is not on record." in dialog.totals.text()
    assert dialog.who.isVisible()
    assert "Sem Bos" in dialog.who_text.text()
    dialog.who.setCurrentIndex(1)
    dialog.who.activated.emit(1)
    settle()
    assert dialog.bring_in.text() == "Record 3 answers"
    dialog.bring_in.click()
    settle()
    assert status(workspace, school.pupil, key(school)) is ConsentStatus.GIVEN
    recording = CellKey(Activity.RECORDING, MediaKind.PHOTO)
    assert status(workspace, school.pupil, recording) is ConsentStatus.REFUSED
    assert "3 answers recorded." in page.banner.accessibleName()
    assert len(workspace.evidence.evidence_of(school.pupil)) == 1
    context.undo.undo()
    settle()
    assert status(workspace, school.pupil, key(school)) is ConsentStatus.NOT_REQUESTED


def test_a_yes_against_a_no_waits_for_a_tick(
    dialog: AnswersDialog, school: School, workspace: Workspace, settle: Settle
) -> None:
    earlier = workspace.clock.today() - timedelta(days=5)
    workspace.consent.record_answers([AnswerInput(school.pupil, key(school), Answer.REFUSED, decided_on=earlier)])
    dialog.paste_text("Naam;Geboortedatum;Foto website\nNoor van Dijk;03-02-2016;ja\n")
    settle()
    dialog.forward.click()
    settle()
    assert "yes where a no is on record" in dialog.totals.text()
    assert not dialog.bring_in.isEnabled()
    cell = dialog.model.index(0, 3)
    assert dialog.model.data(cell, Qt.ItemDataRole.CheckStateRole) == Qt.CheckState.Unchecked
    assert dialog.model.setData(cell, Qt.CheckState.Checked.value, Qt.ItemDataRole.CheckStateRole)
    assert dialog.tick_all.isChecked()
    dialog.tick_all.click()
    assert not dialog.bring_in.isEnabled()
    dialog.tick_all.click()
    assert dialog.bring_in.text() == "Record 1 answer"
    dialog.keep_file.setChecked(False)
    dialog.bring_in.click()
    settle()
    assert status(workspace, school.pupil, key(school)) is ConsentStatus.GIVEN
    assert workspace.evidence.evidence_of(school.pupil) == ()


def test_a_dropped_file_and_what_cannot_be_read(dialog: AnswersDialog, settle: Settle, tmp_path: Path) -> None:
    good, bad = tmp_path / "antwoorden.csv", tmp_path / "list.xlsx"
    good.write_bytes(LIST.encode("utf-16"))
    bad.write_bytes(b"PK\x03\x04 no text")
    for path in (bad, good):
        data = QMimeData()
        data.setUrls([QUrl.fromLocalFile(str(path))])
        dialog.dropEvent(
            QDropEvent(
                QPointF(5, 5), Qt.DropAction.CopyAction, data, Qt.MouseButton.LeftButton,
                Qt.KeyboardModifier.NoModifier,
            )
        )  # fmt: skip
        settle()
        if path is bad:
            assert dialog.steps.currentIndex() == 0
            assert dialog.problem.isVisible()
    assert dialog.steps.currentIndex() == 1
    assert not dialog.problem.isVisible()


def test_nothing_that_is_asked_is_said_in_words(dialog: AnswersDialog, settle: Settle) -> None:
    dialog.paste_text("Naam;Vraag\nNoor van Dijk;ja\n")
    settle()
    dialog.forward.click()
    settle()
    assert dialog.steps.currentIndex() == 1
    assert dialog.problem.text() == "Say for at least one column what its answers are about."
