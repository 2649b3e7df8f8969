# SPDX-License-Identifier: GPL-3.0-or-later
"""Answers through the school's own Google or Microsoft form: its link, and what its export brings.

Every row is kept as it came, once, whatever becomes of it; an import is one transaction and can be taken back, also
after the program was closed.
"""

from __future__ import annotations

import json
import secrets
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime

from sqlmodel import Session, col, select

from models.answer_lists.answer_table import ReadAnswer
from models.answer_lists.answer_terms import ImportedValue
from models.changes import Change
from models.consent.cells import load_facts
from models.consent.evidence import EvidenceService
from models.consent.evidence_types import EvidenceInput
from models.consent.facts import CellKey
from models.consent.purposes import load_purposes
from models.consent.register import AnswerInput, ConsentService
from models.errors import ErrorCode, KnownError
from models.forms.forms import read_code_book
from models.forms.online_link import OnlineLink, check_link
from models.forms.online_plan import KnownForm, OnlinePlan, OnlineReason, OnlineState, PlannedEntry, plan_entries
from models.forms.online_table import (
    OnlineColumns,
    Opener,
    columns_from_json,
    columns_to_json,
    count_online_values,
    find_code_column,
    propose_columns,
    read_entries,
    unexplained_options,
)
from models.roster.names import fold_text
from models.roster.person_rows import read_names
from models.roster.sheet import Table
from models.settings import SettingsService
from models.store import Store, UnitOfWork
from models.store.same_person import follow, kept_ids
from models.tables import Form, Guardianship, OnlineMapping, OnlineRow, Person
from models.terms import Answer, AnswerMethod, ChangeKind, FormState

_MAX_NOTE = 500
_MAX_NAME = 120
_WAITING = (OnlineState.PARKED.value, OnlineState.CONFLICT.value)


@dataclass(frozen=True, slots=True)
class OnlineForm:
    """One of the school's online forms. ``link`` is empty until it is set."""

    id: int
    name: str
    link: str


@dataclass(frozen=True, slots=True)
class OnlineOutcome:
    """What bringing in did. ``batch`` names it for taking it back later."""

    batch: str
    answers: int
    people: int
    counts: Mapping[OnlineState, int]
    new_guardians: int = 0


@dataclass(frozen=True, slots=True)
class WaitingRow:
    """A row that waits for somebody to look. ``cells`` is what it says, heading by heading."""

    row_id: int
    form_name: str
    completed_at: datetime | None
    reason: OnlineReason
    person_id: int | None
    cells: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class OnlineImport:
    """An import on record, latest first in lists."""

    batch: str
    form_name: str
    imported_at: datetime
    rows: int
    answers: int
    is_undone: bool


class OnlineService:
    """Keeps the links of online forms and brings in what their exports hold."""

    def __init__(
        self, store: Store, settings: SettingsService, consent: ConsentService, evidence: EvidenceService
    ) -> None:
        self._store = store
        self._settings = settings
        self._consent = consent
        self._evidence = evidence

    # --- the link

    def forms(self) -> tuple[OnlineForm, ...]:
        """The school's online forms, by name."""
        with self._store.read() as session:
            rows = session.exec(select(OnlineMapping).order_by(col(OnlineMapping.name), col(OnlineMapping.id)))
            return tuple(OnlineForm(row.id or 0, row.name, row.link) for row in rows)

    def set_link(self, name: str, link: str) -> Change[OnlineForm]:
        """Keep the link of a form, made where there is none of that name; an empty link takes it away.

        Raises ``ONLINE_LINK`` (see `check_link`) or ``VALUE_NOT_ALLOWED`` for a name that is empty or too long.
        """
        text = check_link(link).text if link.strip() else ""
        with self._store.write("online.link") as unit:
            row = _mapping_row(unit, name)
            before, row.link = row.link, text
            unit.session.add(row)
            unit.session.flush()
            unit.touch(ChangeKind.FORM, [])
            form = OnlineForm(row.id or 0, row.name, row.link)
        return Change(form, unit.changes, lambda: self.set_link(name, before))

    def link(self, name: str) -> OnlineLink | None:
        """The link of a form; None where none is set. Raises ``ONLINE_FORM_UNKNOWN``."""
        with self._store.read() as session:
            row = _find_mapping(session, name)
            if row is None:
                raise KnownError(ErrorCode.ONLINE_FORM_UNKNOWN)
            text = row.link
        return check_link(text) if text else None

    def link_for(self, code: str, name: str) -> str | None:
        """The link that opens the form with this code filled in. Raises ``ONLINE_FORM_UNKNOWN``."""
        link = self.link(name)
        return None if link is None else link.for_code(code)

    # --- bringing in

    def propose(self, name: str, table: Table) -> OnlineColumns:
        """How the columns may be meant: as the last time with this form, else by their names.

        Raises ``ONLINE_NO_CODES`` where no value in the table is a code of this school.
        """
        with self._store.read() as session:
            purposes = load_purposes(session, include_inactive=True)
            row = _find_mapping(session, name)
            stored = json.loads(row.columns) if row is not None and row.columns else None
            code = find_code_column(table, _opener(session))
        known = OnlineColumns() if stored is None else columns_from_json(table, stored, purposes)
        return propose_columns(table, code, purposes, known)

    def plan(self, name: str, table: Table, columns: OnlineColumns) -> OnlinePlan:
        """What bringing the table in would do. Raises ``ONLINE_NO_CODES`` or ``ANSWER_COLUMN_MISSING``."""
        with self._store.read() as session:
            return self._plan(session, name, table, columns)

    def record(
        self, name: str, table: Table, columns: OnlineColumns, evidence: EvidenceInput | None = None
    ) -> Change[OnlineOutcome]:
        """Bring a table in, in one transaction; undo takes it back. The columns' meaning is remembered with the form.

        Raises as `plan`, ``ANSWER_WORDS_UNCLEAR`` (``count``) where a word's meaning is not said, ``VALUE_NOT_ALLOWED``
        for a bad name, and as `ConsentService.record_answers`.
        """
        unclear = sum(1 for one in count_online_values(table, columns) if one.meaning is None)
        unclear += len(unexplained_options(table, columns))
        if unclear:
            raise KnownError(ErrorCode.ANSWER_WORDS_UNCLEAR, count=unclear)
        with self._store.write("online.import") as unit:
            mapping = _mapping_row(unit, name)
            mapping.columns = json.dumps(columns_to_json(table, columns))
            unit.session.add(mapping)
            unit.session.flush()
            plan = self._plan(unit.session, name, table, columns)
            outcome = self._record_plan(unit, mapping.id or 0, plan, evidence)
        return Change(outcome, unit.changes, lambda: self.undo_import(outcome.batch))

    def imports(self) -> tuple[OnlineImport, ...]:
        """Every import on record, latest first."""
        found: dict[str, list[tuple[str, dict[str, object], str]]] = defaultdict(list)
        with self._store.read() as session:
            names = {row.id: row.name for row in session.exec(select(OnlineMapping))}
            for row in session.exec(select(OnlineRow).order_by(col(OnlineRow.id).desc())):
                content = json.loads(row.content)
                found[content["batch"]].append((names[row.mapping_id], content, row.state))
        listed = [
            OnlineImport(
                batch,
                rows[0][0],
                datetime.fromisoformat(str(rows[0][1]["at"])),
                len(rows),
                sum(int(str(content["answers"])) for _name, content, _state in rows),
                all(state == OnlineState.UNDONE.value for _name, _content, state in rows),
            )
            for batch, rows in found.items()
        ]
        return tuple(sorted(listed, key=lambda one: one.imported_at, reverse=True))

    def undo_import(self, batch: str) -> Change[OnlineOutcome]:
        """Take an import back: its answers no longer count, and the same rows can be brought in again.

        Raises ``ONLINE_FORM_UNKNOWN`` where there is no such import.
        """
        with self._store.write("online.undo") as unit:
            rows = [row for row in unit.session.exec(select(OnlineRow)) if json.loads(row.content)["batch"] == batch]
            rows = [row for row in rows if row.state != OnlineState.UNDONE.value]
            if not rows:
                raise KnownError(ErrorCode.ONLINE_FORM_UNKNOWN)
            events = [event for row in rows for event in json.loads(row.content)["events"]]
            annulled = self._consent.annul_within(unit, events)
            for row in rows:
                content = json.loads(row.content)
                form = None if row.form_id is None else unit.session.get(Form, row.form_id)
                if form is not None and content.get("first") and form.state is FormState.RECEIVED:
                    form.state, form.received_at = FormState.ISSUED, None
                    unit.touch(ChangeKind.FORM, [form.id or 0])
                content["was"] = row.state
                row.content, row.state = json.dumps(content), OnlineState.UNDONE.value
            unit.note(answers=len(events), rows=len(rows))
        outcome = OnlineOutcome(batch, len(events), len(annulled.person_ids), {OnlineState.UNDONE: len(rows)})
        made = annulled.event_ids
        return Change(outcome, unit.changes, lambda: self._redo_import(batch, made))

    def _redo_import(self, batch: str, annulments: Sequence[int]) -> Change[OnlineOutcome]:
        with self._store.write("online.redo") as unit:
            again = self._consent.annul_within(unit, annulments)
            count = 0
            for row in unit.session.exec(select(OnlineRow).where(col(OnlineRow.state) == OnlineState.UNDONE.value)):
                content = json.loads(row.content)
                if content["batch"] != batch:
                    continue
                count += 1
                row.state = content.pop("was")
                row.content = json.dumps(content)
                form = None if row.form_id is None else unit.session.get(Form, row.form_id)
                if form is not None and content.get("first") and form.state is FormState.ISSUED:
                    form.state, form.received_at = FormState.RECEIVED, row.completed_at
                    unit.touch(ChangeKind.FORM, [form.id or 0])
            unit.note(rows=count)
        outcome = OnlineOutcome(batch, len(annulments), len(again.person_ids), {OnlineState.RECORDED: count})
        return Change(outcome, unit.changes, lambda: self.undo_import(batch))

    # --- what waits

    def waiting(self) -> tuple[WaitingRow, ...]:
        """The rows that wait for somebody to look, latest first."""
        with self._store.read() as session:
            names = {row.id: row.name for row in session.exec(select(OnlineMapping))}
            kept = kept_ids(session)
            people = dict(session.exec(select(Form.id, Form.person_id)).all())
            rows = session.exec(
                select(OnlineRow).where(col(OnlineRow.state).in_(_WAITING)).order_by(col(OnlineRow.id).desc())
            ).all()
            found = []
            for row in rows:
                content = json.loads(row.content)
                person_id = people.get(row.form_id)
                found.append(
                    WaitingRow(
                        row.id or 0,
                        names[row.mapping_id],
                        row.completed_at,
                        OnlineReason(content["reason"]),
                        None if person_id is None else follow(person_id, kept),
                        tuple((name, text) for name, text in content["cells"]),
                    )
                )
        return tuple(found)

    def put_aside(self, row_id: int) -> Change[int]:
        """Say that a waiting row was looked at and needs nothing more; it stays on record.

        Raises ``ONLINE_FORM_UNKNOWN`` where it does not wait.
        """
        return self._move(row_id, _WAITING, OnlineState.SETTLED.value)

    def _move(self, row_id: int, allowed: Sequence[str], state: str) -> Change[int]:
        with self._store.write("online.put_aside") as unit:
            row = unit.session.get(OnlineRow, row_id)
            if row is None or row.state not in allowed:
                raise KnownError(ErrorCode.ONLINE_FORM_UNKNOWN)
            before, row.state = row.state, state
            unit.touch(ChangeKind.FORM, [] if row.form_id is None else [row.form_id])
        return Change(row_id, unit.changes, lambda: self._move(row_id, (state,), before))

    # --- inside a transaction

    def _plan(self, session: Session, name: str, table: Table, columns: OnlineColumns) -> OnlinePlan:
        opener = _opener(session)
        entries, _undated = read_entries(table, columns, opener, self._store.clock.today())
        forms = _load_forms(session, {entry.number for entry in entries if entry.number is not None})
        people = sorted({form.person_id for form in forms.values() if form.person_id is not None})
        facts = load_facts(session, people, self._settings.policy())
        dated = session.exec(select(col(Person.id), col(Person.birth_date)).where(col(Person.id).in_(people))).all()
        births: dict[int, date | None] = {person_id or 0: born for person_id, born in dated}
        row = _find_mapping(session, name)
        known: frozenset[str] = frozenset()
        if row is not None:
            statement = select(OnlineRow.digest).where(
                OnlineRow.mapping_id == row.id, col(OnlineRow.state) != OnlineState.UNDONE.value
            )
            known = frozenset(session.exec(statement))
        return OnlinePlan(name, plan_entries(entries, forms, known, facts, births), table, columns)

    def _record_plan(
        self, unit: UnitOfWork, mapping_id: int, plan: OnlinePlan, evidence: EvidenceInput | None
    ) -> OnlineOutcome:
        fresh = [row for row in plan.rows if row.state is not OnlineState.KNOWN]
        inputs = [_as_input(row, answer, plan.columns.language) for row in fresh for answer in row.answers]
        if inputs and evidence is not None:
            evidence_id = self._evidence.put_within(unit, evidence)
            inputs = [replace(one, evidence_id=evidence_id) for one in inputs]
        recorded = self._consent.record_within(unit, inputs) if inputs else None
        events = list(() if recorded is None else recorded.event_ids)
        batch, now = secrets.token_hex(8), unit.store.clock.now()
        again = {
            row.digest: row
            for row in unit.session.exec(
                select(OnlineRow).where(
                    OnlineRow.mapping_id == mapping_id, col(OnlineRow.state) == OnlineState.UNDONE.value
                )
            )
        }
        for one in fresh:
            mine, events = events[: len(one.answers)], events[len(one.answers) :]
            row = again.get(one.entry.digest) or OnlineRow(mapping_id=mapping_id, digest=one.entry.digest)
            completed = one.entry.completed
            row.form_id = None if one.form is None else one.form.form_id
            row.completed_at = None if completed is None else completed.astimezone(UTC)
            row.state = one.state.value
            row.content = json.dumps(
                {
                    "batch": batch,
                    "at": now.isoformat(),
                    "cells": one.entry.cells,
                    "reason": None if one.reason is None else one.reason.value,
                    "events": mine,
                    "answers": len(mine),
                    "first": bool(mine) and _receive(unit, row, one),
                },
                ensure_ascii=False,
            )
            unit.session.add(row)
        unit.session.flush()
        unit.touch(ChangeKind.FORM, [one.form.form_id for one in fresh if one.form is not None])
        unit.note(answers=len(inputs), rows=len(fresh))
        people = len({one.person_id for one in inputs})
        new_guardians = 0 if recorded is None else recorded.new_guardians
        return OnlineOutcome(batch, len(inputs), people, plan.counts, new_guardians)


def _receive(unit: UnitOfWork, row: OnlineRow, one: PlannedEntry) -> bool:
    """Note that the form came back; whether this row was the first to do so."""
    form = None if one.form is None else unit.session.get(Form, one.form.form_id)
    if form is None or form.state is not FormState.ISSUED:
        return False
    form.state, form.received_at = FormState.RECEIVED, row.completed_at
    return True


def _as_input(row: PlannedEntry, answer: ReadAnswer, language: str) -> AnswerInput:
    assert row.form is not None
    assert row.form.person_id is not None
    assert row.entry.completed is not None
    return AnswerInput(
        row.form.person_id,
        answer.key,
        Answer.GIVEN if answer.value is ImportedValue.YES else Answer.REFUSED,
        decider_id=row.decider_id,
        decided_on=row.entry.completed.date(),
        method=AnswerMethod.ONLINE,
        note=answer.source[:_MAX_NOTE],
        language=language or row.form.language,
        form_id=row.form.form_id,
        purpose_version_id=_version_of(row.form, answer.key),
    )


def _version_of(form: KnownForm, key: CellKey) -> int | None:
    return None if key.purpose_id is None else form.versions.get(key.purpose_id)


def _opener(session: Session) -> Opener:
    book = read_code_book(session)

    def open_code(text: str) -> str | None:
        opened = None if book is None else book.open(text)
        return None if opened is None else opened.number

    return open_code


def _mapping_row(unit: UnitOfWork, name: str) -> OnlineMapping:
    tidy = " ".join(name.split())
    if not tidy or len(tidy) > _MAX_NAME:
        raise KnownError(ErrorCode.VALUE_NOT_ALLOWED)
    return _find_mapping(unit.session, tidy) or OnlineMapping(name=tidy)


def _find_mapping(session: Session, name: str) -> OnlineMapping | None:
    wanted = fold_text(name)
    return next((row for row in session.exec(select(OnlineMapping)) if fold_text(row.name) == wanted), None)


def _load_forms(session: Session, numbers: set[str]) -> dict[str, KnownForm]:
    """The forms of these numbers, with who could have answered for their people."""
    kept = kept_ids(session)
    forms = session.exec(select(Form).where(col(Form.code).in_(numbers))).all()
    people = {follow(form.person_id, kept) for form in forms if form.person_id is not None}
    here = {
        person_id or 0
        for person_id, erased_on in session.exec(
            select(col(Person.id), col(Person.erased_on)).where(col(Person.id).in_(people))
        )
        if erased_on is None
    }
    deciders = _read_deciders(session, here)
    found = {}
    for form in forms:
        person_id = None if form.person_id is None else follow(form.person_id, kept)
        versions = {row["purpose"]: row["version"] for row in json.loads(form.questions)["rows"] if row["purpose"]}
        is_here = person_id in here
        found[form.code] = KnownForm(
            form.id or 0,
            person_id if is_here else None,
            form.state,
            form.language,
            versions,
            deciders.get(person_id or 0, {}),
        )
    return found


def _read_deciders(session: Session, people: set[int]) -> dict[int, dict[str, int | None]]:
    """By person: the folded names and relations of guardians, each with the one it fits (None: several)."""
    rows = session.exec(
        select(Guardianship.pupil_id, Guardianship.guardian_id, Guardianship.relation).where(
            col(Guardianship.pupil_id).in_(people)
        )
    ).all()
    names = read_names(session, list({guardian_id for _pupil, guardian_id, _relation in rows}))
    found: dict[int, dict[str, int | None]] = defaultdict(dict)
    for pupil_id, guardian_id, relation in rows:
        for word in {fold_text(relation or ""), fold_text(names.get(guardian_id, ""))} - {""}:
            mine = found[pupil_id]
            mine[word] = guardian_id if mine.get(word, guardian_id) == guardian_id else None
    return found
