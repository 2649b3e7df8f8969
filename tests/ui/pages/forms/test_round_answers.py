# SPDX-License-Identifier: GPL-3.0-or-later
"""From a round to typing: of whom is chosen among the silent, or of anybody."""

from __future__ import annotations

from datetime import date

import pytest
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from models.consent.purposes import PurposeInput
from models.forms.form_rows import FormQuestions
from models.forms.round_terms import RoundInput, RoundWho
from models.roster.person_input import PersonInput
from models.settings import School
from models.terms import Audience, PersonRole
from models.workspace import Workspace
from ui.context import AppContext
from ui.dialogs.typed_answers import TypedAnswersDialog
from ui.pages.forms.rounds_tab import RoundsTab


@pytest.fixture
def pupil(workspace: Workspace) -> int:
    """Bo, alone in a round and silent."""
    workspace.settings.change_school(School("De Klaproos"))
    purposes = workspace.purposes.add_purposes((PurposeInput("website", "Website", Audience.PUBLIC),)).value
    entered = PersonInput("Bo", "", "Smit", date(2016, 3, 1), roles=(PersonRole.PUPIL,))
    made = workspace.people.add_person(entered).value
    workspace.rounds.start(RoundInput("Autumn", RoundWho(person_ids=(made,)), FormQuestions(purposes), "nl"))
    return made


def test_the_round_moves_on_while_answers_are_typed(pupil: int, context: AppContext, qtbot: QtBot) -> None:
    tab = RoundsTab(context)
    qtbot.addWidget(tab)
    tab.show()
    qtbot.waitUntil(lambda: tab.tree.topLevelItemCount() == 1)
    assert tab.standing.text().startswith("0 of 1 answered")
    top = tab.tree.topLevelItem(0)
    assert top is not None
    top.setExpanded(True)
    tab.tree.setCurrentItem(top.child(0))
    qtbot.mouseClick(tab.answers.typed, Qt.MouseButton.LeftButton)
    (dialog,) = tab.findChildren(TypedAnswersDialog)
    qtbot.waitUntil(lambda: dialog.name.text() == "Bo Smit" and dialog.lines.hasFocus())
    assert dialog.questions is not None
    assert dialog.questions.person_id == pupil
    qtbot.keyClick(dialog.lines, Qt.Key.Key_N)
    qtbot.keyClick(dialog.lines, Qt.Key.Key_Return)
    qtbot.keyClick(dialog.save, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: tab.standing.text().startswith("1 of 1 answered"))
    dialog.close()


def test_with_a_class_chosen_anybody_can_be_typed(pupil: int, context: AppContext, qtbot: QtBot) -> None:
    tab = RoundsTab(context)
    qtbot.addWidget(tab)
    tab.show()
    qtbot.waitUntil(lambda: tab.tree.topLevelItemCount() == 1)
    tab.tree.setCurrentItem(tab.tree.topLevelItem(0))
    tab.answers.type_answers()
    (dialog,) = tab.findChildren(TypedAnswersDialog)
    assert dialog.questions is None
    assert dialog.stack.currentIndex() == 0
