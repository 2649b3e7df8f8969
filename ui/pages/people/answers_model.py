# SPDX-License-Identifier: GPL-3.0-or-later
"""A table of answers as it was understood: read off the GUI thread, shown row by row with what will happen."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QObject, QPersistentModelIndex, Qt, Signal

from models.answer_lists.answer_table import AnswerMapping, ValueCount, count_values
from models.answer_lists.answer_terms import AnswerRowKind, ImportedAnswerKind, ImportedValue
from models.consent.facts import CellKey
from models.consent.purposes import PurposeRow
from models.publishing.answer_import import AnswerPlan, Place, PlannedAnswers, RowChoice
from models.roster.sheet import Table, read_table
from models.workspace import Workspace
from ui.style import labels
from ui.style.answer_list_labels import answer_problem_sentence, answer_row_label
from ui.style.icons import icon
from ui.texts import _, format_date, format_number, join_words

AnyIndex = QModelIndex | QPersistentModelIndex
_LOOKS = {
    AnswerRowKind.READY: ("check", "ready"),
    AnswerRowKind.NOTHING: ("remove", "muted"),
    AnswerRowKind.DOUBT: ("help", "ask"),
    AnswerRowKind.UNKNOWN: ("help", "ask"),
    AnswerRowKind.PROBLEM: ("warning", "no"),
}
_COLUMNS = 4


@dataclass(frozen=True, slots=True)
class TableReading:
    """A table, how its columns are taken, the words in it, and the purposes that can be chosen."""

    table: Table
    mapping: AnswerMapping
    values: tuple[ValueCount, ...]
    purposes: tuple[PurposeRow, ...]


@dataclass(frozen=True, slots=True)
class PlanReading:
    """A plan, with the names of everybody in it (class and birth date tell people of one name apart)."""

    plan: AnswerPlan
    names: Mapping[int, str]
    purposes: Mapping[int, str]


def read_answer_table(
    workspace: Workspace, source: bytes | str, mapping: AnswerMapping | None, has_headings: bool | None
) -> TableReading:
    """Read a table and propose what its columns mean. Raises what `read_table` raises."""
    table = read_table(source, has_headings=has_headings)
    chosen = mapping if mapping is not None else workspace.answer_imports.propose(table)
    return TableReading(table, chosen, count_values(table, chosen), workspace.purposes.purposes())


def plan_answers(
    workspace: Workspace, table: Table, mapping: AnswerMapping, choices: Mapping[int, RowChoice]
) -> PlanReading:
    """What bringing the table in would do. Raises as `AnswerImportService.plan`."""
    plan = workspace.answer_imports.plan(table, mapping, choices)
    ids = {one for row in plan.rows for one in row.candidates}
    ids |= {row.person_id for row in plan.rows if row.person_id is not None}
    names = {}
    for person in workspace.people.rows(tuple(sorted(ids))):
        parts = [*person.groups, *([format_date(person.birth_date)] if person.birth_date is not None else [])]
        names[person.id] = f"{person.display_name} ({', '.join(parts)})" if parts else person.display_name
    purposes = {one.id: one.name for one in workspace.purposes.purposes(include_inactive=True)}
    return PlanReading(plan, names, purposes)


class AnswersModel(QAbstractTableModel):
    """The rows of a plan: line, name in the list, person on record, what happens. A yes against a no has a tick."""

    ticks_changed = Signal()

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._reading: PlanReading | None = None
        self._rows: tuple[PlannedAnswers, ...] = ()
        self.ticked: set[Place] = set()

    def set_reading(self, reading: PlanReading | None) -> None:
        """Show another plan; ticks that still fit stay."""
        self.beginResetModel()
        self._reading = reading
        order = {kind: place for place, kind in enumerate((AnswerRowKind.DOUBT, AnswerRowKind.UNKNOWN))}
        rows = () if reading is None else reading.plan.rows
        # What needs somebody comes first; within each kind the order of the list.
        self._rows = tuple(sorted(rows, key=lambda row: (not _overturns(row), order.get(row.kind, 2))))
        known = set() if reading is None else set(reading.plan.overturning)
        self.ticked &= known
        self.endResetModel()

    def planned(self, row: int) -> PlannedAnswers | None:
        """The planned row at a place."""
        return self._rows[row] if 0 <= row < len(self._rows) else None

    def name(self, person_id: int) -> str:
        """A person with what tells them apart."""
        return "" if self._reading is None else self._reading.names.get(person_id, "")

    def tick_all(self, is_ticked: bool) -> None:
        """Take every yes against a no, or none."""
        self.ticked = set() if self._reading is None or not is_ticked else set(self._reading.plan.overturning)
        if self._rows:
            self.dataChanged.emit(self.index(0, 0), self.index(len(self._rows) - 1, _COLUMNS - 1))
        self.ticks_changed.emit()

    def rowCount(self, parent: AnyIndex = QModelIndex()) -> int:  # noqa: B008 - Qt's own signature
        """Rows of the list."""
        return 0 if parent.isValid() else len(self._rows)

    def columnCount(self, parent: AnyIndex = QModelIndex()) -> int:  # noqa: B008 - Qt's own signature
        """Four columns."""
        return 0 if parent.isValid() else _COLUMNS

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        """What a column shows."""
        if orientation is Qt.Orientation.Horizontal and role == Qt.ItemDataRole.DisplayRole:
            return (_("Line"), _("In the list"), _("On record"), _("What happens"))[section]
        return None

    def flags(self, index: AnyIndex) -> Qt.ItemFlag:
        """A yes against a no can be ticked."""
        flags = super().flags(index)
        row = self.planned(index.row())
        if index.column() == _COLUMNS - 1 and row is not None and _overturns(row):
            flags |= Qt.ItemFlag.ItemIsUserCheckable
        return flags

    def data(self, index: AnyIndex, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        """Texts, the mark of the row, and the tick."""
        row = self.planned(index.row())
        if row is None:
            return None
        is_last = index.column() == _COLUMNS - 1
        if role == Qt.ItemDataRole.DisplayRole:
            texts = (format_number(row.row.line), row.row.parts.display or row.row.number, self._person_text(row))
            return self.happens(row) if is_last else texts[index.column()]
        if role == Qt.ItemDataRole.DecorationRole and index.column() == 1:
            return icon(*_LOOKS[row.kind])
        if role == Qt.ItemDataRole.ToolTipRole and is_last:
            return self.happens(row)
        if role == Qt.ItemDataRole.CheckStateRole and is_last and _overturns(row):
            places = _places(row)
            return Qt.CheckState.Checked if places <= self.ticked else Qt.CheckState.Unchecked
        return None

    def setData(self, index: AnyIndex, value: Any, role: int = Qt.ItemDataRole.EditRole) -> bool:
        """Tick or untick the yes of a row."""
        row = self.planned(index.row())
        if row is None or role != Qt.ItemDataRole.CheckStateRole or not _overturns(row):
            return False
        if Qt.CheckState(value) == Qt.CheckState.Checked:
            self.ticked |= _places(row)
        else:
            self.ticked -= _places(row)
        self.dataChanged.emit(index, index)
        self.ticks_changed.emit()
        return True

    def happens(self, row: PlannedAnswers) -> str:
        """What will happen with a row, and what is the matter with it."""
        said = {kind: [one for one in row.answers if one.kind is kind] for kind in ImportedAnswerKind}
        parts = []
        for value, word in ((ImportedValue.YES, _("yes")), (ImportedValue.NO, _("no"))):
            cells = [self._cell(one.answer.key) for one in said[ImportedAnswerKind.NEW] if one.answer.value is value]
            if cells:
                parts.append(_("{answer}: {cells}").format(answer=word, cells=join_words(cells)))
        over = [self._cell(one.answer.key) for one in said[ImportedAnswerKind.OVERTURNS]]
        if over:
            parts.append(_("yes against a no on record: {cells}").format(cells=join_words(over)))
        if not parts:
            parts.append(answer_row_label(row.kind))
        parts += [answer_problem_sentence(problem) for problem in row.problems]
        return " · ".join(parts)

    def _person_text(self, row: PlannedAnswers) -> str:
        return "–" if row.person_id is None else self.name(row.person_id)

    def _cell(self, key: CellKey) -> str:
        kind = labels.kind_label(key.kind).lower()
        title = _("Being recorded")
        if key.purpose_id is not None and self._reading is not None:
            title = self._reading.purposes.get(key.purpose_id, "")
        return _("{purpose} ({kinds})").format(purpose=title, kinds=kind)


def _overturns(row: PlannedAnswers) -> bool:
    return any(one.kind is ImportedAnswerKind.OVERTURNS for one in row.answers)


def _places(row: PlannedAnswers) -> set[Place]:
    return {(row.row.line, one.answer.key) for one in row.answers if one.kind is ImportedAnswerKind.OVERTURNS}
