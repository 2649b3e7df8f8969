# SPDX-License-Identifier: GPL-3.0-or-later
"""What a write touched, and how to take it back."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Generic, TypeVar

from models.terms import ChangeKind

T_co = TypeVar("T_co", covariant=True)


@dataclass(frozen=True, slots=True)
class ChangeSet:
    """The rows a transaction touched: per kind a set of ids; an empty set means "any row of this kind"."""

    touched: Mapping[ChangeKind, frozenset[int]] = field(default_factory=dict)

    def __bool__(self) -> bool:
        return bool(self.touched)

    def concerns(self, *kinds: ChangeKind) -> bool:
        """Whether any of the kinds was touched."""
        return any(kind in self.touched for kind in kinds)

    def ids(self, kind: ChangeKind) -> frozenset[int]:
        """The touched ids of a kind; empty when none is named (see `concerns`)."""
        return self.touched.get(kind, frozenset())

    def touches_row(self, kind: ChangeKind, row_id: int) -> bool:
        """Whether this row may have changed."""
        ids = self.touched.get(kind)
        return ids is not None and (not ids or row_id in ids)

    def merged(self, other: ChangeSet) -> ChangeSet:
        """Both together; "any row" stays "any row"."""
        result = dict(self.touched)
        for kind, ids in other.touched.items():
            mine = result.get(kind)
            result[kind] = ids if mine is None else (frozenset() if not mine or not ids else mine | ids)
        return ChangeSet(result)


class ChangeCollector:
    """Gathers a `ChangeSet` while a transaction runs."""

    def __init__(self) -> None:
        self._touched: dict[ChangeKind, set[int] | None] = {}

    def touch(self, kind: ChangeKind, ids: Iterable[int]) -> None:
        """Note rows as touched."""
        known = self._touched.setdefault(kind, set())
        if known is not None:
            known.update(ids)

    def touch_all(self, kind: ChangeKind) -> None:
        """Note that any row of the kind may have changed."""
        self._touched[kind] = None

    def collected(self) -> ChangeSet:
        """What was gathered so far (kinds touched without any id are left out)."""
        return ChangeSet(
            {
                kind: frozenset() if ids is None else frozenset(ids)
                for kind, ids in self._touched.items()
                if ids is None or ids
            }
        )


@dataclass(frozen=True, slots=True)
class Change(Generic[T_co]):
    """Outcome of one user action: its value, what it touched, and the action that takes it back (if any).

    ``undo()`` runs in the same place as the action itself (a writer thread) and returns a `Change` whose own
    ``undo`` is the redo.
    """

    value: T_co
    changes: ChangeSet
    undo: Callable[[], Change[object]] | None = None
