# SPDX-License-Identifier: GPL-3.0-or-later
"""The files of a register as they lie on the disk, and whose name stands in them."""

from __future__ import annotations

from collections.abc import Iterable

from models.roster.names import fold_text
from models.workspace import Workspace


def bytes_beside(workspace: Workspace) -> dict[str, bytes]:
    """Every file of the register as it lies on the disk: itself, journal, lock, thumbnails, proof."""
    folder = workspace.path.parent
    return {path.name: path.read_bytes() for path in folder.rglob("*") if path.is_file() and path.suffix != ".jpg"}


def traces_of(words: Iterable[str], files: dict[str, bytes]) -> list[tuple[str, str]]:
    """Which of the words, in any usual writing and encoding, stand in which file."""
    found = []
    for word in words:
        forms = {word, word.lower(), word.upper(), word.casefold(), fold_text(word)} - {""}
        for form in forms:
            for encoding in ("utf-8", "utf-16-le", "utf-16-be"):
                sought = form.encode(encoding)
                found += [(form, name) for name, data in files.items() if sought in data]
    return found
