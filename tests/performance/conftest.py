# SPDX-License-Identifier: GPL-3.0-or-later
"""A large school, made once, and a table of what was measured."""

from __future__ import annotations

import gc
import statistics
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path

import pytest

from models.clock import FixedClock
from models.workspace import Workspace
from tests.models.builders import RandomSchool

PEOPLE, ITEMS, PURPOSES, ANSWERS_EACH = 2_000, 100_000, 6, 20


@dataclass
class Figures:
    """Medians and slowest runs, in milliseconds."""

    rows: list[tuple[str, float, float, float | None]] = field(default_factory=list)
    headings: list[str] = field(default_factory=list)
    lines: list[str] = field(default_factory=list)
    """A second table, of what was counted rather than timed, under the first of ``headings``."""

    def measure(
        self,
        name: str,
        work: Callable[[], object],
        *,
        runs: int = 7,
        limit_ms: float | None = None,
        before: Callable[[], object] | None = None,
    ) -> float:
        """Run it some times and give the median in milliseconds; over the limit is a failure."""
        spent = []
        gc.collect()
        gc.disable()  # as the window does: it collects between two clicks
        for _ in range(runs):
            if before is not None:
                before()
            start = time.perf_counter()
            work()
            spent.append((time.perf_counter() - start) * 1_000)
        gc.enable()
        median = statistics.median(spent)
        self.rows.append((name, median, max(spent), limit_ms))
        if limit_ms is not None:
            assert median < limit_ms, f"{name}: {median:.1f} ms, at most {limit_ms:.0f}"
        return median


_FIGURES = Figures()


@pytest.fixture(scope="session")
def figures() -> Figures:
    """Where measurements go."""
    return _FIGURES


@pytest.fixture(scope="session")
def big(tmp_path_factory: pytest.TempPathFactory) -> Iterator[RandomSchool]:
    """2,000 people who appear 400,000 times in 100,000 photos, with some 40,000 answers to 6 purposes."""
    path: Path = tmp_path_factory.mktemp("big") / "school.beeldakkoord"
    workspace = Workspace.open(path, clock=FixedClock(date(2026, 9, 15)), actor="Office")
    school = RandomSchool(workspace, 1, extras=False)
    start = time.perf_counter()
    school.fill(people=PEOPLE, items=ITEMS, answers_each=ANSWERS_EACH, per_item=4, purposes=PURPOSES)
    spent = (time.perf_counter() - start) * 1_000
    _FIGURES.rows.append(("(filling the register, with all cells compiled)", spent, spent, None))
    yield school
    workspace.close()


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """Print the table; nothing where nothing was measured."""
    for line in (*_FIGURES.headings[:1], *_FIGURES.lines):
        terminalreporter.write_line(line)
    if not _FIGURES.rows:
        return
    terminalreporter.write_line("")
    terminalreporter.write_line(f"{'':64}{'median':>12}{'slowest':>12}{'limit':>12}")
    for name, median, slowest, limit in _FIGURES.rows:
        shown = "" if limit is None else f"{limit:.0f} ms"
        terminalreporter.write_line(f"{name:64}{median:>9.1f} ms{slowest:>9.1f} ms{shown:>12}")
