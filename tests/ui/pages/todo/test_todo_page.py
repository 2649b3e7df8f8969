# SPDX-License-Identifier: GPL-3.0-or-later
"""The To do page, worked by mouse and keyboard on a real register."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel, QPushButton
from pytestqt.qtbot import QtBot

from models.terms import Answer, NobodyReason, TakedownState, TodoKind
from tests.ui.pages.todo.conftest import School
from ui.context import AppContext
from ui.pages.todo.cards import SettledRow, TaskCard
from ui.pages.todo.contents import load_todo
from ui.pages.todo.page import TodoPage

Open = Callable[[], TodoPage]


@pytest.fixture
def open_page(qtbot: QtBot, context: AppContext) -> Open:
    def show() -> TodoPage:
        page = TodoPage(context)
        qtbot.addWidget(page)
        page.resize(1000, 700)
        with qtbot.waitExposed(page):
            page.show()
        qtbot.waitUntil(lambda: page.is_loaded)
        return page

    return show


def cards_of(page: TodoPage) -> list[TaskCard]:
    return [card for card in page.findChildren(TaskCard) if card.isVisibleTo(page)]


def words_of(card: TaskCard) -> str:
    return " ".join(label.text() for label in card.findChildren(QLabel))


def settled_tasks(school: School) -> list[tuple[TakedownState, str]]:
    tasks = school.workspace.takedowns.tasks(open_only=False)
    return [(task.state, task.note) for task in tasks if task.state is not TakedownState.OPEN]


@pytest.fixture
def taken_back(school: School) -> School:
    """Both photos are on the website; Anna's family changed their mind since."""
    school.publish("Anna", "Bram")
    school.answer("Anna", Answer.WITHDRAWN)
    return school


def test_with_nothing_to_do_the_page_says_so(open_page: Open) -> None:
    page = open_page()
    assert page.view.empty.isVisible()
    assert not cards_of(page)


def test_a_withdrawal_shows_where_when_and_why(taken_back: School, open_page: Open) -> None:
    page = open_page()
    (card,) = cards_of(page)
    text = words_of(card)
    assert "School website: https://school.example/news" in text
    assert "Anna Berg's family changed their mind on 15 Sept 2026." in text
    assert "website-2026-09-15-001.jpg" in text


def test_a_person_who_decides_is_no_family(school: School) -> None:
    school.publish("Anna")
    school.answer("Anna", Answer.REFUSED, decider=school.pupils["Anna"])
    (task,) = load_todo(school.workspace).tasks
    assert "family" not in task.why
    assert task.why.startswith("The answer for Anna Berg is no")


def test_it_appears_at_once_when_somebody_changes_their_mind(
    school: School, open_page: Open, context: AppContext, qtbot: QtBot
) -> None:
    school.publish("Anna", "Bram")
    page = open_page()
    assert page.view.empty.isVisible()
    key = school.key()
    from models.consent.register import AnswerInput

    given = AnswerInput(school.pupils["Bram"], key, Answer.WITHDRAWN)
    context.jobs.run_change(lambda space, _progress: space.consent.record_answers((given,)), owner=page)
    qtbot.waitUntil(lambda: len(cards_of(page)) == 1)
    assert page.view.takedown_head.heading.text() == "1 publication to take down"
    assert not page.view.empty.isVisible()


@pytest.mark.parametrize(("name", "state"), [("removed", TakedownState.REMOVED), ("replaced", TakedownState.REPLACED)])
def test_one_click_settles_it_with_the_note(
    taken_back: School, open_page: Open, qtbot: QtBot, name: str, state: TakedownState
) -> None:
    page = open_page()
    (card,) = cards_of(page)
    qtbot.keyClicks(card.note, "webmaster, by phone")
    button: QPushButton = getattr(card, name)
    qtbot.mouseClick(button, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: not cards_of(page))
    assert settled_tasks(taken_back) == [(state, "webmaster, by phone")]
    assert page.view.banner.isVisible()


def test_staying_needs_a_reason(taken_back: School, open_page: Open, qtbot: QtBot) -> None:
    page = open_page()
    (card,) = cards_of(page)
    qtbot.mouseClick(card.stays, Qt.MouseButton.LeftButton)
    assert card.hint.isVisible()
    assert settled_tasks(taken_back) == []
    qtbot.keyClicks(card.note, "printed already")
    qtbot.mouseClick(card.stays, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: not cards_of(page))
    assert settled_tasks(taken_back) == [(TakedownState.STAYS, "printed already")]


def test_everything_is_reached_by_keyboard(taken_back: School, open_page: Open, qtbot: QtBot) -> None:
    page = open_page()
    (card,) = cards_of(page)
    page.activateWindow()
    card.note.setFocus()
    qtbot.waitUntil(card.note.hasFocus)
    qtbot.keyClick(card.note, Qt.Key.Key_Tab)
    assert page.focusWidget() is card.removed
    qtbot.keyClick(card.removed, Qt.Key.Key_Space)
    qtbot.waitUntil(lambda: settled_tasks(taken_back) == [(TakedownState.REMOVED, "")])


def test_undo_opens_it_again(taken_back: School, open_page: Open, context: AppContext, qtbot: QtBot) -> None:
    page = open_page()
    qtbot.mouseClick(cards_of(page)[0].removed, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: not cards_of(page))
    context.undo.undo()
    qtbot.waitUntil(lambda: len(cards_of(page)) == 1)
    assert settled_tasks(taken_back) == []


def test_a_settled_one_can_be_opened_again(taken_back: School, open_page: Open, qtbot: QtBot) -> None:
    (task,) = taken_back.workspace.takedowns.tasks()
    taken_back.workspace.takedowns.close_task(task.id, TakedownState.REMOVED, "gone")
    page = open_page()
    assert not page.view.settled_box.isVisible()
    qtbot.mouseClick(page.view.settled_toggle, Qt.MouseButton.LeftButton)
    (row,) = page.findChildren(SettledRow)
    assert "Removed on" in row.findChildren(QLabel)[1].text()
    assert "gone" in row.findChildren(QLabel)[1].text()
    qtbot.mouseClick(row.reopen, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: len(cards_of(page)) == 1)


def test_a_task_that_lapsed_is_listed_without_a_way_back(taken_back: School) -> None:
    taken_back.answer("Anna", Answer.GIVEN)
    taken_back.workspace.clock.advance(days=1)  # type: ignore[attr-defined]
    taken_back.answer("Anna", Answer.GIVEN)
    contents = load_todo(taken_back.workspace)
    assert contents.open_count == 0
    assert [(one.can_reopen, "No longer needed" in one.text) for one in contents.settled] == [(False, True)]


def test_the_photo_and_the_person_are_a_click_away(taken_back: School, open_page: Open, qtbot: QtBot) -> None:
    page = open_page()
    (card,) = cards_of(page)
    with qtbot.waitSignal(page.tagging_requested) as photo:
        qtbot.mouseClick(card.photo, Qt.MouseButton.LeftButton)
    assert photo.args == [[taken_back.items["Anna"]], taken_back.items["Anna"]]
    with qtbot.waitSignal(page.person_requested) as person:
        qtbot.mouseClick(card.person, Qt.MouseButton.LeftButton)
    assert person.args == [taken_back.pupils["Anna"]]


def test_photos_nobody_looked_at_are_counted_and_opened(school: School, open_page: Open, qtbot: QtBot) -> None:
    first, second = (school.add_photo(f"new{number}", (number, 90, 20)) for number in (1, 2))
    judged = school.add_photo("corridor", (1, 2, 3))
    school.workspace.tagging.judge_nobody((judged,), NobodyReason.NO_PEOPLE)
    page = open_page()
    card = page.view.summaries[TodoKind.UNNAMED_FACES]
    assert card.isVisible()
    assert card.text.text().startswith("In 2 photos")
    with qtbot.waitSignal(page.tagging_requested) as asked:
        qtbot.mouseClick(page.view.name_people, Qt.MouseButton.LeftButton)
    assert asked.args == [[first, second], first]


def test_a_note_being_written_survives_a_change_elsewhere(
    taken_back: School, open_page: Open, context: AppContext, qtbot: QtBot
) -> None:
    page = open_page()
    (card,) = cards_of(page)
    qtbot.keyClicks(card.note, "half a no")
    from models.consent.register import AnswerInput

    given = AnswerInput(taken_back.pupils["Bram"], taken_back.key(), Answer.WITHDRAWN)
    context.jobs.run_change(lambda space, _progress: space.consent.record_answers((given,)), owner=page)
    qtbot.waitUntil(lambda: len(cards_of(page)) == 2)
    assert card.note.text() == "half a no"
    assert card in cards_of(page)


def test_more_tasks_than_fit_are_a_button_away(taken_back: School, context: AppContext) -> None:
    taken_back.answer("Bram", Answer.WITHDRAWN)
    contents = load_todo(taken_back.workspace, {TodoKind.TAKEDOWN: 1})
    assert (len(contents.tasks), contents.open_count) == (1, 2)
