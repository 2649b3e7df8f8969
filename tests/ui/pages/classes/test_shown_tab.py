# SPDX-License-Identifier: GPL-3.0-or-later
"""Who is shown: bars and a table that hold the same numbers."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

import pytest
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from models.changes import Change
from tests.ui.pages.classes.conftest import Classes
from ui.context import AppContext
from ui.pages.classes.page import ClassesPage
from ui.pages.classes.shown_tab import Period, ShownTab

Settle = Callable[[], None]


@pytest.fixture
def tab(page: ClassesPage, settle: Settle) -> ShownTab:
    page.tabs.setCurrentIndex(1)
    settle()
    return page.shown


def cells(tab: ShownTab) -> list[tuple[str, ...]]:
    return [row.cells for row in tab.model.rows]


def show_class(tab: ShownTab, classes: Classes, settle: Settle) -> None:
    tab.show_group(classes.first)
    settle()


def test_classes_side_by_side(tab: ShownTab) -> None:
    assert cells(tab) == [
        ("Groep 7b", "1 of 2", "1", "0", "1", "0", "4"),
        ("Groep 10", "0 of 1", "1", "0", "0", "0", "0"),
        ("Koor", "0 of 1", "1", "0", "0", "0", "0"),
    ]
    assert tab.sentence.text() == (
        "2 of 3 have not been shown in this period (1 Aug 2026 to 15 Sept 2026), although they may be."
    )
    assert not tab.only_waiting.isVisible()
    assert [tab.group.itemText(row) for row in range(tab.group.count())][2:] == ["Groep 7b", "Groep 10", "Koor"]


def test_the_chart_and_the_table_hold_the_same(tab: ShownTab, classes: Classes, settle: Settle) -> None:
    for _turn in range(2):
        assert [bar.label for bar in tab.chart.bars] == [row[0] for row in cells(tab)]
        column = 1 if tab.is_side_by_side else tab.model.columnCount() - 3
        assert [bar.text for bar in tab.chart.bars] == [row[column] for row in cells(tab)]
        tab.table.sortByColumn(1, Qt.SortOrder.DescendingOrder)
        show_class(tab, classes, settle)


def test_the_people_of_a_class(tab: ShownTab, classes: Classes, settle: Settle) -> None:
    show_class(tab, classes, settle)
    assert cells(tab) == [
        ("Aya Smit", "4", "4", "In most of the published photos"),
        ("Bo Smit", "0", "0", "Not shown yet"),
        ("Cas Smit", "1", "1", ""),
        ("Dirk Smit", "0", "0", ""),
    ]
    assert tab.sentence.text().startswith("1 of 2 has not been shown")
    assert tab.second.text() == "1 is in at least half of the published photos of the class."
    tab.only_waiting.setChecked(True)
    assert [row[0] for row in cells(tab)] == ["Bo Smit"]
    assert len(tab.chart.bars) == 1


def test_everybody_with_classes(tab: ShownTab, settle: Settle) -> None:
    tab.group.setCurrentIndex(1)
    settle()
    assert [row[:3] for row in cells(tab)][-1] == ("Eva Smit", "Groep 10, Koor", "0")
    assert len(cells(tab)) == 5


def test_sorting_keeps_the_chosen_person(tab: ShownTab, classes: Classes, settle: Settle) -> None:
    show_class(tab, classes, settle)
    assert tab.model.sorting[0] == 0  # as the class has them, never by how often
    tab.table.choose(2)
    tab.table.sortByColumn(1, Qt.SortOrder.DescendingOrder)
    assert [row[0] for row in cells(tab)] == ["Aya Smit", "Cas Smit", "Bo Smit", "Dirk Smit"]
    tab.table.sortByColumn(0, Qt.SortOrder.DescendingOrder)
    assert [row[0] for row in cells(tab)] == ["Dirk Smit", "Cas Smit", "Bo Smit", "Aya Smit"]
    tab.table.sortByColumn(3, Qt.SortOrder.AscendingOrder)
    assert cells(tab)[-1][0] == "Bo Smit"


def test_bar_and_line_are_chosen_together(
    tab: ShownTab, page: ClassesPage, classes: Classes, qtbot: QtBot, settle: Settle
) -> None:
    show_class(tab, classes, settle)
    assert not tab.open.isEnabled()
    tab.chart.setFocus()
    for _press in range(2):
        qtbot.keyClick(tab.chart, Qt.Key.Key_Down)
    assert tab.table.currentIndex().row() == tab.chart.current == 1
    tab.table.choose(3)
    assert tab.chart.current == 3
    with qtbot.waitSignal(page.person_requested) as asked:
        qtbot.mouseClick(tab.open, Qt.MouseButton.LeftButton)
    assert asked.args == [classes.dirk]
    with qtbot.waitSignal(page.person_requested):
        qtbot.keyClick(tab.table, Qt.Key.Key_Return)


def test_from_a_class_to_its_people(tab: ShownTab, classes: Classes, qtbot: QtBot, settle: Settle) -> None:
    tab.table.choose(0)
    assert tab.open.text() == "Show this class"
    qtbot.mouseClick(tab.open, Qt.MouseButton.LeftButton)
    settle()
    assert tab.group.currentData() == classes.first
    assert len(cells(tab)) == 4
    assert tab.open.text() == "Open person"


def test_another_period_and_channel(tab: ShownTab, classes: Classes, settle: Settle) -> None:
    show_class(tab, classes, settle)
    tab.period.setCurrentIndex(tab.period.findData(Period.LAST_YEAR))
    settle()
    assert {row[1] for row in cells(tab)} == {"0"}
    assert "1 Aug 2025 to 31 July 2026" in tab.sentence.text() or "Nobody may be shown" in tab.sentence.text()
    tab.period.setCurrentIndex(0)
    tab.purpose.setCurrentIndex(tab.purpose.findData(classes.news))
    settle()
    assert tab.sentence.text() == "Nobody may be shown yet: ask for their answers first."
    assert tab.purpose.currentData() == classes.news


def test_a_publication_elsewhere_shows(
    tab: ShownTab, page: ClassesPage, classes: Classes, context: AppContext, settle: Settle
) -> None:
    show_class(tab, classes, settle)
    filled = classes.filled

    def publish() -> Change[int]:
        item = filled.item()
        filled.tag(item, classes.bo)
        filled.publish(item, classes.website, published_on=date(2026, 9, 10))
        return context.workspace.publications.set_place(1, "elsewhere")

    context.jobs.run_change(lambda _workspace, _progress: publish(), owner=tab)
    settle()
    assert cells(tab)[1][:2] == ("Bo Smit", "1")
    page.tabs.setCurrentIndex(0)
    context.jobs.run_change(lambda _workspace, _progress: publish(), owner=tab)
    settle()
    assert cells(tab)[1][1] == "1"
    page.tabs.setCurrentIndex(1)
    settle()
    assert cells(tab)[1][1] == "2"
