# SPDX-License-Identifier: GPL-3.0-or-later
"""The cyclic garbage collector runs on the GUI thread only.

A collection may start in whatever thread allocates next; in a worker it would destroy widgets there, and Qt dies.
"""

from __future__ import annotations

import gc

from PySide6.QtCore import QObject, QTimer

_INTERVAL_MS = 5_000


class CollectorPin(QObject):
    """Switches automatic collection off while it lives and collects from a timer of the thread it was made in."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._thresholds = gc.get_threshold()
        self._was_enabled = gc.isenabled()
        gc.disable()
        gc.freeze()  # what is there now stays: looking through it again and again would hold the window up
        self._timer = QTimer(self)
        self._timer.setInterval(_INTERVAL_MS)
        self._timer.timeout.connect(self.collect)
        self._timer.start()

    def collect(self) -> int:
        """Collect the oldest generation whose threshold is reached; gives its number, or -1."""
        counts = gc.get_count()
        for generation in (2, 1, 0):
            if counts[generation] > self._thresholds[generation] > 0:
                gc.collect(generation)
                return generation
        return -1

    def release(self) -> None:
        """Give the collector back to Python."""
        self._timer.stop()
        gc.unfreeze()
        if self._was_enabled:
            gc.enable()
