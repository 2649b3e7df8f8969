# SPDX-License-Identifier: GPL-3.0-or-later
"""The class sheet before it is printed: for which channels and what kind of recording, everybody or only who may."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtGui import QImage
from PySide6.QtPrintSupport import QPrinter
from PySide6.QtWidgets import (
    QButtonGroup,
    QCheckBox,
    QComboBox,
    QHBoxLayout,
    QLabel,
    QListWidget,
    QListWidgetItem,
    QRadioButton,
    QVBoxLayout,
    QWidget,
)

from models.consent.purposes import PurposeRow
from models.progress import Progress
from models.workspace import Workspace
from ui.context import AppContext
from ui.dialogs.paper_dialog import PaperDialog
from ui.printing.class_sheet import (
    RECORDINGS,
    ClassSheet,
    SheetChoice,
    class_sheet_document,
    read_class_sheet,
    recording_label,
)
from ui.printing.flow import draw_flow_preview, print_flow, write_flow_pdf
from ui.style.error_sentences import error_sentence
from ui.style.icons import icon, kind_icon, purpose_icon
from ui.style.spacing import M, S
from ui.style.theme import set_kind
from ui.texts import _, format_date, ngettext
from ui.widgets.page_preview import PagePreview

_PREVIEW_WIDTH = 520


@dataclass(frozen=True, slots=True)
class _Preview:
    sheet: ClassSheet
    image: QImage
    pages: int


def open_class_sheet(
    context: AppContext,
    title: str,
    person_ids: Sequence[int],
    day: date,
    parent: QWidget | None,
    session_id: int | None = None,
    purpose_id: int | None = None,
) -> ClassSheetDialog:
    """Open the dialog for these people; ``title`` is the class or the event, and stands at the top of the sheet.

    ``session_id`` counts answers that were given for one event; ``purpose_id`` is ticked alone, all are without it.
    """
    dialog = ClassSheetDialog(context, title, person_ids, day, parent, session_id=session_id, purpose_id=purpose_id)
    dialog.open()
    return dialog


class ClassSheetDialog(PaperDialog):
    """Shows the sheet as it will be, prints it and saves it."""

    def __init__(
        self,
        context: AppContext,
        title: str,
        person_ids: Sequence[int],
        day: date,
        parent: QWidget | None = None,
        *,
        session_id: int | None = None,
        purpose_id: int | None = None,
    ) -> None:
        super().__init__(context, parent)
        self._sheet_title = title
        self._person_ids = tuple(dict.fromkeys(person_ids))
        self._day = day
        self._session_id = session_id
        self._purpose_id = purpose_id
        self._shown: _Preview | None = None
        self.setWindowTitle(_("Class sheet"))
        self.resize(980, 780)
        self._make_fields()
        self._build()
        self._connect()
        self._set_ready(is_ready=False)
        context.jobs.run_query(_read_purposes, success=self._fill, owner=self, key="start")

    def choice(self) -> SheetChoice:
        """What the sheet is to show now."""
        items = [self.purposes.item(row) for row in range(self.purposes.count())]
        chosen = (item for item in items if item.checkState() is Qt.CheckState.Checked)
        return SheetChoice(
            title=self._sheet_title,
            person_ids=self._person_ids,
            day=self._day,
            purpose_ids=tuple(int(item.data(Qt.ItemDataRole.UserRole)) for item in chosen),
            kinds=RECORDINGS[self.recording.currentIndex()],
            session_id=self._session_id,
            only_who_may=self.only_yes.isChecked(),
            in_two_columns=self.two_columns.isChecked(),
        )

    # --- layout

    def _make_fields(self) -> None:
        self.summary = QLabel(
            _("{title}, {day}").format(title=self._sheet_title, day=format_date(self._day))
            if self._sheet_title
            else format_date(self._day)
        )
        self.summary.setWordWrap(True)
        set_kind(self.summary, "heading")
        self.purposes = QListWidget()
        self.recording = QComboBox()
        for kinds in RECORDINGS:
            self.recording.addItem(icon(kind_icon(kinds[0])), recording_label(kinds))
        self.everybody = QRadioButton(_("&Everybody, with a mark for each"))
        self.only_yes = QRadioButton(_("&Only who may be in it"))
        self.everybody.setChecked(True)
        self.who = QButtonGroup(self)
        for button in (self.everybody, self.only_yes):
            self.who.addButton(button)
        self.two_columns = QCheckBox(_("&Two columns"))
        self.two_columns.setToolTip(_("Where the names have room beside the marks: one class, one or two channels"))
        self.preview = PagePreview(_PREVIEW_WIDTH, _("How the sheet will look"))

    def _build(self) -> None:
        choices = QVBoxLayout()
        choices.setSpacing(S)
        for text, field, stretch in (
            (_("For which &channels"), self.purposes, 1),
            (_("What will be &made"), self.recording, 0),
        ):
            label = QLabel(text)
            label.setBuddy(field)
            choices.addWidget(label)
            choices.addWidget(field, stretch)
        choices.addSpacing(S)
        for button in (self.everybody, self.only_yes, self.two_columns):
            choices.addWidget(button)
        note = QLabel(
            _("The sheet shows who may be in it. Who has not answered and who said no get the same mark: ask first.")
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
        layout.addWidget(self.message)
        layout.addWidget(self._make_buttons(self._on_save, self._on_print, prints=True))

    def _connect(self) -> None:
        self.purposes.itemChanged.connect(self._refresh)
        self.recording.currentIndexChanged.connect(self._refresh)
        self.who.buttonToggled.connect(self._on_who_toggled)
        self.two_columns.toggled.connect(self._refresh)
        self.preview.turned.connect(self._refresh)

    # --- the preview

    def _fill(self, purposes: tuple[PurposeRow, ...]) -> None:
        self.purposes.blockSignals(True)
        for purpose in purposes:
            item = QListWidgetItem(icon(purpose_icon(purpose.key, purpose.audience)), purpose.name)
            item.setData(Qt.ItemDataRole.UserRole, purpose.id)
            item.setFlags(Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemIsSelectable | Qt.ItemFlag.ItemIsUserCheckable)
            is_chosen = self._purpose_id in (None, purpose.id)
            item.setCheckState(Qt.CheckState.Checked if is_chosen else Qt.CheckState.Unchecked)
            self.purposes.addItem(item)
        self.purposes.blockSignals(False)
        self.purposes.setCurrentRow(0)
        self._refresh()

    def _refresh(self) -> None:
        choice, page, width = self.choice(), self.preview.page, self.preview.pixels()
        self._set_ready(is_ready=False)
        if not choice.purpose_ids:
            self._show_nothing(_("Choose at least one channel."))
            return

        def draw(workspace: Workspace, _progress: Progress) -> _Preview:
            sheet = read_class_sheet(workspace, choice)
            document = class_sheet_document(sheet)
            pages = len(document.pages())
            # drawn twice as large: small marks come out round
            large = draw_flow_preview(document, 2 * width, page)
            image = large.scaledToWidth(width, Qt.TransformationMode.SmoothTransformation)
            return _Preview(sheet, image, pages)

        self._context.jobs.run_query(
            draw, success=self._show, failure=lambda error: self._show_nothing(error_sentence(error)), owner=self,
            key="sheet",
        )  # fmt: skip

    def _show(self, preview: _Preview) -> None:
        self._shown = preview
        text = self.preview.show_page(preview.image, preview.pages)
        count = len(preview.sheet.rows)
        names = ngettext("{count} name", "{count} names", count).format(count=count)
        self.preview.image.setAccessibleName(f"{text}, {names}")
        if not preview.sheet.purposes:
            self._tell(_("None of these channels is used for this kind of recording."))
        elif self.two_columns.isChecked() and not preview.sheet.in_two_columns:
            self._tell(_("Two columns do not fit here, so the names stand below each other."))
        elif self._saved is None:
            self.message.hide()
        self._set_ready(is_ready=bool(preview.sheet.purposes))

    def _show_nothing(self, text: str) -> None:
        self._shown = None
        self.preview.show_nothing()
        self._tell(text)

    def _on_who_toggled(self, _button: QRadioButton, is_checked: bool) -> None:
        if is_checked:
            self._refresh()

    # --- making it

    def _on_save(self) -> None:
        name = _("class-sheet-{day}").format(day=self._day.isoformat())
        path = self._ask_pdf_path(_("Save the sheet"), name)
        if path is None or self._shown is None:
            return
        sheet = self._shown.sheet
        self._make(lambda progress: write_flow_pdf(path, [class_sheet_document(sheet)], progress), path)

    def _on_print(self) -> None:
        self._ask_printer(_("Print the sheet"), self._print_on)

    def _print_on(self, printer: QPrinter) -> None:
        if self._shown is None:
            return
        sheet = self._shown.sheet
        self._make(lambda _progress: print_flow(printer, [class_sheet_document(sheet)]), None)

    def _make(self, draw: Callable[[Progress], int], path: Path | None) -> None:
        self._start(
            lambda _workspace, progress: draw(progress),
            lambda pages: self._on_made(pages, path),
            _("Making the sheet"),
        )


def _read_purposes(workspace: Workspace, _progress: Progress) -> tuple[PurposeRow, ...]:
    return workspace.purposes.purposes()
