# SPDX-License-Identifier: GPL-3.0-or-later
"""Asking people on paper: who, for which channels, in which language; then a PDF or the printer.

Nothing is on record until the forms are made: the texts are measured first, then the forms are recorded, then they are
drawn. When the drawing fails, the forms are taken back.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from PySide6.QtCore import Qt
from PySide6.QtGui import QImage, QPixmap
from PySide6.QtPrintSupport import QPrinter
from PySide6.QtWidgets import (
    QComboBox,
    QDialogButtonBox,
    QHBoxLayout,
    QLabel,
    QListWidget,
    QListWidgetItem,
    QProgressBar,
    QPushButton,
    QScrollArea,
    QVBoxLayout,
    QWidget,
)

from models.changes import Change
from models.consent.purposes import PurposeRow
from models.errors import ErrorCode, KnownError
from models.forms.forms import FormSheet, IssuedForm
from models.forms.wording import LANGUAGES, wording_languages
from models.progress import Progress
from models.roster.person_rows import PersonRow
from models.terms import LegalBasis
from models.workspace import Workspace
from ui.background.jobs import Job
from ui.context import AppContext
from ui.dialogs.paper_dialog import PaperDialog
from ui.printing.print_job import check_sheets, draw_preview, print_sheets, write_pdf
from ui.style.error_sentences import error_sentence
from ui.style.icons import icon
from ui.style.spacing import M, S
from ui.style.theme import set_kind
from ui.texts import _, current_language, ngettext

_PREVIEW_WIDTH = 520
_PREVIEW_PEOPLE = 20
"""A printer's preview of 200 pages takes seconds; the first ones show what there is to see."""

Draw = Callable[[Sequence[FormSheet], Progress], int]


@dataclass(frozen=True, slots=True)
class _Start:
    people: tuple[PersonRow, ...]
    purposes: tuple[PurposeRow, ...]


class AskFormDialog(PaperDialog):
    """Shows the forms as they will be, and makes them."""

    def __init__(
        self, context: AppContext, purpose_id: int, person_ids: Sequence[int], parent: QWidget | None = None
    ) -> None:
        super().__init__(context, parent)
        self._purpose_id = purpose_id
        self._sheets: tuple[FormSheet, ...] = ()
        self._page = 0
        self._composing: Job[tuple[FormSheet, ...]] | None = None
        self.setWindowTitle(_("Ask on paper"))
        self.resize(1000, 760)
        self._make_fields()
        self._build()
        self._set_ready(is_ready=False)
        self._load(tuple(dict.fromkeys(person_ids)))

    def _make_fields(self) -> None:
        self.people = QListWidget()
        self.purposes = QListWidget()
        self.language = QComboBox()
        for code, name in wording_languages():
            self.language.addItem(name, code)
        own = current_language()
        self.language.setCurrentIndex(self.language.findData(own if own in LANGUAGES else LANGUAGES[0]))
        self.summary = QLabel()
        self.summary.setWordWrap(True)
        set_kind(self.summary, "heading")
        self.page_image = QLabel()
        self.page_image.setAlignment(Qt.AlignmentFlag.AlignHCenter | Qt.AlignmentFlag.AlignTop)
        self.preview = QScrollArea()
        self.preview.setWidget(self.page_image)
        self.preview.setWidgetResizable(True)
        self.preview.setMinimumWidth(_PREVIEW_WIDTH + 2 * M)
        self.preview.setAccessibleName(_("How the form will look"))
        self.previous = QPushButton(icon("previous"), "")
        self.previous.setAccessibleName(_("Previous page"))
        self.previous.setToolTip(_("Previous page"))
        self.next = QPushButton(icon("next"), "")
        self.next.setAccessibleName(_("Next page"))
        self.next.setToolTip(_("Next page"))
        self.page_label = QLabel()
        self.progress = QProgressBar()
        self.progress.setAccessibleName(_("Progress of the forms"))
        self.progress.hide()

    def _build(self) -> None:
        choices = QVBoxLayout()
        choices.setSpacing(S)
        for text, field, stretch in (
            (_("&Whom to ask"), self.people, 3),
            (_("For which &channels"), self.purposes, 2),
            (_("&Language of the form"), self.language, 0),
        ):
            label = QLabel(text)
            label.setBuddy(field)
            choices.addWidget(label)
            choices.addWidget(field, stretch)
        note = QLabel(
            _("Each form has its own code. The people count as asked from the moment you save or print the forms.")
        )
        note.setWordWrap(True)
        set_kind(note, "muted")
        choices.addWidget(note)
        turning = QHBoxLayout()
        turning.addStretch(1)
        for widget in (self.previous, self.page_label, self.next):
            turning.addWidget(widget)
        turning.addStretch(1)
        seen = QVBoxLayout()
        seen.setSpacing(S)
        seen.addWidget(self.preview, 1)
        seen.addLayout(turning)
        columns = QHBoxLayout()
        columns.setSpacing(M)
        columns.addLayout(choices, 2)
        columns.addLayout(seen, 3)
        layout = QVBoxLayout(self)
        layout.setSpacing(M)
        layout.addWidget(self.summary)
        layout.addLayout(columns, 1)
        layout.addWidget(self.progress)
        layout.addWidget(self.message)
        layout.addWidget(self._make_buttons())
        self.people.itemChanged.connect(self._refresh)
        self.purposes.itemChanged.connect(self._refresh)
        self.language.currentIndexChanged.connect(self._refresh)
        self.previous.clicked.connect(self._on_previous)
        self.next.clicked.connect(self._on_next)

    def _make_buttons(self) -> QDialogButtonBox:
        self.buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Cancel)
        self.buttons.button(QDialogButtonBox.StandardButton.Cancel).setText(_("Cancel"))
        self.print = self.buttons.addButton(_("Print…"), QDialogButtonBox.ButtonRole.ActionRole)
        self.print.setIcon(icon("print"))
        self.save = self.buttons.addButton(_("Save as PDF…"), QDialogButtonBox.ButtonRole.ActionRole)
        self.save.setIcon(icon("paper", "on_accent"))
        set_kind(self.save, "primary")
        self.save.setDefault(True)
        self.open_pdf = self.buttons.addButton(_("Open the PDF"), QDialogButtonBox.ButtonRole.ActionRole)
        self.open_pdf.hide()
        self.buttons.rejected.connect(self.reject)
        self.print.clicked.connect(self._on_print)
        self.save.clicked.connect(self._on_save)
        self.open_pdf.clicked.connect(self._on_open_pdf)
        return self.buttons

    def _load(self, person_ids: tuple[int, ...]) -> None:
        def read(workspace: Workspace, _progress: Progress) -> _Start:
            asked = [one for one in workspace.purposes.purposes() if one.legal_basis is LegalBasis.CONSENT]
            return _Start(workspace.people.rows(person_ids), tuple(asked))

        self._context.jobs.run_query(read, success=self._fill, owner=self, key="start")

    def _fill(self, start: _Start) -> None:
        for field in (self.people, self.purposes):
            field.blockSignals(True)
        for person in start.people:
            name = person.display_name or _("a parent or guardian")
            _add_choice(self.people, " · ".join((name, *person.groups)), person.id, is_chosen=True)
        known = {purpose.id for purpose in start.purposes}
        for purpose in start.purposes:
            is_chosen = purpose.id == self._purpose_id or self._purpose_id not in known
            _add_choice(self.purposes, purpose.name, purpose.id, is_chosen=is_chosen)
        for field in (self.people, self.purposes):
            field.blockSignals(False)
            field.setCurrentRow(0)
        self._refresh()

    def _refresh(self) -> None:
        """Compose the first forms anew for what is chosen now."""
        people, purposes, language = _chosen(self.people), _chosen(self.purposes), str(self.language.currentData())
        self.summary.setText(
            ngettext("{count} person gets a form", "{count} people get a form", len(people)).format(count=len(people))
        )
        self._set_ready(is_ready=False)
        if self._composing is not None:
            self._composing.cancel()
        if not people or not purposes:
            self._sheets = ()
            self._show_page(None)
            text = _("Choose at least one channel.") if people else _("Choose at least one person.")
            self._tell(text)
            return

        def compose(workspace: Workspace, _progress: Progress) -> tuple[FormSheet, ...]:
            sheets = workspace.forms.preview(people[:_PREVIEW_PEOPLE], purposes, language)
            check_sheets(sheets)
            return sheets

        self._composing = self._context.jobs.run_query(
            compose, success=self._on_composed, failure=self._on_not_composed, owner=self, key="compose"
        )

    def _on_composed(self, sheets: tuple[FormSheet, ...]) -> None:
        self._sheets = sheets
        self._page = min(self._page, len(sheets) - 1)
        self.message.hide()
        self._set_ready(is_ready=self._job is None)
        self._draw_page()

    def _on_not_composed(self, error: KnownError) -> None:
        self._sheets = ()
        self._show_page(None)
        self._tell(error_sentence(error))

    def _draw_page(self) -> None:
        sheet, width = self._sheets[self._page], round(_PREVIEW_WIDTH * self.devicePixelRatioF())

        def draw(_workspace: Workspace, _progress: Progress) -> QImage:
            return draw_preview(sheet, width)

        self._context.jobs.run_query(draw, success=self._show_page, owner=self, key="page")

    def _show_page(self, image: QImage | None) -> None:
        count = len(self._sheets)
        self.previous.setEnabled(self._page > 0)
        self.next.setEnabled(self._page < count - 1)
        if image is None or not count:
            self.page_image.clear()
            self.page_label.clear()
            return
        pixmap = QPixmap.fromImage(image)
        pixmap.setDevicePixelRatio(self.devicePixelRatioF())
        self.page_image.setPixmap(pixmap)
        text = _("Page {page} of {count}").format(page=self._page + 1, count=count)
        if len(_chosen(self.people)) > _PREVIEW_PEOPLE:
            text = _("Page {page} of the first {count}").format(page=self._page + 1, count=count)
        self.page_label.setText(text)
        self.page_image.setAccessibleName(text)

    def _on_previous(self) -> None:
        self._page = max(0, self._page - 1)
        self._draw_page()

    def _on_next(self) -> None:
        self._page = min(len(self._sheets) - 1, self._page + 1)
        self._draw_page()

    def _on_save(self) -> None:
        today = self._context.workspace.clock.today()
        name = _("consent-forms-{day}").format(day=today.isoformat())
        path = self._ask_pdf_path(_("Save the forms"), name)
        if path is not None:
            self._saved = path
            self._make(lambda sheets, progress: write_pdf(path, sheets, progress))

    def _on_print(self) -> None:
        self._ask_printer(_("Print the forms"), self._print_on)

    def _print_on(self, printer: QPrinter) -> None:
        self._saved = None
        self._make(lambda sheets, _progress: print_sheets(printer, sheets))

    def _make(self, draw: Draw) -> None:
        """Measure everything, record the forms, draw them."""
        people, purposes, language = _chosen(self.people), _chosen(self.purposes), str(self.language.currentData())
        self._set_ready(is_ready=False)
        self.message.hide()
        self.progress.setRange(0, 0)
        self.progress.show()

        def measure(workspace: Workspace, progress: Progress) -> None:
            check_sheets(workspace.forms.preview(people, purposes, language), progress)

        def record(_measured: None) -> None:
            self._context.jobs.run_change(
                lambda workspace, _progress: workspace.forms.issue(people, purposes, language),
                success=lambda change: self._draw_forms(change, draw),
                failure=self._on_failed,
                owner=self,
            )

        self._job = self._context.jobs.run_task(
            measure, label=_("Making forms"), success=record, failure=self._on_failed, owner=self
        )

    def _draw_forms(self, change: Change[tuple[IssuedForm, ...]], draw: Draw) -> None:
        sheets = tuple(form.sheet for form in change.value)

        def failed(error: KnownError) -> None:
            undo = change.undo
            if undo is not None:
                self._context.jobs.run_change(lambda _workspace, _progress: undo(), owner=self)
            self._on_failed(error)

        self._job = self._context.jobs.run_task(
            lambda _workspace, progress: draw(sheets, progress),
            label=_("Making forms"),
            success=lambda pages: self._on_made(change, pages),
            failure=failed,
            progress=self._on_progress,
            owner=self,
        )

    def _on_progress(self, done: int, total: int) -> None:
        self.progress.setRange(0, total)
        self.progress.setValue(done)

    def _on_made(self, change: Change[tuple[IssuedForm, ...]], pages: int) -> None:
        self._job = None
        self.progress.hide()
        if change.undo is not None:
            self._context.undo.push(_("Ask on paper"), change.undo)
        if self._saved is not None:
            text = ngettext("{count} page is in “{file}”.", "{count} pages are in “{file}”.", pages)
            made = text.format(count=pages, file=self._saved.name)
        else:
            made = ngettext("{count} page went to the printer.", "{count} pages went to the printer.", pages).format(
                count=pages
            )
        self._tell(" ".join((made, _("These people are on record as asked."))))
        for field in (self.people, self.purposes, self.language):
            field.setEnabled(False)
        self.open_pdf.setVisible(self._saved is not None)
        self.save.hide()
        self.print.hide()
        self.buttons.button(QDialogButtonBox.StandardButton.Cancel).setText(_("Close"))

    def _on_failed(self, error: KnownError) -> None:
        self._job = None
        self.progress.hide()
        stopped = error.code is ErrorCode.CANCELLED
        self._tell(_("Stopped. Nobody is on record as asked.") if stopped else error_sentence(error))
        self._set_ready(is_ready=True)

    def _set_ready(self, *, is_ready: bool) -> None:
        self.save.setEnabled(is_ready)
        self.print.setEnabled(is_ready)


def _add_choice(field: QListWidget, text: str, row_id: int, *, is_chosen: bool) -> None:
    item = QListWidgetItem(text)
    item.setData(Qt.ItemDataRole.UserRole, row_id)
    item.setFlags(Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemIsSelectable | Qt.ItemFlag.ItemIsUserCheckable)
    item.setCheckState(Qt.CheckState.Checked if is_chosen else Qt.CheckState.Unchecked)
    field.addItem(item)


def _chosen(field: QListWidget) -> tuple[int, ...]:
    """The ids that are ticked, in order."""
    items = (field.item(row) for row in range(field.count()))
    return tuple(
        int(item.data(Qt.ItemDataRole.UserRole)) for item in items if item.checkState() is Qt.CheckState.Checked
    )
