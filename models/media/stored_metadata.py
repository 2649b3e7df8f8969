# SPDX-License-Identifier: GPL-3.0-or-later
"""The packets of words that lie inside a picture file, read without decoding a pixel."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO, Final

from PIL import Image

from models.errors import ErrorCode, KnownError
from models.media.iptc_keywords import keywords_in, keywords_of_records
from models.media.picture_files import DECODER_ERRORS, PhotoFormat, decode_file, open_file
from models.media.pixels import stored_orientation, upright_size
from models.media.xmp_packet import MAX_PACKET_BYTES, XmpValue, join_packets, read_packet

_XMP_HEAD: Final = b"http://ns.adobe.com/xap/1.0/\x00"
_MORE_HEAD: Final = b"http://ns.adobe.com/xmp/extension/\x00"
_IPTC_HEAD: Final = b"Photoshop 3.0\x00"
_MORE_FIXED: Final = 40
"""Bytes before the content of a part: an MD5 as 32 hex digits, the whole length, the offset."""
_HAS_MORE: Final = "{http://ns.adobe.com/xmp/note/}HasExtendedXMP"
_START_OF_SCAN: Final = 0xDA
_TIFF_IPTC: Final = 33723
_TIFF_PHOTOSHOP: Final = 34377


@dataclass(frozen=True, slots=True)
class StoredMetadata:
    """What a picture file carries beside its pixels.

    ``orientation``: EXIF value (1 to 8) that turns the stored raster upright; ``width`` and ``height`` are pixels of
    that raster as stored, which is what regions refer to.
    """

    properties: dict[str, XmpValue]
    keywords: tuple[str, ...]
    orientation: int
    width: int
    height: int


def read_stored_metadata(path: Path) -> StoredMetadata:
    """Read a picture's metadata. Raises as `models.media.picture_files.open_picture` does, never for bad metadata."""
    with open_file(path) as opened:
        with decode_file(opened) as picture:
            orientation = stored_orientation(picture)
            width, height = upright_size(picture)
            if orientation >= 5:
                width, height = height, width
            packet = _packet_of(picture)
            keywords = _tiff_keywords(picture)
        if opened.file_format is PhotoFormat.JPEG:
            properties, found = _read_jpeg(opened.file)
            keywords += found
        else:
            properties = read_packet(packet) or {}
    return StoredMetadata(properties, keywords, orientation, width, height)


def metadata_or_none(path: Path) -> StoredMetadata | None:
    """As `read_stored_metadata`; None for a file that is no readable picture."""
    try:
        return read_stored_metadata(path)
    except KnownError as error:
        if error.code in (ErrorCode.FILE_MISSING, ErrorCode.FILE_UNREADABLE):
            raise
        return None


def _packet_of(picture: Image.Image) -> bytes:
    packet = picture.info.get("xmp") or picture.info.get("XML:com.adobe.xmp") or b""
    if isinstance(packet, str):
        packet = packet.encode()
    return packet if isinstance(packet, bytes) else b""


def _tiff_keywords(picture: Image.Image) -> tuple[str, ...]:
    tags = getattr(picture, "tag_v2", None)
    if picture.format != "TIFF" or tags is None:
        return ()
    try:
        bare, resources = _as_bytes(tags.get(_TIFF_IPTC)), _as_bytes(tags.get(_TIFF_PHOTOSHOP))
    except DECODER_ERRORS:
        return ()  # a broken tag: the picture has no keywords that can be read
    return (*keywords_of_records(bare), *keywords_in(resources))


def _as_bytes(value: object) -> bytes:
    if isinstance(value, tuple) and all(isinstance(part, int) for part in value):
        # Some programs write the block as 32-bit numbers.
        return b"".join((part & 0xFFFFFFFF).to_bytes(4, "little") for part in value)
    return value if isinstance(value, bytes) else b""


def _read_jpeg(file: BinaryIO) -> tuple[dict[str, XmpValue], tuple[str, ...]]:
    """The XMP of a JPEG, also where it is spread over several segments (XMP part 3, 1.1.3.1), and its keywords."""
    main: dict[str, XmpValue] = {}
    parts: dict[bytes, dict[int, bytes]] = {}
    resources = b""
    for marker, segment in _segments(file):
        if marker == 0xE1 and segment.startswith(_XMP_HEAD) and not main:
            main = read_packet(segment[len(_XMP_HEAD) :]) or {}
        elif marker == 0xE1 and segment.startswith(_MORE_HEAD):
            part = segment[len(_MORE_HEAD) :]
            key, offset = part[:32], int.from_bytes(part[36:40], "big")
            parts.setdefault(key, {})[offset] = part[_MORE_FIXED:]
        elif marker == 0xED and segment.startswith(_IPTC_HEAD):
            resources += segment[len(_IPTC_HEAD) :]
    wanted = main.get(_HAS_MORE)
    key = wanted.encode() if isinstance(wanted, str) else b""
    more = read_packet(_joined(parts[key])) if key in parts else None
    return (main if more is None else join_packets(main, more)), keywords_in(resources)


def _joined(parts: dict[int, bytes]) -> bytes:
    """The parts in the order of their offsets; b"" where they do not fit together."""
    joined = b""
    for offset in sorted(parts):
        if offset != len(joined) or len(joined) > MAX_PACKET_BYTES:
            return b""
        joined += parts[offset]
    return joined


def _segments(file: BinaryIO) -> list[tuple[int, bytes]]:
    """Marker and content of the application segments before the pixels; stops where the file makes no sense."""
    found: list[tuple[int, bytes]] = []
    file.seek(2)
    while True:
        head = file.read(2)
        while len(head) == 2 and head[0] == 0xFF and head[1] == 0xFF:  # fill bytes before a marker
            head = head[1:] + file.read(1)
        if len(head) < 2 or head[0] != 0xFF or head[1] == _START_OF_SCAN:
            return found
        if head[1] == 0x01 or 0xD0 <= head[1] <= 0xD8:
            continue
        length = int.from_bytes(file.read(2), "big")
        if length < 2:
            return found
        if head[1] in (0xE1, 0xED):
            found.append((head[1], file.read(length - 2)))
        else:
            file.seek(length - 2, 1)
