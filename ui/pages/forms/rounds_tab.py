# SPDX-License-Identifier: GPL-3.0-or-later
"""Rounds: who was asked on paper, who answered, and who is silent."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import (
    QHBoxLayout,
    QLabel,
    QListView,
    QListWidget,
    QListWidgetItem,
    QProgressBar,
    QPushButton,
    QSplitter,
    QStackedLayout,
    QTreeWidget,
    QTreeWidgetItem,
    QVBoxLayout,
    QWidget,
)

from models.changes import ChangeSet
from models.errors import KnownError
from models.forms.round_terms import RoundAnswer, RoundPerson, RoundProgress, RoundRow
from models.progress import Progress
from models.terms import ChangeKind
from models.workspace import Workspace
from ui.context import AppContext
from ui.pages.forms.blank_dialog import BlankDialog
from ui.pages.forms.paper_dialog import Load, Paper, RoundPaperDialog
from ui.pages.forms.round_answers import RoundAnswers
from ui.pages.forms.round_changes import NewFormDialog, RoundDetailsDialog
from ui.pages.forms.round_dialog import RoundDialog
from ui.printing.hand_out_list import FormStack
from ui.style.error_sentences import error_sentence
from ui.style.icons import icon
from ui.style.round_labels import round_line, standing_sentence
from ui.style.spacing import M, S
from ui.style.theme import set_kind
from ui.texts import _, pgettext
from ui.widgets.banner import Banner
from ui.widgets.empty_state import EmptyState
from ui.widgets.folded_rows import FoldedRows

_ID = Qt.ItemDataRole.UserRole


class RoundsTab(QWidget):
    """The list of rounds at the left; beside it the classes of the chosen one, with the names of the silent."""

    def __init__(self, context: AppContext, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._context = context
        self._progress: RoundProgress | None = None
        self._wanted: int | None = None
        self.empty = EmptyState(
            "forms",
            _("No forms handed out yet"),
            _("A round asks a class, or the whole school, with one personal form each. Here you see who answered."),
        )
        self.first = self.empty.add_button(_("New round…"), "add", is_primary=True)
        self.first_blank = self.empty.add_button(_("Blank forms…"), "paper")
        self.banner = Banner(self)
        self.new = QPushButton(icon("add", "on_accent"), _("New round…"))
        set_kind(self.new, "primary")
        self.list = QListWidget()
        self.list.setAccessibleName(_("Rounds"))
        self.list.setWordWrap(True)
        self.list.setItemDelegate(FoldedRows(self.list))
        self.list.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)  # lines are folded instead
        self.list.setResizeMode(QListView.ResizeMode.Adjust)
        self.blank = QPushButton(icon("paper"), _("Blank forms…"))
        self.blank.setToolTip(_("Forms with a code and without a name, for newcomers"))
        self.name = QLabel()
        self.name.setWordWrap(True)
        set_kind(self.name, "heading")
        self.change = QPushButton(icon("edit"), _("Change…"))
        self.change.setAccessibleName(_("Change the name or the last day of the round"))
        set_kind(self.change, "quiet")
        self.standing = QLabel()
        self.standing.setWordWrap(True)
        self.tree = QTreeWidget()
        self.tree.setAccessibleName(_("Classes, with the names of who is silent"))
        self.tree.setHeaderLabels([_("Class"), _("Answered"), ""])
        self.tree.setColumnWidth(0, 300)
        self.tree.setColumnWidth(1, 120)
        self.print = QPushButton(icon("print"), _("Print or PDF…"))
        self.remind = QPushButton(icon("mail"), _("Remind the silent…"))
        self.copy = QPushButton(icon("copy"), _("Copy the list"))
        self.copy.setToolTip(_("The names of who is silent, with their class, to paste elsewhere"))
        self.lost = QPushButton(icon("redo"), _("A form got lost…"))
        self.lost.setToolTip(_("Choose somebody who is silent, and make a new form with a code of its own"))
        self.answers = RoundAnswers(context, self.tree, lambda item: item.data(0, _ID), self._current)
        self._lay_out()
        self._connect()
        self.setFocusProxy(self.list)
        self._load()

    def start_round(self) -> None:
        """Open the dialog for a new round."""
        dialog = RoundDialog(self._context, self)
        dialog.started.connect(self._on_started)
        dialog.open()

    def _connect(self) -> None:
        for button, act in (
            (self.first, self.start_round),
            (self.new, self.start_round),
            (self.first_blank, self.make_blank),
            (self.blank, self.make_blank),
            (self.change, self._on_change),
            (self.print, self._on_print),
            (self.remind, self._on_remind),
            (self.lost, self._on_lost),
            (self.copy, self._on_copy),
        ):
            button.clicked.connect(act)
        self.list.currentItemChanged.connect(self._load_round)
        self.tree.itemSelectionChanged.connect(self._show_lost)
        self._context.bus.changed.connect(self._on_changed)

    def make_blank(self) -> None:
        """Open the dialog for forms without a name."""
        dialog = BlankDialog(self._context, self)
        dialog.made.connect(lambda forms: self._open_paper([(_("The new blank forms"), _these(forms))]))
        dialog.open()

    def _lay_out(self) -> None:
        left = QWidget()
        column = QVBoxLayout(left)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(self.new)
        column.addWidget(self.list, 1)
        column.addWidget(self.blank)
        right = QWidget()
        column = QVBoxLayout(right)
        column.setContentsMargins(M, 0, 0, 0)
        column.setSpacing(S)
        head = QHBoxLayout()
        head.addWidget(self.name, 1)
        head.addWidget(self.change)
        column.addLayout(head)
        column.addWidget(self.standing)
        column.addWidget(self.tree, 1)
        buttons = QHBoxLayout()
        for button in (self.print, self.remind, self.lost, self.copy):
            buttons.addWidget(button)
        buttons.addStretch(1)
        column.addLayout(buttons)
        column.addWidget(self.answers)
        parts = QSplitter()
        parts.addWidget(left)
        parts.addWidget(right)
        parts.setStretchFactor(1, 3)
        parts.setSizes([300, 800])
        filled = QWidget()
        column = QVBoxLayout(filled)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(self.banner)
        column.addWidget(parts, 1)
        self._stack = QStackedLayout(self)
        self._stack.addWidget(filled)
        self._stack.addWidget(self.empty)

    # --- reading

    def _load(self) -> None:
        self._context.jobs.run_query(
            lambda workspace, _progress: workspace.rounds.rounds(), success=self._on_loaded, owner=self, key="rounds"
        )

    def _on_loaded(self, rows: tuple[RoundRow, ...]) -> None:
        self._stack.setCurrentIndex(0 if rows else 1)
        self.setFocusProxy(self.list if rows else self.first)
        wanted = self._wanted if self._wanted is not None else self._current()
        self.list.blockSignals(True)
        self.list.clear()
        for row in rows:
            item = QListWidgetItem(icon("forms" if row.is_running else "history"), f"{row.name}\n{round_line(row)}")
            item.setData(_ID, row.id)
            self.list.addItem(item)
            if row.id == wanted:
                self.list.setCurrentItem(item)
        if self.list.currentRow() < 0 and rows:
            self.list.setCurrentRow(0)
        self.list.blockSignals(False)
        self._wanted = None
        self._load_round()

    def _current(self) -> int | None:
        item = self.list.currentItem()
        return None if item is None else int(item.data(_ID))

    def _load_round(self) -> None:
        round_id = self._current()
        if round_id is None:
            return

        def read(workspace: Workspace, _progress: Progress) -> RoundProgress:
            return workspace.rounds.progress(round_id)

        self._context.jobs.run_query(read, success=self._show, failure=self._on_problem, owner=self, key="round")

    def _on_problem(self, error: KnownError) -> None:
        self.banner.show_message(error_sentence(error), icon_name="warning")

    def _show(self, found: RoundProgress) -> None:
        opened = {item.text(0) for item in self._class_items() if item.isExpanded()}
        self._progress = found
        self.name.setText(found.row.name)
        self.standing.setText(standing_sentence(found.row))
        self.tree.clear()
        people: dict[str, list[RoundPerson]] = {}
        for one in found.people:
            people.setdefault(one.groups[0] if one.groups else "", []).append(one)
        for group in found.classes:
            text = _("{answered} of {people}").format(answered=group.answered, people=group.people)
            item = QTreeWidgetItem([group.name or _("In no class"), text, ""])
            for one in people[group.name]:
                if one.answer is not RoundAnswer.ANSWERED:
                    item.addChild(_person_item(one))
            self.tree.addTopLevelItem(item)
            self.tree.setItemWidget(item, 2, _bar(group.answered, group.people, item.text(0)))
            item.setExpanded(item.text(0) in opened)
        has_silent = bool(found.row.silent)
        self.remind.setEnabled(has_silent)
        self.copy.setEnabled(has_silent)
        self._show_lost()

    def _class_items(self) -> list[QTreeWidgetItem]:
        found = (self.tree.topLevelItem(number) for number in range(self.tree.topLevelItemCount()))
        return [item for item in found if item is not None]

    def _on_changed(self, changes: ChangeSet) -> None:
        if changes.concerns(ChangeKind.FORM, ChangeKind.ANSWER, ChangeKind.PERSON, ChangeKind.GROUP):
            self._load()

    # --- acting

    def _on_started(self, round_id: int) -> None:
        self._wanted = round_id
        self._load()
        self._open_paper([(_("All forms of the round"), _forms_of(round_id))], in_classes=True)

    def _on_print(self) -> None:
        if self._progress is None:
            return
        round_id = self._progress.row.id
        choices = [(_("All forms of the round"), _forms_of(round_id))]
        silent = [one.person_id for one in self._progress.silent()]
        if silent:
            choices.append((_("Again for the silent"), _forms_of(round_id, silent)))
        chosen = self._chosen()
        if chosen:
            text = _("Again for {name}").format(name=self.tree.selectedItems()[0].text(0))
            choices.append((text, _forms_of(round_id, chosen)))
        for group in self._progress.classes:
            people = [one.person_id for one in self._progress.people if (one.groups or ("",))[0] == group.name]
            choices.append((group.name or _("In no class"), _forms_of(round_id, people)))
        self._open_paper(choices, in_classes=True)

    def _chosen(self) -> list[int]:
        """The person who is chosen among the silent, if any."""
        return [int(item.data(0, _ID)) for item in self.tree.selectedItems() if item.data(0, _ID) is not None]

    def _show_lost(self) -> None:
        silent = set() if self._progress is None else {one.person_id for one in self._progress.silent()}
        self.lost.setEnabled(not silent.isdisjoint(self._chosen()))

    def _on_change(self) -> None:
        if self._progress is not None:
            RoundDetailsDialog(self._context, self._progress.row, self).open()

    def _on_lost(self) -> None:
        if self._progress is not None:
            name = self.tree.selectedItems()[0].text(0)
            dialog = NewFormDialog(self._context, self._progress.row.id, self._chosen(), name, self)
            dialog.made.connect(lambda forms: self._open_paper([(_("The new form"), _these(forms))]))
            dialog.open()

    def _open_paper(self, choices: Sequence[tuple[str, Load]], *, in_classes: bool = False) -> None:
        note = _("Sorted by class. Print at 100 % (actual size). Who has a form already may hand in either copy.")
        RoundPaperDialog(self._context, _("Print or PDF"), note, choices, self, in_classes=in_classes).open()

    def _on_remind(self) -> None:
        if self._progress is None:
            return
        round_id = self._progress.row.id
        silent = self._progress.silent()
        choices = [(_("Everybody who is silent"), _letters_to(round_id, [one.person_id for one in silent]))]
        for name in dict.fromkeys((one.groups or ("",))[0] for one in silent):
            people = [one.person_id for one in silent if (one.groups or ("",))[0] == name]
            choices.append((name or _("In no class"), _letters_to(round_id, people)))
        note = _("A letter in the family’s language, with the same form again.")
        RoundPaperDialog(self._context, _("Remind the silent"), note, choices, self, reminds=round_id).open()

    def _on_copy(self) -> None:
        if self._progress is None:
            return
        lines = [f"{', '.join(one.groups)}\t{one.name}" for one in self._progress.silent()]
        QGuiApplication.clipboard().setText("\n".join(lines))
        self.banner.show_message(_("The names are on the clipboard."), icon_name="check")


def _these(form_ids: Sequence[int]) -> Load:
    return lambda workspace, _with_list: Paper(tuple(form.sheet for form in workspace.forms.issued_forms(form_ids)))


def _forms_of(round_id: int, people: Sequence[int] | None = None) -> Load:
    def load(workspace: Workspace, with_list: bool) -> Paper:
        classes = workspace.rounds.forms_by_class(round_id, people)
        if not with_list:
            return Paper(tuple(form.sheet for _name, forms in classes for form in forms))
        stacks = tuple(FormStack(name, tuple(form.sheet for form in forms)) for name, forms in classes)
        return Paper(stacks=stacks, day=workspace.clock.today())

    return load


def _letters_to(round_id: int, people: Sequence[int]) -> Load:
    return lambda workspace, _with_list: Paper(letters=workspace.rounds.reminders(round_id, people))


def _person_item(one: RoundPerson) -> QTreeWidgetItem:
    is_silent = one.answer is RoundAnswer.SILENT
    text = pgettext("round", "silent") if is_silent else pgettext("round", "needs a look")
    item = QTreeWidgetItem([one.name or _("a parent or guardian"), text, ""])
    item.setIcon(0, icon("person" if is_silent else "warning"))
    item.setData(0, _ID, one.person_id)
    return item


def _bar(done: int, total: int, name: str) -> QWidget:
    bar = QProgressBar()
    bar.setRange(0, max(1, total))
    bar.setValue(done)
    bar.setTextVisible(False)
    bar.setFixedHeight(8)
    bar.setAccessibleName(_("{name}: {answered} of {people} answered").format(name=name, answered=done, people=total))
    place = QWidget()
    across = QVBoxLayout(place)
    across.setContentsMargins(0, 0, S, 0)
    across.addWidget(bar, 0, Qt.AlignmentFlag.AlignVCenter)
    return place
