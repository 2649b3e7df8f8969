# SPDX-License-Identifier: GPL-3.0-or-later
"""The queries behind a click find their rows by an index, however large the register."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

import pytest
from sqlalchemy import event

from models.consent.session_answers import read_session_answers
from models.media.session_rows import SessionInput
from models.terms import Answer
from models.workspace import Workspace
from tests.models.builders import RandomSchool, School

BIG = {"item", "appearance", "found_face", "cell", "consent_event", "consent_request", "item_location", "publication"}
Doing = Callable[[Workspace, School], object]


def planned(workspace: Workspace) -> int:
    """An event with a day."""
    return workspace.sessions.add_session(SessionInput("Trip", day=date(2026, 9, 1))).value


ACTIONS: dict[str, Doing] = {
    "verdicts of a page": lambda workspace, _school: workspace.clearance.verdicts(range(1, 40), (1, 2, 3)),
    "why one photo": lambda workspace, _school: workspace.clearance.explain(5, 1),
    "who is in a page": lambda workspace, _school: workspace.tagging.people_in(range(1, 40)),
    "name somebody": lambda workspace, _school: workspace.tagging.name_person((5, 6), 3),
    "rows of a page": lambda workspace, _school: workspace.media.item_rows(range(1, 40)),
    "a matrix": lambda workspace, _school: workspace.consent.matrix(3),
    "a timeline": lambda workspace, _school: workspace.consent.timeline(3),
    "an answer with its take-downs": lambda _workspace, school: school.answer(3, 1, Answer.REFUSED),
    "where it was published": lambda workspace, _school: workspace.publications.publications_of((5, 6)),
    "chances of a class": lambda workspace, _school: workspace.chances.for_people(range(1, 30), (1, 2, 3)),
    "who of a class is shown": lambda workspace, school: workspace.fairness.report(school.class_of(range(1, 30))),
    "chances of all classes": lambda workspace, _school: workspace.chances.for_groups((1, 2, 3)),
    "the list of events": lambda workspace, _school: workspace.sessions.list_sessions(),
    "an event": lambda workspace, _school: workspace.sessions.session(1),
    "photos of the time of an event": lambda workspace, _school: workspace.sessions.offer(planned(workspace)),
    "who is expected": lambda workspace, _school: workspace.sessions.expected_people(1),
    "answers for one event": lambda workspace, _school: read_session_answers(workspace.store, 1),
    "photos into an event": lambda workspace, _school: workspace.sessions.assign_items((5, 6, 7), 2),
    "a page about a person": lambda workspace, _school: workspace.people.person(3),
}


@pytest.mark.parametrize("name", ACTIONS)
def test_no_big_table_is_read_from_end_to_end(workspace: Workspace, name: str) -> None:
    RandomSchool(workspace, 1).fill(people=60, items=400, answers_each=4)
    school = School(workspace)
    school.publish(5, 1, published_on=date(2026, 9, 1))
    ran: list[tuple[str, object]] = []

    def note(_connection: object, _cursor: object, statement: str, parameters: object, *_rest: object) -> None:
        if statement.lstrip().upper().startswith(("SELECT", "DELETE", "UPDATE")):
            ran.append((statement, parameters))

    engine = workspace.store._engine
    event.listen(engine, "before_cursor_execute", note)
    ACTIONS[name](workspace, school)
    event.remove(engine, "before_cursor_execute", note)
    assert ran
    scans = []
    with engine.connect() as connection:
        for statement, parameters in dict.fromkeys((one, two if isinstance(two, tuple) else ()) for one, two in ran):
            plan = connection.exec_driver_sql(f"EXPLAIN QUERY PLAN {statement}", parameters)  # type: ignore[arg-type]
            for row in plan:
                words = str(row[3]).split()
                if words[0] == "SCAN" and words[1] in BIG:
                    scans.append(f"{row[3]}: {statement}")
    assert scans == []
