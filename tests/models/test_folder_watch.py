# SPDX-License-Identifier: GPL-3.0-or-later
"""Which files of a watched folder are new and complete: half-written ones, returning ones, folders that go away."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from models.errors import ErrorCode, KnownError
from models.folder_watch import FolderWatch
from models.progress import Progress


class Seconds:
    """A clock that goes when it is told to."""

    def __init__(self) -> None:
        self.now = 0.0

    def __call__(self) -> float:
        return self.now


@pytest.fixture
def seconds() -> Seconds:
    return Seconds()


@pytest.fixture
def watch(tmp_path: Path, seconds: Seconds) -> FolderWatch:
    folder = tmp_path / "scans"
    folder.mkdir()
    return FolderWatch(folder, (".pdf", ".tif"), quiet_seconds=5, seconds=seconds)


def put(watch: FolderWatch, name: str, content: bytes = b"page", time: int | None = None) -> Path:
    path = watch.folder / name
    path.parent.mkdir(exist_ok=True)
    path.write_bytes(content)
    if time is not None:
        os.utime(path, ns=(time, time))
    return path


def test_a_file_is_ready_once_it_stays_the_same(watch: FolderWatch, seconds: Seconds) -> None:
    path = put(watch, "monday.pdf")
    assert (watch.look().ready, watch.look().growing) == ((), 1)
    seconds.now = 4
    put(watch, "monday.pdf", b"page page")
    assert watch.look().growing == 1
    seconds.now = 8
    assert watch.look().growing == 1
    seconds.now = 9
    assert watch.look().ready == (path,)
    watch.settle((path,))
    look = watch.look()
    assert (look.ready, look.growing) == ((), 0)


def test_an_empty_file_is_not_ready_yet(watch: FolderWatch, seconds: Seconds) -> None:
    path = put(watch, "monday.pdf", b"")
    watch.look()
    seconds.now = 100
    assert (watch.look().ready, watch.look().growing) == ((), 1)
    path.write_bytes(b"page")
    watch.look()
    seconds.now = 200
    assert watch.look().ready == (path,)


def test_the_oldest_comes_first_and_others_are_counted_only(watch: FolderWatch, seconds: Seconds) -> None:
    later, earlier = put(watch, "a.PDF", time=2_000_000_000), put(watch, "b.tif", time=1_000_000_000)
    for name in ("letter.docx", "half.pdf.part", ".hidden.pdf", "~$lock.pdf"):
        put(watch, name)
    watch.look()
    seconds.now = 10
    look = watch.look()
    assert (look.ready, look.others) == ((earlier, later), 2)


def test_what_was_handled_is_known_to_a_later_watch_until_it_changes(watch: FolderWatch, seconds: Seconds) -> None:
    path = put(watch, "monday.pdf")
    watch.look()
    assert watch.settle_all() == 1
    again = FolderWatch(watch.folder, (".pdf",), watch.known, quiet_seconds=0, seconds=seconds)
    assert again.look().ready == ()
    put(watch, "monday.pdf", b"another scan under the same name")
    assert again.look().ready == (path,)
    assert all("monday" not in mark for mark in watch.known)


def test_a_file_that_changes_while_it_is_handled_is_new_again(watch: FolderWatch, seconds: Seconds) -> None:
    path = put(watch, "monday.pdf")
    watch.look()
    seconds.now = 10
    assert watch.look().ready == (path,)
    put(watch, "monday.pdf", b"the copier went on after all")
    watch.settle((path,))
    watch.look()
    seconds.now = 20
    assert watch.look().ready == (path,)


def test_a_folder_that_goes_away_and_comes_back_forgets_nothing(watch: FolderWatch) -> None:
    put(watch, "monday.pdf")
    watch.look()
    watch.settle_all()
    known = watch.known
    away = watch.folder.rename(watch.folder.with_name("unplugged"))
    assert watch.look().problem is ErrorCode.FOLDER_MISSING
    assert watch.known == known
    away.rename(watch.folder)
    look = watch.look()
    assert (look.problem, look.growing, watch.known) == (None, 0, known)


def test_a_file_in_place_of_the_folder(watch: FolderWatch) -> None:
    watch.folder.rmdir()
    watch.folder.write_bytes(b"no folder")
    assert watch.look().problem is ErrorCode.FOLDER_MISSING


def test_a_file_that_went_is_forgotten(watch: FolderWatch) -> None:
    path = put(watch, "monday.pdf")
    watch.look()
    watch.settle_all()
    path.unlink()
    watch.look()
    assert watch.known == frozenset()


def test_a_file_that_somebody_still_has_is_not_ready(
    watch: FolderWatch, seconds: Seconds, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = put(watch, "monday.pdf")
    watch.look()
    seconds.now = 10

    def refuse(*_given: object, **_named: object) -> None:
        raise PermissionError

    with monkeypatch.context() as held:
        held.setattr(Path, "open", refuse)
        assert watch.look().growing == 1
    assert watch.look().ready == (path,)


def test_a_folder_that_may_not_be_read(watch: FolderWatch, monkeypatch: pytest.MonkeyPatch) -> None:
    put(watch, "monday.pdf")
    watch.look()
    watch.settle_all()

    def refuse(_folder: object) -> None:
        raise PermissionError

    monkeypatch.setattr(os, "scandir", refuse)
    assert watch.look().problem is ErrorCode.FILE_UNREADABLE
    assert len(watch.known) == 1


def test_folders_below_only_where_they_are_wanted(watch: FolderWatch, seconds: Seconds) -> None:
    path = put(watch, "103CANON/IMG_1.tif")
    put(watch, "@eaDir/IMG_1.tif")
    assert watch.look().growing == 0
    deep = FolderWatch(watch.folder, (".tif",), is_deep=True, quiet_seconds=0, seconds=seconds)
    assert deep.look().ready == (path,)


def test_a_folder_below_that_cannot_be_read_is_not_forgotten(
    watch: FolderWatch, seconds: Seconds, monkeypatch: pytest.MonkeyPatch
) -> None:
    put(watch, "card/IMG_1.tif")
    deep = FolderWatch(watch.folder, (".tif",), is_deep=True, quiet_seconds=0, seconds=seconds)
    deep.look()
    deep.settle_all()
    scan = os.scandir

    def refuse(folder: str | Path) -> object:
        if os.fspath(folder).endswith("card"):
            raise PermissionError
        return scan(folder)

    with monkeypatch.context() as held:
        held.setattr(os, "scandir", refuse)
        assert deep.look().problem is None
    assert deep.look().ready == ()


def test_looking_can_be_stopped(watch: FolderWatch) -> None:
    put(watch, "monday.pdf")
    progress = Progress()
    progress.cancel.cancel()
    with pytest.raises(KnownError) as raised:
        watch.look(progress)
    assert raised.value.code is ErrorCode.CANCELLED


@given(steps=st.lists(st.tuples(st.integers(0, 2), st.integers(0, 3), st.integers(0, 9)), max_size=25))
def test_no_version_of_a_file_is_ready_twice_or_sooner_than_it_is_quiet(
    tmp_path_factory: pytest.TempPathFactory, steps: list[tuple[int, int, int]]
) -> None:
    """Files are written, time passes, somebody looks and handles: whatever is ready was the same for long enough."""
    seconds = Seconds()
    watch = FolderWatch(tmp_path_factory.mktemp("scans"), (".pdf",), quiet_seconds=5, seconds=seconds)
    written: dict[Path, float] = {}
    versions: dict[Path, int] = {}
    handled: set[tuple[Path, int]] = set()
    for number, (action, file, pause) in enumerate(steps, start=1):
        if action == 0:
            path = put(watch, f"{file}.pdf", b"x" * number, time=number * 10**9)
            written[path], versions[path] = seconds.now, number
        seconds.now += pause
        if action:
            ready = watch.look().ready
            for path in ready:
                assert seconds.now - written[path] >= 5
                assert (path, versions[path]) not in handled
                handled.add((path, versions[path]))
            watch.settle(ready)
    watch.look()
    seconds.now += 5
    handled.update((path, versions[path]) for path in watch.look().ready)
    assert handled >= set(versions.items())
