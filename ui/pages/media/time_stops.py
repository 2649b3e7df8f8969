# SPDX-License-Identifier: GPL-3.0-or-later
"""The stretches of the timeline from the sections of the library."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from models.publishing.library_view import UNDATED, Section
from ui.style.library_labels import section_label
from ui.texts import format_date, format_month
from ui.widgets.timeline import TimeStop


def time_stops(sections: Sequence[tuple[Section, int]]) -> list[TimeStop]:
    """One stop for each month of capture or day of taking in, under its year."""
    stops: list[TimeStop] = []
    row = 0
    for section, count in sections:
        if isinstance(section, date):
            stops.append(TimeStop(format_date(section).rsplit(" ", 1)[0], str(section.year), row, count))
        elif section == UNDATED:
            stops.append(TimeStop(section_label(section), "", row, count))
        else:
            stops.append(TimeStop(format_month(section[1]), str(section[0]), row, count))
        row += count
    return stops
