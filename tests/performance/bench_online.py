# SPDX-License-Identifier: GPL-3.0-or-later
"""The export of a whole school's online form: looked at, recorded, taken back, and what waits of it."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest

from models.clock import FixedClock
from models.forms.online import keep_export
from models.roster.workbook import read_export
from models.settings import School
from models.terms import LegalBasis
from models.workspace import Workspace
from tests.models.builders import RandomSchool
from tests.performance.conftest import Figures

ROWS = 1_000


@pytest.fixture(scope="module")
def full(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Workspace]:
    """2,000 people with 40,000 answers."""
    path: Path = tmp_path_factory.mktemp("online") / "school.beeldakkoord"
    with Workspace.open(path, clock=FixedClock(date(2026, 9, 15))) as workspace:
        RandomSchool(workspace, 3).fill(people=2_000, items=1_000, answers_each=20, purposes=6)
        workspace.settings.change_school(School("De Klaproos"))
        yield workspace


def test_an_export_of_a_thousand_rows(full: Workspace, figures: Figures) -> None:
    purposes = [one for one in full.purposes.purposes() if one.legal_basis is LegalBasis.CONSENT][:4]
    people = full.people.list_people()[:ROWS]
    forms = full.forms.issue(people, tuple(one.id for one in purposes), "nl").value
    headings = ["Tijdstempel", "Code", *(f"Foto {one.name}" for one in purposes)]
    lines = [";".join(headings)]
    lines += [f"{1 + at % 14}-9-2026 10:00;{form.sheet.code};ja;nee;ja;ja" for at, form in enumerate(forms)]
    lines += [f"1-9-2026 {at % 24}:{at % 60:02};nonsense {at};ja;nee;ja;ja" for at in range(200)]
    data = "\n".join(lines).encode()
    table = read_export(data)
    online = full.online
    columns = online.propose("Toestemming", table)
    assert len(columns.answers) == len(purposes)
    figures.measure(
        "an export of 1,200 rows: looked at", lambda: online.plan("T", table, columns), runs=3, limit_ms=3_000
    )
    batches = []

    def record() -> None:
        batches.append(online.record("T", table, columns, keep_export(data)).value)

    figures.measure("... recorded", record, runs=1, limit_ms=20_000)
    assert batches[0].answers > ROWS
    figures.measure("what waits of it", online.rows.waiting, runs=3, limit_ms=500)
    figures.measure("the imports on record", online.imports, runs=3, limit_ms=500)
    figures.measure("... taken back", lambda: online.undo_import(batches[0].batch), runs=1, limit_ms=20_000)
