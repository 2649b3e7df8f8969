# SPDX-License-Identifier: GPL-3.0-or-later
"""Somebody's dossier in one step: everything on record about them, and copies of their pictures (GDPR art. 15).

Everybody else in such a copy is covered. A picture in which somebody cannot be (nobody said where they are, or who they
are) is not copied, and the dossier says why. No file or folder has a name in its name.
"""

from __future__ import annotations

import shutil
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path

from sqlmodel import Session, col, select

from models.changes import Change
from models.consent.register import ConsentService
from models.errors import ErrorCode, KnownError
from models.media.box import Box
from models.media.library import MediaService
from models.media.tagging import ItemPeople, load_people_in
from models.policy import day_after_months
from models.progress import Progress
from models.publishing import dossier_read as reading
from models.publishing.clean_copy import write_clean_copy
from models.publishing.dossier_facts import CurrentStatus, Dossier, DossierGap, DossierItem
from models.publishing.dossier_json import dossier_as_json
from models.publishing.retention import read_gone
from models.settings import School, SettingsService
from models.store import Store
from models.store.same_person import kept_id_of, records_of
from models.tables import Item
from models.terms import ChangeKind, CoverKind, FaceJudgement, MediaKind

PICTURES = "pictures"
JSON_NAME = "dossier.json"
PDF_NAME = "dossier.pdf"
_LONGEST_EDGE = 2048
_MOST_NAMES = 1_000
_STOPS_EVERYTHING = frozenset({ErrorCode.DISK_FULL, ErrorCode.FOLDER_UNWRITABLE, ErrorCode.FOLDER_MISSING})
_GAP_OF = {ErrorCode.FILE_MISSING: DossierGap.FILE_MISSING, ErrorCode.FILE_CHANGED: DossierGap.FILE_CHANGED}

WritePdf = Callable[[Path, Dossier], object]
"""Writes the dossier for people to read; gets the path of the PDF and the dossier with its pictures in place."""


@dataclass(frozen=True, slots=True)
class DossierRequest:
    """Whose dossier, and what goes into it. ``with_reason``: also why the person is never shown."""

    person_id: int
    with_pictures: bool = True
    with_reason: bool = False


@dataclass(frozen=True, slots=True)
class WrittenDossier:
    """What was written: the folder, and the dossier with the names of its pictures."""

    folder: Path
    dossier: Dossier

    @property
    def pictures(self) -> int:
        """How many pictures were copied."""
        return sum(bool(item.picture) for item in self.dossier.items)


class DossierService:
    """Collects a dossier, and writes it into a folder."""

    def __init__(self, store: Store, settings: SettingsService, consent: ConsentService, media: MediaService) -> None:
        self._store = store
        self._settings = settings
        self._consent = consent
        self._media = media

    def collect(self, person_id: int, *, with_reason: bool = False) -> Dossier:
        """Everything on record about a person; of a merged record the kept one's. Raises ``PERSON_UNKNOWN``."""
        with self._store.read() as session:
            person_id = kept_id_of(session, person_id)
        matrix = self._consent.matrix(person_id)
        school = self._settings.school() or School("")
        months = self._settings.policy().retention_months
        with self._store.read() as session:
            records = records_of(session, (person_id,))
            own = reading.read_own_data(session, person_id, records, with_reason=with_reason)
            purposes = reading.read_purposes(session)
            items = tuple(self._with_gaps(session, reading.read_items(session, records), records))
            log, links, head = reading.read_log(session, records)
            gone_on = read_gone(session, self._store.clock.today()).get(person_id)
            return Dossier(
                made_at=self._store.clock.now(),
                school=school,
                own=own,
                roles=reading.read_roles(session, records),
                groups=reading.read_groups(session, records),
                guardians=reading.read_relatives(session, records, of_pupil=True),
                wards=reading.read_relatives(session, records, of_pupil=False),
                answers=reading.read_answers(session, records, purposes),
                answers_for_others=reading.read_answers(session, records, purposes, for_others=True),
                statuses=tuple(
                    CurrentStatus(
                        key.activity, key.kind, purposes[key.purpose_id], status.status, status.since, status.until
                    )
                    for row in matrix.rows
                    for key, status in row.statuses
                ),
                asked=reading.read_asked(session, records, purposes),
                forms=reading.read_forms(session, records),
                reminded_on=reading.read_reminders(session, records),
                notices=reading.read_notices(session, records),
                sessions=reading.read_sessions(session, records),
                items=items,
                publications=reading.read_publications(session, [one.item_id for one in items], records, purposes),
                tasks=reading.read_tasks(session, records, purposes),
                merged_on=reading.read_merges(session, records),
                retention_months=months,
                erase_from=_erase_from(gone_on, months),
                log=log,
                links=links,
                head=head,
            )

    def write(
        self,
        request: DossierRequest,
        parent: Path,
        write_pdf: WritePdf | None = None,
        progress: Progress | None = None,
    ) -> Change[WrittenDossier]:
        """Write a dossier into a new folder inside ``parent``: a PDF, a JSON document and the pictures.

        That a dossier was made is put on record. When it fails or is cancelled, nothing of it is left. Raises
        ``PERSON_UNKNOWN``, ``FOLDER_MISSING``, ``FOLDER_UNWRITABLE``, ``DISK_FULL`` or ``CANCELLED``.
        """
        progress = progress if progress is not None else Progress()
        dossier = self.collect(request.person_id, with_reason=request.with_reason)
        folder = _make_folder(parent, self._store.clock.today())
        try:
            items = self._write_pictures(dossier, folder, progress) if request.with_pictures else _left_out(dossier)
            dossier = replace(dossier, items=items)
            _write_text(folder / JSON_NAME, dossier_as_json(dossier))
            progress.cancel.raise_if_cancelled()
            if write_pdf is not None:
                write_pdf(folder / PDF_NAME, dossier)
            progress.cancel.raise_if_cancelled()
            written = WrittenDossier(folder, dossier)
            with self._store.write("person.dossier") as unit:
                unit.touch(ChangeKind.PERSON, [dossier.own.person_id])
                unit.note(pictures=written.pictures, with_reason=request.with_reason and dossier.own.is_protected)
        except BaseException:
            shutil.rmtree(folder, ignore_errors=True)
            raise
        return Change(written, unit.changes)

    def _with_gaps(
        self, session: Session, items: Sequence[DossierItem], records: Sequence[int]
    ) -> Sequence[DossierItem]:
        """The items, each with the reason why it cannot be copied, if there is one already now."""
        people = load_people_in(session, [one.item_id for one in items])
        return [replace(one, gap=_gap_of(one, people[one.item_id], records)) for one in items]

    def _write_pictures(self, dossier: Dossier, folder: Path, progress: Progress) -> tuple[DossierItem, ...]:
        """Copy what can be copied, everybody else covered; gives the items with their pictures or gaps."""
        wanted = [item for item in dossier.items if item.gap is None]
        covers, hashes = self._covers(dossier, [item.item_id for item in wanted])
        if wanted:
            (folder / PICTURES).mkdir()
        made: dict[int, DossierItem] = {}
        for number, item in enumerate(wanted, start=1):
            name = f"{PICTURES}/{number:03}.jpg"
            try:
                write_clean_copy(
                    self._media.file_of(item.item_id),
                    folder / name,
                    longest_edge=_LONGEST_EDGE,
                    covers=covers[item.item_id],
                    cover_kind=CoverKind.CALM,
                    source_sha256=hashes[item.item_id],
                )
                made[item.item_id] = replace(item, picture=name)
            except KnownError as error:
                if error.code in _STOPS_EVERYTHING:
                    raise
                made[item.item_id] = replace(item, gap=_GAP_OF.get(error.code, DossierGap.FILE_UNREADABLE))
            progress.report(number, len(wanted))
        return tuple(made.get(item.item_id, item) for item in dossier.items)

    def _covers(self, dossier: Dossier, item_ids: Sequence[int]) -> tuple[dict[int, list[Box]], dict[int, str]]:
        """Where everybody else is in these items, and the content that these places are about."""
        with self._store.read() as session:
            records = set(records_of(session, (dossier.own.person_id,)))
            people = load_people_in(session, item_ids)
            hashes = {
                item_id or 0: sha256
                for item_id, sha256 in session.exec(select(Item.id, Item.sha256).where(col(Item.id).in_(item_ids)))
            }
        covers = {
            item_id: [
                *(row.box for row in found.appearances if row.box is not None and row.person_id not in records),
                *(face.box for face in found.faces if face.judgement is not FaceJudgement.NOT_A_PERSON),
            ]
            for item_id, found in people.items()
        }
        return covers, hashes


def _gap_of(item: DossierItem, people: ItemPeople, records: Sequence[int]) -> DossierGap | None:
    """Why an item cannot be copied, as far as the register knows."""
    if item.kind is not MediaKind.PHOTO:
        return DossierGap.NOT_A_PHOTO
    if people.unnamed_count:
        return DossierGap.SOMEBODY_UNNAMED
    if any(row.box is None and row.is_visible and row.person_id not in records for row in people.appearances):
        return DossierGap.SOMEBODY_WITHOUT_PLACE
    return None


def _left_out(dossier: Dossier) -> tuple[DossierItem, ...]:
    return tuple(replace(item, gap=item.gap or DossierGap.LEFT_OUT) for item in dossier.items)


def _erase_from(gone_on: date | None, months: int) -> date | None:
    return None if gone_on is None or not months else day_after_months(gone_on, months)


def _make_folder(parent: Path, day: date) -> Path:
    """A new folder that is called after the day alone."""
    if not parent.is_dir():
        raise KnownError(ErrorCode.FOLDER_MISSING, path=str(parent))
    for number in range(1, _MOST_NAMES):
        folder = parent / f"dossier-{day.isoformat()}{'' if number == 1 else f'-{number}'}"
        try:
            folder.mkdir()
        except FileExistsError:
            continue
        except OSError as error:
            raise KnownError(ErrorCode.FOLDER_UNWRITABLE, path=str(parent)) from error
        return folder
    raise KnownError(ErrorCode.FOLDER_UNWRITABLE, path=str(parent))


def _write_text(path: Path, text: str) -> None:
    try:
        path.write_text(text, encoding="utf-8")
    except OSError as error:
        raise KnownError(ErrorCode.FOLDER_UNWRITABLE, path=str(path.parent)) from error
