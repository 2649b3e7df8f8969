# SPDX-License-Identifier: GPL-3.0-or-later
"""What is done with the answers of a round: typed for who phones, and told back to who answered."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtWidgets import QHBoxLayout, QPushButton, QTreeWidget, QTreeWidgetItem, QWidget

from models.forms.receipts import Receipt
from models.workspace import Workspace
from ui.context import AppContext
from ui.dialogs.receipts import ReceiptsDialog
from ui.dialogs.typed_answers import TypedAnswersDialog
from ui.style.icons import icon
from ui.texts import _


class RoundAnswers(QWidget):
    """Two buttons under the list of the silent; ``person_of`` gives whom a line of it is about (None: a class)."""

    def __init__(
        self,
        context: AppContext,
        tree: QTreeWidget,
        person_of: Callable[[QTreeWidgetItem], int | None],
        shown_round: Callable[[], int | None],
    ) -> None:
        super().__init__()
        self._context, self._tree, self._person_of, self._shown_round = context, tree, person_of, shown_round
        self.typed = QPushButton(icon("edit"), _("Type answers…"))
        self.typed.setToolTip(_("For who phones: of whom is chosen in the list, or of anybody"))
        self.receipts = QPushButton(icon("paper"), _("Receipts…"))
        self.receipts.setToolTip(_("For everybody who answered: what was recorded, sorted by class"))
        across = QHBoxLayout(self)
        across.setContentsMargins(0, 0, 0, 0)
        across.addWidget(self.typed)
        across.addWidget(self.receipts)
        across.addStretch(1)
        self.typed.clicked.connect(self.type_answers)
        self.receipts.clicked.connect(self.open_receipts)
        tree.itemActivated.connect(self._on_activated)

    def type_answers(self) -> None:
        """Type what somebody says who phones: of who is chosen among the silent, else of anybody."""
        chosen = [self._person_of(item) for item in self._tree.selectedItems()]
        TypedAnswersDialog(self._context, chosen[0] if chosen else None, self.window()).open()

    def open_receipts(self) -> None:
        """Show what was recorded in the round on show, for each who answered."""
        round_id = self._shown_round()
        if round_id is None:
            return

        def load(workspace: Workspace, usual: str) -> tuple[Receipt, ...]:
            return workspace.receipts.of_round(round_id, usual)

        ReceiptsDialog(self._context, load, self.window()).open()

    def _on_activated(self, item: QTreeWidgetItem) -> None:
        if self._person_of(item) is not None:
            self.type_answers()
