# SPDX-License-Identifier: GPL-3.0-or-later
"""Keeps what the user selected, and where they were, when the list under a view is replaced."""

from __future__ import annotations

from PySide6.QtCore import QItemSelection, QItemSelectionModel, QObject
from PySide6.QtWidgets import QAbstractItemView

from ui.item_models.windowed import WindowedItemModel, runs_of


class KeptSelection(QObject):
    """Remembers selection and current row by id over a reset of a `WindowedItemModel`; lives with the view."""

    def __init__(self, view: QAbstractItemView, model: WindowedItemModel) -> None:
        super().__init__(view)
        self._view = view
        self._model = model
        self._selected: tuple[int, ...] = ()
        self._current: int | None = None
        self._scroll = 0
        model.modelAboutToBeReset.connect(self._on_about_to_reset)
        model.modelReset.connect(self._on_reset)

    def _on_about_to_reset(self) -> None:
        self._selected = selected_ids(self._view, self._model)
        current = self._view.currentIndex()
        self._current = self._model.ids()[current.row()] if current.isValid() else None
        self._scroll = self._view.verticalScrollBar().value()

    def _on_reset(self) -> None:
        choice = self._view.selectionModel()
        rows = sorted(row for row in (self._model.row_of(one) for one in self._selected) if row >= 0)
        selection = QItemSelection()
        for first, last in runs_of(rows):
            selection.select(self._model.index(first), self._model.index(last))
        if not selection.isEmpty():
            choice.select(selection, QItemSelectionModel.SelectionFlag.ClearAndSelect)
        row = self._model.row_of(self._current) if self._current is not None else -1
        if row >= 0:
            choice.setCurrentIndex(self._model.index(row), QItemSelectionModel.SelectionFlag.NoUpdate)
        self._view.verticalScrollBar().setValue(self._scroll)


def selected_ids(view: QAbstractItemView, model: WindowedItemModel) -> tuple[int, ...]:
    """The ids of the selected rows, in the order of the list; fetches nothing, whatever their number."""
    ranges = sorted((one.top(), one.bottom()) for one in view.selectionModel().selection())
    ids = model.ids()
    return tuple(row_id for first, last in ranges for row_id in ids[first : last + 1])
