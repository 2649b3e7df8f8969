# SPDX-License-Identifier: GPL-3.0-or-later
"""One photo file: its facts, its picture and its thumbnails. Pure functions over files; nothing is written."""

from __future__ import annotations

import hashlib
import io
import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Final

from PIL import ExifTags, Image

from models.errors import ErrorCode, KnownError
from models.media.live_photo import content_identifier_of
from models.media.picture_files import (
    DECODER_ERRORS,
    OpenFile,
    PhotoFormat,
    box_ends,
    decode_file,
    identify_format,
    lacks_end,
    open_file,
    open_picture,
    read_blocks,
    reading_errors,
)
from models.media.pixels import (
    decode_upright,
    pending_orientation,
    read_exif,
    stored_orientation,
    turn_upright,
    upright_size,
)
from models.media.recordings import is_recording_file
from models.terms import MediaKind

__all__ = [
    "THUMBNAIL_EDGE",
    "PhotoFacts",
    "PhotoFormat",
    "embedded_thumbnail",
    "encode_thumbnail",
    "identify_format",
    "load_upright",
    "make_thumbnail",
    "read_photo",
]

THUMBNAIL_EDGE: Final = 320
_THUMBNAIL_QUALITY: Final = 80
_SMALL_FILE: Final = 1 << 18
_TEST_EDGE: Final = 64
_SAMSUNG_MARK: Final = b"MotionPhoto_Data"
_XMP_MARK = re.compile(rb"(?:MotionPhoto|MicroVideo)(?:\s*=\s*[\"']|>)\s*1\s*[\"'<]")
_EXIF_TIME = re.compile(r"\s*(\d{4})[:\-/.](\d{2})[:\-/.](\d{2})[ T](\d{2}):(\d{2}):(\d{2})")


@dataclass(frozen=True, slots=True)
class PhotoFacts:
    """What a photo file says of itself.

    ``width`` and ``height`` are pixels of the upright picture; ``orientation`` is the EXIF value (1 to 8) in the file.
    ``captured_at`` is the camera's own clock, without a time zone. ``has_hidden_film``: a moving picture with sound
    is hidden behind the still one ("motion photo"). ``content_identifier`` joins it with the film
    of an Apple Live Photo.
    """

    sha256: str
    file_format: str
    width: int
    height: int
    size_bytes: int
    modified_ns: int
    captured_at: datetime | None
    has_hidden_film: bool
    orientation: int
    content_identifier: str = ""
    kind: MediaKind = MediaKind.PHOTO
    duration_ms: int | None = None
    has_sound: bool = False


def read_photo(path: Path) -> PhotoFacts:
    """The facts of a photo file; its bytes are read once, its pixels only where the file looks cut off.

    Raises ``FILE_MISSING``, ``FILE_UNREADABLE``, ``FILE_EMPTY``, ``FORMAT_IS_FILM``, ``FORMAT_NOT_SUPPORTED``,
    ``FILE_TOO_LARGE``, ``FILE_TRUNCATED``, ``FILE_DAMAGED`` or ``FILE_CHANGED`` (while it was read).
    """
    with open_file(path) as opened:
        sha256, has_film = _digest(opened)
        with decode_file(opened) as picture:
            exif = read_exif(picture)
            width, height = upright_size(picture)
            orientation = stored_orientation(picture)
            captured_at = _capture_time(exif)
            identifier = _content_identifier(exif)
            has_film = has_film or _tells_of_film(picture)
            if opened.size_bytes < _SMALL_FILE or lacks_end(opened) or _ends_before_its_strips(picture, opened):
                decode_upright(picture, longest_edge=_TEST_EDGE)
    with reading_errors():
        now = path.stat()
    if (now.st_size, now.st_mtime_ns) != (opened.size_bytes, opened.modified_ns):
        raise KnownError(ErrorCode.FILE_CHANGED)
    return PhotoFacts(
        sha256=sha256,
        file_format=opened.file_format.value,
        width=width,
        height=height,
        size_bytes=opened.size_bytes,
        modified_ns=opened.modified_ns,
        captured_at=captured_at,
        has_hidden_film=has_film,
        orientation=orientation,
        content_identifier=identifier,
    )


def load_upright(path: Path, *, longest_edge: int | None = None) -> Image.Image:
    """The picture as "RGB" in sRGB, upright, transparency on white; raises as `read_photo` does.

    ``longest_edge`` in pixels: no larger than this, and much faster for JPEG; None gives the full size.
    """
    with open_picture(path) as picture:
        return decode_upright(picture, longest_edge=longest_edge)


def make_thumbnail(path: Path, edge: int = THUMBNAIL_EDGE) -> bytes:
    """A JPEG (quality 80, sRGB, upright) of which the longest edge is at most ``edge`` pixels.

    Of a film it shows a picture near its start, of a sound its wave form.
    """
    if is_recording_file(path):
        from models.media.recording_tiles import make_tile

        return make_tile(path, edge)
    return encode_thumbnail(load_upright(path, longest_edge=edge))


def embedded_thumbnail(path: Path) -> bytes | None:
    """The camera's own small picture (EXIF, about 160 px) as upright JPEG; None where there is no usable one.

    For a first glance while the real one is made: bars that cameras add are cut away. Raises only what `open_file`
    raises.
    """
    try:
        with open_picture(path) as picture:
            data = _embedded_jpeg(picture)
            orientation, size = pending_orientation(picture), picture.size
            if data is None:
                return None
            with Image.open(io.BytesIO(data), formats=("JPEG",)) as small:
                small.load()
                bare = _without_bars(small.convert("RGB"), size)
                return encode_thumbnail(turn_upright(bare, orientation))
    except KnownError as error:
        if error.code in (ErrorCode.FILE_DAMAGED, ErrorCode.FILE_TRUNCATED, ErrorCode.FILE_TOO_LARGE):
            return None  # the real thumbnail will tell what is the matter
        raise


def _digest(opened: OpenFile) -> tuple[str, bool]:
    """SHA-256 of the file as hex, and whether its bytes carry the mark of a hidden film."""
    digest = hashlib.sha256()
    has_mark = False
    last = b""
    for block in read_blocks(opened):
        digest.update(block)
        has_mark = has_mark or _SAMSUNG_MARK in block or _SAMSUNG_MARK in last + block[: len(_SAMSUNG_MARK)]
        last = block[-len(_SAMSUNG_MARK) :]
    if opened.file_format is PhotoFormat.HEIC and not has_mark:
        has_mark = any(kind == b"mpvd" for kind, _ in box_ends(opened.file, opened.size_bytes))
    return digest.hexdigest(), has_mark


def _tells_of_film(picture: Image.Image) -> bool:
    xmp = picture.info.get("xmp")
    if isinstance(xmp, str):
        xmp = xmp.encode()
    return isinstance(xmp, bytes) and _XMP_MARK.search(xmp) is not None


def _ends_before_its_strips(picture: Image.Image, opened: OpenFile) -> bool:
    """Whether a TIFF's pixels should go on after the end of the file (TIFF 6.0: StripOffsets, TileOffsets)."""
    tags = getattr(picture, "tag_v2", None)
    if opened.file_format is not PhotoFormat.TIFF or tags is None:
        return False
    ends = _tag_sums(tags.get(273), tags.get(279)), _tag_sums(tags.get(324), tags.get(325))
    return any(end > opened.size_bytes for part in ends for end in part)


def _tag_sums(offsets: object, lengths: object) -> Iterator[int]:
    if isinstance(offsets, tuple) and isinstance(lengths, tuple):
        for offset, length in zip(offsets, lengths, strict=False):
            yield int(offset) + int(length)


def _capture_time(exif: Image.Exif) -> datetime | None:
    """EXIF DateTimeOriginal, else DateTime; None for what is no date."""
    try:
        original = exif.get_ifd(ExifTags.IFD.Exif).get(ExifTags.Base.DateTimeOriginal)
    except DECODER_ERRORS:
        original = None  # a broken part of the EXIF: the other date may still do
    return _parse_time(original) or _parse_time(exif.get(ExifTags.Base.DateTime))


def _content_identifier(exif: Image.Exif) -> str:
    try:
        return content_identifier_of(exif.get_ifd(ExifTags.IFD.Exif).get(ExifTags.Base.MakerNote))
    except DECODER_ERRORS:
        return ""  # a broken part of the EXIF: the photo is a photo without it


def _parse_time(value: object) -> datetime | None:
    if isinstance(value, bytes):
        value = value.decode("ascii", "replace")
    found = _EXIF_TIME.match(value) if isinstance(value, str) else None
    if found is None:
        return None
    try:
        return datetime(*(int(part) for part in found.groups()))  # type: ignore[arg-type]  # noqa: DTZ001
    except ValueError:
        return None  # such as 0000:00:00, which cameras without a clock write


def _embedded_jpeg(picture: Image.Image) -> bytes | None:
    exif = picture.info.get("exif")
    if not isinstance(exif, bytes):
        return None
    entries = read_exif(picture).get_ifd(ExifTags.IFD.IFD1)
    start, length = entries.get(0x0201), entries.get(0x0202)
    if not isinstance(start, int) or not isinstance(length, int):
        return None
    block = exif.removeprefix(b"Exif\x00\x00")
    data = block[start : start + length]
    return data if len(data) == length and data.startswith(b"\xff\xd8") else None


def _without_bars(small: Image.Image, size: tuple[int, int]) -> Image.Image:
    """Cut to the shape of the photo: cameras fill up to 4:3 with black."""
    width, height = small.size
    wanted_width = min(width, round(height * size[0] / size[1]))
    wanted_height = min(height, round(width * size[1] / size[0]))
    left, top = (width - wanted_width) // 2, (height - wanted_height) // 2
    return small.crop((left, top, left + max(1, wanted_width), top + max(1, wanted_height)))


def encode_thumbnail(picture: Image.Image) -> bytes:
    """A picture that is small already as the JPEG (quality 80) that is kept of it."""
    buffer = io.BytesIO()
    picture.save(buffer, "JPEG", quality=_THUMBNAIL_QUALITY)
    return buffer.getvalue()
