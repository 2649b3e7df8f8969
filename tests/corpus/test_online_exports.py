# SPDX-License-Identifier: GPL-3.0-or-later
"""Exports of real online forms of others are read, whatever wrote them."""

from __future__ import annotations

import csv
import io
import os
from dataclasses import replace
from pathlib import Path

import pytest

from models.forms.online import keep_export
from models.forms.online_plan import OnlineGroup
from models.forms.online_table import OnlineColumns, propose_columns
from models.roster.workbook import read_export
from models.terms import DateOrder, MediaKind
from models.workspace import Workspace
from tests.models.forms.both_ways import BothWays

ROOT = Path(__file__).parents[2]
SAMPLES = Path(os.environ.get("BEELDAKKOORD_SAMPLES", ROOT.parent / "shared" / "samples")) / "forms"

pytestmark = [
    pytest.mark.corpus,
    pytest.mark.skipif(not SAMPLES.is_dir(), reason="the sample files are not on this computer"),
]


def test_real_exports_with_our_codes_in_them_are_placed(workspace: Workspace) -> None:
    """What their tools wrote stays as it is; a column with codes and one with answers are put beside it."""
    family = BothWays(workspace)
    for path in sorted(SAMPLES.glob("*.csv")):
        text = path.read_bytes().decode("utf-8-sig")
        headings, *rows = csv.reader(io.StringIO(text))
        codes = [family.code, *(f"foreign {number}" for number in range(len(rows)))]
        out = io.StringIO()
        wider = [[*row, code, "Ja"] for row, code in zip(rows, codes, strict=False)]
        csv.writer(out, quoting=csv.QUOTE_ALL).writerows([[*headings, "Code", "Foto op website"], *wider])
        table = read_export(out.getvalue().encode())
        online = workspace.online
        proposed = online.propose(path.name, table)
        columns = replace(proposed, options={}, date_order=DateOrder.MONTH_DAY_YEAR)  # their questions are not ours
        plan = online.plan(path.name, table, columns)
        ours = [row for row in plan.rows if row.form is not None]
        assert [row.entry.completed is not None for row in ours] == [True], path.name
        assert plan.groups[OnlineGroup.UNKNOWN_CODE] == len(rows) - 1, path.name
        assert [one.key for row in ours for one in row.answers] == [family.key(MediaKind.PHOTO)], path.name
        done = online.record(path.name, table, columns, keep_export(out.getvalue().encode())).value
        assert done.answers <= 1
        assert online.plan(path.name, table, columns).groups[OnlineGroup.KNOWN] == len(rows)


def test_real_exports_are_read() -> None:
    files = sorted(SAMPLES.glob("*.csv"))
    assert files
    for path in files:
        table = read_export(path.read_bytes())
        assert table.headings
        columns = propose_columns(table, -1, (), OnlineColumns())
        assert columns.completed is not None, path.name
