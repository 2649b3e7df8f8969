# SPDX-License-Identifier: GPL-3.0-or-later
"""The project's own files, read once."""

from __future__ import annotations

import ast
import functools
import subprocess
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
_NOT_OURS = {
    ".git",
    ".venv",
    "build",
    "dist",
    "__pycache__",
    ".mypy_cache",
    ".ruff_cache",
    ".pytest_cache",
    ".hypothesis",
    ".import_linter_cache",
}


@dataclass(frozen=True, slots=True)
class Source:
    """One Python file: its place in the project, text and syntax tree."""

    place: str
    text: str
    tree: ast.Module


def source_from(text: str, place: str = "models/example.py") -> Source:
    """A made-up file, for trying a rule on."""
    return Source(place, text, ast.parse(text))


@functools.cache
def project_files() -> tuple[Path, ...]:
    """What is in the project: what git would commit, or everything outside caches where git is not there."""
    try:
        listing = subprocess.run(
            ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"],
            cwd=ROOT,
            capture_output=True,
            check=True,
        ).stdout
        paths = [ROOT / name.decode() for name in listing.split(b"\0") if name]
    except (OSError, subprocess.CalledProcessError):
        paths = [path for path in ROOT.rglob("*") if not _NOT_OURS & set(path.relative_to(ROOT).parts)]
    return tuple(sorted(path for path in paths if path.is_file()))


@functools.cache
def python_sources() -> tuple[Source, ...]:
    """Every Python file of the project, parsed."""
    return tuple(source_at(path) for path in project_files() if path.suffix in (".py", ".spec") and path.exists())


def source_at(path: Path) -> Source:
    """One file of the project."""
    text = path.read_text(encoding="utf-8")
    return Source(path.relative_to(ROOT).as_posix(), text, ast.parse(text, filename=path.name))


def sources_under(*folders: str) -> tuple[Source, ...]:
    """The Python files in these top-level folders (or these files)."""
    return tuple(source for source in python_sources() if source.place.split("/", 1)[0] in folders)


def text_files() -> Iterator[tuple[str, str]]:
    """Place and text of every file that is text."""
    for path in project_files():
        data = path.read_bytes()
        if b"\0" in data[:8000]:
            continue
        try:
            yield path.relative_to(ROOT).as_posix(), data.decode("utf-8")
        except UnicodeDecodeError:
            continue
