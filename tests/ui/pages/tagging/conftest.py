# SPDX-License-Identifier: GPL-3.0-or-later
"""A class with four photos that nobody looked at yet, and the viewer over them."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import pytest
from PIL import Image
from PySide6.QtCore import QPoint, Qt
from pytestqt.qtbot import QtBot

from models.consent.default_purposes import default_purposes
from models.media.tagging import ItemPeople
from models.roster.person_input import PersonInput
from models.terms import PersonRole
from models.workspace import Workspace
from ui.context import AppContext
from ui.pages.tagging.page import TaggingPage

NAMES = (("Anna", "Berg"), ("Bram", "Visser"), ("Zoë", "Bakker"))


@dataclass
class Viewer:
    """The page with everything a test asks of it."""

    qtbot: QtBot
    context: AppContext
    page: TaggingPage
    items: list[int]
    people: dict[str, int]

    def people_in(self, place: int = 0) -> ItemPeople:
        """Who is in a photo according to the register."""
        item = self.items[place]
        return self.context.workspace.tagging.people_in((item,))[item]

    def named(self, place: int = 0) -> set[str]:
        """Given names in a photo according to the register."""
        ids = {one.person_id for one in self.people_in(place).appearances}
        return {name for name, person_id in self.people.items() if person_id in ids}

    def wait(self, is_so: Callable[[], bool]) -> None:
        """Wait until something is so."""
        self.qtbot.waitUntil(is_so, timeout=15_000)

    def type_name(self, text: str) -> None:
        """Type into the name line and press Enter, without waiting for the suggestions."""
        line = self.page.view.picker.line
        self.qtbot.keyClicks(line, text)
        self.qtbot.keyClick(line, Qt.Key.Key_Return)

    def rows(self) -> list[str]:
        """The rows of the list of people."""
        people = self.page.view.people
        return [people.item(at).text() for at in range(people.count())]

    def wait_rows(self, count: int) -> None:
        """Wait until the list shows so many rows."""
        self.wait(lambda: len(self.rows()) == count)

    def drag(self, start: QPoint, end: QPoint) -> None:
        """Drag over the picture with the left button."""
        canvas = self.page.view.canvas
        self.qtbot.mousePress(canvas, Qt.MouseButton.LeftButton, pos=start)
        self.qtbot.mouseMove(canvas, (start + end) / 2)
        self.qtbot.mouseMove(canvas, end)
        self.qtbot.mouseRelease(canvas, Qt.MouseButton.LeftButton, pos=end)

    def draw_box(self) -> None:
        """Draw a box in the middle of the picture."""
        middle = self.page.view.canvas.rect().center()
        self.drag(middle - QPoint(60, 60), middle + QPoint(60, 60))


def add_photo(workspace: Workspace, path: Path, colour: tuple[int, int, int]) -> int:
    """Make a photo of one colour and take it in."""
    Image.new("RGB", (600, 400), colour).save(path)
    read, _skipped = workspace.media.read_files((path,))
    return workspace.media.take_in(read).value[0].item_id


@pytest.fixture
def viewer(qtbot: QtBot, context: AppContext, workspace: Workspace, tmp_path: Path) -> Viewer:
    """The viewer on the first of four photos, with its picture on show."""
    workspace.purposes.add_purposes(default_purposes("en"))
    people = {
        given: workspace.people.add_person(PersonInput(given, family_name=family, roles=(PersonRole.PUPIL,))).value
        for given, family in NAMES
    }
    items = [add_photo(workspace, tmp_path / f"{at}.jpg", (40 * at, 120, 90)) for at in range(4)]
    page = TaggingPage(context)
    qtbot.addWidget(page)
    page.resize(1100, 760)
    page.show()
    qtbot.waitExposed(page)
    made = Viewer(qtbot, context, page, items, people)
    page.open_items(items, items[0], [workspace.purposes.purpose("website").id])
    made.wait(lambda: page.view.name.text() == "0.jpg" and page.view.picker.list.count() == len(NAMES))
    wait_for_picture(made)
    return made


def wait_for_picture(viewer: Viewer) -> None:
    """Wait until the canvas shows the green of the first photo."""
    canvas = viewer.page.view.canvas

    def is_shown() -> bool:
        middle = canvas.grab().toImage().pixelColor(canvas.rect().center())
        return middle.green() > middle.red() + 50

    viewer.wait(is_shown)
