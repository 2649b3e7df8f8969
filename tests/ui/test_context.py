# SPDX-License-Identifier: GPL-3.0-or-later
"""What the window remembers of one user, and how a page reaches the register."""

from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtCore import QByteArray, QObject
from pytestqt.qtbot import QtBot

from models.changes import ChangeSet
from models.settings import School
from models.terms import ChangeKind
from ui.context import AppContext, UserSettings
from ui.style.theme import ThemeChoice


def test_a_new_user_has_the_settings_of_the_system(user_settings: UserSettings) -> None:
    assert user_settings.language == ""
    assert user_settings.look is ThemeChoice.SYSTEM
    assert user_settings.last_register is None
    assert user_settings.geometry("window").isEmpty()


def test_settings_are_there_again_after_a_restart(tmp_path: Path) -> None:
    path = tmp_path / "window.ini"
    first = UserSettings(path)
    first.language = "nl"
    first.look = ThemeChoice.DARK
    first.last_register = tmp_path / "School é.beeldakkoord"
    first.put_text("check/folder", "Sportdag, 2026")
    first.put_geometry("window", QByteArray(b"\x00\x01\xff"))
    first.sync()
    again = UserSettings(path)
    assert again.language == "nl"
    assert again.look is ThemeChoice.DARK
    assert again.last_register == tmp_path / "School é.beeldakkoord"
    assert again.text("check/folder") == "Sportdag, 2026"
    assert again.geometry("window") == QByteArray(b"\x00\x01\xff")


@pytest.mark.parametrize("damage", ["look=green\n", "\x00\x01", "[General\nlook"])
def test_damaged_settings_become_the_usual_ones(tmp_path: Path, damage: str) -> None:
    path = tmp_path / "window.ini"
    path.write_text(f"[General]\n{damage}", encoding="utf-8")
    assert UserSettings(path).look is ThemeChoice.SYSTEM


def test_a_change_through_the_context_reaches_the_register(qtbot: QtBot, context: AppContext) -> None:
    told: list[ChangeSet] = []
    context.bus.changed.connect(told.append)
    owner = QObject()
    context.jobs.run_change(
        lambda workspace, _progress: workspace.settings.change_school(School("De Klaproos")), owner=owner
    )
    qtbot.waitUntil(lambda: bool(told))
    names: list[object] = []
    context.jobs.run_query(lambda workspace, _progress: workspace.settings.school(), success=names.append, owner=owner)
    qtbot.waitUntil(lambda: bool(names))
    assert names == [School("De Klaproos")]
    assert [changes.concerns(ChangeKind.SETTING) for changes in told] == [True]
