# SPDX-License-Identifier: GPL-3.0-or-later
"""Which folder is watched for new scans, with a button to choose one or to stop."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtWidgets import QFileDialog, QHBoxLayout, QLabel, QPushButton, QVBoxLayout, QWidget

from models.changes import Change, ChangeSet
from models.errors import ErrorCode
from models.folder_watch import FolderLook
from models.forms.scan_folder import ChosenFolder
from models.progress import Progress
from models.terms import ChangeKind
from models.workspace import Workspace
from ui.context import AppContext
from ui.style.icons import icon
from ui.style.spacing import XS, S
from ui.style.theme import set_kind
from ui.texts import _, ngettext

_LOOK_EVERY_MS = 5_000


@dataclass(frozen=True, slots=True)
class _State:
    folder: Path | None
    look: FolderLook | None


class ScanFolderRow(QWidget):
    """Off until somebody chooses a folder. Reading is done elsewhere; this only says how things stand."""

    present_found = Signal(int)
    """So many scans were in the chosen folder already."""

    def __init__(self, context: AppContext, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._context = context
        self.text = QLabel()
        self.text.setTextFormat(Qt.TextFormat.PlainText)
        self.text.setWordWrap(True)
        self.note = QLabel()
        self.note.setWordWrap(True)
        set_kind(self.note, "muted")
        self.choose = QPushButton(icon("folder"), _("Watch a folder…"))
        self.stop = QPushButton(_("Stop watching"))
        row = QHBoxLayout()
        row.setSpacing(S)
        row.addWidget(self.choose)
        row.addWidget(self.stop)
        row.addWidget(self.text, 1)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(XS)
        layout.addLayout(row)
        layout.addWidget(self.note)
        self.choose.clicked.connect(self._on_choose)
        self.stop.clicked.connect(lambda: self.watch(None))
        context.bus.changed.connect(self._on_changed)
        self._timer = QTimer(self)
        self._timer.setInterval(_LOOK_EVERY_MS)
        self._timer.timeout.connect(self._on_time)
        self._timer.start()
        self._on_state(_State(None, None))
        self.refresh()

    def watch(self, folder: Path | None) -> None:
        """Watch this folder from now on; None: no folder."""
        self._context.jobs.run_change(
            lambda workspace, _progress: workspace.scan_folder.choose(folder),
            success=self._on_chosen,
            owner=self,
            label=_("Watched folder"),
        )

    def refresh(self) -> None:
        """See how things stand."""
        self._context.jobs.run_query(_read_state, success=self._on_state, owner=self, key="folder")

    def _on_choose(self) -> None:
        name = QFileDialog.getExistingDirectory(self, _("In which folder does the copier put its scans?"))
        if name:
            self.watch(Path(name))

    def _on_time(self) -> None:
        if self.isVisible() and self.stop.isVisible():
            self.refresh()

    def _on_chosen(self, change: Change[ChosenFolder]) -> None:
        if change.value.present:
            self.present_found.emit(change.value.present)

    def _on_changed(self, changes: ChangeSet) -> None:
        if changes.concerns(ChangeKind.SETTING, ChangeKind.FORM):
            self.refresh()

    def _on_state(self, state: _State) -> None:
        is_watched = state.folder is not None
        self.stop.setVisible(is_watched)
        self.choose.setText(_("Watch another folder…") if is_watched else _("Watch a folder…"))
        if state.folder is None:
            self.text.setText(_("New scans in it are then read by themselves."))
        else:
            self.text.setText(_("New scans in “{folder}” are read by themselves.").format(folder=state.folder))
        note = _note_of(state.look)
        self.note.setText(note)
        self.note.setVisible(bool(note))


def _read_state(workspace: Workspace, progress: Progress) -> _State:
    return _State(workspace.scan_folder.folder(), workspace.scan_folder.look(progress))


def _note_of(look: FolderLook | None) -> str:
    if look is None:
        return ""
    if look.problem is ErrorCode.FOLDER_MISSING:
        return _("The folder is not there now. As soon as it is back, reading goes on.")
    if look.problem is not None:
        return _("The folder cannot be opened now. As soon as it can, reading goes on.")
    notes = []
    if look.growing:
        text = ngettext("{count} scan is still coming in.", "{count} scans are still coming in.", look.growing)
        notes.append(text.format(count=look.growing))
    if look.others:
        text = ngettext(
            "{count} other file in it is left alone.", "{count} other files in it are left alone.", look.others
        )
        notes.append(text.format(count=look.others))
    return " ".join(notes)
