# SPDX-License-Identifier: GPL-3.0-or-later
"""Where items were published."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from sqlmodel import col, select

from models.changes import Change
from models.errors import ErrorCode, KnownError
from models.store import Store
from models.tables import Publication, Purpose
from models.terms import ChangeKind

_MAX_PLACE = 500


@dataclass(frozen=True, slots=True)
class PublicationRow:
    """One publication; ``ended_on`` is set once it was removed or replaced."""

    id: int
    item_id: int
    purpose_id: int
    purpose_name: str
    place: str
    copy_name: str
    published_on: date
    ended_on: date | None
    recorded_by: str


class PublicationService:
    """Lists publications and says where a copy ended up."""

    def __init__(self, store: Store) -> None:
        self._store = store

    def publications_of(self, item_ids: Sequence[int]) -> tuple[PublicationRow, ...]:
        """Publications of these items, latest first."""
        statement = (
            select(Publication, Purpose.name)
            .join(Purpose, col(Purpose.id) == col(Publication.purpose_id))
            .where(col(Publication.item_id).in_(item_ids))
            .order_by(col(Publication.published_on).desc(), col(Publication.id).desc())
        )
        with self._store.read() as session:
            return tuple(
                PublicationRow(
                    id=row.id or 0,
                    item_id=row.item_id,
                    purpose_id=row.purpose_id,
                    purpose_name=name,
                    place=row.place,
                    copy_name=row.copy_name,
                    published_on=row.published_on,
                    ended_on=row.ended_on,
                    recorded_by=row.recorded_by,
                )
                for row, name in session.exec(statement)
            )

    def set_place(self, publication_id: int, place: str) -> Change[int]:
        """Say where a copy can be seen: a web address, or an issue and a page."""
        place = place.strip()
        if len(place) > _MAX_PLACE:
            raise KnownError(ErrorCode.VALUE_NOT_ALLOWED, field="place")
        with self._store.write("publication.place") as unit:
            row = unit.session.get(Publication, publication_id)
            if row is None:
                raise KnownError(ErrorCode.ITEM_UNKNOWN)
            before, row.place = row.place, place
            unit.touch(ChangeKind.PUBLICATION, [publication_id])
        return Change(publication_id, unit.changes, lambda: self.set_place(publication_id, before))
