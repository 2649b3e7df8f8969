# SPDX-License-Identifier: GPL-3.0-or-later
"""What may be published for which purpose: quick verdicts for a page of items, full reasons for one.

Quick verdicts come from compiled cells and the bits of `consent.verdicts`; reasons come from the rules themselves.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import NamedTuple

from sqlalchemy import func, select
from sqlmodel import Session, col

from models.consent.cells import ConsentFacts, load_facts
from models.consent.facts import CellKey, CellStatus, Scope
from models.consent.verdicts import (
    NEED_COVER,
    NEED_MISSING,
    AppearanceFact,
    ItemFacts,
    ItemVerdict,
    bits_of,
    identify_bits,
    is_coverable,
    judge_item,
    needs_of,
    verdict_from_bits,
)
from models.errors import ErrorCode, KnownError
from models.media.found_faces import asks_who, is_judged
from models.policy import ConsentPolicy
from models.publishing.board import PersonCells, Place, StatusBoard, scopes_around, status_in
from models.settings import SettingsService
from models.store import Store
from models.tables import Appearance, FoundFace, Item
from models.terms import Activity, ConsentStatus, MediaKind, Verdict

_CHUNK = 5_000
_NOBODY: frozenset[int] = frozenset()


class PurposeClearance(NamedTuple):
    """The verdict of one item for one purpose, and how many people are to be covered or asked."""

    verdict: Verdict
    cover_count: int
    ask_count: int


@dataclass(frozen=True, slots=True)
class ItemClearance:
    """Verdicts of one item for the purposes asked about (by purpose id), and how many people are in it."""

    item_id: int
    people_count: int
    unnamed_count: int
    by_purpose: dict[int, PurposeClearance]

    @property
    def worst(self) -> Verdict:
        """The worst of the verdicts; `Verdict.READY` where no purpose was asked about."""
        return max((one.verdict for one in self.by_purpose.values()), default=Verdict.READY)


class ItemContent(NamedTuple):
    """What a verdict needs to know of an item, as loaded."""

    item_id: int
    kind: MediaKind
    captured_on: date
    session_id: int | None
    is_nobody: bool
    unnamed: int
    judged: int
    appearances: tuple[AppearanceFact, ...]

    @property
    def is_looked_at(self) -> bool:
        """Whether a person has said anything about who is in it."""
        return self.is_nobody or bool(self.appearances or self.judged)

    def as_facts(self, covered: Collection[int] = _NOBODY) -> ItemFacts:
        """The item as the rules take it; ``covered`` are people who are redacted in the copy that is judged."""
        return ItemFacts(
            kind=self.kind,
            captured_on=self.captured_on,
            appearances=tuple(replace(one, is_covered=one.person_id in covered) for one in self.appearances),
            unnamed_faces=self.unnamed,
            nobody_recognisable=self.is_nobody,
            somebody_looked=self.is_looked_at,
        )


class ClearanceService:
    """Gives verdicts."""

    def __init__(self, store: Store, settings: SettingsService, board: StatusBoard) -> None:
        self._store = store
        self._settings = settings
        self._board = board

    def verdicts(
        self, item_ids: Sequence[int], purpose_ids: Sequence[int], day: date | None = None
    ) -> dict[int, ItemClearance]:
        """Verdicts of these items for these purposes; unknown items are left out."""
        with self._store.read() as session:
            return self.verdicts_within(session, item_ids, purpose_ids, day)

    def verdicts_within(
        self, session: Session, item_ids: Sequence[int], purpose_ids: Sequence[int], day: date | None = None
    ) -> dict[int, ItemClearance]:
        """The same inside an open session."""
        day = day if day is not None else self._store.clock.today()
        policy = self._settings.policy()
        contents = load_contents(session, item_ids)
        people = {one.person_id for content in contents for one in content.appearances}
        kinds = {kind for content in contents for one in content.appearances for kind in needs_of(content.kind, one)}
        cells = self._board.load(session, sorted(people), sorted(kinds))
        defaults = self._board.defaults(session)
        return {
            content.item_id: _clear_item(content, cells, defaults, purpose_ids, policy, day) for content in contents
        }

    def explain(
        self, item_id: int, purpose_id: int, day: date | None = None, *, covered: Collection[int] = _NOBODY
    ) -> ItemVerdict:
        """The verdict of one item for one purpose with every reason and way out. Raises ``ITEM_UNKNOWN``."""
        with self._store.read() as session:
            return self.explain_within(session, item_id, purpose_id, day, covered=covered)

    def explain_within(
        self,
        session: Session,
        item_id: int,
        purpose_id: int,
        day: date | None = None,
        *,
        covered: Collection[int] = _NOBODY,
    ) -> ItemVerdict:
        """The same inside an open session (a reader's or a writer's)."""
        day = day if day is not None else self._store.clock.today()
        policy = self._settings.policy()
        contents = load_contents(session, (item_id,))
        if not contents:
            raise KnownError(ErrorCode.ITEM_UNKNOWN)
        content = contents[0]
        facts = load_facts(session, [one.person_id for one in content.appearances], policy)
        if purpose_id not in facts.purposes:
            raise KnownError(ErrorCode.PURPOSE_UNKNOWN)
        status_of = status_lookup(facts, Scope(content.item_id, content.session_id))
        return judge_item(content.as_facts(covered), policy, status_of, purpose_id, day)


def load_contents(session: Session, item_ids: Sequence[int]) -> list[ItemContent]:
    """What verdicts need to know of these items, in the order asked for; unknown ids are left out."""
    wanted = list(dict.fromkeys(item_ids))
    contents: dict[int, ItemContent] = {}
    for start in range(0, len(wanted), _CHUNK):
        contents.update(_load_chunk(session, wanted[start : start + _CHUNK]))
    return [contents[item_id] for item_id in wanted if item_id in contents]


def _load_chunk(session: Session, item_ids: Sequence[int]) -> dict[int, ItemContent]:
    appearances: dict[int, list[AppearanceFact]] = defaultdict(list)
    for item_id, person_id, visible, audible, x, start_ms, end_ms in session.execute(
        select(
            col(Appearance.item_id),
            col(Appearance.person_id),
            col(Appearance.is_visible),
            col(Appearance.is_audible),
            col(Appearance.x),
            col(Appearance.start_ms),
            col(Appearance.end_ms),
        )
        .where(col(Appearance.item_id).in_(item_ids))
        .order_by(col(Appearance.id))
    ):
        has_place = x is not None or start_ms is not None
        span = None if start_ms is None or end_ms is None else (start_ms, end_ms)
        appearances[item_id].append(AppearanceFact(person_id, visible, audible, False, has_place, span))
    faces = {
        item_id: (unnamed, judged)
        for item_id, unnamed, judged in session.execute(
            select(col(FoundFace.item_id), func.count().filter(asks_who()), func.count().filter(is_judged()))
            .where(col(FoundFace.item_id).in_(item_ids), col(FoundFace.appearance_id).is_(None))
            .group_by(col(FoundFace.item_id))
        )
    }
    contents = {}
    for item_id, kind, captured_at, added_on, session_id, nobody in session.execute(
        select(
            col(Item.id),
            col(Item.kind),
            col(Item.captured_at),
            col(Item.added_on),
            col(Item.session_id),
            col(Item.nobody_reason).is_not(None),
        ).where(col(Item.id).in_(item_ids))
    ):
        captured_on = captured_at.date() if captured_at is not None else added_on
        unnamed, judged = faces.get(item_id or 0, (0, 0))
        contents[item_id or 0] = ItemContent(
            item_id or 0, kind, captured_on, session_id, nobody, unnamed, judged, tuple(appearances[item_id or 0])
        )
    return contents


def status_lookup(facts: ConsentFacts, scope: Scope) -> Callable[[int, CellKey, date], CellStatus]:
    """Statuses as seen from one item, in the shape that `judge_item` asks for."""

    def status_of(person_id: int, key: CellKey, day: date) -> CellStatus:
        return facts.status_of(person_id, key, day, scope)

    return status_of


def _clear_item(
    content: ItemContent,
    cells: dict[Place, PersonCells],
    defaults: dict[int, ConsentStatus],
    purpose_ids: Sequence[int],
    policy: ConsentPolicy,
    day: date,
) -> ItemClearance:
    can_cover = is_coverable(content.kind)
    scopes = scopes_around(content.item_id, content.session_id)
    bits = dict.fromkeys(purpose_ids, identify_bits(content.unnamed, content.is_looked_at))
    cover: dict[int, set[int]] = {purpose_id: set() for purpose_id in purpose_ids}
    ask: dict[int, set[int]] = {purpose_id: set() for purpose_id in purpose_ids}
    for one in content.appearances:
        for kind in needs_of(content.kind, one):
            person = cells[one.person_id, kind]
            key = CellKey(Activity.RECORDING, kind)
            recording = status_in(person, key, content.captured_on, scopes, ConsentStatus.NOT_REQUESTED)
            for purpose_id in purpose_ids:
                key = CellKey(Activity.PUBLICATION, kind, purpose_id)
                default = defaults.get(purpose_id, ConsentStatus.NOT_REQUESTED)
                publication = status_in(person, key, day, scopes, default)
                needed = bits_of(publication, recording, can_cover, policy)
                bits[purpose_id] |= needed
                if needed & NEED_COVER:
                    cover[purpose_id].add(one.person_id)
                elif needed & NEED_MISSING:
                    ask[purpose_id].add(one.person_id)
    return ItemClearance(
        item_id=content.item_id,
        people_count=len({one.person_id for one in content.appearances}),
        unnamed_count=content.unnamed,
        by_purpose={
            purpose_id: PurposeClearance(
                verdict_from_bits(bits[purpose_id]), len(cover[purpose_id]), len(ask[purpose_id])
            )
            for purpose_id in purpose_ids
        },
    )
