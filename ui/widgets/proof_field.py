# SPDX-License-Identifier: GPL-3.0-or-later
"""Proof to keep with an answer: a quiet button to attach it, then a chip that can be taken off again."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QMimeData, Qt, Signal
from PySide6.QtGui import QDragEnterEvent, QDropEvent
from PySide6.QtWidgets import QFileDialog, QHBoxLayout, QMenu, QPushButton, QWidget

from models.consent.evidence_types import EvidenceInput
from ui.style.icons import icon
from ui.style.proof_labels import media_type_icon, media_type_label
from ui.style.theme import set_kind
from ui.texts import _, format_size

_CHIP_WIDTH = 220
_ENDINGS = "*.pdf *.png *.jpg *.jpeg *.tif *.tiff *.heic *.eml *.msg *.docx *.txt *.md"


class ProofField(QWidget):
    """Holds one file or note; reading a chosen file is left to whoever listens."""

    file_chosen = Signal(object)
    """`Path` of a file that was chosen or dropped."""
    note_asked = Signal()
    changed = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.evidence: EvidenceInput | None = None
        self.attach = QPushButton(icon("link", "accent"), _("Attach proof…"))
        set_kind(self.attach, "quiet")
        self.attach.setToolTip(
            _("A scan, picture, e-mail (.eml or .msg), Word file or text. You can also drop it here.")
        )
        self.menu = QMenu(self.attach)
        self.menu.addAction(icon("file"), _("A file…"), self._on_file_asked)
        self.menu.addAction(icon("edit"), _("A note…"), self.note_asked.emit)
        self.attach.setMenu(self.menu)
        self.chip = QPushButton()
        set_kind(self.chip, "chip")
        self.chip.setMaximumWidth(_CHIP_WIDTH)
        self.chip.clicked.connect(self.clear)
        layout = QHBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(self.attach)
        layout.addWidget(self.chip)
        self.setAcceptDrops(True)
        self._show()

    def set_evidence(self, evidence: EvidenceInput, name: str = "") -> None:
        """Hold this; ``name`` is what the user called it."""
        self.evidence = evidence
        kind = media_type_label(evidence.media_type)
        text = _("{name} ({size})").format(name=name or kind, size=format_size(len(evidence.content)))
        shown = self.fontMetrics().elidedText(name or kind, Qt.TextElideMode.ElideMiddle, _CHIP_WIDTH - 86)
        self.chip.setIcon(icon(media_type_icon(evidence.media_type)))
        self.chip.setText(f"{shown}  ✕".replace("&", "&&"))
        self.chip.setToolTip(
            _("{name}: kept with each answer that you record now. Click to take it off.").format(name=text)
        )
        self.chip.setAccessibleName(_("Proof attached: {name}. Press to take it off.").format(name=text))
        self._show()
        self.changed.emit()

    def clear(self) -> None:
        """Hold nothing."""
        had = self.evidence is not None
        had_focus = self.chip.hasFocus()
        self.evidence = None
        self._show()
        if had_focus:
            self.attach.setFocus()
        if had:
            self.changed.emit()

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        """One file may be dropped here; whether it can be kept is seen when it is read."""
        if file_in(event.mimeData()) is not None:
            event.acceptProposedAction()

    def dropEvent(self, event: QDropEvent) -> None:
        """Take the dropped file."""
        path = file_in(event.mimeData())
        if path is not None:
            event.acceptProposedAction()
            self.file_chosen.emit(path)

    def _show(self) -> None:
        self.attach.setVisible(self.evidence is None)
        self.chip.setVisible(self.evidence is not None)

    def _on_file_asked(self) -> None:
        kinds = _("Scans, pictures, e-mails and texts ({endings})").format(endings=_ENDINGS)
        chosen, _kind = QFileDialog.getOpenFileName(
            self, _("Attach proof"), "", ";;".join((kinds, _("All files ({endings})").format(endings="*")))
        )
        if chosen:
            self.file_chosen.emit(Path(chosen))


def file_in(data: QMimeData) -> Path | None:
    """The one file among what is dragged."""
    paths = [Path(url.toLocalFile()) for url in data.urls() if url.isLocalFile()]
    return paths[0] if len(paths) == 1 else None
