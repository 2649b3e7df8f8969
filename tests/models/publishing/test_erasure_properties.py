# SPDX-License-Identifier: GPL-3.0-or-later
"""Erasing anybody of any school leaves everybody else exactly as they were."""

from __future__ import annotations

import re
import tempfile
from pathlib import Path

from hypothesis import given, settings
from hypothesis import strategies as st
from sqlmodel import col, select

from models.clock import FixedClock
from models.policy import ConsentPolicy
from models.publishing.erasure_plan import make_plan
from models.store.verify import verify_register
from models.tables import Appearance, ConsentEvent, FoundFace, Person
from models.terms import ErasureGround, FaceJudgement, Verdict
from models.workspace import Workspace
from tests.conftest import TODAY
from tests.models.builders import RandomSchool, all_cells


@settings(max_examples=25)
@given(seed=st.integers(0, 10_000), chosen=st.sets(st.integers(0, 10_000), min_size=1, max_size=9), every=st.booleans())
def test_everybody_else_is_as_before(seed: int, chosen: set[int], every: bool) -> None:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "school.beeldakkoord"
        with Workspace.open(path, clock=FixedClock(TODAY), actor="Office") as workspace:
            _fill(workspace, seed, every)
            with workspace.store.read() as session:
                everybody = sorted(session.exec(select(col(Person.id))))
            people = sorted({everybody[number % len(everybody)] or 0 for number in chosen})
            with workspace.store.read() as session:
                plan = make_plan(session, people)
                items = sorted(plan.items)
                faces_before = len(session.exec(select(FoundFace.id)).all())
                places = len(session.exec(select(Appearance.id).where(col(Appearance.person_id).in_(people))).all())
            before = all_cells(workspace)
            workspace.erasure.erase(people, ErasureGround.OBJECTED)

            assert all_cells(workspace) == [row for row in before if row[0] not in people]
            report = verify_register(workspace.store)
            assert report.is_fine, report.findings
            with workspace.store.read() as session:
                left = {person.id: person for person in session.exec(select(Person).where(col(Person.id).in_(people)))}
                assert set(left) == set(plan.nameless)
                assert all(person.erased_on == TODAY and not person.given_name for person in left.values())
                deciders = set(session.exec(select(ConsentEvent.decider_id)))
                assert deciders <= set(session.exec(select(Person.id)))
                assert len(session.exec(select(FoundFace.id)).all()) == faces_before + places
                unjudged = set(
                    session.exec(select(FoundFace.item_id).where(col(FoundFace.judgement) == FaceJudgement.UNJUDGED))
                )
            assert set(items) <= unjudged
            purposes = [purpose.id for purpose in workspace.purposes.purposes()]
            verdicts = workspace.clearance.verdicts(items, purposes)
            found = {one.verdict for item in verdicts.values() for one in item.by_purpose.values()}
            assert found <= {Verdict.IDENTIFY, Verdict.NO}
        data = b"".join(file.read_bytes() for file in Path(folder).iterdir())
        for person_id in people:
            assert re.search(rb"[Nn]aam%d(?!\d)" % person_id, data) is None


def _fill(workspace: Workspace, seed: int, every: bool) -> None:
    """A small school whose answers are in the chain, under a policy that asks one or every guardian."""
    school = RandomSchool(workspace, seed)
    if every:
        workspace.settings.change_policy(ConsentPolicy(guardians_required=0))
    school.fill(people=12, items=10, answers_each=2)
    with workspace.store.write("test.commit") as unit:
        for event in unit.session.exec(select(ConsentEvent)):
            unit.commit_to_event(event)
