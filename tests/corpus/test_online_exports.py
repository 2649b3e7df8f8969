# SPDX-License-Identifier: GPL-3.0-or-later
"""Exports of real online forms of others are read, whatever wrote them."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from models.forms.online_table import OnlineColumns, propose_columns
from models.roster.workbook import read_export

ROOT = Path(__file__).parents[2]
SAMPLES = Path(os.environ.get("BEELDAKKOORD_SAMPLES", ROOT.parent / "shared" / "samples")) / "forms"

pytestmark = [
    pytest.mark.corpus,
    pytest.mark.skipif(not SAMPLES.is_dir(), reason="the sample files are not on this computer"),
]


def test_real_exports_are_read() -> None:
    files = sorted(SAMPLES.glob("*.csv"))
    assert files
    for path in files:
        table = read_export(path.read_bytes())
        assert table.headings
        columns = propose_columns(table, -1, (), OnlineColumns())
        assert columns.completed is not None, path.name
