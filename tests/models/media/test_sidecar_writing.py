# SPDX-License-Identifier: GPL-3.0-or-later
"""Sidecars that we write: read back the same, other programs' bytes kept, refused where that is not possible."""

from __future__ import annotations

import json
import shutil
import subprocess
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from models.errors import ErrorCode, KnownError
from models.media.box import Box
from models.media.embedded_names import read_names
from models.media.face_regions import StoredFrame, read_regions
from models.media.person_keywords import people_named
from models.media.sidecar_writing import (
    SidecarOutcome,
    SidecarPerson,
    compose_packet,
    grow_packet,
    is_ours,
    sidecar_of,
    write_sidecar,
)
from models.media.xmp_packet import read_packet
from tests.models.media.test_embedded_names import ANNA, BRAM, assert_near, boxes, letters
from tests.models.media.xmp_writing import STYLES, bag, microsoft, mwg, packet, photo_with


@given(name=letters, box=boxes, orientation=st.integers(1, 8))
def test_what_is_written_is_read_back(name: str, box: Box, orientation: int) -> None:
    frame = StoredFrame(120, 80, orientation)
    found = read_packet(compose_packet([SidecarPerson(name, box)], frame))
    assert found is not None
    (region,) = read_regions(found, frame)
    assert region.name == name
    assert region.box is not None
    assert region.box.overlap(box) > 0.99
    assert people_named(found) == (name,)


@given(style=st.sampled_from(STYLES), orientation=st.integers(1, 8))
def test_another_programs_sidecar_only_grows(style: str, orientation: int) -> None:
    frame = StoredFrame(120, 80, orientation)
    foreign = packet(mwg([("Anna", ANNA)], orientation, style) + bag("dc:subject", "kamp", "Zoë"))
    people = [SidecarPerson("Anna", ANNA), SidecarPerson("Bram & Co", BRAM), SidecarPerson("Carla", None)]
    grown = grow_packet(foreign, people, frame)
    pieces = iter(grown)
    assert all(byte in pieces for byte in foreign)  # every byte of it, in its order
    found = read_packet(grown)
    assert found is not None
    assert [one.name for one in read_regions(found, frame)] == ["Anna", "Bram & Co"]
    assert set(people_named(found)) == {"Anna", "Bram & Co", "Carla"}
    assert grow_packet(grown, people, frame) == grown


@pytest.mark.parametrize(
    "foreign",
    [
        b"no xml",
        packet(mwg([("Anna", ANNA)])).decode().encode("utf-16"),
        packet("<mwg-rs:Regions rdf:parseType='Resource'><mwg-rs:RegionList/></mwg-rs:Regions>"),
        packet(mwg([])).replace(b"<rdf:Bag></rdf:Bag>", b"<rdf:Bag/>"),
    ],
)
def test_what_cannot_be_kept_is_left_alone(tmp_path: Path, foreign: bytes) -> None:
    picture = photo_with(tmp_path / "a.jpg")
    sidecar_of(picture).write_bytes(foreign)
    with pytest.raises(KnownError) as raised:
        write_sidecar(picture, [SidecarPerson("Anna", ANNA)], StoredFrame(120, 80, 1))
    assert raised.value.code is ErrorCode.SIDECAR_NOT_KEPT
    assert sidecar_of(picture).read_bytes() == foreign
    assert sorted(path.name for path in tmp_path.iterdir()) == ["a.jpg", "a.jpg.xmp"]


def test_our_own_sidecar_is_made_anew_and_the_picture_stays_as_it_is(tmp_path: Path) -> None:
    picture = photo_with(tmp_path / "a.jpg", packet(microsoft([("Oud", BRAM)])), orientation=6)
    before = picture.read_bytes()
    frame = StoredFrame(120, 80, 6)
    assert write_sidecar(picture, [], frame) is SidecarOutcome.UNCHANGED
    assert not sidecar_of(picture).exists()
    both = [SidecarPerson("Anna", ANNA), SidecarPerson("Bram", BRAM)]
    assert write_sidecar(picture, both, frame) is SidecarOutcome.WRITTEN
    assert write_sidecar(picture, both, frame) is SidecarOutcome.UNCHANGED
    assert is_ours(sidecar_of(picture).read_bytes())
    assert write_sidecar(picture, both[:1], frame) is SidecarOutcome.WRITTEN
    found = {one.name: one.box for one in read_names(picture).regions}
    assert set(found) == {"Oud", "Anna"}, "whom the picture itself names is not hidden by what we wrote"
    box = found["Anna"]
    assert box is not None
    assert box.overlap(ANNA) > 0.99
    assert picture.read_bytes() == before


def test_a_folder_that_cannot_be_written_says_so(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    picture = photo_with(tmp_path / "a.jpg")

    def refuse(_path: Path, _data: bytes) -> int:
        raise PermissionError(13, "no")

    monkeypatch.setattr(Path, "write_bytes", refuse)
    with pytest.raises(KnownError) as raised:
        write_sidecar(picture, [SidecarPerson("Anna", ANNA)], StoredFrame(120, 80, 1))
    assert raised.value.code is ErrorCode.FOLDER_UNWRITABLE


@pytest.mark.judge
@pytest.mark.parametrize("orientation", range(1, 9))
def test_exiftool_reads_what_was_written(tmp_path: Path, orientation: int) -> None:
    exiftool = shutil.which("exiftool")
    if exiftool is None:
        pytest.skip("exiftool is not here")
    picture = photo_with(tmp_path / "a.jpg", orientation=orientation)
    frame = StoredFrame(120, 80, orientation)
    people = [SidecarPerson("Anna de Vries", ANNA), SidecarPerson("Zoë “Z” & <Co>", BRAM), SidecarPerson("Carla", None)]
    write_sidecar(picture, people, frame)
    foreign = photo_with(tmp_path / "b.jpg", orientation=orientation)
    sidecar_of(foreign).write_bytes(packet(mwg([("Daan", ANNA)], orientation) + bag("dc:subject", "kamp")))
    write_sidecar(foreign, people[1:], frame)
    files = [str(sidecar_of(picture)), str(sidecar_of(foreign))]
    made = subprocess.run(
        [exiftool, "-j", "-struct", "-n", *files],
        capture_output=True,
        check=True,
    )
    own, grown = json.loads(made.stdout)
    assert "Warning" not in own
    assert own["PersonInImage"] == [one.name for one in people]
    assert [one["Name"] for one in own["RegionInfo"]["RegionList"]] == ["Anna de Vries", "Zoë “Z” & <Co>"]
    area = own["RegionInfo"]["RegionList"][0]["Area"]
    (again,) = read_regions(
        read_packet(packet(mwg([("x", ANNA)], orientation))) or {}, frame
    )  # the same place, written by the other writer
    assert_near(again.box, ANNA)
    across, down = (ANNA.w, ANNA.h) if orientation < 5 else (ANNA.h, ANNA.w)
    assert (area["W"], area["H"]) == (pytest.approx(across, abs=1e-5), pytest.approx(down, abs=1e-5))
    assert [one["Name"] for one in grown["RegionInfo"]["RegionList"]] == ["Daan", "Zoë “Z” & <Co>"]
    assert grown["Subject"] in ("kamp", ["kamp"])
    assert set(grown["PersonInImage"]) == {"Zoë “Z” & <Co>", "Carla"}
