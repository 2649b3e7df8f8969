# SPDX-License-Identifier: GPL-3.0-or-later
"""Bringing a class list in: what is shown before, what is written after, and nothing in between."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from models.roster.people import PeopleQuery
from models.terms import DateOrder, ListColumn, PlannedRowKind
from models.workspace import Workspace
from tests.ui.pages.people.conftest import School
from ui.context import AppContext
from ui.pages.people.import_dialog import ImportDialog

Settle = Callable[[], None]
_LIST = (
    "Voornaam;Tussenvoegsel;Achternaam;Klas;Geboortedatum\n"
    "Noor;van;Dijk;4A;03-02-2016\n"
    "Jip;de;Wit;4A;25-06-2015\n"
    "Bas;;Kok;4A;31-02-2015\n"
    ";;;4A;\n"
)


@pytest.fixture
def window(qtbot: QtBot) -> QWidget:
    """What the dialog stands above; the dialog deletes itself when it closes."""
    made = QWidget()
    qtbot.addWidget(made)
    made.show()
    return made


@pytest.fixture
def dialog(context: AppContext, window: QWidget, school: School, settle: Settle) -> ImportDialog:
    """The dialog over the small school."""
    made = ImportDialog(context, window)
    made.open()
    settle()
    return made


def _names(workspace: Workspace) -> set[str]:
    ids = workspace.people.list_people(PeopleQuery(include_left=True))
    return set(workspace.people.names(ids).values())


def test_preview_writes_nothing_and_import_does(
    dialog: ImportDialog, workspace: Workspace, context: AppContext, tmp_path: Path, settle: Settle
) -> None:
    before = _names(workspace)
    source = tmp_path / "list.csv"
    source.write_bytes(_LIST.encode("cp1252"))
    dialog.read_file(source)
    settle()
    assert dialog.bring_in.text() == "Import 3 people"
    assert "semicolons" in dialog.preview.facts.text()
    assert "New: 2" in dialog.preview.totals.text()
    assert "New classes: 4A" in dialog.preview.totals.text()
    assert "does not exist" in dialog.model.problem_text()
    assert _names(workspace) == before
    dialog.bring_in.click()
    settle()
    assert _names(workspace) == before | {"Jip de Wit", "Bas Kok"}
    context.undo.undo()
    settle()
    assert _names(workspace) == before


def test_columns_can_be_pointed_out(dialog: ImportDialog, settle: Settle) -> None:
    dialog.paste_text("Aaa;Bbb\nJip;Wit\nBas;Kok\n")
    settle()
    dialog.preview.headings_chosen.emit(True)
    settle()
    for position, column in enumerate((ListColumn.GIVEN_NAME, ListColumn.FAMILY_NAME)):
        box = dialog.preview.boxes[position]
        box.setCurrentIndex(box.findData(column))
        box.activated.emit(box.currentIndex())
        settle()
    assert dialog.bring_in.text() == "Import 2 people"
    assert dialog.model.planned(0).parts.display == "Jip Wit"


def test_date_order_is_asked(dialog: ImportDialog, settle: Settle) -> None:
    dialog.paste_text("Voornaam;Achternaam;Geboortedatum\nJip;Wit;03/04/2015\n")
    settle()
    order = dialog.preview.order
    assert order.isVisible()
    assert order.currentData() is None
    assert dialog.model.planned(0).row.birth_date is None
    order.setCurrentIndex(order.findData(DateOrder.MONTH_DAY_YEAR))
    order.activated.emit(order.currentIndex())
    settle()
    assert dialog.model.planned(0).row.birth_date == date(2015, 3, 4)


@pytest.mark.parametrize(("choice", "is_added"), [("new", True), ("skip", False)])
def test_row_in_doubt_is_decided(
    dialog: ImportDialog, workspace: Workspace, settle: Settle, choice: str, is_added: bool
) -> None:
    count = len(workspace.people.list_people())
    dialog.paste_text("Voornaam;Achternaam;Klas;Geboortedatum\nNora;van Dijk;3B;03-02-2016\nJip;Wit;3B;\n")
    settle()
    assert dialog.model.planned(0).kind is PlannedRowKind.DOUBT
    assert dialog.preview.next_doubt.text() == "1 row to check"
    dialog.preview.table.selectRow(0)
    box = dialog.preview.choice
    assert "Noor van Dijk" in box.itemText(1)
    box.setCurrentIndex(box.findData(choice))
    box.activated.emit(box.currentIndex())
    assert not dialog.preview.next_doubt.isVisible()
    dialog.bring_in.click()
    settle()
    assert len(workspace.people.list_people()) == count + 1 + is_added


def test_unreadable_list_says_what_to_do(dialog: ImportDialog, tmp_path: Path, settle: Settle) -> None:
    source = tmp_path / "list.xlsx"
    source.write_bytes(b"PK\x03\x04" + bytes(200))
    dialog.read_file(source)
    settle()
    assert dialog.problem.isVisible()
    assert "CSV" in dialog.problem.text()
