# SPDX-License-Identifier: GPL-3.0-or-later
"""The Classes page: chances before a picture is taken, and who is shown over a year."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import QLabel, QStackedLayout, QTabWidget, QVBoxLayout, QWidget

from ui.context import AppContext
from ui.pages.classes.chances_tab import ChancesTab
from ui.pages.classes.shown_tab import ShownTab
from ui.style.icons import icon
from ui.style.spacing import L, M
from ui.style.theme import set_kind
from ui.texts import _
from ui.widgets.empty_state import EmptyState


class ClassesPage(QWidget):
    """Two tabs: who may be in it, who is shown."""

    forms_requested = Signal(int, list)
    """A channel, and the ids of the people to ask."""
    person_requested = Signal(int)
    import_requested = Signal()
    """A class list is to be brought in."""

    def __init__(self, context: AppContext, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._context = context
        self._shown: ShownTab | None = None
        self.chances = ChancesTab(context)
        self.empty = EmptyState(
            "classes",
            _("No classes yet"),
            _("Bring in a class list first. Then you see here, for each class and channel, who may be in a picture."),
        )
        self.empty_import = self.empty.add_button(_("Import class list…"), "import", is_primary=True)
        self._lay_out()
        self.empty_import.clicked.connect(self.import_requested)
        self.chances.forms_requested.connect(self.forms_requested)
        self.chances.person_requested.connect(self.person_requested)
        self.chances.emptiness_known.connect(self._show_state)
        self.tabs.currentChanged.connect(self._on_tab_changed)
        self.setFocusProxy(self.chances.table)

    @property
    def shown(self) -> ShownTab:
        """The second tab, made when it is first looked at: the page opens sooner without it."""
        if self._shown is None:
            self._shown = ShownTab(self._context)
            self._shown.person_requested.connect(self.person_requested)
            self._second.layout().addWidget(self._shown)
        return self._shown

    def showEvent(self, event: QShowEvent) -> None:
        """Bring up to date what changed while another page was on show."""
        super().showEvent(event)
        self.chances.refresh_if_stale()
        self._refresh_shown()

    def _lay_out(self) -> None:
        title = QLabel(_("Classes"))
        set_kind(title, "title")
        filled = QWidget(self)
        self.tabs = QTabWidget(filled)
        self.tabs.setAccessibleName(_("Classes"))
        self.tabs.addTab(self.chances, icon("camera"), _("Who may be in it"))
        self._second = QWidget()
        QVBoxLayout(self._second).setContentsMargins(0, 0, 0, 0)
        self.tabs.addTab(self._second, icon("eye"), _("Who is shown"))
        column = QVBoxLayout(filled)
        column.setContentsMargins(L, L, L, L)
        column.setSpacing(M)
        column.addWidget(title)
        column.addWidget(self.tabs, 1)
        self._stack = QStackedLayout(self)
        self._stack.addWidget(filled)
        self._stack.addWidget(self.empty)

    def _show_state(self, is_empty: bool) -> None:
        self._stack.setCurrentIndex(1 if is_empty else 0)

    def _on_tab_changed(self) -> None:
        is_second = self.tabs.currentWidget() is self._second
        self.setFocusProxy(self.shown.table if is_second else self.chances.table)
        self._refresh_shown()

    def _refresh_shown(self) -> None:
        if self.tabs.currentWidget() is self._second:
            self.shown.refresh_if_stale()
