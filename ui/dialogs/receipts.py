# SPDX-License-Identifier: GPL-3.0-or-later
"""Receipts for who answered: as they will be, then the printer, a PDF, or the text for an e-mail."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication, QImage
from PySide6.QtPrintSupport import QPrinter
from PySide6.QtWidgets import (
    QLabel,
    QListView,
    QListWidget,
    QListWidgetItem,
    QPushButton,
    QSplitter,
    QVBoxLayout,
    QWidget,
)

from models.forms.receipt_words import receipt_text
from models.forms.receipts import Receipt
from models.progress import Progress
from models.workspace import Workspace
from ui.context import AppContext
from ui.dialogs.paper_dialog import PaperDialog
from ui.printing.flow import draw_flow_preview, print_flow, write_flow_pdf
from ui.printing.receipts import compose_receipt
from ui.style.icons import icon
from ui.style.receipt_labels import receipt_line, receipts_count
from ui.style.spacing import L, M
from ui.style.theme import set_kind
from ui.texts import _, current_language
from ui.widgets.folded_rows import FoldedRows
from ui.widgets.page_preview import PagePreview

LoadReceipts = Callable[[Workspace, str], tuple[Receipt, ...]]
"""Gives the receipts; the text is the language of who has none on record."""

_PREVIEW_WIDTH = 520


class ReceiptsDialog(PaperDialog):
    """One receipt or a whole pile of them. Nothing is recorded here."""

    def __init__(self, context: AppContext, load: LoadReceipts, parent: QWidget | None = None) -> None:
        super().__init__(context, parent)
        self.receipts: tuple[Receipt, ...] = ()
        self._stopped = _("Stopped. Nothing was written.")
        self.setWindowTitle(_("Receipts"))
        self.resize(940, 800)
        self._make_fields()
        self._lay_out()
        self._set_ready(is_ready=False)
        usual = current_language()

        def read(workspace: Workspace, _progress: Progress) -> tuple[Receipt, ...]:
            return load(workspace, usual)

        context.jobs.run_query(read, success=self._on_loaded, failure=self._on_failed, owner=self, key="receipts")

    def _make_fields(self) -> None:
        self.count = QLabel()
        self.count.setWordWrap(True)
        set_kind(self.count, "heading")
        self.about = QLabel(
            _("Each one is for who answered, and tells their own answers alone, in the family’s language.")
        )
        self.about.setWordWrap(True)
        set_kind(self.about, "muted")
        self.list = QListWidget()
        self.list.setAccessibleName(_("Receipts"))
        self.list.setWordWrap(True)
        self.list.setItemDelegate(FoldedRows(self.list))
        self.list.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)  # lines are folded instead
        self.list.setResizeMode(QListView.ResizeMode.Adjust)
        self.list.setLayoutMode(QListView.LayoutMode.Batched)
        self.preview = PagePreview(_PREVIEW_WIDTH, _("How it will look"))
        self.preview.setMinimumWidth(0)
        self.preview.turning.hide()
        self.copy = QPushButton(icon("copy"), _("Copy text for e-mail"))
        self.copy.setToolTip(_("The text of the receipt on show; its first line is the subject"))
        self.copy.clicked.connect(self.copy_text)

    def _lay_out(self) -> None:
        parts = QSplitter()
        parts.addWidget(self.list)
        parts.addWidget(self.preview)
        parts.setStretchFactor(1, 1)
        parts.setSizes([300, _PREVIEW_WIDTH + 60])
        layout = QVBoxLayout(self)
        layout.setContentsMargins(L, L, L, L)
        layout.setSpacing(M)
        layout.addWidget(self.count)
        layout.addWidget(self.about)
        layout.addWidget(parts, 1)
        layout.addWidget(self._make_progress(_("Progress of the receipts")))
        layout.addWidget(self.message)
        layout.addWidget(self._make_buttons(self._on_save, self._on_print, prints=True, beside=self.copy))
        self.list.currentRowChanged.connect(self._draw)

    # --- what there is

    def _on_loaded(self, receipts: tuple[Receipt, ...]) -> None:
        self.receipts = receipts
        self.count.setText(receipts_count(len(receipts)))
        self.about.setVisible(bool(receipts))
        for one in receipts:
            self.list.addItem(QListWidgetItem(icon("person" if one.is_self else "guardian"), receipt_line(one)))
        self._set_ready(is_ready=bool(receipts))
        if receipts:
            self.list.setCurrentRow(0)
            self.print.setFocus()

    def _draw(self, row: int) -> None:
        if not 0 <= row < len(self.receipts):
            return
        receipt, width = self.receipts[row], self.preview.pixels()

        def draw(_workspace: Workspace, _progress: Progress) -> QImage:
            return draw_flow_preview(compose_receipt(receipt), width)

        self._context.jobs.run_query(draw, success=partial(self._show, receipt), owner=self, key="page", is_urgent=True)

    def _show(self, receipt: Receipt, image: QImage) -> None:
        self.preview.show_page(image)
        self.preview.image.setAccessibleName(receipt_text(receipt))

    # --- what is made of it

    def copy_text(self) -> None:
        """Put the text of the receipt on show on the clipboard."""
        row = self.list.currentRow()
        if 0 <= row < len(self.receipts):
            QGuiApplication.clipboard().setText(receipt_text(self.receipts[row]))
            self._tell(_("The text is on the clipboard. Its first line is the subject of the e-mail."))

    def _on_save(self) -> None:
        day = self._context.workspace.clock.today().isoformat()
        path = self._ask_pdf_path(_("Save as PDF"), _("receipts-{day}").format(day=day))
        if path is not None:
            self.save_to(path)

    def save_to(self, path: Path) -> None:
        """Write all receipts as one PDF, in the order of the list."""
        receipts = self.receipts

        def write(_workspace: Workspace, progress: Progress) -> int:
            return write_flow_pdf(path, [compose_receipt(one) for one in receipts], progress)

        self._start(write, lambda pages: self._on_made(pages, path), _("Making receipts"))

    def _on_print(self) -> None:
        self._ask_printer(_("Print"), self.print_on)

    def print_on(self, printer: QPrinter) -> None:
        """Send all receipts to a printer."""
        self._print_now(lambda: print_flow(printer, [compose_receipt(one) for one in self.receipts]))

    def _enable(self, is_enabled: bool) -> None:
        super()._enable(is_enabled)
        self.copy.setEnabled(is_enabled)
