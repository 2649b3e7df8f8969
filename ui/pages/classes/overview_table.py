# SPDX-License-Identifier: GPL-3.0-or-later
"""The table of classes and channels: "18 of 24" with a bar, and the same in words for a screen reader."""

from __future__ import annotations

from PySide6.QtCore import (
    QAbstractTableModel,
    QModelIndex,
    QObject,
    QPersistentModelIndex,
    QRect,
    QRectF,
    QSize,
    Qt,
    Signal,
)
from PySide6.QtGui import QFont, QKeyEvent, QPainter, QPen
from PySide6.QtWidgets import (
    QAbstractItemView,
    QHeaderView,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QTableView,
    QWidget,
)

from models.publishing.chances import ChanceCount
from ui.pages.classes.contents import Overview, OverviewRow
from ui.style import labels
from ui.style.chance_labels import ask_text, chance_sentence, chance_text, people_text
from ui.style.spacing import RADIUS, S
from ui.style.theme import colour
from ui.texts import _

AnyIndex = QModelIndex | QPersistentModelIndex
COUNT_ROLE = int(Qt.ItemDataRole.UserRole) + 1
ROW_ROLE = COUNT_ROLE + 1
_ROW, _NAME, _CELL, _BAR = 58, 136, 92, 5


class OverviewModel(QAbstractTableModel):
    """Groups down; their name and the channels across."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._shown: Overview | None = None

    def show(self, overview: Overview) -> None:
        """Show a table; the same lines and columns as before keep selection and place."""
        if self._shown is not None and _shape(overview) == _shape(self._shown):
            self._shown = overview
            self.dataChanged.emit(self.index(0, 0), self.index(self.rowCount() - 1, self.columnCount() - 1))
            return
        self.beginResetModel()
        self._shown = overview
        self.endResetModel()

    def row_at(self, index: AnyIndex) -> OverviewRow | None:
        """The group of a place."""
        return self._shown.rows[index.row()] if self._shown is not None and index.isValid() else None

    def purpose_id_at(self, index: AnyIndex) -> int | None:
        """The channel of a place; None in the column of the names."""
        if self._shown is None or not index.isValid() or not index.column():
            return None
        return self._shown.purposes[index.column() - 1].id

    def index_of(self, group_id: int | None, purpose_id: int | None) -> QModelIndex:
        """The place of a group and a channel; an invalid index where they are not in the table."""
        if self._shown is None:
            return QModelIndex()
        for row, shown in enumerate(self._shown.rows):
            if shown.chance.group_id == group_id:
                purposes = [None, *(purpose.id for purpose in self._shown.purposes)]
                return self.index(row, purposes.index(purpose_id) if purpose_id in purposes else 0)
        return QModelIndex()

    def rowCount(self, parent: AnyIndex | None = None) -> int:
        """Groups."""
        return 0 if self._shown is None or (parent is not None and parent.isValid()) else len(self._shown.rows)

    def columnCount(self, parent: AnyIndex | None = None) -> int:
        """The name, and the channels."""
        return 0 if self._shown is None or (parent is not None and parent.isValid()) else 1 + len(self._shown.purposes)

    def data(self, index: AnyIndex, role: int = Qt.ItemDataRole.DisplayRole) -> object | None:
        """Numbers for the delegate, and their words for everybody else."""
        row = self.row_at(index)
        if row is None or self._shown is None:
            return None
        if role == ROW_ROLE:
            return row
        purpose_id = self.purpose_id_at(index)
        if purpose_id is None:
            return _name_data(row, role)
        count = row.chance.by_purpose.get(purpose_id, ChanceCount())
        if role == COUNT_ROLE:
            return count
        if role == Qt.ItemDataRole.DisplayRole:
            return chance_text(count)
        if role in (Qt.ItemDataRole.ToolTipRole, Qt.ItemDataRole.AccessibleTextRole):
            return chance_sentence(row.title, self._shown.purposes[index.column() - 1].name, count)
        return None

    def headerData(
        self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole
    ) -> object | None:
        """The channels."""
        if orientation is not Qt.Orientation.Horizontal or self._shown is None:
            return None
        if not section:
            return _("Class") if role == Qt.ItemDataRole.DisplayRole else None
        purpose = self._shown.purposes[section - 1]
        if role == Qt.ItemDataRole.DisplayRole:
            return purpose.name
        if role == Qt.ItemDataRole.ToolTipRole:
            return f"{purpose.name}. {labels.audience_label(purpose.audience)}."
        return None


def _name_data(row: OverviewRow, role: int) -> object | None:
    people = people_text(row.chance.people_count)
    if role == Qt.ItemDataRole.DisplayRole:
        return row.title
    if role in (Qt.ItemDataRole.ToolTipRole, Qt.ItemDataRole.AccessibleTextRole):
        return f"{row.title}, {people}"
    return None


def _shape(overview: Overview) -> tuple[object, ...]:
    return tuple(row.chance.group_id for row in overview.rows), overview.purposes


class ChanceDelegate(QStyledItemDelegate):
    """A name with the number of people under it; "18 of 24", whom to ask, and a bar."""

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: AnyIndex) -> None:
        """One cell."""
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        is_current = bool(option.state & (QStyle.StateFlag.State_Selected | QStyle.StateFlag.State_HasFocus))
        if is_current or option.state & QStyle.StateFlag.State_MouseOver:
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(colour("accent_soft" if is_current else "hover"))
            painter.drawRoundedRect(option.rect.adjusted(2, 2, -2, -2), RADIUS, RADIUS)
        row = index.data(ROW_ROLE)
        count = index.data(COUNT_ROLE)
        if isinstance(row, OverviewRow) and row.is_school:
            painter.setPen(QPen(colour("border"), 1))
            painter.drawLine(option.rect.topLeft(), option.rect.topRight())
            painter.drawLine(option.rect.bottomLeft(), option.rect.bottomRight())
        box = option.rect.adjusted(S, 6, -S, -7)
        if isinstance(count, ChanceCount):
            _draw_count(painter, box, count, option.font)
        elif isinstance(row, OverviewRow):
            _draw_name(painter, box, row, option.font)
        painter.restore()

    def sizeHint(self, option: QStyleOptionViewItem, index: AnyIndex) -> QSize:  # noqa: ARG002
        """Room for two lines."""
        return QSize(_CELL, _ROW)


def _draw_name(painter: QPainter, box: QRect, row: OverviewRow, font: QFont) -> None:
    strong = QFont(font)
    strong.setBold(True)
    _draw_line(painter, _line_of(box, 0), row.title, strong, "text")
    _draw_line(painter, _line_of(box, 1), people_text(row.chance.people_count), _small(font), "muted")


def _draw_count(painter: QPainter, box: QRect, count: ChanceCount, font: QFont) -> None:
    _draw_line(painter, _line_of(box, 0), chance_text(count), font, "text")
    _draw_line(painter, _line_of(box, 1), ask_text(count.ask) if count.ask else "", _small(font), "ask")
    draw_chance_bar(painter, QRectF(box.left(), box.bottom() - _BAR + 1, box.width(), _BAR), count)


def _line_of(box: QRect, number: int) -> QRect:
    """One of the two lines of words above the bar."""
    half = (box.height() - _BAR - 3) // 2
    return QRect(box.left(), box.top() + number * half, box.width(), half)


def draw_chance_bar(painter: QPainter, place: QRectF, count: ChanceCount) -> None:
    """A bar of everybody: who may be in it filled, whom to ask first in the colour of asking, the rest empty."""
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(colour("border"))
    round_ = place.height() / 2
    painter.drawRoundedRect(place, round_, round_)
    if not count.total:
        return
    for amount, role in ((count.yes + count.ask, "ask"), (count.yes, "ready")):
        if amount:
            painter.setBrush(colour(role))
            width = max(place.height(), place.width() * amount / count.total)
            painter.drawRoundedRect(QRectF(place.left(), place.top(), width, place.height()), round_, round_)


def _small(font: QFont) -> QFont:
    small = QFont(font)
    small.setPointSizeF(max(7.5, small.pointSizeF() - 1.5))
    return small


def _draw_line(painter: QPainter, area: QRect, text: str, font: QFont, role: str) -> None:
    painter.setFont(font)
    painter.setPen(colour(role))
    shown = painter.fontMetrics().elidedText(text, Qt.TextElideMode.ElideRight, max(0, area.width()))
    painter.drawText(area, Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft, shown)


class OverviewTable(QTableView):
    """The table to choose in; Enter goes on to the names."""

    cell_chosen = Signal()
    """Another cell is the current one."""
    names_asked = Signal()
    """Enter was pressed, or a cell clicked twice."""

    def __init__(self, model: OverviewModel, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setModel(model)
        self.setItemDelegate(ChanceDelegate(self))
        self.setAccessibleName(_("Chances of each class"))
        self.setAccessibleDescription(_("Arrow keys move. Enter goes to the names of a class and a channel."))
        self.setMouseTracking(True)
        self.setShowGrid(False)
        self.setWordWrap(False)
        self.setTabKeyNavigation(False)
        self.setCornerButtonEnabled(False)
        self.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setHorizontalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        across, down = self.horizontalHeader(), self.verticalHeader()
        down.hide()
        down.setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        down.setDefaultSectionSize(_ROW)
        across.setDefaultAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
        across.setHighlightSections(False)
        across.setSectionResizeMode(QHeaderView.ResizeMode.Stretch)
        across.setMinimumSectionSize(_CELL)
        across.setTextElideMode(Qt.TextElideMode.ElideRight)
        model.modelReset.connect(self._size_columns)
        self.selectionModel().currentChanged.connect(self._on_current_changed)
        self.doubleClicked.connect(self.names_asked)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Enter goes on to the names."""
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.names_asked.emit()
        else:
            super().keyPressEvent(event)

    def _size_columns(self) -> None:
        if self.model().columnCount():
            self.horizontalHeader().setSectionResizeMode(0, QHeaderView.ResizeMode.Fixed)
            self.setColumnWidth(0, _NAME)

    def _on_current_changed(self, current: QModelIndex, _previous: QModelIndex) -> None:
        if current.isValid():
            self.cell_chosen.emit()
