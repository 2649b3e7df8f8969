# SPDX-License-Identifier: GPL-3.0-or-later
"""A copy that tells nothing but the picture: decoded, upright, covered, made smaller, encoded anew, then checked.

Taking metadata out of a file leaves something behind sooner or later (thumbnails, maker notes, trailers, gain maps);
encoding pixels anew cannot. The product is opened again before it gets its name.
"""

from __future__ import annotations

import errno
import hashlib
import os
import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from PIL import Image

from models.errors import ErrorCode, KnownError
from models.media.box import Box
from models.media.photo import load_upright, to_srgb
from models.publishing.redact import cover_regions
from models.terms import CopyFormat, CoverKind

_JPEG_QUALITY: Final = 90
_WEBP_QUALITY: Final = 88
_SAVE_OPTIONS: Final[dict[CopyFormat, dict[str, Any]]] = {
    CopyFormat.JPEG: {"quality": _JPEG_QUALITY, "optimize": True, "progressive": True},
    CopyFormat.PNG: {"optimize": False, "compress_level": 6},
    CopyFormat.WEBP: {"quality": _WEBP_QUALITY, "method": 4},
}
_PNG_CHUNKS: Final = frozenset({b"IHDR", b"PLTE", b"tRNS", b"sRGB", b"gAMA", b"IDAT", b"IEND"})
_WEBP_CHUNKS: Final = frozenset({b"VP8 ", b"VP8L", b"VP8X", b"ALPH"})


@dataclass(frozen=True, slots=True)
class CopyFacts:
    """What the copy is: its hash, size in pixels and in bytes."""

    sha256: str
    width: int
    height: int
    size_bytes: int
    copy_format: CopyFormat


def write_clean_copy(
    source: Path,
    target: Path,
    *,
    copy_format: CopyFormat = CopyFormat.JPEG,
    longest_edge: int | None = None,
    covers: Sequence[Box] = (),
    cover_kind: CoverKind = CoverKind.CALM,
) -> CopyFacts:
    """Write a clean copy of a photo; ``target`` appears whole or not at all, and never replaces a file.

    Raises reading errors as `load_upright` does; ``FOLDER_UNWRITABLE``, ``DISK_FULL``, ``FILE_CHANGED`` where the
    target exists, ``COPY_NOT_CLEAN`` where the check finds anything but the picture.
    """
    picture = make_clean_picture(source, longest_edge=longest_edge, covers=covers, cover_kind=cover_kind)
    if copy_format is CopyFormat.JPEG:
        picture = _flattened(picture)
    unfinished = target.with_name(f".{secrets.token_hex(8)}.part")
    try:
        with unfinished.open("xb") as file:
            picture.save(file, copy_format.value.upper(), **_SAVE_OPTIONS[copy_format])
            file.flush()
            os.fsync(file.fileno())
        data = unfinished.read_bytes()
        check_clean(data, copy_format)
        _put_in_place(unfinished, target)
    except OSError as error:
        raise _writing_error(error) from error
    finally:
        unfinished.unlink(missing_ok=True)
    return CopyFacts(hashlib.sha256(data).hexdigest(), picture.width, picture.height, len(data), copy_format)


def make_clean_picture(
    source: Path, *, longest_edge: int | None, covers: Sequence[Box], cover_kind: CoverKind
) -> Image.Image:
    """The pixels of a clean copy, in sRGB and without any metadata; also what a preview shows."""
    # A reduced decode would do for small copies, but covering first at full size keeps the cover's edge exact.
    picture = load_upright(source, longest_edge=None if covers else longest_edge)
    profile = picture.info.get("icc_profile")
    if isinstance(profile, bytes):
        picture = to_srgb(picture, profile)
    picture = cover_regions(picture, covers, cover_kind)
    if longest_edge is not None and max(picture.size) > longest_edge:
        picture.thumbnail((longest_edge, longest_edge), Image.Resampling.LANCZOS, reducing_gap=None)
    clean = picture.copy()
    clean.info = {}
    return clean


def check_clean(data: bytes, copy_format: CopyFormat) -> None:
    """Raise ``COPY_NOT_CLEAN`` unless the file holds the picture's structure and nothing else."""
    checks = {CopyFormat.JPEG: _is_clean_jpeg, CopyFormat.PNG: _is_clean_png, CopyFormat.WEBP: _is_clean_webp}
    if not checks[copy_format](data):
        raise KnownError(ErrorCode.COPY_NOT_CLEAN)


def _is_clean_jpeg(data: bytes) -> bool:
    """Walk the markers (ITU-T T.81): only a plain JFIF header, tables, frames and scans, and nothing after the end."""
    position = 2
    if not data.startswith(b"\xff\xd8"):
        return False
    while position + 4 <= len(data):
        if data[position] != 0xFF:
            return False
        marker = data[position + 1]
        if marker == 0xD9:
            return position + 2 == len(data)
        length = int.from_bytes(data[position + 2 : position + 4], "big")
        segment = data[position + 4 : position + 2 + length]
        is_application = 0xE1 <= marker <= 0xEF or marker == 0xFE
        has_jfif_thumbnail = marker == 0xE0 and not (segment.startswith(b"JFIF\x00") and len(segment) == 14)
        if is_application or has_jfif_thumbnail:
            return False
        position += 2 + length
        if marker == 0xDA:
            position = _end_of_scan(data, position)
    return data[position:] == b"\xff\xd9"


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


def _is_clean_png(data: bytes) -> bool:
    position = 8
    while position + 12 <= len(data):
        length, name = int.from_bytes(data[position : position + 4], "big"), data[position + 4 : position + 8]
        if name not in _PNG_CHUNKS:
            return False
        position += 12 + length
        if name == b"IEND":
            return position == len(data)
    return False


def _is_clean_webp(data: bytes) -> bool:
    if data[:4] != b"RIFF" or int.from_bytes(data[4:8], "little") + 8 != len(data):
        return False
    position = 12
    while position + 8 <= len(data):
        length, name = int.from_bytes(data[position + 4 : position + 8], "little"), data[position : position + 4]
        if name not in _WEBP_CHUNKS:
            return False
        position += 8 + length + length % 2
    return position == len(data)


def _flattened(picture: Image.Image) -> Image.Image:
    if picture.mode != "RGBA":
        return picture
    ground = Image.new("RGB", picture.size, "white")
    ground.paste(picture, mask=picture.getchannel("A"))
    return ground


def _put_in_place(unfinished: Path, target: Path) -> None:
    """Give the file its name without ever replacing one: a link where the file system has them, else a rename."""
    if target.exists():
        raise KnownError(ErrorCode.FILE_CHANGED)
    try:
        os.link(unfinished, target)
    except FileExistsError as error:
        raise KnownError(ErrorCode.FILE_CHANGED) from error
    except OSError:
        unfinished.rename(target)


def _writing_error(error: OSError) -> KnownError:
    is_full = error.errno in (errno.ENOSPC, errno.EDQUOT, errno.EFBIG)
    return KnownError(ErrorCode.DISK_FULL if is_full else ErrorCode.FOLDER_UNWRITABLE)
