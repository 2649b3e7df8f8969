# SPDX-License-Identifier: GPL-3.0-or-later
"""The layout of the Check page: chips above, tiles in the middle, why at the side."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Sequence

from PySide6.QtCore import Qt
from PySide6.QtWidgets import (
    QFrame,
    QHBoxLayout,
    QLabel,
    QPushButton,
    QSplitter,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)

from ui.context import AppContext
from ui.style.icons import icon
from ui.style.spacing import L, M, S
from ui.style.theme import set_kind
from ui.texts import _, ngettext
from ui.widgets.banner import Banner
from ui.widgets.empty_state import EmptyState
from ui.widgets.notice_fold import NoticeFold
from ui.widgets.purpose_chips import PurposeChips
from ui.widgets.task_bar import TaskBar
from ui.widgets.tile_delegate import TileDelegate
from ui.widgets.tile_grid import TileGrid
from ui.widgets.tile_roles import Heading
from ui.widgets.tile_size import TileSizeSlider
from ui.widgets.todo_strip import TodoStrip
from ui.widgets.why_panel import WhyPanel

_USUAL_TILE = 190


class CheckView(QWidget):
    """Widgets of the page by name; it does nothing by itself."""

    def __init__(
        self,
        context: AppContext,
        delegate: TileDelegate,
        heading: Callable[[Hashable], Heading],
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self.chips = PurposeChips(self)
        self.chips.setAccessibleName(_("Where will it go?"))
        self.choose_photos = QPushButton(icon("file"), _("Choose photos…"))
        self.choose_folder = QPushButton(icon("folder"), _("Choose a folder…"))
        self.clear = QPushButton(icon("close"), _("Clear"))
        self.clear.setToolTip(_("Take the photos off this page. Nothing is deleted."))
        set_kind(self.clear, "quiet")
        self.strip = TodoStrip(self)
        self.banner = Banner(self)
        self.seen_before = Banner(self)
        self.file_names = Banner(self)
        self.name_cards = Banner(self)
        self.notices = NoticeFold((self.seen_before, self.file_names, self.name_cards), self)
        self.task_bar = TaskBar(self)
        self.summary = QLabel()
        set_kind(self.summary, "heading")
        self.summary.setWordWrap(True)
        self.unsought = QLabel()
        set_kind(self.unsought, "small")
        self.unsought.setWordWrap(True)
        self.unsought.hide()
        self.skipped = QPushButton()
        set_kind(self.skipped, "link")
        self.skipped.hide()
        self.export = QPushButton(icon("export", "on_accent"), _("Export the ready ones…"))
        set_kind(self.export, "primary")
        self.grid = TileGrid(delegate, heading=heading, parent=self)
        self.size = TileSizeSlider(self.grid, _USUAL_TILE)
        self.why = WhyPanel(context, self)
        self.several = SeveralPanel(self)
        self.nothing_selected = EmptyState(
            "info", _("Why?"), _("Choose a photo to see who is in it, what they answered, and what you can do.")
        )
        self.side = QStackedWidget()
        for panel in (self.nothing_selected, self.why, self.several):
            self.side.addWidget(panel)
        self.empty = EmptyState(
            "media",
            _("What may go online?"),
            _(
                "Choose above where your photos will go. Then drop photos or a folder here: you see at once what is "
                "ready, whom to ask, and who still needs a name."
            ),
        )
        self.empty_photos = self.empty.add_button(_("Choose photos…"), "file", is_primary=True)
        self.empty_folder = self.empty.add_button(_("Choose a folder…"), "folder")
        self._build()

    def _build(self) -> None:
        self.splitter = QSplitter()
        self.splitter.addWidget(self._tiles())
        self.splitter.addWidget(self._side())
        self.splitter.setStretchFactor(0, 1)
        self.splitter.setSizes([860, 350])
        self.splitter.setChildrenCollapsible(False)
        self.pages = QStackedWidget()
        self.pages.addWidget(self.empty)
        self.pages.addWidget(self.splitter)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        layout.addWidget(self._top())
        layout.addWidget(self.strip)
        layout.addWidget(self.notices)
        layout.addWidget(self.banner)
        layout.addWidget(self.pages, 1)
        layout.addWidget(self.task_bar)
        self.setTabOrder(self.size, self.choose_photos)
        self.setTabOrder(self.clear, self.skipped)
        self.setTabOrder(self.skipped, self.export)
        self.setTabOrder(self.export, self.grid)

    def _top(self) -> QFrame:
        top = QFrame()
        set_kind(top, "bar")
        question = QLabel(_("Where will it go?"))
        set_kind(question, "heading")
        first = QHBoxLayout()
        first.addWidget(question)
        first.addStretch(1)
        first.addWidget(self.size)
        first.addSpacing(M)
        for button in (self.choose_photos, self.choose_folder, self.clear):
            first.addWidget(button)
        header = QVBoxLayout(top)
        header.setContentsMargins(L, M, L, M)
        header.setSpacing(S)
        header.addLayout(first)
        header.addWidget(self.chips)
        return top

    def _tiles(self) -> QWidget:
        told = QVBoxLayout()
        told.setSpacing(0)
        told.addWidget(self.summary)
        told.addWidget(self.unsought)
        told.addWidget(self.skipped, 0, Qt.AlignmentFlag.AlignLeft)
        line = QHBoxLayout()
        line.setContentsMargins(L, S, L, 0)
        line.setSpacing(M)
        line.addLayout(told, 1)
        line.addWidget(self.export, 0, Qt.AlignmentFlag.AlignTop)
        tiles = QWidget()
        left = QVBoxLayout(tiles)
        left.setContentsMargins(0, 0, 0, 0)
        left.setSpacing(S)
        left.addLayout(line)
        left.addWidget(self.grid, 1)
        return tiles

    def _side(self) -> QFrame:
        side = QFrame()
        set_kind(side, "side")
        side.setMinimumWidth(300)
        right = QVBoxLayout(side)
        right.setContentsMargins(M, M, M, M)
        right.addWidget(self.side)
        return side


class SeveralPanel(QWidget):
    """What can be done with several photos at once."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.title = QLabel()
        set_kind(self.title, "heading")
        self.title.setWordWrap(True)
        self.counts = QLabel()
        self.counts.setWordWrap(True)
        set_kind(self.counts, "muted")
        self.name_somebody = QPushButton(icon("person"), _("Name somebody in all of them…"))
        self.nobody = QPushButton(icon("nobody"), _("Nobody can be recognised…"))
        self.export = QPushButton(icon("export"), _("Export the ready ones…"))
        self.event_of = QPushButton(icon("calendar"), _("Put them in an event…"))
        self.file_names = QPushButton(icon("people"), _("Names in their files…"))
        self.open = QPushButton(icon("eye"), _("Look at them one by one"))
        self.look_harder = QPushButton(icon("search"), _("Look harder for faces"))
        self.look_harder.setToolTip(
            _("Look at full size and turned too, for tiny faces and people upside down. Takes some seconds a photo.")
        )
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(S)
        layout.addWidget(self.title)
        layout.addWidget(self.counts)
        layout.addSpacing(S)
        named = (self.name_somebody, self.file_names, self.nobody)
        for button in (*named, self.event_of, self.open, self.look_harder, self.export):
            layout.addWidget(button)
        layout.addStretch(1)

    def show_count(self, count: int, sentences: Sequence[str]) -> None:
        """Say how many are selected, and how far they are for each purpose."""
        self.title.setText(ngettext("{count} photo selected", "{count} photos selected", count).format(count=count))
        self.counts.setText("\n".join(sentences))
