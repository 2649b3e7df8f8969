# SPDX-License-Identifier: GPL-3.0-or-later
"""Writes the drawn pictures as a camera would have: JPEG with EXIF, one stored on its side, some with a place."""

from __future__ import annotations

import errno
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path

from PIL import ExifTags, Image

from models.demo.drawing import DrawnPerson, draw_scene, locate_people
from models.demo.values import DemoScene, DemoSchool
from models.errors import ErrorCode, KnownError
from models.progress import Progress

CAMERA = "Beeldakkoord Sample"
_QUALITY = 88
_ON_ITS_SIDE = 6


@dataclass(frozen=True, slots=True)
class DrawnPicture:
    """One file and who is in it, in the order of the scene."""

    path: Path
    scene_key: str
    people: tuple[DrawnPerson, ...]


def draw_pictures(
    school: DemoSchool, folder: Path, progress: Progress | None = None, seed: int = 0
) -> tuple[DrawnPicture, ...]:
    """Draw all pictures of the school into a folder (made where missing); a file that is there already stays.

    Raises ``FOLDER_UNWRITABLE`` or ``DISK_FULL`` (``path``: the folder), and ``CANCELLED`` between two pictures.
    """
    progress = progress or Progress()
    looks = school.looks()
    pictures: list[DrawnPicture] = []
    total = len(school.scenes)
    try:
        folder.mkdir(parents=True, exist_ok=True)
        for done, scene in enumerate(school.scenes):
            progress.report(done, total)
            path = folder / scene.file_name
            if path.exists():
                people = locate_people(scene, looks, seed)
            else:
                image, people = draw_scene(scene, looks, seed)
                _write_whole(path, encode_picture(image, scene))
            pictures.append(DrawnPicture(path, scene.key, people))
    except OSError as error:
        code = ErrorCode.DISK_FULL if error.errno == errno.ENOSPC else ErrorCode.FOLDER_UNWRITABLE
        raise KnownError(code, path=str(folder)) from error
    progress.report(total, total)
    return tuple(pictures)


def encode_picture(image: Image.Image, scene: DemoScene) -> bytes:
    """The file of an upright picture, in the format that its name says (JPEG, PNG or WebP)."""
    stored = image.transpose(Image.Transpose.ROTATE_90) if scene.is_turned else image
    buffer = BytesIO()
    exif = _exif_of(scene)
    match Path(scene.file_name).suffix:
        case ".png":
            stored.save(buffer, "PNG", optimize=True)
        case ".webp":
            stored.save(buffer, "WEBP", quality=_QUALITY, exif=exif)
        case _:
            stored.save(buffer, "JPEG", quality=_QUALITY, optimize=True, exif=exif)
    return buffer.getvalue()


def _exif_of(scene: DemoScene) -> Image.Exif:
    moment = scene.captured_at.strftime("%Y:%m:%d %H:%M:%S")
    exif = Image.Exif()
    exif[ExifTags.Base.Make] = "Beeldakkoord"
    exif[ExifTags.Base.Model] = CAMERA
    exif[ExifTags.Base.DateTime] = moment
    if scene.is_turned:
        exif[ExifTags.Base.Orientation] = _ON_ITS_SIDE
    camera = exif.get_ifd(ExifTags.IFD.Exif)
    camera[ExifTags.Base.DateTimeOriginal] = moment
    camera[ExifTags.Base.DateTimeDigitized] = moment
    if scene.place is not None:
        latitude, longitude = scene.place
        place = exif.get_ifd(ExifTags.IFD.GPSInfo)
        place[ExifTags.GPS.GPSLatitudeRef] = "N"
        place[ExifTags.GPS.GPSLatitude] = _sexagesimal(latitude)
        place[ExifTags.GPS.GPSLongitudeRef] = "E"
        place[ExifTags.GPS.GPSLongitude] = _sexagesimal(longitude)
    return exif


def _sexagesimal(degrees: float) -> tuple[float, float, float]:
    """Degrees, minutes and seconds, as EXIF writes a place (north and east only)."""
    whole = int(degrees)
    minutes = (degrees - whole) * 60
    return float(whole), float(int(minutes)), round((minutes - int(minutes)) * 60, 2)


def _write_whole(path: Path, content: bytes) -> None:
    """Write a file that is either complete or not there."""
    unfinished = path.with_name(f".{path.name}.part")
    try:
        unfinished.write_bytes(content)
        unfinished.replace(path)
    finally:
        unfinished.unlink(missing_ok=True)
