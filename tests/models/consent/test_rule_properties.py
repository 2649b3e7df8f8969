# SPDX-License-Identifier: GPL-3.0-or-later
"""What must hold for any answers, in any order, under any policy."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from itertools import pairwise

from hypothesis import assume, given, settings
from hypothesis import strategies as st

from models.consent.facts import (
    GENERAL,
    AnswerFact,
    CellFacts,
    CellKey,
    CellSpan,
    CellStatus,
    GuardianFact,
    Scope,
    SubjectFacts,
    WordingChange,
)
from models.consent.rules import compile_cell, default_status, status_on
from models.consent.verdicts import (
    AppearanceFact,
    ItemFacts,
    bits_of,
    identify_bits,
    is_coverable,
    judge_item,
    needs_of,
    verdict_from_bits,
)
from models.policy import ConsentPolicy
from models.terms import Activity, Answer, ConsentStatus, LegalBasis, MediaKind, Notice, OnReachingAge, Verdict, WayOut
from tests.models.consent.builders import AUNT, FATHER, MOTHER, PUBLICATION, PUPIL

START = date(2026, 1, 1)
modest = settings(max_examples=200, deadline=None)

days = st.integers(0, 24).map(lambda number: START + timedelta(days=number))
deciders = st.sampled_from([PUPIL, MOTHER, FATHER, AUNT])
said = st.sampled_from([Answer.GIVEN, Answer.GIVEN, Answer.REFUSED, Answer.WITHDRAWN, Answer.OBJECTED])
policies = st.builds(
    ConsentPolicy,
    on_reaching_age=st.sampled_from(OnReachingAge),
    guardians_required=st.sampled_from([0, 1, 2]),
    publication_covers_recording=st.booleans(),
    covering_allowed=st.booleans(),
)
guardians = st.builds(
    GuardianFact,
    st.just(MOTHER),
    st.sampled_from([True, True, True, False]),
    st.none() | days,
    st.none() | days,
)
subjects = st.builds(
    SubjectFacts,
    person_id=st.just(PUPIL),
    decides_from=st.sampled_from([date.min, date.max, START + timedelta(days=12), date(2030, 1, 1)]),
    is_protected=st.sampled_from([False, False, False, False, True]),
    guardians=st.tuples(guardians, guardians.map(lambda one: replace(one, guardian_id=FATHER))),
    left_on=st.none() | days,
)
scopes = st.sampled_from([GENERAL, Scope(item_id=7), Scope(session_id=3), Scope(item_id=7, session_id=3)])


@st.composite
def answer_lists(draw: st.DrawFn, *, most: int = 6, with_annulments: bool = True) -> tuple[AnswerFact, ...]:
    facts: list[AnswerFact] = []
    for event_id in range(1, draw(st.integers(0, most)) + 1):
        decided_on = draw(days)
        where = draw(st.sampled_from([(None, None), (None, None), (7, None), (None, 3), (8, None)]))
        fact = AnswerFact(
            event_id=event_id,
            decider_id=draw(deciders),
            answer=draw(said),
            decided_on=decided_on,
            valid_from=decided_on + timedelta(days=draw(st.sampled_from([0, 0, 0, -2, 5]))),
            valid_until=draw(st.none() | days),
            item_id=where[0],
            session_id=where[1],
            wording=draw(st.sampled_from([None, 1, 2])),
        )
        if with_annulments and event_id > 1 and draw(st.integers(0, 5)) == 0:
            fact = replace(fact, answer=Answer.ANNULLED, annuls_id=draw(st.integers(1, event_id - 1)))
        facts.append(fact)
    return tuple(facts)


@st.composite
def cells(draw: st.DrawFn) -> CellFacts:
    return CellFacts(
        PUBLICATION,
        draw(st.sampled_from([LegalBasis.CONSENT, LegalBasis.CONSENT, LegalBasis.PUBLIC_TASK])),
        draw(answer_lists()),
        tuple(draw(st.lists(days, max_size=2))),
        draw(st.just(()) | st.tuples(st.builds(WordingChange, st.just(2), days))),
    )


@modest
@given(subjects, cells(), policies, days, scopes, st.randoms())
def test_order_of_the_list_does_not_matter(subject, cell, policy, day, scope, random) -> None:  # type: ignore[no-untyped-def]
    shuffled = list(cell.answers)
    random.shuffle(shuffled)
    other = replace(cell, answers=tuple(shuffled), asked_on=cell.asked_on[::-1])
    assert status_on(subject, other, policy, day, scope) == status_on(subject, cell, policy, day, scope)


@modest
@given(subjects, cells(), policies, days, scopes, st.randoms())
def test_order_of_entry_does_not_matter(subject, cell, policy, day, scope, random) -> None:  # type: ignore[no-untyped-def]
    """New entry numbers give the same status: a tie of one decider's two yeses, or two stops, on one day aside."""
    facts = [fact for fact in cell.answers if fact.answer is not Answer.ANNULLED]
    ties = {(fact.decider_id, fact.decided_on, fact.answer.is_stop, fact.item_id, fact.session_id) for fact in facts}
    assume(len(ties) == len(facts))
    numbers = list(range(1, len(facts) + 1))
    random.shuffle(numbers)
    renumbered = tuple(replace(fact, event_id=number) for fact, number in zip(facts, numbers, strict=True))
    before = status_on(subject, replace(cell, answers=tuple(facts)), policy, day, scope)
    after = status_on(subject, replace(cell, answers=renumbered), policy, day, scope)
    assert (before.status, before.since, before.until, set(before.decided_by), before.notices) == (
        after.status,
        after.since,
        after.until,
        set(after.decided_by),
        after.notices,
    )


@modest
@given(subjects, cells(), policies, days, st.sampled_from([MOTHER, FATHER, PUPIL]), st.lists(days, max_size=4))
def test_stop_is_never_outvoted(subject, cell, policy, day, decider, yes_days) -> None:  # type: ignore[no-untyped-def]
    """Whatever others answered, earlier or later: the stop of somebody with a say that day stands that day."""
    is_of_age = subject.decides_on(day)
    guardian = next((one for one in subject.guardians if one.guardian_id == decider), None)
    is_entitled = not is_of_age and guardian is not None and guardian.is_entitled_on(day)
    assume(decider == PUPIL or is_entitled)
    others = tuple(fact for fact in cell.answers if fact.decider_id != decider and fact.answer is not Answer.ANNULLED)
    stop = AnswerFact(100, decider, Answer.REFUSED, START, START)
    loud = tuple(
        AnswerFact(101 + number, other, Answer.GIVEN, when, when)
        for number, (other, when) in enumerate((o, w) for o in (PUPIL, MOTHER, FATHER, AUNT) for w in yes_days)
        if other != decider
    )
    found = status_on(subject, replace(cell, answers=(*others, stop, *loud)), policy, day)
    assert found.status.is_stop
    if not subject.is_protected:
        assert decider in found.decided_by


@modest
@given(subjects, cells(), policies, days)
def test_no_yes_without_somebody_who_said_yes(subject, cell, policy, day) -> None:  # type: ignore[no-untyped-def]
    """Silence is never a yes: who is named as having decided did say so, in an answer that is still in account."""
    found = status_on(subject, cell, policy, day)
    by_id = {fact.event_id: fact for fact in cell.answers}
    if found.status is ConsentStatus.GIVEN:
        assert found.event_ids
        assert found.yes_count >= max(found.yes_needed, 1)
        for event_id in found.event_ids:
            assert by_id[event_id].answer is Answer.GIVEN
            assert by_id[event_id].valid_from <= day
    if found.status.is_stop and not subject.is_protected:
        assert by_id[found.event_ids[0]].answer.is_stop


@modest
@given(subjects, cells(), policies, scopes, st.lists(st.dates() | days, min_size=1, max_size=8))
def test_compiled_cell_agrees_with_status_on_each_day(subject, cell, policy, scope, some_days) -> None:  # type: ignore[no-untyped-def]
    spans = compile_cell(subject, cell, policy, scope)
    for earlier, later in pairwise(spans):
        assert earlier.until < later.since
        says_another = earlier[0] is not later[0] or earlier.guardians_differ != later.guardians_differ
        assert says_another or earlier.until + timedelta(days=1) < later.since
    ends = [day for span in spans for day in (span.since, span.until)]
    for day in [date.min, date.max, *some_days, *ends]:
        span = next((one for one in spans if one.since <= day <= one.until), None)
        found = status_on(subject, cell, policy, day, scope)
        if span is None:
            assert scope == GENERAL
            assert found.status is default_status(cell.legal_basis)
            assert Notice.GUARDIANS_DIFFER not in found.notices
        else:
            assert found.status is span.status
            assert (Notice.GUARDIANS_DIFFER in found.notices) == span.guardians_differ
            since, until = _stretch(spans, span)
            assert found.since == (None if since == date.min else since)
            assert found.until == (None if until == date.max else until)


def _stretch(spans: tuple[CellSpan, ...], around: CellSpan) -> tuple[date, date]:
    """First and last day of the unbroken stretch with one status, over spans that differ in something else."""
    since, until = around.since, around.until
    for span in reversed([one for one in spans if one.until < around.since]):
        if span.status is not around.status or span.until + timedelta(days=1) != since:
            break
        since = span.since
    for span in (one for one in spans if one.since > around.until):
        if span.status is not around.status or until + timedelta(days=1) != span.since:
            break
        until = span.until
    return since, until


def _item(kind: MediaKind = MediaKind.PHOTO) -> ItemFacts:
    return ItemFacts(kind, START, (AppearanceFact(PUPIL),))


@modest
@given(subjects, cells(), policies, days, deciders, days, st.sampled_from([Activity.PUBLICATION, Activity.RECORDING]))
def test_adding_a_yes_never_makes_a_verdict_worse(  # type: ignore[no-untyped-def]
    subject, cell, policy, day, decider, decided_on, activity
) -> None:
    """A yes that counts on the day asked (valid, to the current wording), by anybody, to either activity.

    Not worse means: the verdict is no worse, or a stop of the same decider was lifted and an answer of somebody else
    is what is missing now: COVER becomes ASK, and covering is still offered.
    """
    basis = cell.legal_basis if activity is Activity.PUBLICATION else LegalBasis.CONSENT
    before = replace(cell, legal_basis=basis)
    more = AnswerFact(100, decider, Answer.GIVEN, decided_on, decided_on, wording=99)
    assume(subject.left_on is None or decided_on > subject.left_on)
    after = replace(before, answers=(*before.answers, more))
    plain = CellFacts(PUBLICATION, answers=(AnswerFact(1, PUPIL, Answer.GIVEN, START, START),))
    has_stop = any(fact.decider_id == decider and fact.answer.is_stop for fact in before.answers)

    def judged(facts: CellFacts):  # type: ignore[no-untyped-def]
        def status_of(_person_id: int, key: CellKey, on: date) -> CellStatus:
            if key.activity is activity:
                return status_on(subject, facts, policy, on)
            return status_on(SubjectFacts(PUPIL), plain, policy, on)

        return judge_item(replace(_item(), captured_on=day), policy, status_of, 1, day)

    earlier, later = judged(before), judged(after)
    if later.verdict > earlier.verdict:
        assert has_stop
        assert (earlier.verdict, later.verdict) == (Verdict.COVER, Verdict.ASK)
        assert WayOut.COVER_AND_EXPORT in later.ways_out


statuses_of_cells = st.sampled_from(ConsentStatus)
appearances = st.builds(AppearanceFact, st.integers(1, 5), st.booleans(), st.booleans(), st.booleans(), st.booleans())
items = st.builds(
    ItemFacts,
    st.sampled_from(MediaKind),
    st.just(START),
    st.lists(appearances, max_size=5).map(tuple),
    st.integers(0, 2),
    st.booleans(),
    st.booleans(),
)


@modest
@given(
    items,
    policies,
    st.dictionaries(st.tuples(st.integers(1, 5), st.sampled_from(MediaKind)), statuses_of_cells),
    st.dictionaries(st.integers(1, 5), statuses_of_cells),
    days,
)
def test_each_verdict_has_its_reasons_and_agrees_with_the_bits(item, policy, shown, made, day) -> None:  # type: ignore[no-untyped-def]
    def publication(person_id: int, kind: MediaKind) -> ConsentStatus:
        return shown.get((person_id, kind), ConsentStatus.GIVEN)

    def recording(person_id: int) -> ConsentStatus:
        return made.get(person_id, ConsentStatus.NOT_REQUESTED)

    def status_of(person_id: int, key: CellKey, _day: date) -> CellStatus:
        if key.activity is Activity.RECORDING:
            return CellStatus(recording(person_id))
        return CellStatus(publication(person_id, key.kind))

    found = judge_item(item, policy, status_of, 1, day)
    bits = identify_bits(item.unnamed_faces, item.is_looked_at)
    for one in item.appearances:
        for kind in needs_of(item.kind, one):
            status = publication(one.person_id, kind)
            bits |= bits_of(status, recording(one.person_id), is_coverable(item.kind), policy)
    assert found.verdict is verdict_from_bits(bits)
    assert found.reasons
    assert found.ways_out
    assert {one.person_id for one in item.appearances} <= {reason.person_id for reason in found.reasons}
    if found.verdict is Verdict.COVER:
        assert found.to_cover
    if found.verdict is Verdict.ASK:
        assert found.to_ask
    if found.verdict is Verdict.READY:
        assert not found.to_cover
        assert not found.to_ask
