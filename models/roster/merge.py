# SPDX-License-Identifier: GPL-3.0-or-later
"""Two records of one person become one, and can be taken apart again.

Answers keep the number they were given to (see `models.store.same_person`). Every other row of the merged record gets
the kept record's number. Where both records have the same row (one role, one class, one guardian), the kept one is
widened and the other is put away. Own data that is taken over changes places with the kept record's, so that each
value goes back where it came from. What moved is remembered by number, so that exactly that goes back.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import ColumnElement, Date, Table, delete, exists, insert, select, update
from sqlmodel import Session, SQLModel

from models.roster.merge_terms import MergeField
from models.store.same_person import follow, kept_ids
from models.tables import (
    Appearance,
    ConsentEvent,
    ConsentRequest,
    Form,
    FoundFace,
    GroupMembership,
    Guardianship,
    MediaSession,
    NameCard,
    NameInFiles,
    Person,
    PersonIdentifier,
    PersonRoleEntry,
    PublicationCover,
    Reminder,
    SessionPerson,
    SettledNotice,
    TakedownTask,
    metadata,
)
from models.tables.base import UtcTime

Row = dict[str, Any]
Widen = Callable[[Row, Row], Row]

_PROTECTION = "protection"
_COLUMNS: Mapping[str, tuple[str, ...]] = {
    MergeField.NAME: ("given_name", "name_prefix", "family_name", "sort_name", "search_text"),
    MergeField.BIRTH_DATE: ("birth_date",),
    MergeField.EMAIL: ("email",),
    MergeField.TELEPHONE: ("telephone",),
    MergeField.LANGUAGE: ("language",),
    MergeField.ORGANISATION: ("organisation",),
    MergeField.LEFT_ON: ("left_on",),
    _PROTECTION: ("is_protected", "protected_reason"),
}
_OVERLAP = 0.3


def _table(model: type[SQLModel]) -> Table:
    return metadata.tables[str(model.__tablename__)]


_PERSON, _FACE, _BOND = _table(Person), _table(FoundFace), _table(Guardianship)


@dataclass(frozen=True, slots=True)
class _Belonging:
    """A column that says whose a row is. ``same_by``: what makes two rows of one person the same row."""

    table: Table
    column: str = "person_id"
    same_by: tuple[str, ...] = ()
    widen: Widen | None = None
    """What the kept row takes over from the other; gives only what changes. None: doubles stay with the other."""


def _wider(kept: Row, other: Row) -> Row:
    """A period as wide as both, open where either is."""
    since = None if kept["since"] is None or other["since"] is None else min(kept["since"], other["since"])
    until = None if kept["until"] is None or other["until"] is None else max(kept["until"], other["until"])
    return {"since": since, "until": until}


def _wider_say(kept: Row, other: Row) -> Row:
    return {
        **_wider(kept, other),
        "has_authority": kept["has_authority"] or other["has_authority"],
        "relation": kept["relation"] or other["relation"],
    }


def _both_expected(kept: Row, other: Row) -> Row:
    return {"is_expected": kept["is_expected"] and other["is_expected"]}


def _nothing_more(_kept: Row, _other: Row) -> Row:
    return {}


def _seen_and_heard(kept: Row, other: Row) -> Row:
    place = other if kept["x"] is None else kept
    return {
        "is_visible": kept["is_visible"] or other["is_visible"],
        "is_audible": kept["is_audible"] or other["is_audible"],
        **{side: place[side] for side in "xywh"},
    }


_BELONGINGS = (
    _Belonging(_table(PersonIdentifier)),
    _Belonging(_table(PersonRoleEntry), same_by=("role",), widen=_wider),
    _Belonging(_table(GroupMembership), same_by=("group_id",), widen=_wider),
    _Belonging(_table(Guardianship), "pupil_id", ("guardian_id",), _wider_say),
    _Belonging(_table(Guardianship), "guardian_id", ("pupil_id",), _wider_say),
    _Belonging(_table(MediaSession), "photographer_id"),
    _Belonging(_table(SessionPerson), same_by=("session_id",), widen=_both_expected),
    _Belonging(_table(Appearance), same_by=("item_id", "start_ms", "end_ms"), widen=_seen_and_heard),
    _Belonging(_table(ConsentRequest)),
    _Belonging(_table(Form)),
    _Belonging(_table(PublicationCover), same_by=("publication_id",), widen=_nothing_more),
    _Belonging(_table(TakedownTask)),
    _Belonging(_table(Reminder)),
    _Belonging(_table(NameCard)),
    _Belonging(_table(NameInFiles)),
    _Belonging(_table(SettledNotice), same_by=("kind", "session_id", "fingerprint")),
)
MOVED_COLUMNS = frozenset((one.table.name, one.column) for one in _BELONGINGS)
"""Every column that moves. The test of merging compares them with all that refer to a person."""


@dataclass(slots=True)
class Moved:
    """What a merge moved, by number; ``put_away`` and ``widened`` hold rows of the tables of doubles, never a name."""

    moved: dict[str, list[int]]
    put_away: list[Row]
    widened: list[Row]
    faces: dict[str, list[int]]
    swapped: list[str]
    repointed: list[int]

    def to_json(self) -> str:
        """As kept in the register."""
        return json.dumps({name: getattr(self, name) for name in self.__slots__}, default=_plain, sort_keys=True)

    @classmethod
    def from_json(cls, text: str) -> Moved:
        """Read back what `to_json` wrote."""
        return cls(**json.loads(text))


def join_records(session: Session, kept_id: int, merged_id: int, take_over: Collection[MergeField]) -> Moved:
    """Give everything of the merged record to the kept one; the values in ``take_over`` change places.

    Both must be on record, and neither a guardian of the other. A protection on either protects the kept one.
    """
    done = Moved({}, [], [], {}, [], [])
    for belonging in _BELONGINGS:
        _move(session, belonging, kept_id, merged_id, done)
    people = _people(session, kept_id, merged_id)
    swapped = [str(name) for name in _COLUMNS if name in set(take_over)]
    if people[merged_id]["is_protected"] and not people[kept_id]["is_protected"]:
        swapped.append(_PROTECTION)
    done.swapped = swapped
    _swap(session, kept_id, merged_id, swapped)
    done.repointed = list(session.execute(select(_PERSON.c.id).where(_PERSON.c.merged_into_id == merged_id)).scalars())
    _point_to(session, [merged_id, *done.repointed], kept_id)
    _raise_versions(session, (kept_id, merged_id))
    return done


def part_records(session: Session, kept_id: int, merged_id: int, done: Moved, *, since: datetime) -> None:
    """Take the records apart again: what moved goes back, what was recorded since ``since`` stays with the kept one.

    Rows that were deleted or given to somebody else meanwhile are left as they are. A guardian who moved and has since
    answered for the kept one stays with both.
    """
    _point_to(session, [merged_id], None)
    _put_back_widened(session, done.widened)
    staying = _bonds_that_stay(session, kept_id, done, since)
    for belonging in reversed(_BELONGINGS):
        ids = done.moved.get(_key(belonging), [])
        column = belonging.table.c[belonging.column]
        for chunk in _chunks(ids):
            session.execute(
                update(belonging.table)
                .where(belonging.table.c.id.in_(chunk), column == kept_id)
                .values({belonging.column: merged_id})
            )
    if staying:
        session.execute(insert(_BOND), staying)
    new_ids = _put_back_rows(session, done.put_away)
    for appearance_id, faces in done.faces.items():
        target = new_ids.get(int(appearance_id))
        if target is not None:
            session.execute(update(_FACE).where(_FACE.c.id.in_(faces)).values(appearance_id=target))
    _swap(session, kept_id, merged_id, done.swapped)
    still = select(_PERSON.c.id).where(_PERSON.c.id.in_(done.repointed), _PERSON.c.merged_into_id == kept_id)
    _point_to(session, list(session.execute(still).scalars()), merged_id)
    _raise_versions(session, (kept_id, merged_id))


def boxes_overlap(first: Mapping[str, Any], second: Mapping[str, Any]) -> bool:
    """Whether two appearances can be one place in a picture: one has no box, or the boxes lie over each other."""
    if first["x"] is None or second["x"] is None:
        return True
    width = min(first["x"] + first["w"], second["x"] + second["w"]) - max(first["x"], second["x"])
    height = min(first["y"] + first["h"], second["y"] + second["h"]) - max(first["y"], second["y"])
    shared = max(width, 0.0) * max(height, 0.0)
    whole = first["w"] * first["h"] + second["w"] * second["h"] - shared
    return bool(shared >= _OVERLAP * whole)


# --- joining


def _move(session: Session, belonging: _Belonging, kept_id: int, merged_id: int, done: Moved) -> None:
    table, column = belonging.table, belonging.table.c[belonging.column]
    kept: dict[tuple[Any, ...], Row] = {}
    rows = _rows(session, table, column == merged_id)
    if belonging.same_by and rows:
        for row in _rows(session, table, column == kept_id):
            kept.setdefault(tuple(row[name] for name in belonging.same_by), row)
    ids: list[int] = []
    for row in rows:
        same = kept.get(tuple(row[name] for name in belonging.same_by)) if belonging.same_by else None
        if same is not None and table.name == "appearance" and not boxes_overlap(same, row):
            same = None  # two places in one picture: both stay, so that both are covered
        if same is None:
            ids.append(row["id"])
        elif belonging.widen is not None:
            _join_rows(session, belonging, same, row, done)
    for chunk in _chunks(ids):
        session.execute(update(table).where(table.c.id.in_(chunk)).values({belonging.column: kept_id}))
    if ids:
        done.moved[_key(belonging)] = ids


def _rows(session: Session, table: Table, condition: ColumnElement[bool]) -> list[Row]:
    found = session.execute(select(table).where(condition).order_by(table.c.id))
    return [dict(row) for row in found.mappings()]


def _join_rows(session: Session, belonging: _Belonging, kept: Row, other: Row, done: Moved) -> None:
    table = belonging.table
    assert belonging.widen is not None
    wider = {name: value for name, value in belonging.widen(kept, other).items() if value != kept[name]}
    if wider:
        before = {name: kept[name] for name in wider}
        done.widened.append({"table": table.name, "id": kept["id"], "before": before, "after": wider})
        session.execute(update(table).where(table.c.id == kept["id"]).values(wider))
        kept.update(wider)
    if table.name == "appearance":
        faces = list(session.execute(select(_FACE.c.id).where(_FACE.c.appearance_id == other["id"])).scalars())
        if faces:
            done.faces[str(other["id"])] = faces
            session.execute(update(_FACE).where(_FACE.c.id.in_(faces)).values(appearance_id=kept["id"]))
    done.put_away.append({"table": table.name, "row": other})
    session.execute(delete(table).where(table.c.id == other["id"]))


def _swap(session: Session, kept_id: int, merged_id: int, names: Iterable[str]) -> None:
    columns = [column for name in names for column in _COLUMNS[name]]
    if not columns:
        return
    people = _people(session, kept_id, merged_id)
    for taker, giver in ((kept_id, merged_id), (merged_id, kept_id)):
        values = {column: people[giver][column] for column in columns}
        session.execute(update(_PERSON).where(_PERSON.c.id == taker).values(values))


def _people(session: Session, *ids: int) -> dict[int, Row]:
    return {row["id"]: dict(row) for row in session.execute(select(_PERSON).where(_PERSON.c.id.in_(ids))).mappings()}


def _point_to(session: Session, ids: Collection[int], kept_id: int | None) -> None:
    if ids:
        session.execute(update(_PERSON).where(_PERSON.c.id.in_(tuple(ids))).values(merged_into_id=kept_id))


def _raise_versions(session: Session, ids: Collection[int]) -> None:
    """A version only ever rises, so that a dialog opened before the merge cannot write over it."""
    session.execute(update(_PERSON).where(_PERSON.c.id.in_(tuple(ids))).values(version=_PERSON.c.version + 1))
    session.expire_all()


# --- parting


def _put_back_widened(session: Session, widened: Iterable[Row]) -> None:
    """Rows that were widened get their old values, unless somebody changed them since."""
    for change in reversed(list(widened)):
        table = metadata.tables[change["table"]]
        found = session.execute(select(table).where(table.c.id == change["id"])).mappings().first()
        after = _typed(table, change["after"])
        if found is not None and all(found[name] == value for name, value in after.items()):
            session.execute(update(table).where(table.c.id == change["id"]).values(_typed(table, change["before"])))


def _put_back_rows(session: Session, put_away: Iterable[Row]) -> dict[int, int]:
    """Rows that were put away come back, with their own number where it is free; what they refer to must be there."""
    appearances: dict[int, int] = {}
    kept = kept_ids(session)
    for one in reversed(list(put_away)):
        table = metadata.tables[one["table"]]
        row = _typed(table, one["row"])
        if table is _BOND:  # the other one may have been merged since
            row |= {side: follow(row[side], kept) for side in ("pupil_id", "guardian_id")}
            pair = (_BOND.c.pupil_id == row["pupil_id"]) & (_BOND.c.guardian_id == row["guardian_id"])
            if session.execute(select(exists().where(pair))).scalar():
                continue
        if not all(_is_there(session, key.column.table, row[key.parent.name]) for key in table.foreign_keys):
            continue
        old_id = row["id"]
        if _is_there(session, table, old_id):
            del row["id"]
        made = session.connection().execute(insert(table).values(row)).inserted_primary_key
        if table.name == "appearance" and made is not None:
            appearances[old_id] = made[0]
    return appearances


def _bonds_that_stay(session: Session, kept_id: int, done: Moved, since: datetime) -> list[Row]:
    """Copies of moved guardianships that answers to or by the kept record have relied on since the merge."""
    events = _table(ConsentEvent)
    staying: list[Row] = []
    for side, other, about in (("pupil_id", "guardian_id", "person_id"), ("guardian_id", "pupil_id", "decider_id")):
        ids = done.moved.get(f"{_BOND.name}.{side}", [])
        if not ids:
            continue
        answered = select(events.c["decider_id" if about == "person_id" else "person_id"]).where(
            events.c[about] == kept_id, events.c.recorded_at >= since
        )
        wanted = select(_BOND).where(_BOND.c.id.in_(tuple(ids)), _BOND.c[side] == kept_id, _BOND.c[other].in_(answered))
        staying += [
            {name: value for name, value in row.items() if name != "id"} for row in session.execute(wanted).mappings()
        ]
    return staying


def _is_there(session: Session, table: Table, row_id: int | None) -> bool:
    if row_id is None:
        return True
    return bool(session.execute(select(exists().where(table.c.id == row_id))).scalar())


# --- JSON


def _key(belonging: _Belonging) -> str:
    return f"{belonging.table.name}.{belonging.column}"


def _plain(value: object) -> str:
    if isinstance(value, date | datetime):
        return value.isoformat()
    raise TypeError(type(value).__name__)


def _typed(table: Table, values: Mapping[str, Any]) -> Row:
    """Values read from JSON as the columns take them."""
    return {name: _typed_value(table.c[name].type, value) for name, value in values.items()}


def _typed_value(kind: object, value: Any) -> Any:
    if isinstance(value, str) and isinstance(kind, UtcTime):
        return datetime.fromisoformat(value)
    return date.fromisoformat(value) if isinstance(value, str) and isinstance(kind, Date) else value


def _chunks(ids: Collection[int]) -> Iterable[tuple[int, ...]]:
    ordered = sorted(ids)
    return (tuple(ordered[start : start + 5_000]) for start in range(0, len(ordered), 5_000))
