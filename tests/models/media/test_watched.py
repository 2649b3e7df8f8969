# SPDX-License-Identifier: GPL-3.0-or-later
"""Watched folders: what is new and complete is told once; a folder that goes away loses nothing."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from models.errors import ErrorCode, KnownError
from models.media.watched import WatchedFolderService
from models.store import Store
from tests.models.builders import save_photo


@pytest.fixture
def watched(store: Store) -> WatchedFolderService:
    """Without a time to wait: a file is complete at the first look."""
    return WatchedFolderService(store, quiet_seconds=0)


def ready(watched: WatchedFolderService) -> list[str]:
    return [path.name for look in watched.look() for path in look.ready]


def test_new_photos_are_told_until_they_are_handled(watched: WatchedFolderService, tmp_path: Path) -> None:
    save_photo(tmp_path / "deep" / "a.jpg", 1)
    (tmp_path / "notes.txt").write_text("x")
    folder = watched.add(tmp_path).value
    assert ready(watched) == ["a.jpg"]
    assert ready(watched) == ["a.jpg"]
    watched.settle(folder, [tmp_path / "deep" / "a.jpg"])
    assert ready(watched) == []
    save_photo(tmp_path / "b.jpg", 2)
    assert ready(watched) == ["b.jpg"]


def test_a_file_that_is_being_written_waits(store: Store, tmp_path: Path) -> None:
    watched = WatchedFolderService(store, quiet_seconds=60)
    watched.add(tmp_path)
    save_photo(tmp_path / "a.jpg")
    (look,) = watched.look()
    assert (look.ready, look.growing) == ((), 1)


def test_a_folder_that_goes_away_is_looked_for_again(watched: WatchedFolderService, tmp_path: Path) -> None:
    place = tmp_path / "drive"
    save_photo(place / "a.jpg")
    folder = watched.add(place).value
    watched.settle(folder, [path for look in watched.look() for path in look.ready])
    place.rename(tmp_path / "away")
    (look,) = watched.look()
    assert look.problem is ErrorCode.FOLDER_MISSING
    assert watched.folders()[0].problem is ErrorCode.FOLDER_MISSING
    (tmp_path / "away").rename(place)
    assert ready(watched) == []
    assert watched.folders()[0].problem is None
    assert (place / "a.jpg").exists()


def test_paused_folders_are_left_alone(watched: WatchedFolderService, tmp_path: Path) -> None:
    save_photo(tmp_path / "a.jpg")
    folder = watched.add(tmp_path).value
    change = watched.set_active(folder, False)
    assert watched.look() == ()
    assert change.undo is not None
    change.undo()
    assert ready(watched) == ["a.jpg"]


def test_it_is_watched_once_and_removing_is_undone(watched: WatchedFolderService, tmp_path: Path) -> None:
    folder = watched.add(tmp_path).value
    with pytest.raises(KnownError) as twice:
        watched.add(tmp_path)
    assert twice.value.code is ErrorCode.VALUE_NOT_ALLOWED
    with pytest.raises(KnownError) as gone:
        watched.add(tmp_path / "nowhere")
    assert gone.value.code is ErrorCode.FOLDER_MISSING
    change = watched.remove(folder)
    assert watched.folders() == ()
    with pytest.raises(KnownError):
        watched.remove(folder)
    assert change.undo is not None
    change.undo()
    assert [row.path for row in watched.folders()] == [tmp_path]


def test_nothing_in_the_folder_is_changed(watched: WatchedFolderService, tmp_path: Path) -> None:
    path = save_photo(tmp_path / "a.jpg")
    before = (path.stat().st_mtime_ns, path.read_bytes())
    folder = watched.add(tmp_path).value
    watched.settle(folder, [one for look in watched.look() for one in look.ready])
    watched.remove(folder)
    assert (path.stat().st_mtime_ns, path.read_bytes()) == before
    shutil.rmtree(tmp_path)
