# SPDX-License-Identifier: GPL-3.0-or-later
"""What somebody sees who drops 500 photos of 12 megapixels on the window: how soon, how smoothly, how fast.

The window is a real one, drawn off-screen. The ratio to Pillow's own draft mode counts, in the same run on the same
files with as many threads as there are cores; so do the times that a person notices.
"""

from __future__ import annotations

import os
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

import pytest
import shiboken6
from PySide6.QtCore import QEvent, QObject, Qt, QTimer
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from models.consent.default_purposes import default_purposes
from models.settings import School
from models.terms import Verdict
from models.workspace import Workspace
from tests.performance.bench_thumbnails import bare_draft, draw_photo, seconds_for_all
from tests.performance.conftest import Figures
from ui.background.changes import ChangeBus
from ui.background.gc_pin import CollectorPin
from ui.background.jobs import Jobs
from ui.background.stall_watch import StallWatch
from ui.background.undo import UndoHistory
from ui.context import AppContext, UserSettings
from ui.item_models.pixmap_cache import ThumbnailState
from ui.main_window import MainWindow
from ui.pages.check.page import CheckPage
from ui.style.theme import Theme, ThemeChoice

PHOTOS, DRAWN = 500, 12
FIRST_MS, BLOCK_MS = 500, 100
NOISE = 1.1
"""Two measurements of the same differ by this much on a computer that does other things too."""
PATIENCE_MS = 300_000


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """500 photos: a dozen drawn ones, each many times over with some bytes after its end, so that no two are equal."""
    drawn = tmp_path_factory.mktemp("drawn")
    originals = [draw_photo(drawn / f"{number}.jpg", number).read_bytes() for number in range(DRAWN)]
    folder = tmp_path_factory.mktemp("dropped")
    for number in range(PHOTOS):
        (folder / f"IMG_{number:04}.jpg").write_bytes(originals[number % DRAWN] + number.to_bytes(4, "big"))
    return folder


@pytest.fixture
def window(qapp: QApplication, qtbot: QtBot, tmp_path: Path) -> Iterator[MainWindow]:
    """The window of a school that has started, with its Check page on show and the collector pinned."""
    with Workspace.open(tmp_path / "school.beeldakkoord", actor="Office") as workspace:
        workspace.settings.change_school(School("De Klaproos"))
        workspace.purposes.add_purposes(default_purposes("en"))
        bus, undo = ChangeBus(), UndoHistory()
        jobs = Jobs(workspace, bus, undo)
        theme, pin = Theme(qapp, ThemeChoice.LIGHT), CollectorPin()
        settings = UserSettings(tmp_path / "window.ini")
        shown = MainWindow(AppContext(workspace, jobs, bus, undo, settings, theme))
        shown.show()
        qtbot.waitExposed(shown)
        qtbot.waitUntil(lambda: shown.current_page == "check")
        qtbot.waitUntil(lambda: bool(check_page(shown).purpose_ids()))
        yield shown
        shown.close()
        jobs.close()
        shown.deleteLater()
        QApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)
        pin.release()
        shiboken6.delete(theme)


def check_page(window: MainWindow) -> CheckPage:
    page = window.pages.page("check")
    assert isinstance(page, CheckPage)
    return page


@dataclass
class Heartbeat:
    """The longest time between two turns of the event loop, by a timer that never waits long."""

    longest: float = 0.0
    beats: int = 0
    timer: QTimer = field(default_factory=QTimer)
    _last: float = 0.0

    def start(self) -> None:
        self.longest, self.beats, self._last = 0.0, 0, time.perf_counter()
        self.timer.setTimerType(Qt.TimerType.PreciseTimer)
        self.timer.setInterval(2)
        self.timer.timeout.connect(self._beat)
        self.timer.start()

    def _beat(self) -> None:
        now = time.perf_counter()
        self.longest, self.beats, self._last = max(self.longest, now - self._last), self.beats + 1, now


class PaintedTiles(QObject):
    """Notes when the first pictures are painted, and when a whole screen of them is."""

    def __init__(self, page: CheckPage) -> None:
        super().__init__(page)
        self._page = page
        self.first: float | None = None
        self.screen: float | None = None
        page.view.grid.viewport().installEventFilter(self)

    def ready(self) -> tuple[int, int]:
        """How many tiles on screen have their picture, of how many."""
        grid, lineup = self._page.view.grid, self._page._lineup
        first, last = grid.visible_range()
        entries = lineup.entries(self._page._model.ids()[first : last + 1])
        states = [self._page._thumbnails.state(entry.path) for entry in entries]
        return sum(state is ThumbnailState.READY for state in states), len(states)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Qt's hook: looks at paint events of the grid and lets them pass."""
        if event.type() == QEvent.Type.Paint and self.screen is None:
            done, count = self.ready()
            now = time.perf_counter()
            if done and self.first is None:
                self.first = now
            if done and done == count:
                self.screen = now
        return False


def wait_until(qtbot: QtBot, is_so: Callable[[], object]) -> None:
    qtbot.waitUntil(lambda: bool(is_so()), timeout=PATIENCE_MS)


def scroll_through(qtbot: QtBot, page: CheckPage, painted: PaintedTiles) -> None:
    """Look at every photo, a screen at a time, on to the next as soon as the last picture is there."""
    bar = page.view.grid.verticalScrollBar()
    bar.setValue(0)
    while True:
        wait_until(qtbot, lambda: painted.ready()[0] == painted.ready()[1])
        if bar.value() >= bar.maximum():
            return
        bar.setValue(bar.value() + bar.pageStep())


def pillow_seconds(paths: list[Path]) -> float:
    """What a photo takes by Pillow's own draft mode with all cores, over a part of the files."""
    some = paths[:: len(paths) // 120]
    return seconds_for_all(bare_draft, some, os.cpu_count() or 1) / len(some)


def test_dropping_500_photos(window: MainWindow, folder: Path, figures: Figures, qtbot: QtBot) -> None:
    page, paths = check_page(window), sorted(folder.iterdir())
    pillow = [pillow_seconds(paths)]
    painted, heart, watch = PaintedTiles(page), Heartbeat(), StallWatch(page, limit=BLOCK_MS / 1_000)
    heart.start()
    start = time.perf_counter()
    window.check_paths([folder])
    wait_until(qtbot, lambda: painted.screen)
    wait_until(qtbot, lambda: page._lineup.ordered()[1] == [(Verdict.IDENTIFY, PHOTOS)] and not page._intake.is_busy)
    taken_in = time.perf_counter()
    made = sum(page._thumbnails.state(path) is ThumbnailState.READY for path in paths)
    scroll_through(qtbot, page, painted)
    seen = time.perf_counter()
    heart.timer.stop()
    watch.stop()
    pillow.append(pillow_seconds(paths))
    assert page._context.workspace.media.count_items() == PHOTOS
    assert painted.first is not None
    assert painted.screen is not None
    assert heart.beats > 100
    first, each, bare = painted.first - start, (seen - taken_in) / (PHOTOS - made), sum(pillow) / 2
    for name, seconds, limit in (
        ("500 photos dropped: first thumbnails painted", first, FIRST_MS),
        ("500 photos dropped: the first screen painted", painted.screen - start, None),
        ("500 photos dropped: all read, recorded and judged", taken_in - start, None),
        ("500 photos dropped: every one looked at, a screen at a time", seen - start, None),
        ("500 photos dropped: longest block of the window", heart.longest, BLOCK_MS),
        ("a thumbnail made, kept and painted while scrolling", each, NOISE * bare * 1_000),
        ("a thumbnail by Pillow's draft mode, all cores", bare, None),
    ):
        figures.rows.append((name, seconds * 1_000, seconds * 1_000, limit))
    assert first * 1_000 < FIRST_MS
    assert heart.longest * 1_000 < BLOCK_MS, watch.stalls
    assert each < NOISE * bare, f"{each / bare:.2f} times Pillow's draft mode"
