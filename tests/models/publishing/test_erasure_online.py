# SPDX-License-Identifier: GPL-3.0-or-later
"""An erasure takes what came in online with it: by code, by who it was given to, and by name."""

from __future__ import annotations

from datetime import date

import pytest
from sqlmodel import col, select

from models.consent.purposes import PurposeInput
from models.forms.online import keep_export
from models.roster.person_input import PersonInput
from models.roster.workbook import read_export
from models.settings import School
from models.tables import Evidence, OnlineMapping, OnlineRow
from models.terms import Audience, ErasureGround, MediaKind, PersonRole
from models.workspace import Workspace
from tests.models.publishing.register_bytes import bytes_beside, traces_of

NAMES = ("Żaneta", "Quispelbergh")
MARK = "wie-schrijft-dit"


def add_pupil(workspace: Workspace, given_name: str, family_name: str) -> int:
    entered = PersonInput(given_name, "", family_name, date(2014, 1, 1), roles=(PersonRole.PUPIL,))
    return workspace.people.add_person(entered).value


@pytest.fixture
def codes(workspace: Workspace) -> dict[str, str]:
    workspace.settings.change_school(School("De Klaproos"))
    (website,) = workspace.purposes.add_purposes(
        (PurposeInput("website", "Website", Audience.PUBLIC, kinds=(MediaKind.PHOTO,)),)
    ).value
    people = [add_pupil(workspace, *NAMES), add_pupil(workspace, "Sem", "Bakker")]
    forms = workspace.forms.issue(people, (website,), "nl").value
    return {"theirs": forms[0].sheet.code, "other": forms[1].sheet.code}


def bring_in(workspace: Workspace, *rows: str) -> None:
    data = "\n".join(("Tijdstempel,Code,Opmerking,Foto op website", *rows)).encode()
    table = read_export(data)
    columns = workspace.online.propose("Toestemming", table)
    workspace.online.record("Toestemming", table, columns, keep_export(data))


def test_rows_by_code_by_person_and_by_name(workspace: Workspace, codes: dict[str, str]) -> None:
    person = next(one.id for one in workspace.people.rows((1, 2, 3)) if one.display_name.startswith("Ż"))
    full = " ".join(NAMES)
    bring_in(
        workspace,
        f"2026-09-01 10:00,{codes['theirs']},van {full} {MARK},ja",
        f"2026-09-01 11:00,{codes['other']},vriend van {full},ja",
        f"2026-09-01 12:00,0000-0000-0000-0000,{full} {MARK},nee",
        f"2026-09-01 13:00,,ouder van {full},nee",
    )
    given = next(row for row in workspace.online.rows.waiting() if dict(row.cells)["Opmerking"].endswith(MARK))
    workspace.online.rows.give(given.row_id, person)
    assert traces_of(NAMES[1:], bytes_beside(workspace))

    preview = workspace.erasure.preview(person)
    assert (preview.counts.online_rows, preview.counts.files, preview.counts.files_shared) == (2, 0, 1)
    workspace.erasure.erase(person, ErasureGround.NO_LONGER_NEEDED)

    assert traces_of((*NAMES, MARK), bytes_beside(workspace)) == []
    with workspace.store.read() as session:
        left = session.exec(select(OnlineRow.content).order_by(col(OnlineRow.id))).all()
    assert len(left) == 2
    assert "vriend van" in left[0]  # the other pupil's answer stays, without the name
    workspace.close()
    assert traces_of((*NAMES, MARK), bytes_beside(workspace)) == []


def test_an_export_with_nobody_else_in_it_goes_as_well(workspace: Workspace, codes: dict[str, str]) -> None:
    bring_in(workspace, f"2026-09-01 10:00,{codes['theirs']},{NAMES[1]},")  # no answer: only the row was kept
    with workspace.store.read() as session:
        assert len(session.exec(select(Evidence)).all()) == 1
    workspace.erasure.erase(1, ErasureGround.NO_LONGER_NEEDED)
    with workspace.store.read() as session:
        assert session.exec(select(Evidence)).all() == []
    assert not [path for path in workspace.evidence.folder.rglob("*") if path.is_file()]


def test_a_name_among_the_words_that_were_explained(workspace: Workspace, codes: dict[str, str]) -> None:
    with workspace.store.write("test.mapping") as unit:
        unit.session.add(OnlineMapping(name="Oud", columns='{"values": {"ja, żaneta quispelbergh": "yes"}}'))
    workspace.erasure.erase(1, ErasureGround.NO_LONGER_NEEDED)
    assert codes
    with workspace.store.read() as session:
        kept = session.exec(select(OnlineMapping)).one()
        assert "quispelbergh" not in kept.columns
