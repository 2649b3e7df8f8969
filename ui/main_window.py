# SPDX-License-Identifier: GPL-3.0-or-later
"""The window: navigation at the left, one page at a time, undo, and what is being worked on."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path

from PySide6.QtCore import QSize, Qt, QTimer, Signal
from PySide6.QtGui import QAction, QCloseEvent, QDragEnterEvent, QDropEvent, QKeySequence
from PySide6.QtWidgets import QFrame, QHBoxLayout, QMainWindow, QStackedWidget, QVBoxLayout, QWidget

from models.changes import Change, ChangeSet
from models.errors import KnownError
from models.progress import Progress
from models.terms import ChangeKind
from models.workspace import Workspace
from ui.background.jobs import Job
from ui.context import AppContext
from ui.dialogs.about import AboutDialog
from ui.dialogs.ask_form import AskFormDialog
from ui.dialogs.shortcuts import ShortcutsDialog
from ui.navigation import Navigation
from ui.pages.check.page import CheckPage
from ui.pages.people.page import PeoplePage
from ui.pages.settings.page import SettingsPage
from ui.pages.tagging.bulk import BulkNamingDialog
from ui.pages.tagging.page import TaggingPage
from ui.pages.todo.page import TodoPage
from ui.pages.welcome.page import WelcomePage
from ui.style.error_sentences import error_sentence
from ui.texts import _, ngettext
from ui.widgets.banner import Banner
from ui.widgets.task_bar import TaskBar

_MINUTE_MS = 60_000
_USUAL_SIZE = QSize(1280, 820)


class MainWindow(QMainWindow):
    """Knows the pages and passes on what they ask of each other."""

    register_chosen = Signal(object)
    """`Path`: another register is to be opened."""
    language_changed = Signal()

    def __init__(self, context: AppContext, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._context = context
        self._pages: dict[str, QWidget] = {}
        self._job: Job[object] | None = None
        self._today = context.workspace.clock.today()
        self._makers: dict[str, Callable[[], QWidget]] = {
            "check": self._make_check,
            "people": self._make_people,
            "todo": self._make_todo,
            "settings": self._make_settings,
            "tagging": self._make_tagging,
            "welcome": self._make_welcome,
        }
        self._build()
        self._make_actions()
        self._connect()
        self._restore_place()
        self._choose_first_page()

    @property
    def current_page(self) -> str:
        """The name of the page on show."""
        shown = self._stack.currentWidget()
        return next((name for name, page in self._pages.items() if page is shown), "")

    def page(self, name: str) -> QWidget:
        """A page by name, made when it is first needed."""
        if name not in self._pages:
            self._pages[name] = self._makers[name]()
            self._stack.addWidget(self._pages[name])
        return self._pages[name]

    def show_page(self, name: str) -> None:
        """Show a page."""
        self._stack.setCurrentWidget(self.page(name))
        self._navigation.select(name)
        self._navigation.setVisible(name != "welcome")

    def check_paths(self, paths: Sequence[Path]) -> None:
        """Check files and folders, as if they were dropped."""
        self.show_page("check")
        page = self.page("check")
        if isinstance(page, CheckPage):
            page.show_paths(paths)

    def save_place(self) -> None:
        """Remember size and place."""
        self._context.settings.put_geometry("window", self.saveGeometry())

    def closeEvent(self, event: QCloseEvent) -> None:
        """Remember the place."""
        self.save_place()
        super().closeEvent(event)

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        """Files may be dropped anywhere."""
        if event.mimeData().hasUrls() and self.current_page != "welcome":
            event.acceptProposedAction()

    def dropEvent(self, event: QDropEvent) -> None:
        """Check what was dropped."""
        self.check_paths([Path(url.toLocalFile()) for url in event.mimeData().urls() if url.isLocalFile()])
        event.acceptProposedAction()

    def _build(self) -> None:
        self.setWindowTitle("Beeldakkoord")
        self.setAcceptDrops(True)
        self._navigation = Navigation(self)
        self._banner = Banner(self)
        self._sample_banner = Banner(self)
        self._task_bar = TaskBar(self)
        self._stack = QStackedWidget()
        middle = QFrame()
        column = QVBoxLayout(middle)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self._sample_banner)
        column.addWidget(self._banner)
        column.addWidget(self._stack, 1)
        column.addWidget(self._task_bar)
        central = QWidget()
        row = QHBoxLayout(central)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(0)
        row.addWidget(self._navigation)
        row.addWidget(middle, 1)
        self.setCentralWidget(central)

    def _make_actions(self) -> None:
        undo, redo = self._context.undo.undo, self._context.undo.redo
        self._undo_action = self._add_action(_("Undo"), QKeySequence.StandardKey.Undo, undo)
        self._redo_action = self._add_action(_("Redo"), QKeySequence.StandardKey.Redo, redo)
        for place, name in enumerate(("check", "people", "todo", "settings"), start=1):
            self._add_action(name, QKeySequence(f"Ctrl+{place}"), lambda page=name: self.show_page(page))
        self._add_action(_("Keyboard"), QKeySequence.StandardKey.HelpContents, self._on_shortcuts)
        self._add_action(_("Quit"), QKeySequence.StandardKey.Quit, self.close)
        self._navigation.undo.clicked.connect(undo)
        self._navigation.redo.clicked.connect(redo)
        self._show_undo()

    def _add_action(
        self, text: str, keys: QKeySequence | QKeySequence.StandardKey, act: Callable[[], object]
    ) -> QAction:
        action = QAction(text, self)
        action.setShortcut(keys)
        action.setShortcutContext(Qt.ShortcutContext.WindowShortcut)
        action.triggered.connect(act)
        self.addAction(action)
        return action

    def _connect(self) -> None:
        jobs = self._context.jobs
        jobs.failed.connect(self._on_failed)
        jobs.task_started.connect(self._on_task_started)
        jobs.task_progressed.connect(self._on_task_progressed)
        jobs.task_ended.connect(self._on_task_ended)
        self._context.undo.changed.connect(self._show_undo)
        self._context.bus.changed.connect(self._on_changed)
        self._navigation.page_chosen.connect(self.show_page)
        self._navigation.help_chosen.connect(self._on_shortcuts)
        self._navigation.about_chosen.connect(self._on_about)
        self._clock = QTimer(self)
        self._clock.setInterval(_MINUTE_MS)
        self._clock.timeout.connect(self._on_minute)
        self._clock.start()

    def _restore_place(self) -> None:
        if not self.restoreGeometry(self._context.settings.geometry("window")):
            self.resize(_USUAL_SIZE)

    def _choose_first_page(self) -> None:
        def look(workspace: Workspace, _progress: Progress) -> tuple[bool, bool, int]:
            return (
                workspace.settings.school() is not None,
                workspace.settings.is_sample(),
                workspace.takedowns.count_open(),
            )

        def found(answer: tuple[bool, bool, int]) -> None:
            is_set_up, is_sample, tasks = answer
            self.show_page("check" if is_set_up else "welcome")
            self._navigation.set_count("todo", tasks)
            if is_sample:
                self._sample_banner.show_message(
                    _("This is an invented school, to look around. Nothing here is real."),
                    action=_("Start with my school"),
                    act=self._on_start_own,
                    seconds=0,
                )
            if is_set_up:
                self._roll_over()

        self._context.jobs.run_query(look, success=found, owner=self, key="first page")

    # --- pages

    def _make_check(self) -> QWidget:
        page = CheckPage(self._context, self)
        page.tagging_requested.connect(self._on_tagging_requested)
        page.bulk_naming_requested.connect(self._on_bulk_naming_requested)
        page.person_requested.connect(self._on_person_requested)
        page.forms_requested.connect(self._on_forms_requested)
        return page

    def _make_people(self) -> QWidget:
        return PeoplePage(self._context, self)

    def _make_todo(self) -> QWidget:
        page = TodoPage(self._context, self)
        page.person_requested.connect(self._on_person_requested)
        page.tagging_requested.connect(self._on_tagging_requested)
        page.count_changed.connect(lambda count: self._navigation.set_count("todo", count))
        return page

    def _make_settings(self) -> QWidget:
        page = SettingsPage(self._context, self)
        page.language_changed.connect(self.language_changed)
        page.register_chosen.connect(self.register_chosen)
        return page

    def _make_tagging(self) -> QWidget:
        page = TaggingPage(self._context, self)
        page.closed.connect(lambda: self.show_page("check"))
        page.person_requested.connect(self._on_person_requested)
        page.forms_requested.connect(self._on_forms_requested)
        return page

    def _make_welcome(self) -> QWidget:
        page = WelcomePage(self._context, self)
        page.school_started.connect(lambda: self.show_page("check"))
        page.sample_opened.connect(self.register_chosen)
        return page

    def _on_tagging_requested(self, item_ids: list[int], current: int) -> None:
        check, page = self.page("check"), self.page("tagging")
        if isinstance(check, CheckPage) and isinstance(page, TaggingPage):
            self.show_page("tagging")
            page.open_items(item_ids, current, list(check.purpose_ids()))

    def _on_bulk_naming_requested(self, item_ids: list[int]) -> None:
        BulkNamingDialog(self._context, item_ids, self).open()

    def _on_person_requested(self, person_id: int) -> None:
        page = self.page("people")
        if isinstance(page, PeoplePage):
            self.show_page("people")
            page.show_person(person_id)

    def _on_forms_requested(self, purpose_id: int, person_ids: list[int]) -> None:
        AskFormDialog(self._context, purpose_id, person_ids, self).open()

    def _on_start_own(self) -> None:
        from ui.places import default_register_path

        self.register_chosen.emit(default_register_path())

    # --- what happens around the pages

    def _on_failed(self, error: KnownError) -> None:
        self._banner.show_message(error_sentence(error), icon_name="warning", seconds=0)

    def _on_task_started(self, job: Job[object]) -> None:
        self._job = job
        self._task_bar.start(job.label, job.cancel)

    def _on_task_progressed(self, job: Job[object], done: int, total: int) -> None:
        if job is self._job:
            self._task_bar.set_progress(done, total)

    def _on_task_ended(self, job: Job[object]) -> None:
        if job is self._job:
            self._job = None
            self._task_bar.finish()

    def _show_undo(self) -> None:
        undo, redo = self._context.undo.undo_label, self._context.undo.redo_label
        self._undo_action.setEnabled(bool(undo))
        self._redo_action.setEnabled(bool(redo))
        self._navigation.show_undo(undo, redo)

    def _on_changed(self, changes: ChangeSet) -> None:
        if not changes.concerns(ChangeKind.TAKEDOWN):
            return

        def count(workspace: Workspace, _progress: Progress) -> int:
            return workspace.takedowns.count_open()

        self._context.jobs.run_query(count, success=self._on_tasks_counted, owner=self, key="tasks")

    def _on_tasks_counted(self, count: int) -> None:
        more = count - self._navigation.count("todo")
        self._navigation.set_count("todo", count)
        if more > 0:
            text = ngettext("{count} published photo to take down.", "{count} published photos to take down.", more)
            self._banner.show_message(
                text.format(count=more), action=_("Show"), act=lambda: self.show_page("todo"), icon_name="todo"
            )

    def _on_minute(self) -> None:
        today = self._context.workspace.clock.today()
        if today != self._today:
            self._today = today
            self._roll_over()
            self._context.bus.broadcast(ChangeSet({ChangeKind.ANSWER: frozenset()}))

    def _roll_over(self) -> None:
        def roll(workspace: Workspace, _progress: Progress) -> Change[int]:
            return workspace.takedowns.roll_over()

        self._context.jobs.run_change(roll, owner=self)

    def _on_shortcuts(self) -> None:
        ShortcutsDialog(self).open()

    def _on_about(self) -> None:
        AboutDialog(self).open()
