# SPDX-License-Identifier: GPL-3.0-or-later
"""Names as they stand under a class photo."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from models.roster.name_run import PASSED_OVER, split_name_run


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("Anna, Bram van Dam, Zoë", ("Anna", "Bram van Dam", "Zoë")),
        ("an, br,zo", ("an", "br", "zo")),
        ("From left to right: Anna; Bram.", ("Anna", "Bram")),
        ("Achterste rij v.l.n.r.: Anna, Bram\nVoorste rij: Zoë", ("Anna", "Bram", "Zoë")),
        ("1. Anna\n2. Bram\n3) Zoë", ("Anna", "Bram", "Zoë")),
        ("Anna\t-\tZoë\t?", ("Anna", PASSED_OVER, "Zoë", PASSED_OVER)),
        ("Pieter-Jan, Anne-Marie", ("Pieter-Jan", "Anne-Marie")),
        ("  ,, \n ; ", ()),
    ],
)
def test_names_in_order(text: str, names: tuple[str, ...]) -> None:
    assert split_name_run(text) == names


@given(st.text(max_size=300))
def test_anything_typed_gives_whole_names(text: str) -> None:
    for name in split_name_run(text):
        assert name == " ".join(name.split())
        assert name


@given(st.lists(st.sampled_from(("Anna", "Bram van Dam", "Zoë", PASSED_OVER)), max_size=30), st.sampled_from(",;\n\t"))
def test_what_was_joined_is_split_again(names: list[str], between: str) -> None:
    assert split_name_run(between.join(names)) == tuple(names)
