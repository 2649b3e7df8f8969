# SPDX-License-Identifier: GPL-3.0-or-later
"""Name cards before they are printed: of whom, with or without the class, and the cards of the class and to stop."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from PySide6.QtCore import Qt
from PySide6.QtGui import QImage, QPixmap
from PySide6.QtPrintSupport import QPrinter
from PySide6.QtWidgets import (
    QCheckBox,
    QDialogButtonBox,
    QHBoxLayout,
    QLabel,
    QPushButton,
    QScrollArea,
    QVBoxLayout,
    QWidget,
)

from models.changes import Change
from models.errors import ErrorCode, KnownError
from models.forms.name_cards import CardChoice, PrintedCard
from models.progress import Progress
from models.workspace import Workspace
from ui.context import AppContext
from ui.dialogs.paper_dialog import PaperDialog
from ui.printing.name_cards import card_pages
from ui.printing.pdf import draw_picture, print_pages, write_pdf_pages
from ui.style.error_sentences import error_sentence
from ui.style.icons import icon
from ui.style.spacing import M, S
from ui.style.theme import set_kind
from ui.texts import _, format_number, ngettext

_PREVIEW_WIDTH = 420


@dataclass(frozen=True, slots=True)
class _Preview:
    cards: int
    pages: int
    image: QImage


def open_name_cards(
    context: AppContext, person_ids: Sequence[int], parent: QWidget | None, group_ids: Sequence[int] = ()
) -> NameCardsDialog:
    """Open the dialog for these people; ``group_ids`` are classes that can have a card of their own."""
    dialog = NameCardsDialog(context, person_ids, parent, group_ids)
    dialog.open()
    return dialog


class NameCardsDialog(PaperDialog):
    """Shows the cards as they will be, prints them and saves them."""

    def __init__(
        self,
        context: AppContext,
        person_ids: Sequence[int],
        parent: QWidget | None = None,
        group_ids: Sequence[int] = (),
    ) -> None:
        super().__init__(context, parent)
        self._people = tuple(dict.fromkeys(person_ids))
        self._groups = tuple(dict.fromkeys(group_ids))
        self._page = 0
        self._pages = 0
        self.setWindowTitle(_("Name cards"))
        self.resize(860, 720)
        self._make_widgets()
        self._lay_out()
        self._connect()
        self._refresh()

    def choice(self) -> CardChoice:
        """Which cards are to be printed now."""
        return CardChoice(
            self._people,
            self._groups if self.with_groups.isChecked() else (),
            self.with_stop.isChecked(),
            self.with_class.isChecked(),
        )

    def _make_widgets(self) -> None:
        self.intro = QLabel(
            _(
                "Photograph somebody's card first: the photos after it are named by it, until the next card. Only a "
                "first name is on the card; the code in it means nothing outside this school."
            )
        )
        self.intro.setWordWrap(True)
        self.with_class = QCheckBox(_("&Class under the name"))
        self.with_class.setChecked(True)
        self.with_class.setVisible(bool(self._people))
        count = len(self._groups)
        text = ngettext("A card of the class &itself", "A card of each class &itself", count)
        self.with_groups = QCheckBox(text)
        self.with_groups.setChecked(bool(count))
        self.with_groups.setVisible(bool(count))
        self.with_stop = QCheckBox(_("A &stop card, for when you are done"))
        self.with_stop.setChecked(True)
        self.page_image = QLabel()
        self.page_image.setAlignment(Qt.AlignmentFlag.AlignHCenter | Qt.AlignmentFlag.AlignTop)
        self.preview = QScrollArea()
        self.preview.setWidget(self.page_image)
        self.preview.setWidgetResizable(True)
        self.preview.setMinimumWidth(_PREVIEW_WIDTH + 2 * M)
        self.preview.setAccessibleName(_("How the cards will look"))
        self.previous, self.next = QPushButton(icon("previous"), ""), QPushButton(icon("next"), "")
        for button, text in ((self.previous, _("Previous page")), (self.next, _("Next page"))):
            button.setAccessibleName(text)
            button.setToolTip(text)
            button.setAutoDefault(False)
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

    def _lay_out(self) -> None:
        choices = QVBoxLayout()
        choices.setSpacing(S)
        for widget in (self.intro, self.with_class, self.with_groups, self.with_stop):
            choices.addWidget(widget)
        tip = QLabel(
            _("Print on thick paper and cut along the lines. Somebody's card stays the same when printed again.")
        )
        tip.setWordWrap(True)
        set_kind(tip, "muted")
        choices.addWidget(tip)
        choices.addStretch(1)
        turning = QHBoxLayout()
        turning.addStretch(1)
        for one in (self.previous, self.page_label, self.next):
            turning.addWidget(one)
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
        layout.addLayout(columns, 1)
        layout.addWidget(self.message)
        layout.addWidget(self.buttons)

    def _connect(self) -> None:
        for box in (self.with_class, self.with_groups, self.with_stop):
            box.toggled.connect(self._refresh)
        self.previous.clicked.connect(self._on_previous)
        self.next.clicked.connect(self._on_next)
        self.buttons.rejected.connect(self.reject)
        self.save.clicked.connect(self._on_save)
        self.print.clicked.connect(self._on_print)
        self.open_pdf.clicked.connect(self._on_open_pdf)

    # --- the preview

    def _refresh(self) -> None:
        choice, page, width = self.choice(), self._page, round(_PREVIEW_WIDTH * self.devicePixelRatioF())
        self._set_ready(is_ready=False)

        def draw(workspace: Workspace, _progress: Progress) -> _Preview:
            cards = workspace.name_cards.preview(choice)
            pages = card_pages(cards)
            if not pages:
                return _Preview(0, 0, QImage())
            large = draw_picture(pages[min(page, len(pages) - 1)], 2 * width)
            return _Preview(
                len(cards), len(pages), large.scaledToWidth(width, Qt.TransformationMode.SmoothTransformation)
            )  # fmt: skip

        self._context.jobs.run_query(draw, success=self._show, failure=self._on_failed, owner=self, key="cards")

    def _show(self, preview: _Preview) -> None:
        self._pages = preview.pages
        self._page = max(0, min(self._page, preview.pages - 1))
        pixmap = QPixmap.fromImage(preview.image)
        pixmap.setDevicePixelRatio(self.devicePixelRatioF())
        self.page_image.setPixmap(pixmap)
        cards = ngettext("{count} card", "{count} cards", preview.cards).format(count=format_number(preview.cards))
        page = _("Page {page} of {count}").format(page=self._page + 1, count=preview.pages)
        self.page_label.setText(f"{page} · {cards}" if preview.pages else "")
        self.page_image.setAccessibleName(self.page_label.text())
        self.previous.setEnabled(self._page > 0)
        self.next.setEnabled(self._page < preview.pages - 1)
        if not preview.cards:
            self._tell(_("Choose which cards to print."))
        elif self._saved is None:
            self.message.hide()
        self._set_ready(is_ready=self._job is None and bool(preview.cards))

    def _on_previous(self) -> None:
        self._page = max(0, self._page - 1)
        self._refresh()

    def _on_next(self) -> None:
        self._page = min(self._pages - 1, self._page + 1)
        self._refresh()

    # --- making them

    def _on_save(self) -> None:
        path = self._ask_pdf_path(_("Save the cards"), _("name-cards"))
        if path is None:
            return

        def draw(cards: tuple[PrintedCard, ...]) -> None:
            self._saved = path
            self._run(lambda progress: write_pdf_pages(path, card_pages(cards), progress=progress))

        self._make(draw)

    def _on_print(self) -> None:
        self._ask_printer(_("Print the cards"), self._print_on)

    def _print_on(self, printer: QPrinter) -> None:
        def draw(cards: tuple[PrintedCard, ...]) -> None:
            self._saved = None
            self._run(lambda _progress: print_pages(printer, card_pages(cards)))

        self._make(draw)

    def _make(self, draw: Callable[[tuple[PrintedCard, ...]], None]) -> None:
        choice = self.choice()
        self._set_ready(is_ready=False)

        def make(workspace: Workspace, _progress: Progress) -> Change[tuple[PrintedCard, ...]]:
            return workspace.name_cards.make(choice)

        self._context.jobs.run_change(
            make, success=lambda change: draw(change.value), failure=self._on_failed, owner=self
        )  # fmt: skip

    def _run(self, draw: Callable[[Progress], int]) -> None:
        self._job = self._context.jobs.run_task(
            lambda _workspace, progress: draw(progress),
            label=_("Making the cards"),
            success=self._on_made,
            failure=self._on_failed,
            owner=self,
        )

    def _on_made(self, pages: int) -> None:
        self._job = None
        if self._saved is not None:
            text = ngettext("{count} page is in “{file}”.", "{count} pages are in “{file}”.", pages)
            self._tell(text.format(count=pages, file=self._saved.name))
        else:
            text = ngettext("{count} page went to the printer.", "{count} pages went to the printer.", pages)
            self._tell(text.format(count=pages))
        self.open_pdf.setVisible(self._saved is not None)
        self._set_ready(is_ready=True)

    def _on_failed(self, error: KnownError) -> None:
        self._job = None
        self._saved = None
        self._tell(_("Stopped.") if error.code is ErrorCode.CANCELLED else error_sentence(error))
        self._set_ready(is_ready=self._pages > 0)

    def _set_ready(self, *, is_ready: bool) -> None:
        self.save.setEnabled(is_ready)
        self.print.setEnabled(is_ready)
