# SPDX-License-Identifier: GPL-3.0-or-later
"""The answers that stand, by person and by who gave them, read for many people at once."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import func
from sqlalchemy import select as select_columns
from sqlmodel import Session, col

from models.consent.calendar_queries import in_chunks
from models.consent.facts import CellKey
from models.store.same_person import all_records, follow
from models.tables import Cell, ConsentEvent, Person
from models.terms import Answer, AnswerMethod, ConsentStatus


@dataclass(frozen=True, slots=True)
class StandingAnswer:
    """One answer in general (not for one photo or event), with the numbers of kept records."""

    event_id: int
    person_id: int
    signer_id: int
    key: CellKey
    answer: Answer
    decided_on: date
    valid_until: date | None
    method: AnswerMethod
    version_id: int | None
    form_id: int | None
    evidence_id: int | None


Said = Mapping[int, Mapping[int, Mapping[CellKey, StandingAnswer]]]
"""By person, by signer, by cell: the latest answer that was not taken out of account."""


def read_said(session: Session, person_ids: Sequence[int], kept: Mapping[int, int]) -> Said:
    """What each signer said last about each of these people: by the day it was decided, a stop after a yes."""
    event = ConsentEvent
    found: dict[int, dict[int, dict[CellKey, StandingAnswer]]] = defaultdict(lambda: defaultdict(dict))
    out: set[int] = set()
    rows: list[StandingAnswer] = []
    for chunk in in_chunks(all_records(person_ids, kept)):
        statement = (
            select_columns(
                col(event.id), col(event.person_id), col(event.decider_id), col(event.activity), col(event.kind),
                col(event.purpose_id), col(event.answer), col(event.decided_on), col(event.valid_until),
                col(event.method), col(event.purpose_version_id), col(event.form_id), col(event.evidence_id),
                col(event.annuls_id),
            )
            .where(
                col(event.person_id).in_(chunk),
                func.coalesce(col(event.item_id), col(event.session_id)).is_(None),
            )
            .order_by(col(event.id).desc())
        )  # fmt: skip
        for row in session.execute(statement):
            if row.annuls_id is not None and row.id not in out:
                out.add(row.annuls_id)
            if row.answer is not Answer.ANNULLED:
                rows.append(
                    StandingAnswer(
                        row.id, follow(row.person_id, kept), follow(row.decider_id, kept),
                        CellKey(row.activity, row.kind, row.purpose_id), row.answer, row.decided_on, row.valid_until,
                        row.method, row.purpose_version_id, row.form_id, row.evidence_id,
                    )
                )  # fmt: skip
    for one in rows:
        if one.event_id not in out:
            mine = found[one.person_id][one.signer_id]
            if one.key not in mine or _order(one) > _order(mine[one.key]):
                mine[one.key] = one
    return found


def read_ended(session: Session, person_ids: Collection[int], today: date) -> set[tuple[int, CellKey]]:
    """The cells of these people in which a yes has ended, also because the question changed."""
    found: set[tuple[int, CellKey]] = set()
    for chunk in in_chunks(person_ids):
        statement = select_columns(col(Cell.person_id), col(Cell.activity), col(Cell.kind), col(Cell.purpose_id)).where(
            col(Cell.person_id).in_(chunk),
            col(Cell.status) == ConsentStatus.EXPIRED,
            col(Cell.since) <= today,
            col(Cell.until) >= today,
            func.coalesce(col(Cell.item_id), col(Cell.session_id)).is_(None),
        )
        found.update((row[0], CellKey(row[1], row[2], row[3])) for row in session.execute(statement))
    return found


def read_languages(session: Session, person_ids: Collection[int]) -> dict[int, str]:
    """The languages on record of these people; nothing for who has none."""
    found: dict[int, str] = {}
    for chunk in in_chunks(person_ids):
        rows = session.execute(select_columns(col(Person.id), col(Person.language)).where(col(Person.id).in_(chunk)))
        found.update((person_id, language) for person_id, language in rows if language)
    return found


def _order(one: StandingAnswer) -> tuple[date, bool, int]:
    return one.decided_on, one.answer.is_stop, one.event_id
