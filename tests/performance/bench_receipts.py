# SPDX-License-Identifier: GPL-3.0-or-later
"""Receipts for everybody in a large school, and the answers of one who phones."""

from __future__ import annotations

import os
from collections.abc import Iterator
from datetime import date
from pathlib import Path

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

import pytest
from PySide6.QtGui import QGuiApplication

from models.clock import FixedClock
from models.forms.typed import TypedInput
from models.settings import School
from models.workspace import Workspace
from tests.models.builders import RandomSchool
from tests.performance.conftest import Figures
from ui.printing.flow import write_flow_pdf
from ui.printing.receipts import compose_receipt


@pytest.fixture(scope="module")
def full(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Workspace, RandomSchool]]:
    """2,000 people with 120,000 answers."""
    path: Path = tmp_path_factory.mktemp("receipts") / "school.beeldakkoord"
    with Workspace.open(path, clock=FixedClock(date(2026, 9, 15))) as workspace:
        school = RandomSchool(workspace, 5)
        school.fill(people=2_000, items=1_000, answers_each=60, purposes=8)
        workspace.settings.change_school(School("De Klaproos"))
        yield workspace, school


def test_receipts_for_everybody(full: tuple[Workspace, RandomSchool], figures: Figures, tmp_path: Path) -> None:
    app = QGuiApplication.instance() or QGuiApplication([])
    workspace, school = full
    everybody = school.person_ids
    figures.measure(
        "receipts of 2,000 people", lambda: workspace.receipts.of_people(everybody), runs=1, limit_ms=30_000
    )
    some = workspace.receipts.of_people(everybody[:300])
    path = tmp_path / "receipts.pdf"
    figures.measure(
        "receipts of 300 people as a PDF",
        lambda: write_flow_pdf(path, [compose_receipt(one) for one in some]),
        runs=1,
        limit_ms=60_000,
    )
    del app


def test_answers_of_one_who_phones(full: tuple[Workspace, RandomSchool], figures: Figures) -> None:
    workspace, school = full
    pupil = school.pupil_ids[7]
    figures.measure("what to ask one pupil", lambda: workspace.typed.questions(pupil), runs=5, limit_ms=500)
    said = dict.fromkeys((line.key for line in workspace.typed.questions(pupil).forms[-1].lines), True)
    figures.measure(
        "recording what was typed", lambda: workspace.typed.record(TypedInput(pupil, said)), runs=3, limit_ms=2_000
    )
