# SPDX-License-Identifier: GPL-3.0-or-later
"""How lists tell a film, a sound, and a photo that carries a film from a plain photo."""

from __future__ import annotations

from dataclasses import dataclass

from models.media.library import ItemRow
from models.terms import MediaKind
from ui.style.film_labels import length_text
from ui.texts import _


@dataclass(frozen=True, slots=True)
class RecordingLook:
    """What kind of item it is, how long, and whether a film with its sound comes along with a photo."""

    kind: MediaKind = MediaKind.PHOTO
    duration_ms: int | None = None
    carries_film: bool = False

    @classmethod
    def of(cls, row: ItemRow) -> RecordingLook:
        """The look of an item."""
        return cls(row.kind, row.duration_ms, row.carries_film)

    @property
    def icon_name(self) -> str | None:
        """The badge on its tile; None for a plain photo."""
        if self.kind is MediaKind.SOUND:
            return "sound"
        return "film" if self.kind is MediaKind.FILM or self.carries_film else None

    def caption(self, name: str) -> str:
        """The file's name, with how long a film or sound is."""
        length = "" if self.kind is MediaKind.PHOTO else length_text(self.duration_ms)
        return _("{length}  ·  {name}").format(length=length, name=name) if length else name

    @property
    def sentence(self) -> str:
        """What a screen reader and a tip say of it; empty for a plain photo."""
        length = length_text(self.duration_ms)
        if self.kind is MediaKind.FILM:
            return _("Film, {length}").format(length=length) if length else _("Film")
        if self.kind is MediaKind.SOUND:
            return _("Sound, {length}").format(length=length) if length else _("Sound")
        return _("A film with sound comes along with this photo") if self.carries_film else ""


PLAIN_PHOTO = RecordingLook()
