# SPDX-License-Identifier: GPL-3.0-or-later
"""The sections of the To do page: each row leads with one click to the place where it is solved."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel
from pytestqt.qtbot import QtBot

from models.consent.register import AnswerInput
from models.publishing.todo import Found, TodoNotice, fingerprint_of
from models.roster.person_input import PersonInput
from models.terms import Answer, LetterKind, PersonRole, TodoKind
from tests.ui.pages.todo.conftest import School
from ui.context import AppContext
from ui.pages.todo.cards import SettledRow
from ui.pages.todo.page import TodoPage
from ui.pages.todo.rows import NoticeRow, SettleDialog

Open = Callable[[], TodoPage]
MARCH, MAY = date(2026, 3, 3), date(2026, 5, 5)


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


def rows_of(page: TodoPage, kind: TodoKind) -> list[NoticeRow]:
    return list(page.view.sections[kind].rows.values())


def words_of(row: NoticeRow) -> str:
    return " ".join(label.text() for label in row.findChildren(QLabel))


def add_differing(school: School, given: str, number: int = 0) -> int:
    """A pupil whose mother said yes in March and whose father said no in May."""
    people = school.workspace.people
    pupil = people.add_person(
        PersonInput(given, family_name="Berg", birth_date=date(2015, 4, 3), roles=(PersonRole.PUPIL,))
    ).value
    mother = people.add_guardian(pupil, PersonInput("Sanne", family_name=f"Berg{number}")).value
    father = people.add_guardian(pupil, PersonInput("Piet", family_name=f"Berg{number}")).value
    school.workspace.consent.record_answers(
        (
            AnswerInput(pupil, school.key(), Answer.GIVEN, mother, MARCH),
            AnswerInput(pupil, school.key(), Answer.REFUSED, father, MAY),
        )
    )
    return pupil


def test_differing_parents_are_shown_with_both_dates_and_no_blame(
    school: School, open_page: Open, qtbot: QtBot
) -> None:
    pupil = add_differing(school, "Cas")
    page = open_page()
    (row,) = rows_of(page, TodoKind.GUARDIANS_DIFFER)
    text = words_of(row)
    assert "Cas Berg" in text
    assert "School website (photo): Sanne Berg0 said yes on 3 Mar 2026 and Piet Berg0 said no on 5 May 2026." in text
    assert row.accessibleName() == "Cas Berg"
    assert "said no on 5 May 2026" in row.accessibleDescription()
    with qtbot.waitSignal(page.person_requested) as asked:
        qtbot.mouseClick(row.buttons[0], Qt.MouseButton.LeftButton)
    assert asked.args == [pupil]


def test_settling_with_a_note_and_opening_it_again(
    school: School, open_page: Open, context: AppContext, qtbot: QtBot
) -> None:
    add_differing(school, "Cas")
    page = open_page()
    (row,) = rows_of(page, TodoKind.GUARDIANS_DIFFER)
    qtbot.mouseClick(row.settle, Qt.MouseButton.LeftButton)
    dialog = page.findChild(SettleDialog)
    assert dialog is not None
    qtbot.keyClicks(dialog.note, "talked to both")
    qtbot.keyClick(dialog.note, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: not rows_of(page, TodoKind.GUARDIANS_DIFFER))
    assert not page.view.sections[TodoKind.GUARDIANS_DIFFER].isVisible()
    assert page.view.banner.isVisible()
    qtbot.waitUntil(page.view.settled_toggle.isVisible)
    qtbot.mouseClick(page.view.settled_toggle, Qt.MouseButton.LeftButton)
    (settled,) = page.findChildren(SettledRow)
    text = settled.findChildren(QLabel)[1].text()
    assert "Cas Berg: Answers of parents that differ. Settled on 15 Sept 2026" in text
    assert "by office" in text
    assert "talked to both" in text
    qtbot.mouseClick(settled.reopen, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: len(rows_of(page, TodoKind.GUARDIANS_DIFFER)) == 1)
    context.undo.undo()
    qtbot.waitUntil(lambda: not rows_of(page, TodoKind.GUARDIANS_DIFFER))
    assert school.workspace.todo.settled()[0].note == "talked to both"


def test_undo_brings_a_settled_one_back(school: School, open_page: Open, context: AppContext, qtbot: QtBot) -> None:
    add_differing(school, "Cas")
    page = open_page()
    page._settle(rows_of(page, TodoKind.GUARDIANS_DIFFER)[0].facts.notice, "")
    qtbot.waitUntil(lambda: not rows_of(page, TodoKind.GUARDIANS_DIFFER))
    context.undo.undo()
    qtbot.waitUntil(lambda: len(rows_of(page, TodoKind.GUARDIANS_DIFFER)) == 1)


def test_more_rows_than_fit_are_a_button_away(school: School, open_page: Open, qtbot: QtBot) -> None:
    for number in range(7):
        add_differing(school, f"Kind{number}", number)
    page = open_page()
    section = page.view.sections[TodoKind.GUARDIANS_DIFFER]
    assert len(section.rows) == 5
    assert section.head.heading.text() == "7 pupils whose parents answered differently"
    assert section.more.text() == "Show 2 more"
    qtbot.mouseClick(section.more, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: len(section.rows) == 7)
    assert not section.more.isVisible()


def test_a_row_keeps_the_keyboard_when_something_else_changes(
    school: School, open_page: Open, context: AppContext, qtbot: QtBot
) -> None:
    first, second = add_differing(school, "Cas", 1), add_differing(school, "Daan", 2)
    page = open_page()
    section = page.view.sections[TodoKind.GUARDIANS_DIFFER]
    page.activateWindow()
    section.rows[first].buttons[0].setFocus()
    qtbot.waitUntil(section.rows[first].buttons[0].hasFocus)
    kept = section.rows[first]
    add = AnswerInput(second, school.key(), Answer.GIVEN, decider_id=_father(school, second))
    context.jobs.run_change(lambda space, _progress: space.consent.record_answers((add,)), owner=page)
    qtbot.waitUntil(lambda: list(section.rows) == [first])
    assert section.rows[first] is kept
    assert kept.buttons[0].hasFocus()


def _father(school: School, pupil: int) -> int:
    return school.workspace.consent.matrix(pupil).deciders[2].person_id


def test_rows_are_worked_by_keyboard_alone(school: School, open_page: Open, qtbot: QtBot) -> None:
    pupil = add_differing(school, "Cas")
    page = open_page()
    (row,) = rows_of(page, TodoKind.GUARDIANS_DIFFER)
    page.activateWindow()
    row.take_focus()
    qtbot.waitUntil(row.buttons[0].hasFocus)
    with qtbot.waitSignal(page.person_requested) as asked:
        qtbot.keyClick(row.buttons[0], Qt.Key.Key_Space)
    assert asked.args == [pupil]
    qtbot.keyClick(row.buttons[0], Qt.Key.Key_Tab)
    assert page.focusWidget() is row.settle
    qtbot.keyClick(row.settle, Qt.Key.Key_Space)
    dialog = page.findChild(SettleDialog)
    assert dialog is not None
    qtbot.keyClick(dialog, Qt.Key.Key_Escape)
    assert rows_of(page, TodoKind.GUARDIANS_DIFFER) == [row]


def test_a_yes_that_ends_and_a_pupil_who_decides_lead_to_a_letter(
    school: School, open_page: Open, qtbot: QtBot
) -> None:
    people, today = school.workspace.people, school.workspace.clock.today()
    older = people.add_person(
        PersonInput("Eva", family_name="Bos", birth_date=date(2010, 9, 1), roles=(PersonRole.PUPIL,))
    ).value
    mother = people.add_guardian(older, PersonInput("Ria", family_name="Bos")).value
    ending = AnswerInput(
        school.pupils["Anna"], school.key(), Answer.GIVEN, valid_until=today + timedelta(days=20), decided_on=today
    )
    of_mother = AnswerInput(older, school.key(), Answer.GIVEN, mother, date(2026, 8, 1))
    school.workspace.consent.record_answers((ending, of_mother))
    page = open_page()
    (deciding,) = rows_of(page, TodoKind.NOW_DECIDES)
    assert "Eva Bos Decides since 1 Sept 2026. 1 answer is still the parents'." in words_of(deciding)
    with qtbot.waitSignal(page.letters_requested) as asked:
        qtbot.mouseClick(deciding.buttons[0], Qt.MouseButton.LeftButton)
    assert asked.args == [LetterKind.NOW_DECIDES, [older]]
    (ends,) = rows_of(page, TodoKind.ENDS_SOON)
    assert "Up to 5 Oct 2026: School website (photo)." in words_of(ends)
    with qtbot.waitSignal(page.letters_requested) as asked:
        qtbot.mouseClick(page.view.letters[TodoKind.ENDS_SOON], Qt.MouseButton.LeftButton)
    assert asked.args == [LetterKind.ENDING, [school.pupils["Anna"]]]


def test_an_event_leads_to_its_forms_and_to_itself(school: School, open_page: Open, qtbot: QtBot) -> None:
    website = school.workspace.purposes.purpose("website").id
    people = tuple(school.pupils.values())
    notice = TodoNotice(
        TodoKind.MISSING_FOR_SESSION,
        7,
        fingerprint_of(TodoKind.MISSING_FOR_SESSION, 7),
        ids=people,
        purpose_id=website,
        day=date(2026, 10, 1),
        total=24,
        title="Schoolreis",
    )
    school.workspace.todo.add_source(
        TodoKind.MISSING_FOR_SESSION, lambda _today: Found((7,), lambda ids: [notice for _one in ids])
    )
    page = open_page()
    (row,) = rows_of(page, TodoKind.MISSING_FOR_SESSION)
    assert "Schoolreis, 1 Oct 2026" in words_of(row)
    assert "2 of 24 have not answered yet for School website." in words_of(row)
    with qtbot.waitSignal(page.forms_requested) as asked:
        qtbot.mouseClick(row.buttons[0], Qt.MouseButton.LeftButton)
    assert asked.args == [website, list(people)]
    assert row.buttons[0].text() == "Ask 2 people…"
    with qtbot.waitSignal(page.event_requested) as event:
        qtbot.mouseClick(row.buttons[1], Qt.MouseButton.LeftButton)
    assert event.args == [7]


def test_what_is_solved_together_is_one_card(school: School, open_page: Open, qtbot: QtBot) -> None:
    people = tuple(school.pupils.values())
    for kind in (TodoKind.REMINDER_DUE, TodoKind.RETENTION_DUE):
        school.workspace.todo.add_source(kind, lambda _today: Found(people, lambda _ids: []))
    page = open_page()
    card = page.view.summaries[TodoKind.REMINDER_DUE]
    assert card.heading.text() == "2 people to remind"
    with qtbot.waitSignal(page.letters_requested) as asked:
        qtbot.mouseClick(card.button, Qt.MouseButton.LeftButton)
    assert asked.args == [LetterKind.REMINDER, list(people)]
    with qtbot.waitSignal(page.retention_requested):
        qtbot.mouseClick(page.view.summaries[TodoKind.RETENTION_DUE].button, Qt.MouseButton.LeftButton)


def test_a_section_can_be_asked_for_and_comes_in_sight(school: School, open_page: Open, qtbot: QtBot) -> None:
    for number in range(5):
        add_differing(school, f"Kind{number}", number)
    school.add_photo("new", (3, 90, 20))
    page = open_page()
    page.resize(900, 320)
    page.activateWindow()
    page.show_kind(TodoKind.UNNAMED_FACES)
    button = page.view.name_people
    qtbot.waitUntil(button.hasFocus)
    qtbot.waitUntil(lambda: not button.visibleRegion().isEmpty())


def test_a_page_that_was_away_catches_up_when_it_is_shown(
    school: School, open_page: Open, context: AppContext, qtbot: QtBot
) -> None:
    page = open_page()
    page.hide()
    add_differing(school, "Cas")
    from models.changes import ChangeSet
    from models.terms import ChangeKind

    context.bus.broadcast(ChangeSet({ChangeKind.ANSWER: frozenset()}))
    context.jobs.wait_until_idle()
    assert not rows_of(page, TodoKind.GUARDIANS_DIFFER)
    page.show()
    qtbot.waitUntil(lambda: len(rows_of(page, TodoKind.GUARDIANS_DIFFER)) == 1)


def test_a_settled_event_is_listed_by_its_name(school: School, open_page: Open, qtbot: QtBot) -> None:
    from models.media.session_rows import SessionInput

    website = school.workspace.purposes.purpose("website").id
    silent = school.workspace.people.add_person(PersonInput("Gijs", family_name="Mol", roles=(PersonRole.STAFF,))).value
    day = school.workspace.clock.today() + timedelta(days=3)
    school.workspace.sessions.add_session(SessionInput("Schoolreis", day=day, purpose_id=website, person_ids=(silent,)))
    page = open_page()
    (row,) = rows_of(page, TodoKind.MISSING_FOR_SESSION)
    assert row.buttons[0].text() == "Ask 1 person…"
    page._settle(row.facts.notice, "")
    qtbot.waitUntil(lambda: len(page.findChildren(SettledRow)) == 1)
    (settled,) = page.findChildren(SettledRow)
    assert "Schoolreis: Answers missing for an event. Settled on" in settled.findChildren(QLabel)[1].text()
    assert page.view.all_done.isVisible()
