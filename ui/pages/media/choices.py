# SPDX-License-Identifier: GPL-3.0-or-later
"""What each side of the filter offers, with how many photos each value would show."""

from __future__ import annotations

from collections.abc import Mapping

from models.publishing.library_filter import NO_SESSION, Facet, FileState, LookState, PublishedState
from models.terms import MediaKind, Verdict
from ui.pages.media.filter_names import FilterNames
from ui.style import labels
from ui.style.icons import kind_icon, purpose_icon, verdict_icon
from ui.style.library_labels import file_label, look_label, published_label
from ui.style.session_labels import session_when_of
from ui.texts import _
from ui.widgets.choice_popup import Choice

_LOOK_ICONS = {
    LookState.UNNAMED: ("verdict-identify", "identify"),
    LookState.NOT_LOOKED: ("eye", "muted"),
    LookState.NAMED: ("person", "muted"),
    LookState.NOBODY: ("nobody", "muted"),
}


def choices_for(facet: Facet, names: FilterNames, counts: Mapping[object, int]) -> list[Choice]:
    """The choices of a side; ``counts`` is empty until they are known."""
    if facet is Facet.SESSION:
        none = Choice(NO_SESSION, _("In no event"), "remove", count=_count(counts, NO_SESSION))
        return [
            none,
            *(
                Choice(row.id, row.name, "calendar", detail=session_when_of(row), count=_count(counts, row.id))
                for row in names.sessions.values()
            ),
        ]
    if facet is Facet.GROUP:
        return [Choice(row.id, row.name, "class", detail=row.school_year) for row in names.groups.values()]
    if facet is Facet.KIND:
        return [Choice(one, labels.kind_label(one), kind_icon(one), count=_count(counts, one)) for one in MediaKind]
    if facet is Facet.VERDICT:
        return [
            Choice(one, labels.verdict_label(one), *verdict_icon(one), count=_count(counts, one)) for one in Verdict
        ]
    if facet is Facet.LOOK:
        return [Choice(one, look_label(one), *_LOOK_ICONS[one], count=_count(counts, one)) for one in LookState]
    if facet is Facet.FILE:
        icons = {FileState.MISSING: ("warning", "ask"), FileState.SEVERAL: ("copy", "muted")}
        return [Choice(one, file_label(one), *icons[one], count=_count(counts, one)) for one in FileState]
    icon_names = {
        PublishedState.PUBLISHED: "globe",
        PublishedState.ENDED: "takedown",
        PublishedState.NEVER: "remove",
    }
    states = [Choice(one, published_label(one), icon_names[one], count=_count(counts, one)) for one in PublishedState]
    return [
        *states,
        *(
            Choice(one.id, _("Published: {channel}").format(channel=one.name), purpose_icon(one.key, one.audience))
            for one in names.purposes.values()
        ),
    ]


def _count(counts: Mapping[object, int], value: object) -> int | None:
    return counts.get(value, 0) if counts else None
