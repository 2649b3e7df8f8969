# SPDX-License-Identifier: GPL-3.0-or-later
"""Thumbnails that were made before, kept in a file of their own beside the register.

Everything in it can be made again from the photos. So nothing that goes wrong with it ever reaches the user: a
damaged file is begun afresh, and where no file can be written the thumbnails live in memory.
"""

from __future__ import annotations

import threading
import time
import zlib
from collections.abc import Callable, Iterable, Sequence
from functools import partial
from pathlib import Path
from typing import Any, Final, TypeVar

import sqlcipher3.dbapi2 as sqlite

from models.media.photo import THUMBNAIL_EDGE

_Value = TypeVar("_Value")

_LAYOUT: Final = 1
_MEMORY_BYTES: Final = 64 * 1024 * 1024
_TOUCHES_BEFORE_WRITE: Final = 512
_QUERY_KEYS: Final = 200
_EVICT_AT_ONCE: Final = 100
_KEEP_SHARE: Final = 0.9
_TABLES: Final = (
    """
    CREATE TABLE IF NOT EXISTS thumb (
        id INTEGER PRIMARY KEY, sha256 TEXT NOT NULL, edge INTEGER NOT NULL, size INTEGER NOT NULL,
        crc INTEGER NOT NULL, used_at INTEGER NOT NULL, jpeg BLOB NOT NULL, UNIQUE (sha256, edge)
    )
    """,
    # Covers the sum of sizes and the choice of what goes, so that neither reads the pictures.
    "CREATE INDEX IF NOT EXISTS thumb_use ON thumb (used_at, size)",
    f"PRAGMA user_version={_LAYOUT}",
)


class ThumbnailStore:
    """JPEG thumbnails by content hash and edge; thread-safe, bounded, never in anybody's way.

    ``key`` (32 bytes) encrypts the file; a file that the key does not open is begun afresh. What was used longest
    ago goes first once all pictures together exceed ``max_bytes``.
    """

    def __init__(self, path: Path, max_bytes: int = 2 * 1024**3, *, key: bytes | None = None) -> None:
        self._path = path
        self._key = key
        self._max_bytes = max_bytes
        self._lock = threading.Lock()
        self._touched: set[tuple[str, int]] = set()
        self._size = 0
        self._connection: Any = None
        self._is_closed = False
        with self._lock:
            self._open()

    def get(self, sha256: str, edge: int = THUMBNAIL_EDGE) -> bytes | None:
        """The thumbnail as JPEG, or None when there is none."""
        return self.get_many([sha256], edge).get(sha256)

    def get_many(self, hashes: Sequence[str], edge: int = THUMBNAIL_EDGE) -> dict[str, bytes]:
        """The thumbnails there are for these hashes."""
        found: dict[str, bytes] = {}
        for start in range(0, len(hashes), _QUERY_KEYS):
            nothing: dict[str, bytes] = {}
            found |= self._guarded(partial(self._read, hashes[start : start + _QUERY_KEYS], edge), nothing)
        return found

    def put(self, sha256: str, jpeg: bytes, edge: int = THUMBNAIL_EDGE) -> None:
        """Keep a thumbnail; one that is there is replaced."""
        self.put_many({sha256: jpeg}, edge)

    def put_many(self, thumbnails: dict[str, bytes], edge: int = THUMBNAIL_EDGE) -> None:
        """Keep several thumbnails in one go."""
        self._guarded(lambda: self._write(thumbnails, edge), None)

    def remove(self, hashes: Iterable[str]) -> None:
        """Forget the thumbnails of these files, of every size (erasure: GDPR art. 17)."""
        wanted = list(hashes)
        self._guarded(lambda: self._delete(wanted), None)

    @property
    def size_bytes(self) -> int:
        """The size of all pictures together."""
        return self._size

    def close(self) -> None:
        """Close the file; safe to call twice. Afterwards nothing is found and nothing is kept."""
        with self._lock:
            if self._is_closed:
                return
            self._is_closed = True
            if self._connection is None:
                return
            try:
                self._write_touches()
                self._connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
            except sqlite.Error:
                self._touched.clear()  # when each was last used is the only thing lost
            finally:
                self._connection.close()
                self._connection = None

    def _guarded(self, work: Callable[[], _Value], otherwise: _Value) -> _Value:
        with self._lock:
            if self._connection is None:
                return otherwise
            try:
                return work()
            except sqlite.OperationalError:
                self._roll_back()  # disk full or busy: this one is not kept, the others are
                if self._is_sound():
                    return otherwise
            except sqlite.DatabaseError:
                self._roll_back()
            self._begin_afresh()
            return otherwise

    def _open(self) -> None:
        try:
            self._connect(str(self._path))
        except (sqlite.Error, OSError):
            self._begin_afresh()

    def _begin_afresh(self) -> None:
        """Replace what cannot be used by an empty store; in memory where no file can be written."""
        self._touched.clear()
        if self._connection is not None:
            self._connection.close()
            self._connection = None
        try:
            for suffix in ("", "-wal", "-shm", "-journal"):
                self._path.with_name(self._path.name + suffix).unlink(missing_ok=True)
            self._connect(str(self._path))
        except (sqlite.Error, OSError):
            self._max_bytes = min(self._max_bytes, _MEMORY_BYTES)
            self._connect(":memory:")

    def _connect(self, target: str) -> None:
        connection = sqlite.connect(target, check_same_thread=False, isolation_level=None, timeout=2.0)
        try:
            connection.execute("PRAGMA cipher_log=off").fetchall()
            if self._key is not None:
                connection.execute(f"PRAGMA key=\"x'{self._key.hex()}'\"").fetchall()
            for pragma in ("journal_mode=WAL", "synchronous=NORMAL", "secure_delete=ON", "trusted_schema=OFF"):
                connection.execute(f"PRAGMA {pragma}").fetchall()
            if connection.execute("PRAGMA user_version").fetchone()[0] not in (0, _LAYOUT):
                connection.execute("DROP TABLE IF EXISTS thumb")
            for statement in _TABLES:
                connection.execute(statement)
            self._size = connection.execute("SELECT coalesce(sum(size), 0) FROM thumb").fetchone()[0]
        except BaseException:
            connection.close()
            raise
        self._connection = connection

    def _read(self, hashes: Sequence[str], edge: int) -> dict[str, bytes]:
        marks = ",".join("?" * len(hashes))
        rows = self._connection.execute(
            f"SELECT sha256, jpeg, crc FROM thumb WHERE edge=? AND sha256 IN ({marks})",  # noqa: S608 - marks only
            (edge, *hashes),
        ).fetchall()
        found = {sha256: bytes(jpeg) for sha256, jpeg, crc in rows if zlib.crc32(jpeg) == crc}
        self._touched.update((sha256, edge) for sha256 in found)
        if len(self._touched) >= _TOUCHES_BEFORE_WRITE:
            self._write_touches()
        return found

    def _write(self, thumbnails: dict[str, bytes], edge: int) -> None:
        now = time.time_ns()
        self._connection.execute("BEGIN IMMEDIATE")
        grown = 0
        for sha256, jpeg in thumbnails.items():
            old = self._connection.execute(
                "SELECT size FROM thumb WHERE sha256=? AND edge=?", (sha256, edge)
            ).fetchone()
            self._connection.execute(
                "INSERT OR REPLACE INTO thumb (sha256, edge, size, crc, used_at, jpeg) VALUES (?, ?, ?, ?, ?, ?)",
                (sha256, edge, len(jpeg), zlib.crc32(jpeg), now, jpeg),
            )
            grown += len(jpeg) - (old[0] if old else 0)
        self._connection.execute("COMMIT")
        self._size += grown
        if self._size > self._max_bytes:
            self._evict()

    def _delete(self, hashes: Sequence[str]) -> None:
        self._connection.execute("BEGIN IMMEDIATE")
        self._connection.executemany("DELETE FROM thumb WHERE sha256=?", [(sha256,) for sha256 in hashes])
        self._connection.execute("COMMIT")
        self._touched = {touch for touch in self._touched if touch[0] not in set(hashes)}
        self._size = self._connection.execute("SELECT coalesce(sum(size), 0) FROM thumb").fetchone()[0]

    def _evict(self) -> None:
        """Make room: what was used longest ago goes, until nine tenths are left."""
        self._write_touches()
        limit = int(self._max_bytes * _KEEP_SHARE)
        while self._size > limit:
            oldest = self._connection.execute(
                "SELECT id, size FROM thumb ORDER BY used_at, id LIMIT ?", (_EVICT_AT_ONCE,)
            ).fetchall()
            if not oldest:
                self._size = 0
                return
            gone: list[tuple[int]] = []
            for row_id, size in oldest:
                if self._size <= limit:
                    break
                gone.append((row_id,))
                self._size -= size
            self._connection.execute("BEGIN IMMEDIATE")
            self._connection.executemany("DELETE FROM thumb WHERE id=?", gone)
            self._connection.execute("COMMIT")

    def _write_touches(self) -> None:
        now = time.time_ns()
        touches = [(now, sha256, edge) for sha256, edge in self._touched]
        self._touched.clear()
        if touches:
            self._connection.execute("BEGIN IMMEDIATE")
            self._connection.executemany("UPDATE thumb SET used_at=? WHERE sha256=? AND edge=?", touches)
            self._connection.execute("COMMIT")

    def _roll_back(self) -> None:
        if self._connection.in_transaction:
            try:
                self._connection.execute("ROLLBACK")
            except sqlite.Error:
                self._touched.clear()  # SQLite rolled back by itself

    def _is_sound(self) -> bool:
        """Whether the file can still be read (a disk that is full can)."""
        try:
            self._size = self._connection.execute("SELECT coalesce(sum(size), 0) FROM thumb").fetchone()[0]
        except sqlite.Error:
            return False
        return True
