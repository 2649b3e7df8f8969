# SPDX-License-Identifier: GPL-3.0-or-later
"""What somebody may ask about themself: their dossier, and to be erased. Buttons at the foot of the details."""

from __future__ import annotations

from PySide6.QtCore import QObject
from PySide6.QtWidgets import QBoxLayout, QFrame, QHBoxLayout, QLabel, QPushButton, QVBoxLayout

from ui.context import AppContext
from ui.dialogs.dossier import DossierDialog
from ui.dialogs.erasure import ErasureDialog
from ui.pages.people.person_panel import PersonPanel
from ui.pages.people.record import person_heading
from ui.style.icons import icon
from ui.style.spacing import L, M
from ui.style.theme import set_kind
from ui.texts import _
from ui.widgets.banner import Banner


class RightsActions(QObject):
    """Puts a card with the two buttons under the details, and opens what they ask for."""

    def __init__(self, context: AppContext, panel: PersonPanel, banner: Banner, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._context, self._panel, self._banner = context, panel, banner
        self.dossier = QPushButton(icon("file"), _("Dossier…"))
        self.dossier.setToolTip(_("Everything on record about this person, in one folder (GDPR article 15)"))
        self.erase = QPushButton(icon("delete"), _("Erase…"))
        self.erase.setToolTip(_("First look at everything that goes (GDPR article 17)"))
        self.dossier.clicked.connect(self._on_dossier)
        self.erase.clicked.connect(self._on_erase)
        card = QFrame()
        set_kind(card, "card")
        text = QLabel(_("Does this person ask what is on record, or to be erased? First you see what it comes to."))
        text.setWordWrap(True)
        row = QHBoxLayout()
        row.addWidget(self.dossier)
        row.addWidget(self.erase)
        row.addStretch(1)
        column = QVBoxLayout(card)
        column.setContentsMargins(L, M, L, M)
        column.addWidget(text)
        column.addLayout(row)
        layout = panel.details.layout()
        if isinstance(layout, QBoxLayout):
            layout.insertWidget(layout.indexOf(panel.details.safety) + 1, card)

    def _on_dossier(self) -> None:
        record = self._panel.record
        if record is not None:
            DossierDialog(self._context, record.person.id, person_heading(record.person), self._panel).open()

    def _on_erase(self) -> None:
        record = self._panel.record
        if record is not None:
            dialog = ErasureDialog(self._context, [record.person.id], self._panel)
            dialog.erased.connect(self._on_erased)
            dialog.open()

    def _on_erased(self, sentence: str) -> None:
        self._banner.show_message(sentence, icon_name="check")
