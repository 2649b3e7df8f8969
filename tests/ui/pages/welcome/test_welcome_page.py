# SPDX-License-Identifier: GPL-3.0-or-later
"""The first page: a school starts with its name and what it ticks; the invented school is a click away."""

from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from models.errors import ErrorCode, KnownError
from models.policy import load_policy
from models.progress import Progress
from models.workspace import Workspace
from ui.context import AppContext
from ui.pages.welcome import page as welcome
from ui.pages.welcome.page import WelcomePage


@pytest.fixture
def page(qtbot: QtBot, context: AppContext) -> WelcomePage:
    made = WelcomePage(context)
    qtbot.addWidget(made)
    made.resize(1100, 760)
    with qtbot.waitExposed(made):
        made.show()
    return made


def test_a_school_needs_a_name_to_start(page: WelcomePage, qtbot: QtBot) -> None:
    assert not page.start.isEnabled()
    qtbot.keyClicks(page.name, "  ")
    assert not page.start.isEnabled()
    qtbot.keyClicks(page.name, "De Klaproos")
    assert page.start.isEnabled()
    assert page.year.text() == "2026-2027"


def test_starting_sets_up_school_rules_and_purposes(page: WelcomePage, workspace: Workspace, qtbot: QtBot) -> None:
    qtbot.keyClicks(page.name, "De Klaproos")
    page.country.setCurrentIndex(page.country.findData("be"))
    ticked = [offered.made.key for tick, offered in page._ticks if tick.isChecked()]
    press = next(tick for tick, offered in page._ticks if offered.made.key == "press")
    press.click()
    with qtbot.waitSignal(page.school_started):
        qtbot.mouseClick(page.start, Qt.MouseButton.LeftButton)
    school = workspace.settings.school()
    assert school is not None
    assert (school.name, school.country, school.school_year) == ("De Klaproos", "be", "2026-2027")
    assert workspace.settings.policy() == load_policy("be")
    assert {one.key for one in workspace.purposes.purposes()} == {*ticked, "press"}


def test_the_usual_purposes_are_ticked_and_say_who_sees_them(page: WelcomePage) -> None:
    ticked = {offered.made.key for tick, offered in page._ticks if tick.isChecked()}
    assert "website" in ticked
    assert all(tick.accessibleDescription() for tick, _offered in page._ticks)


def test_looking_around_opens_the_invented_school(
    page: WelcomePage, qtbot: QtBot, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    target = tmp_path / "sample.beeldakkoord"
    monkeypatch.setattr(welcome, "sample_register_path", lambda: target)

    def build(path: Path, _progress: Progress) -> None:
        Workspace.open(path).close()

    monkeypatch.setattr(welcome, "build_sample", build)
    with qtbot.waitSignal(page.sample_opened) as opened:
        qtbot.mouseClick(page.look, Qt.MouseButton.LeftButton)
    assert opened.args == [target]
    qtbot.waitUntil(page.look.isEnabled)


def test_a_half_made_sample_is_removed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    target = tmp_path / "sample.beeldakkoord"

    def stop(*_arguments: object) -> None:
        raise KnownError(ErrorCode.CANCELLED)

    monkeypatch.setattr(welcome, "build_demo", stop)
    with pytest.raises(KnownError):
        welcome.build_sample(target, Progress())
    assert list(tmp_path.glob("sample.beeldakkoord*")) == []


def test_every_country_has_a_name(page: WelcomePage) -> None:
    assert all(page.country.itemText(row) for row in range(page.country.count()))
    for row in range(page.country.count()):
        page.country.setCurrentIndex(row)
        assert page.year.text()
