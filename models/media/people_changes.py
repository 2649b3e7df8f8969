# SPDX-License-Identifier: GPL-3.0-or-later
"""A change of who is in some items: one transaction, and what there was before is remembered and can be put back."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any, TypeVar

from sqlmodel import Session, col, select

from models.changes import Change
from models.errors import ErrorCode, KnownError
from models.store import Store, UnitOfWork
from models.tables import Appearance, FoundFace, Item
from models.terms import ChangeKind, NobodyReason

T = TypeVar("T")

Alongside = Callable[[UnitOfWork], "Alongside"]
"""Something else that is written in the same transaction; gives back how to take it back (and that, how to redo)."""

_RESTORED: tuple[type[Appearance] | type[FoundFace], ...] = (FoundFace, Appearance)
"""What taking an action back puts back, in the order in which it is deleted."""


@dataclass(frozen=True, slots=True)
class _Snapshot:
    """The state of some items before an action, and the rows that there were before or right after it.

    Rows that come later are not the action's: taking it back leaves faces alone that were found meanwhile.
    """

    appearances: tuple[dict[str, Any], ...]
    faces: tuple[dict[str, Any], ...]
    nobody: dict[int, tuple[NobodyReason | None, str, str, datetime | None]]
    after: dict[type[Appearance] | type[FoundFace], frozenset[int]] = field(default_factory=dict)

    def rows_of(self, table: type[Appearance] | type[FoundFace]) -> set[int]:
        """Ids of the rows before or right after the action."""
        before = self.appearances if table is Appearance else self.faces
        return {values["id"] for values in before} | self.after[table]


class PeopleChanges:
    """Makes changes that can be taken back whole."""

    def __init__(self, store: Store) -> None:
        self._store = store

    def change(
        self,
        action: str,
        item_ids: Sequence[int],
        mutate: Callable[[UnitOfWork], T],
        also: Alongside | None = None,
    ) -> Change[T]:
        """Carry out ``mutate`` on who is in these items, in one transaction. Raises ``ITEM_UNKNOWN``."""
        touched = tuple(dict.fromkeys(item_ids))
        with self._store.write(action) as unit:
            before = _take_snapshot(unit.session, touched)
            value = mutate(unit)
            back = None if also is None else also(unit)
            unit.session.flush()
            done = replace(before, after={table: _row_ids(unit.session, table, touched) for table in _RESTORED})
            unit.touch(ChangeKind.APPEARANCE, touched)
        return Change(value, unit.changes, lambda: self._restore(done, back))

    def _restore(self, snapshot: _Snapshot, back: Alongside | None) -> Change[object]:
        items = tuple(snapshot.nobody)

        def mutate(unit: UnitOfWork) -> None:
            for table in _RESTORED:
                theirs = col(table.id).in_(snapshot.rows_of(table)) & col(table.item_id).in_(items)
                for row in unit.session.exec(select(table).where(theirs)):
                    unit.session.delete(row)
                unit.session.flush()
            _add_again(unit.session, Appearance, snapshot.appearances)
            _add_again(unit.session, FoundFace, snapshot.faces)
            for item in unit.session.exec(select(Item).where(col(Item.id).in_(items))):
                assert item.id is not None
                item.nobody_reason, item.nobody_note, item.nobody_judged_by, item.nobody_judged_at = snapshot.nobody[
                    item.id
                ]

        return self.change("media.undo", items, mutate, back)


def _take_snapshot(session: Session, item_ids: Sequence[int]) -> _Snapshot:
    items = session.exec(select(Item).where(col(Item.id).in_(item_ids))).all()
    if len(items) != len(item_ids):
        raise KnownError(ErrorCode.ITEM_UNKNOWN)
    return _Snapshot(
        appearances=tuple(
            row.model_dump() for row in session.exec(select(Appearance).where(col(Appearance.item_id).in_(item_ids)))
        ),
        faces=tuple(
            row.model_dump() for row in session.exec(select(FoundFace).where(col(FoundFace.item_id).in_(item_ids)))
        ),
        nobody={
            item.id or 0: (item.nobody_reason, item.nobody_note, item.nobody_judged_by, item.nobody_judged_at)
            for item in items
        },
    )


def _row_ids(session: Session, table: type[Appearance] | type[FoundFace], item_ids: Sequence[int]) -> frozenset[int]:
    found = session.exec(select(col(table.id)).where(col(table.item_id).in_(item_ids))).all()
    return frozenset(row_id for row_id in found if row_id is not None)


def _add_again(session: Session, table: type[Appearance] | type[FoundFace], rows: Sequence[dict[str, Any]]) -> None:
    """Put rows back under their own ids; a new id where that one has gone to another item meanwhile."""
    ids = [values["id"] for values in rows]
    taken = set(session.exec(select(col(table.id)).where(col(table.id).in_(ids))))
    for values in rows:
        session.add(table(**{**values, "id": None if values["id"] in taken else values["id"]}))
    session.flush()


def clear_nobody(session: Session, item_ids: Sequence[int]) -> None:
    """Take back for these items that nobody is recognisable, within an open session."""
    for item in session.exec(select(Item).where(col(Item.id).in_(item_ids), col(Item.nobody_reason).is_not(None))):
        item.nobody_reason, item.nobody_note, item.nobody_judged_by, item.nobody_judged_at = None, "", "", None
