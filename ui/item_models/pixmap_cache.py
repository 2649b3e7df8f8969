# SPDX-License-Identifier: GPL-3.0-or-later
"""Thumbnails for what is on screen: loaded and decoded by workers, visible first, forgotten under a byte limit."""

from __future__ import annotations

import threading
import time
from collections import OrderedDict, deque
from collections.abc import Callable, Hashable, Iterable
from dataclasses import dataclass
from enum import Enum
from functools import partial

from PySide6.QtCore import QObject, Qt, QTimer, Signal
from PySide6.QtGui import QImage, QPixmap

from models.errors import KnownError
from ui.background.loaders import Loaders

Load = Callable[[Hashable], "QImage | bytes | None"]
"""Gives the picture of a key: decoded, or as the bytes of a JPEG, PNG or WebP; None when there is none.

Runs in worker threads, several at once.
"""

# An explicit list: the format is decided here and never by whatever image plugins happen to be installed.
_SIGNATURES = (
    (b"\xff\xd8\xff", 0, "JPEG"),
    (b"\x89PNG\r\n\x1a\n", 0, "PNG"),
    (b"WEBP", 8, "WEBP"),
)


class ThumbnailState(Enum):
    """How far a thumbnail is."""

    ABSENT = "absent"
    WAITING = "waiting"
    READY = "ready"
    BROKEN = "broken"


@dataclass(frozen=True, slots=True)
class _Outcome:
    key: Hashable
    image: QImage | None
    bug: Exception | None = None


class ThumbnailCache(QObject):
    """Asks for pictures by key; ``ready(key)`` tells when one can be painted, or turned out broken.

    The last key asked for is loaded first, so what is looked at now overtakes what scrolled past; `retain` drops
    the requests that nobody looks at any more. A bug in the loader is raised on the GUI thread.
    """

    ready = Signal(object)
    _arrived = Signal()

    def __init__(
        self,
        load: Load,
        loaders: Loaders,
        parent: QObject | None = None,
        *,
        max_bytes: int = 192 * 1024 * 1024,
        threads: int = 2,
        drain_ms: float = 8.0,
    ) -> None:
        super().__init__(parent)
        self._load = load
        self._loaders = loaders
        self._max_bytes = max_bytes
        self._drain_ms = drain_ms
        self._pixmaps: OrderedDict[Hashable, QPixmap] = OrderedDict()
        self._bytes = 0
        self._broken: set[Hashable] = set()
        self._stale: set[Hashable] = set()
        self._lock = threading.Lock()
        self._waiting: OrderedDict[Hashable, None] = OrderedDict()
        self._loading: set[Hashable] = set()
        self._changed_meanwhile: set[Hashable] = set()
        self._workers = 0
        self._max_workers = threads
        self._arrivals: deque[_Outcome] = deque()
        self._arrived.connect(self._drain, Qt.ConnectionType.QueuedConnection)
        self.destroyed.connect(partial(_let_go, self._pixmaps))

    def pixmap(self, key: Hashable) -> QPixmap | None:
        """The picture if it is here; otherwise None, and it is asked for (unless it is known to be broken)."""
        found = self._pixmaps.get(key)
        if found is not None:
            self._pixmaps.move_to_end(key)
            if key in self._stale:
                self.request(key)
            return found
        self.request(key)
        return None

    def state(self, key: Hashable) -> ThumbnailState:
        """How far a key is; asks for nothing."""
        if key in self._pixmaps:
            return ThumbnailState.READY
        if key in self._broken:
            return ThumbnailState.BROKEN
        with self._lock:
            waits = key in self._waiting or key in self._loading
        return ThumbnailState.WAITING if waits else ThumbnailState.ABSENT

    def request(self, key: Hashable) -> None:
        """Ask for a key before it is painted; asking again moves it to the front."""
        self._ask(key, is_first=True)

    def prefetch(self, keys: Iterable[Hashable]) -> None:
        """Ask for keys that may be looked at next, in this order, after everything that is looked at now."""
        for key in keys:
            self._ask(key, is_first=False)

    def _ask(self, key: Hashable, *, is_first: bool) -> None:
        if self._loaders.is_closed or key in self._broken or (key in self._pixmaps and key not in self._stale):
            return
        start_worker = False
        with self._lock:
            if key in self._loading or (key in self._waiting and not is_first):
                return
            self._waiting[key] = None
            self._waiting.move_to_end(key, last=is_first)
            if self._workers < self._max_workers:
                self._workers += 1
                start_worker = True
        if start_worker:
            self._loaders.start(self._work)

    def retain(self, keys: Iterable[Hashable]) -> None:
        """Drop every waiting request that is not among ``keys``: it scrolled away."""
        wanted = set(keys)
        with self._lock:
            for key in [key for key in self._waiting if key not in wanted]:
                del self._waiting[key]

    def forget(self, keys: Iterable[Hashable]) -> None:
        """The pictures of these keys changed: load them again when next shown (the old one stays until then)."""
        for key in keys:
            self._broken.discard(key)
            if key in self._pixmaps:
                self._stale.add(key)
            with self._lock:
                if key in self._loading:
                    self._changed_meanwhile.add(key)

    def clear(self) -> None:
        """Forget every picture and every request."""
        self.retain(())
        self._pixmaps.clear()
        self._broken.clear()
        self._stale.clear()
        self._bytes = 0

    @property
    def bytes_used(self) -> int:
        """What the pictures kept take, in bytes."""
        return self._bytes

    # --- in the workers

    def _work(self) -> None:
        while True:
            with self._lock:
                if self._loaders.is_closed or not self._waiting:
                    self._workers -= 1
                    return
                key, _nothing = self._waiting.popitem(last=True)
                self._loading.add(key)
            outcome = self._load_one(key)
            with self._lock:
                self._loading.discard(key)
                first = not self._arrivals
                self._arrivals.append(outcome)
            if first:
                self._tell_arrival()

    def _tell_arrival(self) -> None:
        """Wake the GUI thread; the cache may have been deleted with its page while a picture was on the way."""
        try:
            self._arrived.emit()
        except RuntimeError:
            self.retain(())

    def _load_one(self, key: Hashable) -> _Outcome:
        try:
            return _Outcome(key, decode_image(self._load(key)))
        except (KnownError, OSError):
            return _Outcome(key, None)
        except Exception as bug:  # noqa: BLE001 - raised again on the GUI thread, where bugs are reported
            return _Outcome(key, None, bug)

    # --- on the GUI thread

    def _drain(self) -> None:
        ends = time.perf_counter() + self._drain_ms / 1000
        while True:
            with self._lock:
                if not self._arrivals:
                    return
                outcome = self._arrivals.popleft()
                more = bool(self._arrivals)
            # Stop before the budget is gone, and come back in the next turn of the event loop.
            over = more and time.perf_counter() >= ends
            if over or outcome.bug is not None:
                QTimer.singleShot(0, self._drain)
            self._keep(outcome)
            if outcome.bug is not None:
                raise outcome.bug
            if over:
                return

    def _keep(self, outcome: _Outcome) -> None:
        key = outcome.key
        self._stale.discard(key)
        self._drop(key)
        if outcome.image is None:
            self._broken.add(key)
        else:
            pixmap = QPixmap.fromImage(outcome.image)
            self._pixmaps[key] = pixmap
            self._bytes += _cost(pixmap)
            while self._bytes > self._max_bytes and len(self._pixmaps) > 1:
                self._drop(next(iter(self._pixmaps)))
            if key in self._changed_meanwhile:
                self._stale.add(key)
        self._changed_meanwhile.discard(key)
        self.ready.emit(key)

    def _drop(self, key: Hashable) -> None:
        old = self._pixmaps.pop(key, None)
        if old is not None:
            self._bytes -= _cost(old)


def _let_go(pixmaps: OrderedDict[Hashable, QPixmap], *_gone: object) -> None:
    """Free the pictures with the page, here and now: a worker may hold the cache a little longer."""
    pixmaps.clear()


def _cost(pixmap: QPixmap) -> int:
    return pixmap.width() * pixmap.height() * 4


def decode_image(picture: QImage | bytes | None) -> QImage | None:
    """A picture ready to become a pixmap without further work; None when it cannot be read.

    Bytes are JPEG, PNG or WebP by their signature; anything else counts as unreadable. Safe in any thread.
    """
    if picture is None:
        return None
    if isinstance(picture, QImage):
        image = picture
    else:
        found = [name for mark, at, name in _SIGNATURES if picture[at : at + len(mark)] == mark]
        if not found:
            return None
        image = QImage.fromData(picture, found[0])
    if image.isNull():
        return None
    has_alpha = image.hasAlphaChannel()
    return image.convertToFormat(QImage.Format.Format_ARGB32_Premultiplied if has_alpha else QImage.Format.Format_RGB32)
