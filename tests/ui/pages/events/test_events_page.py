# SPDX-License-Identifier: GPL-3.0-or-later
"""The Events page in a real window: what is planned, who may be in the picture, and everything by keyboard."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, time, timedelta

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QListWidget, QPushButton, QTreeWidget, QWidget
from pytestqt.qtbot import QtBot

from models.errors import ErrorCode, KnownError
from models.media.session_rows import SessionInput
from models.roster.people import PeopleQuery
from models.terms import Answer, PersonRole
from models.workspace import Workspace
from tests.models import builders
from tests.ui.pages.events.conftest import TODAY, School
from ui.context import AppContext
from ui.dialogs.class_sheet import ClassSheetDialog
from ui.dialogs.new_person import NewPersonDialog
from ui.pages.events.event_dialog import read_hour
from ui.pages.events.page import EventsPage

Settle = Callable[[], None]


def rows_of(widget: QListWidget) -> list[str]:
    return [widget.item(at).text() for at in range(widget.count())]


def groups_of(tree: QTreeWidget) -> dict[str, list[str]]:
    return {
        tree.topLevelItem(row).text(0): [
            tree.topLevelItem(row).child(at).text(0) for at in range(tree.topLevelItem(row).childCount())
        ]
        for row in range(tree.topLevelItemCount())
    }


def at(hour: int, days: int) -> datetime:
    return datetime.combine(TODAY + timedelta(days=days), time(hour))


def test_the_coming_event_is_on_show_with_who_may_be_in_the_picture(page: EventsPage) -> None:
    assert rows_of(page.events.list) == ["Coming", "School trip", "2025", "Sports day"]
    panel = page.panel
    assert (panel.title.text(), panel.about.text()) == ("School trip", "3B · For: School website")
    assert "22 Sept 2026 · Forest" in panel.when.text()
    assert panel.count.text() == "School website: 1 of 3 may be in the picture"
    assert groups_of(panel.people) == {
        "May be in the picture (1)": ["Anna Smit"],
        "Ask first (1)": ["Cleo Smit"],
        "Cover, or leave out (1)": ["Bram Smit"],
    }
    assert panel.ask.text() == "Ask 1 person with a form…"


def test_forms_are_asked_for_those_who_did_not_answer(qtbot: QtBot, page: EventsPage, school: School) -> None:
    with qtbot.waitSignal(page.forms_requested) as asked:
        page.panel.ask.click()
    assert asked.args == [school.website, [school.open_]]


def test_another_channel_or_recording_is_counted_anew(page: EventsPage, school: School, settle: Settle) -> None:
    panel = page.panel
    panel.kind.setCurrentIndex(1)
    settle()
    assert panel.count.text() == "School website: 0 of 3 may be in the picture"
    panel.kind.setCurrentIndex(2)
    settle()
    assert panel.count.text() == "School website: 0 of 3 may be heard"
    page.show_event(school.past)
    settle()
    page.show_event(school.trip)
    settle()
    assert panel.look()[0] == school.website  # its own channel again
    assert "1 of 3" in panel.count.text()


def test_an_event_is_added_and_changed_by_keyboard(
    qtbot: QtBot, page: EventsPage, workspace: Workspace, context: AppContext, settle: Settle
) -> None:
    dialog = page.desk.open_new()
    settle()
    qtbot.keyClicks(dialog.name, "Open day")
    qtbot.keyClick(dialog.name, Qt.Key.Key_Return)  # the day is not needed to begin with
    settle()
    assert page.panel.title.text() == "Open day"
    assert page.panel.when.text() == "No day yet"
    dialog = page.desk.open_edit()
    assert dialog is not None
    settle()
    dialog.day.setText("1-10-2026")
    dialog.starts_at.setText("9.30")
    dialog.ends_at.setText("8")
    dialog.write()
    settle()
    assert dialog.problem.text() == "The event ends before it begins. Check the days and hours."
    dialog.ends_at.setText("1230")
    dialog.groups.item(0).setCheckState(Qt.CheckState.Checked)
    dialog.write()
    settle()
    assert page.panel.when.text() == "1 Oct 2026, 09:30 to 12:30"
    assert page.panel.about.text().startswith("3B")
    context.undo.undo()
    settle()
    assert page.panel.when.text() == "No day yet"
    context.undo.undo()
    settle()
    assert [row.name for row in workspace.sessions.list_sessions()] == ["School trip", "Sports day"]
    assert page.panel.title.text() == "School trip"  # the event on show is gone: the first one takes its place


def test_hours_are_read_as_people_write_them() -> None:
    assert [read_hour(text) for text in ("", "9", "9:30", "09.30", "930", "23u59")] == [
        None, time(9), time(9, 30), time(9, 30), time(9, 30), time(23, 59),
    ]  # fmt: skip
    for text in ("24", "9:60", "half ten", "9:3"):
        with pytest.raises(KnownError) as caught:
            read_hour(text)
        assert caught.value.code is ErrorCode.VALUE_NOT_ALLOWED


def test_a_new_guest_with_a_company_is_added_in_one_go(
    qtbot: QtBot, page: EventsPage, school: School, workspace: Workspace, context: AppContext, settle: Settle
) -> None:
    dialog = page.desk.open_add_people()
    assert dialog is not None
    settle()
    qtbot.keyClicks(dialog.picker.line, "pet")
    qtbot.keyClick(dialog.picker.line, Qt.Key.Key_Return)
    settle()
    assert list(dialog.chosen) == [school.guest]
    qtbot.keyClicks(dialog.picker.line, "Jan Mol")
    settle()
    qtbot.keyClick(dialog.picker.line, Qt.Key.Key_Return)
    settle()
    new = next(one for one in QApplication.topLevelWidgets() if isinstance(one, NewPersonDialog))
    new.organisation.setText("Bakery Mol")
    new.role.setCurrentIndex(new.role.findData(PersonRole.INTERNSHIP_PROVIDER))
    new._on_add()
    settle()
    dialog.write()
    settle()
    (jan,) = workspace.people.find_by_name("Jan Mol")
    assert set(workspace.sessions.expected_people(school.trip)) >= {school.guest, jan}
    words = {page.panel.contents.words_about(one) for one in (school.guest, jan)} if page.panel.contents else set()
    assert words == {"De Ketting (internship provider)", "Bakery Mol (internship provider)"}
    context.undo.undo()
    settle()
    assert jan not in workspace.sessions.expected_people(school.trip)
    assert jan in workspace.people.list_people(PeopleQuery())


def test_somebody_is_left_out_and_expected_again(page: EventsPage, school: School, settle: Settle) -> None:
    panel = page.panel
    panel.people.choose([school.no])
    assert panel.absent.isEnabled()
    panel.absent.click()
    settle()
    assert panel.count.text() == "School website: 1 of 2 may be in the picture"
    assert groups_of(panel.people)["Will not be in the pictures (1)"] == ["Bram Smit"]
    assert panel.people.chosen_ids() == (school.no,)  # still chosen, under another heading
    panel.expected.click()
    settle()
    assert panel.count.text() == "School website: 1 of 3 may be in the picture"


def test_answers_for_this_event_only(
    qtbot: QtBot, page: EventsPage, school: School, workspace: Workspace, context: AppContext, settle: Settle
) -> None:
    page.panel.people.choose([school.no, school.open_])
    dialog = page.desk.open_answers()
    assert dialog is not None
    settle()
    assert [key.purpose_id for key in dialog.chosen_keys()] == [school.website]
    assert "“School trip” only" in dialog.scope.text()
    qtbot.waitUntil(lambda: "becomes yes for 2 people" in dialog.preview.text())
    dialog.write()
    settle()
    assert page.panel.count.text() == "School website: 3 of 3 may be in the picture"
    assert "Yes: School website: photo" in page.panel.contents.answers_text(school.no)  # type: ignore[union-attr]
    entries = workspace.consent.timeline(school.no)
    assert (entries[0].answer, entries[0].session_id) == (Answer.GIVEN, school.trip)
    (chance,) = workspace.chances.for_people((school.no,), (school.website,))
    assert chance.out == (school.no,)  # everywhere else it is a no as before
    context.undo.undo()
    settle()
    assert page.panel.count.text() == "School website: 1 of 3 may be in the picture"


def test_without_anybody_chosen_the_answer_is_for_everybody_expected(page: EventsPage, settle: Settle) -> None:
    page.panel.people.clearSelection()
    dialog = page.desk.open_answers()
    assert dialog is not None
    settle()
    assert dialog.windowTitle() == "Answer for 3 people"
    dialog.reject()


def test_photos_of_that_time_are_offered_when_an_event_is_added(
    qtbot: QtBot, page: EventsPage, workspace: Workspace, context: AppContext, settle: Settle
) -> None:
    made = builders.School(workspace)
    items = [made.item(captured_at=at(hour, -3)) for hour in (9, 10, 11)]
    dialog = page.desk.open_new()
    settle()
    dialog.name.setText("Visit")
    dialog.day.set_day(TODAY - timedelta(days=3))
    dialog.write()
    settle()
    assert page.panel.offer.text() == "3 photos from that time are in no event yet: do they belong here?"
    assert page.banner.isVisible()
    page.panel.put_in.click()
    settle()
    assert page.panel.photos.text() == "3 photos in this event."
    assert not page.panel.put_in.isVisible()
    with qtbot.waitSignal(page.items_requested) as asked:
        page.panel.show_photos.click()
    assert asked.args == [items]
    context.undo.undo()
    settle()
    assert page.panel.put_in.isVisible()


def test_an_event_with_answers_is_not_deleted_and_it_is_said_why(
    page: EventsPage, school: School, workspace: Workspace, settle: Settle
) -> None:
    builders.School(workspace).answer(school.yes, school.website, session_id=school.trip, decided_on=TODAY)
    page.panel.delete.click()
    settle()
    assert "1 person gave an answer for this event" in page.banner._text.text()
    assert page.panel.title.text() == "School trip"


def test_deleting_is_told_and_taken_back(
    page: EventsPage, school: School, workspace: Workspace, context: AppContext, settle: Settle
) -> None:
    page.panel.delete.click()
    settle()
    assert [row.id for row in workspace.sessions.list_sessions()] == [school.past]
    context.undo.undo()
    settle()
    assert rows_of(page.events.list)[:2] == ["Coming", "School trip"]


def test_searching_finds_by_name_place_and_class(qtbot: QtBot, page: EventsPage, settle: Settle) -> None:
    for text, found in (("forest", ["School trip"]), ("3b", ["School trip"]), ("day", ["Sports day"]), ("x", [])):
        page.events.search.setText(text)
        assert [row for row in rows_of(page.events.list) if row not in ("Coming", "2025")] == found
    page.events.search.setText("sports")
    qtbot.keyClick(page.events.search, Qt.Key.Key_Return)
    settle()
    assert page.panel.title.text() == "Sports day"


def test_arrows_move_between_events_and_pass_over_headings(qtbot: QtBot, page: EventsPage, settle: Settle) -> None:
    page.events.list.setFocus()
    qtbot.keyClick(page.events.list, Qt.Key.Key_Down)
    settle()
    assert page.panel.title.text() == "Sports day"
    qtbot.keyClick(page.events.list, Qt.Key.Key_Up)
    settle()
    assert page.panel.title.text() == "School trip"


def test_enter_opens_a_person(qtbot: QtBot, page: EventsPage, school: School) -> None:
    page.panel.people.setFocus()
    page.panel.people.choose([school.no])
    with qtbot.waitSignal(page.person_requested) as opened:
        qtbot.keyClick(page.panel.people, Qt.Key.Key_Return)
    assert opened.args == [school.no]


def test_the_sheet_is_for_the_expected_people_on_that_day(page: EventsPage, school: School, settle: Settle) -> None:
    page.panel.sheet.click()
    settle()
    dialog = next(one for one in QApplication.topLevelWidgets() if isinstance(one, ClassSheetDialog))
    choice = dialog.choice()
    assert (choice.title, choice.session_id) == ("School trip", school.trip)
    assert (choice.day, choice.purpose_ids) == (TODAY + timedelta(days=7), (school.website,))
    assert set(choice.person_ids) == {school.yes, school.no, school.open_}
    dialog.close()


def test_an_empty_register_says_what_an_event_is(qtbot: QtBot, context: AppContext, settle: Settle) -> None:
    made = EventsPage(context)
    qtbot.addWidget(made)
    made.show()
    settle()
    assert made.pages.currentWidget() is made.empty
    made.empty_add.click()
    settle()
    context.workspace.sessions.add_session(SessionInput("Trip"))


def test_everything_has_a_name_to_be_read_aloud(page: EventsPage) -> None:
    for widget in page.findChildren(QWidget):
        if widget.focusPolicy() & Qt.FocusPolicy.TabFocus and widget.isVisible() and widget.parent() is not None:
            name = widget.accessibleName() or (widget.text() if isinstance(widget, QPushButton) else "")
            assert name or widget.metaObject().className() in ("QScrollArea", "QHeaderView", "QSplitter"), widget
