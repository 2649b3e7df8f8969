# SPDX-License-Identifier: GPL-3.0-or-later
"""The program stays open past midnight, and the clock is set back while it is open."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

from models.clock import FixedClock
from models.settings import School as SchoolFacts
from models.terms import ConsentStatus
from models.workspace import Workspace
from tests.models.builders import School, save_photo
from ui.context import AppContext
from ui.main_window import MainWindow
from ui.pages.check.page import CheckPage
from ui.pages.people.page import PeoplePage
from ui.widgets.date_field import day_of

TODAY = date(2026, 9, 15)
Open = Callable[[], MainWindow]


@pytest.fixture
def school(workspace: Workspace) -> School:
    workspace.settings.change_school(SchoolFacts("De Klaproos"))
    return School(workspace)


@pytest.fixture
def open_window(qtbot: QtBot, context: AppContext, school: School) -> Open:
    def show() -> MainWindow:
        window = MainWindow(context)
        qtbot.addWidget(window)
        with qtbot.waitExposed(window):
            window.show()
        qtbot.waitUntil(lambda: bool(window.current_page))
        assert context.jobs.wait_until_idle()
        return window

    return show


def status_shown(page: PeoplePage, purpose_id: int) -> ConsentStatus | None:
    record = page.person.record
    if record is None:
        return None
    row = next(row for row in record.matrix.rows if row.purpose is not None and row.purpose.id == purpose_id)
    return row.statuses[0][1].status


def test_verdicts_counts_answers_and_dates_follow_the_new_day(
    open_window: Open, school: School, qtbot: QtBot, clock: FixedClock, tmp_path: Path, context: AppContext
) -> None:
    website, pupil = school.purpose(), school.pupil()
    school.answer(pupil, website, valid_until=TODAY)
    path = save_photo(tmp_path / "photo.jpg")
    (item,) = school.take_in(path)
    school.tag(item, pupil)
    school.publish(item, website)
    context.settings.put_text("check/purposes", "website")
    window = open_window()
    check, people = window.pages.page("check"), window.pages.page("people")
    assert isinstance(check, CheckPage)
    assert isinstance(people, PeoplePage)
    window.check_paths([path])
    qtbot.waitUntil(lambda: check.view.summary.text() == "1 of 1 ready for Website", timeout=15_000)
    window.show_page("people")
    people.show_person(pupil)
    qtbot.waitUntil(lambda: status_shown(people, website) is ConsentStatus.GIVEN)
    assert window.navigation.count("todo") == 0

    clock.advance(days=1)
    window._round.look_at_date()
    qtbot.waitUntil(lambda: status_shown(people, website) is ConsentStatus.EXPIRED)
    qtbot.waitUntil(lambda: window.navigation.count("todo") == 1)
    qtbot.waitUntil(lambda: check.view.summary.text() == "0 of 1 ready for Website")
    assert day_of(people.person.bar.day) == TODAY + timedelta(days=1)
    assert day_of(people.person.look_back.day) <= TODAY + timedelta(days=1)


def test_a_date_that_somebody_chose_stays_past_midnight(
    open_window: Open, school: School, qtbot: QtBot, clock: FixedClock
) -> None:
    pupil = school.pupil()
    school.purpose()
    window = open_window()
    window.show_page("people")
    people = window.pages.page("people")
    assert isinstance(people, PeoplePage)
    people.show_person(pupil)
    qtbot.waitUntil(lambda: people.person.record is not None)
    chosen = TODAY - timedelta(days=3)
    people.person.bar.day.setDate(people.person.bar.day.date().addDays(-3))
    clock.advance(days=1)
    window._round.look_at_date()
    qtbot.waitUntil(lambda: people.person.record is not None and people.person.record.today > TODAY)
    assert day_of(people.person.bar.day) == chosen


def test_a_clock_that_was_set_back_shows_a_lasting_banner_until_it_is_right(
    open_window: Open, school: School, qtbot: QtBot, clock: FixedClock
) -> None:
    school.purpose()
    window = open_window()
    assert not window.clock_banner.isVisible()
    clock.advance(days=-12)
    window._round.look_at_date()
    qtbot.waitUntil(window.clock_banner.isVisible)
    said = window.clock_banner.accessibleName()
    assert said.startswith(
        "The clock of this computer says 3 Sept 2026, but the register was last changed on 15 Sept 2026."
    )
    window.show_page("people")
    assert window.clock_banner.isVisible()
    clock.advance(days=12)
    window._round.look_at_date()
    qtbot.waitUntil(lambda: not window.clock_banner.isVisible())


def test_whoever_knows_better_can_say_that_the_date_is_right(
    open_window: Open, school: School, qtbot: QtBot, clock: FixedClock
) -> None:
    school.purpose()
    clock.advance(days=-12)
    window = open_window()
    qtbot.waitUntil(window.clock_banner.isVisible)
    window._round.accept_clock()
    qtbot.waitUntil(lambda: not window.clock_banner.isVisible())
    assert school.workspace.calendar.clock_behind() is None
