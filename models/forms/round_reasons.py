# SPDX-License-Identifier: GPL-3.0-or-later
"""Why a round asks somebody; apart, for the command line names these words before it opens a register."""

from __future__ import annotations

from enum import StrEnum


class RoundReason(StrEnum):
    """Which of the chosen people get a form."""

    EVERYBODY = "everybody"
    NEVER_ASKED = "never_asked"
    ENDED = "ended"
    NOW_DECIDES = "now_decides"
