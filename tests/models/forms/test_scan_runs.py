# SPDX-License-Identifier: GPL-3.0-or-later
"""A pile into the register: what is recorded by itself, what waits, what a person makes of it, and how it goes back."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image
from sqlmodel import select

from models.clock import FixedClock
from models.consent.purposes import PurposeInput
from models.consent.register import AnswerInput
from models.errors import ErrorCode, KnownError
from models.forms.form_rows import FormQuestions
from models.forms.questions import cell_of
from models.forms.round_terms import RoundInput, RoundWho
from models.forms.scan_settling import SeenPage, settle_pages
from models.forms.scan_terms import PageProblem, ScanOutcome, SetAside
from models.forms.typed import TypedInput
from models.progress import Progress
from models.roster.person_input import PersonInput
from models.settings import School
from models.tables import ConsentEvent, Evidence, Form
from models.terms import (
    Answer,
    AnswerMethod,
    Audience,
    FormState,
    MarkState,
    PersonRole,
)
from models.workspace import Workspace
from tests.forms_simulator.desk import Desk, make_desk
from tests.forms_simulator.pens import Trouble
from tests.forms_simulator.sheets import draw_layout

Y, N, B, U = MarkState.YES, MarkState.NO, MarkState.BLANK, MarkState.UNSURE


@pytest.fixture
def desk(workspace: Workspace, tmp_path: Path) -> Desk:
    return make_desk(workspace, tmp_path)


def test_a_page_without_doubt_is_recorded_with_its_proof(desk: Desk) -> None:
    path = desk.save("pile.tif", desk.page())
    summary = desk.workspace.scans.take([path]).value
    assert (summary.recorded, summary.waiting, summary.stopped) == (1, 0, None)
    assert desk.answers() == desk.said()
    assert desk.state() is FormState.RECEIVED
    with desk.workspace.store.read() as session:
        events = session.exec(select(ConsentEvent)).all()
        (proof,) = session.exec(select(Evidence)).all()
        printed = session.exec(select(Form.questions).where(Form.id == desk.forms[0].form_id)).one()
        assert {(one.method, one.language, one.form_id, one.evidence_id) for one in events} == {
            (AnswerMethod.FORM, "nl", desk.forms[0].form_id, proof.id)
        }
        assert all(f'"version": {one.purpose_version_id}' in printed for one in events if one.purpose_id is not None)
        assert all(one.decider_id != desk.pupils[0] for one in events)
        kept = proof.media_type, proof.size_bytes
    with Image.open(desk.folder / "pile.tif") as scan:
        assert kept[0] == "image/jpeg"
        assert kept[1] < scan.width * scan.height


def test_the_same_page_is_never_taken_in_twice(desk: Desk) -> None:
    page = desk.page()
    desk.workspace.scans.take([desk.save("pile.tif", page, page)])
    again = desk.workspace.scans.take([desk.save("other name.png", page)])
    assert (again.value.known, again.value.recorded, again.undo) == (1, 0, None)
    assert desk.workspace.scans.counts() == {ScanOutcome.RECORDED: 1}
    assert len(desk.workspace.consent.timeline(desk.pupils[0])) == len(desk.said())


def test_an_unsure_pair_never_counts_without_a_person(desk: Desk) -> None:
    page = desk.page(trouble_share=0.4, troubles=(Trouble.DOUBLE,), seed=4)
    desk.workspace.scans.take([desk.save("pile.tif", page)])
    scan = desk.workspace.scans.scan(desk.only())
    assert desk.answers() == {}
    assert PageProblem.UNSURE_PAIRS in scan.problems
    assert desk.state() is FormState.ISSUED
    with pytest.raises(KnownError) as raised:
        desk.workspace.scans.accept(scan.id)
    assert raised.value.code is ErrorCode.SCAN_NOT_READY
    with pytest.raises(KnownError):
        desk.workspace.scans.decide(scan.open_marks[0].id, U)
    first, *others = scan.open_marks
    change = desk.workspace.scans.decide(first.id, Y)
    assert change.undo is not None
    change.undo()
    assert len(desk.workspace.scans.scan(scan.id).open_marks) == len(scan.open_marks)
    desk.workspace.scans.decide(first.id, B)
    for mark in others:
        desk.workspace.scans.decide(mark.id, N)
    accepted = desk.workspace.scans.accept(scan.id)
    answers = desk.answers()
    assert first.question not in answers
    assert all(answers[mark.question] is Answer.REFUSED for mark in others)
    assert desk.state() is FormState.RECEIVED
    assert desk.workspace.scans.scan(scan.id).confirmed_by == "Office"
    assert accepted.undo is not None
    accepted.undo()
    assert desk.answers() == {}
    assert desk.only() == scan.id


def test_a_form_without_signature_waits_for_a_look(desk: Desk) -> None:
    desk.workspace.scans.take([desk.save("pile.tif", desk.page(signs=False))])
    scan_id = desk.only()
    with pytest.raises(KnownError):
        desk.workspace.scans.accept(scan_id)
    desk.workspace.scans.confirm_signature(scan_id, True)
    desk.workspace.scans.accept(scan_id)
    assert desk.answers() == desk.said()


def test_what_is_put_aside_does_not_count_and_can_come_back(desk: Desk) -> None:
    desk.workspace.scans.take([desk.save("pile.tif", desk.page(signs=False))])
    change = desk.workspace.scans.set_aside(desk.only(), SetAside.NOT_SIGNED)
    (aside,) = desk.workspace.scans.set_aside_pages()
    assert (aside.reason, desk.answers(), desk.workspace.scans.waiting()) == (SetAside.NOT_SIGNED, {}, ())
    with pytest.raises(KnownError) as raised:
        desk.workspace.scans.accept(aside.id)
    assert raised.value.code is ErrorCode.RECORD_CHANGED
    assert change.undo is not None
    change.undo()
    assert desk.only() == aside.id


def test_two_sheets_that_differ_both_wait_and_a_person_chooses(desk: Desk) -> None:
    first, second = desk.page(seed=1), desk.page(seed=2)
    truth = desk.said()
    desk.workspace.scans.take([desk.save("monday.tif", first)])
    assert desk.answers() != {}
    desk.workspace.scans.take([desk.save("tuesday.tif", second)])
    assert desk.answers() == {}
    assert desk.state() is FormState.CONFLICT
    one, other = desk.workspace.scans.waiting()
    assert desk.workspace.scans.scan(one).rivals == (other,)
    chosen = desk.workspace.scans.choose(other)
    assert desk.only() == other
    assert chosen.undo is not None
    chosen.undo()
    assert desk.workspace.scans.waiting() == (one, other)
    desk.workspace.scans.accept(other)
    assert desk.answers() == truth
    assert [page.reason for page in desk.workspace.scans.set_aside_pages()] == [SetAside.OTHER_SHEET]
    assert desk.state() is FormState.RECEIVED


def test_one_undo_takes_a_run_back_also_after_a_restart(desk: Desk, clock: FixedClock) -> None:
    path = desk.save("pile.tif", desk.page(0), desk.page(1, signs=False))
    run = desk.workspace.scans.take([path]).value.run
    desk.workspace.close()
    with Workspace.open(desk.workspace.path, clock=clock) as reopened:
        desk.workspace = reopened
        reopened.scans.undo_run(run)
        assert desk.answers() == {}
        assert (desk.state(0), reopened.scans.waiting()) == (FormState.ISSUED, ())
        assert [row.is_undone for row in reopened.scans.runs()] == [True]
        again = reopened.scans.take([path]).value
        assert (again.recorded, again.waiting, again.known) == (1, 1, 0)
        assert desk.answers() != {}


def test_a_run_that_stops_goes_on(desk: Desk) -> None:
    path = desk.save("pile.tif", desk.page(0), desk.page(1))

    def listen(done: int, _total: int) -> None:
        if done == 1:
            progress.cancel.cancel()

    progress = Progress(listen)
    summary = desk.workspace.scans.take([path], progress).value
    assert (summary.stopped, summary.recorded) == (ErrorCode.CANCELLED, 1)
    rest = desk.workspace.scans.take([path], run=summary.run).value
    assert (rest.stopped, rest.known, rest.recorded) == (None, 1, 2)


def test_a_full_disk_keeps_what_was_read(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    path = desk.save("pile.tif", desk.page(0), desk.page(1))
    put, calls = desk.workspace.evidence.put_within, []

    def fill_up(*given: object) -> int:
        calls.append(given)
        if len(calls) == 2:
            raise KnownError(ErrorCode.DISK_FULL)
        return put(*given)  # type: ignore[arg-type]

    monkeypatch.setattr(desk.workspace.evidence, "put_within", fill_up)
    summary = desk.workspace.scans.take([path]).value
    assert (summary.stopped, summary.recorded) == (ErrorCode.DISK_FULL, 1)
    assert desk.workspace.scans.take([path]).value.recorded == 1
    assert desk.state(0) is desk.state(1) is FormState.RECEIVED


def test_a_school_can_look_at_every_page(desk: Desk) -> None:
    desk.workspace.scans.look_at_every_page(wanted=True)
    desk.workspace.scans.take([desk.save("pile.tif", desk.page())])
    scan = desk.workspace.scans.scan(desk.only())
    assert (scan.problems, scan.open_marks, desk.answers()) == ((), (), {})
    desk.workspace.scans.accept(scan.id)
    assert desk.answers() == desk.said()


def test_pages_that_are_no_form_of_this_school(desk: Desk, tmp_path: Path, clock: FixedClock) -> None:
    letter = np.full((2339, 1654), 250, np.uint8)
    back = letter.copy()
    letter[300:2000:40, 200:1400] = 30
    with Workspace.open(tmp_path / "elsewhere.beeldakkoord", clock=clock) as other:
        other.settings.change_school(School("Elsewhere"))
        other.purposes.add_purposes((PurposeInput("website", "Website", Audience.PUBLIC),))
        pupil = other.people.add_person(PersonInput("Ada", "", "Bos", date(2016, 1, 1), roles=(PersonRole.PUPIL,)))
        form = other.forms.issue((pupil.value,), [one.id for one in other.purposes.purposes()], "nl").value
        foreign = draw_layout(form[0].sheet.code, form[0].sheet.layout())
    summary = desk.workspace.scans.take([desk.save("pile.tif", letter, back, foreign)]).value
    assert (summary.empty, summary.waiting, summary.recorded) == (1, 0, 0)
    aside = desk.workspace.scans.set_aside_pages()
    assert [page.problems for page in aside] == [(PageProblem.NO_FORM,), (PageProblem.CODE_FOREIGN,)]
    assert [(page.file, page.page) for page in aside] == [("pile.tif", 1), ("pile.tif", 3)]
    with desk.workspace.store.read() as session:
        assert session.exec(select(Evidence)).all() == []


def test_a_form_that_was_taken_back_waits_and_stays_taken_back(desk: Desk) -> None:
    with desk.workspace.store.write("test") as unit:
        form = unit.session.get(Form, desk.forms[0].form_id)
        assert form is not None
        form.state = FormState.REVOKED
    desk.workspace.scans.take([desk.save("pile.tif", desk.page())])
    assert desk.workspace.scans.scan(desk.only()).problems == (PageProblem.FORM_REVOKED,)
    desk.workspace.scans.accept(desk.only())
    assert desk.answers() == desk.said()
    assert desk.state() is FormState.REVOKED


def test_nobody_answers_for_somebody_who_is_gone(desk: Desk) -> None:
    with desk.workspace.store.write("test") as unit:
        form = unit.session.get(Form, desk.forms[0].form_id)
        assert form is not None
        form.person_id = None
    desk.workspace.scans.take([desk.save("pile.tif", desk.page())])
    assert desk.workspace.scans.waiting() == ()
    (page,) = desk.workspace.scans.set_aside_pages()
    assert (page.problems, page.marks, page.evidence_id) == ((PageProblem.PERSON_GONE,), (), None)
    with pytest.raises(KnownError) as raised:
        desk.workspace.scans.accept(page.id)
    assert raised.value.code is ErrorCode.RECORD_CHANGED


def test_two_forms_on_one_picture_wait_both(desk: Desk) -> None:
    both = np.concatenate([desk.page(0), desk.page(1)], axis=1)
    desk.workspace.scans.take([desk.save("pile.tif", both)])
    waiting = [desk.workspace.scans.scan(one) for one in desk.workspace.scans.waiting()]
    assert {one.person_id for one in waiting} == set(desk.pupils)
    assert all(PageProblem.SEVERAL_FORMS in one.problems for one in waiting)
    assert len({one.evidence_id for one in waiting}) == 1


def test_a_yes_on_paper_does_not_pass_over_a_later_no(desk: Desk) -> None:
    page = desk.page()
    yes = next(name for name, answer in desk.said().items() if answer is Answer.GIVEN)
    desk.workspace.consent.record_answers(
        [AnswerInput(desk.pupils[0], cell_of(yes), Answer.REFUSED, method=AnswerMethod.TELEPHONE)]
    )
    desk.workspace.scans.take([desk.save("pile.tif", page)])
    assert desk.workspace.scans.scan(desk.only()).problems == (PageProblem.NEWER_ANSWER,)
    assert desk.answers() == {yes: Answer.REFUSED}


pages = st.lists(
    st.tuples(st.lists(st.sampled_from([Y, N, B, U]), min_size=2, max_size=2), st.booleans()), min_size=1, max_size=5
)


@given(kinds=pages, order=st.randoms(use_true_random=False), repeats=st.integers(0, 4))
def test_order_and_repetition_make_no_difference(
    kinds: list[tuple[list[MarkState], bool]], order: object, repeats: int
) -> None:
    """Pages come one by one; what counts in the end depends on which pages there were, not on how they came."""

    def arrive(sequence: list[tuple[list[MarkState], bool]]) -> set[tuple[MarkState, ...]]:
        seen: list[SeenPage] = []
        recorded: set[int] = set()
        for number, (states, is_plain) in enumerate(sequence):
            seen.append(SeenPage(number, tuple(states), is_certain=is_plain and U not in states))
            outcomes = settle_pages([replace(page, is_recorded=page.scan_id in recorded) for page in seen])
            recorded = {scan for scan, outcome in outcomes.items() if outcome is ScanOutcome.RECORDED}
            assert len(recorded) <= 1
            assert all(seen[scan].is_certain for scan in recorded)
        return {seen[scan].states for scan in recorded}

    shuffled = list(kinds) + [kinds[number % len(kinds)] for number in range(repeats)]
    order.shuffle(shuffled)  # type: ignore[attr-defined]
    assert arrive(shuffled) == arrive(kinds)


def test_in_the_register_too(desk: Desk) -> None:
    """The same pages in two orders, some twice: the same answers, each once."""
    same = [desk.page(0, 1), desk.page(1, 2), desk.page(1, 3)]
    found = []
    for number, order in enumerate(([0, 1, 2], [2, 0, 1, 0, 2])):
        run = desk.workspace.scans.take([desk.save(f"{number}.tif", *[same[one] for one in order])]).value.run
        found.append((desk.answers(0), desk.answers(1), desk.state(0), desk.state(1)))
        desk.workspace.scans.undo_run(run)
    assert found[0] == found[1]
    assert found[0][1:] == ({}, FormState.RECEIVED, FormState.CONFLICT)


@pytest.fixture
def blank(desk: Desk) -> Desk:
    """The same desk with one form without a name instead of the pupils' own."""
    purposes = tuple(one.id for one in desk.workspace.purposes.purposes())
    forms = desk.workspace.rounds.make_blank(1, FormQuestions(purposes), "nl", is_self=False).value
    return replace(desk, forms=forms)


def test_a_blank_form_waits_until_it_is_somebody_s_and_is_then_recorded(blank: Desk) -> None:
    scans, rounds = blank.workspace.scans, blank.workspace.rounds
    scans.take([blank.save("pile.tif", blank.page())])
    page = scans.scan(blank.only())
    assert (page.problems, page.person_id) == ((PageProblem.FORM_BLANK,), None)
    assert rounds.blank_forms()[0].scans == (page.id,)
    with pytest.raises(KnownError) as raised:
        scans.accept(page.id)
    assert raised.value.code is ErrorCode.SCAN_NOT_READY
    change = rounds.bind(blank.forms[0].form_id, blank.pupils[0])
    assert scans.waiting() == ()
    assert blank.answers() == blank.said()
    assert blank.state() is FormState.RECEIVED
    assert change.undo is not None
    redo = change.undo()
    assert blank.answers() == {}
    assert scans.scan(blank.only()).problems == (PageProblem.FORM_BLANK,)
    assert blank.state() is FormState.ISSUED
    assert redo.undo is not None
    redo.undo()
    assert blank.answers() == blank.said()


def test_a_blank_form_with_a_doubt_still_waits_when_it_is_somebody_s(blank: Desk) -> None:
    scans = blank.workspace.scans
    scans.take([blank.save("pile.tif", blank.page(trouble_share=0.4))])
    blank.workspace.rounds.bind(blank.forms[0].form_id, blank.pupils[0])
    page = scans.scan(blank.only())
    assert page.person_id == blank.pupils[0]
    assert PageProblem.FORM_BLANK not in page.problems
    assert PageProblem.UNSURE_PAIRS in page.problems
    assert blank.answers() == {}


def test_a_blank_form_waits_where_its_person_said_no_since(blank: Desk) -> None:
    scans, website = blank.workspace.scans, blank.workspace.purposes.purpose("website").id
    scans.take([blank.save("pile.tif", blank.page(seed=3))])
    cells = [cell_of(mark.question) for mark in scans.scan(blank.only()).marks if mark.seen is Y]
    assert any(cell.purpose_id == website for cell in cells)
    blank.workspace.consent.record_answers(
        [AnswerInput(blank.pupils[0], cell, Answer.REFUSED, method=AnswerMethod.TELEPHONE) for cell in cells]
    )
    blank.workspace.rounds.bind(blank.forms[0].form_id, blank.pupils[0])
    assert scans.scan(blank.only()).problems == (PageProblem.NEWER_ANSWER,)
    assert set(blank.answers().values()) == {Answer.REFUSED}


def test_the_old_paper_of_a_replaced_form_waits_for_a_person(desk: Desk) -> None:
    rounds, scans = desk.workspace.rounds, desk.workspace.scans
    purposes = tuple(one.id for one in desk.workspace.purposes.purposes())
    entered = RoundInput("Autumn", RoundWho(person_ids=desk.pupils[:1]), FormQuestions(purposes), "nl")
    started = rounds.start(entered).value
    old = replace(desk, forms=desk.workspace.forms.issued_forms(started.form_ids))
    new = replace(desk, forms=rounds.replace_forms(started.round_id, desk.pupils[:1]).value)
    scans.take([old.save("old.tif", old.page(seed=2))])
    page = scans.scan(old.only())
    assert (page.problems, page.person_id) == ((PageProblem.FORM_REPLACED,), desk.pupils[0])
    assert (desk.answers(), rounds.rounds()[0].answered) == ({}, 0)
    scans.accept(page.id)
    assert desk.answers() == old.said()
    assert (old.state(), new.state()) == (FormState.REPLACED, FormState.ISSUED)
    assert rounds.rounds()[0].answered == 1
    scans.take([new.save("new.tif", new.page(seed=5))])  # later, so its answers are the later ones
    assert scans.waiting() == ()
    said, now = new.said(), desk.answers()
    assert {name: one.is_stop for name, one in now.items()} == {name: one.is_stop for name, one in said.items()}
    assert (old.state(), new.state()) == (FormState.REPLACED, FormState.RECEIVED)


def test_a_page_that_comes_after_a_telephone_call_never_passes_over_its_no(desk: Desk) -> None:
    """Whatever way a no was typed, also from paper: the page waits, and the form is still one that was answered."""
    for number, method in enumerate((AnswerMethod.TELEPHONE, AnswerMethod.FORM)):
        form = desk.workspace.typed.questions(desk.pupils[number]).forms[0]
        said = dict.fromkeys((line.key for line in form.lines), False)
        typed = TypedInput(desk.pupils[number], said, form.form_ids, method=method)
        change = desk.workspace.typed.record(typed)
        page = desk.page(number)
        assert Y in desk.truth
        summary = desk.workspace.scans.take([desk.save(f"{number}.tif", page)]).value
        assert (summary.recorded, summary.waiting) == (0, 1)
        assert desk.state(number) is FormState.RECEIVED
        assert set(desk.answers(number).values()) == {Answer.REFUSED}
        assert change.undo is not None
        change.undo()
        assert desk.state(number) is FormState.ISSUED
        assert desk.answers(number) == {}
