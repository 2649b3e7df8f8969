# SPDX-License-Identifier: GPL-3.0-or-later
"""Bringing in answers that the school's administration holds: choose, explain, look, then say yes."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import (
    QCheckBox,
    QComboBox,
    QHBoxLayout,
    QLabel,
    QPushButton,
    QTableView,
    QVBoxLayout,
    QWidget,
)

from models.answer_lists.answer_table import AnswerMapping
from models.answer_lists.answer_terms import AnswerRowKind, ImportedAnswerKind
from models.changes import Change
from models.errors import KnownError
from models.progress import Progress
from models.publishing.answer_import import ImportedAnswers, RowChoice, keep_list
from models.workspace import Workspace
from ui.context import AppContext
from ui.dialogs.answer_table import set_up_rows
from ui.dialogs.bring_in import BringInDialog
from ui.pages.people.answers_columns import AnswerColumns
from ui.pages.people.answers_model import AnswersModel, PlanReading, TableReading, plan_answers, read_answer_table
from ui.pages.people.import_model import list_source
from ui.style.answer_list_labels import answer_count_sentence, answer_rows_sentence
from ui.style.icons import icon
from ui.style.spacing import M, S
from ui.style.theme import set_kind
from ui.texts import _, format_number, ngettext

_SOURCE, _MEANING, _RESULT = range(3)


class AnswersDialog(BringInDialog):
    """Three steps: where the list is, what its columns and words mean, and what will happen."""

    def __init__(self, context: AppContext, parent: QWidget | None = None) -> None:
        title = _("Bring in answers")
        super().__init__(context, title, _("Record"), list_source(title), parent)
        self._source: bytes | str = ""
        self._table: TableReading | None = None
        self._plan: PlanReading | None = None
        self._choices: dict[int, RowChoice] = {}
        self.resize(1000, 720)
        self.columns = AnswerColumns()
        self.model = AnswersModel(self)
        self.totals = QLabel()
        self.totals.setWordWrap(True)
        self.rows = QTableView()
        self.who_text = QLabel()
        self.who = QComboBox()
        self.tick_all = QCheckBox(_("Take every yes in place of the no on record"))
        self.keep_file = QCheckBox(_("Keep the list as proof with these answers"))
        self.keep_file.setChecked(True)
        self.keep_file.setToolTip(_("It holds data of everybody in it; only a step of its own shows it."))
        self.forward = QPushButton(icon("next", "on_accent"), _("Next"))
        set_kind(self.forward, "primary")
        self._lay_out()
        self._connect()
        self._show_step(_SOURCE)

    # --- what it looks like

    def _lay_out(self) -> None:
        foot = QHBoxLayout()
        foot.setSpacing(S)
        foot.addWidget(self.back)
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
                "For answers that your school system holds already: a list with one row a pupil and a column for each "
                "question, saved as CSV or text. You can also drop the file here. Nothing is recorded before you have "
                "seen what will happen. An empty cell is never a yes."
            )
        )
        hint.setWordWrap(True)
        column.addWidget(hint)
        column.addWidget(self.choose, 0, Qt.AlignmentFlag.AlignLeft)
        column.addWidget(self.text, 1)
        return step

    def _result_step(self) -> QWidget:
        step = QWidget()
        column = QVBoxLayout(step)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(S)
        set_kind(self.totals, "heading")
        set_up_rows(self.rows, self.model, _("Rows of the list"))
        self.who_text.setBuddy(self.who)
        self.who.setMinimumWidth(300)
        question = QHBoxLayout()
        question.addWidget(self.who_text)
        question.addWidget(self.who)
        question.addStretch(1)
        column.addWidget(self.totals)
        column.addWidget(self.rows, 1)
        column.addLayout(question)
        column.addWidget(self.tick_all)
        column.addWidget(self.keep_file)
        return step

    def _connect(self) -> None:
        self.given.connect(self._start)
        self.text.textChanged.connect(self._show_buttons)
        self.back.clicked.connect(self._on_back)
        self.forward.clicked.connect(self._on_forward)
        self.buttons.accepted.connect(self._on_record)
        self.columns.mapping_changed.connect(self._on_mapping)
        self.model.ticks_changed.connect(self._show_totals)
        self.tick_all.clicked.connect(self.model.tick_all)
        self.rows.selectionModel().currentRowChanged.connect(self._show_question)
        self.who.activated.connect(self._on_who)

    def _show_step(self, step: int) -> None:
        self.steps.setCurrentIndex(step)
        self.problem.hide()
        self._show_buttons()

    def _show_buttons(self) -> None:
        step = self.steps.currentIndex()
        self.back.setVisible(step != _SOURCE)
        self.forward.setVisible(step != _RESULT)
        self.forward.setEnabled(step == _MEANING or bool(self._source) or bool(self.text.toPlainText().strip()))
        self.bring_in.setVisible(step == _RESULT)

    # --- reading

    def _start(self, source: bytes | str) -> None:
        self._source, self._choices = source, {}
        self._read(None, is_new=True)

    def _read(self, mapping: AnswerMapping | None, *, is_new: bool) -> None:
        source = self._source

        def load(workspace: Workspace, _progress: Progress) -> TableReading:
            return read_answer_table(workspace, source, mapping, None)

        def loaded(reading: TableReading) -> None:
            self._table = reading
            self.columns.set_reading(reading, is_new=is_new)
            if is_new:
                self._show_step(_MEANING)

        self._context.jobs.run_query(load, success=loaded, failure=self._show_problem, owner=self, key="table")

    def _on_mapping(self, mapping: AnswerMapping) -> None:
        self.problem.hide()
        self._read(mapping, is_new=False)

    def _make_plan(self) -> None:
        reading = self._table
        if reading is None:
            return
        table, mapping, choices = reading.table, self.columns.mapping(), dict(self._choices)

        def load(workspace: Workspace, _progress: Progress) -> PlanReading:
            return plan_answers(workspace, table, mapping, choices)

        self._context.jobs.run_query(load, success=self._on_planned, failure=self._show_problem, owner=self, key="plan")

    def _on_planned(self, reading: PlanReading) -> None:
        self._plan = reading
        self.model.set_reading(reading)
        self.rows.resizeColumnsToContents()
        for column, most in ((1, 240), (2, 280)):
            self.rows.setColumnWidth(column, min(self.rows.columnWidth(column) + M, most))
        self._show_step(_RESULT)
        self._show_totals()
        self._show_question()
        self.rows.setCurrentIndex(self.model.index(0, 0))

    def _show_totals(self) -> None:
        if self._plan is None:
            return
        plan = self._plan.plan
        answers, rows = plan.answer_counts, plan.row_counts
        lines = [answer_count_sentence(kind, answers[kind]) for kind in ImportedAnswerKind if answers[kind]]
        lines += [
            answer_rows_sentence(kind, rows[kind])
            for kind in (AnswerRowKind.DOUBT, AnswerRowKind.UNKNOWN, AnswerRowKind.PROBLEM)
            if rows[kind]
        ]
        self.totals.setText(" ".join(lines) or _("There are no answers in this list."))
        count = answers[ImportedAnswerKind.NEW] + len(self.model.ticked)
        text = ngettext("Record {count} answer", "Record {count} answers", count)
        self.bring_in.setText(text.format(count=format_number(count)) if count else _("Nothing to record"))
        self.bring_in.setEnabled(count > 0)
        self.tick_all.setVisible(bool(plan.overturning))
        self.tick_all.setChecked(bool(plan.overturning) and self.model.ticked == set(plan.overturning))

    def _show_question(self) -> None:
        row = self.model.planned(self.rows.currentIndex().row())
        line = None if row is None else row.row.line
        asks = row is not None and (row.kind is AnswerRowKind.DOUBT or line in self._choices) and bool(row.candidates)
        if row is not None and line in self._choices and not row.candidates:
            asks = True
        for widget in (self.who, self.who_text):
            widget.setVisible(asks)
        if row is None or not asks:
            return
        self.who_text.setText(_("Line {line}: who is {name}?").format(line=line, name=row.row.parts.display))
        self.who.clear()
        self.who.addItem(_("Please choose"), None)
        people = dict.fromkeys([*row.candidates, *([row.person_id] if row.person_id is not None else [])])
        for person_id in people:
            self.who.addItem(self.model.name(person_id), person_id)
        self.who.addItem(_("Nobody of these: leave it out"), "skip")
        self.who.setCurrentIndex(max(0, self.who.findData(self._choices.get(row.row.line))))

    # --- acting

    def _on_back(self) -> None:
        self._show_step(self.steps.currentIndex() - 1)

    def _on_forward(self) -> None:
        pasted = self.text.toPlainText()
        if self.steps.currentIndex() == _SOURCE and pasted.strip() and pasted != self._source:
            self._start(pasted)
        elif self.steps.currentIndex() == _SOURCE:
            self._show_step(_MEANING)
        else:
            self._make_plan()

    def _on_who(self) -> None:
        row = self.model.planned(self.rows.currentIndex().row())
        if row is None:
            return
        choice = self.who.currentData()
        if choice is None:
            self._choices.pop(row.row.line, None)
        else:
            self._choices[row.row.line] = choice
        self._make_plan()

    def _on_record(self) -> None:
        if self._plan is None:
            return
        plan, ticked = self._plan.plan, frozenset(self.model.ticked)
        evidence = keep_list(self._source) if self.keep_file.isChecked() else None
        self.bring_in.setEnabled(False)

        def write(workspace: Workspace, _progress: Progress) -> Change[ImportedAnswers]:
            return workspace.answer_imports.record(plan, overturn=ticked, evidence=evidence)

        self._context.jobs.run_change(
            write, success=self._on_recorded, failure=self._show_problem, owner=self, label=_("Bringing in answers")
        )

    def _on_recorded(self, change: Change[ImportedAnswers]) -> None:
        self.imported.emit(outcome_sentence(change.value))
        self.accept()

    def _show_problem(self, error: KnownError) -> None:
        self.bring_in.setEnabled(self._plan is not None)
        super()._show_problem(error)


def outcome_sentence(outcome: ImportedAnswers) -> str:
    """What an import did."""
    text = ngettext("{count} answer recorded.", "{count} answers recorded.", outcome.answers)
    parts = [text.format(count=format_number(outcome.answers))]
    if outcome.left_out:
        left = ngettext(
            "{count} answer was the same, not newer, or against a no, and was not taken.",
            "{count} answers were the same, not newer, or against a no, and were not taken.",
            outcome.left_out,
        )
        parts.append(left.format(count=format_number(outcome.left_out)))
    return " ".join(parts)
