# SPDX-License-Identifier: GPL-3.0-or-later
"""A class list as it was understood: read off the GUI thread, shown row by row with what will happen."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QObject, QPersistentModelIndex, Qt

from models.errors import ErrorCode, KnownError
from models.roster.class_list import ColumnMapping, find_mapping, read_class_list
from models.roster.import_apply import Choice
from models.roster.import_plan import FieldChange, ImportPlan, PlannedRow
from models.roster.sheet import MAX_BYTES, Table, read_table
from models.terms import PlannedRowKind
from models.workspace import Workspace
from ui.dialogs.bring_in import ListSource
from ui.style import labels
from ui.style.icons import icon
from ui.texts import _, format_date, format_number, join_words

AnyIndex = QModelIndex | QPersistentModelIndex
_LOOKS = {
    PlannedRowKind.NEW: ("person-add", "ready"),
    PlannedRowKind.CHANGED: ("edit", "cover"),
    PlannedRowKind.SAME: ("check", "muted"),
    PlannedRowKind.DOUBT: ("help", "ask"),
    PlannedRowKind.PROBLEM: ("warning", "no"),
}


@dataclass(frozen=True, slots=True)
class Reading:
    """A table, how its columns were taken, and (where that worked) what bringing it in would do.

    ``names`` are those of everybody whom a row in doubt could be, with class and birth date to tell them apart.
    """

    table: Table
    mapping: ColumnMapping
    plan: ImportPlan | None
    problem: KnownError | None
    names: Mapping[int, str]


def read_source(path: Path) -> bytes:
    """The bytes of a chosen file. Raises ``FILE_MISSING``, ``FILE_UNREADABLE``, ``FILE_TOO_LARGE``."""
    try:
        if path.stat().st_size > MAX_BYTES:
            raise KnownError(ErrorCode.FILE_TOO_LARGE, path=str(path), size=path.stat().st_size)
        return path.read_bytes()
    except FileNotFoundError as error:
        raise KnownError(ErrorCode.FILE_MISSING, path=str(path)) from error
    except OSError as error:
        raise KnownError(ErrorCode.FILE_UNREADABLE, path=str(path)) from error


def list_source(title: str) -> ListSource:
    """Lists for the people's page: chosen under this title, dropped or pasted."""
    kinds = _("Lists ({patterns})").format(patterns="*.csv *.txt *.tsv")
    return ListSource(title=title, kinds=kinds, folder_key="people/folder", load=read_source, takes_text=True)


def understand_list(
    workspace: Workspace, source: bytes | str, mapping: ColumnMapping | None, has_headings: bool | None
) -> Reading:
    """Read, map and match a list. Raises what `read_table` raises; a missing column becomes ``problem``."""
    table = read_table(source, has_headings=has_headings)
    chosen = mapping if mapping is not None else find_mapping(table)
    try:
        rows = read_class_list(table, mapping=chosen, today=workspace.clock.today())
    except KnownError as error:
        return Reading(table, chosen, None, error, {})
    plan = workspace.people.plan_import(rows)
    # The order of day and month stays open in the mapping, so that the question stays on show until it is answered.
    wanted = {one for row in plan.rows for one in row.candidates} | {one.guardian_id for one in plan.shared}
    names = {}
    for row in workspace.people.rows(sorted(wanted)):
        parts = [*row.groups, *([format_date(row.birth_date)] if row.birth_date is not None else [])]
        names[row.id] = f"{row.display_name} ({', '.join(parts)})" if parts else row.display_name
    return Reading(table, chosen, plan, None, names)


class PlanModel(QAbstractTableModel):
    """The rows of a plan; choices for rows in doubt are kept here by line."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._rows: tuple[PlannedRow, ...] = ()
        self._names: Mapping[int, str] = {}
        self.choices: dict[int, Choice] = {}

    def set_reading(self, reading: Reading | None) -> None:
        """Show another plan; choices start anew."""
        self.beginResetModel()
        plan = reading.plan if reading is not None else None
        self._rows = plan.rows if plan is not None else ()
        self._names = reading.names if reading is not None else {}
        self.choices = {}
        self.endResetModel()

    def planned(self, row: int) -> PlannedRow | None:
        """The planned row at a place."""
        return self._rows[row] if 0 <= row < len(self._rows) else None

    def choose(self, row: int, choice: Choice | None) -> None:
        """Decide a row in doubt; None leaves it open (it is then left out)."""
        line = self._rows[row].line
        if choice is None:
            self.choices.pop(line, None)
        else:
            self.choices[line] = choice
        self.dataChanged.emit(self.index(row, 0), self.index(row, self.columnCount() - 1))

    def first_of(self, *kinds: PlannedRowKind) -> int:
        """The first row of one of these kinds, or -1."""
        return next((at for at, row in enumerate(self._rows) if row.kind in kinds), -1)

    def count_to_import(self) -> int:
        """How many rows will add or change somebody."""
        return sum(
            row.kind in (PlannedRowKind.NEW, PlannedRowKind.CHANGED)
            or (row.kind is PlannedRowKind.DOUBT and self.choices.get(row.line, "skip") != "skip")
            for row in self._rows
        )

    def count_open(self) -> int:
        """How many rows in doubt nobody has decided yet."""
        return sum(row.kind is PlannedRowKind.DOUBT and row.line not in self.choices for row in self._rows)

    def problem_text(self) -> str:
        """The rows with something to look at, to paste elsewhere: line number, name and sentence, with tabs."""
        lines = [
            f"{row.line}\t{row.parts.display}\t{self._sentence(row)}"
            for row in self._rows
            if row.problems or row.kind in (PlannedRowKind.PROBLEM, PlannedRowKind.DOUBT)
        ]
        return "\n".join(lines)

    def rowCount(self, parent: AnyIndex | None = None) -> int:
        """Number of rows in the list."""
        return 0 if parent is not None and parent.isValid() else len(self._rows)

    def columnCount(self, parent: AnyIndex | None = None) -> int:
        """What happens, line, name, class, birth date, and the sentence."""
        return 0 if parent is not None and parent.isValid() else 6

    def headerData(
        self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole
    ) -> object | None:
        """Headings."""
        if role != Qt.ItemDataRole.DisplayRole or orientation != Qt.Orientation.Horizontal:
            return None
        return (_("Result"), _("Row"), _("Name"), _("Class"), _("Date of birth"), _("What happens"))[section]

    def data(self, index: AnyIndex, role: int = Qt.ItemDataRole.DisplayRole) -> object | None:
        """Texts, and the mark of each kind."""
        if not index.isValid():
            return None
        row = self._rows[index.row()]
        if role == Qt.ItemDataRole.DecorationRole and index.column() == 0:
            # Somebody who comes in with something to look at is told by more than the sentence at the end of the row.
            return icon("warning", "ask") if row.problems else icon(*_LOOKS[row.kind])
        if role not in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.ToolTipRole):
            return None
        born = row.row.birth_date
        texts = (
            labels.planned_row_label(row.kind),
            format_number(row.line),
            row.parts.display,
            ", ".join(row.row.groups),
            format_date(born) if born is not None else "",
            self._sentence(row),
        )
        return texts[index.column()]

    def _sentence(self, row: PlannedRow) -> str:
        notes = [labels.row_problem_sentence(one.code, one.column, one.other_line) for one in row.problems]
        if row.kind is PlannedRowKind.DOUBT:
            notes.insert(0, self._doubt_sentence(row))
        elif row.kind is PlannedRowKind.CHANGED:
            notes.insert(0, join_words([_change_text(change) for change in row.changes]))
        elif row.kind is PlannedRowKind.NEW and row.row.guardians:
            names = join_words([one.parts.display for one in row.row.guardians])
            notes.append(_("With {names}.").format(names=names))  # what needs a look comes first
        return " ".join(note for note in notes if note)

    def _doubt_sentence(self, row: PlannedRow) -> str:
        choice = self.choices.get(row.line)
        if choice == "new":
            return _("Comes in as somebody new.")
        if choice == "skip":
            return _("Is left out.")
        if isinstance(choice, int):
            return _("Is {name}.").format(name=self._names.get(choice, ""))
        names = join_words([self._names[one] for one in row.candidates if one in self._names], limit=2)
        return _("Is this {names}? Choose below.").format(names=names)


def _change_text(change: FieldChange) -> str:
    name = labels.list_column_label(change.field)
    if not change.old:
        return _("{field}: {new}").format(field=name, new=change.new)
    return _("{field}: {old} becomes {new}").format(field=name, old=change.old, new=change.new)
