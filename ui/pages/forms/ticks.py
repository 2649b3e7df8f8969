# SPDX-License-Identifier: GPL-3.0-or-later
"""A list to tick things in: Space ticks, arrows move."""

from __future__ import annotations

from typing import Any

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QListWidget, QListWidgetItem, QWidget

_VALUE = Qt.ItemDataRole.UserRole


class TickList(QListWidget):
    """Lines that are ticked or not; each stands for a value."""

    changed = Signal()

    def __init__(self, name: str, height: int, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAccessibleName(name)
        self.setFixedHeight(height)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.itemChanged.connect(self.changed)

    def add(self, text: str, value: object, *, is_ticked: bool) -> None:
        """Add a line; nobody is told of it."""
        item = QListWidgetItem(text)
        item.setData(_VALUE, value)
        item.setToolTip(text)
        item.setFlags(Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemIsSelectable | Qt.ItemFlag.ItemIsUserCheckable)
        item.setCheckState(Qt.CheckState.Checked if is_ticked else Qt.CheckState.Unchecked)
        was_blocked = self.blockSignals(True)
        self.addItem(item)
        self.blockSignals(was_blocked)
        if self.currentRow() < 0:
            self.setCurrentRow(0)
            self.clearSelection()

    def ticked(self) -> list[Any]:
        """The values of the ticked lines."""
        items = (self.item(row) for row in range(self.count()))
        return [item.data(_VALUE) for item in items if item.checkState() is Qt.CheckState.Checked]
