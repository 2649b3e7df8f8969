# SPDX-License-Identifier: GPL-3.0-or-later
"""Which items of the library fit one side of a filter: an array of yes and no over its index."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date

import numpy as np
from sqlalchemy import select
from sqlmodel import Session, col

from models.publishing.library_filter import LookState, PublishedState
from models.publishing.library_index import BoolArray, LibraryIndex
from models.publishing.library_names import LibraryNames
from models.roster.names import fold_text
from models.store.same_person import records_of
from models.tables import Appearance, GroupMembership, MediaSession, Publication

_LAST = date.max.toordinal()


def all_of(index: LibraryIndex, masks: Iterable[BoolArray]) -> BoolArray:
    """What fits all of them; without any, everything."""
    fits = np.ones(len(index), dtype=bool)
    for mask in masks:
        fits &= mask
    return fits


def any_of(index: LibraryIndex, masks: Iterable[BoolArray]) -> BoolArray:
    """What fits one of them; without any, nothing."""
    fits = np.zeros(len(index), dtype=bool)
    for mask in masks:
        fits |= mask
    return fits


def text_mask(session: Session, index: LibraryIndex, names: LibraryNames, text: str) -> BoolArray:
    """Each word is in the name of the file or folder, or in that of the event or its place."""
    words = fold_text(text).split()
    statement = select(col(MediaSession.id), col(MediaSession.name), col(MediaSession.place))
    events = {one or 0: fold_text(f"{name} {place}") for one, name, place in session.execute(statement)}
    masks = []
    for word in words:
        in_event = [session_id for session_id, told in events.items() if word in told]
        masks.append(names.mask_of_text(index, word) | np.isin(index.session, in_event))
    return all_of(index, masks)


def person_mask(session: Session, index: LibraryIndex, person_id: int) -> BoolArray:
    """Somebody is named in it, under any of their records."""
    records = records_of(session, (person_id,))
    found = session.execute(select(col(Appearance.item_id)).where(col(Appearance.person_id).in_(records)).distinct())
    return index.mask_of(found.scalars().all())


def group_mask(session: Session, index: LibraryIndex, group_ids: Sequence[int]) -> BoolArray:
    """Somebody is named in it who was in one of the groups on the day of capture."""
    statement = (
        select(col(Appearance.item_id), col(GroupMembership.since), col(GroupMembership.until))
        .join(GroupMembership, col(GroupMembership.person_id) == col(Appearance.person_id))
        .where(col(GroupMembership.group_id).in_(group_ids))
    )
    rows = session.connection().execute(statement).all()
    items = np.array([row[0] for row in rows], dtype=np.int64)
    since = np.array([row[1].toordinal() if row[1] else 0 for row in rows], dtype=np.int64)
    until = np.array([row[2].toordinal() if row[2] else _LAST for row in rows], dtype=np.int64)
    mask = np.zeros(len(index), dtype=bool)
    if len(index) and len(items):
        positions = np.minimum(np.searchsorted(index.ids, items), len(index) - 1)
        day = index.day[positions]
        fits = (index.ids[positions] == items) & (since <= day) & (day <= until)
        mask[positions[fits]] = True
    return mask


def look_mask(index: LibraryIndex, state: LookState) -> BoolArray:
    """How far naming is."""
    if state is LookState.UNNAMED:
        return index.unnamed
    if state is LookState.NOT_LOOKED:
        return ~index.is_looked_at
    return index.named if state is LookState.NAMED else index.nobody


def published_mask(
    session: Session, index: LibraryIndex, state: PublishedState | None, purpose_ids: Sequence[int]
) -> BoolArray:
    """Whether a copy is placed somewhere now, only was earlier, or never was; for these purposes, if any are given."""
    statement = select(col(Publication.item_id), col(Publication.ended_on).is_(None)).distinct()
    if purpose_ids:
        statement = statement.where(col(Publication.purpose_id).in_(purpose_ids))
    rows = session.connection().execute(statement).all()
    now = index.mask_of([row[0] for row in rows if row[1]])
    ever = index.mask_of([row[0] for row in rows])
    if state is PublishedState.NEVER:
        return ~ever
    return ever & ~now if state is PublishedState.ENDED else now


def date_mask(index: LibraryIndex, since: date | None, until: date | None) -> BoolArray:
    """Captured between two days, both inclusive."""
    first = since.toordinal() if since is not None else 0
    last = until.toordinal() if until is not None else _LAST
    return (index.day >= first) & (index.day <= last)
