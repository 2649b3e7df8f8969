# SPDX-License-Identifier: GPL-3.0-or-later
"""Tells that photos on the page were seen before, as soon as that is known, and leads to whom to take over."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from PySide6.QtCore import QObject, QTimer
from PySide6.QtWidgets import QWidget

from models.changes import ChangeSet
from models.progress import Progress
from models.terms import ChangeKind
from models.workspace import Workspace
from ui.context import AppContext
from ui.dialogs.seen_before import SeenBeforeDialog
from ui.texts import _, format_number, ngettext
from ui.widgets.banner import Banner

_WAIT_MS = 400


class SeenBeforeNotice(QObject):
    """Looks again when pictures were studied or named, a moment after the last of them."""

    def __init__(
        self, context: AppContext, banner: Banner, items_on_page: Callable[[], Sequence[int]], owner: QWidget
    ) -> None:
        super().__init__(owner)
        self._context = context
        self._banner = banner
        self._items_on_page = items_on_page
        self._owner = owner
        self._offered: tuple[int, ...] = ()
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setInterval(_WAIT_MS)
        self._timer.timeout.connect(self._look)
        context.bus.changed.connect(self._on_changed)

    def look_soon(self) -> None:
        """Other photos are on the page; what changes meanwhile does not put it off."""
        if not self._timer.isActive():
            self._timer.start()

    def _on_changed(self, changes: ChangeSet) -> None:
        if changes.concerns(ChangeKind.ITEM, ChangeKind.APPEARANCE):
            self.look_soon()

    def _look(self) -> None:
        items = tuple(self._items_on_page())
        if not items:
            self._show(())
            return

        def look(workspace: Workspace, _progress: Progress) -> tuple[int, ...]:
            return tuple(offer.alike.item_id for offer in workspace.seen.offers(items))

        self._context.jobs.run_query(look, success=self._show, owner=self, key="seen before")

    def _show(self, item_ids: tuple[int, ...]) -> None:
        if item_ids == self._offered:
            return
        self._offered = item_ids
        count = len(item_ids)
        if not count:
            self._banner.hide()
            return
        text = ngettext(
            "{count} photo was seen before, with names.", "{count} photos were seen before, with names.", count
        )
        self._banner.show_message(
            text.format(count=format_number(count)), action=_("Who is in it?"), act=self._open, icon_name="history",
            seconds=0,
        )  # fmt: skip

    def _open(self) -> None:
        dialog = SeenBeforeDialog(self._context, self._offered, self._owner)
        dialog.finished.connect(self._on_closed)
        dialog.open()

    def _on_closed(self) -> None:
        self._offered = ()
        self.look_soon()
