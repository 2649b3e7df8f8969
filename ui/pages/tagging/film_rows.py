# SPDX-License-Identifier: GPL-3.0-or-later
"""When people are seen or heard in a film or sound: in words for the list, and which boxes a moment has."""

from __future__ import annotations

from collections.abc import Sequence

from models.media.item_people import AppearanceRow, ItemPeople
from models.terms import MediaKind
from ui.style.film_labels import senses_text, span_text
from ui.texts import _
from ui.widgets.canvas_geometry import CanvasBox

TimeSpan = tuple[int, int]
"""From when to when, in milliseconds."""


def boxes_at(boxes: Sequence[tuple[CanvasBox, TimeSpan | None]], at_ms: int | None) -> list[CanvasBox]:
    """The boxes of those who are there at a moment of a film; all of them for a photo (None)."""
    return [box for box, span in boxes if span is None or at_ms is None or span[0] <= at_ms < max(span[1], 1)]


def span_of(people: ItemPeople, appearance_id: int | None, face_id: int | None) -> TimeSpan | None:
    """From when to when somebody named or a mark of a film is there; None for all of it."""
    for one in people.appearances:
        if one.id == appearance_id:
            return time_span(one.start_ms, one.end_ms)
    face = next((mark for mark in people.faces if mark.id == face_id), None)
    return None if face is None else time_span(face.at_ms, face.end_ms)


def time_span(start_ms: int | None, end_ms: int | None) -> TimeSpan | None:
    """A part of a film as a pair, or None for all of it."""
    return None if start_ms is None or end_ms is None else (start_ms, end_ms)


def when_text(kind: MediaKind, one: AppearanceRow) -> str:
    """How somebody is there in a film or sound, as a line of its own; nothing for a photo."""
    if kind is MediaKind.PHOTO:
        return ""
    words = [] if kind is MediaKind.SOUND else [senses_text(one.is_visible, one.is_audible)]
    span = time_span(one.start_ms, one.end_ms)
    words.append(_("in all of it") if span is None else span_text(*span))
    return "\n" + "  ·  ".join(words)
