# SPDX-License-Identifier: GPL-3.0-or-later
"""Looking at new photos in the background: by itself, what is on screen first, and never against somebody's will."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

from models.errors import ErrorCode, KnownError
from models.media.study import StudiedItem, StudyService
from models.progress import Progress
from models.terms import ChangeKind
from models.workspace import Workspace
from tests.models.media.bright_spots import BrightSpots, dark_picture
from ui.background.study_queue import StudyState
from ui.context import AppContext


@pytest.fixture(autouse=True)
def net(monkeypatch: pytest.MonkeyPatch) -> BrightSpots:
    made = BrightSpots()
    monkeypatch.setattr("models.media.faces.load_net", lambda: made)
    return made


@pytest.fixture
def seen(monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """The items in the order in which they were looked at."""
    order: list[int] = []
    real = StudyService.look_at

    def look_at(self: StudyService, item_id: int, **more: object) -> StudiedItem:
        order.append(item_id)
        return real(self, item_id, **more)  # type: ignore[arg-type]

    monkeypatch.setattr(StudyService, "look_at", look_at)
    return order


@pytest.fixture
def take_in(context: AppContext, qtbot: QtBot, tmp_path: Path) -> Callable[[int], list[int]]:
    """Takes photos in as the window does: through the jobs."""
    made = 0

    def run(count: int) -> list[int]:
        nonlocal made
        paths = []
        for _one in range(count):
            picture = dark_picture((640, 480), (100, 100, 180, 200))
            picture.putpixel((0, 0), (made, 0, 0))
            path = tmp_path / f"{made}.png"
            picture.save(path)
            paths.append(path)
            made += 1
        done: list[list[int]] = []

        def write(workspace: Workspace, _progress: Progress):
            read, _skipped = workspace.media.read_files(paths)
            return workspace.media.take_in(read)

        context.jobs.run_change(
            write, success=lambda change: done.append([one.item_id for one in change.value]), owner=context.jobs
        )
        qtbot.waitUntil(lambda: bool(done))
        return done[0]

    return run


def sought(context: AppContext, items: list[int]) -> list[int]:
    people = context.workspace.tagging.people_in(items)
    return [item for item in items if people[item].faces_sought]


def test_it_looks_at_what_comes_in_by_itself_and_tells(qtbot: QtBot, context: AppContext, take_in) -> None:
    states: list[StudyState] = []
    faces: list[int] = []
    changed: list[frozenset[int]] = []
    context.study.changed.connect(states.append)
    context.study.faces_came.connect(faces.append)
    context.bus.changed.connect(lambda changes: changed.append(changes.ids(ChangeKind.APPEARANCE)))
    context.study.start()
    items = take_in(3)
    qtbot.waitUntil(lambda: sought(context, items) == items, timeout=20_000)
    qtbot.waitUntil(lambda: sum(faces) == 3)
    assert set().union(*changed) == set(items), "pages hear of it as of any change"
    qtbot.waitUntil(lambda: context.study.state.waiting == 0)
    later = take_in(1)
    qtbot.waitUntil(lambda: sought(context, later) == later, timeout=20_000)
    assert not context.undo.undo_label, "nobody did it, so nobody undoes it"


def test_nothing_happens_before_it_is_started_nor_after_it_is_stopped(
    qtbot: QtBot, context: AppContext, take_in, seen: list[int]
) -> None:
    take_in(1)
    qtbot.wait(700)
    assert seen == []
    context.study.start()
    context.study.stop()
    take_in(1)
    qtbot.wait(700)
    assert seen == []
    assert not context.study.state.is_on


def test_what_is_on_screen_comes_first(qtbot: QtBot, context: AppContext, take_in, seen: list[int]) -> None:
    items = take_in(8)
    context.study.show_first((items[1], items[3]))
    context.study.start()
    qtbot.waitUntil(lambda: len(seen) == 8, timeout=20_000)
    assert seen == [items[1], items[3], *(one for one in reversed(items) if one not in (items[1], items[3]))]


def test_it_waits_and_goes_on(qtbot: QtBot, context: AppContext, take_in) -> None:
    items = take_in(2)
    context.study.start()
    context.study.pause()
    qtbot.wait(700)
    assert sought(context, items) == []
    assert context.study.state.is_paused
    context.study.resume()
    qtbot.waitUntil(lambda: sought(context, items) == items, timeout=20_000)


def test_a_lost_file_is_told_once_and_looked_at_when_it_is_back(
    qtbot: QtBot, context: AppContext, take_in, seen: list[int], tmp_path: Path
) -> None:
    lost, kept = take_in(2)
    away = tmp_path / "away.png"
    (tmp_path / "0.png").rename(away)
    context.study.start()
    qtbot.waitUntil(lambda: context.study.state.passed == ((lost, ErrorCode.FILE_MISSING),), timeout=20_000)
    qtbot.waitUntil(lambda: sought(context, [lost, kept]) == [kept], timeout=20_000)
    qtbot.wait(600)
    assert seen.count(lost) == 1, "it does not go round for ever"
    away.rename(tmp_path / "0.png")
    context.study.try_again()
    qtbot.waitUntil(lambda: sought(context, [lost]) == [lost], timeout=20_000)
    assert context.study.state.passed == ()


def test_without_the_detector_the_rest_is_done_and_it_is_known(
    qtbot: QtBot, context: AppContext, take_in, monkeypatch: pytest.MonkeyPatch
) -> None:
    def unavailable() -> None:
        raise KnownError(ErrorCode.FACES_UNAVAILABLE)

    monkeypatch.setattr("models.media.faces.load_net", unavailable)
    items = take_in(2)
    context.study.start()
    qtbot.waitUntil(lambda: context.study.state.obstacle is ErrorCode.FACES_UNAVAILABLE, timeout=20_000)
    qtbot.waitUntil(lambda: context.workspace.seen.without_fingerprint(items) == ())
    assert sought(context, items) == []


def test_closing_gives_up_at_once_and_the_next_start_goes_on(qtbot: QtBot, context: AppContext, take_in) -> None:
    items = take_in(6)
    context.study.start()
    qtbot.waitUntil(lambda: bool(sought(context, items)) or context.jobs._quiet.activeThreadCount() > 0)
    context.jobs.close()
    waiting = context.workspace.study.next_items()
    assert set(waiting) | set(sought(context, items)) == set(items)
