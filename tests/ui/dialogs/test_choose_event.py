# SPDX-License-Identifier: GPL-3.0-or-later
"""Putting many photos into an event from the Check page."""

from __future__ import annotations

from datetime import date, datetime

from pytestqt.qtbot import QtBot

from models.media.session_rows import SessionInput
from models.workspace import Workspace
from tests.models.builders import School
from ui.context import AppContext
from ui.dialogs.choose_event import ChooseEventDialog


def test_the_event_of_that_day_stands_first_and_all_photos_go_in(
    qtbot: QtBot, context: AppContext, workspace: Workspace
) -> None:
    school = School(workspace)
    items = [school.item(captured_at=datetime(2026, 9, 10, 9, minute)) for minute in range(3)]  # noqa: DTZ001
    workspace.sessions.add_session(SessionInput("Far", day=date(2026, 9, 14)))
    near = workspace.sessions.add_session(SessionInput("That day", day=date(2026, 9, 10))).value
    dialog = ChooseEventDialog(context, items)
    qtbot.addWidget(dialog)
    dialog.show()
    qtbot.waitUntil(lambda: dialog.list.count() == 3)
    assert dialog.windowTitle() == "Event of 3 photos"
    assert not dialog.all_photos.isVisible()
    assert dialog.list.currentItem().text().startswith("That day")
    with qtbot.waitSignal(dialog.assigned) as told:
        dialog.write()
    assert told.args == ["3 photos are in “That day” now."]
    assert workspace.sessions.items_of(near) == tuple(items)


def test_without_events_it_says_where_to_add_one(qtbot: QtBot, context: AppContext, workspace: Workspace) -> None:
    item = School(workspace).item()
    dialog = ChooseEventDialog(context, [item])
    qtbot.addWidget(dialog)
    dialog.show()
    qtbot.waitUntil(dialog.none_yet.isVisible)
    assert not dialog.save.isEnabled()
