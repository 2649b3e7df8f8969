# SPDX-License-Identifier: GPL-3.0-or-later
"""The hands and eyes of tests with windows, with more patience than pytest-qt's five seconds."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from pytestqt.qtbot import QtBot

_PATIENCE_MS = 20_000


class PatientBot(QtBot):
    """A build server may be busy with something else; what never comes is still told."""

    def waitUntil(self, callback: Callable[[], bool | None], *, timeout: int = _PATIENCE_MS) -> None:
        """Wait until something is so. Raises pytest-qt's ``TimeoutError``; ``timeout`` in milliseconds."""
        super().waitUntil(callback, timeout=timeout)

    def waitSignal(self, signal: Any, *, timeout: int = _PATIENCE_MS, **options: Any) -> Any:
        """Wait for a signal at the end of a ``with``; ``timeout`` in milliseconds."""
        return super().waitSignal(signal, timeout=timeout, **options)
