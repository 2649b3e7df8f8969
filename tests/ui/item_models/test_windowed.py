# SPDX-License-Identifier: GPL-3.0-or-later
"""Windows of rows over many ids: what is fetched, what is kept, what is told."""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping

import pytest
from PySide6.QtCore import QItemSelectionModel, Qt
from PySide6.QtWidgets import QListView

from ui.item_models.kept_selection import KeptSelection, selected_ids
from ui.item_models.windowed import ID_ROLE, SECTION_ROLE, WindowedItemModel, runs_of


class Source:
    """Fetches on request; delivers when told to, or at once."""

    def __init__(self, *, at_once: bool = False) -> None:
        self.asked: list[tuple[int, ...]] = []
        self.open: list[tuple[tuple[int, ...], Callable[[Mapping[int, object]], None]]] = []
        self.at_once = at_once
        self.version = 1

    def fetch(self, ids: tuple[int, ...], deliver: Callable[[Mapping[int, object]], None]) -> None:
        self.asked.append(ids)
        if self.at_once:
            deliver(self.rows(ids))
        else:
            self.open.append((ids, deliver))

    def rows(self, ids: tuple[int, ...]) -> dict[int, object]:
        return {one: f"row {one} v{self.version}" for one in ids}

    def deliver_all(self) -> None:
        while self.open:
            ids, deliver = self.open.pop(0)
            deliver(self.rows(ids))


class Names(WindowedItemModel):
    def value_for(self, row_id: int, row: object | None, role: int) -> object | None:
        if role == Qt.ItemDataRole.DisplayRole:
            return row if row is not None else "..."
        return None


@pytest.fixture
def source() -> Source:
    return Source()


@pytest.fixture
def names(qtbot, source: Source) -> Names:
    return Names(source.fetch)


def shown(model: WindowedItemModel, row: int) -> object:
    return model.data(model.index(row), Qt.ItemDataRole.DisplayRole)


def test_only_the_window_looked_at_is_fetched(qtbot, names: Names, source: Source) -> None:
    started = time.perf_counter()
    names.set_ids(range(1, 100_001))
    assert time.perf_counter() - started < 2
    assert names.rowCount() == 100_000
    assert source.asked == []
    assert shown(names, 50_050) == "..."
    assert names.data(names.index(50_050), ID_ROLE) == 50_051
    qtbot.waitUntil(lambda: len(source.asked) == 1)
    assert source.asked[0] == tuple(range(50_001, 50_201))
    with qtbot.waitSignal(names.dataChanged) as told:
        source.deliver_all()
    assert (told.args[0].row(), told.args[1].row()) == (50_000, 50_199)
    assert shown(names, 50_050) == "row 50051 v1"
    assert len(source.asked) == 1


def test_last_looked_at_comes_first_and_old_wishes_are_dropped(qtbot, names: Names, source: Source) -> None:
    names.set_ids(range(100_000))
    for row in range(0, 100_000, 200):
        shown(names, row)
    qtbot.waitUntil(lambda: len(source.asked) == 2)
    assert source.asked[0][0] == 99_800
    source.deliver_all()
    assert len(source.asked) <= 17


def test_windows_are_forgotten_least_recent_first(qtbot, source: Source) -> None:
    source.at_once = True
    model = Names(source.fetch, window_size=10, max_windows=3)
    model.set_ids(range(100))
    for row in (0, 10, 20):
        shown(model, row)
        qtbot.waitUntil(lambda row=row: model.is_loaded(row))
    shown(model, 0)
    shown(model, 30)
    qtbot.waitUntil(lambda: model.is_loaded(30))
    assert model.is_loaded(0)
    assert not model.is_loaded(10)


def test_refresh_fetches_loaded_rows_only_and_tells_only_those(qtbot, names: Names, source: Source) -> None:
    names.set_ids(range(1000))
    shown(names, 0)
    qtbot.waitUntil(lambda: bool(source.open))
    source.deliver_all()
    source.asked.clear()
    told: list[tuple[int, int]] = []
    names.dataChanged.connect(lambda top, bottom: told.append((top.row(), bottom.row())))
    source.version = 2
    names.refresh_rows([3, 4, 9, 700])
    assert source.asked == [(3, 4, 9)]
    assert shown(names, 3) == "row 3 v1"
    source.deliver_all()
    assert told == [(3, 4), (9, 9)]
    assert shown(names, 3) == "row 3 v2"
    assert shown(names, 5) == "row 5 v1"
    names.refresh_rows(None)
    source.deliver_all()
    assert shown(names, 5) == "row 5 v2"


def test_rows_on_their_way_during_a_change_are_fetched_again(qtbot, names: Names, source: Source) -> None:
    names.set_ids(range(1000))
    shown(names, 0)
    qtbot.waitUntil(lambda: len(source.open) == 1)
    (ids, deliver) = source.open.pop()
    old = source.rows(ids)
    source.version = 2
    names.refresh_rows([5])
    deliver(old)
    assert shown(names, 5) == "..."
    qtbot.waitUntil(lambda: len(source.open) == 1)
    source.deliver_all()
    assert shown(names, 5) == "row 5 v2"


def test_known_rows_stay_on_show_when_the_list_changes(qtbot, names: Names, source: Source) -> None:
    names.set_ids(range(100))
    shown(names, 0)
    qtbot.waitUntil(lambda: bool(source.open))
    source.deliver_all()
    names.set_ids(range(50, 150))
    assert shown(names, 0) == "row 50 v1"
    assert shown(names, 60) == "..."
    assert names.row_of(149) == 99
    assert names.row_of(3) == -1


def test_answer_to_an_older_list_is_ignored(qtbot, names: Names, source: Source) -> None:
    names.set_ids(range(100))
    shown(names, 0)
    qtbot.waitUntil(lambda: len(source.open) == 1)
    names.set_ids(range(500, 600))
    source.deliver_all()
    assert not names.is_loaded(0)


def test_a_row_that_is_gone_is_empty_and_comes_back(qtbot, names: Names, source: Source) -> None:
    names.set_ids([1, 2])
    shown(names, 0)
    qtbot.waitUntil(lambda: len(source.open) == 1)
    source.open.pop()[1]({})
    assert shown(names, 0) == "..."
    names.refresh_rows(None)
    source.deliver_all()
    assert shown(names, 0) == "row 1 v1"


def test_sections_by_row(names: Names) -> None:
    names.set_ids(range(10), [("ready", 4), ("empty", 0), ("ask", 6)])
    assert names.sections() == (("ready", 4), ("ask", 6))
    assert [names.data(names.index(row), SECTION_ROLE) for row in (0, 3, 4, 9)] == [
        "ready",
        "ready",
        "ask",
        "ask",
    ]
    with pytest.raises(ValueError, match="add up"):
        names.set_ids(range(10), [("ready", 4)])


def test_type_ahead_looks_at_loaded_rows_only(qtbot, names: Names, source: Source) -> None:
    source.at_once = True
    names.set_ids(range(100_000))
    shown(names, 0)
    qtbot.waitUntil(lambda: names.is_loaded(0))
    asked = len(source.asked)
    found = names.match(names.index(5), Qt.ItemDataRole.DisplayRole, "ROW 3")
    assert [one.row() for one in found] == [30]
    assert names.match(names.index(5), Qt.ItemDataRole.DisplayRole, "nobody") == []
    qtbot.wait(20)
    assert len(source.asked) == asked


def test_selection_is_kept_by_id(qtbot, names: Names, source: Source) -> None:
    source.at_once = True
    view = QListView()
    qtbot.addWidget(view)
    view.setSelectionMode(QListView.SelectionMode.ExtendedSelection)
    view.setModel(names)
    KeptSelection(view, names)
    names.set_ids(range(100))
    for row in (10, 11, 60):
        view.selectionModel().select(names.index(row), QItemSelectionModel.SelectionFlag.Select)
    view.selectionModel().setCurrentIndex(names.index(60), QItemSelectionModel.SelectionFlag.NoUpdate)
    names.set_ids([60, 11, 5, 200])
    assert selected_ids(view, names) == (60, 11)
    assert view.currentIndex().row() == 0


def test_runs() -> None:
    assert runs_of([1, 2, 3, 7, 9, 10]) == [(1, 3), (7, 7), (9, 10)]
    assert runs_of([]) == []
