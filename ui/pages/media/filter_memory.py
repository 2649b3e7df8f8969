# SPDX-License-Identifier: GPL-3.0-or-later
"""Remembers the filter between two visits: numbers and words only, never a name or what somebody typed."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import asdict
from datetime import date
from enum import Enum
from typing import Any

from models.publishing.library_filter import FileState, LibraryFilter, LibrarySort, LookState, PublishedState
from models.terms import MediaKind, Verdict


def filter_to_text(wanted: LibraryFilter) -> str:
    """The filter as JSON; a search text may be a name, and stays out."""
    values = {name: _plain(value) for name, value in asdict(wanted).items() if name != "text"}
    return json.dumps(values, separators=(",", ":"))


def filter_from_text(text: str) -> LibraryFilter:
    """The filter of such a text; whatever cannot be read counts as not filtered."""
    try:
        told = json.loads(text) if text else {}
    except ValueError:
        return LibraryFilter()
    if not isinstance(told, dict):
        return LibraryFilter()
    numbers, purpose = _each(int), told.get("purpose_id")
    return LibraryFilter(
        session_ids=numbers(told.get("session_ids")),
        person_ids=numbers(told.get("person_ids")),
        group_ids=numbers(told.get("group_ids")),
        kinds=_each(MediaKind)(told.get("kinds")),
        purpose_id=purpose if isinstance(purpose, int) else None,
        verdicts=_each(Verdict)(told.get("verdicts")),
        looks=_each(LookState)(told.get("looks")),
        published=_one(PublishedState, told.get("published")),
        published_purpose_ids=numbers(told.get("published_purpose_ids")),
        since=_one(date.fromisoformat, told.get("since")),
        until=_one(date.fromisoformat, told.get("until")),
        files=_each(FileState)(told.get("files")),
        sort=_one(LibrarySort, told.get("sort")) or LibrarySort.CAPTURED,
        is_reversed=told.get("is_reversed") is True,
    )


def _plain(value: Any) -> Any:
    if isinstance(value, tuple):
        return [_plain(one) for one in value]
    if isinstance(value, Enum):
        return value.value
    return value.isoformat() if isinstance(value, date) else value


def _one(make: Callable[[Any], Any], value: object) -> Any:
    try:
        return None if value is None else make(value)
    except (ValueError, TypeError):
        return None  # written by another program, or by hand


def _each(make: Callable[[Any], Any]) -> Callable[[object], tuple[Any, ...]]:
    def read(values: object) -> tuple[Any, ...]:
        found = [_one(make, value) for value in values] if isinstance(values, list) else []
        return tuple(one for one in found if one is not None)

    return read
