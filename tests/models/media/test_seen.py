# SPDX-License-Identifier: GPL-3.0-or-later
"""Pictures seen before: recognised, offered with their people, never applied silently; bursts told apart."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

import pytest
from PIL import ExifTags, Image, ImageEnhance, ImageOps
from sqlmodel import select

from models.errors import ErrorCode, KnownError
from models.media.box import Box
from models.media.fingerprint import Crop, fingerprint_of
from models.media.photo import load_upright
from models.media.seen import LookAlike, SeenService, TakeOver, likeness_kind
from models.tables import Appearance
from models.terms import AppearanceSource, LikenessKind
from models.workspace import Workspace
from tests.models.builders import School
from tests.models.media.test_fingerprint import cut, scenery

MIDDLE = Box(0.45, 0.4, 0.1, 0.15)
EDGE = Box(0.01, 0.4, 0.08, 0.15)
NOON = datetime(2026, 9, 10, 12, 0, 0)  # noqa: DTZ001 - a camera's own time


class Album:
    """Pictures on disk, taken in, with fingerprints."""

    def __init__(self, school: School, folder: Path) -> None:
        self.school = school
        self.workspace = school.workspace
        self.folder = folder

    @property
    def seen(self) -> SeenService:
        return self.workspace.seen

    def add(self, picture: Image.Image, name: str, taken: datetime | None = None) -> int:
        path = self.folder / f"{name}.jpg"
        exif = Image.Exif()
        if taken is not None:
            exif.get_ifd(ExifTags.IFD.Exif)[ExifTags.Base.DateTimeOriginal] = taken.strftime("%Y:%m:%d %H:%M:%S")
        picture.save(path, "JPEG", quality=85, exif=exif)
        (item_id,) = self.school.take_in(path)
        self.print_again(item_id)
        return item_id

    def print_again(self, *item_ids: int) -> None:
        found = {one: fingerprint_of(load_upright(self.workspace.media.file_of(one))) for one in item_ids}
        with self.workspace.store.write("test.study") as unit:
            self.seen.keep(unit, found)

    def kind(self, one: int, other: int) -> LikenessKind | None:
        found = {alike.other_id: alike.kind for alike in self.seen.look_alikes((one,)).get(one, ())}
        return found.get(other)


@pytest.fixture
def album(workspace: Workspace, tmp_path: Path) -> Album:
    return Album(School(workspace), tmp_path)


def small(seed: int) -> Image.Image:
    return scenery(seed).resize((320, 240))


def test_a_copy_from_a_messenger_is_offered_with_its_people_and_their_places(album: Album) -> None:
    anna, bram = album.school.pupil(), album.school.pupil()
    original = album.add(scenery(1), "original", NOON)
    album.school.tag(original, anna, box=MIDDLE)
    album.school.tag(original, bram, box=EDGE)
    album.add(scenery(2), "other", NOON)
    copy = album.add(small(1), "copy")
    (offer,) = album.seen.offers((copy,))
    assert (offer.alike.other_id, offer.alike.kind) == (original, LikenessKind.SAME)
    assert {one.person_id: one.box for one in offer.people} == {anna: MIDDLE, bram: EDGE}
    assert not album.workspace.tagging.people_in((copy,))[copy].appearances, "nothing is applied by itself"

    change = album.seen.take_over([TakeOver(copy, original, (anna,))])
    (named,) = album.workspace.tagging.people_in((copy,))[copy].appearances
    assert (named.person_id, named.box) == (anna, MIDDLE)
    (offer,) = album.seen.offers((copy,))
    assert [one.person_id for one in offer.people] == [bram]
    assert change.undo is not None
    change.undo()
    assert not album.workspace.tagging.people_in((copy,))[copy].appearances


def test_what_was_taken_over_tells_where_it_came_from(album: Album) -> None:
    anna = album.school.pupil()
    original = album.add(scenery(1), "original")
    album.school.tag(original, anna, box=MIDDLE)
    copy = album.add(small(1), "copy")
    album.seen.take_over([TakeOver(copy, original, (anna,))])
    with album.workspace.store.read() as session:
        sources = {row.item_id: row.source for row in session.exec(select(Appearance)).all()}
    assert sources[copy] is AppearanceSource.SEEN_BEFORE


def test_of_a_part_only_those_are_likely_whose_place_lies_in_it(album: Album) -> None:
    anna, bram = album.school.pupil(), album.school.pupil()
    original = album.add(scenery(1), "original")
    album.school.tag(original, anna, box=MIDDLE)
    album.school.tag(original, bram, box=EDGE)
    part = album.add(cut(scenery(1), 0.125, 0, 0.875, 1), "square")
    (offer,) = album.seen.offers((part,))
    assert offer.alike.kind is LikenessKind.PART
    assert offer.alike.is_part
    assert {one.person_id: one.is_likely for one in offer.people} == {anna: True, bram: False}
    (place,) = [one.box for one in offer.people if one.person_id == anna]
    assert place is not None
    assert (place.x, place.y) == pytest.approx(((0.45 - 0.125) / 0.75, 0.4), abs=0.01)


def test_the_whole_of_a_known_part_may_show_others(album: Album) -> None:
    anna = album.school.pupil()
    part = album.add(cut(scenery(1), 0.125, 0, 0.875, 1), "square")
    album.school.tag(part, anna, box=MIDDLE)
    whole = album.add(scenery(1), "whole")
    (offer,) = album.seen.offers((whole,))
    assert offer.others_may_be_in_it
    (place,) = [one.box for one in offer.people]
    assert place is not None
    assert place.x == pytest.approx(0.125 + 0.45 * 0.75, abs=0.01)


def test_a_mirrored_picture_has_its_people_on_the_other_side(album: Album) -> None:
    bram = album.school.pupil()
    original = album.add(scenery(1), "original")
    album.school.tag(original, bram, box=EDGE)
    turned = album.add(ImageOps.mirror(scenery(1)), "mirrored")
    (offer,) = album.seen.offers((turned,))
    assert offer.alike.kind is LikenessKind.MIRRORED
    assert offer.people[0].box is not None
    assert offer.people[0].box.x == pytest.approx(0.91)


def test_two_of_a_burst_are_told_apart_and_offer_nothing(album: Album) -> None:
    anna = album.school.pupil()
    first = album.add(scenery(1), "first", NOON)
    album.school.tag(first, anna)
    second = album.add(ImageEnhance.Brightness(scenery(1)).enhance(1.05), "second", NOON.replace(second=1))
    assert album.kind(second, first) is LikenessKind.BURST
    assert album.seen.offers((second,)) == ()
    assert album.seen.duplicate_groups() == ()


@pytest.mark.parametrize(
    ("one", "other", "same_size", "distance", "crop", "kind"),
    [
        (NOON, NOON, True, 2, Crop.WHOLE, LikenessKind.SAME),
        (NOON, NOON, True, 12, Crop.WHOLE, LikenessKind.BURST),
        (NOON, NOON, False, 12, Crop.WHOLE, LikenessKind.SAME),
        (NOON, NOON.replace(second=9), False, 0, Crop.WHOLE, LikenessKind.BURST),
        (NOON, None, True, 24, Crop.WHOLE, LikenessKind.SAME),
        (None, None, True, 25, Crop.WHOLE, LikenessKind.CHANGED),
        (NOON, None, False, 40, Crop.SQUARE, LikenessKind.PART),
        (None, None, False, 3, Crop.MIRRORED, LikenessKind.MIRRORED),
    ],
)
def test_what_two_pictures_are_to_each_other(
    one: datetime | None, other: datetime | None, same_size: bool, distance: int, crop: Crop, kind: LikenessKind
) -> None:
    assert likeness_kind(one, other, same_size=same_size, distance=distance, crop=crop) is kind
    assert likeness_kind(other, one, same_size=same_size, distance=distance, crop=crop) is kind


def test_who_told_two_pictures_apart_is_not_asked_again(album: Album) -> None:
    anna = album.school.pupil()
    original = album.add(scenery(1), "original")
    album.school.tag(original, anna, box=MIDDLE)
    copy = album.add(small(1), "copy")
    assert album.seen.duplicate_groups() == ((original, copy),)
    change = album.seen.judge(copy, original, is_same=False)
    assert album.seen.offers((copy,)) == ()
    assert album.seen.look_alikes((copy,)) == {copy: ()}
    assert album.seen.duplicate_groups() == ()
    album.print_again(copy, original)
    assert album.seen.offers((copy,)) == (), "a judgement outlives a new study"
    assert change.undo is not None
    change.undo()
    assert len(album.seen.offers((copy,))) == 1


def test_a_part_is_a_duplicate_once_somebody_says_so(album: Album) -> None:
    original = album.add(scenery(1), "original")
    part = album.add(cut(scenery(1), 0.125, 0, 0.875, 1), "square")
    assert album.seen.duplicate_groups() == ()
    album.seen.judge(original, part, is_same=True)
    assert album.seen.duplicate_groups() == ((original, part),)


def test_copies_of_copies_are_one_group(album: Album) -> None:
    first = album.add(scenery(1), "first")
    second = album.add(small(1), "second")
    lonely = album.add(scenery(2), "lonely")
    third = album.add(scenery(1).resize((480, 360)), "third")
    assert album.seen.duplicate_groups() == ((first, second, third),)
    assert lonely not in album.seen.look_alikes((first, lonely))


def test_people_who_are_not_offered_are_not_taken_over(album: Album) -> None:
    anna, stranger = album.school.pupil(), album.school.pupil()
    original = album.add(scenery(1), "original")
    album.school.tag(original, anna)
    copy = album.add(small(1), "copy")
    album.seen.take_over([TakeOver(copy, original, (anna, stranger))])
    assert [one.person_id for one in album.workspace.tagging.people_in((copy,))[copy].appearances] == [anna]


def test_pictures_that_do_not_look_alike_are_refused(album: Album) -> None:
    one, other = album.add(scenery(1), "one"), album.add(scenery(2), "other")
    for attempt in (
        lambda: album.seen.judge(one, other, is_same=True),
        lambda: album.seen.take_over([TakeOver(one, other, (1,))]),
    ):
        with pytest.raises(KnownError) as caught:
            attempt()
        assert caught.value.code is ErrorCode.ITEM_UNKNOWN


def test_a_picture_of_one_colour_is_not_studied_twice(album: Album) -> None:
    blank = album.add(Image.new("RGB", (200, 200), "white"), "blank")
    assert album.seen.without_fingerprint((blank,)) == ()
    assert album.add(Image.new("RGB", (300, 200), "white"), "blank too") not in album.seen.look_alikes((blank,))


def test_a_register_that_is_opened_again_still_recognises(album: Album, tmp_path: Path) -> None:
    original = album.add(scenery(1), "original")
    album.seen.forget_index()
    copy = album.add(small(1), "copy")
    found = album.seen.look_alikes((copy,))[copy]
    assert found == (LookAlike(copy, original, LikenessKind.SAME, found[0].distance, Crop.WHOLE, False, None),)
