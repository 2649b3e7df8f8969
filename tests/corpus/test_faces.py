# SPDX-License-Identifier: GPL-3.0-or-later
"""Looking for faces in other people's photos, good and bad: each is looked at or named, and nothing else happens."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.corpus.test_photos import SAMPLES
from ui import cli

pytest.importorskip("onnxruntime")
pytestmark = [
    pytest.mark.corpus,
    pytest.mark.skipif(not (SAMPLES / "photos").is_dir(), reason="the sample files are not here"),
]


def test_each_file_is_looked_at_or_named(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    register = tmp_path / "school.beeldakkoord"
    photos = str(SAMPLES / "photos")
    code = cli.main(("media", "faces", photos, "--register", str(register), "--json", "--language", "en"))
    answer = json.loads(capsys.readouterr().out)
    assert code == 1, "some of them are broken"
    assert len(answer["items"]) >= 50
    assert {"file_truncated", "file_damaged", "file_empty"} <= {one["reason"] for one in answer["skipped"]}
    for item in answer["items"]:
        for face in (*item["faces"], *item["doubtful"]):
            assert face["x"] >= 0
            assert face["y"] >= 0
            assert face["x"] + face["w"] <= 1.0001
            assert face["y"] + face["h"] <= 1.0001
            assert 0.3 <= face["score"] <= 1
