# SPDX-License-Identifier: GPL-3.0-or-later
"""The Forms page: rounds of asking, and what comes back. Each part in a tab of its own."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import QLabel, QTabWidget, QVBoxLayout, QWidget

from ui.context import AppContext
from ui.pages.forms.online_tab import DifferingNotice, OnlineTab
from ui.pages.forms.review_tab import PileTab
from ui.pages.forms.rounds_tab import RoundsTab
from ui.style.icons import icon
from ui.style.spacing import L, M
from ui.style.theme import set_kind
from ui.texts import _

MakeTab = Callable[[AppContext], QWidget]


class FormsPage(QWidget):
    """From a round of forms to answers. A tab is made when it is first looked at: the page opens sooner."""

    def __init__(self, context: AppContext, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._context = context
        self._makers: list[MakeTab] = []
        self._made: dict[int, QWidget] = {}
        title = QLabel(_("Forms"))
        set_kind(title, "title")
        self.tabs = QTabWidget()
        self.tabs.setAccessibleName(_("Forms"))
        tabs: tuple[tuple[MakeTab, str, str], ...] = (
            (RoundsTab, "forms", _("Rounds")),
            (PileTab, "import", _("Pile")),
            (OnlineTab, "globe", _("Online")),
        )
        for make, icon_name, text in tabs:
            self._add_tab(make, icon_name, text)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(L, L, L, L)
        layout.setSpacing(M)
        layout.addWidget(title)
        layout.addWidget(self.tabs, 1)
        self.tabs.currentChanged.connect(self._on_tab_changed)

    def tab(self, number: int) -> QWidget:
        """What is in a tab, made when it is first asked for."""
        if number not in self._made:
            self._made[number] = self._makers[number](self._context)
            if self._makers[number] is PileTab:
                self._add_notice(self.tabs.widget(number))
            self.tabs.widget(number).layout().addWidget(self._made[number])
        return self._made[number]

    @property
    def rounds(self) -> RoundsTab:
        """The first tab."""
        found = self.tab(0)
        assert isinstance(found, RoundsTab)
        return found

    @property
    def pile(self) -> PileTab:
        """The tab of what comes back."""
        found = self.tab(self._makers.index(PileTab))
        assert isinstance(found, PileTab)
        return found

    def show_pile(self) -> None:
        """Show the pile, at the first page that waits."""
        self.tabs.setCurrentIndex(self._makers.index(PileTab))
        self.pile.start_review()

    def showEvent(self, event: QShowEvent) -> None:
        """Make what is on show."""
        super().showEvent(event)
        self._on_tab_changed(self.tabs.currentIndex())

    def _add_tab(self, make: MakeTab, icon_name: str, text: str) -> None:
        place = QWidget()
        column = QVBoxLayout(place)
        column.setContentsMargins(0, M, 0, 0)
        self._makers.append(make)
        self.tabs.addTab(place, icon(icon_name), text)

    def _add_notice(self, place: QWidget) -> None:
        """Above the pile: what came in on paper and online, and differs."""
        self.notice = DifferingNotice(self._context)
        self.notice.asked.connect(lambda: self.tabs.setCurrentIndex(self._makers.index(OnlineTab)))
        place.layout().addWidget(self.notice)

    def _on_tab_changed(self, number: int) -> None:
        self.setFocusProxy(self.tab(number))
