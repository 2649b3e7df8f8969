# SPDX-License-Identifier: GPL-3.0-or-later
"""Where parents answered differently, in words: both sides, each with its day, and nobody to blame."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from models.consent.facts import CellKey, CellStatus
from models.consent.register import TimelineEntry
from models.terms import Notice
from ui.style import labels
from ui.style.todo_labels import said_sentence
from ui.texts import _, join_words

_ALL_KINDS = 3


def cell_difference(cell: CellStatus, timeline: Iterable[TimelineEntry], names: Mapping[int, str]) -> str:
    """Who said what when, for one cell; empty where nobody differs."""
    if Notice.GUARDIANS_DIFFER not in cell.notices:
        return ""
    found = [entry for entry in timeline if entry.event_id in cell.event_ids]
    sides = sorted(found, key=lambda one: (one.decided_on, one.event_id))
    said = said_sentence([(names.get(one.decider_id, ""), one.answer, one.decided_on) for one in sides])
    return _("{sentence}.").format(sentence=said)


def differing_sentences(said_about: Iterable[tuple[str, CellKey, str]]) -> tuple[str, ...]:
    """Title, cell and difference of each cell, put together where the same people said the same on the same days."""
    found: dict[str, dict[str, list[str]]] = {}
    for title, key, said in said_about:
        if said:
            found.setdefault(said, {}).setdefault(title, []).append(labels.kind_label(key.kind).lower())
    return tuple(_("{what}: {said}").format(what=_join_titles(titles), said=said) for said, titles in found.items())


def _join_titles(titles: Mapping[str, list[str]]) -> str:
    parts = [
        title if len(kinds) >= _ALL_KINDS else _("{purpose} ({kinds})").format(purpose=title, kinds=join_words(kinds))
        for title, kinds in titles.items()
    ]
    return join_words(parts)
