# SPDX-License-Identifier: GPL-3.0-or-later
"""What a filter is called in words: the names behind its numbers, and one sentence for each side."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import date, timedelta

from models.consent.purposes import PurposeRow
from models.media.session_rows import SessionRow
from models.policy import end_of_school_year
from models.publishing.library_filter import NO_SESSION, Facet, LibraryFilter
from models.roster.groups import GroupRow
from models.workspace import Workspace
from ui.style import labels
from ui.style.library_labels import days_text, facet_label, file_label, look_label, published_label
from ui.texts import _, join_words

_MOST_NAMES = 2


@dataclass(frozen=True)
class FilterNames:
    """What there is to choose from, and the names of the people who are chosen."""

    sessions: dict[int, SessionRow] = field(default_factory=dict)
    groups: dict[int, GroupRow] = field(default_factory=dict)
    purposes: dict[int, PurposeRow] = field(default_factory=dict)
    people: dict[int, str] = field(default_factory=dict)
    today: date | None = None
    years: tuple[tuple[date, date], tuple[date, date]] | None = None
    """First and last day of this school year, and of the one before."""

    @classmethod
    def load(cls, workspace: Workspace, wanted: LibraryFilter) -> FilterNames:
        """Read them; not for the GUI thread."""
        today, policy = workspace.clock.today(), workspace.settings.policy()
        this_year = end_of_school_year(today, policy)
        last_year, before = (end_of_school_year(this_year - timedelta(days=days), policy) for days in (366, 731))
        return cls(
            sessions={row.id: row for row in workspace.sessions.list_sessions()},
            groups={row.id: row for row in workspace.groups.list_groups()},
            purposes={row.id: row for row in workspace.purposes.purposes()},
            people=dict(workspace.people.names(wanted.person_ids)) if wanted.person_ids else {},
            today=today,
            years=((last_year + timedelta(days=1), this_year), (before + timedelta(days=1), last_year)),
        )

    def without_gone(self, wanted: LibraryFilter) -> LibraryFilter:
        """The filter without events, classes and channels that are not there any more."""
        sessions = tuple(one for one in wanted.session_ids if one == NO_SESSION or one in self.sessions)
        has_purpose = wanted.purpose_id in self.purposes
        return replace(
            wanted,
            session_ids=sessions,
            group_ids=tuple(one for one in wanted.group_ids if one in self.groups),
            person_ids=tuple(one for one in wanted.person_ids if one in self.people),
            purpose_id=wanted.purpose_id if has_purpose else None,
            verdicts=wanted.verdicts if has_purpose else (),
            published_purpose_ids=tuple(one for one in wanted.published_purpose_ids if one in self.purposes),
        )

    def chip_text(self, wanted: LibraryFilter, facet: Facet) -> str:
        """One side in words, such as "Event: Camp and Trip"."""
        return _("{side}: {values}").format(side=facet_label(facet), values=self._values(wanted, facet))

    def _values(self, wanted: LibraryFilter, facet: Facet) -> str:
        if facet is Facet.TEXT:
            return f"“{wanted.text.strip()}”"
        if facet is Facet.DATE:
            return days_text(wanted.since, wanted.until)
        if facet is Facet.VERDICT:
            purpose = self.purposes.get(wanted.purpose_id or 0)
            verdicts = join_words([labels.verdict_label(one) for one in wanted.verdicts])
            return verdicts if purpose is None else f"{verdicts} ({purpose.name})"
        if facet is Facet.PUBLISHED:
            return self._published(wanted)
        words = {
            Facet.SESSION: [self._session(one) for one in wanted.session_ids],
            Facet.PERSON: [self.people.get(one, "…") for one in wanted.person_ids],
            Facet.GROUP: [self.groups[one].name if one in self.groups else "…" for one in wanted.group_ids],
            Facet.KIND: [labels.kind_label(kind) for kind in wanted.kinds],
            Facet.LOOK: [look_label(state) for state in wanted.looks],
            Facet.FILE: [file_label(state) for state in wanted.files],
        }[facet]
        return join_words(words, limit=_MOST_NAMES)

    def _session(self, session_id: int) -> str:
        if session_id == NO_SESSION:
            return _("In no event")
        return self.sessions[session_id].name if session_id in self.sessions else "…"

    def _published(self, wanted: LibraryFilter) -> str:
        state = "" if wanted.published is None else published_label(wanted.published)
        named = [self.purposes[one].name for one in wanted.published_purpose_ids if one in self.purposes]
        return f"{state} ({join_words(named, limit=_MOST_NAMES)})" if named else state
