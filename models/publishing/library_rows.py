# SPDX-License-Identifier: GPL-3.0-or-later
"""What the tiles of the library show of each item: read for a window of some hundreds, with a few queries."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime

from sqlalchemy import Executable, func, select
from sqlmodel import Session, col

from models.media.found_faces import asks_who
from models.media.library import ItemRow, load_item_rows
from models.tables import Appearance, FoundFace, Item, MediaSession, Publication
from models.terms import NobodyReason, Verdict


@dataclass(frozen=True, slots=True)
class LibraryRow:
    """One item of the library. ``published_count`` counts copies that are placed somewhere now."""

    item: ItemRow
    added_at: datetime
    session_id: int | None
    session_name: str
    people_count: int
    unnamed_count: int
    nobody_reason: NobodyReason | None
    published_count: int
    duration_ms: int | None = None
    verdict: Verdict | None = None

    @property
    def id(self) -> int:
        """The item's number."""
        return self.item.id

    @property
    def captured_on(self) -> date:
        """The day the recording is judged on."""
        return self.item.captured_on

    @property
    def is_looked_at(self) -> bool:
        """Whether somebody is named, or it was judged that nobody can be recognised."""
        return bool(self.people_count) or self.nobody_reason is not None

    def with_verdict(self, verdict: Verdict) -> LibraryRow:
        """The same with the verdict for the purpose that was asked about."""
        return replace(self, verdict=verdict)


def read_rows(session: Session, item_ids: Sequence[int]) -> dict[int, LibraryRow]:
    """Rows for these items within an open session; unknown ids are left out."""
    items = load_item_rows(session, item_ids)
    wanted = tuple(items)
    more = session.execute(
        select(
            col(Item.id), col(Item.added_at), col(Item.session_id), col(MediaSession.name), col(Item.nobody_reason),
            col(Item.duration_ms),
        )
        .outerjoin(MediaSession, col(MediaSession.id) == col(Item.session_id))
        .where(col(Item.id).in_(wanted))
    )  # fmt: skip
    people = _counts(
        session,
        select(col(Appearance.item_id), func.count(col(Appearance.person_id).distinct()))
        .where(col(Appearance.item_id).in_(wanted))
        .group_by(col(Appearance.item_id)),
    )
    unnamed = _counts(
        session,
        select(col(FoundFace.item_id), func.count())
        .where(col(FoundFace.item_id).in_(wanted), asks_who())
        .group_by(col(FoundFace.item_id)),
    )
    published = _counts(
        session,
        select(col(Publication.item_id), func.count())
        .where(col(Publication.item_id).in_(wanted), col(Publication.ended_on).is_(None))
        .group_by(col(Publication.item_id)),
    )
    return {
        item_id or 0: LibraryRow(
            item=items[item_id or 0],
            added_at=added_at,
            session_id=session_id,
            session_name=name or "",
            people_count=people.get(item_id or 0, 0),
            unnamed_count=unnamed.get(item_id or 0, 0),
            nobody_reason=nobody,
            published_count=published.get(item_id or 0, 0),
            duration_ms=duration_ms,
        )
        for item_id, added_at, session_id, name, nobody, duration_ms in more
    }


def _counts(session: Session, statement: Executable) -> dict[int, int]:
    return {row[0]: row[1] for row in session.connection().execute(statement)}
