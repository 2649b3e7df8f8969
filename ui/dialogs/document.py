# SPDX-License-Identifier: GPL-3.0-or-later
"""A document before it is printed: page by page as it will be, then the printer or a PDF."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from PySide6.QtGui import QImage
from PySide6.QtPrintSupport import QPrinter
from PySide6.QtWidgets import (
    QVBoxLayout,
    QWidget,
)

from models.progress import Progress
from models.workspace import Workspace
from ui.context import AppContext
from ui.dialogs.paper_dialog import PaperDialog
from ui.printing.flow import FlowDocument, draw_flow_preview, print_flow, write_flow_pdf
from ui.style.spacing import S
from ui.texts import _, ngettext
from ui.widgets.page_preview import PagePreview

Compose = Callable[[Workspace, Progress], FlowDocument]
"""Makes the document, off the GUI thread."""

_PREVIEW_WIDTH = 560


@dataclass(frozen=True, slots=True)
class _Shown:
    document: FlowDocument
    image: QImage
    pages: int


class DocumentDialog(PaperDialog):
    """Shows a document that ``compose`` makes; ``file_name`` is offered for the PDF, without its ending."""

    def __init__(
        self, context: AppContext, title: str, compose: Compose, file_name: str, parent: QWidget | None = None
    ) -> None:
        super().__init__(context, parent)
        self._compose = compose
        self._file_name = file_name
        self._shown: _Shown | None = None
        self.setWindowTitle(title)
        self.resize(_PREVIEW_WIDTH + 120, 860)
        self._build()
        self._set_ready(is_ready=False)
        self._load()

    def _build(self) -> None:
        self.preview = PagePreview(_PREVIEW_WIDTH, _("How it will look"))
        self.preview.turned.connect(self._load)
        layout = QVBoxLayout(self)
        layout.setSpacing(S)
        layout.addWidget(self.preview, 1)
        layout.addWidget(self.message)
        layout.addWidget(self._make_buttons(self._on_save, self._on_print, prints=True))

    # --- the preview

    def _load(self) -> None:
        shown, page, width = self._shown, self.preview.page, self.preview.pixels()
        compose = self._compose

        def draw(workspace: Workspace, progress: Progress) -> _Shown:
            document = shown.document if shown is not None else compose(workspace, progress)
            return _Shown(document, draw_flow_preview(document, width, page), len(document.pages()))

        self._context.jobs.run_query(
            draw, success=self._show, failure=self._on_failed, owner=self, key="document", is_urgent=True
        )

    def _show(self, shown: _Shown) -> None:
        self._shown = shown
        text = self.preview.show_page(shown.image, shown.pages)
        self.preview.image.setAccessibleName(f"{shown.document.title}, {text}")
        self.preview.turning.setVisible(shown.pages > 1)
        self._set_ready(is_ready=True)

    # --- making it

    def _on_save(self) -> None:
        path = self._ask_pdf_path(_("Save as PDF"), self._file_name)
        if path is not None:
            self.save_pdf(path)

    def save_pdf(self, path: Path) -> None:
        """Write the document as a PDF and offer to open it."""
        shown = self._shown
        if shown is None:
            return
        self._enable(False)

        def write(_workspace: Workspace, progress: Progress) -> int:
            return write_flow_pdf(path, [shown.document], progress)

        def written(pages: int) -> None:
            self._saved = path
            text = ngettext("{count} page saved as {file}.", "{count} pages saved as {file}.", pages)
            self._finish(text.format(count=pages, file=path.name))

        self._context.jobs.run_query(write, success=written, failure=self._on_failed, owner=self)

    def _on_print(self) -> None:
        self._ask_printer(_("Print"), self.print_on)

    def print_on(self, printer: QPrinter) -> None:
        """Send the document to a printer."""
        shown = self._shown
        if shown is not None:
            self._print_now(lambda: print_flow(printer, [shown.document]))
