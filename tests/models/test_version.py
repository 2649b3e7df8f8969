# SPDX-License-Identifier: GPL-3.0-or-later
"""The version is told in two places; they agree."""

from __future__ import annotations

import tomllib
from pathlib import Path

from models.version import VERSION


def test_the_program_and_its_project_file_agree() -> None:
    project = tomllib.loads((Path(__file__).parents[2] / "pyproject.toml").read_text(encoding="utf-8"))
    assert project["project"]["version"] == VERSION
