# SPDX-License-Identifier: GPL-3.0-or-later
"""The fields of the school's rules, each group with a sentence that says what it means."""

from __future__ import annotations

from calendar import monthrange
from dataclasses import replace

from PySide6.QtCore import QLocale, QSignalBlocker, Qt, Signal
from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import (
    QCheckBox,
    QComboBox,
    QGridLayout,
    QHBoxLayout,
    QLabel,
    QSpinBox,
    QWidget,
)

from models.policy import ALL_GUARDIANS, ConsentPolicy, countries
from models.terms import ConsentValidity, LeapDayRule, OnReachingAge
from ui.style import labels
from ui.style.policy_labels import profile_label, profile_note, reminder_sentence, retention_sentence
from ui.style.spacing import READABLE_WIDTH, L, M, S
from ui.style.theme import set_kind
from ui.texts import _

_COMMON_YEAR = 2027


class PolicyFields(QWidget):
    """Shows a policy and gives it back as it is filled in."""

    profile_chosen = Signal(str)
    """A country whose profile is to be filled in."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._make_profile()
        self._make_choices()
        self._make_periods()
        self._grid = QGridLayout(self)
        self._grid.setContentsMargins(0, 0, 0, 0)
        self._grid.setVerticalSpacing(S)
        self._grid.setHorizontalSpacing(M)
        self._grid.setColumnStretch(2, 1)
        self._add_group(
            _("Where the rules come from"),
            ((_("&Profile"), self.profile),),
            self.profile_note,
        )
        self._add_group(
            _("Who decides"),
            (
                (_("Pupils decide for themselves from &age"), self.age),
                (_("When a pupil &reaches that age"), self.reaching),
                (_("Born on &29 February: in other years the birthday is"), self.leap_day),
                (_("A yes is needed &from"), self.guardians),
            ),
        )
        self._add_group(
            _("How long a yes lasts"),
            (
                (_("A yes is good &for"), self.validity),
                (_("Number of &months"), self.months),
                (_("The school &year ends on"), self.year_end),
            ),
            Note(_("This holds for answers that are recorded from now on, where the answer itself names no last day.")),
        )
        self._add_group(
            _("Reminders and leavers"),
            (
                (_("Re&mind people after"), self.reminder),
                (_("Propose to erase &leavers after"), self.retention),
            ),
            self.meaning,
        )
        self._add_group(_("Pictures"), ())
        for tick in (self.covers_recording, self.covering):
            self._grid.addWidget(tick, self._grid.rowCount(), 0, 1, 3)

    def policy(self, base: ConsentPolicy) -> ConsentPolicy:
        """What is filled in, on top of ``base``."""
        validity = ConsentValidity(self.validity.currentData())
        month = int(self.end_month.currentData())
        return replace(
            base,
            country=str(self.profile.currentData()),
            own_decision_age=self.age.value(),
            on_reaching_age=OnReachingAge(self.reaching.currentData()),
            leap_day=LeapDayRule(self.leap_day.currentData()),
            guardians_required=int(self.guardians.currentData()),
            validity=validity,
            validity_months=self.months.value() if validity is ConsentValidity.MONTHS else None,
            school_year_ends=(month, self.end_day.value()),
            publication_covers_recording=self.covers_recording.isChecked(),
            covering_allowed=self.covering.isChecked(),
            reminder_months=self.reminder.value(),
            retention_months=self.retention.value(),
        )

    def set_policy(self, policy: ConsentPolicy) -> None:
        """Fill everything in."""
        with QSignalBlocker(self.profile):
            self.profile.setCurrentIndex(self.profile.findData(policy.country))
        self.age.setValue(policy.own_decision_age)
        self.reaching.setCurrentIndex(self.reaching.findData(policy.on_reaching_age))
        self.leap_day.setCurrentIndex(self.leap_day.findData(policy.leap_day))
        if self.guardians.findData(policy.guardians_required) < 0:
            self.guardians.addItem(str(policy.guardians_required), policy.guardians_required)
        self.guardians.setCurrentIndex(self.guardians.findData(policy.guardians_required))
        self.validity.setCurrentIndex(self.validity.findData(policy.validity))
        self.months.setValue(policy.validity_months or 12)
        month, day = policy.school_year_ends
        self.end_month.setCurrentIndex(self.end_month.findData(month))
        self.end_day.setValue(day)
        self.covers_recording.setChecked(policy.publication_covers_recording)
        self.covering.setChecked(policy.covering_allowed)
        self.reminder.setValue(policy.reminder_months)
        self.retention.setValue(policy.retention_months)
        self._show_meaning()

    def _make_profile(self) -> None:
        self.profile = QComboBox()
        for country in countries():
            self.profile.addItem(profile_label(country), country)
        self.profile_note = Note("")
        self.profile.activated.connect(self._on_profile)

    def _make_choices(self) -> None:
        self.age = QSpinBox()
        self.age.setRange(0, 25)
        self.reaching = QComboBox()
        for choice in OnReachingAge:
            self.reaching.addItem(labels.reaching_age_label(choice), choice)
        self.leap_day = QComboBox()
        for rule in LeapDayRule:
            self.leap_day.addItem(labels.leap_day_label(rule), rule)
        self.guardians = QComboBox()
        self.guardians.addItem(_("One parent or guardian"), 1)
        self.guardians.addItem(_("Two parents or guardians"), 2)
        self.guardians.addItem(_("Every parent or guardian on record"), ALL_GUARDIANS)
        self.covers_recording = QCheckBox(_("A yes to publishing also covers taking the picture"))
        self.covering = QCheckBox(_("People may be covered in a copy"))

    def _make_periods(self) -> None:
        self.validity = QComboBox()
        for validity in ConsentValidity:
            self.validity.addItem(labels.validity_label(validity), validity)
        self.months = QSpinBox()
        self.months.setRange(1, 240)
        self.months.setValue(12)
        self.end_day = QSpinBox()
        self.end_day.setRange(1, 31)
        self.end_day.setAccessibleName(_("Last day of the school year: day"))
        self.end_month = QComboBox()
        self.end_month.setAccessibleName(_("Last day of the school year: month"))
        for month in range(1, 13):
            self.end_month.addItem(QLocale().standaloneMonthName(month), month)
        self.year_end = QWidget()
        row = QHBoxLayout(self.year_end)
        row.setContentsMargins(0, 0, 0, 0)
        row.addWidget(self.end_day)
        row.addWidget(self.end_month)
        self.year_end.setFocusProxy(self.end_day)
        self.reminder, self.retention = QSpinBox(), QSpinBox()
        for field, most, never in ((self.reminder, 120, _("Never")), (self.retention, 240, _("Never"))):
            field.setRange(0, most)
            field.setSpecialValueText(never)
            field.setSuffix(_(" months"))
            field.valueChanged.connect(self._show_meaning)
        self.meaning = Note("")
        self.validity.currentIndexChanged.connect(self._show_meaning)
        self.end_month.currentIndexChanged.connect(self._on_month)

    def _add_group(self, title: str, rows: tuple[tuple[str, QWidget], ...], note: QLabel | None = None) -> None:
        grid = self._grid
        heading = QLabel(title)
        set_kind(heading, "heading")
        grid.addWidget(heading, grid.rowCount(), 0, 1, 3)
        for text, field in rows:
            label = QLabel(text)
            label.setBuddy(field)
            place = grid.rowCount()
            grid.addWidget(label, place, 0)
            grid.addWidget(field, place, 1, Qt.AlignmentFlag.AlignLeft)
        if note is not None:
            grid.addWidget(note, grid.rowCount(), 0, 1, 3)
        grid.setRowMinimumHeight(grid.rowCount(), L)

    def _on_profile(self) -> None:
        self.profile_chosen.emit(str(self.profile.currentData()))

    def _on_month(self) -> None:
        month = self.end_month.currentData()
        if month is not None:
            self.end_day.setMaximum(monthrange(_COMMON_YEAR, int(month))[1])

    def _show_meaning(self) -> None:
        self.months.setEnabled(self.validity.currentData() == ConsentValidity.MONTHS)
        self.profile_note.show_text(profile_note(str(self.profile.currentData())))
        self.meaning.show_text(
            "\n".join((reminder_sentence(self.reminder.value()), retention_sentence(self.retention.value())))
        )


class Note(QLabel):
    """A muted text of readable width that is always shown whole."""

    def __init__(self, text: str = "") -> None:
        super().__init__()
        self.setWordWrap(True)
        self.setFixedWidth(READABLE_WIDTH)
        self.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        set_kind(self, "muted")
        self.show_text(text)

    def show_text(self, text: str) -> None:
        """Show a text and take the room that it needs (an empty one needs none)."""
        self.setText(text)
        self.setMinimumHeight(max(0, self.heightForWidth(READABLE_WIDTH)))

    def showEvent(self, event: QShowEvent) -> None:
        """Measure once more: the font of the style is known by now."""
        super().showEvent(event)
        self.setMinimumHeight(max(0, self.heightForWidth(READABLE_WIDTH)))
