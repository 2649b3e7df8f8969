# SPDX-License-Identifier: GPL-3.0-or-later
"""Finding a name card in a photo: at an angle, in shadow, somewhere in the picture."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Final

import numpy as np
import zxingcpp
from PIL import ExifTags, Image

from models.forms.name_cards import is_card_text
from models.media.picture_files import DECODER_ERRORS, open_picture
from models.media.pixels import read_exif, shrink_picture

LOOK_EDGE: Final = 2_000
"""Pixels of the longer edge in which a card is looked for: one that takes a twentieth of the width is still found."""


@dataclass(frozen=True, slots=True)
class SeenCards:
    """The codes of name cards in one photo, whosever, and the camera that took it (empty where it does not say)."""

    texts: tuple[str, ...]
    camera: str


def look_for_cards(path: Path) -> SeenCards:
    """Look for cards in a photo; raises as `models.media.picture_files.open_picture` does."""
    with open_picture(path) as picture:
        camera = _camera_of(picture)
        if picture.format in ("JPEG", "MPO"):
            # Decoded to half or a quarter and without colours: only the proportions of the picture give that.
            share = LOOK_EDGE / max(picture.size)
            picture.draft("L", (int(picture.width * share), int(picture.height * share)))
        grey = shrink_picture(picture.convert("L"), LOOK_EDGE, gap=2.0)
    return SeenCards(find_card_texts(grey), camera)


def find_card_texts(grey: Image.Image) -> tuple[str, ...]:
    """The texts of the name cards in a grey picture, each once."""
    formats = zxingcpp.BarcodeFormats(zxingcpp.BarcodeFormat.QRCode)
    found = zxingcpp.read_barcodes(np.asarray(grey), formats=formats, try_invert=False)
    return tuple(dict.fromkeys(one.text for one in found if is_card_text(one.text)))


def _camera_of(picture: Image.Image) -> str:
    """Make, model and number of the camera: photos of two cameras in one folder are two rows."""
    exif = read_exif(picture)
    try:
        serial = exif.get_ifd(ExifTags.IFD.Exif).get(ExifTags.Base.BodySerialNumber)
    except DECODER_ERRORS:
        serial = None  # a broken part of the EXIF: make and model still tell cameras apart
    parts = (exif.get(ExifTags.Base.Make), exif.get(ExifTags.Base.Model), serial)
    return "|".join(str(part).strip("\x00 ") for part in parts if part)
