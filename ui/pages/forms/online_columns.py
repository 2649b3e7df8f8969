# SPDX-License-Identifier: GPL-3.0-or-later
"""What the columns of an export ask, and what the words and choices in them mean."""

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

from models.answer_lists.answer_table import heading_of, value_key
from models.answer_lists.answer_terms import ImportedValue
from models.consent.facts import CellKey
from models.forms.online_table import OnlineColumns
from models.terms import Activity, DateOrder, MediaKind
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
from ui.pages.forms.online_reading import ExportReading
from ui.style import labels
from ui.style.answer_list_labels import imported_value_label
from ui.style.icons import icon
from ui.style.spacing import M, S
from ui.style.theme import set_kind
from ui.texts import _, format_number

_MOST_WORDS, _HEADING_LENGTH = 60, 60
_WHO, _COMPLETED, _CHOICES = "who", "completed", "choices"
Meaning = str | tuple[Activity, int | None] | None
"""Who or when, a column with choices of its own, the cell that is answered; None: not used."""


class OnlineColumnsEditor(QWidget):
    """A line for each column, then one for each word and each choice that was made."""

    columns_changed = Signal(object)
    """`OnlineColumns`."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._reading: ExportReading | None = None
        self._options: list[Meaning] = []
        self.meanings: dict[int, QComboBox] = {}
        self.kinds: dict[int, dict[MediaKind, QCheckBox]] = {}
        self.words: dict[str, QComboBox] = {}
        self.choices: dict[tuple[int, str], QComboBox] = {}
        self._cells: list[tuple[CellKey, ...]] = []
        self._columns, self._words = QGridLayout(), QGridLayout()
        for grid in (self._columns, self._words):
            grid.setHorizontalSpacing(M)
            grid.setVerticalSpacing(S)
        self.order = QComboBox()
        self.order_text = QLabel(_("What comes first in the dates?"))
        self.order_text.setBuddy(self.order)
        self.order.addItem(_("Read the order from the file"), None)
        for order in (DateOrder.DAY_MONTH_YEAR, DateOrder.MONTH_DAY_YEAR):
            self.order.addItem(labels.date_order_label(order), order.value)
        self.order.currentIndexChanged.connect(self._emit)
        self.no_words = QLabel(_("Say first which columns hold answers."))
        self._words_card = card_of(self._words)
        row = QHBoxLayout()
        row.addWidget(self.order_text)
        row.addWidget(self.order)
        row.addStretch(1)
        inside = QWidget()
        layout = QVBoxLayout(inside)
        layout.setContentsMargins(0, 0, M, 0)
        layout.setSpacing(M)
        for widget in (heading_label(_("What is in the columns?")), card_of(self._columns)):
            layout.addWidget(widget)
        layout.addLayout(row)
        for widget in (heading_label(_("What do the words mean?")), self.no_words, self._words_card):
            layout.addWidget(widget)
        layout.addStretch(1)
        area = QScrollArea()
        area.setWidgetResizable(True)
        area.setFrameShape(QFrame.Shape.NoFrame)
        area.setWidget(inside)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.addWidget(area)

    def set_reading(self, reading: ExportReading, *, is_new: bool) -> None:
        """Show an export; one that is not new keeps its lines, and only the words are shown anew."""
        self._reading = reading
        if is_new:
            self._show_columns(reading)
            with QSignalBlocker(self.order):
                order = reading.columns.date_order
                self.order.setCurrentIndex(max(0, self.order.findData(None if order is None else order.value)))
        self._show_words(reading)
        for widget in (self.order, self.order_text):
            widget.setVisible(reading.columns.completed is not None)

    def columns(self) -> OnlineColumns:
        """What is chosen now."""
        assert self._reading is not None
        read = self._reading.columns
        answers: dict[int, tuple[CellKey, ...]] = {}
        options: dict[int, dict[str, tuple[CellKey, ...]]] = {}
        who: int | None = None
        completed: int | None = None
        for place in self.meanings:
            meaning = self.meaning(place)
            if meaning == _WHO:
                who = place
            elif meaning == _COMPLETED:
                completed = place
            elif meaning == _CHOICES:
                options[place] = dict(read.options.get(place, {}))
            elif isinstance(meaning, tuple):
                chosen = [kind for kind, one in self.kinds[place].items() if one.isEnabled() and one.isChecked()]
                answers[place] = tuple(CellKey(meaning[0], kind, meaning[1]) for kind in chosen)
        values = dict(read.values)
        for key, box in self.words.items():
            if box.currentData() is not None:
                values[key] = ImportedValue(box.currentData())
        for (place, key), box in self.choices.items():
            self._take_choice(options, values, place, key, box.currentData())
        order = self.order.currentData()
        date_order = None if order is None else DateOrder(order)
        return replace(
            read, answers=answers, options=options, values=values, who=who, completed=completed, date_order=date_order
        )

    def meaning(self, place: int) -> Meaning:
        """What a column is said to hold."""
        return self._options[self.meanings[place].currentIndex()]

    def choose(self, place: int, meaning: Meaning) -> None:
        """Say what a column holds."""
        self.meanings[place].setCurrentIndex(self._options.index(meaning))

    # --- columns

    def _show_columns(self, reading: ExportReading) -> None:
        clear_grid(self._columns)
        self.meanings, self.kinds = {}, {}
        purposes = [(Activity.PUBLICATION, purpose.id) for purpose in reading.purposes]
        self._options = [None, _WHO, _COMPLETED, _CHOICES, (Activity.RECORDING, None), *purposes]
        columns = reading.columns
        for place in range(reading.table.width):
            heading = heading_of(reading.table, place)
            title = QLabel(_shortened(heading))
            title.setTextFormat(Qt.TextFormat.PlainText)
            title.setToolTip(heading)
            title.setWordWrap(True)
            sample = QLabel(samples(reading.table, place))
            sample.setTextFormat(Qt.TextFormat.PlainText)
            sample.setWordWrap(True)
            set_kind(sample, "small")
            self._columns.addWidget(title, place, 0)
            self._columns.addWidget(sample, place, 1)
            if place == reading.code:
                code = QLabel(_("The code of the form"))
                set_kind(code, "heading")
                self._columns.addWidget(code, place, 2)
                continue
            keys = columns.answers.get(place, ())
            chosen: Meaning = (keys[0].activity, keys[0].purpose_id) if keys else None
            if place in columns.options:
                chosen = _CHOICES
            elif place == columns.who:
                chosen = _WHO
            elif place == columns.completed:
                chosen = _COMPLETED
            self._add_meaning(reading, place, heading, chosen, keys)
        self._columns.setColumnStretch(1, 1)

    def _add_meaning(
        self, reading: ExportReading, place: int, heading: str, chosen: Meaning, keys: tuple[CellKey, ...]
    ) -> None:
        box = QComboBox()
        box.setAccessibleName(_("Meaning of column {heading}").format(heading=heading))
        for text in (_("Not used"), _("Who answered"), _("When it was sent"), _("Several choices")):
            box.addItem(text)
        add_answer_meanings(box, reading.purposes)
        box.setCurrentIndex(self._options.index(chosen) if chosen in self._options else 0)
        line = QHBoxLayout()
        self.kinds[place] = kind_checks(heading, keys, self._emit)
        for check in self.kinds[place].values():
            line.addWidget(check)
        box.currentIndexChanged.connect(partial(self._on_meaning, place))
        self.meanings[place] = box
        self._columns.addWidget(box, place, 2)
        self._columns.addLayout(line, place, 3)
        self._show_kinds(place)

    def _on_meaning(self, place: int, _index: int = 0) -> None:
        chosen = self.meaning(place)
        if chosen in (_WHO, _COMPLETED):  # only one column can say that
            for other, box in self.meanings.items():
                if other != place and self.meaning(other) == chosen:
                    with QSignalBlocker(box):
                        box.setCurrentIndex(0)
                    self._show_kinds(other)
        self._show_kinds(place)
        self._emit()

    def _show_kinds(self, place: int) -> None:
        purposes = () if self._reading is None else self._reading.purposes
        show_kinds(self.kinds[place], self.meaning(place), purposes)

    # --- words and choices

    def _show_words(self, reading: ExportReading) -> None:
        clear_grid(self._words)
        self.words, self.choices, self._cells = {}, {}, []
        row = 0
        for value in reading.values[:_MOST_WORDS]:
            box = word_box(value, self._emit)
            self.words[value.key] = box
            self._add_word(row, value.text, _("{count} times").format(count=format_number(value.count)), box)
            row += 1
        for place, text in _choices_in(reading)[:_MOST_WORDS]:
            box = self._choice_box(reading, place, text)
            self.choices[place, value_key(text)] = box
            self._add_word(row, text, _shortened(heading_of(reading.table, place)), box)
            row += 1
        self._words.setColumnStretch(0, 1)
        self._words_card.setVisible(row > 0)
        self.no_words.setVisible(row == 0)

    def _add_word(self, row: int, word: str, beside: str, box: QComboBox) -> None:
        text = QLabel(_("“{word}”").format(word=_shortened(word)))
        text.setTextFormat(Qt.TextFormat.PlainText)
        text.setToolTip(word)
        about = QLabel(beside)
        about.setTextFormat(Qt.TextFormat.PlainText)
        set_kind(about, "small")
        for column, widget in enumerate((text, about, box)):
            self._words.addWidget(widget, row, column)

    def _choice_box(self, reading: ExportReading, place: int, text: str) -> QComboBox:
        box = QComboBox()
        box.setAccessibleName(_("Meaning of {word}").format(word=text))
        cells = reading.columns.options.get(place, {}).get(value_key(text), ())
        meaning = reading.columns.values.get(value_key(text))
        if (place, text) in reading.unclear:
            box.addItem(icon("help", "ask"), _("Please choose"), None)
        box.addItem(icon("close", "no"), _("no to all of this"), ImportedValue.NO.value)
        box.addItem(icon("remove", "muted"), imported_value_label(ImportedValue.SKIP), ImportedValue.SKIP.value)
        offered: list[tuple[str, tuple[CellKey, ...]]] = []
        for purpose in reading.purposes:
            every = tuple(CellKey(Activity.PUBLICATION, kind, purpose.id) for kind in purpose.kinds)
            offered += [(_("yes: {purpose}, {kind}"), every[at : at + 1]) for at in range(len(every))]
            if len(every) > 1:
                offered.append((_("yes: {purpose}"), every))
        offered += [(_("yes: {purpose}, {kind}"), (CellKey(Activity.RECORDING, kind, None),)) for kind in MediaKind]
        if cells and not any(set(one) == set(cells) for _text, one in offered):
            offered.append((_("yes: {purpose}"), cells))
        names = {purpose.id: purpose.name for purpose in reading.purposes}
        for form, keys in offered:
            about = dict.fromkeys(
                labels.activity_label(key.activity) if key.purpose_id is None else names.get(key.purpose_id, "")
                for key in keys
            )
            kind = labels.kind_label(keys[0].kind).lower()
            self._cells.append(keys)
            box.addItem(icon("check", "ready"), form.format(purpose=", ".join(about), kind=kind), len(self._cells) - 1)
            if cells and set(keys) == set(cells):
                box.setCurrentIndex(box.count() - 1)
        if not cells and (place, text) not in reading.unclear:
            wanted = (meaning or ImportedValue.NO).value
            box.setCurrentIndex(max(0, box.findData(wanted)))
        box.currentIndexChanged.connect(self._emit)
        return box

    def _take_choice(
        self,
        options: dict[int, dict[str, tuple[CellKey, ...]]],
        values: dict[str, ImportedValue],
        place: int,
        key: str,
        chosen: object,
    ) -> None:
        if place not in options or chosen is None:
            return
        if isinstance(chosen, int):
            options[place][key] = self._cells[chosen]
        else:
            options[place][key] = ()
            values[key] = ImportedValue(str(chosen))

    def _emit(self) -> None:
        if self._reading is not None:
            self.columns_changed.emit(self.columns())


def _choices_in(reading: ExportReading) -> list[tuple[int, str]]:
    """Every choice of the columns with choices: those that nobody explained first."""
    found: dict[tuple[int, str], str] = {(place, value_key(text)): text for place, text in reading.unclear}
    for place in reading.columns.options:
        for row in reading.table.rows:
            cell = row[place] if place < len(row) else ""
            for text in (part.strip() for part in cell.split(";")):
                if text:
                    found.setdefault((place, value_key(text)), text)
    return [(place, text) for (place, _key), text in found.items()]


def _shortened(text: str) -> str:
    flat = " ".join(text.split())
    return flat if len(flat) <= _HEADING_LENGTH else f"{flat[: _HEADING_LENGTH - 1]}…"
