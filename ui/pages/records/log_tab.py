# SPDX-License-Identifier: GPL-3.0-or-later
"""The log: who did what, when, and how much it touched; newest first."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import (
    QAbstractItemView,
    QComboBox,
    QHBoxLayout,
    QHeaderView,
    QLabel,
    QPushButton,
    QStackedWidget,
    QTableView,
    QVBoxLayout,
    QWidget,
)

from models.changes import ChangeSet
from models.progress import Progress
from models.store.audit_log import LogQuery, LogRow
from models.workspace import Workspace
from ui.context import AppContext
from ui.item_models.log import LogModel
from ui.item_models.windowed import Deliver
from ui.style.icons import icon
from ui.style.log_labels import log_areas
from ui.style.spacing import M, S
from ui.style.theme import set_kind
from ui.texts import _, format_number, ngettext, pgettext
from ui.widgets.date_field import DateField
from ui.widgets.empty_state import EmptyState

_WIDTHS = (86, 160, 140, 290)


class LogTab(QWidget):
    """The audit trail with two filters: what it is about, and between which days."""

    def __init__(self, context: AppContext, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._context = context
        self.model = LogModel(self._fetch, self)
        self.area = QComboBox()
        self.area.setAccessibleName(_("What it is about"))
        for text, areas in log_areas():
            self.area.addItem(text, areas)
        self.since = DateField(_("From which day"))
        self.until = DateField(_("Up to and including which day"))
        self.clear = QPushButton(icon("close"), _("Show everything"))
        set_kind(self.clear, "quiet")
        self.count = QLabel()
        set_kind(self.count, "muted")
        self.table = _make_table(self.model)
        self.nothing = EmptyState(
            "records", _("Nothing here"), _("Nothing was recorded of this kind or between these days.")
        )
        self.places = QStackedWidget()
        self.places.addWidget(self.table)
        self.places.addWidget(self.nothing)
        self._lay_out()
        self.area.activated.connect(self._load)
        self.since.day_changed.connect(self._load)
        self.until.day_changed.connect(self._load)
        self.clear.clicked.connect(self._on_clear)
        context.bus.changed.connect(self._on_changed)
        self._load()

    def _lay_out(self) -> None:
        row = QHBoxLayout()
        row.setSpacing(S)
        for text, field in (
            (_("What it is about"), self.area),
            (pgettext("date", "From"), self.since),
            (pgettext("date", "to"), self.until),
        ):
            label = QLabel(text)
            label.setBuddy(field)
            row.addWidget(label)
            row.addWidget(field)
        row.addWidget(self.clear)
        row.addStretch(1)
        row.addWidget(self.count)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, M, 0, 0)
        layout.setSpacing(M)
        layout.addLayout(row)
        layout.addWidget(self.places, 1)

    def query(self) -> LogQuery:
        """What the filters are set to; a date that is none counts as empty."""
        return LogQuery(tuple(self.area.currentData()), self.since.day_or_none(), self.until.day_or_none())

    def _load(self) -> None:
        query = self.query()
        self.clear.setVisible(query != LogQuery())

        def load(workspace: Workspace, _progress: Progress) -> tuple[int, ...]:
            return workspace.log.entry_ids(query)

        self._context.jobs.run_query(load, success=self._on_loaded, owner=self, key="log", is_urgent=True)

    def _on_loaded(self, ids: tuple[int, ...]) -> None:
        self.model.set_ids(ids)
        count = len(ids)
        self.count.setText(ngettext("{count} entry", "{count} entries", count).format(count=format_number(count)))
        self.places.setCurrentWidget(self.table if ids else self.nothing)

    def _fetch(self, ids: tuple[int, ...], deliver: Deliver) -> None:
        def load(workspace: Workspace, _progress: Progress) -> tuple[LogRow, ...]:
            return workspace.log.rows(ids)

        def loaded(rows: tuple[LogRow, ...]) -> None:
            deliver({row.seq: row for row in rows})

        self._context.jobs.run_query(load, success=loaded, owner=self)

    def _on_clear(self) -> None:
        self.area.setCurrentIndex(0)
        self.since.set_day(None)
        self.until.set_day(None)
        self._load()

    def _on_changed(self, _changes: ChangeSet) -> None:
        self._load()


def _make_table(model: LogModel) -> QTableView:
    table = QTableView()  # a tree would ask about each of a hundred thousand rows before it shows one
    table.setModel(model)
    set_kind(table, "log")
    table.setAccessibleName(_("Log"))
    table.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
    table.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
    table.setShowGrid(False)
    table.setAlternatingRowColors(True)
    table.setWordWrap(False)
    table.setTabKeyNavigation(False)
    rows, columns = table.verticalHeader(), table.horizontalHeader()
    rows.hide()
    rows.setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
    rows.setDefaultSectionSize(table.fontMetrics().height() + 2 * S)
    columns.setDefaultAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
    columns.setHighlightSections(False)
    columns.setStretchLastSection(True)
    for column, width in enumerate(_WIDTHS):
        table.setColumnWidth(column, width)
    return table
