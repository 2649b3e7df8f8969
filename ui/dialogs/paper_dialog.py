# SPDX-License-Identifier: GPL-3.0-or-later
"""What dialogs that put something on paper share: where the PDF goes, which printer, what came of it, and stopping."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

from PySide6.QtCore import Qt, QUrl
from PySide6.QtGui import QDesktopServices
from PySide6.QtPrintSupport import QPrintDialog, QPrinter
from PySide6.QtWidgets import QDialog, QFileDialog, QLabel, QWidget

from ui.background.jobs import Job
from ui.context import AppContext
from ui.printing.pdf import PROGRAM, a4_layout
from ui.texts import _

_FOLDER = "forms/folder"
_ENDING = ".pdf"


class PaperDialog(QDialog):
    """Keeps the folder that was used last, the file that was made, and the job that makes one."""

    def __init__(self, context: AppContext, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._context = context
        self._job: Job[Any] | None = None
        self._saved: Path | None = None
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.message = QLabel()
        self.message.setWordWrap(True)
        self.message.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self.message.hide()

    def reject(self) -> None:
        """Stop what is being made; without anything under way, or the second time, close."""
        if self._job is not None and not self._job.token.is_cancelled:
            self._job.cancel()
        else:
            super().reject()

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
