# SPDX-License-Identifier: GPL-3.0-or-later
"""The People page: everybody at the left, one person at the right."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QMimeData, Qt, Signal
from PySide6.QtGui import QDragEnterEvent, QDropEvent, QGuiApplication
from PySide6.QtWidgets import QFrame, QMessageBox, QSplitter, QStackedWidget, QVBoxLayout, QWidget

from models.changes import Change, ChangeSet
from models.consent.facts import CellKey
from models.consent.register import Recorded
from models.errors import ErrorCode, KnownError
from models.progress import Progress
from models.roster.groups import GroupRow
from models.roster.people import PeopleQuery
from models.roster.person_rows import GuardianRow, PersonRow
from models.terms import Answer, ChangeKind
from models.workspace import Workspace
from ui.context import AppContext
from ui.item_models.people import PeopleModel
from ui.item_models.windowed import Deliver
from ui.pages.people.bulk_dialog import BulkAnswerDialog
from ui.pages.people.details import LeftDialog, ProtectionDialog
from ui.pages.people.guardian_dialog import GuardianDialog
from ui.pages.people.import_dialog import ImportDialog
from ui.pages.people.list_panel import PeopleList
from ui.pages.people.person_dialog import PersonDialog
from ui.pages.people.person_panel import PersonPanel
from ui.pages.people.record import PersonRecord, load_record, person_heading, standing_entry
from ui.style.error_sentences import error_sentence
from ui.style.theme import set_kind
from ui.texts import _, format_date, ngettext
from ui.widgets.banner import Banner
from ui.widgets.empty_state import EmptyState

_LISTS = (".csv", ".txt", ".tsv")
_ON_SHOW = (
    ChangeKind.PERSON,
    ChangeKind.ANSWER,
    ChangeKind.GROUP,
    ChangeKind.PURPOSE,
    ChangeKind.SETTING,
    ChangeKind.APPEARANCE,
    ChangeKind.PUBLICATION,
)


class PeoplePage(QWidget):
    """Answers are entered here, people and class lists brought in."""

    items_requested = Signal(list)
    """Ids of the items that a person is in."""

    def __init__(self, context: AppContext, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._context = context
        self._model = PeopleModel(self._fetch_rows, self)
        self._shown: int | None = None
        self._wanted: int | None = None
        self.people = PeopleList(self._model)
        self.person = PersonPanel(context.workspace.clock.today())
        self.banner = Banner(self)
        self.nobody = EmptyState(
            "people", _("Who is it about?"), _("Choose a person at the left to see and record their answers.")
        )
        self.empty = EmptyState(
            "people",
            _("Nobody on record yet"),
            _("Bring in a class list from your school system or from Excel, or add people one by one."),
        )
        self.empty_import = self.empty.add_button(_("Import class list…"), "import", is_primary=True)
        self.empty_paste = self.empty.add_button(_("Paste a list…"), "paste")
        self.empty_add = self.empty.add_button(_("Add person…"), "person-add")
        self._lay_out()
        self._connect()
        self.setAcceptDrops(True)
        self._load_list()
        self._load_groups()

    def show_person(self, person_id: int) -> None:
        """Show one person, whatever the filters are set to."""
        self._wanted = person_id
        if self.people.select(person_id):
            self._wanted = None
        self._show(person_id)

    def start_import(self) -> None:
        """Open the dialog for a class list."""
        ImportDialog(self._context, self).open()

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        """A class list may be dropped here; photos are left to the window."""
        if _list_in(event.mimeData()) is not None:
            event.acceptProposedAction()
        else:
            event.ignore()

    def dropEvent(self, event: QDropEvent) -> None:
        """Open the dropped list in the import dialog."""
        path = _list_in(event.mimeData())
        if path is not None:
            event.acceptProposedAction()
            dialog = ImportDialog(self._context, self)
            dialog.open()
            dialog.read_file(path)

    def _lay_out(self) -> None:
        left = QFrame()
        set_kind(left, "side")
        left.setMinimumWidth(290)
        column = QVBoxLayout(left)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(self.people)
        self.right = QStackedWidget()
        for panel in (self.nobody, self.person):
            self.right.addWidget(panel)
        self.splitter = QSplitter(Qt.Orientation.Horizontal)
        self.splitter.addWidget(left)
        self.splitter.addWidget(self.right)
        self.splitter.setStretchFactor(1, 1)
        self.splitter.setSizes([330, 900])
        self.splitter.setChildrenCollapsible(False)
        self.pages = QStackedWidget()
        self.pages.addWidget(self.splitter)
        self.pages.addWidget(self.empty)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        layout.addWidget(self.banner)
        layout.addWidget(self.pages, 1)

    def _connect(self) -> None:
        people, person = self.people, self.person
        people.query_changed.connect(self._load_list)
        people.selection_changed.connect(self._on_selection_changed)
        people.bulk.clicked.connect(self._on_bulk_clicked)
        for button in (people.add, self.empty_add):
            button.clicked.connect(self._on_add_clicked)
        for button in (people.import_list, self.empty_import):
            button.clicked.connect(self.start_import)
        for button in (people.paste, self.empty_paste):
            button.clicked.connect(self._on_paste_clicked)
        person.answered.connect(self._on_answered)
        person.annul_asked.connect(self._on_annul_asked)
        person.withdrawal_asked.connect(self._on_withdrawal_asked)
        person.items_asked.connect(self._on_items_asked)
        person.matrix.undo_asked.connect(self._context.undo.undo)
        person.history.correction_asked.connect(self._on_correction_asked)
        person.family.add_asked.connect(self._on_guardian_add_asked)
        person.family.edit_asked.connect(self._on_guardian_edit_asked)
        person.family.removal_asked.connect(self._on_guardian_removal_asked)
        person.family.person_chosen.connect(self.show_person)
        person.details.edit_asked.connect(self._on_edit_asked)
        person.details.protection_asked.connect(self._on_protection_asked)
        person.details.left_asked.connect(self._on_left_asked)
        person.details.back_asked.connect(self._on_back_asked)
        person.details.removal_asked.connect(self._on_removal_asked)
        self._context.bus.changed.connect(self._on_changed)
