# SPDX-License-Identifier: GPL-3.0-or-later
"""Other people's photos, good and bad: each gives facts or a failure with a name, and a copy that is clean."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
from functools import cache
from pathlib import Path

import pytest

from models.errors import ErrorCode, KnownError
from models.media.box import Box
from models.media.folder import FoundFile, find_files
from models.media.photo import embedded_thumbnail, load_upright, make_thumbnail, read_photo
from models.publishing.clean_copy import write_clean_copy

ROOT = Path(__file__).parents[2]
SAMPLES = Path(os.environ.get("BEELDAKKOORD_SAMPLES", ROOT.parent / "shared" / "samples"))
HARMLESS = {"SourceFile", "ExifTool", "System", "File", "JFIF", "Composite"}

pytestmark = [
    pytest.mark.corpus,
    pytest.mark.skipif(not (SAMPLES / "photos").is_dir(), reason="the sample files are not here"),
]


@cache
def sample_files() -> list[Path]:
    found = find_files([SAMPLES / name for name in ("photos", "video") if (SAMPLES / name).is_dir()])
    return [entry.path for entry in found if isinstance(entry, FoundFile)]


def readable_photos() -> list[Path]:
    good = []
    for path in sample_files():
        try:
            read_photo(path)
            load_upright(path, longest_edge=64)
        except KnownError:
            continue
        good.append(path)
    return good


def test_each_file_gives_facts_or_a_named_failure() -> None:
    outcomes: dict[str, int] = {}
    for path in sample_files():
        for work in (read_photo, make_thumbnail, embedded_thumbnail):
            try:
                work(path)
                outcome = "fine"
            except KnownError as error:
                outcome = error.code.value
            outcomes[outcome] = outcomes.get(outcome, 0) + 1
    assert outcomes["fine"] > 100
    assert {ErrorCode.FORMAT_IS_FILM, ErrorCode.FILE_TRUNCATED, ErrorCode.FILE_DAMAGED} <= outcomes.keys()


def test_films_are_named_as_films() -> None:
    films = [path for path in sample_files() if path.suffix.lower() in (".mp4", ".mov", ".3gp", ".avi", ".webm")]
    assert films
    for path in films:
        with pytest.raises(KnownError) as caught:
            read_photo(path)
        assert caught.value.code is ErrorCode.FORMAT_IS_FILM


def test_the_facts_agree_with_the_pixels() -> None:
    formats = set()
    for path in readable_photos():
        facts = read_photo(path)
        formats.add(facts.file_format)
        assert load_upright(path).size == (facts.width, facts.height)
    assert {"jpeg", "heic", "png"} <= formats


@pytest.mark.judge
@pytest.mark.skipif(shutil.which("exiftool") is None, reason="exiftool is not installed")
def test_exiftool_finds_nothing_in_the_copies(tmp_path: Path) -> None:
    photos = readable_photos()
    for number, path in enumerate(photos):
        covers = [Box(0.3, 0.3, 0.2, 0.2)] if number % 2 else []
        write_clean_copy(path, tmp_path / f"{number}.jpg", longest_edge=600, covers=covers)
    answer = subprocess.run(
        ["exiftool", "-json", "-a", "-u", "-G1", str(tmp_path)], capture_output=True, check=True, text=True
    )
    copies = json.loads(answer.stdout)
    assert len(copies) == len(photos) > 40
    for copy in copies:
        assert {tag.split(":")[0] for tag in copy} <= HARMLESS
