# SPDX-License-Identifier: GPL-3.0-or-later
"""The People page: everybody at the left, one person at the right."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QMimeData, Qt, Signal
from PySide6.QtGui import QDragEnterEvent, QDropEvent, QGuiApplication
from PySide6.QtWidgets import QFrame, QSplitter, QStackedWidget, QVBoxLayout, QWidget

from models.changes import ChangeSet
from models.progress import Progress
from models.roster.groups import GroupRow
from models.roster.people import PeopleQuery
from models.terms import ChangeKind
from models.workspace import Workspace
from ui.context import AppContext
from ui.dialogs.bulk_answer import BulkAnswerDialog
from ui.item_models.people import ListedPerson, PeopleModel
from ui.item_models.windowed import Deliver
from ui.pages.people.answers_actions import AnswersActions
from ui.pages.people.blank_form import BlankFormActions
from ui.pages.people.card_actions import CardActions
from ui.pages.people.desk import PersonDesk
from ui.pages.people.import_dialog import ImportDialog
from ui.pages.people.letter_actions import LetterActions
from ui.pages.people.list_panel import PeopleList
from ui.pages.people.merge_actions import MergeActions
from ui.pages.people.person_dialog import PersonDialog
from ui.pages.people.person_panel import PersonPanel
from ui.pages.people.proof_actions import ProofActions
from ui.pages.people.record import list_rows
from ui.pages.people.rights_actions import RightsActions
from ui.pages.people.typed_actions import TypedActions
from ui.style.theme import set_kind
from ui.texts import _
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
        self._wanted: int | None = None
        self.people = PeopleList(self._model)
        self.letters = LetterActions(context, self.people, self)
        self.cards = CardActions(context, self.people, self)
        self.person = PersonPanel(context.workspace.clock.today())
        self.banner = Banner(self)
        self.desk = PersonDesk(context, self.person, self.banner, self)
        self.proof = ProofActions(context, self.person, self.banner, self)
        self.typed = TypedActions(context, self.person, self)
        self.rights = RightsActions(context, self.person, self.banner, self)
        self.blank_forms = BlankFormActions(context, self.person, self.banner, self)
        self.merges = MergeActions(context, self.people, self.person, self.banner, self)
        self.answer_lists = AnswersActions(context, self.people, self.banner, self)
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
        self.desk.show(person_id)

    def start_import(self) -> None:
        """Open the dialog for a class list."""
        self._open_import()

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
            self._open_import().read_file(path)

    def _lay_out(self) -> None:
        self.pages = QStackedWidget(self)  # from the outside in: what moves with all that it holds is styled anew
        self.splitter = QSplitter(Qt.Orientation.Horizontal, self.pages)
        left = QFrame(self.splitter)
        set_kind(left, "side")
        left.setMinimumWidth(290)
        column = QVBoxLayout(left)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(self.people)
        self.right = QStackedWidget(self.splitter)
        for panel in (self.nobody, self.person):
            self.right.addWidget(panel)
        self.splitter.setStretchFactor(1, 1)
        self.splitter.setSizes([330, 900])
        self.splitter.setChildrenCollapsible(False)
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
        for asked in (people.import_list.triggered, self.empty_import.clicked):
            asked.connect(self.start_import)
        for asked in (people.paste.triggered, self.empty_paste.clicked):
            asked.connect(self._on_paste_clicked)
        person.items_asked.connect(self._on_items_asked)
        person.history.item_asked.connect(self._on_item_asked)
        person.family.person_chosen.connect(self.show_person)
        self.desk.shown.connect(self._on_shown)
        self.desk.shown.connect(self.merges.show_person)
        self.merges.person_wanted.connect(self.show_person)
        self.desk.gone.connect(self._on_gone)
        self._context.bus.changed.connect(self._on_changed)

    # --- the list

    def _fetch_rows(self, ids: tuple[int, ...], deliver: Deliver) -> None:
        def load(workspace: Workspace, _progress: Progress) -> tuple[ListedPerson, ...]:
            return list_rows(workspace, ids)

        def loaded(rows: tuple[ListedPerson, ...]) -> None:
            deliver({one.row.id: one for one in rows})

        self._context.jobs.run_query(load, success=loaded, owner=self)

    def _load_list(self) -> None:
        query = self.people.query()

        def load(workspace: Workspace, _progress: Progress) -> tuple[tuple[int, ...], bool]:
            ids = workspace.people.list_people(query)
            return ids, bool(ids) or bool(workspace.people.list_people(PeopleQuery(include_left=True)))

        self._context.jobs.run_query(load, success=self._on_list_loaded, owner=self, key="list", is_urgent=True)

    def _on_list_loaded(self, answer: tuple[tuple[int, ...], bool]) -> None:
        ids, has_anybody = answer
        self.people.show_found(ids)
        self.pages.setCurrentWidget(self.splitter if has_anybody else self.empty)
        if self._wanted is not None and self.people.select(self._wanted):
            self._wanted = None

    def _load_groups(self) -> None:
        def load(workspace: Workspace, _progress: Progress) -> tuple[GroupRow, ...]:
            return workspace.groups.list_groups()

        self._context.jobs.run_query(load, success=self.people.set_groups, owner=self, key="groups")

    def _on_selection_changed(self) -> None:
        chosen = self.people.selected()
        if len(chosen) == 1 and chosen[0] != self.desk.person_id:
            self.desk.show(chosen[0])

    def _on_shown(self, _person_id: int) -> None:
        self.right.setCurrentWidget(self.person)

    def _on_gone(self) -> None:
        self.right.setCurrentWidget(self.nobody)

    def _on_items_asked(self) -> None:
        if self.person.record is not None:
            self.items_requested.emit(list(self.person.record.item_ids))

    def _on_item_asked(self, item_id: int) -> None:
        self.items_requested.emit([item_id])

    # --- adding and answering

    def _on_add_clicked(self) -> None:
        dialog = PersonDialog(self._context, None, self)
        dialog.person_added.connect(self._on_person_added)
        dialog.open()

    def _on_person_added(self, person_id: int) -> None:
        self._wanted = person_id
        self.people.clear_filters()
        self.desk.show(person_id)

    def _on_paste_clicked(self) -> None:
        self._open_import().paste_text(QGuiApplication.clipboard().text())

    def _open_import(self) -> ImportDialog:
        dialog = ImportDialog(self._context, self)
        dialog.imported.connect(self.banner.show_message)
        dialog.open()
        return dialog

    def _on_bulk_clicked(self) -> None:
        BulkAnswerDialog(self._context, self.people.selected(), self).open()

    def _on_changed(self, changes: ChangeSet) -> None:
        if changes.concerns(ChangeKind.PERSON, ChangeKind.GROUP):
            self._load_list()
            self._load_groups()
        elif changes.concerns(ChangeKind.PURPOSE, ChangeKind.SETTING):
            self._model.refresh_rows()
        elif changes.concerns(ChangeKind.ANSWER):
            self._model.refresh_rows(changes.ids(ChangeKind.ANSWER) or None)
        if changes.concerns(*_ON_SHOW):
            self.desk.reload()


def _list_in(data: QMimeData) -> Path | None:
    """The class list among what is dragged: one text file."""
    paths = [Path(url.toLocalFile()) for url in data.urls() if url.isLocalFile()]
    return paths[0] if len(paths) == 1 and paths[0].suffix.lower() in _LISTS else None
