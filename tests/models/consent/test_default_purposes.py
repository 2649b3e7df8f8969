# SPDX-License-Identifier: GPL-3.0-or-later
"""The purposes on offer: complete in both languages and accepted by the register."""

from __future__ import annotations

import pytest

from models.consent.default_purposes import default_purposes, offered_purposes
from models.terms import Audience
from models.workspace import Workspace


@pytest.mark.parametrize("language", ["nl", "en"])
def test_every_purpose_on_offer_can_be_added(workspace: Workspace, language: str) -> None:
    offered = tuple(one.made for one in offered_purposes(language))
    ids = workspace.purposes.add_purposes(offered).value
    rows = workspace.purposes.purposes()
    assert [row.name for row in rows] == [made.name for made in offered]
    assert all(workspace.purposes.wording(one, wanted) for one in ids for wanted in ("nl", "en"))


def test_names_follow_the_language_and_keys_do_not() -> None:
    dutch, english = offered_purposes("nl"), offered_purposes("en")
    assert [one.made.key for one in dutch] == [one.made.key for one in english]
    assert {one.made.name for one in dutch} != {one.made.name for one in english}
    assert [one.made.name for one in offered_purposes("xx")] == [one.made.name for one in english]


def test_the_usual_ones_are_a_part_of_those_on_offer_with_each_audience() -> None:
    usual = default_purposes("nl")
    assert set(usual) < {one.made for one in offered_purposes("nl")}
    assert {made.audience for made in usual} == set(Audience)
