# SPDX-License-Identifier: GPL-3.0-or-later
"""How long the lists of the calendar take in a large school, and counting what a change of the rules does."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from models.clock import FixedClock
from models.settings import School
from models.terms import LetterKind
from models.workspace import Workspace
from tests.models.builders import RandomSchool
from tests.performance.conftest import Figures


@pytest.fixture(scope="module")
def full(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Workspace]:
    """2,000 people with 120,000 answers."""
    path: Path = tmp_path_factory.mktemp("calendar") / "school.beeldakkoord"
    with Workspace.open(path, clock=FixedClock(date(2026, 9, 15))) as workspace:
        RandomSchool(workspace, 3).fill(people=2_000, items=1_000, answers_each=60, purposes=8)
        yield workspace


def test_the_lists(full: Workspace, figures: Figures) -> None:
    calendar = full.calendar
    total = sum(
        (
            figures.measure("a yes that ends within 60 days", calendar.ending),
            figures.measure("who decides from now on", calendar.now_decides),
            figures.measure("reminders due", calendar.reminders_due),
        )
    )
    assert total < 250, f"the three lists together: {total:.0f} ms"


def test_letters_and_counting(full: Workspace, figures: Figures) -> None:
    figures.measure("whether the clock is behind", full.calendar.clock_behind, limit_ms=20)
    settings = full.settings
    figures.measure(
        "counting what a change of the rules does",
        lambda: full.effects.of_policy(replace(settings.policy(), guardians_required=0)),
        runs=1,
    )
    settings.change_school(School("De Klaproos"))
    figures.measure("putting all reminders together", lambda: full.letters.letters(LetterKind.REMINDER), runs=1)
