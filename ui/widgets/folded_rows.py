# SPDX-License-Identifier: GPL-3.0-or-later
"""Rows of a list that are as high as their folded text, so that no line of it is cut off."""

from __future__ import annotations

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QRect, QSize, Qt
from PySide6.QtWidgets import QListView, QStyledItemDelegate, QStyleOptionViewItem

from ui.style.spacing import ICON, S

_BESIDE = 6 * S
"""The padding of a row, its focus frame, and the room between icon and text."""
_ABOVE = 2 * S
_ANY_HEIGHT = 10_000


class FoldedRows(QStyledItemDelegate):
    """Measures the text in the width that it really has; the padding of the style is left out of the usual measure."""

    def __init__(self, view: QListView) -> None:
        super().__init__(view)
        self._view = view

    def sizeHint(self, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex) -> QSize:
        """The usual width, and the height of all lines."""
        hint = super().sizeHint(option, index)
        icon = max(ICON, self._view.iconSize().width()) if index.data(Qt.ItemDataRole.DecorationRole) else 0
        room = QRect(0, 0, max(1, self._view.viewport().width() - icon - _BESIDE), _ANY_HEIGHT)
        text = str(index.data(Qt.ItemDataRole.DisplayRole) or "")
        lines = self._view.fontMetrics().boundingRect(room, int(Qt.TextFlag.TextWordWrap.value), text)
        return QSize(hint.width(), max(hint.height(), lines.height() + _ABOVE))
