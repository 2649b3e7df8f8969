# SPDX-License-Identifier: GPL-3.0-or-later
"""The words about events such as a trip: where they lie in time, and when they are. No Qt."""

from __future__ import annotations

from datetime import date, time

from models.media.session_rows import SessionRow
from models.terms import SessionPhase
from ui.texts import _, format_date


def session_phase_label(phase: SessionPhase) -> str:
    """The heading over the events that lie there, as seen from today."""
    return {
        SessionPhase.TODAY: _("Today"),
        SessionPhase.COMING: _("Coming"),
        SessionPhase.PAST: _("Past"),
        SessionPhase.UNDATED: _("Without a day"),
    }[phase]


def session_when(day: date | None, last_day: date | None, starts_at: time | None, ends_at: time | None) -> str:
    """When an event is: day or days, with the hours that are known."""
    if day is None:
        return _("No day yet")
    first = _with_hour(format_date(day), starts_at)
    if last_day is not None and last_day != day:
        return _("{first} to {last}").format(first=first, last=_with_hour(format_date(last_day), ends_at))
    if ends_at is None:
        return first
    if starts_at is None:
        return _("{day}, until {time}").format(day=format_date(day), time=format_hour(ends_at))
    return _("{start} to {end}").format(start=first, end=format_hour(ends_at))


def session_when_of(row: SessionRow) -> str:
    """When this event is."""
    return session_when(row.day, row.last_day, row.starts_at, row.ends_at)


def format_hour(moment: time) -> str:
    """A time of day in 24 hours."""
    return f"{moment:%H:%M}"


def _with_hour(day: str, hour: time | None) -> str:
    return day if hour is None else _("{day}, {time}").format(day=day, time=format_hour(hour))
