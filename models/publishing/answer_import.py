# SPDX-License-Identifier: GPL-3.0-or-later
"""Bringing in answers that the school's administration holds: rows find their person, and nothing is overturned.

A row means somebody by pupil number, else by name and birth date; anything less is a question to a person, never a
guess. A no on record stays unless somebody ticks that the yes of the table takes its place, and a later answer on
record stays in any case.
"""

from __future__ import annotations

import codecs
import json
from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Literal

from models.answer_lists.answer_table import (
    AnswerMapping,
    AnswerRow,
    ReadAnswer,
    column_names,
    guess_mapping,
    read_answers,
)
from models.answer_lists.answer_terms import AnswerRowKind, AnswerRowProblem, ImportedAnswerKind, ImportedValue
from models.changes import Change
from models.consent.cells import ConsentFacts, load_facts
from models.consent.evidence_types import TEXT, EvidenceInput, recognise
from models.consent.facts import AnswerFact, CellKey, SubjectFacts
from models.consent.purposes import load_purposes
from models.consent.register import AnswerInput, ConsentService
from models.consent.rules import answers_in_account, status_on
from models.roster.class_list import ListRow
from models.roster.import_plan import KnownPerson, PeopleMatcher, likeness
from models.roster.names import fold_text, name_key
from models.roster.person_rows import read_known_people
from models.roster.sheet import Table
from models.settings import SettingsService
from models.store import Store, UnitOfWork
from models.terms import Activity, Answer, AnswerMethod, ConsentStatus, MediaKind

_MEMORY = "answers.columns"
_MOST_REMEMBERED = 200
_LONGEST_VALUE = 40
_NUMBER_LIKENESS = 60
_MAX_NOTE = 500
_LEAVES_ROW_OUT = frozenset(
    {
        AnswerRowProblem.NOBODY_NAMED,
        AnswerRowProblem.DATE_ORDER_UNCLEAR,
        AnswerRowProblem.DATE_UNREADABLE,
        AnswerRowProblem.DATE_IN_FUTURE,
        AnswerRowProblem.DATE_BEFORE_BIRTH,
        AnswerRowProblem.PERSON_TWICE,
    }
)

RowChoice = int | Literal["skip"]
Place = tuple[int, CellKey]
"""An answer of a plan: the line of its row, and what it is about."""


@dataclass(frozen=True, slots=True)
class PlannedAnswer:
    """What will happen with one answer of a row."""

    answer: ReadAnswer
    kind: ImportedAnswerKind


@dataclass(frozen=True, slots=True)
class PlannedAnswers:
    """One row with whom it is about and what will happen. ``candidates`` (best first) ask for a choice."""

    kind: AnswerRowKind
    row: AnswerRow
    person_id: int | None = None
    candidates: tuple[int, ...] = ()
    answers: tuple[PlannedAnswer, ...] = ()
    problems: tuple[AnswerRowProblem, ...] = ()


@dataclass(frozen=True, slots=True)
class AnswerPlan:
    """Everything an import would do; nothing is written."""

    rows: tuple[PlannedAnswers, ...]
    table: Table
    mapping: AnswerMapping

    @property
    def answer_counts(self) -> dict[ImportedAnswerKind, int]:
        """How many answers there are of each kind."""
        tally = Counter(one.kind for row in self.rows for one in row.answers)
        return {kind: tally[kind] for kind in ImportedAnswerKind}

    @property
    def row_counts(self) -> dict[AnswerRowKind, int]:
        """How many rows there are of each kind."""
        tally = Counter(row.kind for row in self.rows)
        return {kind: tally[kind] for kind in AnswerRowKind}

    @property
    def overturning(self) -> tuple[Place, ...]:
        """Every yes of the table that stands against a no on record."""
        return tuple(
            (row.row.line, one.answer.key)
            for row in self.rows
            for one in row.answers
            if one.kind is ImportedAnswerKind.OVERTURNS
        )


@dataclass(frozen=True, slots=True)
class ImportedAnswers:
    """What an import did. ``left_out`` counts the answers that were not taken: the same, older, or against a no."""

    answers: int = 0
    people: int = 0
    left_out: int = 0
    new_guardians: int = 0


def keep_list(source: bytes | str) -> EvidenceInput:
    """The list as a text to keep as proof: as it is where it reads as one, else written anew in UTF-8."""
    content = source.encode() if isinstance(source, str) else source
    if recognise(content) != TEXT:
        is_wide = content.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE))
        content = content.decode("utf-16" if is_wide else "cp1252", "replace").encode()
    return EvidenceInput(content, TEXT)


class AnswerImportService:
    """Proposes how a table of answers is read, shows what it would do, and brings it in."""

    def __init__(self, store: Store, settings: SettingsService, consent: ConsentService) -> None:
        self._store = store
        self._settings = settings
        self._consent = consent

    def propose(self, table: Table) -> AnswerMapping:
        """How the table's columns may be meant, as remembered from the last time and by their headings."""
        columns, values = self._remembered()
        with self._store.read() as session:
            purposes = load_purposes(session, include_inactive=True)
        return guess_mapping(table, purposes, columns, values)

    def plan(self, table: Table, mapping: AnswerMapping, choices: Mapping[int, RowChoice] | None = None) -> AnswerPlan:
        """What bringing the table in would do. ``choices`` by line say whom a row is about, or "skip".

        Raises ``TABLE_COLUMN_MISSING`` or ``ANSWER_COLUMN_MISSING``.
        """
        today = self._store.clock.today()
        rows = read_answers(table, mapping, today)
        with self._store.read() as session:
            matched = _match_rows(rows, read_known_people(session, today), choices or {})
            people = [one.person_id for one in matched if one.person_id is not None]
            facts = load_facts(session, people, self._settings.policy())
        planned = tuple(_plan_row(one, facts, today) for one in _refuse_twice(matched))
        return AnswerPlan(planned, table, mapping)

    def record(
        self, plan: AnswerPlan, *, overturn: Collection[Place] = (), evidence: EvidenceInput | None = None
    ) -> Change[ImportedAnswers]:
        """Record the new answers of a plan in one transaction; undo takes the whole import back.

        ``overturn`` names each yes that was ticked to take the place of a no. What became different since the plan was
        made is looked at again: then the same rules hold. The columns' meaning is remembered. Raises as
        `ConsentService.record_answers`.
        """
        wanted = set(overturn)
        today = self._store.clock.today()
        rows = [row for row in plan.rows if row.person_id is not None and row.kind is not AnswerRowKind.PROBLEM]
        with self._store.write("consent.import") as unit:
            ids = [row.person_id for row in rows if row.person_id is not None]
            facts = load_facts(unit.session, ids, self._settings.policy())
            inputs: list[AnswerInput] = []
            total = 0
            for row in rows:
                if row.person_id not in facts.people:
                    continue
                for one in _plan_row(row, facts, today).answers:
                    total += 1
                    place = (row.row.line, one.answer.key)
                    if one.kind is ImportedAnswerKind.NEW or (
                        one.kind is ImportedAnswerKind.OVERTURNS and place in wanted
                    ):
                        inputs.append(_as_input(row, one, evidence))
            recorded = self._consent.record_within(unit, inputs) if inputs else None
            self._remember(unit, plan)
            unit.note(answers=len(inputs), overturned=len(wanted))
        outcome = ImportedAnswers(
            len(inputs),
            len({one.person_id for one in inputs}),
            total - len(inputs),
            0 if recorded is None else recorded.new_guardians,
        )
        if recorded is None:
            return Change(outcome, unit.changes)
        event_ids = recorded.event_ids
        return Change(outcome, unit.changes, lambda: self._consent.annul_answers(event_ids))

    # --- what columns and words meant the last time

    def _remembered(self) -> tuple[dict[str, tuple[CellKey, ...]], dict[str, ImportedValue]]:
        value = self._settings.value(_MEMORY)
        if value is None:
            return {}, {}
        stored = json.loads(value)
        columns = {
            name: tuple(CellKey(Activity(activity), MediaKind(kind), purpose) for activity, kind, purpose in keys)
            for name, keys in stored["columns"].items()
        }
        return columns, {word: ImportedValue(meaning) for word, meaning in stored["values"].items()}

    def _remember(self, unit: UnitOfWork, plan: AnswerPlan) -> None:
        columns, values = self._remembered()
        names = column_names(plan.table)
        columns.update({names[place]: keys for place, keys in plan.mapping.answers.items() if place < len(names)})
        values.update({word: meaning for word, meaning in plan.mapping.values.items() if len(word) <= _LONGEST_VALUE})
        stored = {
            "columns": dict(list(columns.items())[-_MOST_REMEMBERED:]),
            "values": dict(list(values.items())[-_MOST_REMEMBERED:]),
        }
        self._settings.put_value(unit, _MEMORY, json.dumps(stored))


# --- whom a row is about


def _match_rows(
    rows: Sequence[AnswerRow], known: Sequence[KnownPerson], choices: Mapping[int, RowChoice]
) -> list[PlannedAnswers]:
    people = {person.id: person for person in known}
    by_number = {person.pupil_number: person for person in known if person.pupil_number}
    by_plain_number = _by_plain_number(known)
    by_name: dict[str, list[KnownPerson]] = defaultdict(list)
    for person in known:
        by_name[name_key(person.parts)].append(person)
    matcher = PeopleMatcher(known)
    found: list[PlannedAnswers] = []
    for row in rows:
        choice = choices.get(row.line)
        problems = row.problems
        if _LEAVES_ROW_OUT & set(problems):
            found.append(PlannedAnswers(AnswerRowKind.PROBLEM, row, problems=problems))
        elif choice == "skip":
            found.append(PlannedAnswers(AnswerRowKind.NOTHING, row, problems=problems))
        elif isinstance(choice, int) and choice in people:
            found.append(_found(row, people[choice]))
        else:
            owner = by_number.get(row.number) or by_plain_number.get(_plain_number(row.number))
            meant = owner if row.number and owner is not None and _agrees(row, owner) else None
            meant = meant or _find_by_name_and_birth(row, by_name)
            found.append(_found(row, meant) if meant is not None else _ask(row, matcher, by_name, owner))
    return found


def _found(row: AnswerRow, person: KnownPerson) -> PlannedAnswers:
    if person.birth_date is not None and row.day is not None and row.day < person.birth_date:
        return PlannedAnswers(AnswerRowKind.PROBLEM, row, problems=(*row.problems, AnswerRowProblem.DATE_BEFORE_BIRTH))
    return PlannedAnswers(AnswerRowKind.READY, row, person.id, problems=row.problems)


def _plain_number(number: str) -> str:
    return number.strip().lstrip("0").casefold()


def _by_plain_number(known: Iterable[KnownPerson]) -> dict[str, KnownPerson]:
    """People by number without leading zeros, where that is still one person's alone."""
    found: dict[str, list[KnownPerson]] = defaultdict(list)
    for person in known:
        if _plain_number(person.pupil_number):
            found[_plain_number(person.pupil_number)].append(person)
    return {number: people[0] for number, people in found.items() if len(people) == 1}


def _agrees(row: AnswerRow, person: KnownPerson) -> bool:
    """Whether name and birth date, where the row has them, do not speak against the number: numbers are reused."""
    if row.birth_date is not None and person.birth_date is not None and row.birth_date != person.birth_date:
        return False
    if not fold_text(row.parts.display):
        return True
    alike = likeness(row.parts, person.parts)
    same_birth = row.birth_date is not None and row.birth_date == person.birth_date
    same_given = fold_text(row.parts.given) == fold_text(person.parts.given)
    return name_key(row.parts) == name_key(person.parts) or (alike >= _NUMBER_LIKENESS and (same_birth or same_given))


def _find_by_name_and_birth(row: AnswerRow, by_name: Mapping[str, Sequence[KnownPerson]]) -> KnownPerson | None:
    if row.birth_date is None:
        return None
    born = [person for person in by_name.get(name_key(row.parts), ()) if person.birth_date == row.birth_date]
    return born[0] if len(born) == 1 else None


def _ask(
    row: AnswerRow,
    matcher: PeopleMatcher,
    by_name: Mapping[str, Sequence[KnownPerson]],
    owner: KnownPerson | None,
) -> PlannedAnswers:
    group = fold_text(row.group)
    named = sorted(
        by_name.get(name_key(row.parts), ()),
        key=lambda person: (group not in {fold_text(one) for one in person.groups}, person.id),
    )
    listed = ListRow(row.line, row.parts, birth_date=row.birth_date, pupil_number=row.number)
    ids = [person.id for person in named] + ([] if owner is None else [owner.id])
    if fold_text(row.parts.display):
        ids += matcher.find_candidates(listed)
    candidates = tuple(dict.fromkeys(ids))[:6]
    kind = AnswerRowKind.DOUBT if candidates else AnswerRowKind.UNKNOWN
    return PlannedAnswers(kind, row, candidates=candidates, problems=row.problems)


def _refuse_twice(matched: Sequence[PlannedAnswers]) -> list[PlannedAnswers]:
    """Two rows of one person: the second says nothing new, or both wait for somebody to look."""
    rows: dict[int, list[int]] = defaultdict(list)
    for at, one in enumerate(matched):
        if one.person_id is not None:
            rows[one.person_id].append(at)
    result = list(matched)
    for places in rows.values():
        if len(places) < 2:
            continue
        said = {(matched[at].row.day, tuple((a.key, a.value) for a in matched[at].row.answers)) for at in places}
        for at in places if len(said) > 1 else places[1:]:
            one = matched[at]
            kind = AnswerRowKind.PROBLEM if len(said) > 1 else AnswerRowKind.NOTHING
            problems = (*one.problems, AnswerRowProblem.PERSON_TWICE)
            result[at] = replace(one, kind=kind, person_id=None, problems=problems)
    return result


# --- what an answer does


def _plan_row(one: PlannedAnswers, facts: ConsentFacts, today: date) -> PlannedAnswers:
    if one.person_id is None or one.kind is AnswerRowKind.PROBLEM:
        return one
    day = one.row.day or today
    answers = tuple(
        PlannedAnswer(answer, _kind_of(facts, one.person_id, answer, day, today)) for answer in one.row.answers
    )
    acts = any(a.kind in (ImportedAnswerKind.NEW, ImportedAnswerKind.OVERTURNS) for a in answers)
    return replace(one, kind=AnswerRowKind.READY if acts else AnswerRowKind.NOTHING, answers=answers)


def _kind_of(facts: ConsentFacts, person_id: int, answer: ReadAnswer, day: date, today: date) -> ImportedAnswerKind:
    subject = replace(facts.people[person_id].subject, is_protected=False)  # a no under the protection is a no
    cell = facts.cell(person_id, answer.key)
    standing = [fact for fact in answers_in_account(cell.answers) if fact.item_id is None and fact.session_id is None]
    says_yes = answer.value is ImportedValue.YES
    own = _latest(standing, _decider(subject, day))
    if own is not None and own.decided_on >= day and own.answer.is_stop is not says_yes:
        return ImportedAnswerKind.SAME
    status = status_on(subject, cell, facts.policy, today).status
    if (says_yes and status.is_yes) or (not says_yes and status.is_stop):
        return ImportedAnswerKind.SAME
    # On one day a stop sorts after a yes, so a yes of the day of the no would change nothing.
    if any(fact.decided_on > day or (says_yes and fact.answer.is_stop and fact.decided_on == day) for fact in standing):
        return ImportedAnswerKind.OLDER
    return ImportedAnswerKind.OVERTURNS if says_yes and _is_against_a_no(status, standing) else ImportedAnswerKind.NEW


def _is_against_a_no(status: ConsentStatus, standing: Iterable[AnswerFact]) -> bool:
    """Whether somebody's latest word is a no, also that of somebody who has no say (any more)."""
    latest: dict[int, AnswerFact] = {}
    for fact in standing:
        known = latest.get(fact.decider_id)
        if known is None or _order(fact) > _order(known):
            latest[fact.decider_id] = fact
    return status.is_stop or any(fact.answer.is_stop for fact in latest.values())


def _latest(standing: Iterable[AnswerFact], decider_id: int | None) -> AnswerFact | None:
    return max((fact for fact in standing if fact.decider_id == decider_id), key=_order, default=None)


def _order(fact: AnswerFact) -> tuple[date, bool, int]:
    return fact.decided_on, fact.answer.is_stop, fact.event_id


def _decider(subject: SubjectFacts, day: date) -> int | None:
    """Whoever the register takes as the decider of an answer without one."""
    if subject.decides_on(day):
        return subject.person_id
    return next((one.guardian_id for one in subject.guardians if one.is_entitled_on(day)), None)


def _as_input(row: PlannedAnswers, one: PlannedAnswer, evidence: EvidenceInput | None) -> AnswerInput:
    assert row.person_id is not None
    return AnswerInput(
        row.person_id,
        one.answer.key,
        Answer.GIVEN if one.answer.value is ImportedValue.YES else Answer.REFUSED,
        decided_on=row.row.day,
        method=AnswerMethod.IMPORT,
        note=one.answer.source[:_MAX_NOTE],
        evidence=evidence,
    )
