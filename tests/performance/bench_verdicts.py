# SPDX-License-Identifier: GPL-3.0-or-later
"""How long it takes to say what may be published: one photo, a page, a whole library."""

from __future__ import annotations

import random
from dataclasses import replace

import numpy as np

from models.changes import ChangeSet
from models.publishing.overview import Library
from models.terms import ChangeKind
from tests.models.builders import RandomSchool
from tests.performance.conftest import Figures

EVERYTHING = ChangeSet({ChangeKind.SETTING: frozenset()})


def test_one_photo(big: RandomSchool, figures: Figures) -> None:
    chance = random.Random(2)  # noqa: S311
    clearance = big.workspace.clearance

    def explain() -> None:
        clearance.explain(chance.choice(big.item_ids), chance.choice(big.purpose_ids))

    figures.measure("verdict of one photo with its reasons", explain, runs=60, limit_ms=5)
    figures.measure(
        "quick verdict of one photo for 6 purposes",
        lambda: clearance.verdicts((chance.choice(big.item_ids),), big.purpose_ids),
        runs=60,
        limit_ms=5,
    )


def test_a_page(big: RandomSchool, figures: Figures) -> None:
    chance = random.Random(3)  # noqa: S311
    clearance = big.workspace.clearance

    def judge() -> None:
        start = chance.randrange(len(big.item_ids) - 200)
        clearance.verdicts(big.item_ids[start : start + 200], big.purpose_ids)

    figures.measure(
        "page of 200 items for 6 purposes, statuses not in memory",
        judge,
        runs=15,
        limit_ms=50,
        before=lambda: clearance._board.forget(EVERYTHING),
    )
    clearance.verdicts(big.item_ids[:2_000], big.purpose_ids)
    figures.measure("page of 200 items for 6 purposes, statuses in memory", judge, runs=15, limit_ms=50)


def test_a_library(big: RandomSchool, figures: Figures) -> None:
    overview = big.workspace.overview
    figures.measure("library of 100,000 items: loading (once)", overview.load, runs=3)
    library = overview.load()
    assert len(library.item_ids) == 100_000
    assert len(library.item) >= 390_000
    figures.measure(
        "library of 100,000 items for 6 purposes, statuses not in memory",
        lambda: overview.judge(library, big.purpose_ids),
        runs=3,
        limit_ms=1_000,
        before=lambda: overview._board.forget(EVERYTHING),
    )
    small = figures.measure(
        "library of 100,000 items for 6 purposes, statuses in memory",
        lambda: overview.judge(library, big.purpose_ids),
        limit_ms=1_000,
    )
    large = repeated(library, 10)
    assert len(large.item_ids) == 1_000_000
    figures.measure(
        "library of 1,000,000 items for 6 purposes, statuses in memory",
        lambda: overview.judge(large, big.purpose_ids),
        runs=3,
        limit_ms=15 * small,
    )


def repeated(library: Library, times: int) -> Library:
    """The library with every item ``times`` over, under new ids."""
    count = len(library.item_ids)
    shift = np.repeat(np.arange(times) * count, len(library.item))
    return replace(
        library,
        item_ids=np.arange(1, count * times + 1),
        item_kind=np.tile(library.item_kind, times),
        captured=np.tile(library.captured, times),
        identify=np.tile(library.identify, times),
        item=np.tile(library.item, times) + shift,
        person=np.tile(library.person, times),
        needs=np.tile(library.needs, times),
    )
