# SPDX-License-Identifier: GPL-3.0-or-later
"""Letters to the people who are chosen in the list."""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import QObject
from PySide6.QtWidgets import QBoxLayout, QMenu, QPushButton

from models.terms import LetterKind
from ui.context import AppContext
from ui.dialogs.letters import LettersDialog
from ui.pages.people.list_panel import PeopleList
from ui.style.icons import icon
from ui.style.letter_labels import letters_title
from ui.texts import _


class LetterActions(QObject):
    """A button under the list with a menu of letters; there while somebody is chosen."""

    def __init__(self, context: AppContext, people: PeopleList, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._context, self._people = context, people
        self.button = QPushButton(icon("mail"), _("Letters…"))
        self.menu = QMenu(self.button)
        for kind in LetterKind:
            self.menu.addAction(letters_title(kind), partial(self.open_letters, kind))
        self.button.setMenu(self.menu)
        self.button.hide()
        layout = people.layout()
        if isinstance(layout, QBoxLayout):
            layout.insertWidget(layout.indexOf(people.bulk) + 1, self.button)
        people.selection_changed.connect(self._show_button)

    def open_letters(self, kind: LetterKind) -> None:
        """Show the letters of a kind to the people who are chosen now."""
        LettersDialog(self._context, kind, self._people.selected(), self._people).open()

    def _show_button(self) -> None:
        self.button.setVisible(bool(self._people.selected()))
