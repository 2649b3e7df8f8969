# SPDX-License-Identifier: GPL-3.0-or-later
"""Names written beside a picture, so that other programs of the school know them: ``photo.jpg.xmp``.

Only ever a file of its own: the picture stays as it is. A sidecar that another program made keeps every byte it has;
what is missing is put in between. Where that cannot be done for sure, nothing is written.
"""

from __future__ import annotations

import errno
import os
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import Final
from xml.parsers import expat
from xml.sax.saxutils import escape, quoteattr

from models.errors import ErrorCode, KnownError
from models.media.box import Box
from models.media.face_regions import AREA, DIMENSIONS, IPTC, MWG, StoredFrame, read_regions, stored_box
from models.media.person_keywords import people_named
from models.media.xmp_packet import MAX_PACKET_BYTES, RDF, XmpValue, read_packet

MADE_BY: Final = "Beeldakkoord"
_XMETA: Final = "adobe:ns:meta/"
_REGIONS: Final = f"{MWG}Regions"
_PEOPLE: Final = f"{IPTC}PersonInImage"
_SPACES: Final = " ".join(
    f'xmlns:{prefix}="{name.strip("{}")}"'
    for prefix, name in (("rdf", RDF), ("mwg-rs", MWG), ("stArea", AREA), ("stDim", DIMENSIONS), ("Iptc4xmpExt", IPTC))
)
_ARRAYS: Final = frozenset({f"{RDF}Bag", f"{RDF}Seq"})


class SidecarOutcome(StrEnum):
    """What became of one sidecar."""

    WRITTEN = "written"
    UNCHANGED = "unchanged"


@dataclass(frozen=True, slots=True)
class SidecarPerson:
    """Somebody in the picture; ``box`` in the upright picture, None where it is not said where they are."""

    name: str
    box: Box | None


def sidecar_of(picture: Path) -> Path:
    """Where the names of a picture are written."""
    return picture.with_name(f"{picture.name}.xmp")


def write_sidecar(picture: Path, people: Sequence[SidecarPerson], frame: StoredFrame) -> SidecarOutcome:
    """Write who is in a picture beside it. A sidecar of our own is made anew, one of others only grows.

    Raises ``SIDECAR_NOT_KEPT`` where another program's sidecar could not be kept whole, ``FOLDER_UNWRITABLE``,
    ``FILE_UNREADABLE`` or ``DISK_FULL``.
    """
    target = sidecar_of(picture)
    there = _read(target)
    if there is None and not people:
        return SidecarOutcome.UNCHANGED
    text = compose_packet(people, frame) if there is None or is_ours(there) else grow_packet(there, people, frame)
    if text == there:
        return SidecarOutcome.UNCHANGED
    _replace(target, text)
    return SidecarOutcome.WRITTEN


def is_ours(data: bytes) -> bool:
    """Whether a sidecar was written by us, and by nobody since (who writes it puts another name in its head)."""
    return f'x:xmptk="{MADE_BY}"'.encode() in data[:400]


def compose_packet(people: Sequence[SidecarPerson], frame: StoredFrame) -> bytes:
    """A whole sidecar with MWG regions and IPTC PersonInImage."""
    body = _description(_regions_of(people, frame), [one.name for one in people], frame)
    return (
        f'<?xml version="1.0" encoding="UTF-8"?>\n<x:xmpmeta xmlns:x="{_XMETA}" x:xmptk="{MADE_BY}">\n'
        f' <rdf:RDF xmlns:rdf="{RDF.strip("{}")}">\n{body} </rdf:RDF>\n</x:xmpmeta>\n'
    ).encode()


def grow_packet(data: bytes, people: Sequence[SidecarPerson], frame: StoredFrame) -> bytes:
    """Another program's sidecar with the people that it lacks; itself where it lacks nobody.

    Every byte that was there stays. Raises ``SIDECAR_NOT_KEPT`` where that is not possible.
    """
    before = read_packet(data)
    if before is None or not _is_utf8(data):
        raise KnownError(ErrorCode.SIDECAR_NOT_KEPT)
    marked = {one.name.casefold() for one in read_regions(before, frame) if one.box is not None}
    named = {name.casefold() for name in people_named(before)}
    regions = _regions_of([one for one in people if one.name.casefold() not in marked], frame)
    names = [one.name for one in people if one.name.casefold() not in named]
    if not regions and not names:
        return data
    places = _find_places(data)
    pieces: list[tuple[int, str]] = []
    if _REGIONS in before and regions:
        pieces.append((_place(places.region_list), "".join(regions)))
        regions = []
    if _PEOPLE in before and names:
        pieces.append((_place(places.people), _members(names)))
        names = []
    if regions or names:
        pieces.append((_place(places.end), _description(regions, names, frame)))
    grown = data
    for position, text in sorted(pieces, reverse=True):
        grown = grown[:position] + text.encode() + grown[position:]
    if not _is_kept(before, read_packet(grown)):
        raise KnownError(ErrorCode.SIDECAR_NOT_KEPT)
    return grown


def _is_kept(before: dict[str, XmpValue], after: dict[str, XmpValue] | None) -> bool:
    """Whether everything that was there is there as it was, and the two lists begin as they did."""
    if after is None:
        return False
    if any(after.get(name) != value for name, value in before.items() if name not in (_REGIONS, _PEOPLE)):
        return False
    old, new = before.get(_REGIONS), after.get(_REGIONS)
    if isinstance(old, dict) and isinstance(new, dict):
        list_name = f"{MWG}RegionList"
        if any(new.get(name) != value for name, value in old.items() if name != list_name):
            return False
        old, new = old.get(list_name), new.get(list_name)
    return _begins_with(new, old) and _begins_with(after.get(_PEOPLE), before.get(_PEOPLE))


def _begins_with(new: XmpValue | None, old: XmpValue | None) -> bool:
    if old is None:
        return True
    if isinstance(old, list):
        return isinstance(new, list) and new[: len(old)] == old
    return new == old


@dataclass(slots=True)
class _Places:
    """Where (bytes from the start) something can be put in: the ends of the two lists, and of all descriptions."""

    region_list: int | None = None
    people: int | None = None
    end: int | None = None


def _place(position: int | None) -> int:
    if position is None:
        raise KnownError(ErrorCode.SIDECAR_NOT_KEPT)
    return position


def _find_places(data: bytes) -> _Places:
    """Walk through the text (which is known to be harmless) and note where lists end."""
    places = _Places()
    path: list[str] = []
    parser = expat.ParserCreate("UTF-8", " ")

    def begin(name: str, _attributes: object) -> None:
        path.append(_expanded(name))

    def end(_name: str) -> None:
        name = path.pop()
        position = parser.CurrentByteIndex
        if data[position : position + 2] != b"</":
            return  # an element without an end of its own: nothing can be put into it
        owners = [one for one in path if one != f"{RDF}Description"]
        if name == f"{RDF}RDF":
            places.end = position
        elif name in _ARRAYS and owners[-2:] == [_REGIONS, f"{MWG}RegionList"]:
            places.region_list = position
        elif name in _ARRAYS and owners[-1:] == [_PEOPLE] and _REGIONS not in owners:
            places.people = position

    parser.StartElementHandler = begin
    parser.EndElementHandler = end
    try:
        parser.Parse(data, True)
    except expat.ExpatError as error:
        raise KnownError(ErrorCode.SIDECAR_NOT_KEPT) from error
    return places


def _expanded(name: str) -> str:
    space, _, local = name.rpartition(" ")
    return f"{{{space}}}{local}"


def _is_utf8(data: bytes) -> bool:
    try:
        text = data.decode("utf-8")
    except UnicodeDecodeError:
        return False
    head = text[:200].casefold()
    return "\x00" not in text and ("encoding=" not in head or "utf-8" in head)


def _regions_of(people: Sequence[SidecarPerson], frame: StoredFrame) -> list[str]:
    return [_region(one.name, one.box, frame) for one in people if one.box is not None]


def _region(name: str, box: Box, frame: StoredFrame) -> str:
    x, y, w, h = stored_box(box, frame.orientation)
    area = " ".join(f'stArea:{key}="{value:.6f}"' for key, value in (("x", x), ("y", y), ("w", w), ("h", h)))
    return (
        f'<rdf:li rdf:parseType="Resource" {_SPACES}>'
        f"<mwg-rs:Name>{escape(name)}</mwg-rs:Name><mwg-rs:Type>Face</mwg-rs:Type>"
        f'<mwg-rs:Area {area} stArea:unit="normalized"/></rdf:li>\n'
    )


def _members(names: Sequence[str]) -> str:
    space = f"xmlns:rdf={quoteattr(RDF.strip('{}'))}"
    return "".join(f"<rdf:li {space}>{escape(name)}</rdf:li>\n" for name in names)


def _description(regions: Sequence[str], names: Sequence[str], frame: StoredFrame) -> str:
    parts = [f'  <rdf:Description rdf:about="" {_SPACES}>\n']
    if regions:
        size = f'stDim:w="{frame.width}" stDim:h="{frame.height}" stDim:unit="pixel"'
        parts.append(
            f'<mwg-rs:Regions rdf:parseType="Resource">\n<mwg-rs:AppliedToDimensions {size}/>\n'
            f"<mwg-rs:RegionList><rdf:Bag>\n{''.join(regions)}</rdf:Bag></mwg-rs:RegionList>\n</mwg-rs:Regions>\n"
        )
    if names:
        parts.append(f"<Iptc4xmpExt:PersonInImage><rdf:Bag>\n{_members(names)}</rdf:Bag></Iptc4xmpExt:PersonInImage>\n")
    return "".join((*parts, "  </rdf:Description>\n"))


def _read(target: Path) -> bytes | None:
    try:
        if target.stat().st_size > MAX_PACKET_BYTES:
            raise KnownError(ErrorCode.SIDECAR_NOT_KEPT)
        return target.read_bytes()
    except FileNotFoundError:
        return None
    except OSError as error:
        raise KnownError(ErrorCode.FILE_UNREADABLE) from error


def _replace(target: Path, data: bytes) -> None:
    """Write it whole or not at all."""
    half = target.with_name(f".{target.name}.part")
    try:
        try:
            half.write_bytes(data)
            os.replace(half, target)  # noqa: PTH105 - one step, as the name says
        finally:
            half.unlink(missing_ok=True)
    except OSError as error:
        code = ErrorCode.DISK_FULL if error.errno == errno.ENOSPC else ErrorCode.FOLDER_UNWRITABLE
        raise KnownError(code, path=str(target.parent)) from error
