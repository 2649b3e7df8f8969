# SPDX-License-Identifier: GPL-3.0-or-later
"""The years and months of a long list at its side: to see where one is, and to go anywhere at once."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtWidgets import QAbstractItemView, QHeaderView, QTreeWidget, QTreeWidgetItem, QWidget

from ui.style.theme import set_kind
from ui.texts import _, format_number

_ROW_ROLE = int(Qt.ItemDataRole.UserRole)
_WIDTH = 200


@dataclass(frozen=True, slots=True)
class TimeStop:
    """A stretch of the list: what it is called, under which heading (a year), from which row, and how many rows."""

    text: str
    year: str
    first_row: int
    count: int


class Timeline(QTreeWidget):
    """Years with their months. ``row_chosen(row)`` tells where somebody wants to go."""

    row_chosen = Signal(int)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._stops: tuple[TimeStop, ...] = ()
        self._items: list[QTreeWidgetItem] = []
        self._is_told = False
        self.setAccessibleName(_("Go to a year or a month"))
        self.setHeaderHidden(True)
        self.setColumnCount(2)
        self.header().setStretchLastSection(False)
        self.header().setSectionResizeMode(0, QHeaderView.ResizeMode.Stretch)
        self.header().setSectionResizeMode(1, QHeaderView.ResizeMode.ResizeToContents)
        self.setIndentation(10)
        self.setRootIsDecorated(False)
        self.setUniformRowHeights(True)
        self.setFixedWidth(_WIDTH)
        self.setFrameShape(QTreeWidget.Shape.NoFrame)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        set_kind(self, "side")
        self.currentItemChanged.connect(self._on_current_changed)
        self.itemClicked.connect(self._on_clicked)

    def sizeHint(self) -> QSize:
        """As narrow as it is."""
        return QSize(_WIDTH, 200)

    def set_stops(self, stops: Sequence[TimeStop]) -> None:
        """Show these stretches, in the order of the list."""
        if tuple(stops) == self._stops:
            return
        self._stops = tuple(stops)
        self._is_told = True
        self.clear()
        self._items = []
        years: dict[str, QTreeWidgetItem] = {}
        counts: dict[str, int] = {}
        for stop in self._stops:
            year = years.get(stop.year)
            if stop.year and year is None:
                year = QTreeWidgetItem(self, [stop.year, ""])
                year.setData(0, _ROW_ROLE, stop.first_row)
                font = year.font(0)
                font.setBold(True)
                year.setFont(0, font)
                years[stop.year] = year
            item = QTreeWidgetItem(year if year is not None else self.invisibleRootItem(), [stop.text, ""])
            item.setData(0, _ROW_ROLE, stop.first_row)
            _show_count(item, stop.count)
            counts[stop.year] = counts.get(stop.year, 0) + stop.count
            self._items.append(item)
        for text, year in years.items():
            _show_count(year, counts[text])
        self.expandAll()
        self._is_told = False

    def show_row(self, row: int) -> None:
        """Mark the stretch that a row of the list is in; tells nobody."""
        at = next((n for n in reversed(range(len(self._stops))) if self._stops[n].first_row <= row), None)
        if at is None or self.hasFocus():
            return
        self._is_told = True
        self.setCurrentItem(self._items[at])
        self._is_told = False

    def _on_current_changed(self, current: QTreeWidgetItem | None) -> None:
        if current is not None and not self._is_told:
            self.row_chosen.emit(current.data(0, _ROW_ROLE))

    def _on_clicked(self, item: QTreeWidgetItem) -> None:
        self.row_chosen.emit(item.data(0, _ROW_ROLE))


def _show_count(item: QTreeWidgetItem, count: int) -> None:
    item.setText(1, format_number(count))
    item.setTextAlignment(1, Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
