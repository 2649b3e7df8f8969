# SPDX-License-Identifier: GPL-3.0-or-later
"""Who is in the pictures made shortly before and after one: the likeliest to be in it too."""

from __future__ import annotations

from datetime import timedelta
from typing import Final

from sqlalchemy import select
from sqlmodel import col

from models.store import Store
from models.tables import Appearance, Item

_PICTURES: Final = 8
_WITHIN: Final = timedelta(hours=2)


class NearbyService:
    """Reads who was there at about the same time, by the camera's own clock."""

    def __init__(self, store: Store) -> None:
        self._store = store

    def people_near(self, item_id: int) -> tuple[int, ...]:
        """Ids of those named in the eight pictures before and the eight after within two hours, nearest first.

        Pictures without a capture time have no neighbours.
        """
        when = col(Item.captured_at)
        with self._store.read() as session:
            moment = session.execute(select(when).where(col(Item.id) == item_id)).scalar()
            if moment is None:
                return ()
            columns = select(col(Item.id), when).where(col(Item.id) != item_id)
            before = columns.where(when <= moment, when >= moment - _WITHIN).order_by(when.desc(), col(Item.id).desc())
            after = columns.where(when > moment, when <= moment + _WITHIN).order_by(when, col(Item.id))
            found = [row for part in (before, after) for row in session.execute(part.limit(_PICTURES))]
            far = {one or 0: abs(taken - moment) for one, taken in found if taken is not None}
            pairs = session.execute(
                select(col(Appearance.item_id), col(Appearance.person_id)).where(col(Appearance.item_id).in_(far))
            ).all()
        nearest: dict[int, timedelta] = {}
        for item, person_id in sorted(pairs, key=lambda pair: far[pair[0]]):
            nearest.setdefault(person_id, far[item])
        return tuple(nearest)
