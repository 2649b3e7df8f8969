# SPDX-License-Identifier: GPL-3.0-or-later
"""Leavers: who left so long ago that they may be erased, what still stands in the way, and who is kept longer."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from PySide6.QtCore import QModelIndex, Qt, Signal
from PySide6.QtGui import QStandardItem, QStandardItemModel
from PySide6.QtWidgets import (
    QFormLayout,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QPushButton,
    QStackedWidget,
    QTreeView,
    QVBoxLayout,
    QWidget,
)

from models.changes import Change, ChangeSet
from models.progress import Progress
from models.publishing.retention import Leaver, RetentionProposal
from models.roster.person_rows import PersonRow
from models.terms import ChangeKind
from models.workspace import Workspace
from ui.context import AppContext
from ui.dialogs.entry_dialog import EntryDialog, Write
from ui.dialogs.erasure import ErasureDialog
from ui.style.icons import icon
from ui.style.labels import role_label
from ui.style.rights_labels import obstacle_text
from ui.style.spacing import M, S
from ui.style.theme import set_kind
from ui.texts import _, format_date, join_words, ngettext, pgettext
from ui.widgets.banner import Banner
from ui.widgets.date_field import DateField
from ui.widgets.empty_state import EmptyState

_PERSON = Qt.ItemDataRole.UserRole
_WIDTHS = (230, 160, 120, 260)
_LOOKED_AT = (
    ChangeKind.PERSON,
    ChangeKind.GROUP,
    ChangeKind.NOTICE,
    ChangeKind.PUBLICATION,
    ChangeKind.TAKEDOWN,
    ChangeKind.ANSWER,
    ChangeKind.APPEARANCE,
    ChangeKind.SETTING,
)


@dataclass(frozen=True, slots=True)
class _Loaded:
    proposal: RetentionProposal
    rows: dict[int, PersonRow]


class LeaversTab(QWidget):
    """The yearly proposal, in a table with a tick for each person."""

    person_requested = Signal(int)

    def __init__(self, context: AppContext, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._context = context
        self._free: set[int] = set()
        self.banner = Banner(self)
        self.about = QLabel()
        self.about.setWordWrap(True)
        self.model = QStandardItemModel(0, 5, self)
        self.table = _make_table(self.model)
        self.choose = QPushButton(icon("check"), _("Choose everybody with nothing in use"))
        set_kind(self.choose, "quiet")
        self.count = QLabel()
        set_kind(self.count, "muted")
        self.erase = QPushButton(icon("delete"), _("Erase…"))
        self.keep = QPushButton(icon("calendar"), _("Keep longer…"))
        self.let_go = QPushButton(icon("undo"), _("Keep no longer than usual"))
        self.done = QPushButton(icon("check", "on_accent"), _("Done for this year"))
        self.done.setToolTip(_("The reminder on To do goes away, and comes back after the next summer"))
        set_kind(self.done, "primary")
        self.nothing = EmptyState("history", _("Nobody to look at"), "")
        self.places = QStackedWidget()
        self._lay_out()
        self.model.itemChanged.connect(self._show_count)
        self.table.activated.connect(self._on_activated)
        self.choose.clicked.connect(self._on_choose)
        self.erase.clicked.connect(self._on_erase)
        self.keep.clicked.connect(self._on_keep)
        self.let_go.clicked.connect(self._on_let_go)
        self.done.clicked.connect(self._on_done)
        context.bus.changed.connect(self._on_changed)
        self._load()

    def chosen(self) -> tuple[int, ...]:
        """The people who are ticked, in order."""
        items = (self.model.item(row) for row in range(self.model.rowCount()))
        return tuple(int(item.data(_PERSON)) for item in items if item.checkState() is Qt.CheckState.Checked)

    def _lay_out(self) -> None:
        body = QWidget()
        column = QVBoxLayout(body)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(S)
        top = QHBoxLayout()
        top.addWidget(self.choose)
        top.addStretch(1)
        top.addWidget(self.count)
        bottom = QHBoxLayout()
        for button in (self.erase, self.keep, self.let_go):
            bottom.addWidget(button)
        bottom.addStretch(1)
        bottom.addWidget(self.done)
        column.addLayout(top)
        column.addWidget(self.table, 1)
        column.addLayout(bottom)
        self.places.addWidget(body)
        self.places.addWidget(self.nothing)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, M, 0, 0)
        layout.setSpacing(M)
        layout.addWidget(self.banner)
        layout.addWidget(self.about)
        layout.addWidget(self.places, 1)

    # --- reading

    def _load(self) -> None:
        def load(workspace: Workspace, _progress: Progress) -> _Loaded:
            proposal = workspace.retention.proposal()
            ids = [one.person_id for one in (*proposal.leavers, *proposal.kept)]
            return _Loaded(proposal, {row.id: row for row in workspace.people.rows(ids)})

        self._context.jobs.run_query(load, success=self._on_loaded, owner=self, key="leavers", is_urgent=True)

    def _on_loaded(self, loaded: _Loaded) -> None:
        proposal = loaded.proposal
        chosen = set(self.chosen())
        self.model.setRowCount(0)
        self.model.setHorizontalHeaderLabels(
            [_("Name"), pgettext("leavers", "Was"), pgettext("leavers", "Left"), _("Still in use"), _("Kept until")]
        )
        for leaver in (*proposal.leavers, *proposal.kept):
            row = loaded.rows.get(leaver.person_id)
            if row is not None:
                self.model.appendRow(_cells(leaver, row, is_chosen=leaver.person_id in chosen))
        self._free = {one.person_id for one in proposal.leavers if one.is_free}
        self.done.setVisible(proposal.is_open)
        self.about.setText(_about_text(proposal))
        self.about.setVisible(bool(proposal.months))
        has_any = self.model.rowCount() > 0
        self.places.setCurrentIndex(0 if has_any else 1)
        self.nothing.set_text(_("Nobody to look at"), _nothing_text(proposal))
        self.let_go.setVisible(bool(proposal.kept))
        self._show_count()

    def _show_count(self) -> None:
        count, total = len(self.chosen()), self.model.rowCount()
        self.count.setText(
            ngettext("{count} of {total} chosen", "{count} of {total} chosen", count).format(count=count, total=total)
        )
        for button in (self.erase, self.keep, self.let_go):
            button.setEnabled(count > 0)
        self.choose.setEnabled(bool(self._free))

    def _on_changed(self, changes: ChangeSet) -> None:
        if changes.concerns(*_LOOKED_AT):
            self._load()

    # --- acting

    def _on_choose(self) -> None:
        for row in range(self.model.rowCount()):
            item = self.model.item(row)
            is_free = int(item.data(_PERSON)) in self._free
            item.setCheckState(Qt.CheckState.Checked if is_free else Qt.CheckState.Unchecked)

    def _on_activated(self, index: QModelIndex) -> None:
        self.person_requested.emit(int(index.siblingAtColumn(0).data(_PERSON)))

    def _on_erase(self) -> None:
        dialog = ErasureDialog(self._context, self.chosen(), self)
        dialog.erased.connect(self._on_erased)
        dialog.open()

    def _on_erased(self, sentence: str) -> None:
        self.banner.show_message(sentence, icon_name="check")

    def _on_keep(self) -> None:
        KeepDialog(self._context, self.chosen(), self).open()

    def _on_let_go(self) -> None:
        people = self.chosen()

        def write(workspace: Workspace, _progress: Progress) -> Change[int]:
            return workspace.retention.let_go(people)

        self._context.jobs.run_change(write, owner=self, label=_("Keep no longer than usual"))

    def _on_done(self) -> None:
        def write(workspace: Workspace, _progress: Progress) -> Change[date]:
            return workspace.retention.finish_proposal()

        self._context.jobs.run_change(write, owner=self, label=_("Done for this year"))


class KeepDialog(EntryDialog):
    """Until when people are kept, and why."""

    def __init__(self, context: AppContext, people: tuple[int, ...], parent: QWidget | None = None) -> None:
        count = len(people)
        title = ngettext("Keep {count} person longer", "Keep {count} people longer", count).format(count=count)
        super().__init__(context, title, _("Keep"), parent)
        self._people = people
        self.until = DateField(_("Keep up to and including"))
        today = context.workspace.clock.today()
        self.until.set_day(today.replace(year=today.year + 1, day=min(today.day, 28)))
        self.reason = QLineEdit()
        self.reason.setMaxLength(500)
        self.reason.setMinimumWidth(360)
        self.reason.setPlaceholderText(_("For example a disagreement that is not over"))
        form = QFormLayout()
        form.addRow(_("Keep up to and including"), self.until)
        form.addRow(_("Why"), self.reason)
        self.body.addLayout(form)

    def make_write(self) -> tuple[str, Write]:
        """Note the day and the reason."""
        people, until, reason = self._people, self.until.day() or date.min, self.reason.text()

        def write(workspace: Workspace, _progress: Progress) -> Change[int]:
            return workspace.retention.keep(people, until, reason)

        return _("Keep longer"), write


def _cells(leaver: Leaver, row: PersonRow, *, is_chosen: bool) -> list[QStandardItem]:
    name = row.display_name or _("Parent or guardian (name not known)")
    kept = ""
    if leaver.kept_until is not None:
        kept = _("{date}: {reason}").format(date=format_date(leaver.kept_until), reason=leaver.reason)
    was = join_words([*row.groups, *(role_label(role) for role in row.roles)]) or "–"
    texts = (name, was, format_date(leaver.gone_on), obstacle_text(leaver) or _("nothing"), kept)
    cells = [QStandardItem(text) for text in texts]
    for cell in cells:
        cell.setEditable(False)
    cells[0].setCheckable(True)
    cells[0].setCheckState(Qt.CheckState.Checked if is_chosen else Qt.CheckState.Unchecked)
    cells[0].setData(leaver.person_id, _PERSON)
    return cells


def _about_text(proposal: RetentionProposal) -> str:
    months = ngettext("{count} month", "{count} months", proposal.months).format(count=proposal.months)
    return _(
        "These people left more than {months} ago. Nothing is ever erased by itself: you choose, see first what goes, "
        "and can keep somebody longer. The term is under Settings."
    ).format(months=months)


def _nothing_text(proposal: RetentionProposal) -> str:
    if not proposal.months:
        return _("This school has set no term for people who left. You can set one under Settings.")
    return _("Nobody left that long ago. After each summer this list is looked at anew.")


def _make_table(model: QStandardItemModel) -> QTreeView:
    table = QTreeView()
    table.setModel(model)
    table.setAccessibleName(_("People who left long ago"))
    table.setRootIsDecorated(False)
    table.setItemsExpandable(False)
    table.setUniformRowHeights(True)
    table.setAlternatingRowColors(True)
    table.header().setSectionsMovable(False)
    table.header().setStretchLastSection(True)
    for column, width in enumerate(_WIDTHS):
        table.setColumnWidth(column, width)
    return table
