# SPDX-License-Identifier: GPL-3.0-or-later
"""Tells that name cards were photographed, once all files are read, and leads to what they do."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QWidget

from models.forms.photographed_cards import CardPreview
from models.progress import Progress
from models.workspace import Workspace
from ui.background.jobs import Job
from ui.context import AppContext
from ui.dialogs.card_photos import CardPhotosDialog
from ui.style.file_name_labels import strangers_sentence
from ui.texts import _, format_number, ngettext
from ui.widgets.banner import Banner


class NameCardsNotice(QObject):
    """Looks for cards in the photos on the page, where any card was ever printed."""

    set_aside = Signal(list)
    """``list[int]``: items on the page that are photos of cards, dealt with."""

    def __init__(
        self, context: AppContext, banner: Banner, items_on_page: Callable[[], Sequence[int]], owner: QWidget
    ) -> None:
        super().__init__(owner)
        self._context = context
        self._banner = banner
        self._items_on_page = items_on_page
        self._owner = owner
        self._job: Job[CardPreview] | None = None
        self._preview = CardPreview()

    def look(self) -> None:
        """All files of this turn are read: look for cards among them."""
        items = tuple(self._items_on_page())

        def ask(workspace: Workspace, _progress: Progress) -> tuple[tuple[int, ...], tuple[int, ...]]:
            cards = workspace.photographed_cards
            return cards.set_aside_among(items), cards.items_to_look_at(items)

        self._context.jobs.run_query(ask, success=self._on_asked, owner=self, key="cards")

    def forget(self) -> None:
        """The photos left the page."""
        if self._job is not None:
            self._job.cancel()
        self._preview = CardPreview()
        self._banner.hide()

    def _on_asked(self, answer: tuple[tuple[int, ...], tuple[int, ...]]) -> None:
        set_aside, wanted = answer
        if set_aside:
            self.set_aside.emit(list(set_aside))
        if not wanted:
            return
        if self._job is not None:
            self._job.cancel()

        def find(workspace: Workspace, progress: Progress) -> CardPreview:
            return workspace.photographed_cards.look(wanted, progress)

        self._job = self._context.jobs.run_task(
            find, label=_("Looking for name cards"), success=self._show, failure=lambda _error: None, owner=self
        )

    def _show(self, preview: CardPreview) -> None:
        self._job = None
        self._preview = preview
        if preview.cards:
            count = len(preview.cards)
            text = ngettext("{count} name card was photographed.", "{count} name cards were photographed.", count)
            self._banner.show_message(
                text.format(count=format_number(count)),
                action=_("Who is named by them?"),
                act=self._open,
                icon_name="camera",
                seconds=0,
            )
        elif preview.strangers:
            self._banner.show_message(strangers_sentence(len(preview.strangers)), icon_name="camera")

    def _open(self) -> None:
        dialog = CardPhotosDialog(self._context, self._preview, self._owner)
        dialog.accepted.connect(self._on_applied)
        dialog.rejected.connect(self._on_rejected)
        dialog.open()

    def _on_applied(self) -> None:
        self.set_aside.emit(list(self._preview.cards))
        self._preview = CardPreview()
        self._banner.hide()

    def _on_rejected(self) -> None:
        self._show(self._preview)
