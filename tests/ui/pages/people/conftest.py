# SPDX-License-Identifier: GPL-3.0-or-later
"""A small school and its People page."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date

import pytest
from pytestqt.qtbot import QtBot

from models.consent.default_purposes import default_purposes
from models.roster.person_input import PersonInput
from models.terms import PersonRole
from models.workspace import Workspace
from ui.context import AppContext
from ui.pages.people.page import PeoplePage


@dataclass
class School:
    """Ids of who and what there is."""

    pupil: int
    mother: int
    father: int
    adult: int
    group: int
    website: int


@pytest.fixture
def school(workspace: Workspace) -> School:
    """A pupil of ten with two guardians, a member of staff, a class, and the usual purposes."""
    workspace.purposes.add_purposes(default_purposes("en"))
    group = workspace.groups.add_group("3B").value
    pupil = workspace.people.add_person(
        PersonInput("Noor", "van", "Dijk", date(2016, 2, 3), roles=(PersonRole.PUPIL,), group_ids=(group,))
    ).value
    mother = workspace.people.add_guardian(pupil, PersonInput("Mila", "van", "Dijk"), relation="mother").value
    father = workspace.people.add_guardian(pupil, PersonInput("Bram", "", "Aarts"), relation="father").value
    adult = workspace.people.add_person(PersonInput("Tess", "", "Zuid", roles=(PersonRole.STAFF,))).value
    return School(pupil, mother, father, adult, group, workspace.purposes.purpose("website").id)


@pytest.fixture
def settle(qtbot: QtBot, context: AppContext) -> Callable[[], None]:
    """Wait until every job is done and delivered."""

    def wait() -> None:
        for _turn in range(4):
            assert context.jobs.wait_until_idle()
            qtbot.wait(15)

    return wait


@pytest.fixture
def page(qtbot: QtBot, context: AppContext, school: School, settle: Callable[[], None]) -> PeoplePage:
    """The page, shown, with nobody chosen yet."""
    made = PeoplePage(context)
    qtbot.addWidget(made)
    made.resize(1200, 800)
    made.show()
    settle()
    return made
