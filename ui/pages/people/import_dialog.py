# SPDX-License-Identifier: GPL-3.0-or-later
"""Bringing a class list in: choose, look at what will happen, then say yes. Nothing is written before that."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import (
    QCheckBox,
    QHBoxLayout,
    QLabel,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from models.changes import Change
from models.errors import KnownError
from models.progress import Progress
from models.roster.class_list import ColumnMapping
from models.roster.import_apply import ImportOutcome
from models.terms import DateOrder, ListColumn
from models.workspace import Workspace
from ui.context import AppContext
from ui.dialogs.bring_in import BringInDialog
from ui.pages.people.import_model import PlanModel, Reading, list_source, understand_list
from ui.pages.people.import_preview import ImportPreview
from ui.style.icons import icon
from ui.style.spacing import M, S
from ui.texts import _, format_number, join_words, ngettext

_MOST_NAMES = 4


class ImportDialog(BringInDialog):
    """Two steps: where the list is, and what it will do."""

    def __init__(self, context: AppContext, parent: QWidget | None = None) -> None:
        source = list_source(_("Choose a class list"))
        super().__init__(context, _("Import a class list"), _("Import"), source, parent)
        self._source: bytes | str = ""
        self._mapping: ColumnMapping | None = None
        self._has_headings: bool | None = None
        self._reading: Reading | None = None
        self.resize(1040, 720)
        self.model = PlanModel(self)
        self.read_text = QPushButton(icon("next"), _("Read this list"))
        self.read_text.setEnabled(False)
        self.preview = ImportPreview(self.model)
        self.shared = QCheckBox()
        self.shared.hide()
        self.back.setText(_("Another list"))
        self.copy = QPushButton(icon("copy"), _("Copy the rows to check"))
        self._lay_out()
        self._connect()
        self._show_step(0)

    def _lay_out(self) -> None:
        first = QWidget()
        column = QVBoxLayout(first)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(M)
        hint = QLabel(
            _(
                "Any list with names will do: saved as CSV or text, with or without headings. You can also drop the "
                "file here. First you see what will happen; nobody is ever removed."
            )
        )
        hint.setWordWrap(True)
        column.addWidget(hint)
        column.addWidget(self.choose, 0, Qt.AlignmentFlag.AlignLeft)
        column.addWidget(self.text, 1)
        column.addWidget(self.read_text, 0, Qt.AlignmentFlag.AlignLeft)
        foot = QHBoxLayout()
        foot.setSpacing(S)
        foot.addWidget(self.back)
        foot.addWidget(self.copy)
        foot.addWidget(self.buttons, 1)
        self._lay_out_steps((first, self.preview), foot, self.shared)

    def _connect(self) -> None:
        self.given.connect(self._start)
        self.text.textChanged.connect(self._on_text_changed)
        self.read_text.clicked.connect(self._on_read_text)
        self.back.clicked.connect(self._on_back)
        self.copy.clicked.connect(self._on_copy)
        self.buttons.accepted.connect(self._on_import)
        self.preview.columns_changed.connect(self._on_columns_changed)
        self.preview.order_chosen.connect(self._on_order_chosen)
        self.preview.headings_chosen.connect(self._on_headings_chosen)
        self.model.dataChanged.connect(self._show_totals)

    def _show_step(self, step: int) -> None:
        self.steps.setCurrentIndex(step)
        for button in (self.back, self.copy, self.bring_in):
            button.setVisible(step == 1)
        self.shared.setVisible(step == 1 and bool(self.shared.text()))

    def _start(self, source: bytes | str) -> None:
        self._source, self._mapping, self._has_headings = source, None, None
        self._understand()

    def _understand(self) -> None:
        source, mapping, has_headings = self._source, self._mapping, self._has_headings
        self.problem.hide()

        def load(workspace: Workspace, _progress: Progress) -> Reading:
            return understand_list(workspace, source, mapping, has_headings)

        self._context.jobs.run_query(
            load, success=self._on_understood, failure=self._show_problem, owner=self, key="list"
        )

    def _on_understood(self, reading: Reading) -> None:
        self._reading = reading
        self.model.set_reading(reading)
        self.preview.set_reading(reading)
        show_shared(self.shared, reading)
        self._show_step(1)
        if reading.problem is not None:
            self._show_problem(reading.problem)
        self._show_totals()

    def _show_totals(self) -> None:
        count = self.model.count_to_import()
        text = ngettext("Import {count} person", "Import {count} people", count)
        self.bring_in.setText(text.format(count=format_number(count)))
        self.bring_in.setEnabled(count > 0)
        self.copy.setEnabled(bool(self.model.problem_text()))
        self.preview.show_totals()

    def _show_problem(self, error: KnownError) -> None:
        self.bring_in.setEnabled(self.model.count_to_import() > 0)
        super()._show_problem(error)

    def _on_text_changed(self) -> None:
        self.read_text.setEnabled(bool(self.text.toPlainText().strip()))

    def _on_read_text(self) -> None:
        self._start(self.text.toPlainText())

    def _on_back(self) -> None:
        self.problem.hide()
        self._show_step(0)

    def _on_copy(self) -> None:
        QGuiApplication.clipboard().setText(self.model.problem_text())

    def _on_columns_changed(self, columns: Mapping[ListColumn, int]) -> None:
        order = self._mapping.date_order if self._mapping is not None else None
        self._mapping = ColumnMapping(dict(columns), order)
        self._understand()

    def _on_order_chosen(self, order: DateOrder) -> None:
        if self._reading is not None:
            self._mapping = replace(self._reading.mapping, date_order=order)
            self._understand()

    def _on_headings_chosen(self, has_headings: bool) -> None:
        self._has_headings, self._mapping = has_headings, None
        self._understand()

    def _on_import(self) -> None:
        reading = self._reading
        if reading is None or reading.plan is None:
            return
        plan, choices = reading.plan, dict(self.model.choices)
        shared = plan.shared if self.shared.isChecked() else ()
        self.bring_in.setEnabled(False)

        def write(workspace: Workspace, _progress: Progress) -> Change[ImportOutcome]:
            return workspace.people.apply_import(plan, choices, shared)

        self._context.jobs.run_change(
            write, success=self._on_imported, failure=self._show_problem, owner=self, label=_("Importing a class list")
        )

    def _on_imported(self, change: Change[ImportOutcome]) -> None:
        self.imported.emit(outcome_sentence(change.value))
        self.accept()


def show_shared(box: QCheckBox, reading: Reading) -> None:
    """Ask whether parents who seem to be on record are the same people; unticked until somebody says so."""
    shared = () if reading.plan is None else reading.plan.shared
    names = list(dict.fromkeys(reading.names.get(one.guardian_id, "") for one in shared))
    box.setChecked(False)
    if not shared:
        box.setText("")
        return
    text = ngettext(
        "{names} seems to be on record already, as the parent of a brother or sister. Use the same person.",
        "{names} seem to be on record already, as parents of a brother or sister. Use the same people.",
        len(names),
    )
    shown = names[:_MOST_NAMES]
    if len(names) > len(shown):
        more = len(names) - len(shown)
        shown.append(ngettext("{count} other", "{count} others", more).format(count=format_number(more)))
    box.setText(text.format(names=join_words(shown)))
    box.setToolTip("\n".join(names))


def outcome_sentence(outcome: ImportOutcome) -> str:
    """What an import did, in one sentence for each thing."""
    lines = [
        ngettext("{count} person added.", "{count} people added.", outcome.added).format(
            count=format_number(outcome.added)
        )
    ]
    if outcome.changed:
        text = ngettext("{count} person changed.", "{count} people changed.", outcome.changed)
        lines.append(text.format(count=format_number(outcome.changed)))
    if outcome.guardians_added:
        text = ngettext(
            "{count} parent or guardian added.", "{count} parents and guardians added.", outcome.guardians_added
        )
        lines.append(text.format(count=format_number(outcome.guardians_added)))
    if outcome.skipped:
        text = ngettext("{count} row left out.", "{count} rows left out.", outcome.skipped)
        lines.append(text.format(count=format_number(outcome.skipped)))
    return " ".join(lines)
