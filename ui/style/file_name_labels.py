# SPDX-License-Identifier: GPL-3.0-or-later
"""Words for names found in files, and for name cards."""

from __future__ import annotations

from models.publishing.name_matching import NameStanding
from ui.texts import _


def standing_label(standing: NameStanding) -> str:
    """What is known of a name, as a heading over such names."""
    return {
        NameStanding.SURE: _("We know who this is"),
        NameStanding.SEVERAL: _("Who of them is this?"),
        NameStanding.UNKNOWN: _("Who is this?"),
        NameStanding.NOBODY: _("Not somebody of the school"),
    }[standing]
