# SPDX-License-Identifier: GPL-3.0-or-later
"""What the columns of a table of answers are about, and what the words in them mean."""

from __future__ import annotations

from dataclasses import replace
from functools import partial

from PySide6.QtCore import QSignalBlocker, Qt, Signal
from PySide6.QtWidgets import (
    QCheckBox,
    QComboBox,
    QFrame,
    QGridLayout,
    QHBoxLayout,
    QLabel,
    QScrollArea,
    QVBoxLayout,
    QWidget,
)

from models.answer_lists.answer_table import PERSON_COLUMNS, AnswerMapping, ValueCount, heading_of
from models.answer_lists.answer_terms import ImportedValue
from models.consent.facts import CellKey
from models.terms import Activity, DateOrder, ListColumn, MediaKind
from ui.dialogs.answer_table import (
    add_answer_meanings,
    card_of,
    clear_grid,
    heading_label,
    kind_checks,
    samples,
    show_kinds,
    word_box,
)
from ui.pages.people.answers_model import TableReading
from ui.style import labels
from ui.style.class_list_labels import list_column_label
from ui.style.spacing import M, S
from ui.style.theme import set_kind
from ui.texts import _, format_number
from ui.widgets.date_field import DateField

_MOST_WORDS = 40
_DATE, _SEPARATOR = "date", "separator"
Meaning = ListColumn | str | tuple[Activity, int | None] | None
"""Who the row is about, the date of the answer, or the cell that is answered; None: not used."""


class AnswerColumns(QWidget):
    """A line for each column, a line for each word, and the day of the answers."""

    mapping_changed = Signal(object)
    """`AnswerMapping`."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._reading: TableReading | None = None
        self._options: list[Meaning] = []
        self.meanings: list[QComboBox] = []
        self.kinds: list[dict[MediaKind, QCheckBox]] = []
        self.words: dict[str, QComboBox] = {}
        self._columns, self._words = QGridLayout(), QGridLayout()
        for grid in (self._columns, self._words):
            grid.setHorizontalSpacing(M)
            grid.setVerticalSpacing(S)
        self.day = DateField(_("Date of the answers"))
        self.day.day_changed.connect(self._emit)
        self.order = QComboBox()
        self.order.setAccessibleName(_("Order of day and month"))
        self.order.addItem(_("Read the order from the list"), None)
        for order in (DateOrder.DAY_MONTH_YEAR, DateOrder.MONTH_DAY_YEAR):
            self.order.addItem(labels.date_order_label(order), order)
        self.order.currentIndexChanged.connect(self._emit)
        inside = QWidget()
        layout = QVBoxLayout(inside)
        layout.setContentsMargins(0, 0, M, 0)
        layout.setSpacing(M)
        layout.addWidget(heading_label(_("What is in the columns?")))
        layout.addWidget(card_of(self._columns))
        layout.addWidget(heading_label(_("What do the words mean?")))
        self.no_words = QLabel(_("Say first which columns hold answers."))
        layout.addWidget(self.no_words)
        self._words_card = card_of(self._words)
        layout.addWidget(self._words_card)
        row = QHBoxLayout()
        day_text = QLabel(_("When were the answers given? (empty: today)"))
        day_text.setBuddy(self.day)
        row.addWidget(day_text)
        row.addWidget(self.day)
        row.addWidget(self.order)
        row.addStretch(1)
        layout.addLayout(row)
        layout.addStretch(1)
        area = QScrollArea()
        area.setWidgetResizable(True)
        area.setFrameShape(QFrame.Shape.NoFrame)
        area.setWidget(inside)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.addWidget(area)

    def set_reading(self, reading: TableReading, *, is_new: bool) -> None:
        """Show a table; one that is not new keeps its lines, and only the words are shown anew."""
        self._reading = reading
        if is_new:
            self._show_columns(reading)
            with QSignalBlocker(self.order):
                self.order.setCurrentIndex(0)
        self._show_words(reading.values)
        self.order.setVisible(reading.mapping.date_column is not None)

    def mapping(self) -> AnswerMapping:
        """What is chosen now."""
        assert self._reading is not None
        people: dict[ListColumn, int] = {}
        answers: dict[int, tuple[CellKey, ...]] = {}
        date_column: int | None = None
        for position in range(len(self.meanings)):
            meaning = self.meaning(position)
            if isinstance(meaning, ListColumn):
                people[meaning] = position
            elif meaning == _DATE:
                date_column = position
            elif isinstance(meaning, tuple):
                kinds = [kind for kind, one in self.kinds[position].items() if one.isEnabled() and one.isChecked()]
                activity, purpose_id = meaning
                answers[position] = tuple(CellKey(activity, kind, purpose_id) for kind in kinds)
        values = dict(self._reading.mapping.values)
        for key, box in self.words.items():
            value = box.currentData()
            if value is not None:
                values[key] = ImportedValue(value)
        order = self.order.currentData()
        return replace(
            self._reading.mapping,
            people=people,
            answers=answers,
            values=values,
            date_column=date_column,
            decided_on=self.day.day_or_none(),
            date_order=None if order is None else DateOrder(order),
        )

    def _show_columns(self, reading: TableReading) -> None:
        clear_grid(self._columns)
        self._make_options(reading)
        self.meanings, self.kinds = [], []
        table, mapping = reading.table, reading.mapping
        about = {position: column for column, position in mapping.people.items()}
        for position in range(table.width):
            heading = heading_of(table, position)
            title = QLabel(heading)
            title.setTextFormat(Qt.TextFormat.PlainText)
            sample = QLabel(samples(table, position))
            sample.setTextFormat(Qt.TextFormat.PlainText)
            set_kind(sample, "small")
            box = self._meaning_box(reading)
            box.setAccessibleName(_("Meaning of column {heading}").format(heading=heading))
            keys = mapping.answers.get(position, ())
            chosen: Meaning = about.get(position)
            if keys:
                chosen = (keys[0].activity, keys[0].purpose_id)
            elif position == mapping.date_column:
                chosen = _DATE
            box.setCurrentIndex(self._options.index(chosen) if chosen in self._options else 0)
            boxes = kind_checks(heading, keys, self._emit)
            line = QHBoxLayout()
            for check in boxes.values():
                line.addWidget(check)
            box.currentIndexChanged.connect(partial(self._on_meaning, position))
            self.meanings.append(box)
            self.kinds.append(boxes)
            self._columns.addWidget(title, position, 0)
            self._columns.addWidget(sample, position, 1)
            self._columns.addWidget(box, position, 2)
            self._columns.addLayout(line, position, 3)
            self._show_kinds(position)
        self._columns.setColumnStretch(1, 1)

    def meaning(self, position: int) -> Meaning:
        """What a column is said to hold."""
        return self._options[self.meanings[position].currentIndex()]

    def choose(self, position: int, meaning: Meaning) -> None:
        """Say what a column holds."""
        self.meanings[position].setCurrentIndex(self._options.index(meaning))

    def _make_options(self, reading: TableReading) -> None:
        """What a box offers, by its place in it: Qt would give enumerations back as bare words."""
        answers = [(Activity.PUBLICATION, purpose.id) for purpose in reading.purposes]
        self._options = [None, *PERSON_COLUMNS, _DATE, _SEPARATOR, (Activity.RECORDING, None), *answers]

    def _meaning_box(self, reading: TableReading) -> QComboBox:
        box = QComboBox()
        box.addItem(_("Not used"))
        for column in PERSON_COLUMNS:
            box.addItem(list_column_label(column))
        box.addItem(_("Date of the answer"))
        box.insertSeparator(box.count())
        add_answer_meanings(box, reading.purposes)
        return box

    def _on_meaning(self, position: int, _index: int = 0) -> None:
        chosen = self.meaning(position)
        if isinstance(chosen, ListColumn) or chosen == _DATE:  # only one column can say that
            for other, box in enumerate(self.meanings):
                if other != position and self.meaning(other) == chosen:
                    with QSignalBlocker(box):
                        box.setCurrentIndex(0)
                    self._show_kinds(other)
        self._show_kinds(position)
        self._emit()

    def _show_kinds(self, position: int) -> None:
        purposes = () if self._reading is None else self._reading.purposes
        show_kinds(self.kinds[position], self.meaning(position), purposes)

    def _show_words(self, values: tuple[ValueCount, ...]) -> None:
        clear_grid(self._words)
        self.words = {}
        for row, value in enumerate(values[:_MOST_WORDS]):
            text = QLabel(_("“{word}”").format(word=value.text))
            text.setTextFormat(Qt.TextFormat.PlainText)
            count = QLabel(_("{count} times").format(count=format_number(value.count)))
            set_kind(count, "small")
            box = word_box(value, self._emit)
            self.words[value.key] = box
            for column, widget in enumerate((text, count, box)):
                self._words.addWidget(widget, row, column)
        self._words.setColumnStretch(0, 1)
        self._words_card.setVisible(bool(values))
        self.no_words.setVisible(not values)

    def _emit(self) -> None:
        if self._reading is not None:
            self.mapping_changed.emit(self.mapping())
