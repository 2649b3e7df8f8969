# SPDX-License-Identifier: GPL-3.0-or-later
"""How many of the questions to somebody are answered, for lists of many people: counted from compiled cells."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from datetime import date
from typing import NamedTuple

from sqlalchemy import Executable, select
from sqlmodel import Session, col

from models.consent.cells import all_keys
from models.consent.purposes import load_purposes
from models.tables import Cell
from models.terms import ConsentStatus, LegalBasis

_CHUNK = 5_000
_ANSWERED = tuple(status for status in ConsentStatus if not status.is_missing)


class Answered(NamedTuple):
    """Of ``asked`` cells that everybody has, how many need no more asking, by person."""

    asked: int
    by_person: Mapping[int, int]


def count_answered(session: Session, person_ids: Collection[int], day: date) -> Answered:
    """Count the cells of active purposes (and of recording) that are answered, or need no answer, on a day."""
    purposes = load_purposes(session, include_inactive=False)
    keys = all_keys(purposes)
    free = {one.id for one in purposes if one.legal_basis is not LegalBasis.CONSENT}
    # A cell that rests on something else than consent needs no answer, whatever was said about it.
    without_asking = sum(key.purpose_id in free for key in keys)
    counts = dict.fromkeys(person_ids, without_asking)
    wanted = tuple(counts)
    kinds = {(key.purpose_id, key.kind) for key in keys if key.purpose_id not in free}
    for start in range(0, len(wanted), _CHUNK):
        for person_id, purpose_id, kind in session.execute(_statement(wanted[start : start + _CHUNK], day)):
            counts[person_id] += (purpose_id, kind) in kinds
    return Answered(len(keys), counts)


def _statement(person_ids: tuple[int, ...], day: date) -> Executable:
    """The answered cells of these people on a day: one row each, for the stretches of a cell do not overlap."""
    return select(col(Cell.person_id), col(Cell.purpose_id), col(Cell.kind)).where(
        col(Cell.person_id).in_(person_ids),
        col(Cell.item_id).is_(None),
        col(Cell.session_id).is_(None),
        col(Cell.since) <= day,
        col(Cell.until) >= day,
        col(Cell.status).in_(_ANSWERED),
    )
