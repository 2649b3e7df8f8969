# SPDX-License-Identifier: GPL-3.0-or-later
"""Tells that files on the page hold names, once they are taken in, and leads to who they are."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from PySide6.QtCore import QObject, QTimer
from PySide6.QtWidgets import QWidget

from models.changes import Change
from models.progress import Progress
from models.publishing.file_names import NamesPreview
from models.workspace import Workspace
from ui.context import AppContext
from ui.dialogs.file_names import FileNamesDialog
from ui.texts import _, format_number, ngettext
from ui.widgets.banner import Banner

_WAIT_MS = 500


class FileNamesNotice(QObject):
    """Reads each photo's names once, a moment after the last one came; marks whom the files point at."""

    def __init__(
        self, context: AppContext, banner: Banner, items_on_page: Callable[[], Sequence[int]], owner: QWidget
    ) -> None:
        super().__init__(owner)
        self._context = context
        self._banner = banner
        self._items_on_page = items_on_page
        self._owner = owner
        self._looked: set[int] = set()
        self._offered: set[int] = set()
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setInterval(_WAIT_MS)
        self._timer.timeout.connect(self._look)

    def look_soon(self) -> None:
        """Other photos may be on the page; what changes all the time does not put it off."""
        if not self._timer.isActive():
            self._timer.start()

    def _look(self) -> None:
        on_page = set(self._items_on_page())
        if not on_page & self._offered:
            self._offered.clear()
            self._banner.hide()
        if not on_page:
            self._looked.clear()
            return
        fresh = tuple(sorted(on_page - self._looked))
        if not fresh:
            return
        self._looked.update(fresh)

        def look(workspace: Workspace, progress: Progress) -> NamesPreview:
            return workspace.file_names.preview(workspace.file_names.unread_items(fresh), progress)

        self._context.jobs.run_query(look, success=self._on_looked, owner=self)

    def _on_looked(self, preview: NamesPreview) -> None:
        if not preview.item_ids:
            return

        def note(workspace: Workspace, _progress: Progress) -> Change[int]:
            return workspace.file_names.note(preview)

        self._context.jobs.run_change(note, owner=self)
        self._offered |= preview.open_item_ids & set(self._items_on_page())
        self._show()

    def _show(self) -> None:
        count = len(self._offered)
        if not count:
            self._banner.hide()
            return
        text = ngettext(
            "In {count} photo somebody wrote who is in it.", "In {count} photos somebody wrote who is in them.", count
        )  # fmt: skip
        self._banner.show_message(
            text.format(count=format_number(count)), action=_("Look at the names…"), act=self._open, icon_name="person",
            seconds=0,
        )  # fmt: skip

    def _open(self) -> None:
        dialog = FileNamesDialog(self._context, sorted(self._offered), self._owner)
        dialog.finished.connect(self._on_closed)
        dialog.open()

    def _on_closed(self) -> None:
        offered = tuple(self._offered)

        def look(workspace: Workspace, _progress: Progress) -> tuple[int, ...]:
            return workspace.file_names.unread_items(offered)

        self._context.jobs.run_query(look, success=self._show_left, owner=self, key="left")

    def _show_left(self, left: tuple[int, ...]) -> None:
        self._offered = set(left)
        self._show()
