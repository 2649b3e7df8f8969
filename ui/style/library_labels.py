# SPDX-License-Identifier: GPL-3.0-or-later
"""The words about the library: its filters, its order, and the months and days it is divided in. No Qt."""

from __future__ import annotations

from datetime import date

from models.publishing.library_filter import Facet, FileState, LibrarySort, LookState, PublishedState
from models.publishing.library_view import UNDATED, Section
from ui.texts import _, format_date, format_month, format_number, ngettext, pgettext


def facet_label(facet: Facet) -> str:
    """The name of a side from which the library is filtered."""
    return {
        Facet.TEXT: _("Words"),
        Facet.SESSION: pgettext("filter", "Event"),
        Facet.PERSON: _("Person"),
        Facet.GROUP: _("Class"),
        Facet.KIND: _("Kind"),
        Facet.VERDICT: _("Ready?"),
        Facet.LOOK: _("Names"),
        Facet.PUBLISHED: _("Published"),
        Facet.DATE: _("Date"),
        Facet.FILE: _("File"),
    }[facet]


def look_label(state: LookState) -> str:
    """How far naming is."""
    return {
        LookState.UNNAMED: _("Somebody has no name yet"),
        LookState.NOT_LOOKED: _("Nobody looked yet"),
        LookState.NAMED: _("Somebody is named"),
        LookState.NOBODY: _("Nobody can be recognised"),
    }[state]


def published_label(state: PublishedState) -> str:
    """Whether a copy is placed somewhere."""
    return {
        PublishedState.PUBLISHED: _("Published now"),
        PublishedState.ENDED: _("Published earlier, not now"),
        PublishedState.NEVER: _("Never published"),
    }[state]


def file_label(state: FileState) -> str:
    """How the file lies on the computer."""
    return {
        FileState.MISSING: _("File not found"),
        FileState.SEVERAL: _("The same photo in several files"),
    }[state]


def sort_label(sort: LibrarySort, *, is_reversed: bool = False) -> str:
    """In which order the library is shown."""
    return {
        (LibrarySort.CAPTURED, False): _("Newest first"),
        (LibrarySort.CAPTURED, True): _("Oldest first"),
        (LibrarySort.TAKEN_IN, False): _("Taken in last"),
        (LibrarySort.TAKEN_IN, True): _("Taken in first"),
        (LibrarySort.NAME, False): _("Name, A to Z"),
        (LibrarySort.NAME, True): _("Name, Z to A"),
    }[sort, is_reversed]


def section_label(section: Section) -> str:
    """The heading over a month of capture or a day of taking in."""
    if isinstance(section, date):
        return _("Taken in on {day}").format(day=format_date(section))
    if section == UNDATED:
        return _("Without a date")
    year, month = section
    name = format_month(month, year)
    return name[:1].upper() + name[1:]


def photos_text(count: int) -> str:
    """A number of recordings."""
    return ngettext("{count} photo", "{count} photos", count).format(count=format_number(count))


def count_text(count: int, total: int) -> str:
    """How many of the library fit: "21,340 of 100,000"."""
    if count == total:
        return photos_text(total)
    return _("{count} of {total}").format(count=format_number(count), total=format_number(total))


def days_text(since: date | None, until: date | None) -> str:
    """A stretch of days, open at one side where a day is None."""
    if since is not None and since == until:
        return format_date(since)
    if since is not None and until is not None:
        return _("{first} to {last}").format(first=format_date(since), last=format_date(until))
    if since is not None:
        return _("since {day}").format(day=format_date(since))
    return "" if until is None else _("until {day}").format(day=format_date(until))
