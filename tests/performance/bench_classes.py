# SPDX-License-Identifier: GPL-3.0-or-later
"""How soon the class overview is there, with 2,000 people in 60 classes and 120,000 answers, and whether it blocks."""

from __future__ import annotations

import os
import time
from collections.abc import Iterator
from datetime import date
from pathlib import Path

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

import pytest
import shiboken6
from PySide6.QtCore import QEvent, QTimer
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot
from sqlalchemy import func, insert, select

from models.changes import ChangeSet
from models.clock import FixedClock
from models.tables import ConsentEvent, Group, GroupMembership, Publication
from models.terms import ChangeKind, GroupKind, MediaKind, Verdict
from models.workspace import Workspace
from tests.models.builders import NOON, RandomSchool
from tests.performance.conftest import Figures
from ui.background.changes import ChangeBus
from ui.background.gc_pin import CollectorPin
from ui.background.jobs import Jobs
from ui.background.undo import UndoHistory
from ui.context import AppContext, UserSettings
from ui.pages.classes.page import ClassesPage
from ui.style.theme import Theme, ThemeChoice

PEOPLE, CLASSES, ANSWERS_EACH, ITEMS, PUBLISHED = 2_000, 60, 60, 20_000, 2_000
OPEN_MS, BLOCK_MS = 300, 100
EVERYTHING = ChangeSet({ChangeKind.SETTING: frozenset()})


@pytest.fixture(scope="module")
def register(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The school on disk: everybody in a class, and some photos published."""
    path: Path = tmp_path_factory.mktemp("classes") / "school.beeldakkoord"
    with Workspace.open(path, clock=FixedClock(date(2026, 9, 15)), actor="Office") as workspace:
        made = RandomSchool(workspace, 1, extras=False)
        made.fill(people=PEOPLE, items=ITEMS, answers_each=ANSWERS_EACH, per_item=4, purposes=6)
        with workspace.store.write("test.classes") as unit:
            unit.session.execute(
                insert(Group),
                [
                    {"id": one, "name": f"Groep {one}", "kind": GroupKind.CLASS, "school_year": "2026-2027",
                     "sourced_id": "", "is_archived": False}
                    for one in range(1, CLASSES + 1)
                ],
            )  # fmt: skip
            unit.session.execute(
                insert(GroupMembership),
                [{"group_id": 1 + one % CLASSES, "person_id": one} for one in range(1, PEOPLE + 1)],
            )
            unit.session.execute(
                insert(Publication),
                [
                    {"item_id": one, "purpose_id": made.purpose_ids[0], "published_on": date(2026, 9, 1),
                     "verdict": Verdict.READY, "recorded_at": NOON}
                    for one in range(1, PUBLISHED + 1)
                ],
            )  # fmt: skip
            answers = unit.session.execute(select(func.count()).select_from(ConsentEvent)).scalar_one()
            unit.touch_all(ChangeKind.GROUP)
        assert answers > 115_000
    return path


@pytest.fixture
def workspace(register: Path) -> Iterator[Workspace]:
    with Workspace.open(register, clock=FixedClock(date(2026, 9, 15)), actor="Office") as opened:
        yield opened


@pytest.fixture
def context(workspace: Workspace, qapp: QApplication, tmp_path: Path) -> Iterator[AppContext]:
    """The register as the window sees it, with the collector pinned as in the program."""
    bus, undo = ChangeBus(), UndoHistory()
    jobs, theme, pin = Jobs(workspace, bus, undo), Theme(qapp, ThemeChoice.LIGHT), CollectorPin()
    yield AppContext(workspace, jobs, bus, undo, UserSettings(tmp_path / "window.ini"), theme)
    jobs.close()
    pin.release()
    shiboken6.delete(theme)


class Heartbeat:
    """The longest time between two turns of the event loop."""

    def __init__(self) -> None:
        self.longest, self._last = 0.0, time.perf_counter()
        self._timer = QTimer()
        self._timer.setInterval(1)
        self._timer.timeout.connect(self._beat)
        self._timer.start()

    def _beat(self) -> None:
        now = time.perf_counter()
        self.longest, self._last = max(self.longest, now - self._last), now


def test_the_numbers(workspace: Workspace, figures: Figures) -> None:
    purposes = [one.id for one in workspace.purposes.purposes()]
    chances = workspace.chances
    figures.measure(
        "chances of 60 classes for 6 purposes, statuses not in memory",
        lambda: chances.for_groups(purposes),
        limit_ms=OPEN_MS,
        before=lambda: chances._board.forget(EVERYTHING),
    )
    figures.measure(
        "chances of 60 classes for 6 purposes, statuses in memory",
        lambda: chances.for_groups(purposes),
        limit_ms=OPEN_MS,
    )
    people = chances.members(7)
    figures.measure(
        "chances of one class for 6 purposes and 3 kinds",
        lambda: chances.for_people(people, purposes, tuple(MediaKind)),
        limit_ms=50,
        before=lambda: chances._board.forget(EVERYTHING),
    )
    assert workspace.chances.for_groups(purposes).school.people_count == PEOPLE


def test_fairness(workspace: Workspace, figures: Figures) -> None:
    figures.measure("who is shown: the whole school, 20,000 items", workspace.fairness.report, runs=3)
    figures.measure("who is shown: one class", lambda: workspace.fairness.report(7), limit_ms=OPEN_MS)


def test_the_page_opens_without_blocking(context: AppContext, figures: Figures, qtbot: QtBot) -> None:
    opened, heart_beats = [], []
    warm = ClassesPage(context)  # modules, icons and fonts are loaded once in a program
    qtbot.waitUntil(lambda: warm.chances.panel.detail is not None, timeout=20_000)
    warm.deleteLater()
    QApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)
    for _run in range(5):
        context.workspace.chances._board.forget(EVERYTHING)
        heart, start = Heartbeat(), time.perf_counter()
        page = ClassesPage(context)
        page.resize(1200, 800)
        page.show()
        qtbot.waitUntil(lambda page=page: page.chances.table.model().rowCount() == CLASSES + 1, timeout=20_000)  # type: ignore[misc]
        page.chances.table.viewport().grab()
        opened.append((time.perf_counter() - start) * 1_000)
        qtbot.waitUntil(lambda page=page: page.chances.panel.detail is not None, timeout=20_000)  # type: ignore[misc]
        heart_beats.append(heart.longest * 1_000)
        page.deleteLater()
        QApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)
    median = sorted(opened)[len(opened) // 2]
    longest = sorted(heart_beats)[len(heart_beats) // 2]
    figures.rows.append(("the class overview opens, statuses not in memory", median, max(opened), OPEN_MS))
    figures.rows.append(("... and blocks the window for at most", longest, max(heart_beats), BLOCK_MS))
    assert median < OPEN_MS
    assert longest < BLOCK_MS
