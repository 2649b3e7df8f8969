# SPDX-License-Identifier: GPL-3.0-or-later
"""Receipts for who answered: as they will be, then the printer, a PDF, or the text for an e-mail."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication, QImage, QPixmap
from PySide6.QtPrintSupport import QPrinter
from PySide6.QtWidgets import (
    QDialogButtonBox,
    QLabel,
    QListView,
    QListWidget,
    QListWidgetItem,
    QProgressBar,
    QScrollArea,
    QSplitter,
    QVBoxLayout,
    QWidget,
)

from models.errors import ErrorCode, KnownError
from models.forms.receipt_words import receipt_text
from models.forms.receipts import Receipt
from models.progress import Progress
from models.workspace import Workspace
from ui.context import AppContext
from ui.dialogs.paper_dialog import PaperDialog
from ui.printing.flow import draw_flow_preview, print_flow, write_flow_pdf
from ui.printing.receipts import compose_receipt
from ui.style.error_sentences import error_sentence
from ui.style.icons import icon
from ui.style.receipt_labels import receipt_line, receipts_count
from ui.style.spacing import L, M
from ui.style.theme import set_kind
from ui.texts import _, current_language, ngettext
from ui.widgets.folded_rows import FoldedRows

LoadReceipts = Callable[[Workspace, str], tuple[Receipt, ...]]
"""Gives the receipts; the text is the language of who has none on record."""

_PREVIEW_WIDTH = 520


class ReceiptsDialog(PaperDialog):
    """One receipt or a whole pile of them. Nothing is recorded here."""

    def __init__(self, context: AppContext, load: LoadReceipts, parent: QWidget | None = None) -> None:
        super().__init__(context, parent)
        self.receipts: tuple[Receipt, ...] = ()
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
        self.page_image = QLabel()
        self.page_image.setAlignment(Qt.AlignmentFlag.AlignHCenter | Qt.AlignmentFlag.AlignTop)
        self.preview = QScrollArea()
        self.preview.setWidget(self.page_image)
        self.preview.setWidgetResizable(True)
        self.preview.setAccessibleName(_("How it will look"))
        self.progress = QProgressBar()
        self.progress.setAccessibleName(_("Progress of the receipts"))
        self.progress.hide()

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
        layout.addWidget(self.progress)
        layout.addWidget(self.message)
        layout.addWidget(self._make_buttons())
        self.list.currentRowChanged.connect(self._draw)

    def _make_buttons(self) -> QDialogButtonBox:
        buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Close)
        buttons.button(QDialogButtonBox.StandardButton.Close).setText(_("Close"))
        role = QDialogButtonBox.ButtonRole.ActionRole
        self.open_pdf = buttons.addButton(_("Open the PDF"), role)
        self.open_pdf.hide()
        self.copy = buttons.addButton(_("Copy text for e-mail"), role)
        self.copy.setIcon(icon("copy"))
        self.copy.setToolTip(_("The text of the receipt on show; its first line is the subject"))
        self.save = buttons.addButton(_("Save as PDF…"), role)
        self.save.setIcon(icon("paper"))
        self.print = buttons.addButton(_("Print…"), role)
        self.print.setIcon(icon("print", "on_accent"))
        set_kind(self.print, "primary")
        self.print.setDefault(True)
        buttons.rejected.connect(self.reject)
        self.copy.clicked.connect(self.copy_text)
        self.save.clicked.connect(self._on_save)
        self.print.clicked.connect(self._on_print)
        self.open_pdf.clicked.connect(self._on_open_pdf)
        return buttons

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
        receipt, width = self.receipts[row], round(_PREVIEW_WIDTH * self.devicePixelRatioF())

        def draw(_workspace: Workspace, _progress: Progress) -> QImage:
            return draw_flow_preview(compose_receipt(receipt), width)

        self._context.jobs.run_query(draw, success=partial(self._show, receipt), owner=self, key="page", is_urgent=True)

    def _show(self, receipt: Receipt, image: QImage) -> None:
        pixmap = QPixmap.fromImage(image)
        pixmap.setDevicePixelRatio(self.devicePixelRatioF())
        self.page_image.setPixmap(pixmap)
        self.page_image.setAccessibleName(receipt_text(receipt))

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
        self._set_ready(is_ready=False)
        self.message.hide()
        self.progress.setRange(0, 0)
        self.progress.show()

        def write(_workspace: Workspace, progress: Progress) -> int:
            return write_flow_pdf(path, [compose_receipt(one) for one in receipts], progress)

        def written(pages: int) -> None:
            self._saved = path
            self.open_pdf.show()
            text = ngettext("{count} page is in “{file}”.", "{count} pages are in “{file}”.", pages)
            self._finish(text.format(count=pages, file=path.name))

        self._job = self._context.jobs.run_task(
            write,
            label=_("Making receipts"),
            success=written,
            failure=self._on_failed,
            progress=self._on_progress,
            owner=self,
        )

    def _on_print(self) -> None:
        self._ask_printer(_("Print"), self.print_on)

    def print_on(self, printer: QPrinter) -> None:
        """Send all receipts to a printer."""
        try:
            pages = print_flow(printer, [compose_receipt(one) for one in self.receipts])
        except KnownError as error:
            self._on_failed(error)
            return
        text = ngettext("{count} page went to the printer.", "{count} pages went to the printer.", pages)
        self._finish(text.format(count=pages))

    def _on_progress(self, done: int, total: int) -> None:
        self.progress.setRange(0, total)
        self.progress.setValue(done)

    def _on_failed(self, error: KnownError) -> None:
        stopped = error.code is ErrorCode.CANCELLED
        self._finish(_("Stopped. Nothing was written.") if stopped else error_sentence(error))

    def _finish(self, text: str) -> None:
        self._job = None
        self.progress.hide()
        self._tell(text)
        self._set_ready(is_ready=bool(self.receipts))

    def _set_ready(self, *, is_ready: bool) -> None:
        for button in (self.copy, self.save, self.print):
            button.setEnabled(is_ready)
