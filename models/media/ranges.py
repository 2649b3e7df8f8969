# SPDX-License-Identifier: GPL-3.0-or-later
"""From when to when somebody is seen or heard in a film or a sound.

An appearance without a range counts for the whole recording. Somebody may have several ranges, seen and heard apart.
Each action is one transaction and can be undone.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from enum import IntFlag
from itertools import product
from typing import Final

from sqlmodel import Session, col, select

from models.changes import Change
from models.errors import ErrorCode, KnownError
from models.media.box import Box
from models.media.people_changes import PeopleChanges, clear_nobody
from models.store import Store, UnitOfWork
from models.store.same_person import is_known
from models.tables import Appearance, Item
from models.terms import AppearanceSource, MediaKind

JOIN_MS: Final = 1_000
"""Ranges that lie no further apart are read as one."""
_SLACK_MS: Final = 1_000


class Senses(IntFlag):
    """Whether somebody is seen, heard, or both."""

    SEEN = 1
    HEARD = 2


@dataclass(frozen=True, slots=True, order=True)
class Span:
    """A part of a recording, milliseconds from its start; the end is no part of it.

    Raises ``RANGE_OUTSIDE`` where it begins before the recording or does not end after its beginning.
    """

    start_ms: int
    end_ms: int

    def __post_init__(self) -> None:
        if self.start_ms < 0 or self.end_ms <= self.start_ms:
            raise KnownError(ErrorCode.RANGE_OUTSIDE)


def join_spans(spans: Iterable[Span]) -> tuple[Span, ...]:
    """The same time in as few spans as possible, in order; what is less than a second apart is one."""
    joined: list[Span] = []
    for span in sorted(spans):
        if joined and span.start_ms <= joined[-1].end_ms + JOIN_MS:
            joined[-1] = Span(joined[-1].start_ms, max(joined[-1].end_ms, span.end_ms))
        else:
            joined.append(span)
    return tuple(joined)


class RangeService:
    """Says when somebody is seen or heard."""

    def __init__(self, store: Store) -> None:
        self._store = store
        self._change = PeopleChanges(store).change

    def name_range(self, item_id: int, person_id: int, senses: Senses, span: Span | None) -> Change[int]:
        """Name somebody who is seen or heard in a part of a recording (None: in all of it); gives the appearance's id.

        In a sound everybody is heard. The whole takes the place of the parts, and a part that of the whole, for what
        is seen and what is heard apart. Raises ``ITEM_UNKNOWN``, ``PERSON_UNKNOWN``, ``RANGE_OUTSIDE`` or, for a
        photo, ``VALUE_NOT_ALLOWED``.
        """

        def mutate(unit: UnitOfWork) -> int:
            return _name(unit, item_id, person_id, senses, span)

        return self._change("media.name_range", (item_id,), mutate)

    def name_ranges(
        self, item_ids: Sequence[int], person_ids: Sequence[int], senses: Senses, spans: Sequence[Span]
    ) -> Change[int]:
        """Name several people, each in each of these parts of recordings (none: in all of them), in one action.

        Gives how often somebody was named. Raises as `name_range`; then nothing is named.
        """

        def mutate(unit: UnitOfWork) -> int:
            wanted = tuple(product(item_ids, person_ids, spans or (None,)))
            for item_id, person_id, span in wanted:
                _name(unit, item_id, person_id, senses, span)
            return len(wanted)

        return self._change("media.name_range", item_ids, mutate)

    def move_range(self, appearance_id: int, span: Span | None) -> Change[int]:
        """Give an appearance another range, or the whole recording."""
        item_id = self._item_of(appearance_id)

        def mutate(unit: UnitOfWork) -> int:
            row = _require(unit.session, appearance_id)
            fitting = _fit(_require_recording(unit.session, item_id), span)
            row.start_ms, row.end_ms = (None, None) if fitting is None else (fitting.start_ms, fitting.end_ms)
            return appearance_id

        return self._change("media.move_range", (item_id,), mutate)

    def say_senses(self, appearance_id: int, senses: Senses) -> Change[int]:
        """Say whether somebody is seen, heard or both in a film. Raises ``VALUE_NOT_ALLOWED`` for neither."""
        item_id = self._item_of(appearance_id)

        def mutate(unit: UnitOfWork) -> int:
            item, row = _require_recording(unit.session, item_id), _require(unit.session, appearance_id)
            fitting = _senses_in(item, senses)
            row.is_visible, row.is_audible = bool(fitting & Senses.SEEN), bool(fitting & Senses.HEARD)
            return appearance_id

        return self._change("media.say_senses", (item_id,), mutate)

    def _item_of(self, appearance_id: int) -> int:
        with self._store.read() as session:
            return _require(session, appearance_id).item_id


def _name(unit: UnitOfWork, item_id: int, person_id: int, senses: Senses, span: Span | None) -> int:
    if not is_known(unit.session, person_id):
        raise KnownError(ErrorCode.PERSON_UNKNOWN)
    row_id = put_range(unit, item_id, person_id, span, senses)
    clear_nobody(unit.session, (item_id,))
    return row_id


def put_range(
    unit: UnitOfWork,
    item_id: int,
    person_id: int,
    span: Span | None,
    senses: Senses,
    *,
    box: Box | None = None,
    source: AppearanceSource = AppearanceSource.MANUAL,
) -> int:
    """`RangeService.name_range` within an open unit of work; ``box`` is where somebody is seen in that time."""
    item = _require_recording(unit.session, item_id)
    senses, span = _senses_in(item, senses), _fit(item, span)
    theirs = unit.session.exec(
        select(Appearance)
        .where(Appearance.item_id == item_id, Appearance.person_id == person_id)
        .order_by(col(Appearance.id))
    ).all()
    same = next((row for row in theirs if _span_of(row) == span and (box is None or row.x is None)), None)
    if box is None:  # where somebody was found says nothing about the rest of the film
        _make_room(unit.session, [row for row in theirs if row is not same], span, senses)
    row = same
    if row is None:
        row = Appearance(
            item_id=item_id,
            person_id=person_id,
            is_visible=bool(senses & Senses.SEEN),
            is_audible=bool(senses & Senses.HEARD),
            source=source,
            named_by=unit.actor,
            named_at=unit.store.clock.now(),
        )
        row.start_ms, row.end_ms = (None, None) if span is None else (span.start_ms, span.end_ms)
        unit.session.add(row)
    row.is_visible = row.is_visible or bool(senses & Senses.SEEN)
    row.is_audible = row.is_audible or bool(senses & Senses.HEARD)
    if box is not None:
        row.x, row.y, row.w, row.h = box.x, box.y, box.w, box.h
    unit.session.flush()
    assert row.id is not None
    return row.id


def _make_room(session: Session, rows: Sequence[Appearance], span: Span | None, senses: Senses) -> None:
    """What is said now of seeing or hearing somebody takes the place of what no longer holds beside it."""
    for row in rows:
        if span is not None and _span_of(row) is not None:
            continue
        left = _senses_of(row) & ~senses
        if not left:
            session.delete(row)
        else:
            row.is_visible, row.is_audible = bool(left & Senses.SEEN), bool(left & Senses.HEARD)
    session.flush()


def _senses_of(row: Appearance) -> Senses:
    return Senses((Senses.SEEN if row.is_visible else 0) | (Senses.HEARD if row.is_audible else 0))


def _senses_in(item: Item, senses: Senses) -> Senses:
    if item.kind is MediaKind.SOUND:
        return Senses.HEARD
    if not senses:
        raise KnownError(ErrorCode.VALUE_NOT_ALLOWED, field="senses")
    return senses


def _span_of(row: Appearance) -> Span | None:
    return None if row.start_ms is None or row.end_ms is None else Span(row.start_ms, row.end_ms)


def _fit(item: Item, span: Span | None) -> Span | None:
    """The part of a span within the recording; a little beyond its end is the end."""
    if span is None or not item.duration_ms:
        return span
    if span.end_ms > item.duration_ms + _SLACK_MS:
        raise KnownError(ErrorCode.RANGE_OUTSIDE)
    return Span(span.start_ms, min(span.end_ms, item.duration_ms))


def _require(session: Session, appearance_id: int) -> Appearance:
    row = session.get(Appearance, appearance_id)
    if row is None:
        raise KnownError(ErrorCode.ITEM_UNKNOWN)
    return row


def _require_recording(session: Session, item_id: int) -> Item:
    item = session.get(Item, item_id)
    if item is None:
        raise KnownError(ErrorCode.ITEM_UNKNOWN)
    if item.kind is MediaKind.PHOTO:
        raise KnownError(ErrorCode.VALUE_NOT_ALLOWED, field="kind")
    return item
