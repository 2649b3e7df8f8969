# SPDX-License-Identifier: GPL-3.0-or-later
"""What pages with photos offer for those that are selected: an event, the names in their files, nobody recognisable."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from PySide6.QtCore import QObject, Signal
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QMenu, QWidget

from models.terms import NobodyReason
from ui.context import AppContext
from ui.dialogs.choose_event import ChooseEventDialog
from ui.dialogs.file_names import FileNamesDialog
from ui.style.labels import nobody_reason_label
from ui.style.library_labels import photos_text
from ui.texts import _
from ui.widgets.banner import Banner


class SelectedPhotos(QObject):
    """Does nothing while nothing is selected; ``items`` gives the ids of what is, in the order of the page."""

    judged = Signal(str)
    """That nobody can be recognised is on record; the text says in how many photos."""

    def __init__(self, context: AppContext, items: Callable[[], Sequence[int]], banner: Banner, owner: QWidget) -> None:
        super().__init__(owner)
        self._context = context
        self._items = items
        self._banner = banner
        self._owner = owner
        self.nobody_menu = QMenu(owner)
        for reason in NobodyReason:
            self.nobody_menu.addAction(nobody_reason_label(reason)).setData(reason)
        self.nobody_menu.triggered.connect(self._on_nobody_reason)

    def choose_event(self) -> None:
        """Ask of which event they are."""
        items = self._items()
        if items:
            dialog = ChooseEventDialog(self._context, items, self._owner)
            dialog.assigned.connect(self.tell_undoable)
            dialog.open()

    def look_at_file_names(self) -> None:
        """Ask who is meant by the names in their files."""
        items = self._items()
        if items:
            FileNamesDialog(self._context, items, self._owner).open()

    def tell_undoable(self, text: str) -> None:
        """Say what was done, with a button that takes it back."""
        self._banner.show_message(text, action=_("Undo"), act=self._context.undo.undo, icon_name="check")

    def _on_nobody_reason(self, action: QAction) -> None:
        items, reason = tuple(self._items()), NobodyReason(action.data())
        if not items:
            return
        label = _("Nobody recognisable in {photos}").format(photos=photos_text(len(items)))
        self._context.jobs.run_change(
            lambda workspace, _progress: workspace.tagging.judge_nobody(items, reason),
            success=lambda _change: self.judged.emit(label),
            owner=self,
            label=label,
        )
