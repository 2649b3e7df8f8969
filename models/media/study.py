# SPDX-License-Identifier: GPL-3.0-or-later
"""Looking at what was taken in: a photo is decoded once for its thumbnail, its fingerprint and the faces in it.

Looking is slow and reads only (`StudyService.look_at`, any thread); keeping what was seen is quick and writes (`keep`,
the writer). What is not kept yet is simply still to be studied, so that stopping at any moment loses one photo's work.

What a machine found never changes what a person said: a face beside a name or a mark that is there already is the
same one and is left out.
"""

from __future__ import annotations

import threading
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, field
from functools import partial
from typing import Any

from PIL import Image
from sqlalchemy import ColumnElement, and_, exists, insert, or_
from sqlalchemy import select as select_columns
from sqlmodel import Session, col, func, select

from models.changes import Change, ChangeSet
from models.errors import ErrorCode, KnownError
from models.media.box import Box
from models.media.face_boxes import unmarked
from models.media.faces import FINE_EDGE, FaceFind, FaceFinder
from models.media.film import make_poster
from models.media.film_faces import FILM_EDGE, FaceTrack, find_tracks
from models.media.fingerprint import METHOD, fingerprint_of
from models.media.found_faces import CERTAIN_SCORE, DETECTOR, DETECTOR_HARDER, SOUGHT_WITH
from models.media.library import MediaService
from models.media.photo import THUMBNAIL_EDGE, encode_thumbnail, load_upright
from models.media.pixels import shrink_picture
from models.media.seen import SeenService
from models.media.thumbnails import ThumbnailStore
from models.progress import CancelToken, Progress
from models.store import Store, UnitOfWork
from models.tables import Appearance, FoundFace, Item, ItemFingerprint
from models.terms import ChangeKind, FaceJudgement, MediaKind, NobodyReason

BATCH_SIZE = 20
_CANNOT_SEEK = frozenset({ErrorCode.FACES_UNAVAILABLE, ErrorCode.FACES_DAMAGED})
_MOST_LISTED = 500


@dataclass(frozen=True, slots=True)
class StudiedItem:
    """What was seen in one item. ``faces`` is None where no faces could be sought, ``thumbnail`` where it is kept.

    ``tracks`` are those of a film, which has no fingerprint.
    """

    item_id: int
    sha256: str
    faces: tuple[FaceFind, ...] | None
    fingerprint: bytes | None
    thumbnail: bytes | None
    is_harder: bool = False
    tracks: tuple[FaceTrack, ...] = ()


@dataclass(frozen=True, slots=True)
class KeptStudy:
    """What became of a batch: how many items, certain faces and doubtful finds are new in the register."""

    items: int = 0
    faces: int = 0
    doubtful: int = 0

    def __add__(self, other: KeptStudy) -> KeptStudy:
        return KeptStudy(self.items + other.items, self.faces + other.faces, self.doubtful + other.doubtful)


@dataclass(slots=True)
class StudyReport:
    """How a run went. ``skipped`` are items whose file could not be looked at, with the reason."""

    kept: KeptStudy = field(default_factory=KeptStudy)
    skipped: list[tuple[int, ErrorCode]] = field(default_factory=list)


class StudyService:
    """Knows what is still to be looked at, looks, and keeps what was seen."""

    def __init__(
        self,
        store: Store,
        media: MediaService,
        thumbnails: ThumbnailStore,
        seen: SeenService,
        finder: FaceFinder | None = None,
    ) -> None:
        self._store = store
        self._media = media
        self._thumbnails = thumbnails
        self._seen = seen
        self._finder = finder if finder is not None else FaceFinder()
        self._lock = threading.Lock()
        self._obstacle: ErrorCode | None = None

    @property
    def obstacle(self) -> ErrorCode | None:
        """Why no faces can be sought on this computer, once that is known; everything else is still studied."""
        return self._obstacle

    def count_waiting(self) -> int:
        """How many items are still to be looked at."""
        with self._store.read() as session:
            return session.exec(select(func.count()).select_from(Item).where(self._is_waiting())).one()

    def next_items(
        self, first: Sequence[int] = (), *, passed: Collection[int] = (), limit: int = BATCH_SIZE
    ) -> tuple[int, ...]:
        """Items to look at now: those of ``first`` that wait, in that order, then the newest; never those ``passed``.

        ``passed`` are items that could not be looked at in this run.
        """
        with self._store.read() as session:
            wanted = tuple(dict.fromkeys(first))[:_MOST_LISTED]
            waiting = set(session.exec(select(Item.id).where(col(Item.id).in_(wanted), self._is_waiting())).all())
            found = [one for one in wanted if one in waiting and one not in passed][:limit]
            if len(found) < limit:
                newest = select(Item.id).where(self._is_waiting()).order_by(col(Item.id).desc())
                rows = session.exec(newest.limit(limit + len(passed) + len(found)))
                others = (one for one in rows if one is not None and one not in passed and one not in found)
                found += list(others)[: limit - len(found)]
        return tuple(found)

    def not_sought(self, item_ids: Sequence[int]) -> tuple[int, ...]:
        """Which of these items nobody sought faces in yet: that none are known says nothing about them."""
        statement = select(Item.id).where(
            col(Item.id).in_(item_ids), col(Item.faces_sought_with).not_in(SOUGHT_WITH), _is_studied_kind()
        )
        with self._store.read() as session:
            return tuple(one for one in session.exec(statement.order_by(col(Item.id))) if one is not None)

    def look_at(self, item_id: int, *, harder: bool = False, cancel: CancelToken | None = None) -> StudiedItem:
        """Look at one item, in any thread; nothing is written.

        In a film faces are sought on pictures a second apart. Raises as `MediaService.file_of`, `load_upright` and
        `find_tracks` do, ``ITEM_UNKNOWN``, ``FORMAT_NOT_SUPPORTED`` for a sound, or ``CANCELLED``.
        """
        with self._store.read() as session:
            item = session.get(Item, item_id)
            if item is None:
                raise KnownError(ErrorCode.ITEM_UNKNOWN)
            kind, sha256, duration_ms = item.kind, item.sha256, item.duration_ms
        if kind is MediaKind.FILM:
            return self._look_at_film(item_id, sha256, duration_ms, harder=harder, cancel=cancel)
        if kind is not MediaKind.PHOTO:
            raise KnownError(ErrorCode.FORMAT_NOT_SUPPORTED)
        picture = load_upright(self._media.file_of(item_id), longest_edge=None if harder else FINE_EDGE)
        small = shrink_picture(picture, THUMBNAIL_EDGE, gap=2.0)
        has_thumbnail = self._thumbnails.get(sha256) is not None
        return StudiedItem(
            item_id=item_id,
            sha256=sha256,
            faces=self._seek(picture, harder=harder, cancel=cancel),
            fingerprint=fingerprint_of(small),
            thumbnail=None if has_thumbnail else encode_thumbnail(small),
            is_harder=harder,
        )

    def _look_at_film(
        self, item_id: int, sha256: str, duration_ms: int | None, *, harder: bool, cancel: CancelToken | None
    ) -> StudiedItem:
        path = self._media.file_of(item_id)
        thumbnail = None if self._thumbnails.get(sha256) is not None else make_poster(path, THUMBNAIL_EDGE)
        tracks: tuple[FaceTrack, ...] | None = None
        if self._obstacle is None:
            try:
                finder = self._finder
                seek = (
                    partial(finder.find_harder, cancel=cancel) if harder else partial(finder.find, fine_edge=FILM_EDGE)
                )
                tracks = find_tracks(path, duration_ms, seek, cancel)
            except KnownError as error:
                self._note_obstacle(error)
        faces = None if tracks is None else tuple(FaceFind(one.box, one.score) for one in tracks)
        return StudiedItem(item_id, sha256, faces, None, thumbnail, harder, tracks or ())

    def keep(self, studied: Sequence[StudiedItem]) -> Change[KeptStudy]:
        """Keep what was seen, in one transaction; there is nothing to undo in it, as nobody did it.

        Items that are gone meanwhile are left out.
        """
        self._thumbnails.put_many({one.sha256: one.thumbnail for one in studied if one.thumbnail is not None})
        if not studied:
            return Change(KeptStudy(), ChangeSet())
        with self._store.write("media.study") as unit:
            known = _load_known(unit.session, [one.item_id for one in studied])
            there = [one for one in studied if one.item_id in known.items]
            rows = [row for one in there for row in _new_faces(known, one)]
            if rows:
                unit.session.execute(insert(FoundFace), rows)
            for one in there:
                if one.faces is not None:
                    item = known.items[one.item_id]
                    was_harder = item.faces_sought_with == DETECTOR_HARDER
                    item.faces_sought_with = DETECTOR_HARDER if one.is_harder or was_harder else DETECTOR
            self._keep_fingerprints(unit, there)
            unit.touch(ChangeKind.APPEARANCE, {int(row["item_id"]) for row in rows})
            unit.touch(ChangeKind.ITEM, [one.item_id for one in there])
            unit.note(faces=len(rows))
        certain = sum(row["score"] >= CERTAIN_SCORE for row in rows)
        return Change(KeptStudy(len(there), certain, len(rows) - certain), unit.changes)

    def study_items(
        self, item_ids: Iterable[int], progress: Progress | None = None, *, harder: bool = False
    ) -> StudyReport:
        """Look at these items and keep what is seen, a batch at a time (for the command line: looking and writing)."""
        progress = progress if progress is not None else Progress()
        wanted = tuple(dict.fromkeys(item_ids))
        report = StudyReport()
        for start in range(0, len(wanted), BATCH_SIZE):
            seen: list[StudiedItem] = []
            try:
                for done, item_id in enumerate(wanted[start : start + BATCH_SIZE], start=start + 1):
                    try:
                        seen.append(self.look_at(item_id, harder=harder, cancel=progress.cancel))
                    except KnownError as error:
                        if error.code is ErrorCode.CANCELLED:
                            raise
                        report.skipped.append((item_id, error.code))
                    progress.report(done, len(wanted))
            finally:
                report.kept += self.keep(seen).value
        return report

    def _seek(self, picture: Image.Image, *, harder: bool, cancel: CancelToken | None) -> tuple[FaceFind, ...] | None:
        if self._obstacle is not None:
            return None
        try:
            return self._finder.find_harder(picture, cancel) if harder else self._finder.find(picture)
        except KnownError as error:
            self._note_obstacle(error)
            return None

    def _note_obstacle(self, error: KnownError) -> None:
        """Remember that no faces can be sought here; every other failure goes on its way."""
        if error.code not in _CANNOT_SEEK:
            raise error
        with self._lock:
            self._obstacle = error.code

    def _is_waiting(self) -> ColumnElement[bool]:
        is_new: ColumnElement[bool] = ~exists().where(
            col(ItemFingerprint.item_id) == col(Item.id), col(ItemFingerprint.method) == METHOD
        )
        is_new = and_(col(Item.kind) == MediaKind.PHOTO, is_new)
        if self._obstacle is None:
            is_new = or_(col(Item.faces_sought_with).not_in(SOUGHT_WITH), is_new)
        return and_(_is_studied_kind(), is_new)

    def _keep_fingerprints(self, unit: UnitOfWork, studied: Sequence[StudiedItem]) -> None:
        known = set(
            unit.session.exec(
                select(ItemFingerprint.item_id).where(
                    col(ItemFingerprint.item_id).in_([one.item_id for one in studied]),
                    ItemFingerprint.method == METHOD,
                )
            )
        )
        self._seen.keep(unit, {one.item_id: one.fingerprint for one in studied if one.item_id not in known})


@dataclass(frozen=True, slots=True)
class _Known:
    """What the register says of some items: the items, and where people are named or marked in them."""

    items: dict[int, Item]
    places: dict[int, list[Box]]
    timed: dict[int, list[tuple[Box, tuple[int, int] | None]]]
    """The same places with from when to when, in films."""


def _is_studied_kind() -> ColumnElement[bool]:
    """Photos and films that count by themselves; a sound has nobody to see, and a Live Photo's film is not shown."""
    is_seen = col(Item.kind).in_((MediaKind.PHOTO, MediaKind.FILM))
    return and_(is_seen, col(Item.set_aside).is_(None), col(Item.companion_of_id).is_(None))


def _load_known(session: Session, item_ids: Sequence[int]) -> _Known:
    items = {row.id or 0: row for row in session.exec(select(Item).where(col(Item.id).in_(item_ids)))}
    places: dict[int, list[Box]] = {item_id: [] for item_id in items}
    timed: dict[int, list[tuple[Box, tuple[int, int] | None]]] = {item_id: [] for item_id in items}
    for table, starts_at in ((Appearance, Appearance.start_ms), (FoundFace, FoundFace.at_ms)):
        columns: tuple[Any, ...] = (table.item_id, table.x, table.y, table.w, table.h, starts_at, table.end_ms)
        statement = select_columns(*columns).where(col(table.item_id).in_(tuple(items))).order_by(col(table.id))
        for item_id, x, y, w, h, start_ms, end_ms in session.execute(statement):
            if x is not None:
                span = None if start_ms is None or end_ms is None else (start_ms, end_ms)
                places[item_id].append(Box(x, y, w, h))
                timed[item_id].append((Box(x, y, w, h), span))
    return _Known(items, places, timed)


def _new_faces(known: _Known, studied: StudiedItem) -> list[dict[str, Any]]:
    """Rows for the faces that are not marked yet.

    Where somebody judged that the people in it cannot be recognised, that was said of these too; who said that there
    are none is asked again.
    """
    finds = studied.faces or ()
    item = known.items[studied.item_id]
    is_judged = item.nobody_reason is not None and item.nobody_reason is not NobodyReason.NO_PEOPLE
    spans: list[tuple[int | None, int | None]]
    if item.kind is MediaKind.FILM:
        spans = [(one.start_ms, one.end_ms) for one in studied.tracks]
        new = [
            place
            for place, track in enumerate(studied.tracks)
            if not any(_is_same_track(track, other, span) for other, span in known.timed[studied.item_id])
        ]
    else:
        spans = [(None, None)] * len(finds)
        new = list(unmarked([find.box for find in finds], known.places[studied.item_id]))
    return [
        {
            "item_id": studied.item_id,
            "x": find.box.x,
            "y": find.box.y,
            "w": find.box.w,
            "h": find.box.h,
            "at_ms": spans[place][0],
            "end_ms": spans[place][1],
            "score": find.score,
            "detector": DETECTOR,
            "judgement": FaceJudgement.NOT_RECOGNISABLE if is_judged else FaceJudgement.UNJUDGED,
            "judgement_note": "",
            "judged_by": item.nobody_judged_by if is_judged else "",
            "judged_at": item.nobody_judged_at if is_judged else None,
        }
        for place, find in ((place, finds[place]) for place in new)
    ]


def _is_same_track(track: FaceTrack, box: Box, span: tuple[int, int] | None) -> bool:
    """Whether somebody is named or marked there at that time already; without a time: in all of the film."""
    at_once = span is None or (track.start_ms < span[1] and span[0] < track.end_ms)
    return at_once and box.is_of_face(track.box)
