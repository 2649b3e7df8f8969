# SPDX-License-Identifier: GPL-3.0-or-later
"""The window: navigation at the left, one page at a time, undo, and what is being worked on."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path

from PySide6.QtCore import QSize, Qt, QTimer, Signal
from PySide6.QtGui import QAction, QCloseEvent, QDragEnterEvent, QDropEvent, QKeySequence
from PySide6.QtWidgets import QFrame, QHBoxLayout, QMainWindow, QVBoxLayout, QWidget

from models.consent.calendar import ClockBehind
from models.errors import KnownError
from models.progress import Progress
from models.publishing.todo import TodoNotice
from models.terms import TodoKind
from models.workspace import Workspace
from ui.asked_dialogs import AskedDialogs
from ui.context import AppContext
from ui.daily_round import DailyRound, TodoState
from ui.dialogs.about import AboutDialog
from ui.dialogs.shortcuts import ShortcutsDialog
from ui.folder_round import FolderRound, tell_new_photos
from ui.navigation import Navigation
from ui.page_stack import PAGES, PageStack
from ui.places import default_register_path
from ui.scan_news import ScanNews
from ui.scan_watch import ScanWatch
from ui.style.calendar_labels import clock_sentence
from ui.style.error_sentences import error_sentence
from ui.texts import _, ngettext
from ui.widgets.banner import Banner
from ui.widgets.study_note import StudyNote
from ui.widgets.task_bar import TaskBar

_USUAL_SIZE = QSize(1280, 820)
_PLACE = "window"
_PREPARE_MS = 2_000
"""So long after the first page is on show, the others are made ready."""


class MainWindow(QMainWindow):
    """One opened register on screen."""

    register_chosen = Signal(object)
    """`Path`: another register is to be opened."""
    language_changed = Signal()
    closed = Signal()
    """The user closed it."""

    def __init__(self, context: AppContext, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._context = context
        self._round = DailyRound(context, self)
        self.scan_watch = ScanWatch(context, self)
        self._tells_news = False
        self._folders = FolderRound(context, self)
        self._preparing = QTimer(self)
        self._preparing.setSingleShot(True)
        self._preparing.setInterval(_PREPARE_MS)
        self._build()
        self._make_actions()
        self._connect()
        if not self.restoreGeometry(context.settings.geometry(_PLACE)):
            self.resize(_USUAL_SIZE)
        self._choose_first_page()

    @property
    def current_page(self) -> str:
        """The name of the page on show."""
        return self.pages.current_name

    def show_page(self, name: str) -> None:
        """Show a page."""
        self.pages.show_page(name)

    def check_paths(self, paths: Sequence[Path]) -> None:
        """Check files and folders, as if they were dropped."""
        self.pages.check_paths(paths)

    def save_place(self) -> None:
        """Remember size and place."""
        self._context.settings.put_geometry(_PLACE, self.saveGeometry())

    def closeEvent(self, event: QCloseEvent) -> None:
        """Remember the place, and tell."""
        self.save_place()
        super().closeEvent(event)
        self.closed.emit()

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        """Files may be dropped anywhere."""
        if event.mimeData().hasUrls() and self.current_page != "welcome":
            event.acceptProposedAction()

    def dropEvent(self, event: QDropEvent) -> None:
        """Check what was dropped."""
        event.acceptProposedAction()
        self.check_paths([Path(url.toLocalFile()) for url in event.mimeData().urls() if url.isLocalFile()])

    def _build(self) -> None:
        self.setWindowTitle(_("Beeldakkoord"))
        self.setAcceptDrops(True)
        self.navigation = Navigation(self)
        self.banner = Banner(self)
        self.sample_banner = Banner(self)
        self.clock_banner = Banner(self)
        self.task_bar = TaskBar(self)
        self.study_note = StudyNote(self._context.study, self)
        self.pages = PageStack(self._context, self)
        middle = QFrame()
        column = QVBoxLayout(middle)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self.clock_banner)
        column.addWidget(self.sample_banner)
        column.addWidget(self.banner)
        column.addWidget(self.pages, 1)
        column.addWidget(self.task_bar)
        column.addWidget(self.study_note)
        central = QWidget()
        row = QHBoxLayout(central)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(0)
        row.addWidget(self.navigation)
        row.addWidget(middle, 1)
        self.setCentralWidget(central)

    def _make_actions(self) -> None:
        undo, redo = self._context.undo.undo, self._context.undo.redo
        self._undo_action = self._add_action(_("Undo"), QKeySequence(QKeySequence.StandardKey.Undo), undo)
        self._redo_action = self._add_action(_("Redo"), QKeySequence("Ctrl+Shift+Z"), redo)
        for place, name in enumerate(PAGES, start=1):
            self._add_action(name, QKeySequence(f"Ctrl+{place}"), partial(self._on_page_keys, name))
        self._add_action(_("Type answers"), QKeySequence("Ctrl+T"), self._on_typing_keys)
        self._add_action(_("Keyboard"), QKeySequence("F1"), self._on_shortcuts)
        self._add_action(_("Quit"), QKeySequence("Ctrl+Q"), self.close)
        self.navigation.undo.clicked.connect(undo)
        self.navigation.redo.clicked.connect(redo)
        self._show_undo()

    def _add_action(self, text: str, keys: QKeySequence, act: Callable[[], object]) -> QAction:
        action = QAction(text, self)
        action.setShortcut(keys)
        action.setShortcutContext(Qt.ShortcutContext.WindowShortcut)
        action.triggered.connect(act)
        self.addAction(action)
        return action

    def _connect(self) -> None:
        self.task_bar.follow_jobs(self._context.jobs)
        self.study_note.passed_asked.connect(AskedDialogs(self._context, self).open_passed)
        self._context.jobs.failed.connect(self._on_failed)
        self._context.undo.changed.connect(self._show_undo)
        self._round.counted.connect(self._on_counted)
        self._round.clock_checked.connect(self._on_clock_checked)
        self._round.news_came.connect(self._on_news)
        self._scan_news = ScanNews(self.scan_watch, self.banner, self.pages)
        self.navigation.page_chosen.connect(self.show_page)
        self.navigation.help_chosen.connect(self._on_shortcuts)
        self.navigation.about_chosen.connect(self._on_about)
        self._folders.photos_came.connect(partial(tell_new_photos, self.banner, self.pages))
        self._preparing.timeout.connect(self.pages.prepare)
        self.pages.shown.connect(self._on_page_shown)
        self.pages.register_chosen.connect(self.register_chosen)
        self.pages.language_changed.connect(self.language_changed)

    def _choose_first_page(self) -> None:
        def look(workspace: Workspace, _progress: Progress) -> tuple[bool, bool]:
            settings = workspace.settings
            return settings.school() is not None, settings.is_sample()

        self._context.jobs.run_query(look, success=self._on_looked, owner=self, key="first page")

    def _on_looked(self, answer: tuple[bool, bool]) -> None:
        is_set_up, is_sample = answer
        if not self.current_page:
            self.show_page("check" if is_set_up else "welcome")
        if is_sample:
            self.sample_banner.show_message(
                _("This is an invented school, to look around. Nothing here is real."),
                action=_("Start with my school"),
                act=self._on_start_own,
                seconds=0,
            )
        if is_set_up:
            self._round.start_day()
            if self._context.settings.seeks_faces:
                self._context.study.start()
            self.scan_watch.start()
            self._preparing.start()
            self._folders.start()

    def _on_clock_checked(self, behind: ClockBehind | None) -> None:
        if behind is None:
            self.clock_banner.hide()
            return
        self.clock_banner.show_message(
            clock_sentence(behind),
            action=_("The date is right"),
            act=self._round.accept_clock,
            icon_name="clock",
            seconds=0,
        )

    def _on_page_shown(self, name: str) -> None:
        if name == "todo" and self._tells_news:
            self._tells_news = False
            self.banner.hide()
        self.navigation.select(name)
        self.navigation.setVisible(name != "welcome")

    def _on_page_keys(self, name: str) -> None:
        if self.current_page != "welcome":
            self.show_page(name)

    def _on_typing_keys(self) -> None:
        if self.current_page != "welcome":
            AskedDialogs(self._context, self).open_typed_answers()

    def _on_start_own(self) -> None:
        self.register_chosen.emit(default_register_path())

    def _on_failed(self, error: KnownError) -> None:
        self._tells_news = False
        self.banner.show_message(error_sentence(error), icon_name="warning", seconds=0)

    def _show_undo(self) -> None:
        undo, redo = self._context.undo.undo_label, self._context.undo.redo_label
        self._undo_action.setEnabled(bool(undo))
        self._redo_action.setEnabled(bool(redo))
        self.navigation.show_undo(undo, redo)

    def _on_counted(self, state: TodoState) -> None:
        self.navigation.set_count("todo", state.needs_action)
        self.pages.show_counts(state.counts)

    def _on_news(self, news: list[TodoNotice]) -> None:
        if self.current_page in ("todo", "welcome"):
            return
        tasks = [one for one in news if one.kind is TodoKind.TAKEDOWN]
        if tasks:
            count, kind = len(tasks), TodoKind.TAKEDOWN
            text = ngettext("{count} published photo to take down.", "{count} published photos to take down.", count)
            text = text.format(count=count)
        else:
            first = news[0]
            count, kind = len(first.ids), first.kind
            text = ngettext("{name}: {count} answer is missing.", "{name}: {count} answers are missing.", count)
            text = text.format(name=first.title, count=count)
        self._tells_news = True
        show = partial(self.pages.show_todo, kind)
        self.banner.show_message(text, action=_("Show"), act=show, icon_name="todo")

    def _on_shortcuts(self) -> None:
        ShortcutsDialog(self).open()

    def _on_about(self) -> None:
        AboutDialog(self).open()
