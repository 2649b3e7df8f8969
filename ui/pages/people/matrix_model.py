# SPDX-License-Identifier: GPL-3.0-or-later
"""The consent matrix as a table: recording and each purpose down, photo, film and sound across."""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QObject, QPersistentModelIndex, Qt

from models.consent.facts import CellKey, CellStatus
from models.consent.purposes import PurposeRow
from models.terms import MediaKind
from ui.pages.people.record import PersonRecord, cell_sentences, needs_no_consent, row_title
from ui.style import labels
from ui.style.icons import icon, kind_icon, purpose_icon

AnyIndex = QModelIndex | QPersistentModelIndex
CELL_ROLE = int(Qt.ItemDataRole.UserRole) + 1
KINDS = tuple(MediaKind)


class MatrixCell(NamedTuple):
    """One cell of the matrix; ``can_object``: the purpose needs no consent, so a no is an objection."""

    key: CellKey
    status: CellStatus
    can_object: bool


class MatrixModel(QAbstractTableModel):
    """Cells of one person; a kind that a purpose does not use has no cell."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._record: PersonRecord | None = None
        self._purposes: tuple[PurposeRow | None, ...] = ()
        self._cells: dict[tuple[int, MediaKind], MatrixCell] = {}

    def set_record(self, record: PersonRecord | None) -> None:
        """Show a person; the same lines as before keep selection and place."""
        rows = record.matrix.rows if record is not None else ()
        purposes = tuple(row.purpose for row in rows)
        cells = {
            (line, key.kind): MatrixCell(key, status, needs_no_consent(row.purpose))
            for line, row in enumerate(rows)
            for key, status in row.statuses
        }
        if purposes == self._purposes and set(cells) == set(self._cells):
            self._record, self._cells = record, cells
            if rows:
                self.dataChanged.emit(self.index(0, 0), self.index(len(rows) - 1, len(KINDS) - 1))
            return
        self.beginResetModel()
        self._record, self._purposes, self._cells = record, purposes, cells
        self.endResetModel()

    def cell(self, index: AnyIndex) -> MatrixCell | None:
        """The cell at a place; None where there is none."""
        return self._cells.get((index.row(), KINDS[index.column()])) if index.isValid() else None

    def keys(self, *, row: int | None = None, column: int | None = None) -> tuple[CellKey, ...]:
        """The cells of a row, a column, or all, that can be answered."""
        return tuple(
            cell.key
            for (line, kind), cell in self._cells.items()
            if (row is None or line == row) and (column is None or kind is KINDS[column])
        )

    def keys_at(self, indexes: Iterable[AnyIndex]) -> tuple[CellKey, ...]:
        """The cells at these places."""
        found = (self.cell(index) for index in indexes)
        return tuple(cell.key for cell in found if cell is not None)

    def sentences(self, index: AnyIndex) -> tuple[str, ...]:
        """A cell in full."""
        cell = self.cell(index)
        return () if cell is None or self._record is None else cell_sentences(self._record, cell.key, cell.status)

    def rowCount(self, parent: AnyIndex | None = None) -> int:
        """Recording and the purposes."""
        return 0 if parent is not None and parent.isValid() else len(self._purposes)

    def columnCount(self, parent: AnyIndex | None = None) -> int:
        """Photo, film and sound."""
        return 0 if parent is not None and parent.isValid() else len(KINDS)

    def data(self, index: AnyIndex, role: int = Qt.ItemDataRole.DisplayRole) -> object | None:
        """The cell itself for the delegate, and its words for everybody else."""
        cell = self.cell(index)
        if cell is None:
            return None
        if role == CELL_ROLE:
            return cell
        if role == Qt.ItemDataRole.DisplayRole:
            return labels.status_label(cell.status.status)
        if role in (Qt.ItemDataRole.ToolTipRole, Qt.ItemDataRole.AccessibleTextRole):
            return "\n".join(self.sentences(index))
        return None

    def headerData(
        self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole
    ) -> object | None:
        """Kinds across, purposes down."""
        if orientation == Qt.Orientation.Horizontal:
            kind = KINDS[section]
            if role == Qt.ItemDataRole.DisplayRole:
                return labels.kind_label(kind)
            return icon(kind_icon(kind), "muted") if role == Qt.ItemDataRole.DecorationRole else None
        purpose = self._purposes[section]
        if role == Qt.ItemDataRole.DisplayRole:
            return row_title(purpose)
        if role == Qt.ItemDataRole.DecorationRole:
            return icon("camera" if purpose is None else purpose_icon(purpose.key, purpose.audience), "muted")
        if role == Qt.ItemDataRole.ToolTipRole and purpose is not None:
            audience, basis = labels.audience_label(purpose.audience), labels.legal_basis_label(purpose.legal_basis)
            return f"{audience}. {basis}."
        return None

    def flags(self, index: AnyIndex) -> Qt.ItemFlag:
        """Only real cells can be chosen."""
        if self.cell(index) is None:
            return Qt.ItemFlag.NoItemFlags
        return Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemIsSelectable
