# SPDX-License-Identifier: GPL-3.0-or-later
"""Switching the looking for faces on and off."""

from __future__ import annotations

from pytestqt.qtbot import QtBot

from models.errors import ErrorCode
from models.workspace import Workspace
from tests.models.builders import School
from ui.background.study_queue import StudyState
from ui.context import AppContext
from ui.pages.settings.faces_panel import FacesPanel


def test_the_switch_starts_and_stops_it_and_is_remembered(
    qtbot: QtBot, context: AppContext, workspace: Workspace
) -> None:
    School(workspace)
    panel = FacesPanel(context)
    qtbot.addWidget(panel)
    assert not panel.wanted.isChecked()
    panel.wanted.setChecked(True)
    assert context.settings.seeks_faces
    assert context.study.state.is_on
    assert panel.state.text() == "Every photo has been looked at."
    panel.wanted.setChecked(False)
    assert not context.settings.seeks_faces
    assert not context.study.state.is_on
    assert panel.state.text() == ""


def test_it_says_how_far_it_is_and_what_is_in_the_way(qtbot: QtBot, context: AppContext) -> None:
    panel = FacesPanel(context)
    qtbot.addWidget(panel)
    panel.show()
    context.study.changed.emit(StudyState(waiting=1200, is_on=True))
    assert panel.state.text() == "1,200 photos are still to be looked at."
    assert not panel.again.isVisible()
    context.study.changed.emit(StudyState(is_on=True, passed=((4, ErrorCode.FILE_MISSING),)))
    assert panel.state.text() == "1 photo could not be looked at."
    assert panel.again.isVisible()
    context.study.changed.emit(StudyState(is_on=True, obstacle=ErrorCode.FACES_UNAVAILABLE))
    assert panel.state.text().startswith("This computer cannot look for faces")
