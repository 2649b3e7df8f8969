# SPDX-License-Identifier: GPL-3.0-or-later
"""The program with a window: starts Qt, opens a register, shows the main window."""

from __future__ import annotations

import argparse
import sys
import threading
from collections.abc import Sequence
from pathlib import Path
from types import TracebackType

from PySide6.QtCore import QLibraryInfo, QLocale, QObject, Qt, QTranslator, Signal
from PySide6.QtWidgets import QApplication

from models.errors import KnownError
from models.version import VERSION
from models.workspace import Workspace
from ui.background.changes import ChangeBus
from ui.background.crash_report import make_report
from ui.background.gc_pin import CollectorPin
from ui.background.jobs import Jobs
from ui.background.stall_watch import StallWatch
from ui.background.undo import UndoHistory
from ui.context import AppContext, UserSettings
from ui.dialogs.crash import CrashDialog
from ui.dialogs.open_register import ask_about_register
from ui.main_window import MainWindow
from ui.places import default_register_path, user_name
from ui.style.icons import app_icon
from ui.style.theme import Theme
from ui.texts import _, set_language, system_language

_PROGRAM = "Beeldakkoord"


class Application(QObject):
    """Holds what lives as long as the program: theme, settings, and one opened register with its window."""

    _crash_met = Signal(object)

    def __init__(self, app: QApplication, settings: UserSettings) -> None:
        super().__init__(app)
        self._app = app
        self.settings = settings
        self._translator = QTranslator(self)
        self._use_language()
        self.theme = Theme(app, settings.look)
        self.window: MainWindow | None = None
        self.context: AppContext | None = None
        self._is_showing_crash = False
        self._crash_met.connect(self._show_crash)

    def open_register(self, path: Path, *, paths: Sequence[Path] = ()) -> bool:
        """Open a register and show its window; what goes wrong is told, with what to do. False to give up."""
        workspace = self._open_workspace(path)
        if workspace is None:
            return False
        self.close_register()
        self.settings.last_register = workspace.path
        self._show(workspace)
        if paths and self.window is not None:
            self.window.check_paths(paths)
        return True

    def close_register(self) -> None:
        """Close the window and the register, in this order."""
        if self.window is not None:
            self._drop_window(self.window)
            self.window = None
        if self.context is not None:
            self.context.jobs.close()
            self.context.workspace.close()
            self.context = None
        self.settings.sync()

    def _open_workspace(self, path: Path) -> Workspace | None:
        wanted: Path | None = path
        while wanted is not None:
            if self.context is not None and self.context.workspace.path == wanted:
                return None  # it is open already
            try:
                return Workspace.open(wanted, actor=user_name(), program=_("Beeldakkoord (window)"))
            except KnownError as error:
                wanted = ask_about_register(error, wanted, self.window)
        return None

    def rebuild_window(self) -> None:
        """Make the window anew after a change of language; the register stays open."""
        if self.context is None or self.window is None:
            return
        self._use_language()
        page, old = self.window.current_page, self.window
        self._make_window(self.context, "settings" if page == "settings" else "")
        self._drop_window(old)

    def report_crash(self, error: BaseException) -> None:
        """Show a crash report, from whatever thread the bug was met in."""
        self._crash_met.emit(error)

    def _show(self, workspace: Workspace) -> None:
        bus = ChangeBus(self)
        undo = UndoHistory(self)
        jobs = Jobs(workspace, bus, undo, self)
        jobs.crashed.connect(self._show_crash)
        self.context = AppContext(workspace, jobs, bus, undo, self.settings, self.theme)
        self._make_window(self.context, "")

    def _make_window(self, context: AppContext, page: str) -> None:
        self.window = MainWindow(context)
        if page:
            self.window.show_page(page)
        # Queued: the window that asks is itself replaced by what follows.
        queued = Qt.ConnectionType.QueuedConnection
        self.window.register_chosen.connect(self.open_register, queued)
        self.window.language_changed.connect(self.rebuild_window, queued)
        self.window.closed.connect(self._app.quit)
        self.window.show()

    def _drop_window(self, window: MainWindow) -> None:
        window.closed.disconnect(self._app.quit)
        window.close()
        window.deleteLater()

    def _use_language(self) -> None:
        code = set_language(self.settings.language or system_language())
        QLocale.setDefault(QLocale(code))
        self._app.removeTranslator(self._translator)
        folder = QLibraryInfo.path(QLibraryInfo.LibraryPath.TranslationsPath)
        if self._translator.load(QLocale(code), "qtbase", "_", folder):
            self._app.installTranslator(self._translator)

    def _show_crash(self, error: BaseException) -> None:
        if self._is_showing_crash:
            return
        self._is_showing_crash = True
        CrashDialog(make_report(error), self.window).exec()
        self._is_showing_crash = False


def main(argv: Sequence[str]) -> int:
    """Run the program with a window; returns the exit code."""
    options, rest = _parse(argv)
    app = QApplication([_PROGRAM, *rest])
    app.setApplicationName(_PROGRAM)
    app.setApplicationVersion(VERSION)
    app.setDesktopFileName("beeldakkoord")
    app.setWindowIcon(app_icon())
    app.setQuitOnLastWindowClosed(False)  # a window that is replaced by another is closed too
    pin = CollectorPin(app)
    watch = StallWatch(app)
    settings = UserSettings()
    if options.language:
        settings.language = options.language
    running = Application(app, settings)
    _report_bugs_to(running)
    register = options.register or running.settings.last_register or default_register_path()
    if options.register is None and not register.exists():
        register = default_register_path()
    if not running.open_register(register, paths=options.files):
        return 2
    code = app.exec()
    running.close_register()
    watch.stop()
    pin.release()
    return code


def _parse(argv: Sequence[str]) -> tuple[argparse.Namespace, list[str]]:
    parser = argparse.ArgumentParser(add_help=False)
    parser.add_argument("--register", type=Path)
    parser.add_argument("--language")
    parser.add_argument("files", nargs="*", type=Path)
    return parser.parse_known_args(argv)


def _report_bugs_to(running: Application) -> None:
    def on_gui_thread(_kind: type[BaseException], error: BaseException, _trace: TracebackType | None) -> None:
        if isinstance(error, KeyboardInterrupt):
            sys.exit(130)
        running.report_crash(error)

    def in_thread(arguments: threading.ExceptHookArgs) -> None:
        if arguments.exc_value is not None:
            running.report_crash(arguments.exc_value)

    sys.excepthook = on_gui_thread
    threading.excepthook = in_thread
