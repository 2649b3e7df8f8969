# SPDX-License-Identifier: GPL-3.0-or-later
"""Pages whose code cannot be read: a person types it, or says whose form it is, and the page is read after all."""

from __future__ import annotations

import io

import numpy as np
from PIL import Image
from sqlalchemy import delete
from sqlmodel import Session, col

from models.changes import Change
from models.consent.evidence import EvidenceService
from models.errors import ErrorCode, KnownError
from models.forms.codes import CODE_LENGTH, plain_code, tidy_code
from models.forms.forms import FormService
from models.forms.questions import ExpectedForm
from models.forms.scan_placing import Grey
from models.forms.scan_read import PageReading, read_typed
from models.forms.scan_rows import OPEN, ScanDetails
from models.forms.scan_runs import ScanService
from models.forms.scan_terms import PageProblem, ScanOutcome
from models.store import Store
from models.tables import FormMark, FormScan
from models.terms import ChangeKind

_FEWEST_FRAMES = 0.75
"""Share of a form's boxes that must be on a page before it is taken for that form: another one reached 0.67."""


class UnreadCodeService:
    """Reads kept pages with the form that a person names. Nothing is recorded by it: the page waits for a look."""

    def __init__(self, store: Store, forms: FormService, evidence: EvidenceService, scans: ScanService) -> None:
        self._store = store
        self._forms = forms
        self._evidence = evidence
        self._scans = scans

    def identify(self, scan_id: int, text: str) -> Change[int]:
        """Read a page as the form whose code was typed; gives the page. The undo makes it a page of nobody again.

        Raises ``FORM_CODE_INCOMPLETE`` (with ``count``, the symbols there are), ``FORM_CODE_WRONG`` (no seal of this
        school: mistyped, or another school's), ``FORM_UNKNOWN``, ``FORM_DOES_NOT_FIT`` where the page has not the boxes
        of that form, ``SCAN_UNKNOWN``, ``RECORD_CHANGED``, ``EVIDENCE_MISSING`` or ``EVIDENCE_DAMAGED``.
        """
        code = plain_code(text)
        if code is None:
            raise KnownError(ErrorCode.FORM_CODE_INCOMPLETE, count=len(tidy_code(text)), length=CODE_LENGTH)
        expected = self._forms.expect(code)
        if expected is PageProblem.CODE_FOREIGN:
            raise KnownError(ErrorCode.FORM_CODE_WRONG)
        is_gone = isinstance(expected, ExpectedForm) and expected.person_id is None and not expected.is_blank
        if is_gone or not isinstance(expected, ExpectedForm):  # of somebody who was erased nothing is kept
            raise KnownError(ErrorCode.FORM_UNKNOWN)
        return self._read_as(scan_id, code, expected)

    def identify_as(self, scan_id: int, form_id: int) -> Change[int]:
        """Read a page as this form, because a person sees whose it is. Raises as `identify`, but for the code."""
        issued = self._forms.issued_forms((form_id,))
        if not issued:
            raise KnownError(ErrorCode.FORM_UNKNOWN)
        return self.identify(scan_id, issued[0].sheet.code)

    def _read_as(self, scan_id: int, code: str, expected: ExpectedForm) -> Change[int]:
        with self._store.read() as session:
            scan = _unread(session, scan_id)
            evidence_id, page = scan.evidence_id or 0, scan.page
        reading = read_typed(_grey_of(self._evidence.read(evidence_id).content), page, code, expected)
        if reading.frames < _FEWEST_FRAMES:
            raise KnownError(ErrorCode.FORM_DOES_NOT_FIT)
        return self._write(scan_id, reading)

    def _write(self, scan_id: int, reading: PageReading) -> Change[int]:
        with self._store.write("form.identify") as unit:
            scan = _unread(unit.session, scan_id)
            scan.form_id = reading.form_id
            self._scans.recorder.write_down(unit, scan, reading, self._scans.recorder.problems_of(unit, reading))
            unit.note(scan=scan_id, outcome=str(scan.outcome))
        return Change(scan_id, unit.changes, lambda: self._forget(scan_id, reading))

    def _forget(self, scan_id: int, reading: PageReading) -> Change[int]:
        with self._store.write("form.unidentify") as unit:
            scan = unit.session.get(FormScan, scan_id)
            if scan is None or scan.undone_at is not None:
                raise KnownError(ErrorCode.SCAN_UNKNOWN)
            if scan.outcome not in (*OPEN, ScanOutcome.REPEATED):
                raise KnownError(ErrorCode.RECORD_CHANGED)
            form_id, scan.form_id = scan.form_id, None
            scan.outcome = ScanOutcome.WAITING
            details = ScanDetails(ScanDetails.from_json(scan.details).file, (PageProblem.CODE_UNREADABLE,))
            scan.details = details.to_json()
            unit.session.execute(delete(FormMark).where(col(FormMark.scan_id) == scan_id))
            unit.session.flush()
            self._scans.recorder.settle(unit, [form_id])
            unit.touch(ChangeKind.FORM, [form_id or 0])
            unit.note(scan=scan_id)
        return Change(scan_id, unit.changes, lambda: self._write(scan_id, reading))


def _unread(session: Session, scan_id: int) -> FormScan:
    """A page that waits because nobody knows whose it is. Raises ``SCAN_UNKNOWN`` or ``RECORD_CHANGED``."""
    scan = session.get(FormScan, scan_id)
    if scan is None or scan.undone_at is not None:
        raise KnownError(ErrorCode.SCAN_UNKNOWN)
    if scan.form_id is not None or scan.evidence_id is None or scan.outcome != ScanOutcome.WAITING:
        raise KnownError(ErrorCode.RECORD_CHANGED)
    return scan


def _grey_of(content: bytes) -> Grey:
    with Image.open(io.BytesIO(content), formats=("JPEG",)) as picture:
        return np.array(picture.convert("L"))
