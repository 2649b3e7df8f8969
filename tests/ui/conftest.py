# SPDX-License-Identifier: GPL-3.0-or-later
"""What tests of the window can ask for. They run off-screen unless the environment says otherwise."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

import pytest
import shiboken6
from PySide6.QtWidgets import QApplication

from models.workspace import Workspace
from tests.patient_bot import PatientBot
from ui.background.changes import ChangeBus
from ui.background.jobs import Jobs
from ui.background.undo import UndoHistory
from ui.context import AppContext, UserSettings
from ui.style.theme import Theme, ThemeChoice


@pytest.fixture
def qtbot(qapp: QApplication, request: pytest.FixtureRequest) -> PatientBot:
    """In the place of pytest-qt's own."""
    return PatientBot(request)


@pytest.fixture
def theme_app(qapp: QApplication) -> Iterator[Theme]:
    """The light theme applied to the application; the test may choose another."""
    theme = Theme(qapp, ThemeChoice.LIGHT)
    yield theme
    shiboken6.delete(theme)  # it must not answer to the next test's changes


@pytest.fixture
def user_settings(tmp_path: Path) -> UserSettings:
    """Settings of a user who has none yet, in the test's own folder. Photos are studied only where a test asks."""
    settings = UserSettings(tmp_path / "window.ini")
    settings.seeks_faces = False
    return settings


@pytest.fixture
def context(workspace: Workspace, theme_app: Theme, user_settings: UserSettings) -> Iterator[AppContext]:
    """A fresh register as the window sees it. A bug that a job met fails the test."""
    bus, undo = ChangeBus(), UndoHistory()
    jobs = Jobs(workspace, bus, undo)
    bugs: list[BaseException] = []
    jobs.crashed.connect(bugs.append)
    yield AppContext(workspace, jobs, bus, undo, user_settings, theme_app)
    jobs.close()
    for bug in bugs:
        raise bug


@pytest.fixture
def jobs(context: AppContext) -> Jobs:
    """The jobs of the context."""
    return context.jobs
