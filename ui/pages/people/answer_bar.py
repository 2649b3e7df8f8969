# SPDX-License-Identifier: GPL-3.0-or-later
"""Who answers, how and when: set once, used for every answer that is clicked after it."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from PySide6.QtCore import QSignalBlocker
from PySide6.QtWidgets import QComboBox, QHBoxLayout, QLabel, QLineEdit, QVBoxLayout, QWidget

from models.consent.facts import CellKey
from models.consent.register import AnswerInput
from models.terms import Answer
from ui.pages.people.record import PersonRecord
from ui.style.icons import icon
from ui.style.spacing import XS, S
from ui.style.theme import set_kind
from ui.texts import _
from ui.widgets.date_field import day_of, make_date_edit, set_day_of
from ui.widgets.flow_layout import FlowLayout
from ui.widgets.method_box import chosen_method, make_method_box
from ui.widgets.proof_field import ProofField


class AnswerBar(QWidget):
    """Stays set while answers are entered; a new person resets only who decides, the note and the proof."""

    def __init__(self, today: date, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._today = today
        self._person_id: int | None = None
        self.decider = QComboBox()
        self.decider.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToContents)
        self.method = make_method_box()
        self.day = make_date_edit(_("Date of the answer"), today)
        self.heard_by = QLineEdit()
        self.heard_by.setPlaceholderText(_("You"))
        self.heard_by.setMaxLength(120)
        self.note = QLineEdit()
        self.note.setPlaceholderText(_("Nothing to add"))
        self.note.setMaxLength(500)
        flow = FlowLayout(self, spacing=S)
        for text, field, width in (
            (_("Who answers"), self.decider, 190),
            (_("How"), self.method, 140),
            (_("Date"), self.day, 130),
            (_("Heard by"), self.heard_by, 130),
            (_("Note"), self.note, 160),
        ):
            field.setMinimumWidth(width)
            flow.addWidget(_labelled(text, field))
        self.proof = ProofField()
        flow.addWidget(_labelled(_("Proof"), self.proof))

    def set_record(self, record: PersonRecord) -> None:
        """Offer the people who can answer for this person."""
        chosen = self.decider.currentData() if record.person.id == self._person_id else None
        if record.person.id != self._person_id:
            self.note.clear()
            self.proof.clear()
        self._person_id = record.person.id
        if day_of(self.day) == self._today != record.today:
            set_day_of(self.day, record.today)
        self._today = record.today
        with QSignalBlocker(self.decider):
            self.decider.clear()
            names = [record.names.get(one.person_id, "") for one in record.matrix.deciders if one.decides]
            usual = _("Whoever decides ({name})").format(name=names[0]) if names else _("Whoever decides")
            self.decider.addItem(icon("people"), usual, None)
            for one in record.matrix.deciders:
                text = _("{name} themself") if one.is_self else "{name}"
                text = text.format(name=record.names.get(one.person_id, ""))
                if one.relation:
                    text = f"{text} ({one.relation})"
                if not one.is_self and not one.has_authority:
                    text = _("{name}, without a say").format(name=text)
                self.decider.addItem(icon("person" if one.is_self else "guardian"), text, one.person_id)
            self.decider.setCurrentIndex(max(0, self.decider.findData(chosen)))

    def make_answers(self, person_id: int, keys: Iterable[CellKey], answer: Answer) -> tuple[AnswerInput, ...]:
        """The answers to record for these cells, as the bar is set."""
        decider = self.decider.currentData()
        return tuple(
            AnswerInput(
                person_id,
                key,
                answer,
                decider_id=decider,
                decided_on=day_of(self.day),
                method=chosen_method(self.method),
                heard_by=self.heard_by.text(),
                note=self.note.text(),
                evidence=self.proof.evidence,
            )
            for key in keys
        )


def _labelled(text: str, field: QWidget) -> QWidget:
    label = QLabel(text)
    set_kind(label, "small")
    label.setBuddy(field)
    if not field.accessibleName():
        field.setAccessibleName(text)
    box = QWidget()
    column = QVBoxLayout(box)
    column.setContentsMargins(0, 0, 0, XS)
    column.setSpacing(2)
    column.addWidget(label)
    row = QHBoxLayout()
    row.addWidget(field)
    column.addLayout(row)
    return box
