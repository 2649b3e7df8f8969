# SPDX-License-Identifier: GPL-3.0-or-later
"""Writing the rows of an export down, each with what it said, and recording the answers among them."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC

from sqlmodel import col, select

from models.answer_lists.answer_table import ReadAnswer
from models.answer_lists.answer_terms import ImportedValue
from models.answer_lists.kept_row import KeptRow
from models.consent.facts import CellKey
from models.consent.register import AnswerInput, ConsentService
from models.forms.online_plan import KnownForm, OnlineReason, OnlineState, PlannedEntry
from models.progress import Progress
from models.roster.names import fold_text
from models.store import UnitOfWork
from models.tables import Evidence, Form, OnlineRow
from models.terms import Answer, AnswerMethod, FormState

MAX_NOTE = 500
_AT_A_TIME = 200


def record_rows(
    unit: UnitOfWork,
    consent: ConsentService,
    mapping_id: int,
    language: str,
    rows: Sequence[PlannedEntry],
    batch: str,
    evidence_id: int | None,
    progress: Progress | None = None,
) -> tuple[int, int]:
    """Keep every row and record its answers; gives the number of people and of guardians that were made.

    Raises as `ConsentService.record_answers`, and ``CANCELLED``.
    """
    undone = OnlineRow.state == OnlineState.UNDONE.value
    again = {
        row.digest: row
        for row in unit.session.exec(select(OnlineRow).where(OnlineRow.mapping_id == mapping_id, undone))
    }
    forms = _load_forms(unit, rows)
    proof = None if evidence_id is None else unit.session.get(Evidence, evidence_id)  # at hand for each answer
    people: set[int] = set()
    new_guardians = 0
    for start in range(0, len(rows), _AT_A_TIME):
        if progress is not None:
            progress.report(start, len(rows))
        chunk = rows[start : start + _AT_A_TIME]
        inputs = [_as_input(row, answer, language, evidence_id) for row in chunk for answer in row.answers]
        recorded = consent.record_within(unit, inputs) if inputs else None
        events = () if recorded is None else recorded.event_ids
        new_guardians += 0 if recorded is None else recorded.new_guardians
        people |= {one.person_id for one in inputs}
        for one in chunk:
            mine, events = events[: len(one.answers)], events[len(one.answers) :]
            row = again.get(one.entry.digest) or OnlineRow(mapping_id=mapping_id, digest=one.entry.digest)
            completed = one.entry.completed
            row.form_id = None if one.form is None else one.form.form_id
            row.completed_at = None if completed is None else completed.astimezone(UTC)
            is_flagged = one.reason is OnlineReason.PAPER_DIFFERS  # worked out anew from what is on record
            row.state = OnlineState.RECORDED.value if is_flagged else one.state.value
            row.content = KeptRow(
                batch=batch,
                at=unit.store.clock.now(),
                cells=one.entry.cells,
                reason=None if is_flagged or one.reason is None else one.reason.value,
                events=mine,
                said=one.answers,
                held=one.held,
                is_first=bool(mine) and one.form is not None and forms[one.form.form_id].state is FormState.ISSUED,
                sender=_sender(one),
                language=language,
                evidence_id=evidence_id,
            ).to_json()
            unit.session.add(row)
    unit.session.flush()
    del proof
    if progress is not None:
        progress.report(len(rows), len(rows))
    return len(people), new_guardians


def as_answer(answer: ReadAnswer) -> Answer:
    """A yes or a no as it is recorded."""
    return Answer.GIVEN if answer.value is ImportedValue.YES else Answer.REFUSED


def _sender(one: PlannedEntry) -> int | str | None:
    if one.decider_id is not None:
        return one.decider_id
    return None if fold_text(one.entry.who) else ""


def _load_forms(unit: UnitOfWork, rows: Sequence[PlannedEntry]) -> dict[int, Form]:
    ids = sorted({one.form.form_id for one in rows if one.form is not None})
    found: dict[int, Form] = {}
    for start in range(0, len(ids), _AT_A_TIME):
        chunk = ids[start : start + _AT_A_TIME]
        found.update((form.id or 0, form) for form in unit.session.exec(select(Form).where(col(Form.id).in_(chunk))))
    return found


def _as_input(row: PlannedEntry, answer: ReadAnswer, language: str, evidence_id: int | None) -> AnswerInput:
    assert row.form is not None
    assert row.form.person_id is not None
    assert row.entry.completed is not None
    return AnswerInput(
        row.form.person_id,
        answer.key,
        as_answer(answer),
        decider_id=row.decider_id,
        decided_on=row.entry.completed.date(),
        method=AnswerMethod.ONLINE,
        note=answer.source[:MAX_NOTE],
        language=language or row.form.language,
        evidence_id=evidence_id,
        form_id=row.form.form_id,
        purpose_version_id=_version_of(row.form, answer.key),
    )


def _version_of(form: KnownForm, key: CellKey) -> int | None:
    return None if key.purpose_id is None else form.versions.get(key.purpose_id)
