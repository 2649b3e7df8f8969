# SPDX-License-Identifier: GPL-3.0-or-later
"""The register of a large school in its third year: 2,000 people and their guardians, 120,000 answers."""

from __future__ import annotations

import random
import time
from collections.abc import Iterator
from datetime import date

import pytest

from models.clock import FixedClock
from models.consent.facts import CellKey
from models.consent.preview import preview_answers
from models.consent.register import answers_for_many
from models.tables import Group, GroupMembership
from models.terms import Activity, Answer, AnswerMethod, ChangeKind, GroupKind, MediaKind
from models.workspace import Workspace
from tests.models.builders import RandomSchool
from tests.performance.conftest import PEOPLE, PURPOSES, Figures
from ui.pages.people.record import list_rows, load_record

TODAY = date(2026, 9, 15)
ANSWERS_EACH, ITEMS, CLASSES = 60, 20_000, 60


@pytest.fixture(scope="module")
def full(tmp_path_factory: pytest.TempPathFactory, figures: Figures) -> Iterator[RandomSchool]:
    """2,000 people in 60 classes with 120,000 answers, who appear in 20,000 photos."""
    path = tmp_path_factory.mktemp("full") / "school.beeldakkoord"
    workspace = Workspace.open(path, clock=FixedClock(TODAY), actor="Office")
    school = RandomSchool(workspace, 2, extras=False)
    start = time.perf_counter()
    school.fill(people=PEOPLE, items=ITEMS, answers_each=ANSWERS_EACH, per_item=4, purposes=PURPOSES)
    with workspace.store.write("test.classes") as unit:
        unit.session.add_all(
            Group(id=number, name=f"Klas {number}", kind=GroupKind.CLASS, school_year="2026-2027")
            for number in range(1, CLASSES + 1)
        )
        unit.session.flush()
        unit.session.add_all(
            GroupMembership(group_id=1 + place % CLASSES, person_id=person_id)
            for place, person_id in enumerate(school.pupil_ids)
        )
        unit.touch_all(ChangeKind.GROUP)
    spent = (time.perf_counter() - start) * 1_000
    figures.rows.append(("(filling the register with 120,000 answers)", spent, spent, None))
    yield school
    workspace.close()


def test_people(full: RandomSchool, figures: Figures) -> None:
    workspace, chance = full.workspace, random.Random(7)  # noqa: S311
    figures.measure(
        "a person's page with all their answers",
        lambda: load_record(workspace, chance.choice(full.person_ids)),
        runs=40,
        limit_ms=100,
    )
    ids = workspace.people.list_people()
    figures.measure("200 people of the list", lambda: list_rows(workspace, ids[400:600]), limit_ms=150)


def test_an_answer_for_300_people(full: RandomSchool, figures: Figures) -> None:
    workspace, chance = full.workspace, random.Random(8)  # noqa: S311
    key = CellKey(Activity.PUBLICATION, MediaKind.PHOTO, full.purpose_ids[0])

    def answer() -> None:
        people = chance.sample(full.person_ids, 300)
        workspace.consent.record_answers(answers_for_many(people, (key,), Answer.GIVEN, AnswerMethod.FORM))

    def preview() -> None:
        people = chance.sample(full.person_ids, 300)
        made = answers_for_many(people, (key,), Answer.GIVEN, AnswerMethod.FORM)
        found = preview_answers(workspace.consent.facts(people, {key}), made, TODAY)
        assert found.become_yes + found.stay_no + found.still_open == 300

    figures.measure("an answer for 300 people, shown before it is recorded", preview, limit_ms=1_000)
    figures.measure("an answer for 300 people, recorded", answer, limit_ms=1_000)


def test_overviews(full: RandomSchool, figures: Figures) -> None:
    workspace = full.workspace

    def overview() -> None:
        found = workspace.chances.for_groups(full.purpose_ids, MediaKind.PHOTO, TODAY)
        assert len(found.classes) == CLASSES

    def read_list() -> None:
        workspace.todo.forget_all()
        assert workspace.todo.sections(limit=5)

    workspace.chances.for_groups(full.purpose_ids, MediaKind.PHOTO, TODAY)
    figures.measure("60 classes and 6 purposes: who may be shown", overview, limit_ms=300)
    figures.measure("everything on the to-do list", read_list, limit_ms=300)
    figures.measure("the numbers of the to-do list again", workspace.todo.counts, limit_ms=300)
