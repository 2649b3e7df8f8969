# SPDX-License-Identifier: GPL-3.0-or-later
"""Thumbnails: order, limits, broken pictures, and where the work happens."""

from __future__ import annotations

import threading
from collections.abc import Hashable, Iterator

import pytest
import shiboken6
from PySide6.QtCore import QBuffer, QIODevice, QObject, Qt
from PySide6.QtGui import QImage

from models.errors import ErrorCode, KnownError
from ui.background.loaders import Loaders
from ui.item_models.pixmap_cache import ThumbnailCache, ThumbnailState, decode_image


def picture(width: int = 40, height: int = 30) -> QImage:
    image = QImage(width, height, QImage.Format.Format_RGB32)
    image.fill(Qt.GlobalColor.darkCyan)
    return image


def encoded(kind: str) -> bytes:
    buffer = QBuffer()
    buffer.open(QIODevice.OpenModeFlag.WriteOnly)
    assert picture().save(buffer, kind)
    return buffer.data().data()


class Loader:
    """Waits at a gate, and remembers what was loaded where."""

    def __init__(self) -> None:
        self.gate = threading.Event()
        self.gate.set()
        self.loaded: list[Hashable] = []
        self.threads: set[int] = set()

    def load(self, key: Hashable) -> QImage | bytes | None:
        assert self.gate.wait(5)
        self.loaded.append(key)
        self.threads.add(threading.get_ident())
        if key == "none":
            return None
        if key == "known":
            raise KnownError(next(iter(ErrorCode)))
        if key == "bug":
            raise LookupError("a bug")
        return picture()


@pytest.fixture
def loader() -> Loader:
    return Loader()


@pytest.fixture
def loaders(loader: Loader) -> Iterator[Loaders]:
    made = Loaders()
    yield made
    loader.gate.set()
    made.close()


@pytest.fixture
def cache(qtbot, loader: Loader, loaders: Loaders) -> ThumbnailCache:
    return ThumbnailCache(loader.load, loaders, threads=1)


def test_a_picture_arrives_from_another_thread(qtbot, cache: ThumbnailCache, loader: Loader) -> None:
    assert cache.pixmap("a") is None
    assert cache.state("a") is ThumbnailState.WAITING
    with qtbot.waitSignal(cache.ready) as told:
        pass
    assert told.args == ["a"]
    found = cache.pixmap("a")
    assert found is not None
    assert (found.width(), found.height()) == (40, 30)
    assert threading.get_ident() not in loader.threads
    assert cache.bytes_used == 4800


def test_last_asked_is_first_loaded_and_scrolled_away_never(qtbot, cache: ThumbnailCache, loader: Loader) -> None:
    loader.gate.clear()
    cache.request("busy")
    qtbot.waitUntil(lambda: not cache._waiting)
    for key in ("old", "gone", "seen"):
        cache.request(key)
    cache.request("old")
    cache.retain(["old", "seen"])
    loader.gate.set()
    qtbot.waitUntil(lambda: cache.state("seen") is ThumbnailState.READY)
    assert loader.loaded == ["busy", "old", "seen"]
    assert cache.state("gone") is ThumbnailState.ABSENT


def test_byte_limit_forgets_the_least_recently_shown(qtbot, loader: Loader, loaders: Loaders) -> None:
    small = ThumbnailCache(loader.load, loaders, max_bytes=3 * 4800, threads=1)
    for key in (1, 2, 3):
        small.request(key)
        qtbot.waitUntil(lambda key=key: small.state(key) is ThumbnailState.READY)
    small.pixmap(1)
    small.request(4)
    qtbot.waitUntil(lambda: small.state(4) is ThumbnailState.READY)
    assert small.state(2) is ThumbnailState.ABSENT
    assert small.state(1) is ThumbnailState.READY
    assert small.bytes_used == 3 * 4800
    small.clear()
    assert small.bytes_used == 0


@pytest.mark.parametrize("key", ["none", "known"])
def test_broken_is_remembered_until_the_file_changes(qtbot, cache: ThumbnailCache, loader: Loader, key: str) -> None:
    with qtbot.waitSignal(cache.ready):
        cache.request(key)
    assert cache.state(key) is ThumbnailState.BROKEN
    assert cache.pixmap(key) is None
    qtbot.wait(20)
    assert loader.loaded == [key] or key == "known"
    cache.forget([key])
    assert cache.state(key) is ThumbnailState.ABSENT


def test_a_changed_picture_is_loaded_again_while_the_old_one_stays(
    qtbot, cache: ThumbnailCache, loader: Loader
) -> None:
    with qtbot.waitSignal(cache.ready):
        cache.request("a")
    cache.forget(["a"])
    with qtbot.waitSignal(cache.ready):
        assert cache.pixmap("a") is not None
    assert loader.loaded == ["a", "a"]
    cache.pixmap("a")
    qtbot.wait(20)
    assert loader.loaded == ["a", "a"]


def test_changed_while_it_was_being_loaded(qtbot, cache: ThumbnailCache, loader: Loader) -> None:
    loader.gate.clear()
    cache.request("a")
    qtbot.waitUntil(lambda: "a" in cache._loading)
    cache.forget(["a"])
    with qtbot.waitSignal(cache.ready):
        loader.gate.set()
    with qtbot.waitSignal(cache.ready):
        cache.pixmap("a")
    assert loader.loaded == ["a", "a"]


def test_a_bug_surfaces_on_the_gui_thread(qtbot, cache: ThumbnailCache) -> None:
    with qtbot.captureExceptions() as caught:
        with qtbot.waitSignal(cache.ready):
            cache.request("bug")
        qtbot.waitUntil(lambda: bool(caught))
    assert caught[0][0] is LookupError
    assert cache.state("bug") is ThumbnailState.BROKEN
    with qtbot.waitSignal(cache.ready):
        cache.request("after")
    assert cache.state("after") is ThumbnailState.READY


def test_draining_stops_within_its_budget(qtbot, loader: Loader, loaders: Loaders) -> None:
    greedy = ThumbnailCache(loader.load, loaders, threads=2, drain_ms=0.0)
    turns: list[int] = []
    for key in range(30):
        greedy.request(key)
    greedy.ready.connect(turns.append)
    qtbot.waitUntil(lambda: len(turns) == 30)


def test_closing_is_quick_and_final(qtbot, loader: Loader, loaders: Loaders) -> None:
    many = ThumbnailCache(loader.load, loaders, threads=2)
    for key in range(1000):
        many.request(key)
    loaders.close()
    done = len(loader.loaded)
    many.request("late")
    qtbot.wait(20)
    assert len(loader.loaded) == done


def test_a_page_that_goes_while_a_picture_is_loaded_waits_for_nothing(qtbot, loader: Loader, loaders: Loaders) -> None:
    page = QObject()
    cache = ThumbnailCache(loader.load, loaders, page, threads=1)
    loader.gate.clear()
    for key in ("under way", "waiting"):
        cache.request(key)
    qtbot.waitUntil(lambda: bool(cache._loading))
    shiboken6.delete(page)  # with Python's lock in hand: a pool of the page's own would never end here
    loader.gate.set()
    loaders.close()
    assert len(loader.loaded) == 1


def test_only_listed_formats_are_decoded(qtbot) -> None:
    for kind in ("JPEG", "PNG"):
        assert decode_image(encoded(kind)) is not None
    assert decode_image(encoded("BMP")) is None
    assert decode_image(b"<svg/>") is None
    assert decode_image(b"\xff\xd8\xff truncated") is None
    assert decode_image(b"") is None
    assert decode_image(None) is None


def test_what_may_be_next_waits_for_what_is_looked_at(cache: ThumbnailCache, loader: Loader, qtbot) -> None:
    loader.gate.clear()
    cache.request("busy")
    qtbot.waitUntil(lambda: not cache._waiting)
    cache.prefetch(["next", "after"])
    cache.request("seen")
    cache.prefetch(["seen"])
    loader.gate.set()
    qtbot.waitUntil(lambda: len(loader.loaded) == 4)
    assert loader.loaded == ["busy", "seen", "next", "after"]
