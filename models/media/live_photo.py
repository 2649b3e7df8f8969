# SPDX-License-Identifier: GPL-3.0-or-later
"""Apple Live Photos: a photo and a film of the same moment, in two files that carry the same identifier.

They count as one: the film is a companion of its photo and is shown nowhere by itself.
"""

from __future__ import annotations

import struct
from collections.abc import Iterable, Sequence
from typing import Final

from sqlmodel import Session, col, select

from models.tables import Item
from models.terms import MediaKind

_APPLE: Final = b"Apple iOS\x00"
_HEADER_BYTES: Final = 14
_ENTRY_BYTES: Final = 12
_MAX_ENTRIES: Final = 512
_ASCII: Final = 2
_CONTENT_IDENTIFIER: Final = 0x0011
_LONGEST: Final = 64
_PER_QUERY: Final = 500


def content_identifier_of(maker_note: object) -> str:
    """The identifier in the maker note of an iPhone's photo; empty for every other.

    An Apple maker note is "Apple iOS", two bytes of version, "MM", and a TIFF directory whose offsets count from the
    note's own beginning.
    """
    if not isinstance(maker_note, bytes) or not maker_note.startswith(_APPLE) or len(maker_note) < _HEADER_BYTES + 2:
        return ""
    order = "<" if maker_note[12:14] == b"II" else ">"
    (count,) = struct.unpack_from(f"{order}H", maker_note, _HEADER_BYTES)
    for number in range(min(count, _MAX_ENTRIES)):
        at = _HEADER_BYTES + 2 + number * _ENTRY_BYTES
        if at + _ENTRY_BYTES > len(maker_note):
            return ""
        tag, kind, length, place = struct.unpack_from(f"{order}HHII", maker_note, at)
        if tag == _CONTENT_IDENTIFIER and kind == _ASCII and length <= _LONGEST + 1:
            text = maker_note[place : place + length] if length > 4 else maker_note[at + 8 : at + 8 + length]
            return text.split(b"\x00")[0].decode("ascii", "replace")[:_LONGEST]
    return ""


def join_live_photos(session: Session, item_ids: Sequence[int]) -> set[int]:
    """Make films that were just taken in, or whose photo was, companions of their photos; gives the ids of both.

    Of several photos with one identifier (an edited copy keeps it) the first one taken in carries the film.
    """
    fresh = session.exec(
        select(Item.content_identifier).where(col(Item.id).in_(item_ids), col(Item.content_identifier) != "").distinct()
    ).all()
    if not fresh:
        return set()
    alike = session.exec(select(Item).where(col(Item.content_identifier).in_(fresh)).order_by(col(Item.id))).all()
    photos: dict[str, int] = {}
    for item in alike:
        if item.kind is MediaKind.PHOTO:
            photos.setdefault(item.content_identifier, item.id or 0)
    touched: set[int] = set()
    for item in alike:
        photo_id = photos.get(item.content_identifier)
        if item.kind is MediaKind.FILM and item.companion_of_id is None and photo_id is not None:
            item.companion_of_id = photo_id
            touched |= {photo_id, item.id or 0}
    session.flush()
    return touched


def films_of(session: Session, photo_ids: Iterable[int]) -> dict[int, int]:
    """The film of each Live Photo among these photos, by photo id."""
    wanted = list(dict.fromkeys(photo_ids))
    found: dict[int, int] = {}
    for start in range(0, len(wanted), _PER_QUERY):
        rows = session.exec(
            select(Item.companion_of_id, Item.id)
            .where(col(Item.companion_of_id).in_(wanted[start : start + _PER_QUERY]))
            .order_by(col(Item.id).desc())
        )
        found.update({photo_id: film_id for photo_id, film_id in rows if photo_id is not None and film_id is not None})
    return found
