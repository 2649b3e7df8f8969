# SPDX-License-Identifier: GPL-3.0-or-later
"""The JSON examples of docs/COMMAND_LINE.md, to hold the answers of commands against."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from pathlib import Path

PAGE = Path(__file__).parents[2] / "docs" / "COMMAND_LINE.md"
EXAMPLE = re.compile(r"```sh\n(?P<command>[^\n]+)\n```\n```json\n(?P<answer>.*?)\n```", re.DOTALL)


def examples() -> dict[str, object]:
    """Each documented answer by the words of its command."""
    found = {}
    for match in EXAMPLE.finditer(PAGE.read_text(encoding="utf-8")):
        words = match["command"].split()[1:3]
        name = " ".join(word for word in words if re.fullmatch(r"[a-z]+", word))
        found[name] = json.loads(match["answer"])
    return found


def keys_of(document: object, place: str = "") -> Iterator[str]:
    """Every path of keys in a document; lists add []. Where a list is empty its inside is not known."""
    if isinstance(document, dict):
        for key, value in document.items():
            yield f"{place}.{key}"
            yield from keys_of(value, f"{place}.{key}")
    elif isinstance(document, list):
        for value in document:
            yield from keys_of(value, f"{place}[]")


def assert_documented(name: str, answer: object) -> None:
    """The answer has the keys of its example, except inside lists that are empty in one of the two."""
    example, given = set(keys_of(examples()[name])), set(keys_of(answer))
    for one, other in ((example, given), (given, example)):
        for path in one - other:
            parents = [path[:end] for end in (m.start() for m in re.finditer(r"\[\]", path))]
            inside_empty = any(not any(known.startswith(f"{parent}[]") for known in other) for parent in parents)
            assert inside_empty, f"{name}: {path} is only in one of example and answer"
