# SPDX-License-Identifier: GPL-3.0-or-later
"""Forms and letters of a round on paper: which ones, then to a printer or a PDF."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

from PySide6.QtCore import Qt, QUrl
from PySide6.QtGui import QDesktopServices
from PySide6.QtPrintSupport import QPrintDialog, QPrinter
from PySide6.QtWidgets import (
    QComboBox,
    QDialog,
    QDialogButtonBox,
    QFileDialog,
    QFormLayout,
    QLabel,
    QProgressBar,
    QVBoxLayout,
    QWidget,
)

from models.errors import ErrorCode, KnownError
from models.forms.forms import FormSheet
from models.forms.round_terms import RoundReminder
from models.progress import Progress
from models.workspace import Workspace
from ui.background.jobs import Job
from ui.context import AppContext
from ui.printing.pdf import a4_layout
from ui.printing.round_print import print_forms, print_reminders, write_forms_pdf, write_reminders_pdf
from ui.style.error_sentences import error_sentence
from ui.style.icons import icon
from ui.style.spacing import L, M
from ui.style.theme import set_kind
from ui.texts import _, ngettext


@dataclass(frozen=True, slots=True)
class Paper:
    """What goes on paper: forms, or letters with theirs."""

    sheets: tuple[FormSheet, ...] = ()
    letters: tuple[RoundReminder, ...] = ()

    def write(self, path: Path, progress: Progress) -> int:
        """Write everything as one PDF; gives the number of pages."""
        if self.letters:
            return write_reminders_pdf(path, self.letters, progress=progress)
        return write_forms_pdf(path, self.sheets, progress=progress)

    def print(self, printer: QPrinter) -> int:
        """Print everything (GUI thread); gives the number of pages."""
        return print_reminders(printer, self.letters) if self.letters else print_forms(printer, self.sheets)


Load = Callable[[Workspace], Paper]


class PaperDialog(QDialog):
    """One choice, and two ways to make paper of it. Nothing is recorded here."""

    def __init__(
        self,
        context: AppContext,
        title: str,
        note: str,
        choices: Sequence[tuple[str, Load]],
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._context = context
        self._loads = [load for _text, load in choices]
        self._job: Job[int] | None = None
        self._saved: Path | None = None
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowTitle(title)
        self.setMinimumWidth(480)
        self.choice = QComboBox()
        self.choice.addItems([text for text, _load in choices])
        self.choice.setAccessibleName(_("Which ones"))
        about = QLabel(note)
        about.setWordWrap(True)
        set_kind(about, "muted")
        self.progress = QProgressBar()
        self.progress.setAccessibleName(_("Progress of the forms"))
        self.progress.hide()
        self.message = QLabel()
        self.message.setWordWrap(True)
        self.message.hide()
        form = QFormLayout()
        form.addRow(_("Which ones"), self.choice)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(L, L, L, L)
        layout.setSpacing(M)
        layout.addLayout(form)
        layout.addWidget(about)
        layout.addWidget(self.progress)
        layout.addWidget(self.message)
        layout.addWidget(self._make_buttons())

    def _make_buttons(self) -> QDialogButtonBox:
        buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Close)
        buttons.button(QDialogButtonBox.StandardButton.Close).setText(_("Close"))
        self.print = buttons.addButton(_("Print…"), QDialogButtonBox.ButtonRole.ActionRole)
        self.print.setIcon(icon("print"))
        self.save = buttons.addButton(_("Save as PDF…"), QDialogButtonBox.ButtonRole.ActionRole)
        self.save.setIcon(icon("paper", "on_accent"))
        set_kind(self.save, "primary")
        self.save.setDefault(True)
        self.open_pdf = buttons.addButton(_("Open the PDF"), QDialogButtonBox.ButtonRole.ActionRole)
        self.open_pdf.hide()
        buttons.rejected.connect(self.reject)
        self.print.clicked.connect(self._on_print)
        self.save.clicked.connect(self._on_save)
        self.open_pdf.clicked.connect(self._on_open_pdf)
        return buttons

    def _on_save(self) -> None:
        day = self._context.workspace.clock.today().isoformat()
        folder = Path(self._context.settings.text("forms/folder") or Path.home())
        name = _("consent-forms-{day}").format(day=day) + ".pdf"
        kinds = _("PDF files (*.pdf)")
        chosen, _kind = QFileDialog.getSaveFileName(self, _("Save the forms"), str(folder / name), kinds)
        if not chosen:
            return
        path = Path(chosen) if chosen.lower().endswith(".pdf") else Path(f"{chosen}.pdf")
        self._context.settings.put_text("forms/folder", str(path.parent))
        self.save_to(path)

    def save_to(self, path: Path) -> None:
        """Write what is chosen as one PDF."""
        load = self._loads[self.choice.currentIndex()]
        self._set_busy(is_busy=True)

        def write(workspace: Workspace, progress: Progress) -> int:
            return load(workspace).write(path, progress)

        def written(pages: int) -> None:
            self._saved = path
            self.open_pdf.show()
            text = ngettext("{count} page is in “{file}”.", "{count} pages are in “{file}”.", pages)
            self._tell(text.format(count=pages, file=path.name))

        self._job = self._context.jobs.run_task(
            write,
            label=_("Making forms"),
            success=written,
            failure=self._on_failed,
            progress=self._on_progress,
            owner=self,
        )

    def _on_print(self) -> None:
        printer = QPrinter(QPrinter.PrinterMode.HighResolution)
        printer.setPageLayout(a4_layout())
        printer.setDocName("Beeldakkoord")
        dialog = QPrintDialog(printer, self)
        dialog.setWindowTitle(_("Print the forms"))
        if dialog.exec() != QDialog.DialogCode.Accepted:
            return
        load = self._loads[self.choice.currentIndex()]
        self._set_busy(is_busy=True)

        def draw(paper: Paper) -> None:
            try:
                pages = paper.print(printer)
            except KnownError as error:
                self._on_failed(error)
                return
            text = ngettext("{count} page went to the printer.", "{count} pages went to the printer.", pages)
            self._tell(text.format(count=pages))

        self._context.jobs.run_query(
            lambda workspace, _progress: load(workspace), success=draw, failure=self._on_failed, owner=self, key="paper"
        )

    def _on_progress(self, done: int, total: int) -> None:
        self.progress.setRange(0, total)
        self.progress.setValue(done)

    def _on_failed(self, error: KnownError) -> None:
        stopped = error.code is ErrorCode.CANCELLED
        self._tell(_("Stopped. Nothing was written.") if stopped else error_sentence(error))

    def _tell(self, text: str) -> None:
        self._job = None
        self._set_busy(is_busy=False)
        self.message.setText(text)
        self.message.setAccessibleName(text)
        self.message.show()

    def _set_busy(self, *, is_busy: bool) -> None:
        for widget in (self.save, self.print, self.choice):
            widget.setEnabled(not is_busy)
        self.progress.setRange(0, 0)
        self.progress.setVisible(is_busy)
        self.message.hide()

    def _on_open_pdf(self) -> None:
        if self._saved is not None:
            QDesktopServices.openUrl(QUrl.fromLocalFile(str(self._saved)))

    def reject(self) -> None:
        """Stop what is being made; without anything under way close."""
        if self._job is not None and not self._job.token.is_cancelled:
            self._job.cancel()
        else:
            super().reject()
