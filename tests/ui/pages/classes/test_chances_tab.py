# SPDX-License-Identifier: GPL-3.0-or-later
"""Who may be in it: the table, the names behind a cell, and what can be done with them."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date

import pytest
from PySide6.QtCore import QDate, Qt
from PySide6.QtGui import QAccessible, QGuiApplication, QImage
from PySide6.QtWidgets import QTreeWidgetItem
from pytestqt.qtbot import QtBot

from models.roster.person_input import PersonInput
from models.terms import Answer, LegalBasis, MediaKind, PersonRole
from tests.ui.pages.classes.conftest import Classes, show_page
from ui.context import AppContext
from ui.dialogs.class_sheet import ClassSheetDialog
from ui.pages.classes.overview_table import OverviewTable
from ui.pages.classes.page import ClassesPage
from ui.style.theme import ThemeChoice

Settle = Callable[[], None]
ACCESSIBLE = int(Qt.ItemDataRole.AccessibleTextRole)


def texts(table: OverviewTable, row: int) -> list[str]:
    model = table.model()
    return [str(model.index(row, column).data()) for column in range(model.columnCount())]


def choose(page: ClassesPage, row: int, column: int, settle: Settle) -> None:
    table = page.chances.table
    table.setCurrentIndex(table.model().index(row, column))
    settle()


def sections(page: ClassesPage) -> dict[str, list[str]]:
    names = page.chances.panel.names
    found = {}
    for row in range(names.topLevelItemCount()):
        section = names.topLevelItem(row)
        found[section.text(0)] = [section.child(number).text(0) for number in range(section.childCount())]
    return found


def line_of(page: ClassesPage, text: str) -> QTreeWidgetItem:
    names = page.chances.panel.names
    (line,) = names.findItems(text, Qt.MatchFlag.MatchStartsWith | Qt.MatchFlag.MatchRecursive)
    return line


def test_classes_first_then_the_school_then_other_groups(page: ClassesPage) -> None:
    table = page.chances.table
    rows = [texts(table, row) for row in range(table.model().rowCount())]
    assert rows == [
        ["Groep 7b", "2 of 4", "0 of 4"],
        ["Groep 10", "1 of 1", "0 of 1"],
        ["Whole school", "3 of 5", "0 of 5"],
        ["Koor", "1 of 1", "0 of 1"],
    ]
    headers = [str(table.model().headerData(column, Qt.Orientation.Horizontal)) for column in range(3)]
    assert headers == ["Class", "Website", "Newsletter"]


def test_each_cell_says_itself(page: ClassesPage) -> None:
    model = page.chances.table.model()
    spoken = "Groep 7b, Website: 2 of 4 may be in it. 1 to ask first, 1 to leave out or cover."
    assert model.index(0, 1).data(ACCESSIBLE) == spoken
    assert model.index(0, 0).data(ACCESSIBLE) == "Groep 7b, 4 people"
    reader = QAccessible.queryAccessibleInterface(page.chances.table)
    assert reader.text(QAccessible.Text.Name) == "Chances of each class"
    assert page.chances.panel.bar.accessibleName() == spoken


def test_the_first_cell_is_shown_with_its_names_at_once(page: ClassesPage) -> None:
    panel = page.chances.panel
    assert panel.title.text() == "Groep 7b · Website"
    assert panel.sentence.text() == "2 of 4 may be in it on 15 Sept 2026"
    assert panel.rest.text() == "1 to ask first, 1 to leave out or cover."
    assert sections(page) == {
        "2 may be in it": ["Aya Smit", "Bo Smit"],
        "1 to ask first": ["Cas Smit · Not asked yet"],
        "1 to leave out or cover": ["Dirk Smit"],
    }


def test_another_cell_another_list(page: ClassesPage, settle: Settle) -> None:
    choose(page, 2, 1, settle)
    assert sections(page)["3 may be in it"] == [
        "Aya Smit · Groep 7b",
        "Bo Smit · Groep 7b",
        "Eva Smit · Groep 10, Koor",
    ]
    choose(page, 1, 0, settle)  # the name of a class shows its first channel
    assert page.chances.panel.title.text() == "Groep 10 · Website"
    assert page.chances.panel.rest.isHidden()


def test_another_kind_and_day(page: ClassesPage, classes: Classes, settle: Settle) -> None:
    classes.filled.answer(classes.cas, classes.website, kind=MediaKind.FILM)
    page.chances.kind.setCurrentIndex(1)
    settle()
    table = page.chances.table
    assert texts(table, 0) == ["Groep 7b", "1 of 4"]
    assert table.model().columnCount() == 2
    page.chances.kind.setCurrentIndex(0)
    page.chances.day.setDate(QDate(2026, 8, 1))
    settle()
    assert texts(table, 0)[1] == "0 of 4"
    assert page.chances.panel.title.text() == "Groep 7b · Website"


def test_asking_for_what_is_missing(page: ClassesPage, classes: Classes, qtbot: QtBot, settle: Settle) -> None:
    with qtbot.waitSignal(page.forms_requested) as asked:
        qtbot.mouseClick(page.chances.panel.ask, Qt.MouseButton.LeftButton)
    assert asked.args == [classes.website, [classes.cas]]
    choose(page, 1, 1, settle)
    assert page.chances.panel.ask.isHidden()


def test_nobody_is_asked_for_what_needs_no_consent(
    page: ClassesPage, classes: Classes, context: AppContext, settle: Settle
) -> None:
    lesson = classes.filled.purpose("lesson", basis=LegalBasis.PUBLIC_TASK)
    policy = context.workspace.settings.policy()
    context.workspace.settings.change_policy(replace(policy, publication_covers_recording=False))
    page.chances.refresh()
    settle()
    index = page.chances.model.index_of(classes.first, lesson)
    choose(page, index.row(), index.column(), settle)
    assert page.chances.panel.rest.text() == "4 to ask first."
    assert page.chances.panel.ask.isHidden()


def test_copying_names(page: ClassesPage, qtbot: QtBot) -> None:
    panel = page.chances.panel
    qtbot.mouseClick(panel.copy, Qt.MouseButton.LeftButton)
    assert QGuiApplication.clipboard().text().splitlines() == ["Aya Smit", "Bo Smit", "Cas Smit", "Dirk Smit"]
    line_of(page, "1 to ask first").setSelected(True)
    qtbot.mouseClick(panel.copy, Qt.MouseButton.LeftButton)
    assert QGuiApplication.clipboard().text() == "Cas Smit"
    assert page.chances.banner.accessibleName() == "1 name is on the clipboard."


def test_opening_a_person(page: ClassesPage, classes: Classes, qtbot: QtBot) -> None:
    panel = page.chances.panel
    assert not panel.open_person.isEnabled()
    panel.names.setCurrentItem(line_of(page, "Bo Smit"))
    with qtbot.waitSignal(page.person_requested) as asked:
        qtbot.mouseClick(panel.open_person, Qt.MouseButton.LeftButton)
    assert asked.args == [classes.bo]
    panel.names.setFocus()
    with qtbot.waitSignal(page.person_requested):
        qtbot.keyClick(panel.names, Qt.Key.Key_Return)


def test_keys_lead_from_the_table_to_the_names(page: ClassesPage, qtbot: QtBot, settle: Settle) -> None:
    table = page.chances.table
    page.setFocus()
    qtbot.waitUntil(table.hasFocus)
    qtbot.keyClick(table, Qt.Key.Key_Down)
    settle()
    assert page.chances.panel.title.text() == "Groep 10 · Website"
    qtbot.keyClick(table, Qt.Key.Key_Return)
    qtbot.waitUntil(page.chances.panel.names.hasFocus)
    assert page.chances.panel.names.currentItem().text(0) == "1 may be in it"


def test_an_answer_elsewhere_shows_and_keeps_the_place(
    page: ClassesPage, classes: Classes, context: AppContext, settle: Settle
) -> None:
    choose(page, 0, 1, settle)
    line_of(page, "Bo Smit").setSelected(True)
    key = classes.filled.answer
    context.jobs.run_change(lambda _workspace, _progress: key(classes.cas, classes.website, Answer.GIVEN), owner=page)
    settle()
    assert texts(page.chances.table, 0)[1] == "3 of 4"
    assert list(sections(page)) == ["3 may be in it", "1 to leave out or cover"]
    assert line_of(page, "Bo Smit").isSelected()
    page.hide()
    later = date(2026, 9, 14)
    context.jobs.run_change(
        lambda _workspace, _progress: key(classes.dirk, classes.website, Answer.GIVEN, later), owner=page
    )
    settle()
    assert texts(page.chances.table, 0)[1] == "3 of 4"  # nobody looks
    page.show()
    settle()
    assert texts(page.chances.table, 0)[1] == "4 of 4"


def test_the_class_sheet(page: ClassesPage, classes: Classes, qtbot: QtBot, settle: Settle) -> None:
    qtbot.mouseClick(page.chances.sheet, Qt.MouseButton.LeftButton)
    settle()
    (dialog,) = page.findChildren(ClassSheetDialog)
    choice = dialog.choice()
    assert (choice.title, choice.purpose_ids) == ("Groep 7b", (classes.website,))
    assert choice.person_ids == (classes.aya, classes.bo, classes.cas, classes.dirk)
    dialog.reject()


def test_a_school_without_anybody(qtbot: QtBot, context: AppContext, settle: Settle) -> None:
    made = show_page(qtbot, context, settle)
    assert made.empty.isVisible()
    with qtbot.waitSignal(made.import_requested):
        qtbot.mouseClick(made.empty_import, Qt.MouseButton.LeftButton)


def test_people_without_channels(qtbot: QtBot, context: AppContext, settle: Settle) -> None:
    group = context.workspace.groups.add_group("7b").value
    context.workspace.people.add_person(PersonInput("A", "", "B", roles=(PersonRole.PUPIL,), group_ids=(group,)))
    made = show_page(qtbot, context, settle)
    assert not made.empty.isVisible()
    assert made.chances.nothing.isVisible()
    assert not made.chances.sheet.isEnabled()


@pytest.mark.parametrize("look", [ThemeChoice.LIGHT, ThemeChoice.DARK])
def test_sixty_classes_with_long_names(
    qtbot: QtBot, context: AppContext, classes: Classes, settle: Settle, look: ThemeChoice
) -> None:
    for number in range(60):
        group = context.workspace.groups.add_group(f"Praktijkklas Techniek en Vormgeving {number}").value
        context.workspace.people.add_person(
            PersonInput(f"Naam{number}", "", "Smit", roles=(PersonRole.PUPIL,), group_ids=(group,))
        )
    context.theme.set_choice(look)
    made = show_page(qtbot, context, settle)
    table = made.chances.table
    assert table.model().rowCount() == 64
    qtbot.keyClick(table, Qt.Key.Key_End, Qt.KeyboardModifier.ControlModifier)
    settle()
    assert made.chances.panel.title.text() == "Koor · Newsletter"
    picture = made.grab().toImage()
    assert len({picture.pixel(x, y) for x in range(0, picture.width(), 7) for y in range(0, picture.height(), 7)}) > 8
    assert isinstance(picture, QImage)
