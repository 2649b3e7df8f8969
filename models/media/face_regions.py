# SPDX-License-Identifier: GPL-3.0-or-later
"""People who were marked in a picture by another program: where, and under which name.

Three conventions are read: that of the Metadata Working Group (MWG 2.0, 5.9; its x and y are the centre), Microsoft's
(left, top, width, height) and IPTC's (2019.1; left and top, in fractions or pixels; rectangle, circle or polygon).
All of them refer to the picture as it is stored, before it is turned upright: measured on pictures in all eight
orientations. What a file says about the size they were applied to is often stale and never used to scale or turn, and
an orientation in a sidecar turns nothing either: the picture is shown as the file itself says.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from typing import Final

from models.errors import KnownError
from models.media.box import Box
from models.media.xmp_packet import XmpValue

MWG: Final = "{http://www.metadataworkinggroup.com/schemas/regions/}"
AREA: Final = "{http://ns.adobe.com/xmp/sType/Area#}"
DIMENSIONS: Final = "{http://ns.adobe.com/xap/1.0/sType/Dimensions#}"
_MP: Final = "{http://ns.microsoft.com/photo/1.2/}"
_MP_INFO: Final = "{http://ns.microsoft.com/photo/1.2/t/RegionInfo#}"
_MP_REGION: Final = "{http://ns.microsoft.com/photo/1.2/t/Region#}"
IPTC: Final = "{http://iptc.org/std/Iptc4xmpExt/2008-02-29/}"
_XMP: Final = "{http://ns.adobe.com/xap/1.0/}"

MAX_REGIONS: Final = 2_000
MAX_NAME: Final = 200
_PEOPLE_KINDS: Final = ("human", "face", "person", "head")
_NO_NAMES: Final = frozenset({"unknown", "unconfirmed", "ignored", "unnamed", "onbekend", "unbekannt", "inconnu"})
_SAME_PLACE: Final = 0.3
_ASPECT_SLACK: Final = 0.03


class RegionOrigin(StrEnum):
    """Whose convention a region follows, surest first."""

    MWG = "mwg"
    MICROSOFT = "microsoft"
    IPTC = "iptc"
    PICASA = "picasa"


@dataclass(frozen=True, slots=True)
class StoredFrame:
    """The raster that regions refer to: its size in pixels as stored, and its EXIF orientation (1 to 8)."""

    width: int
    height: int
    orientation: int


@dataclass(frozen=True, slots=True)
class FaceRegion:
    """Somebody whom another program marked. ``name`` is empty where nobody was named yet.

    ``box`` is in the upright picture; None where the region says no place, or one outside the picture.
    ``is_doubtful``: conventions in the file contradict each other about this place or this name, or the picture was
    cropped after the region was drawn.
    """

    name: str
    box: Box | None
    origin: RegionOrigin
    is_doubtful: bool = False


def read_regions(properties: Mapping[str, XmpValue], frame: StoredFrame) -> tuple[FaceRegion, ...]:
    """All people marked in the packet, each once: MWG's word counts before Microsoft's, and that before IPTC's."""
    found = list(_mwg_regions(properties, frame))
    found = _agree(found, list(_microsoft_regions(properties, frame)))
    found = _agree(found, list(_iptc_regions(properties, frame)))
    return tuple(found[:MAX_REGIONS])


def agree_regions(first: Sequence[FaceRegion], second: Sequence[FaceRegion]) -> tuple[FaceRegion, ...]:
    """Two programs' regions as one list: the first one's word counts, and contradictions are marked as doubtful."""
    return tuple(_agree(list(first), list(second)))


def upright_box(left: float, top: float, width: float, height: float, orientation: int) -> Box:
    """A rectangle of the stored raster (fractions) as a box of the upright picture (EXIF orientation 1 to 8).

    What sticks out is cut off; raises ``BOX_OUTSIDE`` where nothing of it lies in the picture.
    """
    x, y = left + width / 2, top + height / 2
    x, y = {
        1: (x, y),
        2: (1 - x, y),
        3: (1 - x, 1 - y),
        4: (x, 1 - y),
        5: (y, x),
        6: (1 - y, x),
        7: (1 - y, 1 - x),
        8: (y, 1 - x),
    }[orientation]
    if orientation >= 5:
        width, height = height, width
    return Box.clamped(x - width / 2, y - height / 2, width, height)


def stored_box(box: Box, orientation: int) -> tuple[float, float, float, float]:
    """Centre x, centre y, width and height (fractions) in the stored raster, as MWG writes them: back from upright."""
    x, y = box.x + box.w / 2, box.y + box.h / 2
    x, y = {
        1: (x, y),
        2: (1 - x, y),
        3: (1 - x, 1 - y),
        4: (x, 1 - y),
        5: (y, x),
        6: (y, 1 - x),
        7: (1 - y, 1 - x),
        8: (1 - y, x),
    }[orientation]
    return (x, y, box.w, box.h) if orientation < 5 else (x, y, box.h, box.w)


def clean_name(value: XmpValue | None) -> str:
    """A name as it stands in the file, on one line and not endless; empty for what programs write instead of one."""
    text = " ".join(_text(value).split())[:MAX_NAME].strip()
    return "" if text.casefold() in _NO_NAMES else text


def _mwg_regions(properties: Mapping[str, XmpValue], frame: StoredFrame) -> Iterator[FaceRegion]:
    info = _structure(properties.get(f"{MWG}Regions"))
    is_cropped = _was_cropped(_structure(info.get(f"{MWG}AppliedToDimensions")), frame)
    for region in _array(info.get(f"{MWG}RegionList")):
        fields = _structure(region)
        kind = _text(fields.get(f"{MWG}Type")).casefold()
        name = clean_name(fields.get(f"{MWG}Name"))
        if kind not in ("", "face") or not (kind or name):
            continue
        box = _mwg_box(_structure(fields.get(f"{MWG}Area")), frame)
        if name or box is not None:
            yield FaceRegion(name, box, RegionOrigin.MWG, is_cropped and box is not None)


def _mwg_box(area: Mapping[str, XmpValue], frame: StoredFrame) -> Box | None:
    x, y, w, h, d = (_number(area.get(f"{AREA}{name}")) for name in ("x", "y", "w", "h", "d"))
    if x is None or y is None:
        return None
    across, down = frame.width, frame.height
    is_pixel = _text(area.get(f"{AREA}unit")).casefold() == "pixel"
    if w is None or h is None:
        if d is None:
            return None  # a point: somebody is there, without a size
        side = 1 if is_pixel else min(across, down)
        w, h = (d, d) if is_pixel else (d * side / across, d * side / down)
    if is_pixel:
        x, y, w, h = x / across, y / down, w / across, h / down
    return _box_or_none(x - w / 2, y - h / 2, w, h, frame)


def _was_cropped(applied: Mapping[str, XmpValue], frame: StoredFrame) -> bool:
    """Whether the picture has another shape than when the regions were drawn, turning left aside."""
    width, height = _number(applied.get(f"{DIMENSIONS}w")), _number(applied.get(f"{DIMENSIONS}h"))
    if not width or not height or width <= 0 or height <= 0:
        return False
    then = max(width, height) / min(width, height)
    now = max(frame.width, frame.height) / min(frame.width, frame.height)
    slack = _ASPECT_SLACK + 1.5 / min(frame.width, frame.height)  # a small copy is rounded to whole pixels
    return abs(then - now) > slack * now


def _microsoft_regions(properties: Mapping[str, XmpValue], frame: StoredFrame) -> Iterator[FaceRegion]:
    info = _structure(properties.get(f"{_MP}RegionInfo"))
    for region in _array(info.get(f"{_MP_INFO}Regions")):
        fields = _structure(region)
        name = clean_name(fields.get(f"{_MP_REGION}PersonDisplayName"))
        numbers = [_number(part) for part in _text(fields.get(f"{_MP_REGION}Rectangle")).split(",")]
        box = None
        if len(numbers) == 4 and None not in numbers:
            left, top, width, height = (number or 0.0 for number in numbers)
            box = _box_or_none(left, top, width, height, frame)
        if name or box is not None:
            yield FaceRegion(name, box, RegionOrigin.MICROSOFT)


def _iptc_regions(properties: Mapping[str, XmpValue], frame: StoredFrame) -> Iterator[FaceRegion]:
    for region in _array(properties.get(f"{IPTC}ImageRegion")):
        fields = _structure(region)
        names = [name for one in _array(fields.get(f"{IPTC}PersonInImage")) if (name := clean_name(one))]
        details = _array(fields.get(f"{IPTC}PersonInImageWDetails"))
        names += [name for one in details if (name := clean_name(_structure(one).get(f"{IPTC}PersonName")))]
        if not names and not _is_about_people(fields):
            continue
        box = _iptc_box(_structure(fields.get(f"{IPTC}RegionBoundary")), frame)
        if len(names) > 1:  # one region around several people: they are there, but where is not said
            yield from (FaceRegion(name, None, RegionOrigin.IPTC) for name in dict.fromkeys(names))
        elif names or box is not None:
            yield FaceRegion("".join(names), box, RegionOrigin.IPTC)


def _is_about_people(fields: Mapping[str, XmpValue]) -> bool:
    """Whether a region without a name is said to show somebody (IPTC NewsCodes, image region type)."""
    for kind in _array(fields.get(f"{IPTC}rCtype")):
        entity = _structure(kind)
        words = [_text(one) for one in _array(entity.get(f"{_XMP}Identifier"))]
        words.append(_text(kind) if isinstance(kind, str) else _text(entity.get(f"{IPTC}Name")))
        if any(word.casefold().rsplit("/", 1)[-1].startswith(_PEOPLE_KINDS) for word in words if word):
            return True
    return False


def _iptc_box(boundary: Mapping[str, XmpValue], frame: StoredFrame) -> Box | None:
    shape = _text(boundary.get(f"{IPTC}rbShape")).casefold()
    x, y, w, h, radius = (_number(boundary.get(f"{IPTC}{name}")) for name in ("rbX", "rbY", "rbW", "rbH", "rbRx"))
    across, down = frame.width, frame.height
    is_pixel = _text(boundary.get(f"{IPTC}rbUnit")).casefold() == "pixel"
    scale_x, scale_y = (across, down) if is_pixel else (1, 1)
    if shape == "polygon":
        corners = [_structure(one) for one in _array(boundary.get(f"{IPTC}rbVertices"))]
        points = [(_number(one.get(f"{IPTC}rbX")), _number(one.get(f"{IPTC}rbY"))) for one in corners]
        xs = [one / scale_x for one, _ in points if one is not None]
        ys = [one / scale_y for _, one in points if one is not None]
        if len(xs) < 2 or len(ys) < 2:
            return None
        return _box_or_none(min(xs), min(ys), max(xs) - min(xs), max(ys) - min(ys), frame)
    if x is None or y is None:
        return None
    if shape == "circle":
        if radius is None:
            return None
        # The radius is a share of the width.
        wide, high = (radius / across, radius / down) if is_pixel else (radius, radius * across / down)
        return _box_or_none(x / scale_x - wide, y / scale_y - high, 2 * wide, 2 * high, frame)
    if w is None or h is None:
        return None
    return _box_or_none(x / scale_x, y / scale_y, w / scale_x, h / scale_y, frame)


def _agree(first: list[FaceRegion], second: list[FaceRegion]) -> list[FaceRegion]:
    """Add to the first convention's regions what only the second one knows; mark where they contradict each other."""
    result = list(first)
    taken: set[int] = set()
    for region in second:
        position = _same_region(result[: len(first)], region, taken)
        if position is None:
            result.append(replace(region, is_doubtful=region.is_doubtful or (bool(first) and region.box is not None)))
            continue
        taken.add(position)
        mine = result[position]
        is_elsewhere = mine.box is not None and region.box is not None and mine.box.overlap(region.box) < _SAME_PLACE
        result[position] = replace(
            mine,
            name=mine.name or region.name,
            box=region.box if mine.box is None else mine.box,
            is_doubtful=mine.is_doubtful or is_elsewhere,
        )
    for position, mine in enumerate(result):
        rivals = (other for at, other in enumerate(result) if at != position)
        if mine.name and any(_is_rival(mine, other) for other in rivals):
            result[position] = replace(mine, is_doubtful=True)
    return result


def _same_region(known: Sequence[FaceRegion], region: FaceRegion, taken: set[int]) -> int | None:
    """Which of the known regions is this one: the same name (nearest first), else the same place without a name."""
    best: tuple[float, int] | None = None
    for position, one in enumerate(known):
        if position in taken:
            continue
        overlap = one.box.overlap(region.box) if one.box is not None and region.box is not None else 0.0
        is_same_name = one.name.casefold() == region.name.casefold()
        if (is_same_name and (one.name or overlap >= _SAME_PLACE)) or (
            not (one.name and region.name) and overlap >= _SAME_PLACE
        ):
            best = max(best or (-1.0, -1), (overlap, position))
    return None if best is None else best[1]


def _is_rival(one: FaceRegion, other: FaceRegion) -> bool:
    """Whether two conventions give the same place to two people."""
    if one.origin is other.origin or not other.name or one.box is None or other.box is None:
        return False
    return one.name.casefold() != other.name.casefold() and one.box.overlap(other.box) >= _SAME_PLACE


def _box_or_none(left: float, top: float, width: float, height: float, frame: StoredFrame) -> Box | None:
    if width <= 0 or height <= 0 or not all(math.isfinite(value) for value in (left, top, width, height)):
        return None
    try:
        return upright_box(left, top, width, height, frame.orientation)
    except KnownError:
        return None  # wholly outside the picture: there is no place to show


def _structure(value: XmpValue | None) -> Mapping[str, XmpValue]:
    if isinstance(value, list) and value:
        value = value[0]
    return value if isinstance(value, dict) else {}


def _array(value: XmpValue | None) -> Sequence[XmpValue]:
    """The members of an array; a single value where a program left the array away."""
    if value is None:
        return ()
    return value[:MAX_REGIONS] if isinstance(value, list) else (value,)


def _text(value: XmpValue | None) -> str:
    """A text, or the first one of an alternative in several languages."""
    if isinstance(value, list):
        value = next((one for one in value if isinstance(one, str)), "")
    return value if isinstance(value, str) else ""


def _number(value: XmpValue | None) -> float | None:
    text = _text(value).strip()
    if "," in text and "." not in text:
        text = text.replace(",", ".")  # a program that wrote numbers in its user's own way
    try:
        number = float(text)
    except ValueError:
        return None
    return number if math.isfinite(number) else None
