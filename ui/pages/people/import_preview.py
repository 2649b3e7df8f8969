# SPDX-License-Identifier: GPL-3.0-or-later
"""What a class list will do: its columns above, its rows in the middle, the question of the row in doubt below."""

from __future__ import annotations

from PySide6.QtCore import QSignalBlocker, Qt, Signal
from PySide6.QtWidgets import (
    QAbstractItemView,
    QCheckBox,
    QComboBox,
    QFrame,
    QHBoxLayout,
    QHeaderView,
    QLabel,
    QPushButton,
    QScrollArea,
    QTableView,
    QVBoxLayout,
    QWidget,
)

from models.terms import DateOrder, ListColumn, PlannedRowKind
from ui.pages.people.import_model import PlanModel, Reading
from ui.style import labels
from ui.style.icons import icon
from ui.style.spacing import XS, M, S
from ui.style.theme import set_kind
from ui.texts import _, format_number, join_words, ngettext

_SAMPLES = 3


class ImportPreview(QWidget):
    """Asks again for a reading whenever a column, the headings or the date order is chosen otherwise."""

    columns_changed = Signal(dict)
    """`ListColumn` to the position of its column."""
    order_chosen = Signal(object)
    """`DateOrder`."""
    headings_chosen = Signal(bool)

    def __init__(self, model: PlanModel, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._model = model
        self._reading: Reading | None = None
        self.boxes: list[QComboBox] = []
        self.facts = QLabel()
        set_kind(self.facts, "muted")
        self.facts.setWordWrap(True)
        self.has_headings = QCheckBox(_("The first row holds headings"))
        self.has_headings.clicked.connect(self.headings_chosen)
        self.order_text = QLabel(_("What comes first in the dates of birth?"))
        self.order = QComboBox()
        self.order_text.setBuddy(self.order)
        self.order.activated.connect(self._on_order_activated)
        self.columns = QScrollArea()
        self.columns.setWidgetResizable(True)
        self.columns.setFrameShape(QFrame.Shape.NoFrame)
        self.columns.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.columns.setAccessibleName(_("Which column holds what"))
        self.totals = QLabel()
        set_kind(self.totals, "heading")
        self.totals.setWordWrap(True)
        self.table = QTableView()
        self.table.setModel(model)
        self.table.setAccessibleName(_("Rows of the list"))
        self.table.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.table.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.table.setTabKeyNavigation(False)
        self.table.setShowGrid(False)
        self.table.verticalHeader().hide()
        self.table.horizontalHeader().setStretchLastSection(True)
        self.table.horizontalHeader().setHighlightSections(False)
        self.table.horizontalHeader().setDefaultAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
        self.table.selectionModel().currentRowChanged.connect(self._show_question)
        self.question = QLabel()
        self.question.setWordWrap(True)
        self.choice = QComboBox()
        self.choice.setMinimumWidth(280)
        self.question.setBuddy(self.choice)
        self.choice.activated.connect(self._on_choice_activated)
        self.next_doubt = QPushButton(icon("next"), _("Next to check"))
        self.next_doubt.clicked.connect(self._on_next_doubt)
        self._lay_out()

    def set_reading(self, reading: Reading) -> None:
        """Show how a list was read."""
        self._reading = reading
        table = reading.table
        with QSignalBlocker(self.has_headings):
            self.has_headings.setChecked(table.headings is not None)
        delimiter = {"": _("one column"), "\t": _("tabs"), ";": _("semicolons"), ",": _("commas")}.get(table.delimiter)
        self.facts.setText(
            ngettext(
                "{count} row, separated by {delimiter}, {encoding}.",
                "{count} rows, separated by {delimiter}, {encoding}.",
                len(table.rows),
            ).format(
                count=format_number(len(table.rows)),
                delimiter=delimiter or table.delimiter,
                encoding=_("pasted") if table.encoding == "text" else table.encoding.upper(),
            )
        )
        self._show_columns(reading)
        asks = reading.plan is not None and reading.plan.class_list.asks_date_order
        shows_order = asks or (
            reading.mapping.date_order is not None
            and reading.mapping.date_order is not DateOrder.YEAR_MONTH_DAY
            and ListColumn.BIRTH_DATE in reading.mapping.columns
        )
        self.order.clear()
        if asks:
            self.order.addItem(_("Please choose"), None)
        for order in (DateOrder.DAY_MONTH_YEAR, DateOrder.MONTH_DAY_YEAR):
            self.order.addItem(labels.date_order_label(order), order)
        if not asks:
            self.order.setCurrentIndex(max(0, self.order.findData(reading.mapping.date_order)))
        for widget in (self.order, self.order_text):
            widget.setVisible(shows_order)
        self._show_rows()

    def show_totals(self) -> None:
        """Count what will happen."""
        plan = self._reading.plan if self._reading is not None else None
        if plan is None:
            self.totals.setText("")
            return
        parts = [
            _("{what}: {count}").format(what=labels.planned_row_label(kind), count=format_number(count))
            for kind, count in plan.counts.items()
            if count
        ]
        lines = [" · ".join(parts)]
        if plan.new_groups:
            lines.append(_("New classes: {names}").format(names=join_words(plan.new_groups, limit=6)))
        self.totals.setText("\n".join(lines))
        count = self._model.count_open()
        text = ngettext("{count} row to check", "{count} rows to check", count)
        self.next_doubt.setText(text.format(count=format_number(count)))
        self.next_doubt.setVisible(count > 0)

    def _lay_out(self) -> None:
        top = QHBoxLayout()
        top.addWidget(self.has_headings)
        top.addStretch(1)
        top.addWidget(self.order_text)
        top.addWidget(self.order)
        bottom = QHBoxLayout()
        bottom.setSpacing(S)
        bottom.addWidget(self.question, 1)
        bottom.addWidget(self.choice)
        bottom.addWidget(self.next_doubt)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(S)
        layout.addWidget(self.facts)
        layout.addLayout(top)
        layout.addWidget(self.columns)
        layout.addWidget(self.totals)
        layout.addWidget(self.table, 1)
        layout.addLayout(bottom)

    def _show_columns(self, reading: Reading) -> None:
        table, self.boxes = reading.table, []
        held = {position: column for column, position in reading.mapping.columns.items()}
        body = QWidget()
        row = QHBoxLayout(body)
        row.setContentsMargins(0, 0, 0, XS)
        row.setSpacing(M)
        for position in range(table.width):
            heading = table.headings[position] if table.headings and position < len(table.headings) else ""
            heading = heading or _("Column {number}").format(number=position + 1)
            box = QComboBox()
            box.setAccessibleName(_("What “{heading}” holds").format(heading=heading))
            box.addItem(_("Not used"), None)
            for column in ListColumn:
                if column is not ListColumn.LEFT_ON:
                    box.addItem(labels.list_column_label(column), column)
            box.setCurrentIndex(max(0, box.findData(held.get(position))))
            box.activated.connect(self._on_box_activated)
            self.boxes.append(box)
            samples = [one[position] for one in table.rows[:_SAMPLES] if position < len(one) and one[position]]
            label = QLabel(heading)
            label.setToolTip("\n".join(samples))
            label.setBuddy(box)
            set_kind(label, "small")
            column_box = QVBoxLayout()
            column_box.setSpacing(2)
            column_box.addWidget(label)
            column_box.addWidget(box)
            row.addLayout(column_box)
        row.addStretch(1)
        self.columns.setWidget(body)
        self.columns.setFixedHeight(body.sizeHint().height() + 16)

    def _show_rows(self) -> None:
        header = self.table.horizontalHeader()
        for column in range(5):
            header.setSectionResizeMode(column, QHeaderView.ResizeMode.Interactive)
        for column, width in enumerate((160, 70, 210, 110, 130)):
            header.resizeSection(column, width)
        first = self._model.first_of(PlannedRowKind.DOUBT, PlannedRowKind.PROBLEM)
        self.table.selectRow(max(first, 0))
        self._show_question()

    def _show_question(self) -> None:
        planned = self._model.planned(self.table.currentIndex().row())
        is_doubt = planned is not None and planned.kind is PlannedRowKind.DOUBT and self._reading is not None
        self.choice.setVisible(is_doubt)
        if not is_doubt or planned is None or self._reading is None:
            index = self.table.currentIndex()
            self.question.setText(str(index.siblingAtColumn(5).data() or "") if index.isValid() else "")
            return
        self.question.setText(_("Row {line}: who is {name}?").format(line=planned.line, name=planned.parts.display))
        self.choice.clear()
        self.choice.addItem(_("Please choose"), None)
        for person_id in planned.candidates:
            self.choice.addItem(icon("person"), self._reading.names.get(person_id, ""), person_id)
        self.choice.addItem(icon("person-add"), _("Somebody new"), "new")
        self.choice.addItem(icon("close"), _("Leave this row out"), "skip")
        self.choice.setCurrentIndex(max(0, self.choice.findData(self._model.choices.get(planned.line))))

    def _on_choice_activated(self, _index: int) -> None:
        row = self.table.currentIndex().row()
        if self._model.planned(row) is not None:
            self._model.choose(row, self.choice.currentData())

    def _on_next_doubt(self) -> None:
        start, count = self.table.currentIndex().row(), self._model.rowCount()
        for step in range(1, count + 1):
            row = (start + step) % count
            planned = self._model.planned(row)
            if planned and planned.kind is PlannedRowKind.DOUBT and planned.line not in self._model.choices:
                self.table.selectRow(row)
                self.table.scrollTo(self._model.index(row, 0))
                self.choice.setFocus()
                return

    def _on_order_activated(self, _index: int) -> None:
        if self.order.currentData() is not None:
            self.order_chosen.emit(DateOrder(self.order.currentData()))

    def _on_box_activated(self, _index: int) -> None:
        changed = self.sender()
        chosen = _column_of(changed) if isinstance(changed, QComboBox) else None
        columns: dict[ListColumn, int] = {}
        for position, box in enumerate(self.boxes):
            column = _column_of(box)
            # One column for each thing: what was just chosen wins.
            if column is not None and (column is not chosen or box is changed):
                columns[column] = position
        self.columns_changed.emit(columns)


def _column_of(box: QComboBox) -> ListColumn | None:
    """What a column was said to hold; Qt keeps members of an enumeration as plain text."""
    value = box.currentData()
    return None if value is None else ListColumn(value)
