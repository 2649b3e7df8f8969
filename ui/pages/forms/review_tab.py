# SPDX-License-Identifier: GPL-3.0-or-later
"""The pile: scans in, what went by itself, what waits, and what was put aside with the reason."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from PySide6.QtGui import QDragEnterEvent, QDropEvent
from PySide6.QtWidgets import (
    QCheckBox,
    QFileDialog,
    QHBoxLayout,
    QLabel,
    QListWidget,
    QProgressBar,
    QPushButton,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)

from models.changes import Change, ChangeSet
from models.errors import ErrorCode, KnownError
from models.forms.receipts import Receipt
from models.forms.scan_pages import SCAN_ENDINGS
from models.forms.scan_rows import OPEN, ReviewScan, RunRow
from models.forms.scan_runs import RunSummary
from models.forms.scan_terms import ScanOutcome
from models.progress import Progress
from models.terms import ChangeKind
from models.workspace import Workspace
from ui.background.jobs import Job
from ui.context import AppContext
from ui.dialogs.receipts import ReceiptsDialog
from ui.pages.forms.review_panel import ReviewPanel
from ui.style.icons import icon
from ui.style.labels import error_sentence
from ui.style.scan_labels import page_problem_label, recorded_sentence, set_aside_label
from ui.style.spacing import READABLE_WIDTH, M, S
from ui.style.theme import set_kind
from ui.texts import _
from ui.widgets.banner import Banner


@dataclass(frozen=True, slots=True)
class _Overview:
    counts: Counter[ScanOutcome]
    runs: tuple[RunRow, ...]
    aside: tuple[ReviewScan, ...]
    looks_at_all: bool


class PileTab(QWidget):
    """Reading the forms back."""

    def __init__(self, context: AppContext, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._context = context
        self._job: Job[Change[RunSummary]] | None = None
        self._last_run: str | None = None
        self.setAcceptDrops(True)
        self.banner = Banner(self)
        self.files = QPushButton(icon("file", "on_accent"), _("Choose scans…"))
        set_kind(self.files, "primary")
        self.folder = QPushButton(icon("folder"), _("Choose a folder…"))
        self.bar = QProgressBar()
        self.bar.setAccessibleName(_("Reading the pile"))
        self.cancel = QPushButton(_("Stop"))
        self.look_at_all = QCheckBox(_("I want to look at every page"))
        self.summary = QLabel()
        self.summary.setWordWrap(True)
        set_kind(self.summary, "heading")
        self.start = QPushButton(icon("eye"), _("Look at the doubtful pages"))
        self.undo = QPushButton(icon("undo"), _("Take the last pile back"))
        self.receipts = QPushButton(icon("paper"), _("Receipts of the last pile…"))
        self.aside = QListWidget()
        self.aside.setAccessibleName(_("Pages put aside"))
        self.aside.setWordWrap(True)
        self.aside_label = QLabel(_("Pages put aside"))
        self.aside_label.setBuddy(self.aside)
        self.panel = ReviewPanel(context)
        self.stack = QStackedWidget()
        self._lay_out()
        self.files.clicked.connect(self._on_choose_files)
        self.folder.clicked.connect(self._on_choose_folder)
        self.cancel.clicked.connect(self._on_cancel)
        self.look_at_all.clicked.connect(self._on_look_at_all)
        self.start.clicked.connect(self.start_review)
        self.undo.clicked.connect(self._on_undo)
        self.receipts.clicked.connect(self.open_receipts)
        self.panel.done.connect(self._on_review_done)
        context.bus.changed.connect(self._on_changed)
        self._set_busy(is_busy=False)
        self.refresh()

    def _lay_out(self) -> None:
        about = QLabel(_("Scan the forms in grey at 200 dpi, in any order, and choose the files or drop them here."))
        about.setWordWrap(True)
        about.setMaximumWidth(READABLE_WIDTH + 160)
        first = QHBoxLayout()
        for widget in (self.files, self.folder, self.bar, self.cancel):
            first.addWidget(widget)
        first.addStretch(1)
        second = QHBoxLayout()
        second.addWidget(self.start)
        second.addWidget(self.undo)
        second.addWidget(self.receipts)
        second.addStretch(1)
        overview = QWidget()
        column = QVBoxLayout(overview)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(M)
        column.addWidget(about)
        column.addLayout(first)
        column.addWidget(self.look_at_all)
        column.addWidget(self.summary)
        column.addLayout(second)
        column.addWidget(self.aside_label)
        column.addWidget(self.aside, 1)
        column.addStretch(0)
        self.stack.addWidget(overview)
        self.stack.addWidget(self.panel)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(S)
        layout.addWidget(self.banner)
        layout.addWidget(self.stack, 1)

    # --- reading a pile

    def take(self, paths: Sequence[Path]) -> None:
        """Read these files and folders into the register."""
        if self._job is not None or not paths:
            return
        self._set_busy(is_busy=True)
        self._job = self._context.jobs.run_task(
            lambda workspace, progress: workspace.scans.take(paths, progress),
            label=_("Reading the pile"),
            success=self._on_taken,
            progress=self._on_progress,
            ended=self._on_ended,
            owner=self,
        )

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        """Files are welcome."""
        if event.mimeData().hasUrls():
            event.acceptProposedAction()

    def dropEvent(self, event: QDropEvent) -> None:
        """Read what was dropped."""
        event.acceptProposedAction()
        self.take([Path(url.toLocalFile()) for url in event.mimeData().urls() if url.isLocalFile()])

    def _on_choose_files(self) -> None:
        endings = " ".join(f"*{ending}" for ending in SCAN_ENDINGS)
        names, _filter = QFileDialog.getOpenFileNames(self, _("Choose scans"), "", f"{_('Scans')} ({endings})")
        self.take([Path(name) for name in names])

    def _on_choose_folder(self) -> None:
        name = QFileDialog.getExistingDirectory(self, _("Choose a folder"))
        self.take([Path(name)] if name else [])

    def _on_cancel(self) -> None:
        if self._job is not None:
            self._job.cancel()

    def _on_progress(self, done: int, total: int) -> None:
        self.bar.setRange(0, total)
        self.bar.setValue(done)

    def _on_taken(self, change: Change[RunSummary]) -> None:
        self._context.bus.broadcast(change.changes)
        summary = change.value
        if change.undo is not None:
            self._context.undo.push(_("Reading the pile"), change.undo)
        lines = [recorded_sentence(summary.recorded, summary.waiting)]
        lines += [f"{one.path.name}: {error_sentence(KnownError(one.code))}" for one in summary.skipped]
        if summary.stopped is ErrorCode.CANCELLED:
            lines.append(_("Stopped. What was read stays read; choose the same files to go on."))
        elif summary.stopped is not None:
            lines.append(error_sentence(KnownError(summary.stopped)))
        self.banner.show_message("\n".join(lines), seconds=0)
        self.refresh()

    def _on_ended(self) -> None:
        self._job = None
        self._set_busy(is_busy=False)

    def _set_busy(self, *, is_busy: bool) -> None:
        for widget in (self.bar, self.cancel):
            widget.setVisible(is_busy)
        for button in (self.files, self.folder):
            button.setEnabled(not is_busy)
        self.bar.setRange(0, 0)

    # --- what there is

    def refresh(self) -> None:
        """Ask the register how things stand."""
        self._context.jobs.run_query(_read_overview, success=self._on_overview, owner=self, key="overview")

    def start_review(self) -> None:
        """Look at the doubtful pages, one by one."""
        self.banner.hide()
        self.stack.setCurrentWidget(self.panel)
        self.panel.show_next()

    def _on_overview(self, found: _Overview) -> None:
        waiting = sum(found.counts[outcome] for outcome in OPEN)
        recorded = found.counts[ScanOutcome.RECORDED]
        is_empty = not found.runs
        self.summary.setText(_("No forms read yet") if is_empty else recorded_sentence(recorded, waiting))
        self.start.setVisible(waiting > 0)
        standing = [run for run in found.runs if not run.is_undone]
        self._last_run = standing[0].run if standing else None
        self.undo.setVisible(bool(standing))
        self.receipts.setVisible(bool(standing))
        self.look_at_all.setChecked(found.looks_at_all)
        self.aside.clear()
        for page in found.aside:
            why = [set_aside_label(page.reason)] if page.reason else [page_problem_label(one) for one in page.problems]
            place = _("{file}, page {page}").format(file=page.file, page=page.page)
            self.aside.addItem(f"{place}: {' '.join(why)}")
        for widget in (self.aside, self.aside_label):
            widget.setVisible(bool(found.aside))

    def _on_changed(self, changes: ChangeSet) -> None:
        if changes.concerns(ChangeKind.FORM, ChangeKind.SETTING):
            self.refresh()

    def _on_look_at_all(self, wanted: bool) -> None:
        self._context.jobs.run_change(
            lambda workspace, _progress: workspace.scans.look_at_every_page(wanted=wanted),
            owner=self,
            label=_("I want to look at every page"),
        )

    def _on_undo(self) -> None:
        if self._last_run is not None:
            run = self._last_run
            self._context.jobs.run_change(
                partial(_undo_run, run=run), success=lambda _change: self.banner.hide(), owner=self
            )

    def open_receipts(self) -> None:
        """Show what was recorded from the last pile, for each who signed; sorted by class."""
        run = self._last_run
        if run is None:
            return

        def load(workspace: Workspace, usual: str) -> tuple[Receipt, ...]:
            return workspace.receipts.of_scans(None, run, usual)

        ReceiptsDialog(self._context, load, self).open()

    def _on_review_done(self) -> None:
        self.stack.setCurrentIndex(0)
        self.refresh()
        (self.start if self.start.isVisible() else self.files).setFocus()


def _undo_run(workspace: Workspace, _progress: Progress, run: str) -> Change[int]:
    return workspace.scans.undo_run(run)


def _read_overview(workspace: Workspace, _progress: Progress) -> _Overview:
    scans = workspace.scans
    return _Overview(scans.counts(), scans.runs(), scans.set_aside_pages(), scans.looks_at_every_page())
