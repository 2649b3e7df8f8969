# SPDX-License-Identifier: GPL-3.0-or-later
"""Name cards before they are printed: of whom, with or without the class, and the cards of the class and to stop."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtGui import QImage
from PySide6.QtPrintSupport import QPrinter
from PySide6.QtWidgets import (
    QCheckBox,
    QHBoxLayout,
    QLabel,
    QVBoxLayout,
    QWidget,
)

from models.changes import Change
from models.forms.name_cards import CardChoice, PrintedCard
from models.progress import Progress
from models.workspace import Workspace
from ui.context import AppContext
from ui.dialogs.paper_dialog import PaperDialog
from ui.printing.name_cards import card_pages
from ui.printing.pdf import draw_picture, print_pages, write_pdf_pages
from ui.style.spacing import M, S
from ui.style.theme import set_kind
from ui.texts import _, format_number, ngettext
from ui.widgets.page_preview import PagePreview

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
        self.preview = PagePreview(_PREVIEW_WIDTH, _("How the cards will look"))

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
        columns = QHBoxLayout()
        columns.setSpacing(M)
        columns.addLayout(choices, 2)
        columns.addWidget(self.preview, 3)
        layout = QVBoxLayout(self)
        layout.setSpacing(M)
        layout.addLayout(columns, 1)
        layout.addWidget(self.message)
        layout.addWidget(self._make_buttons(self._on_save, self._on_print, prints=True))

    def _connect(self) -> None:
        for box in (self.with_class, self.with_groups, self.with_stop):
            box.toggled.connect(self._refresh)
        self.preview.turned.connect(self._refresh)

    # --- the preview

    def _refresh(self) -> None:
        choice, page, width = self.choice(), self.preview.page, self.preview.pixels()
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
        if preview.pages:
            page = self.preview.show_page(preview.image, preview.pages)
            cards = ngettext("{count} card", "{count} cards", preview.cards)
            self.preview.tell(f"{page} · {cards.format(count=format_number(preview.cards))}")
        else:
            self.preview.show_nothing()
        if not preview.cards:
            self._tell(_("Choose which cards to print."))
        elif self._saved is None:
            self.message.hide()
        self._set_ready(is_ready=bool(preview.cards))

    # --- making them

    def _on_save(self) -> None:
        path = self._ask_pdf_path(_("Save the cards"), _("name-cards"))
        if path is not None:
            self._make(lambda cards, progress: write_pdf_pages(path, card_pages(cards), progress=progress), path)

    def _on_print(self) -> None:
        self._ask_printer(_("Print the cards"), self._print_on)

    def _print_on(self, printer: QPrinter) -> None:
        self._make(lambda cards, _progress: print_pages(printer, card_pages(cards)), None)

    def _make(self, draw: Callable[[tuple[PrintedCard, ...], Progress], int], path: Path | None) -> None:
        """Keep which cards there are, then draw them."""
        choice = self.choice()
        self._enable(False)

        def make(workspace: Workspace, _progress: Progress) -> Change[tuple[PrintedCard, ...]]:
            return workspace.name_cards.make(choice)

        def made(change: Change[tuple[PrintedCard, ...]]) -> None:
            self._start(
                lambda _workspace, progress: draw(change.value, progress),
                lambda pages: self._on_made(pages, path),
                _("Making the cards"),
            )

        self._context.jobs.run_change(make, success=made, failure=self._on_failed, owner=self)
