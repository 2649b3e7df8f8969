# SPDX-License-Identifier: GPL-3.0-or-later
"""Scans that the copier puts in the chosen folder are read by themselves while the program is open.

Looking and reading are jobs; the window hears of it when there is something to tell. Where reading stopped (a full
disk, somebody's wish) it rests until it is asked to go on: the same files would stop it again.
"""

from __future__ import annotations

from PySide6.QtCore import QObject, QTimer, Signal

from models.changes import Change, ChangeSet
from models.folder_watch import FolderLook
from models.forms.scan_runs import RunSummary
from models.progress import Progress
from models.terms import ChangeKind
from models.workspace import Workspace
from ui.context import AppContext
from ui.texts import _

LOOK_EVERY_MS = 5_000


class ScanWatch(QObject):
    """Looks at the folder every few seconds, if one was chosen; one look or reading at a time."""

    pages_read = Signal(object)
    """`RunSummary` of new scans that were read, or that could not be."""

    def __init__(self, context: AppContext, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._context = context
        self._is_busy = False
        self._timer = QTimer(self)
        self._timer.setInterval(LOOK_EVERY_MS)
        self._timer.timeout.connect(self.look)
        context.bus.changed.connect(self._on_changed)

    @property
    def is_watching(self) -> bool:
        """Whether it will look again by itself."""
        return self._timer.isActive()

    def start(self) -> None:
        """Look now, and again every few seconds while a folder is chosen."""
        self._timer.start()
        self.look()

    def look(self) -> None:
        """See whether there are new scans, and read them."""
        if self._is_busy:
            return
        self._is_busy = True

        def look(workspace: Workspace, progress: Progress) -> FolderLook | None:
            return workspace.scan_folder.look(progress)

        self._context.jobs.run_query(look, success=self._on_looked, failure=self._on_failed, owner=self)

    def _on_looked(self, found: FolderLook | None) -> None:
        self._is_busy = False
        if found is None:
            self._timer.stop()
            return
        if not found.ready:
            return
        self._is_busy = True

        def read(workspace: Workspace, progress: Progress) -> Change[RunSummary]:
            return workspace.scan_folder.take(found.ready, progress)

        self._context.jobs.run_task(
            read,
            label=_("Reading new scans"),
            success=self._on_read,
            failure=self._on_failed,
            ended=self._on_ended,
            owner=self,
        )

    def _on_read(self, change: Change[RunSummary]) -> None:
        self._context.bus.broadcast(change.changes)
        summary = change.value
        if change.undo is not None:
            self._context.undo.push(_("Reading new scans"), change.undo)
        if summary.stopped is not None:
            self._timer.stop()
        if change.undo is not None or summary.stopped is not None or summary.skipped:
            self.pages_read.emit(summary)

    def _on_failed(self, error: object) -> None:
        self._is_busy = False
        self._timer.stop()
        self._context.jobs.failed.emit(error)

    def _on_ended(self) -> None:
        self._is_busy = False

    def _on_changed(self, changes: ChangeSet) -> None:
        if changes.concerns(ChangeKind.SETTING) and not self._timer.isActive():
            self.start()
