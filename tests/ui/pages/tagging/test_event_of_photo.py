# SPDX-License-Identifier: GPL-3.0-or-later
"""The event of the photo on show: named, changed by keyboard, and who is expected there is offered first."""

from __future__ import annotations

from datetime import date

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication

from models.media.session_rows import SessionInput
from tests.ui.pages.tagging.conftest import Viewer
from ui.dialogs.choose_event import ChooseEventDialog
from ui.pages.tagging.bulk import BulkNamingDialog
from ui.widgets.pick_delegate import HINT_ROLE


def offered(viewer: Viewer) -> list[str]:
    rows = viewer.page.view.picker.list
    return [rows.item(at).text().split()[0] for at in range(rows.count())]


def add_trip(viewer: Viewer, *expected: str) -> int:
    people = tuple(viewer.people[name] for name in expected)
    entered = SessionInput("Trip & picnic", day=date(2026, 9, 15), person_ids=people)
    return viewer.context.workspace.sessions.add_session(entered).value


def put_in(viewer: Viewer, session_id: int, *places: int) -> None:
    """As the window does it: through the writer, so that the page hears of it."""
    items = [viewer.items[place] for place in places]
    viewer.context.jobs.run_change(
        lambda workspace, _progress: workspace.sessions.assign_items(items, session_id), owner=viewer.page, label="x"
    )


def open_dialog(viewer: Viewer) -> ChooseEventDialog:
    viewer.page.activateWindow()
    viewer.wait(viewer.page.isActiveWindow)
    viewer.qtbot.keyClick(viewer.page.view.picker.line, Qt.Key.Key_E, Qt.KeyboardModifier.ControlModifier)
    dialog = next(one for one in QApplication.topLevelWidgets() if isinstance(one, ChooseEventDialog))
    viewer.wait(lambda: dialog.list.count() > 0)
    return dialog


def test_expected_people_are_offered_first_and_who_is_named_goes_last(viewer: Viewer) -> None:
    assert offered(viewer) == ["Zoë", "Anna", "Bram"]  # by family name
    put_in(viewer, add_trip(viewer, "Bram", "Anna"), 0, 1)
    viewer.wait(lambda: offered(viewer) == ["Anna", "Bram", "Zoë"])
    assert viewer.page.view.picker.list.item(0).data(HINT_ROLE) == "expected"
    viewer.type_name("")  # Enter alone names the first one
    viewer.wait(lambda: viewer.named() == {"Anna"})
    viewer.wait(lambda: offered(viewer) == ["Bram", "Zoë", "Anna"])
    viewer.page.step(1)  # in the next photo Anna is both expected and just named: the likeliest
    viewer.wait(lambda: offered(viewer) == ["Anna", "Bram", "Zoë"])


def test_a_photo_in_no_event_expects_nobody(viewer: Viewer) -> None:
    put_in(viewer, add_trip(viewer, "Bram"), 0)
    viewer.wait(lambda: offered(viewer)[0] == "Bram")
    viewer.page.step(1)
    viewer.wait(lambda: offered(viewer) == ["Zoë", "Anna", "Bram"])
    assert viewer.page.view.event_name.text() == "In no event"


def test_the_event_is_named_and_chosen_by_keyboard(viewer: Viewer) -> None:
    trip = add_trip(viewer)
    viewer.context.workspace.sessions.add_session(SessionInput("Other"))
    dialog = open_dialog(viewer)
    viewer.qtbot.keyClicks(dialog.search, "pic")
    assert dialog.list.count() == 1
    viewer.qtbot.keyClick(dialog.search, Qt.Key.Key_Return)
    viewer.wait(lambda: viewer.page.view.event_name.text() == "Trip && picnic")
    assert viewer.page.view.event_name.accessibleName() == "Event: Trip & picnic"
    assert viewer.context.workspace.sessions.items_of(trip) == (viewer.items[0],)
    assert "1 photo is in “Trip & picnic” now." in viewer.page.view.banner._text.text()
    viewer.context.undo.undo()
    viewer.wait(lambda: viewer.page.view.event_name.text() == "In no event")


def test_all_photos_of_the_row_are_put_in_and_taken_out_at_once(viewer: Viewer) -> None:
    trip = add_trip(viewer)
    dialog = open_dialog(viewer)
    dialog.all_photos.setChecked(True)
    dialog.write()
    viewer.wait(lambda: len(viewer.context.workspace.sessions.items_of(trip)) == 4)
    viewer.wait(lambda: viewer.page.view.event_name.text() == "Trip && picnic")
    viewer.wait(lambda: QApplication.activeModalWidget() is None)
    dialog = open_dialog(viewer)
    viewer.qtbot.keyClick(dialog.search, Qt.Key.Key_Down)
    assert dialog.list.currentItem().text() == "In no event"
    assert dialog.save.text() == "Take out of the event"
    dialog.write()
    viewer.wait(lambda: len(viewer.context.workspace.sessions.items_of(trip)) == 3)


def test_naming_in_many_photos_offers_the_expected_ones_of_their_events(viewer: Viewer) -> None:
    put_in(viewer, add_trip(viewer, "Bram"), 0, 1)
    viewer.wait(lambda: viewer.page.view.event_name.text() == "Trip && picnic")
    dialog = BulkNamingDialog(viewer.context, viewer.items[:2])
    viewer.qtbot.addWidget(dialog)
    dialog.show()
    viewer.wait(lambda: dialog.picker.list.count() > 0 and dialog.picker.list.item(0).text().startswith("Bram"))
