# SPDX-License-Identifier: GPL-3.0-or-later
"""Who is in the pictures of the minutes around one."""

from __future__ import annotations

from datetime import datetime, timedelta

from models.workspace import Workspace
from tests.models.builders import School

NOON = datetime(2026, 9, 10, 12)  # noqa: DTZ001 - a camera's own time


def test_the_nearest_in_time_come_first_on_both_sides(workspace: Workspace) -> None:
    school = School(workspace)
    people = [school.pupil() for _ in range(4)]
    item = school.item(captured_at=NOON)
    for person, minutes in zip(people, (-30, 2, -1, 200), strict=True):
        school.tag(school.item(captured_at=NOON + timedelta(minutes=minutes)), person)
    assert workspace.nearby.people_near(item) == (people[2], people[1], people[0])


def test_only_the_nearest_pictures_count(workspace: Workspace) -> None:
    school = School(workspace)
    far, near = school.pupil(), school.pupil()
    item = school.item(captured_at=NOON)
    school.tag(school.item(captured_at=NOON - timedelta(minutes=60)), far)
    for second in range(8):
        school.tag(school.item(captured_at=NOON - timedelta(seconds=second)), near)
    assert workspace.nearby.people_near(item) == (near,)


def test_without_a_time_there_are_no_neighbours(workspace: Workspace) -> None:
    school = School(workspace)
    school.tag(school.item(), school.pupil())
    assert workspace.nearby.people_near(school.item()) == ()
    assert workspace.nearby.people_near(9999) == ()
