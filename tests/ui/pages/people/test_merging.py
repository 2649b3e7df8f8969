# SPDX-License-Identifier: GPL-3.0-or-later
"""Joining two records in the windows: compare, choose, join, take apart."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

import pytest
from PySide6.QtWidgets import QLabel, QPushButton
from pytestqt.qtbot import QtBot

from models.consent.facts import CellKey
from models.consent.register import AnswerInput
from models.roster.merge_terms import MergeField
from models.roster.person_input import PersonInput
from models.terms import Activity, Answer, ConsentStatus, MediaKind, PersonRole
from models.workspace import Workspace
from tests.ui.pages.people.conftest import School
from ui.context import AppContext
from ui.pages.people.doubles_dialog import DoublesDialog
from ui.pages.people.merge_actions import OtherRecordDialog
from ui.pages.people.merge_dialog import MergeDialog
from ui.pages.people.page import PeoplePage

Settle = Callable[[], None]


@pytest.fixture
def double(workspace: Workspace, school: School) -> int:
    """A second record of the pupil, with a phone number, a guardian and a no."""
    entered = PersonInput("Noor", "van", "Dijk", date(2016, 2, 3), telephone="0612345678", roles=(PersonRole.PUPIL,))
    double = workspace.people.add_person(entered).value
    workspace.people.add_guardian(double, school.mother)
    key = CellKey(Activity.PUBLICATION, MediaKind.PHOTO, school.website)
    workspace.consent.record_answers([AnswerInput(school.pupil, key, Answer.GIVEN, decider_id=school.mother)])
    workspace.consent.record_answers([AnswerInput(double, key, Answer.REFUSED, decider_id=school.mother)])
    for other in (MediaKind.FILM, MediaKind.SOUND):
        workspace.consent.record_answers([AnswerInput(school.pupil, CellKey(Activity.RECORDING, other), Answer.GIVEN)])
    return double


def test_compare_join_and_take_apart(
    page: PeoplePage, school: School, double: int, workspace: Workspace, settle: Settle, context: AppContext
) -> None:
    page._load_list()
    settle()
    dialog = page.merges.compare(double, school.pupil)
    settle()
    assert set(dialog.choices) == {MergeField.TELEPHONE}
    assert dialog.choices[MergeField.TELEPHONE].text() == "0612345678"
    assert dialog.choices[MergeField.TELEPHONE].isChecked()  # an empty field is filled
    said = [label.text() for label in dialog.findChildren(QLabel)]
    assert any("One record says yes where the other says no" in text for text in said)
    assert "Noor van Dijk, School website (photo): yes → no" in dialog.changes.text()
    dialog.save.click()
    settle()
    assert page.desk.person_id == school.pupil  # the one with more answers is kept
    assert double not in page.people.list.model().ids()
    assert workspace.people.person(school.pupil).telephone == "0612345678"
    assert "one person now" in page.banner.accessibleName()
    (part,) = page.merges.card.part_buttons
    assert part.isEnabled()
    part.click()
    settle()
    assert double in page.people.list.model().ids()
    assert page.merges.card.part_buttons == []
    assert context.undo.undo_label == "Taking two records apart"


def test_undo_of_the_window_takes_apart_too(
    page: PeoplePage, school: School, double: int, workspace: Workspace, settle: Settle, context: AppContext
) -> None:
    dialog = page.merges.compare(school.pupil, double)
    settle()
    dialog.choices[MergeField.TELEPHONE].group().buttons()[0].setChecked(True)
    settle()
    dialog.save.click()
    settle()
    assert workspace.people.person(school.pupil).telephone == ""
    context.undo.undo()
    settle()
    assert workspace.people.person(double).telephone == "0612345678"


def test_two_chosen_people_and_the_hint(double: int, page: PeoplePage, settle: Settle, qtbot: QtBot) -> None:
    page.people.list.selectAll()
    assert not page.merges.same.isVisible()
    qtbot.waitUntil(page.merges.hint.isVisible, timeout=15_000)
    assert page.merges.hint.text() == "1 person may be on record twice"
    page.merges.hint.click()
    settle()
    doubles = page.findChild(DoublesDialog)
    assert doubles is not None
    assert "1 pair may be one person" in doubles.intro.text()
    (apart,) = [one for one in doubles.findChildren(QPushButton) if one.text() == "Two people"]
    apart.click()
    settle()
    assert doubles.intro.text() == "Nobody seems to be on record twice."
    qtbot.waitUntil(lambda: not page.merges.hint.isVisible(), timeout=15_000)
    doubles.reject()


def test_what_cannot_be_joined_is_said(page: PeoplePage, school: School, settle: Settle) -> None:
    dialog = page.merges.compare(school.pupil, school.mother)
    settle()
    assert "parent or guardian of the other" in dialog.problem.text()
    assert not dialog.save.isEnabled()


def test_joining_from_the_details(
    page: PeoplePage, school: School, double: int, settle: Settle, qtbot: QtBot, workspace: Workspace
) -> None:
    page.show_person(school.pupil)
    settle()
    page.merges.card.join.click()
    settle()
    picker = page.findChild(OtherRecordDialog)
    assert picker is not None
    picker.picker.type_text("noor")
    qtbot.waitUntil(lambda: picker.picker.list.count() == 1, timeout=15_000)
    picker.picker._choose_current()
    settle()
    dialog = page.findChild(MergeDialog)
    assert dialog is not None
    dialog.save.click()
    settle()
    key = CellKey(Activity.PUBLICATION, MediaKind.PHOTO, school.website)
    status = workspace.consent.facts([school.pupil]).status_of(school.pupil, key, workspace.clock.today()).status
    assert status in (ConsentStatus.REFUSED, ConsentStatus.WITHDRAWN)
