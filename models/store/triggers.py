# SPDX-License-Identifier: GPL-3.0-or-later
"""Triggers that keep answers and the audit chain append-only.

An erasure (GDPR art. 17) is the one exception: the erased person's own answers may be deleted, and where another
person's answer names the erased one in its free text, that text alone may be taken out.

Made again and checked after every migration: rebuilding a table drops its triggers without a word.
"""

from __future__ import annotations

from sqlalchemy import text
from sqlalchemy.engine import Connection

from models.errors import ErrorCode, KnownError
from models.tables import ConsentEvent

FREE_TEXT = ("heard_by", "note", "evidence_id", "salt")
"""Columns of an answer that an erasure may change: its words, its proof, and the salt that hid them in the chain."""

_FACTS_STAY = " AND ".join(f"NEW.{name} IS OLD.{name}" for name in ConsentEvent.model_fields if name not in FREE_TEXT)

_SQLITE_TRIGGERS = {
    "consent_event_no_update": """
        CREATE TRIGGER consent_event_no_update BEFORE UPDATE ON consent_event
        WHEN NOT (
            EXISTS (SELECT 1 FROM erasure_event WHERE erasure_event.event_id = OLD.id)
            AND {facts_stay}
        )
        BEGIN SELECT RAISE(ABORT, 'answers are append-only'); END""",
    "consent_event_no_delete": """
        CREATE TRIGGER consent_event_no_delete BEFORE DELETE ON consent_event
        WHEN NOT EXISTS (SELECT 1 FROM erasure WHERE erasure.person_id = OLD.person_id)
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
        connection.execute(text(statement.format(facts_stay=_FACTS_STAY)))


def check_triggers(connection: Connection) -> None:
    """Raise ``REGISTER_DAMAGED`` when a trigger is missing."""
    found = set(connection.execute(text("SELECT name FROM sqlite_master WHERE type = 'trigger'")).scalars())
    if not found.issuperset(_SQLITE_TRIGGERS):
        raise KnownError(ErrorCode.REGISTER_DAMAGED)


def compare_triggers(connection: Connection) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Names of triggers that are missing, and of those that read otherwise than they should or are not ours."""
    rows = connection.execute(text("SELECT name, sql FROM sqlite_master WHERE type = 'trigger'")).all()
    found = {name: _as_words(statement) for name, statement in rows}
    wanted = {name: _as_words(statement.format(facts_stay=_FACTS_STAY)) for name, statement in _SQLITE_TRIGGERS.items()}
    missing = tuple(name for name in wanted if name not in found)
    changed = tuple(name for name, words in found.items() if wanted.get(name) != words)
    return missing, changed


def _as_words(statement: str) -> str:
    return " ".join(statement.split())
