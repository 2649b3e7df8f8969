# SPDX-License-Identifier: GPL-3.0-or-later
"""How long work tells how far it is, and hears that it should stop."""

from __future__ import annotations

import threading
from collections.abc import Callable

from models.errors import ErrorCode, KnownError


class CancelToken:
    """Set once by whoever started the work; read by the work between steps. Safe across threads."""

    def __init__(self) -> None:
        self._event = threading.Event()

    def cancel(self) -> None:
        """Ask the work to stop at its next safe place."""
        self._event.set()

    @property
    def is_cancelled(self) -> bool:
        """Whether somebody asked to stop."""
        return self._event.is_set()

    def raise_if_cancelled(self) -> None:
        """Raise `KnownError` ``CANCELLED`` when somebody asked to stop."""
        if self._event.is_set():
            raise KnownError(ErrorCode.CANCELLED)


class Progress:
    """Reports ``(done, total)`` to a listener and carries the cancel token. The default one listens to nobody."""

    def __init__(self, listener: Callable[[int, int], None] | None = None, cancel: CancelToken | None = None) -> None:
        self._listener = listener
        self.cancel = cancel if cancel is not None else CancelToken()

    def report(self, done: int, total: int) -> None:
        """Tell how many of how many steps are done; raises ``CANCELLED`` when asked to stop."""
        self.cancel.raise_if_cancelled()
        if self._listener is not None:
            self._listener(done, total)

    def part(self, first: int, last: int, total: int) -> Progress:
        """The progress of one part of larger work: steps ``first`` to ``last`` of ``total``; it is stopped with it."""

        def listen(done: int, of: int) -> None:
            self.report(first + (last - first) * done // max(1, of), total)

        return Progress(listen, self.cancel)
