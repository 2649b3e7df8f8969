# SPDX-License-Identifier: GPL-3.0-or-later
"""Proof of an answer: attaching it, looking at it, and the sheet that tells everything about one answer."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QObject

from models.consent.evidence_types import EMAIL, OUTLOOK, EvidenceInput, read_evidence_file
from models.errors import KnownError
from models.progress import Progress
from models.terms import AnswerMethod
from models.workspace import Workspace
from ui.context import AppContext
from ui.dialogs.document import DocumentDialog
from ui.dialogs.note import NoteDialog
from ui.dialogs.view_proof import ViewProofDialog
from ui.documents.proof_sheet import compose_proof
from ui.pages.people.person_panel import PersonPanel
from ui.printing.flow import FlowDocument
from ui.style.error_sentences import error_sentence
from ui.texts import _
from ui.widgets.banner import Banner


class ProofActions(QObject):
    """Carries out what is asked of proof on the panel of a person."""

    def __init__(self, context: AppContext, panel: PersonPanel, banner: Banner, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._context, self._panel, self._banner = context, panel, banner
        self._field = panel.bar.proof
        self._field.file_chosen.connect(self.attach_file)
        self._field.note_asked.connect(self._on_note_asked)
        panel.history.proof_asked.connect(self.view_proof)
        panel.history.sheet_asked.connect(self.open_sheet)

    def attach_file(self, path: Path) -> None:
        """Read a file and keep it ready; an e-mail says how the answer came as well."""
        person_id = self._shown_person()

        def read(_workspace: Workspace, _progress: Progress) -> EvidenceInput:
            return read_evidence_file(path)

        def has_read(evidence: EvidenceInput) -> None:
            if self._shown_person() != person_id:
                return
            self._field.set_evidence(evidence, path.name)
            if evidence.media_type in (EMAIL, OUTLOOK):
                box = self._panel.bar.method
                box.setCurrentIndex(box.findData(AnswerMethod.EMAIL))

        self._context.jobs.run_query(read, success=has_read, failure=self._on_failed, owner=self, key="proof")

    def view_proof(self, evidence_id: int) -> None:
        """Ask why, then show the file."""
        ViewProofDialog(self._context, evidence_id, self._panel).open()

    def open_sheet(self, event_id: int) -> None:
        """Show the proof sheet of an answer, to print or save."""

        def compose(workspace: Workspace, _progress: Progress) -> FlowDocument:
            return compose_proof(workspace.proof.facts(event_id))

        name = _("proof of answer {number}").format(number=event_id)
        DocumentDialog(self._context, _("Proof sheet"), compose, name, self._panel).open()

    def _shown_person(self) -> int | None:
        record = self._panel.record
        return None if record is None else record.person.id

    def _on_note_asked(self) -> None:
        dialog = NoteDialog(self._panel)
        dialog.note_written.connect(self._on_note_written)
        dialog.open()

    def _on_note_written(self, evidence: EvidenceInput) -> None:
        self._field.set_evidence(evidence, _("Note"))

    def _on_failed(self, error: KnownError) -> None:
        self._banner.show_message(error_sentence(error), icon_name="warning", seconds=0)
