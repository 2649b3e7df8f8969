# SPDX-License-Identifier: GPL-3.0-or-later
"""Writing the names of the register beside the school's own photos, where somebody asks for it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from sqlmodel import Session, col, select

from models.errors import ErrorCode, KnownError
from models.media.face_regions import StoredFrame
from models.media.item_people import load_people_in
from models.media.library import load_item_rows
from models.media.sidecar_writing import SidecarOutcome, SidecarPerson, write_sidecar
from models.media.stored_metadata import read_stored_metadata
from models.progress import Progress
from models.roster.people import PeopleService
from models.store import Store
from models.tables import Publication

_CHUNK = 500
_STOPS_EVERYTHING = frozenset({ErrorCode.DISK_FULL, ErrorCode.CANCELLED})


@dataclass(frozen=True, slots=True)
class WrittenSidecar:
    """What became of the sidecar of one photo: ``outcome``, or the failure's code."""

    item_id: int
    path: Path
    outcome: SidecarOutcome | None
    code: ErrorCode | None = None


class SidecarNames:
    """Writes sidecars. The pictures, and copies that go out, are never touched."""

    def __init__(self, store: Store, people: PeopleService) -> None:
        self._store = store
        self._people = people

    def write(self, item_ids: Sequence[int], progress: Progress | None = None) -> tuple[WrittenSidecar, ...]:
        """Write who is in these photos beside them; a photo that cannot have one is told, and the rest goes on.

        Raises ``DISK_FULL`` or ``CANCELLED``.
        """
        progress = progress if progress is not None else Progress()
        wanted = tuple(dict.fromkeys(item_ids))
        with self._store.read() as session:
            rows = load_item_rows(session, wanted)
            contents = load_people_in(session, wanted)
            copies = _copies_among(session, [row.sha256 for row in rows.values()])
        names = self._people.names({row.person_id for one in contents.values() for row in one.appearances})
        written: list[WrittenSidecar] = []
        for done, item_id in enumerate(wanted, start=1):
            progress.cancel.raise_if_cancelled()
            if item_id in rows and rows[item_id].sha256 in copies:
                code = ErrorCode.IS_PUBLISHED_COPY
                written.append(WrittenSidecar(item_id, rows[item_id].path, None, code))
            elif item_id in rows:
                people = tuple(
                    SidecarPerson(names[one.person_id], one.box)
                    for one in contents[item_id].appearances
                    if one.is_visible and names.get(one.person_id)
                )
                written.append(_write_one(item_id, rows[item_id].path, people))
            progress.report(done, len(wanted))
        return tuple(written)


def _copies_among(session: Session, hashes: Sequence[str]) -> frozenset[str]:
    """Which of these contents are copies that were made to be published: no name ever goes with them."""
    found: set[str] = set()
    for start in range(0, len(hashes), _CHUNK):
        portion = hashes[start : start + _CHUNK]
        statement = select(col(Publication.copy_sha256)).where(col(Publication.copy_sha256).in_(portion))
        found.update(session.exec(statement).all())
    return frozenset(found)


def _write_one(item_id: int, path: Path, people: Sequence[SidecarPerson]) -> WrittenSidecar:
    try:
        stored = read_stored_metadata(path)
        outcome = write_sidecar(path, people, StoredFrame(stored.width, stored.height, stored.orientation))
    except KnownError as error:
        if error.code in _STOPS_EVERYTHING:
            raise
        return WrittenSidecar(item_id, path, None, error.code)
    return WrittenSidecar(item_id, path, outcome)
