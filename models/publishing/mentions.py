# SPDX-License-Identifier: GPL-3.0-or-later
"""Where the register holds words that people wrote themselves, and who is named in them.

Names of other people, their addresses and their organisations are their own data, and no mention of anybody.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from sqlalchemy import ColumnElement, Table, delete, insert, select, update
from sqlmodel import Session

from models.publishing.name_traces import NameTraces
from models.store import UnitOfWork
from models.store.audit import new_salt
from models.tables import (
    AuditDetail,
    ConsentEvent,
    ErasureEvent,
    FormRound,
    FormScan,
    FoundFace,
    Group,
    Guardianship,
    Item,
    ItemLocation,
    MediaSession,
    NameInFiles,
    OnlineMapping,
    OnlineRow,
    Person,
    Publication,
    Purpose,
    PurposeWording,
    Setting,
    SettledNotice,
    TakedownTask,
    WatchedFolder,
    metadata,
)
from models.terms import ChangeKind

_CHUNK = 5_000


class MentionPlace(StrEnum):
    """Where a text stands that names somebody who is to be erased."""

    ANSWER = "answer"
    FAMILY = "family"
    PROTECTION = "protection"
    GROUP = "group"
    SESSION = "session"
    PHOTO = "photo"
    PUBLICATION = "publication"
    TAKEDOWN = "takedown"
    NOTICE = "notice"
    FORM = "form"
    FILE = "file"
    SCHOOL = "school"
    WORDING = "wording"


@dataclass(frozen=True, slots=True)
class Mention:
    """A text that names somebody: where it stands, and how it reads now and without the name."""

    place: MentionPlace
    row_id: int
    text: str
    left: str


@dataclass(frozen=True, slots=True)
class Own:
    """Numbers of the people who are looked for, and of their forms: what stands in their own rows is no mention."""

    people: frozenset[int] = frozenset()
    forms: frozenset[int] = frozenset()


@dataclass(frozen=True, slots=True)
class _Column:
    """A column with free text. ``owner``: the column that says whose own row it is, so that it is left out there."""

    place: MentionPlace
    table: Table
    name: str
    owner: str = ""
    touches: ChangeKind | None = None
    touches_by: str = "id"


def _column(place: MentionPlace, model: Any, name: str, owner: str = "", **more: Any) -> _Column:
    return _Column(place, metadata.tables[str(model.__tablename__)], name, owner, **more)


_ANSWERS = (
    _column(MentionPlace.ANSWER, ConsentEvent, "note", "person_id"),
    _column(MentionPlace.ANSWER, ConsentEvent, "heard_by", "person_id"),
)
_NOTES = (
    _column(MentionPlace.FAMILY, Guardianship, "relation", touches=ChangeKind.PERSON, touches_by="pupil_id"),
    _column(MentionPlace.PROTECTION, Person, "protected_reason", "id", touches=ChangeKind.PERSON),
    _column(MentionPlace.GROUP, Group, "name", touches=ChangeKind.GROUP),
    _column(MentionPlace.SESSION, MediaSession, "name", touches=ChangeKind.SESSION),
    _column(MentionPlace.SESSION, MediaSession, "place", touches=ChangeKind.SESSION),
    _column(MentionPlace.SESSION, MediaSession, "note", touches=ChangeKind.SESSION),
    _column(MentionPlace.PHOTO, Item, "nobody_note", touches=ChangeKind.ITEM),
    _column(MentionPlace.PHOTO, FoundFace, "judgement_note", touches=ChangeKind.APPEARANCE, touches_by="item_id"),
    _column(MentionPlace.PUBLICATION, Publication, "place", touches=ChangeKind.PUBLICATION),
    _column(MentionPlace.TAKEDOWN, TakedownTask, "note", touches=ChangeKind.TAKEDOWN),
    _column(MentionPlace.NOTICE, SettledNotice, "note", "person_id", touches=ChangeKind.NOTICE),
    _column(MentionPlace.FORM, FormRound, "name", touches=ChangeKind.FORM),
    _column(MentionPlace.FORM, OnlineMapping, "name", touches=ChangeKind.FORM),
    _column(MentionPlace.FORM, OnlineMapping, "link", touches=ChangeKind.FORM),
    _column(MentionPlace.FORM, OnlineMapping, "columns", touches=ChangeKind.FORM),  # words that were typed in answers
    _column(MentionPlace.FORM, OnlineRow, "content", "form_id", touches=ChangeKind.FORM),
    _column(MentionPlace.FORM, FormScan, "details", "form_id", touches=ChangeKind.FORM),  # the name of the file
)
_FILES = (
    _column(MentionPlace.FILE, ItemLocation, "path", touches=ChangeKind.ITEM, touches_by="item_id"),
    _column(MentionPlace.FILE, NameInFiles, "name"),
    _column(MentionPlace.FILE, NameInFiles, "folded"),
    _column(MentionPlace.FILE, WatchedFolder, "path"),
)
_SCHOOL_TEXTS = (
    _column(MentionPlace.SCHOOL, Setting, "value"),
    _column(MentionPlace.WORDING, Purpose, "name"),
    _column(MentionPlace.WORDING, PurposeWording, "title"),
    _column(MentionPlace.WORDING, PurposeWording, "text"),
)


def find_mentions(session: Session, traces: NameTraces, own: Own) -> tuple[Mention, ...]:
    """Every text of others that names them; what stands in their own rows is left out."""
    found = [mention for column in (*_ANSWERS, *_NOTES) for mention in _mentions_in(session, column, traces, own)]
    return (*found, *(mention for column in _FILES for mention in _mentions_in(session, column, traces, own)))


def find_school_texts(session: Session, traces: NameTraces) -> tuple[Mention, ...]:
    """What the school says of itself: not changed by an erasure, for people were shown exactly these words."""
    return tuple(mention for column in _SCHOOL_TEXTS for mention in _mentions_in(session, column, traces, Own()))


def count_log_entries(session: Session, traces: NameTraces) -> int:
    """How many entries of the log were made by one of them, as a user of the program."""
    table = metadata.tables[str(AuditDetail.__tablename__)]
    actors = session.execute(select(table.c.actor).distinct()).scalars().all()
    theirs = [actor for actor in actors if traces.are_in(actor)]
    if not theirs:
        return 0
    return len(session.execute(select(table.c.seq).where(table.c.actor.in_(theirs))).all())


def clear_answers(unit: UnitOfWork, erasure_id: int, traces: NameTraces, own: Own, without_proof: Sequence[int]) -> int:
    """Take them out of other people's answers; facts stay, and the new digest goes into the chain.

    ``without_proof``: answers that lose their file as well. Gives the number of answers that were changed.
    """
    session = unit.session
    texts: dict[int, dict[str, Any]] = {event_id: {"evidence_id": None} for event_id in without_proof}
    for column in _ANSWERS:
        for mention in _mentions_in(session, column, traces, own):
            texts.setdefault(mention.row_id, {})[column.name] = mention.left
    event_ids = sorted(texts)
    for start in range(0, len(event_ids), _CHUNK):
        chunk = event_ids[start : start + _CHUNK]
        session.execute(insert(ErasureEvent), [{"erasure_id": erasure_id, "event_id": one} for one in chunk])
        for event in session.scalars(select(ConsentEvent).where(_table_of(ConsentEvent).c.id.in_(chunk))):
            for name, value in texts[event.id or 0].items():
                setattr(event, name, value)
            event.salt = new_salt()
            unit.touch(ChangeKind.ANSWER, [event.person_id])
        session.flush()
        for event in session.scalars(select(ConsentEvent).where(_table_of(ConsentEvent).c.id.in_(chunk))):
            unit.commit_to_event(event)
    return len(event_ids)


def clear_notes(unit: UnitOfWork, traces: NameTraces, own: Own) -> int:
    """Take them out of every other text; gives the number of texts that were changed.

    A place on the disk that names them is forgotten: what is in the file is known by its content, and it is found
    again under the name that the school gives it.
    """
    session, changed = unit.session, 0
    for column in _NOTES:
        table = column.table
        for mention in list(_mentions_in(session, column, traces, own)):
            left = _unique_name(session, table, mention) if column.place is MentionPlace.GROUP else mention.left
            values: dict[str, Any] = {column.name: left}
            if column.place is MentionPlace.PROTECTION:
                values["version"] = table.c.version + 1
            session.execute(update(table).where(table.c.id == mention.row_id).values(values))
            _touch(unit, column, mention)
            changed += 1
    for column in _FILES:
        for mention in list(_mentions_in(session, column, traces, own)):
            _touch(unit, column, mention)
            session.execute(delete(column.table).where(column.table.c.id == mention.row_id))
            changed += 1
    return changed


def _mentions_in(session: Session, column: _Column, traces: NameTraces, own: Own) -> Iterator[Mention]:
    table = column.table
    text = table.c[column.name]
    key = table.c.id if "id" in table.c else None
    query = select(key, text) if key is not None else select(text, text)
    conditions: list[ColumnElement[bool]] = [text != ""]
    owned = own.forms if column.owner == "form_id" else own.people
    if column.owner and owned:
        owner = table.c[column.owner]
        conditions.append(owner.is_(None) | owner.not_in(owned))
    for row_id, value in session.execute(query.where(*conditions)):
        if traces.are_in(value):
            yield Mention(column.place, row_id if key is not None else 0, value, traces.without(value))


def _unique_name(session: Session, table: Table, mention: Mention) -> str:
    """The name that is left for a group; with its number where another group of that year is called so already."""
    year = select(table.c.school_year).where(table.c.id == mention.row_id).scalar_subquery()
    taken = select(table.c.id).where(
        table.c.name == mention.left, table.c.school_year == year, table.c.id != mention.row_id
    )
    is_taken = session.execute(taken).first() is not None
    return f"{mention.left} {mention.row_id}" if is_taken else mention.left


def _touch(unit: UnitOfWork, column: _Column, mention: Mention) -> None:
    if column.touches is None:
        return
    table = column.table
    query = select(table.c[column.touches_by]).where(table.c.id == mention.row_id)
    unit.touch(column.touches, unit.session.execute(query).scalars().all())


def _table_of(model: Any) -> Table:
    return metadata.tables[str(model.__tablename__)]
