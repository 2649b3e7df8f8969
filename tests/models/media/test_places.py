# SPDX-License-Identifier: GPL-3.0-or-later
"""Moved and renamed files are recognised by what they hold; nothing is moved, changed or deleted."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from models.errors import KnownError
from models.progress import CancelToken, Progress
from models.workspace import Workspace
from tests.models.builders import School, save_photo


@pytest.fixture
def school(workspace: Workspace) -> School:
    return School(workspace)


def photos(folder: Path, count: int) -> list[Path]:
    return [save_photo(folder / f"{number}.jpg", number) for number in range(count)]


def test_a_folder_that_was_renamed_is_found_again(school: School, tmp_path: Path) -> None:
    places, media = school.workspace.places, school.workspace.media
    items = school.take_in(*photos(tmp_path / "old", 3))
    (tmp_path / "old").rename(tmp_path / "new")
    (tmp_path / "new" / "0.jpg").rename(tmp_path / "new" / "first.jpg")
    (tmp_path / "new" / "2.jpg").unlink()
    save_photo(tmp_path / "new" / "stranger.jpg", 77)
    assert places.check_all() == 3
    search = places.search([tmp_path / "new"])
    assert {one.item_id: one.path.name for one in search.found} == {items[0]: "first.jpg", items[1]: "1.jpg"}
    assert search.missing_count == 3
    change = places.move_places(search.found)
    assert change.value == 2
    assert places.missing() == {items[2]}
    assert media.file_of(items[0]) == tmp_path / "new" / "first.jpg"
    assert media.item_rows(items)[items[1]].path == tmp_path / "new" / "1.jpg"
    assert change.undo is not None
    undone = change.undo()
    assert media.item_rows(items)[items[0]].path == tmp_path / "old" / "0.jpg"
    assert undone.undo is not None
    undone.undo()
    assert media.item_rows(items)[items[0]].path == tmp_path / "new" / "first.jpg"


def test_taking_a_moved_file_in_forgets_its_old_place(school: School, tmp_path: Path) -> None:
    places, media = school.workspace.places, school.workspace.media
    (path,) = photos(tmp_path / "old", 1)
    (item,) = school.take_in(path)
    moved = tmp_path / "new.jpg"
    path.rename(moved)
    assert school.take_in(moved) == (item,)
    assert places.drop_gone((item,)).value == 1
    assert media.item_at(path) is None
    assert media.item_at(moved) == item
    assert not places.drop_gone((item,)).changes


def test_a_copy_that_is_still_there_stays(school: School, tmp_path: Path) -> None:
    (path,) = photos(tmp_path / "a", 1)
    (item,) = school.take_in(path)
    copy = tmp_path / "copy.jpg"
    shutil.copy(path, copy)
    school.take_in(copy)
    assert not school.workspace.places.drop_gone((item,)).changes
    path.unlink()
    assert school.workspace.places.check_items((item,)) == frozenset()


def test_a_drive_that_went_away_loses_nothing(school: School, tmp_path: Path) -> None:
    places = school.workspace.places
    items = school.take_in(*photos(tmp_path / "drive" / "dcim", 2))
    (tmp_path / "drive").rename(tmp_path / "away")
    assert places.check_all() == 2
    assert not places.drop_gone(items).changes
    (tmp_path / "away").rename(tmp_path / "drive")
    assert places.check_all() == 0
    assert places.missing() == frozenset()


def test_only_files_of_a_fitting_size_are_read(school: School, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (path,) = photos(tmp_path / "a", 1)
    school.take_in(path)
    path.rename(tmp_path / "b.jpg")
    for number in range(5):
        (tmp_path / f"{number}.txt").write_bytes(b"x" * (10 + number))
    read: list[Path] = []
    from models.media import places as module

    original = module.sha256_of
    monkeypatch.setattr(module, "sha256_of", lambda one: (read.append(one), original(one))[1])
    assert len(school.workspace.places.search([tmp_path]).found) == 1
    assert read == [tmp_path / "b.jpg"]


def test_a_search_can_be_stopped(school: School, tmp_path: Path) -> None:
    (path,) = photos(tmp_path / "a", 1)
    school.take_in(path)
    path.unlink()
    token = CancelToken()
    token.cancel()
    with pytest.raises(KnownError):
        school.workspace.places.search([tmp_path], Progress(None, token))
