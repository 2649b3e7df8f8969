# SPDX-License-Identifier: GPL-3.0-or-later
"""Pages put aside, by the program or by a person: where each is, why, and what can be done with it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from sqlalchemy import select as select_columns
from sqlmodel import col, select

from models.changes import Change
from models.consent.evidence import EvidenceService
from models.errors import ErrorCode, KnownError
from models.forms.scan_rows import NOT_COUNTING, ScanDetails
from models.forms.scan_runs import ScanService
from models.forms.scan_terms import PageProblem, ScanOutcome, SetAside
from models.roster.row_changes import split_ids
from models.store import Store, UnitOfWork
from models.store.same_person import follow, kept_ids
from models.tables import Form, FormScan, Person
from models.terms import ChangeKind


@dataclass(frozen=True, slots=True)
class AsidePages:
    """Pages of one file that follow each other and are aside for the same reason; one page where it has a form.

    ``reason`` is what a person said, else ``problems`` are what the program saw. ``can_return``: a picture was kept.
    """

    scan_ids: tuple[int, ...]
    file: str
    first: int
    last: int
    reason: SetAside | None
    problems: tuple[PageProblem, ...]
    person_id: int | None
    can_return: bool


class PutAsideService:
    """Lists pages that were put aside, and takes them off the list."""

    def __init__(self, store: Store, evidence: EvidenceService, scans: ScanService) -> None:
        self._store = store
        self._evidence = evidence
        self._scans = scans

    def pages(self, run: str | None = None) -> tuple[AsidePages, ...]:
        """What is aside, of one run or all, in order of arrival; a thousand pages of something else are one entry."""
        wanted = [] if run is None else [col(FormScan.run) == run]
        with self._store.read() as session:
            rows = session.execute(
                select_columns(
                    col(FormScan.id),
                    col(FormScan.run),
                    col(FormScan.page),
                    col(FormScan.evidence_id),
                    col(FormScan.details),
                    col(Form.person_id),
                )
                .outerjoin(Form, col(Form.id) == col(FormScan.form_id))
                .where(col(FormScan.undone_at).is_(None), col(FormScan.outcome) == ScanOutcome.SET_ASIDE, *wanted)
                .order_by(col(FormScan.id))
            ).all()
            kept = kept_ids(session)
            erased = set(session.exec(select(Person.id).where(col(Person.erased_on).is_not(None))))
        found: list[AsidePages] = []
        last_run = ""
        for scan_id, run_of, page, evidence_id, text, person_id in rows:
            details = ScanDetails.from_json(text)
            person = None if person_id is None else follow(person_id, kept)
            one = AsidePages(
                (scan_id,),
                details.file,
                page,
                page,
                details.reason,
                () if details.reason is not None else details.problems,
                None if person in erased else person,
                evidence_id is not None,
            )
            if found and run_of == last_run and _follows(found[-1], one):
                found[-1] = replace(found[-1], scan_ids=(*found[-1].scan_ids, scan_id), last=page)
            else:
                found.append(one)
            last_run = run_of
        return tuple(found)

    def look_again(self, scan_ids: Sequence[int]) -> Change[int]:
        """Let pages wait for a person again; gives how many. The undo puts them aside as they were.

        Raises ``SCAN_UNKNOWN`` where none of them has a picture to look at.
        """
        with self._store.read() as session:
            reasons = {
                scan_id: ScanDetails.from_json(details).reason or SetAside.ASK_AGAIN
                for chunk in split_ids(scan_ids)
                for scan_id, details in session.execute(
                    select_columns(col(FormScan.id), col(FormScan.details)).where(
                        col(FormScan.id).in_(chunk), col(FormScan.outcome) == ScanOutcome.SET_ASIDE
                    )
                )
            }
        change = self._scans.reopen(tuple(reasons))
        if not change.value:
            raise KnownError(ErrorCode.SCAN_UNKNOWN)
        return Change(change.value, change.changes, lambda: self._put_back(reasons))

    def take_off_list(self, scan_ids: Sequence[int]) -> Change[int]:
        """These pages are dealt with: they are off the list, and count as little as before. Gives how many.

        Of a page that was never known to be somebody's, the picture is deleted; so such a page has no undo.
        """
        with self._store.write("form.off_list") as unit:
            scans = list(_with_outcome(unit, scan_ids, ScanOutcome.SET_ASIDE))
            pictures = []
            for scan in scans:
                scan.outcome = ScanOutcome.OFF_LIST
                if scan.form_id is None and scan.evidence_id is not None:
                    pictures.append(scan.evidence_id)
                    scan.evidence_id = None
            self._evidence.forget_within(unit, pictures)
            ids = tuple(scan.id or 0 for scan in scans)
            unit.touch(ChangeKind.FORM, [scan.form_id or 0 for scan in scans])
            unit.note(scans=list(ids[:100]), pages=len(ids))
        return Change(len(ids), unit.changes, None if pictures else lambda: self._put_on_list(ids))

    def _put_on_list(self, scan_ids: Sequence[int]) -> Change[int]:
        with self._store.write("form.on_list") as unit:
            scans = list(_with_outcome(unit, scan_ids, ScanOutcome.OFF_LIST))
            for scan in scans:
                scan.outcome = ScanOutcome.SET_ASIDE
            unit.touch(ChangeKind.FORM, [scan.form_id or 0 for scan in scans])
            unit.note(pages=len(scans))
        return Change(len(scans), unit.changes, lambda: self.take_off_list(scan_ids))

    def _put_back(self, reasons: Mapping[int, SetAside]) -> Change[int]:
        with self._store.write("form.set_aside") as unit:
            scans = [
                scan
                for outcome in ScanOutcome
                if outcome not in NOT_COUNTING
                for scan in _with_outcome(unit, tuple(reasons), outcome)
            ]
            for scan in scans:
                self._scans.recorder.drop(unit, scan, reasons[scan.id or 0])
            self._scans.recorder.settle(unit, [scan.form_id for scan in scans])
            unit.note(pages=len(scans))
        return Change(len(scans), unit.changes, lambda: self.look_again(tuple(reasons)))


def _with_outcome(unit: UnitOfWork, scan_ids: Sequence[int], outcome: ScanOutcome) -> Iterator[FormScan]:
    for chunk in split_ids(scan_ids):
        yield from unit.session.exec(
            select(FormScan).where(
                col(FormScan.id).in_(chunk), col(FormScan.undone_at).is_(None), FormScan.outcome == outcome
            )
        )


def _follows(before: AsidePages, one: AsidePages) -> bool:
    """Whether a page goes into the entry before it: the next one in its file, of nobody, and for the same reason."""
    alike = (before.file, before.reason, before.problems, before.can_return)
    return (
        before.person_id is None
        and one.person_id is None
        and one.first in (before.last, before.last + 1)
        and alike == (one.file, one.reason, one.problems, one.can_return)
    )
