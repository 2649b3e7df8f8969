# SPDX-License-Identifier: GPL-3.0-or-later
"""Names: taken apart, sorted, searched."""

from __future__ import annotations

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from models.roster.names import (
    NameParts,
    display_name,
    fold_text,
    is_particle,
    list_name,
    matches,
    name_key,
    search_text,
    sort_name,
    split_full_name,
)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Aartsen, Dae van der", ("Dae", "van der", "Aartsen")),
        ("Dae van der Aartsen", ("Dae", "van der", "Aartsen")),
        ("van der Aartsen, Dae", ("Dae", "van der", "Aartsen")),
        ("Aartsen, van der, Dae", ("Dae", "van der", "Aartsen")),
        ("Dae Van der Aartsen", ("Dae", "", "Van der Aartsen")),
        ("Ben Jansen", ("Ben", "", "Jansen")),
        ("Jan Ben de Vries", ("Jan Ben", "de", "Vries")),
        ("Anna in 't Veld", ("Anna", "in 't", "Veld")),
        ("Anna in \N{RIGHT SINGLE QUOTATION MARK}t Veld", ("Anna", "in \N{RIGHT SINGLE QUOTATION MARK}t", "Veld")),
        ("Anna op de Beek", ("Anna", "op de", "Beek")),
        ("Piet 't Hooft", ("Piet", "'t", "Hooft")),
        ("Jan v.d. Berg", ("Jan", "v.d.", "Berg")),
        ("Berg, Jan v.d.", ("Jan", "v.d.", "Berg")),
        ("Anna Jansen-de Vries", ("Anna", "", "Jansen-de Vries")),
        ("Anna Jansen - de Vries", ("Anna", "", "Jansen - de Vries")),
        ("JAN VAN DEN BERG", ("JAN", "VAN DEN", "BERG")),
        ("Omar el Amrani", ("Omar", "el", "Amrani")),
        ("Omar El Amrani", ("Omar", "", "El Amrani")),
        ("Mohamed ben Ali", ("Mohamed", "ben", "Ali")),
        ("Maria dos Santos", ("Maria", "dos", "Santos")),
        ("Ludwig von und", ("Ludwig", "von", "und")),
        ("Anna Maria Jansen", ("Anna Maria", "", "Jansen")),
        ("Anna", ("Anna", "", "")),
        ("  Anna \t Berg ", ("Anna", "", "Berg")),
        ("", ("", "", "")),
        (",,", ("", "", "")),
    ],
)
def test_full_names_come_apart_as_written(text: str, expected: tuple[str, str, str]) -> None:
    parts = split_full_name(text)
    assert (parts.given, parts.prefix, parts.family) == expected


word = st.text(alphabet="abcdefghijklmnopqrstuvwxyzéëïöüçøłß", min_size=2, max_size=9).map(str.capitalize)
particle = st.sampled_from(
    ["", "van", "van de", "van den", "van der", "de", "den", "'t", "in 't", "ter", "op de", "v.d."]
)


@given(word, particle, word)
def test_parts_survive_both_ways_of_writing(given_name: str, prefix: str, family: str) -> None:
    parts = NameParts(given_name, prefix, family)
    assert split_full_name(list_name(given_name, prefix, family)) == parts
    if not any(is_particle(text) for text in (given_name, family)):
        assert split_full_name(display_name(given_name, prefix, family)) == parts


@given(st.text(max_size=60))
def test_folding_is_stable_and_leaves_no_punctuation(text: str) -> None:
    folded = fold_text(text)
    assert fold_text(folded) == folded
    assert folded == folded.strip()
    assert "  " not in folded
    assert not set(folded) & set(".,;'\"-()\t\n")


@given(st.text(max_size=80), st.text(max_size=10), st.text(max_size=80))
def test_search_text_fits_its_column_and_finds_itself(given_name: str, prefix: str, family: str) -> None:
    text = search_text(given_name, prefix, family)
    assert len(text) <= 300
    assert matches(text, text)
    assert len(sort_name(given_name, prefix, family)) <= 300


@given(st.text(max_size=300))
def test_any_text_splits_without_loss_of_letters(text: str) -> None:
    parts = split_full_name(text)
    kept = sorted("".join((parts.given + parts.prefix + parts.family).split()))
    assert kept == sorted("".join(text.replace(",", " ").split()))


@pytest.mark.parametrize(
    ("text", "folded"),
    [
        ("Łukasz Ørsted", "lukasz orsted"),
        ("İpek Işık", "ipek isik"),
        ("Weiß", "weiss"),
        ("Æthel Œuvre Đorđe", "aethel oeuvre dorde"),
        ("O'Brien-Smith", "o brien smith"),
        ("Zoë  Müller", "zoe muller"),
        ("Ольга", "ольга"),
    ],
)
def test_letters_fold_to_what_people_type(text: str, folded: str) -> None:
    assert fold_text(text) == folded


def test_dutch_order_leaves_the_particle_out() -> None:
    names = [
        ("Zoë", "van den", "Berg"),
        ("Anna", "", "Bergman"),
        ("Tom", "", "Berg Tak"),
        ("Bea", "", "Ábel"),
        ("Anna", "van den", "Berg"),
        ("Anna", "", "Berg"),
    ]
    ordered = sorted(names, key=lambda parts: sort_name(*parts))
    assert [list_name(*parts) for parts in ordered] == [
        "Ábel, Bea",
        "Berg, Anna",
        "Berg, Anna van den",
        "Berg, Zoë van den",
        "Berg Tak, Tom",
        "Bergman, Anna",
    ]


@pytest.mark.parametrize("query", ["an", "be", "an be", "van den b", "vandenberg", "BERG anna", "", "  "])
def test_every_word_typed_begins_a_word_of_the_name(query: str) -> None:
    assert matches(query, search_text("Anna", "van den", "Berg"))


@pytest.mark.parametrize("query", ["nna", "anna x", "erg", "anb"])
def test_the_middle_of_a_word_does_not_match(query: str) -> None:
    assert not matches(query, search_text("Anna", "van den", "Berg"))


def test_obrien_is_found_without_apostrophe() -> None:
    assert matches("obr", search_text("Ann", "", "O'Brien"))


def test_spellings_of_one_name_share_a_key() -> None:
    keys = {
        name_key(NameParts("Anna", "van den", "Berg")),
        name_key(NameParts("anna", "v.d.", "BERG")),
        name_key(NameParts("Ánna", "vd", "Berg")),
        name_key(NameParts("Anna", "", "van den Berg")),
        name_key(NameParts("Anna", "", "Van den Berg")),
    }
    assert len(keys) == 1
    assert name_key(NameParts("Anna", "", "Berg")) not in keys


def test_two_thousand_names_are_searched_while_typing() -> None:
    texts = [search_text(f"Naam{number}", "van der", f"Familie{number % 97}") for number in range(2_000)]
    started = time.perf_counter()
    found = sum(matches("fa naam1", text) for text in texts)
    assert found > 100
    assert time.perf_counter() - started < 2
