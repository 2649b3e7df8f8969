# SPDX-License-Identifier: GPL-3.0-or-later
"""What is written down when the program meets a mistake of its own: shown first, kept locally, never sent.

Only the kind of the exception, where it happened, and versions. No values, no messages of exceptions (they may quote a
name), and paths are cut down to the program's own part.
"""

from __future__ import annotations

import platform
import sys
import traceback
from importlib import metadata
from pathlib import Path

from models.version import VERSION

_ROOT = Path(__file__).resolve().parents[2]


def make_report(error: BaseException) -> str:
    """The report of an exception and what caused it, as plain text."""
    import PySide6

    store = getattr(sys.modules.get("sqlalchemy"), "__version__", "not loaded")
    lines = [
        f"Beeldakkoord {VERSION}",
        f"Python {platform.python_version()}, PySide6 {PySide6.__version__}, SQLAlchemy {store}",
        f"{platform.system()} {platform.release()} {platform.machine()}, frozen: {getattr(sys, 'frozen', False)}",
        "",
    ]
    seen: set[int] = set()
    current: BaseException | None = error
    while current is not None and id(current) not in seen:
        seen.add(id(current))
        lines.append(f"{type(current).__module__}.{type(current).__qualname__}")
        lines += [
            f"  {_short(entry.filename)}:{entry.lineno} in {entry.name}"
            for entry in traceback.extract_tb(current.__traceback__)
        ]
        current = current.__cause__ or current.__context__
        if current is not None:
            lines.append("caused by")
    return "\n".join(lines) + "\n"


def _version_of(package: str) -> str:
    try:
        return metadata.version(package)
    except metadata.PackageNotFoundError:  # a built program may carry no metadata
        return "?"


def _short(filename: str) -> str:
    """A file's place inside the program or inside a package; nothing of where they are installed."""
    path = Path(filename)
    try:
        return path.resolve().relative_to(_ROOT).as_posix()
    except ValueError:
        parts = path.parts
        for marker in ("site-packages", "lib"):
            if marker in parts:
                return "/".join(parts[parts.index(marker) + 1 :])
        return path.name
