# SPDX-License-Identifier: GPL-3.0-or-later
"""The school's rules about consent. A change counts for every answer at once, so it is counted before it is saved."""

from __future__ import annotations

from dataclasses import replace

from PySide6.QtCore import Qt
from PySide6.QtWidgets import (
    QFrame,
    QHBoxLayout,
    QLabel,
    QMessageBox,
    QProgressBar,
    QPushButton,
    QScrollArea,
    QVBoxLayout,
    QWidget,
)

from models.changes import Change, ChangeSet
from models.consent.effects import PolicyEffect
from models.errors import ErrorCode, KnownError
from models.policy import ConsentPolicy, load_policy
from models.progress import Progress
from models.terms import ChangeKind
from models.workspace import Workspace
from ui.background.jobs import Job
from ui.context import AppContext
from ui.pages.settings.policy_fields import PolicyFields
from ui.style.error_sentences import error_sentence
from ui.style.icons import icon
from ui.style.policy_labels import effect_sentence
from ui.style.spacing import READABLE_WIDTH, L, M
from ui.style.theme import set_kind
from ui.texts import _


class PolicyPanel(QWidget):
    """Shows the rules, counts what a change of them does, and saves it."""

    def __init__(self, context: AppContext, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._context = context
        self._policy: ConsentPolicy | None = None
        self._job: Job[PolicyEffect] | None = None
        self.fields = PolicyFields()
        self.save = QPushButton(icon("check", "on_accent"), _("Save the rules…"))
        set_kind(self.save, "primary")
        self.stop = QPushButton(icon("close"), _("Stop"))
        self.stop.hide()
        self.progress = QProgressBar()
        self.progress.setAccessibleName(_("Weighing the answers"))
        self.progress.setMaximumWidth(READABLE_WIDTH)
        self.progress.hide()
        self.message = QLabel()
        self.message.setWordWrap(True)
        self.message.setMaximumWidth(READABLE_WIDTH)
        self._build()
        self.save.clicked.connect(self._on_save)
        self.stop.clicked.connect(self._on_stop)
        self.fields.profile_chosen.connect(self._on_profile_chosen)
        context.bus.changed.connect(self._on_changed)
        self._load()

    def _build(self) -> None:
        buttons = QHBoxLayout()
        buttons.addWidget(self.save)
        buttons.addWidget(self.stop)
        buttons.addStretch(1)
        inside = QWidget()
        column = QVBoxLayout(inside)
        column.setContentsMargins(L, L, L, L)
        column.setSpacing(M)
        column.addWidget(self.fields)
        column.addLayout(buttons)
        column.addWidget(self.progress)
        column.addWidget(self.message)
        column.addStretch(1)
        area = QScrollArea(self)
        area.setWidgetResizable(True)
        area.setFrameShape(QFrame.Shape.NoFrame)
        area.setWidget(inside)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(area)

    def _load(self) -> None:
        def read(workspace: Workspace, _progress: Progress) -> ConsentPolicy:
            return workspace.settings.policy()

        self._context.jobs.run_query(read, success=self._on_loaded, owner=self)

    def _on_loaded(self, policy: ConsentPolicy) -> None:
        self._policy = policy
        self.fields.set_policy(policy)

    def _on_changed(self, changes: ChangeSet) -> None:
        """Follow an undo; what is filled in and not saved yet stays."""
        if (
            changes.concerns(ChangeKind.SETTING)
            and self._policy is not None
            and self._has_nothing_unsaved(self._policy)
        ):
            self._load()

    def _has_nothing_unsaved(self, policy: ConsentPolicy) -> bool:
        return self.save.isEnabled() and self.fields.policy(policy) == policy

    def _on_profile_chosen(self, country: str) -> None:
        self.fields.set_policy(load_policy(country))
        self._tell(_("Filled in from this profile. Nothing changes until you save the rules."))

    # --- counting and saving

    def _on_save(self) -> None:
        if self._policy is None:
            return
        try:
            policy = self.fields.policy(self._policy)
        except KnownError as error:
            self._tell(error_sentence(error))
            return
        if policy == self._policy:
            self._tell(_("These are the rules already."))
            return

        def count(workspace: Workspace, progress: Progress) -> PolicyEffect:
            return workspace.effects.of_policy(policy, progress)

        self._set_busy(is_busy=True)
        self.stop.show()
        self._tell(_("Counting what would change…"))
        self._job = self._context.jobs.run_task(
            count,
            label=_("Counting what would change"),
            success=lambda effect: self._ask(policy, effect),
            failure=self._on_failed,
            progress=self._on_progress,
            owner=self,
        )

    def _ask(self, policy: ConsentPolicy, effect: PolicyEffect) -> None:
        self._job = None
        self._set_busy(is_busy=False)
        self._tell("")
        box = QMessageBox(self)
        box.setIcon(QMessageBox.Icon.Question)
        box.setWindowTitle(_("Save the rules"))
        box.setText(_("Save the rules?"))
        box.setInformativeText(effect_sentence(effect))
        box.setStandardButtons(QMessageBox.StandardButton.Cancel)
        agree = box.addButton(_("Save the rules"), QMessageBox.ButtonRole.AcceptRole)
        agree.clicked.connect(lambda: self._write(policy))
        box.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.question = box
        box.open()

    def _write(self, policy: ConsentPolicy) -> None:
        def write(workspace: Workspace, _progress: Progress) -> Change[ConsentPolicy]:
            return workspace.settings.change_policy(policy)

        self._set_busy(is_busy=True)
        self._tell(_("Saving. Every answer is weighed anew."))
        self._context.jobs.run_change(
            write, success=self._on_saved, failure=self._on_failed, owner=self, label=_("Change the rules")
        )

    def _on_progress(self, done: int, total: int) -> None:
        self.progress.setRange(0, total)
        self.progress.setValue(done)

    def _on_saved(self, change: Change[ConsentPolicy]) -> None:
        self._set_busy(is_busy=False)
        self._policy = replace(change.value)
        self._tell(_("Saved."))

    def _on_stop(self) -> None:
        if self._job is not None:
            self._job.cancel()

    def _on_failed(self, error: KnownError) -> None:
        self._job = None
        self._set_busy(is_busy=False)
        stopped = error.code is ErrorCode.CANCELLED
        self._tell(_("Stopped. The rules are as they were.") if stopped else error_sentence(error))

    def _set_busy(self, *, is_busy: bool) -> None:
        self.save.setEnabled(not is_busy)
        self.fields.setEnabled(not is_busy)
        self.stop.hide()
        self.progress.setRange(0, 0)
        self.progress.setVisible(is_busy)

    def _tell(self, text: str) -> None:
        self.message.setText(text)
        self.message.setAccessibleName(text)
