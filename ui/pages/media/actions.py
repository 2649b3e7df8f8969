# SPDX-License-Identifier: GPL-3.0-or-later
"""What can be done with the selected photos of the library; what concerns other pages is told by signals."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from PySide6.QtCore import QObject, QUrl, Signal
from PySide6.QtGui import QDesktopServices

from models.errors import ErrorCode, KnownError
from models.progress import Progress
from models.workspace import Workspace
from ui.context import AppContext
from ui.dialogs.selected_photos import SelectedPhotos
from ui.dialogs.take_out import TakeOutDialog
from ui.item_models.kept_selection import selected_ids
from ui.pages.media.tiles import LibraryItemModel
from ui.pages.media.view import MediaView
from ui.style.error_sentences import error_sentence
from ui.texts import _, format_number, ngettext

_MOST_IN_ROW = 4_000
"""How many photos are leafed through at most: those around the one that is opened."""


class MediaActions(QObject):
    """Acts on what is selected in the grid."""

    tagging_requested = Signal(list, int)
    """Item ids in their order, and the one to start with."""
    bulk_naming_requested = Signal(list)
    items_requested = Signal(list)
    """Items to be checked for publishing."""

    def __init__(self, context: AppContext, view: MediaView, model: LibraryItemModel) -> None:
        super().__init__(view)
        self._context = context
        self._view = view
        self._model = model
        bar = view.selection
        self._photos = SelectedPhotos(context, self.selected, view.banner, view)
        self._photos.judged.connect(self._photos.tell_undoable)
        bar.nobody.setMenu(self._photos.nobody_menu)
        view.grid.opened.connect(self._on_opened)
        bar.open.clicked.connect(self._on_open)
        bar.name_somebody.clicked.connect(self._on_name_somebody)
        bar.event_of.clicked.connect(self._photos.choose_event)
        bar.check.clicked.connect(self._on_check)
        bar.file_names.triggered.connect(self._photos.look_at_file_names)
        bar.show_file.triggered.connect(self._on_show_file)
        bar.take_out.triggered.connect(self.take_out)
        bar.select_none.triggered.connect(view.grid.clearSelection)
        view.grid.selectionModel().selectionChanged.connect(self.show_selection)
        model.modelReset.connect(self.show_selection)

    def selected(self) -> tuple[int, ...]:
        """The selected items, in the order of the page."""
        return selected_ids(self._view.grid, self._model)

    def show_selection(self) -> None:
        """Say how many are selected, and offer what can be done with them."""
        count = sum(one.bottom() - one.top() + 1 for one in self._view.grid.selectionModel().selection())
        bar = self._view.selection
        bar.setVisible(bool(count))
        text = ngettext("{count} photo selected", "{count} photos selected", count)
        bar.text.setText(text.format(count=format_number(count)))
        bar.show_file.setEnabled(count == 1)

    def take_out(self) -> None:
        """Ask whether the selected photos may leave the library, and say what that comes to."""
        items = self.selected()
        if items:
            dialog = TakeOutDialog(self._context, items, self._view)
            dialog.taken_out.connect(self._on_taken_out)
            dialog.open()

    def _on_opened(self, row: int) -> None:
        self._open(self._model.ids(), self._model.ids()[row])

    def _on_open(self) -> None:
        items = self.selected()
        if len(items) == 1:
            self._open(self._model.ids(), items[0])
        elif items:
            self._open(items, items[0])

    def _open(self, ids: Sequence[int], current: int) -> None:
        at = ids.index(current)
        first = max(0, min(at - _MOST_IN_ROW // 2, len(ids) - _MOST_IN_ROW))
        self.tagging_requested.emit(list(ids[first : first + _MOST_IN_ROW]), current)

    def _on_name_somebody(self) -> None:
        items = self.selected()
        if items:
            self.bulk_naming_requested.emit(list(items))

    def _on_check(self) -> None:
        items = self.selected()
        if items:
            self.items_requested.emit(list(items))

    def _on_taken_out(self, count: int) -> None:
        text = ngettext("{count} photo taken out of the library.", "{count} photos taken out of the library.", count)
        self._photos.tell_undoable(text.format(count=format_number(count)))

    def _on_show_file(self) -> None:
        items = self.selected()
        if len(items) != 1:
            return

        def find(workspace: Workspace, _progress: Progress) -> Path:
            workspace.places.check_items(items)
            return workspace.media.file_of(items[0])

        def found(path: Path) -> None:
            QDesktopServices.openUrl(QUrl.fromLocalFile(str(path.parent)))

        def lost(error: KnownError) -> None:
            self._view.banner.show_message(
                error_sentence(error),
                action=_("Find files that were moved…") if error.code is ErrorCode.FILE_MISSING else "",
                act=self._view.find_missing.trigger,
                icon_name="warning",
                seconds=0,
            )

        self._context.jobs.run_query(find, success=found, failure=lost, owner=self, key="file")
