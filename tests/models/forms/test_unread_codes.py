# SPDX-License-Identifier: GPL-3.0-or-later
"""A sheet whose code cannot be read: it waits with its picture, and is read once a person says whose it is."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from sqlmodel import select

from models.errors import ErrorCode, KnownError
from models.forms.codes import spaced_code
from models.forms.layout import PAGE_WIDTH
from models.forms.scan_read import read_page, read_typed
from models.forms.scan_terms import PageProblem, ScanOutcome, SetAside
from models.tables import Evidence, FormMark
from models.terms import FormState, MarkState
from models.workspace import Workspace
from tests.forms_simulator.desk import Desk, make_desk, spoil_code
from tests.forms_simulator.pens import fill_in, some_writer
from tests.forms_simulator.scanner import Scan, plain_scan, scan_page
from tests.forms_simulator.sheets import DOTS, draw_sheet, resolver


@pytest.fixture
def desk(workspace: Workspace, tmp_path: Path) -> Desk:
    return make_desk(workspace, tmp_path)


def refused(desk: Desk, text: str) -> KnownError:
    with pytest.raises(KnownError) as raised:
        desk.workspace.unread_codes.identify(desk.only(), text)
    return raised.value


def test_it_waits_with_its_picture_and_counts_once_it_is_known(desk: Desk) -> None:
    desk.workspace.scans.take([desk.save("pile.tif", spoil_code(desk, desk.page()))])
    scan = desk.workspace.scans.scan(desk.only())
    assert (scan.problems, scan.person_id, scan.marks) == ((PageProblem.CODE_UNREADABLE,), None, ())
    assert desk.workspace.scans.picture(scan.id) is not None
    with pytest.raises(KnownError) as raised:
        desk.workspace.scans.accept(scan.id, is_signed=True)
    assert raised.value.code is ErrorCode.SCAN_NOT_READY
    typed = spaced_code(desk.forms[0].sheet.code).lower()
    change = desk.workspace.unread_codes.identify(scan.id, typed)
    known = desk.workspace.scans.scan(scan.id)
    assert (known.person_id, known.problems, known.open_marks) == (desk.pupils[0], (PageProblem.CODE_TYPED,), ())
    assert desk.answers() == {}  # whatever is plain on it waits for a look
    desk.workspace.scans.accept(scan.id)
    assert desk.answers() == desk.said()
    with pytest.raises(KnownError) as raised:
        change.undo()  # type: ignore[misc]
    assert raised.value.code is ErrorCode.RECORD_CHANGED


def test_the_typed_code_can_be_taken_back_and_given_again(desk: Desk) -> None:
    desk.workspace.scans.take([desk.save("pile.tif", spoil_code(desk, desk.page()))])
    change = desk.workspace.unread_codes.identify(desk.only(), desk.forms[1].sheet.code)
    assert change.undo is not None
    back = change.undo()
    scan = desk.workspace.scans.scan(desk.only())
    assert (scan.form_id, scan.problems) == (None, (PageProblem.CODE_UNREADABLE,))
    with desk.workspace.store.read() as session:
        assert session.exec(select(FormMark)).all() == []
    assert back.undo is not None
    back.undo()
    assert desk.workspace.scans.scan(desk.only()).person_id == desk.pupils[1]
    desk.workspace.scans.set_aside(desk.only(), SetAside.ASK_AGAIN)


def test_mistyped_codes_are_refused_with_what_is_the_matter(desk: Desk) -> None:
    desk.workspace.scans.take([desk.save("pile.tif", spoil_code(desk, desk.page()))])
    code = desk.forms[0].sheet.code
    short = refused(desk, code[:-2])
    assert (short.code, short.params) == (ErrorCode.FORM_CODE_INCOMPLETE, {"count": 14, "length": 16})
    assert refused(desk, "").code is ErrorCode.FORM_CODE_INCOMPLETE
    swapped = code[:3] + ("7" if code[3] != "7" else "8") + code[4:]
    assert refused(desk, swapped).code is ErrorCode.FORM_CODE_WRONG
    assert desk.workspace.scans.scan(desk.only()).form_id is None


def test_the_form_of_a_person_can_be_chosen(desk: Desk) -> None:
    desk.workspace.scans.take([desk.save("pile.tif", spoil_code(desk, desk.page(1), 1))])
    (form,) = desk.workspace.forms.forms_of(desk.pupils[1])
    scan_id = desk.only()
    desk.workspace.unread_codes.identify_as(scan_id, form.form_id)
    assert desk.workspace.scans.scan(scan_id).person_id == desk.pupils[1]
    with pytest.raises(KnownError) as raised:
        desk.workspace.unread_codes.identify_as(scan_id, form.form_id)
    assert raised.value.code is ErrorCode.RECORD_CHANGED


def test_a_page_that_is_no_such_form_is_refused(desk: Desk) -> None:
    """Corner marks alone make no form: the boxes have to be there."""
    page = desk.page().copy()
    page[page.shape[0] // 4 : -page.shape[0] // 8, page.shape[1] // 8 : -page.shape[1] // 8] = 250
    desk.workspace.scans.take([desk.save("pile.tif", spoil_code(desk, page))])
    assert refused(desk, desk.forms[0].sheet.code).code is ErrorCode.FORM_DOES_NOT_FIT


def test_a_second_sheet_of_a_form_that_is_read_is_settled_with_it(desk: Desk) -> None:
    first, second = desk.page(), desk.page(seed=2)
    desk.workspace.scans.take([desk.save("pile.tif", first, spoil_code(desk, second))])
    assert desk.state() is FormState.RECEIVED
    desk.workspace.unread_codes.identify(desk.only(), desk.forms[0].sheet.code)
    assert desk.workspace.scans.counts() == {ScanOutcome.CONFLICTING: 2}
    assert (desk.answers(), desk.state()) == ({}, FormState.CONFLICT)


def test_what_is_none_of_ours_leaves_no_picture(desk: Desk) -> None:
    desk.workspace.scans.take([desk.save("pile.tif", spoil_code(desk, desk.page()))])
    desk.workspace.scans.set_aside(desk.only(), SetAside.NOT_OURS)
    (aside,) = desk.workspace.put_aside.pages()
    assert (aside.reason, aside.can_return, aside.person_id) == (SetAside.NOT_OURS, True, None)
    change = desk.workspace.put_aside.take_off_list(aside.scan_ids)
    assert (change.value, change.undo, desk.workspace.put_aside.pages()) == (1, None, ())
    with desk.workspace.store.read() as session:
        assert session.exec(select(Evidence)).all() == []
    assert list(desk.workspace.evidence.folder.rglob("*.bin")) == []


@pytest.mark.parametrize("spoilt", ["stuck over", "inked", "smeared"])
@pytest.mark.parametrize(
    "scan",
    [
        plain_scan(150, turned=True),
        plain_scan(300, angle=2.9, shift=(4.0, -4.0), scale=0.97),
        plain_scan(angle=-2.9, shift=(-4.0, 4.0), scale=1.03, noise=5.0, wobble=0.2),
    ],
    ids=["upside down", "small", "large"],
)
def test_marks_are_read_as_well_without_a_code(scan: Scan, spoilt: str) -> None:
    """By corner marks and frames alone, whatever happened to the code; nothing is read as what it is not."""
    sheet, chance = draw_sheet(), np.random.default_rng(11)
    marked = fill_in(sheet.page, sheet.layout, some_writer(chance), chance)
    page, place = marked.page, sheet.layout.symbol
    left, top, right, bottom = (round(value * DOTS) for value in (place.x, place.y, place.right, place.bottom))
    if spoilt == "smeared":
        page[top + 60 : bottom - 120, left:right] = np.minimum(page[top + 60 : bottom - 120, left:right], 40)
    else:
        page[top:bottom, left:right] = 255 if spoilt == "stuck over" else 60
    grey = scan_page(page, scan, chance)
    assert abs(grey.shape[1] / PAGE_WIDTH * 25.4 - scan.dpi) < 1
    (unread,) = read_page(grey, 1, resolver(sheet))
    assert unread.problems == (PageProblem.CODE_UNREADABLE,)
    reading = read_typed(grey, 1, sheet.code, sheet.expected())
    assert reading.problems[0] is PageProblem.CODE_TYPED
    assert reading.is_upside_down is scan.turned
    assert reading.frames > 0.9
    states = [pair.state for pair in reading.pairs]
    assert all(state in (truth, MarkState.UNSURE) for state, truth in zip(states, marked.truth, strict=True))
    assert states.count(MarkState.UNSURE) <= 2


def test_another_arrangement_of_boxes_does_not_fit() -> None:
    sheet, other = draw_sheet(), draw_sheet("00000001", template="a4-1-dense")
    grey = scan_page(sheet.page, plain_scan(), np.random.default_rng(1))
    assert read_typed(grey, 1, other.code, other.expected()).frames < 0.7
    assert read_typed(np.full_like(grey, 250), 1, sheet.code, sheet.expected()).frames < 0.1
