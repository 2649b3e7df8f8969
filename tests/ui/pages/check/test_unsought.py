# SPDX-License-Identifier: GPL-3.0-or-later
"""The Check page while faces are looked for in the background: it says so, comes first, and updates by itself."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

from models.terms import NobodyReason, Verdict
from models.workspace import Workspace
from tests.models.builders import School
from tests.models.media.bright_spots import BrightSpots, dark_picture
from ui.context import AppContext
from ui.pages.check.page import CheckPage


@pytest.fixture(autouse=True)
def net(monkeypatch: pytest.MonkeyPatch) -> BrightSpots:
    made = BrightSpots()
    monkeypatch.setattr("models.media.faces.load_net", lambda: made)
    return made


@pytest.fixture
def items(workspace: Workspace, tmp_path: Path) -> list[int]:
    """Three photos with a face each, judged by somebody who saw nobody."""
    school = School(workspace)
    school.purpose("website")
    paths = []
    for number in range(3):
        picture = dark_picture((640, 480), (100, 100, 180, 200))
        picture.putpixel((0, 0), (number, 0, 0))
        paths.append(tmp_path / f"{number}.png")
        picture.save(paths[-1])
    taken = list(school.take_in(*paths))
    workspace.tagging.judge_nobody(taken, NobodyReason.NO_PEOPLE)
    return taken


def verdicts(page: CheckPage) -> set[Verdict | None]:
    return {one.section for one in page._lineup.entries(page._model.ids())}


def test_it_says_what_was_not_looked_at_and_updates_as_faces_come_in(
    qtbot: QtBot, context: AppContext, items: list[int], open_page: Callable[[], CheckPage]
) -> None:
    page = open_page()
    page.show_items(items)
    qtbot.waitUntil(page.view.unsought.isVisible)
    assert page.view.unsought.text() == (
        "In 3 of these photos faces have not been looked for yet. Looking for faces is switched off in Settings."
    )
    qtbot.waitUntil(lambda: verdicts(page) == {Verdict.READY})
    qtbot.waitUntil(lambda: set(context.study._first) == set(items))
    context.study.start()
    qtbot.waitUntil(lambda: verdicts(page) == {Verdict.IDENTIFY}, timeout=20_000)
    qtbot.waitUntil(lambda: not page.view.unsought.isVisible())


def test_looking_harder_at_a_selection(
    qtbot: QtBot, context: AppContext, items: list[int], open_page: Callable[[], CheckPage]
) -> None:
    page = open_page()
    page.show_items(items)
    qtbot.waitUntil(lambda: len(page._model.ids()) == 3)
    page.view.grid.selectAll()
    qtbot.waitUntil(page.view.several.look_harder.isVisible)
    page.view.several.look_harder.click()
    people = context.workspace.tagging.people_in
    qtbot.waitUntil(lambda: all(one.faces_sought_harder for one in people(items).values()), timeout=30_000)
    qtbot.waitUntil(lambda: "Found: 3 faces more" in page.view.banner._text.text())
