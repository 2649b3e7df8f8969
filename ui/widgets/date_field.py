# SPDX-License-Identifier: GPL-3.0-or-later
"""A date that may be left empty, typed the way people write dates."""

from __future__ import annotations

import re
from datetime import date

from PySide6.QtCore import QDate, Signal
from PySide6.QtWidgets import QDateEdit, QLineEdit, QWidget

from models.errors import ErrorCode, KnownError
from ui.texts import _

_DAY_FIRST = re.compile(r"(\d{1,2})[-/. ](\d{1,2})[-/. ](\d{4})")
_YEAR_FIRST = re.compile(r"(\d{4})[-/. ](\d{1,2})[-/. ](\d{1,2})")


class DateField(QLineEdit):
    """A line for one date: 30-4-2015 or 2015-04-30, or nothing."""

    day_changed = Signal()
    """The line holds another date, or none, and whoever typed is done with it."""

    def __init__(self, name: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._told: date | None = None
        self.setAccessibleName(name)
        self.setPlaceholderText(_("day-month-year"))
        self.setMinimumWidth(130)
        self.editingFinished.connect(self._on_editing_finished)

    def set_day(self, day: date | None) -> None:
        """Show a date; None empties the field."""
        self._told = day
        self.setText("" if day is None else f"{day.day:02}-{day.month:02}-{day.year}")

    def day(self) -> date | None:
        """The date, or None for an empty field. Raises ``DATE_IMPOSSIBLE`` for anything else."""
        text = self.text().strip()
        if not text:
            return None
        try:
            if found := _DAY_FIRST.fullmatch(text):
                return date(int(found[3]), int(found[2]), int(found[1]))
            if found := _YEAR_FIRST.fullmatch(text):
                return date(int(found[1]), int(found[2]), int(found[3]))
        except ValueError as error:
            raise KnownError(ErrorCode.DATE_IMPOSSIBLE) from error
        raise KnownError(ErrorCode.DATE_IMPOSSIBLE)

    def day_or_none(self) -> date | None:
        """The date, or None where the line holds none that can be read."""
        try:
            return self.day()
        except KnownError:
            return None

    def _on_editing_finished(self) -> None:
        day = self.day_or_none()
        if day != self._told:
            self._told = day
            self.day_changed.emit()


def make_date_edit(name: str, day: date) -> QDateEdit:
    """A date that is always there, with a calendar to choose from."""
    edit = QDateEdit(QDate(day.year, day.month, day.day))
    edit.setCalendarPopup(True)
    edit.setDisplayFormat("dd-MM-yyyy")
    edit.setAccessibleName(name)
    return edit


def day_of(edit: QDateEdit) -> date:
    """The day that such a field shows."""
    chosen = edit.date()
    return date(chosen.year(), chosen.month(), chosen.day())


def set_day_of(edit: QDateEdit, day: date) -> None:
    """Show a day in such a field."""
    edit.setDate(QDate(day.year, day.month, day.day))
