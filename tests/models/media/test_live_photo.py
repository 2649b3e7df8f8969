# SPDX-License-Identifier: GPL-3.0-or-later
"""A Live Photo: a photo and a film that carry one identifier count as one, in whatever order they come."""

from __future__ import annotations

import struct
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image

from models.media.film import read_recording
from models.media.library import TakenItem
from models.media.live_photo import content_identifier_of
from models.media.photo import read_photo
from models.terms import ChangeKind, MediaKind
from models.workspace import Workspace
from tests.models.media import films, pictures

IDENTIFIER = "9B539AB8-A668-4FA6-9207-EB653A5E7E3C"


def apple_note(identifier: str) -> bytes:
    """An Apple maker note with two entries, the second of which is the identifier."""
    text = identifier.encode() + b"\x00"
    head = b"Apple iOS\x00\x00\x01MM"
    place = len(head) + 2 + 2 * 12 + 4
    entries = struct.pack(">HHIi", 1, 9, 1, 14) + struct.pack(">HHII", 0x11, 2, len(text), place)
    return head + struct.pack(">H", 2) + entries + bytes(4) + text


def save_live_photo(path: Path, identifier: str = IDENTIFIER, size: tuple[int, int] = (96, 64)) -> Path:
    exif = Image.Exif()
    exif.get_ifd(0x8769)[0x927C] = apple_note(identifier)
    pictures.quarters(*size).save(path, "JPEG", quality=95, exif=exif)
    return path


def save_live_film(path: Path, identifier: str = IDENTIFIER) -> Path:
    tags = {"com.apple.quicktime.content.identifier": identifier}
    return films.save_film(path, seconds=0.5, tags=tags, sound=True, options={"movflags": "use_metadata_tags"})


def take_in(workspace: Workspace, *paths: Path) -> list[TakenItem]:
    read, skipped = workspace.media.read_files(paths)
    assert skipped == ()
    return list(workspace.media.take_in(read).value)


def test_both_files_tell_the_identifier(tmp_path: Path) -> None:
    assert read_photo(save_live_photo(tmp_path / "IMG_1.JPG")).content_identifier == IDENTIFIER
    assert read_recording(save_live_film(tmp_path / "IMG_1.MOV")).content_identifier == IDENTIFIER


@pytest.mark.parametrize("order", [(0, 1), (1, 0)])
@pytest.mark.parametrize("is_at_once", [True, False])
def test_the_film_counts_with_its_photo(
    workspace: Workspace, tmp_path: Path, order: tuple[int, int], is_at_once: bool
) -> None:
    photo, film = save_live_photo(tmp_path / "IMG_1.JPG"), save_live_film(tmp_path / "IMG_1.MOV")
    paths = [(photo, film)[place] for place in order]
    taken = take_in(workspace, *paths) if is_at_once else [one for path in paths for one in take_in(workspace, path)]
    ids = {one.path: one.item_id for one in taken}
    rows = workspace.media.item_rows(list(ids.values()))
    assert rows[ids[film]].companion_of_id == ids[photo]
    assert rows[ids[film]].kind is MediaKind.FILM
    assert rows[ids[photo]].film_id == ids[film]
    assert rows[ids[photo]].carries_film
    assert not rows[ids[film]].carries_film
    again = {one.path: one.shown_id for one in take_in(workspace, photo, film)}
    assert again == {photo: ids[photo], film: ids[photo]}


def test_a_photo_that_takes_a_film_over_says_so(workspace: Workspace, tmp_path: Path) -> None:
    film = take_in(workspace, save_live_film(tmp_path / "IMG_1.MOV"))[0]
    assert film.shown_id == film.item_id
    read, _skipped = workspace.media.read_files([save_live_photo(tmp_path / "IMG_1.JPG")])
    change = workspace.media.take_in(read)
    assert change.value[0].film_id == film.item_id
    assert change.changes.ids(ChangeKind.ITEM) == {film.item_id, change.value[0].item_id}


def test_others_stay_apart(workspace: Workspace, tmp_path: Path) -> None:
    photo = save_live_photo(tmp_path / "IMG_1.JPG", "A" * 36)
    film = save_live_film(tmp_path / "IMG_2.MOV", "B" * 36)
    plain = films.save_film(tmp_path / "plain.mov", seconds=0.5)
    taken = take_in(workspace, photo, film, plain, pictures.save_turned(tmp_path / "plain.jpg", "JPEG", 1))
    rows = workspace.media.item_rows([one.item_id for one in taken])
    assert len(rows) == 4
    assert all(row.companion_of_id is None and not row.carries_film for row in rows.values())


def test_an_edited_copy_of_the_photo_leaves_the_film_where_it_is(workspace: Workspace, tmp_path: Path) -> None:
    photo, film = save_live_photo(tmp_path / "IMG_1.JPG"), save_live_film(tmp_path / "IMG_1.MOV")
    first = {one.path: one.item_id for one in take_in(workspace, photo, film)}
    edited = take_in(workspace, save_live_photo(tmp_path / "IMG_E1.JPG", size=(64, 48)))[0]
    rows = workspace.media.item_rows([*first.values(), edited.item_id])
    assert rows[first[film]].companion_of_id == first[photo]
    assert rows[edited.item_id].film_id is None


@given(st.binary(max_size=200))
def test_any_maker_note_is_survived(note: bytes) -> None:
    for one in (note, b"Apple iOS\x00" + note, b"Apple iOS\x00\x00\x01MM" + note):
        assert len(content_identifier_of(one)) <= 64
