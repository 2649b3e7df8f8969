# SPDX-License-Identifier: GPL-3.0-or-later
"""What answers would come to before they are recorded. Nothing is written."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date

from models.consent.cells import ConsentFacts
from models.consent.facts import AnswerFact, GuardianFact, Scope, SubjectFacts
from models.consent.register import AnswerInput
from models.consent.rules import status_on
from models.policy import default_valid_until
from models.terms import Answer, ConsentStatus

_NOT_YET = 1 << 62
_UNNAMED = -1


@dataclass(frozen=True, slots=True)
class AnswerPreview:
    """Numbers of people. Each is counted once among the first four, by the worst of their cells.

    ``were_no_now_yes`` counts those of ``become_yes`` for whom some cell was a stop before.
    """

    become_yes: int = 0
    stay_no: int = 0
    become_no: int = 0
    still_open: int = 0
    were_no_now_yes: int = 0


def preview_answers(facts: ConsentFacts, answers: Iterable[AnswerInput], today: date) -> AnswerPreview:
    """What these answers amount to on the day they count (today, or later where dated later), where they count.

    People who are not in ``facts`` are left out. Who decides is found as recording does.
    """
    wanted: dict[int, list[AnswerInput]] = defaultdict(list)
    for answer in answers:
        if answer.person_id in facts.people:
            wanted[answer.person_id].append(answer)
    tally: dict[str, int] = defaultdict(int)
    for person_id, mine in wanted.items():
        before = [facts.status_of(person_id, one.key, today, _scope_of(one)).status for one in mine]
        after = [status_after(facts, one, today) for one in mine]
        is_yes = all(one.answer is Answer.GIVEN for one in mine)
        if any(status.is_stop for status in after):
            tally["stay_no" if is_yes else "become_no"] += 1
        elif all(status.is_yes for status in after):
            tally["become_yes"] += 1
            tally["were_no_now_yes"] += any(status.is_stop for status in before)
        else:
            tally["still_open"] += 1
    return AnswerPreview(**tally)


def status_after(facts: ConsentFacts, answer: AnswerInput, today: date, session_id: int | None = None) -> ConsentStatus:
    """The status of the answer's cell, as its event or item sees it, on the day it counts, were it recorded.

    ``session_id``: the event of the item that the answer is about, where it is in one.
    """
    decided_on = answer.decided_on or today
    subject, decider_id = _who_decides(facts.people[answer.person_id].subject, answer, decided_on)
    starts = answer.valid_from or decided_on
    valid_until = answer.valid_until
    if answer.answer is Answer.GIVEN and valid_until is None:
        valid_until = default_valid_until(decided_on, facts.policy)
    added = AnswerFact(
        _NOT_YET, decider_id, answer.answer, decided_on, starts, valid_until, answer.item_id, answer.session_id
    )
    cell = facts.cell(answer.person_id, answer.key)
    changed = replace(cell, answers=(*cell.answers, added))
    scope = _scope_of(answer) if session_id is None else Scope(answer.item_id, session_id)
    return status_on(subject, changed, facts.policy, max(today, starts), scope).status


def _scope_of(answer: AnswerInput) -> Scope:
    """Where the answer is to be seen: generally, in its event, or in its item."""
    return Scope(answer.item_id, answer.session_id)


def _who_decides(subject: SubjectFacts, answer: AnswerInput, day: date) -> tuple[SubjectFacts, int]:
    if answer.decider_id is not None:
        return subject, answer.decider_id
    if subject.decides_on(day):
        return subject, subject.person_id
    for guardian in subject.guardians:
        if guardian.is_entitled_on(day):
            return subject, guardian.guardian_id
    return replace(subject, guardians=(*subject.guardians, GuardianFact(_UNNAMED))), _UNNAMED
