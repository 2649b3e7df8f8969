# SPDX-License-Identifier: GPL-3.0-or-later
"""The audit trail as a table: number, when, who, what, how much. Rows are fetched where somebody looks."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QAbstractTableModel, QObject, Qt

from models.store.audit_log import LogRow
from ui.item_models.windowed import AnyIndex, Fetch, WindowedItemModel
from ui.style.log_labels import action_label, touched_text
from ui.texts import _, format_moment, format_number

COLUMNS = 5
_TEXT_ROLES = (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.ToolTipRole, Qt.ItemDataRole.AccessibleTextRole)


class LogModel(QAbstractTableModel):
    """Columns over a windowed list of `LogRow`; Qt's list model itself knows one column only."""

    def __init__(self, fetch: Fetch, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._headers = (_("Number"), _("When"), _("Who"), _("What"), _("How much"))
        self._rows = WindowedItemModel(fetch, self)
        self._rows.modelAboutToBeReset.connect(self.beginResetModel)
        self._rows.modelReset.connect(self.endResetModel)
        self._rows.rows_loaded.connect(self._on_rows_loaded)

    def set_ids(self, ids: Sequence[int]) -> None:
        """Show the entries with these numbers, in this order."""
        self._rows.set_ids(ids)

    def ids(self) -> tuple[int, ...]:
        """The numbers of the entries on show."""
        return self._rows.ids()

    def rowCount(self, parent: AnyIndex | None = None) -> int:
        """Number of entries."""
        return 0 if parent is not None and parent.isValid() else self._rows.rowCount()

    def columnCount(self, parent: AnyIndex | None = None) -> int:
        """Five: number, when, who, what, how much."""
        return 0 if parent is not None and parent.isValid() else COLUMNS

    def headerData(
        self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole
    ) -> object | None:
        """The heading of a column."""
        if orientation == Qt.Orientation.Horizontal and role == Qt.ItemDataRole.DisplayRole:
            return self._headers[section]
        return None

    def data(self, index: AnyIndex, role: int = Qt.ItemDataRole.DisplayRole) -> object | None:
        """The text of a cell; a row that is on its way shows a mark."""
        if role not in _TEXT_ROLES or not index.isValid():
            return None
        if index.column() == 0:
            return format_number(self._rows.ids()[index.row()])
        row = self._rows.row_at(index.row())
        if not isinstance(row, LogRow):
            return "…" if role == Qt.ItemDataRole.DisplayRole else None
        return cell_text(row, index.column())

    def _on_rows_loaded(self, ids: tuple[int, ...]) -> None:
        rows = [row for row in map(self._rows.row_of, ids) if row >= 0]
        if rows:
            self.dataChanged.emit(self.index(min(rows), 0), self.index(max(rows), COLUMNS - 1))


def cell_text(row: LogRow, column: int) -> str:
    """One cell of the trail in words."""
    return (
        format_number(row.seq),
        format_moment(row.at),
        row.actor or _("the program"),
        action_label(row.action),
        touched_text(row),
    )[column]
