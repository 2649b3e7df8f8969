# SPDX-License-Identifier: GPL-3.0-or-later
"""The whole check of a register: what lies in its file, the evidence beside it, and the statuses compiled from it."""

from __future__ import annotations

from dataclasses import replace

from models.consent.cells import count_people, outdated_cells
from models.consent.evidence import EvidenceService
from models.errors import ErrorCode
from models.progress import Progress
from models.settings import SettingsService
from models.store import Store
from models.store.verify import FindingCode, Findings, VerifyReport, verify_register

_STEP = 200


class CheckupService:
    """Checks everything that can be checked without asking anybody."""

    def __init__(self, store: Store, settings: SettingsService, evidence: EvidenceService) -> None:
        self._store = store
        self._settings = settings
        self._evidence = evidence

    def run(self, progress: Progress | None = None, *, known_head: str = "") -> VerifyReport:
        """Check the register. ``known_head`` is a hash in one piece, as `models.store.verify.read_head` gives it.

        Changes nothing. Raises ``CANCELLED``.
        """
        progress = progress if progress is not None else Progress()
        report = verify_register(self._store, _part(progress, 0, 45), known_head=known_head)
        found = Findings()
        files = self._check_evidence(found, _part(progress, 45, 50))
        if all(finding.code is not FindingCode.FILE_DAMAGED for finding in report.findings):
            self._check_cells(found, _part(progress, 50, 100))
        progress.report(100, 100)
        order = list(FindingCode)
        findings = sorted((*report.findings, *found.collected()), key=lambda finding: order.index(finding.code))
        return replace(report, proof_files=files, findings=tuple(findings))

    def _check_evidence(self, findings: Findings, progress: Progress) -> int:
        total = self._evidence.count()
        files = 0
        for evidence_id, code in self._evidence.problems():
            files += 1
            progress.report(min(files, total), total)
            if code is ErrorCode.EVIDENCE_MISSING:
                findings.add(FindingCode.PROOF_MISSING, evidence_id)
            elif code is not None:
                findings.add(FindingCode.PROOF_DAMAGED, evidence_id)
        if left_over := len(self._evidence.left_over()):
            findings.add(FindingCode.PROOF_LEFT_OVER, count=left_over)
        return files

    def _check_cells(self, findings: Findings, progress: Progress) -> None:
        policy = self._settings.policy()
        with self._store.read() as session:
            people = count_people(session)
            for done, (person_id, is_outdated) in enumerate(outdated_cells(session, policy)):
                if is_outdated:
                    findings.add(FindingCode.STATUSES_OUTDATED, person_id)
                if done % _STEP == 0:
                    progress.report(done, people)


def _part(whole: Progress, start: int, end: int) -> Progress:
    """Progress of a part of the work, as percents ``start`` to ``end`` of the whole."""
    return Progress(lambda done, total: whole.report(start + (end - start) * done // max(1, total), 100), whole.cancel)
