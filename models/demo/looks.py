# SPDX-License-Identifier: GPL-3.0-or-later
"""How an invented person looks: partly written down beside the name, the rest derived from the person's key."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from models.demo.canvas import Colour
from models.demo.chance import seeded_chance
from models.errors import BugError

SKIN_TONES: tuple[Colour, ...] = (
    (250, 221, 201),
    (244, 205, 178),
    (228, 178, 142),
    (200, 143, 105),
    (160, 106, 74),
    (116, 75, 54),
)
HAIR_COLOURS: dict[str, Colour] = {
    "blond": (228, 190, 120),
    "sand": (190, 148, 98),
    "ginger": (201, 112, 62),
    "brown": (121, 80, 54),
    "dark": (76, 52, 44),
    "black": (46, 38, 42),
    "grey": (178, 176, 178),
    "white": (226, 223, 218),
}
TOP_COLOURS: tuple[Colour, ...] = (
    (226, 122, 95),
    (94, 148, 170),
    (129, 170, 139),
    (240, 189, 104),
    (159, 134, 187),
    (214, 137, 152),
    (74, 109, 140),
    (104, 160, 153),
    (232, 226, 214),
    (190, 88, 92),
    (145, 172, 205),
    (201, 164, 126),
)
SCARF_COLOURS: tuple[Colour, ...] = ((94, 148, 170), (159, 134, 187), (104, 160, 153), (190, 104, 124), (74, 109, 140))
BOTTOM_COLOURS: tuple[Colour, ...] = ((72, 92, 128), (92, 90, 104), (120, 134, 158), (139, 117, 99), (58, 68, 92))
SHOE_COLOURS: tuple[Colour, ...] = ((240, 238, 232), (92, 84, 92), (196, 102, 92), (96, 128, 152))
CHILD_TOPS = ("tee", "stripes", "hoodie", "tee", "sweater", "spots")
ADULT_TOPS = ("sweater", "collar", "cardigan", "tee", "collar")


class HairStyle(StrEnum):
    """Shape of somebody's hair, or what is worn over it."""

    CROP = "crop"
    SHORT = "short"
    QUIFF = "quiff"
    BOB = "bob"
    LONG = "long"
    WAVY = "wavy"
    PONYTAIL = "ponytail"
    BRAIDS = "braids"
    BUN = "bun"
    CURLS = "curls"
    AFRO = "afro"
    PUFFS = "puffs"
    LOCS = "locs"
    BALD = "bald"
    SCARF = "scarf"


@dataclass(frozen=True, slots=True)
class Look:
    """Everything about somebody that is the same in each picture. ``height`` is relative to a tall adult (1.0)."""

    skin: Colour
    hair: HairStyle
    hair_colour: Colour
    height: float
    is_adult: bool
    top: str
    top_colour: Colour
    second_colour: Colour
    bottom_colour: Colour
    shoe_colour: Colour
    has_skirt: bool = False
    has_glasses: bool = False
    has_beard: bool = False
    has_freckles: bool = False
    has_hearing_aid: bool = False


def derive_look(key: str, words: str, age: int) -> Look:
    """The look of the person with this key; the same key, words and age always give the same look.

    ``words``: a skin tone from 1 to 6, a `HairStyle`, a hair colour, and any of ``glasses``, ``beard``,
    ``freckles``, ``skirt``, ``hearing-aid``. Raises `BugError` for an unknown word: the data are our own.
    """
    parts = words.split()
    if len(parts) < 3 or parts[2] not in HAIR_COLOURS or not parts[0].isdigit():
        raise BugError("a look needs a skin tone, a hair style and a hair colour")
    extras = set(parts[3:])
    if extras - {"glasses", "beard", "freckles", "skirt", "hearing-aid"}:
        raise BugError("a look with an unknown word")
    chance = seeded_chance(f"look {key}")
    top_colour = chance.choice(TOP_COLOURS)
    second_colours = SCARF_COLOURS if parts[1] == HairStyle.SCARF else TOP_COLOURS
    second = chance.choice([colour for colour in second_colours if colour != top_colour])
    is_adult = age >= 18
    return Look(
        skin=SKIN_TONES[int(parts[0]) - 1],
        hair=HairStyle(parts[1]),
        hair_colour=HAIR_COLOURS[parts[2]],
        height=_height_at(age) + chance.uniform(-0.03, 0.03),
        is_adult=is_adult,
        top=chance.choice(ADULT_TOPS if is_adult else CHILD_TOPS),
        top_colour=top_colour,
        second_colour=second,
        bottom_colour=chance.choice(BOTTOM_COLOURS),
        shoe_colour=chance.choice(SHOE_COLOURS),
        has_skirt="skirt" in extras,
        has_glasses="glasses" in extras,
        has_beard="beard" in extras,
        has_freckles="freckles" in extras,
        has_hearing_aid="hearing-aid" in extras,
    )


def _height_at(age: int) -> float:
    """Height by age as a share of a tall adult's: 10 years about 0.77, 16 years about 0.94."""
    return 0.95 if age >= 18 else min(0.94, 0.77 + (age - 10) * 0.028)
