# SPDX-License-Identifier: GPL-3.0-or-later
"""What the rows of the to-do list say and lead to, as plain values; read off the GUI thread."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

from models.consent.facts import CellKey
from models.consent.purposes import PurposeRow
from models.publishing.todo import NEVER_SETTLED, SettledRow, TodoNotice, TodoSection
from models.terms import TodoKind
from models.workspace import Workspace
from ui.style.labels import kind_label
from ui.style.todo_labels import said_sentence, todo_kind_label
from ui.texts import _, format_date, format_moment, join_words, ngettext

SUMMARISED = frozenset({TodoKind.UNNAMED_FACES, TodoKind.REMINDER_DUE, TodoKind.RETENTION_DUE})
"""Kinds that are one card however many there are: they are solved together."""
_MOST_DIFFERENCES = 3
_MOST_NAMES = 4


class TodoAct(StrEnum):
    """Where a button of a row leads."""

    PERSON = "person"
    LETTER = "letter"
    ASK = "ask"
    EVENT = "event"


@dataclass(frozen=True, slots=True)
class RowFacts:
    """One row: whom it is about, what there is to say, and its buttons, the main one first."""

    notice: TodoNotice
    title: str
    lines: tuple[str, ...]
    acts: tuple[tuple[TodoAct, str], ...]


@dataclass(frozen=True, slots=True)
class SectionFacts:
    """The rows of one kind; ``subjects`` are all that the kind is about where it is solved together."""

    kind: TodoKind
    count: int
    rows: tuple[RowFacts, ...]


@dataclass(frozen=True, slots=True)
class SettledNoticeFacts:
    """A notice that somebody settled, in a line; ``can_reopen`` while it would be on the list without that."""

    id: int
    text: str
    note: str
    can_reopen: bool


@dataclass(frozen=True, slots=True)
class _Words:
    names: Mapping[int, str]
    groups: Mapping[int, tuple[str, ...]]
    purposes: Mapping[int, PurposeRow]

    def name(self, person_id: int) -> str:
        return self.names.get(person_id, "") or _("a parent or guardian")

    def cells(self, keys: Iterable[CellKey]) -> str:
        """What answers are about: "School website (photo and film) and Newsletter (photo)"."""
        by_purpose: dict[int | None, list[str]] = {}
        for key in keys:
            by_purpose.setdefault(key.purpose_id, []).append(kind_label(key.kind).lower())
        parts = []
        for purpose_id, kinds in by_purpose.items():
            purpose = None if purpose_id is None else self.purposes.get(purpose_id)
            title = _("Being recorded") if purpose is None else purpose.name
            text = _("{purpose} ({kinds})")
            parts.append(text.format(purpose=title, kinds=join_words(kinds)) if len(kinds) < _ALL_KINDS else title)
        return join_words(parts, limit=_MOST_NAMES)


_ALL_KINDS = 3


def section_facts(workspace: Workspace, sections: Sequence[TodoSection]) -> tuple[SectionFacts, ...]:
    """The rows of these sections, with the names looked up once for all."""
    notices = [notice for section in sections for notice in section.notices]
    people = {notice.person_id for notice in notices if notice.person_id is not None}
    people |= {said.decider_id for notice in notices for one in notice.differences for said in one.sides}
    words = _Words(
        workspace.people.names(people),
        {row.id: row.groups for row in workspace.people.rows([one.person_id for one in notices if one.person_id])},
        {row.id: row for row in workspace.purposes.purposes(include_inactive=True)},
    )
    return tuple(
        SectionFacts(section.kind, section.count, tuple(_row_facts(notice, words) for notice in section.notices))
        for section in sections
    )


def settled_facts(workspace: Workspace, rows: Sequence[SettledRow]) -> tuple[SettledNoticeFacts, ...]:
    """What was settled, in words."""
    names = workspace.people.names({row.person_id for row in rows if row.person_id is not None})
    events = session_names(workspace, {row.session_id for row in rows if row.session_id is not None})
    made = []
    for row in rows:
        about = names.get(row.person_id or 0, "") if row.session_id is None else events.get(row.session_id, "")
        text = (
            _("{name}: {what}. Settled on {day} by {user}.")
            if row.settled_by
            else _("{name}: {what}. Settled on {day}.")
        )
        made.append(
            SettledNoticeFacts(
                row.id,
                text.format(
                    name=about or _("a parent or guardian"),
                    what=todo_kind_label(row.kind),
                    day=format_moment(row.settled_at),
                    user=row.settled_by,
                ),
                row.note,
                row.is_standing,
            )
        )
    return tuple(made)


def session_names(workspace: Workspace, session_ids: Iterable[int]) -> dict[int, str]:
    """Names of events by id."""
    wanted = set(session_ids)
    if not wanted:
        return {}
    return {row.id: row.name for row in workspace.sessions.list_sessions() if row.id in wanted}


def can_settle(kind: TodoKind) -> bool:
    """Whether a row of this kind can be settled for now."""
    return kind not in NEVER_SETTLED and kind not in SUMMARISED


def _row_facts(notice: TodoNotice, words: _Words) -> RowFacts:
    if notice.kind is TodoKind.MISSING_FOR_SESSION:
        return _event_row(notice, words)
    see = (TodoAct.PERSON, _("See the answers"))
    letter = (TodoAct.LETTER, _("Letter…"))
    lines = {
        TodoKind.GUARDIANS_DIFFER: _differing_lines,
        TodoKind.NOW_DECIDES: _deciding_lines,
        TodoKind.ENDS_SOON: _ending_lines,
    }[notice.kind](notice, words)
    acts = (see,) if notice.kind is TodoKind.GUARDIANS_DIFFER else (letter, see)
    title = ", ".join((words.name(notice.subject), *words.groups.get(notice.subject, ())))
    return RowFacts(notice, title, lines, acts)


def _differing_lines(notice: TodoNotice, words: _Words) -> tuple[str, ...]:
    """For each group of answers who said what when."""
    lines = []
    for one in notice.differences[:_MOST_DIFFERENCES]:
        said = said_sentence([(words.name(side.decider_id), side.answer, side.decided_on) for side in one.sides])
        lines.append(_("{what}: {said}.").format(what=words.cells(one.keys), said=said))
    more = len(notice.differences) - len(lines)
    if more:
        text = ngettext("And they differ in {count} more answer.", "And they differ in {count} more answers.", more)
        lines.append(text.format(count=more))
    return tuple(lines)


def _deciding_lines(notice: TodoNotice, _words: _Words) -> tuple[str, ...]:
    count = len(notice.keys)
    day = "" if notice.day is None else format_date(notice.day)
    return (
        ngettext(
            "Decides since {date}. {count} answer is still the parents'.",
            "Decides since {date}. {count} answers are still the parents'.",
            count,
        ).format(date=day, count=count),
    )


def _ending_lines(notice: TodoNotice, words: _Words) -> tuple[str, ...]:
    day = "" if notice.day is None else format_date(notice.day)
    return (_("Up to {date}: {what}.").format(date=day, what=words.cells(notice.keys)),)


def _event_row(notice: TodoNotice, words: _Words) -> RowFacts:
    count = len(notice.ids)
    purpose = words.purposes.get(notice.purpose_id or 0)
    text = ngettext(
        "{count} of {total} has not answered yet for {purpose}.",
        "{count} of {total} have not answered yet for {purpose}.",
        count,
    ).format(count=count, total=notice.total, purpose="" if purpose is None else purpose.name)
    title = notice.title
    if notice.day is not None:
        title = _("{name}, {date}").format(name=title, date=format_date(notice.day))
    ask = ngettext("Ask {count} person…", "Ask {count} people…", count).format(count=count)
    return RowFacts(notice, title, (text,), ((TodoAct.ASK, ask), (TodoAct.EVENT, _("See the event"))))
