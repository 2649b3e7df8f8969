# SPDX-License-Identifier: GPL-3.0-or-later
"""Once the window is up, the modules of every page and dialog are read without anybody opening one."""

from __future__ import annotations

import json
import os
import pkgutil
import subprocess
import sys
from pathlib import Path

from pytestqt.qtbot import QtBot

import ui.dialogs
import ui.pages
from models.settings import School
from models.workspace import Workspace
from ui.background.jobs import Jobs
from ui.page_modules import PageModules
from ui.page_stack import PAGES

ROOT = Path(__file__).resolve().parents[2]

_LOOKED_AT_WHEN_READY = """
import json, sys
from PySide6.QtCore import QTimer
from ui import app
watched = sys.argv[2].split(",")
show = app.Application._show
def look(self):
    if all(name in sys.modules for name in watched):
        self.timer.stop()
        print(json.dumps({"at first": self.at_first, "opened": sorted(self.window.pages._pages)}))
        self.window.close()
def shown(self, workspace):
    show(self, workspace)
    self.at_first = [name for name in watched if name in sys.modules]
    self.timer = QTimer(self, interval=50)
    self.timer.timeout.connect(lambda: look(self))
    self.timer.start()
app.Application._show = shown
sys.exit(app.main(["--register", sys.argv[1]]))
"""


def modules_of_pages() -> list[str]:
    """Every module of a page or dialog, as the program folder has them."""
    found = [
        module.name
        for package in (ui.pages, ui.dialogs)
        for module in pkgutil.walk_packages(package.__path__, f"{package.__name__}.")
    ]
    return [name for name in found if not name.endswith("__")]


def test_all_pages_are_read_though_none_is_opened(tmp_path: Path) -> None:
    """In a process of its own, from `main` on: elsewhere every module is there already."""
    register = tmp_path / "school.beeldakkoord"
    with Workspace.open(register, actor="Office") as workspace:
        workspace.settings.change_school(School("De Klaproos"))
    home = {"HOME": str(tmp_path), "XDG_DATA_HOME": str(tmp_path), "LOCALAPPDATA": str(tmp_path)}
    environment = {**os.environ, **home, "QT_QPA_PLATFORM": "offscreen", "PYTHONPATH": str(ROOT)}
    done = subprocess.run(
        [sys.executable, "-c", _LOOKED_AT_WHEN_READY, str(register), ",".join(modules_of_pages())],
        env=environment,
        cwd=ROOT,
        capture_output=True,
        timeout=120,
        check=False,
    )
    assert done.returncode == 0, done.stderr.decode()
    assert b"Traceback" not in done.stderr
    answer = json.loads(done.stdout)
    for name in PAGES:
        assert f"ui.pages.{name}.page" not in answer["at first"]
    assert answer["opened"] == ["check", "media"]


def test_packages_are_told_in_turn_and_read_once(jobs: Jobs, qtbot: QtBot) -> None:
    modules, told = PageModules(jobs, ("ui.pages.todo", "ui.pages.records")), []
    modules.package_read.connect(told.append)
    modules.read_on()
    qtbot.waitUntil(lambda: len(told) == 2)
    modules.read_on()
    qtbot.wait(200)
    assert told == ["ui.pages.todo", "ui.pages.records"]
