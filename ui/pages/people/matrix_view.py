# SPDX-License-Identifier: GPL-3.0-or-later
"""The consent matrix to click in: each cell shows its status, and under the pointer a yes and a no.

Keyboard: arrows move, Y and N answer every selected cell, Delete takes the last answer out of account, U undoes.
"""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QPoint, QRect, QSize, Qt, Signal
from PySide6.QtGui import QFont, QFontMetrics, QKeyEvent, QMouseEvent, QPainter, QPen
from PySide6.QtWidgets import (
    QAbstractItemView,
    QHeaderView,
    QMenu,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QTableView,
    QWidget,
)

from models.terms import Answer
from ui.pages.people.matrix_model import CELL_ROLE, KINDS, MatrixCell, MatrixModel
from ui.style import labels
from ui.style.icons import icon, pixmap, status_icon
from ui.style.spacing import RADIUS, S
from ui.style.theme import colour
from ui.texts import _, format_date

_ROW = 46
_BUTTON = 28
_ICON = 18
_YES_KEYS = (Qt.Key.Key_Y, Qt.Key.Key_J)


class MatrixDelegate(QStyledItemDelegate):
    """Draws a status as icon, word and ground, and the two answers at the right (unless nothing can be answered)."""

    is_read_only = False

    def paint(
        self, painter: QPainter, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex
    ) -> None:
        """One cell."""
        cell = index.data(CELL_ROLE)
        if not isinstance(cell, MatrixCell):
            return
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        is_current = bool(option.state & (QStyle.StateFlag.State_Selected | QStyle.StateFlag.State_HasFocus))
        is_pointed_at = is_current or bool(option.state & QStyle.StateFlag.State_MouseOver)
        has_answers = is_pointed_at and not self.is_read_only
        _draw_status(painter, option, cell, is_current=is_current, room=2 * _BUTTON + S if has_answers else 0)
        if has_answers:
            for box, name, role in ((yes_rect(option.rect), "check", "ready"), (no_rect(option.rect), "close", "no")):
                painter.setPen(QPen(colour(role), 1))
                painter.setBrush(colour("surface"))
                painter.drawRoundedRect(box, box.height() / 2, box.height() / 2)
                scale = painter.device().devicePixelRatioF()
                painter.drawPixmap(box.center() - QPoint(7, 7), pixmap(name, 16, role, scale))
        painter.restore()

    def sizeHint(self, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex) -> QSize:  # noqa: ARG002
        """Room for two lines."""
        return QSize(150, _ROW)


def yes_rect(cell: QRect) -> QRect:
    """Where the yes of a cell is, in the same coordinates."""
    return QRect(cell.right() - 2 * _BUTTON - S, cell.center().y() - _BUTTON // 2 + 1, _BUTTON, _BUTTON)


def no_rect(cell: QRect) -> QRect:
    """Where the no of a cell is, in the same coordinates."""
    return yes_rect(cell).translated(_BUTTON + 2, 0)


def _draw_status(
    painter: QPainter, option: QStyleOptionViewItem, cell: MatrixCell, *, is_current: bool, room: int
) -> None:
    name, role = status_icon(cell.status.status)
    box = option.rect.adjusted(3, 3, -3, -3)
    painter.setPen(QPen(colour("focus"), 2) if is_current else Qt.PenStyle.NoPen)
    painter.setBrush(colour("background" if role == "muted" else f"{role}_soft"))
    painter.drawRoundedRect(box, RADIUS, RADIUS)
    scale = painter.device().devicePixelRatioF()
    painter.drawPixmap(QPoint(box.left() + S, box.center().y() - _ICON // 2), pixmap(name, _ICON, role, scale))
    left = box.left() + _ICON + 2 * S
    area = QRect(left, box.top(), max(0, box.right() - left - room - 4), box.height())
    since = cell.status.since
    shows_date = since is not None and (cell.status.status.is_yes or cell.status.status.is_stop)
    font = QFont(option.font)
    painter.setFont(font)
    painter.setPen(colour(role))
    text = QFontMetrics(font).elidedText(
        labels.status_label(cell.status.status), Qt.TextElideMode.ElideRight, area.width()
    )
    top = area.adjusted(0, 2, 0, -area.height() // 2) if shows_date else area
    painter.drawText(top, Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft, text)
    if shows_date and since is not None:
        font.setPointSizeF(max(7.5, font.pointSizeF() - 2))
        painter.setFont(font)
        painter.setPen(colour("muted"))
        line = QFontMetrics(font).elidedText(
            _("since {date}").format(date=format_date(since)), Qt.TextElideMode.ElideRight, area.width()
        )
        bottom = area.adjusted(0, area.height() // 2, 0, -2)
        painter.drawText(bottom, Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft, line)


class MatrixView(QTableView):
    """Asks for answers; records nothing itself."""

    answered = Signal(tuple, object)
    """`CellKey`s and `Answer`."""
    annul_asked = Signal(tuple)
    """`CellKey`s whose last answer is to be taken out of account."""
    undo_asked = Signal()
    current_cell_changed = Signal()

    def __init__(self, model: MatrixModel, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._matrix = model
        self.setModel(model)
        self._delegate = MatrixDelegate(self)
        self.setItemDelegate(self._delegate)
        self.setAccessibleName(_("Answers"))
        self.setAccessibleDescription(
            _("Arrow keys move. Y is yes, N is no, Delete takes the last answer back, U undoes.")
        )
        self.setMouseTracking(True)
        self.setShowGrid(False)
        self.setCornerButtonEnabled(False)
        self.setSelectionMode(QAbstractItemView.SelectionMode.ExtendedSelection)
        self.setTabKeyNavigation(False)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        across, down = self.horizontalHeader(), self.verticalHeader()
        across.setSectionResizeMode(QHeaderView.ResizeMode.Stretch)
        across.setSectionsClickable(True)
        across.setHighlightSections(False)
        across.setDefaultAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
        across.sectionClicked.connect(self._on_column_clicked)
        across.setAccessibleName(_("Kinds"))
        down.setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        down.setDefaultSectionSize(_ROW)
        down.setMinimumWidth(150)
        down.setHighlightSections(False)
        down.sectionClicked.connect(self._on_row_clicked)
        down.setAccessibleName(_("Channels"))
        for header in (across, down):
            header.setToolTip(_("Click to answer all of these at once"))
        self.selectionModel().currentChanged.connect(self._on_current_changed)

    def set_read_only(self, *, is_read_only: bool) -> None:
        """Show without answering, or let answers in again."""
        self._delegate.is_read_only = is_read_only
        for header in (self.horizontalHeader(), self.verticalHeader()):
            header.setSectionsClickable(not is_read_only)
        self.viewport().update()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Answers by keyboard."""
        is_read_only = self._delegate.is_read_only
        keys = () if is_read_only else self._matrix.keys_at(self.selectedIndexes() or [self.currentIndex()])
        has_modifier = event.modifiers() & ~(Qt.KeyboardModifier.ShiftModifier | Qt.KeyboardModifier.KeypadModifier)
        if has_modifier:
            super().keyPressEvent(event)
        elif event.key() in _YES_KEYS and keys:
            self.answered.emit(keys, Answer.GIVEN)
        elif event.key() == Qt.Key.Key_N and keys:
            self.answered.emit(keys, Answer.REFUSED)
        elif event.key() in (Qt.Key.Key_Delete, Qt.Key.Key_Backspace) and keys:
            self.annul_asked.emit(keys)
        elif event.key() == Qt.Key.Key_U and not is_read_only:
            self.undo_asked.emit()
        elif event.key() == Qt.Key.Key_Menu and keys:
            self._show_menu(keys, self.visualRect(self.currentIndex()).center())
        else:
            super().keyPressEvent(event)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """A click on the yes or the no of a cell answers it."""
        index = self.indexAt(event.position().toPoint())
        cell = None if self._delegate.is_read_only else self._matrix.cell(index)
        if event.button() == Qt.MouseButton.LeftButton and cell is not None:
            box = self.visualRect(index)
            for place, answer in ((yes_rect(box), Answer.GIVEN), (no_rect(box), Answer.REFUSED)):
                if place.contains(event.position().toPoint()):
                    chosen = self._matrix.keys_at(self.selectedIndexes())
                    keys = chosen if cell.key in chosen else (cell.key,)
                    if len(keys) < 2:
                        self.setCurrentIndex(index)
                    self.answered.emit(keys, answer)
                    event.accept()
                    return
        super().mousePressEvent(event)
        if event.button() == Qt.MouseButton.RightButton and cell is not None:
            self._show_menu(self._matrix.keys_at(self.selectedIndexes()), event.position().toPoint())

    def _on_current_changed(self, _current: QModelIndex, _previous: QModelIndex) -> None:
        self.current_cell_changed.emit()

    def _on_column_clicked(self, column: int) -> None:
        header = self.horizontalHeader()
        place = QPoint(header.sectionViewportPosition(column), header.height())
        name = labels.kind_label(KINDS[column])
        self.answer_menu(self._matrix.keys(column=column), name).popup(header.mapToGlobal(place))

    def _on_row_clicked(self, row: int) -> None:
        header = self.verticalHeader()
        place = QPoint(header.width() // 2, header.sectionViewportPosition(row) + _ROW)
        name = str(self._matrix.headerData(row, Qt.Orientation.Vertical))
        self.answer_menu(self._matrix.keys(row=row), name).popup(header.mapToGlobal(place))

    def _show_menu(self, keys: tuple[object, ...], place: QPoint) -> None:
        menu = self.answer_menu(keys, "")
        clear = menu.addAction(icon("undo"), _("Take the last answer back"))
        clear.triggered.connect(partial(self.annul_asked.emit, keys))
        menu.popup(self.viewport().mapToGlobal(place))

    def answer_menu(self, keys: tuple[object, ...], name: str) -> QMenu:
        """A menu with yes and no for several cells; ``name`` says which, empty for "these"."""
        menu = QMenu(self)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        yes = _("Yes to all of “{name}”").format(name=name) if name else _("Yes")
        no = _("No to all of “{name}”").format(name=name) if name else _("No")
        menu.addAction(icon("check", "ready"), yes).triggered.connect(partial(self._on_menu, keys, Answer.GIVEN))
        menu.addAction(icon("close", "no"), no).triggered.connect(partial(self._on_menu, keys, Answer.REFUSED))
        return menu

    def _on_menu(self, keys: tuple[object, ...], answer: Answer) -> None:
        self.answered.emit(keys, answer)
