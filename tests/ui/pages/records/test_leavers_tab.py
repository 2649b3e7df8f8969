# SPDX-License-Identifier: GPL-3.0-or-later
"""The leavers: who may go, what stands in the way, keeping somebody longer, and erasing several at once."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta

import pytest
from PySide6.QtCore import Qt

from models.policy import ConsentPolicy
from models.terms import TodoKind
from models.workspace import Workspace
from tests.models.builders import School
from ui.context import AppContext
from ui.dialogs.erasure import ErasureDialog
from ui.pages.records.leavers_tab import KeepDialog, LeaversTab
from ui.pages.records.page import RecordsPage

Settle = Callable[[], None]
LONG_AGO = date(2024, 6, 30)


@pytest.fixture
def leavers(page: RecordsPage, workspace: Workspace, school: School, settle: Settle) -> LeaversTab:
    """A pupil with a parent who left long ago, and one who is still in a publication."""
    free, busy = school.pupil(), school.pupil(guardians=0)
    item = school.item()
    school.tag(item, busy)
    school.publish(item, workspace.purposes.purpose("website").id)
    for pupil in (free, busy):
        workspace.people.set_left(pupil, LONG_AGO)
    page.show_leavers()
    page.leavers._load()
    settle()
    return page.leavers


def rows(tab: LeaversTab) -> list[list[str]]:
    return [[tab.model.item(row, column).text() for column in range(5)] for row in range(tab.model.rowCount())]


def tick(tab: LeaversTab, row: int) -> None:
    tab.model.item(row).setCheckState(Qt.CheckState.Checked)


def test_nobody_to_look_at_says_so(page: RecordsPage, workspace: Workspace, settle: Settle) -> None:
    assert page.leavers.places.currentWidget() is page.leavers.nothing
    workspace.settings.change_policy(ConsentPolicy(retention_months=0))
    page.leavers._load()
    settle()
    assert "no term" in page.leavers.nothing.accessibleDescription()


def test_who_may_go_stands_there_with_what_is_in_use(leavers: LeaversTab) -> None:
    shown = rows(leavers)
    assert [row[3] for row in shown].count("nothing") == 2
    assert "1 publication is out, 1 take-down open" in {row[3] for row in shown}
    assert "24 months" in leavers.about.text()
    assert not leavers.erase.isEnabled()
    assert not leavers.let_go.isVisible()
    leavers.choose.click()
    assert len(leavers.chosen()) == 2
    assert leavers.erase.isEnabled()
    assert leavers.count.text() == "2 of 3 chosen"


def test_several_are_erased_at_once(leavers: LeaversTab, workspace: Workspace, settle: Settle) -> None:
    leavers.choose.click()
    people = leavers.chosen()
    leavers.erase.click()
    settle()
    (dialog,) = leavers.findChildren(ErasureDialog)
    assert dialog.heading.text() == "Erase 2 people"
    dialog.next.click()
    dialog.agree.setChecked(True)
    dialog.erase.click()
    settle()
    assert workspace.people.names(people) == {}
    assert leavers.model.rowCount() == 1
    assert leavers.banner.isVisible()


def test_somebody_is_kept_with_a_reason_and_that_can_be_undone(
    leavers: LeaversTab, workspace: Workspace, context: AppContext, settle: Settle
) -> None:
    tick(leavers, 0)
    leavers.keep.click()
    (dialog,) = leavers.findChildren(KeepDialog)
    dialog.write()
    settle()
    assert dialog.problem.isVisible()
    dialog.reason.setText("court case")
    dialog.until.set_day(workspace.clock.today() + timedelta(days=100))
    dialog.write()
    settle()
    assert [row[4] for row in rows(leavers)].count("24 Dec 2026: court case") == 1
    assert leavers.let_go.isVisible()
    context.undo.undo()
    settle()
    assert {row[4] for row in rows(leavers)} == {""}


def test_a_year_that_was_looked_at_is_done_on_the_to_do_list_too(
    leavers: LeaversTab, workspace: Workspace, settle: Settle
) -> None:
    assert workspace.todo.counts()[TodoKind.RETENTION_DUE] == 3
    leavers.done.click()
    settle()
    assert TodoKind.RETENTION_DUE not in workspace.todo.counts()
    assert not leavers.done.isVisible()
    assert leavers.model.rowCount() == 3


def test_a_row_leads_to_the_person(leavers: LeaversTab) -> None:
    asked: list[int] = []
    leavers.person_requested.connect(asked.append)
    leavers.table.activated.emit(leavers.model.index(0, 2))
    assert asked == [leavers.model.item(0).data(Qt.ItemDataRole.UserRole)]
