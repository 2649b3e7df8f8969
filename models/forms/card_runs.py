# SPDX-License-Identifier: GPL-3.0-or-later
"""Which photos follow which card. Pure functions over plain values.

Photos of one folder and one camera are a row, in the order of their capture times; where one of them has none, in the
order of their file names. A person's card names what follows it until the next card; a class card tells whom to expect
and ends the run of the person before it; a stop card ends both, and so does the next day.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path

from models.forms.name_cards import CardKind, CardMeaning
from models.media.folder import natural_key


@dataclass(frozen=True, slots=True)
class CardPhoto:
    """A photo in its row. ``cards``: what cards were seen in it mean; empty for a photo without one."""

    item_id: int
    path: Path
    camera: str
    captured_at: datetime | None
    cards: tuple[CardMeaning, ...] = ()


@dataclass(frozen=True, slots=True)
class CardRun:
    """What follows one photographed card. ``people``: whom the photos are of; ``group_id``: the class they belong to.

    A run of a class alone has no people; one that nothing follows has no photos.
    """

    card_item_id: int
    people: tuple[CardMeaning, ...]
    group: CardMeaning | None
    item_ids: tuple[int, ...]
    day: date | None


def plan_runs(photos: Iterable[CardPhoto]) -> tuple[CardRun, ...]:
    """The runs in the order of their cards, stop cards left out (see `card_items` for every card's own photo)."""
    rows: dict[tuple[Path, str], list[CardPhoto]] = defaultdict(list)
    for photo in photos:
        rows[photo.path.parent, photo.camera].append(photo)
    return tuple(run for key in sorted(rows, key=str) for run in _runs_of(_in_order(rows[key])))


def card_items(photos: Iterable[CardPhoto]) -> tuple[int, ...]:
    """The photos that are of a card, to be set aside."""
    return tuple(photo.item_id for photo in photos if photo.cards)


def _in_order(photos: Sequence[CardPhoto]) -> list[CardPhoto]:
    has_times = all(photo.captured_at is not None for photo in photos)

    def place(photo: CardPhoto) -> tuple[datetime, tuple[tuple[int, int, str], ...]]:
        when = photo.captured_at if has_times and photo.captured_at is not None else datetime.min  # noqa: DTZ901
        return when, natural_key(photo.path.name)

    return sorted(photos, key=place)


def _runs_of(photos: Sequence[CardPhoto]) -> Iterable[CardRun]:
    card: CardPhoto | None = None
    people: tuple[CardMeaning, ...] = ()
    group: CardMeaning | None = None
    followers: list[int] = []
    for photo in photos:
        is_next_day = card is not None and None not in (_day(card), _day(photo)) and _day(photo) != _day(card)
        if card is not None and (photo.cards or is_next_day):
            if people or group is not None:
                yield CardRun(card.item_id, people, group, tuple(followers), _day(card))
            followers = []
        if is_next_day:
            card, people, group = None, (), None
        if photo.cards:
            card = photo
            people, group = _after(photo.cards, group)
        elif card is not None:
            followers.append(photo.item_id)
    if card is not None and (people or group is not None):
        yield CardRun(card.item_id, people, group, tuple(followers), _day(card))


def _after(
    cards: Sequence[CardMeaning], group: CardMeaning | None
) -> tuple[tuple[CardMeaning, ...], CardMeaning | None]:
    """Who and which class is meant after this photo of one or more cards."""
    if any(card.kind is CardKind.STOP for card in cards):
        return (), None
    groups = [card for card in cards if card.kind is CardKind.GROUP]
    people = tuple({card.person_id: card for card in cards if card.kind is CardKind.PERSON}.values())
    return people, groups[-1] if groups else group


def _day(photo: CardPhoto) -> date | None:
    return None if photo.captured_at is None else photo.captured_at.date()
