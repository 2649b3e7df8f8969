# SPDX-License-Identifier: GPL-3.0-or-later
"""What the To do page shows, as plain values; read off the GUI thread."""

from __future__ import annotations

import threading
from collections.abc import Hashable, Mapping
from dataclasses import dataclass
from pathlib import Path

from models.consent.verdicts import Reason
from models.errors import KnownError
from models.media.photo import make_thumbnail
from models.publishing.takedowns import TakedownRow
from models.publishing.todo import ORDER, TodoSection
from models.terms import Audience, ConsentStatus, TakedownState, TodoKind
from models.workspace import Workspace
from ui.pages.todo.notices import SUMMARISED, SectionFacts, SettledNoticeFacts, section_facts, settled_facts
from ui.style.labels import takedown_label
from ui.texts import _, format_date, format_moment

FIRST_SHOWN = 5
MORE_SHOWN = 25
SETTLED_SHOWN = 100


@dataclass(frozen=True, slots=True)
class TaskFacts:
    """One take-down task with the words for it. ``person_id`` is None where no person is the reason."""

    id: int
    item_id: int
    person_id: int | None
    where: str
    when: str
    why: str
    advice: str


@dataclass(frozen=True, slots=True)
class SettledFacts:
    """One task that is settled: in one line what became of it. ``can_reopen`` where a person settled it."""

    id: int
    text: str
    note: str
    can_reopen: bool


@dataclass(frozen=True, slots=True)
class TodoContents:
    """Everything on the page. ``open_count`` counts all open tasks, of which the first are in ``tasks``."""

    tasks: tuple[TaskFacts, ...]
    open_count: int
    settled: tuple[SettledFacts, ...]
    sections: tuple[SectionFacts, ...]
    settled_notices: tuple[SettledNoticeFacts, ...]

    def section(self, kind: TodoKind) -> SectionFacts | None:
        """The section of a kind; None where there is nothing of it."""
        return next((one for one in self.sections if one.kind is kind), None)


def load_todo(workspace: Workspace, limits: Mapping[TodoKind, int] | None = None) -> TodoContents:
    """Read the page's contents, with at most so many rows of each kind (the first few, where nothing is said)."""
    limits = {} if limits is None else limits
    limit = limits.get(TodoKind.TAKEDOWN, FIRST_SHOWN)
    sections: list[TodoSection] = []
    for kind in ORDER:
        if kind is not TodoKind.TAKEDOWN:
            shown = 0 if kind in SUMMARISED else limits.get(kind, FIRST_SHOWN)
            sections += workspace.todo.sections((kind,), limit=shown)
    rows = workspace.takedowns.tasks(open_only=False)
    still_open = [row for row in rows if row.state is TakedownState.OPEN]
    settled = [row for row in rows if row.state is not TakedownState.OPEN][:SETTLED_SHOWN]
    shown = still_open[:limit]
    people = {row.person_id for row in shown if row.person_id is not None}
    names = workspace.people.names(people)
    audiences = {row.id: row.audience for row in workspace.purposes.purposes(include_inactive=True)}
    return TodoContents(
        tasks=tuple(
            TaskFacts(
                id=row.id,
                item_id=row.item_id,
                person_id=row.person_id,
                where=_where(row),
                when=_when(row),
                why=why_sentence(row, _name_of(row, names), by_family=_is_by_family(workspace, row)),
                advice=advice_sentence(audiences[row.purpose_id]),
            )
            for row in shown
        ),
        open_count=len(still_open),
        settled=tuple(_settled_facts(row) for row in settled),
        sections=section_facts(workspace, sections),
        settled_notices=settled_facts(workspace, workspace.todo.settled(SETTLED_SHOWN)),
    )


def why_sentence(row: TakedownRow, name: str, *, by_family: bool) -> str:
    """Why a publication is to come down, in neutral words: nobody is to blame for changing their mind."""
    day = format_date(row.since)
    if row.person_id is None or row.cause is None:
        return _("Someone in this photo has no name yet.")
    if row.cause is ConsentStatus.WITHDRAWN:
        text = (
            _("{name}'s family changed their mind on {day}.") if by_family else _("{name} changed their mind on {day}.")
        )
        return text.format(name=name, day=day)
    sentences = {
        ConsentStatus.REFUSED: _("The answer for {name} is no, since {day}."),
        ConsentStatus.OBJECTED: _("There is an objection for {name}, since {day}."),
        ConsentStatus.EXPIRED: _("The yes for {name} ended on {day}."),
        ConsentStatus.PROTECTED: _("{name} is covered from now on, as agreed."),
    }
    missing = _("{name} is in this photo and has not answered yet.")
    return sentences.get(row.cause, missing).format(name=name, day=day)


def advice_sentence(audience: Audience) -> str:
    """What to do about it, by where it was published."""
    if audience is Audience.PRINT:
        return _("Leave it out of the next print. What is out already may stay: say so, with the reason.")
    return _("Remove it there, or put a covered copy in its place.")


class TaskThumbnails:
    """Gives the thumbnail of an item by its id, kept in the register's own store. Runs in worker threads."""

    def __init__(self, workspace: Workspace) -> None:
        self._workspace = workspace
        self._lock = threading.Lock()
        self._hashes: dict[int, str] = {}

    def __call__(self, key: Hashable) -> bytes | None:
        """The thumbnail as JPEG; None where the file is gone or cannot be shown."""
        if not isinstance(key, int):
            return None
        sha256 = self._hash_of(key)
        kept = self._workspace.thumbnails.get(sha256) if sha256 else None
        if kept is not None:
            return kept
        try:
            made = make_thumbnail(self._file_of(key))
        except KnownError:
            return None
        if sha256:
            self._workspace.thumbnails.put(sha256, made)
        return made

    def _hash_of(self, item_id: int) -> str:
        with self._lock:
            known = self._hashes.get(item_id)
        if known is None:
            row = self._workspace.media.item_rows((item_id,)).get(item_id)
            known = "" if row is None else row.sha256
            with self._lock:
                self._hashes[item_id] = known
        return known

    def _file_of(self, item_id: int) -> Path:
        return self._workspace.media.file_of(item_id)


def _name_of(row: TakedownRow, names: dict[int, str]) -> str:
    return names.get(row.person_id or 0, "") or _("a parent or guardian")


def _where(row: TakedownRow) -> str:
    return _("{purpose}: {place}").format(purpose=row.purpose_name, place=row.place) if row.place else row.purpose_name


def _when(row: TakedownRow) -> str:
    day = format_date(row.published_on)
    if row.copy_name:
        return _("Published on {day} as {file}").format(day=day, file=row.copy_name)
    return _("Published on {day}").format(day=day)


def _is_by_family(workspace: Workspace, row: TakedownRow) -> bool:
    """Whether somebody else than the person decided: then it is the family that changed its mind."""
    if row.person_id is None or row.cause is not ConsentStatus.WITHDRAWN:
        return False
    reasons = workspace.clearance.explain(row.item_id, row.purpose_id).reasons
    own: list[Reason] = [one for one in reasons if one.person_id == row.person_id and one.status is row.cause]
    return any(decider != row.person_id for one in own for decider in one.decided_by)


def _settled_facts(row: TakedownRow) -> SettledFacts:
    words = {"where": _where(row), "state": takedown_label(row.state)}
    if row.closed_at is None:
        text = _("{where}. {state}.").format(**words)
    elif row.closed_by:
        text = _("{where}. {state} on {day} by {user}.").format(
            **words, day=format_moment(row.closed_at), user=row.closed_by
        )
    else:
        text = _("{where}. {state} since {day}.").format(**words, day=format_moment(row.closed_at))
    return SettledFacts(row.id, text, row.note, row.state is not TakedownState.LAPSED)
