# SPDX-License-Identifier: GPL-3.0-or-later
"""Reads the modules of the pages once the window is up, so that no page has to read its own when it is first opened.

Read by a worker, a few at a time with a rest in between: Python lets one thread run at a time, and the window is to
get its turn. It reads at the usual priority: a thread that holds Python's lock and waits for a processor would make the
window wait as well. Only modules are read; what a page shows is made in the GUI thread when it is needed.
"""

from __future__ import annotations

import importlib
import pkgutil
import time
from collections import deque
from collections.abc import Sequence
from functools import partial

from PySide6.QtCore import QObject, QTimer, Signal

from models.progress import Progress
from models.workspace import Workspace
from ui.background.jobs import Jobs

_STEP_SECONDS = 0.01
"""After so long a step reads no further module."""
_REST_MS = 20


class PageModules(QObject):
    """Reads packages of modules one after the other, each once."""

    package_read = Signal(str)
    """The name of a package of which every module is there now."""

    def __init__(self, jobs: Jobs, packages: Sequence[str], parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._jobs = jobs
        self._packages = deque(packages)
        self._next_module = 0
        self._rest = QTimer(self)
        self._rest.setSingleShot(True)
        self._rest.setInterval(_REST_MS)
        self._rest.timeout.connect(self.read_on)

    def read_on(self) -> None:
        """Read some modules more, and go on until all are read; does nothing when they are."""
        if self._packages:
            read = partial(_read_some, self._packages[0], self._next_module)
            self._jobs.run_query(read, success=self._on_read, owner=self, key="read")

    def _on_read(self, next_module: int | None) -> None:
        self._next_module = next_module or 0
        if next_module is None:
            self.package_read.emit(self._packages.popleft())
        self._rest.start()


def _read_some(package: str, start: int, _workspace: Workspace, _progress: Progress) -> int | None:
    """Import modules of a package from that number on, for a short while; the number to go on with, None at the end."""
    ends = time.perf_counter() + _STEP_SECONDS
    names = sorted(module.name for module in pkgutil.iter_modules(importlib.import_module(package).__path__))
    for number, name in enumerate(names[start:], start=start + 1):
        importlib.import_module(f"{package}.{name}")
        if number < len(names) and time.perf_counter() >= ends:
            return number
    return None
