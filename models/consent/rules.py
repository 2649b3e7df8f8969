# SPDX-License-Identifier: GPL-3.0-or-later
"""What answers amount to: the one place where the rules about consent are written down.

Pure functions over `models.consent.facts`. Everything else (queries, bulk engines, reports) works from cells compiled
here. Choices that a reader may wonder about:

* An answer counts from the later of the day it was decided and the day it is valid from, and is never retroactive.
* Of one decider the latest answer stands, by day decided; on one day a stop sorts after a yes, else the later entry.
* A narrower scope (item, then session) takes the place of a wider one of the same decider. When such a yes no longer
  counts (ended, older wording) and the wider answer is a stop, that stop is in force again: the exception is over.
* A change of wording ends a yes, for nobody agreed to the new text; a stop stays, for a stop is never outvoted.
* A yes that a pupil gave before the age of own decision was no decision, and does not become one on a birthday. A no
  from before that day stays a no.
* A stop by a guardian whose authority has ended since keeps counting until somebody entitled says yes after that day.
* A yes given while at school ends with school; one given after leaving stands on its own.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Iterator
from datetime import date, timedelta
from typing import NamedTuple

from models.consent.facts import (
    GENERAL,
    AnswerFact,
    CellFacts,
    CellSpan,
    CellStatus,
    GuardianFact,
    Scope,
    SubjectFacts,
    WordingChange,
)
from models.policy import ALL_GUARDIANS, ConsentPolicy
from models.terms import Answer, ConsentStatus, LegalBasis, Notice, OnReachingAge

_ONE_DAY = timedelta(days=1)
_NARROWEST = 2


class _Standing(NamedTuple):
    """An answer prepared for one subject and scope: from when to when it can count, and how narrow its scope is."""

    level: int
    from_day: date
    last_day: date
    is_stop: bool
    fact: AnswerFact


class _View(NamedTuple):
    """A cell prepared for one scope: per decider the answers, narrowest and latest first."""

    by_decider: dict[int, list[_Standing]]
    asked_on: tuple[date, ...]
    changes: tuple[WordingChange, ...]
    needs_consent: bool


class _Outcome(NamedTuple):
    status: ConsentStatus
    relied_on: tuple[AnswerFact, ...] = ()
    outweighed: tuple[AnswerFact, ...] = ()
    notices: tuple[Notice, ...] = ()
    yes_count: int = 0
    yes_needed: int = 0


class _Votes(NamedTuple):
    """What the guardians say on a day, sorted by what it is worth."""

    entitled: int
    stops: list[AnswerFact]
    yeses: list[AnswerFact]
    ended: list[AnswerFact]
    outdated: list[AnswerFact]
    is_opposed_without_authority: bool


def default_status(legal_basis: LegalBasis) -> ConsentStatus:
    """The status of a cell about which nothing is known."""
    return ConsentStatus.NOT_REQUESTED if legal_basis is LegalBasis.CONSENT else ConsentStatus.NOT_NEEDED


def status_on(
    subject: SubjectFacts, cell: CellFacts, policy: ConsentPolicy, day: date, scope: Scope = GENERAL
) -> CellStatus:
    """The status of a cell on a day, with since when, who decided, and what else is worth knowing."""
    if subject.is_protected:
        return CellStatus(ConsentStatus.PROTECTED)
    view = _view_of(subject, cell, scope)
    outcome = _outcome_on(subject, view, policy, day)
    starts = _boundaries_of(subject, view)
    position = bisect_right(starts, day)
    since = until = None
    for start in reversed(starts[:position]):
        if _outcome_on(subject, view, policy, start - _ONE_DAY).status is not outcome.status:
            since = start
            break
    for start in starts[position:]:
        if _outcome_on(subject, view, policy, start).status is not outcome.status:
            until = start - _ONE_DAY
            break
    relied_on = sorted(outcome.relied_on, key=_recency, reverse=True)
    outweighed = sorted(outcome.outweighed, key=_recency, reverse=True)
    return CellStatus(
        status=outcome.status,
        since=since,
        decided_by=tuple(dict.fromkeys(fact.decider_id for fact in relied_on)),
        event_ids=tuple(fact.event_id for fact in (*relied_on, *outweighed)),
        notices=outcome.notices,
        yes_count=outcome.yes_count,
        yes_needed=outcome.yes_needed,
        until=until,
    )


def word_on(
    subject: SubjectFacts, cell: CellFacts, policy: ConsentPolicy, day: date, scope: Scope = GENERAL
) -> ConsentStatus:
    """The status of a cell on a day alone, without what else `status_on` tells: for counting many."""
    if subject.is_protected:
        return ConsentStatus.PROTECTED
    return _outcome_on(subject, _view_of(subject, cell, scope), policy, day).status


def compile_cell(
    subject: SubjectFacts, cell: CellFacts, policy: ConsentPolicy, scope: Scope = GENERAL
) -> tuple[CellSpan, ...]:
    """The status of a cell over all days, as spans in order; neighbours that say the same are joined.

    In the general scope days with `default_status` have no span. In another scope every day has one, so that looking
    up "scoped, else general" is right on each day.
    """
    if scope == GENERAL and not (subject.is_protected or cell.answers or cell.asked_on):
        return ()
    spans = _spans_of(subject, cell, policy, scope)
    if scope != GENERAL:
        return spans
    default = default_status(cell.legal_basis)
    return tuple(span for span in spans if span.status is not default)


def _spans_of(subject: SubjectFacts, cell: CellFacts, policy: ConsentPolicy, scope: Scope) -> tuple[CellSpan, ...]:
    """Spans that cover each day from date.min to date.max: evaluated where the status can change, then joined."""
    if subject.is_protected:
        return (CellSpan(ConsentStatus.PROTECTED, date.min, date.max),)
    view = _view_of(subject, cell, scope)
    spans: list[CellSpan] = []
    since = date.min
    known = _told_on(subject, view, policy, since)
    for start in _boundaries_of(subject, view):
        following = _told_on(subject, view, policy, start)
        if following != known:
            spans.append(CellSpan(known[0], since, start - _ONE_DAY, known[1]))
            since, known = start, following
    spans.append(CellSpan(known[0], since, date.max, known[1]))
    return tuple(spans)


def _told_on(subject: SubjectFacts, view: _View, policy: ConsentPolicy, day: date) -> tuple[ConsentStatus, bool]:
    """What a span tells: the status, and whether guardians differ."""
    outcome = _outcome_on(subject, view, policy, day)
    return outcome.status, Notice.GUARDIANS_DIFFER in outcome.notices


def _view_of(subject: SubjectFacts, cell: CellFacts, scope: Scope) -> _View:
    by_decider: dict[int, list[_Standing]] = {}
    for fact in answers_in_account(cell.answers):
        level = _level_in(fact, scope)
        if level < 0:
            continue
        is_stop = fact.answer.is_stop
        last_day = date.max if is_stop else _last_day_of_yes(fact, subject.left_on)
        from_day = max(fact.decided_on, fact.valid_from)
        by_decider.setdefault(fact.decider_id, []).append(_Standing(level, from_day, last_day, is_stop, fact))
    for answers in by_decider.values():
        if len(answers) > 1:
            answers.sort(key=_precedence, reverse=True)
    return _View(by_decider, cell.asked_on, cell.changes, cell.legal_basis is LegalBasis.CONSENT)


def answers_in_account(answers: tuple[AnswerFact, ...]) -> Iterable[AnswerFact]:
    """The answers without annulments and what they annul; from the newest down, for one can be annulled itself."""
    if all(fact.answer is not Answer.ANNULLED for fact in answers):
        return answers
    annulled: set[int] = set()
    remaining: list[AnswerFact] = []
    for fact in sorted(answers, key=lambda fact: fact.event_id, reverse=True):
        if fact.event_id in annulled:
            continue
        if fact.answer is not Answer.ANNULLED:
            remaining.append(fact)
        elif fact.annuls_id is not None:
            annulled.add(fact.annuls_id)
    return remaining


def _level_in(fact: AnswerFact, scope: Scope) -> int:
    """How narrow an answer is as seen from a scope: 2 item, 1 session, 0 general, -1 about something else."""
    if fact.item_id is not None:
        return _NARROWEST if fact.item_id == scope.item_id else -1
    if fact.session_id is not None:
        return 1 if fact.session_id == scope.session_id else -1
    return 0


def _last_day_of_yes(fact: AnswerFact, left_on: date | None) -> date:
    last = fact.valid_until or date.max
    return left_on if left_on is not None and fact.decided_on <= left_on < last else last


def _precedence(standing: _Standing) -> tuple[int, date, bool, int]:
    return standing.level, standing.fact.decided_on, standing.is_stop, standing.fact.event_id


def _recency(fact: AnswerFact) -> tuple[date, bool, int]:
    return fact.decided_on, fact.answer is Answer.WITHDRAWN, fact.event_id


def _boundaries_of(subject: SubjectFacts, view: _View) -> list[date]:
    """The days on which the status can change, sorted, without date.min; between them it is constant."""
    starts = {subject.decides_from, *view.asked_on}
    starts.update(change.since for change in view.changes)
    last_days = []
    for answers in view.by_decider.values():
        for standing in answers:
            starts.add(standing.from_day)
            last_days.append(standing.last_day)
    for guardian in subject.guardians:
        if guardian.since is not None:
            starts.add(guardian.since)
        if guardian.until is not None:
            last_days.append(guardian.until)
    starts.update(last + _ONE_DAY for last in last_days if last != date.max)
    starts.discard(date.min)
    return sorted(starts)


def _outcome_on(subject: SubjectFacts, view: _View, policy: ConsentPolicy, day: date) -> _Outcome:
    """The first rule that matches, for somebody who is not protected."""
    decides = subject.decides_on(day)
    own = _own_answer(subject, view, day, decides=decides)
    if decides and (own is not None or subject.is_always_deciding):
        return _outcome_of_own(subject, view, day, own)
    if decides and policy.on_reaching_age is OnReachingAge.LAPSE:
        return _outcome_of_lapse(subject, view, day)
    votes = _votes_of_guardians(subject, view, day)
    stops = votes.stops if own is None or not own.is_stop else [own.fact, *votes.stops]
    notices = _notices_of(subject, votes, needs_consent=view.needs_consent, decides=decides)
    if not view.needs_consent:
        status = ConsentStatus.OBJECTED if stops else ConsentStatus.NOT_NEEDED
        if not stops:
            notices = tuple(notice for notice in notices if notice is Notice.WITHOUT_AUTHORITY)
        return _Outcome(status, tuple(stops), notices=notices)
    needed = votes.entitled if policy.guardians_required == ALL_GUARDIANS else policy.guardians_required
    needed = max(needed, 1)
    count = len(votes.yeses)
    if stops:
        status = ConsentStatus.REFUSED if stops is not votes.stops else _status_of_stops(stops)
        outweighed = tuple(votes.yeses) if votes.stops else ()
        return _Outcome(status, tuple(stops), outweighed, notices, count, needed)
    if count:
        status = ConsentStatus.GIVEN if count >= needed else ConsentStatus.PARTLY_GIVEN
        return _Outcome(status, tuple(votes.yeses), (), notices, count, needed)
    if votes.outdated:
        notices = (*notices, Notice.WORDING_CHANGED)
    if votes.ended:
        return _Outcome(ConsentStatus.EXPIRED, tuple(votes.ended), (), notices, 0, needed)
    return _Outcome(_status_of_silence(view, day), (), (), notices, 0, needed)


def _outcome_of_own(subject: SubjectFacts, view: _View, day: date, own: _Standing | None) -> _Outcome:
    """Somebody who decides for themself: the own answer alone; anybody else's stop is worth a notice."""
    votes = _votes_of_guardians(subject, view, day)
    notices: list[Notice] = []
    if votes.stops and not subject.is_always_deciding:
        notices.append(Notice.GUARDIAN_DISAGREES)
    if votes.is_opposed_without_authority or (votes.stops and subject.is_always_deciding):
        notices.append(Notice.WITHOUT_AUTHORITY)
    if own is not None and own.is_stop:
        status = _status_of_stops([own.fact]) if view.needs_consent else ConsentStatus.OBJECTED
        return _Outcome(status, (own.fact,), (), tuple(notices), 0, int(view.needs_consent))
    if not view.needs_consent:
        return _Outcome(ConsentStatus.NOT_NEEDED, notices=tuple(notices))
    if own is None:
        return _Outcome(_status_of_silence(view, day), notices=tuple(notices), yes_needed=1)
    if _is_outdated(own.fact, view.changes, day):
        notices.append(Notice.WORDING_CHANGED)
        return _Outcome(_status_of_silence(view, day), notices=tuple(notices), yes_needed=1)
    if own.last_day < day:
        return _Outcome(ConsentStatus.EXPIRED, (own.fact,), (), tuple(notices), 0, 1)
    return _Outcome(ConsentStatus.GIVEN, (own.fact,), (), tuple(notices), 1, 1)


def _outcome_of_lapse(subject: SubjectFacts, view: _View, day: date) -> _Outcome:
    """A pupil who reached the age and said nothing, where guardians' answers lapse: only what they were asked since."""
    if not view.needs_consent:
        return _Outcome(ConsentStatus.NOT_NEEDED)
    status = _status_of_silence(view, day, not_before=subject.decides_from)
    return _Outcome(status, notices=(Notice.NOW_DECIDES,), yes_needed=1)


def _notices_of(subject: SubjectFacts, votes: _Votes, *, needs_consent: bool, decides: bool) -> tuple[Notice, ...]:
    notices: list[Notice] = []
    if votes.stops and votes.yeses:
        notices.append(Notice.GUARDIANS_DIFFER)
    if decides:
        notices.append(Notice.NOW_DECIDES)
    elif needs_consent:
        if not votes.entitled:
            notices.append(Notice.NO_GUARDIAN_KNOWN)
        if not subject.has_birth_date:
            notices.append(Notice.NO_BIRTH_DATE)
    if votes.is_opposed_without_authority:
        notices.append(Notice.WITHOUT_AUTHORITY)
    return tuple(notices)


def _own_answer(subject: SubjectFacts, view: _View, day: date, *, decides: bool) -> _Standing | None:
    """The person's own answer that stands on the day, None for none; see the module text about a child's yes."""
    answers = view.by_decider.get(subject.person_id)
    if answers is None:
        return None
    since = subject.decides_from
    if decides:
        answers = [one for one in answers if one.is_stop or not one.level or one.fact.decided_on >= since]
    own = _standing_answer(answers, view.changes, day)
    if decides and own is not None and not own.is_stop and own.fact.decided_on < since:
        return None
    return own


def _standing_answer(answers: list[_Standing], changes: tuple[WordingChange, ...], day: date) -> _Standing | None:
    """Of one decider's answers the one that stands on the day: the narrowest, then the latest."""
    ended_exception: _Standing | None = None
    level = _NARROWEST + 1
    for standing in answers:
        if standing.level >= level or standing.from_day > day:
            continue
        level = standing.level
        if ended_exception is not None and not standing.is_stop:
            if _counts_on(standing, changes, day):
                return ended_exception
            continue
        if standing.is_stop or not level or _counts_on(standing, changes, day):
            return standing
        ended_exception = standing
    return ended_exception


def _counts_on(standing: _Standing, changes: tuple[WordingChange, ...], day: date) -> bool:
    """Whether a yes is valid on the day and was given to the wording of that day."""
    return standing.last_day >= day and not _is_outdated(standing.fact, changes, day)


def _is_outdated(fact: AnswerFact, changes: tuple[WordingChange, ...], day: date) -> bool:
    """Whether the wording has changed in substance, by this day, since the one that was answered."""
    for change in changes:
        if change.since <= day:
            saw_earlier = fact.decided_on < change.since if fact.wording is None else fact.wording < change.number
            if saw_earlier:
                return True
    return False


def _votes_of_guardians(subject: SubjectFacts, view: _View, day: date) -> _Votes:
    """Sort what others than the subject said by what it is worth on the day."""
    guardians = {guardian.guardian_id: guardian for guardian in subject.guardians}
    votes = _Votes(sum(one.is_entitled_on(day) for one in guardians.values()), [], [], [], [], False)
    is_opposed = False
    for decider_id, answers in view.by_decider.items():
        if decider_id == subject.person_id:
            continue
        standing = _standing_answer(answers, view.changes, day)
        if standing is None:
            continue
        guardian = guardians.get(decider_id)
        if guardian is None or not guardian.is_entitled_on(day):
            if standing.is_stop:
                lingering = None if guardian is None else _lingering_stop(guardian, guardians, view, day)
                if lingering is None:
                    is_opposed = True
                else:
                    votes.stops.append(lingering)
        elif standing.is_stop:
            votes.stops.append(standing.fact)
        elif _is_outdated(standing.fact, view.changes, day):
            votes.outdated.append(standing.fact)
        elif standing.last_day < day:
            votes.ended.append(standing.fact)
        else:
            votes.yeses.append(standing.fact)
    return votes._replace(is_opposed_without_authority=True) if is_opposed else votes


def _lingering_stop(
    guardian: GuardianFact, guardians: dict[int, GuardianFact], view: _View, day: date
) -> AnswerFact | None:
    """The stop of a guardian whose authority ended after it, unless somebody entitled said yes since.

    Custody that ends is no change of mind; what was forbidden stays so until somebody who may decide decides.
    """
    until = guardian.until
    if until is None or until >= day or not guardian.has_authority:
        return None
    then = _standing_answer(view.by_decider[guardian.guardian_id], view.changes, until)
    if then is None or not then.is_stop:
        return None
    for other in _yeses_by_others(guardian.guardian_id, view):
        entitled = guardians.get(other.fact.decider_id)
        if (
            entitled is not None
            and until < other.fact.decided_on
            and other.from_day <= day
            and entitled.is_entitled_on(other.from_day)
        ):
            return None
    return then.fact


def _yeses_by_others(decider_id: int, view: _View) -> Iterator[_Standing]:
    for other_id, answers in view.by_decider.items():
        if other_id != decider_id:
            yield from (standing for standing in answers if not standing.is_stop)


def _status_of_stops(stops: list[AnswerFact]) -> ConsentStatus:
    """The latest stop's kind; an objection to what needs consent is a refusal."""
    latest = max(stops, key=_recency)
    return ConsentStatus.WITHDRAWN if latest.answer is Answer.WITHDRAWN else ConsentStatus.REFUSED


def _status_of_silence(view: _View, day: date, *, not_before: date = date.min) -> ConsentStatus:
    """Asked or not: what was asked under an earlier wording does not count as asked."""
    since = max((change.since for change in view.changes if change.since <= day), default=not_before)
    since = max(since, not_before)
    is_asked = any(since <= asked <= day for asked in view.asked_on)
    return ConsentStatus.REQUESTED if is_asked else ConsentStatus.NOT_REQUESTED
