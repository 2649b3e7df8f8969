# SPDX-License-Identifier: GPL-3.0-or-later
"""Taking files in: one item for one content, wherever its files lie, move to or change."""

from __future__ import annotations

import os
import shutil
import sys
from datetime import timedelta
from pathlib import Path

import pytest
from sqlmodel import select

from models.clock import FixedClock
from models.errors import ErrorCode, KnownError
from models.progress import CancelToken, Progress
from models.tables import AuditEntry, ItemLocation
from models.terms import ChangeKind
from models.workspace import Workspace
from tests.models.builders import School, save_photo


@pytest.fixture
def school(workspace: Workspace) -> School:
    return School(workspace)


def locations(workspace: Workspace) -> dict[str, int]:
    with workspace.store.read() as session:
        return {Path(row.path).name: row.item_id for row in session.exec(select(ItemLocation))}


def written(workspace: Workspace) -> int:
    with workspace.store.read() as session:
        return len(session.exec(select(AuditEntry.seq)).all())


def test_new_files_become_items(school: School, tmp_path: Path) -> None:
    workspace = school.workspace
    paths = [save_photo(tmp_path / f"{seed}.jpg", seed) for seed in range(3)]
    read, skipped = workspace.media.read_files(paths)
    change = workspace.media.take_in(read)
    assert skipped == ()
    assert [(taken.path, taken.is_new) for taken in change.value] == [(path, True) for path in paths]
    assert change.changes.ids(ChangeKind.ITEM) == {taken.item_id for taken in change.value}
    assert workspace.media.count_items() == 3
    row = workspace.media.item_rows([change.value[0].item_id])[change.value[0].item_id]
    assert (row.width, row.height, row.file_format, row.path) == (160, 120, "jpeg", paths[0])
    assert row.captured_on == workspace.clock.today()


def test_a_folder_taken_in_twice_changes_nothing(school: School, tmp_path: Path) -> None:
    workspace = school.workspace
    paths = [save_photo(tmp_path / f"{seed}.jpg", seed) for seed in range(3)]
    first = school.take_in(*paths)
    before = written(workspace)
    read, _ = workspace.media.read_files(paths)
    assert all(file.facts is None for file in read)
    change = workspace.media.take_in(read)
    assert tuple(taken.item_id for taken in change.value) == first
    assert not any(taken.is_new for taken in change.value)
    assert not change.changes
    assert written(workspace) == before


def test_one_content_under_two_names_is_one_item(school: School, tmp_path: Path) -> None:
    one = save_photo(tmp_path / "one.jpg")
    two = Path(shutil.copy(one, tmp_path / "two.jpg"))
    ids = school.take_in(one, two)
    assert ids[0] == ids[1]
    assert locations(school.workspace) == {"one.jpg": ids[0], "two.jpg": ids[0]}
    assert school.workspace.media.item_at(two) == ids[0]


def test_one_file_dropped_twice_at_once_is_one_item(school: School, tmp_path: Path) -> None:
    path = save_photo(tmp_path / "one.jpg")
    ids = school.take_in(path, path)
    assert ids[0] == ids[1]
    assert len(locations(school.workspace)) == 1


def test_a_moved_file_is_the_same_item(school: School, tmp_path: Path) -> None:
    path = save_photo(tmp_path / "old.jpg")
    (item,) = school.take_in(path)
    moved = path.rename(tmp_path / "new.jpg")
    with pytest.raises(KnownError) as caught:
        school.workspace.media.file_of(item)
    assert caught.value.code is ErrorCode.FILE_MISSING
    assert school.take_in(moved) == (item,)
    assert school.workspace.media.file_of(item) == moved


def test_another_picture_at_the_same_place_is_another_item(school: School, tmp_path: Path) -> None:
    path = save_photo(tmp_path / "one.jpg", 1)
    (first,) = school.take_in(path)
    save_photo(path, 2)
    (second,) = school.take_in(path)
    assert first != second
    assert locations(school.workspace) == {"one.jpg": second}
    assert school.workspace.media.item_at(path) == second
    with pytest.raises(KnownError) as caught:
        school.workspace.media.file_of(first)
    assert caught.value.code is ErrorCode.FILE_MISSING


def test_a_file_that_changed_since_is_not_passed_off_as_the_item(
    school: School, tmp_path: Path, clock: FixedClock
) -> None:
    path = save_photo(tmp_path / "one.jpg", 1)
    copy = Path(shutil.copy(path, tmp_path / "copy.jpg"))
    (item,) = school.take_in(copy)
    clock.advance(seconds=5)
    assert school.take_in(path) == (item,)
    assert school.workspace.media.file_of(item) == path
    save_photo(path, 2)
    assert school.workspace.media.file_of(item) == copy
    copy.unlink()
    with pytest.raises(KnownError) as caught:
        school.workspace.media.file_of(item)
    assert caught.value.code is ErrorCode.FILE_CHANGED


def test_a_file_that_was_only_touched_is_still_the_item(school: School, tmp_path: Path) -> None:
    path = save_photo(tmp_path / "one.jpg")
    (item,) = school.take_in(path)
    later = path.stat().st_mtime_ns + 5_000_000_000
    os.utime(path, ns=(later, later))
    assert school.workspace.media.file_of(item) == path
    assert school.take_in(path) == (item,)


def test_an_item_nobody_knows_has_no_file(school: School) -> None:
    with pytest.raises(KnownError) as caught:
        school.workspace.media.file_of(99)
    assert caught.value.code is ErrorCode.FILE_MISSING
    assert school.workspace.media.item_rows([99]) == {}
    assert school.workspace.media.item_at(Path("nowhere.jpg")) is None


def test_what_cannot_be_read_is_listed_and_the_rest_goes_on(school: School, tmp_path: Path) -> None:
    good = save_photo(tmp_path / "good.jpg")
    bad = {
        tmp_path / "empty.jpg": ErrorCode.FILE_EMPTY,
        tmp_path / "gone.jpg": ErrorCode.FILE_MISSING,
        tmp_path / "text.jpg": ErrorCode.FORMAT_NOT_SUPPORTED,
    }
    (tmp_path / "empty.jpg").touch()
    (tmp_path / "text.jpg").write_text("no picture")
    read, skipped = school.workspace.media.read_files([*bad, good])
    assert [file.path for file in read] == [good]
    assert {one.path: one.code for one in skipped} == bad


def test_a_known_file_that_vanished_is_listed(school: School, tmp_path: Path) -> None:
    path = save_photo(tmp_path / "one.jpg")
    school.take_in(path)
    path.unlink()
    read, skipped = school.workspace.media.read_files([path])
    assert (read, [one.code for one in skipped]) == ((), [ErrorCode.FILE_MISSING])


@pytest.mark.skipif(sys.platform != "linux", reason="elsewhere a name is always text")
def test_a_name_that_is_no_text_is_listed(school: School, tmp_path: Path) -> None:
    save_photo(tmp_path / "good.jpg")
    strange = Path(os.fsdecode(os.fsencode(tmp_path / "caf") + b"\xe9.jpg"))
    shutil.copy(tmp_path / "good.jpg", strange)
    read, skipped = school.workspace.media.read_files([strange])
    assert (read, [one.code for one in skipped]) == ((), [ErrorCode.FILE_UNREADABLE])


def test_reading_stops_when_asked(school: School, tmp_path: Path) -> None:
    paths = [save_photo(tmp_path / f"{seed}.jpg", seed) for seed in range(30)]
    cancel = CancelToken()
    seen: list[int] = []

    def listen(done: int, total: int) -> None:
        seen.append(done)
        assert total == 30
        if done == 3:
            cancel.cancel()

    with pytest.raises(KnownError) as caught:
        school.workspace.media.read_files(paths, Progress(listen, cancel))
    assert caught.value.code is ErrorCode.CANCELLED
    assert seen == [1, 2, 3]
    assert school.workspace.media.count_items() == 0


def test_the_newest_place_is_shown(school: School, tmp_path: Path, clock: FixedClock) -> None:
    one = save_photo(tmp_path / "one.jpg")
    two = Path(shutil.copy(one, tmp_path / "two.jpg"))
    (item,) = school.take_in(one)
    clock.advance(seconds=timedelta(minutes=1).total_seconds())
    school.take_in(two)
    assert school.workspace.media.item_rows([item])[item].path == two
    two.unlink()
    assert school.workspace.media.file_of(item) == one
