# SPDX-License-Identifier: GPL-3.0-or-later
"""Faces that Picasa kept in a file beside the pictures (``.picasa.ini``): whose they are and where."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from models.errors import KnownError
from models.media.face_regions import FaceRegion, RegionOrigin, StoredFrame, clean_name, upright_box

FILE_NAMES: Final = (".picasa.ini", "Picasa.ini")
_MAX_BYTES: Final = 16 << 20
_SECTION = re.compile(r"^\[(?P<name>.+)\]\s*$")
_FACE = re.compile(r"rect64\((?P<place>[0-9a-fA-F]{1,16})\)\s*,\s*(?P<contact>[0-9a-fA-F]{1,16})")
_NOBODY: Final = "ffffffffffffffff"
_FULL: Final = 65_535.0


@dataclass(frozen=True, slots=True)
class PicasaFolder:
    """What Picasa knows of one folder: the faces of each file (name in lower case) and what contacts are called."""

    faces: Mapping[str, str]
    contacts: Mapping[str, str]

    def regions(self, file_name: str, frame: StoredFrame) -> tuple[FaceRegion, ...]:
        """The people in one file. Places in a picture that lies on its side in the file are doubtful."""
        found = []
        for face in _FACE.finditer(self.faces.get(file_name.casefold(), "")):
            contact = face["contact"].casefold().rjust(16, "0")
            name = "" if contact == _NOBODY else self.contacts.get(contact, "")
            place = face["place"].rjust(16, "0")
            left, top, right, bottom = (int(place[at : at + 4], 16) / _FULL for at in range(0, 16, 4))
            try:
                box = upright_box(left, top, right - left, bottom - top, frame.orientation)
            except KnownError:
                box = None  # no size, or outside the picture
            if name or box is not None:
                found.append(FaceRegion(name, box, RegionOrigin.PICASA, frame.orientation != 1 and box is not None))
        return tuple(found)


def read_picasa_folder(folder: Path) -> PicasaFolder | None:
    """Read what Picasa left in a folder; None where there is nothing that can be read. Never raises."""
    for name in FILE_NAMES:
        try:
            path = folder / name
            if not path.is_file() or path.stat().st_size > _MAX_BYTES:
                continue
            data = path.read_bytes()
        except OSError:
            continue  # a folder that cannot be looked into has no faces to tell of
        return _parse(data.decode("utf-8-sig", "replace"))
    return None


def _parse(text: str) -> PicasaFolder:
    faces: dict[str, str] = {}
    contacts: dict[str, str] = {}
    section = ""
    for line in text.splitlines():
        heading = _SECTION.match(line)
        if heading is not None:
            section = heading["name"].casefold()
            continue
        key, is_entry, value = line.partition("=")
        if not is_entry:
            continue
        if section == "contacts2":
            name = clean_name(value.split(";", 1)[0])
            if name:
                contacts[key.strip().casefold().rjust(16, "0")] = name
        elif key.strip().casefold() == "faces":
            faces[section] = value
    return PicasaFolder(faces, contacts)
