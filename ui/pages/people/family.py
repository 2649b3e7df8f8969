# SPDX-License-Identifier: GPL-3.0-or-later
"""Who may answer for somebody, and for whom somebody may answer."""

from __future__ import annotations

from datetime import date
from functools import partial

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QPushButton, QVBoxLayout, QWidget

from models.roster.person_rows import GuardianRow
from ui.pages.people.record import PersonRecord
from ui.style.icons import icon
from ui.style.spacing import M, S
from ui.style.theme import set_kind
from ui.texts import _, format_date


class FamilyPanel(QWidget):
    """Guardians with their say and period, and the children of a guardian."""

    add_asked = Signal()
    edit_asked = Signal(object)
    """`GuardianRow`."""
    removal_asked = Signal(int)
    person_chosen = Signal(int)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.add = QPushButton(icon("person-add"), _("Add a parent or guardian…"))
        self.add.clicked.connect(self.add_asked)
        self._rows = QVBoxLayout()
        self._rows.setSpacing(S)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, M, 0, 0)
        layout.setSpacing(S)
        layout.addLayout(self._rows)
        row = QHBoxLayout()
        row.addWidget(self.add)
        row.addStretch(1)
        layout.addLayout(row)
        layout.addStretch(1)

    def set_record(self, record: PersonRecord) -> None:
        """Show a person's family."""
        while self._rows.count():
            taken = self._rows.takeAt(0)
            widget = taken.widget() if taken is not None else None
            if widget is not None:
                widget.hide()
                widget.deleteLater()
        person = record.person
        self._rows.addWidget(_heading(_("Parents and guardians")))
        if not person.guardians:
            self._rows.addWidget(_muted(_("Nobody is on record. An adult needs nobody: they answer for themself.")))
        for one in person.guardians:
            self._rows.addWidget(self._guardian(one, record.today))
        if person.wards:
            self._rows.addWidget(_heading(_("Answers for")))
            for one in person.wards:
                self._rows.addWidget(self._ward(one, record.today))

    def _guardian(self, one: GuardianRow, today: date) -> QWidget:
        card, row = _card(self._name_button(one), one, today)
        edit = QPushButton(icon("edit"), _("Change…"))
        edit.setAccessibleName(_("Change the details about {name}").format(name=_name(one)))
        edit.clicked.connect(partial(self.edit_asked.emit, one))
        end = QPushButton(icon("remove"), _("End"))
        end.setToolTip(_("From today on this person has no say any more. What was answered stays on record."))
        end.setAccessibleName(_("End the say of {name}").format(name=_name(one)))
        end.setEnabled(one.until is None or one.until > today)
        end.clicked.connect(partial(self.removal_asked.emit, one.person_id))
        row.addWidget(edit)
        row.addWidget(end)
        return card

    def _ward(self, one: GuardianRow, today: date) -> QWidget:
        card, _row = _card(self._name_button(one), one, today)
        return card

    def _name_button(self, one: GuardianRow) -> QPushButton:
        button = QPushButton(icon("person"), _name(one))
        set_kind(button, "quiet")
        button.setToolTip(_("Open this person"))
        button.clicked.connect(partial(self.person_chosen.emit, one.person_id))
        return button


def _name(one: GuardianRow) -> str:
    return one.name or _("Parent or guardian (name not known)")


def _card(name: QWidget, one: GuardianRow, today: date) -> tuple[QFrame, QHBoxLayout]:
    card = QFrame()
    set_kind(card, "card")
    row = QHBoxLayout(card)
    row.setContentsMargins(S, S, S, S)
    parts = [one.relation] if one.relation else []
    has_ended = one.until is not None and one.until < today
    say = _("has a say") if one.has_authority and not has_ended else _("has no say")
    parts.append(say)
    if one.since is not None:
        parts.append(_("from {date}").format(date=format_date(one.since)))
    if one.until is not None:
        parts.append(_("until {date}").format(date=format_date(one.until)))
    row.addWidget(name)
    row.addWidget(_muted(" · ".join(parts)), 1)
    return card, row


def _heading(text: str) -> QLabel:
    label = QLabel(text)
    set_kind(label, "heading")
    return label


def _muted(text: str) -> QLabel:
    label = QLabel(text)
    label.setWordWrap(True)
    set_kind(label, "muted")
    return label
