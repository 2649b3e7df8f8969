# SPDX-License-Identifier: GPL-3.0-or-later
"""Looking at a person as the register knew them on an earlier day. Nothing can be changed meanwhile."""

from __future__ import annotations

from datetime import date, timedelta

from PySide6.QtCore import QDate, QSignalBlocker, Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QPushButton, QVBoxLayout, QWidget

from ui.style.icons import icon
from ui.style.spacing import M, S
from ui.style.theme import set_kind
from ui.texts import _, format_date
from ui.widgets.date_field import day_of, make_date_edit, set_day_of

_FIRST_LOOK = timedelta(days=30)


class LookBack(QFrame):
    """A bar above the answers, hidden until somebody looks back; `day_chosen` tells which day, None for today."""

    day_chosen = Signal(object)

    def __init__(self, today: date, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        set_kind(self, "banner")
        self._today = today
        self.open = QPushButton(icon("history"), _("Look back…"))
        self.open.setToolTip(_("What did we know on an earlier day?"))
        set_kind(self.open, "quiet")
        self.text = QLabel()
        set_kind(self.text, "heading")
        self.text.setWordWrap(True)
        note = QLabel(
            _(
                "Answers that were recorded later are left out. Names, family, birth dates, rules and channels are as "
                "they are now. Nothing can be changed here."
            )
        )
        note.setWordWrap(True)
        set_kind(note, "small")
        self.day = make_date_edit(_("The day to look at"), today)
        self.back = QPushButton(icon("undo"), _("Back to today"))
        top = QHBoxLayout()
        top.setSpacing(S)
        top.addWidget(self.text, 1)
        top.addWidget(self.day)
        top.addWidget(self.back)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(M, S, M, S)
        layout.setSpacing(S)
        layout.addLayout(top)
        layout.addWidget(note)
        self.open.clicked.connect(self._on_open)
        self.back.clicked.connect(self._on_back)
        self.day.dateChanged.connect(self._on_day_changed)
        self.hide()

    @property
    def known_on(self) -> date | None:
        """The day that is looked at; None for today."""
        return None if self.isHidden() else day_of(self.day)

    def set_today(self, today: date) -> None:
        """Follow the calendar: later days than today cannot be chosen."""
        self._today = today
        with QSignalBlocker(self.day):
            self.day.setMaximumDate(QDate(today.year, today.month, today.day))

    def _on_open(self) -> None:
        self.set_today(self._today)
        with QSignalBlocker(self.day):
            set_day_of(self.day, self._today - _FIRST_LOOK)
        self.show()
        self.open.hide()
        self.day.setFocus()
        self._on_day_changed()

    def _on_back(self) -> None:
        self.hide()
        self.open.show()
        self.open.setFocus()
        self.day_chosen.emit(None)

    def _on_day_changed(self) -> None:
        day = day_of(self.day)
        text = _("As this register knew it on {date}").format(date=format_date(day))
        self.text.setText(text)
        self.setAccessibleName(text)
        self.day_chosen.emit(day)
