# SPDX-License-Identifier: GPL-3.0-or-later
"""Which event a recording was made at, by the camera's own time. Pure values, no register."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import NamedTuple

_WHOLE_MINUTE = timedelta(minutes=1) - timedelta(microseconds=1)


@dataclass(frozen=True, slots=True)
class SessionWindow:
    """The stretch of time of one event, both ends inclusive, in the camera's own (naive) time."""

    session_id: int
    starts: datetime
    ends: datetime

    def holds(self, moment: datetime) -> bool:
        """Whether a recording of that moment was made during the event."""
        return self.starts <= moment <= self.ends

    def lies_in(self, other: SessionWindow) -> bool:
        """Whether the other event's time takes in the whole of this one, and more."""
        return (
            other.starts <= self.starts
            and self.ends <= other.ends
            and (other.starts, other.ends)
            != (
                self.starts,
                self.ends,
            )
        )


class SessionFit(NamedTuple):
    """The event that a capture time decides on; ``is_doubtful`` where several fit and none is the narrowest."""

    session_id: int | None
    is_doubtful: bool = False


def window_of(
    session_id: int, day: date | None, last_day: date | None, starts_at: time | None, ends_at: time | None
) -> SessionWindow | None:
    """The window of an event, None without a day.

    Without hours a day counts whole; ``starts_at`` is that of the first day, ``ends_at`` that of the last, and the
    minute named last belongs to the event.
    """
    if day is None:
        return None
    starts = datetime.combine(day, starts_at or time.min)
    closing = datetime.combine(last_day or day, time.max)
    if ends_at is not None:
        closing = datetime.combine(last_day or day, ends_at.replace(second=0, microsecond=0)) + _WHOLE_MINUTE
    return SessionWindow(session_id, starts, closing)


def fit_moment(windows: Iterable[SessionWindow], moment: datetime | None) -> SessionFit:
    """The event of a recording made at that moment: the only one that fits, or the one inside all others that fit.

    Two events that overlap otherwise (or have the same hours) leave it open: the user is asked.
    """
    if moment is None:
        return SessionFit(None)
    fitting = [window for window in windows if window.holds(moment)]
    if not fitting:
        return SessionFit(None)
    narrowest = min(fitting, key=lambda window: window.ends - window.starts)
    if all(narrowest.lies_in(other) for other in fitting if other is not narrowest):
        return SessionFit(narrowest.session_id)
    return SessionFit(None, is_doubtful=True)


def order_by_nearness(windows: Sequence[SessionWindow], moment: datetime) -> tuple[int, ...]:
    """Ids of events, those that hold the moment first (the narrowest first), then the nearest in time."""

    def distance(window: SessionWindow) -> tuple[timedelta, timedelta, int]:
        away = max(window.starts - moment, moment - window.ends, timedelta())
        return away, window.ends - window.starts, window.session_id

    return tuple(window.session_id for window in sorted(windows, key=distance))
