# SPDX-License-Identifier: GPL-3.0-or-later
"""What is said of recordings: how two of them belong together."""

from __future__ import annotations

from models.media.seen import LookAlike
from models.terms import LikenessKind
from ui.texts import _


def likeness_sentence(alike: LookAlike, *, shows_more: bool = False) -> str:
    """How a photo belongs to the one that was seen before."""
    if alike.kind is LikenessKind.PART:
        if shows_more:
            return _("The photo seen before is a part of this one. There may be more people in this one.")
        return _("This photo is a part of the one seen before. Look who is still in it.")
    return {
        LikenessKind.SAME: _("The same photo, in another file."),
        LikenessKind.MIRRORED: _("The same photo, mirrored."),
        LikenessKind.CHANGED: _("Probably the same photo, changed since. Look who is still in it."),
        LikenessKind.BURST: _("Another photo of the same moment."),
    }[alike.kind]
