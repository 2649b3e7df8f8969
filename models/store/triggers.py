# SPDX-License-Identifier: GPL-3.0-or-later
"""Triggers that keep answers and the audit chain append-only.

Made again and checked after every migration: rebuilding a table drops its triggers without a word.
"""

from __future__ import annotations

from sqlalchemy import text
from sqlalchemy.engine import Connection

from models.errors import ErrorCode, KnownError

_SQLITE_TRIGGERS = {
    "consent_event_no_update": """
        CREATE TRIGGER consent_event_no_update BEFORE UPDATE ON consent_event
        BEGIN SELECT RAISE(ABORT, 'answers are append-only'); END""",
    "consent_event_no_delete": """
        CREATE TRIGGER consent_event_no_delete BEFORE DELETE ON consent_event
        WHEN NOT EXISTS (SELECT 1 FROM erasure WHERE erasure.person_id IN (OLD.person_id, OLD.decider_id))
        BEGIN SELECT RAISE(ABORT, 'answers are append-only'); END""",
    "audit_entry_no_update": """
        CREATE TRIGGER audit_entry_no_update BEFORE UPDATE ON audit_entry
        BEGIN SELECT RAISE(ABORT, 'the audit chain is append-only'); END""",
    "audit_entry_no_delete": """
        CREATE TRIGGER audit_entry_no_delete BEFORE DELETE ON audit_entry
        BEGIN SELECT RAISE(ABORT, 'the audit chain is append-only'); END""",
}


def create_triggers(connection: Connection) -> None:
    """(Re)create every trigger; safe to repeat."""
    for name, statement in _SQLITE_TRIGGERS.items():
        connection.execute(text(f"DROP TRIGGER IF EXISTS {name}"))
        connection.execute(text(statement))


def check_triggers(connection: Connection) -> None:
    """Raise ``REGISTER_DAMAGED`` when a trigger is missing."""
    found = set(connection.execute(text("SELECT name FROM sqlite_master WHERE type = 'trigger'")).scalars())
    if not found.issuperset(_SQLITE_TRIGGERS):
        raise KnownError(ErrorCode.REGISTER_DAMAGED)
