# SPDX-License-Identifier: GPL-3.0-or-later
"""Words about people who are never shown."""

from __future__ import annotations

from models.terms import LookingPurpose
from ui.texts import _


def looking_purpose_label(purpose: LookingPurpose) -> str:
    """Why somebody looks at the reason, as they choose it."""
    return {
        LookingPurpose.PICTURE: _("To decide about a picture"),
        LookingPurpose.STILL_NEEDED: _("To check whether it is still needed"),
        LookingPurpose.FAMILY_ASKED: _("The family asked"),
        LookingPurpose.AUTHORITY_ASKED: _("An authority asked"),
        LookingPurpose.CORRECTION: _("To change the reason"),
    }[purpose]
