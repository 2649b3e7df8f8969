# SPDX-License-Identifier: GPL-3.0-or-later
"""Who may be in a picture: the table of all classes at the left, the names of one cell at the right."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from PySide6.QtCore import QDate, Qt, Signal
from PySide6.QtWidgets import (
    QComboBox,
    QDateEdit,
    QFrame,
    QHBoxLayout,
    QLabel,
    QPushButton,
    QSplitter,
    QVBoxLayout,
    QWidget,
)

from models.changes import ChangeSet
from models.progress import Progress
from models.terms import ChangeKind, MediaKind
from models.workspace import Workspace
from ui.context import AppContext
from ui.dialogs.class_sheet import open_class_sheet
from ui.dialogs.name_cards import open_name_cards
from ui.pages.classes.chance_panel import ChancePanel
from ui.pages.classes.contents import ChanceDetail, Overview, load_detail, load_overview
from ui.pages.classes.overview_table import OverviewModel, OverviewTable
from ui.style import labels
from ui.style.icons import icon, kind_icon
from ui.style.spacing import M, S
from ui.style.theme import set_kind
from ui.texts import _, ngettext
from ui.widgets.banner import Banner
from ui.widgets.flow_layout import FlowLayout

_CONCERNS = (
    ChangeKind.ANSWER,
    ChangeKind.PERSON,
    ChangeKind.GROUP,
    ChangeKind.PURPOSE,
    ChangeKind.SETTING,
    ChangeKind.FORM,
)


class ChancesTab(QWidget):
    """Loads the table and the names, and follows what changes elsewhere."""

    forms_requested = Signal(int, list)
    person_requested = Signal(int)
    emptiness_known = Signal(bool)
    """Whether there is nobody at all."""

    def __init__(self, context: AppContext, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._context = context
        self._overview: Overview | None = None
        self._is_stale = False
        self.kind = QComboBox()
        self.kind.setAccessibleName(_("What will be made"))
        for kind in MediaKind:
            self.kind.addItem(icon(kind_icon(kind)), labels.kind_label(kind), kind)
        today = context.workspace.clock.today()
        self.day = QDateEdit(QDate(today.year, today.month, today.day))
        self.day.setCalendarPopup(True)
        self.day.setDisplayFormat("dd-MM-yyyy")
        self.day.setAccessibleName(_("On which day"))
        self.sheet = QPushButton(icon("print"), _("Class sheet…"))
        self.sheet.setToolTip(_("On paper who may be in it, for the photographer or the teacher"))
        self.sheet.setEnabled(False)
        self.cards = QPushButton(icon("camera"), _("Name cards…"))
        self.cards.setToolTip(_("Cards that a photographer takes a picture of first: they name the photos after it"))
        self.cards.setEnabled(False)
        self.banner = Banner(self)
        self.model = OverviewModel(self)
        self.table = OverviewTable(self.model)
        self.panel = ChancePanel()
        self.nothing = QLabel(_("Choose a class and a channel to see the names."))
        self.nothing.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self.nothing.setWordWrap(True)
        set_kind(self.nothing, "muted")
        self._lay_out()
        self._connect()
        self.refresh()

    def chosen_day(self) -> date:
        """The day that the table is about."""
        chosen = self.day.date()
        return date(chosen.year(), chosen.month(), chosen.day())

    def chosen_kind(self) -> MediaKind:
        """The kind of recording that the table is about."""
        return MediaKind(self.kind.currentData())

    def refresh(self) -> None:
        """Read the table again; the page shows it when it is there."""
        self._is_stale = False
        kind, day = self.chosen_kind(), self.chosen_day()

        def load(workspace: Workspace, _progress: Progress) -> Overview:
            return load_overview(workspace, kind, day)

        self._context.jobs.run_query(load, success=self._show, owner=self, key="overview")

    def refresh_if_stale(self) -> None:
        """Read again what changed while the page was not on show."""
        if self._is_stale:
            self.refresh()

    def _lay_out(self) -> None:
        bar = FlowLayout(spacing=S)
        for text, field in ((_("&Kind"), self.kind), (_("&Day"), self.day)):
            label = QLabel(text)
            label.setBuddy(field)
            choice = QWidget()
            line = QHBoxLayout(choice)
            line.setContentsMargins(0, 0, M, 0)
            line.setSpacing(S)
            line.addWidget(label)
            line.addWidget(field)
            bar.addWidget(choice)
        bar.addWidget(self.cards)
        bar.addWidget(self.sheet)
        left = QWidget()
        column = QVBoxLayout(left)
        column.setContentsMargins(0, M, M, 0)
        column.setSpacing(M)
        column.addLayout(bar)
        column.addWidget(self.table, 1)
        self.right = QFrame()
        set_kind(self.right, "card")
        self.right.setMinimumWidth(310)
        inside = QVBoxLayout(self.right)
        inside.setContentsMargins(0, 0, 0, 0)
        inside.addWidget(self.nothing)
        inside.addWidget(self.panel)
        self.panel.hide()
        beside = QWidget()
        frame = QVBoxLayout(beside)
        frame.setContentsMargins(M, M, 0, 0)
        frame.addWidget(self.right)
        self.splitter = QSplitter(Qt.Orientation.Horizontal)
        self.splitter.addWidget(left)
        self.splitter.addWidget(beside)
        self.splitter.setStretchFactor(0, 1)
        self.splitter.setSizes([716, 340])
        self.splitter.setChildrenCollapsible(False)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        layout.addWidget(self.banner)
        layout.addWidget(self.splitter, 1)

    def _connect(self) -> None:
        self.kind.currentIndexChanged.connect(self.refresh)
        self.day.dateChanged.connect(self.refresh)
        self.table.cell_chosen.connect(self._load_detail)
        self.table.names_asked.connect(self.panel.focus_names)
        self.panel.forms_requested.connect(self.forms_requested)
        self.panel.person_requested.connect(self.person_requested)
        self.panel.names_copied.connect(self._on_names_copied)
        self.sheet.clicked.connect(self._on_sheet_clicked)
        self.cards.clicked.connect(self._on_cards_clicked)
        self._context.bus.changed.connect(self._on_changed)

    def _show(self, overview: Overview) -> None:
        current = self.table.currentIndex()
        row = self.model.row_at(current)
        place = (None, None) if row is None else (row.chance.group_id, self.model.purpose_id_at(current))
        is_first = row is None
        self._overview = overview
        self.model.show(overview)
        self.emptiness_known.emit(overview.is_empty)
        if overview.is_empty:
            return
        if is_first:
            first = overview.rows[0]
            place = (first.chance.group_id, overview.purposes[0].id if overview.purposes else None)
        index = self.model.index_of(*place)
        if not index.isValid():
            index = self.model.index(0, min(1, self.model.columnCount() - 1))
        if index == self.table.currentIndex():
            self._load_detail()
        else:
            self.table.setCurrentIndex(index)

    def _load_detail(self) -> None:
        index = self.table.currentIndex()
        row, purpose_id = self.model.row_at(index), self.model.purpose_id_at(index)
        if row is None or self._overview is None:
            return
        purposes = self._overview.purposes
        purpose = next((one for one in purposes if one.id == purpose_id), purposes[0] if purposes else None)
        if purpose is None:
            self._show_detail(None)
            return
        kind, day = self._overview.kind, self._overview.day

        def load(workspace: Workspace, _progress: Progress) -> ChanceDetail | None:
            return load_detail(workspace, row, purpose, kind, day)

        self._context.jobs.run_query(load, success=self._show_detail, owner=self, key="detail")

    def _show_detail(self, detail: ChanceDetail | None) -> None:
        self.nothing.setVisible(detail is None)
        self.panel.setVisible(detail is not None)
        self.sheet.setEnabled(detail is not None and detail.chance.total > 0)
        self.cards.setEnabled(detail is not None and detail.chance.total > 0 and not detail.row.is_school)
        if detail is not None:
            self.panel.show_detail(detail)

    def _on_names_copied(self, count: int) -> None:
        text = ngettext("{count} name is on the clipboard.", "{count} names are on the clipboard.", count)
        self.banner.show_message(text.format(count=count), icon_name="copy")

    def _on_sheet_clicked(self) -> None:
        detail = self.panel.detail
        if detail is None:
            return
        chance = detail.chance
        people = _in_order(detail, (*chance.yes, *chance.ask_ids, *chance.out))
        open_class_sheet(self._context, detail.row.title, people, detail.day, self, purpose_id=detail.purpose.id)

    def _on_cards_clicked(self) -> None:
        detail = self.panel.detail
        if detail is None or detail.row.chance.group_id is None:
            return
        chance = detail.chance
        people = _in_order(detail, (*chance.yes, *chance.ask_ids, *chance.out))
        open_name_cards(self._context, people, self, (detail.row.chance.group_id,))

    def _on_changed(self, changes: ChangeSet) -> None:
        if not changes.concerns(*_CONCERNS):
            return
        if self.isVisible():
            self.refresh()
        else:
            self._is_stale = True


def _in_order(detail: ChanceDetail, people: Sequence[int]) -> tuple[int, ...]:
    """The people as the class has them: ``names`` was read in that order."""
    wanted = set(people)
    return tuple(person_id for person_id in detail.names if person_id in wanted)
