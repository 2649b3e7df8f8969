# SPDX-License-Identifier: GPL-3.0-or-later
"""Names that are there already: what other programs wrote about who is in a picture, in the file and beside it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import lru_cache
from pathlib import Path
from typing import Final

from models.media.face_regions import FaceRegion, StoredFrame, agree_regions, read_regions
from models.media.person_keywords import people_named, plain_keywords
from models.media.picasa import FILE_NAMES, PicasaFolder, read_picasa_folder
from models.media.picture_files import reading_errors
from models.media.sidecar_writing import is_ours
from models.media.stored_metadata import StoredMetadata, metadata_or_none
from models.media.xmp_packet import MAX_PACKET_BYTES, XmpValue, join_packets, read_packet

READER: Final = "names-1"
"""Remembered with an item whose names were dealt with; a better reader gets another number."""
_FOLDERS_KEPT: Final = 16


@dataclass(frozen=True, slots=True)
class NamesInFile:
    """Who is in a picture by its own word.

    ``people``: names without a place. ``keywords``: words that are a name only where somebody is called exactly so.
    ``regions`` without a name say that somebody is there.
    """

    regions: tuple[FaceRegion, ...] = ()
    people: tuple[str, ...] = ()
    keywords: tuple[str, ...] = ()

    def __bool__(self) -> bool:
        return bool(self.regions or self.people or self.keywords)


def read_names(path: Path) -> NamesInFile:
    """Read who is in a picture, from the file, its sidecar and Picasa's notes in its folder.

    The sidecar's word counts before the picture's own: programs write there last. Raises ``FILE_MISSING`` or
    ``FILE_UNREADABLE``; never because of what the metadata looks like.
    """
    with reading_errors():
        path.stat()
    stored = metadata_or_none(path)
    own = {} if stored is None else stored.properties
    beside, is_own = _read_sidecars(path)
    properties = join_packets(beside, own)
    frame = _frame_of(stored)
    regions: tuple[FaceRegion, ...] = ()
    if frame is not None:
        regions = read_regions(beside, frame)
        if is_own:  # we wrote whom we know: whom else the picture names has not gone
            regions = agree_regions(read_regions(own, frame), regions)
        regions = regions or read_regions(own, frame)
        picasa = _picasa_folder(path.parent)
        if picasa is not None:
            regions = agree_regions(regions, picasa.regions(path.name, frame))
    else:  # a film has no raster to mark somebody in
        anywhere = StoredFrame(1, 1, 1)
        regions = tuple(replace(one, box=None) for one in read_regions(properties, anywhere) if one.name)
    named = {one.name.casefold() for one in regions}
    people = tuple(name for name in people_named(properties) if name.casefold() not in named)
    known = named | {name.casefold() for name in people}
    older = () if stored is None else stored.keywords
    words = tuple(word for word in plain_keywords(properties, older) if word.casefold() not in known)
    return NamesInFile(regions, people, words)


def sidecar_paths(path: Path) -> Iterator[Path]:
    """Where a sidecar may lie: ``photo.jpg.xmp`` (of this file alone), then ``photo.xmp`` (of all photos so called)."""
    for name in (f"{path.name}.xmp", f"{path.name}.XMP", f"{path.stem}.xmp", f"{path.stem}.XMP"):
        yield path.with_name(name)


def _read_sidecars(path: Path) -> tuple[dict[str, XmpValue], bool]:
    """The properties in the sidecars, and whether the first one was written by us."""
    properties: dict[str, XmpValue] = {}
    is_own = False
    for place in sidecar_paths(path):
        try:
            if not place.is_file() or place.stat().st_size > MAX_PACKET_BYTES:
                continue
            data = place.read_bytes()
        except OSError:
            continue  # a sidecar that cannot be opened tells nothing
        found = read_packet(data)
        if found is not None:
            is_own = is_own or (not properties and is_ours(data))
            properties = join_packets(properties, found)
    return properties, is_own


def _frame_of(stored: StoredMetadata | None) -> StoredFrame | None:
    if stored is None or stored.width <= 0 or stored.height <= 0:
        return None
    return StoredFrame(stored.width, stored.height, stored.orientation)


def _picasa_folder(folder: Path) -> PicasaFolder | None:
    """Picasa's notes of a folder, read once while they do not change."""
    for name in FILE_NAMES:
        try:
            changed = (folder / name).stat().st_mtime_ns
        except OSError:
            continue  # no such notes here
        return _kept_folder(folder, changed)
    return None


@lru_cache(maxsize=_FOLDERS_KEPT)
def _kept_folder(folder: Path, _changed_ns: int) -> PicasaFolder | None:
    return read_picasa_folder(folder)
