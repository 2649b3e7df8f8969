# SPDX-License-Identifier: GPL-3.0-or-later
"""How long the to-do list takes in a large school: 2,000 people, 120,000 answers, 100,000 items, all by chance.

In such a school half of the pupils have parents who differ and a quarter of all answers end; a real one is kinder.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from datetime import date
from pathlib import Path

import pytest
from PySide6.QtCore import QEventLoop
from PySide6.QtWidgets import QApplication

from models.clock import FixedClock
from models.terms import Answer, TodoKind
from models.workspace import Workspace
from tests.models.builders import RandomSchool, School
from tests.performance.conftest import ITEMS, PEOPLE, PURPOSES, Figures
from ui.background.changes import ChangeBus
from ui.background.jobs import Jobs
from ui.background.undo import UndoHistory
from ui.context import AppContext, UserSettings
from ui.pages.todo.contents import load_todo
from ui.pages.todo.page import TodoPage
from ui.style.theme import Theme, ThemeChoice

TODAY = date(2026, 9, 15)
ANSWERS_EACH = 60


@pytest.fixture(scope="module")
def talkative(tmp_path_factory: pytest.TempPathFactory) -> Iterator[RandomSchool]:
    """Everybody answered 60 times."""
    path: Path = tmp_path_factory.mktemp("talkative") / "school.beeldakkoord"
    workspace = Workspace.open(path, clock=FixedClock(TODAY), actor="Office")
    school = RandomSchool(workspace, 2, extras=False)
    school.fill(people=PEOPLE, items=ITEMS, answers_each=ANSWERS_EACH, per_item=4, purposes=PURPOSES)
    yield school
    workspace.close()


@pytest.fixture
def context(talkative: RandomSchool, qapp: QApplication, tmp_path: Path) -> Iterator[AppContext]:
    bus, undo = ChangeBus(), UndoHistory()
    jobs = Jobs(talkative.workspace, bus, undo)
    theme = Theme(qapp, ThemeChoice.LIGHT)
    yield AppContext(talkative.workspace, jobs, bus, undo, UserSettings(tmp_path / "window.ini"), theme)
    jobs.close()


def test_reading_the_list(talkative: RandomSchool, figures: Figures) -> None:
    todo, workspace = talkative.workspace.todo, talkative.workspace
    assert sum(todo.counts().values()) > 500
    figures.measure("To do: contents of the page", lambda: load_todo(workspace), limit_ms=300)
    figures.measure("To do: counts, nothing in memory", todo.counts, before=todo.forget_all, limit_ms=1_000)
    school, person = School(workspace), talkative.pupil_ids[7]

    def answer() -> None:
        school.answer(person, talkative.purpose_ids[0], Answer.GIVEN, TODAY, decider_id=person)

    figures.measure("To do: counts after an answer", todo.counts, before=answer, limit_ms=1_000)


def test_opening_the_page(context: AppContext, qapp: QApplication, figures: Figures) -> None:
    """From the click until every section is on screen, and the longest turn of the window meanwhile."""
    context.workspace.todo.counts()  # the window counted when it started
    pages: list[TodoPage] = []
    turns: list[float] = []

    def turn(work: Callable[[], object]) -> None:
        start = time.perf_counter()
        work()
        turns.append((time.perf_counter() - start) * 1_000)

    def open_page() -> None:
        turn(lambda: pages.append(TodoPage(context)))
        page = pages[-1]
        page.resize(1084, 800)
        turn(page.show)
        loop = QEventLoop()
        more = QEventLoop.ProcessEventsFlag.WaitForMoreEvents
        while not page.is_loaded:
            loop.processEvents(more)
        turn(qapp.processEvents)

    def close_pages() -> None:
        while pages:
            page = pages.pop()
            page.close()
            page.deleteLater()
            qapp.processEvents()

    figures.measure("To do: opening the page", open_page, limit_ms=300, before=close_pages)
    assert sum(len(section.rows) for section in pages[0].view.sections.values()) >= 10
    start = time.perf_counter()
    pages[0]._show(load_todo(context.workspace, {TodoKind.GUARDIANS_DIFFER: 100, TodoKind.ENDS_SOON: 100}))
    filling = (time.perf_counter() - start) * 1_000
    close_pages()
    figures.rows.append(("... the longest turn of the window meanwhile", max(turns), max(turns), 100))
    figures.rows.append(("... 200 rows, read and put on the page", filling, filling, None))
    assert max(turns) < 100
