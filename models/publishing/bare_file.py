# SPDX-License-Identifier: GPL-3.0-or-later
"""Whether a picture file holds the picture's structure and nothing else, byte for byte.

An outside look at what an encoder wrote: every part of the file is walked, and each must be one that is needed to show
the picture. Metadata, comments, colour profiles, further pictures and bytes after the end are not.
"""

from __future__ import annotations

from typing import Final

from models.terms import CopyFormat

_JFIF_LENGTH: Final = 14
_JPEG_PARTS: Final = frozenset({0xC0, 0xC1, 0xC2, 0xC4, 0xDA, 0xDB, 0xDD, 0xE0})
_PNG_PARTS: Final = frozenset({b"IHDR", b"PLTE", b"tRNS", b"IDAT", b"IEND"})
_WEBP_PARTS: Final = frozenset({b"VP8 ", b"VP8L", b"VP8X", b"ALPH"})
_WEBP_EXTRAS: Final = 0b0010_1110  # ICC profile, EXIF, XMP, animation: bits of the VP8X flags


def is_bare(data: bytes, copy_format: CopyFormat) -> bool:
    """Whether the bytes of a file are a picture of this format with nothing added."""
    match copy_format:
        case CopyFormat.JPEG:
            return _is_bare_jpeg(data)
        case CopyFormat.PNG:
            return _is_bare_png(data)
        case CopyFormat.WEBP:
            return _is_bare_webp(data)


def _is_bare_jpeg(data: bytes) -> bool:
    """Walk the markers (ITU-T T.81): a plain JFIF header, tables, one frame, its scans, the end."""
    if not data.startswith(b"\xff\xd8"):
        return False
    position, frames, headers = 2, 0, 0
    while position + 4 <= len(data) and data[position] == 0xFF:
        marker = data[position + 1]
        length = int.from_bytes(data[position + 2 : position + 4], "big")
        segment = data[position + 4 : position + 2 + length]
        if marker not in _JPEG_PARTS or length < 2:
            return False
        if marker == 0xE0:
            headers += 1
            if not segment.startswith(b"JFIF\x00") or len(segment) != _JFIF_LENGTH:
                return False
        frames += marker in (0xC0, 0xC1, 0xC2)
        position += 2 + length
        if marker == 0xDA:
            position = _end_of_scan(data, position)
    return data[position:] == b"\xff\xd9" and frames == 1 and headers <= 1


def _end_of_scan(data: bytes, position: int) -> int:
    """The place of the next marker after entropy-coded data: 0xFF not followed by a stuffed zero or a restart."""
    while True:
        position = data.find(b"\xff", position)
        if position < 0 or position + 1 >= len(data):
            return len(data)
        following = data[position + 1]
        if following != 0 and not 0xD0 <= following <= 0xD7:
            return position
        position += 2


def _is_bare_png(data: bytes) -> bool:
    """Walk the chunks (ISO/IEC 15948)."""
    if not data.startswith(b"\x89PNG\r\n\x1a\n"):
        return False
    position = 8
    while position + 12 <= len(data):
        length, name = int.from_bytes(data[position : position + 4], "big"), data[position + 4 : position + 8]
        if name not in _PNG_PARTS:
            return False
        position += 12 + length
        if name == b"IEND":
            return position == len(data) and length == 0
    return False


def _is_bare_webp(data: bytes) -> bool:
    """Walk the chunks (RFC 9649)."""
    if data[:4] != b"RIFF" or data[8:12] != b"WEBP" or int.from_bytes(data[4:8], "little") + 8 != len(data):
        return False
    position, pictures = 12, 0
    while position + 8 <= len(data):
        name, length = data[position : position + 4], int.from_bytes(data[position + 4 : position + 8], "little")
        if name not in _WEBP_PARTS or (name == b"VP8X" and data[position + 8] & _WEBP_EXTRAS):
            return False
        pictures += name in (b"VP8 ", b"VP8L")
        position += 8 + length + length % 2
    return position == len(data) and pictures == 1
