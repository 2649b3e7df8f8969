# SPDX-License-Identifier: GPL-3.0-or-later
"""Receipts of scanned pages: of one page, of a whole pile, and none of what waits or was taken back."""

from __future__ import annotations

from pathlib import Path

from models.forms.questions import cell_of
from models.roster.person_input import PersonInput
from models.terms import Answer, AnswerMethod
from models.workspace import Workspace
from tests.forms_simulator.desk import make_desk


def test_a_pile_gives_a_receipt_for_each_page_that_was_recorded(workspace: Workspace, tmp_path: Path) -> None:
    desk = make_desk(workspace, tmp_path)
    for pupil in desk.pupils:
        workspace.people.add_guardian(pupil, PersonInput("Ouder", "", "Berg", language="pl"))
    first, second = desk.page(0), desk.page(1, seed=2)
    run = workspace.scans.take([desk.save("pile.tif", first, second)]).value.run
    receipts = workspace.receipts.of_scans(None, run)
    assert [one.name for one in receipts] == ["Noor Berg", "Sem Berg"]
    assert {(one.signer, one.language, one.parts[0].method) for one in receipts} == {
        ("Ouder Berg", "pl", AnswerMethod.FORM)
    }
    kinds = {
        (cell_of(name).purpose_id is None, cell_of(name).kind): answer is Answer.GIVEN
        for name, answer in desk.answers(0).items()
    }
    told = {
        (line.audience is None, kind): kind in line.yes
        for line in receipts[0].parts[0].lines
        for kind in (*line.yes, *line.no)
    }
    assert told == kinds
    assert workspace.receipts.of_scans(None, "another pile") == ()
    workspace.scans.undo_run(run)
    assert workspace.receipts.of_scans(None, run) == ()


def test_a_page_that_waits_gives_none(workspace: Workspace, tmp_path: Path) -> None:
    desk = make_desk(workspace, tmp_path)
    workspace.scans.look_at_every_page(wanted=True)
    run = workspace.scans.take([desk.save("pile.tif", desk.page(0))]).value.run
    scan_id = desk.only()
    assert workspace.receipts.of_scans((scan_id,)) == ()
    workspace.scans.confirm_signature(scan_id, is_signed=True)
    workspace.scans.accept(scan_id)
    assert workspace.receipts.of_scans((scan_id,)) == workspace.receipts.of_scans(None, run) != ()
