# SPDX-License-Identifier: GPL-3.0-or-later
"""Offers a parent who is on record already while one is typed again for a brother or sister."""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import QTimer, Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QLineEdit, QPushButton, QVBoxLayout, QWidget

from models.progress import Progress
from models.roster.known_guardians import GuardianOffer
from models.roster.person_input import PersonInput
from models.workspace import Workspace
from ui.context import AppContext
from ui.style.icons import icon
from ui.style.spacing import M, S
from ui.style.theme import set_kind
from ui.texts import _, join_words

_WAIT_MS = 150
_MOST = 3
Found = tuple[tuple[GuardianOffer, ...], dict[int, str]]


class GuardianOfferCard(QFrame):
    """Shows who may be meant by what stands in the fields; nothing where nobody is."""

    chosen = Signal(int, str)

    def __init__(
        self, context: AppContext, pupil_id: int, fields: dict[str, QLineEdit], parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._context, self._pupil_id, self._fields = context, pupil_id, fields
        self.buttons: list[QPushButton] = []
        set_kind(self, "banner")
        self._rows = QVBoxLayout(self)
        self._rows.setContentsMargins(M, S, M, S)
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setInterval(_WAIT_MS)
        self._timer.timeout.connect(self._look)
        for field in fields.values():
            field.textChanged.connect(self._timer.start)
        self.hide()

    def _look(self) -> None:
        entered = PersonInput(**{name: field.text() for name, field in self._fields.items()})
        pupil_id = self._pupil_id

        def find(workspace: Workspace, _progress: Progress) -> Found:
            offers = workspace.people.guardian_offers(entered, pupil_id)[:_MOST]
            return offers, workspace.people.names({ward for one in offers for ward in one.ward_ids})

        self._context.jobs.run_query(find, success=self._show, owner=self, key="offer")

    def _show(self, found: Found) -> None:
        self.buttons = []
        while self._rows.count():
            taken = self._rows.takeAt(0)
            widget = taken.widget() if taken is not None else None
            if widget is not None:
                widget.hide()
                widget.deleteLater()
        offers, names = found
        for one in offers:
            wards = join_words([names[ward] for ward in one.ward_ids if ward in names])
            line = QWidget()
            row = QHBoxLayout(line)
            row.setContentsMargins(0, 0, 0, 0)
            text = QLabel(_("{name}, parent or guardian of {wards}, is on record.").format(name=one.name, wards=wards))
            text.setWordWrap(True)
            use = QPushButton(icon("guardian"), _("Use this person"))
            use.setAutoDefault(False)
            use.setAccessibleName(_("Use {name}, who is on record").format(name=one.name))
            use.clicked.connect(partial(self.chosen.emit, one.person_id, one.name))
            row.addWidget(text, 1)
            row.addWidget(use)
            self.buttons.append(use)
            self._rows.addWidget(line)
        self.setVisible(bool(offers))
