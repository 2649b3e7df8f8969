# SPDX-License-Identifier: GPL-3.0-or-later
"""The Media page in a real window, over a small library that exists in files."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot
from sqlmodel import col, select

from models.consent.default_purposes import default_purposes
from models.tables import Item
from models.terms import ChangeKind
from models.workspace import Workspace
from tests.models.builders import School, save_photo
from ui.context import AppContext
from ui.pages.media.page import MediaPage


@pytest.fixture
def school(workspace: Workspace) -> School:
    workspace.purposes.add_purposes(default_purposes("en"))
    return School(workspace)


@pytest.fixture
def photos(school: School, tmp_path: Path) -> tuple[int, ...]:
    """Eight photos: two a month from June to September 2026, the last one first on the page."""
    paths = [save_photo(tmp_path / "camera" / f"IMG_{number}.jpg", number) for number in range(8)]
    items = school.take_in(*paths)
    with school.workspace.store.write("test.times") as unit:
        for row in unit.session.exec(select(Item).where(col(Item.id).in_(items))):
            number = items.index(row.id or 0)
            row.captured_at = datetime(2026, 6 + number // 2, 10 + number, 9)  # noqa: DTZ001 - a camera's time
        unit.touch(ChangeKind.ITEM, items)
    return tuple(reversed(items))


@pytest.fixture
def page(context: AppContext, qtbot: QtBot) -> MediaPage:
    """The page on show, with whatever the test took in before asking for it."""
    shown = MediaPage(context)
    shown.resize(1000, 700)
    qtbot.addWidget(shown)
    shown.show()
    qtbot.waitExposed(shown)
    qtbot.waitUntil(lambda: shown.view.pages.currentWidget() is not shown.view.reading)
    return shown
