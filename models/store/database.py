# SPDX-License-Identifier: GPL-3.0-or-later
"""The engine: SQLite through the ``sqlcipher3`` driver, with the settings that make a commit lasting.

The same driver is used with and without encryption, so that every computer runs one modern SQLite. WAL with
``synchronous=FULL`` loses no acknowledged commit when the power fails; ``BEGIN IMMEDIATE`` keeps a writer from
failing half-way; ``hide_parameters`` keeps names out of error messages.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import sqlcipher3.dbapi2
from sqlalchemy import create_engine, event
from sqlalchemy.engine import Connection, Engine
from sqlalchemy.exc import DBAPIError, OperationalError

from models.errors import ErrorCode, KnownError

WRITE_OPTION = "beeldakkoord_write"

_CACHE_KIB = 64 * 1024
_BUSY_MS = 5_000
_NETWORK_FILE_SYSTEMS = frozenset({"nfs", "nfs4", "cifs", "smb3", "smbfs", "fuse.sshfs", "9p", "davfs", "afs"})


def create_register_engine(path: Path) -> Engine:
    """An engine for the register at ``path``; nothing is opened yet."""
    engine = create_engine(
        f"sqlite:///{path.as_posix()}",
        module=sqlcipher3.dbapi2,
        hide_parameters=True,
        pool_size=8,
        max_overflow=8,
    )
    event.listen(engine, "connect", _prepare_connection)
    event.listen(engine, "begin", _begin_transaction)
    return engine


def _prepare_connection(connection: Any, _record: object) -> None:
    connection.isolation_level = None  # transactions begin in _begin_transaction, DDL included
    cursor = connection.cursor()
    try:
        for pragma in (
            "cipher_log=off",
            f"busy_timeout={_BUSY_MS}",
            "synchronous=FULL",
            "foreign_keys=ON",
            "recursive_triggers=ON",  # without it INSERT OR REPLACE slips past the append-only triggers
            "secure_delete=ON",
            "trusted_schema=OFF",
            f"cache_size=-{_CACHE_KIB}",
            "temp_store=MEMORY",
        ):
            cursor.execute(f"PRAGMA {pragma}")
        if sys.platform == "darwin":
            cursor.execute("PRAGMA fullfsync=ON")
            cursor.execute("PRAGMA checkpoint_fullfsync=ON")
    finally:
        cursor.close()


def use_write_ahead_log(engine: Engine) -> None:
    """Put the file in WAL mode; it stays so. Not for every connection: a file of another program is left alone."""
    with known_database_errors():
        connection = engine.raw_connection()
        try:
            cursor = connection.cursor()
            cursor.execute("PRAGMA journal_mode=WAL")
            cursor.close()
        finally:
            connection.close()


def purge_free_space(engine: Engine) -> None:
    """Write the file anew without what was deleted, and empty the journal, which held pages as they were before.

    Raises ``BUSY`` while somebody reads an older state for longer than the usual wait.
    """
    with known_database_errors():
        connection = engine.raw_connection()
        try:
            cursor = connection.cursor()
            for statement in ("PRAGMA wal_checkpoint(TRUNCATE)", "VACUUM", "PRAGMA wal_checkpoint(TRUNCATE)"):
                cursor.execute(statement)
                row = cursor.fetchone()
            cursor.close()
        finally:
            connection.close()
    if row is None or row[0] != 0:
        raise KnownError(ErrorCode.BUSY)


def _begin_transaction(connection: Connection) -> None:
    writes = connection.get_execution_options().get(WRITE_OPTION, False)
    connection.exec_driver_sql("BEGIN IMMEDIATE" if writes else "BEGIN")


@contextmanager
def known_database_errors() -> Iterator[None]:
    """Turn what a user can act on (locked, full, damaged, read-only) into `KnownError`; the rest passes."""
    try:
        yield
    except DBAPIError as error:
        code = _error_code(error)
        if code is None:
            raise
        raise KnownError(code) from error


def _error_code(error: DBAPIError) -> ErrorCode | None:
    text = str(error.orig).lower()
    found: ErrorCode | None = None
    if "disk is full" in text or "disk i/o error" in text:
        found = ErrorCode.DISK_FULL
    elif "is locked" in text and isinstance(error, OperationalError):
        found = ErrorCode.BUSY
    elif "readonly" in text or "unable to open" in text:
        found = ErrorCode.REGISTER_UNWRITABLE
    elif "not a database" in text:
        found = ErrorCode.REGISTER_NOT_OURS
    elif "malformed" in text:
        found = ErrorCode.REGISTER_DAMAGED
    return found


def is_on_network(path: Path) -> bool:
    """Whether the file would lie on a network drive, where SQLite's locks and its WAL cannot be trusted.

    Source: sqlite.org/wal.html (all processes on one host) and howtocorrupt.html. Windows asks the drive type, Linux
    the mount table; elsewhere the answer is no.
    """
    if sys.platform == "win32":
        import ctypes

        anchor = path.resolve().anchor
        drive_remote = 4
        return anchor.startswith("\\\\") or ctypes.windll.kernel32.GetDriveTypeW(anchor) == drive_remote
    mounts = Path("/proc/self/mounts")
    if not mounts.exists():
        return False
    place = path.resolve()
    best_length, best_kind = -1, ""
    for line in mounts.read_text(encoding="utf-8", errors="replace").splitlines():
        fields = line.split(" ")
        if len(fields) < 3:
            continue
        mount_point = Path(fields[1].replace("\\040", " "))
        if place.is_relative_to(mount_point) and len(mount_point.parts) > best_length:
            best_length, best_kind = len(mount_point.parts), fields[2]
    return best_kind in _NETWORK_FILE_SYSTEMS
