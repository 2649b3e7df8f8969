# SPDX-License-Identifier: GPL-3.0-or-later
"""A school of two classes and a choir, with its Classes page."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime

import pytest
from pytestqt.qtbot import QtBot

from models.consent.purposes import PurposeInput
from models.roster.person_input import PersonInput
from models.terms import Answer, Audience, GroupKind, MediaKind, PersonRole
from models.workspace import Workspace
from tests.models.builders import School as Filled
from ui.context import AppContext
from ui.pages.classes.page import ClassesPage


@dataclass
class Classes:
    """Ids of who and what there is. In 7b Aya and Bo may be on the website, Cas has not answered, Dirk said no."""

    first: int
    second: int
    choir: int
    website: int
    news: int
    aya: int
    bo: int
    cas: int
    dirk: int
    eva: int
    filled: Filled


@pytest.fixture
def classes(workspace: Workspace) -> Classes:
    """Adults, so that one answer each is enough."""
    website, news = workspace.purposes.add_purposes(
        (
            PurposeInput("website", "Website", Audience.PUBLIC),
            PurposeInput("news", "Newsletter", Audience.CLOSED, kinds=(MediaKind.PHOTO,)),
        )
    ).value
    first, second = (workspace.groups.add_group(name).value for name in ("Groep 7b", "Groep 10"))
    choir = workspace.groups.add_group("Koor", GroupKind.OTHER).value

    def add(name: str, *groups: int) -> int:
        entered = PersonInput(name, "", "Smit", roles=(PersonRole.STAFF,), group_ids=groups)
        return workspace.people.add_person(entered).value

    aya, bo, cas, dirk = (add(name, first) for name in ("Aya", "Bo", "Cas", "Dirk"))
    eva = add("Eva", second, choir)
    filled = Filled(workspace)
    for person_id in (aya, bo, eva):
        filled.answer(person_id, website)
    filled.answer(dirk, website, Answer.REFUSED)
    for number in range(4):
        item = filled.item(captured_at=datetime(2026, 9, 2, 10, number))  # noqa: DTZ001 - a camera's time
        filled.tag(item, aya, *((cas,) if number == 0 else ()))
        filled.publish(item, website, published_on=date(2026, 9, 3))
    return Classes(first, second, choir, website, news, aya, bo, cas, dirk, eva, filled)


@pytest.fixture
def settle(qtbot: QtBot, context: AppContext) -> Callable[[], None]:
    """Wait until every job is done and delivered."""

    def wait() -> None:
        for _turn in range(4):
            assert context.jobs.wait_until_idle()
            qtbot.wait(15)

    return wait


@pytest.fixture
def page(qtbot: QtBot, context: AppContext, classes: Classes, settle: Callable[[], None]) -> ClassesPage:
    """The page, shown."""
    return show_page(qtbot, context, settle)


def show_page(qtbot: QtBot, context: AppContext, settle: Callable[[], None]) -> ClassesPage:
    """Make the page of whatever is in the register."""
    made = ClassesPage(context)
    qtbot.addWidget(made)
    made.resize(1200, 800)
    made.show()
    settle()
    return made
