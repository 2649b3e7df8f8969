# SPDX-License-Identifier: GPL-3.0-or-later
"""What time it is. Passed in everywhere, so that tests can stop it and look at another day."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from typing import Protocol


class Clock(Protocol):
    """Source of now and today."""

    def now(self) -> datetime:
        """Aware UTC time."""
        ...

    def today(self) -> date:
        """The calendar day where the school is."""
        ...


class SystemClock:
    """The computer's clock; days are local days."""

    def now(self) -> datetime:
        """Aware UTC time, now."""
        return datetime.now(UTC)

    def today(self) -> date:
        """The local calendar day."""
        return datetime.now().astimezone().date()


class FixedClock:
    """A clock that stands still until it is moved; for tests, pictures of the guide and looking back."""

    def __init__(self, day: date, *, hour: int = 10) -> None:
        self._now = datetime(day.year, day.month, day.day, hour, tzinfo=UTC)

    def now(self) -> datetime:
        """The time it was set to."""
        return self._now

    def today(self) -> date:
        """The day it was set to."""
        return self._now.date()

    def advance(self, *, days: int = 0, seconds: float = 0) -> None:
        """Move the clock (backwards with negative values)."""
        self._now += timedelta(days=days, seconds=seconds)
