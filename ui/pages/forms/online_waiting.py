# SPDX-License-Identifier: GPL-3.0-or-later
"""Rows of online forms that wait for a person: the list, and beside it what one says and what can be done."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from functools import partial

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import (
    QFrame,
    QHBoxLayout,
    QLabel,
    QListWidget,
    QListWidgetItem,
    QPushButton,
    QScrollArea,
    QSplitter,
    QVBoxLayout,
    QWidget,
)

from models.answer_lists.kept_row import Counting
from models.changes import Change
from models.errors import KnownError
from models.forms.online_plan import OnlineReason
from models.forms.online_rows import WaitingRow
from models.workspace import Workspace
from ui.context import AppContext
from ui.pages.forms.online_give_dialog import OnlineGiveDialog
from ui.pages.forms.online_reading import answer_text
from ui.style.icons import icon
from ui.style.online_labels import online_reason_label, online_reason_sentence
from ui.style.spacing import M, S
from ui.style.theme import set_kind
from ui.texts import _, format_date, ngettext

_ID = Qt.ItemDataRole.UserRole


class WaitingPanel(QWidget):
    """What waits, with the reason in words. Each decision is one step, and can be taken back."""

    said = Signal(str)
    """A sentence about what was done."""
    failed = Signal(object)
    """`KnownError`."""

    def __init__(self, context: AppContext, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._context = context
        self._rows: dict[int, WaitingRow] = {}
        self._names: Mapping[int, str] = {}
        self._purposes: Mapping[int, str] = {}
        self.heading = QLabel()
        set_kind(self.heading, "heading")
        self.nothing = QLabel(_("Nothing waits for you. What could be placed is on record."))
        self.nothing.setWordWrap(True)
        set_kind(self.nothing, "muted")
        self.list = QListWidget()
        self.list.setAccessibleName(_("Rows that wait for you"))
        self.list.setWordWrap(True)
        self.reason, self.differing, self.cells = QLabel(), QLabel(), QLabel()
        for label in (self.reason, self.differing, self.cells):
            label.setWordWrap(True)
            label.setTextFormat(Qt.TextFormat.PlainText)
        self.cells.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        set_kind(self.reason, "heading")
        self.give = QPushButton(icon("person"), _("Whose answers are these?…"))
        self.paper = QPushButton(icon("paper"), _("The paper counts"))
        self.online = QPushButton(icon("globe"), _("The online answer counts"))
        self.aside = QPushButton(icon("remove"), _("Put aside"))
        self._parts = QSplitter()
        self._lay_out()
        self.list.currentItemChanged.connect(self._show_row)
        self.give.clicked.connect(self._on_give)
        self.paper.clicked.connect(partial(self._on_count, Counting.PAPER))
        self.online.clicked.connect(partial(self._on_count, Counting.ONLINE))
        self.aside.clicked.connect(self._on_aside)
        self.setFocusProxy(self.list)

    def show_rows(self, rows: Sequence[WaitingRow], names: Mapping[int, str], purposes: Mapping[int, str]) -> None:
        """Show what waits; the row that was looked at stays on show, or the one that takes its place."""
        self._rows = {row.row_id: row for row in rows}
        self._names, self._purposes = names, purposes
        current, place = self.row, self.list.currentRow()
        self.list.blockSignals(True)
        self.list.clear()
        for row in rows:
            item = QListWidgetItem(icon("warning", "ask"), self._line(row))
            item.setData(_ID, row.row_id)
            self.list.addItem(item)
            if current is not None and row.row_id == current.row_id:
                self.list.setCurrentItem(item)
        if self.list.currentRow() < 0 and rows:
            self.list.setCurrentRow(min(max(place, 0), len(rows) - 1))
        self.list.blockSignals(False)
        count = ngettext("{count} row to look at", "{count} rows to look at", len(rows)).format(count=len(rows))
        self.heading.setText(count if rows else _("To look at"))
        self.nothing.setVisible(not rows)
        self._parts.setVisible(bool(rows))
        self._show_row()

    @property
    def row(self) -> WaitingRow | None:
        """The row on show."""
        item = self.list.currentItem()
        return None if item is None else self._rows.get(item.data(_ID))

    def _lay_out(self) -> None:
        inside = QWidget()
        column = QVBoxLayout(inside)
        column.setContentsMargins(M, 0, M, 0)
        column.setSpacing(M)
        for label in (self.reason, self.differing, self.cells):
            column.addWidget(label)
        column.addStretch(1)
        area = QScrollArea()
        area.setWidgetResizable(True)
        area.setFrameShape(QFrame.Shape.NoFrame)
        area.setWidget(inside)
        area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        buttons = QHBoxLayout()
        buttons.setContentsMargins(M, 0, 0, 0)
        buttons.setSpacing(S)
        for button in (self.give, self.paper, self.online, self.aside):
            buttons.addWidget(button)
        buttons.addStretch(1)
        right = QWidget()
        side = QVBoxLayout(right)
        side.setContentsMargins(0, 0, 0, 0)
        side.addWidget(area, 1)
        side.addLayout(buttons)
        self._parts.addWidget(self.list)
        self._parts.addWidget(right)
        self._parts.setStretchFactor(1, 2)
        self._parts.setSizes([360, 720])
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(S)
        layout.addWidget(self.heading)
        layout.addWidget(self.nothing)
        layout.addWidget(self._parts, 1)
        layout.addStretch(0)

    # --- one row

    def _line(self, row: WaitingRow) -> str:
        name = "" if row.person_id is None else self._names.get(row.person_id, "")
        day = "" if row.completed_at is None else format_date(row.completed_at.astimezone().date())
        about = " · ".join(part for part in (name, day) if part)
        return "\n".join(part for part in (online_reason_label(row.reason), about or row.form_name) if part)

    def _show_row(self) -> None:
        row = self.row
        if row is None:
            return
        differs = row.reason is OnlineReason.PAPER_DIFFERS
        self.reason.setText(online_reason_sentence(row.reason))
        said = [_("Online: {answer}").format(answer=answer_text(one, self._purposes)) for one in row.differing]
        said += [_("Waits: {answer}").format(answer=answer_text(one, self._purposes)) for one in row.answers]
        self.differing.setText("\n".join(said))
        self.differing.setVisible(bool(said))
        self.cells.setText("\n".join(f"{name}: {text}" for name, text in row.cells))
        self.give.setVisible(not differs and bool(row.answers))
        for button in (self.paper, self.online):
            button.setVisible(differs)
        self.aside.setText(_("Leave the no") if differs else _("Put aside"))
        self.list.setAccessibleDescription(self.reason.text())

    # --- acting

    def _on_give(self) -> None:
        row = self.row
        if row is not None:
            dialog = OnlineGiveDialog(self._context, row, self._purposes, self)
            dialog.accepted.connect(lambda: self.said.emit(_("The answers are on record.")))
            dialog.open()

    def _on_count(self, counting: Counting) -> None:
        row = self.row
        if row is not None:
            row_id = row.row_id
            text = _("The paper counts.") if counting is Counting.PAPER else _("The online answer counts.")
            self._run(
                lambda workspace: workspace.online.rows.count_for(row_id, counting),
                _("Choosing between paper and online"),
                text,
            )

    def _on_aside(self) -> None:
        row = self.row
        if row is not None:
            row_id = row.row_id
            self._run(
                lambda workspace: workspace.online.rows.put_aside(row_id),
                _("Putting an online answer aside"),
                _("It is put aside, and stays on record."),
            )

    def _run(self, act: Callable[[Workspace], Change[int]], label: str, done: str) -> None:
        def failed(error: KnownError) -> None:
            self.failed.emit(error)

        self._context.jobs.run_change(
            lambda workspace, _progress: act(workspace),
            success=lambda _change: self.said.emit(done),
            failure=failed,
            owner=self,
            label=label,
        )
