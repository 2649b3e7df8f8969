# SPDX-License-Identifier: GPL-3.0-or-later
"""Opening picture files safely: by content and from a list, with limits, and with every failure named.

Only listed formats are ever handed to a decoder: by extension alone an ``.eps`` would start Ghostscript.
"""

from __future__ import annotations

import hashlib
import os
import re
import stat
import struct
import warnings
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import BinaryIO, Final, Generic, TypeAlias, TypeVar

import pi_heif
from PIL import Image, ImageFile

from models.errors import ErrorCode, KnownError

MAX_PIXELS: Final = 200_000_000
HEAD_BYTES: Final = 64
"""How much of a file tells its format."""
_TAIL_BYTES: Final = 1 << 16
_BLOCK: Final = 1 << 20
_DECODER_BLOCK: Final = 1 << 26

Image.MAX_IMAGE_PIXELS = MAX_PIXELS // 2  # Pillow refuses at twice this, also for pictures inside pictures
pi_heif.register_heif_opener(thumbnails=False, depth_images=False, aux_images=False)


class PhotoFormat(StrEnum):
    """The picture formats that are taken in; the value is what lists and JSON show."""

    JPEG = "jpeg"
    PNG = "png"
    WEBP = "webp"
    TIFF = "tiff"
    HEIC = "heic"
    AVIF = "avif"


_PILLOW_NAMES = {
    PhotoFormat.JPEG: ("JPEG", "MPO"),
    PhotoFormat.PNG: ("PNG",),
    PhotoFormat.WEBP: ("WEBP",),
    PhotoFormat.TIFF: ("TIFF",),
    PhotoFormat.HEIC: ("HEIF",),
    PhotoFormat.AVIF: ("AVIF",),
}
_HEIC_BRANDS = frozenset({b"heic", b"heix", b"heim", b"heis", b"hevc", b"hevx", b"mif1", b"msf1"})
_AVIF_BRANDS = frozenset({b"avif", b"avis"})
_FILM_HEADS = (b"\x1aE\xdf\xa3", b"OggS", b"FLV", b"\x00\x00\x01\xba", b"\x00\x00\x01\xb3", b"0&\xb2u")
DECODER_ERRORS: Final = (
    OSError,
    ValueError,
    SyntaxError,
    EOFError,
    NotImplementedError,
    struct.error,
    KeyError,
    IndexError,
    TypeError,
    AttributeError,
    ZeroDivisionError,
    OverflowError,
    RuntimeError,
)
"""What Pillow and its plugins raise over damaged files; gathered over thousands of broken ones."""
_CUT_OFF_WORDS = ("truncated", "end of file", "unexpected end", "incomplete")
_NOISY: Final = r"(PIL|pi_heif)\b"
_QUIET = ("ignore", None, Warning, re.compile(_NOISY), 0)


FormatT = TypeVar("FormatT", bound=StrEnum)


@dataclass(frozen=True, slots=True)
class KnownFile(Generic[FormatT]):
    """A readable file of a known format, as it was when it was opened."""

    file: BinaryIO
    file_format: FormatT
    size_bytes: int
    modified_ns: int


OpenFile: TypeAlias = KnownFile[PhotoFormat]
"""A readable picture file; made as a `KnownFile`."""


def format_of(head: bytes) -> PhotoFormat:
    """The format told by a file's first 64 bytes. Raises ``FORMAT_IS_FILM`` or ``FORMAT_NOT_SUPPORTED``."""
    if head.startswith(b"\xff\xd8"):
        return PhotoFormat.JPEG
    if head.startswith(b"\x89PNG\r\n\x1a\n"):
        return PhotoFormat.PNG
    if head.startswith((b"II*\x00", b"MM\x00*", b"II+\x00", b"MM\x00+")):
        return PhotoFormat.TIFF
    if head[:4] == b"RIFF":
        if head[8:12] == b"WEBP":
            return PhotoFormat.WEBP
        raise KnownError(ErrorCode.FORMAT_IS_FILM if head[8:12] == b"AVI " else ErrorCode.FORMAT_NOT_SUPPORTED)
    if head[4:8] == b"ftyp":
        return _format_of_brands(head)
    if head.startswith(_FILM_HEADS) or head[4:8] in (b"moov", b"mdat", b"wide", b"free"):
        raise KnownError(ErrorCode.FORMAT_IS_FILM)
    raise KnownError(ErrorCode.FORMAT_NOT_SUPPORTED)


def _format_of_brands(head: bytes) -> PhotoFormat:
    """ISO base media files (ISO/IEC 14496-12) say what they are in their brands."""
    size = min(int.from_bytes(head[:4], "big"), len(head))
    brands = [head[8:12], *(head[start : start + 4] for start in range(16, size - 3, 4))]
    if any(brand in _AVIF_BRANDS for brand in brands):
        return PhotoFormat.AVIF
    if brands[0] in _HEIC_BRANDS:
        return PhotoFormat.HEIC
    raise KnownError(ErrorCode.FORMAT_IS_FILM)


def identify_format(path: Path) -> PhotoFormat:
    """The format of a file by its content; raises as `open_file` does."""
    with open_file(path) as opened:
        return opened.file_format


def open_file(path: Path) -> AbstractContextManager[OpenFile]:
    """Open a picture file and tell its format, as `open_known` does."""
    return open_known(path, format_of)


@contextmanager
def open_known(path: Path, tell: Callable[[bytes], FormatT]) -> Iterator[KnownFile[FormatT]]:
    """Open a file whose first 64 bytes ``tell`` its format.

    Raises ``FILE_MISSING``, ``FILE_UNREADABLE``, ``FILE_EMPTY``, ``FORMAT_IS_FILM`` or ``FORMAT_NOT_SUPPORTED``;
    inside the ``with`` block what the operating system says becomes a `KnownError` too.
    """
    with reading_errors():
        if not stat.S_ISREG(path.stat().st_mode):  # opening a pipe would wait for ever
            raise KnownError(ErrorCode.FILE_UNREADABLE)
        with path.open("rb") as file:
            facts = os.fstat(file.fileno())
            head = file.read(HEAD_BYTES)
            if not head:
                raise KnownError(ErrorCode.FILE_EMPTY)
            file.seek(0)
            yield KnownFile(file, tell(head), facts.st_size, facts.st_mtime_ns)


@contextmanager
def reading_errors() -> Iterator[None]:
    """Turn what the operating system says about a file into a `KnownError`."""
    try:
        yield
    except FileNotFoundError as error:
        raise KnownError(ErrorCode.FILE_MISSING) from error
    except OSError as error:
        raise KnownError(ErrorCode.FILE_UNREADABLE) from error


@contextmanager
def decode_file(opened: OpenFile) -> Iterator[Image.Image]:
    """The picture in an open file, its first frame only, not decoded yet.

    Raises ``FILE_TOO_LARGE`` (over 200 megapixels), ``FILE_TRUNCATED``, ``FILE_DAMAGED`` or (a camera's raw file)
    ``FORMAT_NOT_SUPPORTED``, also for what goes wrong inside the ``with`` block: the one place where it is known
    what a decoder raises over a bad file. Keep to decoding inside the block.
    """
    _silence_decoders()
    try:
        opened.file.seek(0)
        with Image.open(opened.file, formats=_PILLOW_NAMES[opened.file_format]) as picture:
            _check_picture(picture)
            yield picture
    except KnownError:
        raise
    except (Image.DecompressionBombError, MemoryError) as error:
        raise KnownError(ErrorCode.FILE_TOO_LARGE) from error
    except DECODER_ERRORS as error:
        told = isinstance(error, EOFError) or any(word in str(error).lower() for word in _CUT_OFF_WORDS)
        is_cut_off = told or lacks_end(opened)
        raise KnownError(ErrorCode.FILE_TRUNCATED if is_cut_off else ErrorCode.FILE_DAMAGED) from error


@contextmanager
def open_picture(path: Path) -> Iterator[Image.Image]:
    """`open_file` and `decode_file` in one."""
    with open_file(path) as opened, decode_file(opened) as picture:
        yield picture


def digest_file(opened: OpenFile) -> str:
    """SHA-256 of an open file's bytes as hex digits."""
    digest = hashlib.sha256()
    for block in read_blocks(opened):
        digest.update(block)
    return digest.hexdigest()


def read_blocks(opened: OpenFile) -> Iterator[bytes]:
    """An open file's bytes from its beginning, at most 1 MiB at a time."""
    opened.file.seek(0)
    while block := opened.file.read(_BLOCK):
        yield block


def _check_picture(picture: Image.Image) -> None:
    pixels = picture.width * picture.height
    if pixels > MAX_PIXELS:
        raise KnownError(ErrorCode.FILE_TOO_LARGE, megapixels=pixels // 1_000_000)
    if isinstance(picture, ImageFile.ImageFile):
        # In 64 KB steps the decoder takes the interpreter's lock over and over and waits for a busy window.
        picture.decodermaxblock = _DECODER_BLOCK
    tags = getattr(picture, "tag_v2", None)
    if picture.format == "TIFF" and tags is not None:
        # A raw file (DNG, NEF, ARW, CR2) is a TIFF whose first picture is a small preview: not the photo.
        is_preview = int(tags.get(254, 0)) & 1
        if is_preview or 50706 in tags:
            raise KnownError(ErrorCode.FORMAT_NOT_SUPPORTED)


def _silence_decoders() -> None:
    # Odd metadata is no reason to speak up. `warnings.catch_warnings` is not safe across threads; this is: the
    # filter stays once it is there.
    if _QUIET not in warnings.filters:
        warnings.filterwarnings("ignore", module=_NOISY)


def lacks_end(opened: OpenFile) -> bool:
    """Whether the file visibly stops before its end: copied half, or still being written."""
    file, size = opened.file, opened.size_bytes
    match opened.file_format:
        case PhotoFormat.JPEG:
            return b"\xff\xd9" not in _read_tail(file, size)
        case PhotoFormat.PNG:
            return b"IEND" not in _read_tail(file, size)
        case PhotoFormat.WEBP:
            file.seek(4)
            return int.from_bytes(file.read(4), "little") + 8 > size
        case PhotoFormat.HEIC | PhotoFormat.AVIF:
            return any(end > size for _, end in box_ends(file, size))
        case PhotoFormat.TIFF:
            return False  # its parts lie in any order; `read_photo` asks for the last one


def _read_tail(file: BinaryIO, size: int) -> bytes:
    file.seek(max(0, size - _TAIL_BYTES))
    return file.read(_TAIL_BYTES)


def box_ends(file: BinaryIO, size: int) -> Iterator[tuple[bytes, int]]:
    """Type and end (bytes from the start) of each outer box of an ISO base media file (ISO/IEC 14496-12)."""
    position = 0
    while position + 8 <= size:
        file.seek(position)
        head = file.read(16)
        length = int.from_bytes(head[:4], "big")
        if length == 1:
            length = int.from_bytes(head[8:16], "big")
        elif length == 0:
            length = size - position
        if length < 8:
            return
        position += length
        yield head[4:8], position
