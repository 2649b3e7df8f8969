# SPDX-License-Identifier: GPL-3.0-or-later
"""Files that are not where they were: told on their tiles, and found again by their content in a folder."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QObject, QTimer, Signal
from PySide6.QtWidgets import QFileDialog

from models.changes import Change
from models.media.places import Search
from models.progress import Progress
from models.workspace import Workspace
from ui.context import AppContext
from ui.pages.media.tiles import LibraryItemModel
from ui.pages.media.view import MediaView
from ui.texts import _, format_number, ngettext

_QUIET_MS = 300


class MissingFiles(QObject):
    """Looks for the files of what is on screen when scrolling has come to rest, and for all files when asked to."""

    changed = Signal()
    """Which files are missing is known better now."""

    def __init__(self, context: AppContext, view: MediaView, model: LibraryItemModel) -> None:
        super().__init__(view)
        self._context = context
        self._view = view
        self._model = model
        self._wanted: list[int] = []
        self._looked_at: set[int] = set()
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setInterval(_QUIET_MS)
        self._timer.timeout.connect(self._look)
        view.find_missing.triggered.connect(self.choose_folder)

    def look_for(self, item_ids: list[int]) -> None:
        """Look for the files of these, once nobody scrolls; those that were looked for before are left out."""
        self._wanted = [one for one in item_ids if one not in self._looked_at]
        if self._wanted:
            self._timer.start()

    def look_for_all(self) -> None:
        """Look for every file of the library, with progress."""

        def look(workspace: Workspace, progress: Progress) -> frozenset[int]:
            workspace.places.check_all(progress)
            return workspace.places.missing()

        self._context.jobs.run_task(
            look, label=_("Looking for the files"), success=self._on_looked, failure=lambda _error: None, owner=self
        )

    def choose_folder(self) -> None:
        """Ask in which folder the files may be now, and look there."""
        start = self._context.settings.text("check/folder")
        name = QFileDialog.getExistingDirectory(self._view, _("In which folder may the files be?"), start)
        if name:
            self.find_in(Path(name))

    def find_in(self, folder: Path) -> None:
        """Look in a folder for the missing files, and note where they are now."""

        def find(workspace: Workspace, progress: Progress) -> Search:
            return workspace.places.search([folder], progress)

        self._context.jobs.run_task(
            find, label=_("Looking for files that were moved"), success=self._on_found, owner=self
        )

    def _look(self) -> None:
        wanted = tuple(self._wanted)

        def look(workspace: Workspace, _progress: Progress) -> frozenset[int]:
            workspace.places.check_items(wanted)
            return workspace.places.missing()

        def looked(missing: frozenset[int]) -> None:
            self._looked_at.update(wanted)
            self._model.set_missing(missing)

        self._context.jobs.run_query(look, success=looked, owner=self, key="files")

    def _on_looked(self, missing: frozenset[int]) -> None:
        self._model.set_missing(missing)
        self.changed.emit()

    def _on_found(self, search: Search) -> None:
        if not search.found:
            text = (
                _("No file is missing: all files of the library are where they were.")
                if not search.missing_count
                else ngettext(
                    "{count} file is missing, and it is not in this folder.",
                    "{count} files are missing, and none of them is in this folder.",
                    search.missing_count,
                ).format(count=format_number(search.missing_count))
            )
            self._view.banner.show_message(text, icon_name="search")
            self._refresh_missing()
            return
        found = search.found

        def write(workspace: Workspace, _progress: Progress) -> Change[int]:
            return workspace.places.move_places(found)

        def written(change: Change[int]) -> None:
            text = ngettext(
                "{count} of {total} missing file found again.",
                "{count} of {total} missing files found again.",
                search.missing_count,
            ).format(count=format_number(change.value), total=format_number(search.missing_count))
            self._view.banner.show_message(text, action=_("Undo"), act=self._context.undo.undo, icon_name="check")
            self._looked_at.difference_update(one.item_id for one in found)
            self._refresh_missing()

        self._context.jobs.run_change(write, success=written, owner=self, label=_("Files found again"))

    def _refresh_missing(self) -> None:
        self._context.jobs.run_query(
            lambda workspace, _progress: workspace.places.missing(), success=self._on_looked, owner=self, key="missing"
        )
