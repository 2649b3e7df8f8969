# SPDX-License-Identifier: GPL-3.0-or-later
"""The layout of the Media page: filters above, tiles in the middle, the timeline beside, what is selected below."""

from __future__ import annotations

from collections.abc import Callable, Hashable
from itertools import pairwise

from PySide6.QtCore import Qt
from PySide6.QtWidgets import (
    QFrame,
    QHBoxLayout,
    QLabel,
    QMenu,
    QPushButton,
    QStackedWidget,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from ui.context import AppContext
from ui.pages.media.filter_bar import FilterBar
from ui.style.icons import icon
from ui.style.spacing import L, M, S
from ui.style.theme import set_kind
from ui.texts import _
from ui.widgets.banner import Banner
from ui.widgets.empty_state import EmptyState
from ui.widgets.flow_layout import FlowLayout
from ui.widgets.task_bar import TaskBar
from ui.widgets.tile_delegate import TileDelegate
from ui.widgets.tile_grid import TileGrid
from ui.widgets.tile_roles import Heading
from ui.widgets.tile_size import TileSizeSlider
from ui.widgets.timeline import Timeline

_USUAL_TILE = 176


class MediaView(QWidget):
    """Widgets of the page by name; it does nothing by itself."""

    def __init__(
        self,
        context: AppContext,
        delegate: TileDelegate,
        heading: Callable[[Hashable], Heading],
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self.count = QLabel()
        set_kind(self.count, "heading")
        self.add_photos = QPushButton(icon("file"), _("Add photos…"))
        self.add_folder = QPushButton(icon("folder"), _("Add a folder…"))
        self.more = QToolButton()
        self.more.setIcon(icon("more"))
        self.more.setPopupMode(QToolButton.ToolButtonPopupMode.InstantPopup)
        self.more.setToolTip(_("More for the library"))
        self.more.setAccessibleName(self.more.toolTip())
        menu = QMenu(self)
        self.watch = menu.addAction(icon("folder"), _("Folders that are watched…"))
        self.find_missing = menu.addAction(icon("search"), _("Find files that were moved…"))
        self.more.setMenu(menu)
        self.filters = FilterBar(context, self)
        self.banner = Banner(self)
        self.file_names, self.name_cards = Banner(self), Banner(self)
        self.task_bar = TaskBar(self)
        self.grid = TileGrid(delegate, heading=heading, parent=self)
        self.size = TileSizeSlider(self.grid, _USUAL_TILE)
        self.grid.sends_letters = True
        self.timeline = Timeline(self)
        self.selection = SelectionBar(self)
        self.empty = EmptyState(
            "media",
            _("All photos, films and sounds together"),
            _(
                "What you check is kept here as well, so that you find it again: by event, class, person or date. "
                "The files stay where they are. Drop photos or a folder here to begin."
            ),
        )
        self.empty_photos = self.empty.add_button(_("Add photos…"), "file", is_primary=True)
        self.empty_folder = self.empty.add_button(_("Add a folder…"), "folder")
        self.nothing = NothingFits(self)
        self.reading = QWidget()
        self._build()

    def _build(self) -> None:
        middle = QWidget()
        across = QHBoxLayout(middle)
        across.setContentsMargins(0, 0, 0, 0)
        across.setSpacing(0)
        across.addWidget(self.grid, 1)
        across.addWidget(self.timeline)
        self.pages = QStackedWidget()
        for page in (self.reading, self.empty, self.nothing, middle):
            self.pages.addWidget(page)
        self.middle = middle
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        layout.addWidget(self._top())
        for banner in (self.banner, self.file_names, self.name_cards):
            layout.addWidget(banner)
        layout.addWidget(self.pages, 1)
        layout.addWidget(self.selection)
        layout.addWidget(self.task_bar)
        self._order_tabs()

    def _order_tabs(self) -> None:
        """From above to below: adding, filters, tiles, timeline, what is done with a selection."""
        filters, bar = self.filters, self.selection
        order = [
            self.size, self.add_photos, self.add_folder, self.more, filters.search, filters.channel, filters.sort,
            *filters.buttons.values(), filters.clear, self.grid, self.timeline, bar.check, bar.open,
            bar.name_somebody, bar.event_of, bar.nobody, bar.more,
        ]  # fmt: skip
        for before, after in pairwise(order):
            self.setTabOrder(before, after)

    def _top(self) -> QFrame:
        top = QFrame()
        set_kind(top, "bar")
        first = QHBoxLayout()
        first.addWidget(self.count, 1)
        first.addWidget(self.size)
        first.addSpacing(M)
        for button in (self.add_photos, self.add_folder, self.more):
            first.addWidget(button)
        header = QVBoxLayout(top)
        header.setContentsMargins(L, M, L, M)
        header.setSpacing(S)
        header.addLayout(first)
        header.addWidget(self.filters)
        return top


class NothingFits(EmptyState):
    """Says that nothing fits, and offers what to leave out (`set_offers`)."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(
            "filter", _("Nothing fits"), _("No photo fits everything that you ask for. Leave one thing out:"), parent
        )
        self._offers: list[QPushButton] = []

    def set_offers(self, offers: list[tuple[str, Callable[[], None]]]) -> None:
        """Show a button for each."""
        for button in self._offers:
            button.hide()
            button.deleteLater()
        self._offers = []
        for text, act in offers:
            button = self.add_button(text, "close")
            button.clicked.connect(act)
            self._offers.append(button)


class SelectionBar(QFrame):
    """What can be done with the photos that are selected; hidden while there are none."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        set_kind(self, "bar")
        self.text = QLabel()
        set_kind(self.text, "heading")
        self.open = QPushButton(icon("eye"), _("Who is in it?"))
        self.name_somebody = QPushButton(icon("person-add"), _("Name somebody…"))
        self.event_of = QPushButton(icon("calendar"), _("Event…"))
        self.nobody = QPushButton(icon("nobody"), _("Nobody recognisable"))
        self.check = QPushButton(icon("check", "on_accent"), _("Check for publishing"))
        set_kind(self.check, "primary")
        self.more = QToolButton()
        self.more.setIcon(icon("more"))
        self.more.setPopupMode(QToolButton.ToolButtonPopupMode.InstantPopup)
        self.more.setToolTip(_("More for these photos"))
        self.more.setAccessibleName(self.more.toolTip())
        menu = QMenu(self)
        self.file_names = menu.addAction(icon("people"), _("Names in their files…"))
        self.show_file = menu.addAction(icon("folder"), _("Show in the folder"))
        self.take_out = menu.addAction(icon("remove"), _("Take out of the library…"))
        menu.addSeparator()
        self.select_none = menu.addAction(icon("close"), _("Select nothing"))
        self.more.setMenu(menu)
        buttons = QWidget()
        flow = FlowLayout(buttons)  # long words take a second line instead of a wider window
        for button in (self.check, self.open, self.name_somebody, self.event_of, self.nobody, self.more):
            flow.addWidget(button)
        layout = QHBoxLayout(self)
        layout.setContentsMargins(L, S, L, S)
        layout.setSpacing(L)
        layout.addWidget(self.text, 0, Qt.AlignmentFlag.AlignVCenter)
        layout.addWidget(buttons, 1)
        self.hide()
