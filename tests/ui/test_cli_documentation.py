# SPDX-License-Identifier: GPL-3.0-or-later
"""docs/COMMAND_LINE.md describes every command; the comparison of its examples with answers is a real one."""

from __future__ import annotations

import json

import pytest

from tests.journeys.documented_answers import PAGE, assert_documented, examples
from ui.cli.words import COMMANDS


def test_every_command_is_described() -> None:
    text = PAGE.read_text(encoding="utf-8")
    assert all(f"`{command}" in text for command in COMMANDS)


@pytest.mark.parametrize("name", sorted(examples()))
def test_each_example_is_of_a_command(name: str) -> None:
    assert name.split(maxsplit=1)[0] in COMMANDS


def test_the_comparison_catches_a_missing_and_an_extra_key() -> None:
    answer = json.loads(json.dumps(examples()["people"]))
    assert_documented("people", answer)
    answer["people"][0]["surprise"] = 1
    with pytest.raises(AssertionError):
        assert_documented("people", answer)
    del answer["people"][0]["surprise"], answer["people"][0]["roles"]
    with pytest.raises(AssertionError):
        assert_documented("people", answer)
    assert_documented("people", {"people": []})
