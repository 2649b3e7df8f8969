# SPDX-License-Identifier: GPL-3.0-or-later
"""A plugin that makes everything in the background late: it finds tests that rely on a job being quick.

    python packaging/develop.py test -p tests.slow_jobs --slow-jobs 1000 tests/ui tests/journeys

A busy computer does the same once in a thousand runs. A test that fails here asserts at once what comes from a job.
"""

from __future__ import annotations

import random
import time

import pytest

_RARE = 4
"""Most delays are short and few are long, so that jobs overtake one another in unusual ways."""


def pytest_addoption(parser: pytest.Parser) -> None:
    """How late: milliseconds, and which throw of the dice."""
    group = parser.getgroup("slow jobs")
    group.addoption("--slow-jobs", type=int, default=300, metavar="MS", help="delay each job by 0 to MS milliseconds")
    group.addoption("--slow-jobs-seed", type=int, default=1, metavar="N", help="other delays for another number")


def pytest_configure(config: pytest.Config) -> None:
    """Put the delay before every job, and before every thumbnail that is loaded."""
    from ui.background.jobs import Jobs, _Piece
    from ui.item_models.pixmap_cache import ThumbnailCache

    most = config.getoption("--slow-jobs") / 1000
    dice = random.Random(config.getoption("--slow-jobs-seed"))  # noqa: S311 - no secrets here
    run_job, load_thumbnails = Jobs._execute, ThumbnailCache._work

    def wait() -> None:
        time.sleep(dice.random() ** _RARE * most)

    def run_job_later(jobs: Jobs, piece: _Piece) -> None:
        wait()
        run_job(jobs, piece)

    def load_thumbnails_later(cache: ThumbnailCache) -> None:
        wait()
        load_thumbnails(cache)

    Jobs._execute = run_job_later  # type: ignore[method-assign]
    ThumbnailCache._work = load_thumbnails_later  # type: ignore[method-assign]
