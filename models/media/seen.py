# SPDX-License-Identifier: GPL-3.0-or-later
"""Pictures that were seen before: a copy from a messenger, a part of a picture, a picture turned over.

What looks alike is noted when a picture's fingerprint is kept. Who was named in the one is offered for the other, and
never applied by itself. Two pictures of one burst look alike and are not the same: the camera's clock tells them apart.
"""

from __future__ import annotations

import threading
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from sqlalchemy import delete, insert, or_, select, update
from sqlmodel import Session, col

from models.changes import Change
from models.errors import ErrorCode, KnownError
from models.media.box import Box
from models.media.fingerprint import METHOD, SAME_DISTANCE, Crop, FingerprintIndex, crop_box
from models.media.tagging import ItemPeople, TaggingService, TagInput, load_people_in
from models.store import Store, UnitOfWork
from models.tables import Item, ItemFingerprint, PictureLikeness
from models.terms import AppearanceSource, ChangeKind, LikenessKind

_CHUNK: Final = 500
_BURST_DISTANCE: Final = 6
_MOST_ALIKE: Final = 8
_INSIDE: Final = 0.5


@dataclass(frozen=True, slots=True)
class LookAlike:
    """A picture that looks like ``item_id``. ``is_same`` is what somebody judged, None while nobody did.

    ``is_part``: ``item_id`` is a part of the other one (only for `LikenessKind.PART`; else the other is part of it).
    """

    item_id: int
    other_id: int
    kind: LikenessKind
    distance: int
    crop: Crop
    is_part: bool
    is_same: bool | None


@dataclass(frozen=True, slots=True)
class OfferedPerson:
    """Somebody who is named in the other picture; ``box`` where their place in this one is known.

    ``is_likely`` is False where their place lies outside the part that this picture shows.
    """

    person_id: int
    box: Box | None
    is_likely: bool


@dataclass(frozen=True, slots=True)
class SeenOffer:
    """The people of a picture seen before, for one that lacks them.

    ``others_may_be_in_it``: this one shows more than the other did.
    """

    alike: LookAlike
    people: tuple[OfferedPerson, ...]
    others_may_be_in_it: bool


@dataclass(frozen=True, slots=True)
class TakeOver:
    """Which people of the other picture are in this one."""

    item_id: int
    other_id: int
    person_ids: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class _Facts:
    width: int
    height: int
    captured_at: datetime | None


class SeenService:
    """Keeps fingerprints, finds what looks alike, and offers whom to take over."""

    def __init__(self, store: Store, tagging: TaggingService) -> None:
        self._store = store
        self._tagging = tagging
        self._lock = threading.Lock()
        self._index: FingerprintIndex | None = None

    # --- fingerprints come in

    def keep(self, unit: UnitOfWork, fingerprints: Mapping[int, bytes | None]) -> None:
        """Keep the fingerprints of these items, and note what looks like them; part of the caller's transaction.

        None: the picture has none (it is of one colour), which is kept too so that nobody computes it again.
        """
        ids = list(fingerprints)
        session = unit.session
        session.execute(delete(ItemFingerprint).where(col(ItemFingerprint.item_id).in_(ids)))
        rows = [{"item_id": one, "method": METHOD, "hashes": found or b""} for one, found in fingerprints.items()]
        if rows:
            session.execute(insert(ItemFingerprint), rows)
        with self._lock:
            index = self._loaded(session)
            index.remove(ids)
            pairs: dict[tuple[int, int], dict[str, Any]] = {}
            for item_id, fingerprint in fingerprints.items():
                if not fingerprint:
                    continue
                for found in index.find(fingerprint, most=_MOST_ALIKE):
                    low, high = sorted((item_id, found.item_id))
                    whole = found.item_id if found.is_part else item_id
                    pairs[low, high] = {
                        "item_id": low,
                        "other_id": high,
                        "distance": found.distance,
                        "crop": int(found.crop),
                        "whole_id": None if found.crop in (Crop.WHOLE, Crop.MIRRORED) else whole,
                    }
                index.add([item_id], [fingerprint])
        _note_pairs(session, ids, pairs)
        unit.touch(ChangeKind.ITEM, {one for pair in pairs for one in pair})

    def without_fingerprint(self, item_ids: Sequence[int]) -> tuple[int, ...]:
        """Which of these items have no fingerprint of this method yet."""
        with self._store.read() as session:
            known: set[int] = set()
            for ids in _portions(item_ids):
                statement = select(col(ItemFingerprint.item_id)).where(col(ItemFingerprint.item_id).in_(ids))
                known |= set(session.execute(statement.where(col(ItemFingerprint.method) == METHOD)).scalars())
        return tuple(one for one in item_ids if one not in known)

    def forget_index(self) -> None:
        """Read the fingerprints anew when they are next needed (items were taken out of the register)."""
        with self._lock:
            self._index = None

    # --- what looks alike

    def look_alikes(self, item_ids: Sequence[int]) -> dict[int, tuple[LookAlike, ...]]:
        """For each of these items what looks like it, nearest first; those without any are left out."""
        with self._store.read() as session:
            found = _read_look_alikes(session, item_ids)
        return {item_id: tuple(one for one in alikes if one.is_same is not False) for item_id, alikes in found.items()}

    def offers(self, item_ids: Sequence[int]) -> tuple[SeenOffer, ...]:
        """Whom to take over from pictures seen before, one offer per item: the nearest picture that names more people.

        Pictures of one burst make no offer, nor do pictures that somebody told apart.
        """
        with self._store.read() as session:
            alike = _read_look_alikes(session, item_ids)
            usable = {
                item_id: [one for one in found if one.kind is not LikenessKind.BURST and one.is_same is not False]
                for item_id, found in alike.items()
            }
            wanted = {one.other_id for found in usable.values() for one in found} | set(usable)
            people: dict[int, ItemPeople] = {}
            for ids in _portions(sorted(wanted)):
                people |= load_people_in(session, ids)
            facts = _read_facts(session, sorted(wanted))
        offers: list[SeenOffer] = []
        for item_id in item_ids:
            for one in usable.get(item_id, ()):
                offer = _offer_of(one, people.get(item_id), people.get(one.other_id), facts)
                if offer is not None:
                    offers.append(offer)
                    break
        return tuple(offers)

    def take_over(self, choices: Sequence[TakeOver]) -> Change[int]:
        """Name these people in these items, with their places where they are known; gives the number of new names.

        Raises ``ITEM_UNKNOWN`` where a choice is of two pictures that do not look alike (any more).
        """
        offers = {(one.alike.item_id, one.alike.other_id): one for one in self._offers_between(choices)}
        tags: list[TagInput] = []
        for choice in choices:
            offer = offers.get((choice.item_id, choice.other_id))
            if offer is None:
                raise KnownError(ErrorCode.ITEM_UNKNOWN)
            boxes = {one.person_id: one.box for one in offer.people}
            tags += [TagInput(choice.item_id, one, boxes[one]) for one in choice.person_ids if one in boxes]
        return self._tagging.tag_items(tags, source=AppearanceSource.SEEN_BEFORE)

    def judge(self, item_id: int, other_id: int, is_same: bool | None) -> Change[bool | None]:
        """Say whether two pictures are the same (None: take that back); gives what was said before.

        Raises ``ITEM_UNKNOWN`` where they do not look alike.
        """
        low, high = sorted((item_id, other_id))
        with self._store.write("media.judge_likeness") as unit:
            pair = unit.session.execute(
                select(PictureLikeness).where(
                    col(PictureLikeness.item_id) == low, col(PictureLikeness.other_id) == high
                )
            ).scalar_one_or_none()
            if pair is None:
                raise KnownError(ErrorCode.ITEM_UNKNOWN)
            before, pair.is_same = pair.is_same, is_same
            pair.decided_by = "" if is_same is None else unit.actor
            pair.decided_at = None if is_same is None else unit.store.clock.now()
            unit.touch(ChangeKind.ITEM, (low, high))
        return Change(before, unit.changes, lambda: self.judge(low, high, before))

    def duplicate_groups(self) -> tuple[tuple[int, ...], ...]:
        """Items that are one picture in several files, together, in order.

        Parts and changed copies count only once somebody said that they are the same.
        """
        with self._store.read() as session:
            columns = [col(PictureLikeness.item_id), col(PictureLikeness.other_id)]
            near = or_(
                col(PictureLikeness.is_same).is_(True),
                col(PictureLikeness.is_same).is_(None) & (col(PictureLikeness.distance) <= SAME_DISTANCE),
            )
            ids = {one for pair in session.execute(select(*columns).where(near)) for one in pair}
            found = _read_look_alikes(session, sorted(ids))
        groups: dict[int, int] = {}
        for item_id, alikes in found.items():
            for one in alikes:
                certain = one.is_same is None and one.kind is LikenessKind.SAME
                if one.is_same or certain:
                    _join(groups, item_id, one.other_id)
        together: dict[int, list[int]] = defaultdict(list)
        for item_id in sorted(groups):
            together[_root(groups, item_id)].append(item_id)
        return tuple(tuple(group) for group in together.values())

    def _offers_between(self, choices: Sequence[TakeOver]) -> list[SeenOffer]:
        wanted = {(choice.item_id, choice.other_id) for choice in choices}
        ids = sorted({one for pair in wanted for one in pair})
        with self._store.read() as session:
            alike = _read_look_alikes(session, sorted({item_id for item_id, _other in wanted}))
            people = {one: found for part in _portions(ids) for one, found in load_people_in(session, part).items()}
            facts = _read_facts(session, ids)
        pairs = [one for found in alike.values() for one in found if (one.item_id, one.other_id) in wanted]
        made = [_offer_of(one, people.get(one.item_id), people.get(one.other_id), facts) for one in pairs]
        return [one for one in made if one is not None]

    def _loaded(self, session: Session) -> FingerprintIndex:
        if self._index is None:
            index = FingerprintIndex()
            statement = select(col(ItemFingerprint.item_id), col(ItemFingerprint.hashes))
            statement = statement.where(col(ItemFingerprint.method) == METHOD)
            for part in session.execute(statement.execution_options(yield_per=20_000)).partitions():
                rows = [(item_id, hashes) for item_id, hashes in part if hashes]
                index.add([item_id for item_id, _hashes in rows], [hashes for _item_id, hashes in rows])
            self._index = index
        return self._index


def likeness_kind(
    one: datetime | None, other: datetime | None, *, same_size: bool, distance: int, crop: Crop
) -> LikenessKind:
    """What two pictures that look alike are to each other, given when the camera says that each was taken.

    Two moments make two pictures, however alike. One moment with one size is a burst too, unless they are equal but
    for the pressing. Copies from messengers carry no moment.
    """
    if one is not None and other is not None and (one != other or (same_size and distance > _BURST_DISTANCE)):
        return LikenessKind.BURST
    if crop is Crop.MIRRORED:
        return LikenessKind.MIRRORED
    if crop is not Crop.WHOLE:
        return LikenessKind.PART
    return LikenessKind.SAME if distance <= SAME_DISTANCE else LikenessKind.CHANGED


def _note_pairs(session: Session, item_ids: Sequence[int], pairs: Mapping[tuple[int, int], dict[str, Any]]) -> None:
    """Replace what was noted of these items; what somebody judged of a pair stays judged."""
    table = PictureLikeness
    judged: set[tuple[int, int]] = set()
    for ids in _portions(item_ids):
        either = or_(col(table.item_id).in_(ids), col(table.other_id).in_(ids))
        session.execute(delete(table).where(either, col(table.is_same).is_(None)))
        rows = session.execute(select(col(table.item_id), col(table.other_id)).where(either))
        judged |= {(one, other) for one, other in rows}
    fresh = [values for pair, values in pairs.items() if pair not in judged]
    if fresh:
        session.execute(insert(table), [{"decided_by": "", **values} for values in fresh])
    for pair, values in pairs.items():
        if pair in judged:
            is_pair = (col(table.item_id) == pair[0]) & (col(table.other_id) == pair[1])
            measured = {name: values[name] for name in ("distance", "crop", "whole_id")}
            session.execute(update(table).where(is_pair).values(measured))


def _read_look_alikes(session: Session, item_ids: Sequence[int]) -> dict[int, list[LookAlike]]:
    wanted = set(item_ids)
    table = PictureLikeness
    columns = [
        col(table.item_id), col(table.other_id), col(table.distance), col(table.crop), col(table.whole_id),
        col(table.is_same),
    ]  # fmt: skip
    rows: set[tuple[Any, ...]] = set()
    for ids in _portions(sorted(wanted)):
        for side in (table.item_id, table.other_id):
            rows |= {tuple(row) for row in session.execute(select(*columns).where(col(side).in_(ids)))}
    facts = _read_facts(session, sorted({one for row in rows for one in row[:2]}))
    found: dict[int, list[LookAlike]] = defaultdict(list)
    for low, high, distance, crop, whole_id, is_same in rows:
        if low not in facts or high not in facts:
            continue
        one, other = facts[low], facts[high]
        same_size = (one.width, one.height) == (other.width, other.height)
        kind = likeness_kind(
            one.captured_at, other.captured_at, same_size=same_size, distance=distance, crop=Crop(crop)
        )
        for mine, theirs in ((low, high), (high, low)):
            if mine in wanted:
                alike = LookAlike(mine, theirs, kind, distance, Crop(crop), whole_id == theirs, is_same)
                found[mine].append(alike)
    for alikes in found.values():
        alikes.sort(key=lambda one: (one.distance, one.other_id))
    return found


def _read_facts(session: Session, item_ids: Sequence[int]) -> dict[int, _Facts]:
    """Facts of the items that are pictures of their own: what is set aside or belongs to another is left out."""
    facts: dict[int, _Facts] = {}
    for ids in _portions(item_ids):
        statement = select(col(Item.id), col(Item.width), col(Item.height), col(Item.captured_at)).where(
            col(Item.id).in_(ids), col(Item.set_aside).is_(None), col(Item.companion_of_id).is_(None)
        )
        for item_id, width, height, captured_at in session.execute(statement):
            facts[item_id or 0] = _Facts(width, height, captured_at)
    return facts


def _offer_of(
    alike: LookAlike, mine: ItemPeople | None, theirs: ItemPeople | None, facts: Mapping[int, _Facts]
) -> SeenOffer | None:
    if mine is None or theirs is None:
        return None
    known = {one.person_id for one in mine.appearances}
    offered: dict[int, OfferedPerson] = {}
    for one in theirs.appearances:
        if one.is_visible and one.person_id not in known and one.person_id not in offered:
            offered[one.person_id] = _place(alike, one.person_id, one.box, facts)
    if not any(one.is_likely for one in offered.values()):
        return None
    shows_more = alike.kind is LikenessKind.PART and not alike.is_part
    return SeenOffer(alike, tuple(offered.values()), shows_more)


def _place(alike: LookAlike, person_id: int, box: Box | None, facts: Mapping[int, _Facts]) -> OfferedPerson:
    """Where somebody's place in the other picture lies in this one, as far as that is sure."""
    if box is None or alike.kind in (LikenessKind.CHANGED, LikenessKind.BURST):
        return OfferedPerson(person_id, None, is_likely=True)
    if alike.kind is LikenessKind.SAME:
        return OfferedPerson(person_id, box, is_likely=True)
    if alike.kind is LikenessKind.MIRRORED:
        return OfferedPerson(person_id, Box.clamped(1 - box.x - box.w, box.y, box.w, box.h), is_likely=True)
    whole = facts[alike.other_id if alike.is_part else alike.item_id]
    left, top, right, bottom = crop_box(alike.crop, whole.width, whole.height)
    across, down = right - left, bottom - top
    is_exact = alike.distance <= SAME_DISTANCE
    if not alike.is_part:
        inner = Box.clamped(left + box.x * across, top + box.y * down, box.w * across, box.h * down)
        return OfferedPerson(person_id, inner if is_exact else None, is_likely=True)
    if box.share_inside(Box.clamped(left, top, across, down)) < _INSIDE:
        return OfferedPerson(person_id, None, is_likely=False)
    part = Box.clamped((box.x - left) / across, (box.y - top) / down, box.w / across, box.h / down)
    return OfferedPerson(person_id, part if is_exact else None, is_likely=True)


def _root(groups: dict[int, int], one: int) -> int:
    while groups.setdefault(one, one) != one:
        groups[one] = groups[groups[one]]
        one = groups[one]
    return one


def _join(groups: dict[int, int], one: int, other: int) -> None:
    first, second = sorted((_root(groups, one), _root(groups, other)))
    groups[second] = first


def _portions(ids: Sequence[int]) -> list[Sequence[int]]:
    return [ids[start : start + _CHUNK] for start in range(0, len(ids), _CHUNK)]
