# SPDX-License-Identifier: GPL-3.0-or-later
"""A small school with a trip coming up, and the Events page."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta

import pytest
from pytestqt.qtbot import QtBot

from models.consent.default_purposes import default_purposes
from models.consent.facts import CellKey
from models.consent.register import AnswerInput
from models.media.session_rows import SessionInput
from models.roster.person_input import PersonInput
from models.terms import Activity, Answer, MediaKind, PersonRole
from models.workspace import Workspace
from ui.context import AppContext
from ui.pages.events.page import EventsPage

TODAY = date(2026, 9, 15)


@dataclass
class School:
    """Ids of who and what there is; for the website ``yes`` said yes, ``no`` said no, ``open_`` nothing yet."""

    yes: int
    no: int
    open_: int
    guest: int
    group: int
    website: int
    trip: int
    past: int


@pytest.fixture
def school(workspace: Workspace) -> School:
    """Three pupils of one class, a guest, a trip next week and one of last year."""
    workspace.purposes.add_purposes(default_purposes("en"))
    website = workspace.purposes.purpose("website").id
    group = workspace.groups.add_group("3B").value
    yes, no, open_ = (
        workspace.people.add_person(
            PersonInput(name, "", "Smit", date(2016, 2, 3), roles=(PersonRole.PUPIL,), group_ids=(group,))
        ).value
        for name in ("Anna", "Bram", "Cleo")
    )
    guest = workspace.people.add_person(
        PersonInput("Petra", "", "Koster", organisation="De Ketting", roles=(PersonRole.INTERNSHIP_PROVIDER,))
    ).value
    key = CellKey(Activity.PUBLICATION, MediaKind.PHOTO, website)
    workspace.consent.record_answers(
        (
            AnswerInput(yes, key, Answer.GIVEN),
            AnswerInput(no, key, Answer.REFUSED),
            AnswerInput(guest, key, Answer.GIVEN),
        )
    )
    trip = workspace.sessions.add_session(
        SessionInput("School trip", "Forest", TODAY + timedelta(days=7), purpose_id=website, group_ids=(group,))
    ).value
    past = workspace.sessions.add_session(SessionInput("Sports day", day=TODAY - timedelta(days=300))).value
    return School(yes, no, open_, guest, group, website, trip, past)


@pytest.fixture
def settle(qtbot: QtBot, context: AppContext) -> Callable[[], None]:
    """Wait until every job is done and delivered."""

    def wait() -> None:
        for _turn in range(4):
            assert context.jobs.wait_until_idle()
            qtbot.wait(15)

    return wait


@pytest.fixture
def page(qtbot: QtBot, context: AppContext, school: School, settle: Callable[[], None]) -> EventsPage:
    """The page, shown, with the first event on show."""
    made = EventsPage(context)
    qtbot.addWidget(made)
    made.resize(1200, 800)
    made.show()
    settle()
    return made
