# SPDX-License-Identifier: GPL-3.0-or-later
"""Answers through the school's own Google or Microsoft form: its link, and what its export brings.

Every row is kept as it came, once, whatever becomes of it; an import is one transaction and can be taken back, also
after the program was closed.
"""

from __future__ import annotations

import json
import secrets
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime

from sqlmodel import Session, col, select

from models.answer_lists.kept_row import KeptRow
from models.changes import Change
from models.consent.cells import load_facts
from models.consent.evidence import EvidenceService
from models.consent.evidence_types import EXCEL, TEXT, EvidenceInput
from models.consent.purposes import load_purposes
from models.consent.register import ConsentService
from models.errors import ErrorCode, KnownError
from models.forms.online_link import OnlineLink, check_link
from models.forms.online_lookup import code_opener, find_mapping, load_forms, mapping_row
from models.forms.online_plan import OnlinePlan, OnlineState, mark_changes, plan_entries
from models.forms.online_recording import record_rows
from models.forms.online_rows import OnlineRows
from models.forms.online_table import (
    OnlineColumns,
    columns_from_json,
    columns_to_json,
    count_online_values,
    find_code_column,
    propose_columns,
    read_entries,
    unexplained_options,
)
from models.forms.paper_and_online import PaperAndOnline, paper_answers, standing_events
from models.progress import Progress
from models.roster.sheet import Table
from models.settings import SettingsService
from models.store import Store, UnitOfWork
from models.tables import OnlineMapping, OnlineRow, Person
from models.terms import ChangeKind


@dataclass(frozen=True, slots=True)
class OnlineForm:
    """One of the school's online forms. ``link`` is empty until it is set."""

    id: int
    name: str
    link: str


@dataclass(frozen=True, slots=True)
class OnlineOutcome:
    """What bringing in did. ``batch`` names it for taking it back later; empty where every row was known already."""

    batch: str
    answers: int
    people: int
    counts: Mapping[OnlineState, int]
    new_guardians: int = 0


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
        self._sources = PaperAndOnline(consent)
        self.rows = OnlineRows(store, settings, consent, self._sources)
        """The rows that wait for somebody to look."""

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
            row = mapping_row(unit, name)
            before, row.link = row.link, text
            unit.session.add(row)
            unit.session.flush()
            unit.touch_all(ChangeKind.FORM)
            form = OnlineForm(row.id or 0, row.name, row.link)
        return Change(form, unit.changes, lambda: self.set_link(name, before))

    def link(self, name: str) -> OnlineLink | None:
        """The link of a form; None where none is set. Raises ``ONLINE_FORM_UNKNOWN``."""
        with self._store.read() as session:
            row = find_mapping(session, name)
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
            row = find_mapping(session, name)
            stored = json.loads(row.columns) if row is not None and row.columns else None
            code = find_code_column(table, code_opener(session))
        known = OnlineColumns() if stored is None else columns_from_json(table, stored, purposes)
        return propose_columns(table, code, purposes, known)

    def code_column(self, table: Table) -> int:
        """Which column holds the codes. Raises ``ONLINE_NO_CODES``."""
        with self._store.read() as session:
            return find_code_column(table, code_opener(session))

    def plan(self, name: str, table: Table, columns: OnlineColumns) -> OnlinePlan:
        """What bringing the table in would do. Raises ``ONLINE_NO_CODES`` or ``ANSWER_COLUMN_MISSING``."""
        with self._store.read() as session:
            return self._plan(session, name, table, columns)

    def record(
        self,
        name: str,
        table: Table,
        columns: OnlineColumns,
        evidence: EvidenceInput | None = None,
        progress: Progress | None = None,
    ) -> Change[OnlineOutcome]:
        """Bring a table in, in one transaction; undo takes it back. The columns' meaning is remembered with the form.

        ``evidence`` is the export as it came (`keep_export`); each row that is new names it, whatever becomes of it.

        Raises as `plan`, ``ANSWER_WORDS_UNCLEAR`` (``count``) where a word's meaning is not said, ``VALUE_NOT_ALLOWED``
        for a bad name, and as `ConsentService.record_answers`.
        """
        unclear = sum(1 for one in count_online_values(table, columns) if one.meaning is None)
        unclear += len(unexplained_options(table, columns))
        if unclear:
            raise KnownError(ErrorCode.ANSWER_WORDS_UNCLEAR, count=unclear)
        with self._store.write("online.import") as unit:
            mapping = mapping_row(unit, name)
            mapping.columns = json.dumps(columns_to_json(table, columns), ensure_ascii=False)
            unit.session.add(mapping)
            unit.session.flush()
            plan = self._plan(unit.session, name, table, columns)
            outcome = self._record_plan(unit, mapping.id or 0, plan, evidence, progress)
        if not outcome.batch:  # every row was known: there is nothing to take back
            return Change(outcome, unit.changes)
        return Change(outcome, unit.changes, lambda: self.undo_import(outcome.batch))

    def imports(self) -> tuple[OnlineImport, ...]:
        """Every import on record, latest first."""
        found: dict[str, list[tuple[str, KeptRow, str]]] = defaultdict(list)
        with self._store.read() as session:
            names = {row.id: row.name for row in session.exec(select(OnlineMapping))}
            for row in session.exec(select(OnlineRow).order_by(col(OnlineRow.id).desc())):
                kept = KeptRow.from_json(row.content)
                found[kept.batch].append((names[row.mapping_id], kept, row.state))
        listed = [
            OnlineImport(
                batch,
                rows[0][0],
                rows[0][1].at,
                len(rows),
                sum(len(kept.events) for _name, kept, _state in rows),
                all(state == OnlineState.UNDONE.value for _name, _kept, state in rows),
            )
            for batch, rows in found.items()
        ]
        return tuple(sorted(listed, key=lambda one: one.imported_at, reverse=True))

    def undo_import(self, batch: str) -> Change[OnlineOutcome]:
        """Take an import back: its answers no longer count, and the same rows can be brought in again.

        Raises ``ONLINE_FORM_UNKNOWN`` where there is no such import.
        """
        with self._store.write("online.undo") as unit:
            rows = [(row, kept) for row, kept in _rows_of(unit.session, batch) if row.state != OnlineState.UNDONE.value]
            if not rows:
                raise KnownError(ErrorCode.ONLINE_FORM_UNKNOWN)
            events = {event for _row, kept in rows for event in kept.events}
            held = {held for _row, kept in rows for event, held in kept.kept_back if event in kept.events}
            if held:  # what was kept back counts again for a moment, so that one step takes back everything
                self._consent.annul_within(unit, sorted(standing_events(unit.session, held)))
            annulled = self._consent.annul_within(unit, sorted(standing_events(unit.session, events)))
            for row, kept in rows:
                before = kept.before if kept.differs else row.state
                row.content = replace(kept, before=before, differs=False).to_json()
                row.state = OnlineState.UNDONE.value
            self._sources.settle(unit, [row.form_id for row, _kept in rows])
            unit.touch_all(ChangeKind.FORM)
            unit.note(answers=len(events), rows=len(rows))
        outcome = OnlineOutcome(batch, len(events), len(annulled.person_ids), {OnlineState.UNDONE: len(rows)})
        made = annulled.event_ids
        return Change(outcome, unit.changes, lambda: self._redo_import(batch, made))

    def _redo_import(self, batch: str, annulments: Sequence[int]) -> Change[OnlineOutcome]:
        with self._store.write("online.redo") as unit:
            again = self._consent.annul_within(unit, annulments)
            rows = [(row, kept) for row, kept in _rows_of(unit.session, batch) if row.state == OnlineState.UNDONE.value]
            for row, kept in rows:
                row.state = kept.before or OnlineState.RECORDED.value
                row.content = replace(kept, before=None).to_json()
            self._sources.settle(unit, [row.form_id for row, _kept in rows])
            unit.touch_all(ChangeKind.FORM)
            unit.note(rows=len(rows))
        counts = {OnlineState.RECORDED: len(rows)}
        outcome = OnlineOutcome(batch, len(annulments), len(again.person_ids), counts)
        return Change(outcome, unit.changes, lambda: self.undo_import(batch))

    # --- inside a transaction

    def _plan(self, session: Session, name: str, table: Table, columns: OnlineColumns) -> OnlinePlan:
        opener = code_opener(session)
        entries, _undated = read_entries(table, columns, opener, self._store.clock.today())
        forms = load_forms(session, {entry.number for entry in entries if entry.number is not None})
        people = sorted({form.person_id for form in forms.values() if form.person_id is not None})
        facts = load_facts(session, people, self._settings.policy())
        dated = session.exec(select(col(Person.id), col(Person.birth_date)).where(col(Person.id).in_(people))).all()
        births: dict[int, date | None] = {person_id or 0: born for person_id, born in dated}
        row = find_mapping(session, name)
        known: frozenset[str] = frozenset()
        if row is not None:
            statement = select(OnlineRow.digest).where(
                OnlineRow.mapping_id == row.id, col(OnlineRow.state) != OnlineState.UNDONE.value
            )
            known = frozenset(session.exec(statement))
        paper = paper_answers(session, {form.form_id for form in forms.values()})
        rows = plan_entries(entries, forms, known, facts, births, paper)
        return OnlinePlan(name, mark_changes(rows, facts, self._store.clock.today()), table, columns)

    def _record_plan(
        self,
        unit: UnitOfWork,
        mapping_id: int,
        plan: OnlinePlan,
        evidence: EvidenceInput | None,
        progress: Progress | None,
    ) -> OnlineOutcome:
        fresh = [row for row in plan.rows if row.state is not OnlineState.KNOWN]
        evidence_id = self._evidence.put_within(unit, evidence) if fresh and evidence is not None else None
        batch = secrets.token_hex(8) if fresh else ""
        people, new_guardians = record_rows(
            unit, self._consent, mapping_id, plan.columns.language, fresh, batch, evidence_id, progress
        )
        self._sources.settle(unit, [None if one.form is None else one.form.form_id for one in fresh])
        unit.touch_all(ChangeKind.FORM)
        unit.note(answers=plan.answer_count, rows=len(fresh))
        return OnlineOutcome(batch, plan.answer_count, people, plan.counts, new_guardians)


def keep_export(content: bytes) -> EvidenceInput:
    """An export as it came, to keep as proof: an Excel workbook, or a text."""
    return EvidenceInput(content, EXCEL if content.startswith(b"PK\x03\x04") else TEXT)


def _rows_of(session: Session, batch: str) -> Iterable[tuple[OnlineRow, KeptRow]]:
    for row in session.exec(select(OnlineRow).order_by(col(OnlineRow.id))).all():
        kept = KeptRow.from_json(row.content)
        if kept.batch == batch:
            yield row, kept
