# SPDX-License-Identifier: GPL-3.0-or-later
"""Who is shown: a chart and the table with the same numbers, for all classes side by side or for the people of one."""

from __future__ import annotations

from datetime import date, timedelta
from enum import StrEnum

from PySide6.QtCore import QSignalBlocker, Qt, Signal
from PySide6.QtWidgets import (
    QCheckBox,
    QComboBox,
    QFrame,
    QHBoxLayout,
    QLabel,
    QPushButton,
    QSplitter,
    QVBoxLayout,
    QWidget,
)

from models.changes import ChangeSet
from models.consent.purposes import PurposeRow
from models.progress import Progress
from models.publishing.fairness import school_year_days
from models.terms import ChangeKind
from models.workspace import Workspace
from ui.context import AppContext
from ui.pages.classes.contents import Shares, load_shares
from ui.pages.classes.share_table import (
    ShareModel,
    ShareTable,
    group_headers,
    group_rows,
    person_headers,
    person_rows,
)
from ui.style.chance_labels import in_most_sentence, waiting_sentence
from ui.style.icons import icon
from ui.style.spacing import M, S
from ui.style.theme import set_kind
from ui.texts import _, format_date
from ui.widgets.bar_chart import BarChart

_CONCERNS = (
    ChangeKind.ANSWER,
    ChangeKind.PERSON,
    ChangeKind.GROUP,
    ChangeKind.PURPOSE,
    ChangeKind.SETTING,
    ChangeKind.ITEM,
    ChangeKind.APPEARANCE,
    ChangeKind.PUBLICATION,
)
_SIDE_BY_SIDE, _EVERYBODY = "classes", "everybody"


class Period(StrEnum):
    """Over which days to count."""

    THIS_YEAR = "this_year"
    LAST_YEAR = "last_year"
    LAST_MONTHS = "last_months"


class ShownTab(QWidget):
    """Loads the counts and shows them twice: as bars and as a table."""

    person_requested = Signal(int)

    def __init__(self, context: AppContext, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._context = context
        self._shares: Shares | None = None
        self._is_stale = True
        self.group = QComboBox()
        self.group.setAccessibleName(_("Class"))
        self.group.addItem(icon("grid"), _("All classes side by side"), _SIDE_BY_SIDE)
        self.group.addItem(icon("people"), _("Everybody"), _EVERYBODY)
        self.period = QComboBox()
        self.period.setAccessibleName(_("Period"))
        for period, text in (
            (Period.THIS_YEAR, _("This school year")),
            (Period.LAST_YEAR, _("Last school year")),
            (Period.LAST_MONTHS, _("The last three months")),
        ):
            self.period.addItem(text, period)
        self.purpose = QComboBox()
        self.purpose.setAccessibleName(_("Channel"))
        self.purpose.addItem(_("All channels"), None)
        self.only_waiting = QCheckBox(_("Only who is not shown yet"))
        self.sentence = QLabel()
        self.sentence.setWordWrap(True)
        set_kind(self.sentence, "heading")
        self.second = QLabel()
        self.second.setWordWrap(True)
        set_kind(self.second, "muted")
        self.chart = BarChart()
        self.chart.setMinimumWidth(260)
        self.model = ShareModel(self)
        self.table = ShareTable(self.model)
        self.open = QPushButton(icon("person"), _("Open person"))
        self._lay_out()
        self._connect()

    def refresh(self) -> None:
        """Read the counts again; the page shows them when they are there."""
        self._is_stale = False
        chosen = self.group.currentData()
        group_id = chosen if isinstance(chosen, int) else None
        period, purpose_id = Period(self.period.currentData()), self.purpose.currentData()

        def load(workspace: Workspace, _progress: Progress) -> tuple[Shares, tuple[PurposeRow, ...], dict[int, str]]:
            first, last = _days_of(workspace, period)
            shares = load_shares(workspace, group_id, first, last, purpose_id)
            titles = shares.group_titles
            if group_id is not None:
                titles = {one.id: one.name for one in workspace.groups.list_groups() if one.member_count}
            return shares, workspace.purposes.purposes(), titles

        self.sentence.setText(self.sentence.text() or _("Counting…"))
        self._context.jobs.run_query(load, success=self._fill, owner=self, key="shares")

    def refresh_if_stale(self) -> None:
        """Read again what changed while the tab was not on show."""
        if self._is_stale:
            self.refresh()

    def show_group(self, group_id: int) -> None:
        """Show the people of one class."""
        self.group.setCurrentIndex(max(0, self.group.findData(group_id)))

    @property
    def is_side_by_side(self) -> bool:
        """Whether classes are shown, not people."""
        return bool(self.group.currentData() == _SIDE_BY_SIDE)

    def _lay_out(self) -> None:
        bar = QHBoxLayout()
        bar.setSpacing(S)
        for field in (self.group, self.period, self.purpose):
            field.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToContents)
            field.setMaximumWidth(260)
            bar.addWidget(field)
        bar.addWidget(self.only_waiting)
        bar.addStretch(1)
        card = QFrame()
        set_kind(card, "card")
        inside = QVBoxLayout(card)
        inside.setContentsMargins(S, S, S, S)
        inside.addWidget(self.chart)
        chart, table = QWidget(), QWidget()
        for place, widget, margins in ((chart, card, (0, 0, M, 0)), (table, self.table, (M, 0, 0, 0))):
            around = QVBoxLayout(place)
            around.setContentsMargins(*margins)
            around.addWidget(widget)
        self.splitter = QSplitter(Qt.Orientation.Horizontal)
        self.splitter.addWidget(chart)
        self.splitter.addWidget(table)
        self.splitter.setSizes([440, 620])
        self.splitter.setChildrenCollapsible(False)
        foot = QHBoxLayout()
        foot.addWidget(self.second, 1)
        foot.addWidget(self.open)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, M, 0, 0)
        layout.setSpacing(M)
        layout.addLayout(bar)
        layout.addWidget(self.sentence)
        layout.addWidget(self.splitter, 1)
        layout.addLayout(foot)

    def _connect(self) -> None:
        for field in (self.group, self.period, self.purpose):
            field.currentIndexChanged.connect(self.refresh)
        self.only_waiting.toggled.connect(self._show)
        self.model.order_changed.connect(self._show_bars)
        self.table.row_chosen.connect(self.chart.set_current)
        self.table.row_chosen.connect(self._show_button)
        self.chart.current_changed.connect(self.table.choose)
        self.table.opened.connect(self._open_row)
        self.chart.activated.connect(self._open_row)
        self.open.clicked.connect(self._on_open)
        self._context.bus.changed.connect(self._on_changed)

    def _fill(self, found: tuple[Shares, tuple[PurposeRow, ...], dict[int, str]]) -> None:
        self._shares, purposes, titles = found
        for field, fixed, choices in (
            (self.group, 2, tuple(titles.items())),
            (self.purpose, 1, tuple((one.id, one.name) for one in purposes)),
        ):
            chosen = field.currentData()
            with QSignalBlocker(field):
                while field.count() > fixed:
                    field.removeItem(field.count() - 1)
                for row_id, text in choices:
                    field.addItem(text, row_id)
                field.setCurrentIndex(max(0, field.findData(chosen)))
        self._show()

    def _show(self) -> None:
        shares = self._shares
        if shares is None:
            return
        current = self.table.currentIndex().row()
        before = self.model.rows[current] if 0 <= current < len(self.model.rows) else None
        report = shares.report
        days = _("{first} to {last}").format(first=format_date(report.first), last=format_date(report.last))
        self.sentence.setText(waiting_sentence(len(report.waiting), report.may_count, days))
        self.second.setText(in_most_sentence(len(report.in_most)))
        self.only_waiting.setVisible(not self.is_side_by_side)
        if self.is_side_by_side:
            self.model.show(group_headers(), group_rows(shares))
        else:
            has_groups = self.group.currentData() == _EVERYBODY
            rows = person_rows(shares, has_groups=has_groups, only_waiting=self.only_waiting.isChecked())
            self.model.show(person_headers(has_groups=has_groups), rows)
        self.open.setText(_("Show this class") if self.is_side_by_side else _("Open person"))
        self.open.setIcon(icon("group" if self.is_side_by_side else "person"))
        if before is not None:
            self.table.choose(self.model.row_of(group_id=before.group_id, person_id=before.person_id))
        self._show_button()

    def _show_bars(self) -> None:
        self.chart.show_bars([row.bar for row in self.model.rows])
        self.chart.set_current(self.table.currentIndex().row())

    def _show_button(self) -> None:
        self.open.setEnabled(self.table.currentIndex().isValid())

    def _on_open(self) -> None:
        self._open_row(self.table.currentIndex().row())

    def _open_row(self, row: int) -> None:
        if not 0 <= row < len(self.model.rows):
            return
        chosen = self.model.rows[row]
        if chosen.person_id is not None:
            self.person_requested.emit(chosen.person_id)
        elif chosen.group_id is not None:
            self.show_group(chosen.group_id)

    def _on_changed(self, changes: ChangeSet) -> None:
        if not changes.concerns(*_CONCERNS):
            return
        if self.isVisible():
            self.refresh()
        else:
            self._is_stale = True


def _days_of(workspace: Workspace, period: Period) -> tuple[date, date]:
    today, policy = workspace.clock.today(), workspace.settings.policy()
    first, _last = school_year_days(today, policy)
    if period is Period.LAST_YEAR:
        return school_year_days(first - timedelta(days=1), policy)
    return (today - timedelta(days=91) if period is Period.LAST_MONTHS else first), today
