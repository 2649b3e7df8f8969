# SPDX-License-Identifier: GPL-3.0-or-later
"""Moments and ranges of films and sounds, in words."""

from __future__ import annotations

from collections.abc import Iterable

from models.media.ranges import Span, join_spans
from ui.texts import _, join_words


def moment_text(ms: int) -> str:
    """A moment as players show it: ``0:12``, ``1:02:03``."""
    seconds = max(0, ms) // 1000
    hours, minutes = seconds // 3600, seconds // 60 % 60
    return f"{hours}:{minutes:02}:{seconds % 60:02}" if hours else f"{minutes}:{seconds % 60:02}"


def span_text(start_ms: int, end_ms: int) -> str:
    """From one moment to another: ``0:12-0:40``, with the longer dash of the language; the end rounded up."""
    end = max(start_ms // 1000 + 1, -(-end_ms // 1000)) * 1000
    return _("{start}–{end}").format(start=moment_text(start_ms), end=moment_text(end))


def spans_text(spans: Iterable[tuple[int, int]]) -> str:
    """Several ranges in a row, those that touch as one; empty where there are none."""
    joined = join_spans(Span(start, end) for start, end in spans)
    return join_words([span_text(span.start_ms, span.end_ms) for span in joined])


def length_text(ms: int | None) -> str:
    """How long a recording is; empty where nobody knows."""
    return "" if not ms else moment_text(ms + 500)


def senses_text(visible: bool, audible: bool) -> str:
    """Whether somebody is seen, heard, or both."""
    if visible and audible:
        return _("seen and heard")
    return _("heard") if audible else _("seen")
