# SPDX-License-Identifier: GPL-3.0-or-later
"""From a person's page: which form without a name did they fill in."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from models.forms.codes import spaced_code
from models.forms.form_rows import FormQuestions
from models.settings import School as Details
from tests.ui.pages.people.conftest import School
from ui.context import AppContext
from ui.pages.people.blank_form import BlankFormDialog
from ui.pages.people.page import PeoplePage


def opened() -> BlankFormDialog:
    (found,) = (one for one in QApplication.topLevelWidgets() if isinstance(one, BlankFormDialog) and one.isVisible())
    return found


def test_a_blank_form_is_put_to_the_person_on_show(
    page: PeoplePage, school: School, context: AppContext, settle: Callable[[], None], qtbot: QtBot
) -> None:
    workspace = context.workspace
    workspace.settings.change_school(Details("De Klaproos"))
    made = workspace.rounds.make_blank(2, FormQuestions((school.website,)), "nl", is_self=False).value
    page.show_person(school.pupil)
    settle()
    page.blank_forms.button.click()
    settle()
    dialog = opened()
    assert dialog.windowTitle() == "Which form did Noor van Dijk fill in?"
    assert dialog.list.count() == 2
    assert not dialog.save.isEnabled()
    qtbot.keyClicks(dialog.code, "0000-0000-0000-0000")
    dialog.save.click()
    settle()
    assert dialog.problem.text() == "There is no such form in this register."
    dialog.code.clear()
    qtbot.keyClicks(dialog.code, spaced_code(made[0].sheet.code).lower())
    qtbot.keyClick(dialog.code, Qt.Key.Key_Return)
    settle()
    assert workspace.forms.forms_of(school.pupil)[0].form_id == made[0].form_id
    assert page.banner.isVisibleTo(page)
    context.undo.undo()
    settle()
    assert len(workspace.rounds.blank_forms()) == 2


def test_a_form_for_parents_is_not_for_staff(
    page: PeoplePage, school: School, context: AppContext, settle: Callable[[], None]
) -> None:
    workspace = context.workspace
    workspace.settings.change_school(Details("De Klaproos"))
    workspace.rounds.make_blank(1, FormQuestions((school.website,)), "nl", is_self=False)
    page.show_person(school.adult)
    settle()
    page.blank_forms.button.click()
    settle()
    dialog = opened()
    dialog.list.setCurrentRow(0)
    dialog.save.click()
    settle()
    assert dialog.problem.text() == "This form speaks to others: one is for parents, one for who decides alone."
    dialog.reject()


def test_where_no_blank_form_is_out_it_says_so(page: PeoplePage, school: School, settle: Callable[[], None]) -> None:
    page.show_person(school.pupil)
    settle()
    page.blank_forms.button.click()
    settle()
    dialog = opened()
    assert dialog.none.isVisible()
    assert not dialog.list.isVisible()
    dialog.reject()
