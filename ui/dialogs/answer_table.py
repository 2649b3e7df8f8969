# SPDX-License-Identifier: GPL-3.0-or-later
"""What every dialog needs that brings in a table of answers: asking about its columns and words, showing its rows."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence

from PySide6.QtCore import QAbstractItemModel, Qt
from PySide6.QtWidgets import QAbstractItemView, QCheckBox, QComboBox, QFrame, QGridLayout, QLabel, QTableView

from models.answer_lists.answer_table import ValueCount
from models.answer_lists.answer_terms import ImportedValue
from models.consent.facts import CellKey
from models.consent.purposes import PurposeRow
from models.roster.sheet import Table
from models.terms import Activity, MediaKind
from ui.style import labels
from ui.style.answer_list_labels import imported_value_label
from ui.style.icons import icon, kind_icon, purpose_icon
from ui.style.spacing import L, M
from ui.style.theme import set_kind
from ui.texts import _

_SAMPLES, _SAMPLE_LENGTH = 3, 30


def heading_label(text: str) -> QLabel:
    """The heading above a card."""
    label = QLabel(text)
    set_kind(label, "heading")
    return label


def card_of(grid: QGridLayout) -> QFrame:
    """A card around the lines of a grid."""
    card = QFrame()
    set_kind(card, "card")
    card.setLayout(grid)
    grid.setContentsMargins(L, M, L, M)
    return card


def clear_grid(grid: QGridLayout) -> None:
    """Take every line out of a grid, also those that stand in a layout of their own."""
    while grid.count():
        taken = grid.takeAt(0)
        if taken is None:
            continue
        inner = taken.layout()
        widgets = [taken.widget()] if inner is None else [inner.itemAt(at).widget() for at in range(inner.count())]
        for widget in widgets:
            if widget is not None:
                widget.hide()
                widget.deleteLater()


def samples(table: Table, place: int) -> str:
    """The first few different cells of a column, each cut short."""
    found: dict[str, None] = {}
    for row in table.rows:
        if place < len(row) and row[place]:
            found.setdefault(row[place][:_SAMPLE_LENGTH])
        if len(found) == _SAMPLES:
            break
    return ", ".join(found)


def add_answer_meanings(box: QComboBox, purposes: Iterable[PurposeRow]) -> None:
    """Offer that a column answers: first being recorded, then each purpose."""
    box.addItem(icon("camera"), _("Answer: being recorded"))
    for purpose in purposes:
        look = icon(purpose_icon(purpose.key, purpose.audience))
        box.addItem(look, _("Answer: {purpose}").format(purpose=purpose.name))


def kind_checks(heading: str, keys: Sequence[CellKey], changed: Callable[[], None]) -> dict[MediaKind, QCheckBox]:
    """A tick for each kind of picture or sound a column can answer for; a photo where nothing is known."""
    checks = {}
    for kind in MediaKind:
        check = QCheckBox(labels.kind_label(kind))
        check.setIcon(icon(kind_icon(kind)))
        check.setAccessibleName(f"{heading}: {labels.kind_label(kind)}")
        check.setChecked(any(key.kind is kind for key in keys) or (not keys and kind is MediaKind.PHOTO))
        check.toggled.connect(changed)
        checks[kind] = check
    return checks


def show_kinds(checks: dict[MediaKind, QCheckBox], meaning: object, purposes: Iterable[PurposeRow]) -> None:
    """Show the ticks of a column that is an answer (activity, purpose number), free where its purpose has that kind."""
    allowed: tuple[MediaKind, ...] = tuple(MediaKind)
    if isinstance(meaning, tuple) and meaning[0] is Activity.PUBLICATION:
        allowed = next((one.kinds for one in purposes if one.id == meaning[1]), allowed)
    for kind, check in checks.items():
        check.setVisible(isinstance(meaning, tuple))
        check.setEnabled(kind in allowed)


def word_box(value: ValueCount, changed: Callable[[], None]) -> QComboBox:
    """What a word in the table means; "Please choose" first where nobody said it yet."""
    box = QComboBox()
    box.setAccessibleName(_("Meaning of {word}").format(word=value.text))
    if value.meaning is None:
        box.addItem(icon("help", "ask"), _("Please choose"), None)
    for meaning in ImportedValue:
        look = {ImportedValue.YES: ("check", "ready"), ImportedValue.NO: ("close", "no")}
        box.addItem(icon(*look.get(meaning, ("remove", "muted"))), imported_value_label(meaning), meaning.value)
    box.setCurrentIndex(max(0, box.findData(None if value.meaning is None else value.meaning.value)))
    box.currentIndexChanged.connect(changed)
    return box


def set_up_rows(rows: QTableView, model: QAbstractItemModel, name: str) -> None:
    """Show what will happen row by row: one row at a time, and Tab leaves the table."""
    rows.setModel(model)
    rows.setAccessibleName(name)
    rows.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
    rows.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
    rows.setTabKeyNavigation(False)
    rows.setShowGrid(False)
    rows.verticalHeader().hide()
    header = rows.horizontalHeader()
    header.setStretchLastSection(True)
    header.setHighlightSections(False)
    header.setDefaultAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
