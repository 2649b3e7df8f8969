# SPDX-License-Identifier: GPL-3.0-or-later
"""The audit trail as a table: when, who, what, how much. Rows are fetched where somebody looks."""

from __future__ import annotations

from PySide6.QtCore import QModelIndex, QObject, Qt

from models.store.audit_log import LogRow
from ui.item_models.windowed import AnyIndex, Fetch, WindowedItemModel
from ui.style.log_labels import action_label, touched_text
from ui.texts import _, format_moment, format_number

COLUMNS = 5


class LogModel(WindowedItemModel):
    """Rows are `LogRow`; the first column is the number of the entry."""

    def __init__(self, fetch: Fetch, parent: QObject | None = None) -> None:
        super().__init__(fetch, parent)
        self._headers = (_("Number"), _("When"), _("Who"), _("What"), _("How much"))
        self.rows_loaded.connect(self._on_rows_loaded)

    def columnCount(self, parent: AnyIndex | None = None) -> int:  # noqa: N802 - Qt's name
        """Five: number, when, who, what, how much."""
        return 0 if parent is not None and parent.isValid() else COLUMNS

    def headerData(
        self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole
    ) -> object | None:
        """The heading of a column."""
        if orientation == Qt.Orientation.Horizontal and role == Qt.ItemDataRole.DisplayRole and section < COLUMNS:
            return self._headers[section]
        return None

    def data(self, index: AnyIndex, role: int = Qt.ItemDataRole.DisplayRole) -> object | None:
        """The text of a cell; a row that is on its way shows a mark."""
        wanted = (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.ToolTipRole, Qt.ItemDataRole.AccessibleTextRole)
        if role not in wanted or not index.isValid():
            return super().data(index, role)
        if index.column() == 0:
            return format_number(self.ids()[index.row()])
        row = self.row_at(index.row())
        if not isinstance(row, LogRow):
            return "…" if role == Qt.ItemDataRole.DisplayRole else None
        return cell_text(row, index.column())

    def _on_rows_loaded(self, ids: tuple[int, ...]) -> None:
        """The base tells of the first column only."""
        rows = sorted(row for row in map(self.row_of, ids) if row >= 0)
        if rows:
            self.dataChanged.emit(self.index(rows[0], 1), self.index(rows[-1], COLUMNS - 1))

    def parent(self) -> QObject:  # type: ignore[override]
        """The owner; a table has no rows under rows."""
        return super(WindowedItemModel, self).parent()

    def sibling(self, row: int, column: int, _index: AnyIndex) -> QModelIndex:
        """Another cell; Qt's list model knows the first column only."""
        return self.index(row, column)


def cell_text(row: LogRow, column: int) -> str:
    """One cell of the trail in words."""
    return (
        format_number(row.seq),
        format_moment(row.at),
        row.actor or _("the program"),
        action_label(row.action),
        touched_text(row),
    )[column]
