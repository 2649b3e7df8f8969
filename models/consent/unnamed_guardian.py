# SPDX-License-Identifier: GPL-3.0-or-later
"""The guardian who answered before anybody wrote down who it was."""

from __future__ import annotations

from models.store import UnitOfWork
from models.tables import Guardianship, Person, PersonRoleEntry
from models.terms import ChangeKind, PersonRole


def add_unnamed_guardian(unit: UnitOfWork, pupil_id: int) -> int:
    """Put a guardian without a name on record, so that an answer always has a decider; named later."""
    guardian = Person(given_name="", created_at=unit.store.clock.now())
    unit.session.add(guardian)
    unit.session.flush()
    assert guardian.id is not None
    unit.session.add(PersonRoleEntry(person_id=guardian.id, role=PersonRole.GUARDIAN))
    unit.session.add(Guardianship(pupil_id=pupil_id, guardian_id=guardian.id, has_authority=True))
    unit.session.flush()
    unit.touch(ChangeKind.PERSON, [guardian.id])
    return guardian.id
