# SPDX-License-Identifier: GPL-3.0-or-later
"""Two records of one person: whose number counts.

An answer is never rewritten, so it keeps the number of the record it was given to. Who reads answers by person asks
`all_records` first and puts `follow` on what comes back. Every other row moves to the kept record when two are merged.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping

from sqlalchemy import ColumnElement, and_
from sqlalchemy import select as select_columns
from sqlmodel import Session, col

from models.tables import Person


def kept_ids(session: Session) -> dict[int, int]:
    """Of every merged record the one that it counts as; that one is never merged itself."""
    rows = session.execute(
        select_columns(col(Person.id), col(Person.merged_into_id)).where(col(Person.merged_into_id).is_not(None))
    )
    return {merged_id or 0: kept_id or 0 for merged_id, kept_id in rows}


def follow(person_id: int, kept: Mapping[int, int]) -> int:
    """The record that counts for this one: itself unless it was merged."""
    return kept.get(person_id, person_id)


def kept_id_of(session: Session, person_id: int) -> int:
    """As `follow`, for one person."""
    found = session.execute(select_columns(col(Person.merged_into_id)).where(col(Person.id) == person_id)).scalar()
    return person_id if found is None else found


def all_records(person_ids: Collection[int], kept: Mapping[int, int]) -> tuple[int, ...]:
    """These people's numbers with those of the records that count as theirs, each once."""
    if not kept:
        return tuple(dict.fromkeys(person_ids))
    wanted = {follow(person_id, kept) for person_id in person_ids}
    merged = (merged_id for merged_id, kept_id in kept.items() if kept_id in wanted)
    return tuple(dict.fromkeys((*(follow(person_id, kept) for person_id in person_ids), *merged)))


def records_of(session: Session, person_ids: Iterable[int]) -> tuple[int, ...]:
    """As `all_records`, straight from the register."""
    return all_records(tuple(person_ids), kept_ids(session))


def is_on_record() -> ColumnElement[bool]:
    """Condition on `Person`: neither merged into another record nor erased. For every list, count and search."""
    return and_(col(Person.merged_into_id).is_(None), col(Person.erased_on).is_(None))


def is_known(session: Session, person_id: int) -> bool:
    """Whether there is such a person for lists and new entries: on record, not merged and not erased."""
    return bool(known_among(session, (person_id,)))


def known_among(session: Session, person_ids: Collection[int]) -> frozenset[int]:
    """Which of these are such people, as `is_known` says."""
    found = session.execute(select_columns(col(Person.id)).where(col(Person.id).in_(tuple(person_ids)), is_on_record()))
    return frozenset(row[0] for row in found)
