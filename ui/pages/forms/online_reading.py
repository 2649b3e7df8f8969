# SPDX-License-Identifier: GPL-3.0-or-later
"""An export as it was understood, read off the GUI thread; and its rows with what will happen, shown row by row."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QObject, QPersistentModelIndex, Qt

from models.answer_lists.answer_table import ReadAnswer, ValueCount
from models.answer_lists.answer_terms import ImportedValue
from models.consent.purposes import PurposeRow
from models.errors import ErrorCode, KnownError
from models.forms.online_plan import OnlineGroup, OnlinePlan, PlannedEntry
from models.forms.online_table import OnlineColumns, count_online_values, unexplained_options
from models.roster.sheet import MAX_BYTES, Table
from models.roster.workbook import read_export
from models.terms import MarkState
from models.workspace import Workspace
from ui.style import labels
from ui.style.icons import icon
from ui.style.online_labels import online_group_label, online_reason_sentence
from ui.style.scan_labels import mark_state_label
from ui.texts import _, format_date, format_number

AnyIndex = QModelIndex | QPersistentModelIndex
_COLUMNS = 4
_LOOKS = {
    OnlineGroup.NEW: ("check", "ready"),
    OnlineGroup.CHANGED: ("edit", "cover"),
    OnlineGroup.LOOK: ("help", "ask"),
    OnlineGroup.UNKNOWN_CODE: ("help", "ask"),
    OnlineGroup.UNREADABLE: ("warning", "no"),
    OnlineGroup.NOT_PLACED: ("warning", "no"),
}
_FIRST = (OnlineGroup.LOOK, OnlineGroup.UNKNOWN_CODE, OnlineGroup.UNREADABLE, OnlineGroup.NOT_PLACED)


@dataclass(frozen=True, slots=True)
class ExportReading:
    """An export, how its columns are taken, the words and choices in it, and the purposes that can be chosen."""

    content: bytes
    table: Table
    columns: OnlineColumns
    code: int
    values: tuple[ValueCount, ...]
    unclear: tuple[tuple[int, str], ...]
    purposes: tuple[PurposeRow, ...]


@dataclass(frozen=True, slots=True)
class OnlinePlanReading:
    """A plan, with the names of everybody in it."""

    plan: OnlinePlan
    names: Mapping[int, str]
    purposes: Mapping[int, str]


def read_export_file(path: Path) -> bytes:
    """A file's content. Raises ``FILE_MISSING``, ``FILE_UNREADABLE`` or ``FILE_TOO_LARGE``."""
    try:
        if not path.is_file():
            raise KnownError(ErrorCode.FILE_MISSING, path=str(path))
        size = path.stat().st_size
        if size > MAX_BYTES:
            raise KnownError(ErrorCode.FILE_TOO_LARGE, size=size, limit=MAX_BYTES)
        return path.read_bytes()
    except OSError as error:
        raise KnownError(ErrorCode.FILE_UNREADABLE, path=str(path)) from error


def read_columns(
    workspace: Workspace, name: str, content: bytes, columns: OnlineColumns | None = None
) -> ExportReading:
    """Read an export and propose what its columns mean. Raises as `read_export` and `OnlineService.propose`."""
    table = read_export(content)
    chosen = columns if columns is not None else workspace.online.propose(name, table)
    return ExportReading(
        content,
        table,
        chosen,
        workspace.online.code_column(table),
        count_online_values(table, chosen),
        unexplained_options(table, chosen),
        workspace.purposes.purposes(),
    )


def plan_export(workspace: Workspace, name: str, table: Table, columns: OnlineColumns) -> OnlinePlanReading:
    """What bringing the export in would do. Raises as `OnlineService.plan`."""
    plan = workspace.online.plan(name, table, columns)
    ids = {row.form.person_id for row in plan.rows if row.form is not None and row.form.person_id is not None}
    return OnlinePlanReading(plan, names_of(workspace, ids), purpose_names(workspace))


def names_of(workspace: Workspace, ids: set[int]) -> dict[int, str]:
    """People with their class, by number."""
    return {
        one.id: f"{one.display_name} ({', '.join(one.groups)})" if one.groups else one.display_name
        for one in workspace.people.rows(tuple(sorted(ids)))
    }


def purpose_names(workspace: Workspace) -> dict[int, str]:
    """Every purpose by number, also those that are no longer in use."""
    return {one.id: one.name for one in workspace.purposes.purposes(include_inactive=True)}


def answer_text(answer: ReadAnswer, purposes: Mapping[int, str]) -> str:
    """Such as "Website, photo: yes"."""
    key = answer.key
    about = labels.activity_label(key.activity) if key.purpose_id is None else purposes.get(key.purpose_id, "")
    said = mark_state_label(MarkState.YES if answer.value is ImportedValue.YES else MarkState.NO)
    return _("{purpose}, {kind}: {answer}").format(purpose=about, kind=labels.kind_label(key.kind).lower(), answer=said)


class OnlinePlanModel(QAbstractTableModel):
    """The rows of a plan: line, whose, when it was sent, what happens."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._reading: OnlinePlanReading | None = None
        self._rows: tuple[PlannedEntry, ...] = ()

    def set_reading(self, reading: OnlinePlanReading) -> None:
        """Show another plan: what needs somebody first, then in the order of the file."""
        self.beginResetModel()
        self._reading = reading
        order = {group: place for place, group in enumerate(_FIRST)}
        last = len(order)
        self._rows = tuple(
            sorted(reading.plan.rows, key=lambda row: order.get(row.group, last + (row.group is OnlineGroup.KNOWN)))
        )
        self.endResetModel()

    def rowCount(self, parent: AnyIndex = QModelIndex()) -> int:  # noqa: B008 - Qt's own signature
        """Rows of the export."""
        return 0 if parent.isValid() else len(self._rows)

    def columnCount(self, parent: AnyIndex = QModelIndex()) -> int:  # noqa: B008 - Qt's own signature
        """Four columns."""
        return 0 if parent.isValid() else _COLUMNS

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        """What a column shows."""
        if orientation is Qt.Orientation.Horizontal and role == Qt.ItemDataRole.DisplayRole:
            return (_("Line"), _("Whose form"), _("Sent on"), _("What happens"))[section]
        return None

    def data(self, index: AnyIndex, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        """Texts and the mark of the row."""
        if self._reading is None or not 0 <= index.row() < len(self._rows):
            return None
        row = self._rows[index.row()]
        if role in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.ToolTipRole):
            return self._text(row, index.column(), is_long=role == Qt.ItemDataRole.ToolTipRole)
        if role == Qt.ItemDataRole.DecorationRole and index.column() == _COLUMNS - 1:
            return icon(*_LOOKS.get(row.group, ("remove", "muted")))
        return None

    def _text(self, row: PlannedEntry, column: int, *, is_long: bool) -> str:
        assert self._reading is not None
        if column == 0:
            return format_number(row.entry.line)
        if column == 1:
            person_id = None if row.form is None else row.form.person_id
            return "" if person_id is None else self._reading.names.get(person_id, "")
        if column == 2:
            return "" if row.entry.completed is None else format_date(row.entry.completed.date())
        said = ", ".join(answer_text(one, self._reading.purposes) for one in row.answers or row.held)
        why = "" if row.reason is None else online_reason_sentence(row.reason)
        parts = [online_group_label(row.group), why if is_long or why else "", said]
        return (". " if not is_long else "\n").join(part.rstrip(".") for part in parts if part)
