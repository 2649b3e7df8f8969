# SPDX-License-Identifier: GPL-3.0-or-later
"""The whole program with its window, driven as a user drives it: mouse, keys, and what can be read on screen."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import TypeVar

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

import pytest
import shiboken6
from PySide6.QtCore import QEvent, QLocale, QMimeData, QPoint, QPointF, Qt, QUrl
from PySide6.QtGui import QColor, QDropEvent, QWindow
from PySide6.QtWidgets import (
    QAbstractButton,
    QApplication,
    QComboBox,
    QDialog,
    QLabel,
    QLineEdit,
    QMenu,
    QTabBar,
    QWidget,
)
from pytestqt.qtbot import QtBot

from models.terms import Verdict
from models.workspace import Workspace
from tests.patient_bot import PatientBot
from ui import app as program
from ui.app import Application
from ui.context import UserSettings
from ui.main_window import MainWindow
from ui.style.theme import ThemeChoice

CONTROL = Qt.KeyboardModifier.ControlModifier
SHIFT = Qt.KeyboardModifier.ShiftModifier
PLAIN = Qt.KeyboardModifier.NoModifier
LEFT = Qt.MouseButton.LeftButton
PATIENCE_MS = 15_000
SomeDialog = TypeVar("SomeDialog", bound=QDialog)


@dataclass
class Office:
    """The desk of a school's office: the running program, and the hands and eyes of who works there."""

    qtbot: QtBot
    running: Application
    bugs: list[str] = field(default_factory=list)

    @property
    def window(self) -> MainWindow:
        """The window on show."""
        assert self.running.window is not None
        return self.running.window

    @property
    def register(self) -> Workspace:
        """The opened register, to see what was really written."""
        assert self.running.context is not None
        return self.running.context.workspace

    # --- eyes

    def wait(self, is_so: Callable[[], object]) -> None:
        """Wait until something is so; a bug that the program met is told at once."""

        def look() -> bool:
            assert not self.bugs, self.bugs
            return bool(is_so())

        self.qtbot.waitUntil(look, timeout=PATIENCE_MS)

    def page(self, name: str) -> QWidget:
        """The page that must be on show now, in the active window: so a desktop leaves it when a dialog closes."""
        self.window.activateWindow()
        self.wait(lambda: QApplication.activeWindow() is self.window)
        assert self.window.current_page == name
        page: QWidget = self.window.pages.page(name)
        assert page.isVisible()
        return page

    def groups(self) -> dict[Verdict | None, list[str]]:
        """File names on the Check page under their verdicts, in the order of the screen."""
        model = self.window.pages.page("check").view.grid.model()  # type: ignore[attr-defined]
        found: dict[Verdict | None, list[str]] = {}
        row = 0
        for section, count in model.sections():
            found[section] = [model.index(one, 0).data() for one in range(row, row + count)]
            row += count
        return found

    def colour_of_tile(self, name: str) -> QColor:
        """The colour that is painted in the middle of a photo's tile."""
        grid = self.window.pages.page("check").view.grid  # type: ignore[attr-defined]
        picture = grid.viewport().grab().toImage()
        box = grid.visualRect(grid.model().index(self.row_of(name), 0))
        return picture.pixelColor(box.center() - QPoint(0, box.height() // 6))

    def row_of(self, name: str) -> int:
        """The row of a photo on the Check page."""
        return [one for names in self.groups().values() for one in names].index(name)

    def words(self, widget: QWidget) -> list[str]:
        """Every text on labels and buttons that can be seen in a widget."""
        labels = [one.text() for one in widget.findChildren(QLabel) if one.isVisible()]
        buttons = [one.text() for one in widget.findChildren(QAbstractButton) if one.isVisible()]
        return [text for text in labels + buttons if text]

    def spoken(self, widget: QWidget) -> list[str]:
        """Names for a screen reader, tips, hints, choices and tabs of everything that can be seen in a widget."""
        found: list[str] = []
        for one in widget.findChildren(QWidget):
            if not one.isVisible():
                continue
            found += [one.accessibleName(), one.accessibleDescription(), one.toolTip()]
            if isinstance(one, QLineEdit):
                found.append(one.placeholderText())
            elif isinstance(one, QComboBox):
                found += [one.itemText(at) for at in range(one.count())]
            elif isinstance(one, QTabBar):
                found += [one.tabText(at) for at in range(one.count())]
        return [text for text in found if text]

    def dialog(self, kind: type[SomeDialog]) -> SomeDialog:
        """The one dialog of a kind that is open, once it is."""

        def opened() -> list[SomeDialog]:
            return [one for one in QApplication.topLevelWidgets() if isinstance(one, kind) and one.isVisible()]

        self.wait(lambda: len(opened()) == 1)
        return opened()[0]

    # --- hands

    def click(self, button: QWidget) -> None:
        """Click a button that can be seen and used."""
        self.wait(lambda: button.isVisible() and button.isEnabled())
        self.qtbot.mouseClick(button, LEFT)

    def press(self, key: Qt.Key, keys: Qt.KeyboardModifier = PLAIN, *, times: int = 1) -> None:
        """Press a key wherever the keyboard is now."""
        for _turn in range(times):
            self.qtbot.keyClick(self.window.focusWidget() or self.window, key, keys)

    def type(self, text: str) -> None:
        """Type a text wherever the keyboard is now."""
        focused = self.window.focusWidget()
        assert focused is not None
        self.qtbot.keyClicks(focused, text)

    def tab_to(self, widget: QWidget) -> None:
        """Go to a control with the Tab key alone."""
        for _turn in range(80):
            if self.window.focusWidget() is widget:
                return
            self.press(Qt.Key.Key_Tab)
        raise AssertionError(f"{widget.accessibleName()!r} cannot be reached with Tab")

    def go(self, name: str) -> QWidget:
        """Go to a page with its keys."""
        self.page(self.window.current_page)
        number = list(self.window.navigation.buttons).index(name) + 1
        self.qtbot.keyClick(self.window, Qt.Key(Qt.Key.Key_0 + number), CONTROL)
        return self.page(name)

    def drop(self, *paths: Path) -> None:
        """Drop files or folders on the window."""
        mime = QMimeData()
        mime.setUrls([QUrl.fromLocalFile(str(path)) for path in paths])
        self.window.dropEvent(QDropEvent(QPointF(400, 400), Qt.DropAction.CopyAction, mime, LEFT, PLAIN))

    def drag(self, canvas: QWidget, start: QPoint, end: QPoint) -> None:
        """Drag over a picture."""
        self.qtbot.mousePress(canvas, LEFT, pos=start)
        self.qtbot.mouseMove(canvas, (start + end) / 2)
        self.qtbot.mouseMove(canvas, end)
        self.qtbot.mouseRelease(canvas, LEFT, pos=end)

    def choose_in_menu(self, key: Qt.Key) -> None:
        """Choose with a key in the menu that opens."""
        self.wait(lambda: isinstance(QApplication.activePopupWidget(), QMenu))
        self.qtbot.keyClick(QApplication.activePopupWidget(), key)


@pytest.fixture
def qtbot(qapp: QApplication, request: pytest.FixtureRequest) -> PatientBot:
    """In the place of pytest-qt's own."""
    return PatientBot(request)


@pytest.fixture
def start_program(
    qapp: QApplication, qtbot: QtBot, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> Iterator[Callable[..., Office]]:
    """Starts the program as its `main` does, with settings in the test's own folder. A bug fails the test."""
    started: list[Office] = []
    bugs: list[str] = []
    locale = QLocale()
    windows: set[str] = set()

    def note_window(window: QWindow | None) -> None:
        if window is not None:
            windows.add(window.objectName().removesuffix("Window").removesuffix("Class"))

    qapp.focusWindowChanged.connect(note_window)

    class Told(QDialog):
        def __init__(self, report: str, _parent: QWidget | None) -> None:
            super().__init__()
            bugs.append(report)

        def exec(self) -> int:
            return 0

    monkeypatch.setattr(program, "CrashDialog", Told)
    monkeypatch.setattr(program, "user_name", lambda: "Office")

    def start(language: str = "en", look: ThemeChoice = ThemeChoice.LIGHT) -> Office:
        settings = UserSettings(tmp_path / f"window{len(started)}.ini")
        settings.language, settings.look, settings.seeks_faces = language, look, False
        office = Office(qtbot, Application(qapp, settings), bugs)
        started.append(office)
        return office

    yield start
    for office in started:
        office.running.close_register()
    QApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)
    for office in started:
        shiboken6.delete(office.running.theme)
        shiboken6.delete(office.running)
    QLocale.setDefault(locale)
    qapp.focusWindowChanged.disconnect(note_window)
    assert not bugs
    assert "MainWindow" in windows
    stray = {name for name in windows if not name.endswith(("MainWindow", "QMenu", "Dialog"))}
    assert not stray, f"part of a page opened as a window of its own: {stray}"


@pytest.fixture
def office(start_program: Callable[..., Office], tmp_path: Path) -> Office:
    """The program on a register that did not exist before, its window on show."""
    made: Office = start_program()
    assert made.running.open_register(tmp_path / "data" / "school.beeldakkoord")
    made.window.resize(1360, 860)
    made.window.activateWindow()
    made.qtbot.waitExposed(made.window)
    made.wait(lambda: made.window.current_page == "welcome")
    return made
