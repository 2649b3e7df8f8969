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
    QProgressBar,
    QPushButton,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)

from models.changes import Change, ChangeSet
from models.forms.put_aside import AsidePages
from models.forms.receipts import Receipt
from models.forms.scan_pages import SCAN_ENDINGS
from models.forms.scan_rows import OPEN, RunRow
from models.forms.scan_runs import RunSummary
from models.forms.scan_terms import ScanOutcome
from models.progress import Progress
from models.terms import ChangeKind
from models.workspace import Workspace
from ui.background.jobs import Job
from ui.context import AppContext
from ui.dialogs.receipts import ReceiptsDialog
from ui.pages.forms.aside_list import AsideList
from ui.pages.forms.review_panel import ReviewPanel
from ui.pages.forms.scan_folder_row import ScanFolderRow
from ui.style.icons import icon
from ui.style.scan_labels import recorded_sentence, run_sentences
from ui.style.spacing import READABLE_WIDTH, M, S
from ui.style.theme import set_kind
from ui.texts import _, ngettext
from ui.widgets.banner import Banner


@dataclass(frozen=True, slots=True)
class _Overview:
    counts: Counter[ScanOutcome]
    runs: tuple[RunRow, ...]
    aside: tuple[AsidePages, ...]
    names: dict[int, str]
    looks_at_all: bool


class PileTab(QWidget):
    """Reading the forms back."""

    def __init__(self, context: AppContext, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._context = context
        self._job: Job[Change[RunSummary]] | None = None
        self._last_run: str | None = None
        self._undone_run: str | None = None
        self._paths: tuple[Path, ...] = ()
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
        self.redo = QPushButton(icon("redo"), _("Let it count again"))
        self.watched = ScanFolderRow(context)
        self.aside = AsideList(context)
        self.panel = ReviewPanel(context)
        self.stack = QStackedWidget()
        self._lay_out()
        self.files.clicked.connect(self._on_choose_files)
        self.folder.clicked.connect(self._on_choose_folder)
        self.cancel.clicked.connect(self._on_cancel)
        self.look_at_all.clicked.connect(self._on_look_at_all)
        self.start.clicked.connect(self._on_start)
        self.undo.clicked.connect(self._on_undo)
        self.receipts.clicked.connect(self.open_receipts)
        self.redo.clicked.connect(self._on_redo)
        self.panel.done.connect(self._on_review_done)
        self.aside.look_again_chosen.connect(lambda ids: self.start_review(ids[0]))
        self.watched.present_found.connect(self._on_present_found)
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
        second.addWidget(self.redo)
        second.addStretch(1)
        overview = QWidget()
        column = QVBoxLayout(overview)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(M)
        column.addWidget(about)
        column.addLayout(first)
        column.addWidget(self.watched)
        column.addWidget(self.look_at_all)
        column.addWidget(self.summary)
        column.addLayout(second)
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

    def take(self, paths: Sequence[Path], run: str | None = None) -> None:
        """Read these files and folders into the register; with ``run`` go on where a run stopped."""
        if self._job is not None or not paths:
            return
        self._paths = tuple(paths)
        self._set_busy(is_busy=True)
        self._job = self._context.jobs.run_task(
            lambda workspace, progress: workspace.scans.take(paths, progress, run=run),
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
        paths, self._paths = self._paths, ()
        is_stopped = summary.stopped is not None
        self.banner.show_message(
            "\n".join(run_sentences(summary)),
            action=_("Go on") if is_stopped else "",
            act=partial(self.take, paths, summary.run) if is_stopped else None,
            seconds=0,
        )
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

    def start_review(self, scan_id: int | None = None) -> None:
        """Look at the doubtful pages, one by one; at this one first."""
        self.banner.hide()
        self.stack.setCurrentWidget(self.panel)
        self.panel.show_next(scan_id)

    def _on_overview(self, found: _Overview) -> None:
        waiting = sum(found.counts[outcome] for outcome in OPEN)
        recorded = found.counts[ScanOutcome.RECORDED]
        is_empty = not found.runs
        self.summary.setText(_("No forms read yet") if is_empty else recorded_sentence(recorded, waiting))
        if waiting == 0 and self.start.hasFocus():
            self.files.setFocus()  # not to the button beside it: that takes the pile back
        self.start.setVisible(waiting > 0)
        standing = [run for run in found.runs if not run.is_undone]
        self._last_run = standing[0].run if standing else None
        self.undo.setVisible(bool(standing))
        self.receipts.setVisible(bool(standing))
        self.look_at_all.setChecked(found.looks_at_all)
        self._undone_run = found.runs[0].run if found.runs and found.runs[0].is_undone else None
        self.redo.setVisible(self._undone_run is not None)
        self.aside.show_pages(found.aside, found.names)

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

    def _on_start(self) -> None:
        self.start_review()

    def _on_redo(self) -> None:
        run = self._undone_run
        if run is not None:
            self._context.jobs.run_change(
                lambda workspace, _progress: workspace.scans.redo_run(run), owner=self, label=_("Let it count again")
            )

    def _on_present_found(self, count: int) -> None:
        text = ngettext(
            "There is {count} scan in this folder already.", "There are {count} scans in this folder already.", count
        )
        self.banner.show_message(
            text.format(count=count), action=_("Read them too"), act=self._read_present, icon_name="folder", seconds=0
        )

    def _read_present(self) -> None:
        self._context.jobs.run_change(lambda workspace, _progress: workspace.scan_folder.read_present(), owner=self)

    def _on_review_done(self) -> None:
        self.stack.setCurrentIndex(0)
        self.refresh()
        (self.start if self.start.isVisible() else self.files).setFocus()


def _undo_run(workspace: Workspace, _progress: Progress, run: str) -> Change[int]:
    return workspace.scans.undo_run(run)


def _read_overview(workspace: Workspace, _progress: Progress) -> _Overview:
    scans, aside = workspace.scans, workspace.put_aside.pages()
    people = tuple({page.person_id for page in aside if page.person_id is not None})
    names = {row.id: row.display_name for row in workspace.people.rows(people)}
    return _Overview(scans.counts(), scans.runs(), aside, names, scans.looks_at_every_page())
