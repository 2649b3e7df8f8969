# SPDX-License-Identifier: GPL-3.0-or-later
"""What somebody dropped: order, what is left out, loops, bad folders, cancelling."""

from __future__ import annotations

import itertools
import os
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from models.errors import ErrorCode, KnownError
from models.media.folder import FoundFile, SkippedFile, find_files, natural_key
from models.progress import CancelToken, Progress


def names(*paths: Path) -> list[str]:
    return [entry.path.name for entry in find_files(paths)]


def test_natural_order_and_folders_in_folders(tmp_path: Path) -> None:
    for name in ("foto10.jpg", "foto2.jpg", "Foto1.jpg", "trip 10/b.jpg", "trip 2/a.jpg", "trip 2/deep/z.jpg"):
        path = tmp_path / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.touch()
    assert names(tmp_path) == ["Foto1.jpg", "foto2.jpg", "foto10.jpg", "a.jpg", "z.jpg", "b.jpg"]


def test_what_is_no_photo_of_anybody_is_left_out_quietly(tmp_path: Path) -> None:
    quiet = (".DS_Store", "._foto.jpg", "Thumbs.db", "desktop.ini", "foto.XMP", "foto.aae", "foto.json")
    for name in (*quiet, ".git/x.jpg", "__MACOSX/foto.jpg", "@eaDir/foto.jpg"):
        path = tmp_path / name
        path.parent.mkdir(exist_ok=True)
        path.touch()
    (tmp_path / "foto.jpg").touch()
    (tmp_path / "letter.pdf").touch()
    assert names(tmp_path) == ["foto.jpg", "letter.pdf"]
    assert names(tmp_path / "foto.json") == ["foto.json"], "what somebody chose by name is always named"


def test_each_file_once(tmp_path: Path) -> None:
    inner = tmp_path / "inner"
    inner.mkdir()
    (inner / "foto.jpg").touch()
    assert names(tmp_path, inner, inner / "foto.jpg", tmp_path) == ["foto.jpg"]


def test_what_is_missing_is_named(tmp_path: Path) -> None:
    gone = list(find_files([tmp_path / "gone.jpg", tmp_path / "gone", tmp_path / "gone.jpg" / "x.jpg"]))
    assert [entry.code for entry in gone if isinstance(entry, SkippedFile)] == [
        ErrorCode.FILE_MISSING,
        ErrorCode.FOLDER_MISSING,
        ErrorCode.FILE_MISSING,
    ]


def test_links_never_loop(tmp_path: Path) -> None:
    inner = tmp_path / "inner"
    inner.mkdir()
    (inner / "foto.jpg").touch()
    try:
        (inner / "up").symlink_to(tmp_path, target_is_directory=True)
        (tmp_path / "lost.jpg").symlink_to(tmp_path / "nowhere.jpg")
        (tmp_path / "self.jpg").symlink_to(tmp_path / "self.jpg")
    except OSError:
        pytest.skip("no links on this system")
    found = list(find_files([tmp_path]))
    assert [entry.path.name for entry in found if isinstance(entry, FoundFile)] == ["foto.jpg"]
    assert [(entry.path.name, entry.code) for entry in found if isinstance(entry, SkippedFile)] == [
        ("lost.jpg", ErrorCode.FILE_MISSING),
        ("self.jpg", ErrorCode.FILE_MISSING),
    ]


def test_a_folder_that_may_not_be_read_is_named_and_the_rest_goes_on(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("a", "locked", "z"):
        (tmp_path / name).mkdir()
        (tmp_path / name / f"{name}.jpg").touch()
    scan = os.scandir

    def refuse_locked(path: str) -> object:
        if Path(path).name == "locked":
            raise PermissionError(13, "no")
        return scan(path)

    monkeypatch.setattr(os, "scandir", refuse_locked)
    found = list(find_files([tmp_path]))
    assert [entry.path.name for entry in found] == ["a.jpg", "locked", "z.jpg"]
    assert found[1] == SkippedFile(tmp_path / "locked", ErrorCode.FOLDER_UNREADABLE)


def test_lazy_and_cancellable(tmp_path: Path) -> None:
    for number in range(600):
        (tmp_path / f"{number}.jpg").touch()
    reports: list[tuple[int, int]] = []
    token = CancelToken()
    walk = find_files([tmp_path], Progress(lambda done, total: reports.append((done, total)), token))
    assert [entry.path.name for entry in itertools.islice(walk, 3)] == ["0.jpg", "1.jpg", "2.jpg"]
    assert reports == [(1, 0)]
    token.cancel()
    with pytest.raises(KnownError) as caught:
        next(walk)
    assert caught.value.code is ErrorCode.CANCELLED


def test_ten_thousand_files(tmp_path: Path) -> None:
    for folder in range(20):
        (tmp_path / str(folder)).mkdir()
        for number in range(500):
            (tmp_path / str(folder) / f"IMG_{number}.jpg").touch()
    found = list(find_files([tmp_path]))
    assert len(found) == 10_000
    assert found[500].path == tmp_path / "1" / "IMG_0.jpg"


@given(st.lists(st.text(max_size=12), max_size=8))
def test_natural_keys_can_always_be_compared(texts: list[str]) -> None:
    ordered = sorted(texts, key=natural_key)
    assert sorted(ordered) == sorted(texts)
    assert all((natural_key(one) == natural_key(other)) == (one == other) for one in texts for other in texts)
