# SPDX-License-Identifier: GPL-3.0-or-later
"""What every test can ask for: a clock that stands still, and a fresh register. No Qt here."""

from __future__ import annotations

import os
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from hypothesis import HealthCheck, settings

from models.clock import FixedClock
from models.store import Store
from ui import texts

if TYPE_CHECKING:
    from models.workspace import Workspace

TODAY = date(2026, 9, 15)

settings.register_profile(
    "ci",
    derandomize=True,
    max_examples=60,
    deadline=None,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.function_scoped_fixture],
)
settings.register_profile("thorough", max_examples=1000, deadline=None)
settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE", "ci"))


@pytest.fixture(autouse=True)
def english() -> Iterator[None]:
    """Every test starts in English, whatever the one before it chose."""
    texts.set_language("en")
    yield
    texts.set_language("en")


@pytest.fixture
def clock() -> FixedClock:
    """A clock that stands still on 15 September 2026."""
    return FixedClock(TODAY)


@pytest.fixture
def store(tmp_path: Path, clock: FixedClock) -> Iterator[Store]:
    """A fresh register."""
    opened = Store.open(tmp_path / "school.beeldakkoord", clock=clock, actor="Office")
    yield opened
    opened.close()


@pytest.fixture
def workspace(tmp_path: Path, clock: FixedClock) -> Iterator[Workspace]:
    """A fresh register with all services."""
    from models.workspace import Workspace

    opened = Workspace.open(tmp_path / "school.beeldakkoord", clock=clock, actor="Office")
    yield opened
    opened.close()
