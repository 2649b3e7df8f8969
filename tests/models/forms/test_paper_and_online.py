# SPDX-License-Identifier: GPL-3.0-or-later
"""A form that comes back on paper and online: what differs is flagged, the no counts, and a person says which one."""

from __future__ import annotations

import itertools
from collections.abc import Mapping
from dataclasses import fields
from functools import partial

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sqlmodel import select

from models.answer_lists.kept_row import Counting
from models.consent.facts import CellKey
from models.consent.register import AnswerInput
from models.errors import ErrorCode, KnownError
from models.forms.layout import Rect
from models.forms.online_plan import OnlineReason, OnlineState
from models.forms.questions import question_name
from models.forms.scan_marks import BoxReading, PairMarks
from models.forms.scan_read import PageReading, PairReading
from models.forms.scan_terms import BoxState
from models.forms.source_settling import OnlineWord, settle_sources
from models.roster.workbook import read_export
from models.tables import ConsentEvent, Form
from models.terms import Activity, Answer, ConsentStatus, FormState, MarkState, MediaKind
from models.workspace import Workspace
from tests.models.forms.both_ways import BothWays, Said

PHOTO, FILM = MediaKind.PHOTO, MediaKind.FILM
GIVEN, REFUSED, WITHDRAWN = ConsentStatus.GIVEN, ConsentStatus.REFUSED, ConsentStatus.WITHDRAWN
CELLS = [CellKey(Activity.PUBLICATION, kind, 1) for kind in (PHOTO, FILM)]


@pytest.fixture
def family(workspace: Workspace) -> BothWays:
    return BothWays(workspace)


# --- the rule, as a pure function


def word(row_id: int, photo: bool, moment: float = 1.0, sender: int | str | None = "") -> OnlineWord:
    return OnlineWord(row_id, sender, moment, {CELLS[0]: photo})


def test_what_agrees_is_left_alone() -> None:
    settled = settle_sources({CELLS[0]: True}, [word(1, photo=True)])
    assert (settled.paper, dict(settled.rows), settled.waiting) == (frozenset(), {}, frozenset())


def test_the_no_counts_whichever_side_says_it() -> None:
    settled = settle_sources({CELLS[0]: True}, [word(1, photo=False)])
    assert (settled.paper, dict(settled.rows), settled.waiting) == ({CELLS[0]}, {}, {1})
    settled = settle_sources({CELLS[0]: False}, [word(1, photo=True)])
    assert (settled.paper, dict(settled.rows), settled.waiting) == (frozenset(), {1: {CELLS[0]}}, {1})


def test_an_earlier_word_of_the_same_sender_does_not_count() -> None:
    settled = settle_sources({CELLS[0]: True}, [word(1, photo=False), word(2, photo=True, moment=2.0)])
    assert settled.waiting == frozenset()
    unknown = [word(1, photo=False, sender=None), word(2, photo=True, moment=2.0, sender=None)]
    assert settle_sources({CELLS[0]: True}, unknown).waiting == {1}


words = st.lists(
    st.tuples(
        st.sampled_from([7, 8, "", None]),
        st.integers(0, 2).map(float),
        st.dictionaries(st.sampled_from(CELLS), st.booleans()),
        st.sampled_from([None, *Counting]),
    ),
    max_size=5,
)


@given(st.dictionaries(st.sampled_from(CELLS), st.booleans()), words, st.data())
def test_the_rule_knows_no_order_and_no_yes_against_an_open_no(
    paper: Mapping[CellKey, bool],
    drawn: list[tuple[int | str | None, float, Mapping[CellKey, bool], Counting | None]],
    data: st.DataObject,
) -> None:
    rows = [OnlineWord(number, *one) for number, one in enumerate(drawn)]
    settled = settle_sources(paper, rows)
    assert settle_sources(paper, data.draw(st.permutations(rows))) == settled
    for row in rows:
        for key in settled.differing.get(row.row_id, ()):
            counts_on_paper = key not in settled.paper
            counts_online = key not in settled.rows.get(row.row_id, ())
            assert not (counts_on_paper and counts_online)
            if row.counting in (None, Counting.NO):
                assert not (paper[key] and counts_on_paper)
                assert not (row.answers[key] and counts_online)


# --- in the register


@pytest.mark.parametrize("paper_first", [True, False])
def test_a_yes_on_paper_and_a_no_online(family: BothWays, paper_first: bool) -> None:
    steps = [lambda: family.paper({PHOTO: True, FILM: True}), lambda: family.online({PHOTO: False, FILM: True})]
    for step in steps if paper_first else reversed(steps):
        step()
    photo, film = family.statuses()
    assert (photo in (REFUSED, WITHDRAWN), film) == (True, GIVEN)
    (waiting,) = family.workspace.online.rows.waiting()
    assert (waiting.reason, waiting.person_id) == (OnlineReason.PAPER_DIFFERS, family.noor)
    assert [one.key for one in waiting.differing] == [family.key(PHOTO)]
    assert family.form_state() is FormState.CONFLICT
    assert family.workspace.online.rows.count_differing() == 1
    assert family.workspace.scans.waiting() == ()  # the page itself has no doubt


@pytest.mark.parametrize("paper_first", [True, False])
def test_a_no_on_paper_and_a_yes_online(family: BothWays, paper_first: bool) -> None:
    steps = [lambda: family.paper({PHOTO: False}), lambda: family.online({PHOTO: True, FILM: True}, who="Vader")]
    for step in steps if paper_first else reversed(steps):
        step()
    photo, film = family.statuses()
    assert (photo in (REFUSED, WITHDRAWN), film) == (True, GIVEN)
    assert [one.reason for one in family.workspace.online.rows.waiting()] == [OnlineReason.PAPER_DIFFERS]


@pytest.mark.parametrize(
    ("counting", "photo"), [(Counting.PAPER, GIVEN), (Counting.ONLINE, REFUSED), (Counting.NO, REFUSED)]
)
def test_a_person_says_which_one_counts_and_takes_that_back(
    family: BothWays, counting: Counting, photo: ConsentStatus
) -> None:
    family.paper({PHOTO: True})
    family.online({PHOTO: False})
    (waiting,) = family.workspace.online.rows.waiting()
    change = family.workspace.online.rows.count_for(waiting.row_id, counting)
    assert family.statuses()[0].is_stop is photo.is_stop
    assert family.workspace.online.rows.waiting() == ()
    assert family.form_state() is FormState.RECEIVED
    assert change.undo is not None
    undone = change.undo()
    assert family.statuses()[0].is_stop
    assert len(family.workspace.online.rows.waiting()) == 1
    assert family.form_state() is FormState.CONFLICT
    assert undone.undo is not None
    undone.undo()
    assert family.statuses()[0].is_stop is photo.is_stop
    assert family.workspace.online.rows.waiting() == ()


def test_setting_aside_leaves_the_no(family: BothWays) -> None:
    family.paper({PHOTO: False})
    family.online({PHOTO: True})
    (waiting,) = family.workspace.online.rows.waiting()
    family.workspace.online.rows.put_aside(waiting.row_id)
    assert family.statuses()[0].is_stop
    assert family.workspace.online.rows.waiting() == ()


def test_the_preview_says_it_before_anything_is_written(family: BothWays) -> None:
    family.paper({PHOTO: False})
    table = read_export(family.export({PHOTO: True, FILM: True}))
    online = family.workspace.online
    plan = online.plan("Toestemming", table, online.propose("Toestemming", table))
    assert [(row.state, row.reason, len(row.kept_back)) for row in plan.rows[:1]] == [
        (OnlineState.CONFLICT, OnlineReason.PAPER_DIFFERS, 1)
    ]
    assert plan.answer_count == 1
    assert online.rows.waiting() == ()


def test_taking_either_side_back_lets_the_other_count(family: BothWays) -> None:
    family.paper({PHOTO: True}, run="r1")
    batch = family.online({PHOTO: False}).batch
    undone = family.workspace.online.undo_import(batch)
    assert family.statuses()[0] is GIVEN
    assert family.form_state() is FormState.RECEIVED
    assert undone.undo is not None
    undone.undo()
    assert family.statuses()[0].is_stop
    assert family.form_state() is FormState.CONFLICT
    family.workspace.scans.undo_run("r1")
    assert family.statuses()[0].is_stop
    assert family.workspace.online.rows.waiting() == ()
    assert family.form_state() is FormState.RECEIVED


def test_a_yes_online_counts_again_once_the_paper_is_gone(family: BothWays) -> None:
    family.online({PHOTO: True})
    family.paper({PHOTO: False}, run="r1")
    assert family.statuses()[0].is_stop
    family.workspace.scans.undo_run("r1")
    assert family.statuses()[0] is GIVEN
    batch = family.workspace.online.imports()[0].batch
    family.paper({PHOTO: False}, run="r2")
    undone = family.workspace.online.undo_import(batch)
    assert family.statuses()[0].is_stop
    assert undone.undo is not None
    undone.undo()
    assert family.statuses()[0].is_stop
    assert len(family.workspace.online.rows.waiting()) == 1


def test_what_somebody_corrected_by_hand_stays_corrected(family: BothWays) -> None:
    family.online({PHOTO: True})
    with family.workspace.store.read() as session:
        event = session.exec(select(ConsentEvent.id)).one()
    family.workspace.consent.annul_answers([event or 0], "wrong child")
    family.paper({PHOTO: False}, run="r1")
    assert family.workspace.online.rows.waiting() == ()
    family.workspace.scans.undo_run("r1")
    assert family.statuses()[0] is not GIVEN


def test_a_no_online_does_not_make_the_page_of_the_same_form_wait(family: BothWays) -> None:
    """It is compared with the page answer by answer; a no from elsewhere makes the whole page wait, as before."""
    family.online({PHOTO: False, FILM: True})
    said = [AnswerInput(family.noor, family.key(PHOTO), Answer.REFUSED, family.father)]
    assert not _is_overtaken(family)
    family.workspace.consent.record_answers(said)
    assert _is_overtaken(family)


def _is_overtaken(family: BothWays) -> bool:
    place, box = Rect(0, 0, 1, 1), BoxReading(BoxState.EMPTY, *[0.0] * (len(fields(BoxReading)) - 1))
    marks = PairMarks(MarkState.YES, (), box, box, 0.0)
    pair = PairReading(question_name(family.key(PHOTO)), MarkState.YES, (), place, marks)
    reading = PageReading(1, form_id=family.form_id, person_id=family.noor, pairs=(pair,))
    with family.workspace.store.write("test.look") as unit:
        form = unit.session.get(Form, family.form_id)
        assert form is not None
        return family.recorder().is_overtaken(unit, form, reading)


def test_a_decision_about_a_row_that_no_longer_differs(family: BothWays) -> None:
    family.paper({PHOTO: True}, run="r1")
    family.online({PHOTO: False})
    (waiting,) = family.workspace.online.rows.waiting()
    family.workspace.scans.undo_run("r1")
    with pytest.raises(KnownError) as caught:
        family.workspace.online.rows.count_for(waiting.row_id, Counting.PAPER)
    assert caught.value.code is ErrorCode.ONLINE_FORM_UNKNOWN


answers = st.fixed_dictionaries({PHOTO: st.sampled_from([True, False, None]), FILM: st.sampled_from([True, None])})


@settings(max_examples=20)
@given(answers, answers, answers, st.sampled_from(["", "Moeder"]))
def test_the_order_of_arrival_makes_no_difference(
    workspace: Workspace, paper: Said, first: Said, second: Said, who: str
) -> None:
    found = set()
    for order in itertools.permutations(range(3)):
        family = BothWays(workspace)  # one more family in the same school
        steps = (
            partial(family.paper, paper),
            partial(family.online, first, "10-9-2026 10:00:00", who),
            partial(family.online, second, "12-9-2026 10:00:00", "Vader"),
        )
        for number in order:
            steps[number]()
        waiting = sorted(
            (str(row.reason), str(row.completed_at), tuple(sorted(one.key.kind for one in row.differing)))
            for row in workspace.online.rows.waiting()
            if row.person_id == family.noor
        )
        stops = tuple((status.is_stop, status.is_yes) for status in family.statuses())
        found.add((stops, tuple(waiting), family.form_state()))
    assert len(found) == 1
