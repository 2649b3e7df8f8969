# SPDX-License-Identifier: GPL-3.0-or-later
"""How long a click takes in a large school: a withdrawal, opening a person, bringing in a class list."""

from __future__ import annotations

import random
from datetime import date, timedelta
from pathlib import Path

from models.clock import FixedClock
from models.roster.class_list import read_class_list
from models.roster.sheet import read_table
from models.tables import Publication
from models.terms import Answer, NobodyReason, Verdict
from models.workspace import Workspace
from tests.models.builders import RandomSchool, School
from tests.performance.conftest import Figures

TODAY = date(2026, 9, 15)


def test_a_withdrawal(big: RandomSchool, figures: Figures) -> None:
    chance = random.Random(4)  # noqa: S311
    school = School(big.workspace)
    with big.workspace.store.write("test.publish") as unit:
        unit.session.add_all(
            Publication(
                item_id=item_id,
                purpose_id=chance.choice(big.purpose_ids),
                published_on=TODAY,
                verdict=Verdict.READY,
                recorded_at=unit.store.clock.now(),
            )
            for item_id in chance.sample(big.item_ids, 5_000)
        )
    people = iter(chance.sample(big.person_ids, 40))
    tasks = big.workspace.takedowns.count_open()

    def withdraw() -> None:
        school.answer(next(people), chance.choice(big.purpose_ids), Answer.WITHDRAWN, TODAY)

    figures.measure("a withdrawal, with 5,000 publications, from entry to disk", withdraw, runs=30, limit_ms=100)
    assert big.workspace.takedowns.count_open() > tasks


def test_naming_somebody(big: RandomSchool, figures: Figures) -> None:
    chance = random.Random(5)  # noqa: S311
    tagging = big.workspace.tagging
    figures.measure(
        "naming somebody in one photo",
        lambda: tagging.name_person((chance.choice(big.item_ids),), chance.choice(big.person_ids)),
        runs=20,
        limit_ms=100,
    )
    figures.measure(
        "judging nobody recognisable in 200 photos",
        lambda: tagging.judge_nobody(chance.sample(big.item_ids, 200), NobodyReason.TOO_SMALL),
        runs=3,
        limit_ms=1_000,
    )


def test_opening_a_person(big: RandomSchool, figures: Figures) -> None:
    chance = random.Random(6)  # noqa: S311
    workspace = big.workspace

    def open_person() -> None:
        person_id = chance.choice(big.pupil_ids)
        workspace.people.person(person_id)
        workspace.consent.matrix(person_id)
        workspace.consent.timeline(person_id)

    figures.measure("opening a person: page, matrix and timeline", open_person, runs=30, limit_ms=50)
    figures.measure("searching a name among all people", lambda: workspace.people.search("na 12"), runs=10, limit_ms=50)


def test_everybody_anew(big: RandomSchool, figures: Figures) -> None:
    settings = big.workspace.settings
    policy = settings.policy()
    figures.measure("changing the policy: every status anew", lambda: settings.change_policy(policy), runs=1)
    clock = big.workspace.clock
    assert isinstance(clock, FixedClock)
    big.workspace.takedowns.roll_over()
    figures.measure(
        "a new day: looking for what expired",
        big.workspace.takedowns.roll_over,
        runs=5,
        limit_ms=1_000,
        before=lambda: clock.advance(days=1),
    )
    clock.advance(days=-5)


def class_list(rows: int) -> str:
    lines = ["Roepnaam;Tussenvoegsel;Achternaam;Geboortedatum;Klas;Leerlingnummer;Ouder 1"]
    for number in range(rows):
        born = date(2010, 1, 1) + timedelta(days=number % 3_000)
        lines.append(
            f"Naam{number};van der;Familie{number % 700};{born:%d-%m-%Y};{number % 12 + 1}A;{100_000 + number};"
            f"Ouder{number} Familie{number % 700}"
        )
    return "\n".join(lines)


def test_a_class_list(tmp_path: Path, figures: Figures) -> None:
    workspace = Workspace.open(tmp_path / "school.beeldakkoord", clock=FixedClock(TODAY))
    text = class_list(2_000)
    people = workspace.people

    def read() -> None:
        read_class_list(read_table(text), mapping=None, today=TODAY)

    figures.measure("class list of 2,000 rows: reading", read, runs=3, limit_ms=5_000)
    table = read_class_list(read_table(text), mapping=None, today=TODAY)
    plans = [people.plan_import(table)]
    figures.measure(
        "class list of 2,000 rows: bringing it in", lambda: people.apply_import(plans[-1]), runs=1, limit_ms=10_000
    )
    assert len(people.list_people()) >= 2_000
    figures.measure(
        "class list of 2,000 rows: comparing it again", lambda: people.plan_import(table), runs=3, limit_ms=5_000
    )
    workspace.close()
