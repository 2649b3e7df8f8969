# SPDX-License-Identifier: GPL-3.0-or-later
"""A grid of tiles under section headings that is as quick with 100,000 items as with 100.

`QListView` lays out every item; here the place of a tile is arithmetic (`SectionLayout`), scrolling moves the pixels
that are already there, and only tiles in the exposed strip are painted. It stays a list view for the keyboard, for
selection and for screen readers.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable
from itertools import groupby

from PySide6.QtCore import (
    QAbstractItemModel,
    QEvent,
    QItemSelection,
    QItemSelectionModel,
    QModelIndex,
    QPersistentModelIndex,
    QPoint,
    QRect,
    Qt,
    QTimer,
    Signal,
)
from PySide6.QtGui import QKeyEvent, QMouseEvent, QPainter, QPaintEvent, QPen, QRegion, QResizeEvent
from PySide6.QtWidgets import QAbstractItemView, QListView, QStyle, QStyleOptionViewItem, QWidget

from ui.item_models.windowed import WindowedItemModel
from ui.texts import _
from ui.widgets.looks import colour, draw_icon, mixed
from ui.widgets.section_layout import Box, GridMeasures, Move, SectionLayout
from ui.widgets.tile_delegate import TileDelegate
from ui.widgets.tile_roles import Heading, TileRole, TileState, TileVerdict

__all__ = ["Heading", "TileGrid", "TileRole", "TileState", "TileVerdict"]

AnyIndex = QModelIndex | QPersistentModelIndex
SMALLEST_TILE, LARGEST_TILE = 120, 320

_MOVES = {
    QAbstractItemView.CursorAction.MoveUp: Move.UP,
    QAbstractItemView.CursorAction.MoveDown: Move.DOWN,
    QAbstractItemView.CursorAction.MoveHome: Move.HOME,
    QAbstractItemView.CursorAction.MoveEnd: Move.END,
    QAbstractItemView.CursorAction.MovePageUp: Move.PAGE_UP,
    QAbstractItemView.CursorAction.MovePageDown: Move.PAGE_DOWN,
}


class TileGrid(QListView):
    """Tiles in sections. ``heading(section)`` says what stands above a section; None leaves headings out.

    ``visible_range_changed(first, last)`` tells which rows are on screen (``0, -1`` for none); connect it to the
    thumbnail cache. Rows are opened (Enter, double click) through ``opened(row)``.
    """

    visible_range_changed = Signal(int, int)
    opened = Signal(int)

    def __init__(
        self,
        delegate: TileDelegate,
        *,
        heading: Callable[[Hashable], Heading] | None = None,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._heading = heading
        self._tile_size = 200
        self._section_keys: tuple[Hashable, ...] = ()
        self._layout = SectionLayout((), GridMeasures(width=400, tile_width=200))
        self._press_at = QPoint()
        self._drag_to: QPoint | None = None
        self._told_range = (0, -1)
        self._range_timer = QTimer(self)
        self._range_timer.setSingleShot(True)
        self._range_timer.setInterval(0)
        self._range_timer.timeout.connect(self._tell_visible_range)
        self.setItemDelegate(delegate)
        self.setSelectionMode(QAbstractItemView.SelectionMode.ExtendedSelection)
        self.setSelectionRectVisible(True)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOn)
        self.setFrameShape(QListView.Shape.NoFrame)
        self.setMouseTracking(True)
        self.viewport().setAttribute(Qt.WidgetAttribute.WA_Hover)
        self.setAccessibleName(_("Pictures"))
        self.doubleClicked.connect(lambda index: self.opened.emit(index.row()))

    # --- what the page uses

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

    def selected_rows(self) -> list[int]:
        """The selected rows in order."""
        ranges = sorted((one.top(), one.bottom()) for one in self.selectionModel().selection())
        return [row for first, last in ranges for row in range(first, last + 1)]

    def refresh_thumbnail(self, key: Hashable) -> None:
        """Paint the tiles on screen that show this thumbnail (connect to ``ThumbnailCache.ready``)."""
        first, last = self.visible_range()
        for row in range(first, last + 1):
            index = self.model().index(row, 0)
            if index.data(TileRole.THUMBNAIL) == key:
                self.update(index)

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

    def isIndexHidden(self, index: AnyIndex) -> bool:
        """No item is hidden."""
        return False

    def scrollContentsBy(self, dx: int, dy: int) -> None:
        """Move what is painted; only the strip that appears is painted anew."""
        if self.state() == QAbstractItemView.State.DragSelectingState:
            self.viewport().update()
        else:
            self.scrollDirtyRegion(dx, dy)
            self.viewport().scroll(dx, dy)
        self._range_timer.start()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Lay out anew, with the first visible item kept at the top."""
        first, last = self.visible_range()
        was_scrolled = self.verticalOffset() > 0
        self._lay_out()
        if was_scrolled and first <= last:
            self.scrollTo(self.model().index(first, 0), QAbstractItemView.ScrollHint.PositionAtTop)

    # --- moving and selecting

    def moveCursor(self, action: QAbstractItemView.CursorAction, modifiers: Qt.KeyboardModifier) -> QModelIndex:
        """Arrows cross sections; left and right run on over lines."""
        model = self.model()
        if model is None or not self._layout.count:
            return QModelIndex()
        current = self.currentIndex()
        if not current.isValid():
            return model.index(0, 0)
        forward = action in (
            QAbstractItemView.CursorAction.MoveRight,
            QAbstractItemView.CursorAction.MoveNext,
        )
        if self.isRightToLeft():
            forward = not forward
        move = _MOVES.get(action, Move.RIGHT if forward else Move.LEFT)
        row = self._layout.row_after(current.row(), move, self.viewport().height())
        return model.index(row, 0)

    def setSelection(self, rect: QRect, command: QItemSelectionModel.SelectionFlag) -> None:
        """A rubber band selects what it touches; Shift selects from where the selection began, in reading order."""
        choice, model = self.selectionModel(), self.model()
        if choice is None or model is None:
            return
        offset = self.verticalOffset()
        selection = QItemSelection()
        if self.state() == QAbstractItemView.State.DragSelectingState:
            area = rect.normalized().translated(0, offset)
            runs = self._layout.rows_in(area.left(), area.top(), area.right() + 1, area.bottom() + 1)
        elif command & QItemSelectionModel.SelectionFlag.Current:
            start, end = self.indexAt(rect.topLeft()).row(), self.currentIndex().row()
            if start < 0:
                start = end
            runs = [(min(start, end), max(start, end))]
        else:
            row = self._layout.row_at(rect.left(), rect.top() + offset)
            runs = [(row, row)]
        for first, last in runs:
            if first >= 0:
                selection.merge(
                    QItemSelection(model.index(first, 0), model.index(last, 0)),
                    QItemSelectionModel.SelectionFlag.Select,
                )
        choice.select(selection, command)

    def visualRegionForSelection(self, selection: QItemSelection) -> QRegion:
        """The part of the screen that a selection covers: looks at visible rows only."""
        first, last = self.visible_range()
        region = QRegion()
        for one in selection:
            for row in range(max(first, one.top()), min(last, one.bottom()) + 1):
                region += self._on_screen(self._layout.rect_of(row))
        return region

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Enter opens the current item; Escape clears the selection; the rest as in any list."""
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and self.currentIndex().isValid():
            self.opened.emit(self.currentIndex().row())
        elif event.key() == Qt.Key.Key_Escape and self.selectionModel().hasSelection():
            self.clearSelection()
        else:
            super().keyPressEvent(event)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Remember where a rubber band would start."""
        self._press_at = event.position().toPoint() + QPoint(0, self.verticalOffset())
        super().mousePressEvent(event)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Draw the rubber band while it is pulled."""
        super().mouseMoveEvent(event)
        if self.state() == QAbstractItemView.State.DragSelectingState:
            self._drag_to = event.position().toPoint()
            self.viewport().update()

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """The rubber band is gone."""
        super().mouseReleaseEvent(event)
        if self._drag_to is not None:
            self._drag_to = None
            self.viewport().update()

    def changeEvent(self, event: QEvent) -> None:
        """Another font means other heights."""
        super().changeEvent(event)
        if event.type() in (QEvent.Type.FontChange, QEvent.Type.StyleChange):
            self._lay_out()

    # --- painting

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint the tiles and headings of the exposed area, and nothing else."""
        painter = QPainter(self.viewport())
        painter.setRenderHints(QPainter.RenderHint.Antialiasing | QPainter.RenderHint.SmoothPixmapTransform)
        exposed = event.rect()
        offset = self.verticalOffset()
        painter.fillRect(exposed, colour("background"))
        top, bottom = exposed.top() + offset, exposed.bottom() + 1 + offset
        for number, box in self._layout.headings_between(top, bottom):
            self._paint_heading(painter, self._section_keys[number], self._on_screen(box))
        first, last = self._layout.rows_between(top, bottom)
        model = self.model()
        if last >= first and model is not None:
            self._paint_tiles(painter, event.region(), first, last)
        if self._drag_to is not None:
            band = QRect(self._press_at - QPoint(0, offset), self._drag_to).normalized()
            accent = colour("accent")
            painter.setPen(QPen(accent, 1))
            accent.setAlpha(40)
            painter.fillRect(band, accent)
            painter.drawRect(band)
        painter.end()

    def _paint_tiles(self, painter: QPainter, region: QRegion, first: int, last: int) -> None:
        model, choice, delegate = self.model(), self.selectionModel(), self.itemDelegate()
        option = QStyleOptionViewItem()
        self.initViewItemOption(option)
        base = option.state & ~(QStyle.StateFlag.State_HasFocus | QStyle.StateFlag.State_Selected)
        base &= ~QStyle.StateFlag.State_MouseOver
        current = self.currentIndex().row()
        under = self.indexAt(self.viewport().mapFromGlobal(self.cursor().pos())) if self.underMouse() else QModelIndex()
        for row in range(first, last + 1):
            rect = self._on_screen(self._layout.rect_of(row))
            if not region.intersects(rect.adjusted(-4, -4, 4, 4)):
                continue
            index = model.index(row, 0)
            state = base
            if choice.isSelected(index):
                state |= QStyle.StateFlag.State_Selected
            if row == current and self.hasFocus():
                state |= QStyle.StateFlag.State_HasFocus
            if row == under.row():
                state |= QStyle.StateFlag.State_MouseOver
            option.state = state
            option.rect = rect
            delegate.paint(painter, option, index)

    def _paint_heading(self, painter: QPainter, section: Hashable, rect: QRect) -> None:
        if self._heading is None:
            return
        heading = self._heading(section)
        icon_size = 22
        middle = rect.center().y() + 4
        draw_icon(
            painter, QRect(rect.left(), middle - icon_size // 2, icon_size, icon_size), heading.icon_name, heading.role
        )
        font = self.font()
        font.setPointSizeF(font.pointSizeF() * 1.25)
        font.setBold(True)
        painter.setFont(font)
        painter.setPen(colour("text"))
        text = QRect(rect.left() + icon_size + 10, rect.top() + 8, rect.width() - icon_size - 10, rect.height() - 8)
        flags = Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft
        used = painter.boundingRect(text, flags, heading.title)
        painter.drawText(text, flags, heading.title)
        painter.setFont(self.font())
        painter.setPen(colour("muted"))
        rest = text.adjusted(used.width() + 12, 2, 0, 0)
        room = max(0, rest.width())
        painter.drawText(
            rest, flags, painter.fontMetrics().elidedText(heading.subtitle, Qt.TextElideMode.ElideRight, room)
        )
        painter.setPen(QPen(mixed(colour("border"), colour("background"), 0.7), 1))
        painter.drawLine(
            rest.left() + painter.fontMetrics().horizontalAdvance(heading.subtitle) + 14, middle, rect.right(), middle
        )

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
        delegate = self.itemDelegate()
        caption = delegate.caption_height(line) if isinstance(delegate, TileDelegate) else 2 * line
        measures = GridMeasures(
            width=max(1, self.viewport().width()),
            tile_width=self._tile_size,
            caption_height=caption,
            heading_height=line + 38,
        )
        with_headings = self._heading is not None and any(section is not None for section in self._section_keys)
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
