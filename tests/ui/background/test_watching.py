# SPDX-License-Identifier: GPL-3.0-or-later
"""The collector stays on the GUI thread, stalls are noticed, and a crash report tells nothing it should not."""

from __future__ import annotations

import gc
import logging
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

from ui.background.crash_report import make_report
from ui.background.gc_pin import CollectorPin
from ui.background.stall_watch import StallWatch


@pytest.fixture
def pin(qtbot: QtBot) -> Iterator[CollectorPin]:
    gc.enable()
    made = CollectorPin()
    yield made
    made.release()


@pytest.fixture
def watch(qtbot: QtBot) -> Iterator[StallWatch]:
    made = StallWatch()
    yield made
    made.stop()


class Knot:
    """Garbage that only the collector finds."""

    def __init__(self) -> None:
        self.me = self


def test_what_was_there_at_the_start_is_not_looked_through(pin: CollectorPin) -> None:
    """A full collection of all that the program imports would hold the window up for a tenth of a second."""
    assert gc.get_freeze_count() > 1_000
    pin.release()
    assert gc.get_freeze_count() == 0


def test_automatic_collection_is_off_until_release(pin: CollectorPin) -> None:
    assert not gc.isenabled()
    pin.release()
    assert gc.isenabled()


def test_garbage_is_collected_when_there_is_enough(pin: CollectorPin) -> None:
    gc.collect()
    assert pin.collect() == -1
    knots = [Knot() for _ in range(5000)]
    del knots
    assert pin.collect() >= 0
    assert not any(isinstance(one, Knot) for one in gc.get_objects())


def block_the_window(seconds: float) -> None:
    time.sleep(seconds)


def test_a_block_is_noticed_with_the_place_where_it_happened(
    qtbot: QtBot, watch: StallWatch, caplog: pytest.LogCaptureFixture
) -> None:
    qtbot.wait(80)
    watch.reset()
    with caplog.at_level(logging.WARNING, logger="beeldakkoord.stalls"):
        block_the_window(0.25)
        qtbot.waitUntil(lambda: bool(watch.stalls))
    (stall,) = watch.stalls
    assert stall.seconds >= 0.2
    assert watch.longest == stall.seconds
    assert any("block_the_window" in line for line in stall.stack)
    assert "block_the_window" in caplog.text
    assert str(Path.home()) not in caplog.text


def test_a_quick_window_has_no_stalls(qtbot: QtBot) -> None:
    watch = StallWatch(limit=1.0)  # generous, so that a busy machine does not count as a slow window
    qtbot.wait(150)
    watch.stop()
    assert watch.stalls == ()


def crash_with(name: str) -> None:
    pupil = {"name": name}
    try:
        raise KeyError(pupil["name"])
    except KeyError as error:
        raise ValueError(f"no such pupil: {name}") from error


def test_a_report_tells_where_and_not_who() -> None:
    with pytest.raises(ValueError, match="no such pupil") as caught:
        crash_with("Sanne van den Berg")
    report = make_report(caught.value)
    assert "Sanne" not in report
    assert "ValueError" in report
    assert "KeyError" in report
    assert "tests/ui/background/test_watching.py" in report
    assert "in crash_with" in report
    assert "PySide6" in report


def test_a_report_holds_no_folder_of_this_computer() -> None:
    with pytest.raises(ValueError, match="no such pupil") as caught:
        crash_with("x")
    report = make_report(caught.value)
    assert str(Path.home()) not in report
    assert str(Path(__file__).resolve().parents[3]) not in report


def test_causes_that_go_in_a_circle_end() -> None:
    first, second = ValueError(), KeyError()
    first.__cause__, second.__cause__ = second, first
    assert make_report(first).count("caused by") == 2
