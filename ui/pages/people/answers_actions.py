# SPDX-License-Identifier: GPL-3.0-or-later
"""The way to bring in answers that the school's administration holds."""

from __future__ import annotations

from PySide6.QtCore import QObject
from PySide6.QtWidgets import QWidget

from ui.context import AppContext
from ui.pages.people.answers_dialog import AnswersDialog
from ui.pages.people.list_panel import PeopleList
from ui.texts import _
from ui.widgets.banner import Banner


class AnswersActions(QObject):
    """One of the things that can be brought in."""

    def __init__(self, context: AppContext, people: PeopleList, banner: Banner, parent: QWidget) -> None:
        super().__init__(parent)
        self._context, self._banner, self._window = context, banner, parent
        self.action = people.add_way("check", _("Bring in answers…"))
        self.action.triggered.connect(self.open_dialog)

    def open_dialog(self) -> AnswersDialog:
        """Open the dialog for a list of answers."""
        dialog = AnswersDialog(self._context, self._window)
        dialog.imported.connect(self._banner.show_message)
        dialog.open()
        return dialog
