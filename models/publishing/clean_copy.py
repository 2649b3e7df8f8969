# SPDX-License-Identifier: GPL-3.0-or-later
"""A copy that tells nothing but the picture: decoded, upright, covered, made smaller, encoded anew, then checked.

Taking metadata out of a file leaves something behind sooner or later (thumbnails, maker notes, trailers, gain maps);
encoding pixels anew cannot. The product is read back and checked before it gets its name.
"""

from __future__ import annotations

import errno
import hashlib
import io
import os
import secrets
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from PIL import Image

from models.errors import ErrorCode, KnownError
from models.media.box import Box
from models.media.picture_files import KnownFile, PhotoFormat, decode_file, digest_file, open_file
from models.media.pixels import decode_upright, shrink_picture
from models.publishing.bare_file import is_bare
from models.publishing.redact import cover_regions
from models.terms import CopyFormat, CoverKind

SMALLEST_EDGE: Final = 16
_LARGEST_EDGE: Final = {CopyFormat.JPEG: 65_500, CopyFormat.PNG: 65_500, CopyFormat.WEBP: 16_383}
_SAVE_OPTIONS: Final[dict[CopyFormat, dict[str, Any]]] = {
    CopyFormat.JPEG: {"quality": 90, "optimize": True},
    CopyFormat.PNG: {"compress_level": 6},
    CopyFormat.WEBP: {"quality": 88, "method": 4},
}
_DECODE_GAP: Final = 3.0
_FULL_DISK: Final = frozenset({errno.ENOSPC, errno.EFBIG, getattr(errno, "EDQUOT", errno.ENOSPC)})
_INFO_OF_STRUCTURE: Final = frozenset(
    {"jfif", "jfif_version", "jfif_unit", "jfif_density", "dpi", "loop", "background", "timestamp", "duration"}
)
"""What Pillow tells of the container itself; anything else in ``info`` came along and must not."""


@dataclass(frozen=True, slots=True)
class CopyFacts:
    """What the copy is: its hash (hex), its size in pixels and in bytes, its format."""

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
    source_sha256: str | None = None,
) -> CopyFacts:
    """Write a clean copy of a photo; ``target`` appears whole or not at all, and never replaces a file.

    ``longest_edge`` in pixels (at least 16) makes it smaller, never larger. With ``source_sha256`` the file must still
    be the one that was looked at: boxes drawn on another picture would cover the wrong place.

    Raises what `open_file` and `decode_file` raise for the source, ``FILE_CHANGED`` (another content than expected),
    ``FILE_EXISTS`` (the target), ``FOLDER_MISSING``, ``FOLDER_UNWRITABLE``, ``DISK_FULL``, ``VALUE_NOT_ALLOWED``
    (the edge), and ``COPY_NOT_CLEAN`` where the check finds anything but the picture.
    """
    if longest_edge is not None and longest_edge < SMALLEST_EDGE:
        raise KnownError(ErrorCode.VALUE_NOT_ALLOWED, field="longest_edge")
    if os.path.lexists(target):
        raise KnownError(ErrorCode.FILE_EXISTS)
    edge = min(longest_edge or _LARGEST_EDGE[copy_format], _LARGEST_EDGE[copy_format])
    picture = make_clean_picture(
        source,
        longest_edge=edge,
        covers=covers,
        cover_kind=cover_kind,
        keep_alpha=copy_format is not CopyFormat.JPEG,
        source_sha256=source_sha256,
    )
    data = _encode(picture, copy_format)
    with _writing_errors():
        _write_checked(data, target, copy_format, picture.size)
    return CopyFacts(hashlib.sha256(data).hexdigest(), picture.width, picture.height, len(data), copy_format)


def make_clean_picture(
    source: Path,
    *,
    longest_edge: int | None = None,
    covers: Sequence[Box] = (),
    cover_kind: CoverKind = CoverKind.CALM,
    keep_alpha: bool = False,
    source_sha256: str | None = None,
) -> Image.Image:
    """The pixels of a clean copy, in sRGB, "RGB" or (``keep_alpha``) "RGBA", without metadata; also for a preview.

    Raises what `open_file` and `decode_file` raise, and ``FILE_CHANGED`` where the content is not the expected one.
    """
    with open_file(source) as opened:
        if source_sha256 is not None and digest_file(opened) != source_sha256:
            raise KnownError(ErrorCode.FILE_CHANGED)
        # Covered at full size first: a reduced picture would have mixed what is hidden into what is beside it.
        decoded_edge = None if covers else longest_edge
        with decode_file(opened) as stored:
            picture = decode_upright(stored, longest_edge=decoded_edge, gap=_DECODE_GAP, keep_alpha=keep_alpha)
    if covers:
        picture = shrink_picture(cover_regions(picture, covers, cover_kind), longest_edge)
    picture.info.clear()
    return picture


def check_clean(data: bytes, copy_format: CopyFormat, size: tuple[int, int]) -> None:
    """Raise ``COPY_NOT_CLEAN`` unless a file holds one picture of ``size`` (pixels) and nothing else."""
    if not is_bare(data, copy_format):
        raise KnownError(ErrorCode.COPY_NOT_CLEAN)
    opened = KnownFile(io.BytesIO(data), PhotoFormat(copy_format.value), len(data), 0)
    try:
        with decode_file(opened) as picture:
            has_extra = bool(set(picture.info) - _INFO_OF_STRUCTURE) or len(picture.getexif()) > 0
            is_one = getattr(picture, "n_frames", 1) == 1 and picture.size == size
            picture.draft(None, (SMALLEST_EDGE, SMALLEST_EDGE))
            picture.load()
    except KnownError as error:
        raise KnownError(ErrorCode.COPY_NOT_CLEAN) from error
    if has_extra or not is_one:
        raise KnownError(ErrorCode.COPY_NOT_CLEAN)


def _encode(picture: Image.Image, copy_format: CopyFormat) -> bytes:
    buffer = io.BytesIO()
    picture.save(buffer, copy_format.value.upper(), **_SAVE_OPTIONS[copy_format])
    return buffer.getvalue()


def _write_checked(data: bytes, target: Path, copy_format: CopyFormat, size: tuple[int, int]) -> None:
    """Write beside the target, read back, check, and only then give it its name."""
    unfinished = target.with_name(f".{secrets.token_hex(8)}.part")
    try:
        with unfinished.open("xb") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        stored = unfinished.read_bytes()
        if stored != data:
            raise KnownError(ErrorCode.COPY_NOT_CLEAN)
        check_clean(stored, copy_format, size)
        _put_in_place(unfinished, target)
    finally:
        unfinished.unlink(missing_ok=True)


def _put_in_place(unfinished: Path, target: Path) -> None:
    """Give the file its name without ever replacing one: by a link where the file system has them, else a rename."""
    try:
        os.link(unfinished, target)
    except FileExistsError as error:
        raise KnownError(ErrorCode.FILE_EXISTS) from error
    except OSError:  # a memory stick without links
        if os.path.lexists(target):
            raise KnownError(ErrorCode.FILE_EXISTS) from None
        unfinished.rename(target)


@contextmanager
def _writing_errors() -> Iterator[None]:
    """Turn what the operating system says about the target into a `KnownError`."""
    try:
        yield
    except FileNotFoundError as error:
        raise KnownError(ErrorCode.FOLDER_MISSING) from error
    except OSError as error:
        code = ErrorCode.DISK_FULL if error.errno in _FULL_DISK else ErrorCode.FOLDER_UNWRITABLE
        raise KnownError(code) from error
