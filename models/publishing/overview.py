# SPDX-License-Identifier: GPL-3.0-or-later
"""Verdicts of a whole library at once: an OR of bits over arrays, from the same cells and the same `bits_of`."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

import numpy as np
import numpy.typing as npt
from sqlalchemy import String, case, cast, func, select
from sqlmodel import Session, col

from models.consent.facts import CellKey, CellSpan
from models.consent.verdicts import (
    AppearanceFact,
    bits_of,
    identify_bits,
    is_coverable,
    needs_of,
    verdict_from_bits,
)
from models.media.found_faces import asks_who, is_judged
from models.media.shown import is_in_library
from models.policy import ConsentPolicy
from models.publishing.board import PersonCells, StatusBoard
from models.publishing.clearance import ClearanceService
from models.publishing.whole_columns import columns_as_text, read_numbers, split_columns
from models.settings import SettingsService
from models.store import Store
from models.tables import Appearance, FoundFace, Item
from models.terms import Activity, ConsentStatus, MediaKind, Verdict

_EPOCH = date(1970, 1, 1).toordinal()
_STATUSES = tuple(ConsentStatus)
_CODE = {status: code for code, status in enumerate(_STATUSES)}
_KINDS = tuple(MediaKind)
_KIND_CODE = {kind.value: code for code, kind in enumerate(_KINDS)}
_VERDICT_OF_BITS = np.array([verdict_from_bits(bits) for bits in range(16)], dtype=np.int8)

IntArray = npt.NDArray[np.int64]
ByteArray = npt.NDArray[np.uint8]


@dataclass(frozen=True, slots=True)
class Library:
    """All items and appearances as arrays.

    ``item`` and ``person`` of an appearance are positions in ``item_ids`` and ``person_ids``, sorted by item. ``needs``
    of an appearance has a bit for each `MediaKind` it needs a yes for. ``captured`` is the ordinal of the day the
    recording is judged on; ``identify`` holds NEED_IDENTIFY or 0.
    """

    item_ids: IntArray
    item_kind: ByteArray
    captured: IntArray
    identify: ByteArray
    item: IntArray
    person: IntArray
    needs: ByteArray
    person_ids: IntArray


@dataclass(frozen=True, slots=True)
class LibraryVerdicts:
    """Verdicts (as their numbers) of all items for some purposes: an array of shape (items, purposes)."""

    item_ids: IntArray
    purpose_ids: tuple[int, ...]
    verdicts: npt.NDArray[np.int8]

    def items_with(self, purpose_id: int, verdict: Verdict) -> list[int]:
        """Ids of the items with this verdict for this purpose, in order."""
        column = self.verdicts[:, self.purpose_ids.index(purpose_id)]
        found: list[int] = self.item_ids[column == verdict].tolist()
        return found


class OverviewService:
    """Loads the library (see `is_in_library`) and judges it."""

    def __init__(
        self, store: Store, settings: SettingsService, board: StatusBoard, clearance: ClearanceService
    ) -> None:
        self._store = store
        self._settings = settings
        self._board = board
        self._clearance = clearance

    def load(self) -> Library:
        """Read all items and appearances into arrays."""
        with self._store.read() as session:
            return load_library(session)

    def judge(self, library: Library, purpose_ids: Sequence[int], day: date | None = None) -> LibraryVerdicts:
        """Judge everything for these purposes on a day (today by default)."""
        day = day if day is not None else self._store.clock.today()
        policy = self._settings.policy()
        people: list[int] = library.person_ids.tolist()
        with self._store.read() as session:
            kind_bits = int(np.bitwise_or.reduce(library.needs, initial=0))
            kinds = [kind for code, kind in enumerate(_KINDS) if kind_bits & (1 << code)]
            cells = self._board.load(session, people, kinds)
            defaults = self._board.defaults(session)
            exceptions = _items_with_exceptions(session, cells.values())
        bits = np.repeat(library.identify[:, None], len(purpose_ids), axis=1)
        for code, kind in enumerate(_KINDS):
            rows = np.flatnonzero(library.needs & (1 << code))
            if not len(rows):
                continue
            ordered = [cells[person_id, kind] for person_id in people]
            items, person = library.item[rows], library.person[rows]
            starts = np.flatnonzero(np.diff(items, prepend=-1))
            recording = _recording_codes(ordered, kind, person, library.captured[items])
            can_cover = np.array([is_coverable(one) for one in _KINDS], dtype=np.int8)[library.item_kind[items]]
            table = _bits_table(policy)
            for column, purpose_id in enumerate(purpose_ids):
                key = CellKey(Activity.PUBLICATION, kind, purpose_id)
                default = defaults.get(purpose_id, ConsentStatus.NOT_REQUESTED)
                needed = table[_status_codes(ordered, key, day, default)[person], recording, can_cover]
                bits[items[starts], column] |= np.bitwise_or.reduceat(needed, starts)
        verdicts = _VERDICT_OF_BITS[bits]
        self._judge_exceptions(library, exceptions, verdicts, purpose_ids, day)
        return LibraryVerdicts(library.item_ids, tuple(purpose_ids), verdicts)

    def _judge_exceptions(
        self,
        library: Library,
        exceptions: IntArray,
        verdicts: npt.NDArray[np.int8],
        purpose_ids: Sequence[int],
        day: date,
    ) -> None:
        """Judge items with answers of their own one by one; ``verdicts`` is changed."""
        positions = np.flatnonzero(np.isin(library.item_ids, exceptions)).tolist()
        wanted: list[int] = library.item_ids[positions].tolist()
        cleared = self._clearance.verdicts(wanted, purpose_ids, day) if wanted else {}
        for item_id, position in zip(wanted, positions, strict=True):
            for column, purpose_id in enumerate(purpose_ids):
                verdicts[position, column] = cleared[item_id].by_purpose[purpose_id].verdict


def load_library(session: Session) -> Library:
    """Read the arrays of a `Library` within an open session, a block of rows at a time."""
    unnamed = session.execute(select(col(FoundFace.item_id)).where(asks_who()).distinct()).scalars().all()
    judged = set(session.execute(select(col(FoundFace.item_id)).where(is_judged())).scalars())
    item_ids, item_kind, captured, nobody = _load_items(session)
    appearance = _load_appearances(session)
    appearance = appearance[:, np.isin(appearance[0], item_ids)]  # not of what is set aside, or belongs to a photo
    item = np.searchsorted(item_ids, appearance[0])
    person_ids, person = np.unique(appearance[1], return_inverse=True)
    needs = _needs_table()[item_kind[item], appearance[2], appearance[3]]
    named = np.zeros(len(item_ids), dtype=bool)
    named[item] = True
    looked_at = named | nobody | np.isin(item_ids, np.fromiter(judged, np.int64, len(judged)))
    identify = np.where(looked_at, identify_bits(0, True), identify_bits(0, False)).astype(np.uint8)
    identify[np.isin(item_ids, np.fromiter(unnamed, np.int64, len(unnamed)))] = identify_bits(1, True)
    return Library(item_ids, item_kind, captured, identify, item, person, needs, person_ids)


def _load_items(session: Session) -> tuple[IntArray, ByteArray, IntArray, npt.NDArray[np.bool_]]:
    statement = columns_as_text(
        Item.id,
        Item.kind,
        func.coalesce(cast(col(Item.captured_at), String), cast(col(Item.added_on), String)),
        case((col(Item.nobody_reason).is_(None), 0), else_=1),
    ).where(is_in_library())
    ids, kinds, moments, nobody = split_columns(session, statement)
    item_ids = np.array(ids, dtype=np.int64)
    order = np.argsort(item_ids)
    days = np.array(moments, dtype="datetime64[us]").astype("datetime64[D]").astype(np.int64) + _EPOCH
    codes = np.array([_KIND_CODE[kind] for kind in kinds], dtype=np.uint8)
    is_nobody = np.array([one == "1" for one in nobody], dtype=bool)
    return item_ids[order], codes[order], days[order], is_nobody[order]


def _load_appearances(session: Session) -> IntArray:
    """Rows of (item id, person id, visible, audible) as an array of shape (4, appearances), sorted by item."""
    found = read_numbers(
        session,
        columns_as_text(
            Appearance.item_id,
            Appearance.person_id,
            case((col(Appearance.is_visible), 1), else_=0),
            case((col(Appearance.is_audible), 1), else_=0),
        ),
    )
    return found[:, np.argsort(found[0], kind="stable")]


def _items_with_exceptions(session: Session, people: Iterable[PersonCells]) -> IntArray:
    """Ids of the items about which (or about whose session) somebody has cells that take the general ones' place."""
    scopes = {scope for cells in people for _, scope in cells.scoped}
    items = {scope.item_id for scope in scopes if scope.item_id is not None}
    sessions = {scope.session_id for scope in scopes if scope.item_id is None}
    if sessions:
        items.update(
            item_id or 0
            for item_id in session.execute(select(col(Item.id)).where(col(Item.session_id).in_(sessions))).scalars()
        )
    return np.array(sorted(items), dtype=np.int64)


def _needs_table() -> ByteArray:
    """Bits of the kinds that an appearance needs, by (kind of the item, visible, audible)."""
    table = np.zeros((len(_KINDS), 2, 2), dtype=np.uint8)
    for code, kind in enumerate(_KINDS):
        for visible in (False, True):
            for audible in (False, True):
                for needed in needs_of(kind, AppearanceFact(0, visible, audible)):
                    table[code, int(visible), int(audible)] |= 1 << _KIND_CODE[needed.value]
    return table


def _bits_table(policy: ConsentPolicy) -> ByteArray:
    """`bits_of` for every (publication, recording, can cover)."""
    return np.array(
        [
            [
                [bits_of(publication, recording, can_cover, policy) for can_cover in (False, True)]
                for recording in _STATUSES
            ]
            for publication in _STATUSES
        ],
        dtype=np.uint8,
    )


def _status_codes(ordered: Sequence[PersonCells], key: CellKey, day: date, default: ConsentStatus) -> ByteArray:
    codes = np.full(len(ordered), _CODE[default], dtype=np.uint8)
    for position, cells in enumerate(ordered):
        for span in cells.general.get(key, ()):
            if span.since <= day <= span.until:
                codes[position] = _CODE[span.status]
                break
    return codes


def _recording_codes(
    ordered: Sequence[PersonCells], kind: MediaKind, person: IntArray, captured: IntArray
) -> ByteArray:
    """For each appearance the status of recording on its item's day of capture."""
    key = CellKey(Activity.RECORDING, kind)
    spans: list[tuple[int, CellSpan]] = [
        (position, span) for position, cells in enumerate(ordered) for span in cells.general.get(key, ())
    ]
    codes = np.full(len(person), _CODE[ConsentStatus.NOT_REQUESTED], dtype=np.uint8)
    if not spans:
        return codes
    # One sorted key for (person, first day); the last span that starts on or before the day is the only candidate.
    width = date.max.toordinal() + 1
    spans.sort(key=lambda one: (one[0], one[1].since))
    starts = np.array([position * width + span.since.toordinal() for position, span in spans], dtype=np.int64)
    ends = np.array([position * width + span.until.toordinal() for position, span in spans], dtype=np.int64)
    status = np.array([_CODE[span.status] for _, span in spans], dtype=np.uint8)
    wanted = person * width + captured
    found = np.searchsorted(starts, wanted, side="right") - 1
    inside = (found >= 0) & (ends[np.maximum(found, 0)] >= wanted)
    codes[inside] = status[found[inside]]
    return codes
