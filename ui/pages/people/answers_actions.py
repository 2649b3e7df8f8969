# SPDX-License-Identifier: GPL-3.0-or-later
"""The way to bring in answers that the school's administration holds."""

from __future__ import annotations

from PySide6.QtCore import QObject
from PySide6.QtWidgets import QPushButton, QWidget

from ui.context import AppContext
from ui.pages.people.answers_dialog import AnswersDialog
from ui.pages.people.list_panel import PeopleList
from ui.style.icons import icon
from ui.texts import _
from ui.widgets.banner import Banner


class AnswersActions(QObject):
    """A button above the list."""

    def __init__(self, context: AppContext, people: PeopleList, banner: Banner, parent: QWidget) -> None:
        super().__init__(parent)
        self._context, self._banner, self._window = context, banner, parent
        self.button = QPushButton(icon("import"), _("Bring in answers…"))
        self.button.setToolTip(_("Answers that your school system holds already"))
        self.button.clicked.connect(self.open_dialog)
        people.add_button(self.button)

    def open_dialog(self) -> AnswersDialog:
        """Open the dialog for a list of answers."""
        dialog = AnswersDialog(self._context, self._window)
        dialog.imported.connect(self._banner.show_message)
        dialog.open()
        return dialog
