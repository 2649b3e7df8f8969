# SPDX-License-Identifier: GPL-3.0-or-later
"""The school's rules about consent. A change counts for every answer at once, so it is asked twice."""

from __future__ import annotations

from dataclasses import replace

from PySide6.QtCore import Qt
from PySide6.QtWidgets import (
    QCheckBox,
    QComboBox,
    QFormLayout,
    QLabel,
    QMessageBox,
    QPushButton,
    QSpinBox,
    QVBoxLayout,
    QWidget,
)

from models.changes import Change
from models.policy import ALL_GUARDIANS, ConsentPolicy
from models.progress import Progress
from models.terms import ConsentValidity, OnReachingAge
from models.workspace import Workspace
from ui.context import AppContext
from ui.style import labels
from ui.style.icons import icon
from ui.style.spacing import READABLE_WIDTH, L, M, S
from ui.style.theme import set_kind
from ui.texts import _


class PolicyPanel(QWidget):
    """Age, guardians, validity, covering."""

    def __init__(self, context: AppContext, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._context = context
        self._policy: ConsentPolicy | None = None
        self._make_fields()
        note = QLabel(
            _(
                "These rules follow the country that was chosen at the start. Talk to your privacy officer before you "
                "change them: every answer in the register is weighed by them."
            )
        )
        note.setWordWrap(True)
        note.setMaximumWidth(READABLE_WIDTH)
        set_kind(note, "muted")
        form = QFormLayout()
        form.setVerticalSpacing(S)
        form.setFieldGrowthPolicy(QFormLayout.FieldGrowthPolicy.FieldsStayAtSizeHint)
        form.addRow(_("Pupils decide for themselves from &age"), self.age)
        form.addRow(_("When a pupil &reaches that age"), self.reaching)
        form.addRow(_("A yes is needed &from"), self.guardians)
        form.addRow(_("A yes is good &for"), self.validity)
        form.addRow(_("Number of &months"), self.months)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(L, L, L, L)
        layout.setSpacing(M)
        layout.addWidget(note)
        layout.addLayout(form)
        layout.addWidget(self.covers_recording)
        layout.addWidget(self.covering)
        layout.addWidget(self.save, 0, Qt.AlignmentFlag.AlignLeft)
        layout.addWidget(self.message)
        layout.addStretch(1)
        self._load()

    def _make_fields(self) -> None:
        self.age = QSpinBox()
        self.age.setRange(12, 21)
        self.reaching = QComboBox()
        for choice in OnReachingAge:
            self.reaching.addItem(labels.reaching_age_label(choice), choice)
        self.guardians = QComboBox()
        self.guardians.addItem(_("One parent or guardian"), 1)
        self.guardians.addItem(_("Two parents or guardians"), 2)
        self.guardians.addItem(_("Every parent or guardian on record"), ALL_GUARDIANS)
        self.validity = QComboBox()
        for validity in ConsentValidity:
            self.validity.addItem(labels.validity_label(validity), validity)
        self.months = QSpinBox()
        self.months.setRange(1, 120)
        self.months.setValue(12)
        self.covers_recording = QCheckBox(_("A yes to publishing also covers taking the picture"))
        self.covering = QCheckBox(_("People may be covered in a copy"))
        self.save = QPushButton(icon("check", "on_accent"), _("Save the rules…"))
        set_kind(self.save, "primary")
        self.message = QLabel()
        self.validity.currentIndexChanged.connect(self._on_validity_changed)
        self.save.clicked.connect(self._on_save)

    def _load(self) -> None:
        def read(workspace: Workspace, _progress: Progress) -> ConsentPolicy:
            return workspace.settings.policy()

        self._context.jobs.run_query(read, success=self._on_loaded, owner=self)

    def _on_loaded(self, policy: ConsentPolicy) -> None:
        self._policy = policy
        self.age.setValue(policy.own_decision_age)
        self.reaching.setCurrentIndex(self.reaching.findData(policy.on_reaching_age))
        self.guardians.setCurrentIndex(max(0, self.guardians.findData(policy.guardians_required)))
        self.validity.setCurrentIndex(self.validity.findData(policy.validity))
        self.months.setValue(policy.validity_months or 12)
        self.covers_recording.setChecked(policy.publication_covers_recording)
        self.covering.setChecked(policy.covering_allowed)
        self._on_validity_changed()

    def _on_validity_changed(self) -> None:
        self.months.setEnabled(self._chosen_validity() is ConsentValidity.MONTHS)

    def _chosen_validity(self) -> ConsentValidity:
        return ConsentValidity(self.validity.currentData())

    def _on_save(self) -> None:
        if self._policy is None:
            return
        validity = self._chosen_validity()
        policy = replace(
            self._policy,
            own_decision_age=self.age.value(),
            on_reaching_age=OnReachingAge(self.reaching.currentData()),
            guardians_required=self.guardians.currentData(),
            validity=validity,
            validity_months=self.months.value() if validity is ConsentValidity.MONTHS else None,
            publication_covers_recording=self.covers_recording.isChecked(),
            covering_allowed=self.covering.isChecked(),
        )
        question = _("The rules are used for every answer in the register, from now on. Save them?")
        if QMessageBox.question(self, _("Save the rules"), question) != QMessageBox.StandardButton.Yes:
            return

        def write(workspace: Workspace, _progress: Progress) -> Change[ConsentPolicy]:
            return workspace.settings.change_policy(policy)

        self._context.jobs.run_change(write, success=self._on_saved, owner=self, label=_("Change the rules"))

    def _on_saved(self, change: Change[ConsentPolicy]) -> None:
        self._policy = change.value
        self.message.setText(_("Saved."))
