# SPDX-License-Identifier: GPL-3.0-or-later
"""A register with people in it."""

from __future__ import annotations

from datetime import date

import pytest

from models.clock import FixedClock
from models.roster.groups import GroupService
from models.roster.people import PeopleService
from models.store import Store

TODAY = date(2026, 11, 24)


@pytest.fixture
def clock() -> FixedClock:
    return FixedClock(TODAY)


@pytest.fixture
def people(store: Store) -> PeopleService:
    return PeopleService(store)


@pytest.fixture
def groups(store: Store) -> GroupService:
    return GroupService(store)
