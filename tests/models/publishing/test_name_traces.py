# SPDX-License-Identifier: GPL-3.0-or-later
"""Somebody is found in running text however the name is written, and nobody else is torn up."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from models.publishing.name_traces import GAP, Called, NameTraces

ZEPHYRINE = Called(
    "Zéphyrine", "van den", "Østergård", "z.ostergard@example.org", "06-12 34 56 78", ("4711234", "OR-889922")
)


@pytest.mark.parametrize(
    ("text", "left"),
    [
        ("Asked Zéphyrine van den Østergård by phone", f"Asked {GAP} by phone"),
        ("zephyrine v.d. ostergard said so", f"{GAP} said so"),
        ("Østergård, Zéphyrine van den: no", f"{GAP}: no"),
        ("ZÉPHYRINE called", f"{GAP} called"),
        ("Ze\u0301phyrine's mother", f"{GAP}'s mother"),
        ("klas van juf Zephyrine", f"klas van juf {GAP}"),
        ("de Østergård-jongens", f"de {GAP}-jongens"),
        ("/photos/2025/Zephyrine_Ostergard_12.jpg", f"/photos/2025/{GAP}_12.jpg"),
        ("mail z.ostergard@example.org please", f"mail {GAP} please"),
        ("tel 0612345678, or +31 6 12345678.", f"tel {GAP}, or {GAP}."),
        ("number 4711234 and OR-889922", f"number {GAP} and {GAP}"),
        ("number 47112345 is another one", "number 47112345 is another one"),
        ("Zephyrines and ostergards", "Zephyrines and ostergards"),
        ("", ""),
    ],
)
def test_a_name_is_taken_out_however_it_is_written(text: str, left: str) -> None:
    traces = NameTraces([ZEPHYRINE])
    assert traces.without(text) == left
    assert traces.are_in(text) == (text != left)


def test_a_common_word_is_a_name_only_with_a_capital() -> None:
    traces = NameTraces([Called("Roos", "", "Bakker")])
    assert traces.without("een roos van de bakker") == "een roos van de bakker"
    assert traces.without("Foto van Roos en van roos bakker") == f"Foto van {GAP} en van {GAP}"


def test_a_name_that_somebody_else_has_too_goes_only_with_the_rest_of_it() -> None:
    traces = NameTraces([Called("Anna", "de", "Vries")], names_that_stay=["Vries", "Anna Maria"])
    assert traces.without("Anna belt over Vries") == "Anna belt over Vries"
    assert traces.without("Anna de Vries belt over Vries") == f"{GAP} belt over Vries"


def test_somebody_without_a_name_is_nowhere() -> None:
    traces = NameTraces([Called("")])
    assert not traces.are_in("anything at all, 12345")
    assert traces.without("anything at all") == "anything at all"


@given(st.text(max_size=60), st.text(max_size=60))
def test_what_was_taken_out_is_gone_and_the_rest_stands(before: str, after: str) -> None:
    traces = NameTraces([ZEPHYRINE])
    left = traces.without(f"{before} Zéphyrine van den Østergård {after}")
    assert not traces.are_in(left)
    assert GAP in left
