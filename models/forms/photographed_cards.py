# SPDX-License-Identifier: GPL-3.0-or-later
"""Photos named by the name card that was photographed before them: looked at first, applied in one action."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any, Final

from sqlalchemy import select, update
from sqlmodel import Session, col

from models.changes import Change
from models.errors import KnownError
from models.forms.card_reading import SeenCards, look_for_cards
from models.forms.card_runs import CardPhoto, CardRun, card_items, plan_runs
from models.forms.name_cards import NameCardService
from models.media.box import Box
from models.media.found_faces import asks_who
from models.media.library import load_item_rows
from models.media.tagging import Alongside, TaggingService, TagInput
from models.progress import Progress
from models.store import Store, UnitOfWork
from models.tables import Appearance, FoundFace, Item, MediaSession, SessionGroup, metadata
from models.terms import AppearanceSource, ChangeKind, MediaKind, SetAsideReason

_READERS: Final = 2
_CHUNK: Final = 500
_ITEM = metadata.tables[str(Item.__tablename__)]


@dataclass(frozen=True, slots=True)
class CardPreview:
    """What photographed cards say of some photos. Nothing is written yet.

    ``cards``: photos of cards, to be set aside. ``strangers``: photos of cards that are not this school's, forged, or
    of somebody who is not on record any more; they do nothing.
    """

    runs: tuple[CardRun, ...] = ()
    cards: tuple[int, ...] = ()
    strangers: tuple[int, ...] = ()

    def __bool__(self) -> bool:
        return bool(self.cards or self.strangers)


@dataclass(slots=True)
class _Before:
    """What was there before, to put back."""

    set_aside: list[int] = field(default_factory=list)
    sessions: dict[int, list[int]] = field(default_factory=dict)
    made: list[int] = field(default_factory=list)


class PhotographedCards:
    """Looks for cards in photos, plans what follows them, and applies it."""

    def __init__(self, store: Store, cards: NameCardService, tagging: TaggingService) -> None:
        self._store = store
        self._cards = cards
        self._tagging = tagging
        self._seen: dict[int, SeenCards] = {}

    def set_aside_among(self, item_ids: Sequence[int]) -> tuple[int, ...]:
        """Which of these items are photos of cards that were set aside."""
        found: list[int] = []
        with self._store.read() as session:
            for ids in _portions(item_ids):
                is_card = col(Item.set_aside) == SetAsideReason.NAME_CARD
                statement = select(col(Item.id)).where(col(Item.id).in_(ids), is_card)
                found += [row[0] for row in session.execute(statement)]
        return tuple(found)

    def items_to_look_at(self, item_ids: Sequence[int]) -> tuple[int, ...]:
        """Photos among these that may be of a card or follow one: nobody is named in them, and they are not set aside.

        None where no card was ever printed.
        """
        if not self._cards.has_cards():
            return ()
        found: list[int] = []
        with self._store.read() as session:
            for ids in _portions(item_ids):
                statement = select(col(Item.id)).where(
                    col(Item.id).in_(ids),
                    col(Item.kind) == MediaKind.PHOTO,
                    col(Item.set_aside).is_(None),
                    col(Item.nobody_reason).is_(None),
                    col(Item.id).not_in(select(col(Appearance.item_id)).where(col(Appearance.item_id).in_(ids))),
                )
                found += [row[0] for row in session.execute(statement)]
        return tuple(sorted(found))

    def look(self, item_ids: Sequence[int], progress: Progress | None = None) -> CardPreview:
        """Look for cards in these photos and find out what follows each. Raises ``CANCELLED``."""
        progress = progress if progress is not None else Progress()
        wanted = self.items_to_look_at(item_ids)
        if not wanted:
            return CardPreview()
        with self._store.read() as session:
            rows = {one: row for ids in _portions(wanted) for one, row in load_item_rows(session, ids).items()}
        seen = {one: self._seen[one] for one in rows if one in self._seen}
        fresh = [one for one in wanted if one in rows and one not in seen]
        pool = ThreadPoolExecutor(_READERS, thread_name_prefix="cards")
        try:
            looks = pool.map(lambda one: _look_at(rows[one].path), fresh)
            for done, (item_id, found) in enumerate(zip(fresh, looks, strict=True), start=1):
                progress.cancel.raise_if_cancelled()
                if found is not None:
                    seen[item_id] = self._seen[item_id] = found
                progress.report(done, len(fresh))
        finally:
            pool.shutdown(cancel_futures=True)
        meanings = self._cards.meanings({text for one in seen.values() for text in one.texts})
        photos, strangers = [], []
        for item_id, one in seen.items():
            cards = tuple(card for text in one.texts if (card := meanings[text]) is not None)
            if one.texts and not cards:
                strangers.append(item_id)
            photos.append(CardPhoto(item_id, rows[item_id].path, one.camera, rows[item_id].captured_at, cards))
        return CardPreview(plan_runs(photos), card_items(photos), tuple(strangers))

    def apply(self, preview: CardPreview, left_out: Collection[int] = ()) -> Change[int]:
        """Name people in what follows their card; gives how many names are new. One transaction, one undo.

        ``left_out``: cards (their items) whose run does nothing. The photos of all cards are set aside. Photos after a
        class card that are in no event go into that class's event of the day, which is made where there is none: so
        its people are offered first. Raises ``PERSON_UNKNOWN``.
        """
        runs = [run for run in preview.runs if run.card_item_id not in left_out]
        alone = self._lone_faces({item_id for run in runs if len(run.people) == 1 for item_id in run.item_ids})
        tags = [
            TagInput(item_id, card.person_id, alone.get(item_id) if len(run.people) == 1 else None)
            for run in runs
            for item_id in run.item_ids
            for card in run.people
        ]
        also = _set_aside_and_place(preview.cards, runs)
        return self._tagging.tag_items(tags, source=AppearanceSource.CARD, action="media.name_from_cards", also=also)

    def _lone_faces(self, item_ids: Collection[int]) -> dict[int, Box]:
        """Where exactly one face was found and the card names one person, that is the place."""
        places: dict[int, list[Box]] = defaultdict(list)
        with self._store.read() as session:
            for ids in _portions(tuple(item_ids)):
                statement = select(col(FoundFace.item_id), *(col(getattr(FoundFace, name)) for name in "xywh"))
                for item_id, x, y, w, h in session.execute(
                    statement.where(col(FoundFace.item_id).in_(ids), asks_who())
                ):
                    places[item_id].append(Box(x, y, w, h))
        return {item_id: boxes[0] for item_id, boxes in places.items() if len(boxes) == 1}


def _look_at(path: Path) -> SeenCards | None:
    try:
        return look_for_cards(path)
    except KnownError:
        return None  # a file that is away or damaged: it can be no card and follow none


def _set_aside_and_place(cards: Sequence[int], runs: Sequence[CardRun]) -> Alongside:
    def write(unit: UnitOfWork) -> Alongside:
        before = _Before()
        for ids in _portions(cards):
            fresh = [
                row[0]
                for row in unit.session.execute(
                    select(col(Item.id)).where(col(Item.id).in_(ids), col(Item.set_aside).is_(None))
                )
            ]
            _write_items(unit.session, fresh, set_aside=SetAsideReason.NAME_CARD)
            before.set_aside += fresh
        for run in runs:
            if run.group is not None and run.group.group_id is not None and run.item_ids:
                _place_in_event(unit, run, run.group.group_id, run.group.name, before)
        unit.touch(ChangeKind.ITEM, (*cards, *(one for ids in before.sessions.values() for one in ids)))

        def take_back(unit: UnitOfWork) -> Alongside:
            _write_items(unit.session, before.set_aside, set_aside=None)
            for session_id, ids in before.sessions.items():
                _write_items(unit.session, ids, session_id=None)
                unit.touch(ChangeKind.SESSION, [session_id])
            for session_id in before.made:
                _remove_event(unit.session, session_id)
            unit.touch(ChangeKind.ITEM, (*before.set_aside, *(one for ids in before.sessions.values() for one in ids)))
            return write

        return take_back

    return write


def _place_in_event(unit: UnitOfWork, run: CardRun, group_id: int, name: str, before: _Before) -> None:
    """Put the photos of a class card that are in no event into that class's event of the day."""
    free = [
        row[0]
        for ids in _portions(run.item_ids)
        for row in unit.session.execute(
            select(col(Item.id)).where(col(Item.id).in_(ids), col(Item.session_id).is_(None))
        )
    ]
    if not free:
        return
    day = run.day if run.day is not None else unit.store.clock.today()
    session_id = _event_of(unit.session, group_id, day)
    if session_id is None:
        made = MediaSession(name=name, day=day)
        unit.session.add(made)
        unit.session.flush()
        assert made.id is not None
        session_id = made.id
        unit.session.add(SessionGroup(session_id=session_id, group_id=group_id))
        unit.session.flush()
        before.made.append(session_id)
    _write_items(unit.session, free, session_id=session_id)
    before.sessions.setdefault(session_id, []).extend(free)
    unit.touch(ChangeKind.SESSION, [session_id])


def _event_of(session: Session, group_id: int, day: date) -> int | None:
    """The event of that day with this class and no other; None where there is none."""
    of_class = select(col(SessionGroup.session_id)).where(col(SessionGroup.group_id) == group_id)
    of_others = select(col(SessionGroup.session_id)).where(col(SessionGroup.group_id) != group_id)
    found = session.execute(
        select(col(MediaSession.id))
        .where(col(MediaSession.day) == day, col(MediaSession.last_day).is_(None))
        .where(col(MediaSession.id).in_(of_class), col(MediaSession.id).not_in(of_others))
        .order_by(col(MediaSession.id))
    ).first()
    return None if found is None else found[0]


def _remove_event(session: Session, session_id: int) -> None:
    """Take back an event that was made for a class card, unless it holds other photos by now."""
    is_used = session.execute(select(col(Item.id)).where(col(Item.session_id) == session_id).limit(1)).first()
    made = session.get(MediaSession, session_id)
    if is_used is not None or made is None:
        return
    for part in session.execute(select(SessionGroup).where(col(SessionGroup.session_id) == session_id)).scalars():
        session.delete(part)
    session.flush()
    session.delete(made)
    session.flush()


def _write_items(session: Session, item_ids: Sequence[int], **values: Any) -> None:
    for ids in _portions(item_ids):
        session.execute(update(_ITEM).where(_ITEM.c.id.in_(ids)).values(**values))


def _portions(values: Sequence[int]) -> Iterator[Sequence[int]]:
    for start in range(0, len(values), _CHUNK):
        yield values[start : start + _CHUNK]
