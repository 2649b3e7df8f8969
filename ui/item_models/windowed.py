# SPDX-License-Identifier: GPL-3.0-or-later
"""A list model of ids that fetches its rows in windows, and only where somebody looks.

A hundred thousand ids cost 0.15 s and next to nothing to keep; a hundred thousand rows cost seconds and a lot of
memory. So the model knows every id, and the rows of the few windows that were looked at last.
"""

from __future__ import annotations

from bisect import bisect_right
from collections import OrderedDict
from collections.abc import Callable, Hashable, Iterable, Mapping, Sequence
from itertools import accumulate

from PySide6.QtCore import QAbstractListModel, QModelIndex, QObject, QPersistentModelIndex, Qt, QTimer, Signal

Deliver = Callable[[Mapping[int, object]], None]
"""Hands rows back by id, on the GUI thread. Ids left out count as gone: they show as an empty row."""

Fetch = Callable[[tuple[int, ...], Deliver], None]
"""Starts fetching the rows of some ids off the GUI thread and calls `Deliver` once, now or later."""

AnyIndex = QModelIndex | QPersistentModelIndex

ID_ROLE = int(Qt.ItemDataRole.UserRole)
SECTION_ROLE = ID_ROLE + 1


class WindowedItemModel(QAbstractListModel):
    """Ids in order, rows in windows (by default 200), the least recently used window forgotten first.

    A subclass says in `value_for` what each role shows for a row; the row is None while it is on its way.
    ``rows_loaded`` carries the ids that have just arrived.
    """

    rows_loaded = Signal(tuple)

    def __init__(
        self,
        fetch: Fetch,
        parent: QObject | None = None,
        *,
        window_size: int = 200,
        max_windows: int = 30,
        max_in_flight: int = 2,
    ) -> None:
        super().__init__(parent)
        self._fetch = fetch
        self._window_size = window_size
        self._max_windows = max_windows
        self._max_in_flight = max_in_flight
        self._ids: tuple[int, ...] = ()
        self._sections: tuple[tuple[Hashable, int], ...] = ()
        self._section_ends: list[int] = []
        self._row_by_id: dict[int, int] | None = None
        self._windows: OrderedDict[int, dict[int, object]] = OrderedDict()
        self._stale: dict[int, object] = {}
        self._wanted: OrderedDict[int, None] = OrderedDict()
        self._in_flight: set[int] = set()
        self._generation = 0
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setInterval(0)
        self._timer.timeout.connect(self._fetch_wanted)

    # --- what a subclass says

    def value_for(self, row_id: int, row: object | None, role: int) -> object | None:  # noqa: ARG002 - for subclasses
        """What a role shows for a row; ``row`` is None while it is being fetched, or when it is gone."""
        return None

    # --- ids

    def ids(self) -> tuple[int, ...]:
        """Every id, in the order of the rows."""
        return self._ids

    def sections(self) -> tuple[tuple[Hashable, int], ...]:
        """Runs of rows that belong together: ``(section, number of rows)``, in order; empty when there are none."""
        return self._sections

    def set_ids(self, ids: Sequence[int], sections: Sequence[tuple[Hashable, int]] = ()) -> None:
        """Replace the list. Rows known from before stay on show until their fresh ones arrive.

        ``sections`` are ``(section, number of rows)`` runs in order; their numbers add up to ``len(ids)``
        (ValueError otherwise), or it is empty for a list without sections.
        """
        new_sections = tuple((section, count) for section, count in sections if count)
        if new_sections and sum(count for _section, count in new_sections) != len(ids):
            raise ValueError("the sections do not add up to the number of rows")
        new_ids = tuple(ids)
        if new_ids == self._ids and new_sections == self._sections:
            self.refresh_rows(None)
            return
        self.beginResetModel()
        for window in self._windows.values():
            self._stale.update(window)
        kept = set(new_ids)
        self._stale = {row_id: row for row_id, row in self._stale.items() if row_id in kept}
        self._ids = new_ids
        self._sections = new_sections
        self._section_ends = list(accumulate(count for _section, count in new_sections))
        self._row_by_id = None
        self._windows.clear()
        self._wanted.clear()
        self._in_flight.clear()
        self._generation += 1
        self.endResetModel()

    def row_of(self, row_id: int) -> int:
        """The row of an id, or -1."""
        if self._row_by_id is None:
            self._row_by_id = {one: row for row, one in enumerate(self._ids)}
        return self._row_by_id.get(row_id, -1)

    def refresh_rows(self, ids: Iterable[int] | None = None) -> None:
        """Fetch rows again after a change: those of ``ids``, or all (None). Only rows that are loaded are fetched.

        The old row stays on show until the new one is there; then ``dataChanged`` is emitted for it alone.
        """
        if ids is None:
            # A window on its way was asked for before the change: its rows are not fresh either.
            for number in tuple(self._windows):
                self._refetch(number, self._ids_of(number))
            self._restart_in_flight(None)
            return
        by_window: dict[int, list[int]] = {}
        for row_id in ids:
            row = self.row_of(row_id)
            if row < 0:
                continue
            number = row // self._window_size
            if number in self._windows:
                by_window.setdefault(number, []).append(row_id)
            elif number in self._in_flight:
                self._restart_in_flight(number)
        for number, row_ids in by_window.items():
            self._refetch(number, tuple(row_ids))

    # --- rows

    def row_at(self, row: int) -> object | None:
        """The row's value if it is loaded (perhaps not fresh); None, and a fetch soon, if it is not."""
        if not 0 <= row < len(self._ids):
            return None
        number = row // self._window_size
        row_id = self._ids[row]
        window = self._windows.get(number)
        if window is not None:
            self._windows.move_to_end(number)
            return window.get(row_id)
        if number not in self._in_flight:
            self._wanted[number] = None
            self._wanted.move_to_end(number)
            if not self._timer.isActive():
                self._timer.start()
        return self._stale.get(row_id)

    def is_loaded(self, row: int) -> bool:
        """Whether the row's window is here (asking does not fetch it)."""
        return row // self._window_size in self._windows

    def rowCount(self, parent: AnyIndex | None = None) -> int:
        """Number of ids."""
        return 0 if parent is not None and parent.isValid() else len(self._ids)

    def data(self, index: AnyIndex, role: int = Qt.ItemDataRole.DisplayRole) -> object | None:
        """The value of a role: the id and the section are always known, the rest once the row is loaded."""
        row = index.row()
        if not index.isValid() or row >= len(self._ids):
            return None
        if role == ID_ROLE:
            return self._ids[row]
        if role == SECTION_ROLE:
            return self.section_at(row)
        return self.value_for(self._ids[row], self.row_at(row), role)

    def section_at(self, row: int) -> Hashable | None:
        """The section that a row is in; None in a list without sections."""
        if not self._sections:
            return None
        return self._sections[bisect_right(self._section_ends, row)][0]

    def match(
        self,
        start: AnyIndex,
        role: int,
        value: object,
        hits: int = 1,
        flags: Qt.MatchFlag = Qt.MatchFlag.MatchStartsWith,  # noqa: ARG002 - Qt's signature
    ) -> list[QModelIndex]:
        """Type-ahead: looks through loaded rows only, so that one letter does not fetch the whole register."""
        if not isinstance(value, str):
            return []
        wanted = value.casefold()
        found: list[QModelIndex] = []
        loaded = [
            row
            for number in sorted(self._windows)
            for row in range(number * self._window_size, min((number + 1) * self._window_size, len(self._ids)))
        ]
        first = start.row()
        for row in [*(row for row in loaded if row >= first), *(row for row in loaded if row < first)]:
            text = self.data(self.index(row), role)
            if isinstance(text, str) and text.casefold().startswith(wanted):
                found.append(self.index(row))
                if 0 < hits <= len(found):
                    break
        return found

    # --- fetching

    def _fetch_wanted(self) -> None:
        # Last asked first: what scrolled past in between is asked for again if anybody comes back to it.
        while len(self._wanted) > self._max_windows // 2 + 1:
            self._wanted.popitem(last=False)
        while self._wanted and len(self._in_flight) < self._max_in_flight:
            number, _nothing = self._wanted.popitem(last=True)
            if number in self._windows or number in self._in_flight:
                continue
            self._in_flight.add(number)
            self._start_window(number)

    def _start_window(self, number: int) -> None:
        ids = self._ids_of(number)
        generation = self._generation

        def deliver(rows: Mapping[int, object]) -> None:
            if generation == self._generation and number in self._in_flight:
                self._in_flight.discard(number)
                self._keep_window(number, ids, rows)
            if self._wanted:
                self._fetch_wanted()

        self._fetch(ids, deliver)

    def _ids_of(self, number: int) -> tuple[int, ...]:
        return self._ids[number * self._window_size : (number + 1) * self._window_size]

    def _restart_in_flight(self, number: int | None) -> None:
        again = set(self._in_flight) if number is None else {number}
        if not again:
            return
        self._generation += 1
        lost = self._in_flight - again
        self._in_flight.clear()
        for one in (*lost, *again):
            self._wanted[one] = None
        if not self._timer.isActive():
            self._timer.start()

    def _keep_window(self, number: int, ids: tuple[int, ...], rows: Mapping[int, object]) -> None:
        self._windows[number] = {row_id: rows[row_id] for row_id in ids if row_id in rows}
        self._windows.move_to_end(number)
        for row_id in ids:
            self._stale.pop(row_id, None)
        while len(self._windows) > self._max_windows:
            self._windows.popitem(last=False)
        first = number * self._window_size
        self.dataChanged.emit(self.index(first), self.index(first + len(ids) - 1))
        self.rows_loaded.emit(ids)

    def _refetch(self, number: int, ids: tuple[int, ...]) -> None:
        def deliver(rows: Mapping[int, object]) -> None:
            window = self._windows.get(number)
            if window is None:
                return
            changed: list[int] = []
            for row_id in ids:
                row = self.row_of(row_id)
                if row < 0 or row // self._window_size != number:
                    continue
                if row_id in rows:
                    window[row_id] = rows[row_id]
                else:
                    window.pop(row_id, None)
                changed.append(row)
            for first, last in runs_of(sorted(changed)):
                self.dataChanged.emit(self.index(first), self.index(last))
            if changed:
                self.rows_loaded.emit(ids)

        self._fetch(ids, deliver)


def runs_of(rows: Sequence[int]) -> list[tuple[int, int]]:
    """Ascending numbers as ``(first, last)`` runs without gaps."""
    runs: list[tuple[int, int]] = []
    for row in rows:
        if runs and row == runs[-1][1] + 1:
            runs[-1] = (runs[-1][0], row)
        else:
            runs.append((row, row))
    return runs
