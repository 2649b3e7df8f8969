# SPDX-License-Identifier: GPL-3.0-or-later
"""The colours of the two themes, by the part they play. No Qt: pages made for print take them from here too.

Every text colour has a contrast of at least 4.5 : 1 with each ground it stands on, and what marks a control or its
focus at least 3 : 1 (WCAG 2.2, success criteria 1.4.3 and 1.4.11, level AA); a test holds this.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from models.terms import Verdict


@dataclass(frozen=True, slots=True)
class Tokens:
    """One theme: colours as ``#rrggbb``.

    ``surface`` carries lists and cards, ``background`` what lies between them, ``raised`` menus and tips. A
    ``*_soft`` colour is the ground of a chip or a banner with text in the colour of the same name on it.
    ``border`` only separates; ``control_border`` is what an input field is recognised by.
    """

    is_dark: bool
    background: str
    surface: str
    raised: str
    hover: str
    text: str
    muted: str
    border: str
    control_border: str
    accent: str
    accent_hover: str
    accent_pressed: str
    accent_soft: str
    on_accent: str
    focus: str
    ready: str
    ready_soft: str
    cover: str
    cover_soft: str
    ask: str
    ask_soft: str
    identify: str
    identify_soft: str
    no: str
    no_soft: str


LIGHT: Final = Tokens(
    is_dark=False,
    background="#f3f6f6",
    surface="#ffffff",
    raised="#ffffff",
    hover="#eaf0ef",
    text="#16211f",
    muted="#55625f",
    border="#d8dfde",
    control_border="#7d8a87",
    accent="#0b7268",
    accent_hover="#0a655c",
    accent_pressed="#08564f",
    accent_soft="#d9efec",
    on_accent="#ffffff",
    focus="#0b7268",
    ready="#23702b",
    ready_soft="#e1f2e1",
    cover="#1f5fa8",
    cover_soft="#e0ecf9",
    ask="#865200",
    ask_soft="#fbeed3",
    identify="#664aa3",
    identify_soft="#ede7f8",
    no="#a03a2e",
    no_soft="#fae5e1",
)

DARK: Final = Tokens(
    is_dark=True,
    background="#11191a",
    surface="#1a2425",
    raised="#223031",
    hover="#243233",
    text="#e8eeed",
    muted="#a7b4b1",
    border="#324041",
    control_border="#73827f",
    accent="#4cc3b3",
    accent_hover="#66d0c1",
    accent_pressed="#3aaa9b",
    accent_soft="#173b39",
    on_accent="#06201d",
    focus="#4cc3b3",
    ready="#83cf86",
    ready_soft="#1b3520",
    cover="#8fbdf5",
    cover_soft="#1b304b",
    ask="#e6b65f",
    ask_soft="#3d2f12",
    identify="#c5aef2",
    identify_soft="#332849",
    no="#f2a195",
    no_soft="#462621",
)

VERDICT_ROLES: Final = {
    Verdict.READY: "ready",
    Verdict.COVER: "cover",
    Verdict.ASK: "ask",
    Verdict.IDENTIFY: "identify",
    Verdict.NO: "no",
}
"""The colour of each verdict, as the name of a token; the ground of its chip is that name with ``_soft``."""


def contrast_ratio(first: str, second: str) -> float:
    """Contrast of two ``#rrggbb`` colours, 1 to 21 (WCAG 2.2, definition of contrast ratio)."""
    lighter, darker = sorted((_luminance(first), _luminance(second)), reverse=True)
    return (lighter + 0.05) / (darker + 0.05)


def _luminance(colour: str) -> float:
    parts = [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    red, green, blue = (part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue
