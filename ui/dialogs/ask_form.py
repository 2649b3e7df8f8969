# SPDX-License-Identifier: GPL-3.0-or-later
"""Asking people on paper: who, for which channels, in which language; then a PDF or the printer.

Nothing is on record until the forms are made: the texts are measured first, then the forms are recorded, then they are
drawn. When the drawing fails, the forms are taken back.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtGui import QImage
from PySide6.QtPrintSupport import QPrinter
from PySide6.QtWidgets import (
    QComboBox,
    QHBoxLayout,
    QLabel,
    QListWidget,
    QListWidgetItem,
    QVBoxLayout,
    QWidget,
)

from models.changes import Change
from models.consent.purposes import PurposeRow
from models.errors import KnownError
from models.forms.forms import FormSheet, IssuedForm
from models.forms.wording import LANGUAGES, wording_languages
from models.progress import Progress
from models.roster.person_rows import PersonRow
from models.terms import LegalBasis
from models.workspace import Workspace
from ui.background.jobs import Job
from ui.context import AppContext
from ui.dialogs.paper_dialog import PaperDialog, made_sentence
from ui.printing.print_job import check_sheets, draw_preview, print_sheets, write_pdf
from ui.style.error_sentences import error_sentence
from ui.style.spacing import M, S
from ui.style.theme import set_kind
from ui.texts import _, current_language, ngettext
from ui.widgets.page_preview import PagePreview

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
        self._stopped = _("Stopped. Nobody is on record as asked.")
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
        self.preview = PagePreview(_PREVIEW_WIDTH, _("How the form will look"))

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
        columns = QHBoxLayout()
        columns.setSpacing(M)
        columns.addLayout(choices, 2)
        columns.addWidget(self.preview, 3)
        layout = QVBoxLayout(self)
        layout.setSpacing(M)
        layout.addWidget(self.summary)
        layout.addLayout(columns, 1)
        layout.addWidget(self._make_progress(_("Progress of the forms")))
        layout.addWidget(self.message)
        layout.addWidget(self._make_buttons(self._on_save, self._on_print, prints=False))
        self.shut.setText(_("Cancel"))
        self.people.itemChanged.connect(self._refresh)
        self.purposes.itemChanged.connect(self._refresh)
        self.language.currentIndexChanged.connect(self._refresh)
        self.preview.turned.connect(self._draw_page)

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
            self.preview.show_nothing()
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
        self.message.hide()
        self._set_ready(is_ready=True)
        self._draw_page()

    def _on_not_composed(self, error: KnownError) -> None:
        self._sheets = ()
        self.preview.show_nothing()
        self._tell(error_sentence(error))

    def _draw_page(self) -> None:
        sheet, width = self._sheets[min(self.preview.page, len(self._sheets) - 1)], self.preview.pixels()

        def draw(_workspace: Workspace, _progress: Progress) -> QImage:
            return draw_preview(sheet, width)

        self._context.jobs.run_query(draw, success=self._show_page, owner=self, key="page")

    def _show_page(self, image: QImage) -> None:
        if self._sheets:
            is_all = len(_chosen(self.people)) <= _PREVIEW_PEOPLE
            self.preview.show_page(image, len(self._sheets), is_all=is_all)

    def _on_save(self) -> None:
        today = self._context.workspace.clock.today()
        name = _("consent-forms-{day}").format(day=today.isoformat())
        path = self._ask_pdf_path(_("Save the forms"), name)
        if path is not None:
            self._make(lambda sheets, progress: write_pdf(path, sheets, progress), path)

    def _on_print(self) -> None:
        self._ask_printer(_("Print the forms"), self._print_on)

    def _print_on(self, printer: QPrinter) -> None:
        self._make(lambda sheets, _progress: print_sheets(printer, sheets), None)

    def _make(self, draw: Draw, path: Path | None) -> None:
        """Measure everything, record the forms, draw them."""
        people, purposes, language = _chosen(self.people), _chosen(self.purposes), str(self.language.currentData())
        self._set_busy()

        def measure(workspace: Workspace, progress: Progress) -> None:
            check_sheets(workspace.forms.preview(people, purposes, language), progress)

        def record(_measured: None) -> None:
            self._context.jobs.run_change(
                lambda workspace, _progress: workspace.forms.issue(people, purposes, language),
                success=lambda change: self._draw_forms(change, draw, path),
                failure=self._on_failed,
                owner=self,
            )

        self._job = self._context.jobs.run_task(
            measure, label=_("Making forms"), success=record, failure=self._on_failed, owner=self
        )

    def _draw_forms(self, change: Change[tuple[IssuedForm, ...]], draw: Draw, path: Path | None) -> None:
        sheets = tuple(form.sheet for form in change.value)

        def made(pages: int) -> None:
            if change.undo is not None:
                self._context.undo.push(_("Ask on paper"), change.undo)
            self._is_ready, self._saved = False, path
            self._finish(" ".join((made_sentence(pages, path), _("These people are on record as asked."))))
            for field in (self.people, self.purposes, self.language):
                field.setEnabled(False)
            self.save.hide()
            self.print.hide()
            self.shut.setText(_("Close"))

        def failed(error: KnownError) -> None:
            undo = change.undo
            if undo is not None:
                self._context.jobs.run_change(lambda _workspace, _progress: undo(), owner=self)
            self._on_failed(error)

        self._start(lambda _workspace, progress: draw(sheets, progress), made, _("Making forms"), failed)


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
