# SPDX-License-Identifier: GPL-3.0-or-later
"""A list view whose items lie in sections, by arithmetic: as quick with 100,000 items as with 100.

`QListView` lays out every item; here the place of an item is computed when it is asked for (`SectionLayout`), and
scrolling moves the pixels that are already there. It stays a list view for the keyboard, for selection and for
screen readers.
"""

from __future__ import annotations

from collections.abc import Hashable
from itertools import groupby

from PySide6.QtCore import (
    QAbstractItemModel,
    QEvent,
    QItemSelection,
    QModelIndex,
    QPersistentModelIndex,
    QPoint,
    QRect,
    Qt,
    QTimer,
    Signal,
)
from PySide6.QtGui import QRegion, QResizeEvent
from PySide6.QtWidgets import QAbstractItemView, QListView, QWidget

from ui.item_models.windowed import WindowedItemModel
from ui.widgets.section_layout import Box, GridMeasures, SectionLayout
from ui.widgets.tile_roles import TileRole

AnyIndex = QModelIndex | QPersistentModelIndex
SMALLEST_TILE, LARGEST_TILE = 120, 320


class SectionedView(QListView):
    """Places items in sections and scrolls over them; what they look like is up to the subclass.

    ``visible_range_changed(first, last)`` tells which rows are on screen (``0, -1`` for none).
    """

    visible_range_changed = Signal(int, int)

    def __init__(self, *, with_headings: bool, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._with_headings = with_headings
        self._tile_size = 200
        self._section_keys: tuple[Hashable, ...] = ()
        self._layout = SectionLayout((), GridMeasures(width=400, tile_width=200))
        self._told_range = (0, -1)
        self._range_timer = QTimer(self)
        self._range_timer.setSingleShot(True)
        self._range_timer.setInterval(0)
        self._range_timer.timeout.connect(self._tell_visible_range)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        # Always there: a bar that comes and goes would change the width, and with it the layout.
        self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOn)
        self.setFrameShape(QListView.Shape.NoFrame)

    def caption_height(self, line_height: int) -> int:
        """Room under the picture of a tile, in pixels, for text lines of some height."""
        return 2 * line_height

    def set_tile_size(self, size: int) -> None:
        """Least width of a tile in pixels (120 to 320); the current item stays in view."""
        size = max(SMALLEST_TILE, min(LARGEST_TILE, size))
        if size == self._tile_size:
            return
        self._tile_size = size
        self._lay_out()
        if self.currentIndex().isValid():
            self.scrollTo(self.currentIndex(), QAbstractItemView.ScrollHint.PositionAtCenter)

    def tile_size(self) -> int:
        """Least width of a tile in pixels."""
        return self._tile_size

    def visible_range(self) -> tuple[int, int]:
        """First and last row on screen; ``(0, -1)`` when there is none."""
        top = self.verticalOffset()
        return self._layout.rows_between(top, top + self.viewport().height())

    # --- layout, instead of QListView's own

    def setModel(self, model: QAbstractItemModel | None) -> None:
        """Take the items from a model; a change in their number lays the grid out again."""
        super().setModel(model)
        self._lay_out()

    def reset(self) -> None:
        """The model was replaced or filled anew: lay out at once, so that selection and place can be restored."""
        super().reset()
        self._lay_out()

    def doItemsLayout(self) -> None:
        """Lay out: O(sections)."""
        self._measure()
        QAbstractItemView.doItemsLayout(self)

    def updateGeometries(self) -> None:
        """Set the scroll bar to the height of the content."""
        bar = self.verticalScrollBar()
        height = self.viewport().height()
        bar.setPageStep(height)
        bar.setSingleStep(max(20, self._layout.line_height // 4))
        bar.setRange(0, max(0, self._layout.height - height))
        self.horizontalScrollBar().setRange(0, 0)
        self._range_timer.start()

    def visualRect(self, index: AnyIndex) -> QRect:
        """Where a tile is on screen."""
        if not index.isValid() or index.row() >= self._layout.count:
            return QRect()
        return self._on_screen(self._layout.rect_of(index.row()))

    def indexAt(self, point: QPoint) -> QModelIndex:
        """The item at a point of the screen."""
        row = self._layout.row_at(point.x(), point.y() + self.verticalOffset())
        return self.model().index(row, 0) if row >= 0 and self.model() is not None else QModelIndex()

    def scrollTo(
        self, index: AnyIndex, hint: QAbstractItemView.ScrollHint = QAbstractItemView.ScrollHint.EnsureVisible
    ) -> None:
        """Bring a tile into view; with it the heading, for a tile on the first line of its section."""
        if not index.isValid() or index.row() >= self._layout.count:
            return
        box = self._layout.rect_of(index.row())
        margin = self._layout.measures.margin
        top = box.y - margin
        if self._layout.is_on_first_line(index.row()):
            top -= self._layout.heading_height
        bottom = box.y + box.height + margin
        bar, height = self.verticalScrollBar(), self.viewport().height()
        hints = QAbstractItemView.ScrollHint
        if hint == hints.PositionAtCenter:
            bar.setValue((top + bottom - height) // 2)
        elif hint == hints.PositionAtTop or (hint == hints.EnsureVisible and top < bar.value()):
            bar.setValue(top)
        elif hint == hints.PositionAtBottom or bottom > bar.value() + height:
            bar.setValue(min(bottom - height, top) if bottom - top > height else bottom - height)

    def verticalOffset(self) -> int:
        """How far the content is scrolled, in pixels."""
        return self.verticalScrollBar().value()

    def horizontalOffset(self) -> int:
        """Never scrolled sideways."""
        return 0

    def isIndexHidden(self, index: AnyIndex) -> bool:  # noqa: ARG002 - Qt's signature
        """No item is hidden."""
        return False

    def scrollContentsBy(self, dx: int, dy: int) -> None:  # noqa: N802 - Qt's name
        """Move what is painted; only the strip that appears is painted anew."""
        if self.state() == QAbstractItemView.State.DragSelectingState:
            self.viewport().update()
        else:
            self.scrollDirtyRegion(dx, dy)
            self.viewport().scroll(dx, dy)
        self._range_timer.start()

    def resizeEvent(self, event: QResizeEvent) -> None:  # noqa: ARG002 - Qt's signature
        """Lay out anew, with the first visible item kept at the top; what is only less high stays where it is."""
        if self._layout.measures.width == self.viewport().width():
            self.updateGeometries()
            return
        first, last = self.visible_range()
        was_scrolled = self.verticalOffset() > 0
        self._lay_out()
        if was_scrolled and first <= last:
            self.scrollTo(self.model().index(first, 0), QAbstractItemView.ScrollHint.PositionAtTop)

    def changeEvent(self, event: QEvent) -> None:
        """Another font means other heights."""
        super().changeEvent(event)
        if event.type() in (QEvent.Type.FontChange, QEvent.Type.StyleChange):
            self._lay_out()

    def visualRegionForSelection(self, selection: QItemSelection) -> QRegion:
        """The part of the screen that a selection covers: looks at visible rows only."""
        first, last = self.visible_range()
        region = QRegion()
        for one in selection:
            for row in range(max(first, one.top()), min(last, one.bottom()) + 1):
                region += self._on_screen(self._layout.rect_of(row))
        return region

    # --- inside

    def _on_screen(self, box: Box) -> QRect:
        return QRect(box.x, box.y - self.verticalOffset(), box.width, box.height)

    def _lay_out(self) -> None:
        self._measure()
        self.updateGeometries()
        self.viewport().update()

    def _measure(self) -> None:
        runs = self._section_runs()
        self._section_keys = tuple(section for section, _count in runs)
        line = self.fontMetrics().height()
        measures = GridMeasures(
            width=max(1, self.viewport().width()),
            tile_width=self._tile_size,
            caption_height=self.caption_height(line),
            heading_height=line + 38,
        )
        with_headings = self._with_headings and any(section is not None for section in self._section_keys)
        self._layout = SectionLayout([count for _section, count in runs], measures, with_headings=with_headings)

    def _section_runs(self) -> tuple[tuple[Hashable, int], ...]:
        model = self.model()
        count = model.rowCount() if model is not None else 0
        if not count:
            return ()
        if isinstance(model, WindowedItemModel):
            return model.sections() or ((None, count),)
        sections = (model.index(row, 0).data(TileRole.SECTION) for row in range(count))
        return tuple((section, sum(1 for _row in rows)) for section, rows in groupby(sections))

    def _tell_visible_range(self) -> None:
        shown = self.visible_range()
        if shown != self._told_range:
            self._told_range = shown
            self.visible_range_changed.emit(*shown)
