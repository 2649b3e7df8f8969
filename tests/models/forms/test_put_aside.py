# SPDX-License-Identifier: GPL-3.0-or-later
"""Pages put aside: where each is and why, looked at again or off the list, and runs that come back after an undo."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

import numpy as np
import pytest
from sqlalchemy import event
from sqlalchemy.engine import Engine
from sqlmodel import col, select

from models.clock import FixedClock
from models.consent.register import AnswerInput
from models.errors import ErrorCode, KnownError
from models.forms.questions import cell_of
from models.forms.scan_placing import Grey
from models.forms.scan_terms import PageProblem, ScanOutcome, SetAside
from models.tables import AuditEntry
from models.terms import Answer, AnswerMethod, FormState
from models.workspace import Workspace
from tests.forms_simulator.desk import Desk, make_desk


@pytest.fixture
def desk(workspace: Workspace, tmp_path: Path) -> Desk:
    return make_desk(workspace, tmp_path)


def letter(seed: int = 0) -> Grey:
    """A page of something else."""
    page = np.full((2339, 1654), 250, np.uint8)
    page[300:2000:40, 200 : 1400 - seed] = 30
    return page


def test_pages_of_something_else_are_one_entry(desk: Desk) -> None:
    pages = [letter(seed) for seed in range(4)]
    desk.workspace.scans.take([desk.save("letters.tif", *pages[:3], desk.page(signs=False), pages[3])])
    desk.workspace.scans.set_aside(desk.only(), SetAside.NOT_SIGNED)
    nobody = (PageProblem.NO_FORM,)
    first, unsigned, last = desk.workspace.put_aside.pages()
    assert (first.first, first.last, first.problems, first.can_return) == (1, 3, nobody, False)
    assert (unsigned.first, unsigned.reason, unsigned.person_id) == (4, SetAside.NOT_SIGNED, desk.pupils[0])
    assert unsigned.can_return
    assert (last.first, last.last, len(first.scan_ids)) == (5, 5, 3)
    change = desk.workspace.put_aside.take_off_list(first.scan_ids)
    assert desk.workspace.put_aside.pages() == (unsigned, last)
    assert change.undo is not None
    change.undo()
    assert desk.workspace.put_aside.pages() == (first, unsigned, last)


def test_many_pages_cost_few_questions(desk: Desk) -> None:
    def count_statements() -> int:
        statements: list[object] = []

        def note(*told: object) -> None:
            statements.append(told)

        event.listen(Engine, "before_cursor_execute", note)
        desk.workspace.put_aside.pages()
        event.remove(Engine, "before_cursor_execute", note)
        return len(statements)

    desk.workspace.scans.take([desk.save("few.tif", letter(0))])
    few = count_statements()
    desk.workspace.scans.take([desk.save("many.tif", *[letter(seed) for seed in range(1, 9)])])
    assert 0 < count_statements() == few


def test_a_page_is_looked_at_again_and_put_back(desk: Desk) -> None:
    desk.workspace.scans.take([desk.save("pile.tif", desk.page(signs=False))])
    desk.workspace.scans.set_aside(desk.only(), SetAside.NOT_SIGNED)
    (aside,) = desk.workspace.put_aside.pages()
    change = desk.workspace.put_aside.look_again(aside.scan_ids)
    assert (desk.only(), desk.workspace.put_aside.pages()) == (aside.scan_ids[0], ())
    assert change.undo is not None
    change.undo()
    assert desk.workspace.put_aside.pages() == (aside,)
    desk.workspace.put_aside.look_again(aside.scan_ids)
    desk.workspace.scans.accept(desk.only(), is_signed=True)
    assert desk.answers() == desk.said()


def test_what_has_no_picture_cannot_be_looked_at(desk: Desk) -> None:
    desk.workspace.scans.take([desk.save("letter.tif", letter())])
    (aside,) = desk.workspace.put_aside.pages()
    with pytest.raises(KnownError) as raised:
        desk.workspace.put_aside.look_again(aside.scan_ids)
    assert raised.value.code is ErrorCode.SCAN_UNKNOWN


def test_off_the_list_counts_as_little_as_aside(desk: Desk) -> None:
    """A sheet that was put aside and taken off the list does not contradict the next one."""
    first, second = desk.page(seed=1, signs=False), desk.page(seed=2)
    desk.workspace.scans.take([desk.save("first.tif", first)])
    desk.workspace.scans.set_aside(desk.only(), SetAside.NOT_SIGNED)
    (aside,) = desk.workspace.put_aside.pages()
    desk.workspace.put_aside.take_off_list(aside.scan_ids)
    assert desk.workspace.scans.take([desk.save("second.tif", second)]).value.recorded == 1
    assert desk.answers() == desk.said()
    assert desk.workspace.scans.take([desk.save("again.tif", first)]).value.known == 1


def test_signature_and_page_are_one_action(desk: Desk) -> None:
    desk.workspace.scans.take([desk.save("pile.tif", desk.page(signs=False))])
    scan_id = desk.only()
    before = actions(desk)
    change = desk.workspace.scans.accept(scan_id, is_signed=True)
    assert actions(desk)[len(before) :] == ["form.accept"]
    assert desk.workspace.scans.scan(scan_id).is_signed is True
    assert change.undo is not None
    change.undo()
    assert desk.workspace.scans.scan(desk.only()).is_signed is None


def actions(desk: Desk) -> list[str]:
    with desk.workspace.store.read() as session:
        return list(session.exec(select(AuditEntry.action).order_by(col(AuditEntry.seq))))


# --- a run that comes back


def test_a_run_comes_back_as_it_was(desk: Desk) -> None:
    page = desk.page(0)
    path = desk.save("pile.tif", page, desk.page(1, signs=False), letter(), page[:, ::-1].copy())
    run = desk.workspace.scans.take([path]).value.run
    desk.workspace.scans.accept(desk.only(), is_signed=True)
    before = desk.answers(0), desk.answers(1), desk.workspace.scans.counts(), desk.workspace.put_aside.pages()
    desk.workspace.scans.undo_run(run)
    assert (desk.answers(0), desk.answers(1), desk.workspace.put_aside.pages()) == ({}, {}, ())
    again = desk.workspace.scans.redo_run(run)
    found = desk.answers(0), desk.answers(1), desk.workspace.scans.counts(), desk.workspace.put_aside.pages()
    assert found == before
    assert desk.state(0) is desk.state(1) is FormState.RECEIVED
    assert [row.is_undone for row in desk.workspace.scans.runs()] == [False]
    assert again.undo is not None
    again.undo()
    assert desk.answers(0) == desk.answers(1) == {}


def test_the_whole_run_comes_back_also_while_the_clock_goes(
    desk: Desk, clock: FixedClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    run = desk.workspace.scans.take([desk.save("pile.tif", desk.page(0), desk.page(1))]).value.run
    now = clock.now

    def later() -> datetime:
        clock.advance(seconds=1)
        return now()

    monkeypatch.setattr(clock, "now", later)
    desk.workspace.scans.undo_run(run)
    assert desk.workspace.scans.redo_run(run).value == 2


def test_pages_that_were_read_again_do_not_come_back_twice(desk: Desk) -> None:
    path = desk.save("pile.tif", desk.page(0), desk.page(1))
    run = desk.workspace.scans.take([path]).value.run
    desk.workspace.scans.undo_run(run)
    desk.workspace.scans.take([desk.save("one.tif", desk.page(0))])
    assert desk.workspace.scans.redo_run(run).value == 1
    assert desk.workspace.scans.counts() == {ScanOutcome.RECORDED: 2}
    with pytest.raises(KnownError) as raised:
        desk.workspace.scans.redo_run(run)
    assert raised.value.code is ErrorCode.SCAN_UNKNOWN


def test_taken_back_twice_and_brought_back_once(desk: Desk) -> None:
    path = desk.save("pile.tif", desk.page(0))
    run = desk.workspace.scans.take([path]).value.run
    desk.workspace.scans.undo_run(run)
    desk.workspace.scans.take([path], run=run)
    desk.workspace.scans.undo_run(run)
    assert desk.workspace.scans.redo_run(run).value == 1
    assert desk.workspace.scans.counts() == {ScanOutcome.RECORDED: 1}


def test_a_no_in_between_is_not_passed_over(desk: Desk, clock: FixedClock) -> None:
    """A pile is taken back, a parent telephones, and the pile comes back: the yes on paper is the older one."""
    run = desk.workspace.scans.take([desk.save("pile.tif", desk.page(0))]).value.run
    yes = next(name for name, answer in desk.said().items() if answer is Answer.GIVEN)
    desk.workspace.scans.undo_run(run)
    clock.advance(days=1)
    told = AnswerInput(desk.pupils[0], cell_of(yes), Answer.REFUSED, method=AnswerMethod.TELEPHONE)
    desk.workspace.consent.record_answers([told])
    desk.workspace.scans.redo_run(run)
    assert PageProblem.NEWER_ANSWER in desk.workspace.scans.scan(desk.only()).problems
    assert desk.answers() == {yes: Answer.REFUSED}


def test_a_sheet_that_made_way_comes_back_when_the_other_goes(desk: Desk) -> None:
    first, second = desk.page(seed=1), desk.page(seed=2)
    desk.workspace.scans.take([desk.save("monday.tif", first)])
    before = desk.answers()
    run = desk.workspace.scans.take([desk.save("tuesday.tif", second)]).value.run
    chosen = desk.workspace.scans.waiting()[1]
    desk.workspace.scans.accept(chosen)
    assert desk.answers() == desk.said()
    desk.workspace.scans.undo_run(run)
    assert desk.answers() == before
    assert desk.workspace.put_aside.pages() == ()
    desk.workspace.scans.redo_run(run)
    assert desk.answers() == desk.said()  # what a person chose stands, and the other sheet asks again
