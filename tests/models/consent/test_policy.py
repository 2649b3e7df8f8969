# SPDX-License-Identifier: GPL-3.0-or-later
"""The policy: country profiles, the age of own decision, school years and how long a yes lasts."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from models.errors import ErrorCode, KnownError
from models.policy import (
    ConsentPolicy,
    countries,
    date_of_own_decision,
    default_valid_until,
    end_of_school_year,
    load_policy,
    school_year_of,
)
from models.resources import resource_path
from models.terms import ConsentValidity, LeapDayRule, OnReachingAge

NL = ConsentPolicy()


def test_each_country_has_a_profile_that_survives_json() -> None:
    assert countries() == ("nl", "be", "de", "uk", "own")
    for country in countries():
        policy = load_policy(country)
        assert policy.country == country
        assert ConsentPolicy.from_json(policy.to_json()) == policy


def test_profiles_on_disk_are_exactly_the_countries_and_say_that_a_school_must_check() -> None:
    files = sorted(resource_path("policies").glob("*.toml"))
    assert {path.stem for path in files} == set(countries())
    for path in files:
        text = path.read_text("utf-8")
        assert "no legal advice" in text
        assert "checks" in text


def test_dutch_profile_is_the_default() -> None:
    assert load_policy("nl") == NL


def test_germany_asks_all_guardians() -> None:
    assert load_policy("de").guardians_required == 0


def test_frozen_build_finds_resources_beside_itself(monkeypatch: pytest.MonkeyPatch, tmp_path: object) -> None:
    monkeypatch.setattr("sys._MEIPASS", str(tmp_path), raising=False)
    assert str(resource_path("policies", "nl.toml")).startswith(str(tmp_path))


def test_unknown_country_is_a_known_error() -> None:
    with pytest.raises(KnownError) as caught:
        load_policy("../nl")
    assert caught.value.code is ErrorCode.VALUE_NOT_ALLOWED
    assert caught.value.params == {"field": "country"}


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("own_decision_age", 99),
        ("own_decision_age", True),
        ("own_decision_age", "16"),
        ("on_reaching_age", "forget"),
        ("guardians_required", -1),
        ("publication_covers_recording", 1),
        ("covering_allowed", "yes"),
        ("leap_day", ["first_of_march"]),
        ("validity", "always"),
        ("validity_months", 0),
        ("school_year_ends", [2, 29]),
        ("school_year_ends", [7]),
        ("school_year_ends", ["7", "31"]),
        ("country", "xx"),
    ],
)
def test_impossible_value_is_refused_by_name(field: str, value: object) -> None:
    with pytest.raises(KnownError) as caught:
        ConsentPolicy.from_json(json.dumps({field: value}))
    assert caught.value.code is ErrorCode.VALUE_NOT_ALLOWED
    assert caught.value.params == {"field": field}


@pytest.mark.parametrize("text", ["", "[]", '{"colour": "blue"}', "null"])
def test_text_that_is_no_policy_is_refused(text: str) -> None:
    with pytest.raises(KnownError):
        ConsentPolicy.from_json(text)


def test_months_are_needed_where_validity_is_in_months() -> None:
    with pytest.raises(KnownError) as caught:
        ConsentPolicy.from_json('{"validity": "months"}')
    assert caught.value.params == {"field": "validity_months"}


@pytest.mark.parametrize(
    ("born", "rule", "expected"),
    [
        (date(2010, 11, 23), LeapDayRule.FIRST_OF_MARCH, date(2026, 11, 23)),
        (date(2008, 2, 29), LeapDayRule.FIRST_OF_MARCH, date(2024, 2, 29)),
        (date(2012, 2, 29), LeapDayRule.LAST_OF_FEBRUARY, date(2028, 2, 29)),
    ],
)
def test_own_decision_starts_on_the_birthday(born: date, rule: LeapDayRule, expected: date) -> None:
    assert date_of_own_decision(born, replace(NL, leap_day=rule)) == expected


def test_leap_day_birthday_in_a_common_year_follows_the_policy() -> None:
    thirteen = replace(NL, own_decision_age=13)
    assert date_of_own_decision(date(2012, 2, 29), thirteen) == date(2025, 3, 1)
    last = replace(thirteen, leap_day=LeapDayRule.LAST_OF_FEBRUARY)
    assert date_of_own_decision(date(2012, 2, 29), last) == date(2025, 2, 28)


def test_birth_date_at_the_end_of_the_calendar_stays_in_it() -> None:
    assert date_of_own_decision(date(9999, 1, 1), NL) == date.max


def test_school_year_turns_on_the_first_of_august() -> None:
    assert school_year_of(date(2026, 7, 31), NL) == "2025-2026"
    assert school_year_of(date(2026, 8, 1), NL) == "2026-2027"
    assert end_of_school_year(date(2026, 7, 31), NL) == date(2026, 7, 31)
    assert end_of_school_year(date(2026, 8, 1), NL) == date(2027, 7, 31)
    assert end_of_school_year(date.max, NL) == date.max
    assert school_year_of(date(2026, 5, 1), replace(NL, school_year_ends=(12, 31))) == "2026"


def test_validity_by_policy() -> None:
    day = date(2026, 9, 1)
    assert default_valid_until(day, NL) is None
    assert default_valid_until(day, replace(NL, validity=ConsentValidity.SCHOOL_YEAR)) == date(2027, 7, 31)
    months = replace(NL, validity=ConsentValidity.MONTHS, validity_months=12)
    assert default_valid_until(day, months) == date(2027, 8, 31)
    assert default_valid_until(date(2026, 1, 31), replace(months, validity_months=1)) == date(2026, 2, 28)


@settings(max_examples=150, deadline=None)
@given(st.dates(date(1900, 1, 1), date(2100, 1, 1)), st.integers(1, 60))
def test_validity_in_months_never_shrinks_with_more_months(day: date, months: int) -> None:
    policy = replace(NL, validity=ConsentValidity.MONTHS, validity_months=months)
    longer = replace(policy, validity_months=months + 1)
    until, later = default_valid_until(day, policy), default_valid_until(day, longer)
    assert until is not None
    assert later is not None
    assert day < until < later


@settings(max_examples=100, deadline=None)
@given(
    st.builds(
        ConsentPolicy,
        country=st.sampled_from(countries()),
        own_decision_age=st.integers(0, 25),
        on_reaching_age=st.sampled_from(OnReachingAge),
        guardians_required=st.integers(0, 9),
        publication_covers_recording=st.booleans(),
        covering_allowed=st.booleans(),
        leap_day=st.sampled_from(LeapDayRule),
        validity=st.sampled_from(ConsentValidity),
        validity_months=st.integers(1, 240),
        school_year_ends=st.sampled_from([(7, 31), (12, 31), (2, 28)]),
    )
)
def test_every_policy_survives_json(policy: ConsentPolicy) -> None:
    assert ConsentPolicy.from_json(policy.to_json()) == policy
