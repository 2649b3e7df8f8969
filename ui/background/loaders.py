# SPDX-License-Identifier: GPL-3.0-or-later
"""Threads in which pictures are loaded for the screen; they belong to the opened register, and to no page."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QThreadPool

from ui.background.thread_priority import give_way, give_way_here

_MOST_THREADS = 6


class Loaders:
    """Starts work in threads of low priority, and waits for it only in `close`.

    A pool that is the child of a page waits for its threads while the page is being deleted. Where that happens with
    Python's lock in hand, the threads wait for the lock, and nothing ever ends.
    """

    def __init__(self) -> None:
        self._pool = QThreadPool()
        self._pool.setMaxThreadCount(_MOST_THREADS)
        give_way(self._pool)
        self._is_closed = False

    @property
    def is_closed(self) -> bool:
        """Whether whoever is at work must stop after the picture in hand."""
        return self._is_closed

    def start(self, work: Callable[[], None]) -> None:
        """Run ``work`` in a thread; it looks at `is_closed` between two pictures."""

        def at_low_priority() -> None:
            give_way_here()
            work()

        self._pool.start(at_low_priority)

    def close(self) -> None:
        """Wait for the pictures that are being loaded at this moment; nothing is loaded any more after this."""
        self._is_closed = True
        self._pool.waitForDone()
