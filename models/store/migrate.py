# SPDX-License-Identifier: GPL-3.0-or-later
"""Bringing a register to this program's schema: never from a newer program, never without a copy first.

Alembic costs half a second to import, so it is loaded only when there is something to do.
"""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

from sqlalchemy import inspect, text
from sqlalchemy.engine import Connection, Engine

from models.errors import BugError, ErrorCode, KnownError
from models.store import triggers
from models.store.database import WRITE_OPTION, known_database_errors, use_write_ahead_log

HEAD_REVISION = "0003"
KNOWN_REVISIONS = ("0001", "0002", HEAD_REVISION)


def read_revision(engine: Engine) -> str | None:
    """The schema the register has; None for an empty file.

    Raises ``REGISTER_NOT_OURS`` for a database of another program.
    """
    with known_database_errors(), engine.connect() as connection:
        tables = set(inspect(connection).get_table_names())
        if not tables:
            return None
        if "alembic_version" not in tables or "consent_event" not in tables:
            raise KnownError(ErrorCode.REGISTER_NOT_OURS)
        return str(connection.execute(text("SELECT version_num FROM alembic_version")).scalar_one())


def upgrade_register(engine: Engine, path: Path, now: datetime, *, is_check: bool = False) -> None:
    """Create or upgrade the schema in one transaction; a register with content is copied first.

    Raises ``REGISTER_NEWER`` when a newer program made it: nothing is written then. Raises ``REGISTER_DAMAGED`` where a
    trigger is missing, except for a check (``is_check``), which is to say so itself.
    """
    revision = read_revision(engine)
    if revision is not None and revision not in KNOWN_REVISIONS:
        raise KnownError(ErrorCode.REGISTER_NEWER)
    use_write_ahead_log(engine)
    if revision == HEAD_REVISION:
        if is_check:
            return
        with known_database_errors(), engine.connect() as connection:
            triggers.check_triggers(connection)
        return
    if revision is not None:
        copy_register(engine, path.with_name(f"{path.stem}.{revision}.{now:%Y%m%dT%H%M%S}.bak"))
    writer = engine.execution_options(**{WRITE_OPTION: True})
    with known_database_errors(), writer.connect() as connection, connection.begin():
        _run_alembic(connection)
        triggers.create_triggers(connection)
        triggers.check_triggers(connection)
        if connection.execute(text("PRAGMA foreign_key_check")).first() is not None:
            raise BugError("foreign keys broken by a migration")


def _run_alembic(connection: Connection) -> None:
    from alembic import command
    from alembic.config import Config

    config = Config()
    config.set_main_option("script_location", (Path(__file__).parent / "migrations").as_posix())
    config.attributes["connection"] = connection
    command.upgrade(config, "head")


def copy_register(engine: Engine, target: Path) -> None:
    """A complete copy of the register in one step (the same key), even while somebody writes."""
    with known_database_errors(), engine.connect() as connection:
        raw = connection.connection.driver_connection
        if raw is None:
            raise BugError("no connection")
        raw.execute("VACUUM INTO ?", (str(target),))
