# SPDX-License-Identifier: GPL-3.0-or-later
"""Forms that come back after something happened: a new key, a new form, two parents, an erasure, a merge."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from sqlmodel import select

from models.clock import FixedClock
from models.errors import ErrorCode, KnownError
from models.forms.codes import CodeBook, new_key
from models.forms.form_rows import FormQuestions
from models.forms.forms import IssuedForm
from models.forms.round_terms import RoundInput, RoundWho
from models.forms.scan_placing import Grey
from models.forms.scan_terms import PageProblem, ScanOutcome
from models.policy import ALL_GUARDIANS
from models.roster.person_input import PersonInput
from models.tables import ConsentEvent, Evidence, FormScan, Setting
from models.terms import Answer, ErasureGround, FormState
from models.workspace import Workspace
from tests.forms_simulator.desk import PLAIN, Desk, make_desk
from tests.forms_simulator.pens import fill_in, sign
from tests.forms_simulator.scanner import plain_scan, scan_page
from tests.forms_simulator.sheets import draw_layout
from tests.models.forms.test_scan_pages import make_pdf


@pytest.fixture
def desk(workspace: Workspace, tmp_path: Path) -> Desk:
    return make_desk(workspace, tmp_path)


def test_a_form_with_an_old_key_is_read_after_a_new_key(desk: Desk) -> None:
    """Both keys are the school's; a key that it never had is another school's."""
    with desk.workspace.store.write("test") as unit:
        row = unit.session.get(Setting, "forms.keys")
        assert row is not None
        row.value = json.dumps({**json.loads(row.value), "2": new_key().hex()})
    (late,) = desk.workspace.forms.issue(desk.pupils[1:], desk_purposes(desk), "nl").value
    foreign = draw_layout(CodeBook({2: new_key()}).seal(late.sheet.code[:8]), late.sheet.layout())
    summary = desk.workspace.scans.take([desk.save("pile.tif", desk.page(0), fill(late), foreign)]).value
    assert (summary.recorded, summary.waiting) == (2, 0)
    assert desk.answers(0) == desk.said()
    assert desk.answers(1) != {}
    (aside,) = desk.workspace.put_aside.pages()
    assert aside.problems == (PageProblem.CODE_FOREIGN,)


def desk_purposes(desk: Desk) -> tuple[int, ...]:
    return tuple(one.id for one in desk.workspace.purposes.purposes())


def fill(form: IssuedForm, seed: int = 1) -> Grey:
    layout = form.sheet.layout()
    chance = np.random.default_rng(seed)
    marked = fill_in(draw_layout(form.sheet.code, layout), layout, PLAIN, chance, blank_share=0.0)
    return scan_page(marked.page, plain_scan(), chance)


def test_a_form_that_was_replaced_waits_when_it_comes_back(desk: Desk) -> None:
    """Both the old and the new sheet may come back; the old one never counts by itself."""
    questions = FormQuestions(desk_purposes(desk))
    entered = RoundInput("Autumn", RoundWho(person_ids=desk.pupils[:1]), questions, language="nl")
    started = desk.workspace.rounds.start(entered).value
    (old,) = desk.workspace.rounds.forms_of(started.round_id)
    (new,) = desk.workspace.rounds.replace_forms(started.round_id, desk.pupils[:1]).value
    assert new.sheet.code != old.sheet.code
    desk.workspace.scans.take([desk.save("old.tif", fill(old))])
    waiting = desk.only()
    assert desk.workspace.scans.scan(waiting).problems == (PageProblem.FORM_REPLACED,)
    assert desk.answers() == {}
    desk.workspace.scans.take([desk.save("new.tif", fill(new, 2))])
    standing = desk.answers()
    assert standing != {}
    old_says, recorded_before = len(old.sheet.layout().pairs()), len(desk.workspace.consent.timeline(desk.pupils[0]))
    desk.workspace.scans.accept(waiting, is_signed=True)  # a person may still say that the old one counts
    assert len(desk.workspace.consent.timeline(desk.pupils[0])) == recorded_before + old_says
    states = {one.form_id: one.state for one in desk.workspace.forms.issued_forms((old.form_id, new.form_id))}
    assert states == {old.form_id: FormState.REPLACED, new.form_id: FormState.RECEIVED}


def two_parents(desk: Desk) -> tuple[int, int]:
    policy = replace(desk.workspace.settings.policy(), guardians_required=ALL_GUARDIANS)
    desk.workspace.settings.change_policy(policy)
    mother = desk.workspace.people.add_guardian(desk.pupils[0], PersonInput("Els", "", "Berg")).value
    father = desk.workspace.people.add_guardian(desk.pupils[0], PersonInput("Jan", "", "Berg")).value
    return mother, father


@pytest.mark.parametrize("signatures", [1, 2])
def test_each_signature_is_an_answer_of_a_parent(desk: Desk, signatures: int) -> None:
    """Where all parents have a say, a form with two signatures is the answer of both; one signature is of one."""
    parents = two_parents(desk)
    (form,) = desk.workspace.forms.issue(desk.pupils[:1], desk_purposes(desk), "nl").value
    layout, chance = form.sheet.layout(), np.random.default_rng(1)
    assert len(layout.signatures) == 2
    marked = fill_in(draw_layout(form.sheet.code, layout), layout, PLAIN, chance, blank_share=0.0, signs=False)
    page = marked.page
    for space in layout.signing_spaces[:signatures]:
        sign(page, space, PLAIN, chance)
    summary = desk.workspace.scans.take([desk.save("pile.tif", scan_page(page, plain_scan(), chance))]).value
    assert summary.recorded == 1
    given = deciders(desk)
    assert set(given) == set(parents[:signatures])
    assert len(given) == signatures * len(layout.pairs())
    desk.workspace.scans.undo_run(summary.run)
    assert desk.answers() == {}
    desk.workspace.scans.redo_run(summary.run)
    assert sorted(deciders(desk)) == sorted(given * 2)


def deciders(desk: Desk) -> list[int | None]:
    """Who gave each answer, also those that were taken back since."""
    with desk.workspace.store.read() as session:
        return list(session.exec(select(ConsentEvent.decider_id).where(ConsentEvent.answer != Answer.ANNULLED)))


def test_after_an_erasure_nothing_of_the_pile_is_left_and_its_form_is_nobodys(desk: Desk) -> None:
    path = desk.save("pile.tif", desk.page(0), desk.page(1))
    run = desk.workspace.scans.take([path]).value.run
    desk.workspace.erasure.erase(desk.pupils[0], ErasureGround.NO_LONGER_NEEDED)
    with desk.workspace.store.read() as session:
        assert len(session.exec(select(FormScan)).all()) == 1
        assert len(session.exec(select(Evidence)).all()) == 1
    again = desk.workspace.scans.take([desk.save("again.tif", desk.page(0))]).value
    assert (again.recorded, again.waiting) == (0, 0)
    (page,) = desk.workspace.scans.set_aside_pages()
    assert (page.problems, page.person_id, page.marks) == ((PageProblem.PERSON_GONE,), None, ())
    with desk.workspace.store.read() as session:
        assert len(session.exec(select(Evidence)).all()) == 1, "a picture of the form of somebody who was erased stays"
    with pytest.raises(KnownError) as raised:
        desk.workspace.scans.accept(page.id, is_signed=True)
    assert raised.value.code is ErrorCode.RECORD_CHANGED
    assert desk.workspace.scans.reopen((page.id,)).value == 0
    assert desk.workspace.scans.undo_run(run).value == 1
    assert desk.workspace.scans.redo_run(run).value == 1
    assert desk.answers(1) != {}


def test_a_form_of_somebody_who_was_merged_is_theirs(desk: Desk) -> None:
    kept, merged = desk.pupils[1], desk.pupils[0]
    desk.workspace.merges.merge(kept, merged)
    desk.workspace.scans.take([desk.save("pile.tif", desk.page(0))])
    assert desk.answers(1) == desk.said()


def test_a_form_that_comes_back_again_later_with_other_marks(desk: Desk, clock: FixedClock) -> None:
    """Nobody guesses which one counts, also months later, and also after somebody looked at the first one."""
    desk.workspace.scans.take([desk.save("first.tif", desk.page(seed=1, signs=False))])
    first = desk.only()
    desk.workspace.scans.accept(first, is_signed=True)
    before = desk.answers()
    clock.advance(days=60)
    desk.workspace.scans.take([desk.save("second.tif", desk.page(seed=2))])
    (second,) = desk.workspace.scans.waiting()
    assert desk.workspace.scans.scan(second).rivals == (first,)
    assert desk.answers() == before  # what a person confirmed stands until a person chooses another
    assert desk.state() is FormState.CONFLICT
    desk.workspace.scans.accept(second)
    assert desk.answers() == desk.said()
    assert desk.workspace.scans.counts()[ScanOutcome.SET_ASIDE] == 1


def test_files_that_cannot_be_read_do_not_stop_the_others(desk: Desk) -> None:
    """Each is told with its reason, and what to do; the page between them is recorded."""
    locked = desk.folder / "1 locked.pdf"
    locked.write_bytes(make_locked_pdf())
    broken, empty, other = (desk.folder / name for name in ("2 broken.pdf", "3 empty.pdf", "5 letter.docx"))
    broken.write_bytes(b"%PDF-1.5\nno page after this")
    empty.write_bytes(b"")
    other.write_bytes(b"PK\x03\x04 a letter")
    good = desk.save("4 good.tif", desk.page())
    summary = desk.workspace.scans.take([locked, broken, empty, good, other, desk.folder / "6 gone.pdf"]).value
    assert (summary.recorded, summary.stopped) == (1, None)
    assert [(one.path.name, one.code) for one in summary.skipped] == [
        ("1 locked.pdf", ErrorCode.FILE_LOCKED),
        ("2 broken.pdf", ErrorCode.FILE_DAMAGED),
        ("3 empty.pdf", ErrorCode.FILE_EMPTY),
        ("5 letter.docx", ErrorCode.FORMAT_NOT_SUPPORTED),
        ("6 gone.pdf", ErrorCode.FILE_MISSING),
    ]
    assert desk.answers() == desk.said()


def make_locked_pdf() -> bytes:
    """A PDF whose security handler wants a password (ISO 32000-1, 7.6.3); its keys fit none."""
    handler = b"<</Filter/Standard/V 1/R 2/O<%s>/U<%s>/P -4>>" % (b"11" * 32, b"22" * 32)
    trailer = b"/Encrypt 6 0 R/ID[<00><00>]"
    return make_pdf(b"595 0 0 842 0 0 cm /I Do", b"", 1, 1, trailer=trailer, more=(handler,))
