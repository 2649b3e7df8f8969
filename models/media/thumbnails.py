# SPDX-License-Identifier: GPL-3.0-or-later
"""Thumbnails in a file of their own: quick to write, limited in size, rebuilt when lost, in no safety copy."""

from __future__ import annotations

import threading
from collections.abc import Iterable
from pathlib import Path
from typing import Any, Final

import sqlcipher3.dbapi2 as sqlite

DEFAULT_MAX_BYTES: Final = 2 << 30
_EVICT_TO: Final = 0.9
_CHUNK: Final = 500
_SCHEMA: Final = """
    CREATE TABLE IF NOT EXISTS thumb (
        sha256 TEXT NOT NULL, edge INTEGER NOT NULL, picture BLOB NOT NULL, used INTEGER NOT NULL,
        PRIMARY KEY (sha256, edge)
    ) WITHOUT ROWID;
    CREATE INDEX IF NOT EXISTS thumb_used ON thumb (used);
"""


class ThumbnailStore:
    """Small JPEGs by content hash and edge length. Safe across threads; its troubles never reach the user.

    A store that cannot be opened or turns out damaged is thrown away and started anew; where even that fails it
    remembers nothing and thumbnails are made again each time.
    """

    def __init__(self, path: Path, *, max_bytes: int = DEFAULT_MAX_BYTES, key: bytes | None = None) -> None:
        self._path = path
        self._max_bytes = max_bytes
        self._key = key
        self._lock = threading.Lock()
        self._clock = 0
        self._size = 0
        self._connection: Any | None = None
        self._open()

    def get(self, sha256: str, edge: int) -> bytes | None:
        """The thumbnail, or None."""
        return self.get_many((sha256,), edge).get(sha256)

    def get_many(self, hashes: Iterable[str], edge: int) -> dict[str, bytes]:
        """The thumbnails that are there, by content hash."""
        wanted = list(dict.fromkeys(hashes))
        found: dict[str, bytes] = {}
        with self._lock:
            if self._connection is None:
                return found
            try:
                for start in range(0, len(wanted), _CHUNK):
                    chunk = wanted[start : start + _CHUNK]
                    marks = ",".join("?" * len(chunk))
                    rows = self._connection.execute(
                        f"SELECT sha256, picture FROM thumb WHERE edge = ? AND sha256 IN ({marks})",  # noqa: S608
                        (edge, *chunk),
                    )
                    found.update(rows.fetchall())
                self._touch(found, edge)
            except sqlite.DatabaseError:
                self._start_anew()
                return {}
        return found

    def put(self, sha256: str, edge: int, picture: bytes) -> None:
        """Remember a thumbnail; the least recently used go when the store is full."""
        with self._lock:
            if self._connection is None:
                return
            try:
                self._clock += 1
                self._connection.execute(
                    "INSERT INTO thumb (sha256, edge, picture, used) VALUES (?, ?, ?, ?) "
                    "ON CONFLICT (sha256, edge) DO UPDATE SET picture = excluded.picture, used = excluded.used",
                    (sha256, edge, picture, self._clock),
                )
                self._size += len(picture)
                if self._size > self._max_bytes:
                    self._evict()
            except sqlite.DatabaseError:
                self._start_anew()

    def close(self) -> None:
        """Close the file; safe to call twice."""
        with self._lock:
            self._close_connection()

    def _open(self) -> None:
        try:
            self._connect()
        except sqlite.DatabaseError:
            self._start_anew()

    def _connect(self) -> None:
        connection = sqlite.connect(str(self._path), check_same_thread=False, isolation_level=None, timeout=1)
        self._connection = connection
        if self._key is not None:
            connection.execute(f"PRAGMA key=\"x'{self._key.hex()}'\"")
        connection.execute("PRAGMA cipher_log=off")
        connection.execute("PRAGMA journal_mode=WAL")
        connection.execute("PRAGMA synchronous=NORMAL")
        connection.executescript(_SCHEMA)
        row = connection.execute(
            "SELECT COALESCE(MAX(used), 0), COALESCE(SUM(LENGTH(picture)), 0) FROM thumb"
        ).fetchone()
        self._clock, self._size = row

    def _start_anew(self) -> None:
        self._close_connection()
        try:
            for suffix in ("", "-wal", "-shm"):
                self._path.with_name(self._path.name + suffix).unlink(missing_ok=True)
            self._connect()
        except (OSError, sqlite.DatabaseError):
            self._close_connection()

    def _close_connection(self) -> None:
        if self._connection is not None:
            self._connection.close()
            self._connection = None

    def _touch(self, found: Iterable[str], edge: int) -> None:
        """Note what was used, so that the rest goes first; worth a write only once the store is getting full."""
        if self._connection is None or self._size < self._max_bytes // 2:
            return
        self._clock += 1
        self._connection.executemany(
            "UPDATE thumb SET used = ? WHERE sha256 = ? AND edge = ?", [(self._clock, sha256, edge) for sha256 in found]
        )

    def _evict(self) -> None:
        if self._connection is None:
            return
        target = int(self._max_bytes * _EVICT_TO)
        going: list[tuple[str, int]] = []
        size = self._size
        for sha256, edge, length in self._connection.execute(
            "SELECT sha256, edge, LENGTH(picture) FROM thumb ORDER BY used"
        ):
            if size <= target:
                break
            going.append((sha256, edge))
            size -= length
        self._connection.executemany("DELETE FROM thumb WHERE sha256 = ? AND edge = ?", going)
        self._size = size
