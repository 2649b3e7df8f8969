# SPDX-License-Identifier: GPL-3.0-or-later
"""The Media page: the whole library, of which everything is found again and acted on."""

from __future__ import annotations

from collections.abc import Hashable, Sequence
from functools import partial
from pathlib import Path

from PySide6.QtCore import QItemSelectionModel, Qt, QTimer, Signal
from PySide6.QtGui import QDragEnterEvent, QDropEvent, QFocusEvent, QKeyEvent, QKeySequence, QShortcut, QShowEvent
from PySide6.QtWidgets import QVBoxLayout, QWidget

from models.changes import ChangeSet
from models.progress import Progress
from models.publishing.library_filter import LibraryFilter
from models.publishing.library_view import LibraryView
from models.terms import ChangeKind
from models.workspace import Workspace
from ui.context import AppContext
from ui.dialogs.watched_folders import WatchedFoldersDialog
from ui.item_models.kept_selection import KeptSelection
from ui.item_models.pixmap_cache import ThumbnailCache, ThumbnailState
from ui.pages.media.actions import MediaActions
from ui.pages.media.adding import Adding
from ui.pages.media.filter_memory import filter_from_text, filter_to_text
from ui.pages.media.filter_names import FilterNames
from ui.pages.media.missing import MissingFiles
from ui.pages.media.tiles import LibraryItemModel, LibraryThumbnails, section_heading
from ui.pages.media.time_stops import time_stops
from ui.pages.media.view import MediaView
from ui.style.library_labels import count_text, facet_label, photos_text
from ui.texts import _
from ui.widgets.tile_delegate import TileDelegate
from ui.widgets.tile_roles import Heading, TileRole

_REMEMBERED = "media/filter"
_SOON_MS, _LATER_MS = 250, 1_500
_SCREENS_AHEAD = 2
_MOST_OFFERS = 3
_ABOUT_LIST = (
    ChangeKind.ITEM, ChangeKind.APPEARANCE, ChangeKind.SESSION, ChangeKind.PUBLICATION, ChangeKind.ANSWER,
    ChangeKind.PERSON, ChangeKind.GROUP, ChangeKind.PURPOSE, ChangeKind.SETTING,
)  # fmt: skip
_SHIFT = Qt.KeyboardModifier.ShiftModifier | Qt.KeyboardModifier.KeypadModifier
_ABOUT_NAMES = (ChangeKind.SESSION, ChangeKind.GROUP, ChangeKind.PURPOSE, ChangeKind.PERSON)


class MediaPage(QWidget):
    """Shows what fits the filter, and follows what is written."""

    tagging_requested = Signal(list, int)
    """Item ids in their order, and the one to start with."""
    bulk_naming_requested = Signal(list)
    items_requested = Signal(list)
    """Items to be checked for publishing."""
    visible_changed = Signal(list)
    """Ids of the items on screen, in order: what is looked at first."""

    def __init__(self, context: AppContext, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._context = context
        self._counts: dict[Hashable, int] = {}
        self._is_outdated = False
        self._has_begun = False
        self._has_looked = False
        self.thumbnails = ThumbnailCache(LibraryThumbnails(context.workspace), context.jobs.loaders, self)
        self.model = LibraryItemModel(context, self)
        delegate = TileDelegate(self.thumbnails.pixmap, self._is_broken, self)
        self.view = MediaView(context, delegate, self._heading, self)
        self.view.grid.setModel(self.model)
        self._kept = KeptSelection(self.view.grid, self.model)
        self.actions_on_selection = MediaActions(context, self.view, self.model)
        self.adding = Adding(context, self.view)
        self.missing = MissingFiles(context, self.view, self.model)
        self._soon = QTimer(self)
        self._soon.setSingleShot(True)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(self.view)
        self.setAcceptDrops(True)
        self._connect()
        self._begin()

    # --- showing

    def show_filter(self, wanted: LibraryFilter) -> None:
        """Show what fits another filter."""
        self.view.filters.set_filter(wanted)

    def refresh(self) -> None:
        """Look again what fits; selection and place stay. Before the remembered filter is there, only after it."""
        if not self._has_begun:
            self._is_outdated = True
            return
        wanted = self.view.filters.filter()

        def look(workspace: Workspace, _progress: Progress) -> LibraryView:
            return workspace.library.view(wanted)

        def looked(view: LibraryView) -> None:
            self._show(view, wanted)

        self._is_outdated = False
        self._context.jobs.run_query(look, success=looked, owner=self, key="view", is_urgent=True)

    def showEvent(self, event: QShowEvent) -> None:
        """What was written while another page was on show is looked at now."""
        super().showEvent(event)
        if self._is_outdated:
            self._soon.start(0)
        elif self._has_looked:
            self._warm_up(self.view.filters.filter())

    def focusInEvent(self, event: QFocusEvent) -> None:
        """The tiles get the keyboard; a proxy would stand in the tab order a second time."""
        super().focusInEvent(event)
        self.view.grid.setFocus(event.reason())

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Letters typed anywhere begin a search."""
        text = event.text()
        if text and text.isalnum() and not event.modifiers() & ~_SHIFT:
            self.view.filters.type_text(text)
        else:
            super().keyPressEvent(event)

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        """Files are welcome."""
        if event.mimeData().hasUrls():
            event.acceptProposedAction()

    def dropEvent(self, event: QDropEvent) -> None:
        """Take in what was dropped."""
        event.acceptProposedAction()
        self.add_paths([Path(url.toLocalFile()) for url in event.mimeData().urls() if url.isLocalFile()])

    def add_paths(self, paths: Sequence[Path]) -> None:
        """Take files and folders in."""
        self.adding.start(paths)

    # --- inside

    def _connect(self) -> None:
        view = self.view
        for button in (view.add_photos, view.empty_photos):
            button.clicked.connect(self.adding.choose_photos)
        for button in (view.add_folder, view.empty_folder):
            button.clicked.connect(self.adding.choose_folder)
        view.filters.changed.connect(self._on_filter_changed)
        view.filters.missing_wanted.connect(self.missing.look_for_all)
        view.grid.visible_range_changed.connect(self._on_visible_range_changed)
        view.grid.letter_typed.connect(view.filters.type_text)
        view.watch.triggered.connect(self._on_watch)
        view.timeline.row_chosen.connect(self._on_time_chosen)
        self.model.rows_loaded.connect(self._on_rows_loaded)
        self.thumbnails.ready.connect(view.grid.refresh_thumbnail)
        actions = self.actions_on_selection
        actions.tagging_requested.connect(self.tagging_requested)
        actions.bulk_naming_requested.connect(self.bulk_naming_requested)
        actions.items_requested.connect(self.items_requested)
        self.visible_changed.connect(self._context.study.show_first)
        self.missing.changed.connect(self._look_soon)
        self._soon.timeout.connect(self.refresh)
        self._context.bus.changed.connect(self._on_changed)
        for keys, act in (
            ("Ctrl+F", view.filters.search.setFocus),
            ("Ctrl+G", view.timeline.setFocus),
            ("Delete", actions.take_out),
        ):
            shortcut = QShortcut(QKeySequence(keys), self)
            shortcut.activated.connect(act)

    def _begin(self) -> None:
        remembered = filter_from_text(self._context.settings.text(_REMEMBERED))

        def load(workspace: Workspace, _progress: Progress) -> tuple[FilterNames, LibraryFilter, LibraryView]:
            names = FilterNames.load(workspace, remembered)
            wanted = names.without_gone(remembered)
            return names, wanted, workspace.library.view(wanted)

        def loaded(answer: tuple[FilterNames, LibraryFilter, LibraryView]) -> None:
            names, wanted, view = answer
            self._has_begun = True
            self.view.filters.show_filter(wanted, names)
            self._show(view, wanted)
            if self._is_outdated:
                self.refresh()

        self._context.jobs.run_query(load, success=loaded, owner=self, key="begin", is_urgent=True)

    def _show(self, view: LibraryView, wanted: LibraryFilter) -> None:
        page = self.view
        self._counts = dict(view.sections)
        first = self._first_visible()
        if view.ids != self.model.ids() or tuple(view.sections) != self.model.sections():
            self.model.set_ids(view.ids, view.sections)
            self._keep_place(first)
        self.model.set_purpose(page.filters.purpose())
        self._has_looked = True
        page.count.setText(count_text(len(view.ids), view.total) if view.total else _("Media"))
        page.timeline.set_stops(time_stops(view.sections))
        page.timeline.setVisible(bool(view.sections))
        page.filters.setVisible(bool(view.total))
        page.nothing.set_offers(
            [
                (
                    _("Without “{side}”: {photos}").format(side=facet_label(facet), photos=photos_text(count)),
                    partial(page.filters.drop, facet),
                )
                for facet, count in view.drops[:_MOST_OFFERS]
            ]
            or [(_("Show everything"), page.filters.clear.click)]
        )
        shown = page.middle if view.ids else page.nothing if view.total else page.empty
        page.pages.setCurrentWidget(shown)
        self._on_visible_range_changed(*page.grid.visible_range())
        if self.isVisible():
            self._warm_up(wanted)

    def _first_visible(self) -> tuple[int, int] | None:
        """The first item on screen and how far down it is; None at the top, where news is to be seen."""
        grid = self.view.grid
        first, last = grid.visible_range()
        if grid.verticalScrollBar().value() == 0 or last < first or first >= len(self.model.ids()):
            return None
        return self.model.ids()[first], grid.visualRect(self.model.index(first)).top()

    def _keep_place(self, first: tuple[int, int] | None) -> None:
        grid = self.view.grid
        row = self.model.row_of(first[0]) if first is not None else -1
        bar = grid.verticalScrollBar()
        if first is not None and row >= 0:
            bar.setValue(bar.value() + grid.visualRect(self.model.index(row)).top() - first[1])
        elif grid.currentIndex().isValid():
            grid.scrollTo(grid.currentIndex())
        else:
            bar.setValue(0)

    def _warm_up(self, wanted: LibraryFilter) -> None:
        """Read ahead what the next filter needs, after what is on screen."""
        purposes = self.view.filters.names().purposes
        purpose_id = wanted.purpose_id if wanted.purpose_id is not None else next(iter(purposes), None)

        def read(workspace: Workspace, _progress: Progress) -> None:
            workspace.library.warm_up(purpose_id)

        self._context.jobs.run_query(read, success=lambda _done: None, owner=self, key="ahead")

    def _heading(self, section: Hashable) -> Heading:
        return section_heading(section, self._counts.get(section, 0))

    def _is_broken(self, key: Hashable) -> bool:
        return self.thumbnails.state(key) is ThumbnailState.BROKEN

    def _on_filter_changed(self, wanted: LibraryFilter) -> None:
        self._context.settings.put_text(_REMEMBERED, filter_to_text(wanted))
        self.model.set_purpose(self.view.filters.purpose())
        self.refresh()

    def _on_visible_range_changed(self, first: int, last: int) -> None:
        # What is on screen, and after it what a turn of the wheel brings; the rest is not wanted any more.
        screen, count = last + 1 - first, len(self.model.ids())
        near = [
            *range(first, last + 1),
            *range(last + 1, min(count, last + 1 + _SCREENS_AHEAD * screen)),
            *range(max(0, first - screen), first),
        ]
        keys = [self.model.index(row).data(TileRole.THUMBNAIL) for row in near]
        self.thumbnails.retain(key for key in keys if key is not None)
        self.thumbnails.prefetch(key for key in keys[screen:] if key is not None)
        self.view.timeline.show_row(first)
        on_screen = list(self.model.ids()[first : last + 1])
        self.missing.look_for(on_screen)
        self._context.study.show_first(on_screen)
        self.visible_changed.emit(on_screen)

    def _on_rows_loaded(self, _ids: tuple[int, ...]) -> None:
        first, last = self.view.grid.visible_range()
        keys = [self.model.index(row).data(TileRole.THUMBNAIL) for row in range(first, last + 1)]
        for key in reversed(keys):
            if key is not None:
                self.thumbnails.request(key)

    def _on_time_chosen(self, row: int) -> None:
        grid, index = self.view.grid, self.model.index(row)
        # The arrow keys go on from there; what is selected stays.
        grid.selectionModel().setCurrentIndex(index, QItemSelectionModel.SelectionFlag.NoUpdate)
        grid.scrollTo(index, grid.ScrollHint.PositionAtTop)

    def _on_changed(self, changes: ChangeSet) -> None:
        if not changes.concerns(*_ABOUT_LIST):
            return
        if changes.concerns(*_ABOUT_NAMES):
            self._read_names()
        ids = changes.ids(ChangeKind.ITEM) | changes.ids(ChangeKind.APPEARANCE)
        self.model.refresh_rows(ids or None)
        self._look_soon(later=bool(ids) and not changes.concerns(ChangeKind.ITEM))

    def _look_soon(self, *, later: bool = False) -> None:
        # Many writes close together, such as photos coming in, are one look; names found meanwhile can wait longer.
        if not self.isVisible():
            self._is_outdated = True
        elif not self._soon.isActive():
            self._soon.start(_LATER_MS if later else _SOON_MS)

    def _read_names(self) -> None:
        filters = self.view.filters

        def load(workspace: Workspace, _progress: Progress) -> FilterNames:
            return FilterNames.load(workspace, filters.filter())

        def loaded(names: FilterNames) -> None:
            filters.show_filter(filters.filter(), names)
            self.model.set_purpose(filters.purpose())

        self._context.jobs.run_query(load, success=loaded, owner=self, key="names")

    def _on_watch(self) -> None:
        WatchedFoldersDialog(self._context, self).open()
