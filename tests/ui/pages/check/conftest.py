# SPDX-License-Identifier: GPL-3.0-or-later
"""A school with two pupils who may be on the website, one who may not, and a folder of photos of them."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

from models.terms import Answer, Verdict
from models.workspace import Workspace
from tests.models.builders import School, save_photo
from ui.context import AppContext
from ui.pages.check.page import CheckPage


@dataclass
class Photos:
    """The school, its purposes, its people, and the folder with what was photographed."""

    school: School
    folder: Path
    website: int
    newsletter: int
    yes: int
    no: int

    def path(self, name: str) -> Path:
        """A photo by the verdict it gets for the website."""
        return self.folder / f"{name}.jpg"

    def item(self, name: str) -> int:
        """The item of a photo that was taken in before."""
        found = self.school.workspace.media.item_at(self.path(name))
        assert found is not None
        return found


@pytest.fixture
def photos(workspace: Workspace, tmp_path: Path) -> Photos:
    """Five photos: ready, cover, ask and no are known and named; the one called "new" nobody has seen yet."""
    school = School(workspace)
    website, newsletter = school.purpose("website"), school.purpose("newsletter")
    folder = tmp_path / "photos"
    folder.mkdir()
    made = Photos(school, folder, website, newsletter, school.pupil(), school.pupil())
    school.answer(made.yes, website)
    school.answer(made.no, website, Answer.REFUSED)
    school.answer(made.no, newsletter)
    for number, name in enumerate(("ready", "cover", "ask", "hidden", "new")):
        save_photo(made.path(name), number)
    items = school.take_in(*(made.path(name) for name in ("ready", "cover", "ask", "hidden")))
    school.tag(items[0], made.yes)
    school.tag(items[1], made.yes, made.no)
    school.tag(items[2], school.pupil())
    school.tag(items[3], made.no, box=None)
    return made


Open = Callable[[], CheckPage]


@pytest.fixture
def open_page(qtbot: QtBot, context: AppContext) -> Open:
    def show() -> CheckPage:
        page = CheckPage(context)
        qtbot.addWidget(page)
        page.resize(1200, 800)
        with qtbot.waitExposed(page):
            page.show()
        qtbot.waitUntil(lambda: bool(page.purpose_ids()))
        return page

    return show


@pytest.fixture
def full_page(open_page: Open, photos: Photos, qtbot: QtBot) -> CheckPage:
    """The page with the folder dropped on it, everything judged."""
    page = open_page()
    page.show_paths([photos.folder])
    wait_for_groups(qtbot, page, 5)
    return page


def groups_of(page: CheckPage) -> dict[Verdict | None, list[str]]:
    """File names on the page by section, as the model has them."""
    found: dict[Verdict | None, list[str]] = {}
    row = 0
    for section, count in page.view.grid.model().sections():
        rows = range(row, row + count)
        names = [page.view.grid.model().index(one).data() or "" for one in rows]  # not read yet: no name
        found[section] = [name.removesuffix(".jpg") for name in names]
        row += count
    return found


def wait_for_groups(qtbot: QtBot, page: CheckPage, count: int) -> None:
    """Until so many photos are on the page, each under its verdict."""

    def is_settled() -> bool:
        groups = groups_of(page)
        shown = [name for names in groups.values() for name in names]
        return None not in groups and len(shown) == count and all(shown)

    qtbot.waitUntil(is_settled)


def select(page: CheckPage, *names: str) -> None:
    """Select photos by their names, as the arrow keys with Control would."""
    grid = page.view.grid
    grid.clearSelection()
    for row in range(grid.model().rowCount()):
        index = grid.model().index(row)
        if index.data().removesuffix(".jpg") in names:
            flags = grid.selectionModel().SelectionFlag
            grid.selectionModel().setCurrentIndex(index, flags.Select)
