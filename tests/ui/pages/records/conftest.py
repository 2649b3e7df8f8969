# SPDX-License-Identifier: GPL-3.0-or-later
"""A small school and its Records page."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from pytestqt.qtbot import QtBot

from models.consent.evidence_types import EvidenceInput
from models.workspace import Workspace
from tests.models.builders import School
from ui.context import AppContext
from ui.pages.records.page import RecordsPage


@pytest.fixture
def school(workspace: Workspace) -> School:
    """A pupil with an answer that has proof, and one that has none."""
    made = School(workspace)
    pupil, website = made.pupil(), made.purpose()
    made.answer(pupil, website, evidence=EvidenceInput(b"%PDF-1.7", "application/pdf"))
    made.answer(pupil, None)
    return made


@pytest.fixture
def settle(qtbot: QtBot, context: AppContext) -> Callable[[], None]:
    """Wait until every job is done and delivered."""

    def wait() -> None:
        for _turn in range(4):
            assert context.jobs.wait_until_idle()
            qtbot.wait(15)

    return wait


@pytest.fixture
def page(qtbot: QtBot, context: AppContext, school: School, settle: Callable[[], None]) -> RecordsPage:
    """The page, shown."""
    made = RecordsPage(context)
    qtbot.addWidget(made)
    made.resize(1100, 750)
    made.show()
    settle()
    return made
