# SPDX-License-Identifier: GPL-3.0-or-later
"""The window: first page, keys, undo with its name, tasks in sight, and pages that reach each other."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from pathlib import Path

import pytest
from PySide6.QtCore import QMimeData, QPointF, Qt, QUrl
from PySide6.QtGui import QDropEvent
from pytestqt.qtbot import QtBot

from models.clock import FixedClock
from models.errors import ErrorCode, KnownError
from models.progress import Progress
from models.settings import School as SchoolFacts
from models.terms import Answer, TodoKind
from models.workspace import Workspace
from tests.models.builders import School, save_photo
from ui.context import AppContext
from ui.dialogs.about import AboutDialog
from ui.dialogs.ask_form import AskFormDialog
from ui.dialogs.letters import LettersDialog
from ui.dialogs.shortcuts import ShortcutsDialog
from ui.dialogs.typed_answers import TypedAnswersDialog
from ui.main_window import MainWindow
from ui.page_stack import PAGES
from ui.pages.people.import_dialog import ImportDialog
from ui.pages.todo.page import TodoPage

Open = Callable[[], MainWindow]


@pytest.fixture
def open_window(qtbot: QtBot, context: AppContext) -> Open:
    def show() -> MainWindow:
        window = MainWindow(context)
        qtbot.addWidget(window)
        with qtbot.waitExposed(window):
            window.show()
        qtbot.waitUntil(lambda: bool(window.current_page))
        return window

    return show


@pytest.fixture
def school(workspace: Workspace) -> School:
    workspace.settings.change_school(SchoolFacts("De Klaproos"))
    return School(workspace)


def named_photo(school: School, folder: Path) -> tuple[int, int, int]:
    """A published photo of a pupil: purpose, person and item."""
    website, pupil = school.purpose(), school.pupil()
    school.answer(pupil, website)
    (item,) = school.take_in(save_photo(folder / "photo.jpg"))
    school.tag(item, pupil)
    school.publish(item, website)
    return website, pupil, item


def test_a_new_register_welcomes(open_window: Open) -> None:
    window = open_window()
    assert window.current_page == "welcome"
    assert window.navigation.isHidden()


def test_starting_a_school_goes_to_check(open_window: Open, qtbot: QtBot) -> None:
    window = open_window()
    page = window.pages.page("welcome")
    page.name.setText("De Klaproos")  # type: ignore[attr-defined]
    page.start.click()  # type: ignore[attr-defined]
    qtbot.waitUntil(lambda: window.current_page == "check")
    assert window.navigation.isVisible()


@pytest.mark.parametrize(
    ("key", "name"), [*((str(place), name) for place, name in enumerate(PAGES[1:], start=2)), ("1", "check")]
)
def test_pages_have_keys(open_window: Open, school: School, qtbot: QtBot, key: str, name: str) -> None:
    window = open_window()
    window.show_page("todo" if name == "check" else "check")
    qtbot.keyClick(window, Qt.Key(ord(key)), Qt.KeyboardModifier.ControlModifier)
    assert window.current_page == name
    assert window.navigation.buttons[name].isChecked()


def test_pages_are_made_when_they_are_needed(open_window: Open, school: School) -> None:
    window = open_window()
    assert window.pages.count() == 1
    window.show_page("settings")
    window.show_page("check")
    assert window.pages.count() == 2


def test_undo_says_what_it_takes_back(open_window: Open, school: School, context: AppContext, qtbot: QtBot) -> None:
    window = open_window()
    assert not window.navigation.undo.isEnabled()
    purpose = school.purpose()
    context.jobs.run_change(
        lambda workspace, _progress: workspace.purposes.set_active((purpose,), is_active=False),
        owner=window,
        label="Take Website out of use",
    )
    qtbot.waitUntil(window.navigation.undo.isEnabled)
    assert window.navigation.undo.toolTip() == "Undo: Take Website out of use"
    qtbot.keyClick(window, Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier)
    qtbot.waitUntil(lambda: len(school.workspace.purposes.purposes()) == 1)
    qtbot.waitUntil(window.navigation.redo.isEnabled)
    qtbot.keyClick(window, Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.ShiftModifier)
    qtbot.waitUntil(lambda: len(school.workspace.purposes.purposes()) == 0)


def test_a_failure_is_said_and_stays_until_it_is_closed(open_window: Open, school: School, context: AppContext) -> None:
    window = open_window()
    context.jobs.failed.emit(KnownError(ErrorCode.DISK_FULL))
    assert window.banner.isVisible()
    assert window.banner.accessibleName()


def test_a_task_is_shown_and_can_be_stopped(
    open_window: Open, school: School, context: AppContext, qtbot: QtBot
) -> None:
    window = open_window()

    def work(_workspace: Workspace, progress: Progress) -> None:
        while True:
            progress.report(1, 2)

    ended: list[bool] = []
    context.jobs.run_task(
        work, label="Long work", success=lambda _none: None, ended=lambda: ended.append(True), owner=window
    )
    assert window.task_bar.isVisible()
    qtbot.waitUntil(lambda: window.task_bar._count.text() == "1 of 2")
    qtbot.mouseClick(window.task_bar._cancel, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(window.task_bar.isHidden)
    assert ended == [True]


def test_a_withdrawal_tells_what_to_take_down(
    open_window: Open, school: School, context: AppContext, qtbot: QtBot, tmp_path: Path
) -> None:
    website, pupil, _item = named_photo(school, tmp_path)
    window = open_window()
    from models.consent.facts import CellKey
    from models.consent.register import AnswerInput
    from models.terms import Activity, MediaKind

    given = AnswerInput(pupil, CellKey(Activity.PUBLICATION, MediaKind.PHOTO, website), Answer.WITHDRAWN)
    context.jobs.run_change(lambda workspace, _progress: workspace.consent.record_answers((given,)), owner=window)
    qtbot.waitUntil(lambda: window.navigation.count("todo") == 1)
    assert window.navigation.buttons["todo"].text() == "To do  (1)"
    assert window.banner.isVisible()
    qtbot.mouseClick(window.banner._action, Qt.MouseButton.LeftButton)
    assert window.current_page == "todo"


def test_a_new_day_brings_its_tasks(
    open_window: Open, school: School, qtbot: QtBot, tmp_path: Path, clock: FixedClock
) -> None:
    website, pupil = school.purpose(), school.pupil()
    school.answer(pupil, website, valid_until=clock.today())
    (item,) = school.take_in(save_photo(tmp_path / "photo.jpg"))
    school.tag(item, pupil)
    school.publish(item, website)
    window = open_window()
    clock.advance(days=2)
    window._round.look_at_date()
    qtbot.waitUntil(lambda: window.navigation.count("todo") == 1)
    assert clock.today() == date(2026, 9, 15) + timedelta(days=2)


def withdrawn_photo(school: School, folder: Path) -> int:
    """A published photo of somebody whose family changed their mind; gives the pupil."""
    website, pupil, _item = named_photo(school, folder)
    school.answer(pupil, website, Answer.WITHDRAWN, None)
    return pupil


def test_the_first_page_says_what_there_is_to_do(
    open_window: Open, school: School, qtbot: QtBot, tmp_path: Path
) -> None:
    withdrawn_photo(school, tmp_path)
    window = open_window()
    strip = window.pages.page("check").view.strip  # type: ignore[attr-defined]
    qtbot.waitUntil(strip.isVisible)
    link = strip.links[TodoKind.TAKEDOWN]
    assert link.text() == "1 to take down"
    assert [kind for kind, one in strip.links.items() if one.isVisible()] == [TodoKind.TAKEDOWN]
    qtbot.mouseClick(link, Qt.MouseButton.LeftButton)
    assert window.current_page == "todo"


def test_with_nothing_to_do_the_first_page_says_nothing(open_window: Open, school: School, context: AppContext) -> None:
    window = open_window()
    context.jobs.wait_until_idle()
    assert window.pages.page("check").view.strip.isHidden()  # type: ignore[attr-defined]
    assert not window.banner.isVisible()


def test_the_same_news_is_told_once_also_after_a_restart(
    open_window: Open, school: School, qtbot: QtBot, tmp_path: Path
) -> None:
    withdrawn_photo(school, tmp_path)
    window = open_window()
    qtbot.waitUntil(window.banner.isVisible)
    window.banner.hide()
    with qtbot.waitSignal(window._round.counted):
        window._round.count()
    assert not window.banner.isVisible()
    window.close()
    again = open_window()
    qtbot.waitUntil(lambda: again.navigation.count("todo") == 1)
    assert not again.banner.isVisible()
    other = school.pupil()
    website = school.workspace.purposes.purposes()[0].id
    school.answer(other, website)
    item = school.item()
    school.tag(item, other)
    school.publish(item, website)
    school.answer(other, website, Answer.WITHDRAWN, None)
    again._round.count()
    qtbot.waitUntil(again.banner.isVisible)
    assert again.banner.accessibleName() == "1 published photo to take down."


def test_the_rows_of_the_list_lead_to_their_places(open_window: Open, school: School, qtbot: QtBot) -> None:
    from models.media.session_rows import SessionInput

    website, pupil = school.purpose(), school.pupil(birth_date=date(2010, 1, 1))
    today = school.workspace.clock.today()
    school.answer(pupil, website, decider_id=school.guardians_of(pupil)[0])
    other = school.pupil()
    entered = SessionInput("Schoolreis", day=today + timedelta(days=3), purpose_id=website, person_ids=(other,))
    event = school.workspace.sessions.add_session(entered).value
    window = open_window()
    window.show_page("todo")
    page = window.pages.page("todo")
    assert isinstance(page, TodoPage)
    qtbot.waitUntil(lambda: bool(page.view.sections[TodoKind.MISSING_FOR_SESSION].rows))
    (row,) = page.view.sections[TodoKind.MISSING_FOR_SESSION].rows.values()
    row.buttons[0].click()
    forms = window.findChild(AskFormDialog)
    assert forms is not None
    forms.reject()
    row.buttons[1].click()
    assert window.current_page == "events"
    events = window.pages.page("events")
    qtbot.waitUntil(lambda: events.desk.session_id == event)  # type: ignore[attr-defined]
    window.show_page("todo")
    (deciding,) = page.view.sections[TodoKind.NOW_DECIDES].rows.values()
    deciding.buttons[0].click()
    letters = window.findChild(LettersDialog)
    assert letters is not None
    letters.reject()
    deciding.buttons[1].click()
    assert window.current_page == "people"
    page.retention_requested.emit()
    assert window.current_page == "records"


def test_news_goes_away_where_it_is_seen(open_window: Open, school: School, qtbot: QtBot, tmp_path: Path) -> None:
    withdrawn_photo(school, tmp_path)
    window = open_window()
    qtbot.waitUntil(window.banner.isVisible)
    window.show_page("todo")
    assert not window.banner.isVisible()


def test_files_dropped_anywhere_are_checked(open_window: Open, school: School, qtbot: QtBot, tmp_path: Path) -> None:
    school.purpose()
    window = open_window()
    window.show_page("settings")
    mime = QMimeData()
    mime.setUrls([QUrl.fromLocalFile(str(save_photo(tmp_path / "photo.jpg")))])
    buttons, keys = Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier
    window.dropEvent(QDropEvent(QPointF(9, 9), Qt.DropAction.CopyAction, mime, buttons, keys))
    assert window.current_page == "check"
    qtbot.waitUntil(lambda: school.workspace.media.count_items() == 1)


def test_naming_people_opens_over_check_and_returns(
    open_window: Open, school: School, qtbot: QtBot, tmp_path: Path
) -> None:
    _website, pupil, item = named_photo(school, tmp_path)
    window = open_window()
    window.pages.page("check").tagging_requested.emit([item], item)  # type: ignore[attr-defined]
    assert window.current_page == "tagging"
    assert window.navigation.buttons["check"].isChecked()
    tagging = window.pages.page("tagging")
    tagging.closed.emit()  # type: ignore[attr-defined]
    assert window.current_page == "check"
    tagging.person_requested.emit(pupil)  # type: ignore[attr-defined]
    assert window.current_page == "people"


def test_from_a_class_to_its_forms_a_person_and_a_list(
    open_window: Open, school: School, qtbot: QtBot, context: AppContext
) -> None:
    purpose, pupil = school.purpose(), school.pupil()
    school.class_of([pupil])
    window = open_window()
    window.show_page("classes")
    page = window.pages.page("classes")
    qtbot.waitUntil(page.chances.panel.ask.isVisible)  # type: ignore[attr-defined]
    assert page.chances.table.hasFocus()  # type: ignore[attr-defined]
    qtbot.mouseClick(page.chances.panel.ask, Qt.MouseButton.LeftButton)  # type: ignore[attr-defined]
    (dialog,) = window.findChildren(AskFormDialog)
    qtbot.waitUntil(lambda: dialog.people.count() == 1)
    assert (dialog.purposes.count(), purpose) == (1, purpose)
    dialog.reject()
    page.person_requested.emit(pupil)  # type: ignore[attr-defined]
    assert window.current_page == "people"
    page.import_requested.emit()  # type: ignore[attr-defined]
    (list_dialog,) = window.findChildren(ImportDialog)
    list_dialog.reject()


def test_help_and_about(open_window: Open, school: School, qtbot: QtBot) -> None:
    window = open_window()
    qtbot.keyClick(window, Qt.Key.Key_F1)
    shortcuts = window.findChild(ShortcutsDialog)
    assert shortcuts is not None
    assert shortcuts.isVisible()
    shortcuts.reject()
    window.navigation.about_chosen.emit()
    about = window.findChild(AboutDialog)
    assert about is not None
    about.reject()


def test_the_invented_school_says_so(open_window: Open, workspace: Workspace, qtbot: QtBot) -> None:
    workspace.settings.change_school(SchoolFacts("De Klaproos"), is_sample=True)
    window = open_window()
    assert window.sample_banner.isVisible()
    with qtbot.waitSignal(window.register_chosen):
        qtbot.mouseClick(window.sample_banner._action, Qt.MouseButton.LeftButton)


def test_the_place_of_the_window_is_remembered(open_window: Open, school: School, context: AppContext) -> None:
    window = open_window()
    window.resize(900, 641)
    window.close()
    again = open_window()
    assert again.height() == 641


def test_every_page_fits_on_a_small_laptop(open_window: Open, school: School, qtbot: QtBot) -> None:
    """A window of 1180 points: what a screen of 1280 leaves beside a dock, and half of a large one."""
    pupil = school.pupil()
    school.answer(pupil, school.purpose())
    window = open_window()
    for name in PAGES:
        window.show_page(name)
        qtbot.wait(50)
        assert window.minimumSizeHint().width() <= 1180, name


def test_answers_are_typed_from_anywhere(open_window: Open, school: School, qtbot: QtBot) -> None:
    window = open_window()
    window.show_page("records")
    qtbot.keyClick(window, Qt.Key.Key_T, Qt.KeyboardModifier.ControlModifier)
    (dialog,) = window.findChildren(TypedAnswersDialog)
    assert dialog.isVisible()
    qtbot.waitUntil(dialog.picker.line.hasFocus)
