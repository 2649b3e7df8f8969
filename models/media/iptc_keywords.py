# SPDX-License-Identifier: GPL-3.0-or-later
"""Keywords in the older IPTC block of a picture (IIM 4.2), as picture agencies and older programs write them."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

_BLOCK_MARK: Final = b"8BIM"
_IPTC_BLOCK: Final = 0x0404
_TAG_MARK: Final = 0x1C
_KEYWORDS: Final = (2, 25)
_CHARACTER_SET: Final = (1, 90)
_UTF8: Final = b"\x1b%G"
_MAX_KEYWORDS: Final = 2_000


def keywords_in(resources: bytes) -> tuple[str, ...]:
    """The keywords in Photoshop image resources (JPEG APP13 after its heading, TIFF tag 34377); never raises."""
    return tuple(word for block in _iptc_blocks(resources) for word in keywords_of_records(block))


def keywords_of_records(data: bytes) -> tuple[str, ...]:
    """The keywords (record 2, data set 25) in bare IPTC records (TIFF tag 33723); never raises."""
    words: list[bytes] = []
    is_utf8 = False
    for name, value in _records(data):
        if name == _CHARACTER_SET:
            is_utf8 = value == _UTF8
        elif name == _KEYWORDS and len(words) < _MAX_KEYWORDS:
            words.append(value)
    return tuple(text for word in words if (text := _decoded(word, is_utf8=is_utf8)))


def _decoded(word: bytes, *, is_utf8: bool) -> str:
    word = word.strip(b"\x00 \t\r\n")
    try:
        return word.decode("utf-8")
    except UnicodeDecodeError:
        return word.decode("utf-8" if is_utf8 else "cp1252", "replace")


def _iptc_blocks(data: bytes) -> Iterator[bytes]:
    """Image resources: mark, number, a name padded to even length, size, content padded to even length."""
    position = 0
    while position + 12 <= len(data):
        if data[position : position + 4] != _BLOCK_MARK:
            return
        number = int.from_bytes(data[position + 4 : position + 6], "big")
        name_length = 1 + data[position + 6]
        position += 6 + name_length + name_length % 2
        size = int.from_bytes(data[position : position + 4], "big")
        position += 4
        if number == _IPTC_BLOCK:
            yield data[position : position + size]
        position += size + size % 2


def _records(data: bytes) -> Iterator[tuple[tuple[int, int], bytes]]:
    position = 0
    while position + 5 <= len(data):
        if data[position] != _TAG_MARK:
            position += 1  # padding between records
            continue
        name = data[position + 1], data[position + 2]
        size = int.from_bytes(data[position + 3 : position + 5], "big")
        position += 5
        if size & 0x8000:  # an extended length: so many bytes hold it
            digits = size & 0x7FFF
            if digits > 4:
                return
            size = int.from_bytes(data[position : position + digits], "big")
            position += digits
        yield name, data[position : position + size]
        position += size
