# SPDX-License-Identifier: GPL-3.0-or-later
"""Class lists of school systems as they were found: read, or refused by naming the column that is missing."""

from __future__ import annotations

import os
from datetime import date
from pathlib import Path

import pytest

from models.errors import ErrorCode, KnownError
from models.roster.class_list import ClassList, read_class_list
from models.roster.names import NameParts
from models.roster.sheet import Table, read_table
from models.terms import PersonRole

TODAY = date(2026, 11, 24)
SAMPLES = Path(
    os.environ.get("BEELDAKKOORD_SAMPLES", Path(__file__).parents[2].parent / "shared" / "samples")
) / "rosters"  # fmt: skip

pytestmark = [
    pytest.mark.corpus,
    pytest.mark.skipif(not SAMPLES.is_dir(), reason="the sample files are not on this computer"),
]


def find_file(part: str) -> Path:
    found = sorted(path for path in SAMPLES.rglob("*") if part in path.as_posix())
    assert found, part
    return found[0]


def read(part: str) -> ClassList:
    return read_class_list(read_table(find_file(part).read_bytes()), mapping=None, today=TODAY)


def read_or_refuse(table: Table) -> ClassList | ErrorCode:
    try:
        return read_class_list(table, mapping=None, today=TODAY)
    except KnownError as error:
        return error.code


def test_every_file_is_read_or_refused_with_a_reason() -> None:
    files = [path for path in SAMPLES.rglob("*") if path.suffix.lower() in (".csv", ".txt", ".tsv")]
    assert len(files) > 20
    read_files = 0
    for path in files:
        table = read_table(path.read_bytes())
        assert table.rows
        outcome = read_or_refuse(table)
        if isinstance(outcome, ErrorCode):
            assert outcome is ErrorCode.TABLE_COLUMN_MISSING, path.name
        else:
            read_files += 1
            assert len(outcome.rows) + len(outcome.left_out) == len(table.rows)
    assert read_files > 8


def test_magister() -> None:
    found = read("magister")
    assert [row.groups for row in found.rows] == [("3HB",), ("2HE",), ("4VD",), ("2HE",)]
    assert found.rows[3].parts == NameParts("Proef", "van", "Leerlingvier")
    assert found.problems == ()


def test_microsoft_school_data_sync() -> None:
    found = read("SDS Format/100 Users/Student.csv")
    assert found.rows[2].parts == NameParts("Florence", "", "Stark")
    assert found.rows[2].birth_date == date(1997, 12, 19)
    assert len(found.rows) == 86
    users = read("SDS v2/users.csv")
    assert {row.role for row in users.rows} == {PersonRole.PUPIL, PersonRole.STAFF}


@pytest.mark.parametrize("part", ["zermelo_ouders", "zermelo_somtoday", "asv_fosbos", "100 Users/Section.csv"])
def test_lists_without_a_given_name_are_refused(part: str) -> None:
    with pytest.raises(KnownError) as caught:
        read(part)
    assert caught.value.params == {"column": "given_name"}
