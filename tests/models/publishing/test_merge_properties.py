# SPDX-License-Identifier: GPL-3.0-or-later
"""Merging by chance: the rules see one person, and taking everything apart leaves no trace."""

from __future__ import annotations

import random
from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sqlalchemy import insert, select, text, update
from sqlmodel import Session

from models.changes import Change
from models.clock import FixedClock
from models.errors import KnownError
from models.publishing.merges import MergeService
from models.roster.merge_terms import MergeField
from models.tables import (
    GroupMembership,
    Guardianship,
    Person,
    PersonIdentifier,
    Reminder,
    SessionPerson,
    SettledNotice,
    metadata,
)
from models.terms import ChangeKind, TodoKind
from models.workspace import Workspace
from tests.models.builders import NOON, SEPTEMBER, RandomSchool, all_cells
from tests.models.publishing.test_merges import everything, undo


def fill_belongings(workspace: Workspace, school: RandomSchool, chance: random.Random) -> None:
    """Rows of every table that refers to people, for people who will be merged."""
    people = school.person_ids
    with workspace.store.write("test.fill") as unit:
        session = unit.session
        session.execute(
            text(
                "INSERT INTO person_group (id, name, kind, school_year, sourced_id, is_archived) "
                "VALUES (1, '3B', 'class', '', '', 0), (2, '4A', 'class', '', '', 0)"
            )
        )
        rows: dict[type, list[dict[str, object]]] = {
            GroupMembership: [], SessionPerson: [], PersonIdentifier: [], Reminder: [], SettledNotice: [],
        }  # fmt: skip
        for person_id in people:
            for group_id in (1, 2):
                if chance.random() < 0.5:
                    since = chance.choice((None, SEPTEMBER))
                    rows[GroupMembership].append({"group_id": group_id, "person_id": person_id, "since": since})
            if chance.random() < 0.5:
                expected = chance.random() < 0.7
                rows[SessionPerson].append({"session_id": 1, "person_id": person_id, "is_expected": expected})
            rows[PersonIdentifier].append({"person_id": person_id, "scheme": "pupil_number", "value": f"{person_id}"})
            rows[Reminder].append({"person_id": person_id, "sent_on": SEPTEMBER, "recorded_at": NOON})
            for fingerprint in chance.sample("ab", 1):
                rows[SettledNotice].append(
                    {"kind": TodoKind.NOW_DECIDES, "person_id": person_id, "session_id": None,
                     "fingerprint": fingerprint, "settled_at": NOON}
                )  # fmt: skip
        for table, made in rows.items():
            if made:
                session.execute(insert(table), made)
        session.execute(text("UPDATE media_session SET photographer_id = :id WHERE id = 2"), {"id": people[0]})
        _share_guardians(session, chance)
        unit.touch_all(ChangeKind.PERSON)


def _share_guardians(session: Session, chance: random.Random) -> None:
    """Some guardians get more wards, so that doubles of guardianships occur."""
    bonds = metadata.tables["guardianship"]
    known = {(row.pupil_id, row.guardian_id) for row in session.execute(select(bonds)).all()}
    pupils = sorted({pupil for pupil, _ in known})
    for _pupil, guardian in sorted(known):
        ward = chance.choice(pupils)
        if (ward, guardian) not in known and chance.random() < 0.6:
            known.add((ward, guardian))
            session.execute(insert(Guardianship), [{"pupil_id": ward, "guardian_id": guardian, "has_authority": True}])


def merge_by_chance(workspace: Workspace, chance: random.Random, count: int) -> list[Change[int]]:
    merges: MergeService = workspace.merges
    made: list[Change[int]] = []
    with workspace.store.read() as session:
        everybody = list(session.execute(select(Person.id)).scalars())
    while len(made) < count:
        kept, other = chance.sample(everybody, 2)
        fields = [field for field in MergeField if chance.random() < 0.3]
        try:
            expected = merges.preview(kept, other, fields)
            made.append(merges.merge(kept, other, fields))
        except KnownError:
            continue
        everybody.remove(other)
        facts = workspace.consent.facts(list({kept, *(change.person_id for change in expected.changes)}))
        for change in expected.changes:
            today = workspace.clock.today()
            assert facts.status_of(change.person_id, change.key, today).status is change.after
    return made


@settings(max_examples=6)
@given(seed=st.integers(0, 10_000))
def test_a_merged_person_is_as_one_who_got_every_answer(seed: int, tmp_path_factory: pytest.TempPathFactory) -> None:
    """The register is rewritten as if there had been one record from the start: the compiled cells are the same."""
    clock = FixedClock(date(2026, 9, 15))
    with Workspace.open(tmp_path_factory.mktemp("one") / "s.beeldakkoord", clock=clock) as workspace:
        school = RandomSchool(workspace, seed)
        school.fill(people=12, items=10, answers_each=8)
        chance = random.Random(seed)  # noqa: S311 - people by chance, no secret
        fill_belongings(workspace, school, chance)
        merge_by_chance(workspace, chance, 5)
        cells = all_cells(workspace)
        with workspace.store.write("test.rewrite") as unit:
            session = unit.session
            session.execute(text("DROP TRIGGER consent_event_no_update"))
            pointers = session.execute(select(Person.id, Person.merged_into_id)).all()
            events = metadata.tables["consent_event"]
            for merged_id, kept_id in pointers:
                if kept_id is not None:
                    for column in ("person_id", "decider_id"):
                        session.execute(update(events).where(events.c[column] == merged_id).values({column: kept_id}))
            session.execute(update(Person).values(merged_into_id=None))
            unit.touch_all(ChangeKind.PERSON)
        assert all_cells(workspace) == cells


@settings(max_examples=6)
@given(seed=st.integers(0, 10_000))
def test_merging_and_parting_leaves_everything_as_it_was(seed: int, tmp_path_factory: pytest.TempPathFactory) -> None:
    clock = FixedClock(date(2026, 9, 15))
    with Workspace.open(tmp_path_factory.mktemp("apart") / "s.beeldakkoord", clock=clock) as workspace:
        school = RandomSchool(workspace, seed)
        school.fill(people=12, items=10, answers_each=8)
        chance = random.Random(seed)  # noqa: S311 - people by chance, no secret
        fill_belongings(workspace, school, chance)
        rows, cells = everything(workspace), all_cells(workspace)
        made = merge_by_chance(workspace, chance, 5)
        assert everything(workspace) != rows
        for change in reversed(made):
            undo(change)
        assert everything(workspace) == rows
        assert all_cells(workspace) == cells
