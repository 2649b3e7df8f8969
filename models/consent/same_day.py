# SPDX-License-Identifier: GPL-3.0-or-later
"""Two answers of one person to one thing on one day: the stop counts, whatever the order of entry."""

from __future__ import annotations

from collections.abc import Collection, Iterable

from models.consent.register import TimelineEntry
from models.terms import Answer


def outweighed_yeses(timeline: Iterable[TimelineEntry], event_ids: Collection[int]) -> tuple[int, ...]:
    """Which of these answers are a yes that does not count, because the same person said no on the same day."""
    wanted = set(event_ids)
    standing = [entry for entry in timeline if not entry.is_annulled and entry.annuls_id is None]
    stops = {
        (entry.key, entry.decider_id, entry.decided_on, entry.item_id) for entry in standing if entry.answer.is_stop
    }
    return tuple(
        entry.event_id
        for entry in standing
        if entry.event_id in wanted
        and entry.answer is Answer.GIVEN
        and (entry.key, entry.decider_id, entry.decided_on, entry.item_id) in stops
    )
