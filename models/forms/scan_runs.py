# SPDX-License-Identifier: GPL-3.0-or-later
"""From a scanned pile to answers in the register, and what a person makes of the pages that wait.

A page is one transaction: its picture is kept as proof, what was seen is written down, and where nothing on it is in
doubt its answers are recorded. So a run that stops half-way can go on: what was read stays read, and the same page
is never taken in twice.
"""

from __future__ import annotations

import hashlib
import io
import secrets
import threading
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from PIL import Image
from sqlmodel import col, func, or_, select

from models.changes import Change, ChangeSet
from models.consent.evidence import EvidenceService
from models.consent.evidence_types import EvidenceInput
from models.consent.register import ConsentService
from models.errors import ErrorCode, KnownError
from models.forms.forms import FormService
from models.forms.scan_placing import Grey
from models.forms.scan_read import READER_VERSION, PageReading
from models.forms.scan_recording import ScanRecorder
from models.forms.scan_rows import (
    OPEN,
    ReviewScan,
    RunRow,
    ScanDetails,
    count_outcomes,
    details_of,
    list_runs,
    list_scans,
    read_scan,
)
from models.forms.scan_run import ReadPage, read_pile
from models.forms.scan_terms import PageProblem, ScanOutcome, SetAside
from models.media.folder import SkippedFile
from models.progress import Progress
from models.roster.row_changes import split_ids
from models.settings import SettingsService
from models.store import Store, UnitOfWork
from models.tables import Form, FormMark, FormScan
from models.terms import ChangeKind, MarkState

_LOOK_AT_ALL = "forms.look_at_every_page"
_STOPS = frozenset({ErrorCode.CANCELLED, ErrorCode.DISK_FULL, ErrorCode.REGISTER_UNWRITABLE, ErrorCode.BUSY})
_JPEG_QUALITY = 80


@dataclass(frozen=True, slots=True)
class RunSummary:
    """What became of one reading of a pile. ``known``: pages that were taken in before; ``empty``: back sides.

    ``stopped``: why not everything was read; what was read stays read, and the same files can be read again.
    """

    run: str
    outcomes: Counter[ScanOutcome]
    known: int = 0
    empty: int = 0
    skipped: tuple[SkippedFile, ...] = ()
    stopped: ErrorCode | None = None

    @property
    def recorded(self) -> int:
        """Pages whose answers were recorded without a person."""
        return self.outcomes[ScanOutcome.RECORDED]

    @property
    def waiting(self) -> int:
        """Pages that wait for a person."""
        return sum(self.outcomes[outcome] for outcome in OPEN)


class ScanService:
    """Takes piles of scans in, and keeps what people decide about them."""

    def __init__(
        self,
        store: Store,
        settings: SettingsService,
        forms: FormService,
        consent: ConsentService,
        evidence: EvidenceService,
    ) -> None:
        self._store = store
        self._settings = settings
        self._forms = forms
        self._evidence = evidence
        self.recorder = ScanRecorder(settings, consent, self.looks_at_every_page)
        self._intake = threading.Lock()

    # --- the pile

    def looks_at_every_page(self) -> bool:
        """Whether the school wants a person to look at every page, also at those without any doubt."""
        return self._settings.value(_LOOK_AT_ALL) == "true"

    def look_at_every_page(self, *, wanted: bool) -> Change[bool]:
        """Choose that; pages that were recorded before stay recorded."""
        before = self.looks_at_every_page()
        with self._store.write("settings.forms") as unit:
            self._settings.put_value(unit, _LOOK_AT_ALL, "true" if wanted else "false")
            unit.touch_all(ChangeKind.SETTING)
        return Change(wanted, unit.changes, lambda: self.look_at_every_page(wanted=before))

    def take(
        self, paths: Sequence[Path], progress: Progress | None = None, *, run: str | None = None
    ) -> Change[RunSummary]:
        """Read files and folders of scans into the register, page by page.

        Never raises for a file that cannot be read, a full disk or a cancel: the summary says so. The undo takes the
        whole run back. With ``run`` an earlier run goes on.
        """
        run = run if run is not None else self._new_run()
        changes = ChangeSet()
        counts: Counter[str] = Counter()
        skipped: list[SkippedFile] = []
        stopped: ErrorCode | None = None
        try:
            for found in read_pile(paths, self._forms.expect, progress):
                if isinstance(found, SkippedFile):
                    skipped.append(found)
                elif found.reading.problems == (PageProblem.PAGE_EMPTY,):
                    counts["empty"] += 1
                else:
                    with self._intake:
                        kept = self._keep(run, found)
                    counts["known"] += kept is None
                    changes = changes if kept is None else changes.merged(kept)
        except KnownError as error:
            if error.code not in _STOPS:
                raise
            stopped = error.code
        with self._store.read() as session:
            outcomes = count_outcomes(session, run)
        summary = RunSummary(run, outcomes, counts["known"], counts["empty"], tuple(skipped), stopped)
        return Change(summary, changes, (lambda: self.undo_run(run)) if outcomes else None)

    def undo_run(self, run: str) -> Change[int]:
        """Take everything back that a run brought in; gives how many pages. Their answers no longer count.

        A sheet of an earlier run that had to make way for one of these waits again. The undo brings the run back.
        """
        with self._store.write("form.undo_run") as unit:
            scans = unit.session.exec(
                select(FormScan).where(FormScan.run == run, col(FormScan.undone_at).is_(None))
            ).all()
            recorded = [scan for scan in scans if scan.outcome == ScanOutcome.RECORDED]
            for scan in recorded:
                self.recorder.annul(unit, scan)
            now = unit.store.clock.now()  # one moment for the whole run: by it the run is found again
            for scan in scans:
                scan.undone_at = now
            unit.session.flush()
            self.recorder.call_back(unit, [scan.form_id for scan in recorded if scan.confirmed_at is not None])
            self.recorder.settle(unit, [scan.form_id for scan in scans])
            unit.touch(ChangeKind.FORM, [scan.form_id or 0 for scan in scans])
            unit.note(pages=len(scans))
        return Change(len(scans), unit.changes, (lambda: self.redo_run(run)) if scans else None)

    def redo_run(self, run: str) -> Change[int]:
        """Bring a run back that was taken back last, with what people said about its pages. Gives how many pages.

        Pages that were read again since then stay away: the later reading stands. A page that says yes where somebody
        said no since then waits. Raises ``SCAN_UNKNOWN`` where nothing of the run can come back.
        """
        with self._store.write("form.redo_run") as unit:
            standing = select(FormScan.digest).where(col(FormScan.undone_at).is_(None))
            latest = select(func.max(col(FormScan.undone_at))).where(FormScan.run == run).scalar_subquery()
            found = unit.session.exec(
                select(FormScan)
                .where(FormScan.run == run, FormScan.undone_at == latest, col(FormScan.digest).not_in(standing))
                .order_by(col(FormScan.id))
            ).all()
            scans = tuple({scan.digest: scan for scan in found}.values())
            if not scans:
                raise KnownError(ErrorCode.SCAN_UNKNOWN)
            self.recorder.bring_back(unit, scans)
            unit.note(pages=len(scans))
        return Change(len(scans), unit.changes, lambda: self.undo_run(run))

    # --- reading

    def runs(self) -> tuple[RunRow, ...]:
        """Every run, latest first."""
        with self._store.read() as session:
            return list_runs(session)

    def counts(self, run: str | None = None) -> Counter[ScanOutcome]:
        """How many pages came to what, in one run or in all."""
        with self._store.read() as session:
            return count_outcomes(session, run)

    def waiting(self, run: str | None = None) -> tuple[int, ...]:
        """Pages that wait for a person, in order of arrival."""
        with self._store.read() as session:
            return list_scans(session, OPEN, run)

    def set_aside_pages(self, run: str | None = None) -> tuple[ReviewScan, ...]:
        """Pages that were put aside, by the program or by a person, in order of arrival."""
        with self._store.read() as session:
            ids = list_scans(session, (ScanOutcome.SET_ASIDE,), run)
            return tuple(read_scan(session, scan_id) for scan_id in ids)

    def scan(self, scan_id: int) -> ReviewScan:
        """A page with its questions. Raises ``SCAN_UNKNOWN``."""
        with self._store.read() as session:
            return read_scan(session, scan_id)

    def picture(self, scan_id: int) -> bytes | None:
        """The picture of a page (JPEG); None where none was kept. Raises ``SCAN_UNKNOWN``, ``EVIDENCE_DAMAGED``...

        What somebody makes of it is in the audit chain, so the look itself is not.
        """
        evidence_id = self.scan(scan_id).evidence_id
        return None if evidence_id is None else self._evidence.read(evidence_id).content

    # --- what a person says

    def decide(self, mark_id: int, state: MarkState | None) -> Change[int]:
        """Say what a pair of boxes is: yes, no or not filled in (None: open again). Gives the page.

        Raises ``SCAN_UNKNOWN``, ``VALUE_NOT_ALLOWED`` (nobody decides that something is not sure), ``RECORD_CHANGED``.
        """
        if state is MarkState.UNSURE:
            raise KnownError(ErrorCode.VALUE_NOT_ALLOWED)
        with self._store.write("form.decide") as unit:
            mark = unit.session.get(FormMark, mark_id)
            if mark is None:
                raise KnownError(ErrorCode.SCAN_UNKNOWN)
            scan = _open_scan(unit, mark.scan_id)
            before, mark.decided = mark.decided, state
            unit.note(scan=scan.id, mark=mark_id, decided=None if state is None else state.value)
            unit.touch(ChangeKind.FORM, [scan.form_id or 0])
        return Change(mark.scan_id, unit.changes, lambda: self.decide(mark_id, before))

    def confirm_signature(self, scan_id: int, is_signed: bool | None) -> Change[int]:
        """Say whether the form is signed (None: open again). Raises ``SCAN_UNKNOWN`` or ``RECORD_CHANGED``."""
        with self._store.write("form.signature") as unit:
            scan = _open_scan(unit, scan_id)
            details = ScanDetails.from_json(scan.details)
            scan.details = replace(details, is_signed=is_signed).to_json()
            unit.note(scan=scan_id, signed=is_signed)
            unit.touch(ChangeKind.FORM, [scan.form_id or 0])
        return Change(scan_id, unit.changes, lambda: self.confirm_signature(scan_id, details.is_signed))

    def choose(self, scan_id: int) -> Change[int]:
        """Of pages of one form that contradict each other, say which one counts; the others are put aside.

        Raises ``SCAN_UNKNOWN`` or ``RECORD_CHANGED``.
        """
        with self._store.write("form.choose") as unit:
            scan = _open_scan(unit, scan_id)
            others = self.recorder.drop_rivals(unit, scan)
            scan.outcome = ScanOutcome.WAITING
            unit.note(scan=scan_id)
            unit.touch(ChangeKind.FORM, [scan.form_id or 0])
        return Change(scan_id, unit.changes, lambda: self.reopen((*others, scan_id)))

    def accept(self, scan_id: int, *, is_signed: bool = False) -> Change[int]:
        """Record a page that somebody looked at, as it stands now; gives the number of answers.

        ``is_signed``: they say, in the same breath, that it is signed. Other pages of the form that contradict it are
        put aside. Raises ``SCAN_UNKNOWN``, ``RECORD_CHANGED``, or
        ``SCAN_NOT_READY`` where a question is open, a signature was not confirmed or nobody is there to answer for.
        """
        with self._store.write("form.accept") as unit:
            scan = _open_scan(unit, scan_id)
            if is_signed:
                scan.details = replace(ScanDetails.from_json(scan.details), is_signed=True).to_json()
                unit.session.flush()
            page = read_scan(unit.session, scan_id)
            is_signed = page.is_signed or (
                page.is_signed is None and PageProblem.SIGNATURE_MISSING not in page.problems
            )
            if page.open_marks or not is_signed or page.person_id is None or not page.marks:
                raise KnownError(ErrorCode.SCAN_NOT_READY)
            others = self.recorder.drop_rivals(unit, scan)
            scan.confirmed_by, scan.confirmed_at = unit.actor, unit.store.clock.now()
            count = self.recorder.record(unit, scan)
            self.recorder.settle(unit, [scan.form_id])
            unit.note(scan=scan_id, answers=count)
        return Change(count, unit.changes, lambda: self.reopen((*others, scan_id)))

    def set_aside(self, scan_id: int, reason: SetAside) -> Change[int]:
        """Put a page aside: nothing of it counts. Raises ``SCAN_UNKNOWN`` or ``RECORD_CHANGED``."""
        with self._store.write("form.set_aside") as unit:
            scan = _open_scan(unit, scan_id)
            self.recorder.drop(unit, scan, reason)
            self.recorder.settle(unit, [scan.form_id])
            unit.note(scan=scan_id, reason=reason.value)
        return Change(scan_id, unit.changes, lambda: self.reopen((scan_id,)))

    def reopen(self, scan_ids: Sequence[int]) -> Change[int]:
        """Let pages wait again that somebody recorded or put aside; their answers no longer count."""
        with self._store.write("form.reopen") as unit:
            scans = [
                scan
                for chunk in split_ids(scan_ids)
                for scan in unit.session.exec(
                    select(FormScan).where(
                        col(FormScan.id).in_(chunk),
                        col(FormScan.undone_at).is_(None),
                        or_(col(FormScan.form_id).is_not(None), col(FormScan.evidence_id).is_not(None)),
                    )
                )
            ]
            for scan in scans:
                if scan.outcome == ScanOutcome.RECORDED:
                    self.recorder.annul(unit, scan)
                scan.outcome = ScanOutcome.WAITING
                scan.confirmed_by, scan.confirmed_at = "", None
                scan.details = replace(ScanDetails.from_json(scan.details), reason=None, is_signed=None).to_json()
            unit.session.flush()
            self.recorder.settle(unit, [scan.form_id for scan in scans])
            unit.note(scans=sorted(scan.id or 0 for scan in scans))
        return Change(len(scans), unit.changes)

    def change_owner(self, unit: UnitOfWork, form: Form) -> None:
        """Look again at the pages of a form that got a name, or lost it; in the transaction that changed it."""
        self.recorder.change_owner(unit, form)

    # --- one page

    def _new_run(self) -> str:
        return f"{self._store.clock.now():%Y%m%dT%H%M%S}-{secrets.token_hex(4)}"

    def _keep(self, run: str, found: ReadPage) -> ChangeSet | None:
        """Write one page down; None where it is there already."""
        reading = _without_the_erased(found.reading)
        digest = _digest_of(found)
        with self._store.read() as session:
            known = session.exec(
                select(FormScan.id).where(FormScan.digest == digest, col(FormScan.undone_at).is_(None))
            ).first()
        if known is not None:
            return None
        with self._store.write("form.scan") as unit:
            problems = self.recorder.problems_of(unit, reading)
            is_ours = reading.form_id is not None and bool(reading.pairs)
            is_unread = reading.problems == (PageProblem.CODE_UNREADABLE,)
            scan = FormScan(
                form_id=reading.form_id,
                run=run,
                page=reading.page,
                evidence_id=self._keep_picture(unit, found.grey) if is_ours or is_unread else None,
                reader=READER_VERSION,
                outcome=ScanOutcome.WAITING if is_ours or is_unread else ScanOutcome.SET_ASIDE,
                read_at=unit.store.clock.now(),
                digest=digest,
                details=details_of(reading, found.path.name, problems).to_json(),
            )
            unit.session.add(scan)
            unit.session.flush()
            self.recorder.write_down(unit, scan, reading, problems)
            unit.note(scan=scan.id, outcome=str(scan.outcome))
        return unit.changes

    def _keep_picture(self, unit: UnitOfWork, grey: Grey | None) -> int | None:
        """Keep the page as proof, or to see whose it is. Of pages that are no form of this school none is kept."""
        if grey is None:
            return None
        file = io.BytesIO()
        Image.fromarray(grey).save(file, "JPEG", quality=_JPEG_QUALITY)
        return self._evidence.put_within(unit, EvidenceInput(file.getvalue(), "image/jpeg"))


def _open_scan(unit: UnitOfWork, scan_id: int) -> FormScan:
    """A page that waits for a person. Raises ``SCAN_UNKNOWN`` or ``RECORD_CHANGED``."""
    scan = unit.session.get(FormScan, scan_id)
    if scan is None or scan.undone_at is not None:
        raise KnownError(ErrorCode.SCAN_UNKNOWN)
    if scan.outcome not in OPEN:
        raise KnownError(ErrorCode.RECORD_CHANGED)
    return scan


def _without_the_erased(reading: PageReading) -> PageReading:
    """Of a form of somebody who was erased only that it came in is kept: no picture, no marks, no form."""
    if PageProblem.PERSON_GONE not in reading.problems:
        return reading
    problems = tuple(one for one in reading.problems if one in (PageProblem.PERSON_GONE, PageProblem.SEVERAL_FORMS))
    return replace(reading, form_id=None, template=None, pairs=(), signatures=(), placement=None, problems=problems)


def _digest_of(found: ReadPage) -> str:
    """The same for the same pixels with the same code on them, whatever the file is called."""
    digest = hashlib.sha256()
    if found.grey is None:
        words = (found.path.name, str(found.reading.page), *found.reading.problems)
        digest.update("\n".join(words).encode())
    else:
        digest.update(repr(found.grey.shape).encode())
        digest.update(found.grey.tobytes())
    digest.update((found.reading.code or "").encode())
    return digest.hexdigest()
