# SPDX-License-Identifier: GPL-3.0-or-later
"""Drawn pictures: the same each time, heads where they are said to be, files as from a camera."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from io import BytesIO
from pathlib import Path

import numpy as np
import pytest
from PIL import ExifTags, Image, ImageOps

from models.demo.compositions import COMPOSITIONS, LANDSCAPE, PORTRAIT
from models.demo.drawing import draw_scene, locate_people
from models.demo.pictures import CAMERA, draw_pictures, encode_picture
from models.demo.school import load_school
from models.demo.values import DemoScene, DemoSchool
from models.errors import BugError, ErrorCode, KnownError
from models.progress import CancelToken, Progress


@pytest.fixture(scope="module")
def school() -> DemoSchool:
    return load_school(date(2026, 11, 24))


@pytest.fixture(scope="module")
def small_school(school: DemoSchool) -> DemoSchool:
    kept = ("trip_pair", "trip_leaf", "open_corridor", "musical_poster")
    return replace(school, scenes=tuple(school.scene(key) for key in kept))


def _read_exif(path: Path) -> tuple[Image.Exif, dict[int, object], dict[int, object]]:
    with Image.open(path) as image:
        exif = image.getexif()
        return exif, dict(exif.get_ifd(ExifTags.IFD.Exif)), dict(exif.get_ifd(ExifTags.IFD.GPSInfo))


def test_same_seed_same_pixels(school: DemoSchool) -> None:
    scene, looks = school.scene("trip_lunch"), school.looks()
    one, people = draw_scene(scene, looks, 3)
    again, people_again = draw_scene(scene, looks, 3)
    other, _ = draw_scene(scene, looks, 4)
    assert one.tobytes() == again.tobytes()
    assert people == people_again
    assert one.tobytes() != other.tobytes()


def test_same_bytes_for_a_file(school: DemoSchool) -> None:
    scene, looks = school.scene("trip_pair"), school.looks()
    image, _ = draw_scene(scene, looks)
    assert encode_picture(image, scene) == encode_picture(image, scene)


def test_boxes_lie_inside_and_in_the_scenes_order(school: DemoSchool) -> None:
    looks = school.looks()
    for scene in school.scenes:
        people = locate_people(scene, looks)
        assert tuple(person.person_key for person in people) == scene.people
        for person in people:
            box = person.box
            assert box.x >= 0
            assert box.y >= 0
            assert box.x + box.w <= 1.000001
            assert box.y + box.h <= 1.000001
            assert 0.02 < box.h < 0.5


def test_no_head_hides_another(school: DemoSchool) -> None:
    """The middle of a face lies in no other head, so that each can be clicked and covered by itself."""
    looks = school.looks()
    for scene in school.scenes:
        people = locate_people(scene, looks)
        for one in people:
            x, y = one.box.x + one.box.w / 2, one.box.y + one.box.h / 2
            for other in people:
                box = other.box
                inside = box.x <= x <= box.x + box.w and box.y <= y <= box.y + box.h
                assert inside == (other is one), (scene.key, one.person_key, other.person_key)


@pytest.mark.parametrize("key", ["trip_path", "sports_race", "team", "open_reading", "internship_plants"])
def test_a_box_holds_the_head(school: DemoSchool, key: str) -> None:
    """In the middle of each box there is plenty of the person's skin colour, and the eyes' ink."""
    scene, looks = school.scene(key), school.looks()
    image, people = draw_scene(scene, looks)
    pixels = np.asarray(image, dtype=np.int16)
    for person in people:
        box = person.box
        x0, x1 = round((box.x + box.w * 0.25) * image.width), round((box.x + box.w * 0.75) * image.width)
        y0, y1 = round((box.y + box.h * 0.3) * image.height), round((box.y + box.h * 0.95) * image.height)
        part = pixels[y0:y1, x0:x1]
        is_skin = (np.abs(part - np.array(looks[person.person_key].skin)) <= 6).all(axis=2)
        is_ink = (np.abs(part - np.array((58, 44, 52))) <= 20).all(axis=2)
        assert is_skin.mean() > 0.25, person.person_key
        assert is_ink.any(), person.person_key


def test_sizes(school: DemoSchool) -> None:
    landscape, _ = draw_scene(school.scene("trip_pair"), school.looks())
    portrait, _ = draw_scene(school.scene("trip_leaf"), school.looks())
    assert (landscape.size, landscape.mode) == (LANDSCAPE, "RGB")
    assert portrait.size == PORTRAIT


def test_every_composition_is_used(school: DemoSchool) -> None:
    assert {scene.composition for scene in school.scenes} == set(COMPOSITIONS)


@pytest.mark.parametrize(("composition", "people"), [("nowhere", ()), ("picnic", ("nobody",)), ("poster", ("noor",))])
def test_an_impossible_scene_is_a_bug(school: DemoSchool, composition: str, people: tuple[str, ...]) -> None:
    scene = replace(school.scenes[0], composition=composition, people=people)
    with pytest.raises(BugError):
        locate_people(scene, school.looks())


def test_files_as_from_a_camera(small_school: DemoSchool, tmp_path: Path) -> None:
    pictures = {one.scene_key: one for one in draw_pictures(small_school, tmp_path / "Foto's")}
    assert [one.name for one in sorted((tmp_path / "Foto's").iterdir())] == sorted(
        scene.file_name for scene in small_school.scenes
    )
    exif, camera, place = _read_exif(pictures["trip_pair"].path)
    assert exif[ExifTags.Base.Model] == CAMERA
    moment = small_school.scene("trip_pair").captured_at
    assert camera[ExifTags.Base.DateTimeOriginal] == f"{moment:%Y:%m:%d %H:%M:%S}"
    assert place[ExifTags.GPS.GPSLatitudeRef] == "N"
    assert place[ExifTags.GPS.GPSLatitude][0] == 52
    assert _read_exif(pictures["trip_leaf"].path)[2] == {}
    with Image.open(pictures["open_corridor"].path) as image:
        assert image.format == "WEBP"
    with Image.open(pictures["musical_poster"].path) as image:
        assert image.format == "PNG"


def test_a_picture_on_its_side_is_upright_once_turned(small_school: DemoSchool, tmp_path: Path) -> None:
    scene = small_school.scene("trip_leaf")
    picture = next(one for one in draw_pictures(small_school, tmp_path) if one.scene_key == scene.key)
    drawn, people = draw_scene(scene, small_school.looks())
    assert picture.people == people
    with Image.open(picture.path) as stored:
        assert stored.size == PORTRAIT[::-1]
        assert stored.getexif()[ExifTags.Base.Orientation] == 6
        upright = ImageOps.exif_transpose(stored)
        assert upright is not None
        assert upright.size == drawn.size
        difference = np.abs(np.asarray(upright, dtype=np.int16) - np.asarray(drawn, dtype=np.int16)).mean()
    assert difference < 4


def test_what_is_there_stays(small_school: DemoSchool, tmp_path: Path) -> None:
    first = draw_pictures(small_school, tmp_path)
    first[0].path.write_bytes(b"kept")
    assert draw_pictures(small_school, tmp_path) == first
    assert first[0].path.read_bytes() == b"kept"


def test_progress_and_cancelling(small_school: DemoSchool, tmp_path: Path) -> None:
    seen: list[tuple[int, int]] = []
    cancel = CancelToken()

    def listen(done: int, total: int) -> None:
        seen.append((done, total))
        if done == 1:
            cancel.cancel()

    with pytest.raises(KnownError) as caught:
        draw_pictures(small_school, tmp_path, Progress(listen, cancel))
    assert caught.value.code is ErrorCode.CANCELLED
    assert seen == [(0, 4), (1, 4)]
    assert len(list(tmp_path.iterdir())) == 2


def test_a_folder_that_is_a_file(small_school: DemoSchool, tmp_path: Path) -> None:
    (tmp_path / "taken").write_text("")
    with pytest.raises(KnownError) as caught:
        draw_pictures(small_school, tmp_path / "taken")
    assert caught.value.code is ErrorCode.FOLDER_UNWRITABLE


def test_a_jpeg_holds_the_picture(school: DemoSchool) -> None:
    scene: DemoScene = school.scene("teacher")
    image, _ = draw_scene(scene, school.looks())
    with Image.open(BytesIO(encode_picture(image, scene))) as stored:
        assert stored.format == "JPEG"
        assert stored.size == LANDSCAPE
