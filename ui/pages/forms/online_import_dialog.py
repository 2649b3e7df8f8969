# SPDX-License-Identifier: GPL-3.0-or-later
"""Bringing in the export of the school's own online form: choose, explain, look, then say yes."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from PySide6.QtWidgets import (
    QComboBox,
    QFormLayout,
    QHBoxLayout,
    QLabel,
    QProgressBar,
    QPushButton,
    QTableView,
    QVBoxLayout,
    QWidget,
)

from models.changes import Change
from models.errors import ErrorCode, KnownError
from models.forms.online import OnlineForm, OnlineOutcome, keep_export
from models.forms.online_plan import OnlineGroup
from models.forms.online_table import OnlineColumns
from models.progress import Progress
from models.workspace import Workspace
from ui.background.jobs import Job
from ui.context import AppContext
from ui.dialogs.answer_table import set_up_rows
from ui.dialogs.bring_in import BringInDialog, ListSource
from ui.pages.forms.online_columns import OnlineColumnsEditor
from ui.pages.forms.online_reading import (
    ExportReading,
    OnlinePlanModel,
    OnlinePlanReading,
    plan_export,
    read_columns,
    read_export_file,
)
from ui.style.icons import icon
from ui.style.online_labels import online_group_label
from ui.style.spacing import M, S
from ui.style.theme import set_kind
from ui.texts import _, format_number, ngettext

_SOURCE, _MEANING, _RESULT = range(3)


class OnlineImportDialog(BringInDialog):
    """Three steps: the file and which form it is of, what its columns and words mean, and what will happen."""

    def __init__(self, context: AppContext, forms: Sequence[OnlineForm], parent: QWidget | None = None) -> None:
        source = ListSource(
            title=_("Bring in online answers"),
            kinds=_("Exports ({patterns})").format(patterns="*.csv *.xlsx *.txt *.tsv"),
            folder_key="forms/online_folder",
            load=read_export_file,
            takes_text=False,
        )
        super().__init__(context, _("Bring in online answers"), _("Record"), source, parent)
        self._content = b""
        self._reading: ExportReading | None = None
        self._plan: OnlinePlanReading | None = None
        self._job: Job[Change[OnlineOutcome]] | None = None
        self.resize(1040, 720)
        self.form = QComboBox()
        self.form.setEditable(True)
        self.form.addItems([one.name for one in forms] or [_("Consent")])
        self.form.setMinimumWidth(320)
        self.file = QLabel()
        self.columns = OnlineColumnsEditor()
        self.model = OnlinePlanModel(self)
        self.totals = QLabel()
        self.totals.setWordWrap(True)
        self.rows = QTableView()
        self.bar = QProgressBar()
        self.bar.setAccessibleName(_("Bringing in online answers"))
        self.bar.hide()
        self.forward = QPushButton(icon("next", "on_accent"), _("Next"))
        set_kind(self.forward, "primary")
        self._lay_out()
        self._connect()
        self._show_step(_SOURCE)

    def read_file(self, path: Path) -> None:
        """Read a file and ask what its columns mean."""
        self.file.setText(path.name)
        super().read_file(path)

    def reject(self) -> None:
        """While answers are being recorded the first Cancel stops that: nothing is written then."""
        if self._job is not None:
            self._job.cancel()
        else:
            super().reject()

    # --- what it looks like

    def _lay_out(self) -> None:
        foot = QHBoxLayout()
        foot.setSpacing(S)
        foot.addWidget(self.back)
        foot.addWidget(self.bar, 1)
        foot.addStretch(1)
        foot.addWidget(self.forward)
        foot.addWidget(self.buttons)
        self._lay_out_steps((self._source_step(), self.columns, self._result_step()), foot)

    def _source_step(self) -> QWidget:
        step = QWidget()
        column = QVBoxLayout(step)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(M)
        hint = QLabel(
            _(
                "In Google Forms: Responses, “⋮”, download as CSV. In Microsoft Forms: Responses, open in Excel. "
                "Choose that file here, or drop it on this window. Nothing is recorded before you have seen what will "
                "happen. An empty cell is never a yes, and the file is kept as proof."
            )
        )
        hint.setWordWrap(True)
        which = QFormLayout()
        which.addRow(_("Answers to the form"), self.form)
        row = QHBoxLayout()
        row.addWidget(self.choose)
        row.addWidget(self.file)
        row.addStretch(1)
        column.addWidget(hint)
        column.addLayout(which)
        column.addLayout(row)
        column.addStretch(1)
        return step

    def _result_step(self) -> QWidget:
        step = QWidget()
        column = QVBoxLayout(step)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(S)
        set_kind(self.totals, "heading")
        set_up_rows(self.rows, self.model, _("Rows of the file"))
        column.addWidget(self.totals)
        column.addWidget(self.rows, 1)
        return step

    def _connect(self) -> None:
        self.given.connect(self._start)
        self.form.currentTextChanged.connect(self._show_buttons)
        self.back.clicked.connect(self._on_back)
        self.forward.clicked.connect(self._on_forward)
        self.buttons.accepted.connect(self._on_record)
        self.columns.columns_changed.connect(self._on_columns)

    def _show_step(self, step: int) -> None:
        self.steps.setCurrentIndex(step)
        self.problem.hide()
        self._show_buttons()
        (self.choose, self.forward, self.rows)[step].setFocus()

    def _show_buttons(self) -> None:
        step, is_busy = self.steps.currentIndex(), self._job is not None
        self.back.setVisible(step != _SOURCE)
        self.back.setEnabled(not is_busy)
        self.forward.setVisible(step != _RESULT)
        self.forward.setEnabled(bool(self._content) and bool(self.form.currentText().strip()))
        self.bring_in.setVisible(step == _RESULT)
        self.bring_in.setEnabled(not is_busy and self._plan is not None and self._count_fresh() > 0)
        self.bar.setVisible(is_busy)

    # --- reading

    def _start(self, content: bytes) -> None:
        self._content = content
        self._read(None, is_new=True)

    def _read(self, columns: OnlineColumns | None, *, is_new: bool) -> None:
        content, name = self._content, self.form.currentText()

        def load(workspace: Workspace, _progress: Progress) -> ExportReading:
            return read_columns(workspace, name, content, columns)

        def loaded(reading: ExportReading) -> None:
            self._reading = reading
            self.columns.set_reading(reading, is_new=is_new)
            if is_new:
                self._show_step(_MEANING)

        self._context.jobs.run_query(load, success=loaded, failure=self._show_problem, owner=self, key="table")

    def _on_columns(self, columns: OnlineColumns) -> None:
        self.problem.hide()
        self._read(columns, is_new=False)

    def _make_plan(self) -> None:
        reading, name = self._reading, self.form.currentText()
        if reading is None:
            return
        columns = self.columns.columns()
        if reading.unclear or any(one.meaning is None for one in reading.values):
            self._show_problem(KnownError(ErrorCode.ANSWER_WORDS_UNCLEAR))
            return

        def load(workspace: Workspace, _progress: Progress) -> OnlinePlanReading:
            return plan_export(workspace, name, reading.table, columns)

        self._context.jobs.run_query(load, success=self._on_planned, failure=self._show_problem, owner=self, key="plan")

    def _on_planned(self, reading: OnlinePlanReading) -> None:
        self._plan = reading
        self.model.set_reading(reading)
        self.rows.resizeColumnsToContents()
        for column, (least, most) in enumerate(((60, 90), (160, 280), (110, 180))):
            self.rows.setColumnWidth(column, max(least, min(self.rows.columnWidth(column) + M, most)))
        groups = reading.plan.groups
        parts = [
            _("{what}: {count}").format(what=online_group_label(group), count=format_number(groups[group]))
            for group in OnlineGroup
            if groups[group]
        ]
        self.totals.setText(" · ".join(parts))
        fresh, answers = self._count_fresh(), reading.plan.answer_count
        if answers:
            text = ngettext("Record {count} answer", "Record {count} answers", answers)
            self.bring_in.setText(text.format(count=format_number(answers)))
        else:
            self.bring_in.setText(_("Keep these rows") if fresh else _("Nothing to record"))
        self._show_step(_RESULT)
        self.rows.setCurrentIndex(self.model.index(0, 0))

    def _count_fresh(self) -> int:
        if self._plan is None:
            return 0
        return len(self._plan.plan.rows) - self._plan.plan.groups[OnlineGroup.KNOWN]

    # --- acting

    def _on_back(self) -> None:
        self._show_step(self.steps.currentIndex() - 1)

    def _on_forward(self) -> None:
        if self.steps.currentIndex() == _SOURCE:
            self._read(None, is_new=True)
        else:
            self._make_plan()

    def _on_record(self) -> None:
        if self._plan is None or self._reading is None:
            return
        plan, content = self._plan.plan, self._content

        def write(workspace: Workspace, progress: Progress) -> Change[OnlineOutcome]:
            return workspace.online.record(plan.name, plan.table, plan.columns, keep_export(content), progress)

        self.bar.setRange(0, 0)
        self.problem.hide()
        self._job = self._context.jobs.run_task(
            write,
            label=_("Bringing in online answers"),
            success=self._on_recorded,
            failure=self._show_problem,
            progress=self._on_progress,
            ended=self._on_ended,
            owner=self,
        )
        self._show_buttons()

    def _on_progress(self, done: int, total: int) -> None:
        self.bar.setRange(0, total)
        self.bar.setValue(done)

    def _on_recorded(self, change: Change[OnlineOutcome]) -> None:
        self._context.bus.broadcast(change.changes)
        if change.undo is not None:
            self._context.undo.push(_("Bringing in online answers"), change.undo)
        self._job = None
        self.imported.emit(_outcome_sentence(change.value))
        self.accept()

    def _on_ended(self) -> None:
        self._job = None
        self._show_buttons()

    def _show_problem(self, error: KnownError) -> None:
        super()._show_problem(error)
        if error.code is ErrorCode.CANCELLED:
            self.problem.setText(_("Stopped. Nothing was recorded."))


def _outcome_sentence(outcome: OnlineOutcome) -> str:
    text = ngettext("{count} answer recorded.", "{count} answers recorded.", outcome.answers)
    return text.format(count=format_number(outcome.answers))
