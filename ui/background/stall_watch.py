# SPDX-License-Identifier: GPL-3.0-or-later
"""Notices when the window stands still, and where.

A thread looks whether the event loop still answers. When it has not for 100 ms, the stack of the GUI thread is noted:
file, line and function, never a value.
"""

from __future__ import annotations

import logging
import sys
import threading
import time
import traceback
from dataclasses import dataclass
from pathlib import Path

from PySide6.QtCore import QObject, QTimer

_LOG = logging.getLogger("beeldakkoord.stalls")
_BEAT_MS = 20
_DEPTH = 12


@dataclass(frozen=True, slots=True)
class Stall:
    """One block of the event loop: how long until it was noticed to be over, and where it was seen."""

    seconds: float
    stack: tuple[str, ...]


class StallWatch(QObject):
    """Watches the thread that it was made in; `stalls` lists what it saw."""

    def __init__(self, parent: QObject | None = None, *, limit: float = 0.1) -> None:
        super().__init__(parent)
        self._limit = limit
        self._gui_thread = threading.get_ident()
        self._last_beat = time.perf_counter()
        self._stopped = threading.Event()
        self._stalls: list[Stall] = []
        self._timer = QTimer(self)
        self._timer.setInterval(_BEAT_MS)
        self._timer.timeout.connect(self._beat)
        self._timer.start()
        self._thread = threading.Thread(target=self._watch, name="stall-watch", daemon=True)
        self._thread.start()

    @property
    def stalls(self) -> tuple[Stall, ...]:
        """Every stall so far."""
        return tuple(self._stalls)

    @property
    def longest(self) -> float:
        """Seconds of the longest stall; 0 where there was none."""
        return max((stall.seconds for stall in self._stalls), default=0.0)

    def reset(self) -> None:
        """Forget the stalls so far."""
        self._stalls.clear()

    def stop(self) -> None:
        """Stop watching."""
        self._stopped.set()
        self._timer.stop()
        self._thread.join(1)

    def _beat(self) -> None:
        self._last_beat = time.perf_counter()

    def _watch(self) -> None:
        while not self._stopped.wait(self._limit / 4):
            beat = self._last_beat
            if time.perf_counter() - beat <= self._limit:
                continue
            stack = self._stack()
            while self._last_beat == beat and not self._stopped.wait(self._limit / 10):
                pass
            if not self._stopped.is_set():
                stall = Stall(time.perf_counter() - beat, stack)
                self._stalls.append(stall)
                _LOG.log(
                    logging.WARNING, "the window stood still for %d ms at %s", stall.seconds * 1000, " < ".join(stack)
                )

    def _stack(self) -> tuple[str, ...]:
        frame = sys._current_frames().get(self._gui_thread)  # noqa: SLF001 - the documented way to see another thread
        if frame is None:
            return ()
        entries = traceback.extract_stack(frame)[-_DEPTH:]
        return tuple(f"{Path(entry.filename).name}:{entry.lineno} {entry.name}" for entry in reversed(entries))
