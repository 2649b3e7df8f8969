# SPDX-License-Identifier: GPL-3.0-or-later
"""What a user reads about days and the clock. No Qt."""

from __future__ import annotations

from models.consent.calendar import ClockBehind
from ui.texts import _, format_date


def clock_sentence(behind: ClockBehind) -> str:
    """That the clock cannot be right, and what to do."""
    return _(
        "The clock of this computer says {today}, but the register was last changed on {changed}. Check the clock "
        "before recording answers."
    ).format(today=format_date(behind.today), changed=format_date(behind.changed_on))


def same_day_sentence() -> str:
    """That a yes does not count because of a no of the same day, and what to do when they changed their mind."""
    return _(
        "The same person also said no on this day, and then the no counts. Did they say yes later? Record it on the "
        "next day."
    )
