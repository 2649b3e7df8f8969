# SPDX-License-Identifier: GPL-3.0-or-later
"""What is said of recordings: how two of them belong together."""

from __future__ import annotations

from models.media.seen import LookAlike
from models.terms import LikenessKind, SetAsideReason
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


def likeness_label(kind: LikenessKind) -> str:
    """How two photos belong together, in a few words."""
    return {
        LikenessKind.SAME: _("Same photo"),
        LikenessKind.PART: _("Part of it"),
        LikenessKind.MIRRORED: _("Mirrored"),
        LikenessKind.CHANGED: _("Changed"),
        LikenessKind.BURST: _("Same moment"),
    }[kind]


def set_aside_label(reason: SetAsideReason) -> str:
    """Why something is no picture to publish."""
    return {
        SetAsideReason.NAME_CARD: _("Photo of a name card"),
        SetAsideReason.TAKEN_OUT: _("Taken out of the library"),
    }[reason]
