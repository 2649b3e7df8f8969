# SPDX-License-Identifier: GPL-3.0-or-later
"""The button that says of somebody named in a film whether they are seen, heard, or both."""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import Signal
from PySide6.QtGui import QActionGroup
from PySide6.QtWidgets import QMenu, QPushButton, QWidget

from models.media.item_people import AppearanceRow
from models.media.ranges import Senses
from ui.pages.tagging.nobody import numbered
from ui.style.film_labels import senses_text
from ui.style.icons import icon
from ui.texts import _

_CHOICES = (Senses.SEEN, Senses.HEARD, Senses.SEEN | Senses.HEARD)


class SensesButton(QPushButton):
    """A menu with what holds now ticked; there while somebody named in a film is selected."""

    chosen = Signal(int, object)
    """Appearance id and `Senses`, where it is another than it was."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(icon("eye"), _("Seen or heard"), parent)
        self.setToolTip(_("Say whether this person is seen, heard or both (Alt+3)"))
        self._one: AppearanceRow | None = None
        menu = QMenu(self)
        group = QActionGroup(menu)
        self._actions = {}
        for digit, senses in enumerate(_CHOICES, start=1):
            words = senses_text(bool(senses & Senses.SEEN), bool(senses & Senses.HEARD))
            action = menu.addAction(numbered(digit, words))
            action.setCheckable(True)
            group.addAction(action)
            action.triggered.connect(partial(self._on_chosen, senses))
            self._actions[senses] = action
        self.setMenu(menu)
        self.hide()

    def show_for(self, one: AppearanceRow | None) -> None:
        """Ask about this person; None: there is nobody to ask about."""
        self._one = one
        if one is not None:
            self._actions[_senses_of(one)].setChecked(True)
        self.setVisible(one is not None)

    def open_menu(self) -> None:
        """Show the choices where there is somebody to ask about."""
        if self._one is not None:
            self.showMenu()

    def _on_chosen(self, senses: Senses) -> None:
        if self._one is not None and senses != _senses_of(self._one):
            self.chosen.emit(self._one.id, senses)


def _senses_of(one: AppearanceRow) -> Senses:
    return (Senses.SEEN if one.is_visible else Senses(0)) | (Senses.HEARD if one.is_audible else Senses(0))
