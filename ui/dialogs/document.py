# SPDX-License-Identifier: GPL-3.0-or-later
"""A document before it is printed: page by page as it will be, then the printer or a PDF."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtGui import QImage, QPixmap
from PySide6.QtPrintSupport import QPrinter
from PySide6.QtWidgets import (
    QDialogButtonBox,
    QHBoxLayout,
    QLabel,
    QPushButton,
    QScrollArea,
    QVBoxLayout,
    QWidget,
)

from models.errors import KnownError
from models.progress import Progress
from models.workspace import Workspace
from ui.context import AppContext
from ui.dialogs.paper_dialog import PaperDialog
from ui.printing.flow import FlowDocument, draw_flow_preview, print_flow, write_flow_pdf
from ui.style.error_sentences import error_sentence
from ui.style.icons import icon
from ui.style.spacing import M, S
from ui.style.theme import set_kind
from ui.texts import _, ngettext

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
        self._page = 0
        self.setWindowTitle(title)
        self.resize(_PREVIEW_WIDTH + 120, 860)
        self._build()
        self._set_ready(is_ready=False)
        self._load()

    def _build(self) -> None:
        self.page_image = QLabel()
        self.page_image.setAlignment(Qt.AlignmentFlag.AlignHCenter | Qt.AlignmentFlag.AlignTop)
        self.preview = QScrollArea()
        self.preview.setWidget(self.page_image)
        self.preview.setWidgetResizable(True)
        self.preview.setMinimumWidth(_PREVIEW_WIDTH + 2 * M)
        self.preview.setAccessibleName(_("How it will look"))
        self.previous, self.next = QPushButton(icon("previous"), ""), QPushButton(icon("next"), "")
        for button, text in ((self.previous, _("Previous page")), (self.next, _("Next page"))):
            button.setAccessibleName(text)
            button.setToolTip(text)
        self.page_label = QLabel()
        self.buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Close)
        self.buttons.button(QDialogButtonBox.StandardButton.Close).setText(_("Close"))
        self.open_pdf = self.buttons.addButton(_("Open the PDF"), QDialogButtonBox.ButtonRole.ActionRole)
        self.open_pdf.hide()
        self.save = self.buttons.addButton(_("Save as PDF…"), QDialogButtonBox.ButtonRole.ActionRole)
        self.save.setIcon(icon("paper"))
        self.print = self.buttons.addButton(_("Print…"), QDialogButtonBox.ButtonRole.ActionRole)
        self.print.setIcon(icon("print", "on_accent"))
        set_kind(self.print, "primary")
        self.print.setDefault(True)
        turning = QHBoxLayout()
        turning.addStretch(1)
        for widget in (self.previous, self.page_label, self.next):
            turning.addWidget(widget)
        turning.addStretch(1)
        layout = QVBoxLayout(self)
        layout.setSpacing(S)
        layout.addWidget(self.preview, 1)
        layout.addLayout(turning)
        layout.addWidget(self.message)
        layout.addWidget(self.buttons)
        self.previous.clicked.connect(self._on_previous)
        self.next.clicked.connect(self._on_next)
        self.buttons.rejected.connect(self.reject)
        self.print.clicked.connect(self._on_print)
        self.save.clicked.connect(self._on_save)
        self.open_pdf.clicked.connect(self._on_open_pdf)

    # --- the preview

    def _load(self) -> None:
        shown, page, width = self._shown, self._page, round(_PREVIEW_WIDTH * self.devicePixelRatioF())
        compose = self._compose

        def draw(workspace: Workspace, progress: Progress) -> _Shown:
            document = shown.document if shown is not None else compose(workspace, progress)
            return _Shown(document, draw_flow_preview(document, width, page), len(document.pages()))

        self._context.jobs.run_query(
            draw, success=self._show, failure=self._on_failed, owner=self, key="document", is_urgent=True
        )

    def _show(self, shown: _Shown) -> None:
        self._shown = shown
        pixmap = QPixmap.fromImage(shown.image)
        pixmap.setDevicePixelRatio(self.devicePixelRatioF())
        self.page_image.setPixmap(pixmap)
        text = _("Page {page} of {count}").format(page=self._page + 1, count=shown.pages)
        self.page_label.setText(text)
        self.page_image.setAccessibleName(f"{shown.document.title}, {text}")
        for widget in (self.previous, self.next, self.page_label):
            widget.setVisible(shown.pages > 1)
        self.previous.setEnabled(self._page > 0)
        self.next.setEnabled(self._page < shown.pages - 1)
        self._set_ready(is_ready=True)

    def _on_previous(self) -> None:
        self._page = max(0, self._page - 1)
        self._load()

    def _on_next(self) -> None:
        self._page += 1
        self._load()

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
        self._set_ready(is_ready=False)

        def write(_workspace: Workspace, progress: Progress) -> int:
            return write_flow_pdf(path, [shown.document], progress)

        def written(pages: int) -> None:
            self._saved = path
            self.open_pdf.show()
            self._set_ready(is_ready=True)
            text = ngettext("{count} page saved as {file}.", "{count} pages saved as {file}.", pages)
            self._tell(text.format(count=pages, file=path.name))

        self._context.jobs.run_query(write, success=written, failure=self._on_failed, owner=self)

    def _on_print(self) -> None:
        self._ask_printer(_("Print"), self.print_on)

    def print_on(self, printer: QPrinter) -> None:
        """Send the document to a printer."""
        if self._shown is None:
            return
        try:
            pages = print_flow(printer, [self._shown.document])
        except KnownError as error:
            self._on_failed(error)
            return
        text = ngettext("{count} page went to the printer.", "{count} pages went to the printer.", pages)
        self._tell(text.format(count=pages))

    def _on_failed(self, error: KnownError) -> None:
        self._tell(error_sentence(error))
        self._set_ready(is_ready=self._shown is not None)

    def _set_ready(self, *, is_ready: bool) -> None:
        self.print.setEnabled(is_ready)
        self.save.setEnabled(is_ready)
