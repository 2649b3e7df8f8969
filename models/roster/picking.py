# SPDX-License-Identifier: GPL-3.0-or-later
"""Who is meant most likely when somebody begins to type a name."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from models.terms import PickRank

_WEIGHTS = {PickRank.EXPECTED: 4, PickRank.RECENT: 3, PickRank.SAME_TIME: 2, PickRank.NEAR: 2}


@dataclass(frozen=True, slots=True)
class PickContext:
    """Where the person picker is used.

    The groups at hand, who was named before (latest first), whom to expect at the event, who is there already, and who
    is in pictures made shortly before or after (nearest first).
    """

    group_ids: tuple[int, ...] = ()
    recent_person_ids: tuple[int, ...] = ()
    expected_person_ids: tuple[int, ...] = ()
    present_person_ids: tuple[int, ...] = ()
    same_time_person_ids: tuple[int, ...] = ()


class Ranking:
    """How near somebody is to the place where a person is picked."""

    def __init__(self, context: PickContext, members: frozenset[int]) -> None:
        self._present = frozenset(context.present_person_ids)
        self._recent = _places(context.recent_person_ids)
        self._same_time = _places(context.same_time_person_ids)
        self._signals = (
            (PickRank.EXPECTED, frozenset(context.expected_person_ids)),
            (PickRank.RECENT, members.intersection(self._recent) if members else self._recent.keys()),
            (PickRank.SAME_TIME, self._same_time.keys()),
            (PickRank.NEAR, members),
        )

    def key(self, person_id: int, *, begins: bool, has_left: bool) -> tuple[bool, int, int, int, bool, bool]:
        """Sorts who is meant most likely first; ``begins``: the name begins with what is typed."""
        weight = sum(_WEIGHTS[rank] for rank, people in self._signals if person_id in people)
        return (
            person_id in self._present,
            -weight,
            self._recent.get(person_id, len(self._recent)),
            self._same_time.get(person_id, len(self._same_time)),
            has_left,
            not begins,
        )

    def rank(self, person_id: int) -> PickRank:
        """The first reason why somebody stands high."""
        return next((rank for rank, people in self._signals if person_id in people), PickRank.REST)


def _places(person_ids: Sequence[int]) -> dict[int, int]:
    return {person_id: place for place, person_id in reversed(list(enumerate(person_ids)))}
