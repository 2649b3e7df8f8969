# SPDX-License-Identifier: GPL-3.0-or-later
"""From whatever a file holds to plain sRGB pixels the right way up, with nothing else attached."""

from __future__ import annotations

import io
from functools import lru_cache
from typing import Final

import numpy as np
from PIL import Image, ImageCms, ImageFile

from models.media.picture_files import DECODER_ERRORS

_TRANSPOSES: Final = {
    2: Image.Transpose.FLIP_LEFT_RIGHT,
    3: Image.Transpose.ROTATE_180,
    4: Image.Transpose.FLIP_TOP_BOTTOM,
    5: Image.Transpose.TRANSPOSE,
    6: Image.Transpose.ROTATE_270,
    7: Image.Transpose.TRANSVERSE,
    8: Image.Transpose.ROTATE_90,
}
_ORIENTATION: Final = 0x0112
_SIDEWAYS: Final = (5, 6, 7, 8)
_DEEP_MODES: Final = ("I", "F", "I;16", "I;16L", "I;16B", "I;16N")
_SMOOTH_MODES: Final = ("RGB", "RGBA", "L", "LA", "CMYK", "YCbCr")
_PROFILE_ERRORS: Final = (ImageCms.PyCMSError, *DECODER_ERRORS)


def read_exif(picture: Image.Image) -> Image.Exif:
    """The picture's EXIF; empty where there is none or where it cannot be made sense of."""
    try:
        return picture.getexif()
    except DECODER_ERRORS:
        # Bad metadata does not make a bad picture: the photo goes on without it.
        return Image.Exif()


def pending_orientation(picture: Image.Image) -> int:
    """Which turn (EXIF 1 to 8) still has to be applied to the pixels that the decoder gives."""
    if picture.format in ("TIFF", "HEIF"):  # their decoders turn the picture themselves
        return 1
    return _valid_orientation(read_exif(picture).get(_ORIENTATION))


def stored_orientation(picture: Image.Image) -> int:
    """The orientation (EXIF 1 to 8) as written in the file: what a region in its metadata refers to."""
    if picture.format == "HEIF":
        return _valid_orientation(picture.info.get("original_orientation"))
    if picture.format == "TIFF":
        return _valid_orientation(getattr(picture, "tag_v2", {}).get(_ORIENTATION))
    return pending_orientation(picture)


def upright_size(picture: Image.Image) -> tuple[int, int]:
    """Width and height in pixels once the picture is upright."""
    width, height = picture.size
    return (height, width) if pending_orientation(picture) in _SIDEWAYS else (width, height)


def decode_upright(
    picture: Image.Image, *, longest_edge: int | None = None, gap: float = 1.0, keep_alpha: bool = False
) -> Image.Image:
    """Decode to upright sRGB: "RGB", transparency on white, or with ``keep_alpha`` "RGBA" where there is any.

    ``longest_edge`` (pixels) only ever makes it smaller; ``gap`` is Pillow's ``reducing_gap``: how much of the work
    the decoder may do itself (1 is fastest, 3 cannot be told from a full decode). The result carries no metadata.
    """
    orientation = pending_orientation(picture)
    profile = picture.info.get("icc_profile")
    if picture.mode in _SMOOTH_MODES and "transparency" not in picture.info:
        picture = shrink_picture(picture, longest_edge, gap=gap)
    picture.load()
    pixels = to_srgb(picture, profile if isinstance(profile, bytes) else None, keep_alpha=keep_alpha)
    pixels = shrink_picture(pixels, longest_edge, gap=gap)
    upright = turn_upright(pixels, orientation)
    upright.info.clear()
    return upright


def shrink_picture(picture: Image.Image, longest_edge: int | None, *, gap: float | None = None) -> Image.Image:
    """The picture with its longest edge at most ``longest_edge`` pixels, shape kept; itself where it is already.

    Unlike ``Image.thumbnail`` it leaves the picture alone, which the HEIC reader needs.
    """
    if longest_edge is None or max(picture.size) <= longest_edge:
        return picture
    scale = longest_edge / max(picture.size)
    size = max(1, round(picture.width * scale)), max(1, round(picture.height * scale))
    drafted = None
    if gap is not None and isinstance(picture, ImageFile.ImageFile):
        drafted = picture.draft(None, (round(size[0] * gap), round(size[1] * gap)))
    picture.load()
    box = None if drafted is None else drafted[1]
    return picture.resize(size, Image.Resampling.LANCZOS, box=box, reducing_gap=gap)


def turn_upright(picture: Image.Image, orientation: int) -> Image.Image:
    """The picture after the turn that its EXIF orientation (1 to 8) asks for; itself for 1."""
    turn = _TRANSPOSES.get(orientation)
    return picture if turn is None else picture.transpose(turn)


def to_srgb(picture: Image.Image, profile: bytes | None, *, keep_alpha: bool) -> Image.Image:
    """A new picture in sRGB, "RGB" or (transparency, with ``keep_alpha``) "RGBA".

    What lies under full transparency becomes white: it was never seen, so it must not travel along.
    """
    if picture.mode in _DEEP_MODES:
        picture = _shallow(picture)
    alpha: Image.Image | None = None
    if picture.mode == "La":
        picture = picture.convert("LA")
    if picture.has_transparency_data:
        picture = picture.convert("RGBA")
        alpha = picture.getchannel("A")
    colours = _convert_colours(picture, profile)
    if alpha is None:
        return colours
    if not keep_alpha:
        flat = Image.new("RGB", colours.size, "white")
        flat.paste(colours, mask=alpha)
        return flat
    seen = alpha.point(lambda value: 255 if value else 0)
    clear = Image.new("RGB", colours.size, "white")
    clear.paste(colours, mask=seen)
    clear.putalpha(alpha)
    return clear


def _convert_colours(picture: Image.Image, profile: bytes | None) -> Image.Image:
    source = {"1": "L", "LA": "L", "RGBA": "RGB", "P": "RGB", "RGBX": "RGB"}.get(picture.mode, picture.mode)
    transform = _srgb_transform(profile, source) if profile else None
    plain = picture.convert(source if transform is not None else "RGB")
    if transform is None:
        return plain
    return transform.apply(plain)


@lru_cache(maxsize=16)
def _srgb_transform(profile: bytes, mode: str) -> ImageCms.ImageCmsTransform | None:
    """From a profile to sRGB; None where the picture is sRGB already or the profile is of no use to it."""
    try:
        source = ImageCms.ImageCmsProfile(io.BytesIO(profile))
        if ImageCms.getProfileDescription(source).strip().startswith("sRGB"):
            return None
        fits = {"RGB": "RGB", "L": "GRAY", "CMYK": "CMYK", "LAB": "Lab"}.get(mode)
        if source.profile.xcolor_space.strip() != fits:
            return None
        target = ImageCms.createProfile("sRGB")
        return ImageCms.buildTransform(source, target, mode, "RGB")
    except _PROFILE_ERRORS:
        return None  # an unreadable profile says nothing about the colours; the picture is shown as it is


def _shallow(picture: Image.Image) -> Image.Image:
    """16-bit, 32-bit and floating-point grey as 8-bit grey, brightness kept."""
    values = np.nan_to_num(np.asarray(picture, dtype=np.float32), nan=0.0, posinf=0.0, neginf=0.0)
    highest = float(values.max(initial=0.0))
    if picture.mode.startswith("I;16") or 255 < highest <= 65_535:
        full = 65_535.0
    elif picture.mode == "F" and highest <= 1:
        full = 1.0
    else:
        full = max(highest, 255.0)
    return Image.fromarray(np.clip(values * (255.0 / full) + 0.5, 0, 255).astype(np.uint8))


def _valid_orientation(value: object) -> int:
    return value if isinstance(value, int) and 1 <= value <= 8 else 1
