# SPDX-License-Identifier: GPL-3.0-or-later
"""The Media page over 100,000 items in a real window: how soon it is painted, how it scrolls, jumps, filters, sorts.

The window is drawn off-screen by the computer's processor, so these are upper bounds. Thumbnails are in their store, as
they are in a library that is in use.
"""

from __future__ import annotations

import os
import random
import resource
import sys
import time
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import date
from pathlib import Path

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

import pytest
import shiboken6
from PySide6.QtCore import QEvent
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot
from sqlalchemy import insert

from models.media.photo import THUMBNAIL_EDGE, make_thumbnail
from models.publishing.library_filter import Facet, LibraryFilter, LibrarySort, LookState, PublishedState
from models.publishing.library_view import LibraryService
from models.settings import School
from models.tables import ItemLocation
from models.terms import ChangeKind, MediaKind, NobodyReason, Verdict
from tests.models.builders import NOON, RandomSchool, save_photo
from tests.performance.conftest import ITEMS, Figures
from ui.background.changes import ChangeBus
from ui.background.gc_pin import CollectorPin
from ui.background.jobs import Jobs
from ui.background.undo import UndoHistory
from ui.context import AppContext, UserSettings
from ui.item_models.pixmap_cache import ThumbnailState
from ui.main_window import MainWindow
from ui.pages.media.page import MediaPage
from ui.style.theme import Theme, ThemeChoice
from ui.widgets.tile_roles import TileRole

FIRST_PAINT_MS, STEP_MS, FILTER_MS, PICTURES_MS = 100, 16, 150, 500
DRAWN = 40
MORE_MB = 250


@pytest.fixture(scope="module")
def library(big: RandomSchool, tmp_path_factory: pytest.TempPathFactory) -> RandomSchool:
    """The big school with a file name and a thumbnail for every photo (a few pictures, many times over)."""
    workspace, folder = big.workspace, tmp_path_factory.mktemp("drawn")
    with workspace.store.write("test.places") as unit:
        rows = [
            {
                "item_id": item_id,
                "path": f"/photos/20{item_id % 7 + 19}/Group {item_id % 24}/IMG_{item_id:06}.jpg",
                "modified_ns": item_id,
                "size_bytes": item_id,
                "seen_at": NOON,
            }
            for item_id in big.item_ids
        ]
        unit.session.execute(insert(ItemLocation), rows)
        unit.touch_all(ChangeKind.ITEM)
    workspace.settings.change_school(School("De Klaproos"))
    made = [make_thumbnail(save_photo(folder / f"{n}.jpg", n, (1600, 1200)), THUMBNAIL_EDGE) for n in range(DRAWN)]
    for start in range(1, ITEMS + 1, 2_000):
        workspace.thumbnails.put_many(
            {f"{one:064x}": made[one % DRAWN] for one in range(start, min(start + 2_000, ITEMS + 1))}, THUMBNAIL_EDGE
        )
    return big


@pytest.fixture
def window(library: RandomSchool, qapp: QApplication, qtbot: QtBot, tmp_path: Path) -> Iterator[MainWindow]:
    """The window of that school, as it is a moment after it opened: on its first page."""
    bus, undo = ChangeBus(), UndoHistory()
    jobs = Jobs(library.workspace, bus, undo)
    theme, pin = Theme(qapp, ThemeChoice.LIGHT), CollectorPin()
    settings = UserSettings(tmp_path / "window.ini")
    settings.seeks_faces = False
    shown = MainWindow(AppContext(library.workspace, jobs, bus, undo, settings, theme))
    shown.resize(1280, 820)
    shown.show()
    qtbot.waitExposed(shown)
    qtbot.waitUntil(lambda: bool(shown.current_page), timeout=30_000)
    yield shown
    shown.close()
    jobs.close()
    shown.deleteLater()
    QApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)
    pin.release()
    shiboken6.delete(theme)


def media_page(window: MainWindow) -> MediaPage:
    page = window.pages.page("media")
    assert isinstance(page, MediaPage)
    return page


def until(is_so: Callable[[], object], seconds: float = 60) -> float:
    """Run the window's loop until it is so; gives the milliseconds it took."""
    start = time.perf_counter()
    while not is_so():
        QApplication.processEvents()
        assert time.perf_counter() - start < seconds, "it never came"
        time.sleep(0.0005)  # as an event loop waits, and lets the workers work
    return (time.perf_counter() - start) * 1_000


def settle(window: MainWindow) -> None:
    """Until nothing is on its way."""
    until(lambda: window._context.jobs.wait_until_idle(0))
    for _ in range(20):
        QApplication.processEvents()


def memory_mb() -> float:
    pages = int(Path("/proc/self/statm").read_text(encoding="ascii").split()[1]) if sys.platform == "linux" else 0
    if pages:
        return pages * os.sysconf("SC_PAGE_SIZE") / 1e6
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1e3


def test_the_library_alone(library: RandomSchool, figures: Figures) -> None:
    """Filters without a window: what each costs once the library is in memory, and what it costs to get it there."""
    workspace, purpose = library.workspace, library.purpose_ids[0]

    def fresh() -> LibraryService:
        return LibraryService(workspace.store, workspace.places, workspace.overview, workspace.clearance)

    figures.measure("library of 100,000: read into memory and sorted", lambda: fresh().view(LibraryFilter()), runs=3)
    one = workspace.library
    figures.measure("library of 100,000: names and verdicts read ahead", lambda: one.warm_up(purpose), runs=1)
    chance = random.Random(4)  # noqa: S311
    filters: dict[str, LibraryFilter] = {
        "everything, newest first": LibraryFilter(),
        "order by name": LibraryFilter(sort=LibrarySort.NAME),
        "order of taking in": LibraryFilter(sort=LibrarySort.TAKEN_IN),
        "two words": LibraryFilter(text="group 7 img_01"),
        "a person": LibraryFilter(person_ids=(chance.choice(library.person_ids),)),
        "a verdict": LibraryFilter(purpose_id=purpose, verdicts=(Verdict.READY, Verdict.ASK)),
        "nobody looked yet": LibraryFilter(looks=(LookState.NOT_LOOKED,)),
        "never published": LibraryFilter(published=PublishedState.NEVER),
        "a school year": LibraryFilter(since=date(2025, 8, 1), until=date(2026, 7, 31)),
        "a kind": LibraryFilter(kinds=(MediaKind.PHOTO,)),
        "all of these": LibraryFilter(
            text="img", purpose_id=purpose, verdicts=(Verdict.ASK,), looks=(LookState.NAMED,),
            published=PublishedState.NEVER, since=date(2025, 8, 1), kinds=(MediaKind.PHOTO,),
        ),
    }  # fmt: skip
    for name, wanted in filters.items():
        figures.measure(f"filter of 100,000: {name}", lambda asked=wanted: one.view(asked), limit_ms=FILTER_MS)
    figures.measure(
        "counts of a filter of 100,000: verdicts",
        lambda: one.facet_counts(LibraryFilter(purpose_id=purpose), Facet.VERDICT),
        limit_ms=FILTER_MS,
    )
    figures.measure(
        "filter of 100,000: by verdict, after a photo was named",
        lambda: one.view(filters["a verdict"]),
        before=lambda: workspace.tagging.judge_nobody((chance.choice(library.item_ids),), NobodyReason.NO_PEOPLE),
        limit_ms=FILTER_MS,
    )
    figures.measure("200 rows of the library", lambda: one.rows(library.item_ids[5_000:5_200], purpose), limit_ms=100)


def test_the_page(window: MainWindow, library: RandomSchool, figures: Figures) -> None:
    before = memory_mb()
    prepared = until(lambda: "media" in window.pages._pages and media_page(window).model.ids())
    figures.rows.append(("Media of 100,000: made ready by itself after the window is up", prepared, prepared, None))
    settle(window)
    start = time.perf_counter()
    window.show_page("media")
    page = media_page(window)
    until(page.model.ids)
    page.view.grid.viewport().repaint()
    painted = (time.perf_counter() - start) * 1_000
    pictures = painted + until(lambda: are_painted(page))
    figures.rows.append(("Media of 100,000: from a click to its tiles painted", painted, painted, FIRST_PAINT_MS))
    figures.rows.append(("Media of 100,000: with all pictures", pictures, pictures, PICTURES_MS))
    settle(window)
    steps, jumps, shown = scroll(page), *jump(page)
    for name, values, limit in (
        ("Media of 100,000: a scroll step of 60 pixels", steps, STEP_MS),
        ("Media of 100,000: a jump anywhere, placeholders painted", jumps, STEP_MS),
        ("Media of 100,000: ... until every picture is there", shown, PICTURES_MS),
    ):
        figures.rows.append((name, sorted(values)[len(values) // 2], max(values), limit))
    filtered = [narrow(page, replace(LibraryFilter(), since=date(2025, month, 1))) for month in range(1, 8)]
    name = "Media of 100,000: a filter, from choosing it to its first tiles painted"
    figures.rows.append((name, sorted(filtered)[3], max(filtered), FILTER_MS))
    more = memory_mb() - before
    figures.headings[:] = ["", "memory"]
    figures.lines.append(f"Media of 100,000 after all this: {more:.0f} MB more than before (at most {MORE_MB})")
    assert painted < FIRST_PAINT_MS
    assert sorted(steps)[len(steps) // 2] < STEP_MS
    assert sorted(jumps)[len(jumps) // 2] < STEP_MS
    assert sorted(shown)[len(shown) // 2] < PICTURES_MS
    assert sorted(filtered)[3] < FILTER_MS
    assert more < MORE_MB


def are_painted(page: MediaPage) -> bool:
    """Whether every tile on screen has its picture."""
    first, last = page.view.grid.visible_range()
    keys = [page.model.index(row).data(TileRole.THUMBNAIL) for row in range(first, last + 1)]
    return bool(keys) and all(key and page.thumbnails.state(key) is ThumbnailState.READY for key in keys)


def scroll(page: MediaPage) -> list[float]:
    """Milliseconds in the window's thread for each of 200 steps: moving, painting, and asking for what comes."""
    bar, spent = page.view.grid.verticalScrollBar(), []
    for _ in range(200):
        start = time.perf_counter()
        bar.setValue(bar.value() + 60)
        QApplication.processEvents()
        spent.append((time.perf_counter() - start) * 1_000)
    return spent


def jump(page: MediaPage) -> tuple[list[float], list[float]]:
    """Milliseconds until placeholders are painted, and until every picture is, for ten places."""
    chance, bar = random.Random(5), page.view.grid.verticalScrollBar()  # noqa: S311
    placeholders, pictures = [], []
    for _ in range(10):
        start = time.perf_counter()
        bar.setValue(chance.randrange(bar.maximum()))
        page.view.grid.viewport().repaint()
        placeholders.append((time.perf_counter() - start) * 1_000)
        until(lambda: are_painted(page))
        pictures.append((time.perf_counter() - start) * 1_000)
    return placeholders, pictures


def narrow(page: MediaPage, wanted: LibraryFilter) -> float:
    """Milliseconds from choosing a filter until its tiles (placeholders or pictures) are painted."""
    before = page.model.ids()
    start = time.perf_counter()
    page.show_filter(wanted)
    until(lambda: page.model.ids() != before)
    page.view.grid.viewport().repaint()
    return (time.perf_counter() - start) * 1_000
