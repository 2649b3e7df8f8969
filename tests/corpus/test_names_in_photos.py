# SPDX-License-Identifier: GPL-3.0-or-later
"""Names in other people's photos: each marked person is found at the right place, and no file does any harm."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from models.errors import KnownError
from models.media.box import Box
from models.media.embedded_names import read_names
from models.media.face_regions import upright_box
from models.media.person_keywords import people_named
from models.media.photo import load_upright
from models.media.stored_metadata import read_stored_metadata
from tests.models.media.xmp_writing import mwg, packet

ROOT = Path(__file__).parents[2]
SAMPLES = Path(os.environ.get("BEELDAKKOORD_SAMPLES", ROOT.parent / "shared" / "samples"))

pytestmark = [
    pytest.mark.corpus,
    pytest.mark.skipif(not (SAMPLES / "photos").is_dir(), reason="the sample files are not here"),
]


@cache
def sample_photos() -> tuple[Path, ...]:
    found = (path for path in sorted((SAMPLES / "photos").rglob("*")) if path.is_file())
    return tuple(path for path in found if path.suffix.casefold() not in (".json", ".xmp", ".mp4"))


def test_no_file_does_any_harm() -> None:
    read = 0
    for path in (*sample_photos(), *sorted((SAMPLES / "photos").rglob("*.mp4"))):
        read += bool(read_names(path))
    assert read > 30


@pytest.mark.parametrize("turn", range(9))
def test_a_portrait_in_each_orientation_has_its_face_at_the_place_that_was_measured_by_hand(turn: int) -> None:
    folder = next((SAMPLES / "photos").rglob("Portrait.json")).parent
    wanted = json.loads((folder / "Portrait.json").read_text())
    size, place = wanted["size"], wanted["faces"][0]["box"]
    (region,) = read_names(folder / f"Portrait_{turn}.jpg").regions
    assert region.name == wanted["faces"][0]["name"]
    assert region.box is not None
    pixels = (region.box.x * size["width"], region.box.y * size["height"])
    assert pixels == (pytest.approx(place["left"], abs=2), pytest.approx(place["top"], abs=2))


def test_a_region_of_a_turned_heic_is_placed_in_the_picture_as_it_is_shown(tmp_path: Path) -> None:
    """The decoder of HEIC turns the picture itself and says that nothing is left to turn; regions were not turned."""
    turned = 0
    for path in (one for one in sample_photos() if one.suffix.casefold() in (".heic", ".heif", ".hif")):
        try:
            stored = read_stored_metadata(path)
            shown = load_upright(path, longest_edge=200)
        except KnownError:
            continue
        copy = shutil.copy(path, tmp_path / path.name)
        box = Box(0.1, 0.2, 0.3, 0.15)
        Path(f"{copy}.xmp").write_bytes(packet(mwg([("Anna", box)], stored.orientation)))
        (region,) = read_names(Path(copy)).regions
        assert region.box is not None
        assert region.box.overlap(box) > 0.99, path.name
        is_sideways = stored.orientation >= 5
        across, down = (stored.height, stored.width) if is_sideways else (stored.width, stored.height)
        assert across / down == pytest.approx(shown.width / shown.height, rel=0.05), path.name
        turned += is_sideways
    assert turned > 0


@pytest.mark.judge
def test_every_marked_person_is_found_where_exiftool_says() -> None:
    exiftool = shutil.which("exiftool")
    if exiftool is None:
        pytest.skip("exiftool is not here")
    made = subprocess.run(
        [exiftool, "-j", "-struct", "-n", "-q", "-RegionInfo", "-RegionInfoMP", "-PersonInImage",
         *(str(path) for path in sample_photos())],
        capture_output=True,
        check=False,
    )  # fmt: skip
    judged = 0
    for told in json.loads(made.stdout):
        path = Path(told["SourceFile"])
        try:
            stored = read_stored_metadata(path)
        except KnownError:
            continue
        beside = any(path.with_name(name).is_file() for name in (f"{path.name}.xmp", f"{path.stem}.xmp"))
        found = {one.name: one.box for one in read_names(path).regions}
        for name, area in _marked(told):
            judged += 1
            assert name in found, path.name
            box = found[name]
            if area is None or beside or box is None:
                continue  # another program's file has the last word on the place
            wanted = upright_box(
                area["X"] - area["W"] / 2, area["Y"] - area["H"] / 2, area["W"], area["H"], stored.orientation
            )
            same_name = [one.box for one in read_names(path).regions if one.name == name and one.box is not None]
            assert max(one.overlap(wanted) for one in same_name) > 0.99, path.name
        people = told.get("PersonInImage", [])
        for name in [people] if isinstance(people, str) else people:
            assert name in (*people_named(stored.properties), *found), path.name
    assert judged > 20


def _marked(told: dict[str, Any]) -> list[tuple[str, dict[str, float] | None]]:
    marked: list[tuple[str, dict[str, float] | None]] = [
        (str(one["Name"]), one.get("Area"))
        for one in told.get("RegionInfo", {}).get("RegionList", [])
        if one.get("Name") and one.get("Type", "Face") == "Face"
    ]
    marked += [
        (str(one["PersonDisplayName"]), None)
        for one in told.get("RegionInfoMP", {}).get("Regions", [])
        if one.get("PersonDisplayName")
    ]
    return marked
