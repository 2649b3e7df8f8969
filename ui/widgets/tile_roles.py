# SPDX-License-Identifier: GPL-3.0-or-later
"""What a model tells a grid of tiles about an item and about a section."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum, IntEnum

from models.terms import Verdict
from ui.item_models.windowed import ID_ROLE, SECTION_ROLE


class TileRole(IntEnum):
    """Model roles of a tile. The id and the section start at the numbers that every windowed model uses."""

    ID = ID_ROLE
    SECTION = SECTION_ROLE
    THUMBNAIL = ID_ROLE + 2
    """Key for the thumbnail cache; None while the row is on its way."""
    FILE_NAME = ID_ROLE + 3
    VERDICTS = ID_ROLE + 4
    """``tuple[TileVerdict, ...]``, one for each chosen purpose."""
    PEOPLE_COUNT = ID_ROLE + 5
    """How many people are named in it (int)."""
    STATE = ID_ROLE + 6
    """`TileState`; None counts as loading."""
    KIND_ICON = ID_ROLE + 7
    """Icon name for what is not a photo (``film``, ``sound``), or None."""
    DETAIL = ID_ROLE + 8
    """`TileDetail`: the line under the name where there is no verdict to show; None for none."""


class TileState(Enum):
    """How far an item is: still being taken in, there, or unreadable."""

    LOADING = "loading"
    THERE = "there"
    BROKEN = "broken"


@dataclass(frozen=True, slots=True)
class TileVerdict:
    """The verdict of an item for one purpose. ``word`` is what the badge says when it is the only one."""

    purpose: str
    verdict: Verdict
    word: str


@dataclass(frozen=True, slots=True)
class TileDetail:
    """A line of text with or without an icon; ``role`` is the theme colour of both."""

    text: str
    icon_name: str = ""
    role: str = "muted"


@dataclass(frozen=True, slots=True)
class Heading:
    """What stands above a section; ``role`` is the theme colour of its icon."""

    icon_name: str
    title: str
    subtitle: str = ""
    role: str = "text"
