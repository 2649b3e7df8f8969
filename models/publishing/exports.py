# SPDX-License-Identifier: GPL-3.0-or-later
"""Clean copies of what is ready, and a record of each as a publication.

Making copies is slow and only reads the register; recording them is one transaction. Between the two somebody may
change their mind, so recording judges each copy again and takes back those that are no longer ready.
"""

from __future__ import annotations

import csv
import errno
import json
import os
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from sqlmodel import Session, col, select

from models.changes import Change
from models.consent.verdicts import ItemVerdict
from models.errors import ErrorCode, KnownError
from models.media.box import Box
from models.media.library import MediaService
from models.progress import Progress
from models.publishing.clean_copy import CopyFacts, write_clean_copy
from models.publishing.clearance import ClearanceService
from models.store import Store, UnitOfWork
from models.tables import Appearance, ConsentEvent, Publication, PublicationCover, PublicationReliance, Purpose
from models.terms import ChangeKind, CopyFormat, CoverKind, MediaKind, Verdict, WayOut

_SUFFIX = {CopyFormat.JPEG: ".jpg", CopyFormat.PNG: ".png", CopyFormat.WEBP: ".webp"}
_STOPS_EVERYTHING = frozenset({ErrorCode.DISK_FULL, ErrorCode.FOLDER_UNWRITABLE, ErrorCode.FOLDER_MISSING})
_MAX_PLACE = 500


@dataclass(frozen=True, slots=True)
class ExportRequest:
    """What to export. ``longest_edge`` None takes the purpose's own maximum; ``place`` is where it will be seen.

    With ``cover_people`` items that are ready after covering are covered and exported too.
    """

    item_ids: tuple[int, ...]
    purpose_id: int
    folder: Path
    place: str = ""
    published_on: date | None = None
    longest_edge: int | None = None
    copy_format: CopyFormat = CopyFormat.JPEG
    cover_people: bool = False
    cover_kind: CoverKind = CoverKind.CALM


@dataclass(frozen=True, slots=True)
class PlannedCopy:
    """One item of an export: whom to cover where, or why there will be no copy (``refused``)."""

    item_id: int
    verdict: Verdict
    covered: tuple[int, ...] = ()
    boxes: tuple[Box, ...] = ()
    refused: bool = False


@dataclass(frozen=True, slots=True)
class MadeCopy:
    """A copy on disk that is not recorded yet."""

    plan: PlannedCopy
    path: Path
    facts: CopyFacts


@dataclass(frozen=True, slots=True)
class PreparedExport:
    """Copies made, items refused for their verdict, and items whose file failed (with the code)."""

    request: ExportRequest
    copies: tuple[MadeCopy, ...]
    refused: tuple[PlannedCopy, ...]
    failed: tuple[tuple[int, ErrorCode], ...]


@dataclass(frozen=True, slots=True)
class ExportedCopy:
    """A copy that is recorded as a publication."""

    item_id: int
    publication_id: int
    path: Path


@dataclass(frozen=True, slots=True)
class ExportOutcome:
    """What an export came to. ``manifest`` is None where nothing was exported."""

    copies: tuple[ExportedCopy, ...]
    refused: tuple[tuple[int, Verdict], ...]
    failed: tuple[tuple[int, ErrorCode], ...]
    manifest: Path | None


class ExportService:
    """Plans, makes and records clean copies."""

    def __init__(self, store: Store, media: MediaService, clearance: ClearanceService) -> None:
        self._store = store
        self._media = media
        self._clearance = clearance

    def plan(self, request: ExportRequest) -> tuple[PlannedCopy, ...]:
        """What would happen to each item, in the order asked for."""
        with self._store.read() as session:
            return tuple(self._plan_one(session, request, item_id) for item_id in dict.fromkeys(request.item_ids))

    def prepare(self, request: ExportRequest, progress: Progress | None = None) -> PreparedExport:
        """Make the copies; cancelling or a full disk removes what was made so far.

        Raises ``FOLDER_MISSING``, ``FOLDER_UNWRITABLE``, ``FOLDER_HOLDS_ORIGINALS``, ``PURPOSE_UNKNOWN``,
        ``DISK_FULL`` or ``CANCELLED``. A single file that cannot be read is listed, and the rest goes on; so is a film
        or a sound, of which no copies are made (``EXPORTS_PHOTOS_ONLY``).
        """
        progress = progress if progress is not None else Progress()
        _check_folder(request.folder)
        if len(request.place) > _MAX_PLACE:
            raise KnownError(ErrorCode.VALUE_NOT_ALLOWED, field="place")
        with self._store.read() as session:
            purpose = session.get(Purpose, request.purpose_id)
            if purpose is None:
                raise KnownError(ErrorCode.PURPOSE_UNKNOWN)
            stem, edge = purpose.key, request.longest_edge or purpose.copy_max_pixels
        plans = self.plan(request)
        wanted = [plan for plan in plans if not plan.refused]
        items = self._media.item_rows([plan.item_id for plan in wanted])
        failed: list[tuple[int, ErrorCode]] = []
        sources: dict[int, Path] = {}
        for plan in wanted:
            try:
                if items[plan.item_id].kind is not MediaKind.PHOTO:
                    raise KnownError(ErrorCode.EXPORTS_PHOTOS_ONLY)
                sources[plan.item_id] = self._media.file_of(plan.item_id)
            except KnownError as error:
                failed.append((plan.item_id, error.code))
        if any(source.parent.resolve() == request.folder.resolve() for source in sources.values()):
            raise KnownError(ErrorCode.FOLDER_HOLDS_ORIGINALS)
        day = request.published_on or self._store.clock.today()
        names = _Names(request.folder, f"{stem}-{day.isoformat()}", _SUFFIX[request.copy_format])
        copies: list[MadeCopy] = []
        try:
            for done, plan in enumerate(wanted, start=1):
                if plan.item_id in sources:
                    try:
                        source = sources[plan.item_id]
                        copies.append(_make_copy(request, plan, source, items[plan.item_id].sha256, next(names), edge))
                    except KnownError as error:
                        if error.code in _STOPS_EVERYTHING:
                            raise
                        failed.append((plan.item_id, error.code))
                progress.report(done, len(wanted))
        except BaseException:
            discard_copies(copies)
            raise
        return PreparedExport(request, tuple(copies), tuple(plan for plan in plans if plan.refused), tuple(failed))

    def record(self, prepared: PreparedExport) -> Change[ExportOutcome]:
        """Record the copies as publications and write the manifest, in one transaction; all or nothing.

        A copy whose verdict has changed meanwhile is deleted again and listed as refused.
        """
        request = prepared.request
        refused = [(plan.item_id, plan.verdict) for plan in prepared.refused]
        exported: list[tuple[MadeCopy, ExportedCopy]] = []
        manifest: Path | None = None
        try:
            with self._store.write("export.record") as unit:
                for made in prepared.copies:
                    verdict = self._clearance.explain_within(
                        unit.session, made.plan.item_id, request.purpose_id, covered=made.plan.covered
                    )
                    now = verdict.verdict
                    if now is Verdict.READY and made.plan.boxes != _boxes_of(
                        unit.session, made.plan.item_id, made.plan.covered
                    ):
                        now = Verdict.COVER  # somebody moved a box: this copy covers the wrong place
                    if now is not Verdict.READY:
                        discard_copies((made,))
                        refused.append((made.plan.item_id, now))
                        continue
                    publication_id = self._record_one(unit, request, made, verdict)
                    exported.append((made, ExportedCopy(made.plan.item_id, publication_id, made.path)))
                unit.touch(ChangeKind.PUBLICATION, [copy.publication_id for _, copy in exported])
                unit.note(copies=len(exported), refused=len(refused))
                if exported:
                    manifest = _write_manifest(unit, request, exported)
        except BaseException:
            discard_copies(prepared.copies)
            if manifest is not None:
                manifest.unlink(missing_ok=True)
            raise
        copies = tuple(copy for _, copy in exported)
        return Change(ExportOutcome(copies, tuple(refused), prepared.failed, manifest), unit.changes)

    def run(self, request: ExportRequest, progress: Progress | None = None) -> Change[ExportOutcome]:
        """Make and record in one go, for the command line."""
        return self.record(self.prepare(request, progress))

    def _plan_one(self, session: Session, request: ExportRequest, item_id: int) -> PlannedCopy:
        verdict = self._clearance.explain_within(session, item_id, request.purpose_id)
        if verdict.verdict is Verdict.READY:
            return PlannedCopy(item_id, verdict.verdict)
        if not request.cover_people or WayOut.COVER_AND_EXPORT not in verdict.ways_out:
            return PlannedCopy(item_id, verdict.verdict, refused=True)
        covered = tuple(dict.fromkeys((*verdict.to_cover, *verdict.to_ask)))
        boxes = _boxes_of(session, item_id, covered)
        return PlannedCopy(item_id, verdict.verdict, covered, boxes)

    def _record_one(self, unit: UnitOfWork, request: ExportRequest, made: MadeCopy, verdict: ItemVerdict) -> int:
        publication = Publication(
            item_id=made.plan.item_id,
            purpose_id=request.purpose_id,
            place=request.place.strip(),
            published_on=request.published_on or unit.store.clock.today(),
            copy_name=made.path.name,
            copy_sha256=made.facts.sha256,
            verdict=verdict.verdict,
            reasons=reasons_as_json(verdict),
            recorded_at=unit.store.clock.now(),
            recorded_by=unit.actor,
        )
        unit.session.add(publication)
        unit.session.flush()
        assert publication.id is not None
        unit.session.add_all(
            PublicationCover(publication_id=publication.id, person_id=person_id, cover=request.cover_kind)
            for person_id in made.plan.covered
        )
        relied_on = {event_id for reason in verdict.reasons for event_id in reason.event_ids}
        known = unit.session.exec(select(ConsentEvent.id).where(col(ConsentEvent.id).in_(relied_on))).all()
        unit.session.add_all(
            PublicationReliance(publication_id=publication.id, event_id=event_id or 0) for event_id in known
        )
        return publication.id


def reasons_as_json(verdict: ItemVerdict) -> str:
    """The reasons of a verdict with ids and words only, as kept with a publication."""
    return json.dumps(
        [
            {
                "what": reason.what,
                "person": reason.person_id,
                "activity": reason.activity,
                "kind": reason.kind,
                "status": reason.status,
                "since": None if reason.since is None else reason.since.isoformat(),
                "events": reason.event_ids,
                **({"spans": reason.spans} if reason.spans else {}),
            }
            for reason in verdict.reasons
        ]
    )


def discard_copies(copies: Sequence[MadeCopy]) -> None:
    """Delete copies that will not be recorded."""
    for made in copies:
        made.path.unlink(missing_ok=True)


class _Names:
    """Neutral file names that are free in a folder: ``website-2026-09-15-001.jpg`` and on."""

    def __init__(self, folder: Path, stem: str, suffix: str) -> None:
        self._folder, self._stem, self._suffix, self._number = folder, stem, suffix, 0

    def __next__(self) -> Path:
        while True:
            self._number += 1
            path = self._folder / f"{self._stem}-{self._number:03}{self._suffix}"
            if not path.exists():
                return path


def _make_copy(
    request: ExportRequest, plan: PlannedCopy, source: Path, sha256: str, target: Path, edge: int | None
) -> MadeCopy:
    facts = write_clean_copy(
        source,
        target,
        copy_format=request.copy_format,
        longest_edge=edge,
        covers=plan.boxes,
        cover_kind=request.cover_kind,
        source_sha256=sha256,
    )
    return MadeCopy(plan, target, facts)


def _check_folder(folder: Path) -> None:
    if not folder.is_dir():
        raise KnownError(ErrorCode.FOLDER_MISSING, path=str(folder))
    if not os.access(folder, os.W_OK):
        raise KnownError(ErrorCode.FOLDER_UNWRITABLE, path=str(folder))


def _boxes_of(session: Session, item_id: int, people: Sequence[int]) -> tuple[Box, ...]:
    rows = session.exec(
        select(Appearance)
        .where(Appearance.item_id == item_id, col(Appearance.person_id).in_(people))
        .order_by(col(Appearance.id))
    ).all()
    return tuple(
        Box(row.x, row.y, row.w, row.h)
        for row in rows
        if row.x is not None and row.y is not None and row.w is not None and row.h is not None
    )


def _write_manifest(
    unit: UnitOfWork, request: ExportRequest, exported: Sequence[tuple[MadeCopy, ExportedCopy]]
) -> Path:
    """A table of the copies, without any name: for whoever asks later which file was which."""
    purpose = unit.session.get(Purpose, request.purpose_id)
    day = request.published_on or unit.store.clock.today()
    path = next(_Names(request.folder, f"manifest-{day.isoformat()}", ".csv"))
    try:
        with path.open("x", encoding="utf-8-sig", newline="") as file:
            table = csv.writer(file, delimiter=";")
            table.writerow(("file", "sha256", "width", "height", "purpose", "day", "people_covered", "item"))
            for made, copy in exported:
                facts = made.facts
                key = "" if purpose is None else purpose.key
                covered = len(made.plan.covered)
                row = (made.path.name, facts.sha256, facts.width, facts.height, key, day, covered, copy.item_id)
                table.writerow(row)
            file.flush()
            os.fsync(file.fileno())
    except OSError as error:
        path.unlink(missing_ok=True)
        code = ErrorCode.DISK_FULL if error.errno == errno.ENOSPC else ErrorCode.FOLDER_UNWRITABLE
        raise KnownError(code, path=str(request.folder)) from error
    return path
