# SPDX-License-Identifier: GPL-3.0-or-later
"""The program around the window: registers are opened, replaced and given back; what goes wrong is told."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
import shiboken6
from PySide6.QtCore import QEvent, QObject
from PySide6.QtWidgets import QApplication, QDialog
from pytestqt.qtbot import QtBot

from models.errors import ErrorCode, KnownError
from models.workspace import Workspace
from tests.models.builders import save_photo
from ui import app as program
from ui.app import Application
from ui.context import UserSettings
from ui.texts import current_language

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture
def running(qapp: QApplication, user_settings: UserSettings, qtbot: QtBot) -> Iterator[Application]:
    user_settings.language = "en"
    made = Application(qapp, user_settings)
    yield made
    made.close_register()
    QApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)
    shiboken6.delete(made.theme)
    shiboken6.delete(made)


def test_a_register_is_opened_and_remembered(running: Application, tmp_path: Path, qtbot: QtBot) -> None:
    path = tmp_path / "school.beeldakkoord"
    assert running.open_register(path)
    window = running.window
    assert window is not None
    qtbot.waitUntil(lambda: window.current_page == "welcome")
    assert running.settings.last_register == path


def test_another_register_takes_its_place_and_frees_it(running: Application, tmp_path: Path) -> None:
    first, second = tmp_path / "one.beeldakkoord", tmp_path / "two.beeldakkoord"
    running.open_register(first)
    window = running.window
    assert running.open_register(second)
    assert running.window is not window
    Workspace.open(first).close()
    with pytest.raises(KnownError) as met:
        Workspace.open(second)
    assert met.value.code is ErrorCode.REGISTER_IN_USE


def test_the_open_register_is_not_opened_again(running: Application, tmp_path: Path) -> None:
    path = tmp_path / "one.beeldakkoord"
    running.open_register(path)
    window = running.window
    assert not running.open_register(path)
    assert running.window is window


def test_a_register_that_cannot_be_opened_asks_what_to_do(
    running: Application, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    broken, fine = tmp_path / "broken.beeldakkoord", tmp_path / "fine.beeldakkoord"
    broken.write_bytes(b"this is not a register at all" * 100)
    asked: list[ErrorCode] = []

    def choose_another(error: KnownError, _path: Path, _parent: QObject | None) -> Path:
        asked.append(error.code)
        return fine

    monkeypatch.setattr(program, "ask_about_register", choose_another)
    assert running.open_register(broken)
    assert running.settings.last_register == fine
    assert len(asked) == 1


def test_giving_up_keeps_what_was_open(running: Application, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "one.beeldakkoord"
    running.open_register(path)
    window = running.window
    (tmp_path / "broken.beeldakkoord").write_bytes(b"nothing" * 1000)
    monkeypatch.setattr(program, "ask_about_register", lambda *_arguments: None)
    assert not running.open_register(tmp_path / "broken.beeldakkoord")
    assert running.window is window
    assert running.settings.last_register == path


def test_another_language_makes_the_window_anew(running: Application, tmp_path: Path, qtbot: QtBot) -> None:
    running.open_register(tmp_path / "one.beeldakkoord")
    old = running.window
    assert old is not None
    old.show_page("settings")
    running.settings.language = "en"
    old.language_changed.emit()
    qtbot.waitUntil(lambda: running.window is not old)
    assert running.window is not None
    assert running.window.current_page == "settings"
    assert current_language() == "en"


def test_files_that_were_given_are_checked(running: Application, tmp_path: Path) -> None:
    photo = tmp_path / "photo.jpg"
    photo.write_bytes(b"no picture")
    running.open_register(tmp_path / "one.beeldakkoord", paths=[photo])
    assert running.window is not None
    assert running.window.current_page == "check"


def test_a_bug_is_shown_once_at_a_time(running: Application, monkeypatch: pytest.MonkeyPatch) -> None:
    shown: list[str] = []

    class Shown(QDialog):
        def __init__(self, report: str, _parent: QObject | None) -> None:
            super().__init__()
            self.report = report

        def exec(self) -> int:
            shown.append(self.report)
            running.report_crash(ValueError("again"))
            return 0

    monkeypatch.setattr(program, "CrashDialog", Shown)
    running.report_crash(ValueError("Jan Jansen"))
    assert len(shown) == 1
    assert "ValueError" in shown[0]
    assert "Jansen" not in shown[0]


_CLOSED_BY_ITS_USER = """
import sys, threading, time
from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QApplication
from ui import app
from ui.item_models.pixmap_cache import ThumbnailCache
is_loading = threading.Event()
load = ThumbnailCache._load_one
def load_slowly(cache, key):
    is_loading.set()
    time.sleep(0.1)
    return load(cache, key)
ThumbnailCache._load_one = load_slowly
def close():
    if len(sys.argv) > 2 and not is_loading.is_set():
        return
    [one.close() for one in QApplication.topLevelWidgets() if type(one).__name__ == 'MainWindow']
show = app.Application._show
def shown(self, workspace):
    show(self, workspace)
    self.timer = QTimer(self, interval=300)
    self.timer.timeout.connect(close)
    self.timer.start()
app.Application._show = shown
sys.exit(app.main(['--register', *sys.argv[1:]]))
"""


def run_until_closed(folder: Path, *photos: Path) -> None:
    """In a process of its own, from `main` on: the window shows and is closed by its user; nothing is said."""
    register = folder / "school.beeldakkoord"
    home = {"HOME": str(folder), "XDG_DATA_HOME": str(folder), "LOCALAPPDATA": str(folder)}
    environment = {**os.environ, **home, "QT_QPA_PLATFORM": "offscreen", "PYTHONPATH": str(ROOT)}
    done = subprocess.run(
        [sys.executable, "-c", _CLOSED_BY_ITS_USER, str(register), *map(str, photos)],
        env=environment,
        cwd=ROOT,
        capture_output=True,
        timeout=60,
        check=False,
    )
    assert done.returncode == 0, done.stderr.decode()
    assert b"Traceback" not in done.stderr
    assert b"caught an exception" not in done.stderr  # what Qt says of a thread that outlived the program


def test_closing_the_window_ends_the_program(tmp_path: Path) -> None:
    run_until_closed(tmp_path)
    Workspace.open(tmp_path / "school.beeldakkoord", create=False).close()


def test_it_ends_too_while_thumbnails_are_loaded(tmp_path: Path) -> None:
    run_until_closed(tmp_path, *(save_photo(tmp_path / f"{number}.jpg", number) for number in range(40)))
    Workspace.open(tmp_path / "school.beeldakkoord", create=False).close()
