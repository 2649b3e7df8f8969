# SPDX-License-Identifier: GPL-3.0-or-later
"""What the rules work on: plain values about a person, a cell and the answers given to it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import NamedTuple

from models.terms import Activity, Answer, ConsentStatus, LegalBasis, MediaKind, Notice


class CellKey(NamedTuple):
    """What one answer is about. ``purpose_id`` is None exactly for `Activity.RECORDING`."""

    activity: Activity
    kind: MediaKind
    purpose_id: int | None = None


@dataclass(frozen=True, slots=True)
class Scope:
    """For what a status is asked: generally, for all items of a session, or for one item (in its session)."""

    item_id: int | None = None
    session_id: int | None = None


GENERAL = Scope()


@dataclass(frozen=True, slots=True)
class AnswerFact:
    """One consent event. It counts from the later of ``decided_on`` and ``valid_from``: never looking back.

    ``valid_until`` is inclusive and ends a yes only. ``wording`` is the number of the purpose version that was shown,
    None where that is not known (then ``decided_on`` tells). ``annuls_id`` is set for `Answer.ANNULLED` alone: that
    event is out of account on every day.
    """

    event_id: int
    decider_id: int
    answer: Answer
    decided_on: date
    valid_from: date
    valid_until: date | None = None
    item_id: int | None = None
    session_id: int | None = None
    wording: int | None = None
    annuls_id: int | None = None


@dataclass(frozen=True, slots=True)
class GuardianFact:
    """A guardian of the subject. ``since`` and ``until`` are inclusive, open where None.

    When authority ends, ``until`` says on which day, so that an earlier stop keeps counting; ``has_authority`` False
    means: never had a say.
    """

    guardian_id: int
    has_authority: bool = True
    since: date | None = None
    until: date | None = None

    def is_entitled_on(self, day: date) -> bool:
        """Whether this guardian has a say on the day."""
        return (
            self.has_authority
            and (self.since is None or self.since <= day)
            and (self.until is None or day <= self.until)
        )


@dataclass(frozen=True, slots=True)
class SubjectFacts:
    """The person whom answers are about (GDPR: data subject).

    ``decides_from``: first day of deciding alone; ``date.min`` for an adult role, ``date.max`` for a pupil whose birth
    date is unknown. ``left_on`` is the last day at school: a yes given up to then ends with it.
    """

    person_id: int
    decides_from: date = date.min
    is_protected: bool = False
    guardians: tuple[GuardianFact, ...] = ()
    left_on: date | None = None
    has_birth_date: bool = True

    @property
    def is_always_deciding(self) -> bool:
        """Whether the person is in an adult role, so that guardians never had a say."""
        return self.decides_from == date.min

    def decides_on(self, day: date) -> bool:
        """Whether the person decides for themself on the day (unknown birth date: never)."""
        return self.decides_from <= day and self.decides_from != date.max


class WordingChange(NamedTuple):
    """A change of substance of what people are asked: version ``number``, from the day ``since``."""

    number: int
    since: date


def changes_of_substance(versions: Iterable[tuple[int, bool, date]]) -> tuple[WordingChange, ...]:
    """The changes among versions given as (number, is_substantive, effective_from), in order of number.

    The first version is no change: answers from before the purpose was put into the register stay good.
    """
    ordered = sorted(versions)
    return tuple(WordingChange(number, since) for number, is_substantive, since in ordered[1:] if is_substantive)


@dataclass(frozen=True, slots=True)
class CellFacts:
    """Everything known about one cell of one person: all answers of every scope, in any order.

    ``legal_basis`` is that of the purpose; recording always rests on consent. ``asked_on``: the days on which somebody
    was asked. ``changes``: see `changes_of_substance`.
    """

    key: CellKey
    legal_basis: LegalBasis = LegalBasis.CONSENT
    answers: tuple[AnswerFact, ...] = ()
    asked_on: tuple[date, ...] = ()
    changes: tuple[WordingChange, ...] = ()


def scopes_of(cell: CellFacts, session_of_item: Mapping[int, int]) -> tuple[Scope, ...]:
    """The scopes other than the general one that the answers name, each once, in order of first mention.

    ``session_of_item`` gives the session of each item that is in one: an answer for the session holds for its items.
    """
    scopes = (
        Scope(answer.item_id, session_of_item.get(answer.item_id))
        if answer.item_id is not None
        else Scope(session_id=answer.session_id)
        for answer in cell.answers
        if answer.item_id is not None or answer.session_id is not None
    )
    return tuple(dict.fromkeys(scopes))


@dataclass(frozen=True, slots=True)
class CellStatus:
    """What the answers amount to on one day, and why.

    ``since`` and ``until``: first and last day (inclusive) of the unbroken stretch with this status around the day
    asked about, None for "always" on that side. ``decided_by`` and ``event_ids``, latest answer first: those who
    decided and the answers relied on (with `Notice.GUARDIANS_DIFFER` the outweighed yes follows in ``event_ids``).
    For a protected person nothing is told but the status. ``yes_count`` of ``yes_needed`` were received; both are 0
    where no yes is needed.
    """

    status: ConsentStatus
    since: date | None = None
    decided_by: tuple[int, ...] = ()
    event_ids: tuple[int, ...] = ()
    notices: tuple[Notice, ...] = ()
    yes_count: int = 0
    yes_needed: int = 0
    until: date | None = None


class CellSpan(NamedTuple):
    """One status over a stretch of days, both ends inclusive; ``date.min`` and ``date.max`` for "always".

    ``guardians_differ``: over all these days one guardian says yes and another says no.
    """

    status: ConsentStatus
    since: date
    until: date
    guardians_differ: bool = False
