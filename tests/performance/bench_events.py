# SPDX-License-Identifier: GPL-3.0-or-later
"""Events in a large school: 500 of them listed, one opened, thousands of photos put into one."""

from __future__ import annotations

import random
from datetime import date, timedelta

from sqlalchemy import insert

from models.tables import GroupMembership, MediaSession, SessionGroup
from models.terms import Answer, ChangeKind
from tests.models.builders import RandomSchool, School
from tests.performance.conftest import Figures
from ui.pages.events.contents import load_event

TODAY = date(2026, 9, 15)
EVENTS = range(1, 501)


def test_events(big: RandomSchool, figures: Figures) -> None:
    chance = random.Random(8)  # noqa: S311
    workspace, school = big.workspace, School(big.workspace)
    groups = [workspace.groups.add_group(f"G{number}").value for number in range(80)]
    with workspace.store.write("test.events") as unit:
        members = [{"group_id": groups[one % 80], "person_id": one} for one in big.person_ids]
        unit.session.execute(insert(GroupMembership), members)
        events = [{"id": one, "name": f"E{one}", "day": TODAY - timedelta(days=one - 20)} for one in EVENTS]
        unit.session.execute(insert(MediaSession), events)
        parts = [{"session_id": one, "group_id": group} for one in EVENTS for group in chance.sample(groups, 2)]
        unit.session.execute(insert(SessionGroup), parts)
        unit.touch_all(ChangeKind.SESSION)
    sessions = workspace.sessions
    items = chance.sample(big.item_ids, 5_000)
    for person_id in big.person_ids[:100]:
        school.answer(person_id, big.purpose_ids[0], Answer.REFUSED, TODAY, session_id=chance.choice(EVENTS))
    figures.measure("listing 500 events", sessions.list_sessions, limit_ms=100)
    figures.measure("opening an event, with who may be in it", lambda: load_event(workspace, 200), limit_ms=100)
    figures.measure("5,000 photos into an event", lambda: sessions.assign_items(items, 200), runs=1, limit_ms=1_000)
    out = sessions.assign_items(items, 201)
    assert out.undo is not None
    figures.measure("taking that back", out.undo, runs=1, limit_ms=1_000)
    assert len(sessions.items_of(200)) == 5_000
