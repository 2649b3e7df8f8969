# SPDX-License-Identifier: GPL-3.0-or-later
"""When a form was answered on paper and online as well: which answers count until a person has looked.

Where both say the same they both count. Where they differ about something, the no counts and the yes does not, and
the row waits for a person, who says which one counts. What the two agree about is not touched.

Pure, and a function of the set of answers alone: which came first, and how often, makes no difference.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from models.answer_lists.kept_row import Counting
from models.consent.facts import CellKey


@dataclass(frozen=True, slots=True)
class OnlineWord:
    """What one row says about the cells of its form; True is a yes. ``moment`` orders the rows of one sender.

    ``sender`` None stands for somebody unknown, who is nobody else.
    """

    row_id: int
    sender: int | str | None
    moment: float
    answers: Mapping[CellKey, bool]
    counting: Counting | None = None


@dataclass(frozen=True, slots=True)
class SettledSources:
    """What does not count: cells of the paper, and of each row. ``waiting``: rows that ask for a person."""

    paper: frozenset[CellKey] = frozenset()
    rows: Mapping[int, frozenset[CellKey]] = field(default_factory=dict)
    differing: Mapping[int, frozenset[CellKey]] = field(default_factory=dict)
    waiting: frozenset[int] = frozenset()


def settle_sources(paper: Mapping[CellKey, bool], rows: Sequence[OnlineWord]) -> SettledSources:
    """Compare the paper of one form with the rows of its code. Of one sender only the latest word about a cell counts.

    What somebody sent twice in the same second is taken as said twice.
    """
    latest: dict[tuple[CellKey, object], float] = {}
    for row in rows:
        for key in row.answers:
            place = (key, _sender(row))
            latest[place] = max(latest.get(place, row.moment), row.moment)
    not_on_paper: set[CellKey] = set()
    not_in_row: dict[int, set[CellKey]] = defaultdict(set)
    differing: dict[int, set[CellKey]] = defaultdict(set)
    for row in rows:
        for key, says_yes in row.answers.items():
            is_last = row.moment == latest[key, _sender(row)]
            if not is_last or key not in paper or paper[key] is says_yes:
                continue
            differing[row.row_id].add(key)
            if row.counting is Counting.PAPER or (row.counting is not Counting.ONLINE and says_yes):
                not_in_row[row.row_id].add(key)
            else:
                not_on_paper.add(key)
    asked = frozenset(row.row_id for row in rows if row.counting is None and row.row_id in differing)
    return SettledSources(
        frozenset(not_on_paper),
        {row_id: frozenset(keys) for row_id, keys in not_in_row.items()},
        {row_id: frozenset(keys) for row_id, keys in differing.items()},
        asked,
    )


def _sender(row: OnlineWord) -> object:
    return ("row", row.row_id) if row.sender is None else row.sender
