# SPDX-License-Identifier: GPL-3.0-or-later
"""A grid of tiles under section headings: keyboard, selection and painting over `SectionedView`."""

from __future__ import annotations

from collections.abc import Callable, Hashable

from PySide6.QtCore import QItemSelection, QItemSelectionModel, QModelIndex, QPoint, QRect, Qt, Signal
from PySide6.QtGui import QKeyEvent, QMouseEvent, QPainter, QPaintEvent, QPen, QRegion
from PySide6.QtWidgets import QAbstractItemView, QStyle, QStyleOptionViewItem, QWidget

from ui.style.theme import colour
from ui.texts import _
from ui.widgets.looks import draw_icon, mixed
from ui.widgets.section_layout import Move
from ui.widgets.sectioned_view import LARGEST_TILE, SMALLEST_TILE, SectionedView
from ui.widgets.tile_delegate import TileDelegate
from ui.widgets.tile_roles import Heading, TileRole, TileState, TileVerdict

__all__ = [
    "LARGEST_TILE",
    "SMALLEST_TILE",
    "Heading",
    "TileGrid",
    "TileRole",
    "TileState",
    "TileVerdict",
]

_MOVES = {
    QAbstractItemView.CursorAction.MoveUp: Move.UP,
    QAbstractItemView.CursorAction.MoveDown: Move.DOWN,
    QAbstractItemView.CursorAction.MoveHome: Move.HOME,
    QAbstractItemView.CursorAction.MoveEnd: Move.END,
    QAbstractItemView.CursorAction.MovePageUp: Move.PAGE_UP,
    QAbstractItemView.CursorAction.MovePageDown: Move.PAGE_DOWN,
}


class TileGrid(SectionedView):
    """Tiles in sections. ``heading(section)`` says what stands above a section; None leaves headings out.

    Connect ``visible_range_changed`` to the thumbnail cache. Rows are opened (Enter, double click) through
    ``opened(row)``.
    """

    opened = Signal(int)
    letter_typed = Signal(str)
    """A letter or digit that nobody took: the page may begin a search with it. Only with ``sends_letters``."""

    def __init__(
        self,
        delegate: TileDelegate,
        *,
        heading: Callable[[Hashable], Heading] | None = None,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(with_headings=heading is not None, parent=parent)
        self._heading = heading
        self._tile_delegate = delegate
        self.sends_letters = False
        """Whether typing tells ``letter_typed`` instead of looking among the tiles that are loaded."""
        self._press_at = QPoint()
        self._drag_to: QPoint | None = None
        self.setItemDelegate(delegate)
        self.setSelectionMode(QAbstractItemView.SelectionMode.ExtendedSelection)
        self.setSelectionRectVisible(True)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setMouseTracking(True)
        self.viewport().setAttribute(Qt.WidgetAttribute.WA_Hover)
        self.setAccessibleName(_("Pictures"))
        self.doubleClicked.connect(self._on_double_clicked)

    def caption_height(self, line_height: int) -> int:
        """What the delegate needs under the picture."""
        return self._tile_delegate.caption_height(line_height)

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

    def moveCursor(
        self,
        action: QAbstractItemView.CursorAction,
        modifiers: Qt.KeyboardModifier,  # noqa: ARG002 - Qt's signature
    ) -> QModelIndex:
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
        """A rubber band selects what it touches; Shift selects from where the selection began, in order."""
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

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Enter opens the current item; Escape clears the selection; the rest as in any list."""
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and self.currentIndex().isValid():
            self.opened.emit(self.currentIndex().row())
        elif event.key() == Qt.Key.Key_Escape and self.selectionModel().hasSelection():
            self.clearSelection()
        elif self.sends_letters and _is_letter(event):
            self.letter_typed.emit(event.text())
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
            painter,
            QRect(rect.left(), middle - icon_size // 2, icon_size, icon_size),
            heading.icon_name,
            heading.role,
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
            rest.left() + painter.fontMetrics().horizontalAdvance(heading.subtitle) + 14,
            middle,
            rect.right(),
            middle,
        )

    def _on_double_clicked(self, index: QModelIndex) -> None:
        self.opened.emit(index.row())


def _is_letter(event: QKeyEvent) -> bool:
    held = event.modifiers() & ~(Qt.KeyboardModifier.ShiftModifier | Qt.KeyboardModifier.KeypadModifier)
    return bool(event.text()) and event.text().isalnum() and not held
