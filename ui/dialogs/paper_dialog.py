# SPDX-License-Identifier: GPL-3.0-or-later
"""What dialogs that put something on paper share: their buttons, where the PDF goes, what came of it, and stopping."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any, TypeVar

from PySide6.QtCore import Qt, QUrl
from PySide6.QtGui import QDesktopServices
from PySide6.QtPrintSupport import QPrintDialog, QPrinter
from PySide6.QtWidgets import QDialog, QDialogButtonBox, QFileDialog, QLabel, QProgressBar, QPushButton, QWidget

from models.errors import ErrorCode, KnownError
from ui.background.jobs import Failure, Job, Work
from ui.context import AppContext
from ui.printing.pdf import PROGRAM, a4_layout
from ui.style.error_sentences import error_sentence
from ui.style.icons import icon
from ui.style.theme import set_kind
from ui.texts import _, ngettext
from ui.widgets.dialog_buttons import DialogButtons

T = TypeVar("T")

_FOLDER = "forms/folder"
_ENDING = ".pdf"


class PaperDialog(QDialog):
    """Keeps the folder that was used last, the file that was made, and the job that makes one."""

    def __init__(self, context: AppContext, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._context = context
        self._job: Job[Any] | None = None
        self._saved: Path | None = None
        self._is_ready = False
        self._stopped = _("Stopped.")
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.message = QLabel()
        self.message.setWordWrap(True)
        self.message.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self.message.hide()
        self.progress: QProgressBar | None = None

    def reject(self) -> None:
        """Stop what is being made; without anything under way, or the second time, close."""
        if self._job is not None and not self._job.token.is_cancelled:
            self._job.cancel()
        else:
            super().reject()

    def _make_buttons(
        self, save: Callable[[], None], print_: Callable[[], None], *, prints: bool, beside: QPushButton | None = None
    ) -> QDialogButtonBox:
        """Buttons to save, print, open what was saved, and close; with ``prints`` printing is the usual thing to do."""
        self.buttons = DialogButtons(QDialogButtonBox.StandardButton.Close)
        self.shut = self.buttons.button(QDialogButtonBox.StandardButton.Close)
        self.shut.setText(_("Close"))
        self.open_pdf = QPushButton(_("Open the PDF"))
        self.save = QPushButton(icon("paper", "text" if prints else "on_accent"), _("Save as PDF…"))
        self.print = QPushButton(icon("print", "on_accent" if prints else "text"), _("Print…"))
        others = [self.open_pdf] if beside is None else [self.open_pdf, beside]
        for button in (*others, self.save, self.print) if prints else (self.print, self.save, *others):
            self.buttons.addButton(button, QDialogButtonBox.ButtonRole.ActionRole)
        self.open_pdf.hide()
        usual = self.print if prints else self.save
        set_kind(usual, "primary")
        usual.setDefault(True)
        self.buttons.rejected.connect(self.reject)
        self.save.clicked.connect(save)
        self.print.clicked.connect(print_)
        self.open_pdf.clicked.connect(self._on_open_pdf)
        return self.buttons

    def _make_progress(self, name: str) -> QProgressBar:
        self.progress = QProgressBar()
        self.progress.setAccessibleName(name)
        self.progress.hide()
        return self.progress

    def _set_ready(self, *, is_ready: bool) -> None:
        """Keep whether there is something to put on paper; it can be done while nothing else is being made."""
        self._is_ready = is_ready
        self._enable(is_ready and self._job is None)

    def _enable(self, is_enabled: bool) -> None:
        self.save.setEnabled(is_enabled)
        self.print.setEnabled(is_enabled)

    def _set_busy(self) -> None:
        self._enable(False)
        self.message.hide()
        if self.progress is not None:
            self.progress.setRange(0, 0)
            self.progress.show()

    def _start(self, work: Work[T], made: Callable[[T], None], label: str, failed: Failure | None = None) -> None:
        """Work in a task that can be stopped; ``made`` and ``failed`` are to `_finish` it."""
        self._set_busy()
        self._job = self._context.jobs.run_task(
            work, label=label, success=made, failure=failed or self._on_failed, progress=self._on_progress, owner=self
        )

    def _on_progress(self, done: int, total: int) -> None:
        if self.progress is not None:
            self.progress.setRange(0, total)
            self.progress.setValue(done)

    def _print_now(self, draw: Callable[[], int]) -> None:
        """Draw on a printer (GUI thread)."""
        try:
            pages = draw()
        except KnownError as error:
            self._on_failed(error)
        else:
            self._on_made(pages, None)

    def _on_made(self, pages: int, path: Path | None) -> None:
        """So many pages are in a file, or went to the printer where there is none."""
        self._saved = path or self._saved
        self._finish(made_sentence(pages, path))

    def _on_failed(self, error: KnownError) -> None:
        self._finish(self._stopped if error.code is ErrorCode.CANCELLED else error_sentence(error))

    def _finish(self, text: str) -> None:
        """Nothing is being made any more: tell what came of it."""
        self._job = None
        if self.progress is not None:
            self.progress.hide()
        self.open_pdf.setVisible(self._saved is not None)
        self._tell(text)
        self._enable(self._is_ready)

    def _ask_pdf_path(self, title: str, name: str) -> Path | None:
        """Where the PDF is to go, offered as ``name`` in the folder that was used last; None where nobody says."""
        folder = Path(self._context.settings.text(_FOLDER) or Path.home())
        kinds = _("PDF files (*.pdf)")
        chosen, _kind = QFileDialog.getSaveFileName(self, title, str(folder / f"{name}{_ENDING}"), kinds)
        if not chosen:
            return None
        path = Path(chosen) if chosen.lower().endswith(_ENDING) else Path(f"{chosen}{_ENDING}")
        self._context.settings.put_text(_FOLDER, str(path.parent))
        return path

    def _ask_printer(self, title: str, use: Callable[[QPrinter], None]) -> None:
        """Ask which printer, and use it; not where somebody thinks better of it."""
        printer = QPrinter(QPrinter.PrinterMode.HighResolution)
        printer.setPageLayout(a4_layout())
        printer.setDocName(PROGRAM)
        dialog = QPrintDialog(printer, self)
        dialog.setWindowTitle(title)
        dialog.accepted.connect(lambda: use(printer))
        dialog.open()

    def _tell(self, text: str) -> None:
        self.message.setText(text)
        self.message.setAccessibleName(text)
        self.message.setVisible(bool(text))
        self._make_room()

    def _make_room(self) -> None:
        """Grow where what is shown now needs more room; folded lines are not in the usual least size."""
        layout = self.layout()
        if layout is not None:
            layout.activate()
            width = max(self.width(), self.sizeHint().width())
            self.resize(width, max(self.height(), layout.totalHeightForWidth(width)))

    def _on_open_pdf(self) -> None:
        if self._saved is not None:
            QDesktopServices.openUrl(QUrl.fromLocalFile(str(self._saved)))


def made_sentence(pages: int, path: Path | None) -> str:
    """How many pages are in the file, or went to the printer where there is none."""
    if path is None:
        text = ngettext("{count} page went to the printer.", "{count} pages went to the printer.", pages)
        return text.format(count=pages)
    text = ngettext("{count} page is in “{file}”.", "{count} pages are in “{file}”.", pages)
    return text.format(count=pages, file=path.name)
