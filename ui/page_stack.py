# SPDX-License-Identifier: GPL-3.0-or-later
"""The pages of the window: made when first needed, and connected where one asks something of another.

Their modules are imported later too: the first page is on screen before the others are read, beside the window.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QStackedWidget, QWidget

from models.terms import TodoKind
from ui.asked_dialogs import AskedDialogs
from ui.context import AppContext
from ui.page_modules import PageModules
from ui.page_requests import PageRequests

if TYPE_CHECKING:
    from ui.pages.check.page import CheckPage
    from ui.pages.classes.page import ClassesPage
    from ui.pages.events.page import EventsPage
    from ui.pages.tagging.page import TaggingPage
    from ui.pages.todo.page import TodoPage

PAGES = ("check", "media", "people", "classes", "events", "forms", "todo", "records", "settings")
"""Pages with a button of their own, in its order."""
_MEDIA = "ui.pages.media"
_PACKAGES = (
    _MEDIA,
    *(f"ui.pages.{name}" for name in (*PAGES, "tagging", "welcome") if name != "media"),
    "ui.dialogs",
)
"""What is read once the window is up, in this order."""


class PageStack(QStackedWidget):
    """One page at a time, by name."""

    shown = Signal(str)
    """The name of the page that is on show now."""
    register_chosen = Signal(object)
    """`Path`: another register is to be opened."""
    language_changed = Signal()

    def __init__(self, context: AppContext, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._context = context
        self._dialogs = AskedDialogs(context, self)
        self._requests = PageRequests(self, self)
        self._pages: dict[str, QWidget] = {}
        self._modules = PageModules(context.jobs, _PACKAGES, self)
        self._modules.package_read.connect(self._on_package_read)
        self._counts: dict[TodoKind, int] = {}
        self._opened_from = "check"
        """The page that the viewer of photos goes back to."""
        self._makers: dict[str, Callable[[], QWidget]] = {
            "check": self._make_check,
            "media": self._make_media,
            "people": self._make_people,
            "classes": self._make_classes,
            "events": self._make_events,
            "forms": self._make_forms,
            "todo": self._make_todo,
            "records": self._make_records,
            "settings": self._make_settings,
            "tagging": self._make_tagging,
            "welcome": self._make_welcome,
        }

    @property
    def current_name(self) -> str:
        """The name of the page on show; empty before the first."""
        current = self.currentWidget()
        return next((name for name, page in self._pages.items() if page is current), "")

    def page(self, name: str) -> QWidget:
        """A page by name, made when it is first needed."""
        if name not in self._pages:
            self._pages[name] = self._makers[name]()
            self.addWidget(self._pages[name])
        return self._pages[name]

    def prepare(self) -> None:
        """Read the modules of all pages and dialogs beside the window, so that each page opens at once.

        The library's page is made as well before anybody asks for it: a large library has much to read.
        """
        self._modules.read_on()

    def show_page(self, name: str) -> None:
        """Show a page and give it the keyboard."""
        page = self.page(name)
        self.setCurrentWidget(page)
        page.setFocus()
        self.shown.emit(name)

    def check_paths(self, paths: Sequence[Path]) -> None:
        """Check files and folders, as if they were dropped on the Check page."""
        self.show_page("check")
        self._check().show_paths(paths)

    def show_counts(self, counts: Mapping[TodoKind, int]) -> None:
        """Tell the first page how much there is to do."""
        self._counts = dict(counts)
        if "check" in self._pages:
            self._check().view.strip.show_counts(counts)

    def show_todo(self, kind: TodoKind) -> None:
        """Show the to-do list at one of its sections."""
        from ui.pages.todo.page import TodoPage

        page = self.page("todo")
        assert isinstance(page, TodoPage)
        self.show_page("todo")
        page.show_kind(kind)

    def _check(self) -> CheckPage:
        from ui.pages.check.page import CheckPage

        page = self.page("check")
        assert isinstance(page, CheckPage)
        return page

    def _make_check(self) -> QWidget:
        from ui.pages.check.page import CheckPage

        page = CheckPage(self._context, self)
        page.tagging_requested.connect(self._on_tagging_requested)
        page.bulk_naming_requested.connect(self._dialogs.open_bulk_naming)
        page.view.strip.show_counts(self._counts)
        page.view.strip.kind_chosen.connect(self.show_todo)
        self._connect_requests(page)
        return page

    def _make_media(self) -> QWidget:
        from ui.pages.media.page import MediaPage

        page = MediaPage(self._context, self)
        page.tagging_requested.connect(self._on_tagging_requested)
        page.bulk_naming_requested.connect(self._dialogs.open_bulk_naming)
        page.items_requested.connect(self._requests.show_items)
        return page

    def _make_people(self) -> QWidget:
        from ui.pages.people.page import PeoplePage

        page = PeoplePage(self._context, self)
        page.items_requested.connect(self._requests.show_items)
        return page

    def _make_classes(self) -> QWidget:
        from ui.pages.classes.page import ClassesPage

        page = ClassesPage(self._context, self)
        page.import_requested.connect(self._requests.start_import)
        self._connect_requests(page)
        return page

    def _make_events(self) -> QWidget:
        from ui.pages.events.page import EventsPage

        page = EventsPage(self._context, self)
        page.items_requested.connect(self._requests.show_items)
        self._connect_requests(page)
        return page

    def _make_forms(self) -> QWidget:
        from ui.pages.forms.page import FormsPage

        return FormsPage(self._context, self)

    def _make_todo(self) -> QWidget:
        from ui.pages.todo.page import TodoPage

        page = TodoPage(self._context, self)
        page.tagging_requested.connect(self._on_tagging_requested)
        page.letters_requested.connect(self._dialogs.open_letters)
        page.event_requested.connect(self._requests.show_event)
        page.retention_requested.connect(self._requests.show_leavers)
        self._connect_requests(page)
        return page

    def _make_records(self) -> QWidget:
        from ui.pages.records.page import RecordsPage

        page = RecordsPage(self._context, self)
        page.leavers.person_requested.connect(self._requests.show_person)
        return page

    def _make_settings(self) -> QWidget:
        from ui.pages.settings.page import SettingsPage

        page = SettingsPage(self._context, self)
        page.language_changed.connect(self.language_changed)
        page.register_chosen.connect(self.register_chosen)
        return page

    def _make_tagging(self) -> QWidget:
        from ui.pages.tagging.page import TaggingPage

        page = TaggingPage(self._context, self)
        page.closed.connect(self._on_tagging_closed)
        self._connect_requests(page)
        return page

    def _make_welcome(self) -> QWidget:
        from ui.pages.welcome.page import WelcomePage

        page = WelcomePage(self._context, self)
        page.school_started.connect(partial(self.show_page, "check"))
        page.sample_opened.connect(self.register_chosen)
        return page

    def _connect_requests(self, page: CheckPage | ClassesPage | EventsPage | TaggingPage | TodoPage) -> None:
        page.person_requested.connect(self._requests.show_person)
        page.forms_requested.connect(self._dialogs.open_forms)

    def _on_package_read(self, package: str) -> None:
        if package == _MEDIA:
            self.page("media")

    # --- what pages ask of each other

    def _on_tagging_requested(self, item_ids: list[int], current: int) -> None:
        from ui.pages.tagging.page import TaggingPage

        page = self.page("tagging")
        assert isinstance(page, TaggingPage)
        if self.current_name != "tagging":
            self._opened_from = self.current_name
        self.show_page("tagging")
        page.open_items(item_ids, current, list(self._check().purpose_ids()))

    def _on_tagging_closed(self) -> None:
        self.show_page(self._opened_from if self._opened_from in ("check", "media") else "check")
