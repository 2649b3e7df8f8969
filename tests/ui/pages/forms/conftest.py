# SPDX-License-Identifier: GPL-3.0-or-later
"""A school with two classes and the Forms page on it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import date

import pytest
from pytestqt.qtbot import QtBot

from models.consent.purposes import PurposeInput
from models.roster.person_input import PersonInput
from models.settings import School
from models.terms import Audience, PersonRole
from ui.context import AppContext
from ui.pages.forms.page import FormsPage
from ui.pages.forms.rounds_tab import RoundsTab

Settle = Callable[[], None]


@pytest.fixture
def settle(qtbot: QtBot, context: AppContext) -> Settle:
    def wait() -> None:
        for _turn in range(5):
            assert context.jobs.wait_until_idle()
            qtbot.wait(20)

    return wait


@pytest.fixture
def people(context: AppContext) -> tuple[int, ...]:
    """Aya and Bo in 7b, Cas in 8a; Cas's father reads Polish."""
    workspace = context.workspace
    workspace.settings.change_school(School("De Klaproos"))
    workspace.purposes.add_purposes((PurposeInput("website", "Website", Audience.PUBLIC),))
    first, second = (workspace.groups.add_group(name).value for name in ("7b", "8a"))

    def add(name: str, group: int, language: str) -> int:
        made = PersonInput(name, "", "Smit", date(2015, 1, 2), roles=(PersonRole.PUPIL,), group_ids=(group,))
        pupil = workspace.people.add_person(made).value
        workspace.people.add_guardian(pupil, PersonInput("Ouder", "", "Smit", language=language))
        return pupil

    return add("Aya", first, "nl"), add("Bo", first, "nl"), add("Cas", second, "pl")


@pytest.fixture
def tab(context: AppContext, people: tuple[int, ...], qtbot: QtBot, settle: Settle) -> Iterator[RoundsTab]:
    page = FormsPage(context)
    qtbot.addWidget(page)
    page.resize(1100, 760)
    page.show()
    settle()
    yield page.rounds
    page.close()
