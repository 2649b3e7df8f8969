# SPDX-License-Identifier: GPL-3.0-or-later
"""Taking items out of the library: they are shown and counted nowhere any more, and what refers to them still explains.

The file stays where it is. An item that was published, or that somebody answered about, keeps everything that is known
about who is in it: the publication and the answer have to stay understandable (GDPR art. 7(1)). Of any other only its
content hash and place are kept, so that it is not taken in again by itself; who was in it is forgotten (art. 5(1)(c)).
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Table, delete, func, insert, select, update
from sqlmodel import Session, col

from models.changes import Change, ChangeSet
from models.errors import ErrorCode, KnownError
from models.media.thumbnails import ThumbnailStore
from models.store import Store, UnitOfWork
from models.store.same_person import known_among
from models.tables import Appearance, ConsentEvent, FoundFace, Item, Publication, TakedownTask, metadata
from models.terms import ChangeKind, SetAsideReason, TakedownState

_CHUNK = 5_000
_APPEARANCES, _FACES = (metadata.tables[str(table.__tablename__)] for table in (Appearance, FoundFace))
_NOBODY = ("nobody_reason", "nobody_note", "nobody_judged_by", "nobody_judged_at")


@dataclass(frozen=True, slots=True)
class TakingOut:
    """What taking some items out would come to. ``film_count``: films that belong to photos among them.

    ``forgotten_count``: items of which is forgotten who is in them, ``name_count`` names in all. ``published_count``
    were published and ``answered_count`` had an answer of their own: about these everything stays on record.
    ``standing_count`` copies are placed somewhere now; ``takedown_count`` of them should come down.
    """

    item_ids: tuple[int, ...]
    film_count: int
    forgotten_count: int
    name_count: int
    published_count: int
    answered_count: int
    standing_count: int
    takedown_count: int


@dataclass(frozen=True, slots=True)
class _Forgotten:
    appearances: tuple[dict[str, Any], ...]
    faces: tuple[dict[str, Any], ...]
    nobody: tuple[dict[str, Any], ...]


class TakingOutService:
    """Takes items out of the library and brings them back."""

    def __init__(self, store: Store, thumbnails: ThumbnailStore) -> None:
        self._store = store
        self._thumbnails = thumbnails

    def plan(self, item_ids: Sequence[int]) -> TakingOut:
        """What it would come to; items that are not in the library are left out."""
        with self._store.read() as session:
            return _plan(session, item_ids)

    def take_out(self, item_ids: Sequence[int]) -> Change[int]:
        """Take items out, with the films that belong to them; gives the number of items that were in."""
        with self._store.write("media.take_out") as unit:
            plan = _plan(unit.session, item_ids)
            kept = _ids_of(unit.session, Publication.item_id, plan.item_ids)
            kept |= _ids_of(unit.session, ConsentEvent.item_id, plan.item_ids)
            forgotten = tuple(item_id for item_id in plan.item_ids if item_id not in kept)
            before = _forget(unit.session, forgotten)
            hashes = _set_aside(unit, plan.item_ids, SetAsideReason.TAKEN_OUT)
            unit.note(items=len(plan.item_ids), forgotten=len(forgotten))
        self._thumbnails.remove(hashes)
        count = len(plan.item_ids) - plan.film_count
        return Change(count, unit.changes, lambda: self._put_back(plan.item_ids, before))

    def bring_back(self, item_ids: Iterable[int]) -> Change[int]:
        """Bring items back that were taken out earlier (somebody chose their files again); gives their number.

        Nothing is written where none of them was. Who was in them is asked anew where it was forgotten.
        """
        with self._store.read() as session:
            out = _taken_out(session, tuple(item_ids))
        if not out:
            return Change(0, ChangeSet())
        with self._store.write("media.bring_back") as unit:
            out = _taken_out(unit.session, out)
            _set_aside(unit, out, None)
        return Change(len(out), unit.changes, lambda: self.take_out(out))

    def _put_back(self, item_ids: tuple[int, ...], before: _Forgotten) -> Change[object]:
        with self._store.write("media.take_out.undo") as unit:
            session = unit.session
            people = {row["person_id"] for row in before.appearances}
            items = tuple({row["item_id"] for row in (*before.appearances, *before.faces)})
            if len(known_among(session, people)) < len(people) or _ids_of(session, Appearance.item_id, items):
                raise KnownError(ErrorCode.RECORD_CHANGED)
            _insert_again(session, _APPEARANCES, before.appearances)
            _insert_again(session, _FACES, before.faces)
            if before.nobody:
                session.execute(update(Item), [dict(row) for row in before.nobody])
            _set_aside(unit, item_ids, None)
        return Change(None, unit.changes, lambda: self.take_out(item_ids))


def _plan(session: Session, item_ids: Sequence[int]) -> TakingOut:
    wanted = _where(session, Item.id, tuple(dict.fromkeys(item_ids)))
    films = _where(session, Item.companion_of_id, wanted)
    whole = (*wanted, *(film for film in films if film not in set(wanted)))
    published, answered = _ids_of(session, Publication.item_id, whole), _ids_of(session, ConsentEvent.item_id, whole)
    forgotten = [item_id for item_id in whole if item_id not in published and item_id not in answered]
    names = standing = takedowns = 0
    for ids in _portions(forgotten):
        names += session.execute(
            select(func.count()).select_from(Appearance).where(col(Appearance.item_id).in_(ids))
        ).scalar_one()
    for ids in _portions(sorted(published)):
        stands = col(Publication.item_id).in_(ids), col(Publication.ended_on).is_(None)
        standing += session.execute(select(func.count()).select_from(Publication).where(*stands)).scalar_one()
        takedowns += session.execute(
            select(func.count())
            .select_from(TakedownTask)
            .join(Publication, col(Publication.id) == col(TakedownTask.publication_id))
            .where(*stands, col(TakedownTask.state) == TakedownState.OPEN)
        ).scalar_one()
    return TakingOut(
        item_ids=whole,
        film_count=len(whole) - len(wanted),
        forgotten_count=len(forgotten),
        name_count=names,
        published_count=len(published),
        answered_count=len(answered),
        standing_count=standing,
        takedown_count=takedowns,
    )


def _forget(session: Session, item_ids: Sequence[int]) -> _Forgotten:
    """Forget who is in these items; gives what was known."""
    appearances: list[dict[str, Any]] = []
    faces: list[dict[str, Any]] = []
    nobody: list[dict[str, Any]] = []
    items = metadata.tables[str(Item.__tablename__)]
    for ids in _portions(item_ids):
        for table, rows in ((_FACES, faces), (_APPEARANCES, appearances)):
            rows += [dict(row) for row in session.execute(select(table).where(table.c.item_id.in_(ids))).mappings()]
            session.execute(delete(table).where(table.c.item_id.in_(ids)))
        judged = select(items.c.id, *(items.c[name] for name in _NOBODY)).where(
            items.c.id.in_(ids), items.c.nobody_reason.is_not(None)
        )
        nobody += [dict(row) for row in session.execute(judged).mappings()]
        empty = dict(zip(_NOBODY, (None, "", "", None), strict=True))
        session.execute(update(items).where(items.c.id.in_(ids)).values(**empty))
    return _Forgotten(tuple(appearances), tuple(faces), tuple(nobody))


def _insert_again(session: Session, table: Table, rows: Sequence[dict[str, Any]]) -> None:
    """Under the same ids where these are free."""
    taken: set[int] = set()
    for ids in _portions([row["id"] for row in rows]):
        taken |= set(session.execute(select(table.c.id).where(table.c.id.in_(ids))).scalars())
    kept = [row for row in rows if row["id"] not in taken]
    moved = [{name: value for name, value in row.items() if name != "id"} for row in rows if row["id"] in taken]
    for some in (kept, moved):
        if some:
            session.execute(insert(table), some)


def _set_aside(unit: UnitOfWork, item_ids: Sequence[int], reason: SetAsideReason | None) -> list[str]:
    """Set the reason and touch what follows; gives the content hashes."""
    hashes: list[str] = []
    sessions: set[int] = set()
    for ids in _portions(item_ids):
        chosen = col(Item.id).in_(ids)
        unit.session.execute(update(Item).where(chosen).values(set_aside=reason))
        for sha256, session_id in unit.session.execute(select(col(Item.sha256), col(Item.session_id)).where(chosen)):
            hashes.append(sha256)
            if session_id is not None:
                sessions.add(session_id)
    unit.touch(ChangeKind.ITEM, item_ids)
    unit.touch(ChangeKind.APPEARANCE, item_ids)
    unit.touch(ChangeKind.SESSION, sessions)
    return hashes


def _taken_out(session: Session, item_ids: Sequence[int]) -> tuple[int, ...]:
    out: list[int] = []
    for ids in _portions(item_ids):
        is_out = col(Item.set_aside) == SetAsideReason.TAKEN_OUT
        own = select(col(Item.id)).where(is_out, col(Item.id).in_(ids))
        films = select(col(Item.id)).where(is_out, col(Item.companion_of_id).in_(ids))
        out += [item_id or 0 for item_id in session.execute(own).scalars()]
        out += [item_id or 0 for item_id in session.execute(films).scalars()]
    return tuple(dict.fromkeys(out))


def _where(session: Session, column: Any, item_ids: Sequence[int]) -> tuple[int, ...]:
    """Ids of items that are not set aside, of which a column is one of these."""
    found: list[int] = []
    for ids in _portions(item_ids):
        statement = select(col(Item.id)).where(col(column).in_(ids), col(Item.set_aside).is_(None))
        found += [item_id or 0 for item_id in session.execute(statement.order_by(col(Item.id))).scalars()]
    return tuple(found)


def _ids_of(session: Session, column: Any, item_ids: Sequence[int]) -> set[int]:
    """Which of these items a table refers to."""
    found: set[int] = set()
    for ids in _portions(item_ids):
        found |= set(session.execute(select(col(column)).where(col(column).in_(ids)).distinct()).scalars())
    return found


def _portions(ids: Sequence[int]) -> Iterable[Sequence[int]]:
    for start in range(0, len(ids), _CHUNK):
        yield ids[start : start + _CHUNK]
