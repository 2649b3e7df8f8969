# SPDX-License-Identifier: GPL-3.0-or-later
"""What the Classes page shows, as plain values; read off the GUI thread."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from models.consent.purposes import PurposeRow
from models.policy import school_year_of
from models.publishing.chances import GroupChance, PurposeChance
from models.publishing.fairness import FairnessReport
from models.terms import MediaKind
from models.workspace import Workspace
from ui.style.chance_labels import group_title


@dataclass(frozen=True, slots=True)
class OverviewRow:
    """A line of the table: a class, the whole school, or another group."""

    title: str
    chance: GroupChance

    @property
    def is_school(self) -> bool:
        """Whether it is the whole school."""
        return self.chance.group_id is None


@dataclass(frozen=True, slots=True)
class Overview:
    """All classes, then the whole school, then the other groups; and the channels across."""

    kind: MediaKind
    day: date
    purposes: tuple[PurposeRow, ...]
    rows: tuple[OverviewRow, ...]

    @property
    def is_empty(self) -> bool:
        """Whether there is nobody to show."""
        return not self.rows or (len(self.rows) == 1 and not self.rows[0].chance.people_count)


@dataclass(frozen=True, slots=True)
class ChanceDetail:
    """One cell of the table with its names. ``groups`` tells people of a large group apart; empty in a class."""

    row: OverviewRow
    purpose: PurposeRow
    day: date
    chance: PurposeChance
    names: dict[int, str]
    groups: dict[int, str]


@dataclass(frozen=True, slots=True)
class Shares:
    """Who is shown over a period. ``group_titles`` has a title for each group of the report."""

    report: FairnessReport
    group_titles: dict[int, str]


def load_overview(workspace: Workspace, kind: MediaKind, day: date) -> Overview:
    """The table of one kind of recording on one day."""
    purposes = workspace.purposes.purposes()
    found = workspace.chances.for_groups([purpose.id for purpose in purposes], kind, day)
    year = school_year_of(day, workspace.settings.policy())
    rows = (*found.classes, found.school, *found.others)
    return Overview(
        kind=kind,
        day=day,
        purposes=tuple(purpose for purpose in purposes if kind in purpose.kinds),
        rows=tuple(OverviewRow(group_title(row, year), row) for row in rows),
    )


def load_detail(
    workspace: Workspace, row: OverviewRow, purpose: PurposeRow, kind: MediaKind, day: date
) -> ChanceDetail | None:
    """The names behind one cell; None where the channel is no longer used for the kind. Raises ``PURPOSE_UNKNOWN``."""
    people = workspace.chances.members(row.chance.group_id, day)
    found = workspace.chances.for_people(people, (purpose.id,), (kind,), day)
    if not found:
        return None
    (chance,) = found
    rows = workspace.people.rows(people)
    return ChanceDetail(
        row=row,
        purpose=purpose,
        day=day,
        chance=chance,
        names={one.id: one.display_name for one in rows},
        groups={one.id: ", ".join(one.groups) for one in rows} if row.is_school else {},
    )


def load_shares(workspace: Workspace, group_id: int | None, first: date, last: date, purpose_id: int | None) -> Shares:
    """Who is shown in a group (None: the whole school) over a period. Raises ``PURPOSE_UNKNOWN``."""
    report = workspace.fairness.report(group_id, first, last, purpose_id)
    year = school_year_of(report.day, workspace.settings.policy())
    return Shares(report, {group.group_id: group_title(group, year) for group in report.groups})
