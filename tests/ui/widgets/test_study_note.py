# SPDX-License-Identifier: GPL-3.0-or-later
"""The line at the foot of the window about looking for faces."""

from __future__ import annotations

from pytestqt.qtbot import QtBot

from models.errors import ErrorCode
from ui.context import AppContext
from ui.widgets.study_note import StudyNote


def test_it_appears_only_when_it_takes_a_while(qtbot: QtBot, context: AppContext) -> None:
    note = StudyNote(context.study)
    qtbot.addWidget(note)
    study = context.study
    study._tell(waiting=3, is_on=True)
    assert note.isHidden()
    study._tell(waiting=0)
    qtbot.wait(1700)
    assert note.isHidden(), "a few photos are done before anybody reads it"
    study._tell(waiting=1200)
    qtbot.waitUntil(note.isVisible)
    assert note.label.text() == "Looking for faces: 1,200 photos to go"
    study._tell(waiting=0)
    assert note.isHidden()


def test_it_can_wait_and_go_on(qtbot: QtBot, context: AppContext) -> None:
    note = StudyNote(context.study)
    qtbot.addWidget(note)
    context.study._tell(waiting=5, is_on=True)
    qtbot.waitUntil(note.isVisible)
    note.wait.click()
    assert context.study.state.is_paused
    assert note.label.text() == "Waiting: faces are not looked for yet in 5 photos"
    assert note.wait.text() == "Go on looking"
    note.wait.click()
    assert not context.study.state.is_paused


def test_photos_that_could_not_be_looked_at_are_told_with_a_way_to_see_which(qtbot: QtBot, context: AppContext) -> None:
    note = StudyNote(context.study)
    qtbot.addWidget(note)
    context.study._passed = {7: ErrorCode.FILE_MISSING}
    context.study._tell(is_on=True)
    qtbot.waitUntil(note.isVisible)
    assert note.label.text() == "1 photo could not be looked at for faces."
    with qtbot.waitSignal(note.passed_asked):
        note.which.click()
