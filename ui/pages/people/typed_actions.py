# SPDX-License-Identifier: GPL-3.0-or-later
"""From the page of a person to typing their answers, and to a receipt of them."""

from __future__ import annotations

from PySide6.QtCore import QObject

from models.forms.receipts import Receipt
from models.workspace import Workspace
from ui.context import AppContext
from ui.dialogs.receipts import ReceiptsDialog
from ui.dialogs.typed_answers import TypedAnswersDialog
from ui.pages.people.person_panel import PersonPanel


class TypedActions(QObject):
    """Opens what is asked for on the panel of a person."""

    def __init__(self, context: AppContext, panel: PersonPanel, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._context, self._panel = context, panel
        panel.typing_asked.connect(self.type_answers)
        panel.receipt_asked.connect(self.open_receipts)

    def type_answers(self) -> None:
        """Type the answers of the person on show."""
        record = self._panel.record
        if record is not None and record.known_on is None:
            TypedAnswersDialog(self._context, record.person.id, self._panel).open()

    def open_receipts(self) -> None:
        """Show what is recorded of the person on show, for each who answered."""
        record = self._panel.record
        if record is None or record.known_on is not None:
            return
        person_id = record.person.id

        def load(workspace: Workspace, usual: str) -> tuple[Receipt, ...]:
            return workspace.receipts.of_people((person_id,), usual)

        ReceiptsDialog(self._context, load, self._panel).open()
