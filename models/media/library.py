# SPDX-License-Identifier: GPL-3.0-or-later
"""Every photo, film and sound ever taken in, known by its content wherever its file lies.

Reading files is slow and needs no transaction; writing what was read is quick and does. So `read_files` (any thread)
and `take_in` (the writer) are apart, and a folder of 10,000 goes in batches.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace
from datetime import date, datetime
from pathlib import Path

from sqlmodel import Session, col, func, select

from models.changes import Change, ChangeSet
from models.errors import ErrorCode, KnownError
from models.media.film import RecordingFacts, read_recording
from models.media.folder import SkippedFile
from models.media.live_photo import films_of, join_live_photos
from models.media.photo import PhotoFacts, read_photo
from models.media.picture_files import reading_errors
from models.media.recordings import is_recording_file
from models.media.sessions import SessionFinder
from models.media.shown import is_in_library
from models.progress import CancelToken, Progress
from models.store import Store, UnitOfWork
from models.tables import Item, ItemLocation
from models.terms import ChangeKind, MediaKind

BATCH_SIZE = 24
_READERS = 2

FileFacts = PhotoFacts | RecordingFacts


@dataclass(frozen=True, slots=True)
class ReadFile:
    """A file that was read and can be taken in; ``item_id`` where the register knew it unchanged at this place."""

    path: Path
    facts: FileFacts | None
    item_id: int | None = None


@dataclass(frozen=True, slots=True)
class TakenItem:
    """A file and the item it turned out to be; ``is_new`` where its content was not known.

    ``shown_as`` is the photo that counts for it where the file is the film of a Live Photo, else the item itself;
    ``film_id`` is the film that a photo carries, which is no longer shown by itself.
    """

    path: Path
    item_id: int
    is_new: bool
    shown_as: int = 0
    film_id: int | None = None

    @property
    def shown_id(self) -> int:
        """The item that lists show for this file."""
        return self.shown_as or self.item_id


@dataclass(frozen=True, slots=True)
class ItemRow:
    """One item as lists show it. ``path`` is where its file was last seen.

    ``companion_of_id``: the photo that this film of a Live Photo counts with; ``film_id``: the film of this photo.
    """

    id: int
    kind: MediaKind
    file_format: str
    width: int
    height: int
    size_bytes: int
    captured_at: datetime | None
    added_on: date
    sha256: str
    path: Path
    has_hidden_film: bool
    duration_ms: int | None = None
    has_sound: bool = False
    companion_of_id: int | None = None
    film_id: int | None = None

    @property
    def carries_film(self) -> bool:
        """Whether a film with its sound comes along with this photo: hidden in its file, or beside it."""
        return self.kind is MediaKind.PHOTO and (self.has_hidden_film or self.film_id is not None)

    @property
    def captured_on(self) -> date:
        """The day the recording is judged on: the camera's, else the day it was taken in."""
        return self.captured_at.date() if self.captured_at is not None else self.added_on


class MediaService:
    """Takes files in and finds them again."""

    def __init__(self, store: Store) -> None:
        self._store = store

    def read_files(
        self, paths: Sequence[Path], progress: Progress | None = None
    ) -> tuple[tuple[ReadFile, ...], tuple[SkippedFile, ...]]:
        """Read the files' facts, some at a time; what cannot be read comes back as skipped, with the code.

        A file that lies unchanged where it was seen before is not read again.
        """
        progress = progress if progress is not None else Progress()
        known = self._known_places(paths)
        read: list[ReadFile] = []
        skipped: list[SkippedFile] = []
        pool = ThreadPoolExecutor(_READERS, thread_name_prefix="read")
        try:
            cancel = progress.cancel
            outcomes = pool.map(lambda path: _read_one(path, known.get(_place_of(path)), cancel), paths)
            for done, (path, outcome) in enumerate(zip(paths, outcomes, strict=True), start=1):
                if isinstance(outcome, KnownError):
                    progress.cancel.raise_if_cancelled()
                    skipped.append(SkippedFile(path, outcome.code))
                else:
                    read.append(outcome)
                progress.report(done, len(paths))
        finally:
            pool.shutdown(cancel_futures=True)
        return tuple(read), tuple(skipped)

    def take_in(self, files: Sequence[ReadFile]) -> Change[tuple[TakenItem, ...]]:
        """Write what was read, in one transaction; the same content is the same item, whatever its name.

        What is new falls into the event that its capture time decides on (`fit_moment`), else into none. Files that
        were known unchanged cause no write at all.
        """
        fresh = [file for file in files if file.item_id is None]
        taken: dict[Path, TakenItem] = {
            file.path: TakenItem(file.path, file.item_id, is_new=False) for file in files if file.item_id is not None
        }
        if not fresh:
            with self._store.read() as session:
                return Change(_as_shown(session, [taken[file.path] for file in files]), ChangeSet())
        with self._store.write("media.take_in") as unit:
            sessions = SessionFinder(unit.session, (file.facts.captured_at for file in fresh if file.facts is not None))
            for file in fresh:
                if file.facts is not None:
                    session_id = sessions.fit(file.facts.captured_at).session_id
                    taken[file.path] = self._take_in_one(unit, file.path, file.facts, session_id)
            joined = join_live_photos(unit.session, [item.item_id for item in taken.values()])
            unit.touch(ChangeKind.ITEM, {item.item_id for item in taken.values()} | joined)
            shown = _as_shown(unit.session, [taken[file.path] for file in files])
        return Change(shown, unit.changes)

    def item_rows(self, item_ids: Sequence[int]) -> dict[int, ItemRow]:
        """Rows for these items; unknown ids are left out."""
        with self._store.read() as session:
            return load_item_rows(session, item_ids)

    def item_at(self, path: Path) -> int | None:
        """The item whose file was seen at this path."""
        with self._store.read() as session:
            return session.exec(select(ItemLocation.item_id).where(ItemLocation.path == _place_of(path))).first()

    def file_of(self, item_id: int) -> Path:
        """A place where the item's file still is, with the content it was taken in with.

        Raises ``FILE_MISSING`` where no known place has a file, ``FILE_CHANGED`` where only another picture lies there.
        """
        with self._store.read() as session:
            places = session.exec(
                select(ItemLocation.path, ItemLocation.modified_ns, ItemLocation.size_bytes, Item.sha256)
                .join(Item, col(Item.id) == col(ItemLocation.item_id))
                .where(ItemLocation.item_id == item_id)
                .order_by(col(ItemLocation.seen_at).desc(), col(ItemLocation.id).desc())
            ).all()
        code = ErrorCode.FILE_MISSING
        for place, modified_ns, size_bytes, sha256 in places:
            path = Path(place)
            try:
                with reading_errors():
                    found = path.stat()
                    is_same = (found.st_mtime_ns, found.st_size) == (modified_ns, size_bytes)
                    if is_same or sha256_of(path) == sha256:
                        return path
                code = ErrorCode.FILE_CHANGED
            except KnownError as error:
                code = error.code if code is ErrorCode.FILE_MISSING else code
        raise KnownError(code)

    def count_items(self) -> int:
        """How many items the library has (see `is_in_library`)."""
        with self._store.read() as session:
            return session.exec(select(func.count()).select_from(Item).where(is_in_library())).one()

    def _known_places(self, paths: Iterable[Path]) -> dict[str, tuple[int, int, int]]:
        wanted = [_place_of(path) for path in paths if _is_writable_name(path)]
        with self._store.read() as session:
            rows = session.exec(
                select(
                    ItemLocation.path, ItemLocation.item_id, ItemLocation.modified_ns, ItemLocation.size_bytes
                ).where(col(ItemLocation.path).in_(wanted))
            ).all()
        return {path: (item_id, modified, size) for path, item_id, modified, size in rows}

    def _take_in_one(self, unit: UnitOfWork, path: Path, facts: FileFacts, session_id: int | None) -> TakenItem:
        now = unit.store.clock.now()
        item = unit.session.exec(select(Item).where(Item.sha256 == facts.sha256)).first()
        is_new = item is None
        if item is None:
            item = Item(
                sha256=facts.sha256,
                kind=facts.kind,
                file_format=facts.file_format,
                width=facts.width,
                height=facts.height,
                size_bytes=facts.size_bytes,
                captured_at=facts.captured_at,
                added_on=unit.store.clock.today(),
                added_at=now,
                session_id=session_id,
                has_hidden_film=facts.has_hidden_film,
                duration_ms=facts.duration_ms,
                has_sound=facts.has_sound,
                content_identifier=facts.content_identifier,
            )
            unit.session.add(item)
            unit.session.flush()
            if session_id is not None:
                unit.touch(ChangeKind.SESSION, [session_id])
        assert item.id is not None
        place = unit.session.exec(select(ItemLocation).where(ItemLocation.path == _place_of(path))).first()
        if place is None:
            place = ItemLocation(
                item_id=item.id,
                path=_place_of(path),
                modified_ns=facts.modified_ns,
                size_bytes=facts.size_bytes,
                seen_at=now,
            )
            unit.session.add(place)
        else:
            place.item_id, place.modified_ns, place.size_bytes = item.id, facts.modified_ns, facts.size_bytes
            place.seen_at = now
        unit.session.flush()
        return TakenItem(path, item.id, is_new)


def load_item_rows(session: Session, item_ids: Sequence[int]) -> dict[int, ItemRow]:
    """Read rows for these items, within an open session."""
    wanted = tuple(dict.fromkeys(item_ids))
    places = (
        select(ItemLocation.item_id, ItemLocation.path)
        .where(col(ItemLocation.item_id).in_(wanted))
        .order_by(col(ItemLocation.seen_at), col(ItemLocation.id))
    )
    paths = dict(session.exec(places).all())
    films = films_of(session, wanted)
    return {
        row.id or 0: ItemRow(
            id=row.id or 0,
            kind=row.kind,
            file_format=row.file_format,
            width=row.width,
            height=row.height,
            size_bytes=row.size_bytes,
            captured_at=row.captured_at,
            added_on=row.added_on,
            sha256=row.sha256,
            path=Path(paths.get(row.id or 0, "")),
            has_hidden_film=row.has_hidden_film,
            duration_ms=row.duration_ms,
            has_sound=row.has_sound,
            companion_of_id=row.companion_of_id,
            film_id=films.get(row.id or 0),
        )
        for row in session.exec(select(Item).where(col(Item.id).in_(wanted)))
    }


def _as_shown(session: Session, taken: Sequence[TakenItem]) -> tuple[TakenItem, ...]:
    wanted = {item.item_id for item in taken}
    statement = select(Item.id, Item.companion_of_id).where(col(Item.id).in_(wanted))
    photos = dict(session.exec(statement.where(col(Item.companion_of_id).is_not(None))).all())
    films = films_of(session, wanted)
    return tuple(
        replace(item, shown_as=photos.get(item.item_id) or item.item_id, film_id=films.get(item.item_id))
        for item in taken
    )


def _read_one(path: Path, known: tuple[int, int, int] | None, cancel: CancelToken) -> ReadFile | KnownError:
    try:
        if not _is_writable_name(path):
            raise KnownError(ErrorCode.FILE_UNREADABLE)
        if known is not None:
            item_id, modified_ns, size_bytes = known
            with reading_errors():
                facts = path.stat()
            if (facts.st_mtime_ns, facts.st_size) == (modified_ns, size_bytes):
                return ReadFile(path, None, item_id)
        return ReadFile(path, read_recording(path, cancel) if is_recording_file(path) else read_photo(path))
    except KnownError as error:
        return error


def _place_of(path: Path) -> str:
    return str(path.absolute())


def _is_writable_name(path: Path) -> bool:
    """Whether the name is text: a file system can hold names (from an old archive) that no register can."""
    try:
        str(path).encode()
    except UnicodeEncodeError:
        return False
    return True


def sha256_of(path: Path) -> str:
    """The SHA-256 of a file's content as hex; raises `OSError`."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
