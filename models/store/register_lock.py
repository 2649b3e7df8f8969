# SPDX-License-Identifier: GPL-3.0-or-later
"""One program at a time has a register open. The lock is the operating system's, so a crash frees it."""

from __future__ import annotations

import getpass
import json
import os
import socket
from pathlib import Path

from filelock import FileLock, Timeout

from models.errors import ErrorCode, KnownError


class RegisterLock:
    """Holds ``<register>.lock``; ``<register>.owner`` tells who, so that a second program can name the first."""

    def __init__(self, register: Path) -> None:
        self._lock = FileLock(register.with_name(register.name + ".lock"))
        self._owner_file = register.with_name(register.name + ".owner")

    def acquire(self, program: str) -> None:
        """Take the lock at once or raise ``REGISTER_IN_USE`` with ``program``, ``user``, ``host`` and ``pid``.

        ``program`` is how this program calls itself, e.g. "Beeldakkoord (window)".
        """
        try:
            self._lock.acquire(timeout=0)
        except Timeout as error:
            raise KnownError(ErrorCode.REGISTER_IN_USE, **self._read_owner()) from error
        except OSError as error:
            raise KnownError(ErrorCode.REGISTER_UNWRITABLE) from error
        owner = {
            "program": program,
            "user": _user_name(),
            "host": socket.gethostname(),
            "pid": os.getpid(),
        }
        try:
            self._owner_file.write_text(json.dumps(owner), encoding="utf-8")
        except OSError as error:
            self._lock.release()
            raise KnownError(ErrorCode.REGISTER_UNWRITABLE) from error

    def release(self) -> None:
        """Give the lock back; safe to call twice."""
        if self._lock.is_locked:
            self._owner_file.unlink(missing_ok=True)
            self._lock.release()

    def _read_owner(self) -> dict[str, str | int]:
        try:
            found = json.loads(self._owner_file.read_text(encoding="utf-8"))
        except (OSError, ValueError):
            found = {}  # the first program is just starting or stopping: it is in use all the same
        if not isinstance(found, dict):
            found = {}
        return {
            "program": str(found.get("program", "Beeldakkoord")),
            "user": str(found.get("user", "")),
            "host": str(found.get("host", "")),
            "pid": pid if isinstance(pid := found.get("pid"), int) else 0,
        }


def _user_name() -> str:
    try:
        return getpass.getuser()
    except (OSError, KeyError, ImportError):
        return ""
