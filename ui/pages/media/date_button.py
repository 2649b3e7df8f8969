# SPDX-License-Identifier: GPL-3.0-or-later
"""The button to filter by day of capture: a few usual stretches, or a first and a last day."""

from __future__ import annotations

from datetime import date, timedelta

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QFormLayout, QHBoxLayout, QPushButton, QWidget

from models.publishing.library_filter import Facet
from ui.style.library_labels import facet_label
from ui.style.spacing import S
from ui.style.theme import set_kind
from ui.texts import _
from ui.widgets.choice_popup import PopupButton
from ui.widgets.date_field import DateField

Days = tuple[date, date]


class DateButton(PopupButton):
    """``days_chosen(since, until)``: dates or None."""

    days_chosen = Signal(object, object)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(facet_label(Facet.DATE), parent)
        self._today: date | None = None
        self._years: tuple[Days, Days] | None = None
        self.presets: list[QPushButton] = []
        for text, days in (
            (_("The last 7 days"), 7),
            (_("The last 30 days"), 30),
            (_("The last 365 days"), 365),
            (_("This school year"), 0),
            (_("The school year before"), -1),
        ):
            button = QPushButton(text)
            set_kind(button, "quiet")
            button.clicked.connect(lambda _checked=False, wanted=days: self._on_preset(wanted))
            self.presets.append(button)
            self.body.addWidget(button)
        self.first = DateField(_("First day"))
        self.last = DateField(_("Last day"))
        form = QFormLayout()
        form.addRow(_("First day"), self.first)
        form.addRow(_("Last day"), self.last)
        self.show_days = QPushButton(_("Show"))
        set_kind(self.show_days, "primary")
        self.every_day = QPushButton(_("Every day"))
        line = QHBoxLayout()
        line.setSpacing(S)
        line.addStretch(1)
        line.addWidget(self.every_day)
        line.addWidget(self.show_days)
        self.body.addLayout(form)
        self.body.addLayout(line)
        self.show_days.clicked.connect(self._on_show)
        self.every_day.clicked.connect(self._on_every_day)
        for field in (self.first, self.last):
            field.returnPressed.connect(self._on_show)

    def set_calendar(self, today: date, years: tuple[Days, Days]) -> None:
        """What day it is, and the first and last day of this school year and of the one before."""
        self._today, self._years = today, years

    def set_days(self, since: date | None, until: date | None) -> None:
        """Show the days of the filter."""
        self.first.set_day(since)
        self.last.set_day(until)

    def focus_inside(self) -> None:
        """The usual stretches first."""
        self.presets[0].setFocus()

    def _on_preset(self, days: int) -> None:
        if self._today is None or self._years is None:
            return
        if days > 0:
            self._tell(self._today - timedelta(days=days - 1), self._today)
        else:
            self._tell(*self._years[-days])

    def _on_show(self) -> None:
        for field in (self.first, self.last):
            if field.text().strip() and field.day_or_none() is None:
                field.setFocus()
                field.selectAll()
                return
        since, until = self.first.day_or_none(), self.last.day_or_none()
        if since is not None and until is not None and until < since:
            since, until = until, since
        self._tell(since, until)

    def _on_every_day(self) -> None:
        self._tell(None, None)

    def _tell(self, since: date | None, until: date | None) -> None:
        self.fold()
        self.days_chosen.emit(since, until)
