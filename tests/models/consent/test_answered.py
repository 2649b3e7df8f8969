# SPDX-License-Identifier: GPL-3.0-or-later
"""The count of answers in lists equals what the rules say cell by cell."""

from __future__ import annotations

import pytest

from models.consent.cells import all_keys
from models.terms import MediaKind
from models.workspace import Workspace
from tests.models.builders import RandomSchool, School


@pytest.mark.parametrize("seed", range(3))
def test_counts_are_those_of_the_rules(workspace: Workspace, seed: int) -> None:
    random_school = RandomSchool(workspace, seed)
    random_school.fill(people=60, items=20, answers_each=8)
    School(workspace).purpose("guide", kinds=(MediaKind.PHOTO,))
    workspace.purposes.set_active((random_school.purpose_ids[0],), is_active=False)
    found = workspace.consent.count_answered(random_school.person_ids)
    facts = workspace.consent.facts(random_school.person_ids)
    keys = all_keys([one for one in facts.purposes.values() if one.is_active])
    today = workspace.clock.today()
    assert found.asked == len(keys)
    assert found.by_person == {
        one: sum(not facts.status_of(one, key, today).status.is_missing for key in keys)
        for one in random_school.person_ids
    }
    assert len(set(found.by_person.values())) > 3


def test_nobody_is_nothing(workspace: Workspace) -> None:
    assert workspace.consent.count_answered(()).by_person == {}
