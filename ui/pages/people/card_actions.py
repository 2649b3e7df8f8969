# SPDX-License-Identifier: GPL-3.0-or-later
"""Name cards for the people who are chosen in the list."""

from __future__ import annotations

from PySide6.QtCore import QObject
from PySide6.QtWidgets import QBoxLayout, QPushButton

from ui.context import AppContext
from ui.dialogs.name_cards import NameCardsDialog, open_name_cards
from ui.pages.people.list_panel import PeopleList
from ui.style.icons import icon
from ui.texts import _


class CardActions(QObject):
    """A button under the list; there while somebody is chosen."""

    def __init__(self, context: AppContext, people: PeopleList, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._context, self._people = context, people
        self.button = QPushButton(icon("camera"), _("Name cards…"))
        self.button.setToolTip(_("Cards that a photographer takes a picture of first: they name the photos after it"))
        self.button.clicked.connect(self.open_cards)
        self.button.hide()
        layout = people.layout()
        if isinstance(layout, QBoxLayout):
            layout.addWidget(self.button)
        people.selection_changed.connect(self._show_button)

    def open_cards(self) -> NameCardsDialog:
        """Show the cards of the people who are chosen now."""
        return open_name_cards(self._context, self._people.selected(), self._people)

    def _show_button(self) -> None:
        self.button.setVisible(bool(self._people.selected()))
