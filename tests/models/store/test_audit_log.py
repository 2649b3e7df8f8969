# SPDX-License-Identifier: GPL-3.0-or-later
"""The audit trail as it is read: newest first, by area and by day, with numbers and never a name."""

from __future__ import annotations

from dataclasses import fields
from datetime import date, datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from models.clock import FixedClock
from models.consent.evidence_types import note_evidence
from models.store.audit_log import LogQuery
from models.terms import ChangeKind, ViewReason
from models.workspace import Workspace
from tests.models.builders import School


def test_newest_first_with_who_and_how_much(workspace: Workspace) -> None:
    school = School(workspace)
    pupil, website = school.pupil(), school.purpose()
    school.answer(pupil, website, evidence=note_evidence("ja"))
    ids = workspace.log.entry_ids()
    assert list(ids) == sorted(ids, reverse=True)
    row = workspace.log.rows(ids[:1])[0]
    assert (row.action, row.actor, row.answers) == ("consent.answer", workspace.store.actor, 1)
    assert dict(row.touched)[ChangeKind.ANSWER] == 1
    assert dict(row.touched)[ChangeKind.EVIDENCE] == 1
    assert [one.seq for one in workspace.log.rows((2, 1, 3))] == [3, 2, 1]


def test_by_area(workspace: Workspace) -> None:
    school = School(workspace)
    pupil, website = school.pupil(), school.purpose()
    school.answer(pupil, website)
    rows = workspace.log.rows(workspace.log.entry_ids(LogQuery(areas=("consent", "purpose"))))
    assert [row.action for row in rows] == ["consent.answer", "purpose.add"]
    assert workspace.log.entry_ids(LogQuery(areas=("cons",))) == ()


def test_by_local_day(tmp_path: Path) -> None:
    clock = FixedClock(date(2026, 9, 15))
    with Workspace.open(tmp_path / "school.beeldakkoord", clock=clock) as workspace:
        school = School(workspace)
        for key in ("one", "two", "three"):
            school.purpose(key)
            clock.advance(days=1)
        day = clock.now().astimezone().date() - timedelta(days=2)
        found = {
            (since, until): len(workspace.log.entry_ids(LogQuery(since=since, until=until)))
            for since, until in ((None, None), (day, None), (None, day), (day, day), (day, day - timedelta(days=1)))
        }
    assert list(found.values()) == [3, 2, 2, 1, 0]


def test_the_border_of_a_day_is_midnight_where_the_school_is(tmp_path: Path) -> None:
    clock = FixedClock(date(2026, 9, 15))
    local = datetime(2026, 9, 16).astimezone()
    clock.advance(seconds=(local - clock.now()).total_seconds() - 1)
    with Workspace.open(tmp_path / "school.beeldakkoord", clock=clock) as workspace:
        school = School(workspace)
        school.purpose("before")
        clock.advance(seconds=1)
        school.purpose("after")
        before = workspace.log.entry_ids(LogQuery(until=date(2026, 9, 15)))
        after = workspace.log.entry_ids(LogQuery(since=date(2026, 9, 16)))
    assert (before, after) == ((1,), (2,))


def test_the_reason_of_a_look_is_told(workspace: Workspace) -> None:
    with workspace.store.write("test.put") as unit:
        evidence_id = workspace.evidence.put_within(unit, note_evidence("ja"))
    workspace.evidence.view(evidence_id, ViewReason.SUPERVISOR_ASKED)
    row = workspace.log.rows(workspace.log.entry_ids()[:1])[0]
    assert (row.action, row.reason) == ("evidence.view", "supervisor_asked")


def test_any_row_of_a_kind_has_no_number(workspace: Workspace) -> None:
    with workspace.store.write("test.all") as unit:
        unit.touch_all(ChangeKind.PERSON)
    assert workspace.log.rows((1,))[0].touched == ((ChangeKind.PERSON, None),)


@settings(max_examples=25, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(name=st.text(st.characters(categories=["L"]), min_size=5, max_size=20))
def test_no_name_is_ever_in_it(workspace: Workspace, name: str) -> None:
    from models.roster.person_input import PersonInput
    from models.terms import PersonRole

    workspace.people.add_person(PersonInput(name, "", name, roles=(PersonRole.PUPIL,)))
    row = workspace.log.rows(workspace.log.entry_ids()[:1])[0]
    assert all(name not in str(getattr(row, one.name)) for one in fields(row))


@pytest.mark.parametrize("seqs", [(), (99,)])
def test_what_is_not_there_is_left_out(workspace: Workspace, seqs: tuple[int, ...]) -> None:
    assert workspace.log.rows(seqs) == ()


def test_an_erasure_tells_how_many_answers_it_took(workspace: Workspace) -> None:
    with workspace.store.write("person.erase") as unit:
        unit.touch(ChangeKind.PERSON, [3])
        unit.note(erased_events=4, redacted_events=1, events=["ab" * 32])
    row = workspace.log.rows((1,))[0]
    assert (row.answers, row.erased_answers) == (0, 5)
