# SPDX-License-Identifier: GPL-3.0-or-later
"""Names written one after the other, as under a class photo: "from left to right: Anna, Bram van Dam, Zoë"."""

from __future__ import annotations

import re
from typing import Final

PASSED_OVER: Final = "-"
"""Stands for somebody who is not named."""
_BREAKS = re.compile(r"[\n\r,;\t|]+")
_NUMBER = re.compile(r"^\s*\d{1,3}\s*[.):]?\s+")
_LEAD = re.compile(r"^[^,;\n]{0,60}?:\s*")
_DASHES = frozenset("-–—?…")


def split_name_run(text: str) -> tuple[str, ...]:
    """The names in a run of them, in order; `PASSED_OVER` for a dash or a question mark.

    Commas, semicolons, tabs and line ends part them. A heading before a colon at the beginning of a line ("Back row,
    left to right:") and numbers in front of names are left out.
    """
    names: list[str] = []
    for line in text.splitlines():
        for piece in _BREAKS.split(_LEAD.sub("", line, count=1)):
            name = " ".join(_NUMBER.sub("", piece).split()).rstrip(".")
            if name and set(name) <= _DASHES:
                names.append(PASSED_OVER)
            elif name:
                names.append(name)
    return tuple(names)
