# SPDX-License-Identifier: GPL-3.0-or-later
"""Looking back: the banner, what is shown, and that nothing can be changed meanwhile."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

from PySide6.QtCore import QDate, Qt
from pytestqt.qtbot import QtBot

from models.clock import FixedClock
from models.consent.facts import CellKey
from models.consent.register import AnswerInput
from models.terms import Activity, Answer, ConsentStatus, MediaKind
from models.workspace import Workspace
from tests.ui.pages.people.conftest import School
from ui.pages.people.page import PeoplePage
from ui.pages.people.person_dialog import PersonDialog

TODAY = date(2026, 9, 15)
EARLIER = date(2026, 6, 1)


def status_shown(page: PeoplePage, key: CellKey) -> ConsentStatus:
    record = page.person.record
    assert record is not None
    return next(status.status for row in record.matrix.rows for one, status in row.statuses if one == key)


def test_a_person_as_the_register_knew_them(
    qtbot: QtBot, page: PeoplePage, school: School, workspace: Workspace, clock: FixedClock, settle: Callable[[], None]
) -> None:
    purpose = workspace.purposes.purpose("website")
    key = CellKey(Activity.PUBLICATION, MediaKind.PHOTO, purpose.id)
    clock.advance(days=(EARLIER - TODAY).days)
    workspace.consent.record_answers((AnswerInput(school.pupil, key, Answer.GIVEN),))
    clock.advance(days=(TODAY - EARLIER).days)
    late = AnswerInput(school.pupil, key, Answer.REFUSED, decided_on=EARLIER)  # told on that day, recorded later
    workspace.consent.record_answers((late,))
    page.show_person(school.pupil)
    settle()
    assert status_shown(page, key) is ConsentStatus.WITHDRAWN

    panel = page.person
    panel.look_back.open.click()
    panel.look_back.day.setDate(QDate(EARLIER.year, EARLIER.month, EARLIER.day))
    settle()
    assert panel.look_back.text.text() == "As this register knew it on 1 June 2026"
    assert status_shown(page, key) is ConsentStatus.GIVEN
    record = panel.record
    assert record is not None
    assert len(record.timeline) == 1

    for widget in (panel.bar, panel.all_yes, panel.all_no, panel.withdraw, panel.history.correct):
        assert not widget.isVisibleTo(panel)
    assert not panel.tabs.isTabVisible(panel.tabs.count() - 1)
    panel.matrix.setFocus()
    qtbot.keyClick(panel.matrix, Qt.Key.Key_Y)
    qtbot.keyClick(panel.matrix, Qt.Key.Key_Delete)
    page.desk.record_answers((key,), Answer.GIVEN)
    settle()
    assert len(workspace.consent.timeline(school.pupil)) == 2

    panel.look_back.back.click()
    settle()
    assert not panel.look_back.isVisible()
    assert status_shown(page, key) is ConsentStatus.WITHDRAWN
    assert panel.bar.isVisibleTo(panel)
    assert all(panel.tabs.isTabVisible(place) for place in range(panel.tabs.count()))
    page.desk.record_answers((key,), Answer.GIVEN)
    settle()
    assert len(workspace.consent.timeline(school.pupil)) == 3


def test_the_earlier_day_stays_when_somebody_else_is_chosen_and_no_later_one_can_be(
    page: PeoplePage, school: School, settle: Callable[[], None]
) -> None:
    page.show_person(school.pupil)
    settle()
    page.person.look_back.open.click()
    settle()
    page.show_person(school.adult)
    settle()
    record = page.person.record
    assert record is not None
    assert record.person.id == school.adult
    assert record.known_on == date(2026, 8, 16)
    page.person.look_back.day.setDate(QDate(2027, 1, 1))
    settle()
    assert page.person.look_back.known_on == TODAY


def test_the_language_of_letters_is_set_with_the_details(
    page: PeoplePage, school: School, workspace: Workspace, settle: Callable[[], None]
) -> None:
    page.show_person(school.mother)
    settle()
    page.person.details.edit_asked.emit()
    dialog = page.person.findChild(PersonDialog)
    assert dialog is not None
    dialog.language.set_code("pl")
    dialog.write()
    settle()
    assert workspace.people.person(school.mother).language == "pl"
