# SPDX-License-Identifier: GPL-3.0-or-later
"""The table beside the chart: per class or per person how often somebody was shown, to read, sort and hear."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QObject, QPersistentModelIndex, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QAbstractItemView, QHeaderView, QTableView, QWidget

from models.publishing.fairness import GroupShare, PersonShare
from models.roster.names import fold_text
from ui.pages.classes.contents import Shares
from ui.style.chance_labels import group_share_text, share_label
from ui.style.theme import set_kind
from ui.texts import _, format_number
from ui.widgets.bar_chart import Bar

AnyIndex = QModelIndex | QPersistentModelIndex


@dataclass(frozen=True, slots=True)
class ShareRow:
    """A line: what each column says and sorts by, the bar of the chart, and the class or the person behind it."""

    cells: tuple[str, ...]
    keys: tuple[object, ...]
    bar: Bar
    group_id: int | None = None
    person_id: int | None = None


def group_headers() -> tuple[str, ...]:
    """Columns where classes stand side by side."""
    return (
        _("Class"),
        _("Shown"),
        _("Not yet"),
        _("1–2 times"),
        _("3–5 times"),
        _("6 or more"),
        _("Published"),
    )


def person_headers(*, has_groups: bool) -> tuple[str, ...]:
    """Columns where people stand side by side; ``has_groups``: they are of several classes."""
    return (_("Name"), *([_("Class")] if has_groups else []), _("Shown"), _("Taken"), _("Remark"))


def group_rows(shares: Shares) -> tuple[ShareRow, ...]:
    """A line for each class in which somebody may be shown or was shown."""
    return tuple(_group_row(one, shares.group_titles[one.group_id]) for one in shares.report.groups)


def person_rows(shares: Shares, *, has_groups: bool, only_waiting: bool) -> tuple[ShareRow, ...]:
    """A line for each person, in the order of the class."""
    return tuple(
        _person_row(one, has_groups=has_groups) for one in shares.report.people if one.is_waiting or not only_waiting
    )


def _group_row(group: GroupShare, title: str) -> ShareRow:
    text = group_share_text(group)
    numbers = (group.waiting_count, *group.spread[1:], group.published)
    share = group.shown_count / group.may_count if group.may_count else 0.0
    return ShareRow(
        cells=(title, text, *(format_number(number) for number in numbers)),
        keys=(fold_text(title), share, *numbers),
        bar=Bar(title, group.shown_count, text, group.may_count),
        group_id=group.group_id,
    )


def _person_row(person: PersonShare, *, has_groups: bool) -> ShareRow:
    remark, groups = share_label(person), ", ".join(person.groups)
    shown, taken = format_number(person.shown), format_number(person.taken)
    return ShareRow(
        cells=(person.name, *([groups] if has_groups else []), shown, taken, remark),
        keys=(0, *([fold_text(groups)] if has_groups else []), person.shown, person.taken, remark),
        bar=Bar(person.name, person.shown, shown),
        person_id=person.person_id,
    )


class ShareModel(QAbstractTableModel):
    """Lines that can be sorted by any column; by name is the order of the class."""

    order_changed = Signal()

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._headers: tuple[str, ...] = ()
        self._given: tuple[ShareRow, ...] = ()
        self._rows: tuple[ShareRow, ...] = ()
        self._sorting = (0, Qt.SortOrder.AscendingOrder)

    def show(self, headers: Sequence[str], rows: Sequence[ShareRow]) -> None:
        """Show other lines, sorted as the last ones were where the columns are the same."""
        self.beginResetModel()
        if tuple(headers) != self._headers:
            self._sorting = (0, Qt.SortOrder.AscendingOrder)
        self._headers, self._given = tuple(headers), tuple(rows)
        self._rows = self._sorted()
        self.endResetModel()
        self.order_changed.emit()

    @property
    def rows(self) -> tuple[ShareRow, ...]:
        """The lines in the order in which they stand."""
        return self._rows

    @property
    def sorting(self) -> tuple[int, Qt.SortOrder]:
        """By which column, and which way."""
        return self._sorting

    def row_of(self, *, group_id: int | None = None, person_id: int | None = None) -> int:
        """Where a class or a person stands; -1 where they are not there."""
        for row, shown in enumerate(self._rows):
            if (shown.group_id, shown.person_id) == (group_id, person_id):
                return row
        return -1

    def sort(self, column: int, order: Qt.SortOrder = Qt.SortOrder.AscendingOrder) -> None:
        """Sort; equal ones keep the order of the class."""
        if not 0 <= column < len(self._headers):
            return
        self.layoutAboutToBeChanged.emit()
        self._sorting = (column, order)
        self._rows = self._sorted()
        self.layoutChanged.emit()
        self.order_changed.emit()

    def rowCount(self, parent: AnyIndex | None = None) -> int:
        """Classes or people."""
        return 0 if parent is not None and parent.isValid() else len(self._rows)

    def columnCount(self, parent: AnyIndex | None = None) -> int:
        """The columns of what is shown."""
        return 0 if parent is not None and parent.isValid() else len(self._headers)

    def data(self, index: AnyIndex, role: int = Qt.ItemDataRole.DisplayRole) -> object | None:
        """The text of a cell; with its column for a screen reader."""
        if not index.isValid():
            return None
        text = self._rows[index.row()].cells[index.column()]
        if role in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.ToolTipRole):
            return text
        if role == Qt.ItemDataRole.AccessibleTextRole:
            return f"{self._rows[index.row()].cells[0]}, {self._headers[index.column()]}: {text}"
        if role == Qt.ItemDataRole.TextAlignmentRole and isinstance(
            self._rows[index.row()].keys[index.column()], int | float
        ):
            is_name = index.column() == 0
            side = Qt.AlignmentFlag.AlignLeft if is_name else Qt.AlignmentFlag.AlignRight
            return int(side | Qt.AlignmentFlag.AlignVCenter)
        return None

    def headerData(
        self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole
    ) -> object | None:
        """What a column holds."""
        if orientation is not Qt.Orientation.Horizontal or not section < len(self._headers):
            return None
        if role == Qt.ItemDataRole.TextAlignmentRole and self._rows:
            return self.data(self.index(0, section), role)
        return self._headers[section] if role == Qt.ItemDataRole.DisplayRole else None

    def _sorted(self) -> tuple[ShareRow, ...]:
        column, order = self._sorting
        is_down = order is Qt.SortOrder.DescendingOrder
        if column == 0:
            return self._given[::-1] if is_down else self._given
        return tuple(sorted(self._given, key=lambda row: row.keys[column], reverse=is_down))  # type: ignore[arg-type, return-value]


class ShareTable(QTableView):
    """The table itself; Enter opens a line."""

    row_chosen = Signal(int)
    opened = Signal(int)

    def __init__(self, model: ShareModel, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setModel(model)
        self.setAccessibleName(_("How often who is shown"))
        set_kind(self, "roomy")
        self.setShowGrid(False)
        self.setWordWrap(False)
        self.setTabKeyNavigation(False)
        self.setSortingEnabled(True)
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setHorizontalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.verticalHeader().hide()
        self.verticalHeader().setDefaultSectionSize(30)
        across = self.horizontalHeader()
        across.setHighlightSections(False)
        across.setDefaultAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
        across.setMinimumSectionSize(60)
        across.setStretchLastSection(True)
        model.modelReset.connect(self._on_reset)
        self.selectionModel().currentChanged.connect(self._on_current_changed)
        self.doubleClicked.connect(self._on_double_clicked)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Enter opens the chosen line."""
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and self.currentIndex().isValid():
            self.opened.emit(self.currentIndex().row())
        else:
            super().keyPressEvent(event)

    def choose(self, row: int) -> None:
        """Choose a line and bring it into view."""
        if row >= 0 and row != self.currentIndex().row():
            self.setCurrentIndex(self.model().index(row, max(0, self.currentIndex().column())))

    def _on_reset(self) -> None:
        model = self.model()
        assert isinstance(model, ShareModel)
        column, order = model.sorting
        self.horizontalHeader().setSortIndicator(column, order)
        across = self.horizontalHeader()
        across.setSectionResizeMode(QHeaderView.ResizeMode.Interactive)
        letters = self.fontMetrics()
        for number in range(model.columnCount()):
            texts = [str(model.headerData(number, Qt.Orientation.Horizontal)) + "  "]
            texts += [row.cells[number] for row in model.rows[:200]]
            self.setColumnWidth(number, min(220, max(letters.horizontalAdvance(text) for text in texts) + 26))

    def _on_current_changed(self, current: QModelIndex, _previous: QModelIndex) -> None:
        if current.isValid():
            self.row_chosen.emit(current.row())

    def _on_double_clicked(self, index: QModelIndex) -> None:
        self.opened.emit(index.row())
