# SPDX-License-Identifier: GPL-3.0-or-later
"""A round of asking as plain values: whom, what, and how far it is."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from models.forms.form_rows import FormQuestions
from models.forms.forms import FormSheet, IssuedForm
from models.forms.round_reasons import RoundReason
from models.settings import School
from models.terms import PersonRole

NAME_LENGTH = 120

Measure = Callable[[Sequence[FormSheet]], None]
"""Tries whether all texts of these sheets fit, and raises where one does not; printing is not of this floor."""


def take_as_is(_sheets: Sequence[FormSheet]) -> None:
    """A `Measure` for whoever prints nothing."""


class RoundAnswer(StrEnum):
    """How far somebody in a round is."""

    SILENT = "silent"
    ANSWERED = "answered"
    TO_CHECK = "to_check"


@dataclass(frozen=True, slots=True)
class RoundWho:
    """Whom to ask: these people, or who is in one of the groups and has one of the roles (empty: any).

    Who is on record as a parent or guardian only is asked when named, by role or alone.
    """

    group_ids: tuple[int, ...] = ()
    roles: tuple[PersonRole, ...] = ()
    person_ids: tuple[int, ...] = ()
    reason: RoundReason = RoundReason.EVERYBODY


@dataclass(frozen=True, slots=True)
class RoundInput:
    """A round as somebody fills it in.

    Each family is written to in its own language where there are words for it, the others in ``language``; without
    ``each_own`` everybody in ``language``.
    """

    name: str
    who: RoundWho
    questions: FormQuestions
    language: str
    each_own: bool = True
    answer_before: date | None = None


@dataclass(frozen=True, slots=True)
class RoundPreview:
    """What a round would be, counted before anything is written.

    ``languages`` counts people. ``without_guardian``: pupils among them for whom nobody can sign; ``protected``: people
    who are never shown, and are not asked. ``sheets``: the first pages, and the first one of each further
    version: in another language, or for who decides alone.
    """

    people: int
    pages: int
    languages: Mapping[str, int]
    without_guardian: int
    protected: int
    sheets: tuple[FormSheet, ...]


@dataclass(frozen=True, slots=True)
class SentReminder:
    """A day on which letters to the silent were sent, and how many."""

    sent_on: date
    letters: int


@dataclass(frozen=True, slots=True)
class RoundRow:
    """A round in the list. ``is_running``: until its last day, or without one."""

    id: int
    name: str
    started_on: date
    answer_before: date | None
    is_running: bool
    people: int
    answered: int
    to_check: int
    reminders: tuple[SentReminder, ...] = ()

    @property
    def silent(self) -> int:
        """How many have not answered."""
        return self.people - self.answered - self.to_check


@dataclass(frozen=True, slots=True)
class RoundPerson:
    """Somebody in a round; ``form_ids`` are those that count now, in the order of their sheets."""

    person_id: int
    name: str
    groups: tuple[str, ...]
    language: str
    answer: RoundAnswer
    form_ids: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class ClassProgress:
    """How far a class is; an empty name for who is in none."""

    name: str
    people: int
    answered: int
    to_check: int


@dataclass(frozen=True, slots=True)
class RoundProgress:
    """A round with everybody in it, by class. Who left, was erased or is never shown since is not counted."""

    row: RoundRow
    classes: tuple[ClassProgress, ...]
    people: tuple[RoundPerson, ...]

    def silent(self) -> tuple[RoundPerson, ...]:
        """Who has not answered."""
        return tuple(one for one in self.people if one.answer is RoundAnswer.SILENT)


@dataclass(frozen=True, slots=True)
class RoundReminder:
    """A letter to somebody who is silent, with their form again."""

    person_id: int
    name: str
    groups: tuple[str, ...]
    to_guardians: bool
    language: str
    school: School
    day: date
    asked_on: date
    answer_before: date | None
    forms: tuple[IssuedForm, ...]
