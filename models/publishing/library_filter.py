# SPDX-License-Identifier: GPL-3.0-or-later
"""What somebody wants to see of the library, and in which order; plain values."""

from __future__ import annotations

from dataclasses import dataclass, fields, replace
from datetime import date
from enum import StrEnum

from models.terms import MediaKind, Verdict

NO_SESSION = 0
"""Stands among event ids for "in no event"."""


class LookState(StrEnum):
    """How far naming is. ``UNNAMED``: somebody in it has no name yet; ``NOT_LOOKED``: nobody looked yet."""

    UNNAMED = "unnamed"
    NOT_LOOKED = "not_looked"
    NAMED = "named"
    NOBODY = "nobody"


class PublishedState(StrEnum):
    """Whether a copy is placed somewhere now; ``ENDED``: only earlier."""

    PUBLISHED = "published"
    NEVER = "never"
    ENDED = "ended"


class FileState(StrEnum):
    """How the item's file lies on the computer. ``MISSING`` as far as was looked."""

    MISSING = "missing"
    SEVERAL = "several"


class LibrarySort(StrEnum):
    """In which order; newest first, names from A."""

    CAPTURED = "captured"
    TAKEN_IN = "taken_in"
    NAME = "name"


class Facet(StrEnum):
    """A side from which the library is filtered."""

    TEXT = "text"
    SESSION = "session"
    PERSON = "person"
    GROUP = "group"
    KIND = "kind"
    VERDICT = "verdict"
    LOOK = "look"
    PUBLISHED = "published"
    DATE = "date"
    FILE = "file"


@dataclass(frozen=True, slots=True)
class LibraryFilter:
    """What is asked for. Within a side any of the values fits (of people: all of them); all sides have to fit.

    ``group_ids``: somebody of the class is in it who was in that class on the capture day. ``verdicts`` are for
    ``purpose_id``, today. ``published_purpose_ids`` narrows ``published`` to these purposes. ``since`` and ``until``
    are days of capture, both inclusive. ``text``: each word is in the file's or folder's name, the event or its place.
    """

    text: str = ""
    session_ids: tuple[int, ...] = ()
    person_ids: tuple[int, ...] = ()
    group_ids: tuple[int, ...] = ()
    kinds: tuple[MediaKind, ...] = ()
    purpose_id: int | None = None
    verdicts: tuple[Verdict, ...] = ()
    looks: tuple[LookState, ...] = ()
    published: PublishedState | None = None
    published_purpose_ids: tuple[int, ...] = ()
    since: date | None = None
    until: date | None = None
    files: tuple[FileState, ...] = ()
    sort: LibrarySort = LibrarySort.CAPTURED
    is_reversed: bool = False

    def active(self) -> tuple[Facet, ...]:
        """The sides that narrow the library, in a fixed order."""
        return tuple(facet for facet in Facet if self.without(facet) != self)

    def without(self, facet: Facet) -> LibraryFilter:
        """The same without one side; the order and the chosen purpose stay."""
        changes = {name: _EMPTY[name] for name in _FIELDS_OF[facet]}
        return replace(self, **changes)  # type: ignore[arg-type]

    def cleared(self) -> LibraryFilter:
        """Everything, in the same order and for the same purpose."""
        return LibraryFilter(purpose_id=self.purpose_id, sort=self.sort, is_reversed=self.is_reversed)


_FIELDS_OF: dict[Facet, tuple[str, ...]] = {
    Facet.TEXT: ("text",),
    Facet.SESSION: ("session_ids",),
    Facet.PERSON: ("person_ids",),
    Facet.GROUP: ("group_ids",),
    Facet.KIND: ("kinds",),
    Facet.VERDICT: ("verdicts",),
    Facet.LOOK: ("looks",),
    Facet.PUBLISHED: ("published", "published_purpose_ids"),
    Facet.DATE: ("since", "until"),
    Facet.FILE: ("files",),
}
_EMPTY = {field.name: field.default for field in fields(LibraryFilter)}
