# SPDX-License-Identifier: GPL-3.0-or-later
"""Registers of earlier schemas open in this program with everything that was in them."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest
import sqlcipher3.dbapi2 as sqlite
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext

from models.clock import FixedClock
from models.store.migrate import HEAD_REVISION, KNOWN_REVISIONS
from models.tables import metadata
from models.terms import Answer, ConsentStatus
from models.workspace import Workspace

HERE = Path(__file__).parent
EARLIER = tuple(revision for revision in KNOWN_REVISIONS if revision != HEAD_REVISION)


def make_register(folder: Path, revision: str) -> Path:
    """The register of an earlier schema, from the statements that make it."""
    path = folder / "school.beeldakkoord"
    connection = sqlite.connect(str(path), isolation_level=None)
    connection.executescript((HERE / f"{revision}.sql").read_text(encoding="utf-8"))
    connection.close()
    return path


def test_every_earlier_schema_has_a_register() -> None:
    assert {path.stem for path in HERE.glob("*.sql")} == set(EARLIER)


@pytest.mark.parametrize("revision", EARLIER)
def test_a_register_of_an_earlier_schema_opens(tmp_path: Path, revision: str) -> None:
    path = make_register(tmp_path, revision)
    with Workspace.open(path, create=False, clock=FixedClock(date(2026, 9, 12))) as workspace:
        with workspace.store._engine.connect() as connection:
            context = MigrationContext.configure(connection, opts={"compare_type": True})
            assert compare_metadata(context, metadata) == []
        school = workspace.settings.school()
        assert school is not None
        assert school.name == "De Klaproos"
        (pupil,) = workspace.people.find_by_name("Noor Janssen")
        purpose = workspace.purposes.purpose("website")
        answers = [entry.answer for entry in workspace.consent.timeline(pupil)]
        assert answers == [Answer.WITHDRAWN, Answer.GIVEN]
        matrix = workspace.consent.matrix(pupil)
        row = next(row for row in matrix.rows if row.purpose is not None and row.purpose.id == purpose.id)
        assert row.statuses[0][1].status is ConsentStatus.WITHDRAWN
    assert len(list(tmp_path.glob(f"school.{revision}.*.bak"))) == 1
