# SPDX-License-Identifier: GPL-3.0-or-later
"""The Events page: all events at the left, one event at the right."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QFrame, QSplitter, QStackedWidget, QVBoxLayout, QWidget

from models.changes import ChangeSet
from models.media.session_rows import SessionRow
from models.progress import Progress
from models.terms import ChangeKind
from models.workspace import Workspace
from ui.context import AppContext
from ui.pages.events.desk import EventDesk
from ui.pages.events.event_list import EventList
from ui.pages.events.panel import EventPanel
from ui.style.theme import set_kind
from ui.texts import _
from ui.widgets.banner import Banner
from ui.widgets.empty_state import EmptyState

_IN_LIST = (ChangeKind.SESSION, ChangeKind.ITEM, ChangeKind.GROUP)
_ON_SHOW = (
    ChangeKind.SESSION,
    ChangeKind.ITEM,
    ChangeKind.GROUP,
    ChangeKind.PERSON,
    ChangeKind.ANSWER,
    ChangeKind.PURPOSE,
    ChangeKind.SETTING,
)


class EventsPage(QWidget):
    """A trip or a class photo: planned here, with who may be in the picture; photos fall into it by their time."""

    items_requested = Signal(list)
    """Ids of the items of an event."""
    person_requested = Signal(int)
    forms_requested = Signal(int, list)
    """A purpose, and whom to ask for it."""

    def __init__(self, context: AppContext, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._context = context
        self.events = EventList()
        self.panel = EventPanel()
        self.banner = Banner(self)
        self.desk = EventDesk(context, self.panel, self.banner)
        self.nothing = EmptyState(
            "calendar", _("Which event?"), _("Choose an event at the left to see who may be in the picture.")
        )
        self.empty = EmptyState(
            "calendar",
            _("No events yet"),
            _(
                "Add a trip, a class photo or an open day. You see beforehand who may be in the picture, and the "
                "photos of that day come together here."
            ),
        )
        self.empty_add = self.empty.add_button(_("Add event…"), "add", is_primary=True)
        self._lay_out()
        self._connect()
        self._load_list()

    def show_event(self, session_id: int) -> None:
        """Show one event, whatever is searched for."""
        self.events.select(session_id)
        self.desk.show(session_id)

    def _lay_out(self) -> None:
        self.pages = QStackedWidget(self)  # from the outside in: what moves with all that it holds is styled anew
        self.splitter = QSplitter(Qt.Orientation.Horizontal, self.pages)
        left = QFrame(self.splitter)
        set_kind(left, "side")
        left.setMinimumWidth(290)
        column = QVBoxLayout(left)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(self.events)
        self.right = QStackedWidget(self.splitter)
        for panel in (self.nothing, self.panel):
            self.right.addWidget(panel)
        self.splitter.setStretchFactor(1, 1)
        self.splitter.setSizes([330, 900])
        self.splitter.setChildrenCollapsible(False)
        self.pages.addWidget(self.splitter)
        self.pages.addWidget(self.empty)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        layout.addWidget(self.banner)
        layout.addWidget(self.pages, 1)
        self.setFocusProxy(self.events)

    def _connect(self) -> None:
        self.events.chosen.connect(self.desk.show)
        for button in (self.events.add, self.empty_add):
            button.clicked.connect(self.desk.open_new)
        self.desk.shown.connect(self._on_shown)
        self.desk.gone.connect(self._on_gone)
        self.panel.show_photos.clicked.connect(self._on_show_photos)
        self.panel.ask.clicked.connect(self._on_ask)
        self.panel.open_person.clicked.connect(self._on_open_person)
        self.panel.people.person_opened.connect(self.person_requested)
        self._context.bus.changed.connect(self._on_changed)

    def _load_list(self) -> None:
        def load(workspace: Workspace, _progress: Progress) -> tuple[SessionRow, ...]:
            return workspace.sessions.list_sessions()

        self._context.jobs.run_query(load, success=self._on_list_loaded, owner=self, key="list", is_urgent=True)

    def _on_list_loaded(self, rows: tuple[SessionRow, ...]) -> None:
        self.events.set_rows(rows)
        self.pages.setCurrentWidget(self.splitter if rows else self.empty)
        current = self.desk.session_id
        if current is None:
            first = self.events.first_id()
            if first is not None:
                self.show_event(first)
        elif current != self.events.current_id():
            self.events.select(current)

    def _on_shown(self, session_id: int) -> None:
        self.right.setCurrentWidget(self.panel)
        if self.events.current_id() != session_id:
            self.events.select(session_id)

    def _on_gone(self) -> None:
        self.right.setCurrentWidget(self.nothing)
        self._load_list()  # the first of those that are left takes its place

    def _on_show_photos(self) -> None:
        session_id = self.desk.session_id
        if session_id is None:
            return

        def load(workspace: Workspace, _progress: Progress) -> list[int]:
            return list(workspace.sessions.items_of(session_id))

        self._context.jobs.run_query(load, success=self.items_requested.emit, owner=self, key="photos")

    def _on_ask(self) -> None:
        contents = self.panel.contents
        if contents is not None and contents.purpose is not None and contents.chance is not None:
            self.forms_requested.emit(contents.purpose.id, list(contents.chance.ask_ids))

    def _on_open_person(self) -> None:
        chosen = self.panel.people.chosen_ids()
        if len(chosen) == 1:
            self.person_requested.emit(chosen[0])

    def _on_changed(self, changes: ChangeSet) -> None:
        if changes.concerns(*_IN_LIST):
            self._load_list()
        if changes.concerns(*_ON_SHOW):
            self.desk.reload()
