# SPDX-License-Identifier: GPL-3.0-or-later
"""Copies for other programs go when the program ends, and what a crash left behind goes the next time."""

from __future__ import annotations

import os
import stat
import subprocess
import sys
import time
from pathlib import Path

from ui.background.opened_copies import OpenedCopies

ROOT = Path(__file__).parents[3]


def test_each_copy_has_a_place_of_its_own_that_only_this_user_reads(tmp_path: Path) -> None:
    copies = OpenedCopies(tmp_path)
    first, second = copies.add(b"one", "proof-1.txt"), copies.add(b"two", "proof-1.txt")
    assert (first.read_bytes(), second.read_bytes()) == (b"one", b"two")
    (folder,) = tmp_path.iterdir()
    assert os.name == "nt" or stat.S_IMODE(folder.stat().st_mode) == 0o700
    copies.clear()
    assert list(tmp_path.iterdir()) == []
    assert copies.add(b"three", "proof-1.txt").read_bytes() == b"three"


def test_what_a_crash_left_behind_goes_the_next_time(tmp_path: Path) -> None:
    old, young, other = (tmp_path / name for name in ("beeldakkoord-open-a", "beeldakkoord-open-b", "something-else"))
    for folder in (old, young, other):
        folder.mkdir()
        (folder / "proof.pdf").write_bytes(b"x")
    long_ago = time.time() - 3 * 24 * 3600
    for folder in (old, other):
        os.utime(folder, (long_ago, long_ago))
    OpenedCopies(tmp_path).add(b"one", "proof-1.txt")
    assert not old.exists()
    assert young.exists()
    assert other.exists()


def test_the_end_of_the_program_removes_them(tmp_path: Path) -> None:
    code = "from ui.background.opened_copies import opened_copies; print(opened_copies().add(b'x', 'proof.txt'))"
    done = subprocess.run(
        [sys.executable, "-c", code],
        cwd=ROOT,
        env={**os.environ, "TMPDIR": str(tmp_path), "TEMP": str(tmp_path), "TMP": str(tmp_path)},
        capture_output=True,
        text=True,
        check=True,
    )
    assert Path(done.stdout.strip()).is_relative_to(tmp_path)
    assert list(tmp_path.iterdir()) == []
