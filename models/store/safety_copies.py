# SPDX-License-Identifier: GPL-3.0-or-later
"""Safety copies that lie beside a register, and whom they still hold."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from pathlib import Path

import sqlcipher3.dbapi2 as sqlite

_ENDINGS = ("", "-wal", "-shm", "-journal")
_PORTION = 500


def copies_beside(register: Path) -> tuple[Path, ...]:
    """Safety copies of a register in its own folder, as a migration makes them, the oldest first."""
    prefix = f"{register.stem}."
    found = (path for path in register.parent.glob("*.bak") if path.name.startswith(prefix))
    return tuple(sorted(path for path in found if path.is_file()))


def copies_with_person(register: Path, person_ids: Sequence[int]) -> tuple[Path, ...]:
    """Those of the copies that hold any of these people; one that cannot be read counts as holding them."""
    return tuple(path for path in copies_beside(register) if _holds(path, person_ids))


def remove_copies(copies: Iterable[Path]) -> tuple[Path, ...]:
    """Delete safety copies; gives those that the computer does not let go."""
    left = []
    for path in copies:
        try:
            for ending in _ENDINGS:
                path.with_name(path.name + ending).unlink(missing_ok=True)
        except OSError:
            left.append(path)
    return tuple(left)


def _holds(path: Path, person_ids: Sequence[int]) -> bool:
    try:
        connection = sqlite.connect(f"{path.absolute().as_uri()}?mode=ro", uri=True)
    except sqlite.Error:
        return True
    try:
        connection.execute("PRAGMA cipher_log=off").fetchall()
        for start in range(0, len(person_ids), _PORTION):
            some = person_ids[start : start + _PORTION]
            marks = ",".join("?" * len(some))
            query = f"SELECT 1 FROM person WHERE id IN ({marks}) AND given_name || family_name <> '' LIMIT 1"  # noqa: S608
            if connection.execute(query, tuple(some)).fetchone() is not None:
                return True
    except sqlite.Error:
        return True
    finally:
        connection.close()
    return False
