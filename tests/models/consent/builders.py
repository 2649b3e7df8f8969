# SPDX-License-Identifier: GPL-3.0-or-later
"""Short ways to say who answered what, for the tests of the rules."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from itertools import count

from models.consent.facts import (
    GENERAL,
    AnswerFact,
    CellFacts,
    CellKey,
    CellStatus,
    GuardianFact,
    Scope,
    SubjectFacts,
    WordingChange,
)
from models.consent.rules import status_on
from models.policy import ConsentPolicy
from models.terms import Activity, Answer, ConsentStatus, LegalBasis, MediaKind

PUPIL, MOTHER, FATHER, AUNT = 1, 2, 3, 4
TODAY = date(2026, 11, 24)
ASKED = date(2026, 8, 25)
SEPTEMBER = date(2026, 9, 1)
OCTOBER = date(2026, 10, 1)
NOVEMBER = date(2026, 11, 1)
BIRTHDAY = date(2026, 11, 23)
PUBLICATION = CellKey(Activity.PUBLICATION, MediaKind.PHOTO, 1)
NL = ConsentPolicy()

_event_ids = count(1)


def answer(
    decider_id: int,
    said: Answer,
    decided_on: date = SEPTEMBER,
    *,
    valid_from: date | None = None,
    until: date | None = None,
    event_id: int | None = None,
    item_id: int | None = None,
    session_id: int | None = None,
    wording: int | None = None,
    annuls_id: int | None = None,
) -> AnswerFact:
    return AnswerFact(
        event_id=next(_event_ids) if event_id is None else event_id,
        decider_id=decider_id,
        answer=said,
        decided_on=decided_on,
        valid_from=decided_on if valid_from is None else valid_from,
        valid_until=until,
        item_id=item_id,
        session_id=session_id,
        wording=wording,
        annuls_id=annuls_id,
    )


def yes(decider_id: int, decided_on: date = SEPTEMBER, **more: object) -> AnswerFact:
    return answer(decider_id, Answer.GIVEN, decided_on, **more)  # type: ignore[arg-type]


def no(decider_id: int, decided_on: date = SEPTEMBER, **more: object) -> AnswerFact:
    return answer(decider_id, Answer.REFUSED, decided_on, **more)  # type: ignore[arg-type]


def withdrawal(decider_id: int, decided_on: date = SEPTEMBER, **more: object) -> AnswerFact:
    return answer(decider_id, Answer.WITHDRAWN, decided_on, **more)  # type: ignore[arg-type]


def objection(decider_id: int, decided_on: date = SEPTEMBER, **more: object) -> AnswerFact:
    return answer(decider_id, Answer.OBJECTED, decided_on, **more)  # type: ignore[arg-type]


def annulment(annuls_id: int, **more: object) -> AnswerFact:
    return answer(AUNT, Answer.ANNULLED, annuls_id=annuls_id, **more)  # type: ignore[arg-type]


def child(
    *,
    decides_from: date = date(2030, 1, 1),
    guardians: tuple[GuardianFact, ...] = (GuardianFact(MOTHER), GuardianFact(FATHER)),
    left_on: date | None = None,
    is_protected: bool = False,
    has_birth_date: bool = True,
) -> SubjectFacts:
    return SubjectFacts(PUPIL, decides_from, is_protected, guardians, left_on, has_birth_date)


def sixteen(decides_from: date = BIRTHDAY) -> SubjectFacts:
    return child(decides_from=decides_from)


def adult(*, is_protected: bool = False) -> SubjectFacts:
    return SubjectFacts(PUPIL, is_protected=is_protected)


def cell(
    *answers: AnswerFact,
    basis: LegalBasis = LegalBasis.CONSENT,
    asked: tuple[date, ...] = (),
    changes: tuple[WordingChange, ...] = (),
    key: CellKey = PUBLICATION,
) -> CellFacts:
    return CellFacts(key, basis, answers, asked, changes)


def found(
    subject: SubjectFacts,
    facts: CellFacts,
    day: date = TODAY,
    *,
    policy: ConsentPolicy = NL,
    scope: Scope = GENERAL,
) -> CellStatus:
    return status_on(subject, facts, policy, day, scope)


def statuses(
    publication: dict[int, ConsentStatus] | None = None,
    recording: dict[int, ConsentStatus] | None = None,
    *,
    sound: dict[int, ConsentStatus] | None = None,
    default: ConsentStatus = ConsentStatus.GIVEN,
) -> Callable[[int, CellKey, date], CellStatus]:
    """A lookup for `judge_item`: publication of photo and film, of sound, and recording (nothing asked)."""

    def status_of(person_id: int, key: CellKey, _day: date) -> CellStatus:
        if key.activity is Activity.RECORDING:
            return CellStatus((recording or {}).get(person_id, ConsentStatus.NOT_REQUESTED))
        told = sound if key.kind is MediaKind.SOUND else publication
        return CellStatus((told or {}).get(person_id, default))

    return status_of
